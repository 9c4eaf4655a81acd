"""A PostgreSQL cluster of a test's own, in a folder, reached over a Unix socket there.

Durable (fsync on). Runs as postgres or nobody where the test is root. Can be killed and
started again; what `kill` leaves is what a crash of its host's processes leaves.
"""
import os
import pathlib
import pwd
import shutil
import signal
import subprocess
import tempfile

from lab import Failure, wait_for

USER = "office"


def other_user():
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise Failure("there is no user to run PostgreSQL as")


def state_of(process):
    """The letter of proc(5); X: there is none."""
    try:
        text = pathlib.Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return "X"
    return text.rpartition(")")[2].split()[0]


def send_all(processes, number):
    """A server's child may have ended since it was listed."""
    for process in processes:
        try:
            os.kill(int(process), number)
        except ProcessLookupError:
            pass


class Cluster:
    def __init__(self, settings=()):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="postgres-"))
        self.programs = pathlib.Path(subprocess.check_output(["pg_config", "--bindir"],
                                                             text=True).strip())
        self.settings = ["listen_addresses=", "max_connections=60", *settings]
        self.user = other_user() if os.geteuid() == 0 else None
        self.server = None
        if self.user:
            os.chown(self.folder, self.user.pw_uid, self.user.pw_gid)
        self.command("initdb", "-N", "-A", "trust", "-U", USER, "-E", "UTF8", "--locale=C", "-D",
                     self.folder / "data").check_returncode()
        self.start()

    def drop_rights(self):
        return {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []} \
            if self.user else {}

    def command(self, program, *arguments):
        return subprocess.run([self.programs / program, *map(str, arguments)], cwd=self.folder,
                              capture_output=True, text=True, **self.drop_rights())

    @property
    def location(self):
        return f"host={self.folder} user={USER} dbname=postgres"

    def start(self):
        """Until it answers: after a crash it has first to go through its log."""
        with open(self.folder / "log", "ab") as log:
            self.server = subprocess.Popen(
                [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder,
                 *(part for setting in self.settings for part in ("-c", setting))],
                cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
                **self.drop_rights())
        wait_for("PostgreSQL to answer", 60, self.answers)

    def answers(self):
        if self.server.poll() is not None:
            raise Failure("PostgreSQL ended: " + (self.folder / "log").read_text()[-500:])
        return self.command("pg_isready", "-q", "-h", self.folder).returncode == 0

    def children(self):
        return subprocess.run(["ps", "-o", "pid=", "--ppid", str(self.server.pid)],
                              capture_output=True, text=True).stdout.split()

    def freeze(self):
        """As a host that hangs: connections stay, and can be made, and nothing answers."""
        self.server.send_signal(signal.SIGSTOP)
        wait_for("PostgreSQL to stand still", 10, lambda: state_of(self.server.pid) in "TtZ")
        send_all(self.children(), signal.SIGSTOP)

    def unread(self):
        """Bytes that came to the server and that it has not read yet."""
        lines = subprocess.check_output(["ss", "-xH"], text=True).splitlines()
        return sum(int(line.split()[2]) for line in lines if str(self.folder) in line.split()[4])

    def thaw(self):
        send_all(self.children(), signal.SIGCONT)
        self.server.send_signal(signal.SIGCONT)

    def kill(self):
        """kill -9 of the postmaster and, as its host would, of all that it started."""
        self.server.send_signal(signal.SIGSTOP)  # it starts no more
        wait_for("PostgreSQL to stand still", 10, lambda: state_of(self.server.pid) in "TtZ")
        children = self.children()
        self.server.kill()
        self.server.wait()
        send_all(children, signal.SIGKILL)
        # one that still holds the shared memory would keep the next postmaster from starting
        wait_for("PostgreSQL's processes to end", 30, lambda: all(state_of(child) in "ZX" for child in children))

    def ask(self, sql):
        """The rows, as lists of texts."""
        done = self.command("psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h",
                            self.folder, "-U", USER, "-d", "postgres", "-c", sql)
        if done.returncode != 0:
            raise Failure(f"psql: {done.stderr.strip()}")
        return [line.split("|") for line in done.stdout.splitlines()]

    def number(self, sql):
        return int(self.ask(sql)[0][0])

    def remove(self):
        if self.server and self.server.poll() is None:
            self.thaw()  # a test may have failed while it was frozen
            self.server.send_signal(signal.SIGQUIT)
            self.server.wait(timeout=30)
        shutil.rmtree(self.folder, ignore_errors=True)
