"""Talks to kiosk-voice as the screen does (app/local/voice_request.h), and listens to what it plays."""
import array
import fcntl
import math
import os
import select
import socket
import struct
import termios
import threading
import time

from lab import Failure

SAY, STOP = 1, 2
STARTED, DONE, FAILED, HEADPHONES = 1, 2, 3, 4
REASONS = (None, "no-voice", "no-engine", "died", "late", "silent", "no-sound", "refused", "lost")
RATE = 22050
AUDIBLE = 64  # as in platform/speech/samples.h


def loudness(samples):
    """Root of the mean square, of 32767."""
    return math.sqrt(sum(sample * sample for sample in samples) / len(samples)) if samples else 0


class Voice:
    def __init__(self, state_folder):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(state_folder / "voice.sock"))
        self.number = 0
        self.sent = 0.0

    def send(self, message):
        self.sent = time.monotonic()
        self.socket.sendall(struct.pack(">I", len(message)) + message)

    def say(self, text, voice="en-us", speed=165, volume=50):
        self.number += 1
        name, words = voice.encode(), text.encode()
        self.send(struct.pack(">BIHBB", SAY, self.number, speed, volume, len(name)) + name + words)
        return self.number

    def stop(self):
        self.send(bytes([STOP]))

    def read(self, length):
        got = b""
        while len(got) < length:
            part = self.socket.recv(length - len(got))
            if not part:
                raise EOFError("kiosk-voice has ended the connection")
            got += part
        return got

    def hear(self, seconds=10):
        """The next notice as (kind, number, last byte)."""
        if not select.select([self.socket], [], [], seconds)[0]:
            raise Failure(f"kiosk-voice said nothing for {seconds} s")
        return struct.unpack(">BIB", self.read(struct.unpack(">I", self.read(4))[0]))

    def until(self, *kinds, seconds=60):
        """The next notice of these kinds; a failure that is not asked for is one."""
        limit = time.monotonic() + seconds
        while True:
            kind, number, last = self.hear(max(0.01, limit - time.monotonic()))
            if kind in kinds:
                return kind, number, last
            if kind == FAILED:
                raise Failure(f"text {number} was not said: {REASONS[last]}")

    def close(self):
        self.socket.close()


class Recorder:
    """Reads what the sound driver writes, from a pipe in the file system, and notes when."""

    def __init__(self, path):
        os.mkfifo(path)
        self.descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        self.end, self.stop_end = os.pipe()
        self.chunks = []  # (time, samples)
        self.lock = threading.Lock()
        self.takes = threading.Event()  # cleared: a device that hangs
        self.takes.set()
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def run(self):
        while True:
            ready = select.select([self.descriptor, self.end], [], [])[0]
            if self.end in ready:
                return
            self.takes.wait()
            data = os.read(self.descriptor, 65536)
            with self.lock:
                self.chunks.append((time.monotonic(), array.array("h", data[:len(data) & ~1])))

    def is_full(self):
        waiting = struct.unpack("i", fcntl.ioctl(self.descriptor, termios.FIONREAD, bytes(4)))[0]
        return waiting > fcntl.fcntl(self.descriptor, fcntl.F_GETPIPE_SZ) - 1024

    def take(self):
        """All samples since the last call."""
        with self.lock:
            chunks, self.chunks = self.chunks, []
        samples = array.array("h")
        for _, part in chunks:
            samples.extend(part)
        return samples

    def heard(self):
        """The samples since the last call, from the first to the last that can be heard."""
        samples = self.take()
        loud = [i for i, sample in enumerate(samples) if abs(sample) > AUDIBLE]
        return samples[loud[0]:loud[-1] + 1] if loud else array.array("h")

    def heard_since(self, moment):
        """How many samples of chunks that came after it, up to the last that can be heard."""
        with self.lock:
            chunks, self.chunks = self.chunks, []
        samples = [sample for at, part in chunks if at > moment for sample in part]
        loud = [i for i, sample in enumerate(samples) if abs(sample) > AUDIBLE]
        return loud[-1] + 1 if loud else 0

    def stop(self):
        os.close(self.stop_end)
        self.thread.join()
        os.close(self.descriptor)
        os.close(self.end)
