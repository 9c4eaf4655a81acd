"""What staff set by touches in the appliance itself, not in a house of plain files: the clock, and everything back to how it came;
the latter also where the power goes in the middle of it. RESETS times, by SEED."""
import datetime
import os
import random
import time
import zoneinfo

import numbered
import visitor
from appliance import ENROLLED, SET_UP, Appliance
from disk import Disk
from lab import STAFF_PIN, Failure, wait_for
from machine import PATIENCE
from releases import Staffed, enter_staff, wait_starts
from visits import SIZE, Pair, Site
from write_log import lose_power
from xvfb import Display

AHEAD = datetime.timedelta(hours=2)
TYPED_SECONDS = 600  # from what is typed to what is read
RESET_SECONDS = 300
RESETS = int(os.environ.get("RESETS", "4"))
SEED = int(os.environ.get("SEED", str(random.SystemRandom().randrange(1 << 32))))
# What kiosk-reset writes (app/staff/reset/firmware.c).
WISH = "printf '\\007\\000\\000\\0001\\000\\000\\000' >/sys/firmware/efi/efivars/FactoryReset-8cf2644b-4b0b-428f-9387-6d876050dc67"


def told(pair):
    pair.guest.door.wait_view("what became of it", lambda view: view["screen"] == "staff-settings" and
                              any(c["id"] == "told" for c in view["controls"]), 60)
    pair.guest.door.drain()
    pair.guest.note_screen()


def seconds_of(machine, command):
    return int(machine.ask(command).strip())


def to_settings(pair):
    pair.guest.find("staff.settings")
    pair.touch_until("staff.settings", "setting.clock")
    pair.on("staff-settings")


def set_clock(pair, site):
    """Two hours ahead, in the time of the place: both clocks of the machine have it."""
    machine, twin = pair.machine, pair.twin
    twin.hands.faked["time"] = "fine"
    wanted = datetime.datetime.fromtimestamp(seconds_of(machine, "date +%s"), zoneinfo.ZoneInfo(site.site()["time_zone"])) + AHEAD
    pair.touch_until("setting.clock", "key.1")
    pair.on("staff-clock")
    pair.keys(wanted.strftime("%Y%m%d%H%M"))
    pair.guest.touch("cont")
    told(pair)
    pair.report.keep(pair.finger.same("the clock"), "clock")
    for name, command in (("system", "date +%s"), ("hardware", "cat /sys/class/rtc/rtc0/since_epoch")):
        late = seconds_of(machine, command) - wanted.timestamp()
        if not -60 <= late <= TYPED_SECONDS:
            raise Failure(f"the {name} clock is {late:.0f} s beside what was typed")


def ask_for_reset(pair):
    pair.guest.find("deed.reset")
    pair.touch_until("deed.reset", "cont")
    pair.on("staff-ask")
    pair.guest.touch("cont")
    pair.on("staff-pin")
    for digit in STAFF_PIN:
        pair.guest.touch(f"key.{digit}", changes=False)


def upload(pair, site):
    """As the refusal says: by the staff page."""
    pair.guest.touch("back")
    pair.on("staff")
    pair.twin.start_program("courier")
    with site:
        pair.guest.touch("staff.deliver", changes=False)
        wait_for("the request at the centre", 60 * PATIENCE, lambda: site.received() == 1)
    pair.twin.wait_delivered()
    pair.twin.kill("courier")
    to_settings(pair)


def life(machine):
    """What tells one life of the data partition from the next."""
    return machine.ask("grep -h LUKS2 /sys/block/dm-*/dm/uuid").strip()


def as_new(appliance, machine, before):
    """Waits until the kiosk is as it came out of its box; returns what it shows. A start that makes the data anew shows
    nothing, and its probe goes with it."""
    shown = appliance.first_frame(machine, RESET_SECONDS)
    machine.probe.catch_up()
    appliance.ready(machine)
    left = machine.ask("ls -A /data/keys /data/site /data/settings", check=False)
    if life(machine) == before or "client.key" in left or ".p7" in left:
        raise Failure(f"the data partition is the same, or holds: {left}")
    return shown


def settings(folder, report):
    """The clock; a factory reset, refused while a request waits; after it the kiosk is as it came out of its box."""
    appliance, site = Appliance.used(folder, SET_UP), Site.used(folder)
    with Display(*SIZE) as display, appliance.with_paper(ports=site.ports) as machine:
        pair = Pair(Staffed, folder, machine, display, report)
        try:
            appliance.ready(machine, programs=ENROLLED)
            visitor.Visitor(pair.guest.door, pair.finger).play(visitor.load("short"))
            enter_staff(pair)
            to_settings(pair)
            set_clock(pair, site)
            pair.twin.hands.faked["reset"] = {"why": "waiting", "count": 1}
            ask_for_reset(pair)
            told(pair)
            report.keep(pair.finger.same("why it is refused"), "refused")
            upload(pair, site)
            before, since = life(machine), len(machine.serial.text())
            pair.twin.hands.faked["reset"] = "fine"
            ask_for_reset(pair)
            wait_starts(machine, since, 2, RESET_SECONDS)  # the first makes the data anew
        finally:
            pair.close()
        report.keep(as_new(appliance, machine, before), "as-new")
        machine.cut()
    return f"the clock is set; a reset is refused while 1 waits; after it the first start, {before} is gone"


def reset_cut(folder, kept, before, chance, seconds):
    """The power goes once in a reset that takes so long, then it may end; returns the moment."""
    appliance, moment = Appliance.used(folder, kept), chance.uniform(seconds / 4, seconds)
    machine = appliance.machine(write_log=folder / "written")
    try:
        before_it = Disk.copy(appliance.disk.path, folder / "before").path
        machine.start()
        time.sleep(moment)
        machine.cut()
        lose_power(before_it, folder / "written", chance)
        before_it.replace(appliance.disk.path)
        (folder / "written").unlink()
        machine.start()
        as_new(appliance, machine, before)
        machine.cut()
    finally:
        machine.close()
    return moment


def reset_cuts(folder, report):
    """A reset that was asked for is brought to its end, wherever in its two starts the power goes."""
    chance, kept, asked = random.Random(SEED), folder / "kept", Appliance.used(folder / "asked", SET_UP)
    with asked.machine() as machine:
        asked.ready(machine, programs=ENROLLED)
        before = life(machine)
        machine.ask(f"{WISH} && sync")
        machine.cut()
        asked.keep(kept)
        begun = time.monotonic()
        machine.start()
        report.keep(as_new(asked, machine, before), "uncut")
        seconds = time.monotonic() - begun
        machine.cut()
    moments = [reset_cut(folder / str(number), kept, before, chance, seconds) for number in range(RESETS)]
    return (f"seed {SEED}; as it came out of its box after {seconds:.0f} s, and each time after a power cut at "
            f"{', '.join(f'{moment:.0f}' for moment in moments)} s")


STEPS = {"image-settings": settings, "image-reset-cuts": reset_cuts}
