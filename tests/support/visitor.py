"""Plays a visit from a list of answers, as a person would: reads which screen is shown, touches
what is there.

What is shown comes through the test door (docs/testing.md); touches go through the same door, or
as real X input through tests/support/xinput. A visit is a JSON object:

    {"language": "es",
     "pages": {"about-you": {"choose": ["family"]},
               "name": {"type": {"given_name": "ANA", "family_name": "RUIZ"}},
               "country": {"search": "mex", "pick": "MX"},
               "birth": {"tab": "age_band", "choose": ["25-34"]},
               "other-names": {"skip": true}},
     "receipt": "print"}

A page that is not named is skipped where it can be, else continued.
"""
import json
import pathlib
import select
import subprocess
import time

import strokes
from lab import Failure

VISITS = pathlib.Path(__file__).resolve().parents[1] / "e2e" / "visits"
GUARD_MS = 600      # a new screen ignores touches for 500 ms
PATIENCE = 20       # seconds until a screen must have changed
KEYBOARDS, LAYERS = 3, 4  # more than any language has
TURNS = ("cont", "back", "more", "skip")  # may lead to another page of the same screen
ENDS = ("welcome", "not-available")


class Lost(Failure):
    """The visitor does not find what the answers say; the text says where."""


def load(name):
    return json.loads((VISITS / f"{name}.json").read_text())


class Touch:
    """Input through the test door; it moves the kiosk's clock instead of waiting."""

    def __init__(self, door):
        self.door = door

    def press(self, at):
        self.door.tell({"advance": GUARD_MS, "press": at})

    def settle(self, door):
        """Until all touches so far are done: the door keeps their order."""
        door.wakeups()

    def key(self, scancode, shift=False):
        self.door.tell({"key": scancode, "shift": shift})


