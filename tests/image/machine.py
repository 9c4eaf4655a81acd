"""A machine in QEMU: started, touched, looked at, its power cut. No KVM is used; emulation works everywhere.

Two tiers. With `kernel` and `initrd` it boots a kernel directly, in seconds (see guest.py). With `disk` it boots as a
kiosk does: UEFI firmware with secure boot, keys in `variables` (firmware.py), a TPM, an image of a disk.

    with Machine(folder, kernel=image, initrd=initrd, append="quiet") as machine: …
    with Machine(folder, disk=image, variables=firmware.enrolled(…), tpm=folder / "tpm", ports={8443: 40123}) as …

    machine.serial.wait_for("guest: begins", 30)   what is on the serial line, from where the last one was found
    machine.tap(540, 1700)                         a touch, in pixels of the display (virtio-tablet)
    machine.key("ctrl", "alt", "f2")               pressed together (virtio-keyboard; names of QEMU's QKeyCode)
    machine.picture()                              the display (picture.py)
    machine.wait_picture(condition, 30)            the first for which condition(picture) is true
    machine.printed()                              bytes that came to the printer, a serial line on USB
    machine.plug_drive("stick", image)             USB: a drive, or plug("kbd", "usb-kbd"); unplug("stick")
    machine.ask("cat /proc/uptime")                the second serial line: a test image's probe runs it, as root
    machine.reset(); machine.cut()                 the reset button; the power, at once
    machine.start()                                again, with the same disk, variables and TPM

Limits in seconds are for a quiet machine and are multiplied by PATIENCE (environment, default 4). The guest gets
10.0.2.15 by DHCP and reaches nothing but 10.0.2.100, there the ports named in `ports`, each with the port on this
machine's loopback that stands behind it.

FOLDER gets qemu.log, serial.log (all boots, one after the other) and paper.bin. The machine ends with the process
that started it.
"""
import contextlib
import ctypes
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from lab import Failure, listens  # noqa: E402
from picture import Picture  # noqa: E402
from qmp import Qmp, Refused  # noqa: E402

PATIENCE = float(os.environ.get("PATIENCE", "4"))
FIRMWARE = pathlib.Path("/usr/share/OVMF/OVMF_CODE_4M.secboot.fd")
EMULATED = "Nehalem,+aes,+pclmulqdq,+rdrand"  # with AVX, which libraries then use, emulation takes half as long again
CENTRE = "10.0.2.100"
ABSOLUTE = 0x7FFF  # the far end of an axis of virtio-tablet
PR_SET_PDEATHSIG = 1
LISTENS = "probe: listens\n"


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def wait_until(what, seconds, condition, pause=0.05):
    limit = time.monotonic() + seconds * PATIENCE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > limit:
            raise Failure(f"waited {seconds * PATIENCE:.0f} s in vain for {what}")
        time.sleep(pause)


class Serial:
    """The first serial line: a file of what came, and a socket for what is typed."""

    def __init__(self, machine):
        self.machine, self.file, self.at = machine, machine.folder / "serial.log", 0
        self.wire = None

    def text(self):
        """All that came since the start() before last, as text."""
        return self.file.read_bytes().decode(errors="replace") if self.file.exists() else ""

    def tail(self):
        return self.text()[-800:]

    def wait_for(self, wanted, seconds):
        """Waits for a text behind the one that was waited for before; returns what stood between them."""
        def found():
            text = self.text()
            place = text.find(wanted, self.at)
            if place < 0:
                self.machine.must_run(wanted)
                return None
            between, self.at = text[self.at:place], place + len(wanted)
            return (between,)
        try:
            return wait_until(f"'{wanted}'", seconds, found)[0]
        except Failure as failure:
            raise Failure(f"{failure}; the serial line's end: {self.tail()!r}") from None

    def say(self, line):
        """The wire stays: what the guest has not read when it is cut off is lost."""
        if self.wire is None:
            self.wire = socket.socket(socket.AF_UNIX)
            self.wire.connect(str(self.machine.sockets / "serial"))
            threading.Thread(target=self.drain, args=(self.wire,), daemon=True).start()
        self.wire.sendall(line.encode() + b"\n")

    @staticmethod
    def drain(wire):
        """The file has it; unread here, it would stop the guest's writing."""
        with contextlib.suppress(OSError):
            while wire.recv(65536):
                pass

    def hang_up(self):
        if self.wire is not None:
            with contextlib.suppress(OSError):
                self.wire.shutdown(socket.SHUT_RDWR)
            self.wire.close()
            self.wire = None


