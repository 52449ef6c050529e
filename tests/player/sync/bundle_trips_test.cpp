// What a stick carries besides the newest records: earlier logs for a daemon that was restored, what the
// screen says of notices, and the receipt on the glass. And an index that is replaced while the stick stays.
#include <array>
#include <cstdio>
#include <fstream>
#include <limits>
#include <memory>

#include "player/overlay/composed.hpp"
#include "player/overlay/programme_layers.hpp"
#include "player/stage/text_card.hpp"
#include "player/sync/a_screen_without_network.hpp"
#include "player/sync/daemon_route.hpp"
#include "wire/carried_acknowledgements.hpp"

namespace bangtin::player::sync {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string log_named(char c) {
  return std::string(32, c);
}

class sticks_on_their_trips : public a_screen_without_network {
 protected:
  // The records of this log on the stick: first and last of each batch.
  std::vector<std::pair<std::int64_t, std::int64_t>> carried_of(const std::string& log) {
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    if (!fs::exists(own("evidence"))) return all;
    for (const auto& e : fs::directory_iterator(own("evidence"))) {
      const result<evidence::batch> b = wire::batch_from_body(read_file(e.path(), 10'000'000).value());
      EXPECT_TRUE(b) << e.path();
      if (b && b->log == log) all.emplace_back(b->first_seq, b->first_seq + std::ssize(b->lines) - 1);
    }
    std::sort(all.begin(), all.end());
    return all;
  }
  wire::known_log has(const std::string& log, std::int64_t seq) {
    return {log, seq == 0 ? std::optional<evidence::signed_text>() : receipt_for({log, seq, {}})};
  }
};

using ranges = std::vector<std::pair<std::int64_t, std::int64_t>>;

// The daemon was restored: it has all of one log, a part of another, nothing of the third.
TEST_F(sticks_on_their_trips, refill_a_daemon_that_lacks_earlier_logs) {
  source.add(4, clock.reading);
  source.archive(log_named('c'), 4);
  source.archive(log_named('b'), 8);
  source.archive(log_named('a'), 5);
  export_to_stick({.logs = std::vector{has(log_named('c'), 4), has(log_named('b'), 6)}});
  const stage::stick_panel panel = visit();
  EXPECT_THAT(carried_of(log_named('c')), IsEmpty());
  EXPECT_EQ(carried_of(log_named('b')), (ranges{{7, 8}}));
  EXPECT_EQ(carried_of(log_named('a')), (ranges{{1, 3}, {4, 5}}));
  EXPECT_EQ(carried_of((*source).log()), (ranges{{1, (*source).last_seq()}}));
  EXPECT_THAT(panel.note, HasSubstr(std::to_string((*source).last_seq() + 7)))
      << "these records were written";

  // The daemon has taken them, so the next stick gets none of them again.
  fs::remove_all(own("evidence"));
  export_to_stick(
      {.logs = std::vector{has(log_named('c'), 4), has(log_named('b'), 8), has(log_named('a'), 5)}});
  visit();
  for (char c : {'a', 'b', 'c'}) EXPECT_THAT(carried_of(log_named(c)), IsEmpty()) << c;
}

TEST_F(sticks_on_their_trips, leave_earlier_logs_alone_where_the_stick_says_nothing_that_holds) {
  source.archive(log_named('a'), 5);
  source.archive(log_named('b'), 5);
  const evidence::signed_text forged =
      evidence::sign_text(evidence::to_text(evidence::receipt{{log_named('a'), 1, {}}, core::the_day, 2}),
                          secret_key::generate());
  struct situation {
    const char* what;
    std::function<void()> begin;
    ranges a;
  };
  for (const auto& [what, begin, a] : std::vector<situation>{
           {"an older daemon gives no list", [] {}, {}},
           {"the list is damaged", [&] { std::ofstream(own("logs.json")) << "{"; }, {}},
           {"the list does not end",
            [&] {
              std::ofstream(own("logs.json")) << "{";
              fs::resize_file(own("logs.json"), std::uintmax_t{1} << 36);
            },
            {}},
           {"the list is a link", [&] { fs::create_symlink("/etc/passwd", own("logs.json")); }, {}},
           {"another daemon's receipt",
            [&] {
              export_to_stick({.logs = std::vector{wire::known_log{log_named('a'), forged}}});
            },
            {}},
           {"other records at the daemon",
            [&] { export_to_stick({.logs = std::vector{has(log_named('a'), 9)}}); },
            {}},
           {"nothing at the daemon",
            [&] { export_to_stick({.logs = std::vector{has(log_named('a'), 0)}}); },
            {{1, 3}, {4, 5}}}}) {
    SCOPED_TRACE(what);
    fs::remove_all(stick());
    fs::create_directory(stick());
    export_to_stick({});
    begin();
    const stage::stick_panel panel = visit();
    EXPECT_EQ(carried_of(log_named('a')), a);
    EXPECT_FALSE(panel.qr.empty()) << "the rest goes its way";
  }
}

TEST_F(sticks_on_their_trips, that_are_pulled_at_any_write_get_the_rest_of_earlier_logs_the_next_time) {
  source.archive(log_named('a'), 20);
  bool ended = false;
  for (int good = 0; !ended; ++good) {
    ASSERT_LT(good, 200);
    fs::remove_all(stick());
    fs::create_directory(stick());
    export_to_stick({.logs = std::vector<wire::known_log>()});
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
    setup.gate = {};
    visit();
    EXPECT_EQ(carried_of(log_named('a')).size(), 7U) << good;
  }
}

TEST_F(sticks_on_their_trips, that_are_full_take_no_earlier_logs) {
  source.archive(log_named('a'), 5);
  export_to_stick({});
  const wire::bundle_folder folder = wire::bundle_folder::open(stick()).value();
  carried_logs tight(source, "screens/x/evidence", {}, std::numeric_limits<std::int64_t>::max() / 2);
  EXPECT_TRUE(tight.write_some(folder, 9, {}).value());
  EXPECT_TRUE(tight.is_full());
  EXPECT_EQ(tight.records(), 0);
  carried_logs roomy(source, "screens/x/evidence", {}, 0);
  EXPECT_FALSE(roomy.write_some(folder, 1, {}).value()) << "there is more";
  EXPECT_TRUE(roomy.write_some(folder, 9, {}).value());
  EXPECT_FALSE(roomy.is_full());
  EXPECT_EQ(roomy.records(), 5);
}

// A daemon that has only an older log as this screen's newest lacks the one under way, receipts or not.
TEST_F(sticks_on_their_trips, bring_all_of_a_log_that_the_daemon_lost) {
  source.add(4, clock.reading);
  const auto sent = (*source).next_batch(500).value();
  const evidence::signed_text receipt = receipt_for(evidence::head_from_text(sent->head.text).value());
  ASSERT_TRUE((*source).acknowledge(receipt, site.daemon.public_part()));
  source.add(2, clock.reading);
  export_to_stick({.log = log_named('a')});
  visit();
  EXPECT_THAT(carried_lines(), testing::SizeIs((*source).last_seq()));
}

TEST_F(sticks_on_their_trips, carry_what_the_screen_says_of_notices) {
  daemon_route route(daemon_address(""), "token", &box);
  const auto daemon = open_daemon(route, {});
  const wire::acknowledgement shown{"0000aaaa", core::the_day, {}, {}},
      ended{"0000aaaa", {}, core::the_day, {}};
  EXPECT_EQ(daemon->acknowledge("lobby", shown).error().code, errc::unreachable) << "it waits for a stick";
  auto on_it = [&] {
    const auto file = wire::carried_acknowledgements_from_json(
        read_file(own(wire::bundle_acknowledgements_name), 1 << 20).value());
    return wire::verify(file.value(), "lobby", site.screen.public_part()).value();
  };
  export_to_stick({});
  bundle_visit v(setup, box);
  for (int i = 0; i < 5; ++i) v.step(clock.reading);
  EXPECT_FALSE(fs::exists(own(wire::bundle_acknowledgements_name)));
  ASSERT_TRUE(daemon->acknowledge("lobby", shown));
  v.step(clock.reading);
  EXPECT_THAT(on_it(), ElementsAre(shown));
  ASSERT_TRUE(daemon->acknowledge("lobby", ended));
  v.step(clock.reading);
  EXPECT_THAT(on_it(), ElementsAre(shown, ended));

  // That stick is lost; the next one gets all.
  fs::rename(stick(), mounts.path() / "lost");
  v.step(clock.reading);
  fs::create_directory(stick());
  export_to_stick({});
  for (int i = 0; i < 5; ++i) v.step(clock.reading);
  EXPECT_THAT(on_it(), ElementsAre(shown, ended));
}

TEST_F(sticks_on_their_trips, are_read_again_when_their_index_is_replaced) {
  export_to_stick({});
  bundle_visit v(setup, box);
  for (int i = 0; i < 5; ++i) v.step(clock.reading);
  const auto first = box.current();
  ASSERT_NE(first, nullptr);
  v.step(clock.reading);
  EXPECT_EQ(box.current(), first) << "nothing is new";

  fs::copy_file(own("index.json"), own("copy"));
  fs::rename(own("copy"), own("index.json"));
  v.step(clock.reading);
  EXPECT_EQ(box.current(), first) << "another file with the same content is the same index";

  const std::string before = read_file(own("status.json"), 1 << 20).value();
  clock.reading.utc += std::chrono::hours(1);
  export_to_stick({.programme = site.sign(core::small_programme(2), site.hoa)});
  v.step(clock.reading);
  ASSERT_NE(box.current(), nullptr);
  EXPECT_EQ(box.current()->index->version, 2);
  for (int i = 0; i < 5; ++i) v.step(clock.reading);
  EXPECT_NE(read_file(own("status.json"), 1 << 20).value(), before) << "a new visit has a new report";

  std::ofstream(own("index.json"), std::ios::app) << "x";
  const stage::stick_panel refused = v.step(clock.reading);
  EXPECT_EQ(box.current(), nullptr);
  EXPECT_NE(refused.title, "");
  export_to_stick({});
  v.step(clock.reading);
  ASSERT_NE(box.current(), nullptr) << "the desk has mended it";
  fs::remove(own("index.json"));
  v.step(clock.reading);
  ASSERT_NE(box.current(), nullptr);
  EXPECT_FALSE(box.current()->index.has_value());
}

// What an independent reader makes of the picture.
std::string read_by_zbar(const fs::path& png) {
  const std::string command =
      "zbarimg --quiet --raw -Sdisable -Sqrcode.enable '" + png.string() + "' 2>/dev/null";
  std::unique_ptr<FILE, int (*)(FILE*)> out(popen(command.c_str(), "r"), &pclose);
  std::string text;
  std::array<char, 4096> buffer{};
  while (out && std::fgets(buffer.data(), buffer.size(), out.get()) != nullptr) text += buffer.data();
  if (text.ends_with("\n\n")) text.pop_back();
  return text;
}

// The receipt as a passer-by photographs it: the glass with the panel, over the picture that plays.
TEST_F(sticks_on_their_trips, end_with_a_receipt_that_a_photograph_proves) {
  source.add(7, clock.reading);
  export_to_stick({});
  const stage::stick_panel panel = visit();
  for (const stage::size_px size :
       {stage::size_px{1280, 720}, stage::size_px{1920, 1080}, stage::size_px{1080, 1920}}) {
    SCOPED_TRACE(size.width);
    overlay::programme_layers layers{{}};
    stage::overlays what;
    what.stick = panel;
    layers.set(what);
    stage::drawing picture(size);
    picture.fill_downwards({0.9, 0.5, 0.2}, {0.1, 0.2, 0.1});
    const stage::content on_show = stage::picture_file();
    const stage::layer_source::moment m{
        std::chrono::seconds(1), clock.reading.utc, size, &on_show, std::chrono::seconds(0), size};
    const stage::image glass =
        overlay::composed(stage::painter().compose(picture.finish()->view(), stage::rotation::none, size,
                                                   stage::fit_mode::contain, layers.room(m)),
                          layers.layers(m));
    const fs::path png = data.path() / "glass.png";
    ASSERT_TRUE(stage::write_png(glass, png));
    const std::string read = read_by_zbar(png);
    const std::size_t line = read.rfind('\n', read.size() - 2) + 1;
    ASSERT_GT(read.size(), line + 1) << read;
    const auto signature_of = signature::from(read.substr(line, read.size() - line - 1));
    ASSERT_TRUE(signature_of) << read;
    const evidence::signed_text receipt{read.substr(0, line), *signature_of};
    EXPECT_TRUE(evidence::verify(receipt, site.screen.public_part()));
    const result<wire::carried> said = wire::carried_from_text(receipt.text);
    ASSERT_TRUE(said) << read;
    EXPECT_EQ(said->upto.seq, (*source).last_seq());
    EXPECT_EQ(*said, carried_statement());
    EXPECT_FALSE(evidence::verify(receipt, site.daemon.public_part()));
  }
}

}  // namespace
}  // namespace bangtin::player::sync
