"""A visit that was played once beside a twin, played again in the machine alone.

    visit = Recording.of(pair, visitor.load("short"))
    visit.play(machine)                        all of it; True when it was said to be saved
    visit.play(machine, until=moment)          as far as it comes; `moment` of time.monotonic()
    visit.seconds                              how long it took

Before each touch the machine must show what it showed then: no touch goes into another screen.
"""
import collections
import time

import visitor
from lab import Failure
from machine import PATIENCE
from sidebyside import ANSWER_SECONDS, LIFTED_SECONDS, SAME_SECONDS

FEW = 400         # pixels: less than a dot of a PIN, more than a caret
LOST_SECONDS = 4  # until a touch that has changed nothing is taken for lost

Step = collections.namedtuple("Step", "screen at picture")


class Recording:
    def __init__(self, steps):
        self.steps, self.seconds = steps, 0.0

    @classmethod
    def of(cls, pair, told):
        """Plays the visit in both of the pair."""
        self = cls([])
        guest = visitor.Visitor(pair.guest.door, pair.finger)
        press = pair.finger.press

        def noted(at):
            self.steps.append(Step(guest.screen(), tuple(at), pair.finger.same()))
            press(at)
        pair.finger.press = noted
        begun = time.monotonic()
        try:
            guest.play(told)
            self.steps.append(Step(guest.screen(), None, pair.finger.same()))
        finally:
            pair.finger.press = press
        self.seconds = time.monotonic() - begun
        return self

    def play(self, machine, until=float("inf")):
        saved, before = False, None
        for step in self.steps:
            if not comes(machine, step, before, until):
                return saved
            saved = saved or step.screen == "saved"
            if before is None or step.screen != before.screen:
                time.sleep(visitor.GUARD_MS / 1000 * PATIENCE)
            if step.at:
                touch(machine, step.at)
            before = step
        return saved


def comes(machine, step, before, until):
    """Waits for the step's picture; False when the time is over. A guest that is too busy loses a touch now and then: where
    the picture before still stands, it is done again."""
    begun = touched = time.monotonic()
    while not (shown := machine.picture()).is_nearly(step.picture, FEW):
        now = time.monotonic()
        if now > until:
            return False
        if now > begun + SAME_SECONDS * PATIENCE:
            raise Failure(f"the appliance does not come to the screen {step.screen}")
        if before and now > touched + LOST_SECONDS * PATIENCE and shown.is_nearly(before.picture, FEW):
            touch(machine, before.at)
            touched = time.monotonic()
        time.sleep(0.2)
    return time.monotonic() <= until


def touch(machine, at):
    before = machine.picture().data
    machine.tap(*at)
    limit = time.monotonic() + ANSWER_SECONDS * PATIENCE
    while machine.picture().data == before and time.monotonic() < limit:
        time.sleep(0.1)
    time.sleep(LIFTED_SECONDS)
