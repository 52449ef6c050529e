// One month in every format: CSV, workbook, PDF and evidence have the same totals.
// With BANGTIN_KEEP_REPORTS=folder the files stay there, to be looked at.
#include <gmock/gmock.h>

#include <cstdlib>
#include <regex>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "evidence/report/heads_text.hpp"
#include "evidence/report/report_summary.hpp"
#include "evidence/report/vietnamese.hpp"
#include "evidence/verify/export_verifier.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

using playlists::programme::programme;
using ::testing::HasSubstr;

struct month_totals {
  std::int64_t plays = 0, seconds = 0, partial = 0, failed = 0, uncounted = 0;
  bool operator==(const month_totals&) const = default;
};
void PrintTo(const month_totals& t, std::ostream* out) {
  *out << fmt::format("{} plays, {} s, {} partial, {} failed, {} uncounted", t.plays, t.seconds, t.partial,
                      t.failed, t.uncounted);
}

// Two screens at two venues, and on one of them a second campaign for another task.
programme two_screens(const playlists::programme::file_ref& file, utc_ms issued) {
  programme p = small_programme(1, file, issued);
  playlists::programme::media_item flyer = p.media.front();
  flyer.name = "flyer.png";
  flyer.title = "Tờ rơi, \"mới\"";
  flyer.theme = "III.4";
  p.media.insert(p.media.begin(), flyer);
  playlists::programme::screen hall;
  hall.name = "hall";
  hall.venue = "market";
  p.screens.insert(p.screens.begin(), hall);
  p.playlists.insert(p.playlists.begin(), {"flyers", {{"flyer.png", milliseconds(15'000), "", "", ""}}});
  playlists::programme::campaign market = p.campaigns.front();
  market.name = "market-day";
  market.playlist = "flyers";
  market.task = "IV.3.c";
  market.screens = {"hall"};
  p.campaigns.push_back(market);
  return p;
}

class month : public site {
 protected:
  month() {
    start();
    hall_.name = "hall";
    pair(lobby_);
    pair(hall_);
    programme_ = two_screens(store("a picture"), clock_.now().utc);
    answer a = admin("POST", "/v1/programmes", publication(signed_by_approver(programme_), root_));
    EXPECT_EQ(a.status, 200) << a.body;
    for (fake_screen* s : {&lobby_, &hall_}) {
      s->begin(clock_.now().utc);
      for (int day = 0; day < 3; ++day) plays_of_a_day(*s, clock_.now().utc + std::chrono::hours(24 * day));
    }
    clock_.ms += 3LL * 24 * 3'600'000;
    for (fake_screen* s : {&lobby_, &hall_}) {
      EXPECT_EQ(post_plays(*s, s->batch(1, s->lines.size())).status, 200);
    }
    clock_.ms += 40LL * 24 * 3'600'000;
  }

  void plays_of_a_day(fake_screen& s, utc_ms from) {
    using namespace playlists::schedule;
    int n = 0;
    for (const slot& at : timeline(programme_, *programme_.find_screen(s.name), day_of(programme_, from))) {
      if (at.from >= from && at.campaign >= 0 && n < 40) play(s, at, n++);
    }
    EXPECT_EQ(n, 40);
  }

  // Of ten plays one is partial, one failed, one has no END and one an END that tells of another play.
  void play(fake_screen& s, const playlists::schedule::slot& at, int n) {
    const playlists::programme::campaign& c = programme_.campaigns.at(static_cast<std::size_t>(at.campaign));
    const std::string& media = programme_.find_playlist(c.playlist)->items.front().media;
    evidence::record start = s.blank(evidence::record_type::start, at.from);
    start.play = evidence::play_facts{
        start.seq, playlists::text::programme_digest(programme_), c.name, media, at.from, at.to - at.from};
    s.append(start);
    if (n % 10 == 3) return;
    // 3 in 10 CSV lines would be wrong by a second if sums were made of milliseconds.
    evidence::play_end end{at.to - at.from - milliseconds(123 + n), 1, 0, "connected",
                           evidence::play_outcome::complete,        ""};
    if (n % 10 == 5)
      end = {milliseconds(4'000), 1, 0, "connected", evidence::play_outcome::partial, "stopped"};
    if (n % 10 == 7) {
      end = {milliseconds(0), 0, 0, "connected", evidence::play_outcome::failed, "decoder-crash"};
    }
    evidence::record last = s.blank(evidence::record_type::end, at.from + end.shown);
    last.play = start.play;
    if (n % 10 == 9) last.play->planned += milliseconds(1);
    last.end = end;
    s.append(last);
  }

  std::string file(const std::string& format) {
    answer a = admin("GET", "/v1/plays/export?month=2026-10&format=" + format);
    EXPECT_EQ(a.status, 200) << format << ": " << a.body.substr(0, 500);
    if (const char* keep = std::getenv("BANGTIN_KEEP_REPORTS")) {
      write_file(std::filesystem::path(keep) / ("month." + format), a.body).value();
    }
    return a.body;
  }
  // What a command prints that reads the bytes from the file at the end of its line.
  std::string read_by(const std::string& command, const std::string& bytes) {
    const std::filesystem::path in = folder_ / "in", out = folder_ / "out";
    write_file(in, bytes).value();
    EXPECT_EQ(std::system(fmt::format(fmt::runtime(command), in.string(), out.string()).c_str()), 0)
        << command;
    return read_file(out, 100'000'000).value();
  }

  fake_screen lobby_, hall_;
  programme programme_;
};

month_totals totals_of_csv(const std::string& csv) {
  month_totals t;
  std::vector<std::string> lines = split(csv, '\n');
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    // The figures stand last; texts before them may have commas.
    std::vector<std::string> f = split(std::string(trimmed(lines[i])), ',');
    auto figure = [&](std::size_t from_end) { return std::stoll(f.at(f.size() - from_end)); };
    t.plays += figure(6);
    t.seconds += figure(5);
    t.partial += figure(4);
    t.failed += figure(3);
    t.uncounted += figure(1);
  }
  return t;
}

// The row of sums below the first sheet.
month_totals totals_of_workbook(const std::string& sheet) {
  auto sum = [&](const char* column) {
    std::smatch found;
    const std::regex cell(std::string("<f>SUBTOTAL\\(109,") + column + "2[^<]*</f><v>([^<]+)</v>");
    return std::regex_search(sheet, found, cell) ? std::stod(found[1].str()) : -1.0;
  };
  auto whole = [&](const char* column) { return static_cast<std::int64_t>(sum(column)); };
  return {whole("E"), std::llround(sum("F") * 86'400), whole("G"), whole("H"), whole("I")};
}

// What the report says in its second sentence, and in the last line of its first table.
void expect_in_pdf(const std::string& text, const month_totals& t) {
  using evidence::report::number_text;
  const std::string said = std::regex_replace(text, std::regex("\\s+"), " ");
  EXPECT_THAT(said, HasSubstr(fmt::format(
                        "Tổng số lượt đã bắt đầu phát là {}, trong đó {} lượt được tính, {} lượt "
                        "phát chưa trọn vẹn, {} lượt không phát được và {} lượt không đủ căn cứ",
                        number_text(t.plays + t.partial + t.failed + t.uncounted), number_text(t.plays),
                        number_text(t.partial), number_text(t.failed), number_text(t.uncounted))));
  EXPECT_THAT(said,
              HasSubstr("Tổng cộng " + number_text(t.plays) + " " + evidence::report::clock_text(t.seconds)));
}

TEST_F(month, has_the_same_totals_in_every_format) {
  const month_totals t = totals_of_csv(file("csv"));
  EXPECT_EQ(t.partial, 24);
  EXPECT_EQ(t.failed, 24);
  EXPECT_EQ(t.uncounted, 48);
  EXPECT_EQ(t.plays, 144);
  EXPECT_EQ(totals_of_workbook(read_by("unzip -p '{}' xl/worksheets/sheet1.xml > '{}'", file("xlsx"))), t);
  expect_in_pdf(read_by("pdftotext -layout '{}' '{}'", file("pdf")), t);

  evidence::checker::export_verifier v({.root = root_.public_part(), .heads = {}});
  v.feed(file("json"));
  const evidence::checker::verify_report recounted = v.finish();
  month_totals from_records;
  std::int64_t airtime_ms = 0;
  for (const auto& [screen, of] : recounted.totals) {
    from_records.plays += of.plays;
    from_records.partial += of.partial;
    from_records.failed += of.failed;
    from_records.uncounted += of.uncounted;
    airtime_ms += of.airtime_ms;
  }
  EXPECT_EQ(from_records.plays, t.plays);
  EXPECT_EQ(from_records.partial, t.partial);
  EXPECT_EQ(from_records.failed, t.failed);
  EXPECT_EQ(from_records.uncounted, t.uncounted);
  for (const auto& finding : recounted.bad.kept) ADD_FAILURE() << in_english(finding.what);
  const auto lines = std::ssize(split(file("csv"), '\n')) - 2;
  EXPECT_LE(std::abs(airtime_ms - t.seconds * 1000), 500 * lines) << "half a second a line is rounding";
}

TEST_F(month, carries_root_key_and_digest_of_its_evidence_out_of_the_system) {
  const std::string evidence = file("json"), pdf = file("pdf");
  EXPECT_EQ(file("pdf"), pdf) << "the same data, the same bytes";
  EXPECT_EQ(file("json"), evidence);
  auto text = evidence::report::heads_text_in(pdf);
  ASSERT_TRUE(text) << describe(text.error());
  evidence::report::filed_heads heads = evidence::report::heads_from_text(*text).value();
  EXPECT_EQ(heads.evidence, sha256(evidence));
  EXPECT_EQ(heads.root, root_.public_part());
  ASSERT_EQ(heads.heads.size(), 2U);
  EXPECT_EQ(heads.heads[1].head.seq, std::ssize(lobby_.lines));
  answer sheet = admin("GET", "/v1/plays/heads?month=2026-10");
  ASSERT_EQ(sheet.status, 200) << sheet.body;
  EXPECT_EQ(*evidence::report::heads_text_in(sheet.body), *text);

  evidence::checker::export_verifier v({.root = root_.public_part(), .heads = heads});
  v.feed(evidence);
  for (const auto& finding : v.finish().bad.kept) ADD_FAILURE() << in_english(finding.what);
  for (const auto& entry : std::filesystem::directory_iterator(setup_.data / "ingest")) {
    ADD_FAILURE() << entry.path() << " is left behind";
  }
}

TEST_F(month, is_one_moment_in_all_formats_of_one_call) {
  answer both = admin("GET", "/v1/plays/export?month=2026-10&format=pdf,csv,json");
  ASSERT_EQ(both.status, 200) << both.body;
  std::map<std::string, std::string> files;
  std::size_t at = 0;
  for (const std::string& entry : split(both.headers["bangtin-report-files"], ',')) {
    const std::vector<std::string> part = split(trimmed(entry), '=');
    ASSERT_EQ(part.size(), 2U) << entry;
    const std::size_t size = std::stoul(part[1]);
    files[part[0]] = both.body.substr(at, size);
    at += size;
  }
  EXPECT_EQ(at, both.body.size());
  EXPECT_EQ(files.size(), 3U);
  EXPECT_EQ(both.body.find(files["json"]), 0U) << "the largest comes first";
  EXPECT_EQ(files["csv"], file("csv"));
  auto heads = evidence::report::heads_from_text(*evidence::report::heads_text_in(files["pdf"]));
  ASSERT_TRUE(heads);
  EXPECT_EQ(heads->evidence, sha256(files["json"]));
  for (const char* wrong : {"pdf,", "pdf,pdf", "pdf,xml", ",json"}) {
    EXPECT_EQ(admin("GET", std::string("/v1/plays/export?month=2026-10&format=") + wrong).status, 400)
        << wrong;
  }
  for (const auto& entry : std::filesystem::directory_iterator(setup_.data / "ingest")) {
    ADD_FAILURE() << entry.path() << " is left behind";
  }
}

class new_site : public site {};

TEST_F(new_site, has_an_empty_report_and_no_evidence_yet) {
  start();
  EXPECT_EQ(admin("GET", "/v1/plays/export?month=2026-10&format=json").status, 404);
  EXPECT_EQ(admin("GET", "/v1/plays/export?month=2026-10&format=csv,json").status, 404);
  answer pdf = admin("GET", "/v1/plays/export?month=2026-10&format=pdf");
  ASSERT_EQ(pdf.status, 200) << pdf.body;
  auto heads = evidence::report::heads_from_text(*evidence::report::heads_text_in(pdf.body));
  ASSERT_TRUE(heads);
  EXPECT_EQ(heads->evidence, std::nullopt);
  EXPECT_EQ(heads->root, std::nullopt);
}

}  // namespace
}  // namespace bangtin::scheduler::test
