"""Chromium without a window, driven through chromedriver (W3C WebDriver), as far as a form needs it."""
import json
import shutil
import subprocess
import tempfile
import urllib.request

from lab import free_port, wait_for

ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # W3C WebDriver, section 12.1
ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync")


class Browser:
    """with Browser() as browser: … browser.process is chromedriver, Chromium below it."""

    def __enter__(self):
        self.folder = tempfile.mkdtemp(prefix="kiosk-browser-")
        self.url = f"http://127.0.0.1:{free_port()}"
        self.process = subprocess.Popen(
            ["chromedriver", f"--port={self.url.rsplit(':', 1)[1]}", "--silent"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            start_new_session=True)
        wait_for("chromedriver", 20, self.is_ready)
        options = {"args": [*ARGUMENTS, f"--user-data-dir={self.folder}"]}
        told = self.ask("POST", "/session", {"capabilities": {"alwaysMatch": {
            "goog:chromeOptions": options}}})
        self.session = f"/session/{told['sessionId']}"
        return self

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.url + path, method=method,
                                         data=json.dumps(body or {}).encode()
                                         if method == "POST" else None)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]

    def is_ready(self):
        try:
            return self.ask("GET", "/status")["ready"]
        except OSError:
            return False

    def open(self, url):
        self.ask("POST", f"{self.session}/url", {"url": url})

    def reload(self):
        self.ask("POST", f"{self.session}/refresh")

    def element(self, name):
        found = self.ask("POST", f"{self.session}/element",
                         {"using": "css selector", "value": f"[name={name}]"})
        return f"{self.session}/element/{found[ELEMENT]}"

    def type(self, name, text):
        self.ask("POST", f"{self.element(name)}/value", {"text": text})

    def clear(self, name):
        self.ask("POST", f"{self.element(name)}/clear")

    def __exit__(self, *_):
        try:
            self.ask("DELETE", self.session)
        finally:
            self.process.terminate()
            self.process.wait(timeout=20)
            shutil.rmtree(self.folder, ignore_errors=True)
