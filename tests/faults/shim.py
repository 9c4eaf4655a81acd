"""The page that a program under tests/faults/shim shares with its test, and what the program is started with."""
import errno
import mmap
import os
import pathlib
import struct

# As in tests/faults/shim/gate.h.
CALLS = ("memory", "open", "read", "write", "sync", "truncate", "rename", "unlink", "stat", "map", "lock",
         "socket", "connect", "accept", "receive", "send", "pipe", "poll", "crypto", "tls", "random")
BYTES = 4096
HEAD = struct.Struct("<IIIIq")
COUNTS = struct.Struct(f"<{len(CALLS)}I")
RIGHT, MOVED, UNSURE = range(3)


class Page:
    """`library` is the shim; the page's file is made where a confined program may open it."""

    def __init__(self, library, path):
        self.library, self.path = pathlib.Path(library), pathlib.Path(path)
        with open(self.path, "w+b") as file:
            file.truncate(BYTES)
            self.bytes = mmap.mmap(file.fileno(), BYTES)
        os.chmod(self.path, 0o666)

    def reset(self):
        clock = HEAD.unpack_from(self.bytes)[3:]
        self.bytes[:] = bytes(BYTES)
        HEAD.pack_into(self.bytes, 0, 0, 0, 0, *clock)

    def environment(self, fault=None, path=None, after=None):
        """`fault` is (call, nth, mode, what); `what` an errno's name, "short" or "kill"."""
        made = {"LD_PRELOAD": str(self.library), "FAULT_PAGE": str(self.path)}
        if fault:
            call, nth, mode, what = fault
            number = what if what in ("short", "kill") else getattr(errno, what)
            made["FAULT"] = f"{call}:{nth}:{mode}:{number}"
        if path:
            made["FAULT_PATH"] = str(path)
        if after is not None:
            made["FAULT_AFTER"] = after
        return made

    def turn_clock(self, mode, offset):
        """What the programs under the page are told from now on: seconds beside the right time."""
        head = HEAD.unpack_from(self.bytes)
        HEAD.pack_into(self.bytes, 0, *head[:3], mode, offset)

    @property
    def failed(self):
        return HEAD.unpack_from(self.bytes)[1]

    @property
    def synced_again(self):
        return HEAD.unpack_from(self.bytes)[2]

    @property
    def crashed(self):
        """The program or library whose code crashed, or ""."""
        at = HEAD.size + COUNTS.size
        return self.bytes[at:at + 64].split(b"\0")[0].decode()

    def counts(self):
        return dict(zip(CALLS, COUNTS.unpack_from(self.bytes, HEAD.size)))
