"""The power of the appliance goes at moments by chance: in starts, saves, visits, deliveries, updates from the centre. Each time
it must come up again, and in the end the centre has all that was said to be saved, once.

What a cut leaves on the disk is what had been flushed, and of the writes after that some, by chance (write_log.py).
CUTS cuts in a run, by SEED; build/test-image/cuts.json has the sum of all runs.
"""
import collections
import json
import os
import pathlib
import random
import time

import numbered
import visitor
from appliance import ENROLLED, SET_UP, Appliance
from disk import Disk
from lab import ROOT, Failure, Lab, wait_for
from machine import PATIENCE
from printer_fake import Fake
from recording import Recording
from releases import BUNDLE, GOOD, build, release
from visits import SIZE, Pair, Site
from write_log import lose_power
from xvfb import Display

CUTS = int(os.environ.get("CUTS", "8"))
SEED = int(os.environ.get("SEED", str(random.SystemRandom().randrange(1 << 32))))
COUNT = ROOT / "build/test-image/cuts.json"
KINDS = {"start": 8, "save": 3, "visit": 2, "delivery": 3, "update": 4}  # of twenty
WITHOUT_CENTRE = ("save", "visit")
SAVES = 20
UPDATE_SECONDS = 60  # fetched, checked, written
DELIVERY_SECONDS = 60
VISIT = "short"
VISITORS_PHONE = "+17348261957"  # that is entered in it


class Trial:
    def __init__(self, folder, report):
        self.folder, self.report, self.chance = folder, report, random.Random(SEED)
        self.appliance, self.site = Appliance.used(folder, SET_UP), Site.used(folder)
        self.bundle = build(GOOD) / BUNDLE
        self.offered = folder / "offered"
        self.offered.mkdir()
        self.site.offers(self.offered)
        self.paper = Fake(ROOT / "build/release/support", "tcp", "ready", folder)
        self.machine = self.appliance.machine(ports=self.site.ports, printer=self.paper.device, write_log=folder / "written")
        self.number, self.said, self.visits_begun, self.visits_said = 0, set(), 0, 0
        self.moments, self.first = [], None
        self.after = self.lost_writes = 0

    # ---- power -------------------------------------------------------------------
    def on(self):
        """The disk is kept as it is before, to be built up again from what is written."""
        Disk.copy(self.appliance.disk.path, self.folder / "before")
        (self.folder / "written").unlink(missing_ok=True)
        self.seen = len(self.machine.serial.text())
        self.machine.start()

    def ready(self):
        self.appliance.ready(self.machine, programs=ENROLLED)
        if release(self.machine) not in (self.first, GOOD):
            raise Failure(f"release {release(self.machine)} runs")

    def cut(self, kind, moment):
        self.machine.cut()
        after, lost = lose_power(self.folder / "before", self.folder / "written", self.chance)
        (self.folder / "before").replace(self.appliance.disk.path)
        self.after, self.lost_writes = self.after + after, self.lost_writes + lost
        self.said |= numbered.said(self.machine.serial.text()[self.seen:])
        self.moments.append((kind, moment))

    def office(self, is_open, offers=()):
        for name in self.offered.iterdir():
            name.unlink()
        for version, bundle in offers:
            os.link(bundle, self.offered / f"{version}.update")
        self.site.kill("receive")
        if is_open:
            self.site.start_receive()

    # ---- what is going on when it goes ---------------------------------------------
    def begin_saves(self, count=SAVES):
        numbers = set(range(self.number + 1, self.number + count + 1))
        self.number += count
        numbered.begin(self.machine, numbers)
        return numbers

    def learn(self):
        """How long things take, and the visit."""
        begun = time.monotonic()
        self.machine.start()
        self.appliance.ready(self.machine, programs=ENROLLED)
        self.start_seconds, self.first = time.monotonic() - begun, release(self.machine)
        with Display(*SIZE) as display:
            pair = Pair(Lab, self.folder, self.machine, display, self.report)
            try:
                self.visit = Recording.of(pair, visitor.load(VISIT))
            finally:
                pair.close()
        self.visits_begun = self.visits_said = 1
        begun = time.monotonic()
        numbers = self.begin_saves()
        numbered.wait_said(self.machine, numbers)
        self.save_seconds = time.monotonic() - begun
        self.said |= numbers
        self.machine.ask("sync")
        self.machine.cut()

    def during_start(self):
        moment = self.chance.uniform(0, 1.1 * self.start_seconds)
        self.on()
        time.sleep(moment)
        return moment

    def during_saves(self, seconds):
        self.begin_saves()
        moment = self.chance.uniform(0, seconds)
        time.sleep(moment)
        return moment

    def during_visit(self):
        moment = self.chance.uniform(0, 1.1 * self.visit.seconds)
        self.visits_begun += 1
        begun = time.monotonic()
        self.visits_said += self.visit.play(self.machine, begun + moment)
        time.sleep(max(0, begun + moment - time.monotonic()))
        return moment

    def during_update(self):
        moment = self.chance.uniform(0, UPDATE_SECONDS * PATIENCE)
        time.sleep(moment)
        return moment

    def once(self, kind):
        if kind == "start":
            self.cut(kind, self.during_start())
            return
        self.office(kind not in WITHOUT_CENTRE, [(GOOD, self.bundle)] if kind == "update" else ())
        self.on()
        self.ready()
        self.report.keep(self.machine.picture(), f"{len(self.moments)}-{kind}")
        if kind == "visit":
            moment = self.during_visit()
        elif kind == "update":
            moment = self.during_update()
        else:
            moment = self.during_saves(DELIVERY_SECONDS if kind == "delivery" else 1.2 * self.save_seconds)
        self.cut(kind, moment)

    # ---- what the centre has in the end ------------------------------------------------
    def count(self, opened):
        numbers = collections.Counter(filter(None, map(numbered.number, opened)))
        return numbers, sum(request["answers"].get("phone") == VISITORS_PHONE for request in opened)

    def judge(self):
        """One more start, with the centre there: everything is delivered."""
        self.office(True)
        self.on()
        self.ready()
        last = self.begin_saves(1)
        wait_for("the last request at the centre", 300 * PATIENCE,
                 lambda: last <= set(self.count(self.site.open_requests())[0]))
        ended = release(self.machine)
        self.machine.ask("sync")
        self.machine.cut()
        numbers, visits = self.count(self.site.open_requests())
        lost, doubled = self.said - set(numbers), [number for number, count in numbers.items() if count > 1]
        if lost or doubled:
            raise Failure(f"lost {sorted(lost)}, doubled {doubled}")
        if not self.visits_said <= visits <= self.visits_begun:
            raise Failure(f"{visits} visits at the centre; {self.visits_said} were said to be saved, {self.visits_begun} begun")
        return (f"{len(numbers) + visits} requests opened, {len(self.said) + self.visits_said} of them had been said to be saved; "
                f"lost 0, doubled 0; release {ended}")


