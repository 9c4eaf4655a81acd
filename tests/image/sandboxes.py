"""Each running program of the appliance is made to try what it must not (tests/image/inject.c, in the test image's probe):
others' folders and devices, sockets, code, processes, and what ends it, after which the service manager starts it again.
What docs/lockdown.md allows it is tried, too: a broken injector would look like a perfect sandbox."""
import dataclasses
import os
import time

from appliance import ENROLLED, SET_UP, Appliance
from injecting import DEADLY, INIT, MEMORY, SOCKETS, every_deadly, must_hold, summary, told
from lab import Failure
from machine import PATIENCE, wait_until

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


@dataclasses.dataclass
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
PROGRAMS = (
    Program("steward", writes=("steward", "settings"), types=True),
    Program("printer", controls=("write=/dev/ttyUSB0",)),
    Program("voice", controls=("write=/dev/snd/controlC0",)),
    Program("voice", controls=("write=/dev/snd/controlC0",), sockets=(), is_child=True),
    Program("courier", writes=("outbox", "keys", "update"), reads=("release",), sockets=("unix", "inet", "inet6"),
            controls=("read=/data/keys/client.key",), types=True),
    Program("screen", writes=("outbox",), state=False, types=True, is_child=True,
            controls=(f"read={INPUT}", f"connect={STATE}/printer.sock", f"connect={STATE}/steward.sock",
                      f"connect={STATE}/courier.sock")),
    Program("screen", writes=("outbox",), reads=READABLE, controls=(f"read={INPUT}",)))


class Running:
    """A program in the machine: found, asked, waited for."""

    def __init__(self, machine, program):
        self.machine, self.program = machine, program

    def numbers(self, command):
        return [int(line) for line in self.machine.ask(command, 30, check=False).split() if line.isdigit()]

    def filters(self, pid):
        return sum(self.numbers(f"awk '/^Seccomp_filters/ {{ print $2 }}' /proc/{pid}/status 2>/dev/null"))

    def find(self):
        """Its process, once it is inside its sandbox; None while there is none."""
        unit = f"kiosk-{self.program.unit}"
        if self.machine.ask(f"systemctl is-active {unit}", 30, check=False).strip() != "active":
            return None
        main = self.numbers(f"systemctl show --property=MainPID --value {unit}")[0]
        if not self.program.is_child:
            return main
        inside = [pid for pid in self.numbers(f"cat /proc/{main}/task/*/children") if self.filters(pid) > self.filters(main)]
        return inside[0] if inside else None

    def wait_other(self, pid):
        def found():
            now = self.find()
            return now if now not in (None, pid) else None
        return wait_until(f"{self.program.name} to be back", BACK_SECONDS, found, pause=0.5)

    def inject(self, thread, calls):
        return told(self.machine.ask(f"{INJECT} {thread} {' '.join(calls)} 2>&1", 60, check=False))

    def must_be_whole(self, lines, count):
        if len(lines) != count:
            raise Failure(f"{self.program.name}: {len(lines)} answers to {count} calls, the last {lines[-1]}")
        must_hold(self.program.name, lines)

    def refusals(self, pid, calls):
        """Each thread is asked: filters and Landlock hold for a thread."""
        lines, threads = [], self.numbers(f"ls /proc/{pid}/task")
        for thread in threads:
            found = self.inject(thread, calls)
            self.must_be_whole(found, len(calls))
            lines += found
        if self.find() != pid:
            raise Failure(f"{self.program.name} has not outlived what it was refused")
        return lines, len(threads)

    def typing(self, pid):
        """TIOCSTI at the terminals that it holds."""
        held = self.machine.ask(f"ls -l /proc/{pid}/fd", 30).splitlines()
        return [f"type={line.split()[-3]}" for line in held if "-> /dev/tty" in line]

    def endings(self, pid):
        """Each in a new process; the count of starts is set back, which else would end in kiosk-broken."""
        lines = []
        for call in every_deadly().values() if EVERY else DEADLY:
            self.machine.ask(f"systemctl reset-failed kiosk-{self.program.unit}", 30, check=False)
            if self.program.is_child:
                time.sleep(STEADY_SECONDS)
            found = self.inject(pid, [call])
            self.must_be_whole(found, 1)
            lines += found
            pid = self.wait_other(pid)
        return lines


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


def try_program(machine, program, missing):
    running = Running(machine, program)
    pid = running.find()
    if pid is None and program.is_child and program.unit == "voice":
        return f"{program.name}: nobody speaks, there is none"
    pid = pid or running.wait_other(None)
    calls = [call for call in program.calls() if call not in missing]
    lost = [call for call in program.calls() if call in missing and call.startswith("+")]
    if lost:
        raise Failure(f"{program.name}: not there, though it is to be allowed: {lost}")
    calls += [call for call in running.typing(pid) if call not in calls]
    lines, threads = running.refusals(pid, calls)
    if not (program.is_child and program.unit == "voice"):  # a visit's voice does not come back
        lines += running.endings(pid)
    return f"{program.name}, threads: {threads}, {summary(lines)}"


def sandboxes(folder, report):
    """Every program, and the processes of a visit."""
    appliance = Appliance.used(folder, SET_UP)
    with appliance.machine() as machine:
        appliance.ready(machine, programs=ENROLLED)
        report.keep(machine.picture(), "before")
        missing = absent(machine, {call for program in PROGRAMS for call in program.calls()})
        said = [try_program(machine, program, missing) for program in PROGRAMS]
        appliance.ready(machine, seconds=BACK_SECONDS * PATIENCE, programs=ENROLLED)
        report.keep(machine.picture(), "after")
        machine.cut()
    if missing:
        said.append(f"not in this image: {', '.join(sorted(missing))}")
    return ";\n".join(said)


STEPS = {"image-sandboxes": sandboxes}
