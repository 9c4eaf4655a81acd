"""A real X server with a touch screen: Xorg with its dummy panel and its `inputtest` device.

Xvfb has no touch screen; what reaches a program here are XI2 touch events, as from the panel of a
kiosk. Fingers are moved over the socket of the inputtest driver
(xf86-input-inputtest-protocol.h, version 1.1, of xserver-xorg-dev).

    with Panel(1080, 1920) as panel:
        panel.down(0, 540, 960)
        panel.up(0, 540, 960)
"""
import os
import pathlib
import socket
import struct
import subprocess
import tempfile

from lab import wait_for

PROTOCOL = (1, 1)
CLIENT_VERSION, WAIT_FOR_SYNC, TOUCH = 0, 1, 6
SERVER_VERSION, SYNC_FINISHED = 0, 1
BEGIN, UPDATE, END = 18, 19, 20  # XI_TouchBegin and its neighbours, X11/extensions/XI2.h
AXIS_MAX = 0xFFFF
AXES = 64
TOUCH_EVENT = struct.Struct(f"=IIIIII4x4x{2 * AXES}d")
LAYOUT = """\
Section "ServerFlags"
    Option "AutoAddDevices" "false"
    Option "AutoAddGPU" "false"
    Option "DontVTSwitch" "true"
EndSection
Section "Device"
    Identifier "card"
    Driver "dummy"
    VideoRam 32768
EndSection
Section "Monitor"
    Identifier "panel"
    HorizSync 5.0-1000.0
    VertRefresh 5.0-200.0
    {modeline}
EndSection
Section "Screen"
    Identifier "screen"
    Device "card"
    Monitor "panel"
    DefaultDepth 24
    SubSection "Display"
        Depth 24
        Modes "panel"
        Virtual {width} {height}
    EndSubSection
EndSection
Section "InputDevice"
    Identifier "fingers"
    Driver "inputtest"
    Option "DeviceType" "Touch"
    Option "SocketPath" "{folder}/fingers"
EndSection
Section "InputDevice"
    Identifier "keypad"
    Driver "inputtest"
    Option "DeviceType" "Keyboard"
    Option "SocketPath" "{folder}/keypad"
EndSection
Section "ServerLayout"
    Identifier "kiosk"
    Screen "screen"
    InputDevice "fingers" "CorePointer"
    InputDevice "keypad" "CoreKeyboard"
EndSection
"""


def modeline(width, height):
    """60 frames a second; the dummy panel draws none of them."""
    across, down = width + 400, height + 69
    clock = across * down * 60 / 1e6
    return (f'Modeline "panel" {clock:.2f} {width} {width + 88} {width + 200} {across} '
            f"{height} {height + 1} {height + 4} {down}")


class Panel:
    """with Panel(1080, 1920) as panel: … panel.name is ":N"."""

    def __init__(self, width, height):
        self.width, self.height = width, height
        self.server = self.fingers = self.name = self.folder = None

    def __enter__(self):
        self.folder = tempfile.TemporaryDirectory(prefix="kiosk-panel-")
        folder = pathlib.Path(self.folder.name)
        (folder / "xorg.conf").write_text(LAYOUT.format(
            folder=folder, width=self.width, height=self.height,
            modeline=modeline(self.width, self.height)))
        try:
            self.start(folder)
            self.connect(folder / "fingers")
        except BaseException:
            self.__exit__()
            raise
        return self

    def start(self, folder):
        read, write = os.pipe()
        with open(folder / "output", "wb") as output:
            self.server = subprocess.Popen(
                ["Xorg", "-config", folder / "xorg.conf", "-logfile", folder / "log",
                 "-displayfd", str(write), "-noreset", "-nolisten", "tcp", "-novtswitch",
                 "-sharevts"],
                pass_fds=(write,), stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True)
        os.close(write)
        with os.fdopen(read) as number:
            text = number.readline().strip()
        if not text:
            raise OSError("Xorg did not start: "
                          + (folder / "output").read_text(errors="replace")[-500:])
        self.name = f":{text}"

    def connect(self, path):
        """The driver serves one client in its life."""
        wait_for("the touch device's socket", 10, path.exists)
        self.fingers = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self.fingers.settimeout(10)
        self.fingers.connect(str(path))
        self.fingers.sendall(struct.pack("=IIHH", 12, CLIENT_VERSION, *PROTOCOL))
        told = struct.unpack("=IIHH", self.hear(12))
        if told[1:] != (SERVER_VERSION, *PROTOCOL):
            raise OSError(f"the inputtest driver speaks version {told[2]}.{told[3]}")

    def hear(self, length):
        data = b""
        while len(data) < length:
            more = self.fingers.recv(length - len(data))
            if not more:
                raise OSError("the touch device is gone")
            data += more
        return data

    def settle(self):
        """Until the server has handed on all that the fingers did."""
        self.fingers.sendall(struct.pack("=II", 8, WAIT_FOR_SYNC))
        if struct.unpack("=II", self.hear(8))[1] != SYNC_FINISHED:
            raise OSError("the touch device does not settle")

    def finger(self, kind, number, x, y):
        axes = [0.0] * (2 * AXES)
        axes[0] = (x + 0.5) * AXIS_MAX / self.width
        axes[1] = (y + 0.5) * AXIS_MAX / self.height
        self.fingers.sendall(TOUCH_EVENT.pack(TOUCH_EVENT.size, TOUCH, number, kind, 0, 0b11,
                                              *axes))
        self.settle()

    def down(self, number, x, y):
        self.finger(BEGIN, number, x, y)

    def move(self, number, x, y):
        self.finger(UPDATE, number, x, y)

    def up(self, number, x, y):
        self.finger(END, number, x, y)

    def tap(self, x, y, number=0):
        self.down(number, x, y)
        self.up(number, x, y)

    def environment(self):
        return {**os.environ, "DISPLAY": self.name}

    def __exit__(self, *_):
        if self.fingers:
            self.fingers.close()
        if self.server:
            self.server.terminate()
            self.server.wait(timeout=20)
        self.folder.cleanup()
