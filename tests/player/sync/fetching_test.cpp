// A programme that arrives while the files of another one are fetched, from a daemon that crawls, refuses and
// breaks off. One thread does what the uplink's two threads do: the newer programme arrives between two
// pieces of a file.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "player/sync/daemon_in_memory.hpp"
#include "player/sync/programme_sync.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::sync {

using std::chrono::seconds;
namespace {

// Pictures, the slate among them, each of which is one file.
playlists::programme::programme programme_of(std::int64_t version, const std::vector<std::string>& pictures) {
  playlists::programme::programme p = core::small_programme(version);
  p.media.resize(1);
  p.playlists[0].items.clear();
  for (const std::string& name : pictures) {
    p.media.push_back(core::media_named(name, playlists::programme::media_kind::image));
    p.playlists[0].items.push_back({name, seconds(10), "", "", ""});
  }
  return p;
}

struct a_screen_that_fetches {
  fakes::temporary_folder folder{fakes::in_memory()};
  a_site site;
  daemon_in_memory daemon;
  set_clock clock;
  status tells;
  media_files files = *media_files::open(folder.path());
  programme_sync line{files, kept_programmes(folder.path()), site.as("lobby"), tells};
  std::optional<programme_offers> asks;
  offer_box box{"lobby"};
  std::map<std::string, int> pieces;  // of each file that were sent, by name
  std::function<result<void>(const std::string& file, std::size_t byte)> before_byte;

  a_screen_that_fetches() {
    line.begin();
    asks.emplace(line.offers());
    daemon.on_fetch = [this](const digest& d, std::int64_t from, const byte_sink& sink) {
      return serve(d, from, sink);
    };
  }
  void add(const std::string& name) { daemon.files[sha256(name)] = name; }
  void publish(const playlists::programme::programme& p) {
    add("slate.png");
    for (const playlists::programme::media_item& m : p.media) add(m.name);
    daemon.published = site.sign(p);
  }
  // The daemon sends one byte after the other, a second apart.
  result<void> serve(const digest& d, std::int64_t from, const byte_sink& sink) {
    auto found = daemon.files.find(d);
    if (found == daemon.files.end()) return error{errc::not_found, msg("no such file"), msg("look")};
    const std::string name = found->second;
    for (auto at = static_cast<std::size_t>(from); at < name.size(); ++at) {
      if (before_byte) {
        if (result<void> goes_on = before_byte(name, at); !goes_on) return goes_on;
      }
      clock.reading.mono += seconds(1);
      clock.reading.utc += seconds(1);
      ++pieces[name];
      if (!sink(name.substr(at, 1))) return error{errc::io, msg("stopped"), msg("again")};
    }
    return {};
  }
  // What the asking thread does.
  void ask() {
    auto newer = asks->round(daemon, clock, seconds(0));
    if (newer && *newer) box.put(std::move(**newer));
  }
  // What the fetching thread does until it would wait.
  std::optional<std::int64_t> fetch() {
    std::optional<std::int64_t> on;
    for (;;) {
      if (auto newer = box.take({}, milliseconds(0))) line.take(std::move(*newer));
      auto changed = line.round(daemon, clock, [this] { return box.supersedes(line.fetching()); });
      if (changed && *changed) on = (*changed)->value->version;
      if (!box.supersedes(std::nullopt)) return on;
    }
  }
  std::optional<std::int64_t> go() {
    ask();
    return fetch();
  }
  supply judged() { return judge(tells.read().supply, clock.reading, milliseconds(0)); }
};

TEST(a_newer_programme, waits_for_a_file_that_it_needs_unless_it_is_urgent) {
  for (bool urgent : {false, true}) {
    playlists::programme::programme p = core::small_programme(2);
    p.now = urgent;
    offer_box box("lobby");
    box.put(
        {{},
         {std::make_shared<const playlists::programme::programme>(p), playlists::text::programme_digest(p)}});
    EXPECT_EQ(box.supersedes(files_for(p, "lobby").front().sha256), urgent);
    EXPECT_TRUE(box.supersedes(sha256("a file of another")));
  }
}

TEST(a_newer_programme, that_needs_nothing_takes_over_while_a_long_file_of_another_is_fetched) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"wrong.png", "right.png"}));
  EXPECT_EQ(s.go(), 1);
  s.publish(programme_of(2, {"wrong.png", "right.png", "long-film.mp4"}));
  s.before_byte = [&](const std::string& file, std::size_t at) -> result<void> {
    if (file == "long-film.mp4" && at == 2) {
      s.publish(programme_of(3, {"right.png"}));
      s.ask();
    }
    return {};
  };
  EXPECT_EQ(s.go(), 3);
  EXPECT_LE(s.pieces["long-film.mp4"], 3) << "the takedown does not wait for the film";
  s.line.tidy(3);
  EXPECT_FALSE(s.files.is_there(core::file_named("wrong.png")));
}

