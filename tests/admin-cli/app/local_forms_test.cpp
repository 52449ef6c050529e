// The forms of dates and decimals in what whole commands print, in both languages.
#include <regex>

#include "admin-cli/commands/fake_desk.hpp"
#include "base/version.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::app {
namespace {

using commands::answer;
using commands::heard;
using commands::spoken;
using commands::test_now;
using ::testing::HasSubstr;
using ::testing::Not;
using words = std::vector<std::string>;

// Everything that a listing reads has a date, and where there are decimals, a part.
class written_forms : public commands::desk {
 protected:
  written_forms() {
    answer_about_the_site();
    answer_about_plays();
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
    loaded[1].review = "2026-09-30";
    picture("cu.png");
    loaded.back().removed = test_now;
    // The names and titles are plain, so every date and decimal is the command's own.
    apply(
        "slate = 'slate.png'\n[[screen]]\nname = 'lobby'\nopen = [ { days = 'mon-fri', hours = '07:00-17:00' "
        "} ]\n"
        "[[playlist]]\nname = 'a'\nitems = [ { media = 'áp phích.png', duration = '1500ms' }, { media = "
        "'phim.mp4' } ]\n"
        "[[campaign]]\nname = 'always'\nplaylist = 'a'\nscreens = ['all']\nshare = 2\nexcept = "
        "['2026-10-12']\n"
        "[[campaign]]\nname = 'other'\nplaylist = 'a'\nscreens = ['all']\nfrom = '2026-10-01'\nto = "
        "'2026-10-20'\n"
        "[[ticker]]\ntext = 'Nghỉ lễ'\nscreens = ['all']\nfrom = '2026-10-01'\nto = '2026-10-20'\n");
    publish(3);
  }

  spoken in(const std::string& language, words call_words) {
    call_words.insert(call_words.end(), {"--lang", language});
    return call(call_words);
  }

  const std::vector<words> listings{{"status"},
                                    {"screen", "list"},
                                    {"screen", "show", "lobby"},
                                    {"media", "list"},
                                    {"media", "list", "--review"},
                                    {"media", "list", "--removed"},
                                    {"media", "show", "áp phích.png"},
                                    {"history"},
                                    {"diff"},
                                    {"jobs", "list"},
                                    {"jobs", "show", "1"},
                                    {"emergency", "list"},
                                    {"playlist", "list"},
                                    {"playlist", "show", "a"},
                                    {"campaign", "list"},
                                    {"campaign", "show", "other"},
                                    {"ticker", "list"},
                                    {"site", "show"},
                                    {"doctor"},
                                    {"preview", "--screen", "lobby", "--date", "2026-10-11", "--days", "2"},
                                    {"explain", "--screen", "lobby", "--at", "12/10/2026 8:00"},
                                    {"plays", "count", "--by", "day,media"},
                                    {"plays", "compliance"},
                                    {"plays", "compliance", "--hours"},
                                    {"plays", "recount"},
                                    {"plays", "at", "--screen", "lobby", "--at", "9/10/2026 7:00"}};

