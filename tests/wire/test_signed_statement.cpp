#include "wire/signed_statement.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "evidence/mutate.hpp"
#include "wire/notice.hpp"
#include "wire/sample_site.hpp"

namespace bangtin::wire {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

const utc_ms made_at = sample::at(1'791'590'400'000);

// A test kind of statement: its content is "<number>\n<text>", and it counts how often a content is read.
std::optional<std::int64_t> first_digit(std::string_view bytes) {
  return bytes.empty() || bytes[0] < '0' || bytes[0] > '9' ? std::nullopt : std::optional(bytes[0] - '0');
}
const statement_kind letter{.format = "letter-1",
                            .max_bytes = 100,
                            .scan_number = first_digit,
                            .not_certified = msg("not certified"),
                            .not_signed = msg("not what {} signed"),
                            .unreadable = msg("unreadable: {}"),
                            .not_an_approver_then = msg("{} was no approver"),
                            .remedy = msg("sign it again")};

struct reader {
  int calls = 0;
  std::int64_t number = 5;
  std::optional<error> fails{};

  result<approval> verify(const signed_statement& s, const sample::site& site) {
    return verify_statement(s, letter, site.root.public_part(),
                            [this](std::string_view) -> result<statement_facts> {
                              ++calls;
                              if (fails) return *fails;
                              return statement_facts{number, made_at};
                            });
  }
};

signed_statement a_letter(const sample::site& site) {
  return sign_statement(letter, 5, "5\nDear all", site.approver, site.certified(site.certificate()));
}

TEST(signed_statement, content_is_read_once_and_only_after_its_signature_holds) {
  sample::site site;
  reader r;
  const signed_statement good = a_letter(site);
  result<approval> v = r.verify(good, site);
  ASSERT_TRUE(v) << describe(v.error());
  EXPECT_EQ(v->content, sha256(good.bytes));
  EXPECT_EQ(v->approver, "Nguyễn Thị Hạnh");
  EXPECT_EQ(r.calls, 1);
}

TEST(signed_statement, content_that_is_not_signed_is_never_read) {
  sample::site site;
  const secret_key stranger = secret_key::generate();
  const signed_statement good = a_letter(site);
  const std::vector<std::tuple<const char*, const char*, std::function<void(signed_statement&)>>> forgeries{
      {"another content", "not what", [](auto& s) { s.bytes += "!"; }},
      {"another number", "not what", [](auto& s) { s.bytes[0] = '6'; }},
      {"no number", "not what", [](auto& s) { s.bytes = "Dear all"; }},
      {"nothing", "not what", [](auto& s) { s.bytes.clear(); }},
      {"no signature", "not what", [](auto& s) { s.signature = {}; }},
      {"signed as another kind", "not what",
       [&](auto& s) {
         statement_kind other = letter;
         other.format = "letter-2";
         s = sign_statement(other, 5, s.bytes, site.approver, s.approver);
       }},
      {"signed under another number", "not what",
       [&](auto& s) { s = sign_statement(letter, 6, s.bytes, site.approver, s.approver); }},
      {"signed by a stranger", "not what",
       [&](auto& s) { s = sign_statement(letter, 5, s.bytes, stranger, s.approver); }},
      {"certified by a stranger", "not certified",
       [&](auto& s) { s.approver = evidence::sign_text(s.approver.text, stranger); }},
      {"a stranger's certificate", "not certified",
       [&](auto& s) {
         approver_certificate c = site.certificate();
         c.key = stranger.public_part();
         s = sign_statement(letter, 5, s.bytes, stranger, evidence::sign_text(to_text(c), stranger));
       }},
      {"a screen's certificate", "not certified", [&](auto& s) {
         s.approver = evidence::sign_text(
             to_text(screen_certificate{site.approver.public_part(), "lobby", made_at}), site.root);
       }}};
  for (const auto& [situation, why, forge] : forgeries) {
    SCOPED_TRACE(situation);
    reader r;
    signed_statement s = good;
    forge(s);
    result<approval> v = r.verify(s, site);
    ASSERT_FALSE(v);
    EXPECT_EQ(v.error().code, errc::verification);
    EXPECT_THAT(describe(v.error()), HasSubstr(why));
    EXPECT_EQ(v.error().remedy, letter.remedy);
    EXPECT_EQ(r.calls, 0);
  }
}

TEST(signed_statement, content_that_says_another_number_than_was_signed_is_refused) {
  sample::site site;
  reader r{.number = 6};
  result<approval> v = r.verify(a_letter(site), site);
  ASSERT_FALSE(v);
  EXPECT_EQ(v.error().code, errc::verification);
  EXPECT_EQ(r.calls, 1);
}

TEST(signed_statement, content_that_cannot_be_read_is_refused_with_the_cause) {
  sample::site site;
  reader r;
  r.fails = error{errc::limit, msg("too many pages"), msg("use fewer")};
  result<approval> v = r.verify(a_letter(site), site);
  ASSERT_FALSE(v);
  EXPECT_EQ(v.error().code, errc::verification);
  EXPECT_THAT(describe(v.error()), HasSubstr("too many pages"));
}

TEST(signed_statement, holds_while_the_approver_is_one_and_not_before_or_after) {
  sample::site site;
  auto refused_with = [&](utc_ms from, utc_ms to) {
    approver_certificate c = site.certificate();
    c.not_before = from;
    c.not_after = to;
    reader r;
    return !r.verify(sign_statement(letter, 5, "5", site.approver, site.certified(c)), site);
  };
  EXPECT_FALSE(refused_with(made_at, made_at + 1ms));
  EXPECT_TRUE(refused_with(made_at + 1ms, made_at + 1h));
  EXPECT_TRUE(refused_with(made_at - 1h, made_at));
}

TEST(signed_statement, envelope_that_is_too_large_or_of_another_shape_is_refused) {
  sample::site site;
  const signed_statement good = a_letter(site);
  const std::string text = to_json(good);
  ASSERT_EQ(text, canonical(to_value(good)));
  statement_kind roomy = letter;
  roomy.max_bytes = 1000;
  ASSERT_EQ(statement_from_json(text, roomy).value(), good);
  const std::string spaced = " " + text.substr(0, 1) + "\n" + text.substr(1);
  EXPECT_EQ(statement_from_json(spaced, roomy).value(), good) << "an envelope need not be canonical";

  auto code = [&](const std::string& bad) { return statement_from_json(bad, roomy).error().code; };
  EXPECT_EQ(code(std::string(2001, ' ')), errc::limit);
  EXPECT_EQ(code("{\"approver\":[[[[]]]]}"), errc::invalid) << "deeper than an envelope";
  EXPECT_EQ(code("{\"approver\":[0,0,0,0,0,0,0,0]}"), errc::limit) << "more values than an envelope";
  EXPECT_EQ(code(text.substr(0, text.size() - 1)), errc::invalid);
  EXPECT_EQ(code(text + "x"), errc::invalid);
  EXPECT_EQ(code("{\"more\":0," + text.substr(1)), errc::invalid);
  EXPECT_EQ(code("{}"), errc::invalid);
  statement_kind narrow = roomy;
  narrow.max_bytes = good.bytes.size() - 1;
  EXPECT_FALSE(statement_from_value(to_value(good), narrow));
}

RC_GTEST_PROP(signed_statement, of_mutated_bytes_is_never_read, ()) {
  static const sample::site site;
  static const signed_statement good = a_letter(site);
  signed_statement s = good;
  s.bytes = fakes::mutated(good.bytes);
  reader r;
  const bool holds = r.verify(s, site).has_value();
  RC_ASSERT(holds == (s.bytes == good.bytes));
  RC_ASSERT(r.calls == (holds ? 1 : 0));
}

// ---- Finding the numbers of the two kinds without parsing.

std::string message_of(const result<verified_programme>& v) {
  return v ? "" : describe(v.error());
}

TEST(programme_number, is_found_at_the_end_of_the_bytes_and_nowhere_else) {
  auto scan = [](const std::string& bytes) { return programme_kind().scan_number(bytes); };
  for (std::int64_t version : {0LL, 7LL, 1'234'567LL, 1LL << 53}) {
    playlists::programme::programme p = sample::programme(version);
    EXPECT_EQ(scan(playlists::text::to_bytes(p)), version);
  }
  const std::string front = R"({"campaigns":[],"timezone":"Asia/Ho_Chi_Minh","version":)";
  ASSERT_EQ(scan(front + "7}"), 7);
  ASSERT_EQ(scan(R"({"timezone":"\",\"version\":8}","version":7})"), 7);
  const std::string bad[] = {"",
                             "}",
                             "7}",
                             front,
                             front + "7",
                             front + "}",
                             front + "07}",
                             front + "-7}",
                             front + "+7}",
                             front + " 7}",
                             front + "7 }",
                             front + "7}\n",
                             front + "7e1}",
                             front + "7.0}",
                             front + "\"7\"}",
                             front + "9007199254740993}",
                             front + "99999999999999999}",
                             front + std::string(1000, '1') + "}",
                             front + "7,\"z\":0}",
                             R"({"version":7})",
                             R"({"timezone":"","version\":7})"};
  for (const std::string& bytes : bad) EXPECT_EQ(scan(bytes), std::nullopt) << bytes;
}

TEST(programme_number, that_is_too_small_is_refused_before_any_signature_is_checked) {
  sample::site site;
  signed_programme p = site.signed_one(6);
  p.signature = {};
  p.approver.signature = {};
  EXPECT_THAT(message_of(verify(p, site.root.public_part(), 7)), HasSubstr("has version 6"));
}

// Bytes that would crash or exhaust a parser, and bytes in which only a parser would find the error.
TEST(programme_statement, hostile_bytes_without_a_signature_are_never_parsed) {
  sample::site site;
  const std::string tail = R"(,"timezone":"","version":7})";
  const std::string hostile[] = {"not JSON at all" + tail,
                                 "{\"a\":" + std::string(4'000'000, '[') + tail,
                                 "{\"a\":[" + std::string(2'000'000, '0') + "]" + tail,
                                 "{\"\xff\xfe\":0" + tail,
                                 tail,
                                 std::string(1000, '\0') + tail,
                                 "{}",
                                 ""};
  for (const std::string& bytes : hostile) {
    signed_programme p = site.signed_one(7);
    p.bytes = bytes;
    EXPECT_THAT(message_of(verify(p, site.root.public_part(), 7)),
                HasSubstr("the programme is not what Nguyễn Thị Hạnh signed"))
        << bytes.substr(0, 30);
  }
}

TEST(programme_statement, whose_end_is_cut_off_is_refused) {
  sample::site site;
  const signed_programme good = site.signed_one(71);
  for (std::size_t size = 0; size < good.bytes.size(); ++size) {
    signed_programme p = good;
    p.bytes.resize(size);
    ASSERT_FALSE(verify(p, site.root.public_part(), 0)) << size;
  }
}

notice a_notice() {
  notice n;
  n.number = 1'791'590'400'000;
  n.id = "0badcafe";
  n.issued = made_at;
  n.expires = made_at + 2h;
  n.screens = {"lobby"};
  n.text = R"(Lũ ","number":1,"screens":[)";
  return n;
}

TEST(notice_claim, is_what_the_notice_says) {
  notice n = a_notice();
  const notice_claim claim{n.id, n.number};
  EXPECT_EQ(claim_of(to_bytes(n)), claim);
  n.text.clear();
  n.stops = {"0badcafe"};
  EXPECT_EQ(claim_of(to_bytes(n)), claim);
  n = a_notice();
  for (const char* name : {"a", "\"", "\\", R"(\",)", R"("},"number":1,)", "\x01\x02"}) {
    n.media = notice_media{name, false, 0ms, {sha256("x"), 1}};
    EXPECT_EQ(claim_of(to_bytes(n)), claim) << name;
    n.media->video = true;
    n.media->name = std::string(4096, '\x01');
    EXPECT_EQ(claim_of(to_bytes(n)), claim) << "the longest name";
  }
}

