"""A member of staff sets the appliance up, visitors use it, the central office opens what came: all by touches."""
import array
import pathlib
import shutil
import subprocess

import visitor
from appliance import ENROLLED, SET_UP, Appliance
from box import Box
from centre import ENROL_PORT, FOLDER, PORT, Centre
from entered import differences
from inside import GROWTH_KIB, programs
from lab import ROOT, STAFF_PIN, Failure, Lab, wait_for
from machine import CENTRE, PATIENCE, drive_image
from printer_fake import Fake
from recording import Recording
from sidebyside import SideBySide
from xvfb import Display

SIZE = (1080, 1920)
LANGUAGE = "en"
VISITS = (("english", False), ("ar", True))  # and whether it is spoken
WARM, MANY = 3, 30  # visits
QUIET = 200  # of 32767: louder is a voice


class Site(Centre):
    """The central office, and what its invitations say of where it is."""

    @classmethod
    def new(cls, folder):
        """It knows of no kiosk."""
        Centre().make()
        return cls.copy(FOLDER, folder / "centre")

    @classmethod
    def used(cls, folder):
        """As the appliance SET_UP was enrolled with it."""
        return cls.copy(SET_UP, folder / "centre")

    def offers(self, folder):
        """Releases, to be fetched."""
        settings = self.central_folder / "receive/receive.ini"
        settings.write_text(f"{settings.read_text()}\n[updates]\nfolder = {folder}\n")

    def site(self):
        return {**super().site(), "central_url": f"https://{CENTRE}:{PORT}", "enrol_url": f"https://{CENTRE}:{ENROL_PORT}"}


class Pair:
    """The appliance's machine and its twin (a Box, or a Lab that is enrolled), touched together."""

    def __init__(self, kind, folder, machine, display, report):
        self.machine, self.report = machine, report
        self.twin = kind(folder / "twin", driver="x11", display=display.name)
        self.twin.voice = {"device": f"file:{self.twin.sound}", "headphones": "auto"}  # no jack that tells
        self.twin.set_up()
        self.twin.start_receive()
        for name in ("steward", "printer", "voice"):
            self.twin.start_program(name)
        self.finger = SideBySide(machine, display, self.twin.support, report)
        self.twin.start_screen()
        self.guest = visitor.Visitor(self.twin.door, self.finger, on_screen=self.keep)
        self.guest.door.wait_view("a first picture", lambda view: True)

    def keep(self, screen):
        self.report.keep(self.finger.same(screen), screen)

    def on(self, screen, seconds=visitor.PATIENCE):
        self.guest.door.wait_view(f"the screen {screen}", lambda view: view["screen"] == screen, seconds)
        self.guest.door.drain()
        self.guest.note_screen()

    def keys(self, characters):
        for character in characters:
            self.guest.touch(f"key.{character}")

    def keys_each(self, ours, twins):
        """Two texts of one length, one for each."""
        for here, there in zip(ours, twins, strict=True):
            self.finger.elsewhere = self.guest.control(f"key.{here}")["at"]
            self.guest.touch(f"key.{there}")
            self.finger.elsewhere = None

    def wait_control(self, control_id, seconds=visitor.PATIENCE):
        self.guest.door.wait_view(control_id, lambda view: any(c["id"] == control_id for c in view["controls"]), seconds)
        self.guest.door.drain()

    def touch_until(self, control_id, shown, seconds=visitor.PATIENCE):
        """For screens that also change by themselves."""
        self.guest.touch(control_id)
        self.wait_control(shown, seconds)

    def go_on(self, screen, seconds=visitor.PATIENCE):
        self.guest.touch("cont")
        self.on(screen, seconds)

    def close(self):
        self.finger.close()
        self.twin.stop()


def set_up(pair, site, folder):
    """What a member of staff touches, from the language to the last page."""
    twin, guest = pair.twin, pair.guest
    invitation, code = site.invite()
    twins_invitation, twins_code = twin.invite()
    shutil.copy(twins_invitation, twin.drive)
    twin.hands.faked["drive"] = "fine"
    twin.start_enrol_server()
    pair.on("first-language")
    guest.touch(f"language.{LANGUAGE}")
    for _ in range(4):
        pair.on("first-touch")
        guest.touch("target")
    pair.on("first-network")
    twin.link("routable")
    pair.go_on("first-link")
    pair.wait_control("cont")
    pair.go_on("first-invitation")
    pair.machine.plug_drive("stick", drive_image(folder / "stick", {pathlib.Path(invitation).name: invitation}))
    pair.go_on("first-code")
    pair.keys_each(code.replace(" ", ""), twins_code.replace(" ", ""))
    pair.go_on("first-pin", 60)
    pair.machine.unplug("stick")
    pair.keys(STAFF_PIN)
    pair.go_on("first-pin-again")
    pair.keys(STAFF_PIN)
    guest.touch("cont", changes=False)
    pair.on("first-print", 30)
    pair.touch_until("print", "told", 30)
    pair.go_on("first-done")
    pid = guest.door.view["pid"]
    pair.finger.press(guest.control("cont")["at"])
    guest.wait_next(pid)


