// A new root key on the screen: the chain is followed from every root, nobody goes back behind it, and what
// the screen keeps stays usable.
#include <gmock/gmock.h>

#include <fstream>

#include "player/sync/a_screen_without_network.hpp"

namespace bangtin::player::sync {
namespace {

namespace fs = std::filesystem;
using std::chrono::minutes;
using wire::attack;

class a_succeeded_root : public ::testing::Test {
 protected:
  two_approvers site;
  daemon_in_memory daemon;

  wire::site_trust numbered(std::int64_t number) const { return site.trust(number, 0, {site.hoa, site.nam}); }
  kept_trust::heard hears(kept_trust& trust, const wire::trust_document& d) {
    daemon.trust_given = d;
    daemon.trust_announced = 1000;
    auto heard = trust.follow(daemon, "lobby");
    EXPECT_TRUE(heard);
    return heard.value();
  }
};

TEST_F(a_succeeded_root, is_followed_from_every_root_that_a_screen_was_paired_with) {
  site.succeed();
  site.succeed();
  const public_key newest = site.root.public_part();
  const std::vector<public_key> all{site.earlier_roots[0].public_part(), site.earlier_roots[1].public_part(),
                                    newest};
  for (const public_key& paired : all) {
    fakes::temporary_folder folder{fakes::in_memory()};
    {
      kept_trust trust(folder.path(), paired);
      EXPECT_EQ(trust.root(), paired);
      EXPECT_EQ(trust.roots(), std::vector<public_key>{paired});
      EXPECT_TRUE(hears(trust, site.document(numbered(3))).changed);
      EXPECT_EQ(trust.root(), newest) << "in force before it is on the disk";
      ASSERT_TRUE(trust.keep());
    }
    const kept_trust again(folder.path(), paired);
    EXPECT_EQ(again.root(), newest);
    EXPECT_EQ(again.roots(), all);
    EXPECT_EQ(again.current(), numbered(3));
  }
}

// Whoever keeps an old root key, and the daemon, says anything.
TEST_F(a_succeeded_root, is_not_gone_behind_by_anybody) {
  const two_approvers at_first = site;
  site.succeed();
  const two_approvers between = site;
  site.succeed();
  fakes::temporary_folder folder{fakes::in_memory()};
  kept_trust trust(folder.path(), at_first.root.public_part());
  ASSERT_TRUE(hears(trust, site.document(numbered(5))).changed);
  auto successor_of = [](two_approvers s, int times) {
    while (times-- > 0) s.succeed();
    return s;
  };
  auto changed = [&](auto change) {
    wire::trust_document d = site.document(numbered(9));
    change(d);
    return d;
  };
  const two_approvers after = successor_of(site, 1), stranger = successor_of(two_approvers(), 2);
  const std::vector<std::tuple<const char*, wire::trust_document, attack>> bad{
      {"the first root, a higher number", at_first.document(numbered(9)), attack::rollback},
      {"the second root, a higher number", between.document(numbered(9)), attack::rollback},
      {"another successor of the first root", successor_of(at_first, 1).document(numbered(9)),
       attack::altered},
      {"another successor, as long a chain", successor_of(at_first, 2).document(numbered(9)),
       attack::altered},
      {"another successor, a longer chain", successor_of(between, 3).document(numbered(9)), attack::altered},
      {"the chain, a statement of an old root",
       changed([&](auto& d) { d.statement = between.signed_by_root(numbered(9)); }), attack::altered},
      {"a succession that only the old root signed",
       changed([&](auto& d) { d.roots.successions[1].by_new = d.roots.successions[1].by_old; }),
       attack::altered},
      {"a chain with a hole",
       changed([](auto& d) { d.roots.successions.erase(d.roots.successions.begin()); }), attack::altered},
      {"a certificate of an old root",
       changed([&](auto& d) { d.roots.certificates[0] = between.roots.certificates[0]; }), attack::altered},
      {"another site", stranger.document(numbered(9)), attack::altered},
      {"the next root, an older number", after.document(numbered(4)), attack::rollback},
      {"the next root, the same number", after.document(numbered(5)), attack::altered}};
  for (const auto& [what, document, name] : bad) {
    SCOPED_TRACE(what);
    const kept_trust::heard heard = hears(trust, document);
    EXPECT_FALSE(heard.changed);
    ASSERT_TRUE(heard.refused);
    EXPECT_EQ(heard.refused->kind, name) << describe(heard.refused->why);
    EXPECT_EQ(trust.root(), site.root.public_part());
    EXPECT_EQ(trust.current(), numbered(5));
  }
  EXPECT_FALSE(hears(trust, site.document(numbered(5))).refused) << "the one in force once more";
  EXPECT_TRUE(hears(trust, after.document(numbered(6))).changed);
  EXPECT_EQ(trust.root(), after.root.public_part());
}

TEST_F(a_succeeded_root, is_never_half_on_the_disk) {
  const std::string first = wire::trust_to_json(site.document(numbered(1))),
                    late = wire::trust_to_json(site.document(numbered(9)));  // signed by the old root's thief
  const public_key old_root = site.root.public_part();
  site.succeed();
  const public_key new_root = site.root.public_part();
  const std::string second = wire::trust_to_json(site.document(numbered(2)));
  wire::trust_document rotten_document = site.document(numbered(2));
  rotten_document.roots.certificates[0].signature = rotten_document.roots.certificates[1].signature;
  const std::string rotten = wire::trust_to_json(rotten_document);
  const std::string half = second.substr(0, second.size() / 2);
  struct row {
    const char* what;
    std::string file, copy;
    public_key root;
    std::int64_t number;
  };
  const std::vector<row> rows{{"cut before the first", first, first, old_root, 1},
                              {"cut between them", second, first, new_root, 2},
                              {"both are there", second, second, new_root, 2},
                              {"the first is damaged", half, second, new_root, 2},
                              {"the copy is damaged", second, half, new_root, 2},
                              {"a certificate is damaged", rotten, second, new_root, 2},
                              {"the first is damaged, the copy is old", half, first, old_root, 1},
                              {"a higher number of the old root", late, second, new_root, 2},
                              {"the same as the copy", second, late, new_root, 2},
                              {"both are damaged", half, "", old_root, 0}};
  for (const row& r : rows) {
    fakes::temporary_folder folder{fakes::in_memory()};
    std::ofstream(folder / "trust.json") << r.file;
    std::ofstream(folder / "trust.json.copy") << r.copy;
    const kept_trust trust(folder.path(), old_root);
    EXPECT_EQ(trust.root(), r.root) << r.what;
    EXPECT_EQ(trust.current().number, r.number) << r.what;
  }
}

// ---- what is on show, and what comes

// A screen with programme 1, and then a new root.
struct a_screen_with_a_new_root : a_guarded_screen {
  an_approver binh{"Lê Thị Bình"};
  a_screen_with_a_new_root() {
    daemon.published = site.sign(core::small_programme(1), site.hoa);
    go();
    EXPECT_EQ(version(), 1);
  }
  void succeed() {
    site.succeed();
    gives(site.trust(1, 1, {site.hoa, site.nam}));
  }
  void start_alone() {
    daemon.reachable = false;
    start();
    go();
    daemon.reachable = true;
  }
  wire::site_trust with_binh(std::int64_t number) const {
    return site.trust(number, 1, {site.hoa, site.nam, binh});
  }
};

TEST(a_screen_after_a_succession, shows_what_it_showed_and_takes_what_comes) {
  a_screen_with_a_new_root s;
  s.succeed();
  s.go();
  EXPECT_EQ(s.line->trust()->root(), s.site.root.public_part());
  EXPECT_EQ(s.named(problem_source::trust), attack::none);
  EXPECT_EQ(s.named(problem_source::programme), attack::none);
  s.start_alone();
  EXPECT_EQ(s.version(), 1) << "its certificate is signed by the old root only";
  const two_approvers now = s.site;
  // What was approved before, and is handed out as it was signed then.
  s.daemon.published = wire::sign_programme(core::small_programme(2), now.hoa.key,
                                            now.certified(now.hoa, now.earlier_roots.back()));
  s.go();
  EXPECT_EQ(s.version(), 2);
  s.daemon.published = now.sign(core::small_programme(3), now.hoa);
  s.go();
  EXPECT_EQ(s.version(), 3);
  s.gives(s.with_binh(2));
  s.daemon.published = now.sign(core::small_programme(4), s.binh);
  s.go();
  EXPECT_EQ(s.version(), 4) << "certified by the new root only";
  s.start_alone();
  EXPECT_EQ(s.version(), 4);
}

TEST(a_screen_after_a_succession, keeps_what_only_the_old_root_has_certified) {
  for (bool certificates : {true, false}) {
    a_screen_with_a_new_root s;
    s.site.succeed();
    if (!certificates) s.site.roots.certificates.clear();
    s.gives(s.site.trust(1, 1, {s.site.hoa}));
    s.go();
    ASSERT_EQ(s.line->trust()->root(), s.site.root.public_part());
    s.start_alone();
    EXPECT_EQ(s.version(), 1);
    if (certificates) continue;
    // But nothing new comes so.
    s.daemon.published = wire::sign_programme(core::small_programme(2), s.site.hoa.key,
                                              s.site.certified(s.site.hoa, s.site.earlier_roots.back()));
    s.go();
    EXPECT_EQ(s.version(), 1);
    EXPECT_EQ(s.named(problem_source::programme), attack::altered);
  }
}

TEST(a_screen_after_a_succession, goes_on_with_the_programme_whose_files_were_on_their_way) {
  for (bool restarts : {false, true}) {
    a_screen_with_a_new_root s;
    playlists::programme::programme next = core::small_programme(2);
    next.media[2].files = {core::file_named("late.png")};
    s.daemon.published = s.site.sign(next, s.site.hoa);
    s.go();
    ASSERT_EQ(s.version(), 1);
    s.succeed();
    s.go();
    if (restarts) s.start_alone();
    EXPECT_EQ(s.version(), 1);
    s.daemon.files[sha256(std::string_view("late.png"))] = "late.png";
    s.daemon.published.reset();
    s.go();
    EXPECT_EQ(s.version(), 2) << restarts;
  }
}

TEST(a_screen_after_a_succession, takes_nothing_that_the_old_root_certifies_now) {
  a_screen_with_a_new_root s;
  s.succeed();
  s.go();
  const secret_key& old_root = s.site.earlier_roots.back();
  an_approver hoa_longer = s.site.hoa;
  hoa_longer.name += " (2)";
  for (const an_approver& thief : {s.binh, hoa_longer}) {
    s.clock.reading.mono += minutes(11);
    s.daemon.published =
        wire::sign_programme(core::small_programme(2), thief.key, s.site.certified(thief, old_root));
    s.go();
    EXPECT_EQ(s.version(), 1);
    EXPECT_EQ(s.named(problem_source::programme), attack::altered);
    s.daemon.calls_to_make.push_back(
        {{wire::sign_notice(s.flood("0000eeee"), thief.key, s.site.certified(thief, old_root))}, 0});
    auto heard = s.hear();
    ASSERT_TRUE(heard && heard->attack);
    EXPECT_EQ(heard->attack->kind, attack::bad_notice);
    EXPECT_TRUE(s.active().empty());
  }
}

TEST(a_screen_after_a_succession, writes_no_programme_before_the_root_that_certifies_it) {
  a_screen_with_a_new_root s;
  fs::create_directory(s.folder / "trust.json");  // the disk does not take it
  std::ofstream(s.folder / "trust.json" / "full") << "x";
  s.site.succeed();
  s.gives(s.with_binh(1));
  s.daemon.published = s.site.sign(core::small_programme(2), s.binh);
  s.go();
  EXPECT_EQ(s.version(), 2) << "a full disk keeps nothing from the screen";
  s.start_alone();
  EXPECT_EQ(s.version(), 1) << "and never leaves it black";
  s.go();
  EXPECT_EQ(s.version(), 2);
  fs::remove_all(s.folder / "trust.json");
  s.go();
  s.start_alone();
  EXPECT_EQ(s.version(), 2);
}

TEST(a_screen_after_a_succession, shows_its_notices_on) {
  a_screen_with_a_new_root s;
  s.daemon.calls_to_make.push_back({{s.site.sign(s.flood("0000aaaa"), s.site.hoa)}, 0});
  ASSERT_TRUE(s.hear());
  s.succeed();
  ASSERT_TRUE(s.hear());
  EXPECT_THAT(s.active(), testing::ElementsAre("0000aaaa"));
  ASSERT_TRUE(s.line->trust()->keep());
  s.start_alone();
  EXPECT_THAT(s.active(), testing::ElementsAre("0000aaaa"));
  s.clock.reading.utc += minutes(1);
  s.daemon.calls_to_make.push_back({{s.site.sign(s.flood("0000bbbb"), s.site.hoa)}, 0});
  ASSERT_TRUE(s.hear());
  EXPECT_THAT(s.active(), testing::ElementsAre("0000aaaa", "0000bbbb"));
}

// ---- on a stick

TEST_F(a_screen_without_network, follows_a_new_root_that_a_stick_brings) {
  const public_key paired = site.root.public_part();
  const auto who = setup.who;
  site.succeed();
  const playlists::programme::programme p = core::small_programme(2);
  export_to_stick({.programme = site.sign(p, site.hoa),
                   .files = {"slate.png", "clip.mp4", "poster.png", "guide.pdf1", "guide.pdf2", "guide.pdf3"},
                   .trust = site.trust(3, 0, {site.hoa})});
  media_files stored = media_files::open(data.path()).value();
  programme_sync line(stored, kept_programmes(data.path()), *who, tells);
  EXPECT_FALSE(line.begin());
  setup.trust = line.trust();
  ASSERT_EQ(line.trust()->root(), paired);
  bundle_visit v(setup, box);
  v.step(clock.reading);
  ASSERT_NE(box.current(), nullptr);
  programme_offers asks = line.offers();
  const auto daemon = std::make_unique<stick_daemon>(box, nullptr);
  auto changed = ask_and_fetch(asks, line, *daemon, clock);
  ASSERT_TRUE(changed && *changed);
  EXPECT_EQ((*changed)->value->version, 2);
  EXPECT_EQ(line.trust()->root(), site.root.public_part());
}

TEST_F(a_screen_without_network, tells_an_old_stick_from_a_stick_of_another_site) {
  const two_approvers at_first = site;
  site.succeed();
  const two_approvers now = site;
  two_approvers thief = at_first;  // has the first root key, and names a successor and a daemon
  thief.daemon = secret_key::generate();
  wire::site_trust names_daemon = thief.trust(9, 0, {thief.hoa});
  names_daemon.daemons = {{at_first.daemon.public_part(), utc_ms{}},
                          {thief.daemon.public_part(), core::the_day}};
  two_approvers rival = thief;
  rival.succeed();
  two_approvers stranger;
  stranger.screen = site.screen;
  struct row {
    const char* what;
    const two_approvers* by;
    std::optional<wire::site_trust> with;
    bool knows_new;  // the screen has heard of the succession
    attack named;
  };
  const wire::site_trust old = at_first.trust(1, 0, {site.hoa}), fresh = now.trust(2, 0, {site.hoa});
  const std::vector<row> rows{{"of the first root", &at_first, old, false, attack::none},
                              {"of the first root, after the succession", &at_first, old, true, attack::none},
                              {"the same without a statement", &at_first, {}, true, attack::none},
                              {"of the new root", &now, fresh, true, attack::none},
                              {"of the new root, which is news", &now, fresh, false, attack::none},
                              {"the same without the chain", &now, {}, false, attack::another_screen},
                              {"of another site", &stranger, old, true, attack::another_screen},
                              {"of a thief's daemon", &thief, names_daemon, true, attack::altered},
                              {"of a thief's successor", &rival, names_daemon, true, attack::another_screen}};
  for (const row& r : rows) {
    SCOPED_TRACE(r.what);
    fs::remove_all(stick());
    fs::create_directory(stick());
    fs::remove(data / "trust.json");
    fs::remove(data / "trust.json.copy");
    if (r.knows_new) {
      ASSERT_TRUE(write_file(data / "trust.json", wire::trust_to_json(now.document(fresh))));
    }
    setup.trust = std::make_shared<kept_trust>(data.path(), at_first.root.public_part());
    site = *r.by;
    export_to_stick({.trust = r.with});
    bundle_visit v(setup, box);
    v.step(clock.reading);
    const status::snapshot c = tells.read();
    const auto named = c.attacks.find(problem_source::stick);
    EXPECT_EQ(named == c.attacks.end() ? attack::none : named->second, r.named);
    EXPECT_EQ(box.current() != nullptr, r.named == attack::none);
    box.put(nullptr);
    tells.clear_problem(problem_source::stick);
  }
}

// ---- pairing again

TEST(pairing_after_a_succession, takes_the_answer_of_every_root_of_the_chain) {
  two_approvers first;
  std::vector<two_approvers> sites{first};
  for (int n = 0; n < 3; ++n) {
    sites.push_back(sites.back());
    sites.back().succeed();
  }
  const two_approvers& in_force = sites[2];
  two_approvers stranger;
  stranger.screen = first.screen;
  struct row {
    const char* what;
    const two_approvers* held;   // the root of the identity
    const two_approvers* grant;  // who signs the answer
    minutes later;               // than the certificate that the screen has
    bool taken;
  };
  const std::vector<row> rows{
      {"the root in force", &sites[0], &sites[2], minutes(1), true},
      {"an earlier root", &sites[0], &sites[1], minutes(1), true},
      {"the root of the pairing", &sites[0], &sites[0], minutes(1), true},
      {"an earlier root than that of the pairing", &sites[2], &sites[0], minutes(1), true},
      {"a root of which the screen has not heard", &sites[0], &sites[3], minutes(1), false},
      {"another site", &sites[0], &stranger, minutes(1), false},
      {"no newer certificate", &sites[0], &sites[2], minutes(0), false}};
  for (const row& r : rows) {
    SCOPED_TRACE(r.what);
    fakes::temporary_folder folder{fakes::in_memory()};
    ASSERT_TRUE(write_file(folder / "trust.json",
                           wire::trust_to_json(in_force.document(in_force.trust(2, 0, {first.hoa})))));
    time_reading now{core::the_day, milliseconds(1'000'000), clock_trust::synced};
    daemon_in_memory daemon;
    pairing p = pairing::begin(folder.path(), first.screen, now, r.held->as("lobby"));
    ASSERT_TRUE(p.step(daemon, now));
    EXPECT_EQ(daemon.asked.at(0).root, in_force.root.public_part());
    wire::pairing_grant g = r.grant->grant(p.code(), "lobby");
    g.certificate = evidence::sign_text(
        wire::to_text(wire::screen_certificate{first.screen.public_part(), "lobby", core::the_day + r.later}),
        r.grant->root);
    daemon.granted = g;
    now.mono += minutes(1);
    auto who = p.step(daemon, now);
    EXPECT_EQ(who && *who, r.taken);
    if (!r.taken) continue;
    const auto loaded = load_identity(folder.path(), first.screen.public_part());
    ASSERT_TRUE(loaded && *loaded) << "it is checked with its own root";
    EXPECT_EQ((*loaded)->root, r.grant->root.public_part());
    EXPECT_EQ(kept_trust(folder.path(), (*loaded)->root).root(), in_force.root.public_part());
  }
}

}  // namespace
}  // namespace bangtin::player::sync
