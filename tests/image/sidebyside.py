"""One finger for two kiosks: the appliance in its machine, and its twin, a kiosk-screen built here with a test door.

    finger = SideBySide(machine, display, support, report)
    guest = visitor.Visitor(door_of_the_twin, finger)      plays a visit in both

Before each touch the machine must show what the twin shows; after it, something else than before. So what a visit
looks like is compared screen by screen, and no touch goes into a screen that is not there yet.
"""
import subprocess
import tempfile
import time

from appliance import ALIKE, alike
from lab import Failure
from machine import PATIENCE
from picture import Picture
from visitor import GUARD_MS, Finger

SAME_SECONDS = 15      # until the appliance shows what the twin shows
ANSWER_SECONDS = 1.5   # until a touch is seen; some change nothing
LIFTED_SECONDS = 0.15  # between two touches; what follows sooner, libinput takes for a button that bounces
NEW_SCREEN = 3 * ALIKE  # a picture that differs more is another screen, with its guard


class SideBySide(Finger):
    def __init__(self, machine, display, support, report):
        super().__init__(support / "xinput", display.name)
        self.machine, self.display, self.support, self.report = machine, display, support, report
        self.folder = tempfile.TemporaryDirectory(prefix="kiosk-twin-")
        self.elsewhere = None  # where the machine is touched, if not where the twin is
        self.last = None

    def twin(self):
        path = f"{self.folder.name}/twin.png"
        subprocess.run([self.support / "screenshot", path], env=self.display.environment(), check=True)
        return Picture.read(path)

    def same(self, what="the screen", seconds=SAME_SECONDS):
        """Waits until the machine shows what the twin shows; returns its picture."""
        limit, first = time.monotonic() + seconds * PATIENCE, None
        while True:
            shown, twin = self.machine.picture(), self.twin()
            first = first or shown
            if alike(shown, twin):
                if self.last is None or share(shown, self.last) > NEW_SCREEN:
                    time.sleep(GUARD_MS / 1000 * PATIENCE)
                self.last = shown
                return shown
            if time.monotonic() > limit:
                self.report.keep(first, "appliance-first")
                self.report.keep(shown, "appliance-last")
                self.report.keep(twin, "twin")
                raise Failure(f"{what}: the appliance shows another picture than its twin")
            time.sleep(0.3)

    def press(self, at):
        before = self.same()
        self.machine.tap(*(self.elsewhere or at))
        super().press(at)
        limit = time.monotonic() + ANSWER_SECONDS * PATIENCE
        while self.machine.picture().data == before.data and time.monotonic() < limit:
            time.sleep(0.1)

    def at_once(self, at, times):
        """A gesture of touches that follow each other closely."""
        self.same()
        for _ in range(times):
            self.machine.tap(*at)
            time.sleep(LIFTED_SECONDS)
        for _ in range(times):
            super().press(at)

    def close(self):
        super().close()
        self.folder.cleanup()


def share(one, other):
    rows = range(0, one.height, 6)
    return sum(one.differing(other, top=row, height=1) for row in rows) / (one.width * len(rows))