TEST(notice_claim, is_nothing_where_the_bytes_are_not_as_they_should_be) {
  const std::string good = to_bytes(a_notice());
  auto with = [&](const char* part, const std::string& other) {
    std::string bytes = good;
    return bytes.replace(bytes.find(part), std::string(part).size(), other);
  };
  const std::string bad[] = {with("\"number\":1791590400000", "\"number\":01791590400000"),
                             with("\"number\":1791590400000", "\"number\":-1"),
                             with("\"number\":1791590400000", "\"number\":0"),
                             with("\"number\":1791590400000", "\"number\":"),
                             with("\"number\":1791590400000", "\"number\":9007199254740992"),
                             with("\"number\":1791590400000", "\"number\":" + std::string(1000, '1')),
                             with("\"number\":1791590400000", "\"numbex\":1"),
                             with("0badcafe", "0BADCAFE"),
                             with("0badcafe", "0badcafe1"),
                             with("notice-1", "notice-2"),
                             with("\"media\":null", "\"media\":{}"),
                             with("\"media\":null", R"("media":{"bytes":1,"duration_ms":0,"name":")"),
                             with("\"media\":null", R"("media":{"bytes":1,"duration_ms":0,"name":"\)"),
                             "{ " + good.substr(1),
                             good.substr(1),
                             ""};
  for (const std::string& bytes : bad) EXPECT_EQ(claim_of(bytes), std::nullopt) << bytes.substr(0, 200);
  const std::size_t known = good.find("\"screens\":[") + 11;
  for (std::size_t size = 0; size < known; ++size) EXPECT_EQ(claim_of(good.substr(0, size)), std::nullopt);
  EXPECT_TRUE(claim_of(good.substr(0, known)));
}

