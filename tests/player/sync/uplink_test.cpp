// The objects behind the uplink's threads, against a daemon in memory that lies, loses replies and forgets.
#include "player/sync/uplink.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <set>

#include "base/files.hpp"
#include "base/language.hpp"
#include "evidence/note_text.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::sync {

using std::chrono::minutes;
using std::chrono::seconds;
namespace {

// ---- pairing

class pairing_a_screen : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  a_site site;
  daemon_in_memory daemon;
  time_reading now{core::the_day, milliseconds(1'000'000), clock_trust::synced};
  pairing p = begin();
  pairing begin(std::optional<identity> held = {}) {
    return pairing::begin(folder_.path(), site.screen, now, std::move(held));
  }
  void pass(milliseconds d) {
    now.mono += d;
    now.utc += d;
  }
  std::string kept_token() {
    std::string text = *read_file(folder_ / "pairing.json", 10'000);
    return std::string(parse_json(text.substr(0, text.size() - 1))->at("token").as_string());
  }
  result<std::optional<identity>> step() {
    pass(seconds(1));
    return p.step(daemon, now);
  }
};

TEST_F(pairing_a_screen, asks_again_every_ten_seconds_and_never_tells_code_or_token) {
  for (int i = 0; i < 25; ++i) ASSERT_TRUE(step());
  ASSERT_EQ(daemon.asked.size(), 3u);
  EXPECT_EQ(daemon.asked[0].lookup, p.code().substr(0, 4));
  std::string sent = wire::to_json(daemon.asked[0]);
  EXPECT_EQ(sent.find(p.code().substr(5)), std::string::npos);
  std::string token = kept_token();
  EXPECT_EQ(sent.find(token), std::string::npos);
  EXPECT_EQ(daemon.asked[0].token_sha256, sha256(token));
}

TEST_F(pairing_a_screen, signs_what_it_asks) {
  ASSERT_TRUE(step());
  EXPECT_TRUE(wire::is_signed(daemon.asked.at(0)));
  EXPECT_EQ(daemon.asked[0].screen_key, site.screen.public_part());
  EXPECT_EQ(daemon.asked[0].root, std::nullopt);
}

TEST_F(pairing_a_screen, keeps_its_code_in_a_file_and_through_a_restart) {
  EXPECT_EQ(*read_file(folder_ / "pairing-code", 100), p.code() + "\n");
  pass(minutes(30));
  EXPECT_EQ(begin().code(), p.code());
  EXPECT_EQ(begin().code(), p.code());
}

TEST_F(pairing_a_screen, shows_no_code_for_more_than_an_hour_whatever_the_clock_says) {
  struct row {
    const char* what;
    std::function<void()> change;
  };
  const std::vector<row> rows{{"an hour", [&] { pass(minutes(60)); }},
                              {"a clock set back", [&] { now.utc -= hours(1); }},
                              {"1970", [&] { now.utc = utc_ms{}; }}};
  for (const row& r : rows) {
    std::string before = begin().code();
    r.change();
    EXPECT_NE(begin().code(), before) << r.what;
  }
  p = begin();
  std::string code = p.code();
  std::string token = kept_token();
  for (int i = 0; i < 3'598; ++i) ASSERT_TRUE(step());
  EXPECT_EQ(p.code(), code);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(step());
  EXPECT_NE(p.code(), code);
  EXPECT_NE(kept_token(), token) << "a code has its own token";
  EXPECT_EQ(*read_file(folder_ / "pairing-code", 100), p.code() + "\n");
  EXPECT_GT(daemon.asked.back().number, daemon.asked.front().number);
}

TEST_F(pairing_a_screen, takes_the_answer_to_a_code_that_has_just_changed_and_to_no_older_one) {
  std::string code = p.code();
  for (int i = 0; i < 3'605; ++i) ASSERT_TRUE(step());
  ASSERT_NE(p.code(), code);
  daemon.granted = site.grant(code, "lobby");
  daemon.granted_token = daemon.asked.front().token_sha256;
  auto who = step();
  ASSERT_TRUE(who && *who);
  EXPECT_EQ(sha256((*who)->token), *daemon.granted_token);
}

TEST_F(pairing_a_screen, counts_on_when_the_daemon_has_seen_a_greater_number) {
  daemon.wants_greater_than = to_unix_ms(now.utc) + 1'000'000;
  std::string code = p.code();
  ASSERT_TRUE(step());
  EXPECT_NE(p.code(), code) << "another screen may have this code";
  ASSERT_TRUE(step());
  ASSERT_EQ(daemon.asked.size(), 2U);
  EXPECT_GT(daemon.asked[1].number, daemon.wants_greater_than);
  daemon.wants_greater_than = evidence::largest_integer;
  for (int i = 0; i < 50; ++i) ASSERT_TRUE(step());
  EXPECT_LT(daemon.asked.back().number, 10'000'000'000'000) << "no daemon uses up the numbers";
}

TEST_F(pairing_a_screen, goes_on_where_the_disk_refuses) {
  std::filesystem::path nowhere = folder_ / "missing" / "folder";
  pairing without_disk = pairing::begin(nowhere, site.screen, now);
  EXPECT_EQ(without_disk.code().size(), 9U);
  ASSERT_TRUE(without_disk.step(daemon, now));
  EXPECT_EQ(daemon.asked.size(), 1U);
  daemon.granted = site.grant(without_disk.code(), "lobby");
  EXPECT_FALSE(without_disk.step(daemon, now)) << "it tries again until it can be kept";
  std::filesystem::create_directories(nowhere);
  auto who = without_disk.step(daemon, now);
  EXPECT_TRUE(who && *who);
}

TEST_F(pairing_a_screen, becomes_who_it_was_named) {
  auto waiting = step();
  ASSERT_TRUE(waiting);
  ASSERT_FALSE(*waiting);
  daemon.granted = site.grant(p.code(), "lobby");
  auto who = step();
  ASSERT_TRUE(who && *who);
  EXPECT_EQ((*who)->screen, "lobby");
  EXPECT_FALSE(std::filesystem::exists(folder_ / "pairing-code"));
  auto loaded = load_identity(folder_.path(), site.screen.public_part());
  ASSERT_TRUE(loaded && *loaded);
  EXPECT_EQ((*loaded)->screen, "lobby");
  EXPECT_EQ((*loaded)->root, site.root.public_part());
  EXPECT_EQ((*loaded)->token, (*who)->token);
  for (const char* file : {"pairing.json", "identity.json"}) {
    auto mode = std::filesystem::status(folder_ / file).permissions();
    EXPECT_EQ(mode & std::filesystem::perms::mask, std::filesystem::perms(0600)) << file;
  }
}

TEST_F(pairing_a_screen, that_an_older_version_has_paired_stays_paired) {
  daemon.granted = site.grant(p.code(), "lobby");
  ASSERT_TRUE(step());
  std::string text = *read_file(folder_ / "identity.json", 10'000);
  json::value v = *parse_json(text.substr(0, text.size() - 1));
  std::string token(v.at("token").as_string());
  v.as_object().erase("token");
  ASSERT_TRUE(write_file(folder_ / "identity.json", canonical(v) + "\n", 0600));
  EXPECT_FALSE(load_identity(folder_.path(), site.screen.public_part())) << "without any token";
  ASSERT_TRUE(write_file(folder_ / "token", token + "\n", 0600));
  auto loaded = load_identity(folder_.path(), site.screen.public_part());
  ASSERT_TRUE(loaded && *loaded);
  EXPECT_EQ((*loaded)->token, token);
}

TEST_F(pairing_a_screen, asks_anew_when_the_daemon_forgot) {
  ASSERT_TRUE(step());
  daemon.knows_request = false;
  ASSERT_TRUE(step());
  daemon.knows_request = true;
  ASSERT_TRUE(step());
  EXPECT_EQ(daemon.asked.size(), 2u);
}

struct false_grant {
  const char* what;
  std::function<void(wire::pairing_grant&, const a_site&)> forge;
};
void PrintTo(const false_grant& f, std::ostream* out) {
  *out << f.what;
}
class a_false_grant : public pairing_a_screen, public ::testing::WithParamInterface<false_grant> {};

TEST_P(a_false_grant, is_refused_and_the_code_is_worth_nothing_any_more) {
  std::string code = p.code();
  daemon.granted = site.grant(code, "lobby");
  GetParam().forge(*daemon.granted, site);
  auto who = step();
  ASSERT_FALSE(who);
  EXPECT_EQ(who.error().code, errc::verification);
  EXPECT_NE(p.code(), code);
  EXPECT_EQ(*read_file(folder_ / "pairing-code", 100), p.code() + "\n");
  daemon.granted.reset();
  pass(minutes(1));
  ASSERT_TRUE(step());
  EXPECT_EQ(p.remark().size(), 2U) << "the card says why, for a while";
  pass(minutes(3));
  ASSERT_TRUE(step());
  EXPECT_TRUE(p.remark().empty());
  EXPECT_FALSE(std::filesystem::exists(folder_ / "identity.json"));
}
INSTANTIATE_TEST_SUITE_P(
    of_every_kind, a_false_grant,
    ::testing::Values(
        false_grant{"tag of another code",
                    [](auto& g, const a_site& s) { g.tag = s.grant("AAAA-AAAA", "lobby").tag; }},
        false_grant{"another root",
                    [](auto& g, const a_site&) { g.root = secret_key::generate().public_part(); }},
        false_grant{"another name", [](auto& g, const a_site&) { g.screen = "market"; }},
        false_grant{"another daemon",
                    [](auto& g, const a_site&) { g.daemon = secret_key::generate().public_part(); }},
        false_grant{"a certificate by another root", [](auto& g, const a_site&) {
                      g.certificate = evidence::sign_text(g.certificate.text, secret_key::generate());
                    }}));

TEST_F(pairing_a_screen, answered_falsely_again_and_again_asks_more_and_more_rarely) {
  std::set<std::string> codes{p.code()};
  daemon.granted = site.grant("AAAA-AAAA", "lobby");
  int answers = 0;
  for (int s = 0; s < 3'500; ++s) {
    auto who = step();
    if (who) continue;
    ++answers;
    EXPECT_EQ(who.error().code, errc::verification);
    EXPECT_TRUE(codes.insert(p.code()).second) << "each false answer ends a code at once";
  }
  EXPECT_GE(answers, 5);
  EXPECT_LE(answers, 3 + 6) << "a guess has one chance in a million, so there must not be many";
  ASSERT_FALSE(p.remark().empty());
  // Whoever shows the code on the screen now is answered rightly after the pause.
  daemon.granted.reset();
  for (int s = 0; s < 3'700; ++s) ASSERT_TRUE(step());
  EXPECT_TRUE(p.remark().empty());
  daemon.granted = site.grant(p.code(), "lobby");
  auto who = step();
  EXPECT_TRUE(who && *who);
}

// ---- a screen that has a site, and whose daemon says that it is unpaired

class pairing_again : public pairing_a_screen {
 protected:
  identity held = site.as("lobby");
  void SetUp() override { p = begin(held); }
  wire::pairing_grant grant(const a_site& by, const std::string& name, utc_ms issued) {
    wire::pairing_grant g = by.grant(p.code(), name);
    g.certificate = evidence::sign_text(
        wire::to_text(wire::screen_certificate{site.screen.public_part(), name, issued}), by.root);
    return g;
  }
};

TEST_F(pairing_again, says_whose_it_is_and_takes_the_answer_of_its_own_site) {
  ASSERT_TRUE(step());
  EXPECT_EQ(daemon.asked.at(0).root, site.root.public_part());
  a_site same = site;
  same.daemon = secret_key::generate();  // the daemon was set up again
  daemon.granted = grant(same, "market", core::the_day + minutes(1));
  auto who = step();
  ASSERT_TRUE(who && *who);
  EXPECT_EQ((*who)->screen, "market");
  EXPECT_EQ((*who)->daemon, same.daemon.public_part());
  EXPECT_NE((*who)->token, held.token);
}

// A passer-by reads the code, and with it anybody on the network makes a right tag.
TEST_F(pairing_again, does_not_leave_its_site_even_for_a_right_code) {
  a_site stranger;
  stranger.screen = site.screen;
  std::string code = p.code();
  daemon.granted = grant(stranger, "lobby", core::the_day + hours(1));
  auto who = step();
  ASSERT_FALSE(who);
  EXPECT_EQ(who.error().code, errc::verification);
  EXPECT_NE(describe(who.error()).find("identity.json"), std::string::npos) << "how to give it away";
  EXPECT_NE(p.code(), code);
  EXPECT_FALSE(std::filesystem::exists(folder_ / "identity.json"));
}

TEST_F(pairing_again, does_not_take_the_certificate_that_was_sent_in_clear_before) {
  a_site false_daemon = site;
  false_daemon.daemon = secret_key::generate();
  for (milliseconds earlier : {milliseconds(0), milliseconds(1), milliseconds(hours(100))}) {
    daemon.granted = grant(false_daemon, "lobby", core::the_day - earlier);
    daemon.granted->tag = wire::pairing_tag(p.code(), site.root.public_part(), site.screen.public_part(),
                                            "lobby", false_daemon.daemon.public_part());
    EXPECT_EQ(step().error().code, errc::verification) << "its receipts would erase evidence";
  }
}

TEST(pairing_trouble, says_what_cannot_be_reached) {
  const error unreachable{errc::unreachable, msg("cut"), {}},
      refused{errc::conflict, msg("the name is taken"), {}};
  const std::string server = "http://10.0.0.5:8470";
  auto said = [](const std::vector<message>& all) {
    std::string text;
    for (const message& m : all) text += in_english(m) + "|";
    return text;
  };
  EXPECT_NE(said(pairing_trouble(unreachable, server, false)).find("no network"), std::string::npos);
  EXPECT_NE(said(pairing_trouble(unreachable, server, true)).find(server), std::string::npos);
  EXPECT_NE(said(pairing_trouble(unreachable, "http://127.0.0.1:8470", false)).find("127.0.0.1:8470"),
            std::string::npos)
      << "needs no network";
  // Whoever answers in the daemon's place must not write on the screen.
  for (errc code : {errc::conflict, errc::io, errc::verification, errc::invalid, errc::limit}) {
    const error foreign{code, msg("Gọi 0900 000 000"), msg("chuyển tiền")};
    EXPECT_EQ(said(pairing_trouble(foreign, server, true)).find("0900"), std::string::npos);
    EXPECT_EQ(said(pairing_trouble(foreign, server, true)).find("chuyển"), std::string::npos);
  }
  EXPECT_NE(said(pairing_trouble(refused, server, true)).find(server), std::string::npos);
}

TEST_F(pairing_a_screen, does_not_become_the_holder_of_another_key) {
  daemon.granted = site.grant(p.code(), "lobby");
  ASSERT_TRUE(step());
  EXPECT_EQ(load_identity(folder_.path(), secret_key::generate().public_part()).error().code,
            errc::verification);
}

// ---- programmes

class a_programme_sync : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  a_site site;
  daemon_in_memory daemon;
  status tells;
  media_files files = *media_files::open(folder_.path());
  kept_programmes kept_{folder_.path()};
  programme_sync line{files, kept_, site.as("lobby"), tells};

  void SetUp() override {
    for (const auto& [hash, name] : core::names_of_files()) daemon.files[hash] = name;
  }
  void publish(std::int64_t version) { daemon.published = site.sign(core::small_programme(version)); }
  // Publishes version 2 with a new file, of which only four bytes arrive.
  void break_off_another() {
    playlists::programme::programme next = core::small_programme(2);
    next.media[2].files = {core::file_named("other.png")};
    daemon.published = site.sign(next);
    daemon.cuts_files_at = 4;
    ASSERT_FALSE(round());
  }
  set_clock clock;
  std::optional<programme_offers> asks;
  result<std::optional<core::ready_programme>> round() {
    if (!asks) asks.emplace(line.offers());
    return ask_and_fetch(*asks, line, daemon, clock);
  }
  std::string problem() const {
    auto c = tells.read();
    return c.problems.empty() ? "" : describe(c.problems.begin()->second);
  }
  std::int64_t kept_version() {
    programme_sync again{files, kept_, site.as("lobby"), tells};
    auto kept = again.begin();
    return kept ? kept->value->version : -1;
  }
};

TEST_F(a_programme_sync, switches_once_everything_is_there_and_starts_from_disk_next_time) {
  EXPECT_FALSE(line.begin());
  publish(1);
  auto got = round();
  ASSERT_TRUE(got && *got);
  EXPECT_EQ((*got)->value->version, 1);
  for (const auto& f : files_for(*(*got)->value, "lobby")) EXPECT_TRUE(files.is_there(f));
  daemon.reachable = false;
  EXPECT_EQ(kept_version(), 1);
  EXPECT_FALSE(round());
}

// A takedown needs no new file, so a disk that refuses must not keep the screen from it.
TEST_F(a_programme_sync, switches_without_the_disk_and_keeps_the_programme_when_the_disk_allows_it) {
  publish(1);
  ASSERT_TRUE(round());
  const std::filesystem::path current = folder_ / "programme.json", aside = folder_ / "aside";
  std::filesystem::rename(current, aside);
  for (const char* name : {"programme.json", "next.json"}) {
    std::filesystem::create_directories(folder_ / name / "in the way");
  }
  publish(2);
  auto got = round();
  ASSERT_TRUE(got && *got);
  EXPECT_EQ((*got)->value->version, 2);
  EXPECT_NE(problem(), "");
  EXPECT_FALSE(round()) << "it is tried again";
  EXPECT_NE(problem(), "") << "until the disk keeps it";
  for (const char* name : {"programme.json", "next.json"}) std::filesystem::remove_all(folder_ / name);
  std::filesystem::rename(aside, current);
  ASSERT_TRUE(round());
  EXPECT_EQ(problem(), "");
  EXPECT_EQ(kept_version(), 2);
}

TEST_F(a_programme_sync, keeps_the_old_one_with_its_files_until_the_new_one_is_whole) {
  publish(1);
  ASSERT_TRUE(round());
  break_off_another();
  EXPECT_EQ(kept_version(), 1);
  for (const auto& f : files_for(core::small_programme(1), "lobby")) EXPECT_TRUE(files.is_there(f));
  daemon.cuts_files_at.reset();
  auto got = round();
  ASSERT_TRUE(got && *got);
  EXPECT_EQ(kept_version(), 2);
  line.tidy(1);
  EXPECT_TRUE(files.is_there(core::file_named("poster.png")));
  line.tidy(2);
  EXPECT_FALSE(files.is_there(core::file_named("poster.png")));
  EXPECT_TRUE(files.is_there(core::file_named("other.png")));
}

TEST_F(a_programme_sync, finishes_a_switch_that_a_power_cut_interrupted) {
  publish(1);
  ASSERT_TRUE(round());
  ASSERT_TRUE(kept_.keep_next(site.sign(core::small_programme(2))));  // all files are there already
  EXPECT_EQ(kept_version(), 2);
}

struct bad_offer {
  const char* what;
  std::function<void(wire::signed_programme&, const a_site&)> forge;
};
void PrintTo(const bad_offer& b, std::ostream* out) {
  *out << b.what;
}
class a_bad_offer : public a_programme_sync, public ::testing::WithParamInterface<bad_offer> {};

TEST_P(a_bad_offer, is_refused_and_told_and_the_last_good_one_plays_on) {
  publish(3);
  ASSERT_TRUE(round());
  publish(4);
  GetParam().forge(*daemon.published, site);
  auto got = round();
  ASSERT_TRUE(got);
  EXPECT_FALSE(*got);
  EXPECT_NE(problem(), "");
  EXPECT_EQ(kept_version(), 3);
  // The screen names the refused offer as known, so the daemon does not send it again.
  ASSERT_TRUE(round());
  EXPECT_EQ(daemon.known_when_asked.back(), sha256(daemon.published->bytes));
  // A good programme clears the problem.
  publish(5);
  got = round();
  ASSERT_TRUE(got && *got);
  EXPECT_EQ(problem(), "");
}
INSTANTIATE_TEST_SUITE_P(
    of_every_kind, a_bad_offer,
    ::testing::Values(
        bad_offer{"altered bytes",
                  [](auto& p, const a_site&) { p.bytes.replace(p.bytes.find("outreach"), 8, "outrage!"); }},
        bad_offer{"a wrong signature", [](auto& p, const a_site&) { p.signature.value[3] ^= 1; }},
        bad_offer{"an approver whom another root named",
                  [](auto& p, const a_site&) { p = a_site().sign(core::small_programme(4)); }},
        bad_offer{"an older version", [](auto& p, const a_site& s) { p = s.sign(core::small_programme(2)); }},
        bad_offer{"the same version with other content", [](auto& p, const a_site& s) {
                    playlists::programme::programme other = core::small_programme(3);
                    other.campaigns[0].share = 7;
                    p = s.sign(other);
                  }}));

TEST_F(a_programme_sync, fetches_again_what_the_disk_damaged) {
  publish(1);
  ASSERT_TRUE(round());
  std::ofstream(files.file_of(sha256("poster.png"))) << "poster.pn!";
  EXPECT_TRUE(line.check_files({}));
  EXPECT_FALSE(files.is_there(core::file_named("poster.png")));
  EXPECT_NE(problem(), "");
  ASSERT_TRUE(round());
  EXPECT_TRUE(files.is_there(core::file_named("poster.png")));
  EXPECT_EQ(problem(), "");
}

TEST_F(a_programme_sync, hears_of_another_programme_though_a_file_of_this_one_is_not_to_be_had) {
  publish(1);
  ASSERT_TRUE(round());
  for (const char* lost : {"poster.png", "clip.mp4"}) std::filesystem::remove(files.file_of(sha256(lost)));
  daemon.files.erase(sha256("clip.mp4"));
  EXPECT_FALSE(round()) << "tried again later";
  EXPECT_NE(problem(), "");
  EXPECT_TRUE(files.is_there(core::file_named("poster.png"))) << "what is to be had comes";
  playlists::programme::programme without = core::small_programme(2);
  for (playlists::programme::media_item& m : without.media) {
    for (playlists::programme::file_ref& f : m.files) {
      if (f.sha256 == sha256("clip.mp4")) f = core::file_named("other.png");
    }
  }
  daemon.published = site.sign(without);
  auto got = round();
  ASSERT_TRUE(got && *got);
  EXPECT_EQ((*got)->value->version, 2);
  EXPECT_EQ(problem(), "");
}

TEST_F(a_programme_sync, goes_on_after_a_restart_with_what_it_was_fetching) {
  publish(1);
  ASSERT_TRUE(round());
  break_off_another();
  std::filesystem::path part = files.file_of(sha256("other.png"));
  part += ".part";
  ASSERT_TRUE(std::filesystem::exists(part));
  programme_sync again{files, kept_, site.as("lobby"), tells};
  ASSERT_TRUE(again.begin());
  programme_offers asks_again = again.offers();
  daemon.reachable = false;
  ASSERT_FALSE(ask_and_fetch(asks_again, again, daemon, clock));
  again.tidy(1);
  EXPECT_TRUE(std::filesystem::exists(part));
  // Once another programme replaces the offer, its part is deleted.
  daemon.reachable = true;
  daemon.cuts_files_at.reset();
  publish(3);
  ASSERT_TRUE(ask_and_fetch(asks_again, again, daemon, clock));
  EXPECT_FALSE(std::filesystem::exists(part));
}

TEST_F(a_programme_sync, does_not_use_a_kept_programme_that_was_tampered_with) {
  publish(1);
  ASSERT_TRUE(round());
  auto kept = *kept_.current();
  kept.bytes.replace(kept.bytes.find("outreach"), 8, "outrage!");
  ASSERT_TRUE(kept_.switch_to(kept));
  EXPECT_EQ(kept_version(), -1);
}

// ---- reporting

class a_source final : public evidence_source {
 public:
  std::vector<std::string> lines;  // the records with seq 1, 2, ...
  std::int64_t acknowledged_to = 0;
  std::int64_t from = 1;
  result<std::optional<evidence::batch>> next_batch(const ask_limits&) override {
    if (from > static_cast<std::int64_t>(lines.size())) return std::optional<evidence::batch>();
    evidence::batch b;
    b.first_seq = from;
    for (std::size_t i = static_cast<std::size_t>(from - 1); i < lines.size() && b.lines.size() < 2; ++i) {
      b.lines.push_back(lines[i]);
    }
    return std::optional(b);
  }
  result<void> acknowledge(const evidence::signed_text& receipt, const ask_limits&) override {
    if (receipt.text.empty()) return error{errc::verification, msg("no receipt"), msg("ask")};
    acknowledged_to = std::stoll(receipt.text);
    from = acknowledged_to + 1;
    return {};
  }
  result<void> resend_from(std::int64_t seq, const ask_limits&) override {
    if (seq > static_cast<std::int64_t>(lines.size()) + 1)
      return error{errc::invalid, msg("gone"), msg("look")};
    from = seq;
    return {};
  }
  result<bool> resend_lost(std::int64_t tip, const ask_limits& limits) override {
    if (tip >= acknowledged_to) return false;
    if (result<void> done = resend_from(tip + 1, limits); !done) return done.error();
    return true;
  }
  result<std::int64_t> unacknowledged(const ask_limits&) override {
    return static_cast<std::int64_t>(lines.size()) - acknowledged_to;
  }
  result<std::string> log(const ask_limits&) override { return std::string(32, 'a'); }
  standing says = standing::agrees;  // of every receipt
  result<standing> compare(const evidence::signed_text&, const ask_limits&) override { return says; }
  std::vector<std::optional<evidence::signed_text>> new_logs;  // what each cites
  result<void> begin_new_log(const std::optional<evidence::signed_text>& cites, const ask_limits&) override {
    new_logs.push_back(cites);
    lines = {"genesis"};
    acknowledged_to = 0;
    from = 1;
    return {};
  }
  std::vector<evidence::signed_text> cited;
  result<citing> cites = citing::done;  // what it answers
  result<citing> cite(const evidence::signed_text& receipt, const ask_limits&) override {
    cited.push_back(receipt);
    return cites;
  }
  result<std::optional<evidence::batch>> carried_batch(std::int64_t, const ask_limits&) override {
    return std::optional<evidence::batch>();
  }
  std::vector<std::pair<std::string, std::vector<std::string>>> ended;  // logs, newest first
  std::vector<std::string>& ended_lines(const std::string& log) {
    return std::find_if(ended.begin(), ended.end(), [&](auto& l) { return l.first == log; })->second;
  }
  result<std::vector<std::string>> older_logs(const ask_limits&) override {
    std::vector<std::string> names;
    for (const auto& [name, records] : ended) names.push_back(name);
    return names;
  }
  bool forked = false;
  result<std::int64_t> older_from(const std::string&, const evidence::signed_text& receipt,
                                  const ask_limits&) override {
    if (forked) return error{errc::conflict, msg("other records"), msg("look")};
    return std::stoll(receipt.text) + 1;
  }
  std::int64_t archived_from = 1;  // older records of ended logs are not there any more
  result<std::optional<evidence::batch>> older_batch(const std::string& log, std::int64_t seq,
                                                     const ask_limits&) override {
    std::vector<std::string>& all = ended_lines(log);
    if (seq > static_cast<std::int64_t>(all.size())) return std::optional<evidence::batch>();
    if (seq < archived_from) return error{errc::not_found, msg("gone"), msg("look")};
    evidence::batch b;
    b.log = log;
    b.first_seq = seq;
    for (auto i = static_cast<std::size_t>(seq - 1); i < all.size() && b.lines.size() < 2; ++i) {
      b.lines.push_back(all[i]);
    }
    return std::optional(b);
  }
  result<std::optional<evidence::batch>> older_batch_up_to(const std::string& log, std::int64_t last,
                                                           const ask_limits& limits) override {
    last = std::min(last, std::ssize(ended_lines(log)));
    if (last < 1) return std::optional<evidence::batch>();
    auto b = older_batch(log, std::max<std::int64_t>(last - 1, 1), limits);
    return b;
  }
  std::vector<std::int64_t> daemon_reads;
  result<void> set_daemon_reads(std::int64_t format, const ask_limits&) override {
    daemon_reads.push_back(format);
    return {};
  }
};

class a_report : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  daemon_in_memory daemon;
  status tells;
  a_source source;
  struct made_up final : host_stats {
    host_state now{5'000'000, 9'000'000, 61'500};
    host_state read() const override { return now; }
  } host;
  reporter line{"lobby", tells, source, host};
  std::int64_t intake_has = 0;
  bool loses_reply = false;

  void SetUp() override {
    for (int i = 1; i <= 7; ++i) source.lines.push_back("record " + std::to_string(i));
    daemon.on_plays = [this](const evidence::batch& b) -> result<plays_answer> {
      if (b.first_seq > intake_has + 1) return plays_answer(expected_seq{intake_has + 1});
      intake_has = std::max(intake_has, b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1);
      if (std::exchange(loses_reply, false)) return cut();
      return plays_answer(evidence::signed_text{std::to_string(intake_has), {}});
    };
  }
  static time_reading at(milliseconds mono) { return {utc_ms(mono), mono, clock_trust::synced}; }
};

TEST_F(a_report, sends_all_of_it_in_batches) {
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_EQ(daemon.batches.size(), 4u);
  EXPECT_EQ(source.acknowledged_to, 7);
}

TEST_F(a_report, sends_the_same_again_after_a_lost_reply) {
  loses_reply = true;
  ASSERT_FALSE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_EQ(source.acknowledged_to, 0);
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_EQ(daemon.batches[0].lines, daemon.batches[1].lines);
  EXPECT_EQ(source.acknowledged_to, 7);
  EXPECT_TRUE(tells.read().problems.empty());
}

TEST_F(a_report, goes_back_to_where_the_daemon_has_a_hole) {
  source.from = 5;
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_EQ(daemon.batches[0].first_seq, 5);
  EXPECT_EQ(daemon.batches[1].first_seq, 1);
  EXPECT_EQ(source.acknowledged_to, 7);
}

TEST_F(a_report, does_not_quarrel_for_ever_and_tells) {
  daemon.on_plays = [](const evidence::batch&) {
    return result<plays_answer>(plays_answer(expected_seq{3}));
  };
  ASSERT_FALSE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_LE(daemon.batches.size(), 3u);
  EXPECT_FALSE(tells.read().problems.empty());
}

TEST_F(a_report, asks_once_what_the_daemon_has_before_it_sends) {
  daemon.on_receipt = [&](const std::string& log) -> result<newest_receipt> {
    EXPECT_TRUE(daemon.batches.empty());
    return newest_receipt{log, {}};
  };
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(100))));
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(110))));
  EXPECT_EQ(daemon.receipts_asked, 1);
  EXPECT_EQ(source.acknowledged_to, 7);
  EXPECT_TRUE(source.new_logs.empty());
}

