"""Requests by the dozen in the running test image: saved as a visit saves them, without a display (tests/faults/save.c, in the
image's probe), numbered, and found again at the centre.

    begin(machine, {1, 2, 3})       at once; what was saved is said on the first serial line
    said(text)                      the numbers of those lines in its text
    wait_said(machine, {1, 2, 3})
    number(request)                 of an opened one; None of a visit's
"""
import re

from lab import Failure
from machine import wait_until

GIVEN_NAME = re.compile("Quorv([a-j]{5})")
LETTERS = "abcdefghij"
SECONDS = 120


def begin(machine, numbers):
    lines = "\\n".join(map(str, sorted(numbers)))
    machine.ask(f"printf '{lines}\\n' >/run/kiosk-probe/numbers; systemctl start --no-block probe-save")


def said(text):
    if re.search(r"(?m)^failed \d+\r?$", text):
        raise Failure("a request was not saved")
    return {int(number) for number in re.findall(r"saved (\d+)\r?\n", text)}


def wait_said(machine, numbers):
    wait_until("the requests to be saved", SECONDS, lambda: numbers <= said(machine.serial.text()))


def number(request):
    name = GIVEN_NAME.fullmatch(request["answers"].get("given_name", ""))
    return int("".join(str(LETTERS.index(letter)) for letter in name[1])) if name else None
