"""The image of a kiosk's disk from outside, as somebody with a screwdriver has it: its partitions, read and changed.

    disk = Disk.copy(image, folder / "disk.raw")     sparse; the original is never written
    disk.partition("root-a")                         by label, or by number from 1; start and size in bytes
    disk.flip("root-a", 4096)                        one byte's bits turned
    disk.take("esp", "EFI/Linux/x.efi", to); disk.put("esp", "EFI/Linux/x.efi", file); disk.names("esp", "EFI/Linux")
    disk.extract("root-a", path)                     the partition's bytes as a file
    disk.holds("data", b"words")                     whether these bytes stand anywhere in it
"""
import collections
import json
import os
import pathlib
import subprocess

SECTOR = 512
PIECE = 4 << 20
Partition = collections.namedtuple("Partition", "number label kind start size")


class Disk:
    def __init__(self, path):
        self.path = pathlib.Path(path)

    @classmethod
    def copy(cls, image, path):
        subprocess.run(["cp", "--sparse=always", "--reflink=auto", str(image), str(path)], check=True)
        return cls(path)

    def partitions(self):
        told = subprocess.run(["sfdisk", "--json", str(self.path)], capture_output=True, text=True, check=True).stdout
        return [Partition(number, part.get("name", ""), part["type"], part["start"] * SECTOR, part["size"] * SECTOR)
                for number, part in enumerate(json.loads(told)["partitiontable"]["partitions"], 1)]

    def partition(self, wanted):
        for part in self.partitions():
            if wanted in (part.label, part.number):
                return part
        raise KeyError(f"{self.path.name} has no partition {wanted}")

    def flip(self, wanted, offset):
        part = self.partition(wanted)
        if offset >= part.size:
            raise ValueError(f"{wanted} ends before {offset}")
        with open(self.path, "r+b") as file:
            file.seek(part.start + offset)
            byte = file.read(1)[0]
            file.seek(part.start + offset)
            file.write(bytes([byte ^ 0xFF]))

    def write(self, wanted, data, offset=0):
        with open(self.path, "r+b") as file:
            file.seek(self.partition(wanted).start + offset)
            file.write(data)

    def pieces(self, wanted, overlap=0):
        """The partition's bytes in pieces that overlap; holes are skipped."""
        part = self.partition(wanted)
        end = part.start + part.size
        with open(self.path, "rb") as file:
            at = part.start
            while at < end:
                try:
                    at = max(at, os.lseek(file.fileno(), max(at - overlap, part.start), os.SEEK_DATA))
                except OSError:
                    return  # nothing but a hole follows
                file.seek(max(at - overlap, part.start))
                length = min(at + PIECE, end) - file.tell()
                if at >= end or length <= 0:
                    return
                yield file.read(length)
                at += PIECE

    def holds(self, wanted, words):
        return any(words in piece for piece in self.pieces(wanted, overlap=len(words)))

    def extract(self, wanted, path):
        part = self.partition(wanted)
        subprocess.run(["dd", "status=none", f"if={self.path}", f"of={path}", "bs=1M", "conv=sparse",
                        f"skip={part.start}", f"count={part.size}", "iflag=skip_bytes,count_bytes"], check=True)
        return pathlib.Path(path)

    # ---- files on a FAT partition ------------------------------------------------
    def fat(self, wanted):
        return f"{self.path}@@{self.partition(wanted).start}"

    def names(self, wanted, folder):
        told = subprocess.run(["mdir", "-b", "-i", self.fat(wanted), f"::{folder}"], capture_output=True, text=True,
                              check=True).stdout
        return [line.removeprefix("::/") for line in told.split("\n") if line]

    def take(self, wanted, name, to):
        subprocess.run(["mcopy", "-o", "-i", self.fat(wanted), f"::{name}", str(to)], check=True)
        return pathlib.Path(to)

    def put(self, wanted, name, source):
        subprocess.run(["mcopy", "-o", "-i", self.fat(wanted), str(source), f"::{name}"], check=True)

    def remove(self, wanted, name):
        subprocess.run(["mdel", "-i", self.fat(wanted), f"::{name}"], check=True)


def esp_only(path, files, megabytes=128):
    """A disk with an EFI system partition alone, labelled esp; `files`: {name: path here}."""
    path = pathlib.Path(path)
    with open(path, "wb") as file:
        file.truncate((megabytes + 4) << 20)
    table = f'label: gpt\nstart=2048, size={megabytes << 11}, type=C12A7328-F81F-11D2-BA4B-00A0C93EC93B, name="esp"\n'
    subprocess.run(["sfdisk", "-q", str(path)], input=table.encode(), check=True)
    subprocess.run(["mkfs.vfat", "-F", "32", "--offset", "2048", str(path), str(megabytes << 10)], check=True,
                   capture_output=True)
    disk = Disk(path)
    for name, source in files.items():
        folders = pathlib.PurePosixPath(name).parents
        for folder in list(folders)[-2::-1]:
            subprocess.run(["mmd", "-D", "s", "-i", disk.fat("esp"), f"::{folder}"], capture_output=True)
        disk.put("esp", name, source)
    return disk
