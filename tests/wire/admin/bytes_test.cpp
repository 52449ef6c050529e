// The exact JSON of wire/admin, which older programs also read and write.
#include <gtest/gtest.h>

#include "support/json_schema.hpp"
#include "wire/admin/long_list.hpp"
#include "wire/admin/media.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/plays.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/schemas.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"
#include "wire/daemon_time.hpp"
#include "wire/problem.hpp"
#include "wire/sample_messages.hpp"

namespace bangtin::wire::admin {
namespace {

const std::string a64(64, 'a'), b64(64, 'b');
const utc_ms at{milliseconds(1'791'590'400'000)};

template <class T>
void expect_bytes(const T& value, const std::string& bytes) {
  EXPECT_EQ(canonical(encode(value)), bytes);
  result<T> read = decode_request<T>(bytes);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, value);
}

TEST(admin_bytes, of_a_site) {
  expect_bytes(
      site{*public_key::from(a64), std::nullopt, "0.1.0", 7, "Asia/Ho_Chi_Minh", at},
      R"({"approvals":1,"clock":"","daemon_key":")" + a64 +
          R"(","now":null,"pairing":1,"programme_issued":1791590400000,"programme_version":7,"root":null,"timezone":"Asia/Ho_Chi_Minh","version":"0.1.0"})");
  expect_bytes(health{}, R"({"status":"ok"})");
}

TEST(admin_bytes, of_media) {
  expect_bytes(upload_state{7, true}, R"({"arrived":7,"complete":true})");
  expect_bytes(
      media_order{a64, "a.png", "T", "III.2", "", "", ""},
      R"({"file":"a.png","link":"","owner":"","sha256":")" + a64 + R"(","theme":"III.2","title":"T"})");
  media_item m;
  m.id = "aaaaaaaaaaaa";
  m.sha256 = *digest::from(a64);
  m.file = "a.mp4";
  m.kind = playlists::programme::media_kind::video;
  m.width = 1920;
  m.height = 1080;
  m.duration = milliseconds(20'000);
  m.title = "Clip";
  m.added = at;
  m.files = {{*digest::from(b64), 5}};
  std::string listed =
      R"({"added":1791590400000,"duration_ms":20000,"file":"a.mp4","files":[{"bytes":5,"sha256":")" + b64 +
      R"("}],"height":1080,"id":"aaaaaaaaaaaa","kind":"video","link":"","owner":"","pages":0,)" +
      R"("sha256":")" + a64 + R"(",)";
  expect_bytes(m, listed + R"("theme":"","title":"Clip","width":1920})");
  m.status = "accepted";
  expect_bytes(m, listed + R"("status":"accepted","theme":"","title":"Clip","width":1920})");
}

TEST(admin_bytes, of_programmes) {
  expect_bytes(stored_draft{*digest::from(a64)}, R"({"identity":")" + a64 + R"("})");
  expect_bytes(
      published_version{3, *digest::from(a64), "Hoa", at, at + milliseconds(2), at + milliseconds(1)},
      R"({"approver":"Hoa","expires":1791590400002,"identity":")" + a64 +
          R"(","issued":1791590400000,"published":1791590400001,"version":3})");
}

TEST(admin_bytes, of_a_publication) {
  signed_programme p;
  p.bytes = "{}";
  expect_bytes(publication{p, *public_key::from(a64)},
               "{\"programme\":" + to_json(p) + ",\"root\":\"" + a64 + "\"}");
}

TEST(admin_bytes, of_pairing) {
  expect_bytes(pairing_state{}, R"({"status":"waiting"})");
  expect_bytes(waiting_screen{*public_key::from(a64), "0.1.0", at},
               R"({"address":"","certified":null,"root":null,"screen":"","screen_key":")" + a64 +
                   R"(","seen":1791590400000,"version":"0.1.0"})");
  expect_bytes(paired_screen{"lobby", "Sảnh", "v", at},
               R"({"name":"lobby","paired":1791590400000,"title":"Sảnh","venue":"v"})");
  pairing_order o{*public_key::from(a64), "lobby", "", "", *public_key::from(b64), {}, *digest::from(a64)};
  std::string before =
      R"({"certificate":{"signature":")" + std::string(128, '0') + R"(","text":""},"name":"lobby",)";
  std::string after = R"("root":")" + b64 + R"(","screen_key":")" + a64 + R"(","tag":")" + a64 +
                      R"(","title":"","venue":""})";
  expect_bytes(o, before + after);
  o.replace = true;
  expect_bytes(o, before + R"("replace":true,)" + after);
}

TEST(admin_bytes, of_a_screen_that_was_never_heard_of) {
  screen s;
  s.name = "lobby";
  s.paired = at;
  s.clock = "unsynced";
  expect_bytes(
      s,
      R"({"alarms":[],"campaign":"","carried":false,"changeover":null,"changeover_version":0,"clock":"unsynced","clock_bound_ms":null,"clock_offset_ms":0,)"
      R"("disk_free_bytes":0,"disk_total_bytes":0,"fetch_bytes":0,"fetch_bytes_per_s":0,"fetch_missing_bytes":0,)"
      R"("frames_dropped":0,"in_programme":true,"last_seen":null,"name":"lobby","next_version":0,"now_playing":"","output":"","paired":1791590400000,"pairing":"paired","playing_title":"",)"
      R"("problem":null,"programme_format":1,"programme_version":0,"shown_since":null,"state":"","supply":"","temperature_mc":null,"title":"","unsent_records":0,"venue":"","version":""})");
}