TEST_F(a_report, asks_again_until_the_daemon_answers) {
  daemon.reachable = false;
  EXPECT_FALSE(line.send_evidence(daemon, at(seconds(100))));
  daemon.reachable = true;
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(110))));
  EXPECT_EQ(daemon.receipts_asked, 1);
}

// Its storage was lost: the daemon knows another log of it.
TEST_F(a_report, of_a_log_that_nobody_knows_cites_the_one_that_the_daemon_has) {
  const std::string lost(32, 'e');
  const evidence::signed_text receipt{"9", {}};
  daemon.on_receipt = [&](const std::string& log) -> result<newest_receipt> {
    EXPECT_TRUE(daemon.batches.empty());
    return log == lost ? newest_receipt{lost, receipt, 9} : newest_receipt{lost, {}};
  };
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_EQ(source.cited, std::vector{receipt});
  EXPECT_EQ(source.acknowledged_to, 7);
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(110))));
  EXPECT_EQ(daemon.receipts_asked, 2);
  EXPECT_TRUE(source.new_logs.empty());
}

TEST_F(a_report, keeps_its_log_where_the_daemon_knows_it_or_names_no_other) {
  const evidence::signed_text receipt{"1", {}};
  const std::string own = *source.log({}), other(32, 'e');
  for (const newest_receipt& says :
       {newest_receipt{"", {}}, newest_receipt{own, {}}, newest_receipt{own, receipt, 1},
        newest_receipt{other, receipt, 1}, newest_receipt{other, {}, 3}}) {
    a_source fresh_source;
    fresh_source.lines = {"record 1"};
    reporter fresh("lobby", tells, fresh_source, host);
    daemon.on_receipt = [&](const std::string& log) -> result<newest_receipt> {
      EXPECT_EQ(log, own);
      return says;
    };
    intake_has = 0;
    ASSERT_TRUE(fresh.send_evidence(daemon, at(seconds(100))));
    EXPECT_TRUE(fresh_source.cited.empty()) << says.log << " " << says.tip;
    EXPECT_EQ(fresh_source.acknowledged_to, 1);
  }
}