def sum_up(trial):
    told = json.loads(COUNT.read_text()) if COUNT.exists() else {"cuts": {}, "seeds": [], "said": 0}
    for kind, _ in trial.moments:
        told["cuts"][kind] = told["cuts"].get(kind, 0) + 1
    told["seeds"].append([SEED, CUTS])
    told["said"] += len(trial.said) + trial.visits_said
    COUNT.write_text(json.dumps(told))
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(told["cuts"].items()))
    return f"in all runs {sum(told['cuts'].values())} cuts ({kinds}), {told['said']} requests said to be saved, none lost"


def choose(chance, count):
    """A start that was cut is followed by one that must come up."""
    kinds = []
    while len(kinds) < count:
        kind = chance.choices(list(KINDS), KINDS.values())[0]
        if kinds[-1:] != ["start"] or kind != "start":
            kinds.append(kind)
    return kinds


def power_cuts(folder, report):
    trial = Trial(pathlib.Path(folder), report)
    try:
        trial.learn()
        for kind in choose(trial.chance, CUTS):
            trial.once(kind)
        ended = trial.judge()
    finally:
        trial.machine.close()
        trial.paper.stop()
        trial.site.stop()
    moments = ", ".join(f"{kind} {moment:.1f}" for kind, moment in trial.moments)
    return (f"seed {SEED}, cut after s: {moments}; up each time; {trial.lost_writes} of {trial.after} writes that no flush "
            f"followed were lost; {ended}; {sum_up(trial)}")


STEPS = {"image-power-cuts": power_cuts}
