"""The hands and eyes of an approver who sits before approve.html."""
import json
import os
import pathlib
import tempfile
import unittest

import browser  # first: ends the test where there is no WebDriver
from selenium.webdriver.common.action_chains import ActionChains  # noqa: F401, for the tests
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys  # noqa: F401, for the tests
from selenium.webdriver.support.ui import WebDriverWait

import approval_files as files


class ApproverAtPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = pathlib.Path(cls.folder.name)
        cls.downloads = cls.home / "downloads"
        cls.downloads.mkdir()
        cls.approver = files.Approver(cls.home / "site")
        cls.page = browser.start_browser(cls.downloads)

    @classmethod
    def tearDownClass(cls):
        cls.page.quit()
        cls.folder.cleanup()

    def open(self, draft):
        """Opens a draft file with these bytes."""
        path = self.home / "chuong-trinh.draft"
        path.write_bytes(draft)
        self.open_file(path)

    def open_file(self, path):
        """Opens the page, the key file and this draft file; returns when the page has judged it."""
        self.page.get("file://" + os.environ["BANGTIN_PAGE"])
        self.wait(lambda: self.page.find_element(By.TAG_NAME, "html").get_attribute("data-ready"))
        self.by_id("key-file").send_keys(str(self.approver.web_key))
        self.wait(lambda: self.text("key-state"))
        self.by_id("draft-file").send_keys(str(path))
        self.wait(lambda: self.text("draft-state"))
        self.wait(lambda: self.text("review") or self.page.find_elements(By.CSS_SELECTOR, "#draft-state .problem"))

    def wait(self, condition):
        return WebDriverWait(self.page, 30, poll_frequency=0.05).until(lambda _: condition())

    def by_id(self, name):
        return self.page.find_element(By.ID, name)

    def text(self, name):
        return self.by_id(name).text

    def can_sign(self):
        return self.by_id("sign").is_displayed()

    def sign(self, phrase=files.PASSPHRASE):
        if not self.by_id("seen").is_selected():
            self.by_id("seen").click()
        self.by_id("passphrase").send_keys(phrase)
        self.by_id("sign-button").click()
        self.wait(lambda: self.text("result"))

    def signature_file(self):
        found = self.wait(lambda: list(self.downloads.glob("*.signature")))
        content = json.loads(found[0].read_text(encoding="utf-8"))
        found[0].unlink()
        return content

    def severe_messages(self):
        return [line["message"] for line in self.page.get_log("browser") if line["level"] == "SEVERE"]