TEST_F(a_report, that_cannot_cite_the_lost_log_is_sent_all_the_same) {
  const std::string lost(32, 'e');
  const error forged{errc::verification, msg("it does not hold"), msg("look")};
  using citing = evidence_source::citing;
  struct row {
    bool has_receipt;
    result<citing> answer;
  };
  for (const auto& [has_receipt, answer] :
       {row{true, citing::too_long}, row{true, forged}, row{false, forged}}) {
    a_source own;
    own.lines = {"record 1"};
    own.cites = answer;
    reporter fresh("lobby", tells, own, host);
    daemon.on_receipt = [&, with = has_receipt](const std::string& log) -> result<newest_receipt> {
      if (log == lost && with) return newest_receipt{lost, evidence::signed_text{"9", {}}, 9};
      return newest_receipt{lost, {}};
    };
    intake_has = 0;
    ASSERT_TRUE(fresh.send_evidence(daemon, at(seconds(100))));
    EXPECT_EQ(own.cited.size(), has_receipt ? 1u : 0u);
    EXPECT_EQ(own.acknowledged_to, 1);
  }
}

TEST_F(a_report, asks_for_the_lost_log_again_after_the_line_was_cut) {
  const std::string lost(32, 'e');
  bool cut_off = true;
  daemon.on_receipt = [&](const std::string& log) -> result<newest_receipt> {
    if (log == lost && std::exchange(cut_off, false)) return cut();
    return log == lost ? newest_receipt{lost, evidence::signed_text{"9", {}}, 9} : newest_receipt{lost, {}};
  };
  EXPECT_FALSE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_TRUE(daemon.batches.empty()) << "what was sent could be cited no more";
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(110))));
  EXPECT_EQ(source.cited.size(), 1u);
}

