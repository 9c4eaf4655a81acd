"""A whole house whose requests are numbered: what was said of each, and what became of it."""
import os
import pathlib
import signal
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
import lab  # noqa: E402
from searching import Search  # noqa: E402
import shim  # noqa: E402

CRASHES = {-signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE, -signal.SIGABRT, -signal.SIGSYS}
FIRST_PHONE = 2022000000
ENTERED = {"family_name": "Wexlorquist", "other_names": "Pembriloth", "birth_date": "1984-04-17",
           "birth_country": "HN", "email": "wexlorquist@example.com", "voicemail": "never", "pin": "4826"}
WORDS = ["Wexlorquist", "Pembriloth", "wexlorquist@example.com"]


class Finding(Exception):
    """Something that must not be after a fault; the text says what."""


def spelled(number):
    """As tests/faults/save.c does."""
    return "Quorv" + "".join(chr(ord("a") + int(digit)) for digit in f"{number:05}")


def quick_folder():
    """Neither a kill nor a made-up fault forgets what was written: memory will do, where there is some."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


class House(lab.Lab):
    def __init__(self, folder):
        super().__init__(folder, variant="release")
        self.faults = lab.ROOT / "build/release/faults"
        self.search = Search(self.support)
        self.number = 0
        self.tried, self.said = set(), set()  # numbers; `said`: that it is saved
        self.short_of_memory, self.died_in = False, []  # libraries
        self.opened_at, self.lost, self.doubled, self.readable = 0, set(), set(), 0

    def set_up(self):
        super().set_up()
        self.page = shim.Page(self.faults / "shim.so", self.folder / "page")
        self.start_receive()
        return self

    # ---- doing ---------------------------------------------------------------------
    def run_to_end(self, name, *command, environment=None, input="", seconds=30):
        """Runs a program whose output goes into the logs; returns its exit code and standard output."""
        with open(self.logs / f"{name}.log", "ab") as log:
            try:
                done = subprocess.run([str(part) for part in command], input=input.encode(), stdout=subprocess.PIPE,
                                      stderr=log, timeout=seconds, env={**os.environ, **(environment or {})})
            except subprocess.TimeoutExpired:
                raise Finding(f"{name} did not end in {seconds} s") from None
            log.write(done.stdout if name == "save" else b"")
        self.no_crash(name, done.returncode)
        return done.returncode, done.stdout.decode()

    def no_crash(self, name, code):
        """A library that cannot bear it when memory is short ends the program; ours must bear it."""
        if code not in CRASHES:
            return
        where = self.page.crashed
        if "ending rather than going on in the clear" in self.log(name):
            self.died_in.append("kiosk-central, which would not speak without TLS")
            return
        if self.short_of_memory and where.startswith("lib"):
            self.died_in.append(where)
        else:
            raise Finding(f"{name} crashed in {where or 'nobody knows where'}: {signal.Signals(-code).name}")

    def save(self, count=1, environment=None):
        """Saves so many requests as the screen does; returns the numbers that were said to be saved."""
        numbers = range(self.number + 1, self.number + count + 1)
        self.number += count
        self.tried.update(numbers)
        _, told = self.run_to_end("save", self.faults / "save", self.config, environment=environment,
                                  input="".join(f"{number}\n" for number in numbers))
        saved = {int(line.split()[1]) for line in told.splitlines() if line.startswith("saved ")}
        self.said |= saved
        return saved

    def save_surely(self, count=1):
        if len(self.save(count)) != count:
            raise Finding(f"nothing can be saved any more: {self.log('save')[-300:]}")

    def end(self, name):
        """SIGTERM; returns the exit code."""
        process = self.processes[name]
        if lab.alive(process):
            process.send_signal(signal.SIGTERM)
        try:
            code = process.wait(40)
        except subprocess.TimeoutExpired:
            self.kill(name)
            raise Finding(f"{name} does not end on SIGTERM") from None
        self.no_crash(name, code)
        return code

    def is_delivered(self):
        """True when nothing waits; read as a third program would, which changes nothing."""
        try:
            with sqlite3.connect(f"file:{self.kiosk_folder}/outbox/outbox.db?mode=ro", uri=True) as outbox:
                return outbox.execute("SELECT count(*) FROM record WHERE state = 0").fetchone()[0] == 0
        except sqlite3.Error:
            return False

    def deliver(self):
        """Everything, by programs without faults."""
        self.start("courier", self.bin / "kiosk-courier", "--config", self.config)
        try:
            lab.wait_for("delivery", 30, self.is_delivered)
        except lab.Failure:
            raise Finding(f"not delivered by a courier without faults: {self.log('courier')[-300:]}"
                          f"{self.log('receive')[-300:]}") from None
        finally:
            self.end("courier")

    def watch(self, name, seconds, done):
        """Waits until `done()` or the program's end; returns whether `done()` was."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit:
            if done():
                return True
            if not lab.alive(self.processes[name]):
                return done()
            time.sleep(0.01)
        return False

    # ---- judging -------------------------------------------------------------------
    def check(self):
        """Opens all: each that was said to be saved is there once and as entered; nothing else can be read."""
        requests = self.open_requests(f"opened-{self.number}.jsonl")
        counts = {}
        for request in requests:
            number = int(request["answers"]["phone"].removeprefix("+1")) - FIRST_PHONE
            counts[number] = counts.get(number, 0) + 1
            wrong = {key for key, value in ENTERED.items() if request["answers"].get(key) != value}
            if wrong or request["answers"]["given_name"] != spelled(number) or number not in self.tried:
                raise Finding(f"request {number} is not what was entered: {wrong}")
        self.lost = self.said - set(counts)
        self.doubled = {number for number, count in counts.items() if count > 1}
        self.opened_at = len(requests)
        self.look_for_words()
        (self.folder / f"opened-{self.number}.jsonl").unlink()
        if self.lost or self.doubled:
            raise Finding(f"lost {sorted(self.lost)}, doubled {sorted(self.doubled)}")

    def look_for_words(self):
        files = [path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink()
                 and not any(part.startswith("opened-") for part in path.relative_to(self.folder).parts)]
        words = WORDS + [spelled(number) for number in list(self.tried)[-40:]]
        hits = self.search.hits(words, files=files)
        self.readable += hits
        if hits:
            raise Finding(f"readable: {self.search.told}")
