"""Debian's kernel for guests, the appliance's: unpacked from its package, and its modules in the order they need.

    kernel = Kernel.unpacked()           under build/guest13, by apt the first time
    kernel.image                         for QEMU's -kernel
    kernel.modules(["virtio_gpu"])       files, those first on which others stand; a name that is built in is left out
    kernel.read(file)                    a module's bytes as insmod takes them

The package comes by apt, with lists and cache of its own, so the machine's own are not touched.
"""
import lzma
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
MIRROR = "http://deb.debian.org/debian"
KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"
SUITE = "trixie"
UNPACKED = ROOT / "build/guest13"


class Kernel:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.image = next(self.folder.glob("boot/vmlinuz-*"))
        self.release = self.image.name.split("-", 1)[1]
        modules = [file for file in self.folder.glob("**/*.ko*") if f"/{self.release}/" in str(file)]
        self.files = {file.name.split(".")[0].replace("-", "_"): file for file in modules}
        builtin = next(self.folder.glob(f"**/{self.release}/modules.builtin")).read_text()
        self.builtin = {re.sub(r".*/|\.ko$", "", line).replace("-", "_") for line in builtin.splitlines()}

    @classmethod
    def unpacked(cls):
        if not list(UNPACKED.glob("boot/vmlinuz-*")):
            download(UNPACKED)
        return cls(UNPACKED)

    @staticmethod
    def read(file):
        data = file.read_bytes()
        return lzma.decompress(data) if file.suffix == ".xz" else data

    def modules(self, names):
        order = []
        for name in names:
            self.add(name.replace("-", "_"), order)
        return order

    def add(self, name, order):
        file = self.files.get(name)
        if file is None and name not in self.builtin:
            raise KeyError(f"the kernel {self.release} has no module {name}")
        if file is None or file in order:
            return
        needs = re.search(rb"\0depends=([^\0]*)\0", b"\0" + self.read(file))
        for other in filter(None, needs.group(1).decode().split(",")):
            self.add(other.replace("-", "_"), order)
        order.append(file)


def download(folder):
    """The package that linux-image-amd64 stands for, unpacked."""
    own = folder / "apt"
    for name in ("lists/partial", "cache/archives/partial"):
        (own / name).mkdir(parents=True, exist_ok=True)
    (own / "status").touch()
    (own / "sources.list").write_text(f"deb [signed-by={KEYRING}] {MIRROR} {SUITE} main\n")
    settings = {"Dir::Etc::SourceList": own / "sources.list", "Dir::Etc::SourceParts": "/dev/null",
                "Dir::State": own, "Dir::State::Lists": own / "lists", "Dir::State::status": own / "status",
                "Dir::Cache": own / "cache", "APT::Architecture": "amd64", "APT::Sandbox::User": "root"}
    options = [word for key, value in settings.items() for word in ("-o", f"{key}={value}")]
    subprocess.run(["apt-get", *options, "-qq", "update"], check=True)
    told = subprocess.run(["apt-cache", *options, "depends", "linux-image-amd64"], text=True,
                          capture_output=True, check=True).stdout
    name = re.search(r"Depends: (linux-image-\S+)", told).group(1)
    subprocess.run(["apt-get", *options, "-qq", "download", name], cwd=folder, check=True)
    package = next(folder.glob(f"{name}_*.deb"))
    subprocess.run(["dpkg-deb", "-x", package, folder], check=True)
    package.unlink()
