"""A kiosk with its screen alone: no courier, no steward, no printer unless a test starts one.

For tests of kiosk-screen; the site bundle is a real one, signed by a real central office.
"""
import json
import os
import pathlib
import shutil
import subprocess

from lab import ROOT, Lab, wait_for
from visitor import Door, Visitor


class ScreenLab(Lab):
    def make_kiosk(self):
        """Enrols with a key made here, so that nothing but the office's program is needed."""
        keys = self.kiosk_folder / "keys"
        shutil.copy(self.central_folder / "public" / "site-root.pem",
                    self.kiosk_folder / "site-root.pem")
        self.write_config()
        subprocess.run(["openssl", "req", "-new", "-newkey", "ec", "-pkeyopt",
                        "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=kiosk", "-keyout",
                        keys / "client.key", "-out", keys / "client.csr"],
                       check=True, capture_output=True)
        self.enrol()

    def install(self, bundle):
        shutil.copy(bundle, self.kiosk_folder / "site.p7.new")
        os.replace(self.kiosk_folder / "site.p7.new", self.kiosk_folder / "site.p7")

    def enrol(self):
        site = self.folder / "site.json"
        self.write_site(site)
        bundle = self.folder / "kiosk.site"
        self.run("kiosk-central", "enrol", self.central_folder, "--csr",
                 self.kiosk_folder / "keys" / "client.csr", "--kiosk", self.kiosk, "--site", site,
                 "--output", bundle)
        self.install(bundle)

    def write_site(self, path):
        path.write_text(json.dumps(self.site(), ensure_ascii=False, indent=1))

    def start(self, name, *command, keep=(), environment=None):
        leaks = {"LSAN_OPTIONS": f"suppressions={ROOT}/tests/support/leaks"}
        return super().start(name, *command, keep=keep,
                             environment={**leaks, **(environment or {})})

    # ---- the screen ------------------------------------------------------------
    def visitor(self, finger=None, on_screen=None):
        return Visitor(Door(self.door), finger, on_screen)

    def screen_state(self, name):
        """Waits until screen.json says `name`."""
        def reached():
            state = self.read_state("screen")
            return state if state and state["state"] == name else None
        return wait_for(f"the screen to be {name}", 30, reached)

    def child(self):
        """The visit's process, once the one before it is gone."""
        parent = self.processes["screen"].pid
        path = pathlib.Path(f"/proc/{parent}/task/{parent}/children")

        def single():
            children = path.read_text().split()
            return int(children[0]) if len(children) == 1 else None
        return wait_for("one visit's process alone", 10, single)


def switches(pid):
    """How often a process has been woken, all of its threads."""
    count = 0
    for status in pathlib.Path(f"/proc/{pid}/task").glob("*/status"):
        for line in status.read_text().splitlines():
            if "ctxt_switches" in line:
                count += int(line.split()[1])
    return count


def memory(pid):
    """Resident bytes of its own, and open descriptors. How much of a library's file is in memory is the kernel's matter."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    kilobytes = sum(int(line.split()[1]) for line in status.splitlines() if line.startswith(("RssAnon:", "RssShmem:")))
    return 1024 * kilobytes, len(os.listdir(f"/proc/{pid}/fd"))
