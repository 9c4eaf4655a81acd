"""tests/support/fake-printer from a test: a printer on TCP or a serial line that behaves as told."""
import subprocess

from lab import Failure


class Fake:
    """`way` is tcp or line; `behaviour` a name of tests/support/lib/fake_printer.h; pictures of what came to the
    paper go into `folder` as paper-N.pbm."""

    def __init__(self, support, way, behaviour, folder):
        self.process = subprocess.Popen([support / "fake-printer", way, behaviour, folder], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.device = self.process.stdout.readline().strip()
        if not self.device:
            raise Failure("the fake printer did not start")

    def say(self, line):
        """Changes the behaviour, or just asks with "count"; returns how many receipts came out whole."""
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        words = self.process.stdout.readline().split()
        return int(words[1])

    def stop(self):
        self.process.stdin.close()
        self.process.wait(10)
