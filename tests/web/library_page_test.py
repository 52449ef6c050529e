"""The library in a browser: the list, one item, and a library of ten thousand."""
import hashlib
import json
import shutil
import sqlite3
import unittest

from desk_site import DEMO, DeskTest, Keys
from selenium.webdriver.support.ui import Select

PROGRAMME = """timezone = "Asia/Ho_Chi_Minh"
slate = "ap-phich-1-loi-ich-dich-vu-cong.png"
[[screen]]
name = "sanh"
[[playlist]]
name = "dich-vu"
items = [{ media = "ap-phich-1-loi-ich-dich-vu-cong.png" }]
[[campaign]]
name = "hang-ngay"
playlist = "dich-vu"
screens = ["all"]
"""
POSTER, FILM, GUIDE = "ap-phich-1-loi-ich-dich-vu-cong.png", "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4", "huong-dan-2-nop-ho-so-truc-tuyen.pdf"
OTHER_FILM, LETTERS = "clip-2-bon-buoc-nop-ho-so-20s-720p.mp4", "clip-2-bon-buoc-nop-ho-so-20s-720p.vi.srt"


def id_of(name):
    return hashlib.sha256((DEMO / name).read_bytes()).hexdigest()[:12]


class Library(DeskTest):
    @classmethod
    def prepare(cls):
        call = cls.daemon.call
        call("media", "add", *(str(DEMO / name) for name in (POSTER, FILM, GUIDE, LETTERS)))
        edits = {POSTER: ("Lợi ích của dịch vụ công trực tuyến", "III.2", "Người dân", "UBND xã Đông Hưng"),
                 FILM: ("Ngày Chuyển đổi số quốc gia 10/10", "I", "Mọi người", "Sở Khoa học và Công nghệ"),
                 GUIDE: ("Hướng dẫn nộp hồ sơ trực tuyến <b>từng bước</b>", "III.1", "Người cao tuổi", "UBND xã Đông Hưng")}
        for name, (title, theme, audience, owner) in edits.items():
            call("media", "edit", name, "--title", title, "--theme", theme, "--audience", audience, "--owner", owner)
        call("media", "edit", GUIDE, "--review", "2026-01-31")
        work = cls.home / "work"
        work.mkdir()
        shutil.copy(DEMO / POSTER, work)
        (work / "programme.toml").write_text(PROGRAMME, encoding="utf-8")
        call("apply", str(work / "programme.toml"), "--yes")

    def open_list(self, role="viewer", language="en"):
        self.sign_in(role, "library", language)
        self.wait(lambda: self.find(".media-row"))

    def files_shown(self):
        return self.texts(".media-row .media-words p:nth-of-type(1)")

    def open_item(self, name, role="editor"):
        self.sign_in(role, f"library/{id_of(name)}")
        self.wait(lambda: self.find("#title"))

    def item(self, name):
        return json.loads(self.daemon.call("media", "show", name, "--json"))

    def test_words_are_found_without_marks(self):
        self.open_list()
        box = self.by_id("search")
        for words, found in (("huong dan", [GUIDE]), ("HƯỚNG DẪN", [GUIDE]), ("hu\u031bo\u031b\u0301ng da\u0302\u0303n", [GUIDE]),
                             ("dong hung", [GUIDE, POSTER]), ("nop ho so truc tuyen", [GUIDE]), ("chuyen doi", [FILM]),
                             ("truc tuyen loi ich", [POSTER]), ("khong co gi", [])):
            with self.subTest(words=words):
                self.page.execute_script("arguments[0].value = arguments[1]; arguments[0].dispatchEvent(new Event('input'))", box, words)
                self.wait(lambda: sorted(self.files_shown()) == sorted(found))
        self.assertEqual(self.text("#found"), "none of the media items fits")
        self.assertEqual(self.mistakes(), [])

    def test_each_choice_filters_the_list(self):
        self.open_list()
        newest = self.files_shown()
        self.assertEqual(sorted(newest), sorted([POSTER, FILM, GUIDE, LETTERS]))
        for choice, option, found in (("filter-theme", "=III.1", [GUIDE]), ("filter-theme", "=", [LETTERS]), ("filter-audience", "Mọi người", [FILM]),
                                      ("filter-owner", "UBND xã Đông Hưng", [POSTER, GUIDE]), ("filter-kind", "video", [FILM]),
                                      ("filter-show", "unused", [FILM, GUIDE, LETTERS]), ("filter-show", "review", [GUIDE]), ("filter-show", "removed", [])):
            with self.subTest(choice=choice, option=option):
                select = Select(self.by_id(choice))
                select.select_by_value(option)
                self.wait(lambda: sorted(self.files_shown()) == sorted(found))
                select.select_by_value("")
                self.wait(lambda: self.files_shown() == newest)
        Select(self.by_id("filter-order")).select_by_value("file")
        self.wait(lambda: self.files_shown() == sorted(newest))
        Select(self.by_id("filter-order")).select_by_value("newest")

    def test_rows_say_what_an_item_is_and_show_its_picture(self):
        self.open_list()
        row = f'[data-item="{id_of(GUIDE)}"]'
        self.assertIn("Hướng dẫn nộp hồ sơ trực tuyến <b>từng bước</b>", self.text(row))
        self.assertIn("Theme III.1 · Người cao tuổi · UBND xã Đông Hưng", self.text(row))
        self.assertIn("to be looked at again on 2026-01-31", self.text(row))
        self.wait(lambda: self.page.execute_script(f"return document.querySelector('{row} img').naturalWidth") in (240, 135, 190, 95))

    def test_a_viewer_only_looks(self):
        self.open_list()
        self.assertEqual(self.find("#drop"), [])
        self.go(f"library/{id_of(FILM)}")
        self.wait(lambda: self.find("#title"))
        self.assertEqual(self.find("#edit, #remove"), [])
        status = self.page.execute_async_script(
            "fetch(arguments[0], {method: 'PATCH', headers: {'Content-Type': 'application/json'}, body: '{\"title\":\"x\"}'})"
            ".then(answer => arguments[1](answer.status))", f"/v1/media/items/{id_of(FILM)}")
        self.assertEqual(status, 403)
        self.assertEqual(self.item(FILM)["title"], "Ngày Chuyển đổi số quốc gia 10/10")

    def test_the_rendition_plays_in_the_page(self):
        self.open_item(FILM, "viewer")
        self.wait(lambda: self.page.execute_script("return document.querySelector('video')?.readyState ?? 0") >= 1)
        self.assertAlmostEqual(self.page.execute_script("return document.querySelector('video').duration"), 12, delta=0.5)
        self.go(f"library/{id_of(GUIDE)}")
        self.wait(lambda: "Page 1 of" in self.text(".page-place"))
        self.wait(lambda: self.page.execute_script("return document.querySelector('.player img')?.naturalWidth ?? 0") > 500)
        forward = self.find(".pages button")[1]
        forward.send_keys(Keys.ENTER)
        self.wait(lambda: "Page 2 of" in self.text(".page-place"))
        self.go(f"library/{id_of(POSTER)}")
        self.wait(lambda: self.page.execute_script("return document.querySelector('.player img')?.naturalWidth ?? 0") > 500)
        self.assertIn('the draft uses ap-phich-1-loi-ich-dich-vu-cong.png: slate, playlist "dich-vu"', self.text(".item"))
        self.assertEqual(self.mistakes(), [])

    def test_everything_that_the_command_edits_can_be_edited(self):
        self.open_item(POSTER)
        before = self.item(POSTER)
        new = {"title": "Tiêu đề mới", "theme": "IV.5", "audience": "Thanh niên", "owner": "Đoàn xã", "link": "https://dichvucong.gov.vn",
               "call": "Quét mã", "language": "vi", "licence": "CC BY 4.0", "duration": "12.5"}
        for key, text in new.items():
            self.by_id(f"edit-{key}").clear()
            self.by_id(f"edit-{key}").send_keys(text)
        self.page.execute_script("document.getElementById('edit-review').value = '2027-03-31'")
        self.press("#edit [type=submit]")
        self.wait(lambda: "Saved." in self.text("#changed"))
        self.assertIn("bangtin draft refresh", self.text("#changed"))
        after = self.item(POSTER)
        for key in set(new) - {"duration"}:
            self.assertEqual(after[key], new[key])
        self.assertEqual((after["duration_ms"], after["review"]), (12500, "2027-03-31"))
        self.daemon.call("media", "edit", POSTER, "--title", before["title"], "--theme", before["theme"], "--audience", before["audience"],
                         "--owner", before["owner"], "--duration", "", "--review", "", "--link", "", "--call", "")

    def test_what_the_daemon_refuses_stands_beside_the_button(self):
        self.open_item(POSTER)
        self.by_id("edit-link").clear()
        self.by_id("edit-link").send_keys("javascript:alert(1)")
        self.press("#edit [type=submit]")
        self.wait(lambda: self.text("#edit-state"))
        self.assertEqual(self.item(POSTER)["link"], "")
        self.assertEqual(self.by_id("edit-link").get_attribute("value"), "javascript:alert(1)", "what was typed stays")
        self.press("#remove")
        self.wait(lambda: "the draft uses" in self.text("#removal-state"))
        self.assertIsNone(self.item(POSTER)["removed"])

    def test_an_item_is_removed_and_restored(self):
        self.open_item(FILM)
        self.press("#remove")
        self.wait(lambda: self.find("#restore"))
        self.assertIsNotNone(self.item(FILM)["removed"])
        self.assertEqual(self.find("#edit"), [])
        self.press("#restore")
        self.wait(lambda: self.find("#remove"))
        self.assertIsNone(self.item(FILM)["removed"])

    def test_fits_every_width_in_both_languages(self):
        for language in ("en", "vi"):
            self.open_list("editor", language)
            self.wait(lambda: all(self.page.execute_script("return [...document.querySelectorAll('.media-row img[src]')].map(one => one.complete)")))
            self.look(f"library-{language}")
            self.go(f"library/{id_of(FILM)}")
            self.wait(lambda: self.find("#edit"))
            self.look(f"item-{language}")


