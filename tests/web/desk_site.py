"""A daemon with the page for staff, people who may sign in there, and a browser: what tests of its views share."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import browser  # first: ends the test where there is no WebDriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import approval_files as files

DEMO = pathlib.Path(os.environ["BANGTIN_DEMO"])


class Daemon:
    """bangtind in `home`, from start() to stop()."""

    def __init__(self, home):
        self.home = pathlib.Path(home)
        self.approver = files.Approver(self.home / "site")
        self.approver.socket = self.home / "admin.sock"
        (self.home / "bangtind.toml").write_text(f'web = "{os.environ["BANGTIN_DESK"]}"\n', encoding="utf-8")
        self.process = None

    def start(self):
        self.process = subprocess.Popen(
            [os.environ["BANGTIN_DAEMON"], "--config", str(self.home / "bangtind.toml"), "--data", str(self.home / "daemon"),
             "--listen", "127.0.0.1:0", "--socket", str(self.approver.socket)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.process.stdout:
            address = re.search(r"127\.0\.0\.1:(\d+)", line)
            if address:
                self.port = int(address.group(1))
            if line.startswith("admin socket"):
                return

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
        self.process.stdout.close()

    def call(self, *words):
        return self.approver.call(*words)

    def token(self, name, role):
        self.call("user", "add", name, "--role", role)
        return re.search(r"bangtin_[0-9a-f]{64}", self.call("user", "token", name, "-o", "-")).group()


class DeskTest(unittest.TestCase):
    """A test class with its own daemon. prepare() fills it before the browser starts."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = pathlib.Path(cls.folder.name)
        cls.daemon = Daemon(cls.home)
        cls.daemon.start()
        cls.tokens = {role: cls.daemon.token(name, role) for name, role in (("Lan", "viewer"), ("Minh", "editor"), ("Hạnh", "approver"))}
        cls.prepare()
        cls.address = f"http://127.0.0.1:{cls.daemon.port}"
        cls.page = browser.start_browser(cls.home / "downloads")

    @classmethod
    def prepare(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        cls.page.quit()
        cls.daemon.stop()
        cls.folder.cleanup()

    def wait(self, condition):
        return WebDriverWait(self.page, 60, poll_frequency=0.05).until(lambda _: condition())

    def by_id(self, name):
        return self.page.find_element(By.ID, name)

    def find(self, selector):
        return self.page.find_elements(By.CSS_SELECTOR, selector)

    # In one step: the page may draw anew between two.
    def text(self, selector):
        return self.page.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def texts(self, selector):
        return self.page.execute_script("return [...document.querySelectorAll(arguments[0])].map(one => one.innerText)", selector)

    def sign_in(self, role, view, language="en"):
        """Opens a view as a person of this role, in a browser that has never been here."""
        self.page.delete_all_cookies()
        self.page.set_window_size(1280, 900)
        self.page.get(self.address + "/web/desk/icon.svg")
        self.page.get(self.address + f"/#{view}")
        self.page.execute_script("localStorage.clear(); localStorage.setItem('bangtin-language', arguments[0])", language)
        self.page.refresh()
        self.wait(lambda: self.find("#secret"))
        for kind in ("browser", "performance"):
            self.page.get_log(kind)
        self.by_id("secret").send_keys(self.tokens[role], Keys.ENTER)
        self.wait(lambda: self.find("#name"))

    def press(self, selector):
        """A button by keyboard: a click waits for no scrolling."""
        self.page.find_element(By.CSS_SELECTOR, selector).send_keys(Keys.ENTER)

    def go(self, view):
        self.page.execute_script("location.hash = arguments[0]", view)

    def mistakes(self, expected=r"status of (401|404|429) "):
        """What the console says beside what the daemon refuses or does not have."""
        return [line["message"] for line in self.page.get_log("browser")
                if line["level"] == "SEVERE" and not re.search(expected, line["message"])]

    def traffic(self):
        return [json.loads(line["message"])["message"] for line in self.page.get_log("performance")]

    def look(self, name, widths=(360, 768, 1920)):
        """Asserts that the view fits and keeps the rules of accessibility; saves pictures where BANGTIN_PICTURES names a folder."""
        rules = browser.axe_script(os.environ["BANGTIN_NPM"])
        for width in widths:
            with self.subTest(width=width):
                self.page.set_window_size(width, 900)
                wide, room = self.page.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
                self.assertLessEqual(wide, room)
                if folder := os.environ.get("BANGTIN_PICTURES"):
                    self.page.save_screenshot(f"{folder}/{name}-{width}.png")
        if rules is None:
            return
        self.page.execute_script(rules)
        found = self.page.execute_async_script("axe.run().then(arguments[0])")["violations"]
        self.assertEqual([(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")], [])
