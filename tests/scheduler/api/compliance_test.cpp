// Planned against shown, and what was shown at an instant, from records that screens sent over real sockets.
#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/intake.hpp"
#include "scheduler/api/planned_slots.hpp"
#include "scheduler/api/screen_history.hpp"
#include "scheduler/api/screen_records.hpp"
#include "scheduler/ledger/contract.hpp"
#include "scheduler/site.hpp"
#include "wire/certificates.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;
using evidence::record;
using evidence::record_type;

// Slots of 10 s begin at `begun_`; the day begins seven hours before.
class shown : public site {
 protected:
  shown() {
    start();
    pair(lobby_);
    programme_ = publish(1);
    lobby_.begin(begun_);
    note(record_type::boot, "start", 0s);
  }
  void note(record_type type, const std::string& why, milliseconds after) {
    record r = lobby_.blank(type, begun_ + after);
    r.reason = why;
    if (type == record_type::gap) r.lost = 1;
    lobby_.append(r);
  }
  void play(milliseconds after) { lobby_.play(programme_, begun_ + after); }
  // A play of 10 s of which the test changes something.
  void play_with(milliseconds after, const std::function<void(record& start, record& end)>& change) {
    play(after);
    record start = evidence::from_line(lobby_.lines.at(lobby_.lines.size() - 2)).value();
    record end = evidence::from_line(lobby_.lines.back()).value();
    change(start, end);
    for (int i = 0; i < 2; ++i) {
      lobby_.lines.pop_back();
      lobby_.links.pop_back();
    }
    lobby_.append(start);
    lobby_.append(end);
  }
  void send(milliseconds after) {
    clock_.ms = (begun_ + after).time_since_epoch().count();
    ASSERT_EQ(post_plays(lobby_, lobby_.batch(sent_ + 1, lobby_.lines.size())).status, 200);
    sent_ = lobby_.lines.size();
  }
  json::value row() {
    answer a = admin("GET", "/v1/plays/compliance?month=2026-10");
    EXPECT_EQ(a.status, 200) << a.body;
    return parsed(a).at(0);
  }
  answer at(milliseconds after, const std::string& screen = "lobby") {
    return admin("GET", "/v1/plays/at?screen=" + screen +
                            "&at=" + std::to_string((begun_ + after).time_since_epoch().count()));
  }

  fake_screen lobby_;
  digest programme_;
  utc_ms begun_ = clock_.now().utc;
  std::size_t sent_ = 0;
};

TEST_F(shown, planned_time_begins_with_the_approval_and_ends_now) {
  play(0s);
  play(10s);
  send(30s);
  json::value r = row();
  EXPECT_EQ(r.at("screen"), "lobby");
  EXPECT_EQ(r.at("campaign"), "always");
  EXPECT_EQ(r.at("planned_s"), 30);
  EXPECT_EQ(r.at("shown_s"), 20);
  EXPECT_EQ(r.at("unknown_s"), 10) << "its record may be on the way";
  EXPECT_EQ(r.at("cause"), "no-records");
}

TEST_F(shown, a_screen_that_never_spoke_is_unknown_as_a_whole) {
  clock_.ms += 60'000;
  json::value r = row();
  EXPECT_EQ(r.at("planned_s"), 60);
  EXPECT_EQ(r.at("unknown_s"), 60);
  EXPECT_EQ(r.at("cause"), "no-records");
}

TEST_F(shown, between_two_runs_the_player_was_off) {
  play(0s);
  note(record_type::boot, "start", 40s);
  play(40s);
  send(50s);
  json::value r = row();
  EXPECT_EQ(r.at("planned_s"), 50);
  EXPECT_EQ(r.at("shown_s"), 20);
  EXPECT_EQ(r.at("off_s"), 30);
  EXPECT_EQ(r.at("cause"), "player-off");
  EXPECT_EQ(parsed(at(20s)).at("verdict"), "nothing");
}

TEST_F(shown, without_a_display_the_screen_was_dark) {
  play(0s);
  note(record_type::gap, "no-display", 40s);
  play(40s);
  send(50s);
  EXPECT_EQ(row().at("off_s"), 30);
  EXPECT_EQ(row().at("cause"), "no-display");
  EXPECT_EQ(parsed(at(20s)).at("verdict"), "dark");
}

TEST_F(shown, what_arrives_late_was_shown_offline) {
  play(0s);
  send(20min);
  json::value r = row();
  EXPECT_EQ(r.at("shown_s"), 10);
  EXPECT_EQ(r.at("offline_s"), 10);
}

