"""What a run of steps says: a line for each, and a page of its pictures.

    report = Report(folder)
    report.step("boots", function)      prints 'ok boots # what it returned' or 'not ok boots: why'
    report.keep(picture, "welcome")     FOLDER/03-boots-welcome.png, shown on the page with the step that is running
    report.finish()                     writes FOLDER/index.html; True when all held
"""
import html
import pathlib
import subprocess
import time

from lab import Failure
from qmp import Refused

PAGE = """<!doctype html><meta charset="utf-8"><title>The appliance, step by step</title>
<style>body {{ font: 16px sans-serif; margin: 2em }} img {{ height: 480px; border: 1px solid #888; margin: 4px }}
figure {{ display: inline-block; margin: 0 }} .no {{ color: #b00 }} pre {{ white-space: pre-wrap }}</style>
<h1>The appliance, step by step</h1>
{steps}
"""


class Report:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.steps, self.name, self.pictures = [], "", []

    def step(self, name, function):
        self.name, self.pictures, begun = name, [], time.monotonic()
        for old in self.folder.glob(f"[0-9][0-9]-{name}-*.png"):
            old.unlink()
        try:
            held, told = True, function() or ""
        except (Failure, Refused, AssertionError, OSError, subprocess.SubprocessError, KeyError, ValueError) as error:
            held, told = False, f"{type(error).__name__}: {error}"
        seconds = f"{time.monotonic() - begun:.0f} s"
        line = " ".join(str(told).split())
        print(f"ok {name} # {line} ({seconds})" if held else f"not ok {name}: {line} ({seconds})", flush=True)
        self.steps.append((name, held, told, self.pictures))
        return held

    def keep(self, picture, what):
        path = self.folder / f"{len(self.steps) + 1:02d}-{self.name}-{what}.png"
        self.pictures.append(picture.write(path))
        return path

    def finish(self):
        parts = []
        for name, held, told, pictures in self.steps:
            parts.append(f'<h2 class="{"ok" if held else "no"}">{"ok" if held else "not ok"} {html.escape(name)}</h2>'
                         f"<pre>{html.escape(str(told))}</pre>")
            parts += [f'<figure><img src="{path.name}"><figcaption>{html.escape(path.stem)}</figcaption></figure>'
                      for path in pictures]
        (self.folder / "index.html").write_text(PAGE.format(steps="\n".join(parts)))
        return all(held for _, held, _, _ in self.steps)
