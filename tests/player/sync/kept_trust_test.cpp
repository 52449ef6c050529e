// The site statement on the screen: how it is kept, what may follow it, and what it decides.
#include "player/sync/kept_trust.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "player/sync/a_guarded_screen.hpp"

namespace bangtin::player::sync {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using wire::attack;

class a_kept_trust : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  two_approvers site;
  daemon_in_memory daemon;

  kept_trust open() { return {folder_.path(), site.root.public_part()}; }
  void give(const wire::site_trust& t) {
    daemon.trust_given = {site.signed_by_root(t)};
    daemon.trust_announced = t.number;
  }
  void overwrite(const char* name, const std::string& text) { std::ofstream(folder_ / name) << text; }
};

TEST_F(a_kept_trust, is_fetched_when_the_daemon_announces_a_newer_one_and_kept_through_a_restart) {
  {
    kept_trust trust = open();
    EXPECT_EQ(trust.current().number, 0);
    ASSERT_TRUE(trust.follow(daemon, "lobby"));
    EXPECT_EQ(daemon.trusts_asked, 0) << "nothing was announced";
    give(site.trust(3, 7, {site.hoa}, {site.nam}));
    auto heard = trust.follow(daemon, "lobby");
    ASSERT_TRUE(heard);
    EXPECT_TRUE(heard->changed);
    EXPECT_EQ(trust.current(), site.trust(3, 7, {site.hoa}, {site.nam}));
    trust.announce(daemon);
    EXPECT_EQ(daemon.trust_kept_there, 0) << "a power cut would lose it";
    ASSERT_TRUE(trust.keep());
    trust.announce(daemon);
    EXPECT_EQ(daemon.trust_kept_there, 3);
    ASSERT_TRUE(trust.follow(daemon, "lobby"));
    EXPECT_EQ(daemon.trusts_asked, 1);
  }
  EXPECT_EQ(open().current(), site.trust(3, 7, {site.hoa}, {site.nam}));
}

