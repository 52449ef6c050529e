// A screen without a network: what a USB stick brings, what the screen writes onto it, a stick that is pulled
// at each write, and sticks that were made to hurt.
#include "player/sync/a_screen_without_network.hpp"

#include <sys/stat.h>

#include <fstream>

namespace bangtin::player::sync {
namespace {

namespace fs = std::filesystem;
using std::chrono::seconds;
using testing::HasSubstr;
using testing::SizeIs;
using wire::attack;

TEST_F(a_screen_without_network, carries_its_records_out_and_the_receipts_in_on_two_trips) {
  source.add(4500, clock.reading);
  export_to_stick({});
  const stage::stick_panel first = visit();
  const auto total = (*source).last_seq();
  EXPECT_THAT(carried_lines(), SizeIs(total));
  const wire::carried said = carried_statement();
  EXPECT_EQ(said.upto.seq, total);
  EXPECT_EQ(said.screen, "lobby");
  EXPECT_THAT(first.qr, HasSubstr(wire::to_text(said))) << "the receipt on the glass";
  EXPECT_EQ((*source).unacknowledged(), total) << "nothing leaves the journal without a receipt";

  source.add(3, clock.reading);
  fs::remove_all(own("evidence"));
  export_to_stick({.receipt = receipt_for(said.upto), .log = (*source).log()});
  first_carried = total + 1;
  bundle_visit second(setup, box);
  second.step(clock.reading);
  ASSERT_NE(box.current(), nullptr);
  reporter reports("lobby", tells, source, host);
  const auto daemon = std::make_unique<stick_daemon>(box, nullptr);
  while (reports.send_evidence(*daemon, clock.reading)) {
    if (!reports.has_more()) break;
  }
  EXPECT_EQ((*source).unacknowledged(), 3);
  for (int i = 0; i < 50; ++i) second.step(clock.reading);
  EXPECT_THAT(carried_lines(), SizeIs(3)) << "only what is new";
}

TEST_F(a_screen_without_network, shows_the_programme_of_a_stick_as_if_it_came_over_the_network) {
  const playlists::programme::programme p = core::small_programme(2);
  const std::vector<std::string> files{"slate.png",  "clip.mp4",   "poster.png",
                                       "guide.pdf1", "guide.pdf2", "guide.pdf3"};
  ASSERT_EQ(files_for(p, "lobby").size(), files.size());
  export_to_stick(
      {.programme = site.sign(p, site.hoa), .files = files, .trust = site.trust(3, 0, {site.hoa})});
  bundle_visit v(setup, box);
  v.step(clock.reading);
  media_files stored = media_files::open(data.path()).value();
  programme_sync line(stored, kept_programmes(data.path()), site.as("lobby"), tells);
  EXPECT_FALSE(line.begin());
  programme_offers asks = line.offers();
  const auto daemon = std::make_unique<stick_daemon>(box, nullptr);
  auto changed = ask_and_fetch(asks, line, *daemon, clock);
  ASSERT_TRUE(changed) << describe(changed.error());
  ASSERT_TRUE(*changed);
  EXPECT_EQ((*changed)->value->version, 2);
  EXPECT_EQ(line.trust()->current().number, 3);
  for (const auto& f : files_for(p, "lobby")) EXPECT_TRUE(stored.is_there(f));

  // An older one is refused by the same rules, with the attack's name.
  fs::rename(stick(), mounts.path() / "newer");
  v.step(clock.reading);
  EXPECT_EQ(daemon->programme("lobby", {}, seconds(0)).error().code, errc::unreachable);
  fs::create_directory(stick());
  export_to_stick({.programme = site.sign(core::small_programme(1), site.hoa), .files = files});
  v.step(clock.reading);
  changed = ask_and_fetch(asks, line, *daemon, clock);
  EXPECT_TRUE(changed && !*changed);
  EXPECT_EQ(tells.read().attacks[problem_source::programme], attack::rollback);
}

// Each stick is refused with the attack's name, and nothing of it is used. The good one is taken.
TEST_F(a_screen_without_network, refuses_sticks_that_were_made_to_hurt) {
  using change = std::function<void()>;
  const content good{.programme = site.sign(core::small_programme(1), site.hoa)};
  const fs::path index = own("index.json");
  auto document = [&](bundle_part part) {
    const auto note = wire::bundle_index_from_json(read_file(index, 1 << 20).value()).value();
    return on_stick(wire::bundle_file(wire::bundle_index_from_text(note.text).value().find(part)->sha256));
  };
  auto with = [&](content c, std::function<void(wire::bundle_index&)> alter) {
    c.change = std::move(alter);
    return [this, c] { export_to_stick(c); };
  };
  const public_key stranger = secret_key::generate().public_part();
  const std::vector<std::tuple<const char*, attack, change>> sticks{
      {"as it should be", attack::none, [] {}},
      {"the index is a link", attack::altered,
       [&] {
         fs::rename(index, own("elsewhere"));
         fs::create_symlink(own("elsewhere"), index);
       }},
      {"the index is a pipe", attack::altered,
       [&] {
         fs::remove(index);
         ::mkfifo(index.c_str(), 0600);
       }},
      {"the index is a folder", attack::altered,
       [&] {
         fs::remove(index);
         fs::create_directory(index);
       }},
      {"the index does not end", attack::endless_data,
       [&] { fs::resize_file(index, std::uintmax_t{1} << 38); }},
      {"the index is damaged", attack::altered, [&] { std::ofstream(index, std::ios::app) << "x"; }},
      {"the index is empty", attack::altered, [&] { std::ofstream(index, std::ios::trunc); }},
      {"another daemon signed it", attack::altered,
       [&] {
         content c = good;
         c.signed_by = secret_key::generate();
         export_to_stick(c);
       }},
      {"of another site", attack::another_screen, with(good, [&](auto& i) { i.root = stranger; })},
      {"of another screen", attack::another_screen, with(good, [&](auto& i) { i.screen = "cho"; })},
      {"of another machine", attack::another_screen, with(good, [&](auto& i) { i.screen_key = stranger; })},
      {"a document is damaged", attack::altered,
       [&] {
         std::fstream f(document(bundle_part::programme));
         f.seekp(40);
         f.put('~');
       }},
      {"a document does not end", attack::endless_data,
       [&] { fs::resize_file(document(bundle_part::programme), std::uintmax_t{1} << 38); }},
      {"a document is missing", attack::withheld, [&] { fs::remove(document(bundle_part::receipt)); }},
      {"a document is a link", attack::altered,
       [&] {
         const fs::path d = document(bundle_part::receipt);
         fs::rename(d, own("elsewhere"));
         fs::create_symlink(own("elsewhere"), d);
       }},
      {"a document is something else", attack::altered,
       with(good,
            [&](auto& i) {
              const std::string other = "{}";
              std::ofstream(on_stick(wire::bundle_file(sha256(other)))) << other;
              i.documents[0].sha256 = sha256(other);
              i.documents[0].bytes = 2;
            })},
      {"the screen's folder is a link", attack::altered, [&] {
         const fs::path folder = own("index.json").parent_path();
         fs::rename(folder, on_stick("elsewhere"));
         fs::create_directory_symlink(on_stick("elsewhere"), folder);
       }}};
  for (const auto& [what, expected, damage] : sticks) {
    SCOPED_TRACE(what);
    fs::remove_all(stick());
    fs::create_directory(stick());
    export_to_stick(good);
    damage();
    bundle_visit v(setup, box);
    const stage::stick_panel panel = v.step(clock.reading);
    const status::snapshot c = tells.read();
    const auto named = c.attacks.find(problem_source::stick);
    EXPECT_EQ(named == c.attacks.end() ? attack::none : named->second, expected);
    EXPECT_EQ(box.current() != nullptr && box.current()->index.has_value(), expected == attack::none);
    EXPECT_NE(panel.title, "") << "people see what becomes of it";
    box.put(nullptr);
    tells.clear_problem(problem_source::stick);
  }
}

// Before each write in turn the stick is pulled. Whatever is on it then is whole, and the next visit ends it.
TEST_F(a_screen_without_network, goes_on_after_a_stick_was_pulled_at_any_write) {
  source.add(2500, clock.reading);
  bool ended = false;
  for (int good = 0; !ended; ++good) {
    ASSERT_LT(good, 100);
    SCOPED_TRACE(good);
    fs::remove_all(stick());
    fs::create_directory(stick());
    export_to_stick({});
    int left = good;
    setup.gate = [&](std::string_view) -> result<void> {
      if (left-- > 0) return {};
      fs::rename(stick(), mounts.path() / "pulled");
      return error{errc::io, msg("the stick was pulled"), {}};
    };
    {
      bundle_visit v(setup, box);
      for (int i = 0; i < 20 && fs::exists(stick()); ++i) v.step(clock.reading);
      ended = fs::exists(stick());
      v.step(clock.reading);
    }
    if (!ended) fs::rename(mounts.path() / "pulled", stick());
    carried_lines();
    if (fs::exists(own("status.json"))) carried_statement();
    setup.gate = {};
    visit();
    EXPECT_THAT(carried_lines(), SizeIs((*source).last_seq()));
    EXPECT_EQ(carried_statement().upto.seq, (*source).last_seq());
  }
}

TEST_F(a_screen_without_network, is_paired_by_a_stick) {
  fs::create_directory(stick() / wire::bundle_folder_name);
  setup.who.reset();
  setup.evidence = nullptr;
  bundle_visit v(setup, box);
  v.step(clock.reading);
  pairing p = pairing::begin(data.path(), site.screen, clock.reading, {}, carried_code_lifetime);
  const auto daemon = std::make_unique<stick_daemon>(box, nullptr);
  ASSERT_TRUE(p.step(*daemon, clock.reading));
  const auto request = wire::pairing_request_from_json([&] {
    std::string text = read_file(own("pairing-request.json"), 100'000).value();
    text.pop_back();
    return text;
  }());
  ASSERT_TRUE(request) << describe(request.error());
  EXPECT_TRUE(wire::is_signed(*request));
  const std::string code = p.code();
  clock.reading.utc += std::chrono::hours(24 * 5);
  clock.reading.mono += std::chrono::hours(24 * 5);
  const std::string answer =
      wire::to_json(wire::carried_grant{wire::to_json(site.grant(code, "lobby")), request->token_sha256});
  ASSERT_TRUE(write_file(own("pairing-answer.json"), answer));
  auto who = p.step(*daemon, clock.reading);
  ASSERT_TRUE(who && *who) << "the code lives as long as a stick is on its way";
  EXPECT_EQ((*who)->screen, "lobby");
}

}  // namespace
}  // namespace bangtin::player::sync
