"""The appliance's test image as a machine: its disk, the firmware's keys, a TPM, and when it is ready.

    Appliance(folder)                  as it comes out of the box: a copy of what image/build test made
    Appliance.used(folder)             the same after its first start, kept under build/test-image/used between runs
    Appliance.used(folder, SET_UP)     the same enrolled with tests/image/centre.py, with a PIN, on its welcome screen
    appliance.machine(…)               a Machine of it; more than one after the other, never two at once
    appliance.with_paper(…)            the same with a printer that answers
    appliance.ready(machine)           waits until every program of the kiosk says that it is ready
    appliance.first_frame(machine)     waits for the first frame, and returns it

The first frame is the one that a kiosk-screen built here shows for the same state (twin.py), give or take how
another release of Debian draws letters.
"""
import contextlib
import hashlib
import json
import pathlib
import shutil
import time

import firmware
from disk import SECTOR, Disk
from lab import ROOT, Failure
from machine import PATIENCE, Machine
from printer_fake import Fake
from twin import first_frame

BUILT = ROOT / "build/image/test"
KEYS = ROOT / "image/keys/test"
USED = ROOT / "build/test-image/used"
SET_UP = ROOT / "build/test-image/set-up"
MAKERS = {USED: "image-first-start", SET_UP: "image-set-up"}
DISK_BYTES = 1 << 30    # room for the data partition
FIRST_SECONDS = 120     # to the first frame, on a quiet machine; the first start makes the data partition
PROGRAMS = ("screen", "printer", "voice", "steward")
ENROLLED = (*PROGRAMS, "courier")
ALIKE = 0.03            # share of pixels that may differ between two releases of Cairo and Pango
STRIPE = 3              # the pixels of each third row are compared: enough, and quick


def image():
    """The whole disk: the file that begins with a partition table; partitions stand beside it as files of their own."""
    for path in sorted(BUILT.glob("*.raw")):
        with open(path, "rb") as file:
            if file.read(1024)[SECTOR:].startswith(b"EFI PART"):
                return path
    raise Failure(f"{BUILT} holds no image: image/build test")


def fingerprint():
    """What a used disk belongs to: the image and the keys."""
    status = image().stat()
    keys = hashlib.sha256((KEYS / "boot.crt").read_bytes()).hexdigest()
    return {"image": image().name, "bytes": status.st_size, "made": status.st_mtime_ns, "keys": keys}


def alike(picture, expected):
    if (picture.width, picture.height) != (expected.width, expected.height):
        return False
    rows = range(0, picture.height, STRIPE)
    differing = sum(picture.differing(expected, top=row, height=1) for row in rows)
    return differing <= ALIKE * picture.width * len(rows)


class Appliance:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.disk = Disk.copy(image(), self.folder / "disk.raw")
        with open(self.disk.path, "r+b") as file:
            file.truncate(max(DISK_BYTES, self.disk.path.stat().st_size))
        self.tpm = self.folder / "tpm"
        self.variables = firmware.enrolled(self.folder / "variables.fd", KEYS / "pk.crt", KEYS / "kek.crt",
                                           [KEYS / "boot.crt"])

    @classmethod
    def used(cls, folder, kept=USED):
        told = kept / "of.json"
        if not told.exists() or json.loads(told.read_text()) != fingerprint():
            raise Failure(f"there is no {kept.name} appliance of this image: the step {MAKERS[kept]} makes it")
        self = cls.__new__(cls)
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.disk = Disk.copy(kept / "disk.raw", self.folder / "disk.raw")
        self.tpm = pathlib.Path(shutil.copytree(kept / "tpm", self.folder / "tpm"))
        self.variables = pathlib.Path(shutil.copy(kept / "variables.fd", self.folder / "variables.fd"))
        return self

    def keep(self, kept=USED):
        """What later steps begin with; the machine must be off."""
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        Disk.copy(self.disk.path, kept / "disk.raw")
        shutil.copytree(self.tpm, kept / "tpm", ignore=shutil.ignore_patterns("*lock*"))
        shutil.copy(self.variables, kept / "variables.fd")
        (kept / "of.json").write_text(json.dumps(fingerprint()))

    def machine(self, **more):
        return Machine(self.folder, disk=self.disk.path, variables=self.variables, tpm=self.tpm, **more)

    @contextlib.contextmanager
    def with_paper(self, **more):
        paper = Fake(ROOT / "build/release/support", "tcp", "ready", self.folder)
        try:
            with self.machine(printer=paper.device, **more) as machine:
                yield machine
        finally:
            paper.stop()

    @staticmethod
    def first_frame(machine, seconds=FIRST_SECONDS):
        """Waits for the first frame; returns it."""
        expected = first_frame(machine.size)
        return machine.wait_picture(lambda picture: alike(picture, expected), seconds, "the first frame")

    @staticmethod
    def ready(machine, seconds=FIRST_SECONDS, programs=PROGRAMS):
        """`programs`: ENROLLED once there is a centre to deliver to."""
        machine.wait_probe(seconds)
        units = " ".join(f"kiosk-{name}" for name in programs)
        limit = time.monotonic() + seconds * PATIENCE
        while set(told := machine.ask(f"systemctl is-active {units}", 60, check=False).split()) != {"active"}:
            if time.monotonic() > limit:
                raise Failure(f"{units}: {told}")
            time.sleep(1)

    def find(self, label):
        """The label on the disk of what is called `label` here: the image may add the version to it."""
        return next(part.label for part in self.disk.partitions() if part.label.startswith(label))

    def kernel_image(self):
        """(name on the ESP, a copy of it): the unified kernel image that is started."""
        names = [name for name in self.disk.names("esp", "EFI/Linux") if name.lower().endswith(".efi")]
        if len(names) != 1:
            raise Failure(f"kernel images on the ESP: {names}")
        return names[0], self.disk.take("esp", names[0], self.folder / "signed.efi")
