"""The appliance starts: out of its box, again, and how long beside an empty init."""
import os
import statistics
import subprocess
import time

import uki
from appliance import KEYS, Appliance
from lab import Failure
from machine import PATIENCE

PAIRS = int(os.environ.get("PAIRS", "2"))

EMPTY_INIT = """#!/busybox sh
/busybox mknod /console c 5 1
echo "an empty init runs" >/console
while :; do /busybox sleep 1000; done
"""


def first_start(folder, report):
    """Out of its box: the data partition is made and bound to the TPM, and every program is ready."""
    appliance = Appliance(folder)
    with appliance.machine() as machine:
        appliance.ready(machine)
        report.keep(appliance.first_frame(machine), "ready")
        mounted = machine.ask("grep ' /data ' /proc/mounts; sync")
        if "/dev/mapper/" not in mounted:
            raise Failure(f"/data is not on an encrypted partition: {mounted!r}")
        machine.cut()
    appliance.keep()
    return f"/data: {mounted.strip()}"


def boot(folder, report):
    """The first frame is what a kiosk that is not enrolled must show."""
    appliance = Appliance.used(folder)
    begun = time.monotonic()
    with appliance.machine() as machine:
        report.keep(appliance.first_frame(machine), "first-frame")
        return f"first frame after {time.monotonic() - begun:.0f} s"


def section(image, name, path):
    subprocess.run(["objcopy", "--dump-section", f"{name}={path}", str(image), f"{path}.rest"], check=True)
    return path


def empty_init(appliance):
    """Puts the same kernel and initrd onto the disk with an init that does nothing, signed by the same key."""
    folder = appliance.folder
    name, signed = appliance.kernel_image()
    kernel, initrd = section(signed, ".linux", folder / "linux"), section(signed, ".initrd", folder / "initrd")
    words = section(signed, ".cmdline", folder / "words").read_bytes().rstrip(b"\0\n").decode()
    extra = folder / "extra"
    extra.mkdir()
    (extra / "empty-init").write_text(EMPTY_INIT)
    (extra / "empty-init").chmod(0o755)
    subprocess.run(["cp", "/bin/busybox", str(extra / "busybox")], check=True)
    packed = subprocess.run(["cpio", "--quiet", "-o", "-H", "newc"], cwd=extra, input=b"empty-init\nbusybox\n",
                            capture_output=True, check=True).stdout
    whole = initrd.read_bytes()
    (folder / "initrd-empty").write_bytes(whole + bytes(-len(whole) % 4) + packed)
    plain = uki.build(folder / "empty.efi", kernel, folder / "initrd-empty", f"{words} rdinit=/empty-init")
    appliance.disk.put("esp", name, uki.sign(plain, KEYS / "boot.key", KEYS / "boot.crt", folder / "empty-signed.efi"))


def ratio(folder, report):
    """Power on to first frame beside power on to an empty init, by turns in the same emulator."""
    whole, bare = [], []
    used, empty = Appliance.used(folder / "whole"), Appliance.used(folder / "empty")
    empty_init(empty)
    for _ in range(PAIRS):
        begun = time.monotonic()
        with used.machine() as machine:
            used.first_frame(machine)
            whole.append(time.monotonic() - begun)
        begun = time.monotonic()
        with empty.machine() as machine:
            machine.serial.wait_for("an empty init runs", 600 / PATIENCE)
            bare.append(time.monotonic() - begun)
    told = (f"first frame after {'/'.join(f'{seconds:.0f}' for seconds in whole)} s, empty init after "
            f"{'/'.join(f'{seconds:.0f}' for seconds in bare)} s: {statistics.mean(whole) / statistics.mean(bare):.2f}")
    if statistics.mean(whole) > 1.3 * statistics.mean(bare):
        raise Failure(f"{told}, more than 1.3")
    return told


STEPS = {"image-first-start": first_start, "image-boot": boot, "image-boot-ratio": ratio}