class Probe:
    """The second serial line."""

    def __init__(self, machine):
        self.machine, self.rest, self.listened = machine, "", False
        self.wire = socket.socket(socket.AF_UNIX)
        self.wire.connect(str(machine.sockets / "probe"))
        self.wire.settimeout(0.2)

    def read(self):
        try:
            self.rest += self.wire.recv(1 << 16).decode(errors="replace").replace("\r", "")
        except TimeoutError:
            pass
        return self.rest

    def listens(self):
        """Whether it has said so since the machine was switched on."""
        if not self.listened and LISTENS in self.read():
            self.listened, self.rest = True, self.rest.split(LISTENS, 1)[1]
        return self.listened

    def forget(self):
        """The machine is about to start again."""
        self.read()
        self.rest, self.listened = "", False

    def catch_up(self):
        """Something shows that the machine has started, however often: what the probe said on the way does not count."""
        while self.read():
            self.rest = ""
        self.listened = True

    def read_until(self, end, seconds):
        """Takes what stands before `end`, and `end`, from the line."""
        def found():
            self.machine.must_run(f"the probe said '{end}'")
            return end in self.read()
        if end not in self.rest:
            wait_until(f"the probe to say '{end}'", seconds, found, pause=0)
        text, self.rest = self.rest.split(end, 1)
        return text

    def close(self):
        self.wire.close()


