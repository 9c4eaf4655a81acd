"""Releases of the appliance one after the other: a good one from a drive by a member of staff's touches, then a broken one."""
import contextlib
import json
import os
import re
import subprocess
import time

import numbered
import visitor
from appliance import BUILT, ENROLLED, SET_UP, Appliance
from elsewhere import stays_closed
from lab import ROOT, STAFF_PIN, Failure, Lab, wait_for
from machine import PATIENCE, drive_image, wait_until
from release import make_keys
from steward_hands import Hands
from visits import SIZE, Pair, Site
from xvfb import Display

GOOD, BROKEN = "0.1.1", "0.1.2"
BUNDLE = "custody-kiosk.update"
MEGABYTES = 256
WAITING = 50
STAFF_CORNER, STAFF_TOUCHES = (60, 40), 5
INSTALL_SECONDS = 240
FETCH_SECONDS = 300
HEALTH_SECONDS = 120
TRIES = 3
TRIES_SECONDS = 600  # four starts, three of them to a restart
STARTS = "BdsDxe: starting Boot"


def build(version):
    """The test image of another version; the broken one shows nothing."""
    folder = BUILT.with_name(f"{BUILT.name}-{version}")
    if (folder / BUNDLE).exists():
        return folder
    environment = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root", "RELEASE": version}
    if version == BROKEN:
        planted = ROOT / "build/test-image/planted/usr/bin"
        planted.mkdir(parents=True, exist_ok=True)
        with contextlib.suppress(FileExistsError):
            (planted / "kiosk-screen").symlink_to("true")
        environment["PLANTED"] = str(planted.parents[1])
    subprocess.run([ROOT / "image/build", "test"], env=environment, check=True, capture_output=True)
    return folder


def release(machine):
    told = machine.ask("cat /etc/os-release")
    return next(line.split("=", 1)[1].strip('"') for line in told.splitlines() if line.startswith("IMAGE_VERSION="))


class Staffed(Lab):
    """An enrolled kiosk with hands whose answers are given."""

    def make_kiosk(self):
        self.sections = {"paths": {"hands": "hands", "drive": "drive"}}
        super().make_kiosk()
        (self.kiosk_folder / "drive").mkdir()
        self.hands = Hands(self, self.kiosk_folder / "hands")


def enter_staff(pair):
    guest = pair.guest
    pair.finger.at_once(STAFF_CORNER, STAFF_TOUCHES)
    pair.on("staff-pin", 60)
    for digit in STAFF_PIN:
        guest.touch(f"key.{digit}", changes=False)
    if guest.has("cont"):
        guest.touch("cont", changes=False)
    pair.on("staff", 30)


def staff_page(pair):
    enter_staff(pair)
    pair.touch_until("staff.more", "deed.update")


def from_drive(pair, bundle, folder, ends, name):
    """A member of staff, on the staff's second page, plugs the bundle in and has it installed; `ends` is what the twin is
    told for the same words."""
    pair.twin.hands.faked.update({"drive": "fine", "update": ends, "restart": "fine"})
    pair.machine.plug_drive(name, drive_image(folder / name, {BUNDLE: bundle}, megabytes=MEGABYTES))
    pair.touch_until("deed.update", "cont")
    pair.touch_until("cont", "told", 60)
    shown = pair.finger.same("what became of it", INSTALL_SECONDS)
    pair.report.keep(shown, name)
    pair.machine.unplug(name)


def restart(pair):
    """By the staff page that is shown; the twin stays where it is."""
    pair.touch_until("deed.restart", "cont")
    pair.machine.probe.forget()
    pair.guest.touch("cont")


def wait_starts(machine, since, count, seconds):
    """Until the firmware has started the disk so many times; `since`: the length of the serial line's text before."""
    wait_until(f"{count} starts", seconds, lambda: machine.serial.text()[since:].count(STARTS) >= count, pause=1)
    machine.probe.forget()


def wait_release(appliance, machine, wanted, seconds):
    appliance.ready(machine, seconds, programs=ENROLLED)
    if release(machine) != wanted:
        raise Failure(f"release {release(machine)} runs, not {wanted}")


def wait_good(appliance, seconds=HEALTH_SECONDS):
    """Until no kernel on the ESP has tries left to count."""
    def counted():
        return [name for name in appliance.disk.names("esp", "EFI/Linux") if "+" in name]
    wait_for("the release to be called good", seconds * PATIENCE, lambda: not counted())


def good_then_broken(folder, report):
    """A to B by the staff page, B is called good; then a release that shows nothing is tried and left again by itself.
    Requests that were saved before, with no centre to be reached, are delivered at the end."""
    good, broken = build(GOOD), build(BROKEN)
    appliance, site = Appliance.used(folder, SET_UP), Site.used(folder)
    numbers, told = set(range(1, WAITING)), []
    with Display(*SIZE) as display, appliance.with_paper(ports=site.ports) as machine:
        pair = Pair(Staffed, folder, machine, display, report)
        try:
            appliance.ready(machine, programs=ENROLLED)
            visitor.Visitor(pair.guest.door, pair.finger).play(visitor.load("short"))
            numbered.begin(machine, numbers)
            numbered.wait_said(machine, numbers)
            staff_page(pair)
            from_drive(pair, good / BUNDLE, folder, {"why": "fine", "detail": GOOD}, "good")
            restart(pair)
            wait_release(appliance, machine, GOOD, TRIES_SECONDS)
            wait_good(appliance)
            told.append(f"{GOOD} runs and is good: {', '.join(appliance.disk.names('esp', 'EFI/Linux'))}")
        finally:
            pair.close()
        pair = Pair(Staffed, folder / "second", machine, display, report)
        try:
            staff_page(pair)
            from_drive(pair, broken / BUNDLE, folder, {"why": "fine", "detail": BROKEN}, "broken")
            since = len(machine.serial.text())
            restart(pair)
            wait_starts(machine, since, TRIES + 1, TRIES_SECONDS)
            wait_release(appliance, machine, GOOD, TRIES_SECONDS)
            told.append(f"{BROKEN} was left: {', '.join(appliance.disk.names('esp', 'EFI/Linux'))}")
        finally:
            pair.close()
        with site:
            wait_for("what was saved before", 120 * PATIENCE, lambda: site.received() >= WAITING)
        machine.cut()
    opened = [numbered.number(request) for request in site.open_requests()]
    if sorted(filter(None, opened)) != sorted(numbers) or len(opened) != WAITING:
        raise Failure(f"of {WAITING} requests {len(opened)} were opened: {opened}")
    return "; ".join(told) + f"; the {WAITING} requests from before were delivered, each once"


