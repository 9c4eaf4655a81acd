#!/usr/bin/env python3
"""The decoder of printed bytes, tried on bytes taken from the printer's manual."""
import pathlib
import struct
import subprocess
import sys
import tempfile
import zlib

TOOL = pathlib.Path(__file__).resolve().parents[1] / "support" / "escpos-to-png"
failed = 0


def shown(name, fine, why=""):
    global failed
    failed += 0 if fine else 1
    print(f"ok {name}" if fine else f"not ok {name}: {why}")


def decode(data, folder):
    return subprocess.run([TOOL, "-", f"{folder}/piece"], input=data, capture_output=True, timeout=30)


def rows_of(path):
    data = path.read_bytes()
    width, height = struct.unpack(">II", data[16:24])
    start = data.index(b"IDAT") + 4
    size = struct.unpack(">I", data[start - 8:start - 4])[0]
    raw = zlib.decompress(data[start:start + size])
    lines = [raw[i * (width + 1) + 1:(i + 1) * (width + 1)] for i in range(height)]
    return ["".join("#" if dot == 0 else "." for dot in line) for line in lines]


def picture(*rows):
    """GS v 0 in mode 0: xL xH are bytes a row, yL yH rows."""
    return b"\x1dv0\x00" + struct.pack("<HH", len(rows[0]), len(rows)) + b"".join(rows)


def check(folder):
    bands = picture(b"\x80\x01", b"\xff\x00") + picture(b"\x0f\xf0")
    done = decode(b"\x1b@" + bands + b"\x1dVB\x03\x1dr\x01", folder)
    rows = rows_of(folder / "piece-1.png") if done.returncode == 0 else []
    shown("bands become rows of dots", rows[:3] == ["#..............#", "########........", "....########...."],
          f"{done.stderr} {rows}")
    shown("feeding adds blank rows", rows[3:] == ["." * 16] * 3, str(rows[3:]))

    done = decode(bands + b"\x1dV\x00" + picture(b"\x01") + b"\x1dV\x01", folder)
    shown("each cut is a piece of paper", done.stdout.count(b"\n") == 2, done.stdout)

    done = decode(b"\x10\x04\x01" + picture(b"\x18") + b"\x10\x04\x04\x1dV\x00", folder)
    shown("asking for the status prints nothing", rows_of(folder / "piece-1.png") == ["...##..."], done.stderr)

    done = decode(b"hello", folder)
    shown("bytes that would be printed as text are refused",
          done.returncode == 1 and b"byte 0: 0x68" in done.stderr, done.stderr)
    done = decode(picture(b"\x18")[:-1], folder)
    shown("a picture that is cut short is refused", done.returncode == 1 and b"ends inside" in done.stderr,
          done.stderr)
    done = decode(b"\x1b@\x1dV\x00", folder)
    shown("an empty piece of paper is not a picture", done.returncode == 1 and not done.stdout, done.stdout)


with tempfile.TemporaryDirectory() as name:
    check(pathlib.Path(name))
sys.exit(1 if failed else 0)