// The programme of the newest START is the one in force, until the screen plays by another one.
TEST_F(shown, each_programme_plans_until_the_screen_plays_the_next_one) {
  play(0s);
  play(10s);
  clock_.ms += 15'000;
  programme_ = publish(2);
  play(20s);
  send(30s);
  json::value r = row();
  EXPECT_EQ(r.at("planned_s"), 30) << "no slot is planned twice";
  EXPECT_EQ(r.at("shown_s"), 30);
  EXPECT_EQ(parsed(at(25s)).at("version"), 2);
  EXPECT_EQ(parsed(at(15s)).at("version"), 1);
}

// Two approvals in quick succession: the START of the first one's slot was written, and then the screen
// joined the second one's slot, which had begun before.
TEST(a_logs_programmes, one_that_was_only_prepared_never_came_into_force) {
  const utc_ms at(milliseconds(1'791'590'400'000));
  const digest first = sha256("1"), second = sha256("2"), third = sha256("3");
  fake_screen s;
  s.begin(at);
  const std::vector<std::pair<digest, milliseconds>> plays{
      {first, 0s}, {first, 10s}, {second, 24s}, {third, 20s}, {third, 30s}};
  for (const auto& [programme, after] : plays) s.play(programme, at + after);
  std::vector<ledger::judged_line> lines;
  std::vector<ledger::judged_play> judged;
  for (const std::string& line : s.lines) {
    record r = evidence::from_line(line).value();
    lines.push_back({r.seq, line});
    if (r.type != record_type::start) continue;
    judged.emplace_back().seq = r.seq;
    judged.back().end_seq = r.seq + 1;
  }
  api::screen_records records(s.log, 0, [](api::known_play&&) {});
  records.begin_run({});
  records.take(lines, judged);
  EXPECT_EQ(records.changes(), (std::vector<std::pair<utc_ms, digest>>{{at, first}, {at + 20s, third}}));
}

TEST_F(shown, hours_say_what_is_missing) {
  play(0s);
  send(30s);
  answer a = admin("GET", "/v1/plays/compliance/hours?month=2026-10");
  ASSERT_EQ(a.status, 200) << a.body;
  json::value hour = parsed(a).at(0);
  EXPECT_EQ(hour.at("hour"), begun_.time_since_epoch().count());
  EXPECT_EQ(hour.at("planned_s"), 30);
  EXPECT_EQ(hour.at("missing_s"), 20);
}

TEST_F(shown, a_play_has_its_approver_and_its_place_in_the_chain) {
  play(0s);
  send(30s);
  json::value a = parsed(at(5s));
  EXPECT_EQ(a.at("verdict"), "ours");
  EXPECT_EQ(a.at("media"), "poster.png");
  EXPECT_EQ(a.at("title"), "Poster");
  EXPECT_EQ(a.at("campaign"), "always");
  EXPECT_EQ(a.at("programme").as_string(), programme_.hex());
  EXPECT_EQ(a.at("log").as_string(), lobby_.log);
  EXPECT_EQ(a.at("seq"), 3);
  EXPECT_EQ(a.at("end_seq"), 4);
  EXPECT_EQ(a.at("planned"), true);
  EXPECT_EQ(a.at("head_seq"), 4);
  EXPECT_EQ(a.at("head_hash").as_string(), lobby_.links.at(3).hex());
  EXPECT_FALSE(a.at("approver").as_string().empty());
}

// That the play ended, and so that it was shown, rests on the END.
TEST_F(shown, the_head_covers_the_end_of_the_play_too) {
  play(0s);
  clock_.ms += 20'000;
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(1, 3)).status, 200);
  ASSERT_EQ(post_plays(lobby_, lobby_.batch(4, 4)).status, 200);
  EXPECT_EQ(parsed(at(5s)).at("seq"), 3);
  EXPECT_EQ(parsed(at(5s)).at("head_seq"), 4);
}

// ---- what records do not support is not said

