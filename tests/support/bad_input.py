"""A house of which one thing after the other is broken, and what its programs then have to say: one sentence
that names the file or the peer and says what to do, an exit that is no crash, and nothing lost."""
import contextlib
import os
import pathlib
import re
import shutil
import sqlite3
import subprocess
import tempfile

import visitor
from lab import ROOT, Failure, Lab, main, wait_for

GARBAGE = bytes(range(256)) * 40
ENDED_BY_ITSELF = range(1, 126)


def expect(condition, told):
    if not condition:
        raise Failure(told)


def openssl(*arguments):
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)


def changed_database(old, *statements):
    """The bytes of a SQLite database after these statements."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bad-") as folder:
        copy = pathlib.Path(folder) / "copy.db"
        copy.write_bytes(old)
        with contextlib.closing(sqlite3.connect(copy)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()
        return copy.read_bytes()


class House(Lab):
    """A whole house with one request saved and waiting, and none of its programs running."""

    def __init__(self, folder):
        super().__init__(folder, variant="door", visit={"staff_gesture": "no"})
        self.share = self.folder / "share"
        shutil.copytree(ROOT / "build/share", self.share)
        self.set_up()
        self.start_screen()
        visitor.Visitor(visitor.Door(self.door)).play(visitor.load("short"))
        self.kill("screen")
        self.outbox = self.kiosk_folder / "outbox" / "outbox.db"
        self.keys = self.kiosk_folder / "keys"
        self.receive = self.central_folder / "receive"
        self.room = self.central_folder / "opening-room"
        self.ledger = self.receive / "ledger.db"
        self.bundle = self.folder / "kiosk.site"
        wait_for("the log to be copied into the outbox", 10, self.settle)
        self.deliver_once()

    def write_config(self):
        super().write_config()
        text = self.config.read_text()
        self.config.write_text(text.replace(str(ROOT / "build/share"), str(self.share)))

    def deliver_once(self):
        """A copy of the outbox is delivered, so that the ledger has a request and so has the kiosk."""
        kept = self.outbox.read_bytes()
        self.start_receive()
        self.start_program("courier")
        self.wait_delivered()
        for name in ("courier", "receive"):
            self.kill(name, 15)
        self.outbox.write_bytes(kept)

    def settle(self):
        with contextlib.closing(sqlite3.connect(self.outbox, timeout=0)) as database:
            busy = database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy and not pathlib.Path(f"{self.outbox}-wal").exists()

    # ---- breaking --------------------------------------------------------------
    @contextlib.contextmanager
    def broken(self, path, content):
        """`path` with another content: bytes, a function of the old ones, or None for no file. What
        the programs leave of it is compared; afterwards it is as it was."""
        before = path.read_bytes() if path.is_file() else None
        mode = path.stat().st_mode if before is not None else None
        new = content(before) if callable(content) else content
        if new is None:
            path.unlink()
        elif before is None or new != before:
            path.write_bytes(new)
        try:
            yield path
            left = path.read_bytes() if path.exists() else None
            expect(left == new, f"{path} was changed")
        finally:
            if before is not None:
                path.write_bytes(before)
                os.chmod(path, mode)
            for behind in path.parent.glob(path.name + "-*"):
                behind.unlink()
            (path.parent / "outbox.failed").unlink(missing_ok=True)

    @contextlib.contextmanager
    def configured(self, section, line):
        """One more line in a section of kiosk.ini."""
        with self.broken(self.config,
                         lambda old: old.replace(f"[{section}]\n".encode(),
                                                 f"[{section}]\n{line}\n".encode())
                         if f"[{section}]".encode() in old
                         else old + f"[{section}]\n{line}\n".encode()):
            yield

    # ---- asking ----------------------------------------------------------------
    def refuses(self, program, *arguments, says, input=None):
        """It must end by itself with one sentence that holds all of `says` (regular expressions)."""
        done = subprocess.run([str(self.bin / program), *map(str, arguments)], input=input,
                              capture_output=True, text=True, timeout=60)
        name = f"{program} {' '.join(map(str, arguments[:2]))}"
        expect(done.returncode in ENDED_BY_ITSELF, f"{name} ended with {done.returncode}: {done.stderr}")
        self.is_sentence(name, done.stderr, says)

    def is_sentence(self, name, text, says):
        expect(text.count("\n") == 1, f"{name} says not one line but {text!r}")
        expect(re.match(r"(<\d>)?kiosk\S*( \w+)?: \S", text), f"{name} does not begin with its name: {text!r}")
        for pattern in says:
            expect(re.search(pattern, text), f"{name} does not say {pattern!r} but {text!r}")

    def programs(self, says):
        """Every program of the kiosk that reads the configuration."""
        for program in ("kiosk-screen", "kiosk-printer", "kiosk-courier", "kiosk-steward"):
            self.refuses(program, "--config", self.config, says=says)
        self.refuses("kiosk-steward", "set-pin", "--config", self.config, says=says, input="482913\n")
        for command in (["status"], ["outbox"], ["check"], ["deliver"], ["print-test"],
                        ["enrol", "request"], ["enrol", "install", self.bundle]):
            self.refuses("kioskctl", *command, "--config", self.config, says=says)

    def screen_closes(self, says):
        """kiosk-screen stays, takes no visits, and its journal says why; it does not start anew."""
        log = self.logs / "screen.log"
        log.unlink(missing_ok=True)
        if self.door:
            self.door.close()
            self.door = None
        process = self.start("screen", self.bin / "kiosk-screen", "--config", self.config)
        try:
            def closed():
                expect(process.poll() is None, f"kiosk-screen ended: {self.log('screen')}")
                state = self.read_state("screen")
                return state if state and state["pid"] == process.pid and \
                    state["state"] == "not_available" else None
            state = wait_for("the screen to close", 20, closed)
            expect(state["crashes"] == 0, f"it crashed: {self.log('screen')}")
            told = [line for line in self.log("screen").splitlines() if "no visits" in line]
            self.is_sentence("kiosk-screen", "\n".join(told) + "\n", says)
        finally:
            self.kill("screen", 15)

    def check_finds(self, name, says):
        """kioskctl check names it and ends with a failure."""
        done = self.run("kioskctl", "check", "--config", self.config, check=False)
        expect(done.returncode == 1, f"kioskctl check ended with {done.returncode}")
        line = [line for line in done.stdout.splitlines() if line.startswith(f"PROBLEM  {name}:")]
        expect(len(line) == 1, f"kioskctl check does not find the {name}: {done.stdout}")
        for pattern in says:
            expect(re.search(pattern, line[0]), f"kioskctl check does not say {pattern!r}: {line[0]}")

    def courier_refuses(self, says):
        self.refuses("kiosk-courier", "--config", self.config, says=says)

    def central(self, command, *arguments, says):
        self.refuses("kiosk-central", command, *arguments, says=says)

    def ledger_readers(self, says):
        folder = ["--folder", self.receive]
        for command, more in (("receive", []), ("kiosks", []), ("lookup", ["0000-0000-0000"])):
            self.central(command, *more, *folder, says=says)

    def openers(self, says):
        for command in ("open", "export"):
            output = self.folder / "never"
            self.central(command, self.central_folder, "--keys", self.room, "--output", output, says=says)
            for left in (output, pathlib.Path(f"{output}.part")):
                expect(not left.exists(), f"{command} left {left}")


def is_whole(house):
    expect(house.waiting() == 1, "no request waits")
    expect(house.received() == 1, "no request was received")


def nothing_is_lost(house):
    """After all of it the request that waited is delivered and opened once."""
    house.start_receive()
    house.start_program("courier")
    house.wait_delivered()
    for name in ("courier", "receive"):
        house.kill(name, 15)
    expect(len(house.open_requests("at-last.jsonl")) == 1, "it is not there once")


def run(*checks):
    """The checks, each given the house, between its being set up and a look whether anything is lost."""
    with tempfile.TemporaryDirectory(prefix="kiosk-bad-") as folder:
        houses = []

        def set_up():
            houses.append(House(pathlib.Path(folder)))
            is_whole(houses[0])

        def of(check):
            return check.__name__.replace("_", "-"), lambda: check(houses[0])

        try:
            main([("set-up", set_up), *map(of, (*checks, nothing_is_lost))])
        finally:
            for house in houses:
                house.stop()
