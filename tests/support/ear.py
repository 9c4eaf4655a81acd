"""Listens between a kiosk's screen and its voice, and to the samples that come out.

Stands at voice.sock in the voice's place and hands everything on (app/local/voice_request.h), so that
what was asked for, what began to be heard and what the audio device got can be told apart. Only for
made-up answers: what is asked for is kept.
"""
import os
import select
import socket
import struct
import threading
import time

from voice_client import FAILED, SAY, STARTED, Recorder

AUDIBLE = 64    # SAMPLES_AUDIBLE: less cannot be heard
LEAST = 200     # audible samples, 9 ms: more than a click
LENGTH = struct.Struct(">I")


class Order:
    """One text that the voice was asked to say."""

    def __init__(self, message, before):
        self.number, self.speed, self.volume, name = struct.unpack(">IHBB", message[1:9])
        self.voice = message[9:9 + name].decode()
        self.text = message[9 + name:].decode()
        self.before = before  # audible samples that there were
        self.started = self.failed = False


class Ear:
    """Between `lab`'s voice, which runs, and its screen, which does not yet."""

    def __init__(self, lab):
        self.path = lab.state / "voice.sock"
        self.behind = lab.state / "voice-behind.sock"
        self.recorder, self.heard = Recorder(lab.sound), 0
        self.orders = []
        self.changed = threading.Condition()
        os.rename(self.path, self.behind)
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.listener.bind(str(self.path))
        os.chmod(self.path, 0o660)
        self.listener.listen()
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                screen, _ = self.listener.accept()
            except OSError:
                return
            voice = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            voice.connect(str(self.behind))
            threading.Thread(target=self.carry, args=(screen, voice), daemon=True).start()

    def carry(self, screen, voice):
        """One visit's conversation, both ways, until one end closes."""
        heads, numbers = {screen: b"", voice: b""}, {}
        while True:
            for end in select.select([screen, voice], [], [])[0]:
                data = end.recv(1 << 16)
                if not data:
                    screen.close()
                    voice.close()
                    return
                heads[end] += data
                for message in self.whole(heads, end):
                    self.note(message, end is screen, numbers)
                (voice if end is screen else screen).sendall(data)

    @staticmethod
    def whole(heads, end):
        while len(heads[end]) >= 4 and len(heads[end]) >= 4 + LENGTH.unpack(heads[end][:4])[0]:
            length = LENGTH.unpack(heads[end][:4])[0]
            yield heads[end][4:4 + length]
            heads[end] = heads[end][4 + length:]

    def note(self, message, from_screen, numbers):
        with self.changed:
            if from_screen and message[0] == SAY:
                order = Order(message, self.audible())
                numbers[order.number] = order
                self.orders.append(order)
            elif not from_screen and message[0] in (STARTED, FAILED):
                order = numbers.get(struct.unpack(">I", message[1:5])[0])
                if order:
                    order.started |= message[0] == STARTED
                    order.failed |= message[0] == FAILED
            self.changed.notify_all()

    def audible(self):
        """How many samples that can be heard have come out so far, of whichever voice."""
        self.heard += sum(abs(sample) >= AUDIBLE for sample in self.recorder.take())
        return self.heard

    def came_out(self, order):
        return self.audible() - order.before >= LEAST

    def mark(self):
        return len(self.orders)

    def hear(self, mark, seconds):
        """The place of the first order since `mark` that began to be heard, once samples of it have come
        out; else None."""
        limit = time.monotonic() + seconds
        with self.changed:
            while time.monotonic() < limit:
                place = next((place for place, order in enumerate(self.orders)
                              if place >= mark and order.started), None)
                if place is not None and self.came_out(self.orders[place]):
                    return place
                self.changed.wait(0.01)
        return None

    def close(self):
        self.listener.close()
        self.recorder.stop()