TEST_F(a_kept_trust, survives_the_damage_of_one_of_its_files_and_says_so_to_nobody_falsely) {
  {
    kept_trust trust = open();
    give(site.trust(3, 0, {site.hoa}));
    ASSERT_TRUE(trust.follow(daemon, "lobby"));
    ASSERT_TRUE(trust.keep());
  }
  const std::string good = *read_file(folder_ / "trust.json", 100'000);
  const std::string older =
      wire::trust_to_json({site.signed_by_root(site.trust(2, 0, {site.hoa, site.nam}))});
  for (const std::string& bad : {std::string(), std::string("{"), good.substr(0, 40), older}) {
    for (const char* name : {"trust.json", "trust.json.copy"}) {
      overwrite(name, bad);
      EXPECT_EQ(open().current().number, 3) << name << ": " << bad.substr(0, 30);
      overwrite(name, good);
    }
  }
  overwrite(
      "trust.json",
      wire::trust_to_json({evidence::sign_text(wire::to_text(site.trust(9, 0, {site.nam})), site.daemon)}));
  kept_trust trust = open();
  EXPECT_EQ(trust.current().number, 3) << "only root signs";
  trust.announce(daemon);
  EXPECT_EQ(daemon.trust_kept_there, 0) << "it is on the disk once";
  overwrite("trust.json.copy", "");
  EXPECT_EQ(open().current().number, 0) << "the daemon gives it again";
}

TEST_F(a_kept_trust, is_followed_by_nothing_that_root_did_not_sign_or_that_goes_back) {
  kept_trust trust = open();
  give(site.trust(3, 7, {site.hoa}, {site.nam}));
  ASSERT_TRUE(trust.follow(daemon, "lobby"));
  evidence::signed_text altered = site.signed_by_root(site.trust(4, 7, {site.hoa}, {site.nam}));
  altered.text[altered.text.find('4')] = '5';
  const std::vector<std::tuple<const char*, evidence::signed_text, attack>> bad{
      {"altered", altered, attack::altered},
      {"signed by the daemon", evidence::sign_text(wire::to_text(site.trust(4, 7, {site.hoa})), site.daemon),
       attack::altered},
      {"an older one", site.signed_by_root(site.trust(2, 7, {site.hoa, site.nam})), attack::rollback},
      {"another one under the same number", site.signed_by_root(site.trust(3, 7, {site.nam})),
       attack::rollback},
      {"one that forgets who was revoked", site.signed_by_root(site.trust(4, 7, {site.hoa})),
       attack::altered}};
  for (const auto& [what, note, name] : bad) {
    daemon.trust_given = {note};
    daemon.trust_announced = 1000;
    auto heard = trust.follow(daemon, "lobby");
    ASSERT_TRUE(heard) << what;
    EXPECT_FALSE(heard->changed) << what;
    ASSERT_TRUE(heard->refused) << what;
    EXPECT_EQ(heard->refused->kind, name) << what;
    EXPECT_EQ(trust.current(), site.trust(3, 7, {site.hoa}, {site.nam})) << what;
  }
  daemon.trust_given.reset();
  auto denied = trust.follow(daemon, "lobby");
  ASSERT_TRUE(denied);
  EXPECT_TRUE(denied->refused) << "announced, and not handed out";
  daemon.reachable = false;
  EXPECT_EQ(trust.follow(daemon, "lobby").error().code, errc::unreachable);
}

TEST_F(a_kept_trust, says_which_key_of_the_daemon_is_in_force) {
  auto trust = std::make_shared<kept_trust>(folder_.path(), site.root.public_part());
  daemon_key_source key;
  key.set(site.daemon.public_part(), trust);
  EXPECT_EQ(key(), site.daemon.public_part()) << "the one of the pairing";
  const secret_key next = secret_key::generate();
  wire::site_trust t = site.trust(1, 0, {site.hoa});
  t.daemons = {{site.daemon.public_part(), utc_ms{}}, {next.public_part(), core::the_day}};
  give(t);
  ASSERT_TRUE(trust->follow(daemon, "lobby"));
  EXPECT_EQ(key(), next.public_part());
}

TEST(a_site_statement, is_obeyed_before_the_programme_that_comes_with_it_is_judged) {
  a_guarded_screen s;
  s.daemon.published = s.site.sign(core::small_programme(1), s.site.hoa);
  s.go();
  ASSERT_EQ(s.version(), 1);
  s.daemon.published = s.site.sign(core::small_programme(2), s.site.nam);
  s.gives(s.site.trust(1, 1, {s.site.hoa}, {s.site.nam}));
  s.go();
  EXPECT_EQ(s.version(), 1);
  EXPECT_EQ(s.named(problem_source::programme), attack::revoked_approver);
  s.daemon.published = s.site.sign(core::small_programme(2), s.site.hoa);
  s.go();
  EXPECT_EQ(s.version(), 1) << "it does not ask for the bytes that it has just refused";
  s.clock.reading.mono += minutes(11);
  s.go();
  EXPECT_EQ(s.version(), 2) << "but for ever it does not refuse what somebody else may have signed";
  EXPECT_EQ(s.named(problem_source::programme), attack::none);
}

TEST(a_site_that_demands_two, shows_nothing_new_that_one_has_signed) {
  a_guarded_screen s;
  s.daemon.published = s.site.sign(core::small_programme(1), s.site.hoa);
  s.go();
  ASSERT_EQ(s.version(), 1);
  wire::site_trust two = s.site.trust(1, 1, {s.site.hoa, s.site.nam});
  two.approvals = 2;
  s.gives(two);
  s.daemon.published = s.site.sign(core::small_programme(2), s.site.hoa);
  s.go();
  EXPECT_EQ(s.version(), 1) << "what is on show stays";
  EXPECT_EQ(s.named(problem_source::programme), attack::too_few_approvers);
  s.start();
  EXPECT_EQ(s.version(), 1) << "also through a restart";
  s.daemon.published = s.site.sign(core::small_programme(2), s.site.hoa, s.site.hoa);
  s.go();
  EXPECT_EQ(s.version(), 1) << "one who signs twice is one";
  EXPECT_EQ(s.named(problem_source::programme), attack::altered);
  s.clock.reading.mono += minutes(11);
  s.daemon.published = s.site.sign(core::small_programme(2), s.site.hoa, s.site.nam);
  s.go();
  EXPECT_EQ(s.version(), 2);
  EXPECT_EQ(s.named(problem_source::programme), attack::none);
  s.start();
  EXPECT_EQ(s.version(), 2);
}

TEST(a_site_that_demands_two, drops_a_programme_of_one_whose_files_are_on_their_way) {
  a_guarded_screen s;
  s.daemon.published = s.site.sign(core::small_programme(1), s.site.hoa);
  s.go();
  playlists::programme::programme next = core::small_programme(2);
  next.media[2].files = {core::file_named("late.png")};
  s.daemon.published = s.site.sign(next, s.site.hoa);
  s.go();
  ASSERT_EQ(s.version(), 1);
  wire::site_trust two = s.site.trust(1, 1, {s.site.hoa, s.site.nam});
  two.approvals = 2;
  s.gives(two);
  s.daemon.files[sha256(std::string_view("late.png"))] = "late.png";
  s.go();
  s.go();
  EXPECT_EQ(s.version(), 1);
  s.start();
  EXPECT_EQ(s.version(), 1);
}

TEST(a_site_that_demands_two, takes_an_alarm_that_one_has_signed) {
  a_guarded_screen s;
  s.daemon.published = s.site.sign(core::small_programme(1), s.site.hoa);
  wire::site_trust two = s.site.trust(1, 0, {s.site.hoa, s.site.nam});
  two.approvals = 2;
  s.gives(two);
  s.daemon.calls_to_make.push_back({{s.site.sign(s.flood("0000aaaa"), s.site.nam)}, 0});
  ASSERT_TRUE(s.hear());
  EXPECT_EQ(s.active(), std::vector<std::string>{"0000aaaa"});
}

TEST(a_site_statement, makes_an_approver_whom_nobody_has_to_bring_to_the_screens) {
  a_guarded_screen s;
  s.gives(s.site.trust(1, 0, {s.site.hoa}));
  s.daemon.published = s.site.sign(core::small_programme(1), s.site.hoa);
  s.go();
  s.daemon.published = s.site.sign(core::small_programme(2), s.site.nam);
  s.go();
  ASSERT_EQ(s.version(), 1) << "not yet an approver";
  s.gives(s.site.trust(2, 1, {s.site.hoa, s.site.nam}));
  s.go();  // it does not ask for the refused one
  s.go();
  EXPECT_EQ(s.version(), 2) << "the refused one is judged again";
}

TEST(a_site_statement, leaves_what_is_on_show_until_its_successor_is_here) {
  a_guarded_screen s;
  s.daemon.published = s.site.sign(core::small_programme(1), s.site.hoa);
  s.go();
  s.gives(s.site.trust(1, 1, {s.site.nam}, {s.site.hoa}));
  s.go();
  EXPECT_EQ(s.version(), 1);
  s.start();
  EXPECT_EQ(s.version(), 1) << "a screen never goes black for it";
  s.daemon.published = s.site.sign(core::small_programme(2), s.site.nam);
  s.go();
  EXPECT_EQ(s.version(), 2);
}

TEST(a_site_statement, drops_the_next_programme_of_a_revoked_approver_while_it_is_fetched) {
  for (bool restarts : {false, true}) {
    a_guarded_screen s;
    s.daemon.published = s.site.sign(core::small_programme(1), s.site.nam);
    s.go();
    playlists::programme::programme other = core::small_programme(2);
    other.media[2].files = {core::file_named("late.png")};
    s.daemon.published = s.site.sign(other, s.site.hoa);
    s.go();
    ASSERT_EQ(s.version(), 1) << "its file is missing";
    ASSERT_TRUE(kept_programmes(s.folder.path()).next());
    s.daemon.published.reset();
    s.gives(s.site.trust(1, 1, {s.site.nam}, {s.site.hoa}));
    s.go();
    EXPECT_EQ(kept_programmes(s.folder.path()).next(), std::nullopt);
    s.daemon.files[core::file_named("late.png").sha256] = "late.png";
    if (restarts) s.start();
    s.go();
    EXPECT_EQ(s.version(), 1);
  }
}

// A thief who signed a high version before the key was revoked.
TEST(a_site_statement, frees_the_screens_from_the_version_of_a_revoked_approver) {
  for (bool restarts : {false, true}) {
    a_guarded_screen s;
    s.daemon.published = s.site.sign(core::small_programme(8), s.site.nam);
    s.go();
    s.daemon.published = s.site.sign(core::small_programme(900), s.site.hoa);
    s.go();
    ASSERT_EQ(s.version(), 900) << "a certified approver signed it";
    s.daemon.published = s.site.sign(core::small_programme(9), s.site.nam);
    s.go();
    ASSERT_EQ(s.version(), 900);
    s.gives(s.site.trust(1, 9, {s.site.nam}, {s.site.hoa}));
    s.go();
    if (restarts) s.start();
    s.go();
    EXPECT_EQ(s.version(), 9);
    s.daemon.published = s.site.sign(core::small_programme(8), s.site.nam);
    s.go();
    EXPECT_EQ(s.version(), 9) << "and no further back";
    EXPECT_EQ(s.named(problem_source::programme), attack::rollback);
  }
}

TEST(a_site_statement, ends_the_notices_of_a_revoked_approver_at_once) {
  a_guarded_screen s;
  s.daemon.calls_to_make.push_back({{s.site.sign(s.flood("0000aaaa"), s.site.hoa)}, 0});
  ASSERT_TRUE(s.hear());
  ASSERT_THAT(s.active(), testing::ElementsAre("0000aaaa"));
  s.gives(s.site.trust(1, 0, {s.site.nam}, {s.site.hoa}));
  auto heard = s.hear();
  ASSERT_TRUE(heard);
  EXPECT_TRUE(heard->changed);
  EXPECT_TRUE(s.active().empty());
  s.start();
  EXPECT_TRUE(s.active().empty());
  s.clock.reading.utc += minutes(1);
  s.daemon.calls_to_make.push_back({{s.site.sign(s.flood("0000bbbb"), s.site.hoa)}, 0});
  heard = s.hear();
  ASSERT_TRUE(heard && heard->attack);
  EXPECT_EQ(heard->attack->kind, attack::revoked_approver);
  EXPECT_TRUE(s.active().empty());
  s.daemon.calls_to_make.push_back({{s.site.sign(s.flood("0000cccc"), s.site.nam)}, 0});
  ASSERT_TRUE(s.hear());
  EXPECT_THAT(s.active(), testing::ElementsAre("0000cccc"));
}

TEST(a_site_statement, is_no_obstacle_with_a_daemon_that_knows_none) {
  a_guarded_screen s;
  s.daemon.published = s.site.sign(core::small_programme(1), s.site.nam);
  s.go();
  EXPECT_EQ(s.version(), 1);
  EXPECT_EQ(s.daemon.trusts_asked, 0);
}

}  // namespace
}  // namespace bangtin::player::sync