TEST_F(shown, before_the_first_log_and_between_two_logs_nobody_knows) {
  play(0s);
  send(20s);
  fake_screen again = lobby_;
  again.log = random_hex(16);
  again.lines.clear();
  again.links.clear();
  clock_.ms += 40'000;
  again.begin(begun_ + 50s);
  again.play(programme_, begun_ + 50s);
  ASSERT_EQ(post_plays(again, again.batch(1, again.lines.size())).status, 200);
  for (milliseconds t : {-60'000ms, 30'000ms}) {
    EXPECT_EQ(parsed(at(t)).at("verdict"), "unknown") << t.count();
    EXPECT_EQ(parsed(at(t)).at("reason"), "records-missing") << t.count();
  }
  EXPECT_EQ(parsed(at(55s)).at("verdict"), "ours");
  json::value r = row();
  EXPECT_EQ(r.at("shown_s"), 20);
  EXPECT_EQ(r.at("off_s"), 0);
  EXPECT_EQ(r.at("unknown_s"), 40);
  EXPECT_EQ(r.at("cause"), "records-missing");
}

// Killed at 15 s, in the middle of a play; started again at 60 s.
TEST_F(shown, a_play_that_a_power_cut_ended_may_have_been_on_show) {
  play(0s);
  record start = lobby_.blank(record_type::start, begun_ + 10s);
  start.play = evidence::play_facts{start.seq, programme_, "always", "poster.png", begun_ + 10s, 10s};
  lobby_.append(start);
  note(record_type::boot, "start", 60s);
  record end = lobby_.blank(record_type::end, begun_ + 60s);
  end.play = start.play;
  end.end = evidence::play_end{0ms, 0, 0, "connected", evidence::play_outcome::partial, "interrupted"};
  lobby_.append(end);
  play(60s);
  send(80s);
  EXPECT_EQ(parsed(at(13s)).at("verdict"), "unknown");
  EXPECT_EQ(parsed(at(13s)).at("reason"), "no-end");
  EXPECT_EQ(parsed(at(40s)).at("verdict"), "nothing") << "the slots from 20 s on have no START";
  EXPECT_EQ(parsed(at(65s)).at("verdict"), "ours");
}

TEST_F(shown, what_does_not_count_as_seen_is_not_called_ours) {
  const struct {
    const char* reason;
    std::function<void(record& start, record& end)> change;
  } cases[] = {
      {"not-shown", [](record&, record& end) { end.end->frames = 0; }},
      {"output-unknown", [](record&, record& end) { end.end->output = "unknown"; }},
      {"output-disconnected", [](record&, record& end) { end.end->output = "disconnected"; }},
      {"too-long", [](record&, record& end) { end.end->shown = 14s; }},
      {"mismatch", [](record&, record& end) { end.play->campaign = "other"; }},
      {"decoder-crash",
       [](record&, record& end) {
         end.end->outcome = evidence::play_outcome::failed;
         end.end->reason = "decoder-crash";
       }},
  };
  milliseconds t = 0s;
  for (const auto& c : cases) {
    play_with(t, c.change);
    t += 20s;
  }
  send(t);
  t = 5s;
  for (const auto& c : cases) {
    json::value a = parsed(at(t));
    EXPECT_EQ(a.at("verdict"), "unknown") << c.reason;
    EXPECT_EQ(a.at("reason"), c.reason);
    EXPECT_EQ(a.at("media"), "poster.png") << "what the record claims";
    t += 20s;
  }
}

TEST_F(shown, no_approver_is_named_for_what_nobody_approved) {
  auto renamed = [](std::string media) {
    return [media](record& start, record& end) { start.play->media = end.play->media = media; };
  };
  play_with(0s, renamed("kh\u00e1c.png"));
  play_with(10s, [](record& start, record& end) { start.play->campaign = end.play->campaign = "x"; });
  play_with(20s,
            [](record& start, record& end) { start.play->programme = end.play->programme = sha256("?"); });
  // Approved for this screen, but for no such time: the answer says so.
  play_with(30s, [](record& start, record& end) {
    start.play->planned_start = end.play->planned_start = start.utc + 1s;
  });
  send(50s);
  for (auto [t, reason] : {std::pair(5s, "not-approved"), {15s, "not-approved"}, {25s, "programme"}}) {
    json::value a = parsed(at(t));
    EXPECT_EQ(a.at("verdict"), "unknown") << t.count();
    EXPECT_EQ(a.at("reason"), reason);
    EXPECT_TRUE(a.at("approver").is_null()) << t.count();
    EXPECT_TRUE(a.at("approved").is_null()) << t.count();
  }
  json::value unplanned = parsed(at(35s));
  EXPECT_EQ(unplanned.at("verdict"), "ours");
  EXPECT_EQ(unplanned.at("planned"), false);
  EXPECT_EQ(unplanned.at("approver"), "Approver");
}

