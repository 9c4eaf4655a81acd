"""What a machine wrote to its disk, in its order: the file of QEMU's driver blklogwrites, which has the format of the kernel's
dm-log-writes (Documentation/admin-guide/device-mapper/log-writes.rst; struct log_write_super and log_write_entry of
drivers/md/dm-log-writes.c).

    for written in entries(log)           each with offset and data in bytes, and flags
    lose_power(before, log, chance)       the file `before`, the disk as it was at the log's begin, becomes what a power cut
                                          leaves of it: all that was flushed, and of the writes after that some
"""
import collections
import os
import struct

SECTOR = 512
MAGIC = 0x6A736677736872
SUPER = struct.Struct("<QQQI")
ENTRY = struct.Struct("<QQQQ")
FLUSH, FUA, DISCARD, MARK = 1, 2, 4, 8

Written = collections.namedtuple("Written", "offset data flags")


class BadLog(Exception):
    pass


def written_to(file, size):
    """The entry that the file stands at; None where the log ends."""
    head = file.read(ENTRY.size)
    if len(head) < ENTRY.size:
        return None
    sector, sectors, flags, length = ENTRY.unpack(head)
    if length or flags & MARK:
        raise BadLog("the log of the disk's writes has a mark")
    file.seek(SECTOR - ENTRY.size, os.SEEK_CUR)
    if flags & DISCARD:
        return Written(sector * SECTOR, bytes(sectors * SECTOR), flags)
    if file.tell() + sectors * SECTOR > size:
        return None
    return Written(sector * SECTOR, file.read(sectors * SECTOR), flags)


def entries(log, closed=True):
    """Every write, in its order. The head counts them, and is behind where QEMU was killed: not `closed`, all count that are
    there whole."""
    size = os.stat(log).st_size
    if size < SECTOR and not closed:
        return
    with open(log, "rb") as file:
        magic, version, count, sector_size = SUPER.unpack(file.read(SUPER.size))
        if closed and (magic, version, sector_size) != (MAGIC, 1, SECTOR):
            raise BadLog("the log of the disk's writes has another format")
        file.seek(SECTOR)
        left = count if closed else size // SECTOR
        while left > 0 and (written := written_to(file, size)) is not None:
            yield written
            left -= 1


def lose_power(before, log, chance):
    """Returns how many writes there were since the last flush, and how many of them were lost."""
    flushed = max((at for at, written in enumerate(entries(log, closed=False)) if written.flags & FLUSH), default=-1)
    after = lost = 0
    with open(before, "r+b") as disk:
        for at, written in enumerate(entries(log, closed=False)):
            after += at > flushed and bool(written.data)
            if at > flushed and not written.flags & FUA and chance.random() < 0.5:
                lost += bool(written.data)
                continue
            disk.seek(written.offset)
            disk.write(written.data)
    return after, lost
