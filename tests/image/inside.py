"""What somebody who stands before the running appliance tries, and what is found inside it by the probe."""
import os
import shutil
import subprocess
import time

from appliance import ENROLLED, SET_UP, Appliance, image
from disk import Disk
from lab import ROOT, Failure

FUNCTION_KEYS = [f"f{number}" for number in range(1, 13)]
SYSRQ = ("b", "c", "e", "f", "i", "k", "l", "o", "r", "s", "t", "u", "h")
SHELLS = ("sh", "bash", "dash", "busybox", "perl", "python3", "agetty", "login", "su", "sudo", "apt", "apt-get", "dpkg",
          "gdb", "strace", "ssh", "sshd", "nc", "curl", "wget")
BESIDE = (540, 300)  # nothing stands there on the page of the languages
IDLE_MINUTES = float(os.environ.get("IDLE", "10"))
GROWTH_KIB = 64  # pages of a file that were read meanwhile
PROBE = "usr/lib/kiosk-probe"
INSIDE = "build/test-image/contents"  # below the project, for the tools see nothing else
UNPACKED = ROOT / INSIDE
LISTENING, UNCONNECTED = "0A", "07"  # states of include/net/tcp_states.h


def started(folder, name, report, **more):
    appliance = Appliance.used(folder)
    machine = appliance.machine(**more).start()
    try:
        appliance.ready(machine)
        report.keep(appliance.first_frame(machine), name)
    except BaseException:
        machine.stop()
        raise
    return appliance, machine


def keys(folder, report):
    """Consoles, SysRq, Ctrl-Alt-Del, the power key: the picture stands, the same start of the machine goes on."""
    _, machine = started(folder, "before", report)
    with machine:
        before, boot = machine.picture(), machine.ask("cat /proc/sys/kernel/random/boot_id")
        count = "awk '/virtio[0-9]+-/ { n += $2 } END { print n }' /proc/interrupts"
        felt = int(machine.ask(count))
        for key in FUNCTION_KEYS:
            machine.key("ctrl", "alt", key)
            machine.key("alt", key)
        for key in SYSRQ:
            machine.key("alt", "sysrq", key)
            machine.key("alt", "print", key)
        for _ in range(8):
            machine.key("ctrl", "alt", "delete")
        machine.key("alt", "up")
        machine.key("ctrl", "alt", "backspace")
        machine.key("ctrl", "c")
        machine.key("meta_l")
        machine.qmp.do("system_powerdown")
        time.sleep(5)
        if int(machine.ask(count)) <= felt:
            raise Failure("no key came to the kernel: this step shows nothing")
        report.keep(machine.picture(), "after")
        console = machine.ask("cat /sys/class/tty/tty0/active").strip()
        if console != "tty1":
            raise Failure(f"the console is {console}")
        if machine.ask("cat /proc/sys/kernel/random/boot_id") != boot:
            raise Failure("the machine started again")
        machine.tap(*BESIDE)  # what moves in a keypad has brought up its ring; a touch takes it away
        machine.wait_picture(lambda picture: picture.data == before.data, 30, "the picture to be what it was")
    return f"{2 * len(FUNCTION_KEYS)} consoles, {2 * len(SYSRQ)} SysRq, Ctrl-Alt-Del eight times, others: nothing"


def usb_devices(machine):
    """{vendor:product: authorized} of what is plugged in, root hubs left out."""
    told = machine.ask("cd /sys/bus/usb/devices; for d in [0-9]*-*; do [ -e $d/idVendor ] && "
                       "echo $(cat $d/idVendor):$(cat $d/idProduct) $(cat $d/authorized); done; true")
    return dict(line.split() for line in told.splitlines() if line)


def stranger(folder, report, driver, usb_id, more=(), **properties):
    """A USB device that is on no list is known and not used; the printer's serial line is."""
    _, machine = started(folder, "before", report, more=more)
    with machine:
        inputs = machine.ask("ls /dev/input; ls /dev/snd 2>/dev/null; true")
        machine.plug("stranger", driver, **properties)
        limit = time.monotonic() + 60
        while usb_id not in (found := usb_devices(machine)):
            if time.monotonic() > limit:
                raise Failure(f"the kernel does not know of {usb_id}: {found}")
            time.sleep(1)
        time.sleep(10)  # for whoever would allow it
        found = usb_devices(machine)
        report.keep(machine.picture(), "plugged")
        if found[usb_id] != "0":
            raise Failure(f"{usb_id} is used: {found}")
        if machine.ask("ls /dev/input; ls /dev/snd 2>/dev/null; true") != inputs:
            raise Failure("there are new devices to take input from")
        if found.get("0403:6001") != "1":
            raise Failure(f"the printer's line is not used: {found}")
    return f"{usb_id} is known, not used; {found}"


def keyboard(folder, report):
    return stranger(folder, report, "usb-kbd", "0627:0001")


def composite(folder, report):
    return stranger(folder, report, "usb-audio", "46f4:0002", more=("-audiodev", "none,id=silent"), audiodev="silent")


def sockets(machine):
    """What would answer somebody: [(protocol, address, port)]."""
    found = []
    for name in ("tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6"):
        for line in machine.ask(f"cat /proc/net/{name} 2>/dev/null; true").splitlines()[1:]:
            address, port = line.split()[1].rsplit(":", 1)
            if line.split()[3] in (LISTENING, UNCONNECTED):
                found.append((name, address, int(port, 16)))
    return found