TEST(a_newer_programme, goes_on_with_the_files_that_both_need) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"poster.png"}));
  EXPECT_EQ(s.go(), 1);
  s.publish(programme_of(2, {"poster.png", "film.mp4", "much-longer-film.mp4"}));
  s.before_byte = [&](const std::string& file, std::size_t at) -> result<void> {
    if (file == "film.mp4" && at == 3) {
      s.publish(programme_of(3, {"film.mp4"}));
      s.ask();
    }
    return {};
  };
  EXPECT_EQ(s.go(), 3);
  EXPECT_EQ(s.pieces["film.mp4"], 8) << "each byte once";
  EXPECT_EQ(s.pieces["much-longer-film.mp4"], 0);
}

TEST(a_newer_programme, finds_what_arrived_of_a_file_that_broke_off) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"film.mp4"}));
  s.before_byte = [](const std::string& file, std::size_t at) -> result<void> {
    return file == "film.mp4" && at == 3 ? result<void>(cut()) : result<void>();
  };
  EXPECT_EQ(s.go(), std::nullopt);
  s.before_byte = {};
  s.publish(programme_of(2, {"film.mp4", "poster.png"}));
  EXPECT_EQ(s.go(), 2);
  EXPECT_EQ(s.pieces["film.mp4"], 8);
}

TEST(a_file_that_crawls, holds_up_no_other_file) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"a.png", "bb.png", "ccc.png"}));
  s.before_byte = [](const std::string& file, std::size_t at) -> result<void> {
    // One byte, then libcurl gives it up.
    return file == "a.png" && at > 0 ? result<void>(cut()) : result<void>();
  };
  EXPECT_EQ(s.go(), std::nullopt);
  for (const char* name : {"bb.png", "ccc.png"})
    EXPECT_TRUE(s.files.is_there(core::file_named(name))) << name;
  EXPECT_EQ(s.tells.read().supply.fetch.version, 1);
  EXPECT_EQ(s.tells.read().supply.fetch.missing, 4);
}

TEST(a_daemon_that_is_gone, is_not_asked_for_every_file) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"a.png", "bb.png", "ccc.png", "dddd.png"}));
  s.ask();
  int asked = 0;
  s.daemon.on_fetch = [&](const digest&, std::int64_t, const byte_sink&) -> result<void> {
    ++asked;
    return cut();
  };
  EXPECT_EQ(s.fetch(), std::nullopt);
  EXPECT_EQ(asked, 2);
}

TEST(a_supply, at_two_bytes_a_second_is_slow_by_name_and_a_takedown_does_not_wait) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"wrong.png", "right.png"}));
  EXPECT_EQ(s.go(), 1);
  std::string film(3'000, 'x');
  s.publish(programme_of(2, {"wrong.png", "right.png", film}));
  int bytes = 0;
  s.before_byte = [&](const std::string&, std::size_t) -> result<void> {
    return ++bytes % 40 ? result<void>() : cut();
  };
  EXPECT_EQ(s.go(), std::nullopt);
  EXPECT_EQ(s.judged().state, supply_state::slow);
  s.publish(programme_of(3, {"right.png"}));
  EXPECT_EQ(s.go(), 3);
  EXPECT_EQ(s.judged().state, supply_state::good);
}

TEST(a_supply, of_which_only_the_heads_of_answers_crawl_in_is_slow_and_not_withheld) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"a.png", "bb.png", "ccc.png"}));
  s.before_byte = [&](const std::string&, std::size_t) -> result<void> {
    s.clock.reading.mono += seconds(20);
    return error{errc::limit, msg("too slow"), msg("look")};
  };
  EXPECT_EQ(s.go(), std::nullopt);
  EXPECT_EQ(s.fetch(), std::nullopt);
  EXPECT_EQ(s.judged().state, supply_state::slow);
  EXPECT_TRUE(s.tells.read().problems.empty()) << "the supply says it";
}

TEST(a_supply, without_a_file_that_the_programme_names_is_withheld) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"a.png", "bb.png"}));
  s.daemon.files.erase(sha256("a.png"));
  EXPECT_EQ(s.go(), std::nullopt);
  EXPECT_EQ(s.judged().state, supply_state::withheld);
  EXPECT_EQ(s.tells.read().supply.fetch.missing, 5) << "the others are here";
  s.add("a.png");
  EXPECT_EQ(s.go(), 1);
  EXPECT_EQ(s.judged().state, supply_state::good);
}

TEST(a_supply, that_denies_the_programme_it_once_gave_is_withheld) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"a.png"}));
  EXPECT_EQ(s.go(), 1);
  s.daemon.denies_programme = true;
  s.ask();
  EXPECT_EQ(s.judged().state, supply_state::withheld);
  s.daemon.denies_programme = false;
  s.ask();
  EXPECT_EQ(s.judged().state, supply_state::good);
}

