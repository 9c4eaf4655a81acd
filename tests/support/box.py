"""A kiosk out of its box on this machine: Lab without an enrolled kiosk, with what a service manager and a drive do faked.

    box = Box(folder, driver="x11", display=display.name).set_up()
    box.link("routable")                   the network's state, as systemd-networkd tells it
    box.hands.faked["drive"] = "fine"      what mounting the drive ends with; box.drive is the drive
"""
import shutil

from lab import Lab
from steward_hands import Hands
from tpm import Tpm


class Box(Lab):
    """A kiosk to which nobody has done anything yet, and a central office that waits for it."""

    def make_kiosk(self):
        shutil.copy(self.central_folder / "public" / "site-root.pem", self.kiosk_folder / "site-root.pem")
        self.network = self.kiosk_folder / "netif"
        self.drive, self.networkd = self.kiosk_folder / "drive", self.kiosk_folder / "network"
        for folder in (self.network, self.drive, self.networkd, self.kiosk_folder / "settings"):
            folder.mkdir()
        self.link("no-carrier")
        self.tpm = Tpm(self.folder / "tpm")
        self.sections = {
            "paths": {"settings": "settings/kiosk.ini", "network": "netif/state", "hands": "hands",
                      "drive": "drive", "networkd": "network"},
            "setup": {"first_start": "yes"},
            "central": {"url": ""},
            "keys": {"tpm": self.tpm.tcti},
        }
        self.write_config()
        self.hands = Hands(self, self.kiosk_folder / "hands")
        self.hands.faked["drive"] = "no-drive"

    def site(self):
        return {**super().site(), "central_url": f"https://localhost:{self.port}",
                "enrol_url": f"https://localhost:{self.enrol_port}"}

    def link(self, state):
        path = self.network / "state"
        path.with_suffix(".new").write_text(f"# like systemd-networkd's\nCARRIER_STATE=x\nOPER_STATE={state}\n")
        path.with_suffix(".new").rename(path)
