"""The whole way of an approval without a command on the approver's machine: draft, page, signature, publication."""
import json
import os
import pathlib
import subprocess
import unittest

import approval_files as files
from approver_at_page import ApproverAtPage, By

PROGRAMME = """timezone = "Asia/Ho_Chi_Minh"
slate = "cho.png"
[[screen]]
name = "sanh"
[[playlist]]
name = "dich-vu"
items = [{ media = "cho.png" }, { media = "clip.mp4" }]
[[campaign]]
name = "hang-ngay"
playlist = "dich-vu"
screens = ["all"]
"""


class ApprovalWay(ApproverAtPage):
    def setUp(self):
        self.data = self.home / "daemon"
        socket = self.home / "admin.sock"
        self.daemon = subprocess.Popen(
            [os.environ["BANGTIN_DAEMON"], "--data", str(self.data), "--listen", "127.0.0.1:0", "--socket", str(socket)],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in self.daemon.stdout:
            if line.startswith("admin socket"):
                break
        self.approver.socket = socket
        work = self.home / "work"
        work.mkdir()
        demo = pathlib.Path(os.environ["BANGTIN_DEMO"])
        (work / "cho.png").write_bytes(files.picture(0, 90, 40))
        (work / "clip.mp4").write_bytes((demo / "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4").read_bytes())
        (work / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
        self.work = work

    def tearDown(self):
        self.daemon.terminate()
        self.daemon.wait(10)
        self.daemon.stdout.close()

    def test_a_draft_is_signed_in_a_browser_and_published(self):
        call = self.approver.call
        call("apply", str(self.work / "programme.toml"), "--yes")
        draft = self.work / "chuong-trinh.draft"
        call("approve", "--export", str(draft))
        self.open_file(draft)
        self.assertTrue(self.can_sign(), self.text("review"))
        self.assertEqual(len(self.page.find_elements(By.CSS_SELECTOR, ".pictures video")), 1)
        self.sign()
        signature = self.work / "chuong-trinh.signature"
        signature.write_text(json.dumps(self.signature_file(), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n",
                             encoding="utf-8")
        call("approve", "--signature", str(signature), "--yes")
        history = json.loads(call("history", "--json"))
        self.assertEqual([(row["version"], row["approver"]) for row in history], [(1, "Nguyễn Thị Hạnh")])

        # The next one shows the change alone.
        call("campaign", "edit", "hang-ngay", "--share", "7")
        call("approve", "--export", str(draft.with_name("lan-hai.draft")))
        self.open_file(draft.with_name("lan-hai.draft"))
        self.assertIn("trọng số 1 → trọng số 7", self.text("review"))
        self.assertEqual(self.page.find_elements(By.CSS_SELECTOR, ".pictures *"), [])

        # The site gets a new root key; the key file is still the one from before.
        call("keys", "succeed", "--to", str(self.home / "goc-moi"), "--yes")
        call("approve", "--export", str(draft.with_name("lan-ba.draft")))
        self.open_file(draft.with_name("lan-ba.draft"))
        self.assertTrue(self.can_sign(), self.text("review"))
        self.assertIn("trọng số 1 → trọng số 7", self.text("review"))
        self.sign()
        content = self.signature_file()
        self.assertNotEqual(content["root"], self.approver.root)
        signature.write_text(json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", encoding="utf-8")
        call("approve", "--signature", str(signature), "--yes")
        self.assertEqual([row["version"] for row in json.loads(call("history", "--json"))], [2, 1])


if __name__ == "__main__":
    unittest.main()
