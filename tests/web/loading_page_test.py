"""Files on their way from a browser to the daemon: dropped, sent in pieces, examined, accepted or rejected."""
import hashlib
import json
import random
import shutil
import unittest

from breaking_line import BreakingLine
from desk_site import DEMO, DeskTest, Keys

POSTER, FILM, GUIDE = "ap-phich-1-loi-ich-dich-vu-cong.png", "clip-2-bon-buoc-nop-ho-so-20s-720p.mp4", "huong-dan-2-nop-ho-so-truc-tuyen.pdf"


class Loading(DeskTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = BreakingLine(cls.daemon.port)
        cls.address = f"http://127.0.0.1:{cls.line.port}"

    @classmethod
    def tearDownClass(cls):
        cls.line.close()
        super().tearDownClass()

    def setUp(self):
        self.sign_in("editor", "library")
        self.wait(lambda: self.find("#drop"))

    def choose(self, *paths):
        self.by_id("choose-files").send_keys("\n".join(str(path) for path in paths))

    def drop(self, *paths):
        box = self.page.execute_script("const {x, y} = document.getElementById('drop').getBoundingClientRect(); return [x + 20, y + 20]")
        for kind in ("dragEnter", "dragOver", "drop"):
            self.page.execute_cdp_cmd("Input.dispatchDragEvent", {"type": kind, "x": box[0], "y": box[1], "data": {
                "items": [], "files": [str(path) for path in paths], "dragOperationsMask": 1}})

    def states(self):
        return dict(zip(self.texts(".transfer strong"), self.texts(".transfer-state")))

    def media(self):
        return {one["file"]: one for one in json.loads(self.daemon.call("media", "list", "--json"))}

    def made_up(self, name, count):
        path = self.home / name
        path.write_bytes(random.Random(name).randbytes(count))
        return path

    def test_a_folder_is_loaded_with_what_is_said_of_all(self):
        folder = self.home / "tháng 10"
        (folder / "phim").mkdir(parents=True)
        for name, place in ((POSTER, folder), (FILM, folder / "phim"), (GUIDE, folder / "phim")):
            shutil.copy(DEMO / name, place)
        (folder / ".hidden").write_text("x", encoding="utf-8")
        (folder / "thư.txt").write_text("Kính gửi", encoding="utf-8")
        self.find(".loading summary")[0].click()
        for key, text in (("theme", "III.2"), ("audience", "Người dân"), ("owner", "UBND xã")):
            self.by_id(f"batch-{key}").send_keys(text)
        self.drop(folder)
        self.wait(lambda: len(self.states()) == 4 and all(text.startswith(("accepted", "rejected")) for text in self.states().values()))
        states = self.states()
        self.assertTrue(states[FILM].startswith("accepted: video, 1280x720"), states)
        self.assertTrue(states["thư.txt"].startswith("rejected: "), states)
        self.assertIn(states["thư.txt"].removeprefix("rejected: ").split(": ")[0], self.daemon.call("jobs", "list", "--json"), "the command's reason")
        for name in (POSTER, FILM, GUIDE):
            one = self.media()[name]
            self.assertEqual((one["theme"], one["audience"], one["owner"]), ("III.2", "Người dân", "UBND xã"))
        self.wait(lambda: len(self.find(".media-row")) == 3)
        self.choose(folder / POSTER)
        self.wait(lambda: any(text.startswith("already there") for text in self.texts(".transfer-state")))
        self.assertEqual(self.mistakes(), [])
        self.look("loading")

    def test_an_upload_goes_on_where_the_connection_broke(self):
        path = self.made_up("vo-duyen.mp4", 6_000_000)
        self.line.break_after(2_000_000)
        self.choose(path)
        self.wait(lambda: self.states().get(path.name, "").startswith("rejected"))  # it is no film, but it came whole
        self.assertEqual(self.line.breaks, 1)
        ranges = [one["params"]["request"]["headers"].get("Content-Range") for one in self.traffic()
                  if one["method"] == "Network.requestWillBeSent" and one["params"]["request"]["method"] == "PUT"]
        self.assertEqual(ranges[0], "bytes 0-5999999/6000000")
        self.assertGreater(len(ranges), 1)
        for again in ranges[1:]:
            self.assertGreater(int(again.split()[1].split("-")[0]), 0, "what had arrived is not sent again")

    def test_after_a_reload_the_same_file_goes_on_where_it_stopped(self):
        path = self.made_up("dai.mp4", 20_000_000)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        # The first piece arrives, the second never leaves; then the page is gone.
        self.page.execute_script("""
            const send = XMLHttpRequest.prototype.send;
            let sent = 0;
            XMLHttpRequest.prototype.send = function (body) { if (++sent === 1) send.call(this, body); };""")
        self.choose(path)
        self.wait(lambda: self.arrived(digest) >= 8 * 1024 * 1024)
        before = self.arrived(digest)
        self.page.execute_script("window.onbeforeunload = null; addEventListener('beforeunload', event => event.stopImmediatePropagation(), true)")
        self.page.get("about:blank")
        self.page.get(self.address + "/#library")
        self.wait(lambda: self.find("#drop"))
        self.page.get_log("performance")
        self.choose(path)
        self.wait(lambda: self.states().get(path.name, "").startswith("rejected"))
        ranges = [one["params"]["request"]["headers"].get("Content-Range") for one in self.traffic()
                  if one["method"] == "Network.requestWillBeSent" and one["params"]["request"]["method"] == "PUT"]
        self.assertTrue(ranges[0].startswith(f"bytes {before}-"), ranges)

    def arrived(self, digest):
        return self.page.execute_async_script("fetch(arguments[0]).then(answer => answer.json()).then(said => arguments[1](said.arrived))", f"/v1/uploads/{digest}")

    def test_a_cancelled_file_goes_on_when_it_is_tried_again(self):
        path = self.made_up("huy.mp4", 20_000_000)
        self.page.execute_script("""
            const send = XMLHttpRequest.prototype.send;
            let sent = 0;
            XMLHttpRequest.prototype.send = function (body) { if (++sent !== 2) send.call(this, body); };""")
        self.choose(path)
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self.wait(lambda: self.arrived(digest) >= 8 * 1024 * 1024)
        self.wait(lambda: self.states()[path.name].startswith("sending"))
        self.go("wall")  # it goes on while another view is open
        self.wait(lambda: self.find("#wall"))
        self.go("library")
        self.wait(lambda: self.states().get(path.name, "").startswith("sending"))
        self.press('[aria-label="Cancel huy.mp4"]')
        self.wait(lambda: self.states()[path.name] == "cancelled")
        self.press('[aria-label="Try again: huy.mp4"]')
        self.wait(lambda: self.states()[path.name].startswith("rejected"))

    def test_a_file_that_is_too_long_or_empty_is_refused_before_it_is_sent(self):
        path = self.home / "dai-qua.mp4"
        with path.open("wb") as file:
            file.truncate(9_000_000_000)
        (self.home / "trong.png").write_bytes(b"")
        self.choose(path, self.home / "trong.png")
        self.wait(lambda: len(self.states()) == 2 and all(text.startswith("rejected") for text in self.states().values()))
        self.assertIn("the file has 9000 MB, and at most", self.states()[path.name])
        self.assertIn("trong.png is empty", self.states()["trong.png"])
        self.assertFalse([one for one in self.traffic() if one["method"] == "Network.requestWillBeSent" and one["params"]["request"]["method"] == "PUT"])

    def test_the_next_person_sees_nothing_of_what_the_one_before_loaded(self):
        (self.home / "rieng.png").write_bytes(b"")
        self.choose(self.home / "rieng.png")
        self.wait(lambda: self.states())
        self.press("#sign-out")
        self.wait(lambda: self.find("#secret"))
        self.by_id("secret").send_keys(self.tokens["approver"], Keys.ENTER)
        self.wait(lambda: self.find("#drop"))
        self.assertEqual(self.states(), {})

    def test_the_digest_of_pieces_is_that_of_the_whole(self):
        cases = [random.Random(count).randbytes(count) for count in (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000, 70_001)]
        found = self.page.execute_async_script("""
            const [all, done] = arguments;
            import('/web/desk/sha256.js').then(({Sha256}) => done(all.map(bytes => {
              const hash = new Sha256();
              for (let at = 0; at < bytes.length; at += 97) hash.update(Uint8Array.from(bytes.slice(at, at + 97)));
              return hash.finish();
            })));""", [list(case) for case in cases])
        self.assertEqual(found, [hashlib.sha256(case).hexdigest() for case in cases])

    def test_rate_and_time_left_come_from_the_last_seconds(self):
        said = self.page.execute_async_script("""
            const done = arguments[0];
            import('/web/desk/rate.js').then(({Rate}) => {
              const rate = new Rate(), said = [];
              for (const [now, bytes] of [[0, 0], [500, 1000], [1000, 2000], [20000, 2000], [21000, 3000]]) {
                rate.add(now, bytes);
                said.push([rate.perSecond(), rate.left(10000)]);
              }
              done(said);
            });""")
        self.assertEqual(said, [[0, None], [0, None], [2000, 4], [0, None], [1000, 7]])


if __name__ == "__main__":
    unittest.main()
