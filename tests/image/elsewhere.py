"""The same disk beside another TPM, or in somebody's hands: nothing of the data can be read."""
import json
import subprocess

from appliance import FIRST_SECONDS, Appliance
from lab import Failure

NOT_OPENED = "Failed to start systemd-cryptsetup@data.service"
WORDS = b"words that nobody else may read"


def with_words(folder):
    """An appliance that has been running with WORDS on its data partition."""
    appliance = Appliance.used(folder)
    with appliance.machine() as machine:
        appliance.ready(machine)
        machine.ask(f"echo {WORDS.decode()} >/data/settings/words; sync; sync")
        if WORDS.decode() not in machine.ask("cat /data/settings/words"):
            raise Failure("the words were not written")
        machine.cut()
    return appliance


def hands(folder, report):
    appliance = with_words(folder)
    disk = appliance.disk
    found = [part.label or part.number for part in disk.partitions() if disk.holds(part.number, WORDS)]
    if found:
        raise Failure(f"the words can be read on {found}")
    disk.extract(appliance.find("data"), folder / "data")
    told = subprocess.run(["cryptsetup", "luksDump", "--dump-json-metadata", str(folder / "data")], text=True,
                          capture_output=True, check=True).stdout
    tokens, slots = json.loads(told)["tokens"], json.loads(told)["keyslots"]
    kinds = [token["type"] for token in tokens.values()]
    bound = {slot for token in tokens.values() if token["type"] == "systemd-tpm2" for slot in token["keyslots"]}
    if kinds != ["systemd-tpm2"] or set(slots) != bound:
        raise Failure(f"key slots {sorted(slots)}, of the TPM {sorted(bound)}, tokens {kinds}")
    pcrs = [token.get("tpm2-pcrs") for token in tokens.values()]
    return f"the words stand nowhere on the disk; LUKS2 with {len(slots)} key slot, the TPM's, PCRs {pcrs}"


def stays_closed(machine, report, name):
    """A start that cannot open the data; the panel says so."""
    machine.serial.wait_for(NOT_OPENED, FIRST_SECONDS)
    machine.wait_probe(FIRST_SECONDS)
    mounted = machine.ask("cat /proc/mounts; ls /dev/mapper", 60)
    if " /data " in mounted:
        raise Failure(f"the data partition was opened: {mounted[-200:]}")
    shown = machine.wait_picture(lambda picture: not picture.is_one_colour(), FIRST_SECONDS, "words for whoever stands there")
    report.keep(shown, name)
    return f"{NOT_OPENED}; the panel says so"


def other_tpm(folder, report):
    appliance = Appliance.used(folder)
    appliance.tpm = folder / "another-tpm"
    with appliance.machine() as machine:
        return stays_closed(machine, report, "other-tpm")


STEPS = {"refused-other-tpm": other_tpm, "refused-disk-in-hands": hands}
