"""Releases that are none, bundles of them by the real image/make-bundle, and a machine of plain files to install them on."""
import hashlib
import json
import pathlib
import random
import struct
import subprocess
import uuid

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUNDLE = "custody-kiosk.update"
SECTOR = 512
ROOT_TYPE = "4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709"
VERITY_TYPE = "2C7357ED-EBD2-46D9-AEC1-23D437EC2BF5"
ESP_TYPE = "C12A7328-F81F-11D2-BA4B-00A0C93EC93B"
SLOT, TREE = 512, 64  # sectors of a root and of a verity partition
FIRST = 2048
PLACES = {"a": (FIRST + 64, FIRST + 64 + SLOT), "b": (FIRST + 64 + SLOT + TREE, FIRST + 64 + 2 * SLOT + TREE)}
SECTORS = FIRST + 64 + 2 * (SLOT + TREE) + 512


def make_uki(version, root_hash, filling):
    """As much of a PE file as make-bundle reads, and bytes."""
    texts = {b".osrel": f'ID=debian\nIMAGE_VERSION="{version}"\n'.encode(),
             b".cmdline": f"quiet roothash={root_hash} gpt".encode(), b".linux": filling}
    head = bytearray(b"MZ" + bytes(0x3A) + struct.pack("<I", 0x40) + b"PE\0\0" + struct.pack("<HH12xHH", 0x8664, len(texts), 0, 0))
    at = len(head) + 40 * len(texts)
    for name, text in texts.items():
        head += struct.pack("<8sIIII16x", name, len(text), 0, len(text), at)
        at += len(text)
    return bytes(head) + b"".join(texts.values())


def make_tree(chance, sectors):
    """A verity superblock over so many sectors, and bytes in the place of digests."""
    head = struct.pack("<8sII16s32sIIQ", b"verity\0\0", 1, 1, chance.randbytes(16), b"sha256", SECTOR, SECTOR, sectors)
    blocks, level = 0, sectors
    while level > 1:
        level = -(-level * 32 // SECTOR)
        blocks += level
    return head.ljust(SECTOR, b"\0") + chance.randbytes(blocks * SECTOR)


class Release:
    """One release in `folder`, always the same for the same version and size."""

    def __init__(self, folder, version, root_sectors=SLOT - 8):
        self.version = version
        self.folder = pathlib.Path(folder) / version
        self.folder.mkdir(parents=True, exist_ok=True)
        chance = random.Random(version)
        self.root, self.verity = chance.randbytes(root_sectors * SECTOR), make_tree(chance, root_sectors)
        self.root_hash = hashlib.sha256(self.root).hexdigest()
        self.uki = make_uki(version, self.root_hash, chance.randbytes(70000))
        for name in ("root", "verity", "uki"):
            (self.folder / name).write_bytes(getattr(self, name))

    def bundle(self, keys, output, *more, certificate="release.pem", key="release.key"):
        """Signed with the key in the folder `keys`."""
        done = subprocess.run([ROOT / "image/make-bundle", "--root", self.folder / "root", "--verity", self.folder / "verity",
                               "--uki", self.folder / "uki", "--key", keys / key, "--certificate", keys / certificate,
                               "--output", output, *more], capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(done.stderr)
        return output


def make_keys(folder):
    subprocess.run([ROOT / "image/make-release-key", folder], check=True, capture_output=True)
    return pathlib.Path(folder)


def halves(root_hash):
    return str(uuid.UUID(root_hash[:32])).upper(), str(uuid.UUID(root_hash[32:])).upper()


class Machine:
    """Disk, boot partition and what else kiosk-update reads and writes, below `folder`."""

    def __init__(self, folder, running, keys):
        self.folder, self.running = pathlib.Path(folder), running
        self.disk, self.boot = self.folder / "disk", self.folder / "efi"
        self.entries = self.boot / "EFI/Linux"
        self.kept, self.drive, self.state = (self.folder / name for name in ("kept", "drive", "state"))
        self.config = self.folder / "kiosk.ini"
        for path in (self.entries, self.kept, self.drive, self.state, self.folder / "fetched"):
            path.mkdir(parents=True, exist_ok=True)
        self.make_disk()
        (self.entries / f"custody-kiosk_{running.version}.efi").write_bytes(running.uki)
        (self.folder / "os-release").write_text(f'NAME="Custody kiosk"\nIMAGE_VERSION="{running.version}"\n')
        (self.folder / "cmdline").write_text(f"quiet roothash={running.root_hash} gpt\n")
        (self.folder / "release-root.pem").write_bytes((keys / "release-root.pem").read_bytes())
        self.config.write_text("[paths]\nstate = state\ndrive = drive\n[update]\n" + "\n".join(
            f"{name} = {value}" for name, value in (("fetched", "fetched"), ("kept", "kept"), ("boot", "efi"),
                                                    ("disk", "disk"), ("os_release", "os-release"), ("trial", "trial"),
                                                    ("command_line", "cmdline"), ("release_root", "release-root.pem"))) + "\n")

    def make_disk(self):
        ids = halves(self.running.root_hash)
        rows = [f"start={FIRST}, size=64, type={ESP_TYPE}, name=esp"]
        for name, types in (("a", ids), ("b", (None, None))):
            for start, size, kind, identity in ((PLACES[name][0], SLOT, ROOT_TYPE, types[0]), (PLACES[name][1], TREE, VERITY_TYPE, types[1])):
                rows.append(f"start={start}, size={size}, type={kind}, name={name}" + (f", uuid={identity}" if identity else ""))
        with open(self.disk, "wb") as file:
            file.truncate(SECTORS * SECTOR)
        subprocess.run(["/usr/sbin/sfdisk", "--quiet", "--no-reread", "--no-tell-kernel", self.disk],
                       input="label: gpt\n" + "\n".join(rows) + "\n", text=True, check=True, capture_output=True)
        self.write_slot("a", self.running)

    def write_slot(self, slot, release):
        with open(self.disk, "r+b") as file:
            for sector, content in zip(PLACES[slot], (release.root, release.verity)):
                file.seek(sector * SECTOR)
                file.write(content)

    # ---- looking ---------------------------------------------------------------
    def slot(self, slot, release, disk=None):
        """Whether all of the release is there."""
        with open(disk or self.disk, "rb") as file:
            for sector, content in zip(PLACES[slot], (release.root, release.verity)):
                file.seek(sector * SECTOR)
                if file.read(len(content)) != content:
                    return False
        return True

    def ids(self, disk=None):
        """Of both slots, by sfdisk, which complains about a table that is not whole."""
        done = subprocess.run(["/usr/sbin/sfdisk", "--json", disk or self.disk], capture_output=True, text=True, check=True)
        rows = {row["name"]: [] for row in json.loads(done.stdout)["partitiontable"]["partitions"]}
        for row in json.loads(done.stdout)["partitiontable"]["partitions"]:
            rows[row["name"]].append(row["uuid"])
        return {name: tuple(values) for name, values in rows.items()}, done.stderr

    def names(self, boot=None):
        return sorted(path.name for path in ((boot or self.boot) / "EFI/Linux").iterdir())

    def picture(self):
        """Everything that must be as it was after a refusal."""
        return (hashlib.sha256(self.disk.read_bytes()).hexdigest(),
                {path.name: path.read_bytes() for path in self.entries.iterdir()},
                {path.name: path.read_bytes() for path in self.kept.iterdir()})

    def told(self):
        try:
            return json.loads((self.state / "update.json").read_text())
        except FileNotFoundError:
            return {}
