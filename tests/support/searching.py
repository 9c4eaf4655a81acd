"""Searches files and the memory of processes for pieces of what was typed (tests/support/remains.c)."""
import pathlib
import re
import subprocess
import unicodedata

import strokes
from lab import Failure


def descendants(pid):
    """A process and all that it started."""
    found = [pid]
    for one in found:
        for task in pathlib.Path(f"/proc/{one}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def forms(text):
    """A text as typed, as shown, as libraries take it apart, and as the keys that wrote it."""
    keys = ""
    for character in text:
        parts = strokes.jamo(character) if strokes.is_hangul(character) else [character]
        if strokes.is_han(character):
            parts = [strokes.pinyin(character)[0]]
        keys += "".join(parts)
    cases = {form for each in (text, keys) for form in (each, each.lower(), each.upper(), each.title(),
                                                       each.capitalize())}
    return cases | {unicodedata.normalize("NFD", form) for form in cases}


class Search:
    def __init__(self, support):
        self.program = support / "remains"
        self.bytes, self.told = 0, ""

    def hits(self, words, pids=(), files=()):
        """How often pieces of the words are in the memory of these processes and in these files."""
        places = [part for pid in pids for part in ("--pid", str(pid))]
        places += [part for path in files for part in ("--file", str(path))]
        done = subprocess.run([self.program, *places], input="\n".join(words) + "\n",
                              capture_output=True, text=True, timeout=120)
        told = re.search(r"searched (\d+) bytes in (\d+) places .*: (\d+) hits", done.stdout)
        if done.returncode == 2 or not told or int(told[2]) != len(pids) + len(files):
            raise Failure(f"the search failed: {done.stdout}{done.stderr}")
        self.bytes += int(told[1])
        lines = done.stdout.splitlines()
        self.told = "; ".join(lines[:3] + lines[-1:])
        return int(told[3])

    def clean(self, when, words, pids=(), files=()):
        if self.hits(words, pids, files):
            raise Failure(f"{when}: {self.told}")

    def found(self, when, words, pids=(), files=()):
        hits = self.hits(words, pids, files)
        if not hits:
            raise Failure(f"{when}: the search finds nothing where something must be")
        return hits
