// One play, from the programme's text to the line of the month's table, in memory: the test connects the code
// of the three programs, with a simulated clock and stage. No socket, no file, no thread, no sleep.
#include <gtest/gtest.h>

#include <algorithm>

#include "evidence/counts.hpp"
#include "evidence/verify_chain.hpp"
#include "player/core/conductor.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"
#include "scheduler/api/intake.hpp"
#include "support/play_counter.hpp"
#include "wire/messages.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin {
namespace {

using namespace std::chrono_literals;

const char* const text = R"(
timezone = "Asia/Ho_Chi_Minh"
slate = "slate.png"
[[screen]]
name = "lobby"
venue = "service-centre"
[[playlist]]
name = "p"
items = [ { media = "poster.png", duration = "12s", title = "Áp phích, số 1", theme = "III.2" } ]
[[campaign]]
name = "c"
playlist = "p"
screens = ["lobby"]
task = "IV.2.c"
)";

// The player: executes the conductor's actions, shows every cue on its instant, and keeps the journal's
// lines.
struct fake_player {
  secret_key key = secret_key::generate();
  player::core::conductor conductor;
  std::string log = "00112233445566778899aabbccddeeff";
  std::vector<std::string> lines;
  digest tip = evidence::first_link(log, key.public_part());
  std::map<player::core::play_token, std::int64_t> plays;
  std::optional<player::stage::cue_id> on;
  std::map<player::stage::cue_id, player::stage::mono_ms> due;
  player::stage::mono_ms on_since{};

  std::int64_t keep(evidence::record r) {
    r.log = log;
    r.seq = static_cast<std::int64_t>(lines.size()) + 1;
    r.boot = std::string(32, 'b');
    if (r.type == evidence::record_type::start) r.play->play = r.seq;
    lines.push_back(evidence::to_line(r));
    tip = evidence::next_link(tip, lines.back());
    return r.seq;
  }

  void tell(const time_reading& now, const player::core::event& e) {
    for (player::core::action& a : conductor.resume(now, e)) {
      if (auto* p = std::get_if<player::core::prepare_cue>(&a)) {
        tell(now, player::stage::cue_ready{p->id});
      } else if (auto* s = std::get_if<player::core::show_cue>(&a)) {
        due[s->id] = s->at;
      } else if (auto* d = std::get_if<player::core::drop_cue>(&a)) {
        due.erase(d->id);
      } else if (auto* start = std::get_if<player::core::write_start>(&a)) {
        plays[start->token] = keep(start->record);
        tell(now, player::core::start_durable{start->token, plays[start->token]});
      } else if (auto* end = std::get_if<player::core::write_end>(&a)) {
        end->record.play->play = plays.at(end->token);
        keep(end->record);
      } else if (auto* note = std::get_if<player::core::write_note>(&a)) {
        keep(note->record);
      }
    }
  }

  // Begins the cues that are due, as the stage would.
  void present(const time_reading& now) {
    for (auto it = due.begin(); it != due.end();) {
      if (it->second > now.mono) {
        ++it;
        continue;
      }
      player::stage::cue_id next = it->first;
      it = due.erase(it);
      if (on) tell(now, player::stage::cue_ended{*on, now.mono, now.mono - on_since, 1, 0});
      on = next;
      on_since = now.mono;
      tell(now, player::stage::cue_began{next, now.mono});
      it = due.begin();
    }
  }
};

TEST(one_play, goes_from_the_programmes_text_to_a_line_of_the_table) {
  // The command: it parses the text, adds what the daemon knows of the files, and approves.
  playlists::text::parsed_text parsed =
      playlists::text::parse_text(text, playlists::text::media_facts::later);
  ASSERT_TRUE(parsed.diagnostics.empty());
  playlists::programme::programme p = parsed.value;
  for (playlists::programme::media_item& m : p.media) {
    m.width = 1920;
    m.height = 1080;
    m.files = {{sha256(m.name), 1000}};
  }
  // 2026-10-10 07:00:00 in the site's zone.
  const utc_ms seven{std::chrono::sys_days{std::chrono::year{2026} / 10 / 10}};
  p.version = 1;
  p.issued = seven - 24h;
  p.expires = seven + 24h * 365;
  secret_key root = secret_key::generate();
  secret_key approver = secret_key::generate();
  auto certificate =
      evidence::sign_text(wire::to_text(wire::approver_certificate{approver.public_part(), "Nguyễn Thị Hoa",
                                                                   p.issued - 1h, p.expires}),
                          root);
  std::string published = wire::to_json(wire::sign_programme(p, approver, certificate));

  // The player: it trusts the root key only.
  auto verified = wire::verify(wire::signed_programme_from_json(published).value(), root.public_part(), 0);
  ASSERT_TRUE(verified.has_value()) << describe(verified.error());
  fake_player screen;
  auto value = std::make_shared<const playlists::programme::programme>(verified->value);
  auto at = [&](std::chrono::milliseconds since) {
    return time_reading{seven + since, 1'000'000ms + since, clock_trust::synced};
  };
  evidence::record genesis;
  genesis.type = evidence::record_type::genesis;
  genesis.utc = seven;
  genesis.clock = clock_trust::synced;
  genesis.screen = "lobby";
  screen.keep(genesis);
  screen.tell(at(0ms), player::core::paired_as{"lobby"});
  screen.tell(at(0ms), player::stage::output_state{true});
  screen.tell(at(0ms), player::core::programme_arrived{{value, verified->programme_digest}});
  for (std::chrono::milliseconds t = 0ms; t < 61s; t += 20ms) {
    screen.present(at(t));
    screen.tell(at(t), player::core::tick{});
  }

  // The daemon: it accepts the batch in the form in which it is sent.
  evidence::batch sent{
      screen.log, 1, screen.lines,
      evidence::sign_text(evidence::to_text(evidence::head{
                              screen.log, static_cast<std::int64_t>(screen.lines.size()), screen.tip}),
                          screen.key)};
  auto received = wire::batch_from_body(wire::to_body(sent));
  ASSERT_TRUE(received.has_value()) << describe(received.error());
  auto decided = scheduler::api::intake::decide({"lobby", screen.key.public_part()}, *received, {});
  ASSERT_TRUE(std::holds_alternative<scheduler::api::intake::accept>(decided));
  const auto& accepted = std::get<scheduler::api::intake::accept>(decided);
  EXPECT_EQ(accepted.head.hash, screen.tip);

  // The month: it counts plays from the stored records.
  scheduler::test::play_counter counter({{verified->programme_digest, value}}, value);
  std::map<std::int64_t, std::string> starts;
  std::vector<scheduler::ledger::stored_play> plays;
  for (const scheduler::ledger::stored_record& r : accepted.records) {
    if (r.type == "START") starts[r.seq] = r.line;
    if (r.type == "END") plays.push_back({"lobby", screen.log, *r.play, r.utc, starts.at(*r.play), r.line});
  }
  counter.add(plays);
  std::string csv = evidence::to_csv(counter.table());
  // The minute from seven o'clock contains five plays of twelve seconds. The first begins exactly at seven,
  // because slots follow each other from midnight and 7 h are a whole number of them.
  EXPECT_EQ(
      csv,
      "\xEF\xBB\xBFmonth,day,screen,venue,task,theme,campaign,media,title,plays,airtime_s,partial,failed,"
      "uncertain_clock,uncounted\r\n"
      "2026-10,2026-10-10,lobby,service-centre,IV.2.c,III.2,c,poster.png,\"Áp phích, số "
      "1\",5,60,0,0,0,0\r\n");
}

}  // namespace
}  // namespace bangtin
