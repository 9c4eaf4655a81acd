"""Releases of the appliance one after the other: a good one from a drive by a member of staff's touches, then a broken one."""
import contextlib
import json
import subprocess
import time

import visitor
from appliance import BUILT, ENROLLED, KEYS, SET_UP, Appliance
from lab import ROOT, STAFF_PIN, Failure, Lab, wait_for
from machine import PATIENCE, drive_image
from visits import SIZE, Pair, Site
from xvfb import Display

GOOD, BROKEN = "0.1.1", "0.1.2"
BUNDLE = "custody-kiosk.update"
MEGABYTES = 256
STAFF_CORNER, STAFF_TOUCHES = (60, 40), 5
TRIES_SECONDS = 600  # four starts, three of them to a restart


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


def loaders(machine):
    """The kernels on the ESP, by their names, with the tries that systemd-boot has written there."""
    names = machine.ask("mount -o remount,ro /efi 2>/dev/null; ls /efi/EFI/Linux 2>/dev/null; true").split()
    return sorted(names)


def staff_page(pair):
    guest = pair.guest
    pair.finger.at_once(STAFF_CORNER, STAFF_TOUCHES)
    pair.on("staff-pin", 60)
    for digit in STAFF_PIN:
        guest.touch(f"key.{digit}", changes=False)
    if guest.has("cont"):
        guest.touch("cont", changes=False)
    pair.on("staff", 30)
    guest.touch("staff.more")


def update_from_drive(pair, bundle, folder, answer):
    """By the staff page; `answer` is how the twin's ends, for both to say the same."""
    pair.twin.hands.faked.update({"drive": "fine", "update": answer})
    pair.machine.plug_drive("stick", drive_image(folder / "stick", {BUNDLE: bundle}, megabytes=MEGABYTES))
    staff_page(pair)
    pair.guest.touch("deed.update")
    pair.guest.touch("cont")
    pair.guest.door.wait_view("what became of it", lambda view: any(c["id"] == "told" for c in view["controls"]), 60)
    pair.guest.door.drain()


STEPS = {}
