"""What tests/image/inject.c is asked for, and what it says: calls that a running program is made to make.

    DEADLY, every_deadly()   what ends every program by SIGSYS; all that platform/sandbox/calls.c names, by number
    told(output)             [Told(call, argument, result, wrong)] of inject's lines
    summary(lines)           "41 tried: 28 refused, 9 ended by SIGSYS, 4 allowed as documented"

A call is "CALL=ARGUMENT": it must be refused; "+CALL=ARGUMENT" must not be; "!CALL=ARGUMENT" must end the program.
"""
import collections
import pathlib
import re

from lab import ROOT, Failure

Told = collections.namedtuple("Told", "call argument result wrong")
LINE = re.compile(r"(?m)^(\S+) (.*): (\w+|ended|ended by SIGSYS|an unknown error)( WRONG)?\r?$")
NUMBERS = ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h")
INIT = 1
DEADLY = (f"!ptrace={INIT}", f"!process_vm_readv={INIT}", "!mount", "!unshare", "!bpf", "!keyctl", "!init_module", "!reboot",
          "!setuid", "!perf_event_open", "!io_uring_setup")
SOCKETS = ("unix", "inet", "inet6", "netlink", "packet", "vsock", "alg")
MEMORY = ("writable-code", "code")


def every_deadly():
    """{name: "!number=N"} of all calls that end a program."""
    header = next(path for path in map(pathlib.Path, NUMBERS) if path.exists())
    numbers = dict(re.findall(r"(?m)^#define __NR_(\w+) (\d+)$", header.read_text()))
    source = (ROOT / "platform/sandbox/calls.c").read_text()
    names = re.findall(r"CALL\((\w+)\)", source[source.index("sandbox_deadly_calls"):])
    return {name: f"!number={numbers[name]}" for name in [*names, "ptrace"]}


def told(output):
    lines = [Told(call, argument, result, bool(wrong)) for call, argument, result, wrong in LINE.findall(output)]
    if not lines:
        raise Failure(f"the injector said nothing: {output[-300:]!r}")
    return lines


def must_hold(who, lines):
    wrong = [f"{line.call} {line.argument}: {line.result}" for line in lines if line.wrong]
    if wrong:
        raise Failure(f"{who}: {'; '.join(wrong)}")


def summary(lines):
    """Of lines that all hold."""
    ended = sum(line.result == "ended by SIGSYS" for line in lines)
    allowed = sum(line.result == "SUCCEEDED" for line in lines)
    return f"{len(lines)} tried: {len(lines) - ended - allowed} refused, {ended} ended by SIGSYS, {allowed} allowed as documented"