TEST_F(shown, questions_without_an_answer_are_refused) {
  send(30s);
  EXPECT_EQ(at(31s).status, 400) << "it has not come yet";
  EXPECT_EQ(at(5s, "nowhere").status, 404);
  EXPECT_EQ(admin("GET", "/v1/plays/at?screen=lobby&at=x").status, 400);
  EXPECT_EQ(admin("GET", "/v1/plays/at?screen=lobby").status, 400);
  EXPECT_EQ(admin("GET", "/v1/plays/at?at=5").status, 400);
  EXPECT_EQ(admin("GET", "/v1/plays/compliance?month=2026-13").status, 400);
  EXPECT_EQ(admin("GET", "/v1/plays/compliance/hours?month=x").status, 400);
  EXPECT_EQ(admin("GET", "/v1/plays/compliance?month=2020-01").body, "[]");
}

// A closed screen owes nothing, and is dark.
TEST_F(shown, outside_of_the_opening_hours_nothing_is_planned) {
  playlists::programme::programme p = small_programme(2, store("a picture"), begun_);
  p.screens[0].open = {{playlists::programme::every_day, {6h, 7h + 1min}}};  // the local time is 07:00
  ASSERT_EQ(admin("POST", "/v1/programmes", publication(signed_by_approver(p), root_)).status, 200);
  programme_ = playlists::text::programme_digest(p);
  for (milliseconds slot = 0s; slot < 1min; slot += 10s) play(slot);
  note(record_type::clock, "", 3min);
  send(3min);
  json::value r = row();
  EXPECT_EQ(r.at("planned_s"), 60);
  EXPECT_EQ(r.at("shown_s"), 60);
  EXPECT_EQ(r.at("cause"), "");
  json::value open = parsed(at(55s));
  EXPECT_EQ(open.at("verdict"), "ours");
  json::value closed = parsed(at(2min));
  EXPECT_EQ(closed.at("verdict"), "dark");
  EXPECT_EQ(closed.at("reason"), "closed");
}

// The screen says itself when it showed the notice; a stop or the end of the notice says it otherwise.
TEST_F(shown, an_emergency_notice_took_the_place_of_the_plan) {
  wire::notice n;
  n.number = begun_.time_since_epoch().count() + 1;
  n.id = "0000aaaa";
  n.issued = begun_;
  n.expires = begun_ + 2h;
  n.screens = {"lobby"};
  n.text = "Cảnh báo lũ";
  wire::approver_certificate c{approver_.public_part(), "Approver", begun_ - 1h, begun_ + 24h * 365};
  wire::signed_notice s = wire::sign_notice(n, approver_, evidence::sign_text(wire::to_text(c), root_));
  json::object body{{"notice", wire::to_value(s)}, {"root", root_.public_part().hex()}};
  ASSERT_EQ(admin("POST", "/v1/notices", canonical(body)).status, 200);
  play(0s);
  play(30s);
  send(40s);
  wire::acknowledgement said{n.id, begun_ + 10s, begun_ + 30s, {}};
  ASSERT_EQ(open("POST", "/v1/screens/lobby/acknowledgements", wire::to_json(said), lobby_.auth()).status,
            204);
  json::value r = row();
  EXPECT_EQ(r.at("planned_s"), 40);
  EXPECT_EQ(r.at("interrupted_s"), 20);
  EXPECT_EQ(r.at("cause"), "interrupted-by-notice");
  json::value a = parsed(at(20s));
  EXPECT_EQ(a.at("verdict"), "ours");
  EXPECT_EQ(a.at("notice"), n.id.c_str());
  EXPECT_EQ(a.at("approver"), "Approver");
  EXPECT_TRUE(a.at("log").is_null());
}

// ---- the parts alone

TEST(a_plan, has_the_opening_hours_and_ends_where_the_next_programme_begins) {
  const utc_ms midnight = utc_ms(milliseconds(1'791'590'400'000)) - 7h;  // of the local day
  playlists::programme::programme p = small_programme(1, {sha256("a"), 1}, midnight - 24h);
  p.timezone = "Asia/Ho_Chi_Minh";
  playlists::programme::programme other = p;
  other.campaigns[0].name = "other";
  auto first = std::make_shared<const playlists::programme::programme>(p);
  auto next = std::make_shared<const playlists::programme::programme>(other);
  api::screen_plan plan = api::plan_of("lobby", {{{midnight + 7h, midnight + 7h + 25s}, first},
                                                 {{midnight + 7h + 25s, midnight + 7h + 45s}, next}});
  ASSERT_EQ(plan.slots.size(), 4U) << "of the last one the end has not come";
  EXPECT_EQ(plan.slots[2].when.to, midnight + 7h + 25s) << "it was cut";
  EXPECT_EQ(plan.slots[2].campaign, "always");
  EXPECT_EQ(plan.slots[3].campaign, "other");
  EXPECT_TRUE(plan.closed.empty());
  EXPECT_TRUE(api::plan_of("elsewhere", {{{midnight, midnight + 1h}, first}}).slots.empty());
  EXPECT_TRUE(api::plan_of("lobby", {{{midnight, midnight + 1h}, nullptr}}).slots.empty());
}