class LargeLibrary(DeskTest):
    """Ten thousand items; their pictures are those of three real ones."""
    COUNT = 10_000

    @classmethod
    def prepare(cls):
        cls.daemon.call("media", "add", *(str(DEMO / name) for name in (POSTER, OTHER_FILM, GUIDE)))
        cls.daemon.stop()
        ledger = sqlite3.connect(cls.home / "daemon/ledger.sqlite")
        ledger.row_factory = sqlite3.Row
        real = [dict(row) for row in ledger.execute("SELECT * FROM media")]
        for n in range(cls.COUNT - len(real)):
            row = dict(real[n % len(real)])
            row["sha256"] = hashlib.sha256(str(n).encode()).hexdigest()
            row.update(id=row["sha256"][:12], file=f"huong-dan-{n}.mp4", title=f"Hướng dẫn số {n}", theme=f"III.{n % 20}",
                       owner=f"Đơn vị {n % 50}", added=row["added"] + n)
            names = ", ".join(row)
            ledger.execute(f"INSERT INTO media ({names}) VALUES ({', '.join(':' + name for name in row)})", row)
            ledger.execute("INSERT INTO media_files VALUES (?, 0, ?, 1000)", (row["sha256"], row["sha256"]))
        ledger.commit()
        ledger.close()
        cls.daemon.start()

    def test_the_first_view_is_small_and_only_a_page_of_it_is_drawn(self):
        for language in ("en", "vi"):
            with self.subTest(language=language):
                self.sign_in("editor", "library", language)
                self.wait(lambda: self.find(".media-row"))
                self.page.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": True})
                self.page.get_log("performance")
                self.page.refresh()
                self.wait(lambda: self.find(".media-row"))
                self.wait(lambda: all(self.page.execute_script("return [...document.querySelectorAll('.media-row img[src]')].map(one => one.complete)"))
                          and self.find(".media-row img[src]"))
                traffic = self.traffic()
                sent = sum(one["params"]["encodedDataLength"] for one in traffic if one["method"] == "Network.loadingFinished")
                self.assertLess(sent, 300_000)
                self.assertEqual(len(self.find(".media-row")), 24)
        self.page.execute_cdp_cmd("Network.setCacheDisabled", {"cacheDisabled": False})

    def test_pages_are_turned_by_keyboard(self):
        self.sign_in("viewer", "library")
        self.wait(lambda: self.text("#found") == f"1–24 of {self.COUNT} media items")
        self.find(".pages button")[1].send_keys(Keys.ENTER)
        self.wait(lambda: self.text("#found") == f"25–48 of {self.COUNT} media items")
        self.assertEqual(self.page.switch_to.active_element.get_attribute("id"), "found")
        self.by_id("search").send_keys("huong dan so 7777")
        self.wait(lambda: "Hướng dẫn số 7777" in self.texts(".media-title"))


if __name__ == "__main__":
    unittest.main()