// Its disk went back in time, or the daemon has other records of this log.
TEST_F(a_report, of_a_journal_that_the_daemon_contradicts_begins_a_new_log_that_cites_the_receipt) {
  for (auto found : {evidence_source::standing::behind, evidence_source::standing::diverged}) {
    a_source own;
    own.lines = {"record 1"};
    own.says = found;
    reporter fresh("lobby", tells, own, host);
    const evidence::signed_text receipt{"9", {}};
    daemon.on_receipt = [&](const std::string& log) -> result<newest_receipt> {
      return newest_receipt{log, receipt};
    };
    intake_has = 0;
    ASSERT_TRUE(fresh.send_evidence(daemon, at(seconds(100))));
    ASSERT_EQ(own.new_logs.size(), 1u);
    EXPECT_EQ(own.new_logs[0], receipt);
    EXPECT_EQ(own.acknowledged_to, 1) << "the new log is sent at once";
  }
}

TEST_F(a_report, of_a_fork_goes_on_in_a_new_log_at_once_and_begins_no_more_than_one_in_ten_minutes) {
  const evidence::signed_text receipt{"9", {}};
  daemon.on_plays = [&](const evidence::batch&) -> result<plays_answer> {
    return plays_answer(fork_found{receipt});
  };
  EXPECT_FALSE(line.send_evidence(daemon, at(seconds(100))));
  ASSERT_EQ(source.new_logs.size(), 1u);
  EXPECT_EQ(source.new_logs[0], receipt);
  EXPECT_FALSE(tells.read().problems.empty());
  EXPECT_FALSE(line.send_evidence(daemon, at(seconds(200))));
  EXPECT_EQ(source.new_logs.size(), 1u);
  EXPECT_FALSE(line.send_evidence(daemon, at(seconds(701))));
  EXPECT_EQ(source.new_logs.size(), 2u);
}