def first_start(folder, report):
    """Out of its box to the first welcome: enrolled with the central office by a key that the TPM has made."""
    appliance = Appliance(folder)
    site = Site.new(folder)
    with site, Display(*SIZE) as display, appliance.machine(ports=site.ports) as machine:
        pair = Pair(Box, folder, machine, display, report)
        try:
            appliance.ready(machine)
            set_up(pair, site, folder)
            report.keep(pair.finger.same("the welcome"), "welcome")
        finally:
            pair.close()
            pair.twin.tpm.stop()
        appliance.ready(machine, programs=ENROLLED)
        key = machine.ask("head -1 /data/keys/client.key").strip()
        if key != "-----BEGIN TSS2 PRIVATE KEY-----":
            raise Failure(f"the kiosk's key is {key}")
        machine.ask("sync")
        machine.cut()
    appliance.keep(SET_UP)
    site.keep(SET_UP)
    return "set up by touches, enrolled; the key is the TPM's"


def spoken(path):
    """Seconds of the recording that are louder than silence. 16 bits, two channels, 44,100 a second."""
    samples = array.array("h", pathlib.Path(path).read_bytes()[44:])
    step = 4410
    return sum(max(map(abs, samples[at:at + step])) > QUIET for at in range(0, len(samples) - step, step)) * step / 88200


def receipts(folder):
    """What the printed receipts say, by zbarimg."""
    codes = []
    for picture in sorted(folder.glob("*.pbm")):
        codes += subprocess.run(["zbarimg", "--quiet", "--raw", str(picture)], capture_output=True, text=True).stdout.split()
    return codes


class Speaking(visitor.Visitor):
    """A visitor who touches Listen on the first screen after the languages."""

    def begin(self, language):
        super().begin(language)
        self.touch("tool.listen")


def visit(pair, name, speech):
    """One visit in both kiosks, with a receipt on paper; returns what was entered."""
    told = {**visitor.load(name), "receipt": "print"}
    kind = Speaking if speech else visitor.Visitor
    guest = kind(pair.guest.door, pair.finger, on_screen=lambda screen: pair.keep(f"{name}-{screen}"))
    guest.play(told)
    return told


def visits(folder, report):
    """Visits by touches, spoken ones too; delivered with the TPM's key, opened at the centre, equal to what was touched."""
    appliance = Appliance.used(folder, SET_UP)
    site = Site.used(folder)
    with Display(*SIZE) as display:
        paper = Fake(ROOT / "build/release/support", "tcp", "ready", folder)
        with site, appliance.machine(ports=site.ports, printer=paper.device) as machine:
            pair = Pair(Lab, folder, machine, display, report)
            try:
                appliance.ready(machine, programs=ENROLLED)
                entered = [visit(pair, name, speech) for name, speech in VISITS]
            finally:
                pair.close()
            wait_for("both requests at the centre", 60 * PATIENCE, lambda: site.received() >= len(VISITS))
            machine.ask("sync")
            machine.cut()
        paper.stop()
        opened = sorted(site.open_requests(), key=lambda request: request["saved_utc"])
    wrong = "; ".join(filter(None, map(differences, entered, opened)))
    if wrong:
        raise Failure(wrong)
    codes, seconds = receipts(folder), spoken(folder / "sound.wav")
    if len(codes) != len(VISITS):
        raise Failure(f"{len(codes)} codes on paper: {codes}")
    if seconds < 5:
        raise Failure(f"{seconds:.0f} s of speech")
    return f"{len(opened)} opened, equal to what was touched; {seconds:.0f} s spoken; on paper {' '.join(codes)}"


def memory(machine):
    """KiB of each program that stays; a visit's processes are new each time."""
    settled = programs(machine)
    parents = {pid for pid in settled if machine.ask(f"awk '/^PPid/ {{ print $2 }}' /proc/{pid}/status").strip() == "1"}
    return {settled[pid][0]: settled[pid][2] for pid in parents}


def many_visits(folder, report):
    """One visit after the other: the programs that stay do not grow."""
    appliance, site = Appliance.used(folder, SET_UP), Site.used(folder)
    paper = Fake(ROOT / "build/release/support", "tcp", "ready", folder)
    with site, appliance.machine(ports=site.ports, printer=paper.device) as machine, Display(*SIZE) as display:
        appliance.ready(machine, programs=ENROLLED)
        pair = Pair(Lab, folder, machine, display, report)
        try:
            visit = Recording.of(pair, visitor.load("short"))
        finally:
            pair.close()
        saved = [visit.play(machine) for _ in range(WARM - 1)]
        before = memory(machine)
        saved += [visit.play(machine) for _ in range(MANY)]
        after = memory(machine)
        if not all(saved):
            raise Failure("a visit was not said to be saved")
        report.keep(machine.picture(), "after")
        wait_for("all requests at the centre", 60 * PATIENCE, lambda: site.received() >= WARM + MANY)
        machine.cut()
    paper.stop()
    told = ", ".join(f"{name} {before[name]} to {after[name]}" for name in sorted(before))
    grown = [name for name in before if after[name] > before[name] + GROWTH_KIB]
    if grown:
        raise Failure(f"after {MANY} visits {grown} have grown, KiB: {told}")
    return f"{WARM + MANY} visits delivered; memory in KiB after {WARM} and after {WARM + MANY}: {told}"


STEPS = {"image-set-up": first_start, "image-visits": visits, "image-many-visits": many_visits}
