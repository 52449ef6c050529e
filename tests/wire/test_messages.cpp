#include <gmock/gmock.h>

#include <functional>

#include "evidence/sample_records.hpp"
#include "wire/messages.hpp"
#include "wire/sample_messages.hpp"

namespace bangtin::wire {
namespace {

TEST(messages, each_is_read_as_it_was_written) {
  const pairing_request r = sample::a_pairing_request();
  EXPECT_EQ(*pairing_request_from_json(to_json(r)), r);
  const pairing_grant g = sample::a_pairing_grant();
  EXPECT_EQ(*pairing_grant_from_json(to_json(g)), g);
  pairing_grant second = g;
  second.authority = stated_authority{"PEM", g.certificate};
  EXPECT_FALSE(pairing_grant_from_json(to_json(second))) << "without the tag that covers it";
  second.tag_2 = sha256("tag 2");
  EXPECT_EQ(*pairing_grant_from_json(to_json(second)), second);
  const screen_status s = sample::a_screen_status();
  EXPECT_EQ(*screen_status_from_json(to_json(s)), s);
  const evidence::batch b = sample::a_batch();
  EXPECT_EQ(*batch_from_body(to_body(b)), b);
  EXPECT_EQ(*receipt_from_json(receipt_to_json(b.head)), b.head);
}

TEST(messages, pairing_request_is_exactly_this) {
  pairing_request r;
  r.lookup = "7K2M";
  r.version = "0.1.0";
  const std::string zeros(64, '0');
  r.number = 5;
  EXPECT_EQ(to_json(r), R"({"lookup":"7K2M","number":5,"root":null,"screen_key":")" + zeros +
                            R"(","signature":")" + zeros + zeros + R"(","token_sha256":")" + zeros +
                            R"(","version":"0.1.0"})");
  EXPECT_EQ(pairing_request_text(r),
            "bangtin-pairing-request-1\n" + zeros + "\n7K2M\n" + zeros + "\n5\nnone\n0.1.0\n");
  r.root = *public_key::from(std::string(64, 'a'));
  EXPECT_EQ(pairing_request_text(r), "bangtin-pairing-request-1\n" + zeros + "\n7K2M\n" + zeros + "\n5\n" +
                                         std::string(64, 'a') + "\n0.1.0\n");
}

// Whoever sees a request on the network has everything but the screen's secret key.
TEST(messages, no_value_of_a_pairing_request_can_be_changed_by_who_only_saw_it) {
  const pairing_request good = sample::a_pairing_request();
  ASSERT_TRUE(is_signed(good));
  const std::vector<std::pair<const char*, std::function<void(pairing_request&)>>> changes{
      {"key", [](auto& r) { r.screen_key = secret_key::generate().public_part(); }},
      {"lookup", [](auto& r) { r.lookup = "7K2N"; }},
      {"token", [](auto& r) { r.token_sha256 = sha256("mine"); }},
      {"version", [](auto& r) { r.version = "0.1.1"; }},
      {"number", [](auto& r) { ++r.number; }},
      {"root", [](auto& r) { r.root = secret_key::generate().public_part(); }},
      {"no root", [](auto& r) { r.root.reset(); }},
      {"signature", [](auto& r) { r.signature.value[0] ^= 1; }},
      {"no signature", [](auto& r) { r.signature = {}; }}};
  for (const auto& [what, change] : changes) {
    pairing_request r = good;
    change(r);
    EXPECT_FALSE(is_signed(r)) << what;
  }
}

TEST(messages, a_pairing_request_without_a_signature_says_what_to_do) {
  result<pairing_request> r =
      pairing_request_from_json(R"({"lookup":"7K2M","screen_key":")" + std::string(64, '0') +
                                R"(","token_sha256":")" + std::string(64, '0') + R"(","version":"0.1.0"})");
  ASSERT_FALSE(r);
  EXPECT_THAT(describe(r.error()), ::testing::HasSubstr("update the player's program"));
}

