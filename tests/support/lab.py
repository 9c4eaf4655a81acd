"""A central office and a kiosk in one folder, with the real programs.

Used by tools/run and by the end-to-end tests. Everything of the kiosk is under
FOLDER/kiosk, everything of the centre under FOLDER/central. Nothing here knows
how a program works inside; it uses their command lines and their state files.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
STAFF_PIN = "482913"


class Failure(Exception):
    """Something that a test needs did not come about; the text says what."""


def wait_for(what, seconds, condition):
    """Returns the first true value of `condition()`; fails with `what` when the time is over."""
    limit = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > limit:
            raise Failure(f"waited {seconds} s in vain for {what}")
        time.sleep(0.02)


def listens(path):
    """Whether a Unix socket there takes connections: one that is only bound is a file too (proc(5), /proc/net/unix)."""
    rows = (line.split() for line in pathlib.Path("/proc/net/unix").read_text().splitlines()[1:])
    return any(row[7:] == [str(path)] and int(row[3], 16) & 0x10000 for row in rows)


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def alive(process):
    return process is not None and process.poll() is None


class Lab:
    def __init__(self, folder, variant="door", driver="offscreen", canvas="1080x1920",
                 printer=None, kiosk="0417", visit=None, display=None):
        self.folder = pathlib.Path(folder)
        self.bin = ROOT / ("build/bin" if variant == "release" else f"build/{variant}/bin")
        self.support = ROOT / f"build/{'release' if variant == 'release' else variant}/support"
        self.kiosk_folder = self.folder / "kiosk"
        self.central_folder = self.folder / "central"
        self.logs = self.folder / "logs"
        self.state = self.kiosk_folder / "state"
        self.config = self.kiosk_folder / "kiosk.ini"
        self.pictures = self.kiosk_folder / "printed"
        self.sound = self.kiosk_folder / "sound.raw"  # 16 bits, mono, 22,050 a second
        self.headphones = self.kiosk_folder / "jack" / "headphones"
        self.voice = {"device": f"file:{self.sound}", "headphones": self.headphones}
        self.kiosk = kiosk
        self.driver, self.canvas = driver, canvas
        self.printer = printer if printer is not None else f"pictures:{self.pictures}"
        self.visit = visit or {}
        self.sections = {}  # more of kiosk.ini, by section
        self.display = display
        self.port, self.enrol_port = free_port(), free_port()
        self.processes = {}
        self.door = None

    # ---- setting up ------------------------------------------------------------
    def run(self, program, *arguments, input=None, check=True):
        """Runs a program to its end; returns the finished process with text output."""
        done = subprocess.run([str(self.bin / program), *map(str, arguments)], input=input,
                              capture_output=True, text=True, timeout=120)
        if check and done.returncode != 0:
            raise Failure(f"{program} {' '.join(map(str, arguments))} ended with "
                          f"{done.returncode}: {done.stderr.strip()}")
        return done

    def set_up(self):
        for folder in (self.logs, self.state, self.pictures, self.headphones.parent, self.kiosk_folder / "outbox",
                       self.kiosk_folder / "keys", self.kiosk_folder / "steward"):
            folder.mkdir(parents=True, exist_ok=True)
        self.make_central()
        self.make_kiosk()
        return self

    def make_central(self):
        self.run("kiosk-central", "init", self.central_folder, "--host", "localhost,127.0.0.1",
                 "--address", "127.0.0.1", "--port", self.port, "--enrol-port", self.enrol_port)
        # receive refuses to start beside an opening key that it can read, and root reads all
        (self.central_folder / "open").rename(self.central_folder / "opening-room")

    def make_kiosk(self):
        shutil.copy(self.central_folder / "public" / "site-root.pem",
                    self.kiosk_folder / "site-root.pem")
        self.write_config()
        self.run("kioskctl", "enrol", "request", "--config", self.config)
        self.enrol()
        self.run("kiosk-steward", "set-pin", "--config", self.config, input=STAFF_PIN + "\n")

    def enrol(self):
        site = self.folder / "site.json"
        site.write_text(json.dumps(self.site(), ensure_ascii=False, indent=1))
        bundle = self.folder / "kiosk.site"
        self.run("kiosk-central", "enrol", self.central_folder, "--csr",
                 self.kiosk_folder / "keys" / "client.csr", "--kiosk", self.kiosk, "--site", site,
                 "--output", bundle)
        self.run("kioskctl", "enrol", "install", bundle, "--config", self.config)

    # ---- enrolling over the network ------------------------------------------------
    def invite(self, kiosk=None, *options, site=None):
        """Invites a kiosk; returns the invitation's path and the one-time code."""
        kiosk = kiosk or self.kiosk
        if site is None:
            site = self.folder / "site.json"
            site.write_text(json.dumps(self.site(), ensure_ascii=False, indent=1))
        invitation = self.folder / f"{kiosk}.invitation"
        told = self.run("kiosk-central", "invite", self.central_folder, "--kiosk", kiosk, "--site",
                        site, "--output", invitation, *options).stdout
        code = next(line.split(None, 1)[1] for line in told.splitlines() if line.startswith("code"))
        return invitation, code

    def accept(self, invitation, code, check=True):
        """The kiosk enrols with what it was given."""
        return self.run("kioskctl", "enrol", "invitation", invitation, "--config", self.config,
                        input=code + "\n", check=check)

    def start_enrol_server(self):
        process = self.start("enrol-server", self.bin / "kiosk-central", "enrol-server", "--folder",
                             self.central_folder / "issuing")
        self.wait_port(process, "enrol-server", self.enrol_port)
        return process

    def site(self):
        return json.loads((ROOT / "docs/examples/site.json").read_text())

    def write_config(self):
        paths = {
            "outbox": "outbox", "state": "state", "site": "site.p7",
            "site_root": "site-root.pem", "keys": "keys", "steward": "steward",
            "share": str(ROOT / "build/share"),
        }
        sections = {
            "paths": paths,
            "display": {"driver": self.driver, "canvas": self.canvas, "fullscreen": "no"},
            "printer": {"device": self.printer, "dots": "576"},
            "voice": self.voice,
            "visit": self.visit,
            "central": {"url": f"https://localhost:{self.port}", "retry_least": "1",
                        "retry_most": "4"},
        }
        for name, keys in self.sections.items():
            sections[name] = {**sections.get(name, {}), **keys}
        text = ""
        for name, keys in sections.items():
            text += f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in keys.items()) + "\n"
        self.config.write_text(text)

    # ---- running ---------------------------------------------------------------
    def start(self, name, *command, keep=(), environment=None):
        """Starts a program in the background, its output in logs/NAME.log."""
        log = open(self.logs / f"{name}.log", "ab")
        process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL,
                                   stdout=log, stderr=log, pass_fds=keep,
                                   env={**os.environ, **(environment or {})},
                                   start_new_session=True)
        log.close()
        self.processes[name] = process
        return process

    def start_receive(self):
        process = self.start("receive", self.bin / "kiosk-central", "receive", "--folder",
                             self.central_folder / "receive")
        self.wait_port(process)
        return process

    def wait_port(self, process, name="receive", port=None):
        def listening():
            if not alive(process):
                raise Failure(f"{name} ended: {self.log(name)}")
            return self.is_open(port or self.port)
        wait_for(f"the port of {name}", 20, listening)

    @staticmethod
    def is_open(port):
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    def start_program(self, name, keep=(), environment=None):
        """kiosk-NAME, until its state file says that it runs."""
        process = self.start(name, self.bin / f"kiosk-{name}", "--config", self.config, keep=keep,
                             environment=environment)
        self.wait_state(name, process)
        return process

    def wait_state(self, name, process):
        def running():
            if not alive(process):
                raise Failure(f"kiosk-{name} ended: {self.log(name)}")
            state = self.read_state(name)
            return state if state and state.get("pid") == process.pid else None
        return wait_for(f"kiosk-{name} to run", 30, running)

    def read_state(self, name):
        try:
            return json.loads((self.state / f"{name}.json").read_text())
        except (OSError, ValueError):
            return None

    def log(self, name):
        try:
            return (self.logs / f"{name}.log").read_text(errors="replace")[-2000:]
        except OSError:
            return ""

    def start_screen(self):
        """kiosk-screen with a test door; self.door is this side of it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        environment = {"KIOSK_TEST_DOOR": str(theirs.fileno())}
        if self.display:
            environment["DISPLAY"] = self.display
        if self.door:
            self.door.close()
        self.door = ours
        process = self.start_program("screen", keep=(theirs.fileno(),), environment=environment)
        theirs.close()
        return process

    def start_all(self):
        self.start_receive()
        for name in ("steward", "printer", "courier", "voice"):
            self.start_program(name)
        self.start_screen()
        return self

    def kill(self, name, number=signal.SIGKILL):
        process = self.processes.get(name)
        if alive(process):
            try:
                os.killpg(process.pid, number)
            except ProcessLookupError:
                pass
        if process is not None:
            process.wait(timeout=30)

    def stop(self):
        for name in reversed(list(self.processes)):
            self.kill(name, signal.SIGTERM)
        if self.door:
            self.door.close()
            self.door = None

    # ---- looking ---------------------------------------------------------------
    def waiting(self):
        return json.loads(self.run("kioskctl", "outbox", "--json", "--config",
                                   self.config).stdout)["waiting"]

    def wait_delivered(self, seconds=30):
        wait_for("an empty outbox", seconds, lambda: self.waiting() == 0)

    def received(self):
        """How many requests the centre has, by its own count."""
        told = self.run("kiosk-central", "kiosks", "--json", "--folder",
                        self.central_folder / "receive").stdout
        return sum(kiosk["received"] for kiosk in json.loads(told))

    def open_requests(self, name="opened.jsonl"):
        """Opens all that the ledger holds; returns the requests."""
        output = self.folder / name  # an absolute name stays as it is
        output.unlink(missing_ok=True)
        self.run("kiosk-central", "open", self.central_folder, "--keys",
                 self.central_folder / "opening-room", "--output", output)
        return [json.loads(line) for line in output.read_text().splitlines()]


def report(name, check):
    """Runs check() and prints the line that tools/run-tests counts; returns whether it held."""
    try:
        told = check()
        print(f"ok {name}" + (f" # {told}" if told else ""), flush=True)
        return True
    except (Failure, AssertionError, OSError, subprocess.SubprocessError, KeyError) as error:
        print(f"not ok {name}: {type(error).__name__}: {error}", flush=True)
        return False


def main(checks):
    """Runs (name, function) pairs and exits with 1 when one did not hold."""
    results = [report(name, check) for name, check in checks]
    sys.exit(0 if all(results) else 1)