TEST_F(a_report, asked_for_what_it_has_no_more_begins_a_new_log_that_cites_what_the_daemon_has) {
  const evidence::signed_text receipt{"3", {}};
  daemon.on_plays = [&](const evidence::batch& b) -> result<plays_answer> {
    if (b.lines.front() != "genesis") return plays_answer(expected_seq{99});
    return plays_answer(evidence::signed_text{"1", {}});
  };
  bool first = true;
  daemon.on_receipt = [&](const std::string& log) -> result<newest_receipt> {
    return std::exchange(first, false) ? newest_receipt{log, {}} : newest_receipt{log, receipt};
  };
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(100))));
  ASSERT_EQ(source.new_logs.size(), 1u);
  EXPECT_EQ(source.new_logs[0], receipt);
  EXPECT_EQ(source.acknowledged_to, 1);
}

TEST_F(a_report, waits_as_long_as_the_daemon_asks_and_then_sends_the_same) {
  auto takes = daemon.on_plays;
  daemon.on_plays = [](const evidence::batch&) -> result<plays_answer> {
    return error{errc::limit, msg("too much"), msg("later")};
  };
  daemon.wants_pause = seconds(90);
  EXPECT_FALSE(line.send_evidence(daemon, at(seconds(100))));
  daemon.on_plays = takes;
  daemon.wants_pause.reset();
  EXPECT_TRUE(line.send_evidence(daemon, at(seconds(189))));
  EXPECT_EQ(daemon.batches.size(), 1u);
  EXPECT_TRUE(line.send_status(daemon, at(seconds(189)))) << "the status does not wait for the evidence";
  EXPECT_EQ(daemon.statuses.size(), 1u);
  EXPECT_TRUE(line.send_evidence(daemon, at(seconds(190))));
  EXPECT_EQ(daemon.batches[1].lines, daemon.batches[0].lines);
  EXPECT_EQ(source.acknowledged_to, 7);
}

