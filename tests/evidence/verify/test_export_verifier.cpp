// Real evidence files, and what is wrong with them once they were changed.
#include "evidence/verify/export_verifier.hpp"

#include <gtest/gtest.h>

#include <random>

#include "evidence/verify/checked.hpp"
#include "evidence/verify/mutation.hpp"
#include "support/evidence_site.hpp"
#include "wire/certificates.hpp"

namespace bangtin::evidence::checker::test {
namespace {

using scheduler::test::evidence_file;
using scheduler::test::evidence_site;

evidence_site& site() {
  static evidence_site s(2);
  return s;
}
const evidence_file& october() {
  static const evidence_file f = site().month("2026-10");
  return f;
}

TEST(an_evidence_file, holds_in_pieces_of_any_size) {
  verify_options known{site().root().public_part(), october().heads};
  for (std::size_t piece : {1UL, 7UL, 1000UL, 1UL << 20}) {
    verify_report r = checked(october().text, known, piece);
    EXPECT_EQ(said(r), "") << "in pieces of " << piece;
    EXPECT_EQ(r.logs.size(), 5U);
    EXPECT_EQ(r.sha256, sha256(october().text));
  }
}

TEST(an_evidence_file, has_the_same_bytes_again) {
  EXPECT_EQ(site().month("2026-10").text, october().text);
}

TEST(an_evidence_file, holds_for_every_month) {
  for (const char* month : {"2026-08", "2026-09", "2026-11", "2026-12"}) {
    EXPECT_EQ(said(checked(site().month(month).text)), "") << month;
  }
}

TEST(an_evidence_file, of_a_month_without_plays_has_no_logs) {
  verify_report r = checked(site().month("2026-08").text);
  EXPECT_TRUE(r.logs.empty());
  EXPECT_EQ(r.counts.record, 0);
}

TEST(an_evidence_file, gives_the_totals_that_the_daemon_counts) {
  verify_report r = checked(october().text);
  ASSERT_EQ(r.totals.size(), 3U);
  const totals_line& lobby = r.totals.at("lobby");
  EXPECT_GT(lobby.plays, 0);
  EXPECT_GT(lobby.partial, 0);
  EXPECT_GT(lobby.failed, 0);
  EXPECT_EQ(lobby.airtime_ms, lobby.plays * 10'000);
}

TEST(an_evidence_file, begins_a_log_with_the_lead_where_it_began_before_the_month) {
  verify_report r = checked(october().text);
  for (const log_fact& f : r.logs) {
    if (f.screen == "hall") {
      EXPECT_GT(f.first, 1);
    }
  }
}

// Two days after the month its file is what it will always be, unless older records arrive late.
TEST(an_evidence_file, does_not_change_while_later_records_arrive) {
  evidence_site s(2);
  const std::string before = s.month("2026-10").text;
  scheduler::test::log_writer w(s.the_ledger(), "lobby", scheduler::test::key_of("lobby 2"),
                                std::string(32, '9'), s.daemon());
  const utc_ms later = from_unix_ms(1'794'200'000'000);  // 9 November
  w.boot("later", later, clock_trust::synced);
  w.send(later, true);
  EXPECT_EQ(s.month("2026-10").text, before);
}

TEST(an_evidence_file, of_another_root_is_refused) {
  verify_report r = checked(october().text, {scheduler::test::key_of("x").public_part(), {}});
  ASSERT_EQ(r.bad.kept.size(), 1U);
  EXPECT_EQ(r.bad.kept[0].what.id, "the file is of another site: its root key is {}");
}

TEST(a_changed_file, is_found_by_its_seal) {
  std::string text = october().text;
  const std::size_t at = text.find("\"type\":\"START\"");
  ASSERT_NE(at, std::string::npos);
  text[text.find("\"mono_ms\":", at - 400) + 10] ^= 1;
  EXPECT_NE(said(checked(text)).find("the file was changed after it was sealed"), std::string::npos);
}

TEST(a_changed_file, is_found_although_the_daemon_sealed_it_again) {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    std::mt19937_64 random(seed);
    mutation m = mutated(october().text, site().daemon(), random);
    verify_report r = checked(m.text);
    EXPECT_FALSE(r.bad.kept.empty()) << "seed " << seed << ": " << m.about;
  }
}

TEST(a_changed_file, is_found_when_it_was_cut) {
  const std::string& text = october().text;
  for (std::size_t size : {0UL, 1UL, text.size() / 2, text.size() - 1}) {
    EXPECT_FALSE(checked(text.substr(0, size)).bad.kept.empty()) << size;
  }
}

// What somebody with the daemon's key can do without breaking the form: the newest records of a log are left
// out, the header and the totals say so, and an older head of the same screen ends the log.
std::string with_cut_tail(const evidence_file& f, head* cut) {
  std::vector<std::string> lines = lines_of(f.text);
  header_line h = *header_from_line(lines.front());
  std::size_t end = 0;
  while (!lines[end].starts_with("{\"head\":")) ++end;
  std::size_t last = end;
  while (!lines[--last].starts_with("{\"receipt\":")) {
  }
  receipt kept = *receipt_from_text(receipt_from_line(lines[last])->note.text);
  *cut = head_from_text(head_from_line(lines[end])->text).value();
  // Only the screen can sign this head; its older one is in every ledger.
  const secret_key key = scheduler::test::key_of("gate");
  lines[end] = head_to_line(sign_text(to_text(kept.acknowledged), key));
  lines[end + 1] = lines[last];
  if (lines[end + 2].starts_with("{\"unplanned\":")) {
    unplanned_line u = unplanned_from_line(lines[end + 2]).value();
    std::erase_if(u.starts, [&](std::int64_t seq) { return seq > kept.acknowledged.seq; });
    if (!u.starts.empty()) lines[end + 2] = to_line(u);
    if (u.starts.empty()) {
      lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(end) + 2);
      --h.counts.unplanned;
    }
  }
  h.counts.record -= cut->seq - kept.acknowledged.seq;
  h.counts.receipt -= 1;
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(last),
              lines.begin() + static_cast<std::ptrdiff_t>(end));
  lines.front() = to_line(h);
  return joined(lines);
}