class Machine:
    def __init__(self, folder, *, kernel=None, initrd=None, append="", disk=None, variables=None, tpm=None, ports=None,
                 memory=1024, cpus=None, size=(1080, 1920), share=None, printer=None, write_log=None,
                 kvm=False, more=()):
        """`variables`: the firmware's flash, changed by the machine. `tpm`: a folder that is the TPM, made if it is
        not there. `cpus`: two, or one under the firmware, which spends twice the time waiting for a second one in
        system management mode. `printer`: tcp:HOST:PORT of one that answers, instead of paper.bin. `write_log`: a file
        for QEMU's blklogwrites over the disk. `kvm`: faster, where it works. `more`: further words of QEMU's command
        line."""
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.sockets = pathlib.Path(tempfile.mkdtemp(prefix="kiosk-machine-"))  # their paths must be short
        self.kernel, self.initrd, self.append, self.disk = kernel, initrd, append, disk
        self.variables, self.tpm, self.ports = variables, tpm and pathlib.Path(tpm).absolute(), ports
        self.memory, self.cpus = memory, cpus or (1 if variables else 2)
        self.size, self.share = size, share
        self.printer, self.write_log, self.kvm, self.more = printer, write_log, kvm, more
        self.serial = Serial(self)
        self.process = self.swtpm = self.qmp = self.probe = None

    def __enter__(self):
        return self if self.running() else self.start()

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.stop()
        shutil.rmtree(self.sockets, ignore_errors=True)

    # ---- power -----------------------------------------------------------------
    def start(self):
        for path in self.sockets.iterdir():
            path.unlink()
        self.serial.at = len(self.serial.text())
        if self.tpm:
            self.start_tpm()
        with open(self.folder / "qemu.log", "ab") as log:
            self.process = subprocess.Popen(list(map(str, self.command())), stdin=subprocess.DEVNULL, stdout=log,
                                            stderr=log, preexec_fn=die_with_parent)
        wait_until("QEMU", 20, lambda: self.must_run("to start") or listens(self.sockets / "qmp"))
        self.qmp = Qmp(self.sockets / "qmp")
        self.probe = Probe(self)
        return self

    def start_tpm(self):
        self.tpm.mkdir(parents=True, exist_ok=True)
        self.swtpm = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.tpm}", "--terminate", "--ctrl",
             f"type=unixio,path={self.sockets}/tpm"], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, preexec_fn=die_with_parent)
        wait_until("the TPM", 10, lambda: listens(self.sockets / "tpm"))

    def must_run(self, wanted):
        if self.process.poll() is not None:
            raise Failure(f"QEMU ended ({self.process.returncode}) before {wanted}: "
                          f"{(self.folder / 'qemu.log').read_text(errors='replace')[-600:]}")

    def running(self):
        return self.process is not None and self.process.poll() is None

    def wait_off(self, seconds):
        """Waits until the guest has switched the machine off (or reset it, with -no-reboot in `more`)."""
        wait_until("the machine to be off", seconds, lambda: not self.running())
        self.stop()

    def reset(self):
        self.qmp.do("system_reset")

    def cut(self):
        """The power is cut: QEMU is killed, what it had not handed to its files is gone."""
        self.process.kill()
        self.stop()

    def stop(self):
        self.serial.hang_up()
        for wire in filter(None, (self.qmp, self.probe)):
            wire.close()
        self.qmp = self.probe = None
        for process in (self.process, self.swtpm):
            if process is not None and process.poll() is None:
                process.terminate()
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    # ---- QEMU's command line ------------------------------------------------------
    def command(self):
        width, height = self.size
        return ["qemu-system-x86_64", "-nodefaults", "-no-user-config", "-accel",
                "kvm" if self.kvm else "tcg,thread=multi", "-cpu", "host" if self.kvm else EMULATED, "-smp", self.cpus, "-m", self.memory,
                "-display", "none", "-vga", "none",
                "-qmp", f"unix:{self.sockets}/qmp,server=on,wait=off",
                "-chardev", f"socket,id=serial,path={self.sockets}/serial,server=on,wait=off,"
                f"logfile={self.folder}/serial.log,logappend=on", "-serial", "chardev:serial",
                "-chardev", f"socket,id=probe,path={self.sockets}/probe,server=on,wait=off", "-serial", "chardev:probe",
                "-device", f"virtio-gpu-pci,id=display,xres={width},yres={height}",
                "-device", "virtio-tablet-pci", "-device", "virtio-keyboard-pci", "-device", "qemu-xhci,id=usb",
                "-object", "rng-random,id=random,filename=/dev/urandom", "-device", "virtio-rng-pci,rng=random",
                *self.boot_words(), *self.disk_words(), *self.printer_words(), *self.network_words(),
                *self.sound_words(), *self.share_words(), *self.more]

    def boot_words(self):
        words = ["-machine", f"q35,i8042=off,smm={'on' if self.variables else 'off'}"]
        if self.variables:
            words += ["-global", "driver=cfi.pflash01,property=secure,value=on", "-global", "ICH9-LPC.disable_s3=1",
                      "-drive", f"if=pflash,unit=0,format=raw,readonly=on,file={FIRMWARE}",
                      "-drive", f"if=pflash,unit=1,format=raw,file={self.variables}"]
        if self.kernel:
            # an emulated timer may be late on a busy machine: the kernel would take it for broken
            words += ["-kernel", self.kernel, "-append", f"console=ttyS0 no_timer_check {self.append}"]
        if self.initrd:
            words += ["-initrd", self.initrd]
        if self.tpm:
            words += ["-chardev", f"socket,id=tpm,path={self.sockets}/tpm", "-tpmdev", "emulator,id=tpm,chardev=tpm",
                      "-device", "tpm-crb,tpmdev=tpm"]
        return words

    def disk_words(self):
        if not self.disk:
            return []
        drive = f"driver=raw,node-name=disk,discard=unmap,file.driver=file,file.filename={self.disk}"
        if self.write_log:
            pathlib.Path(self.write_log).touch()
            drive = (f"driver=blklogwrites,node-name=disk,file.driver=file,file.filename={self.disk},"
                     f"log.driver=file,log.filename={self.write_log}")
        return ["-blockdev", drive, "-device", "virtio-blk-pci,drive=disk,bootindex=1"]

    def printer_words(self):
        """A printer of Fake("tcp", …) answers; a file takes what comes, and says nothing."""
        if self.printer:
            _, host, port = self.printer.split(":")
            line = f"socket,id=paper,host={host},port={port}"
        else:
            line = f"file,id=paper,path={self.folder}/paper.bin,append=on"
        return ["-chardev", line, "-device", "usb-serial,id=printer,chardev=paper,bus=usb.0"]

    def network_words(self):
        """busybox's nc carries each connection: QEMU's own forwarding is for a single one."""
        forwards = "".join(f",guestfwd=tcp:{CENTRE}:{inside}-cmd:{shutil.which('busybox')} nc 127.0.0.1 {outside}"
                           for inside, outside in (self.ports or {}).items())
        return ["-netdev", f"user,id=wire,restrict=on{forwards}", "-device", "virtio-net-pci,id=wired,netdev=wire"]

    def sound_words(self):
        """What is played is in sound.wav when the machine is off."""
        return ["-audiodev", f"wav,id=sound,path={self.folder}/sound.wav", "-device", "intel-hda",
                "-device", "hda-output,audiodev=sound"]

    def share_words(self):
        return ["-virtfs", f"local,path={self.share},mount_tag=share,security_model=none"] if self.share else []

    # ---- hands ---------------------------------------------------------------------
    def send(self, *events):
        self.qmp.do("input-send-event", events=list(events))

    def point(self, x, y):
        width, height = self.size
        self.send({"type": "abs", "data": {"axis": "x", "value": round(x * ABSOLUTE / (width - 1))}},
                  {"type": "abs", "data": {"axis": "y", "value": round(y * ABSOLUTE / (height - 1))}})

    def press(self, down):
        self.send({"type": "btn", "data": {"button": "left", "down": down}})

    def tap(self, x, y, seconds=0.08):
        self.point(x, y)
        self.press(True)
        time.sleep(seconds)  # a finger's time on the glass
        self.press(False)

    def drag(self, path, seconds=0.4):
        """From the first point over the others to the last, pressed."""
        self.point(*path[0])
        self.press(True)
        for place in path[1:]:
            time.sleep(seconds / len(path))
            self.point(*place)
        self.press(False)

    def key(self, *names):
        """Keys pressed together in this order, and let go."""
        for down, order in ((True, names), (False, names[::-1])):
            for name in order:
                self.send({"type": "key", "data": {"down": down, "key": {"type": "qcode", "data": name}}})
        time.sleep(0.05)

    # ---- eyes ----------------------------------------------------------------------
    def picture(self):
        path = self.sockets / "screen.ppm"
        self.qmp.do("screendump", filename=str(path), device="display")
        return Picture.read(path)

    def wait_picture(self, condition, seconds, what="a picture"):
        def found():
            self.must_run(what)
            picture = self.picture()
            return picture if condition(picture) else None
        return wait_until(what, seconds, found, pause=0.2)

    def printed(self):
        paper = self.folder / "paper.bin"
        return paper.read_bytes() if paper.exists() else b""

    # ---- inside, in a test image -----------------------------------------------------
    def wait_probe(self, seconds):
        def listens():
            self.must_run("the probe listened")
            return self.probe.listens()
        wait_until("the probe to listen", seconds, listens, pause=0)

    def ask(self, command, seconds=10, check=True):
        """Has the probe of image/probe run a line of shell; returns what it wrote to both outputs."""
        self.probe.wire.sendall(f"{command}\n".encode())
        text, code = self.probe.read_until("probe: done ", seconds), self.probe.read_until("\n", seconds)
        if check and code != "0":
            raise Failure(f"'{command}' ended with {code}: {text[-400:]}")
        return text

    # ---- USB -----------------------------------------------------------------------
    def plug(self, name, driver, **properties):
        self.qmp.do("device_add", id=name, driver=driver, bus="usb.0", **properties)

    def plug_drive(self, name, image):
        self.qmp.do("blockdev-add", driver="raw", node_name=f"{name}-image",
                    file={"driver": "file", "filename": str(image)})
        self.plug(name, "usb-storage", drive=f"{name}-image", removable=True)

    def unplug(self, name):
        """Pulled out, at once; what was not written is not on it."""
        self.qmp.do("device_del", id=name)
        wait_until(f"{name} to be gone", 10, lambda: any(
            event["event"] == "DEVICE_DELETED" and event["data"].get("device") == name
            for event in self.drained()))
        try:
            self.qmp.do("blockdev-del", node_name=f"{name}-image")
        except Refused:
            pass  # it was no drive

    def drained(self):
        self.qmp.do("query-status")  # reads the events that came until now
        events, self.qmp.events = self.qmp.events, []
        return events


def drive_image(path, files, megabytes=64):
    """An image of a USB drive with FAT; `files`: {name on the drive: path here}."""
    path = pathlib.Path(path)
    with open(path, "wb") as image:
        image.truncate(megabytes << 20)
    subprocess.run(["mkfs.vfat", "-n", "STICK", str(path)], check=True, capture_output=True)
    for name, source in files.items():
        subprocess.run(["mcopy", "-i", str(path), str(source), f"::{name}"], check=True)
    return path
