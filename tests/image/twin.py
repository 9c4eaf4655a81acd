"""What the appliance's display must show: the same screen by a kiosk-screen that was built here.

    first_frame((1080, 1920))          a Picture of a kiosk that is not enrolled yet; made once for each size
"""
import functools
import subprocess
import tempfile

from lab import Lab, wait_for
from picture import Picture
from xvfb import Display


class Unenrolled(Lab):
    """A kiosk as it comes out of its box: folders, and nothing in them."""

    def make_central(self):
        pass

    def make_kiosk(self):
        self.sections = {"setup": {"first_start": "yes"}}
        self.write_config()


@functools.cache
def first_frame(size):
    with tempfile.TemporaryDirectory(prefix="kiosk-twin-") as folder, Display(*size) as display:
        kiosk = Unenrolled(folder, variant="release", driver="x11", canvas=f"{size[0]}x{size[1]}")
        kiosk.set_up()
        try:
            kiosk.start("screen", kiosk.bin / "kiosk-screen", "--config", kiosk.config,
                        environment={"DISPLAY": display.name})

            def settled():
                path = kiosk.folder / "twin.png"
                subprocess.run([kiosk.support / "screenshot", path], env=display.environment(), check=True)
                picture = Picture.read(path)
                return None if picture.is_one_colour() else picture
            first = wait_for("the twin's first frame", 60, settled)
            return wait_for("the twin's frame to stand still", 60,
                            lambda: (again := settled()) and again.data == first.data and again)
        finally:
            kiosk.stop()
