"""A receipt's picture on its way through kiosk-printer to the paper."""
import json
import os
import socket
import struct
import time

import lab
from house import Finding
from printer_fake import Fake

RECEIPT, QUERY = 1, 3
WIDTH, HEIGHT = 576, 16
LAST = ("sent", "confirmed", "unknown", "refused")


class Asker:
    """As the screen does (app/local/print_request.h)."""

    def __init__(self, state):
        self.path = str(state / "printer.sock")

    def ask(self, kind, job):
        """The state of the job; None when nobody answers, or nothing that can be read."""
        size = (WIDTH, HEIGHT, bytes([0xAA]) * (WIDTH // 8 * HEIGHT)) if kind == RECEIPT else (0, 0, b"")
        frame = b"PRN1" + bytes([kind, 0]) + struct.pack(">HI", *size[:2]) + job + size[2]
        try:
            with socket.socket(socket.AF_UNIX) as end:
                end.settimeout(3)
                end.connect(self.path)
                end.sendall(struct.pack(">I", len(frame)) + frame)
                return json.loads(self.read(end, struct.unpack(">I", self.read(end, 4))[0]))["state"]
        except (OSError, EOFError, ValueError):
            return None

    def read(self, end, length):
        got = b""
        while len(got) < length:
            part = end.recv(length - len(got))
            if not part:
                raise EOFError
            got += part
        return got

    def last_state(self, job, alive, seconds=8):
        """What the printer says in the end; None when it ended or says nothing."""
        limit = time.monotonic() + seconds
        while time.monotonic() < limit and alive():
            state = self.ask(QUERY, job)
            if state in LAST and state != "sent":
                return state
            time.sleep(0.05)
        return None


def fake_of(house):
    if not hasattr(house, "fake"):
        folder = house.folder / "paper"
        folder.mkdir()
        house.fake = Fake(house.support, "tcp", "ready", folder)
        house.printer = house.fake.device
        house.write_config()
    return house.fake


def start(house, environment=None):
    """True once the printer is ready."""
    house.start("printer", house.bin / "kiosk-printer", "--config", house.config, environment=environment)

    def ready():
        state = house.read_state("printer")
        return state is not None and state.get("pid") == house.processes["printer"].pid and \
            state.get("printer") in ("ready", "low")
    return house.watch("printer", 6, ready)


def printing(step, house, fault):
    fake, asker = fake_of(house), Asker(house.state)
    before, job = fake.say("count"), os.urandom(16)
    start(house, step.environment(house, fault))
    try:
        asker.ask(RECEIPT, job)
        told = asker.last_state(job, lambda: lab.alive(house.processes["printer"]))
        asker.ask(RECEIPT, job)  # a screen that heard nothing asks again
    finally:
        house.end("printer")
    cut = fake.say("count") - before
    if cut > 1 or told == "confirmed" and cut != 1 or told == "refused" and cut != 0:
        raise Finding(f"the printer says {told}, and {cut} came out")
    still_prints(house, fake, asker)


def still_prints(house, fake, asker):
    before, job = fake.say("count"), os.urandom(16)
    start(house)
    try:
        asker.ask(RECEIPT, job)
        told = asker.last_state(job, lambda: lab.alive(house.processes["printer"]))
    finally:
        house.end("printer")
    if told != "confirmed" or fake.say("count") != before + 1:
        raise Finding(f"a printer without faults says {told} afterwards: {house.log('printer')[-200:]}")
