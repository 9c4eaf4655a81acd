"""kiosk-screen with driver = kms in a small guest: its picture in QEMU's display, fingers, keys and displays.

    house = House(folder)                       a site, and what its screens look like
    with Kiosk(folder, house) as kiosk:         one guest, booted
        kiosk.start(rotation=90)                the screen, with these lines under [display]; ends one that runs
        kiosk.rests()                           until a fresh process shows the welcome screen and hears
        kiosk.tap(control)                      as `kiosk-screen describe` tells of it, turned
        kiosk.wait(house.picture("notices", kiosk.upright))
        with Eye(kiosk) as eye: …               continuous pictures
"""
import json
import math
import os
import pathlib
import re
import subprocess
import threading
import time

from guest import DISPLAY, INPUT, Guest
from lab import ROOT, Failure
from machine import Machine, wait_until
from picture import Picture
from screen_lab import ScreenLab

SCREEN = ROOT / "build/bin/kiosk-screen"
SHARE = ROOT / "build/share"
SUPPORT = ROOT / "build/release/support"
PICTURES = ROOT / "build/image/panel"
SIZE = tuple(map(int, os.environ.get("SIZE", "1080x1920").split("x")))  # a smaller one is faster
REFERENCE = (1080, 1920)
KIOSK = "/kiosk"
BUILT_IN = 2  # QEMU's tablet and keyboard
PAPER, INK = (0xe7, 0xf2, 0xf5), (0x07, 0x4b, 0x69)
GUARD = 0.6   # a new screen ignores touches for 500 ms
GLANCE = 0.02  # between two pictures: QEMU does nothing else while it takes one
FAR = 65535   # of support/glass

# What the serial line says is done, a line each; the answer cannot be taken for its echo.
START = r"""# read leaves zero bytes out; a child that was just forked has its parent's words, and a higher number
mkdir -p /kiosk/state
mkfifo /run/glass
parent() {
    found=
    for process in /proc/[0-9]*; do
        words=
        read -r words <$process/cmdline
        case $words in
            /bin/kiosk-screenrun*|/bin/kiosk-screenbroken*)
                number=${process#/proc/}
                [ -z "$found" ] || [ $number -lt $found ] && found=$number ;;
        esac
    done 2>/dev/null
    [ -n "$found" ] && echo $found
}
children() { cat /proc/$(parent)/task/*/children; }
becomes() { for try in $(seq 400); do eval "$1" && return; sleep 0.1; done; echo "in vain: $1"; return 1; }
visits() { sed 's/.*"visits":\([0-9]*\).*/\1/' /kiosk/state/screen.json; }
at_rest() { [ "$(children | wc -w)" = 1 ] && grep -q '"state": *"ready"' /kiosk/state/screen.json; }
hears() {
    set -- $1 $(children)
    [ $# = 2 ] && [ $(ls -l /proc/$2/fd | grep -c /dev/input/event) = $1 ]
}
while read -r line; do eval "$line"; printf '\nanswer %s\n' $?; done"""