// Makes the totals of a file those that its records give.
std::string with_own_totals(const std::string& text) {
  std::vector<std::string> lines = lines_of(text);
  auto totals = checked(text).totals;
  for (std::string& line : lines) {
    if (line.starts_with("{\"totals\":")) line = to_line(totals.at(totals_from_line(line)->screen));
  }
  return scheduler::test::sealed_again(joined(lines), site().daemon());
}

// The second checker takes the file's word for what no timeline has; this one does not.
TEST(a_changed_file, that_hides_what_no_programme_planned_is_found) {
  std::vector<std::string> lines = lines_of(october().text);
  auto line = std::find_if(lines.begin(), lines.end(),
                           [](const std::string& l) { return l.starts_with("{\"unplanned\":"); });
  ASSERT_NE(line, lines.end());
  unplanned_line u = unplanned_from_line(*line).value();
  ASSERT_GT(u.starts.size(), 1U);
  u.starts.pop_back();
  *line = to_line(u);
  const std::string found = said(checked(scheduler::test::sealed_again(joined(lines), site().daemon())));
  EXPECT_NE(found.find("had not planned"), std::string::npos) << found;
}

TEST(a_changed_file, that_moves_records_to_other_rules_is_found) {
  std::vector<std::string> lines = lines_of(october().text);
  int receipts = 0;
  for (std::string& line : lines) {
    if (!line.starts_with("{\"receipt\":")) continue;
    const std::string whole = line;
    receipt_line r = receipt_from_line(line).value();
    r.rules = r.rules == 1 ? 2 : 1;
    line = to_line(r);
    const std::string found = said(checked(scheduler::test::sealed_again(joined(lines), site().daemon())));
    EXPECT_NE(found.find("names other rules than its line"), std::string::npos) << found;
    line = whole;
    ++receipts;
  }
  EXPECT_GT(receipts, 10);
}

TEST(a_cut_log, is_found_against_a_head_sheet) {
  head cut;
  const std::string text = with_own_totals(with_cut_tail(october(), &cut));
  EXPECT_EQ(said(checked(text)), "") << "only what was kept outside tells";
  verify_report r = checked(text, {{}, october().heads});
  EXPECT_NE(said(r).find("and the file ends at record"), std::string::npos) << said(r);
}

