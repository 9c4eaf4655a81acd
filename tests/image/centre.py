#!/usr/bin/env python3
"""The central office that the appliance under test belongs to: always the same, under build/test-image/centre.

Its site-root.pem is in the test image (image/keys/test), so it is made before that: `tests/image/centre.py`. Kiosks
reach it as 10.0.2.100, ports 8443 and 8444; which ports of this machine stand behind them changes with each start.

    with Centre.copy(FOLDER, folder) as centre:   receiver and enrol-server run; what they get stays in the copy
        machine = appliance.machine(ports=centre.ports)
        invitation, code = centre.invite("0417")
"""
import pathlib
import re
import shutil
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "support")]
from appliance import KEYS  # noqa: E402
from lab import ROOT, Lab  # noqa: E402
from machine import CENTRE  # noqa: E402

FOLDER = ROOT / "build/test-image/centre"
PORT, ENROL_PORT = 8443, 8444


class Centre(Lab):
    def __init__(self, folder=FOLDER):
        super().__init__(folder, variant="release")
        self.ports = {PORT: self.port, ENROL_PORT: self.enrol_port}

    @classmethod
    def copy(cls, source, folder):
        """`source`: FOLDER, or what keep() made."""
        self = cls(folder)
        shutil.copytree(source / "central", self.central_folder)
        self.logs.mkdir(parents=True)
        self.listens_here()
        return self

    def keep(self, folder):
        shutil.copytree(self.central_folder, folder / "central")

    def make(self):
        """Makes it where it is missing, and puts its root where the test image takes it from."""
        if not (self.central_folder / "public/site-root.pem").exists():
            shutil.rmtree(self.central_folder, ignore_errors=True)
            self.logs.mkdir(parents=True, exist_ok=True)
            self.run("kiosk-central", "init", self.central_folder, "--host", CENTRE, "--address", "127.0.0.1",
                     "--port", PORT, "--enrol-port", ENROL_PORT)
            (self.central_folder / "open").rename(self.central_folder / "opening-room")
        KEYS.mkdir(parents=True, exist_ok=True)
        shutil.copy(self.central_folder / "public/site-root.pem", KEYS)
        return self

    def listens_here(self):
        for name, port in (("receive/receive.ini", self.port), ("issuing/enrol.ini", self.enrol_port)):
            settings = self.central_folder / name
            settings.write_text(re.sub(r"(?m)^port *=.*$", f"port = {port}", settings.read_text()))

    def __enter__(self):
        self.start_receive()
        self.start_enrol_server()
        return self

    def __exit__(self, *_):
        self.stop()


if __name__ == "__main__":
    print(Centre().make().central_folder)
