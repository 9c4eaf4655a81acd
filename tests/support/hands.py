"""How a visitor's hands reach the kiosk: a fingertip on a touch screen, five keys, or two switches.

Each has what Visitor asks of a finger: press(at), settle(door). `at` is the middle of a control as
the test door tells it. All of it is real input of the X server; the door is used to see, and to
move the kiosk's clock past the guard that follows a new screen.
"""
import subprocess
import time

from lab import wait_for
from visitor import GUARD_MS, Lost

TURNS = {"Up": (0, -1), "Down": (0, 1), "Left": (-1, 0), "Right": (1, 0)}
STEPS_MAX = 400  # keys until a control must be found
HEARD_WITHIN = 10  # seconds, on a machine that other tests keep busy
REPEAT = "F2"


TAKEN_WITHIN = 5  # seconds; a kiosk that changes its process takes nothing for a moment


def taken(door, before, count):
    """Whether the kiosk has taken `count` more inputs than before, or another process has begun."""
    now = door.wakeups()
    return now["pid"] != before["pid"] or now["inputs"] >= before["inputs"] + count


class Fingertip:
    """XI2 touches on a Panel."""

    def __init__(self, panel, door):
        self.panel, self.door = panel, door
        self.count = 0

    def past_the_guard(self):
        self.door.tell({"advance": GUARD_MS})
        return self.door.wakeups()

    def press(self, at):
        before = self.past_the_guard()
        self.panel.tap(*at)
        self.count += 1
        wait_for("the kiosk to take a touch", TAKEN_WITHIN, lambda: taken(self.door, before, 1))

    def settle(self, door):
        door.drain()

    def close(self):
        pass


class Keys:
    """Real key events; finds its way by the focus that the door tells."""

    choose = "KP_Enter"

    def __init__(self, xinput, display, door):
        self.process = subprocess.Popen([str(xinput)], env={"DISPLAY": display}, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.door = door
        self.count = 0

    def strike(self, name, times=1):
        """Returns once the kiosk has taken the keys, and the view is what came of them."""
        before = self.door.wakeups()
        self.process.stdin.write(f"key {name}\n" * times)
        self.process.stdin.flush()
        for _ in range(times):
            if self.process.stdout.readline().strip() != "ok":
                raise Lost(f"the display did not take the key {name}")
        self.count += times
        wait_for(f"the kiosk to take the key {name}", TAKEN_WITHIN,
                 lambda: taken(self.door, before, times))
        self.door.drain()

    def target(self, at):
        for control in self.door.view["controls"]:
            if control["at"] == at and control["pressable"]:
                return control
        raise Lost(f"nothing to press at {at}")

    def control(self, control_id):
        for control in self.door.view["controls"]:
            if control["id"] == control_id:
                return control
        raise Lost(f"{control_id} is gone from screen {self.door.view['screen']}")

    def focused(self):
        return self.door.view["focused"]

    def show_focus(self):
        """The first key shows where the focus is."""
        for _ in range(3):
            if self.focused():
                return
            self.strike(self.first)
        raise Lost(f"screen {self.door.view['screen']} shows no focus")

    def press(self, at):
        wanted = self.target(at)
        if wanted["focus"] < 0:
            raise Lost(f"{wanted['id']} is out of reach for keys")
        self.show_focus()
        self.go_to(wanted["id"])
        self.strike(self.choose)

    def settle(self, door):
        door.drain()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class FiveKeys(Keys):
    """Up, down, left, right, choose. Learns where each key leads, as a hand does."""

    first = "Down"

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.led = {}

    def page(self):
        """What makes the ways on a screen: which controls, and where."""
        return hash(tuple((control["id"], *control["at"])
                          for control in self.door.view["controls"] if control["focus"] >= 0))

    def go_to(self, wanted):
        page = self.page()
        for _ in range(STEPS_MAX):
            if self.focused() == wanted:
                return
            way = self.way(page, wanted)
            if not way:
                raise Lost(f"no key leads from {self.focused()} to {wanted} on screen "
                           f"{self.door.view['screen']}")
            here = self.focused()
            self.strike(way)
            self.led[page, here, way] = self.focused()
        raise Lost(f"{wanted} is not reached with {STEPS_MAX} keys")

    def way(self, page, wanted):
        """The first key of the shortest way known; else of the way to where one may be tried."""
        here, seen, best = [(self.focused(), None)], {self.focused()}, None
        while here:
            further = []
            for place, first in here:
                for key in TURNS:
                    to = self.led.get((page, place, key))
                    if to is None:
                        tried = self.guess(place, key, wanted), first or key
                        best = min(best or tried, tried)
                    elif to == wanted:
                        return first or key
                    elif to not in seen:
                        seen.add(to)
                        further.append((to, first or key))
            if best:
                return best[1]
            here = further
        return None

    def guess(self, place, key, wanted):
        """How far off the way a key seems to be: 0 straight towards, 2 straight away."""
        here, there = self.control(place)["at"], self.control(wanted)["at"]
        across, down = there[0] - here[0], there[1] - here[1]
        away = abs(across) + abs(down) or 1
        turn = TURNS[key]
        return 1 - (across * turn[0] + down * turn[1]) / away


class TwoSwitches(Keys):
    """Next and choose. Keys come row by row; choosing a row leads into it."""

    first = "Tab"

    def go_to(self, wanted):
        for _ in range(STEPS_MAX):
            if self.in_row(wanted):
                self.strike(self.choose)
            elif self.focused() == wanted and not any(self.door.view["group"]):
                return
            else:
                self.strike("Tab")
        raise Lost(f"{wanted} is not reached with {STEPS_MAX} presses of the switches")

    def in_row(self, wanted):
        """Whether the row that has the focus as one holds it."""
        x, y, width, height = self.door.view["group"]
        left, top, *_ = self.control(wanted)["rect"]
        return x <= left < x + width and y <= top < y + height


class Listening(TwoSwitches):
    """Two switches in the hands of one who hears and does not see: nothing is pressed on a screen before
    something of it was heard."""

    def __init__(self, ear, *arguments):
        super().__init__(*arguments)
        self.ear, self.before = ear, ear.mark()
        self.heard, self.silent = [], []
        self.slowest = 0  # seconds until something was heard

    def strike(self, name, times=1):
        if name == self.choose:
            self.before = self.ear.mark()
        super().strike(name, times)

    def on_screen(self, screen):
        """For Visitor: called with each new screen. What the welcome screen says may have been said to
        whoever was there before."""
        if screen == "welcome":
            self.before = self.ear.mark()
            self.strike(REPEAT)
        began = time.monotonic()
        place = self.ear.hear(self.before, HEARD_WITHIN)
        self.slowest = max(self.slowest, time.monotonic() - began)
        if place is None:
            self.silent.append(screen)
        else:
            self.heard.append(screen)
            self.before = place + 1
