"""The daemon's page in a browser: who may see it, and what the wall says."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

import browser  # first: ends the test where there is no WebDriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.ui import WebDriverWait

import approval_files as files

PROGRAMME = """timezone = "Asia/Ho_Chi_Minh"
slate = "cho.png"
[[screen]]
name = "hoi-truong"
title = "Hội trường Nguyễn Ánh Nguyệt"
venue = "trung-tam-van-hoa"
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
"""


class DeskPage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.home = pathlib.Path(cls.folder.name)
        cls.approver = files.Approver(cls.home / "site")
        socket = cls.home / "admin.sock"
        configuration = cls.home / "bangtind.toml"
        configuration.write_text(f'web = "{os.environ["BANGTIN_DESK"]}"\n', encoding="utf-8")
        cls.daemon = subprocess.Popen(
            [os.environ["BANGTIN_DAEMON"], "--config", str(configuration), "--data", str(cls.home / "daemon"),
             "--listen", "127.0.0.1:0", "--socket", str(socket)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for line in cls.daemon.stdout:
            address = re.search(r"127\.0\.0\.1:\d+", line)
            cls.address = "http://" + address.group() if address else getattr(cls, "address", "")
            if line.startswith("admin socket"):
                break
        cls.approver.socket = socket
        work = cls.home / "work"
        work.mkdir()
        (work / "cho.png").write_bytes(files.picture(0, 90, 40))
        (work / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
        cls.approver.call("apply", str(work / "programme.toml"), "--yes")
        cls.approver.call("approve", "--yes")
        cls.approver.call("user", "add", "Lan", "--role", "viewer")
        cls.token = re.search(r"bangtin_[0-9a-f]{64}", cls.approver.call("user", "token", "Lan", "-o", "-")).group()
        cls.page = browser.start_browser(cls.home / "downloads")

    @classmethod
    def tearDownClass(cls):
        cls.page.quit()
        cls.daemon.terminate()
        cls.daemon.wait(10)
        cls.daemon.stdout.close()
        cls.folder.cleanup()

    def setUp(self):
        self.page.delete_all_cookies()
        self.page.set_window_size(1280, 900)
        self.page.get(self.address + "/")
        self.page.execute_script("localStorage.clear(); localStorage.setItem('bangtin-language', 'en')")
        self.page.get(self.address + "/")
        self.wait(lambda: self.page.find_elements(By.ID, "secret"))
        for kind in ("browser", "performance"):
            self.page.get_log(kind)

    def wait(self, condition, seconds=30):
        return WebDriverWait(self.page, seconds, poll_frequency=0.05).until(lambda _: condition())

    def by_id(self, name):
        return self.page.find_element(By.ID, name)

    # In one step: the page may draw anew between two.
    def text(self, selector):
        return self.page.execute_script("return document.querySelector(arguments[0])?.innerText ?? ''", selector)

    def sign_in(self, token=None):
        self.by_id("secret").send_keys(token or self.token, Keys.ENTER)
        self.wait(lambda: len(self.page.find_elements(By.CSS_SELECTOR, ".tile")) == 2)

    # What the daemon refuses or does not have is told in the console too; everything else is a mistake of the page.
    def mistakes(self):
        return [line["message"] for line in self.page.get_log("browser")
                if line["level"] == "SEVERE" and not re.search(r"status of (401|404|422|429) ", line["message"])]

    def hosts(self):
        sent = [json.loads(line["message"])["message"] for line in self.page.get_log("performance")]
        urls = [one["params"]["request"]["url"] for one in sent if one["method"] == "Network.requestWillBeSent"]
        return {re.match(r"[a-z]+:(//[^/]*)?", url).group() for url in urls}

    def test_a_wrong_token_is_refused_and_the_right_one_opens_the_wall(self):
        self.by_id("secret").send_keys("bangtin_" + "0" * 64, Keys.ENTER)
        self.wait(lambda: "this token is not known here" in self.text("#sign-in-state"))
        self.assertEqual(self.page.get_cookies(), [])
        self.by_id("secret").clear()
        # As it stands in the file that the command wrote.
        self.sign_in(self.token + " " + self.address)
        self.assertEqual(self.text("#name"), "Lan, viewer")
        cookie, = self.page.get_cookies()
        self.assertEqual((cookie["httpOnly"], cookie["sameSite"], cookie["path"]), (True, "Strict", "/"))
        self.assertEqual(self.page.execute_script("return document.cookie"), "")
        self.assertEqual(self.mistakes(), [])
        self.assertEqual({host for host in self.hosts() if not host.startswith("blob")}, {self.address})

    def test_a_name_and_a_password_open_it_too_and_the_own_password_can_be_changed(self):
        words, others = "cây đa đầu làng", "bến nước mái đình"
        (self.home / "password").write_text(words + "\n", encoding="utf-8")
        self.approver.call("user", "password", "Lan", "--file", str(self.home / "password"))
        self.by_id("user").send_keys("Lan")
        self.by_id("secret").send_keys("not the right one", Keys.ENTER)
        self.wait(lambda: "the name or the password is wrong" in self.text("#sign-in-state"))
        self.by_id("secret").clear()
        self.by_id("secret").send_keys(words, Keys.ENTER)
        self.wait(lambda: self.page.find_elements(By.CSS_SELECTOR, ".tile"))
        self.by_id("name").click()
        self.wait(lambda: self.page.find_elements(By.ID, "account"))
        for again, said in (("another", "The two passwords differ"), ("ngắn", "12 are needed"), (others, "")):
            for field, typed in (("current", words), ("fresh", "ngắn" if "12" in said else others), ("again", again)):
                self.by_id(field).clear()
                self.by_id(field).send_keys(typed)
            self.by_id("again").send_keys(Keys.ENTER)
            self.wait(lambda: said in self.text("#account-state") if said else self.page.find_elements(By.ID, "secret"))
        self.assertIn("Sign in with the new one", self.text("#sign-in-state"))
        self.by_id("user").send_keys("Lan")
        self.by_id("secret").send_keys(others, Keys.ENTER)
        self.wait(lambda: self.page.find_elements(By.ID, "sign-out"))

    def test_signing_out_ends_the_session(self):
        self.sign_in()
        value = self.page.get_cookies()[0]["value"]
        self.by_id("sign-out").click()
        self.wait(lambda: self.page.find_elements(By.ID, "secret"))
        self.assertEqual(self.page.get_cookies(), [])
        self.page.execute_script("localStorage.setItem('bangtin-signed-in', 'yes')")
        self.page.add_cookie({"name": "bangtin", "value": value, "path": "/", "httpOnly": True, "sameSite": "Strict"})
        self.page.get(self.address + "/")
        self.wait(lambda: self.page.find_elements(By.ID, "secret"))
        self.assertEqual(self.page.find_elements(By.CSS_SELECTOR, ".tile"), [])

    def test_shows_each_screen_with_what_a_person_typed_as_text(self):
        self.sign_in()
        names = self.page.execute_script("return [...document.querySelectorAll('.tile h2')].map(one => one.textContent)")
        self.assertEqual(sorted(names), ["Hội trường Nguyễn Ánh Nguyệt", "Sảnh <b>chính</b>"])
        self.assertIn("No player is paired as this screen", self.text(".tile"))
        self.assertIn("Screens: 2", self.text("#summary"))

    # What a module of the page returns; `script` has its exports as `m`.
    def from_module(self, name, script):
        return self.page.execute_async_script(
            f"const done = arguments[0]; import('/web/desk/{name}.js').then(m => done((() => {{ {script} }})()));")

    def test_the_worst_screens_come_first(self):
        order = self.from_module("screen_words", """
            const screen = (name, state) => ({name, state, pairing: 'paired', problem: null, alarms: []});
            return m.worstFirst([screen('b', 'fine'), screen('a', 'fine'), screen('d', 'closed'), screen('z', 'faulty'),
                                 screen('y', 'silent'), screen('c', 'updates'), screen('n', 'a new word')]).map(one => one.name);""")
        self.assertEqual(order, ["y", "z", "c", "d", "a", "b", "n"])

    def test_tells_what_is_on_until_when_and_what_comes_next(self):
        plans = self.from_module("schedule", """
            const slot = (from, to, media, item = 0, page = 0) => ({from, to, media, item, page, campaign: 'c', title: media});
            const brief = plan => [plan.now?.media, plan.until, plan.next?.media, plan.opens];
            return [brief(m.nowAndNext([], 5)), brief(m.nowAndNext([slot(10, 20, 'a')], 5)), brief(m.nowAndNext([slot(0, 10, 'a')], 5)),
                    brief(m.nowAndNext([slot(0, 10, 'g', 1, 1), slot(10, 20, 'g', 1, 2), slot(20, 30, 'b', 2)], 5))];""")
        self.assertEqual(plans, [[None, None, None, None], [None, None, "a", 10], ["a", 10, None, None], ["g", 20, "b", None]])

    def test_one_screen_fills_the_view_with_what_comes(self):
        self.sign_in()
        self.page.find_element(By.LINK_TEXT, "Hội trường Nguyễn Ánh Nguyệt").click()
        self.wait(lambda: self.page.find_elements(By.CSS_SELECTOR, "#ahead tbody tr"))
        shown = self.page.execute_script(
            "return [...document.querySelectorAll('#ahead tbody tr')].map(row => row.children[1].textContent)")
        self.assertEqual(shown, ["cho"] * 12)
        self.assertIn("No player is paired as this screen", self.text("#screen"))
        first = self.text("#ahead tbody td")
        planned = json.loads(self.approver.call("preview", "--screen", "hoi-truong", "--json"))["days"][0]["slots"]
        self.assertIn(first, [slot["start"][11:19] for slot in planned])
        self.page.find_element(By.LINK_TEXT, "All screens").click()
        self.wait(lambda: len(self.page.find_elements(By.CSS_SELECTOR, ".tile")) == 2)
        self.page.get(self.address + "/#wall/nothing")
        self.wait(lambda: "There is no screen of this name" in self.text("#screen"))
        self.assertEqual(self.mistakes(), [])

    def test_a_change_is_seen_at_once(self):
        self.sign_in()
        # A page that hears of changes asks by itself every 30 s only, longer than the test waits.
        self.wait(lambda: any("/v1/events" in line["message"] and "responseReceived" in line["message"]
                              for line in self.page.get_log("performance")))
        work = self.home / "work"
        (work / "changed.toml").write_text(PROGRAMME.replace("Hội trường", "Nhà"), encoding="utf-8")
        self.approver.call("apply", str(work / "changed.toml"), "--yes")
        self.approver.call("approve", "--yes")
        self.wait(lambda: "Nhà Nguyễn Ánh Nguyệt" in self.text("#wall"), 20)
        self.approver.call("apply", str(work / "programme.toml"), "--yes")
        self.approver.call("approve", "--yes")
        self.wait(lambda: "Hội trường Nguyễn Ánh Nguyệt" in self.text("#wall"), 20)

    def test_a_session_that_ends_meanwhile_leads_back_to_the_form(self):
        self.sign_in()
        self.page.delete_all_cookies()
        self.page.execute_script("document.dispatchEvent(new Event('visibilitychange'))")
        self.wait(lambda: self.page.find_elements(By.ID, "secret"))

    def test_speaks_both_languages(self):
        self.page.find_element(By.CSS_SELECTOR, '[data-language="vi"]').click()
        self.wait(lambda: "Đăng nhập" in self.text("#sign-in"))
        self.assertEqual(self.page.find_element(By.TAG_NAME, "html").get_attribute("lang"), "vi")
        self.by_id("secret").send_keys("bangtin_" + "0" * 64, Keys.ENTER)
        self.wait(lambda: self.text("#sign-in-state"))
        self.assertNotIn("token", self.text("#sign-in-state").replace("bangtin user token", ""))
        self.by_id("secret").clear()
        self.sign_in()
        self.assertIn("Số màn hình: 2", self.text("#summary"))
        self.page.refresh()
        self.wait(lambda: "Số màn hình: 2" in self.text("main"))

    def test_can_be_used_by_keyboard_alone(self):
        self.assertEqual(self.page.switch_to.active_element.get_attribute("id"), "user")
        ActionChains(self.page).send_keys(Keys.TAB, self.token, Keys.TAB, Keys.SPACE).perform()
        self.wait(lambda: len(self.page.find_elements(By.CSS_SELECTOR, ".tile")) == 2)
        self.page.execute_script("document.activeElement.blur()")
        for _ in range(10):
            ActionChains(self.page).send_keys(Keys.TAB).perform()
            if self.page.switch_to.active_element.get_attribute("id") == "sign-out":
                break
        self.assertEqual(self.page.switch_to.active_element.get_attribute("id"), "sign-out")
        ActionChains(self.page).send_keys(Keys.ENTER).perform()
        self.wait(lambda: self.page.find_elements(By.ID, "secret"))

    def test_fits_every_width_and_breaks_no_rule_of_accessibility(self):
        rules = browser.axe_script(os.environ["BANGTIN_NPM"])
        for signed_in in (False, True):
            if signed_in:
                self.sign_in()
            for width in (360, 768, 1920):
                with self.subTest(width=width, signed_in=signed_in):
                    self.page.set_window_size(width, 900)
                    wide, room = self.page.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
                    self.assertLessEqual(wide, room)
                    folder = os.environ.get("BANGTIN_PICTURES")
                    if folder:
                        self.page.save_screenshot(f"{folder}/desk-{width}-{signed_in}.png")
            if rules:
                self.page.execute_script(rules)
                found = self.page.execute_async_script("axe.run().then(arguments[0])")["violations"]
                bad = [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")]
                self.assertEqual(bad, [])
        if rules is None:
            self.skipTest("axe-core cannot be had from npm here")


if __name__ == "__main__":
    unittest.main()
