#include <gmock/gmock.h>

#include "wire/notice.hpp"
#include "wire/sample_site.hpp"

namespace bangtin::wire {
namespace {

using namespace std::chrono_literals;

const utc_ms issued = sample::at(1'791'590'400'000);

notice flood() {
  notice n;
  n.number = 1'791'590'400'000;
  n.id = "0badcafe";
  n.issued = issued;
  n.expires = issued + 2h;
  n.screens = {"lobby", "market"};
  n.text = "CẢNH BÁO LŨ\nSơ tán ngay";
  return n;
}
notice with_media() {
  notice n = flood();
  n.media = notice_media{"sơ-tán.mp4", true, 12s, {sha256("video"), 5}};
  return n;
}
notice stop() {
  notice n = flood();
  n.text.clear();
  n.screens = {"all"};
  n.stops = {"0badcafe"};
  return n;
}

TEST(notices, are_read_as_they_were_written) {
  for (const notice& n : {flood(), with_media(), stop()}) {
    result<notice> read = notice_from_bytes(to_bytes(n));
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(*read, n);
  }
  EXPECT_EQ(
      to_bytes(flood()),
      R"({"expires_ms":1791597600000,"format":"bangtin-notice-1","id":"0badcafe","issued_ms":1791590400000,)"
      R"("media":null,"number":1791590400000,"screens":["lobby","market"],"stops":[],)"
      R"("text":"CẢNH BÁO LŨ\nSơ tán ngay"})");
}

TEST(notices, that_are_not_right_in_themselves_are_refused) {
  const std::vector<std::pair<const char*, std::function<void(notice&)>>> wrong{
      {"longer than a day", [](notice& n) { n.expires = n.issued + 24h + 1ms; }},
      {"over before it begins", [](notice& n) { n.expires = n.issued; }},
      {"no number", [](notice& n) { n.number = 0; }},
      {"a name that is none", [](notice& n) { n.id = "0BADCAFE"; }},
      {"for nobody", [](notice& n) { n.screens.clear(); }},
      {"screens in disorder",
       [](notice& n) {
         n.screens = {"market", "lobby"};
       }},
      {"a screen twice",
       [](notice& n) {
         n.screens = {"lobby", "lobby"};
       }},
      {"all and one",
       [](notice& n) {
         n.screens = {"all", "lobby"};
       }},
      {"says nothing", [](notice& n) { n.text = " \n"; }},
      {"control characters", [](notice& n) { n.text = "a\x07"; }},
      {"too many words", [](notice& n) { n.text = std::string(max_notice_text_bytes + 1, 'a'); }},
      {"says and stops", [](notice& n) { n.stops = {"0badcafe"}; }},
      {"stops what is no name", [](notice& n) { n.text.clear(), n.stops = {"x"}; }},
      {"a file of no bytes", [](notice& n) {
         n.media = notice_media{"a", false, 0ms, {sha256("x"), 0}};
       }}};
  for (const auto& [situation, spoil] : wrong) {
    notice n = flood();
    spoil(n);
    EXPECT_FALSE(notice_from_bytes(to_bytes(n))) << situation;
  }
  const std::string good = to_bytes(flood());
  EXPECT_FALSE(notice_from_bytes(good + " "));
  EXPECT_FALSE(notice_from_bytes(good.substr(1)));
  EXPECT_FALSE(notice_from_bytes("{\"a\":1," + good.substr(1)));
  EXPECT_FALSE(notice_from_bytes(std::string(max_notice_bytes + 1, ' ')));
}

TEST(notices, hold_by_the_approvers_signature_and_nothing_else) {
  sample::site s;
  secret_key stranger = secret_key::generate();
  const signed_notice good = sign_notice(flood(), s.approver, s.certified(s.certificate()));
  result<verified_notice> v = verify(good, s.root.public_part());
  ASSERT_TRUE(v) << describe(v.error());
  EXPECT_EQ(v->value, flood());
  EXPECT_EQ(v->approver, "Nguyễn Thị Hạnh");

  approver_certificate late = s.certificate(), early = s.certificate();
  early.not_after = issued;
  late.not_before = issued + 1ms;
  std::vector<std::pair<const char*, signed_notice>> forged{
      {"signed by a stranger", sign_notice(flood(), stranger, good.approver)},
      {"signed by the daemon", sign_notice(flood(), s.daemon, good.approver)},
      {"certified by a stranger",
       {{good.bytes, good.signature, evidence::sign_text(good.approver.text, stranger)}}},
      {"an approver no longer", sign_notice(flood(), s.approver, s.certified(early))},
      {"not yet an approver", sign_notice(flood(), s.approver, s.certified(late))},
      {"unsigned", {{good.bytes, {}, good.approver}}}};
  for (const char* part : {"Sơ tán", "lobby", "1791597600000", "0badcafe", "\"number\":1791590400000"}) {
    signed_notice altered = good;
    std::size_t at = altered.bytes.find(part);
    ASSERT_NE(at, std::string::npos);
    altered.bytes[at + 2] ^= 1;
    forged.emplace_back(part, altered);
  }
  for (const auto& [situation, n] : forged) {
    result<verified_notice> refused = verify(n, s.root.public_part());
    ASSERT_FALSE(refused) << situation;
    EXPECT_EQ(refused.error().code, errc::verification) << situation;
  }
  EXPECT_FALSE(verify(good, stranger.public_part()));
}

TEST(notices, are_taken_by_their_screens_once_and_in_time) {
  const notice n = flood();
  EXPECT_EQ(why_not_taken(n, "lobby", 0, issued), std::nullopt);
  EXPECT_EQ(why_not_taken(n, "lobby", n.number - 1, n.expires - 1ms), std::nullopt);
  EXPECT_EQ(why_not_taken(n, "lobby", 0, issued - 24h * 365), std::nullopt)
      << "a screen whose clock is behind";
  EXPECT_TRUE(why_not_taken(n, "school", 0, issued));
  EXPECT_TRUE(why_not_taken(n, "lobby", n.number, issued)) << "the same again";
  EXPECT_TRUE(why_not_taken(n, "lobby", n.number + 1, issued)) << "an older one";
  EXPECT_TRUE(why_not_taken(n, "lobby", 0, n.expires));
  EXPECT_EQ(why_not_taken(stop(), "school", 0, n.expires + 1h), std::nullopt) << "a stop is never too late";
}

TEST(notices, travel_with_wishes_and_are_answered) {
  sample::site s;
  screen_commands c{{sign_notice(with_media(), s.approver, s.certified(s.certificate()))}, 7};
  EXPECT_EQ(screen_calls_from_json(to_json(c)).value(), c);
  EXPECT_EQ(screen_calls_from_json(to_json(screen_commands{})).value(), screen_commands{});
  EXPECT_FALSE(screen_calls_from_json("{\"notices\":[],\"shot\":-1}"));
  EXPECT_FALSE(screen_calls_from_json("{\"notices\":[1],\"shot\":0}"));
  acknowledgement a{"0badcafe", issued, std::nullopt, msg("its clock is {} s off", 9)};
  EXPECT_EQ(acknowledgement_from_json(to_json(a)).value(), a);
  a = {"0badcafe", std::nullopt, issued, {}};
  EXPECT_EQ(acknowledgement_from_json(to_json(a)).value(), a);
  a.notice = "x";
  EXPECT_FALSE(acknowledgement_from_json(to_json(a)));
}

}  // namespace
}  // namespace bangtin::wire