// What the history reads of a ledger, whatever keeps it: the two plays of a screen that was off in between.
TEST(a_history, is_the_same_in_every_ledger) {
  for (const implementation& i : implementations()) {
    SCOPED_TRACE(i.name);
    fakes::temporary_folder folder;
    const secret_key root = secret_key::generate(), approver = secret_key::generate();
    const utc_ms begun(milliseconds(1'791'590'400'000));
    playlists::programme::programme p = small_programme(1, {sha256("a"), 1}, begun);
    const digest identity = playlists::text::programme_digest(p);
    wire::approver_certificate c{approver.public_part(), "Approver", begun - 1h, begun + 24h * 365};
    const std::string json =
        wire::to_json(wire::sign_programme(p, approver, evidence::sign_text(wire::to_text(c), root)));
    std::unique_ptr<ledger::ledger> stored = i.open(folder.path());
    ASSERT_TRUE(stored->programmes().publish({1, identity, "Approver", begun, p.expires, begun}, json,
                                             root.public_part()));
    fake_screen lobby;
    lobby.begin(begun);
    lobby.play(identity, begun);
    record boot = lobby.blank(record_type::boot, begun + 1min);
    boot.boot = "later";
    boot.reason = "start";
    lobby.append(boot);
    lobby.play(identity, begun + 1min);
    api::play_judge judge;
    api::play_backlog backlog(judge);
    ASSERT_TRUE(std::holds_alternative<evidence::signed_text>(
        api::take_batch(*stored, {lobby.name, lobby.key.public_part()}, lobby.batch(1, lobby.lines.size()),
                        {secret_key::generate(), begun + 2min, 1, &judge})
            .value));

    asio::io_context context(1);
    ledger::ledger_thread l(std::move(stored));
    ledger::worker_pool documents(1);
    std::vector<std::int64_t> plays;
    std::vector<std::string> screens;
    api::screen_history h;
    std::exception_ptr failure;
    auto read = [&]() -> asio::awaitable<void> {
      api::history_reader past(l, backlog, documents, {begun, begun + 2min});
      (co_await past.begin()).value();
      screens = (co_await past.screens()).value();
      api::play_sink sink = [&](api::known_play&& k) { plays.push_back(k.judged.seq); };
      h = (co_await past.read(lobby.name, sink)).value();
    };
    asio::co_spawn(context, read, [&](std::exception_ptr e) { failure = e; });
    context.run();
    if (failure) std::rethrow_exception(failure);
    EXPECT_EQ(screens, std::vector<std::string>{"lobby"});
    EXPECT_EQ(h.plan.slots.size(), 12U);
    EXPECT_EQ(h.running.size(), 2U);
    EXPECT_TRUE(h.no_display.empty());
    EXPECT_EQ(h.in_force.size(), 1U);
    std::sort(plays.begin(), plays.end());
    EXPECT_EQ(plays, (std::vector<std::int64_t>{2, 5}));
  }
}

TEST(a_fork, tells_of_plays_that_prove_nothing) {
  fake_screen s;
  const utc_ms at(milliseconds(1'791'590'400'000));
  s.begin(at);
  s.play(sha256("p"), at);
  ledger::recorded_fork fork;
  fork.log = s.log;
  fork.lines = s.lines;
  fork.at = at + 1h;
  std::vector<api::known_play> plays;
  api::take_fork(fork, [&](api::known_play&& p) { plays.push_back(std::move(p)); });
  ASSERT_EQ(plays.size(), 1U);
  auto glass = api::glass_play(plays[0]);
  ASSERT_TRUE(glass);
  EXPECT_FALSE(glass->verified);
  EXPECT_EQ(glass->on_glass, (evidence::report::time_span{at, at + 10s}));
  EXPECT_EQ(api::compliance_play(plays[0])->verdict, evidence::report::play_verdict::uncounted);
}

}  // namespace
}  // namespace bangtin::scheduler::test