TEST(a_cut_log, is_found_against_the_sheet_of_a_later_month) {
  report::filed_heads sheet = october().heads;
  sheet.month = std::chrono::year(2026) / 11;
  EXPECT_EQ(said(checked(october().text, {{}, sheet})), "");
  sheet.heads[0].head.hash = sha256("another past");
  EXPECT_NE(said(checked(october().text, {{}, sheet})).find("the head sheet names another hash"),
            std::string::npos);
}

TEST(a_head_sheet, of_the_same_month_holds_for_evidence_that_has_grown) {
  report::filed_heads sheet = october().heads;
  sheet.evidence = sha256("the file of that day");
  verify_report r = checked(october().text, {{}, sheet});
  EXPECT_EQ(said(r), "");
  EXPECT_TRUE(r.has_grown);
  EXPECT_TRUE(r.open_ends.empty());
  sheet.heads[0].head.hash = sha256("another past");
  EXPECT_NE(said(checked(october().text, {{}, sheet})), "");
  sheet = october().heads;
  sheet.evidence = sha256(october().text);
  EXPECT_FALSE(checked(october().text, {{}, sheet}).has_grown);
}

TEST(a_head_sheet, leaves_open_the_ends_that_it_does_not_name) {
  report::filed_heads sheet = october().heads;
  sheet.evidence.reset();
  EXPECT_TRUE(checked(october().text, {{}, sheet}).open_ends.empty());
  const head last = sheet.heads.back().head;
  sheet.heads.pop_back();
  verify_report r = checked(october().text, {{}, sheet});
  ASSERT_EQ(r.open_ends.size(), 1U) << "the sheet does not have the log";
  EXPECT_EQ(r.open_ends[0].log, last.log);
  EXPECT_EQ(r.open_ends[0].last, last.seq);
  sheet.evidence = sha256(october().text);
  EXPECT_TRUE(checked(october().text, {{}, sheet}).open_ends.empty()) << "the sheet names the file";
  sheet = {.month = std::chrono::year(2026) / 11, .evidence = {}, .root = {}, .heads = {}};
  r = checked(october().text, {{}, sheet});
  EXPECT_EQ(said(r), "");
  EXPECT_EQ(r.compared_heads, 0);
  EXPECT_EQ(r.open_ends.size(), october().heads.heads.size());
}

TEST(a_file_of_another_kind, is_one_finding) {
  for (const char* other : {"%PDF-1.7\nx\ny\nz", "x\n\n\n{\"boot\":\n", "\n"}) {
    verify_report r = checked(other);
    ASSERT_EQ(r.bad.kept.size(), 1U) << other;
    EXPECT_EQ(r.bad.kept[0].line, 1) << other;
  }
  EXPECT_EQ(said(checked("")), "line 1: the file is empty\n");
  EXPECT_EQ(said(checked("x")), "line 1: the last line has no end: the file was cut\n");
}

TEST(totals, of_another_airtime_say_both) {
  std::string text = october().text;
  const std::size_t at = text.find("{\"totals\":{\"airtime_ms\":");
  text.insert(at + 25, "7");
  EXPECT_NE(said(checked(text)).find(" ms of airtime, and its records give "), std::string::npos)
      << said(checked(text));
}

