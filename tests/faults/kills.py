"""kill -9 in every program at calls taken by chance: each of a house's programs is killed again and again, and
what was said to be saved must be opened once."""
import random
import tempfile
import threading
import time

from house import Finding, House, quick_folder
from steps import listens

CHECK_EVERY = 100
# Which program, how often of ten.
TURNS = ("save",) * 5 + ("courier",) * 2 + ("receive",) * 2 + ("open",)
MEMORY_SHARE = 0.1  # of the kills; most calls are for memory, and between two others it matters little at which


class Kills(threading.Thread):
    """So many kills in a house of its own."""

    def __init__(self, folder, seed, wanted):
        super().__init__(daemon=True)
        self.folder, self.seed, self.wanted = folder, seed, wanted
        self.chance = random.Random(seed)
        self.kills = dict.fromkeys(TURNS, 0)
        self.counts, self.house, self.problem = {}, None, None

    def run(self):
        try:
            self.house = House(tempfile.mkdtemp(dir=self.folder)).set_up()
            self.count_calls()
            while sum(self.kills.values()) < self.wanted:
                name = self.chance.choice(TURNS)
                getattr(self, name)(self.draw(name))
                self.kills[name] += self.house.page.failed > 0
                if sum(self.kills.values()) % CHECK_EVERY == 0:
                    self.settle()
            self.settle()
        except Exception as error:  # told to the main thread, which fails the test
            self.problem = error
        finally:
            if self.house:
                self.house.stop()

    def settle(self):
        self.house.deliver()
        self.house.check()

    # ---- where to kill ---------------------------------------------------------------
    def count_calls(self):
        for name in dict.fromkeys(TURNS):
            self.house.page.reset()
            getattr(self, name)(None)
            self.counts[name] = {call: count for call, count in self.house.page.counts().items() if count}

    def draw(self, name):
        self.house.page.reset()
        calls = self.counts[name]
        if "memory" in calls and self.chance.random() < MEMORY_SHARE:
            call = "memory"
        else:
            call = self.chance.choice([call for call in calls if call != "memory"])
        return call, self.chance.randint(1, calls[call]), "once", "kill"

    # ---- the programs ----------------------------------------------------------------
    def save(self, fault):
        self.house.save(1, self.house.page.environment(fault))

    def something_waits(self):
        if self.house.is_delivered():
            self.house.save_surely(2)

    def courier(self, fault):
        self.something_waits()
        self.house.start("courier", self.house.bin / "kiosk-courier", "--config", self.house.config,
                         environment=self.house.page.environment(fault))
        self.house.watch("courier", 5, self.house.is_delivered)
        self.house.end("courier")

    def receive(self, fault):
        house = self.house
        self.something_waits()
        house.end("receive")
        house.start("receive", house.bin / "kiosk-central", "receive", "--folder", house.central_folder / "receive",
                    environment=house.page.environment(fault))
        house.watch("receive", 5, lambda: listens(house))
        house.start("courier", house.bin / "kiosk-courier", "--config", house.config)
        house.watch("receive", 5, house.is_delivered)
        house.end("courier")
        house.end("receive")
        house.start_receive()

    def open(self, fault):
        """The lines are not looked at here: `check` opens all again."""
        house = self.house
        output = house.folder / f"opened-by-the-way-{house.number}"
        house.run_to_end("open", house.bin / "kiosk-central", "open", house.central_folder, "--keys",
                         house.central_folder / "opening-room", "--output", output,
                         environment=house.page.environment(fault))
        for left in house.folder.glob("opened-by-the-way-*"):
            left.unlink()


def kill_all(kills, seed, jobs):
    """Returns what is to be told; raises Finding."""
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kiosk-kills-", dir=quick_folder()) as folder:
        threads = [Kills(folder, seed + number, -(-kills // jobs)) for number in range(jobs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        told = {name: sum(thread.kills[name] for thread in threads) for name in dict.fromkeys(TURNS)}
        for thread in threads:
            if thread.problem:
                raise Finding(f"seed {thread.seed}, {told}: {type(thread.problem).__name__}: {thread.problem}")
        said = sum(len(thread.house.said) for thread in threads)
        opened = sum(thread.house.opened_at for thread in threads)
    return (f"{sum(told.values())} kills ({', '.join(f'{name} {count}' for name, count in told.items())}), seeds "
            f"{seed} to {seed + jobs - 1}; said to be saved {said}, opened {opened}; lost 0, doubled 0, readable 0; "
            f"{time.monotonic() - began:.0f} s")
