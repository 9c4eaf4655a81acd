"""The steward's hands without a service manager: what kiosk-hand-NAME.socket and its service do is done here."""
import json
import socket
import struct
import subprocess
import threading


class Hands:
    """Listens as kiosk-hand-NAME.socket does (Accept=yes), and starts a hand for each connection."""

    def __init__(self, house, folder):
        self.house, self.folder, self.codes, self.faked = house, folder, {}, {}
        self.asked = {}  # of those that are played: the last question
        self.listeners = []
        folder.mkdir()
        for name in ("restart", "shut-down", "network", "time", "drive", "courier", "enrol", "update", "reset"):
            listener = socket.socket(socket.AF_UNIX)
            listener.bind(str(folder / f"{name}.sock"))
            listener.listen(4)
            self.listeners.append(listener)
            threading.Thread(target=self.serve, args=(name, listener), daemon=True).start()

    def serve(self, name, listener):
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                if name in self.faked:
                    self.asked[name] = self.answer(connection, self.faked[name])
                else:
                    self.codes[name] = self.start(name, connection).wait(120)

    def start(self, name, connection):
        program = ["kiosk-reset"] if name == "reset" else ["kiosk-hand", name]
        with open(self.house.logs / "hands.log", "ab") as log:
            return subprocess.Popen([str(self.house.bin / program[0]), *program[1:], "--config", str(self.house.config)],
                                    stdin=connection.fileno(), stdout=log, stderr=log, env={})

    @staticmethod
    def answer(connection, faked):
        """`faked`: what is answered, or the reason alone."""
        question = connection.recv(1024)
        given = faked if isinstance(faked, dict) else {"why": faked}
        told = json.dumps({"count": 0, "other": 0, "detail": "", **given}).encode()
        connection.sendall(struct.pack(">I", len(told)) + told)
        return question
