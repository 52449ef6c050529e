"""The evidence of a month in the page: the daemon's numbers as they are, what a person typed as text, files by role."""
import json
import os
import pathlib
import re
import unittest

import desk_site

MONTH = "2026-10"
HOUR = 1790812800000  # 1 October 2026, 07:00 in Asia/Ho_Chi_Minh
HOSTILE = "<img src=x onerror=alert(1)>"


def count(plays, airtime_s, partial=0, failed=0, uncounted=0, **by):
    return {"plays": plays, "airtime_s": airtime_s, "partial": partial, "failed": failed, "uncounted": uncounted, **by}


ANSWERS = {
    "/v1/site": {"now": HOUR + 60 * 24 * 3600 * 1000, "timezone": "Asia/Ho_Chi_Minh"},
    f"/v1/plays/count?month={MONTH}&by=day": [count(1200, 14400, 3, 2, 1, day=f"{MONTH}-01"), count(34, 408, day=f"{MONTH}-31")],
    f"/v1/plays/count?month={MONTH}&by=task": [count(34, 408, task=""), count(1200, 14400, 3, 2, 1, task="IV.2.c")],
    f"/v1/plays/count?month={MONTH}&by=theme": [count(1234, 14808, 3, 2, 1, theme="III.2")],
    f"/v1/plays/count?month={MONTH}&by=venue": [count(1234, 14808, 3, 2, 1, venue="service-centre")],
    f"/v1/plays/count?month={MONTH}&by=screen": [count(1234, 14808, 3, 2, 1, screen=HOSTILE)],
    f"/v1/plays/shortfalls?month={MONTH}": {"month": MONTH, "near_edge": 0, "reasons": [
        {"reason": "late-join", "partial": 3, "failed": 0, "uncounted": 0}, {"reason": "a-new-word", "partial": 0, "failed": 2, "uncounted": 1}]},
    f"/v1/plays/compliance/hours?month={MONTH}": [
        {"screen": "lobby", "hour": HOUR, "planned_s": 3600, "missing_s": 1200, "cause": "player-off"},
        {"screen": "gate", "hour": HOUR, "planned_s": 3600, "missing_s": 3600, "cause": "offline"}],
    "/v1/plan": {"tasks": [{"code": "IV.2.c", "title": "Tuyên truyền trực quan"}], "themes": [{"code": "III.2", "title": "Vai trò"}],
                 "venues": [{"code": "service-centre", "title": "Sảnh"}], "report": {}},
}

# Nothing plays in this test: the page gets these answers in place of the daemon's.
ANSWER_INSTEAD = """
    const answers = arguments[0], asked = window.fetch;
    window.fetch = (path, more) => path in answers ? Promise.resolve(Response.json(answers[path])) : asked(path, more);"""


class EvidencePage(desk_site.DeskTest):
    def open(self, role="viewer", language="en"):
        self.sign_in(role, "wall", language)
        self.page.execute_script(ANSWER_INSTEAD, ANSWERS)
        self.go(f"evidence/{MONTH}")
        self.wait(lambda: self.find("#totals"))

    def test_tells_the_daemons_numbers(self):
        self.open()
        self.assertEqual(self.texts("#totals dd"), ["1,234", "4 h 6 min", "3", "2", "1", "99.5 %"])
        tables = self.texts("table.counts caption")
        self.assertEqual(tables[:5], ["By task of the plan", "By theme", "By venue", "By screen", "By day"])
        self.assertEqual(self.texts("table.counts:first-of-type tbody th")[:2], ["IV.2.c · Tuyên truyền trực quan", "none"])
        self.assertEqual(self.texts("#reasons tbody th"), ["the screen began in the middle of it", "a-new-word"])
        bars = self.page.execute_script("return [...document.querySelectorAll('.chart .bar')].map(one => Number(one.getAttribute('height')))")
        self.assertEqual(len(bars), 31)
        self.assertEqual(self.page.execute_script("return [...document.querySelectorAll('.chart text')].slice(0, 5).map(one => one.textContent)"),
                         ["0", "500", "1,000", "1,500", "2,000"])
        self.assertAlmostEqual(bars[0] / bars[30], 1200 / 34, 3)
        self.assertEqual(sum(1 for height in bars if height > 0), 2)

    def test_writes_numbers_as_the_reader_does(self):
        self.open(language="vi")
        self.assertEqual(self.texts("#totals dd"), ["1.234", "4 giờ 6 phút", "3", "2", "1", "99,5 %"])
        self.assertIn("10/2026", self.text("h2"))

    def test_shows_what_a_person_typed_as_text(self):
        self.open()
        self.assertIn(HOSTILE, self.texts("table.counts tbody th"))
        self.assertEqual(self.find("main img"), [])

    def test_tells_in_which_hours_planned_time_was_missing_and_why(self):
        self.open()
        field, = self.find("#heat button")
        self.assertEqual(field.get_attribute("aria-label"),
                         "2026-10-01, 7:00: 1 h 20 min of 2 h 0 min not shown (66.7 %). the screen could not reach the daemon")
        self.press("#heat button")
        self.wait(lambda: "1 h 20 min of 2 h 0 min" in self.text("#told"))
        self.page.execute_script("""
            const choice = document.querySelector('#hours-screen');
            choice.value = 'lobby'; choice.dispatchEvent(new Event('change'));""")
        self.assertIn("20 min 0 s of 1 h 0 min not shown (33.3 %)", self.find("#heat button")[0].get_attribute("aria-label"))
        self.assertTrue(self.find(".missing.level-2"))

    def test_files_are_for_those_who_may_have_them(self):
        formats = lambda: [re.sub(r".*/v1/plays/", "", one.get_attribute("href")) for one in self.find("#downloads a")]
        self.open("viewer")
        self.assertEqual(formats(), [f"heads?month={MONTH}"])
        self.open("editor")
        self.assertEqual(formats(), [f"export?month={MONTH}&format={one}&lang=en" for one in ("pdf", "xlsx", "csv", "json")] + [f"heads?month={MONTH}"])
        status = self.page.execute_async_script(
            f"const done = arguments[0]; fetch('/v1/plays/export?month={MONTH}&format=csv').then(one => done(one.status));")
        self.assertEqual(status, 200)

    def test_leads_to_the_months_before_and_after_and_shows_an_empty_one(self):
        self.open()
        self.assertEqual([one.get_attribute("href").rsplit("/", 1)[1] for one in self.find(".chooser a")], ["2026-09", "2026-11"])
        self.page.refresh()
        self.wait(lambda: self.texts("#totals dd") == ["0", "0 s", "0", "0", "0"])
        self.go("evidence/not-a-month")
        self.wait(lambda: self.find("#totals"))
        self.assertEqual(len(self.find(".chooser a")), 1, "of the present month there is none after")
        self.assertEqual(self.mistakes(), [])

    def test_knows_every_word_of_the_report(self):
        source = pathlib.Path(os.environ["BANGTIN_DEMO"], "../evidence/report/reason_text.cpp").read_text(encoding="utf-8")
        known = dict(re.findall(r'\{"([a-z-]+)",\s*msg\("([^"]*)"\)', source))
        self.assertGreater(len(known), 40)
        self.open()
        told = self.page.execute_async_script("""
            const [words, done] = arguments;
            import('/web/desk/reasons.js').then(({reasonWords}) => done(Object.fromEntries(words.map(one => [one, reasonWords(one)]))));""", list(known))
        self.assertEqual(told, known)

    def test_fits_every_width_and_breaks_no_rule_of_accessibility(self):
        self.open("editor", "vi")
        self.look("evidence")


if __name__ == "__main__":
    unittest.main()