TEST(messages, batch_is_a_head_and_then_the_records_as_stored) {
  evidence::batch b;
  b.log = evidence::sample::log_name;
  b.first_seq = 2;
  b.lines = {"{\"x\":1}", "{\"y\":2}"};
  b.head.text = "bangtin-head-1\n" + b.log + "\n3\n" + std::string(64, 'a') + "\n";
  EXPECT_EQ(to_body(b), R"({"first_seq":2,"head":{"signature":")" + std::string(128, '0') +
                            R"(","text":"bangtin-head-1\n)" + b.log + R"(\n3\n)" + std::string(64, 'a') +
                            "\\n\"}}\n{\"x\":1}\n{\"y\":2}\n");
  EXPECT_EQ(*batch_from_body(to_body(b)), b);
}

TEST(messages, screens_without_anything_to_tell_have_a_status_too) {
  EXPECT_EQ(*screen_status_from_json(to_json(screen_status{})), screen_status{});
}

// Replaces `from` in a valid document by `to`, and expects that the reader refuses it.
void expect_refused(const std::string& good, const std::string& from, const std::string& to,
                    const std::function<bool(std::string_view)>& reads) {
  std::string text = good;
  const std::size_t at = text.find(from);
  ASSERT_NE(at, std::string::npos) << from;
  text.replace(at, from.size(), to);
  EXPECT_FALSE(reads(text)) << text;
}

