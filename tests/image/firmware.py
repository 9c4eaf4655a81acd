"""Keys of one's own in the firmware: a copy of OVMF's empty flash with PK, KEK and db written into its variables.

    variables = enrolled(folder / "variables.fd", pk=…, kek=…, db=[…])      certificates as PEM files

Secure boot is on with the first start of a machine that has it. Nothing but what a certificate of `db` has signed is
started, and nobody but the owner of `kek` changes that. Without `pk` the firmware is in setup mode and starts
anything (plain()).

Formats: EDK II, MdeModulePkg/Include/Guid/VariableFormat.h (VARIABLE_STORE_HEADER, AUTHENTICATED_VARIABLE_HEADER), and
the UEFI specification 2.10, 32.4.1 (EFI_SIGNATURE_LIST).
"""
import pathlib
import shutil
import ssl
import struct
import uuid

EMPTY = pathlib.Path("/usr/share/OVMF/OVMF_VARS_4M.fd")
STORE = uuid.UUID("aaf32c78-947b-439a-a180-2e144ec37792").bytes_le  # gEfiAuthenticatedVariableGuid
GLOBAL = uuid.UUID("8be4df61-93ca-11d2-aa0d-00e098032b8c")
SECURITY = uuid.UUID("d719b2cb-3d3a-4596-a3bc-dad00e67656f")
SECURE_BOOT_ENABLE = uuid.UUID("f0a30bc7-af08-4556-99c4-001009c93a44")
X509 = uuid.UUID("a5c059a1-94e4-4aa7-87b5-ab155c2bf072").bytes_le
OWNER = uuid.UUID("3f0c1f39-6d8b-4c5e-9e55-0c2f7d2b6a51").bytes_le  # of the entries: who enrolled them, any UUID
STORE_HEADER = 28
NON_VOLATILE, BOOT_SERVICE, RUNTIME, AUTHENTICATED = 1, 2, 4, 0x20
WRITTEN = struct.pack("<HBBBBBBIhBB", 2026, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0)  # EFI_TIME: a variable's age


def signature_list(certificate):
    der = ssl.PEM_cert_to_DER_cert(pathlib.Path(certificate).read_text())
    entry = OWNER + der
    return X509 + struct.pack("<III", 28 + len(entry), 0, len(entry)) + entry


def variable(name, vendor, attributes, data):
    text = name.encode("utf-16-le") + b"\0\0"
    time = WRITTEN if attributes & AUTHENTICATED else bytes(16)
    header = struct.pack("<HBBIQ16sIII", 0x55AA, 0x3F, 0, attributes, 0, time, 0, len(text), len(data))
    record = header + vendor.bytes_le + text + data
    return record + b"\xff" * (-len(record) % 4)


def plain(path):
    """No keys: setup mode."""
    shutil.copy(EMPTY, path)
    return pathlib.Path(path)


def enrolled(path, pk, kek, db):
    keys = NON_VOLATILE | BOOT_SERVICE | RUNTIME | AUTHENTICATED
    records = variable("PK", GLOBAL, keys, signature_list(pk))
    records += variable("KEK", GLOBAL, keys, signature_list(kek))
    records += variable("db", SECURITY, keys, b"".join(map(signature_list, db)))
    records += variable("SecureBootEnable", SECURE_BOOT_ENABLE, NON_VOLATILE | BOOT_SERVICE, b"\1")
    flash = bytearray(EMPTY.read_bytes())
    start = flash.index(STORE) + STORE_HEADER
    if flash[start:start + len(records)].strip(b"\xff"):
        raise ValueError(f"{EMPTY} holds variables already")
    flash[start:start + len(records)] = records
    pathlib.Path(path).write_bytes(flash)
    return pathlib.Path(path)
