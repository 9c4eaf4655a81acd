"""A virtual X display of a given size, on a number that is free."""
import os
import subprocess


class Display:
    """with Display(1080, 1920) as display: … display.name is ":N"."""

    def __init__(self, width, height):
        self.size = f"{width}x{height}x24"
        self.server = None
        self.name = None

    def __enter__(self):
        read, write = os.pipe()
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", self.size, "-nolisten", "tcp",
             "-noreset"],
            pass_fds=(write,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, start_new_session=True)
        os.close(write)
        with os.fdopen(read) as number:
            text = number.readline().strip()
        if not text:
            raise OSError("Xvfb did not start")
        self.name = f":{text}"
        return self

    def environment(self):
        return {**os.environ, "DISPLAY": self.name}

    def __exit__(self, *_):
        self.server.terminate()
        self.server.wait(timeout=20)