 private:
  void answer_about_the_site() {
    wire::admin::site site;
    site.version = program_version;
    site.programme_version = 4;
    site.timezone = "Asia/Ho_Chi_Minh";
    site.now = test_now;
    site.clock = "synced";
    site.ledger_checked = test_now - std::chrono::days(9);
    daemon.on("GET /v1/site", canonical(wire::admin::encode(site)));
    daemon.on("GET /healthz", R"({"status":"ok"})");
    wire::admin::media_limits limits;
    limits.room = 1'900'000'000;
    limits.quota = 63'900'000'000;
    limits.quota_left = 1'500'000'000;
    daemon.on("GET /v1/media/limits", canonical(wire::admin::encode(limits)));
    daemon.on("GET /v1/pairing-requests", "[]");
    daemon.on("GET /v1/plan", [](const heard&) {
      return answer{404, commands::problem("not_found", "there is no {}", "plan", "make it")};
    });
    wire::admin::screen s;
    s.name = "lobby";
    s.paired = test_now - std::chrono::days(3);
    s.last_seen = test_now;
    s.shown_since = test_now - std::chrono::days(2);
    s.programme_version = 3;
    s.now_playing = "phim.mp4";
    s.disk_free_bytes = 63'900'000'000;
    s.clock = "synced";
    s.programme_format = 2;
    s.changeover_version = 4;
    s.changeover = test_now + std::chrono::days(1);
    daemon.on("GET /v1/screens", "[" + canonical(wire::admin::encode(s)) + "]");
    daemon.on(
        "GET /v1/programmes",
        R"([{"version":3,"identity":")" + std::string(64, 'a') +
            R"(","approver":"B","issued":1791590400000,"expires":1791590400000,"published":1791590401000}])");
    const std::string job =
        R"({"id":1,"kind":"ingest","file":"phim.mp4","state":"queued","progress_pct":0,"eta_s":null,)"
        R"("queued":1791590400000,"who":"desk","failure":null,"item":null})";
    daemon.on("GET /v1/jobs", "[" + job + "]");
    daemon.on("GET /v1/jobs/1", job);
    wire::admin::notice n;
    n.id = "abc";
    n.issued = test_now;
    n.expires = test_now + std::chrono::hours(1);
    n.text = "Chào";
    n.screens = {{"lobby", test_now, {}, {}}};
    daemon.on("GET /v1/notices", canonical(wire::admin::encode(wire::admin::notice_list{1, {n}})));
    daemon.on("GET /v1/media", [this](const heard& h) {
      const bool removed = h.target.find("removed=true") != std::string::npos;
      std::vector<wire::admin::media_item> all;
      for (const wire::admin::media_item& m : loaded) {
        if (m.removed.has_value() == removed) all.push_back(m);
      }
      return answer{200, canonical(wire::admin::encode_list(all))};
    });
  }
  void answer_about_plays() {
    daemon.on("GET /v1/plays/count",
              R"([{"day":"2026-10-09","media":"phim.mp4","plays":3,"airtime_s":90,"partial":0,"failed":0}])");
    daemon.on("GET /v1/plays/shortfalls", R"({"month":"2026-10","near_edge":0,"reasons":[]})");
    daemon.on("GET /v1/plays/compliance",
              R"([{"screen":"lobby","campaign":"always","planned_s":300,"shown_s":200,"partial_s":0,)"
              R"("failed_s":0,"off_s":0,"offline_s":0,"interrupted_s":0,"unknown_s":100,"cause":""}])");
    daemon.on("GET /v1/plays/compliance/hours",
              R"([{"screen":"lobby","hour":1791590400000,"planned_s":300,"missing_s":100,"cause":""}])");
    daemon.on("POST /v1/plays/recount",
              R"({"equal":false,"starts":12,"differences":[{"day":"2026-10-09","hour":"09","screen":"lobby",)"
              R"("campaign":"always","media":"phim.mp4","reason":"","stored":3,"recounted":2}]})");
    daemon.on("GET /v1/plays/at",
              R"({"screen":"lobby","at":1791504000000,"near_a_change":false,"verdict":"ours",)"
              R"("reason":"counted","media":"phim.mp4","title":"Phim","campaign":"always","programme":"aa",)"
              R"("version":3,"approver":"B","approved":1791500000000,"began":1791504000000,)"
              R"("ended":1791504030000,"bound_ms":null,"log":"abc","seq":1,"end_seq":2,"planned":true,)"
              R"("head_seq":2,"head_hash":"aa","received":1791504040000,"notice":null,"text":null})");
  }
};

std::string joined(const words& all) {
  std::string text;
  for (const std::string& word : all) text += word + " ";
  return text;
}