class Kiosk:
    def __init__(self, folder, house):
        self.folder, self.house = pathlib.Path(folder), house
        self.rotation, self.size = 0, SIZE
        self.machine, self.spoilt, self.one_at_a_time = None, False, threading.Lock()

    @property
    def upright(self):
        """The picture's size for whoever stands before it."""
        return self.size if self.rotation % 180 == 0 else self.size[::-1]

    def __enter__(self):
        self.folder.mkdir(parents=True)
        guest = Guest(self.folder).modules(*DISPLAY, *INPUT, "uinput", "xhci_pci", "usbhid", "hid_generic").udev()
        guest.add(SCREEN, "/bin/kiosk-screen").add(SHARE, "/usr/share/custody-kiosk").add("/usr/share/libinput")
        for name in ("keeper", "glass"):
            guest.add(SUPPORT / name, f"/bin/{name}")
        for name in ("site.p7", "site-root.pem", "outbox"):
            guest.add(self.house.kiosk_folder / name, f"{KIOSK}/{name}")
        initrd = guest.build(START)
        # One processor: where the kernel patches its own code, QEMU's emulation of a second one may trip over it.
        self.machine = Machine(self.folder, kernel=guest.kernel.image, initrd=initrd, size=self.size, cpus=1,
                               append="quiet panic=-1", more=["-no-reboot"])
        self.machine.more += ["-vnc", f"unix:{self.machine.sockets}/vnc"]
        self.machine.start()
        self.machine.serial.wait_for("guest: begins", 60)
        return self

    def __exit__(self, *_):
        self.machine.__exit__()

    # ---- the guest's shell ---------------------------------------------------------
    def do(self, line, seconds=20):
        """Runs a line of shell in the guest; what it wrote. Fails where the line does."""
        self.machine.serial.say(line)
        told = self.machine.serial.wait_for("\nanswer ", seconds).replace("\r", "").split(line, 1)[-1]
        code = self.machine.serial.wait_for("\n", 5).strip()
        if code != "0":
            raise Failure(f"'{line}' ended with {code}: {told.strip()[-300:]}; the kiosk said: {self.said()}")
        return told

    def said(self):
        """The end of the kiosk's log."""
        self.machine.serial.say(f"tail -n 4 {KIOSK}/log")
        return self.machine.serial.wait_for("\nanswer ", 20)[-600:]

    def becomes(self, condition):
        """Waits until a shell condition holds in the guest."""
        self.do(f"becomes {condition!r}", 60)

    def parent(self):
        return int(self.do("echo is $(parent)").split("is ")[-1])

    def children(self):
        return list(map(int, re.findall(r"\d+", self.do("children"))))

    # ---- the screen's program ---------------------------------------------------------
    def start(self, words="run", keeper=True, **display):
        self.stop()
        self.rotation = display.get("rotation", 0)
        lines = self.config({"driver": "kms", **display}).replace("\n", "\\n")
        self.do(f"printf '{lines}' >{KIOSK}/kiosk.ini")
        before = "/bin/keeper " if keeper else ""
        self.do(f"{before}/bin/kiosk-screen {words} --config {KIOSK}/kiosk.ini </dev/null >>{KIOSK}/log 2>&1 7>&- &")

    def stop(self):
        self.do("killall -q -9 keeper; kill $(parent) 2>/dev/null; becomes '! parent >/dev/null'", 60)

    @staticmethod
    def config(display):
        sections = {"paths": {"outbox": "outbox", "state": "state", "site": "site.p7", "site_root": "site-root.pem",
                              "share": "/usr/share/custody-kiosk"}, "display": display}
        return "".join(f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items())
                       for name, keys in sections.items())

    def rests(self):
        """One visit's process, its welcome screen up for as long as a screen that is new ignores touches."""
        self.becomes("at_rest")
        time.sleep(GUARD)

    def hears(self, count):
        """Waits until the visit's process has opened so many input devices."""
        self.becomes(f"hears {count}")

    # ---- hands and eyes -------------------------------------------------------------
    def on_glass(self, x, y):
        """Where a point of the picture is on the glass."""
        width, height = self.upright
        return {0: (x, y), 90: (height - 1 - y, x), 180: (width - 1 - x, height - 1 - y),
                270: (y, width - 1 - x)}[self.rotation]

    def middle(self, control):
        x, y, width, height = control["rect"]
        return self.on_glass(x + width // 2, y + height // 2)

    def tap(self, control):
        self.machine.tap(*self.middle(control))

    def plug_glass(self):
        """A touch screen of several fingers."""
        self.do("/bin/glass </run/glass & exec 7>/run/glass")
        self.hears(BUILT_IN + 1)

    def finger(self, word, number, control=None):
        x, y = self.middle(control) if control else (0, 0)
        self.do(f"echo {word} {number} {x * FAR // self.size[0]} {y * FAR // self.size[1]} >&7")

    def unplug_glass(self):
        self.do("exec 7>&-")
        self.hears(BUILT_IN)

    def picture(self):
        with self.one_at_a_time:
            return self.machine.picture()

    def wait_picture(self, condition, seconds, what):
        def found():
            picture = self.picture()
            return picture if condition(picture) else None
        try:
            return wait_until(what, seconds, found)
        except Failure as failure:
            keep(self.picture(), "wrong")
            raise Failure(f"{failure}; the kiosk said: {self.said()}") from None

    def wait(self, wanted, seconds=30, what="the picture"):
        """Until the glass shows `wanted` (a Wanted), turned, pixel by pixel; returns what it shows."""
        return self.wait_picture(lambda picture: wanted.is_shown_by(picture, self.rotation), seconds, what)


class Eye:
    """with Eye(kiosk) as eye: takes pictures as fast as it can; eye.seen are the changes, in their order."""

    def __init__(self, kiosk):
        self.kiosk, self.seen, self.different, self.count, self.stopped = kiosk, [], {}, 0, False

    def __enter__(self):
        self.since = time.monotonic()
        self.thread = threading.Thread(target=self.look)
        self.thread.start()
        return self

    def look(self):
        while not self.stopped:
            picture = self.kiosk.picture()
            self.count += 1
            if not self.seen or self.seen[-1].data != picture.data:
                self.seen.append(self.different.setdefault(picture.data, picture))
            time.sleep(GLANCE)

    def __exit__(self, *_):
        self.stopped = True
        self.thread.join()
        self.seconds = time.monotonic() - self.since

    def keep_changes(self, name):
        for index, picture in enumerate(self.seen):
            keep(picture, f"{name}-{index}")

    def must_have_seen_no_black(self, name):
        for index, picture in enumerate(self.seen):
            if picture.is_one_colour():
                keep(picture, f"{name}-wrong")
                raise Failure(f"picture {index} of {len(self.seen)} is of one colour ({self.count} were taken)")

    def told(self):
        return f"{self.count} pictures in {self.seconds:.0f} s, {len(self.seen) - 1} changes"


class Wanted:
    """What a screen looks like, but for `besides`: the control that says more where the kiosk has a voice."""

    def __init__(self, picture, besides):
        self.picture, self.besides, self.turned = picture, besides, {0: picture}

    def is_shown_by(self, picture, rotation=0):
        if rotation not in self.turned:
            self.turned[rotation] = self.picture.turned(rotation)
        turned = self.turned[rotation]
        if (picture.width, picture.height) != (turned.width, turned.height):
            return False
        if picture.data == turned.data or not self.besides:
            return picture.data == turned.data
        return same_but_for(picture, turned, on_panel(self.besides, (self.picture.width, self.picture.height),
                                                      rotation))


def is_still(picture, name):
    """Whether it is the built-in picture pictures/NAME.pgm on its paper: by the corner and the mean, which scaling
    and turning leave as it is."""
    _, size, _, grey = (SHARE / f"pictures/{name}.pgm").read_bytes().split(b"\n", 3)
    width, height = map(int, size.split())
    across, down = sorted((picture.width, picture.height))
    scale = min(across / width, down / height)
    inked = sum(255 - value for value in grey) / 255 * scale * scale / (across * down)
    red = picture.data[0::3]
    return picture.pixel(0, 0) == PAPER and abs(sum(red) / len(red) - PAPER[0] + inked * (PAPER[0] - INK[0])) < 0.2


class House:
    """A site and what its screens look like."""

    def __init__(self, folder):
        self.lab = ScreenLab(folder, variant="release")
        self.lab.set_up()
        self.kiosk_folder = self.lab.kiosk_folder
        self.pictures = {}

    def words(self, screen, size):
        return ["--screen", screen, "--language", "en", "--canvas", f"{size[0]}x{size[1]}", "--site",
                self.kiosk_folder / "site.p7", "--site-root", self.kiosk_folder / "site-root.pem"]

    def picture(self, screen, size):
        if (screen, size) not in self.pictures:
            path = self.lab.folder / f"{screen}-{size[0]}x{size[1]}.png"
            subprocess.run([SCREEN, "render", *map(str, self.words(screen, size)), "-o", path], check=True)
            besides = self.control(screen, "hint", size)["rect"] if screen == "notices" else None
            self.pictures[screen, size] = Wanted(Picture.read(path), besides)
        return self.pictures[screen, size]

    def control(self, screen, name, size):
        done = subprocess.run([SCREEN, "describe", *map(str, self.words(screen, size))], check=True, text=True,
                              capture_output=True)
        told = json.loads(done.stdout)
        controls = told if isinstance(told, list) else told["controls"]
        control = next(control for control in controls if control["id"] == name)
        return {**control, "rect": in_pixels(control["rect"], size)}


def in_pixels(rect, size):
    """A rectangle of the reference canvas, in the middle of a picture of that size; no pixel of it is left out."""
    reference = REFERENCE if size[0] <= size[1] else REFERENCE[::-1]
    scale = min(size[0] / reference[0], size[1] / reference[1])
    left, top = ((size[axis] - reference[axis] * scale) / 2 for axis in (0, 1))
    x, y, width, height = rect
    near = math.floor(left + x * scale), math.floor(top + y * scale)
    far = math.ceil(left + (x + width) * scale), math.ceil(top + (y + height) * scale)
    return (*near, far[0] - near[0], far[1] - near[1])


def on_panel(rect, upright, rotation):
    """Where a rectangle of the picture lies on the glass."""
    (x, y, width, height), (across, down) = rect, upright
    return {0: (x, y, width, height), 90: (down - y - height, x, height, width),
            180: (across - x - width, down - y - height, width, height),
            270: (y, across - x - width, height, width)}[rotation]


def same_but_for(one, other, rect):
    """Whether two pictures of a size have the same pixels outside a rectangle."""
    left, top, width, height = rect
    row, start, end = one.width * 3, left * 3, (left + width) * 3
    for y in range(one.height):
        ours, theirs = (picture.data[y * row:(y + 1) * row] for picture in (one, other))
        if top <= y < top + height:
            ours, theirs = ours[:start] + ours[end:], theirs[:start] + theirs[end:]
        if ours != theirs:
            return False
    return True


def keep(picture, name):
    PICTURES.mkdir(parents=True, exist_ok=True)
    picture.write(PICTURES / f"{name}.png")
