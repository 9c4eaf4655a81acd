"""Each running program of the appliance is made to try what it must not (tests/image/inject.c, in the test image's probe):
others' folders and devices, sockets, code, processes, and what ends it, after which the service manager starts it again.
What docs/lockdown.md allows it is tried, too: a broken injector would look like a perfect sandbox."""
import dataclasses
import os
import time

from appliance import ENROLLED, SET_UP, Appliance
from injecting import DEADLY, INIT, MEMORY, SOCKETS, every_deadly, must_hold, summary, told
from lab import Failure
from machine import wait_until

EVERY = os.environ.get("EVERY") == "1"  # of the calls that end a program, not those alone that have a name here
INJECT = "/usr/lib/kiosk-probe/inject"
DATA = ("outbox", "keys", "site", "steward", "settings", "network", "release", "update")
HANDS = ("restart", "shut-down", "network", "time", "drive", "courier", "enrol", "update", "reset")
STATE = "/run/custody-kiosk"
INPUT = "/dev/input/event0"
BACK_SECONDS = 60
STEADY_SECONDS = 11  # a visit's process that lived longer is replaced at once (app/screen/process/parent.c)
NOBODYS = ("read=/etc/shadow", "read=/dev/mem", "read=/dev/vda", "write=/dev/vda", "read=/dev/vda1", "read=/proc/kcore",
           f"read=/proc/{INIT}/environ", f"read=/proc/{INIT}/mem", "write=/usr/bin/tried", "write=/etc/tried",
           "write=/sys/firmware/efi/efivars/tried", "write=/proc/sys/kernel/core_pattern",
           "exec=/usr/lib/kiosk-probe/busybox", f"kill={INIT}", "namespace", *MEMORY)


@dataclasses.dataclass(frozen=True)
class Program:
    """`writes`, `reads`: folders of /data. `sockets`: families. `controls`: what it may besides. `types`: its filter
    refuses TIOCSTI whatever it is asked of; the others are asked of the terminals that they hold."""
    unit: str
    writes: tuple = ()
    reads: tuple = ()
    sockets: tuple = ("unix",)
    controls: tuple = ()
    types: bool = False
    state: bool = True
    is_child: bool = False

    @property
    def name(self):
        return f"{self.unit}'s child" if self.is_child else self.unit

    def folders(self):
        for folder in DATA:
            yield f"{'+' if folder in self.writes else ''}write=/data/{folder}/tried-{self.unit}"
            yield f"{'+' if folder in (*self.writes, *self.reads) else ''}read=/data/{folder}"

    def calls(self):
        """All but what ends it."""
        yield "+read=/dev/urandom"
        yield from NOBODYS
        yield from self.folders()
        yield from (f"{'+' if family in self.sockets else ''}socket-{family}" for family in SOCKETS)
        if self.unit == "steward":
            yield "+connect=/run/custody-hands/time.sock"  # one will do: a hand starts, and hears nothing
        else:
            yield from (f"connect=/run/custody-hands/{hand}.sock" for hand in HANDS)
        yield f"{'+' if self.state else ''}write={STATE}/tried-{self.unit}"
        yield from (f"+{call}" for call in self.controls)
        if self.unit != "courier":
            yield from ("read=/data/keys/client.key", "read=/dev/tpmrm0")
        if self.types:
            yield "type=0"


READABLE = ("site", "settings", "release", "update")  # for every user; the screen's parent is narrowed by its unit alone
# Who speaks is made anew with the visit's process that it speaks for.
SPEAKER = Program("voice", controls=("write=/dev/snd/controlC0",), sockets=(), state=False, is_child=True)
VISIT = Program("screen", writes=("outbox",), state=False, types=True, is_child=True,
                controls=(f"read={INPUT}", f"connect={STATE}/printer.sock", f"connect={STATE}/steward.sock",
                          f"connect={STATE}/courier.sock"))
PROGRAMS = (
    SPEAKER, VISIT, Program("screen", writes=("outbox",), reads=READABLE, controls=(f"read={INPUT}",)),
    Program("printer", controls=("write=/dev/ttyUSB0",)),
    Program("voice", controls=("write=/dev/snd/controlC0",)),
    Program("courier", writes=("outbox", "keys", "update"), reads=("release",), sockets=("unix", "inet", "inet6"),
            controls=("read=/data/keys/client.key",), types=True),
    Program("steward", writes=("steward", "settings"), types=True))


