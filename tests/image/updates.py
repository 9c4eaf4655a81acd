"""Updates under a real firmware and a real systemd-boot: small guests in the place of releases, installed by kiosk-update."""
import pathlib
import subprocess
import sys

import firmware
import uki
from guest import DISK, Guest
from machine import Machine

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(HERE.parent / "support"))
from lab import Failure  # noqa: E402
from release import BUNDLE, ESP_TYPE, ROOT_TYPE, SECTOR, SLOT, TREE, VERITY_TYPE, Release, halves, make_keys  # noqa: E402

BOOT_LOADER = pathlib.Path("/usr/lib/systemd/boot/efi/systemd-bootx64.efi")
ESP, ESP_SECTORS = 2048, 192 << 10
START_SECONDS = 60  # from the firmware to the end of a release's script

# Release 1.10.0 installs 1.11.0 unless it was; 1.11.0 is broken and starts the machine anew.
SCRIPT = """release=$(sed 's/.*release=\\([0-9.]*\\).*/\\1/' /proc/cmdline)
mkdir -p /efi /kept /state
mount -t vfat -o umask=0077,errors=continue /dev/vda1 /efi
echo "release $release of" $(ls /efi/EFI/Linux) "."
if [ "$release" = 1.11.0 ]; then reboot -f; fi
if ls /efi/EFI/Linux | grep -q 1.11.0; then umount /efi; poweroff -f; fi
/bin/kiosk-update drive --config /etc/kiosk.ini
umount /efi
reboot -f"""
CONFIG = """[paths]
state = /state
drive = /drive
[update]
kept = /kept
boot = /efi
disk = /dev/vda
os_release = /etc/os-release
release_root = /etc/release-root.pem
"""


def make_uki(folder, release, kernel, initrd):
    """A real one, which says what make-bundle and systemd-boot read."""
    words = f"console=ttyS0 quiet panic=-1 mitigations=off roothash={release.root_hash} gpt release={release.version}"
    image = uki.build(folder / f"{release.version}.efi", kernel, initrd, words,
                      f'ID=kiosk\nPRETTY_NAME="Kiosk {release.version}"\nIMAGE_ID=custody-kiosk\nIMAGE_VERSION={release.version}\n')
    (release.folder / "uki").write_bytes(image.read_bytes())
    return image


def make_disk(disk, running, image):
    rows = [f"start={ESP}, size={ESP_SECTORS}, type={ESP_TYPE}, name=esp"]
    at = ESP + ESP_SECTORS
    for name, ids in (("a", halves(running.root_hash)), ("b", (None, None))):
        for size, kind, identity in ((SLOT, ROOT_TYPE, ids[0]), (TREE, VERITY_TYPE, ids[1])):
            rows.append(f"start={at}, size={size}, type={kind}, name={name}" + (f", uuid={identity}" if identity else ""))
            at += size
    with open(disk, "wb") as file:
        file.truncate((at + 2048) * SECTOR)
    subprocess.run(["/usr/sbin/sfdisk", "--quiet", disk], input="label: gpt\n" + "\n".join(rows) + "\n", text=True, check=True,
                   capture_output=True)
    esp = f"{disk}@@{ESP * SECTOR}"
    subprocess.run(["mformat", "-i", esp, "-F", "-T", str(ESP_SECTORS), "-h", "64", "-s", "32", "::"], check=True)
    loader = disk.with_name("loader.conf")
    loader.write_text("timeout 0\neditor no\n")
    for name in ("EFI", "EFI/BOOT", "EFI/Linux", "loader"):
        subprocess.run(["mmd", "-i", esp, f"::/{name}"], check=True)
    for file, name in ((BOOT_LOADER, "EFI/BOOT/BOOTX64.EFI"), (loader, "loader/loader.conf"),
                       (image, f"EFI/Linux/custody-kiosk_{running.version}.efi")):
        subprocess.run(["mcopy", "-i", esp, file, f"::/{name}"], check=True)


def three_tries_then_back(folder, report):
    folder.mkdir(parents=True, exist_ok=True)
    keys = make_keys(folder / "keys")
    running, broken = (Release(folder / "releases", version) for version in ("1.10.0", "1.11.0"))
    second = Guest(folder / "second").modules(*DISK, "vfat", "nls_cp437", "nls_ascii")
    make_uki(folder, broken, second.kernel.image, second.build(SCRIPT))
    first = Guest(folder / "first").modules(*DISK, "vfat", "nls_cp437", "nls_ascii")
    first.add(ROOT / "build/bin/kiosk-update", "/bin/kiosk-update").write("/etc/kiosk.ini", CONFIG)
    first.write("/etc/os-release", f"IMAGE_VERSION={running.version}\n").add(keys / "release-root.pem", "/etc/release-root.pem")
    first.add(broken.bundle(keys, folder / BUNDLE), f"/drive/{BUNDLE}")
    make_disk(folder / "disk", running, make_uki(folder, running, first.kernel.image, first.build(SCRIPT)))
    with Machine(folder, disk=folder / "disk", variables=firmware.plain(folder / "variables.fd"), memory=1024) as machine:
        machine.wait_off(5 * START_SECONDS)
        said = machine.serial.text()
    starts = [line.strip() for line in said.splitlines() if line.startswith("release ")]
    wanted = ["release 1.10.0 of custody-kiosk_1.10.0.efi ."]
    wanted += [f"release 1.11.0 of custody-kiosk_1.10.0.efi custody-kiosk_1.11.0+{left}-{3 - left}.efi ." for left in (2, 1, 0)]
    wanted += ["release 1.10.0 of custody-kiosk_1.10.0.efi custody-kiosk_1.11.0+0-3.efi ."]
    if starts != wanted:
        raise Failure(f"the starts were {starts}; {said[-600:]!r}")
    return "installed, tried three times, back: " + ", ".join(line.split()[1] for line in starts)


STEPS = {"update-three-tries": three_tries_then_back}
