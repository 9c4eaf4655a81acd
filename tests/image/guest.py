"""A small guest: Debian's kernel and an initial RAM disk that holds what a test gives it, and starts it.

For tests of a program that needs a kernel of its own (a display, input devices, a disk that is cut off) but not the
whole appliance. It boots in some seconds under emulation.

    guest = Guest(folder)                            Debian 13's kernel
    guest.add("build/bin/kiosk-screen", "/bin/kiosk-screen")     a file or a folder; programs bring their libraries
    guest.add("/usr/share/X11/xkb")                  without a second name: to the same place
    guest.write("/etc/thing.ini", "text")
    guest.modules(*DISPLAY, *INPUT)                  loaded in this order, with what they stand on
    guest.udev()                                     systemd-udevd and its rules: libinput knows no device without it
    initrd = guest.build("exec /bin/kiosk-screen --config /etc/thing.ini")
    machine = Machine(folder, kernel=guest.kernel.image, initrd=initrd)      (machine.py)

The text given to build() is a shell script, run as root as init's child with the serial console as its input and
output; busybox is /bin/sh, and all of its commands are there. Before it, the line 'guest: begins' goes to the console,
after it 'guest: ends CODE', and the machine is switched off. /dev, /proc, /sys, /run, /tmp, /dev/shm and /dev/pts are
there. With Machine(share=FOLDER) a folder of this machine is mounted at /share (name the modules SHARE).

What it does not bring: files that a library opens by name (fonts, xkb, ICU, plug-ins): add those.
"""
import pathlib
import re
import shutil
import subprocess

from debian_kernel import Kernel

VIRTIO = ("virtio_pci",)
DISK = (*VIRTIO, "virtio_blk", "crc32c_generic", "ext4")
DISPLAY = (*VIRTIO, "virtio_gpu")
INPUT = (*VIRTIO, "virtio_input", "evdev")
USB = ("xhci_pci", "usbhid", "hid_generic", "ftdi_sio", "usb_storage", "sd_mod", "vfat", "nls_cp437", "nls_ascii",
       "nls_utf8")
NETWORK = (*VIRTIO, "virtio_net")
TPM = ("tpm_crb",)
SHARE = (*VIRTIO, "9pnet_virtio", "9p")

INIT = """#!/bin/busybox sh
/bin/busybox mkdir -p /proc /sys /dev /run /tmp /share /bin /sbin
/bin/busybox --install -s /bin
export PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin HOME=/ SYSTEMD_PAGER=cat
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
mount -t tmpfs run /run
mkdir -p /dev/shm /dev/pts
mount -t tmpfs shm /dev/shm
mount -t devpts pts /dev/pts
for module in $(cat /modules/order); do insmod /modules/$module || echo "guest: no module $module"; done
grep -q 9pnet_virtio /proc/modules && mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 share /share
{udev}
echo "guest: begins"
sh /start
echo "guest: ends $?"
poweroff -f
"""
START_UDEV = """/usr/lib/systemd/systemd-udevd --daemon
udevadm trigger --action=add
udevadm settle --timeout=30"""


def is_elf(file):
    with open(file, "rb") as opened:
        return opened.read(4) == b"\x7fELF"


def libraries(program):
    """Paths of the libraries that a program is linked with, and of its loader."""
    told = subprocess.run(["ldd", program], text=True, capture_output=True, check=False).stdout
    if "not found" in told:
        raise FileNotFoundError(f"{program} needs a library that is not here: {told}")
    return sorted(set(re.findall(r"(/\S+) \(0x", told)))


class Guest:
    def __init__(self, folder):
        """`folder` gets root/ and, by build(), `initrd`."""
        self.kernel = Kernel.unpacked()
        self.folder = pathlib.Path(folder)
        self.root = self.folder / "root"
        self.names, self.with_udev = [], False
        for name in ("bin", "sbin", "lib", "lib64"):
            (self.root / "usr" / name).mkdir(parents=True)
            (self.root / name).symlink_to(f"usr/{name}")
        self.add(shutil.which("busybox"), "/bin/busybox")

    def place(self, path):
        target = self.root / str(path).lstrip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        return target

    def add(self, path, at=None):
        path = pathlib.Path(path)
        target = self.place(at or path.absolute())
        if path.is_dir():
            shutil.copytree(path, target, symlinks=True, dirs_exist_ok=True)
            files = [file for file in path.rglob("*") if file.is_file()]
        else:
            shutil.copy(path, target)
            files = [path]
        for library in sorted({name for file in files if is_elf(file) for name in libraries(file)}):
            if not self.place(library).exists():
                shutil.copy(library, self.place(library))
        return self

    def write(self, path, text, mode=0o644):
        target = self.place(path)
        target.write_text(text)
        target.chmod(mode)
        return self

    def modules(self, *names):
        self.names += names
        return self

    def udev(self):
        self.with_udev = True
        self.add(shutil.which("udevadm"), "/bin/udevadm")
        for rules in ("50-udev-default.rules", "60-evdev.rules", "60-input-id.rules", "60-drm.rules",
                      "60-persistent-input.rules", "70-touchpad.rules", "80-drivers.rules"):
            if pathlib.Path("/usr/lib/udev/rules.d", rules).exists():
                self.add(f"/usr/lib/udev/rules.d/{rules}")
        self.place("/usr/lib/systemd/systemd-udevd").symlink_to("/bin/udevadm")
        self.write("/etc/group", "".join(f"{name}:x:{number}:\n" for number, name in enumerate(
            ("root", "tty", "disk", "dialout", "video", "audio", "input", "render", "kvm", "lp", "cdrom", "tape", "sgx",
             "kmem"))))
        return self.write("/etc/passwd", "root:x:0:0::/:/bin/sh\n")

    def build(self, script):
        """Writes the initial RAM disk; returns its path."""
        order = self.kernel.modules(self.names)
        for file in order:
            self.place(f"/modules/{file.name.removesuffix('.xz')}").write_bytes(self.kernel.read(file))
        self.write("/modules/order", "".join(file.name.removesuffix(".xz") + "\n" for file in order))
        self.write("/init", INIT.format(udev=START_UDEV if self.with_udev else ""), 0o755)
        self.write("/start", script + "\n")
        names = subprocess.run(["find", ".", "-print0"], cwd=self.root, capture_output=True, check=True)
        with open(self.folder / "initrd", "wb") as packed:
            subprocess.run(["cpio", "--null", "--quiet", "-o", "-H", "newc"], cwd=self.root, input=names.stdout,
                           stdout=packed, check=True)
        return self.folder / "initrd"
