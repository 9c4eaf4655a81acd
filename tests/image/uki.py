"""Unified kernel images for small guests, and what may happen to their signatures.

    image = build(folder / "guest.efi", kernel, initrd, "console=ttyS0 quiet")      systemd-stub of this machine
    sign(image, key, certificate, folder / "signed.efi")                            sbsign
    unsigned(image, folder / "unsigned.efi")                                        the same without its signature
"""
import pathlib
import shutil
import subprocess

STUB = "/usr/lib/systemd/boot/efi/linuxx64.efi.stub"
GAP = 1 << 20
GUEST = 'ID=guest\nPRETTY_NAME="guest"\nVERSION_ID=1\n'


def build(path, kernel, initrd, command_line, os_release=GUEST):
    """The sections that the UAPI group's 'Unified Kernel Image' names, behind each other in memory."""
    path = pathlib.Path(path)
    words, release = path.with_suffix(".cmdline"), path.with_suffix(".osrel")
    words.write_bytes(command_line.encode() + b"\0")
    release.write_text(os_release)
    order, at = [], 0x2000000
    for name, file in ((".osrel", release), (".cmdline", words), (".linux", kernel), (".initrd", initrd)):
        order += ["--add-section", f"{name}={file}", "--change-section-vma", f"{name}={at:#x}"]
        at += -(-pathlib.Path(file).stat().st_size // GAP) * GAP
    subprocess.run(["objcopy", *order, STUB, str(path)], check=True)
    return path


def sign(image, key, certificate, path):
    subprocess.run(["sbsign", "--key", str(key), "--cert", str(certificate), "--output", str(path), str(image)],
                   check=True, capture_output=True)
    return pathlib.Path(path)


def unsigned(image, path):
    shutil.copy(image, path)
    subprocess.run(["sbattach", "--remove", str(path)], check=True, capture_output=True)
    return pathlib.Path(path)


def make_key(folder, name):
    """A key of one's own and its certificate: FOLDER/NAME.key, NAME.crt."""
    key, certificate = pathlib.Path(folder, f"{name}.key"), pathlib.Path(folder, f"{name}.crt")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", str(key), "-out",
                    str(certificate), "-subj", f"/CN={name}", "-days", "3650"], check=True, capture_output=True)
    return key, certificate