TEST(a_screen, that_root_has_not_certified_is_found) {
  std::vector<std::string> lines = lines_of(october().text);
  const secret_key invented = scheduler::test::key_of("zoo"), other_root = secret_key::generate();
  const wire::screen_certificate c{invented.public_part(), "zoo", utc_ms{}};
  const std::string log(32, '7');
  header_line h = *header_from_line(lines.front());
  record r;
  r.log = log;
  r.seq = 1;
  r.type = record_type::genesis;
  r.boot = "b";
  r.utc = h.from;
  r.screen = "zoo";
  const digest h0 = first_link(log, invented.public_part());
  const evidence::head tip{log, 1, next_link(h0, to_line(r))};
  auto before = [&](const char* kind) {
    return std::find_if(lines.begin(), lines.end(),
                        [&](const std::string& l) { return l.starts_with(kind); });
  };
  const key_line key{key_line::kind::screen, {}, sign_text(wire::to_text(c), other_root)};
  lines.insert(before("{\"programme\":"), to_line(key));
  const std::vector<std::string> section{
      to_line(log_line{h0, 1, invented.public_part(), log, 0, "zoo"}), to_line(r),
      head_to_line(sign_text(to_text(tip), invented)),
      to_line(receipt_line{1, sign_text(to_text(receipt{tip, h.from, 0}), site().daemon())})};
  auto totals = before("{\"totals\":");
  lines.insert(totals, section.begin(), section.end());
  lines.insert(lines.end() - 1, to_line(totals_line{0, 0, 0, 0, "zoo", 0}));
  ++h.counts.key, ++h.counts.log, ++h.counts.record, ++h.counts.head, ++h.counts.receipt, ++h.counts.totals;
  lines.front() = to_line(h);
  verify_report found = checked(scheduler::test::sealed_again(joined(lines), site().daemon()));
  EXPECT_NE(said(found).find("not certified"), std::string::npos) << said(found);
  EXPECT_NE(said(found).find("not signed by the site's root key"), std::string::npos) << said(found);
}

// A site whose daemon got another key after its screens had played.
struct renewed_site : evidence_site {
  renewed_site() : evidence_site(2) {
    renew_daemon_key();
    october = month("2026-10");
  }
  evidence_file october;
  // The file with one line changed, sealed again.
  std::string with(const char* kind, const std::function<std::string(const std::string&)>& change) {
    std::vector<std::string> lines = lines_of(october.text);
    auto at = std::find_if(lines.begin(), lines.end(),
                           [&](const std::string& l) { return l.find(kind) != std::string::npos; });
    EXPECT_NE(at, lines.end()) << kind;
    *at = change(*at);
    return scheduler::test::sealed_again(joined(lines), daemon());
  }
};

TEST(receipts_of_an_earlier_key, hold_because_root_names_all_keys_of_the_daemon) {
  renewed_site site;
  EXPECT_NE(site.october.text.find("{\"receipt\":{\"daemon\":"), std::string::npos);
  EXPECT_NE(site.october.text.find("\"kind\":\"trust\""), std::string::npos);
  verify_report r = checked(site.october.text, {site.root().public_part(), site.october.heads});
  EXPECT_EQ(said(r), "");
  EXPECT_EQ(r.totals, checked(october().text).totals) << "nothing counts otherwise";
  EXPECT_EQ(october().text.find("\"kind\":\"trust\""), std::string::npos)
      << "left out where it is not needed";
}

TEST(receipts_of_an_earlier_key, that_is_not_in_the_chain_are_refused) {
  renewed_site site;
  const secret_key stranger = secret_key::generate();
  const char* receipt_kind = "{\"receipt\":{\"daemon\":";
  auto signed_by = [&](const secret_key& key, std::optional<public_key> named) {
    return site.with(receipt_kind, [&](const std::string& line) {
      receipt_line l = receipt_from_line(line).value();
      l.note = sign_text(l.note.text, key);
      l.daemon = named;
      return to_line(l);
    });
  };
  EXPECT_NE(
      said(checked(signed_by(stranger, stranger.public_part()))).find("does not name as one of the daemon"),
      std::string::npos);
  EXPECT_NE(said(checked(signed_by(stranger, std::nullopt))).find("not signed by the daemon's key"),
            std::string::npos);
  EXPECT_NE(said(checked(signed_by(stranger, scheduler::test::key_of("daemon").public_part())))
                .find("not signed by the daemon's key"),
            std::string::npos);
  // A statement that the daemon made itself.
  const std::string forged = site.with("\"kind\":\"trust\"", [&](const std::string& line) {
    key_line k = key_from_line(line).value();
    k.certificate = sign_text(k.certificate.text, site.daemon());
    return to_line(k);
  });
  EXPECT_NE(said(checked(forged)).find("not signed by the site's root key"), std::string::npos);
}

}  // namespace
}  // namespace bangtin::evidence::checker::test