TEST(messages, pairing_requests_that_are_wrong_are_refused) {
  const std::string good = to_json(sample::a_pairing_request());
  const auto reads = [](std::string_view t) { return pairing_request_from_json(t).has_value(); };
  ASSERT_TRUE(reads(good));
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"7K2M\"", "\"7K2\""},
                                                        {"\"7K2M\"", "\"7k2m\""},
                                                        {"\"7K2M\"", "\"7K2U\""},
                                                        {"\"7K2M\"", "\"7K2M-\""},
                                                        {"\"7K2M\"", "null"},
                                                        {"\"version\"", "\"versio\""},
                                                        {"\"0.1.0\"", "\"" + std::string(65, '1') + "\""},
                                                        {"\"0.1.0\"", "\"\\u001b[2J\""},
                                                        {"\"screen_key\":\"", "\"screen_key\":\"0"},
                                                        {"\"lookup\"", "\"lookup\":\"7K2M\",\"lookup\""},
                                                        {"\"lookup\"", "\"more\":1,\"lookup\""},
                                                        {"\"number\":", "\"number\":-"},
                                                        {"\"root\":\"", "\"root\":\"A"},
                                                        {"\"0.1.0\"", "\"0.1\\n0\""},
                                                        {"\"0.1.0\"", "\"\""},
                                                        {"}", "} x"},
                                                        {"}", ""}}) {
    expect_refused(good, from, to, reads);
  }
  EXPECT_EQ(pairing_request_from_json(std::string(100'000, ' ') + good).error().code, errc::limit);
}

TEST(messages, grants_that_are_wrong_are_refused) {
  const std::string good = to_json(sample::a_pairing_grant());
  const auto reads = [](std::string_view t) { return pairing_grant_from_json(t).has_value(); };
  ASSERT_TRUE(reads(good));
  for (const auto& [from, to] :
       std::vector<std::pair<std::string, std::string>>{{"\"lobby\"", "\"\""},
                                                        {"\"lobby\"", "\"lob\\nby\""},
                                                        {"\"root\":\"", "\"root\":\"00"},
                                                        {"\"daemon\":\"", "\"daemon\":\"zz"},
                                                        {"\"certificate\":{", "\"certificate\":{\"x\":1,"},
                                                        {"\"signature\":\"", "\"signature\":\"0"},
                                                        {"\"tag\"", "\"tagg\""}}) {
    expect_refused(good, from, to, reads);
  }
}

TEST(messages, statuses_that_are_wrong_are_refused) {
  const std::string good = to_json(sample::a_screen_status());
  const auto reads = [](std::string_view t) { return screen_status_from_json(t).has_value(); };
  ASSERT_TRUE(reads(good));
  for (const auto& [from, to] : std::vector<std::pair<std::string, std::string>>{
           {"\"estimated\"", "\"maybe\""},
           {"\"connected\"", "\"perhaps\""},
           {"47850", "1000001"},
           {"\"frames_dropped\":3", "\"frames_dropped\":-3"},
           {"\"frames_dropped\":3", "\"frames_dropped\":3.5"},
           {"\"frames_dropped\":3", "\"frames_dropped\":9007199254740992"},
           {"\"posters/a.png\"", "\"" + std::string(4097, 'a') + "\""},
           {"\"posters/a.png\"", "\"\\u0000\""},
           {"\"slow\"", "\"Slow \""},
           {"\"programme_format\":2", "\"programme_format\":0"},
           {"\"next_version\":8", "\"next_version\":-8"},
           {"1791590412000", "253402300800000"},
           {"file {}", "file {:>1000000000}"},
           {"\"args\":[\"x\"]", "\"args\":[1]"}}) {
    expect_refused(good, from, to, reads);
  }
}

TEST(messages, statuses_of_older_players_lack_what_came_later) {
  std::string text = to_json(sample::a_screen_status());
  for (const char* later :
       {"\"disk_total_bytes\":4,", "\"output\":\"connected\",", "\"temperature_mc\":47850,"}) {
    std::size_t at = text.find(later);
    ASSERT_NE(at, std::string::npos) << later;
    text.erase(at, std::string_view(later).size());
  }
  result<screen_status> read = screen_status_from_json(text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(read->now_playing, "posters/a.png");
  EXPECT_EQ(read->temperature_mc, std::nullopt);
  EXPECT_EQ(read->output, "");
}

TEST(messages, statuses_of_format_one_have_no_later_key_and_say_so_by_their_absence) {
  const std::string text = to_json(sample::a_screen_status(), 1);
  for (const char* later : {"changeover", "fetch_", "next_version", "programme_format", "supply"}) {
    EXPECT_EQ(text.find(later), std::string::npos) << later;
  }
  result<screen_status> read = screen_status_from_json(text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(read->programme_format, 1);
  EXPECT_EQ(read->next_version, 0);
  EXPECT_EQ(read->supply, "");
  EXPECT_EQ(read->changeover_version, 0);
}

TEST(messages, words_for_the_supply_that_come_later_are_kept) {
  screen_status s = sample::a_screen_status();
  s.supply = "mix-and-match";
  EXPECT_EQ(screen_status_from_json(to_json(s))->supply, "mix-and-match");
}

// An older daemon refuses fields that it does not know, so what it cannot know must be absent.
TEST(messages, statuses_name_a_bound_only_where_there_is_one) {
  screen_status s = sample::a_screen_status();
  EXPECT_NE(to_json(s).find("\"clock_bound_ms\":250,"), std::string::npos);
  s.clock_bound_ms.reset();
  EXPECT_EQ(to_json(s).find("clock_bound_ms"), std::string::npos);
  EXPECT_EQ(screen_status_from_json(to_json(s)).value(), s);
}

TEST(messages, batches_that_are_wrong_are_refused) {
  const evidence::batch b = sample::a_batch();
  const std::string good = to_body(b);
  const auto reads = [](std::string_view t) { return batch_from_body(t).has_value(); };
  ASSERT_TRUE(reads(good));
  expect_refused(good, "\"first_seq\":1", "\"first_seq\":2", reads);  // the head names another record
  expect_refused(good, "\"first_seq\":1", "\"first_seq\":0", reads);
  expect_refused(good, "\"first_seq\":1", "\"first_seq\":9007199254740991", reads);
  expect_refused(good, "bangtin-head-1", "bangtin-head-2", reads);
  expect_refused(good, "}}\n", "},\"x\":1}\n", reads);
  EXPECT_FALSE(reads(""));
  EXPECT_FALSE(reads("\n"));
  EXPECT_FALSE(reads(good.substr(0, good.find('\n') + 1)));  // no records
  EXPECT_FALSE(reads(good.substr(0, good.size() - 1)));      // the last line is cut
  EXPECT_FALSE(reads(good + "\n"));                          // one line more than the head says
}

TEST(messages, batches_have_bounds) {
  evidence::batch b = sample::a_batch();
  b.lines.assign(2001, "{}");
  b.head.text = evidence::to_text(evidence::head{b.log, 2001, sha256("")});
  EXPECT_EQ(batch_from_body(to_body(b)).error().code, errc::limit);
  b.lines.assign(2000, "{}");
  b.head.text = evidence::to_text(evidence::head{b.log, 2000, sha256("")});
  EXPECT_TRUE(batch_from_body(to_body(b)));
  b.lines.assign(1000, std::string(5000, 'x'));
  EXPECT_EQ(batch_from_body(to_body(b)).error().code, errc::limit);
}

}  // namespace
}  // namespace bangtin::wire
