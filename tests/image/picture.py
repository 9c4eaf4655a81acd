"""Pictures of a guest's display: read from QEMU's PPM, compared, written as PNG."""
import pathlib
import struct
import subprocess
import zlib


class Picture:
    """`data` holds three bytes a pixel, row by row from the top left."""

    def __init__(self, width, height, data):
        self.width, self.height, self.data = width, height, data

    @classmethod
    def read(cls, path):
        """A PPM in one chunk as QEMU writes it, or anything that ImageMagick reads."""
        if pathlib.Path(path).suffix == ".ppm":
            raw = pathlib.Path(path).read_bytes()
        else:
            raw = subprocess.run(["convert", str(path), "-depth", "8", "ppm:-"], capture_output=True,
                                 check=True).stdout
        kind, size, most, data = raw.split(b"\n", 3)
        if kind != b"P6" or most != b"255":
            raise ValueError(f"{path} is no PPM of 8 bits")
        width, height = map(int, size.split())
        return cls(width, height, data[:width * height * 3])

    def pixel(self, x, y):
        at = (y * self.width + x) * 3
        return tuple(self.data[at:at + 3])

    def is_black(self):
        return not any(self.data)

    def is_one_colour(self):
        return self.data == self.data[:3] * (self.width * self.height)

    def differing(self, other, left=0, top=0, width=None, height=None):
        """How many pixels of a rectangle (default: all) differ from those of a picture of the same size."""
        if (self.width, self.height) != (other.width, other.height):
            raise ValueError(f"{self.width}x{self.height} beside {other.width}x{other.height}")
        right = self.width if width is None else left + width
        bottom = self.height if height is None else top + height
        count = 0
        for y in range(top, bottom):
            start, end = (y * self.width + left) * 3, (y * self.width + right) * 3
            ours, theirs = self.data[start:end], other.data[start:end]
            if ours != theirs:
                count += sum(ours[at:at + 3] != theirs[at:at + 3] for at in range(0, len(ours), 3))
        return count

    def is_nearly(self, other, most):
        """Whether at most so many pixels differ; quick where it is many more."""
        count = 0
        for y in range(self.height):
            count += self.differing(other, top=y, height=1)
            if count > most:
                return False
        return True

    def turned(self, degrees):
        """Turned clockwise by 0, 90, 180 or 270 degrees."""
        pixels = [self.data[at:at + 3] for at in range(0, len(self.data), 3)]
        rows = [pixels[at:at + self.width] for at in range(0, len(pixels), self.width)]
        for _ in range(degrees // 90 % 4):
            rows = [list(row) for row in zip(*rows[::-1])]
        return Picture(len(rows[0]), len(rows), b"".join(pixel for row in rows for pixel in row))

    def write(self, path):
        row = self.width * 3
        lines = b"".join(b"\0" + self.data[at:at + row] for at in range(0, len(self.data), row))
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, 2, 0, 0, 0)
        pathlib.Path(path).write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) +
                                       chunk(b"IDAT", zlib.compress(lines, 6)) + chunk(b"IEND", b""))
        return path


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))