TEST_F(written_forms, no_listing_in_vietnamese_has_an_iso_date_or_a_decimal_point) {
  const std::regex iso("[0-9]{4}-[0-9]{2}"), point("[0-9]\\.[0-9]");
  int dates = 0, decimals = 0;
  for (const words& listing : listings) {
    spoken said = in("vi", listing);
    for (std::size_t at; (at = said.out.find(program_version)) != std::string::npos;) {
      said.out.erase(at, std::string_view(program_version).size());  // of a program, which is no decimal
    }
    EXPECT_LE(said.code, 1) << joined(listing) << said.err;
    EXPECT_NE(said.out, "") << joined(listing) << said.err;
    EXPECT_FALSE(std::regex_search(said.out, iso)) << joined(listing) << "\n" << said.out;
    EXPECT_FALSE(std::regex_search(said.out, point)) << joined(listing) << "\n" << said.out;
    if (std::regex_search(said.out, std::regex("[0-9]{2}/[0-9]{2}/2026"))) ++dates;
    if (std::regex_search(said.out, std::regex("[0-9],[0-9] (%|GB)"))) ++decimals;
  }
  EXPECT_GE(dates, 15) << "most of them have dates, and say them";
  EXPECT_GE(decimals, 3);
}

TEST_F(written_forms, english_keeps_iso_and_the_point) {
  const std::regex office("[0-9]{2}/[0-9]{2}/[0-9]{4}"), comma("[0-9],[0-9] (%|GB|MB)");
  for (const words& listing : listings) {
    spoken said = in("en", listing);
    EXPECT_FALSE(std::regex_search(said.out, office)) << joined(listing) << "\n" << said.out;
    EXPECT_FALSE(std::regex_search(said.out, comma)) << joined(listing) << "\n" << said.out;
  }
}

TEST_F(written_forms, json_is_the_same_in_both_languages) {
  for (const words& listing :
       {words{"media", "list"}, words{"history"}, words{"emergency", "list"}, words{"campaign", "list"},
        words{"plays", "count", "--by", "day,media"}, words{"plays", "compliance"},
        words{"plays", "compliance", "--hours"}, words{"playlist", "show", "a"}}) {
    words call_words = listing;
    call_words.emplace_back("--json");
    EXPECT_EQ(in("vi", call_words).out, in("en", call_words).out) << joined(listing);
  }
}

TEST_F(written_forms, of_a_month_are_told_in_its_language) {
  EXPECT_THAT(in("vi", {"plays", "count", "--by", "day,media", "--month", "10/2026"}).out,
              HasSubstr("10/2026"));
  EXPECT_THAT(in("en", {"plays", "count", "--by", "day,media", "--month", "last month"}).out,
              HasSubstr("2026-09"));
  EXPECT_THAT(in("vi", {"plays", "compliance", "--month", "tháng trước"}).out, HasSubstr("09/2026"));
  EXPECT_THAT(in("vi", {"plays", "compliance", "--hours", "--month", "tháng này"}).out, HasSubstr("10/2026"));
  daemon.on("GET /v1/plays/count", "[]");
  EXPECT_THAT(in("vi", {"plays", "count", "--month", "tháng trước"}).out, HasSubstr("tháng 09/2026"));
}

// What the daemon and the analysis say has its values written where it is read.
TEST_F(written_forms, findings_of_check_are_written_in_the_reader_s_form) {
  apply(
      "slate = 'slate.png'\n[[screen]]\nname = 'lobby'\n[[playlist]]\nname = 'a'\nitems = [ { media = "
      "'áp phích.png' } ]\n"
      "[[campaign]]\nname = 'over'\nplaylist = 'a'\nscreens = ['all']\nfrom = '2026-01-01'\nto = "
      "'2026-01-20'\n"
      "[[campaign]]\nname = 'soon over'\nplaylist = 'a'\nscreens = ['all']\nto = '2026-10-12'\n"
      "[[campaign]]\nname = 'late'\nplaylist = 'a'\nscreens = ['all']\nfrom = '2029-10-12'\n");
  EXPECT_THAT(in("en", {"check"}).out, HasSubstr("2026-01-20"));
  const spoken said = in("vi", {"check"});
  EXPECT_THAT(said.out, HasSubstr("20/01/2026"));
  EXPECT_THAT(said.out, HasSubstr("12/10/2029"));
  EXPECT_FALSE(std::regex_search(said.out, std::regex("[0-9]{4}-[0-9]{2}"))) << said.out;
}

}  // namespace
}  // namespace bangtin::admin_cli::app