def running(folder, report):
    """No open port, no set-user-id file, no unit that failed, memory of each program."""
    _, machine = started(folder, "running", report)
    with machine:
        seen = sockets(machine)
        # the DHCP client's answers come to port 68 of the leased address (docs/lockdown.md)
        wrong = [entry for entry in seen if entry[0] not in ("udp", "raw6") or entry[2] not in (68, 58)]
        if wrong:
            raise Failure(f"open: {wrong}")
        setuid = machine.ask("find / -xdev -perm /6000 -type f; find /data /run -xdev -perm /6000 -type f", 60)
        if setuid.strip():
            raise Failure(f"set-user-id: {setuid.split()}")
        failed = machine.ask("systemctl --failed --no-legend --plain")
        if failed.strip():
            raise Failure(f"failed: {failed.strip()}")
        lines = machine.ask("for s in /proc/[0-9]*/status; do awk '/^Name/ { n = $2 } /^VmRSS/ { print n, $2 }' $s; "
                            "done 2>/dev/null | grep kiosk; true").split("\n")
    told = ", ".join(line for line in lines if line)
    return f"sockets {seen or 'none'}; set-user-id none; failed units none; resident kB: {told}"


COUNT = """for p in /proc/[0-9]*; do
    set -- $(tr '\\0' ' ' 2>/dev/null <$p/cmdline);
    case ${1##*/} in kiosk-*|espeak*) ;; *) continue ;; esac;
    echo ${p#/proc/} ${1##*/} $(cat $p/task/*/status | awk '/ctxt_switches/ { n += $2 } END { print n }') \
        $(awk '/^Pss:/ { print $2 }' $p/smaps_rollup);
done"""


def programs(machine):
    """{process: (name, how often it was woken, its share of memory in KiB)} of the kiosk's programs."""
    words = (line.split() for line in machine.ask(COUNT.replace("\n", " "), 60).splitlines())
    return {int(pid): (name, int(woken), int(memory)) for pid, name, woken, memory in (each for each in words if len(each) == 4)}


def idle(folder, report):
    """Nobody touches it: how often each program wakes, how much memory it holds and whether that grows."""
    appliance = Appliance.used(folder, SET_UP)
    with appliance.machine() as machine:
        appliance.ready(machine, programs=ENROLLED)
        time.sleep(60)  # what follows a start is over
        before, begun = programs(machine), time.monotonic()
        time.sleep(IDLE_MINUTES * 60)
        after, seconds = programs(machine), time.monotonic() - begun
        report.keep(machine.picture(), "idle")
        machine.cut()
    if [name for name, _, _ in after.values()].count("kiosk-screen") != 2:
        raise Failure(f"the screen and its visit are not both seen: {after}")
    if set(before) != set(after):
        raise Failure(f"other processes after {seconds:.0f} s: {before} {after}")
    grown = {after[pid][0]: after[pid][2] - before[pid][2] for pid in after if after[pid][2] > before[pid][2] + GROWTH_KIB}
    if grown:
        raise Failure(f"grown by KiB: {grown}")
    told = ", ".join(f"{name} {(woken - before[pid][1]) / seconds:.2f}/s {memory / 1024:.1f} MiB"
                     for pid, (name, woken, memory) in sorted(after.items()))
    return f"{seconds:.0f} s: {told}"


def leads_to(tree, link):
    target = link.readlink()
    return (tree / str(target).lstrip("/") if target.is_absolute() else link.parent / target).exists()


def contents(folder, report):
    """The root file system without starting it: no set-user-id file, no shell, login, package manager, debugger."""
    folder = UNPACKED
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    disk = Disk(image())
    root = next(part.label for part in disk.partitions() if part.label.startswith("root-a"))
    disk.extract(root, folder / "root")
    # with the tools of the image's release: an older fsck.erofs does not know the compression
    subprocess.run([ROOT / "image/in-tools", "fsck.erofs", f"--extract={INSIDE}/tree", f"{INSIDE}/root"], check=True,
                   capture_output=True)
    tree = folder / "tree"
    files = [path for path in tree.rglob("*") if path.is_file() and not path.is_symlink()]
    ours = [path for path in files if PROBE not in str(path)]
    setuid = [path.relative_to(tree) for path in ours if path.stat().st_mode & 0o6000]
    shells = [path.relative_to(tree) for path in tree.rglob("*") if path.name in SHELLS and PROBE not in str(path)
              and path.parent.name in ("bin", "sbin")]
    if setuid or shells:
        raise Failure(f"set-user-id: {setuid}; programs: {shells}")
    dangling = [path.relative_to(tree) for path in tree.rglob("*") if path.is_symlink()
                and path.parent.name in ("bin", "sbin") and not leads_to(tree, path)]
    if dangling:
        raise Failure(f"programs that lead nowhere: {dangling}")
    size = sum(path.stat().st_size for path in files)
    shutil.rmtree(folder)
    return f"{len(files)} files, {size >> 20} MiB, none of them set-user-id; none of {', '.join(SHELLS)}"


STEPS = {"image-contents": contents, "image-keys": keys, "image-usb-keyboard": keyboard,
         "image-usb-composite": composite, "image-running": running, "image-idle": idle}