TEST(an_urgent_programme, withdraws_at_once_what_it_no_longer_has) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"wrong.png", "right.png"}));
  EXPECT_EQ(s.go(), 1);
  playlists::programme::programme urgent = programme_of(2, {"right.png", "new.png"});
  urgent.now = true;
  s.publish(urgent);
  s.daemon.files.erase(sha256("new.png"));
  EXPECT_EQ(s.go(), std::nullopt);
  EXPECT_EQ(s.line.withdrawn(), std::vector{sha256("wrong.png")});
  // Also after a restart, and while a later programme waits that is not urgent itself.
  programme_sync again(s.files, kept_programmes(s.folder.path()), s.site.as("lobby"), s.tells);
  ASSERT_TRUE(again.begin());
  EXPECT_EQ(again.withdrawn(), std::vector{sha256("wrong.png")});
  s.publish(programme_of(3, {"right.png", "newer.png"}));
  s.daemon.files.erase(sha256("newer.png"));
  EXPECT_EQ(s.go(), std::nullopt);
  EXPECT_EQ(s.line.withdrawn(), std::vector{sha256("wrong.png")});
  s.add("newer.png");
  EXPECT_EQ(s.go(), 3);
  EXPECT_TRUE(s.line.withdrawn().empty());
}

TEST(an_offer_on_the_disk, is_fetched_after_a_restart_and_older_ones_are_refused) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"a.png"}));
  EXPECT_EQ(s.go(), 1);
  s.publish(programme_of(5, {"a.png", "bb.png"}));
  s.daemon.files.erase(sha256("bb.png"));
  EXPECT_EQ(s.go(), std::nullopt);
  s.add("bb.png");
  programme_sync again(s.files, kept_programmes(s.folder.path()), s.site.as("lobby"), s.tells);
  EXPECT_EQ(again.begin()->value->version, 1);
  programme_offers asks = again.offers();
  s.publish(programme_of(4, {"a.png"}));
  auto offered = asks.round(s.daemon, s.clock, seconds(0));
  ASSERT_TRUE(offered);
  EXPECT_FALSE(*offered) << "version 5 was verified before";
  auto changed = again.round(s.daemon, s.clock);
  ASSERT_TRUE(changed && *changed);
  EXPECT_EQ((*changed)->value->version, 5);
}

TEST(a_disk_that_refuses_the_programme, does_not_keep_a_withdrawn_item_on_the_screen) {
  a_screen_that_fetches s;
  s.publish(programme_of(1, {"wrong.png", "right.png"}));
  EXPECT_EQ(s.go(), 1);
  std::filesystem::remove(s.folder / "programme.json");
  std::filesystem::create_directories(s.folder / "programme.json" / "in the way");
  s.publish(programme_of(2, {"right.png"}));
  EXPECT_EQ(s.go(), 2);
  EXPECT_TRUE(s.tells.read().problems.contains(problem_source::files)) << "people should know";
  std::filesystem::remove_all(s.folder / "programme.json");
  EXPECT_EQ(s.go(), std::nullopt);
  EXPECT_FALSE(s.tells.read().problems.contains(problem_source::files));
  programme_sync again(s.files, kept_programmes(s.folder.path()), s.site.as("lobby"), s.tells);
  EXPECT_EQ(again.begin()->value->version, 2);
}

// Whatever arrives when: versions only grow, a programme takes over only when all its files are there and no
// newer one is known, no byte of a file is sent twice while all programmes need it, and once the daemon
// behaves the newest one is on.
RC_GTEST_PROP(programmes_and_files, arrive_in_any_order, ()) {
  const std::vector<std::string> pool{"aaaa.png", "bbbbbb.png", "cccccccc.png", "dddddddddd.png"};
  a_screen_that_fetches s;
  std::int64_t published = 0, on = 0;
  auto publish_another = [&] {
    std::vector<std::string> some{"always.png"};
    for (const std::string& name : pool) {
      if (*rc::gen::inRange(0, 2)) some.push_back(name);
    }
    s.publish(programme_of(++published, some));
  };
  auto took_over = [&](std::optional<std::int64_t> version) {
    if (!version) return;
    RC_ASSERT(*version > on);
    RC_ASSERT(*version == published);
    on = *version;
    programme_sync disk(s.files, kept_programmes(s.folder.path()), s.site.as("lobby"), s.tells);
    auto kept = disk.begin();
    RC_ASSERT(kept.has_value() && kept->value->version == on);
    for (const auto& f : files_for(*kept->value, "lobby")) RC_ASSERT(s.files.is_there(f));
    if (*rc::gen::inRange(0, 2)) s.line.tidy(on);
  };
  publish_another();
  s.before_byte = [&](const std::string&, std::size_t) -> result<void> {
    int chance = *rc::gen::inRange(0, 40);
    if (chance == 0) return cut();
    if (chance == 1) return error{errc::forbidden, msg("no"), msg("look")};
    if (chance == 2) {
      publish_another();
      s.ask();
    }
    return {};
  };
  int rounds = *rc::gen::inRange(1, 8);
  for (int i = 0; i < rounds; ++i) took_over(s.go());
  s.before_byte = {};
  took_over(s.go());
  RC_ASSERT(on == published);
  RC_ASSERT(s.pieces["always.png"] == 10);
}

}  // namespace
}  // namespace bangtin::player::sync
