"""A TPM 2.0 in software (swtpm), as a kiosk's or anybody else's."""
import os
import pathlib
import subprocess

from lab import listens, wait_for


class Tpm:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True)
        self.sock = self.folder / "sock"
        self.tcti = f"swtpm:path={self.sock}"
        self.process = None
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            ["swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self.folder}", "--server",
             f"type=unixio,path={self.sock}", "--ctrl", f"type=unixio,path={self.sock}.ctrl",
             "--flags", "not-need-init,startup-clear"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("the TPM", 10, lambda: listens(self.sock))  # the control's does before

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=10)
        for path in self.folder.glob("sock*"):
            path.unlink()

    def cut_power(self):
        """Off, without a word to it, and on again."""
        self.process.kill()
        self.process.wait(timeout=10)
        for path in self.folder.glob("sock*"):
            path.unlink()
        self.start()

    def tidy(self):
        """What the kernel's resource manager does when a process ends that held keys in the TPM."""
        subprocess.run(["tpm2_flushcontext", "-t"], check=True, timeout=20,
                       env={**os.environ, "TPM2TOOLS_TCTI": self.tcti})
