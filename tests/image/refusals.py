"""What is not the signed release, or not this machine, does not start, or shows nothing."""
import functools
import re
import subprocess

import uki
from appliance import Appliance
from lab import Failure
from machine import wait_until

DENIED = ("Access denied", "Access Denied", "Security Policy Violation", "Security violation")
CORRUPTED = ("is corrupted", "Kernel panic")  # drivers/md/dm-verity-target.c


def refused(appliance, report, evidence, seconds=120, **more):
    """Starts the machine: one of the texts in `evidence` must come, and nothing of the root may run."""
    with appliance.machine(**more) as machine:
        def seen():
            machine.must_run(f"one of {evidence}")
            if machine.probe.listens():
                raise Failure("it started")
            text = machine.serial.text()
            return next((words for words in evidence if words in text), None)
        wait_until(f"one of {evidence}", seconds, seen, pause=0)
        report.keep(machine.picture(), "refused")
        line = next(line for line in machine.serial.text().splitlines() if any(words in line for words in evidence))
    return " ".join(re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", line).split())[-160:]


def unsigned(folder, report):
    appliance = Appliance(folder)
    name, image = appliance.kernel_image()
    appliance.disk.put("esp", name, uki.unsigned(image, folder / "unsigned.efi"))
    return refused(appliance, report, DENIED)


def other_words(folder, report):
    """The command line changed inside the signed image, its signature left as it was."""
    appliance = Appliance(folder)
    name, image = appliance.kernel_image()
    data = image.read_bytes()
    wanted, instead = b"lockdown=confidentiality", b"lockdown=none           "
    if data.count(wanted) < 1:
        raise Failure("the image's command line has no lockdown=confidentiality")
    (folder / "changed.efi").write_bytes(data.replace(wanted, instead))
    appliance.disk.put("esp", name, folder / "changed.efi")
    return refused(appliance, report, DENIED)


def changed(folder, report, label, offset):
    appliance = Appliance(folder)
    appliance.disk.flip(appliance.find(label), offset)
    return refused(appliance, report, CORRUPTED)


def other_tree(folder, report):
    """The root changed and a tree computed that fits it: its root hash is not the signed one."""
    appliance = Appliance(folder)
    root, tree = appliance.find("root-a"), appliance.find("verity-a")
    appliance.disk.flip(root, 4096 * 7)
    appliance.disk.extract(root, folder / "root")
    subprocess.run(["veritysetup", "format", str(folder / "root"), str(folder / "tree")], check=True,
                   capture_output=True)
    appliance.disk.write(tree, (folder / "tree").read_bytes())
    return refused(appliance, report, CORRUPTED)


STEPS = {
    "refused-unsigned": unsigned,
    "refused-command-line": other_words,
    "refused-root": functools.partial(changed, label="root-a", offset=1024),
    # the digests of the uppermost level, which each start reads
    "refused-verity-tree": functools.partial(changed, label="verity-a", offset=4096),
    "refused-other-tree": other_tree,
}
