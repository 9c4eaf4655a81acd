"""Plugs a guest's display: QEMU's VNC server takes a size for it (RFB, 'SetDesktopSize'), and the guest sees a display
come, change or go, as virtio-gpu tells it. Nothing is shown here.

    plug = Plug(path, size)    of -vnc unix:PATH; the size that the display has
    plug.size(1280, 800)       a display with that preferred mode; 0, 0: it is pulled out
"""
import socket
import struct

ENCODINGS, UPDATE, EXTENDED_SIZE, SET_SIZE = 2, 3, -308, 251


class Plug:
    def __init__(self, path, size):
        self.wire = socket.socket(socket.AF_UNIX)
        self.wire.settimeout(60)
        self.wire.connect(str(path))
        self.wire.sendall(self.take(12))       # the version, echoed
        self.take(self.take(1)[0])             # kinds of security
        self.wire.sendall(b"\x01")             # none
        self.take(4)
        self.wire.sendall(b"\x01")             # shared
        name = struct.unpack(">I", self.take(24)[20:])[0]
        self.take(name)
        self.wire.sendall(struct.pack(">BxHi", ENCODINGS, 1, EXTENDED_SIZE))
        self.size(*size)  # QEMU begins with 0, 0, and tells the guest only of what is new

    def take(self, count):
        data = b""
        while len(data) < count:
            part = self.wire.recv(count - len(data))
            if not part:
                raise ConnectionError("QEMU's VNC server closed the connection")
            data += part
        return data

    def size(self, width, height):
        screen = struct.pack(">IHHHHI", 0, 0, 0, width, height, 0)
        self.wire.sendall(struct.pack(">BxHHBx", SET_SIZE, width, height, 1) + screen)