def update_state(machine):
    return json.loads(machine.ask("cat /run/custody-kiosk/update.json 2>/dev/null", check=False) or "{}")


def fetched(folder, report):
    """The centre offers a release: the kiosk fetches and installs it by itself, and runs it after it was switched off and
    on again. From then on the release before, which starts all the same, does not open the data."""
    good, appliance, site = build(GOOD), Appliance.used(folder, SET_UP), Site.used(folder)
    offered = folder / "offered"
    offered.mkdir()
    os.link(good / BUNDLE, offered / f"{GOOD}.update")
    site.offers(offered)
    with site, appliance.with_paper(ports=site.ports) as machine:
        appliance.ready(machine, programs=ENROLLED)
        begun = time.monotonic()
        state = wait_until("the release to be installed", FETCH_SECONDS, lambda: ended(update_state(machine)), pause=2)
        seconds = time.monotonic() - begun
        if (state["stage"], state["version"], state["why"]) != ("installed", GOOD, "none"):
            raise Failure(f"kiosk-update says {state}")
        machine.ask("sync")
        machine.cut()
        machine.start()
        wait_release(appliance, machine, GOOD, TRIES_SECONDS)
        wait_good(appliance)
        report.keep(machine.picture(), "good")
        wait_until("the data to be sealed for it", HEALTH_SECONDS,
                   lambda: machine.ask(f"ls /data/release/sealed-{GOOD} 2>/dev/null", check=False), pause=2)
        machine.ask("sync")
        machine.cut()
        newer = next(name for name in appliance.disk.names("esp", "EFI/Linux") if GOOD in name)
        appliance.disk.remove("esp", newer)
        machine.start()
        closed = stays_closed(machine, report, "older")
        machine.cut()
    return (f"fetched and installed in {seconds:.0f} s, {GOOD} runs and is good; then, without {newer}, the release before "
            f"starts: {closed}")


def ended(state):
    return state if state.get("stage") in ("installed", "refused", "failed") else None


def made_elsewhere(folder, good):
    """The good release's parts, signed by somebody else's release key."""
    keys = make_keys(folder / "strangers-keys")
    parts = {name: next(good.glob(pattern)) for name, pattern in
             (("root", "*.root.raw"), ("verity", "*.verity.raw"), ("uki", "*.efi"))}
    subprocess.run([ROOT / "image/make-bundle", *(f"--{name}={path}" for name, path in parts.items()),
                    f"--key={keys / 'release.key'}", f"--certificate={keys / 'release.pem'}",
                    f"--output={folder / 'elsewhere.update'}"], check=True, capture_output=True)
    return folder / "elsewhere.update"


def without_signature(folder, good):
    """The same with the manifest as it is, in the place of what was signed."""
    whole = (good / BUNDLE).read_bytes()
    size = int.from_bytes(whole[16:20], "big")
    signed = whole[20:20 + size]
    begin = signed.index(b'{\n "type"')
    plain = signed[begin:signed.index(b"\n}", begin) + 2]
    (folder / "plain.update").write_bytes(whole[:16] + len(plain).to_bytes(4, "big") + plain + whole[20 + size:])
    return folder / "plain.update"


def cut_in_the_middle(folder, good):
    whole = (good / BUNDLE).read_bytes()
    (folder / "cut.update").write_bytes(whole[:len(whole) // 2])
    return folder / "cut.update"


def refused_bundles(folder, report):
    """What is on the drive is no newer release of ours: nothing is installed, and the page says so."""
    good, appliance = build(GOOD), Appliance.used(folder, SET_UP)
    tried = [("elsewhere", made_elsewhere(folder, good), "not-taken"), ("plain", without_signature(folder, good), "not-taken"),
             ("cut", cut_in_the_middle(folder, good), "not-taken"), ("same", BUILT / BUNDLE, {"why": "not-taken", "detail": "older"})]
    with Display(*SIZE) as display, appliance.with_paper() as machine:
        pair = Pair(Staffed, folder, machine, display, report)
        try:
            appliance.ready(machine, programs=ENROLLED)
            staff_page(pair)
            for name, bundle, ends in tried:
                from_drive(pair, bundle, folder, ends, name)
        finally:
            pair.close()
        said = re.findall(r"task \d+, update: (\S+)", machine.serial.text())
        machine.cut()
    if [end.split("\x1b")[0] for end in said] != ["not-taken"] * len(tried):
        raise Failure(f"the steward says of the {len(tried)} bundles: {said}")
    labels = [part.label for part in appliance.disk.partitions()]
    if labels.count("_empty") != 2:
        raise Failure(f"something was written to the other slot: {labels}")
    return f"not taken: {', '.join(name for name, _, _ in tried)}; the other slot is empty"


STEPS = {"image-update": good_then_broken, "image-fetched": fetched, "refused-bundles": refused_bundles}
