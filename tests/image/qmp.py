"""QEMU's Machine Protocol: one command at a time over a Unix socket (QEMU's docs/interop/qmp-spec). Threads may share
it."""
import json
import socket
import threading


class Refused(Exception):
    """QEMU answered with an error, or is gone."""


class Qmp:
    def __init__(self, path, seconds=60):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(seconds)
        self.socket.connect(str(path))
        self.lines = self.socket.makefile("r", encoding="utf-8")
        self.one_at_a_time = threading.Lock()
        self.events = []  # what QEMU told without being asked, in order
        self.receive()  # the greeting
        self.do("qmp_capabilities")

    def receive(self):
        line = self.lines.readline()
        if not line:
            raise Refused("QEMU has ended")
        return json.loads(line)

    def do(self, command, **arguments):
        """Returns what the command returns. Names with '-' are given with '_'."""
        arguments = {key.replace("_", "-"): value for key, value in arguments.items()}
        message = {"execute": command.replace(".", "_"), "arguments": arguments}
        with self.one_at_a_time:
            self.socket.sendall(json.dumps(message).encode() + b"\n")
            while True:
                answer = self.receive()
                if "event" in answer:
                    self.events.append(answer)
                elif "error" in answer:
                    raise Refused(f"{command}: {answer['error']['desc']}")
                elif "return" in answer:
                    return answer["return"]

    def close(self):
        self.lines.close()
        self.socket.close()
