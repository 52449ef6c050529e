"""The draft in the page: what would change in words, and a signature that was made elsewhere."""
import json
import unittest

import approval_files as files
import desk_site
from selenium.webdriver.common.by import By

PROGRAMME = """timezone = "Asia/Ho_Chi_Minh"
slate = "cho.png"
[[screen]]
name = "sanh"
title = "Sảnh <b>chính</b>"
[[playlist]]
name = "dich-vu"
items = [{ media = "cho.png" }]
[[campaign]]
name = "hang-ngay"
playlist = "dich-vu"
screens = ["all"]
share = SHARE
"""


class ApprovalPage(desk_site.DeskTest):
    @classmethod
    def prepare(cls):
        cls.work = cls.home / "work"
        cls.work.mkdir()
        (cls.work / "cho.png").write_bytes(files.picture(0, 90, 40))
        cls.apply(3)
        cls.daemon.call("approve", "--yes")

    @classmethod
    def apply(cls, share):
        (cls.work / "programme.toml").write_text(PROGRAMME.replace("SHARE", str(share)), encoding="utf-8")
        cls.daemon.call("apply", str(cls.work / "programme.toml"), "--yes")

    def versions(self):
        return self.page.execute_script("return [...document.querySelectorAll('#versions tbody tr')].map(row => row.children[0].textContent)")

    def open(self, role="editor", language="en"):
        self.sign_in(role, "approval", language)
        self.wait(lambda: self.find("#versions"))

    def hand_in(self, content, name="x.signature"):
        path = self.work / name
        path.write_text(content, encoding="utf-8")
        self.page.execute_script("document.querySelector('#hand-in-state').replaceChildren()")
        self.by_id("signature").send_keys(str(path))
        self.wait(lambda: self.text("#hand-in-state"))
        return self.text("#hand-in-state")

    def test_says_what_would_change_and_nothing_else(self):
        self.apply(21)
        self.daemon.call("approve", "--yes")
        self.open("viewer")
        self.assertIn("there is nothing to approve", self.text("main"))
        self.apply(70)
        self.wait(lambda: self.find("#changes .card"))
        self.assertEqual(self.texts("#changes h3"), ['changed campaign "hang-ngay"'])
        self.assertIn("70", self.text("#changes ins"))
        self.assertEqual(self.find("#signature"), [], "a viewer hands nothing in")
        self.assertEqual(self.mistakes(), [])

    def test_publishes_with_a_signature_that_was_made_elsewhere(self):
        self.apply(50)
        self.daemon.call("approve", "--export", str(self.work / "draft"), "--yes")
        self.daemon.call("approve", "--sign", str(self.work / "draft"), "-o", str(self.work / "made"), "--yes")
        signature = (self.work / "made").read_text(encoding="utf-8")
        forged = json.loads(signature)
        forged["statement"]["signature"] = "0" * 128
        self.open()
        before = self.versions()
        self.assertIn("is no signature file", self.hand_in("{}"))
        self.assertIn("is no signature file", self.hand_in("\x00 not JSON"))
        refused = self.hand_in(files.canonical(forged))
        self.assertIn("is not what", refused)
        self.assertEqual(self.versions(), before)
        published = self.hand_in(signature)
        self.assertIn(f"Version {int(before[0]) + 1} is published", published)
        self.wait(lambda: len(self.versions()) == len(before) + 1)
        self.assertIn("there is nothing to approve", self.text("main"))
        self.assertIn("no longer waits for one here", self.hand_in(signature))

    def test_asks_for_no_key_and_no_passphrase(self):
        self.open("approver")
        self.assertEqual(self.find("input[type=password]"), [])
        self.assertEqual([one.get_attribute("id") for one in self.page.find_elements(By.CSS_SELECTOR, "main input")], ["signature"])

    def test_fits_every_width_and_breaks_no_rule_of_accessibility(self):
        self.apply(60)
        self.open("editor", "vi")
        self.wait(lambda: self.find("#changes .card"))
        self.look("approval")


if __name__ == "__main__":
    unittest.main()