TEST_F(a_report, sends_a_backlog_in_rounds_between_which_the_status_gets_its_turn) {
  for (int i = 8; i <= 40; ++i) source.lines.push_back("record " + std::to_string(i));
  int rounds = 0;
  do {
    ASSERT_TRUE(line.send_evidence(daemon, at(seconds(100 + rounds))));
    ++rounds;
    EXPECT_LE(daemon.batches.size(), static_cast<std::size_t>(rounds * reporter::max_batches));
  } while (line.has_more());
  EXPECT_EQ(rounds, 3);
  EXPECT_EQ(source.acknowledged_to, 40);
}

TEST_F(a_report, tells_the_journal_what_the_daemon_reads_when_that_changes) {
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_EQ(source.daemon_reads, (std::vector<std::int64_t>{2}));
  daemon.announces = 0;  // a proxy answered
  source.lines.push_back("record 8");
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(110))));
  daemon.announces = 1;  // the older program is back
  source.lines.push_back("record 9");
  ASSERT_TRUE(line.send_evidence(daemon, at(seconds(120))));
  EXPECT_EQ(source.daemon_reads, (std::vector<std::int64_t>{2, 1}));
}

TEST_F(a_report, lets_go_of_nothing_on_a_false_receipt) {
  daemon.on_plays = [](const evidence::batch&) {
    return result<plays_answer>(plays_answer(evidence::signed_text{}));
  };
  ASSERT_FALSE(line.send_evidence(daemon, at(seconds(100))));
  EXPECT_EQ(source.acknowledged_to, 0);
  EXPECT_FALSE(tells.read().problems.empty());
}

// ---- earlier logs

// A daemon that knows of each earlier log as many records as `knows` says.
class a_refill : public a_report {
 protected:
  std::map<std::string, std::int64_t> knows;
  std::vector<std::string> asked;  // for these logs' receipts
  std::function<std::optional<result<plays_answer>>(const evidence::batch&)> otherwise;
  void SetUp() override {
    a_report::SetUp();
    for (const char* name : {"newer", "older"}) {
      source.ended.push_back({name, {}});
      for (int i = 1; i <= 5; ++i) source.ended.back().second.push_back(name + std::to_string(i));
      knows[name] = 5;
    }
    daemon.on_receipt = [this](const std::string& log) -> result<newest_receipt> {
      auto of = knows.find(log);
      if (of == knows.end()) return newest_receipt{log, {}};
      asked.push_back(log);
      if (of->second == 0) return newest_receipt{log, {}};
      return newest_receipt{log, evidence::signed_text{std::to_string(of->second), {}}, of->second};
    };
    daemon.on_plays = [this, takes = daemon.on_plays](const evidence::batch& b) -> result<plays_answer> {
      auto of = knows.find(b.log);
      if (of == knows.end()) return takes(b);
      if (otherwise) {
        if (auto answer = otherwise(b)) return *answer;
      }
      if (b.first_seq > of->second + 1) return plays_answer(expected_seq{of->second + 1});
      of->second = std::max(of->second, b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1);
      return plays_answer(evidence::signed_text{std::to_string(of->second), {}});
    };
  }
  // As the uplink: again at once while there is more.
  int send_all(milliseconds mono) {
    int rounds = 0;
    do {
      std::size_t before = daemon.batches.size();
      EXPECT_TRUE(line.send_evidence(daemon, at(mono)));
      EXPECT_LE(daemon.batches.size() - before, static_cast<std::size_t>(reporter::max_batches));
    } while (++rounds < 20 && line.has_more());
    EXPECT_LT(rounds, 20);
    return rounds;
  }
  std::size_t sent_of(const std::string& log) const {
    return static_cast<std::size_t>(std::count_if(daemon.batches.begin(), daemon.batches.end(),
                                                  [&](const evidence::batch& b) { return b.log == log; }));
  }
};

TEST_F(a_refill, of_a_daemon_that_has_all_costs_one_question_per_log_and_start) {
  send_all(seconds(100));
  source.lines.push_back("record 8");
  send_all(seconds(110));
  EXPECT_EQ(asked, (std::vector<std::string>{"newer", "older"}));
  EXPECT_EQ(sent_of("newer") + sent_of("older"), 0U);
}

TEST_F(a_refill, sends_what_each_log_lacks_behind_the_current_log_in_rounds) {
  knows = {{"newer", 3}, {"older", 0}};
  const int rounds = send_all(seconds(100));
  EXPECT_GT(rounds, 1);
  EXPECT_EQ(source.acknowledged_to, 7);
  EXPECT_EQ(daemon.batches.front().log, "");
  EXPECT_EQ(knows, (std::map<std::string, std::int64_t>{{"newer", 5}, {"older", 5}}));
  EXPECT_EQ(sent_of("newer"), 1U);
  EXPECT_EQ(sent_of("older"), 3U);
  EXPECT_TRUE(tells.read().problems.empty());
}

TEST_F(a_refill, begins_again_when_the_daemon_asks_for_what_it_had_acknowledged) {
  send_all(seconds(100));
  knows["older"] = 2;  // the daemon is restored
  intake_has = 0;
  send_all(seconds(110));
  EXPECT_EQ(knows["older"], 2) << "nothing tells that the daemon went back";
  source.lines.push_back("record 8");
  send_all(seconds(120));
  EXPECT_EQ(source.acknowledged_to, 8);
  EXPECT_EQ(knows["older"], 5);
}

TEST_F(a_refill, begins_again_with_a_new_log) {
  send_all(seconds(100));
  knows["newer"] = 1;
  auto takes = daemon.on_plays;
  daemon.on_plays = [&](const evidence::batch& b) -> result<plays_answer> {
    if (b.lines.front() == "record 8") return plays_answer(fork_found{evidence::signed_text{"7", {}}});
    return takes(b);
  };
  source.lines.push_back("record 8");
  intake_has = 0;
  send_all(seconds(110));
  EXPECT_EQ(source.new_logs.size(), 1U);
  EXPECT_EQ(knows["newer"], 5);
}

TEST_F(a_refill, follows_the_daemon_to_another_place) {
  knows = {{"newer", 4}, {"older", 5}};
  bool once = true;
  otherwise = [&](const evidence::batch&) -> std::optional<result<plays_answer>> {
    if (!std::exchange(once, false)) return std::nullopt;
    knows["newer"] = 1;  // restored since it was asked
    return result<plays_answer>(plays_answer(expected_seq{2}));
  };
  send_all(seconds(100));
  EXPECT_EQ(knows["newer"], 5);
}

TEST_F(a_refill, leaves_a_log_that_cannot_be_sent_and_goes_on_with_the_next) {
  const error no{errc::forbidden, msg("another screen's"), msg("look")};
  using answer = std::optional<result<plays_answer>>;
  struct row {
    const char* what;
    std::size_t max_sent;
    std::function<answer(const evidence::batch&)> says;
    std::int64_t archived_from = 1;
  };
  const std::vector<row> rows{
      {"a fork", 1, [](const evidence::batch&) -> answer { return plays_answer(fork_found{}); }},
      {"refused", 3, [&](const evidence::batch&) -> answer { return result<plays_answer>(no); }},
      {"always elsewhere", 4, [](const evidence::batch&) -> answer { return plays_answer(expected_seq{1}); }},
      {"a receipt that leads nowhere", 1,
       [](const evidence::batch&) -> answer {
         return plays_answer(evidence::signed_text{"0", {}});
       }},
      {"the beginning is lost", 0, [](const evidence::batch&) -> answer { return std::nullopt; }, 3}};
  for (const row& r : rows) {
    SCOPED_TRACE(r.what);
    reporter fresh("lobby", tells, source, host);
    daemon.batches.clear();
    knows = {{"newer", 0}, {"older", 3}};
    source.archived_from = r.archived_from;
    otherwise = [&](const evidence::batch& b) { return b.log == "newer" ? r.says(b) : std::nullopt; };
    int rounds = 0;
    do {
      ASSERT_TRUE(fresh.send_evidence(daemon, at(seconds(100))));
    } while (++rounds < 20 && fresh.has_more());
    EXPECT_LT(rounds, 20);
    EXPECT_EQ(sent_of("newer"), r.max_sent);
    EXPECT_EQ(knows["older"], 5);
    EXPECT_TRUE(source.new_logs.empty()) << "the current log is sound";
    EXPECT_TRUE(tells.read().problems.empty());
  }
}