class Finger:
    """Real X input; waits out the guard as a person does."""

    def __init__(self, xinput, display):
        self.process = subprocess.Popen([str(xinput)], env={"DISPLAY": display}, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.screen_since = time.monotonic()
        self.felt = lambda x, y: (x, y)  # where a touch screen feels a touch that is meant for x, y

    def command(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() != "ok":
            raise Lost(f"the display did not take '{line}'")

    def press(self, at):
        wait = self.screen_since + GUARD_MS / 1000 - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        x, y = self.felt(*at)
        self.command(f"tap {round(x)} {round(y)}")

    def settle(self, door):
        door.receive(0.3)
        door.drain()

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=10)


class Door:
    """Our side of the test door: the newest view, and what may be asked."""

    def __init__(self, socket):
        self.socket = socket
        self.view = None

    def tell(self, command):
        self.socket.send(json.dumps(command).encode())

    def receive(self, seconds):
        """The next message, or None."""
        if not select.select([self.socket], [], [], max(0, seconds))[0]:
            return None
        data = self.socket.recv(1 << 18)
        if not data:
            raise Lost("kiosk-screen has closed the test door")
        message = json.loads(data)
        if "screen" in message:
            self.view = message
        return message

    def drain(self):
        while self.receive(0):
            pass

    def wait_view(self, what, condition, seconds=PATIENCE):
        """Waits until the view satisfies `condition`, and returns it."""
        limit = time.monotonic() + seconds
        while not (self.view and condition(self.view)):
            left = limit - time.monotonic()
            if left <= 0:
                shown = self.view["screen"] if self.view else "nothing"
                raise Lost(f"waited {seconds} s for {what}; the screen shows {shown}")
            self.receive(left)
        return self.view

    def wakeups(self):
        """How often the visit's process has woken so far, without this question."""
        self.tell({"wakeups": True})
        limit = time.monotonic() + PATIENCE
        while time.monotonic() < limit:
            message = self.receive(limit - time.monotonic())
            if message and "wakeups" in message:
                return message
        raise Lost("no answer about wake-ups")


class Visitor:
    def __init__(self, socket, finger=None, on_screen=None):
        """`on_screen` is called with each new screen's id, once its picture is up."""
        self.door = socket if isinstance(socket, Door) else Door(socket)
        self.finger = finger or Touch(self.door)
        self.on_screen = on_screen or (lambda screen: None)
        self.seen = []

    # ---- what is there -----------------------------------------------------------
    def control(self, control_id):
        for control in self.door.view["controls"]:
            if control["id"] == control_id:
                return control
        return None

    def has(self, control_id):
        control = self.control(control_id)
        return bool(control and control["pressable"] and not control["disabled"])

    def screen(self):
        return self.door.view["screen"]

    # ---- touching ------------------------------------------------------------------
    def touch(self, control_id, changes=True):
        """Touches a control; with `changes` waits until the view has followed."""
        self.door.drain()  # a page that fills itself moves what stands on it
        control = self.control(control_id)
        if not control or not control["pressable"]:
            ids = " ".join(c["id"] for c in self.door.view["controls"] if c["pressable"])
            raise Lost(f"screen {self.screen()} has no {control_id} to touch, but: {ids}")
        before = (self.door.view["pid"], self.door.view["generation"])
        screen = self.screen()
        self.finger.press(control["at"])
        if not changes:
            self.finger.settle(self.door)
            self.note_screen()
            return
        self.door.wait_view(f"{screen} to follow the touch of {control_id}",
                            lambda view: (view["pid"], view["generation"]) != before)
        self.door.drain()
        if control_id in TURNS:
            self.finger.screen_since = time.monotonic()
        self.note_screen()

    def note_screen(self):
        if not self.seen or self.seen[-1] != self.screen():
            self.seen.append(self.screen())
            self.finger.screen_since = time.monotonic()
            self.on_screen(self.screen())

    def find(self, control_id):
        """Turns through a screen's further pages until the control is there."""
        for _ in range(8):
            if self.has(control_id):
                return True
            if not self.has("more"):
                return False
            self.touch("more")
        return False

    # ---- answering -----------------------------------------------------------------
    def find_key(self, forms):
        """Goes round the layers, and the language's keyboards, until one of the keys is there."""
        for _ in range(KEYBOARDS):
            for _ in range(LAYERS):
                for form in forms:
                    if self.has(form):
                        return form
                if not self.has("key.layer"):
                    break
                self.touch("key.layer")
            if not self.has("key.keyboard"):
                break
            self.touch("key.keyboard")
        return None

    def type_key(self, forms):
        """Presses the key, wherever it is; False when no keyboard has it."""
        form = self.find_key(forms)
        if form:
            self.touch(form)
        return form is not None

    def type_character(self, character):
        keys = strokes.of(character)
        if len(keys) == 1 and self.type_key(keys[0]):
            return
        if len(keys) == 1:
            keys = [(f"key.{key}", f"key.{key.upper()}") for key in strokes.letter_and_tone(character)]
        for forms in keys:
            if not self.type_key(forms):
                raise Lost(f"screen {self.screen()} has no {forms[0]} to write {character}")

    def type_text(self, text):
        for character in text:
            self.type_character(character)

    def answer(self, page):
        if "tab" in page:
            self.touch(f"tab.{page['tab']}", changes=False)
        for code in page.get("choose", []):
            if not self.find(f"option.{code}"):
                raise Lost(f"screen {self.screen()} does not offer {code}")
            self.touch(f"option.{code}")
        for field, text in page.get("type", {}).items():
            if self.has(f"field.{field}"):
                self.touch(f"field.{field}", changes=False)
            self.type_text(text)
        if "search" in page:
            self.type_text(page["search"])
        if "pick" in page:
            self.touch(f"item.{page['pick']}")
        if page.get("skip"):
            self.touch("skip")

    def go_on(self, page):
        """Answers one screen of the form and leaves it."""
        screen = self.screen()
        if page is None and self.has("skip"):
            self.touch("skip")
        elif page is not None:
            self.answer(page)
        for _ in range(6):
            if self.screen() != screen:
                return
            if any(control["attention"] for control in self.door.view["controls"]):
                raise Lost(f"screen {screen} does not take the answer")
            self.touch("cont")
        raise Lost(f"screen {screen} does not go on")

    def begin(self, language):
        self.door.wait_view("the welcome screen", lambda view: view["screen"] == "welcome")
        self.door.drain()
        self.seen = []
        self.note_screen()
        if not self.find(f"language.{language}"):
            raise Lost(f"the welcome screen does not offer {language}")
        self.finger.press(self.control(f"language.{language}")["at"])
        self.door.wait_view("the screen after the languages", lambda view: view["screen"] != "welcome")
        self.door.drain()
        self.note_screen()

    def fill(self, visit, until="saved"):
        """From the language to the screen `until`."""
        self.begin(visit["language"])
        for _ in range(60):
            screen = self.screen()
            if screen == until:
                return
            if screen in ("saving", "printing"):
                self.door.wait_view("the end of saving", lambda view: view["screen"] != screen)
                self.note_screen()
            elif screen in ("not-saved", *ENDS):
                raise Lost(f"the visit stands at {screen} after {' '.join(self.seen)}")
            else:
                self.go_on(visit["pages"].get(screen))
        raise Lost(f"the visit does not come to {until}: {' '.join(self.seen)}")

    def take_receipt(self, kind):
        """Returns the screen that tells what became of it."""
        if kind == "none":
            self.end_with("receipt.none")
            return self.screen()
        self.touch(f"receipt.{kind}")
        self.door.wait_view("the receipt", lambda view: view["screen"] != "printing", 60)
        self.note_screen()
        return self.screen()

    def end_with(self, control_id):
        """Touches what ends the visit."""
        pid = self.door.view["pid"]
        self.finger.press(self.control(control_id)["at"])
        self.wait_next(pid)

    def wait_next(self, pid):
        """Until the next visit's process has drawn."""
        self.door.wait_view("the next visit's welcome screen",
                            lambda view: view["pid"] != pid and view["screen"] in ENDS)

    def play(self, visit):
        """A whole visit; returns the screens that were seen."""
        self.fill(visit)
        pid = self.door.view["pid"]
        told = self.take_receipt(visit.get("receipt", "none"))
        if visit.get("receipt", "none") != "none":
            if told in ("saved",):
                raise Lost("the receipt could not be given")
            for _ in range(6):
                if self.door.view["pid"] != pid or self.screen() in ENDS:
                    break
                self.touch("cont")
            self.wait_next(pid)
        return list(self.seen)
