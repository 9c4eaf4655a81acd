"""What is done with requests that have arrived: opened and exported, from a copy of a ledger for each cell."""
import shutil
import sqlite3

from house import Finding

SEALED = 0  # app/central/ledger/ledger.h


class Room:
    """A ledger with so many requests at least, and what must come out of it."""

    def __init__(self, house, command, least):
        self.house, self.command = house, command
        self.heads = int(command == "export")  # lines that are no request
        self.folder = house.folder / f"opened-room-{command}-{least}"
        self.folder.mkdir()
        house.save_surely(least)
        house.deliver()
        self.pristine = self.folder / "pristine.db"
        source = sqlite3.connect(f"file:{house.central_folder}/receive/ledger.db?mode=ro", uri=True)
        target = sqlite3.connect(self.pristine)
        source.backup(target)
        source.close()
        target.execute("UPDATE record SET state = ?", (SEALED,))
        target.commit()
        target.close()
        self.lines = self.work_off(self.new_ledger(), "reference", None)[1]

    def new_ledger(self):
        shutil.rmtree(self.folder / "work", ignore_errors=True)
        (self.folder / "work").mkdir()
        return shutil.copy(self.pristine, self.folder / "work" / "ledger.db")

    def work_off(self, ledger, name, environment):
        """Returns the exit code and the lines of the whole file, None where there is none."""
        output = self.folder / "work" / name
        named = ["--batch", "X-1"] if self.command == "export" else []
        code, _ = self.house.run_to_end(self.command, self.house.bin / "kiosk-central", self.command,
                                        self.house.central_folder, "--keys", self.house.central_folder / "opening-room",
                                        "--ledger", ledger, "--output", output, *named, environment=environment)
        return code, sorted(output.read_bytes().splitlines()) if output.exists() else None

    def marked(self, ledger):
        with sqlite3.connect(ledger) as database:
            return database.execute("SELECT count(*) FROM record WHERE state != ?", (SEALED,)).fetchone()[0]


def room_of(house, *which):
    rooms = house.__dict__.setdefault("rooms", {})
    if which not in rooms:
        rooms[which] = Room(house, *which)
        house.page.reset()
    return rooms[which]


def leaves_part(part, fault):
    """A kill leaves one, and so does a file that cannot be unlinked; an empty one is another run's that has its lock."""
    if not part.exists():
        return False
    return fault is None or not (fault[3] == "kill" or fault[0] == "unlink" or
                                 fault[0] == "lock" and fault[3] == "EAGAIN" and part.stat().st_size == 0)


def work_off(command, least=2):
    def run(step, house, fault):
        room = room_of(house, command, least)
        ledger = room.new_ledger()
        code, lines = room.work_off(ledger, "first", step.environment(house, fault))
        if code == 0 and lines != room.lines:
            raise Finding(f"{command} says that it did all, and did not")
        # a request that could not be opened is named, left sealed, and left out
        if not set(lines or []) <= set(room.lines):
            raise Finding(f"{command} wrote what it must not")
        if leaves_part(room.folder / "work" / "first.part", fault):
            raise Finding(f"{command} left a part of its file behind")
        if room.marked(ledger) > max(0, len(lines or []) - room.heads):
            raise Finding("a request is marked as opened that is in no file")
        if room.work_off(ledger, "second", None) != (0, room.lines):
            raise Finding(f"{command} without faults does not give all after it")
    return run