// A screen that shows nothing sends nothing: no answer tells it that the daemon went back.
TEST_F(a_refill, of_a_restored_daemon_needs_no_new_record) {
  auto of_older = daemon.on_receipt;
  daemon.on_receipt = [&](const std::string& log) -> result<newest_receipt> {
    if (knows.contains(log)) return of_older(log);
    return newest_receipt{log, evidence::signed_text{std::to_string(intake_has), {}}, intake_has};
  };
  send_all(seconds(100));
  intake_has = 3;
  knows["older"] = 2;
  daemon.batches.clear();
  send_all(seconds(100) + minutes(59));
  EXPECT_TRUE(daemon.batches.empty());
  send_all(seconds(100) + minutes(60));
  ASSERT_FALSE(daemon.batches.empty());
  EXPECT_EQ(daemon.batches[0].first_seq, 4);
  EXPECT_EQ(intake_has, 7);
  EXPECT_EQ(knows["older"], 5);
  EXPECT_TRUE(source.new_logs.empty());

  knows["newer"] = 1;  // restored to where only an earlier log is short
  send_all(seconds(100) + hours(23));
  EXPECT_EQ(knows["newer"], 1);
  send_all(seconds(100) + hours(24));
  EXPECT_EQ(knows["newer"], 5);
}

// A daemon whose story of log "newer" parts from the screen's after record `common` and ends at `tip`.
struct other_story {
  std::int64_t common, tip;
  bool continues_forks = true;  // an older daemon does not
  std::set<std::int64_t> forked{};
  std::set<std::int64_t> ends{};  // of the forks
  std::optional<evidence::batch> unproven{};

  result<plays_answer> take(const evidence::batch& b) {
    const std::int64_t first = b.first_seq, last = first + std::ssize(b.lines) - 1;
    const bool again = unproven == b, fork = continues_forks && ends.contains(first - 1);
    unproven.reset();
    if (first > tip + 1 && !fork) return plays_answer(expected_seq{tip + 1});
    if (last <= common) return plays_answer(evidence::signed_text{std::to_string(last), {}});
    if (last > tip && first > common + 1 && !fork && !again) {
      unproven = b;
      return error{errc::verification, msg("these prove nothing"), msg("again")};
    }
    for (std::int64_t seq = first; seq <= last; ++seq) forked.insert(seq);
    ends.insert(last);
    return plays_answer(fork_found{evidence::signed_text{std::to_string(tip), {}}});
  }
};

TEST_F(a_refill, gives_the_daemon_the_story_that_lost_for_it_to_set_aside) {
  source.ended[0].second.clear();
  for (int i = 1; i <= 31; ++i) source.ended[0].second.push_back("newer" + std::to_string(i));
  const std::int64_t newest = 31;
  for (std::int64_t common : {0, 1, 2, 7, 20, 29, 30}) {
    for (std::int64_t longer : {1, 2, 3, 4, 9, 10, 50}) {
      SCOPED_TRACE(::testing::Message() << "parts after " << common << ", and goes on for " << longer);
      other_story story{common, common + longer};
      reporter fresh("lobby", tells, source, host);
      knows["newer"] = story.tip;
      source.forked = story.tip <= newest;  // else the archive cannot contradict the receipt
      daemon.batches.clear();
      otherwise = [&](const evidence::batch& b) -> std::optional<result<plays_answer>> {
        return b.log == "newer" ? std::optional(story.take(b)) : std::nullopt;
      };
      int rounds = 0;
      do {
        ASSERT_TRUE(fresh.send_evidence(daemon, at(seconds(100))));
      } while (++rounds < 20 && fresh.has_more());
      for (std::int64_t seq = common + 1; seq <= newest; ++seq)
        EXPECT_TRUE(story.forked.contains(seq)) << seq;
      EXPECT_FALSE(story.forked.contains(common - 1)) << "what both have stays where it is";
      EXPECT_LE(sent_of("newer"), 18U) << "hardly a batch is sent twice";
      EXPECT_TRUE(source.new_logs.empty());
      EXPECT_TRUE(tells.read().problems.empty());
    }
  }
}

TEST_F(a_refill, gives_an_older_daemon_of_the_story_that_lost_what_it_takes) {
  other_story story{1, 2, false};
  knows["newer"] = 2;
  source.forked = true;
  otherwise = [&](const evidence::batch& b) -> std::optional<result<plays_answer>> {
    return b.log == "newer" ? std::optional(story.take(b)) : std::nullopt;
  };
  send_all(seconds(100));
  EXPECT_TRUE(story.forked.contains(2));
  EXPECT_LE(sent_of("newer"), 6U);
  EXPECT_FALSE(line.has_more());
}

TEST_F(a_refill, tells_a_longer_story_of_the_daemon_from_another_one) {
  other_story same{9, 9};
  knows["newer"] = 9;  // this screen's disk went back
  otherwise = [&](const evidence::batch& b) -> std::optional<result<plays_answer>> {
    return b.log == "newer" ? std::optional(same.take(b)) : std::nullopt;
  };
  send_all(seconds(100));
  EXPECT_EQ(sent_of("newer"), 1U);
  EXPECT_TRUE(same.forked.empty());
}

TEST_F(a_refill, goes_on_after_a_lost_answer_or_a_pause) {
  knows = {{"newer", 0}, {"older", 0}};
  int answers = 0;
  otherwise = [&](const evidence::batch&) -> std::optional<result<plays_answer>> {
    if (++answers == 2) return result<plays_answer>(cut());
    if (answers != 4) return std::nullopt;
    daemon.wants_pause = seconds(90);
    return result<plays_answer>(error{errc::limit, msg("too much"), msg("later")});
  };
  int refused = 0;
  for (int i = 0; i < 40; ++i) {
    refused += line.send_evidence(daemon, at(seconds(100 + i * 10))) ? 0 : 1;
    daemon.wants_pause.reset();
  }
  EXPECT_EQ(refused, 2);
  EXPECT_EQ(knows, (std::map<std::string, std::int64_t>{{"newer", 5}, {"older", 5}}));
  EXPECT_FALSE(line.has_more());
}

TEST_F(a_refill, of_an_older_daemon_asks_once) {
  daemon.on_receipt = nullptr;
  send_all(seconds(100));
  EXPECT_EQ(daemon.receipts_asked, 2) << "for the current log, and for one other";
}

TEST_F(a_report, knows_whether_the_daemon_turns_the_screen_away) {
  const error unknown{errc::forbidden, msg("this screen is not known here"), msg("pair it")};
  const error full{errc::io, msg("the disk is full"), msg("make room")};
  milliseconds mono = seconds(100);
  auto after = [&](const std::optional<error>& said, bool reachable = true) {
    daemon.refuses_status = said;
    daemon.reachable = reachable;
    (void)line.send_status(daemon, at(mono += seconds(20)));
    return line.turned_away();
  };
  EXPECT_FALSE(after({}));
  EXPECT_FALSE(after(full)) << "another trouble says nothing about the screen";
  EXPECT_TRUE(after(unknown));
  EXPECT_TRUE(after({}, false)) << "silence says nothing either";
  EXPECT_TRUE(after(full));
  EXPECT_FALSE(after({}));
}

