"""approve.html in a browser: what it draws, what it signs, and what it refuses to sign."""
import json
import os
import pathlib
import unicodedata
import unittest

import approval_files as files
import browser
from approver_at_page import ActionChains, ApproverAtPage, By, Keys

RED, BLUE = files.picture(200, 0, 0), files.picture(0, 0, 200)
CLIP = (pathlib.Path(os.environ["BANGTIN_DEMO"]) / "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4").read_bytes()
POSTER = files.media_item("do.png", "image", RED)
FILM = files.media_item("clip.mp4", "video", CLIP, duration_ms=12000, width=1920, height=1080)


class ApprovePage(ApproverAtPage):
    # ---- what it draws and signs

    def test_signs_the_bytes_that_it_drew(self):
        value = files.programme(1, [POSTER, FILM])
        self.open(self.approver.draft(value, [RED, CLIP]))
        self.assertTrue(self.can_sign(), self.text("review"))
        self.assertEqual(len(self.page.find_elements(By.CSS_SELECTOR, ".pictures img")), 1)
        self.assertEqual(len(self.page.find_elements(By.CSS_SELECTOR, ".pictures video")), 1)
        self.sign()
        signed = self.signature_file()
        digest = files.sha256(files.canonical(value).encode())
        self.assertEqual((signed["format"], signed["version"], signed["identity"]), ("bangtin-signature-1", 1, digest))
        self.assertEqual((signed["root"], signed["approver"]), (self.approver.root, self.approver.certificate))
        text = f"bangtin-programme-1\n1\n{digest}\n"
        self.assertEqual(signed["statement"]["text"], text)
        self.assertTrue(self.approver.verifies(text, signed["statement"]["signature"]))
        self.assertEqual(self.severe_messages(), [])

    def test_signs_nothing_with_a_wrong_passphrase_and_then_with_the_right_one(self):
        self.open(self.approver.draft(files.programme(1, [POSTER]), [RED]))
        self.sign("sai mật khẩu")
        self.assertIn("không đúng", self.text("result"))
        self.assertEqual(list(self.downloads.glob("*.signature")), [])
        self.sign()
        self.signature_file()

    def test_takes_a_passphrase_in_either_form_of_unicode(self):
        self.open(self.approver.draft(files.programme(1, [POSTER]), [RED]))
        self.sign(unicodedata.normalize("NFD", files.PASSPHRASE))
        self.signature_file()

    def test_shows_only_the_changes_to_what_is_on_show(self):
        before = files.programme(4, [POSTER])
        after = files.programme(5, [POSTER, files.media_item("xanh.png", "image", BLUE)],
                                campaigns=[files.campaign("hang-ngay", share=7)])
        self.open(self.approver.draft(after, [BLUE], published=self.approver.statement(before)))
        shown = self.text("review")
        self.assertIn("trọng số 1 → trọng số 7", shown)
        self.assertIn("xanh.png", shown)
        self.assertNotIn("do.png", shown)
        self.assertIn("Nguyễn Thị Hạnh", shown)
        self.assertTrue(self.can_sign())

    def test_shows_where_an_item_comes_in_and_another_order(self):
        blue = files.media_item("xanh.png", "image", BLUE)
        green = files.media_item("luc.png", "image", files.picture(0, 200, 0))

        def listing(version, *media):
            return files.programme(version, [POSTER, blue, green], playlists=[
                {"items": [files.playlist_item(one["name"]) for one in media], "name": "sanh"}])

        rows = {
            "turned round": ((POSTER, blue), (blue, POSTER), "xanh.png và do.png"),
            "one comes, the others are turned round": ((POSTER, blue), (blue, green, POSTER), "xanh.png, luc.png và do.png"),
            "one comes first": ((POSTER, blue), (green, POSTER, blue), "luc.png, do.png và xanh.png"),
        }
        for name, (before, after, order) in rows.items():
            with self.subTest(name):
                published = self.approver.statement(listing(4, *before))
                self.open(self.approver.draft(listing(5, *after), [], published=published))
                self.assertIn("thứ tự mới: " + order, self.text("review"))

    def test_says_whose_signature_stands_there_already(self):
        other = files.Approver(self.home / "other")
        value = files.programme(1, [POSTER])
        # The other one is an approver of the same site: root certifies the key.
        lines = other.certificate["text"]
        certificate = {"signature": self.approver.sign(lines, "root"), "text": lines}
        signed = other.statement(value) | {"approver": certificate}
        trust = self.approver.site_statement({self.approver.key: "Nguyễn Thị Hạnh", other.key: "Trần Văn Nam"}, 2)
        more = {"approver": signed["approver"], "signature": signed["signature"]}
        self.open(self.approver.draft(value, [RED], signature=more, trust=trust))
        self.assertIn("chữ ký của bạn là chữ ký thứ hai", self.text("review"))
        self.assertTrue(self.can_sign())

    # ---- a site whose root key was succeeded since the key file was made

    def succeeded_site(self):
        """The roots, and what a draft file of the site has then besides its programme."""
        first = files.FirstRoot(self.approver)
        second, third = (files.Key(self.home / f"{self._testMethodName}-{name}.pem") for name in ("second", "third"))
        chain = {"certificates": [third.signed(self.approver.certificate["text"])],
                 "successions": [files.succession(1, first, second), files.succession(2, second, third)]}
        trust = third.signed(self.approver.site_statement({self.approver.key: "Nguyễn Thị Hạnh"})["text"])
        return first, second, third, {"root": third.public, "roots": chain, "trust": trust}

    def test_follows_the_root_keys_of_its_site(self):
        _, _, third, site = self.succeeded_site()
        before = self.approver.statement(files.programme(4, [POSTER])) | {"approver": site["roots"]["certificates"][0]}
        value = files.programme(5, [POSTER], campaigns=[files.campaign("hang-ngay", share=7)])
        self.open(self.approver.draft(value, [], published=before, **site))
        self.assertTrue(self.can_sign(), self.text("review"))
        self.assertIn(third.public[:16], self.text("review"))
        self.assertIn("trọng số 1 → trọng số 7", self.text("review"))
        self.sign()
        signed = self.signature_file()
        self.assertEqual((signed["root"], signed["approver"]), (third.public, site["roots"]["certificates"][0]))
        self.assertTrue(self.approver.verifies(signed["statement"]["text"], signed["statement"]["signature"]))
        self.assertEqual(self.severe_messages(), [])

    def test_takes_a_newer_certificate_of_the_same_key(self):
        _, _, third, site = self.succeeded_site()
        lines = self.approver.certificate["text"].split("\n")
        lines[4] = str(int(lines[4]) + files.DAY)
        site["roots"]["certificates"] = [third.signed("\n".join(lines))]
        self.open(self.approver.draft(files.programme(1, [POSTER]), [RED], **site))
        self.sign()
        self.assertEqual(self.signature_file()["approver"], site["roots"]["certificates"][0])

    def test_refuses_a_chain_that_does_not_lead_from_its_own_root_key(self):
        first, second, third, site = self.succeeded_site()
        thief = files.Key(self.home / "thief.pem")
        one, two = site["roots"]["successions"]
        stranger = files.Approver(self.home / "stranger")

        def chain(*successions, certificates=None):
            return {"roots": {"certificates": certificates or site["roots"]["certificates"], "successions": list(successions)}}

        def ended_by(root, *successions):
            """A whole site statement and certificate of this last root."""
            trust = root.signed(site["trust"]["text"])
            certificate = root.signed(self.approver.certificate["text"])
            return {"root": root.public, "trust": trust} | chain(*successions, certificates=[certificate])

        broken, other = "chain of root keys does not hold", "another site than your key"
        uncertified = "has not certified your key"
        lies = {
            "no chain": ({"roots": None}, broken),
            "an empty one": (chain(), other),
            "a cut beginning": (chain(two), broken),
            "a cut end": (chain(one), other),
            "another order": (chain(two, one), broken),
            "one twice": (chain(one, two, two), broken),
            "a root that comes back": (ended_by(second, one, two, files.succession(3, third, second)), broken),
            "the old root did not sign": (ended_by(thief, files.succession(1, first, thief) | {"old": thief.sign("x")}), broken),
            "the new root did not sign": (chain(one, two | {"new": one["new"]}), broken),
            "another text": (chain(one | {"text": one["text"].replace("-1\n1\n", "-1\n1\n1")}, two), broken),
            "another site's": (ended_by(thief, files.succession(1, files.FirstRoot(stranger), thief)), other),
            "the own root is missing": (ended_by(third, files.succession(1, thief, third)), other),
            "it goes on": (chain(one, two, files.succession(3, third, thief)), other),
            "its last root is not the file's": ({"root": second.public}, other),
            "no list": ({"roots": {"certificates": [], "successions": {}}}, broken),
            "no texts": ({"roots": {"certificates": [], "successions": [None, 7]}}, broken),
            "no certificate": ({"roots": site["roots"] | {"certificates": []}}, uncertified),
            "a certificate by the root before": ({"roots": site["roots"] | {"certificates": [self.approver.certificate]}}, uncertified),
            "somebody else's": ({"roots": site["roots"] | {"certificates": [third.signed(stranger.certificate["text"])]}}, uncertified),
            "a statement by the root before": ({"trust": second.signed(site["trust"]["text"])}, "root did not sign"),
        }
        for name, (lie, words) in lies.items():
            with self.subTest(name):
                self.open(self.approver.draft(files.programme(1, [POSTER]), [RED], **(site | lie)))
                self.assertFalse(self.can_sign(), self.text("review"))
                self.page.find_element(By.CSS_SELECTOR, "[data-language=en]").click()
                self.wait(lambda: words in self.text("review"))
                self.assertFalse(self.can_sign())

    # ---- a hostile daemon

    def test_refuses_what_it_cannot_draw_or_believe(self):
        mine = self.approver
        value = files.programme(1, [POSTER])
        plain = files.canonical(value)
        stranger = {"ab" * 32: "Người lạ"}
        later = files.programme(1, [POSTER], issued_ms=value["issued_ms"] + 3 * files.DAY)
        subtitled = files.programme(1, [POSTER, files.media_item("phu-de.vtt", "subtitles", b"WEBVTT")])
        drafts = {
            "another site": mine.draft(value, [RED], root="00" * 32),
            "another file": mine.draft(value, [RED[:-1] + b"\0"]),
            "a file that is missing": mine.draft(value, []),
            "subtitles that are missing": mine.draft(subtitled, [RED]),
            "a file that is no picture": mine.draft(files.programme(1, [files.media_item("a.png", "image", b"text")]), [b"text"]),
            "a key that the page does not know": mine.draft(value | {"zones": []}, [RED]),
            "such a key in a campaign": mine.draft(files.programme(1, [POSTER], campaigns=[files.campaign("a", zone="x")]), [RED]),
            "a kind of media that it does not know": mine.draft(files.programme(1, [files.media_item("a", "page", RED)]), [RED]),
            "a key that stands there twice": mine.draft(value, [RED], bytes=plain[:-1] + ',"version":1}'),
            "another order of keys": mine.draft(value, [RED], bytes=json.dumps(dict(reversed(sorted(value.items()))), separators=(",", ":"), ensure_ascii=False)),
            "white space": mine.draft(value, [RED], bytes=plain.replace(":", ": ", 1)),
            "a fraction": mine.draft(value, [RED], bytes=plain.replace('"version":1', '"version":1.0')),
            "approvers whom root did not name": mine.draft(value, [RED], trust={"signature": "00" * 64, "text": "bangtin-trust-1\n"}),
            "an approver who was revoked": mine.draft(value, [RED], trust=mine.site_statement(stranger)),
            "a date in the future": mine.draft(later, [RED]),
            "a signature of nobody": mine.draft(value, [RED], signature={"approver": mine.certificate, "signature": "00" * 64}),
            "its own signature again": mine.draft(value, [RED], signature={"approver": mine.certificate,
                                                                       "signature": mine.statement(value)["signature"]}),
            "another format": mine.draft(value, [RED], format="bangtin-draft-9"),
            "bytes at the end": mine.draft(value, [RED]) + b"x",
            "half a file": mine.draft(value, [RED])[:-20],
            "no JSON": b"{\n" + RED,
            "no draft": RED,
        }
        for name, draft in drafts.items():
            with self.subTest(name):
                self.open(draft)
                self.assertFalse(self.can_sign(), self.text("review"))
                self.assertTrue(self.page.find_elements(By.CSS_SELECTOR, ".problem"))

    def test_shows_everything_where_the_programme_on_show_is_a_lie(self):
        value = files.programme(5, [POSTER], campaigns=[files.campaign("chen-vao")])
        honest = self.approver.statement(files.programme(4, [POSTER]))
        lies = {
            "unsigned": honest | {"bytes": files.canonical(value | {"version": 4})},
            "the version is another one": self.approver.statement(files.programme(3, [POSTER], campaigns=[files.campaign("chen-vao")])),
        }
        for name, published in lies.items():
            with self.subTest(name):
                self.open(self.approver.draft(value, [RED], published=published))
                self.assertIn("mọi thứ đều hiện là mới", self.text("review"))
                self.assertIn("chen-vao", self.text("review"))
                self.assertEqual(len(self.page.find_elements(By.CSS_SELECTOR, ".pictures img")), 1)

    def test_shows_texts_as_texts(self):
        title = "<img src=x onerror=alert(1)> \u202eabc\u200b"
        value = files.programme(1, [POSTER | {"title": title}], playlists=[
            {"items": [files.playlist_item("do.png", title=title)], "name": "sanh"}])
        self.open(self.approver.draft(value, [RED]))
        self.assertIn("<img src=x onerror=alert(1)> ⟨U+202E⟩abc⟨U+200B⟩", self.text("review"))
        self.assertEqual(len(self.page.find_elements(By.CSS_SELECTOR, "#review img")), 1)

    def test_speaks_to_nobody(self):
        self.open(self.approver.draft(files.programme(1, [POSTER]), [RED]))
        answer = self.page.execute_async_script(
            "const done = arguments[0]; fetch('http://127.0.0.1:9/').then(() => done('sent'), error => done('' + error))")
        self.assertIn("Failed to fetch", answer)
        self.assertTrue(any("Content Security Policy" in message for message in self.severe_messages()))
        sent = [json.loads(line["message"])["message"] for line in self.page.get_log("performance")]
        urls = {m["params"]["request"]["url"].split(":")[0] for m in sent if m["method"] == "Network.requestWillBeSent"}
        self.assertLessEqual(urls, {"file", "blob", "data", "http"})
        hosts = {m["params"]["request"]["url"] for m in sent if m["method"] == "Network.requestWillBeSent"
                 and m["params"]["request"]["url"].startswith("http")}
        self.assertLessEqual(hosts, {"http://127.0.0.1:9/"})

    def test_refuses_a_file_that_is_no_key(self):
        self.page.get("file://" + os.environ["BANGTIN_PAGE"])
        path = self.home / "khong-phai.key"
        forged = json.loads(self.approver.web_key.read_text(encoding="utf-8"))
        for content in (b"", b"{}", RED, json.dumps(forged | {"root": "11" * 32}).encode()):
            path.write_bytes(content)
            self.by_id("key-file").send_keys(str(path))
            self.wait(lambda: self.page.find_elements(By.CSS_SELECTOR, "#key-state .problem"))
            self.assertFalse(self.by_id("review-part").is_displayed())

    # ---- for everybody

    def test_fits_every_width(self):
        value = files.programme(1, [POSTER, FILM], campaigns=[files.campaign("mot-ten-chien-dich-dai-va-khong-co-dau-cach" * 2)])
        for width in (360, 768, 1920):
            with self.subTest(width):
                self.page.set_window_size(width, 900)
                self.open(self.approver.draft(value, [RED, CLIP]))
                wide, room = self.page.execute_script("return [document.documentElement.scrollWidth, innerWidth]")
                self.assertLessEqual(wide, room)

    def test_can_be_used_by_keyboard_alone(self):
        self.open(self.approver.draft(files.programme(1, [POSTER]), [RED]))
        self.page.execute_script("document.getElementById('draft-file').focus()")
        keys = ActionChains(self.page)
        keys.send_keys(Keys.TAB, Keys.SPACE, Keys.TAB, files.PASSPHRASE, Keys.ENTER).perform()
        self.wait(lambda: self.text("result"))
        self.signature_file()

    def test_speaks_both_languages(self):
        self.open(self.approver.draft(files.programme(1, [POSTER]), [RED]))
        self.assertEqual(self.page.title, "Phê duyệt chương trình")
        self.page.find_element(By.CSS_SELECTOR, "[data-language=en]").click()
        self.assertEqual(self.page.title, "Approve a programme")
        self.wait(lambda: "everything is shown as new" in self.text("review"))

    def test_has_no_serious_barrier(self):
        rules = browser.axe_script(os.environ["BANGTIN_NPM"])
        if rules is None:
            self.skipTest("axe-core cannot be had from npm here")
        self.open(self.approver.draft(files.programme(1, [POSTER, FILM]), [RED, CLIP]))
        self.page.execute_script(rules)
        found = self.page.execute_async_script("axe.run().then(arguments[0])")["violations"]
        self.assertEqual([(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")], [])


if __name__ == "__main__":
    unittest.main()