TEST(admin_bytes, of_a_screen_with_troubles) {
  screen s;
  s.problem = reported_problem{msg("cannot play {}", "x"), msg("replace it")};
  s.alarms = {{msg("a fork"), msg("look")}};
  s.temperature_mc = -500;
  json::value v = encode(s);
  EXPECT_EQ(canonical(v.at("problem")),
            R"({"remedy":{"args":[],"id":"replace it"},"what":{"args":["x"],"id":"cannot play {}"}})");
  EXPECT_EQ(canonical(v.at("alarms")),
            R"([{"remedy":{"args":[],"id":"look"},"what":{"args":[],"id":"a fork"}}])");
  EXPECT_EQ(v.at("temperature_mc"), -500);
}

TEST(admin_bytes, of_notices) {
  expect_bytes(accepted_notice{"0000aaaa", 5}, R"({"id":"0000aaaa","number":5})");
  notice n{"0000aaaa", 5, at, at, at, std::nullopt, "Hoa", true, "Lũ", std::nullopt, {}};
  n.screens = {{"lobby", at, std::nullopt, std::nullopt},
               {"post", {}, {}, msg("the notice is for other screens")}};
  expect_bytes(
      notice_list{5, {n}},
      R"({"newest":5,"notices":[{"all":true,"approver":"Hoa","expires":1791590400000,"id":"0000aaaa","issued":1791590400000,)"
      R"("media":null,"number":5,"received":1791590400000,"screens":[{"ended":null,"name":"lobby","refused":null,"shown":1791590400000},)"
      R"({"ended":null,"name":"post","refused":{"args":[],"id":"the notice is for other screens"},"shown":null}],)"
      R"("stopped":null,"text":"Lũ"}]})");
}

TEST(admin_bytes, of_counts_have_the_columns_of_their_grouping_alone) {
  play_count c;
  c.theme = "III.2";
  c.screen = "";
  c.plays = 3;
  c.airtime_s = 30;
  expect_bytes(
      c, R"({"airtime_s":30,"failed":0,"partial":0,"plays":3,"screen":"","theme":"III.2","uncounted":0})");
  EXPECT_EQ(find_play_grouping("venue")->column, &play_count::venue);
  EXPECT_EQ(find_play_grouping("plays"), nullptr);
}

// From an older daemon, or for a screen that has not reported yet.
TEST(admin_bytes, may_lack_what_came_later) {
  result<screen> s =
      decode<screen>(*parse_json(R"({"name":"post","version":null,"problem":null,"newer":1})"));
  ASSERT_TRUE(s) << describe(s.error());
  screen expected;
  expected.name = "post";
  EXPECT_EQ(*s, expected);
  EXPECT_FALSE(decode<screen>(*parse_json(R"({"title":"x"})")));
}

TEST(admin_bytes, of_lists_are_refused_whole_when_an_entry_is_wrong) {
  EXPECT_EQ(decode_list<screen>(*parse_json(R"([{"name":"a"},{"name":"b"}])")).value().size(), 2U);
  EXPECT_FALSE(decode_list<screen>(*parse_json(R"([{"name":"a"},{}])")));
  EXPECT_FALSE(decode_list<screen>(*parse_json("{}")));
}

TEST(admin_bytes, of_long_lists_are_those_of_lists) {
  std::vector<published_version> some(3);
  for (std::int64_t i = 0; i < 3; ++i) some[static_cast<std::size_t>(i)].version = i;
  for (std::size_t many : {3U, 1U, 0U}) {
    some.resize(many);
    list_text text;
    for (const published_version& v : some) text.add(v);
    const std::string bytes = text.finish();
    EXPECT_EQ(bytes, canonical(encode_list(some)));
    EXPECT_EQ(decode_list_text<published_version>(bytes).value(), some);
  }
  EXPECT_FALSE(decode_list_text<screen>(R"([{"name":"a"},{}])"));
  EXPECT_FALSE(decode_list_text<screen>("{}"));
}

// ---- the messages of screens, which have their own codecs in wire/messages and wire/notice

template <class T>
void expect_described(const T& value) {
  std::string bytes = to_json(value);
  EXPECT_EQ(canonical(codec<T>::encode(value)), bytes);
  EXPECT_EQ(test::violation(*parse_json(bytes), codec<T>::schema(), component_schemas()), std::nullopt);
}

TEST(admin_bytes, of_messages_of_screens_are_described_as_they_are) {
  expect_described(sample::a_pairing_request());
  expect_described(sample::a_pairing_grant());
  expect_described(sample::a_screen_status());
  expect_described(screen_status());
  screen_commands calls;
  calls.screenshot_request = 3;
  calls.notices.emplace_back();
  expect_described(calls);
  expect_described(acknowledgement{"0000aaaa", at, std::nullopt, msg("the notice is for other screens")});
}

TEST(admin_bytes, of_documents_that_are_signed_fit_their_schemas) {
  auto fits = [](std::string_view name, const std::string& bytes) {
    return test::violation(*parse_json(bytes), component_schemas().at(name).as_object(), component_schemas());
  };
  EXPECT_EQ(fits("signed_programme", to_json(signed_programme())), std::nullopt);
  EXPECT_EQ(fits("signed_notice", canonical(to_value(signed_notice()))), std::nullopt);
  EXPECT_EQ(fits("receipt", receipt_to_json({})), std::nullopt);
  EXPECT_EQ(fits("signed_time", time_to_json({})), std::nullopt);
  EXPECT_EQ(fits("problem", to_problem({errc::conflict, msg("x"), {}}, 409, {{"expected_seq", 4}})),
            std::nullopt);
  EXPECT_EQ(
      fits("problem", to_problem({errc::conflict, msg("x"), {}}, 409, {{"arrived", 4}, {"complete", false}})),
      std::nullopt);
}

}  // namespace
}  // namespace bangtin::wire::admin