RC_GTEST_PROP(notice_claim, agrees_with_every_notice_that_can_be_read, ()) {
  const std::string bytes = fakes::mutated(to_bytes(a_notice()));
  std::optional<notice_claim> claim = claim_of(bytes);
  if (result<notice> n = notice_from_bytes(bytes)) RC_ASSERT(claim == (notice_claim{n->id, n->number}));
}

RC_GTEST_PROP(programme_number, agrees_with_every_programme_that_can_be_read, ()) {
  const std::string bytes = fakes::mutated(playlists::text::to_bytes(sample::programme(71)));
  std::optional<std::int64_t> scanned = programme_kind().scan_number(bytes);
  if (result<playlists::programme::programme> p = playlists::text::from_bytes(bytes))
    RC_ASSERT(scanned == p->version);
}

TEST(notice_statement, hostile_bytes_without_a_signature_are_never_parsed) {
  sample::site site;
  const signed_notice good = sign_notice(a_notice(), site.approver, site.certified(site.certificate()));
  const std::string head = good.bytes.substr(0, good.bytes.find("\"screens\":[") + 11);
  for (const std::string& bytes :
       {head + std::string(200'000, '['), head + "\xff", head, std::string("[]")}) {
    signed_notice n = good;
    n.bytes = bytes;
    result<verified_notice> v = verify(n, site.root.public_part());
    ASSERT_FALSE(v);
    EXPECT_THAT(describe(v.error()), HasSubstr("the notice is not what Nguyễn Thị Hạnh signed"));
  }
}

}  // namespace
}  // namespace bangtin::wire