class Running:
    """A program in the machine: found, asked, waited for; what it was answered."""

    def __init__(self, machine, program):
        self.machine, self.program = machine, program
        self.threads, self.lines = 0, []

    def numbers(self, command):
        return [int(line) for line in self.machine.ask(command, 30, check=False).split() if line.isdigit()]

    def filters(self, pid):
        return sum(self.numbers(f"awk '/^Seccomp_filters/ {{ print $2 }}' /proc/{pid}/status 2>/dev/null"))

    def find(self):
        """Its process, once it is inside its sandbox; None while there is none."""
        unit = f"kiosk-{self.program.unit}"
        if self.machine.ask(f"systemctl is-active {unit}", 30, check=False).strip() != "active":
            return None
        main = sum(self.numbers(f"systemctl show --property=MainPID --value {unit}"))
        if not self.program.is_child or main == 0:
            return main or None
        inside = [pid for pid in self.numbers(f"cat /proc/{main}/task/*/children") if self.filters(pid) > self.filters(main)]
        return inside[0] if inside else None

    def wait_other(self, pid):
        def found():
            now = self.find()
            return now if now not in (None, pid) else None
        return wait_until(f"{self.program.name} to be back", BACK_SECONDS, found, pause=0.5)

    def inject(self, thread, calls):
        lines = told(self.machine.ask(f"{INJECT} {thread} {' '.join(calls)} 2>&1", 60, check=False))
        if len(lines) != len(calls):
            raise Failure(f"{self.program.name}: {len(lines)} answers to {len(calls)} calls, the last {lines[-1]}")
        must_hold(self.program.name, lines)
        self.lines += lines

    def typing(self, pid):
        """TIOCSTI at the terminals that it holds."""
        held = self.machine.ask(f"ls -l /proc/{pid}/fd", 30).splitlines()
        return {f"type={line.split()[-3]}" for line in held if "-> /dev/tty" in line}

    def refusals(self, missing):
        """Each thread is asked: filters and Landlock hold for a thread."""
        pid = self.wait_other(None)
        calls = dict.fromkeys([*self.program.calls(), *sorted(self.typing(pid))])
        lost = [call for call in calls if call in missing and call.startswith("+")]
        if lost:
            raise Failure(f"{self.program.name}: not there, though it is to be allowed: {lost}")
        threads = self.numbers(f"ls /proc/{pid}/task")
        self.threads = len(threads)
        for thread in threads:
            self.inject(thread, [call for call in calls if call not in missing])
        if self.find() != pid:
            raise Failure(f"{self.program.name} has not outlived what it was refused")

    def others(self):
        """The processes that must outlive this one's end."""
        units = [f"kiosk-{unit}" for unit in ENROLLED if self.program.is_child or unit != self.program.unit]
        return self.machine.ask(f"systemctl show --property=Id --property=MainPID {' '.join(units)}", 30).split()

    def endings(self, beside=None):
        """Each in a new process; the count of starts is set back, which else would end in kiosk-broken. `beside` is tried
        each time, too, where it begins anew with this one."""
        pid, others = self.wait_other(None), self.others()
        for call in every_deadly().values() if EVERY else DEADLY:
            self.machine.ask(f"systemctl reset-failed kiosk-{self.program.unit}", 30, check=False)
            if self.program.is_child:
                time.sleep(STEADY_SECONDS)
            if beside:
                beside.inject(beside.wait_other(None), [call])
            self.inject(pid, [call])
            pid = self.wait_other(pid)
            if self.others() != others:
                raise Failure(f"{self.program.name}'s end has ended others: {' '.join(self.others())}, not {' '.join(others)}")


def absent(machine, calls):
    """What is not there for anybody shows nothing: paths that are not in this image, folders for what is written."""
    paths = {}
    for call in calls:
        verb, _, path = call.lstrip("+").partition("=")
        if path.startswith("/"):
            paths[call] = path.rsplit("/", 1)[0] if verb == "write" and "tried" in path else path
    named = sorted(set(paths.values()))
    gone = set()
    for at in range(0, len(named), 30):  # a line to the probe is 4096 bytes at most
        gone |= set(machine.ask(f"for p in {' '.join(named[at:at + 30])}; do [ -e $p ] || echo $p; done", 30).split())
    return {call for call, path in paths.items() if path in gone}


def try_all(machine):
    """Refusals first: the voice's end is the end of who speaks. Returns what is said of each program."""
    missing = absent(machine, {call for program in PROGRAMS for call in program.calls()})
    running = {program: Running(machine, program) for program in PROGRAMS}
    for each in running.values():
        each.refusals(missing)
    for program, each in running.items():
        if program is not SPEAKER:
            each.endings(running[SPEAKER] if program is VISIT else None)
    said = [f"{each.program.name}, threads: {each.threads}, {summary(each.lines)}" for each in running.values()]
    return said + ([f"not in this image: {', '.join(sorted(missing))}"] if missing else [])


def sandboxes(folder, report):
    """Every program, and the processes of a visit."""
    appliance = Appliance.used(folder, SET_UP)
    with appliance.machine() as machine:
        appliance.ready(machine, programs=ENROLLED)
        report.keep(machine.picture(), "before")
        said = try_all(machine)
        report.keep(machine.picture(), "after")
        machine.cut()
    return ";\n".join(said)


STEPS = {"image-sandboxes": sandboxes}