TEST_F(a_report, tells_its_status_on_change_and_every_fifteen_seconds) {
  ASSERT_TRUE(line.send_status(daemon, at(seconds(100))));
  ASSERT_TRUE(line.send_status(daemon, at(seconds(101))));
  EXPECT_EQ(daemon.status_formats, (std::vector<std::int64_t>{1, 2}))
      << "the daemon has announced the second";
  daemon.statuses.erase(daemon.statuses.begin());
  ASSERT_TRUE(line.send_status(daemon, at(seconds(105))));
  EXPECT_EQ(daemon.statuses.size(), 1u);
  tells.put_on({"clip.mp4", "outreach", 3, 2, "connected"});
  tells.set_problem(problem_source::programme, {errc::verification, msg("not signed"), msg("sign it")});
  ASSERT_TRUE(line.send_status(daemon, at(seconds(106))));
  ASSERT_TRUE(line.send_status(daemon, at(seconds(120))));
  ASSERT_TRUE(line.send_status(daemon, at(seconds(121))));
  ASSERT_EQ(daemon.statuses.size(), 3u);
  EXPECT_EQ(daemon.statuses[1].now_playing, "clip.mp4");
  EXPECT_EQ(daemon.statuses[1].programme_version, 3);
  EXPECT_EQ(daemon.statuses[1].problem_what.id, "not signed");
  EXPECT_EQ(daemon.statuses[1].unsent_records, 7);
  EXPECT_EQ(daemon.statuses[1].frames_dropped, 2);
  EXPECT_EQ(daemon.statuses[1].disk_free_bytes, 5'000'000);
  EXPECT_EQ(daemon.statuses[1].disk_total_bytes, 9'000'000);
  EXPECT_EQ(daemon.statuses[1].temperature_mc, 61'500);
  EXPECT_EQ(daemon.statuses[1].output, "connected");
  tells.put_on({"clip.mp4", "outreach", 3, 2, "disconnected"});
  ASSERT_TRUE(line.send_status(daemon, at(seconds(122))));
  EXPECT_EQ(daemon.statuses.size(), 4u) << "a display that goes is told at once";
}

TEST_F(a_report, keeps_to_the_first_format_with_an_older_daemon_and_goes_back_to_it) {
  daemon.reads_statuses = 1;
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(line.send_status(daemon, at(seconds(100 + 20 * i))));
  EXPECT_EQ(daemon.status_formats, (std::vector<std::int64_t>{1, 1, 1}));
  daemon.reads_statuses = 2;
  ASSERT_TRUE(line.send_status(daemon, at(seconds(200))));
  ASSERT_TRUE(line.send_status(daemon, at(seconds(201))));
  EXPECT_EQ(daemon.status_formats.back(), 2);
  daemon.reads_statuses = 1;  // the older program is back
  EXPECT_FALSE(line.send_status(daemon, at(seconds(220))));
  EXPECT_TRUE(line.send_status(daemon, at(seconds(240))));
  EXPECT_EQ(daemon.status_formats.back(), 1);
}

TEST_F(a_report, names_an_attack_before_every_other_problem) {
  auto reported = [&] {
    EXPECT_TRUE(line.send_status(daemon, at(seconds(daemon.statuses.empty() ? 100 : 200))));
    EXPECT_TRUE(line.send_status(daemon, at(seconds(300 + 20 * std::ssize(daemon.statuses)))));
    return std::pair(daemon.statuses.back().supply, daemon.statuses.back().problem_what.id);
  };
  tells.set_problem(problem_source::storage, {errc::io, msg("full"), msg("make room")});
  EXPECT_EQ(reported(), std::pair(std::string(), std::string("full")));
  tells.set_attack(problem_source::files,
                   {wire::attack::altered, {errc::verification, msg("other bytes"), msg("look")}});
  tells.set_attack(problem_source::programme,
                   {wire::attack::rollback, {errc::verification, msg("too old"), msg("look")}});
  EXPECT_EQ(reported(), std::pair(std::string("rollback"), std::string("too old")));
  tells.clear_problem(problem_source::programme);
  EXPECT_EQ(reported(), std::pair(std::string("altered"), std::string("other bytes")));
  tells.clear_problem(problem_source::files);
  EXPECT_EQ(reported(), std::pair(std::string(), std::string("full")));
}

TEST_F(a_report, says_what_it_fetches_and_when_it_changes_over) {
  ASSERT_TRUE(line.send_status(daemon, at(seconds(100))));
  ASSERT_TRUE(line.send_status(daemon, at(seconds(101))));
  tells.update_supply([](supply_facts& f) { f.fetch = {7, 12'000'000, 9'000'000, 0}; }, true);
  ASSERT_TRUE(line.send_status(daemon, at(seconds(102))));
  EXPECT_EQ(daemon.statuses.back().next_version, 7);
  EXPECT_EQ(daemon.statuses.back().fetch_bytes, 12'000'000);
  EXPECT_EQ(daemon.statuses.back().fetch_missing_bytes, 9'000'000);
  std::size_t so_far = daemon.statuses.size();
  tells.update_supply([](supply_facts& f) { f.fetch = {7, 12'000'000, 8'000'000, 20'000}; }, true);
  ASSERT_TRUE(line.send_status(daemon, at(seconds(103))));
  EXPECT_EQ(daemon.statuses.size(), so_far + 1) << "the rate is known now";
  ASSERT_TRUE(line.send_status(daemon, at(seconds(104))));
  EXPECT_EQ(daemon.statuses.size(), so_far + 1);
  ASSERT_TRUE(line.send_status(daemon, at(seconds(109)))) << "every five seconds while it fetches";
  EXPECT_EQ(daemon.statuses.size(), so_far + 2);
  core::on_now on{"clip.mp4", "outreach", 6, 0, "connected", core::changeover{7, utc_ms(seconds(500))}};
  tells.put_on(on);
  tells.update_supply([](supply_facts& f) { f.fetch = {}; }, true);
  ASSERT_TRUE(line.send_status(daemon, at(seconds(110))));
  EXPECT_EQ(daemon.statuses.back().changeover_version, 7);
  EXPECT_EQ(daemon.statuses.back().changeover_ms, 500'000);
  EXPECT_EQ(daemon.statuses.back().next_version, 0);
}

TEST(this_machine_says, the_hottest_sensor_that_makes_sense_and_its_disk) {
  fakes::temporary_folder folder;
  EXPECT_EQ(this_host(folder.path(), folder / "none").read().temperature_mc, std::nullopt);
  for (const auto& [zone, temp] : std::map<std::string, std::string>{{"thermal_zone0", "47850\n"},
                                                                     {"thermal_zone1", "61500\n"},
                                                                     {"thermal_zone2", "-273000\n"},
                                                                     {"thermal_zone3", "999999\n"},
                                                                     {"thermal_zone4", "x\n"},
                                                                     {"cooling_device0", "99000\n"}}) {
    std::filesystem::create_directories(folder / zone);
    ASSERT_TRUE(write_file(folder / zone / "temp", temp));
  }
  host_state s = this_host(folder.path(), folder.path()).read();
  EXPECT_EQ(s.temperature_mc, 61'500);
  EXPECT_GT(s.disk_free_bytes, 0);
  EXPECT_GE(s.disk_total_bytes, s.disk_free_bytes);
}

TEST(backing_off, doubles_to_half_a_minute_and_begins_anew_after_success) {
  back_off b;
  std::vector<std::int64_t> waits;
  for (int i = 0; i < 7; ++i) waits.push_back(b.after_failure(0.5).count());
  EXPECT_EQ(waits, (std::vector<std::int64_t>{1000, 2000, 4000, 8000, 16000, 30000, 30000}));
  b.success();
  EXPECT_EQ(b.after_failure(0.0).count(), 750);
}

}  // namespace
}  // namespace bangtin::player::sync
