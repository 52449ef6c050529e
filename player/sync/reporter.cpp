// Sending a batch again is always safe: the daemon knows what it has, and answers with the same receipt.
#include "player/sync/reporter.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/version.hpp"
#include "playlists/text/programme_formats.hpp"

namespace bangtin::player::sync {

namespace {
constexpr std::chrono::seconds status_every{15};
constexpr std::chrono::seconds status_every_while_fetching{5};
constexpr std::chrono::minutes new_log_every{10};  // at most, because of what the daemon says
constexpr std::chrono::hours agree_every{1};
constexpr std::chrono::hours older_logs_every{24};
constexpr int max_resends = 3;  // in one round, so that two sides that cannot agree do not go on for ever
// The problem that people should know of first. A programme that was refused may be an attack; after that the
// supply explains more than a single file.
std::optional<error> first_problem(const status::snapshot& c, const supply& s) {
  auto first = c.problems.begin();
  bool refused = first != c.problems.end() && first->first == problem_source::programme;
  bool grows_old = s.state == supply_state::frozen && !c.problems.empty();
  bool accused = s.state != supply_state::good && s.state != supply_state::waiting;
  if (accused && !refused && !grows_old) return error{errc::limit, s.what, s.remedy};
  return first == c.problems.end() ? std::nullopt : std::optional(first->second);
}

// The first problem that is an attack, in the order of the sources.
struct attack_found {
  wire::attack kind = wire::attack::none;
  std::optional<error> why;
};
attack_found first_attack(const status::snapshot& c) {
  for (const auto& [source, kind] : c.attacks) {
    const auto problem = c.problems.find(source);
    if (kind != wire::attack::none && problem != c.problems.end()) return {kind, problem->second};
  }
  return {};
}

// The words of a supply that is slow change with every rate.
bool looks_different(const wire::screen_status& a, const wire::screen_status& b) {
  bool same_words = a.problem_what == b.problem_what || (a.supply == "slow" && b.supply == "slow");
  return a.now_playing != b.now_playing || a.programme_version != b.programme_version ||
         a.output != b.output || a.next_version != b.next_version || a.supply != b.supply ||
         a.changeover_version != b.changeover_version || a.changeover_ms != b.changeover_ms ||
         (a.fetch_bytes_per_s == 0) != (b.fetch_bytes_per_s == 0) || !same_words;
}

}  // namespace

reporter::reporter(std::string screen, status& tells, evidence_source& source, const host_stats& host,
                   std::function<std::optional<milliseconds>()> clock_bound)
    : screen_(std::move(screen)),
      tells_(tells),
      source_(source),
      older_(screen_, source),
      host_(host),
      clock_bound_(std::move(clock_bound)) {}

error reporter::refused(const error& e) {
  if (e.code == errc::unreachable) return e;
  auto known = tells_.read().problems;
  auto before = known.find(problem_source::evidence);
  if (before == known.end() || before->second != e) spdlog::error("evidence: {}", describe(e));
  tells_.set_problem(problem_source::evidence, e);
  return e;
}

void reporter::take_format(daemon_api& daemon, const ask_limits& limits) {
  const std::int64_t announced = daemon.evidence_format();
  if (announced == 0 || announced == evidence_format_) return;
  if (source_.set_daemon_reads(announced, limits)) evidence_format_ = announced;
}

// A daemon that is wrong, or somebody in its place, must not fill the disk with logs.
result<void> reporter::begin_new_log(const std::optional<evidence::signed_text>& cites,
                                     const time_reading& now, const ask_limits& limits) {
  if (new_log_at_ && now.mono - *new_log_at_ < new_log_every) {
    return error{errc::conflict, msg("the daemon takes no records of this screen's new log either"),
                 msg("look at the daemon's status; the records are kept here, and another log begins later")};
  }
  if (result<void> begun = source_.begin_new_log(cites, limits); !begun) return begun;
  new_log_at_ = now.mono;
  older_.look_again();
  agreed_at_ = now.mono;
  return {};
}

// The daemon has another log of this screen and nothing of this one, so the storage was lost. Evidence is
// sent even if the new log cannot cite the lost one.
result<void> reporter::cite_lost_log(daemon_api& daemon, const std::string& lost, const ask_limits& limits) {
  using citing = evidence_source::citing;
  result<newest_receipt> last = daemon.last_receipt(screen_, lost);
  if (!last && last.error().code == errc::unreachable) return last.error();
  std::string why;
  if (!last) why = describe(last.error());
  if (last && !last->receipt) why = "the daemon has no receipt of it that holds";
  if (last && last->receipt) {
    result<citing> done = source_.cite(*last->receipt, limits);
    if (!done && done.error().code == errc::unreachable) return done.error();
    if (done && *done == citing::not_needed) return {};
    if (!done) why = describe(done.error());
    if (done && *done == citing::too_long) why = "it has too many records";
  }
  spdlog::warn("evidence: the daemon has log {} of this screen, which is not here: was its storage lost? {}",
               lost,
               why.empty() ? "This screen's log begins again and cites the last receipt of it"
                           : "The log that began since does not cite it: " + why);
  return {};
}

// A screen that shows nothing sends nothing, and no answer tells it that its daemon was restored.
result<void> reporter::resend_lost(daemon_api& daemon, const newest_receipt& last, const time_reading& now,
                                   const ask_limits& limits) {
  result<std::string> log = source_.log(limits);
  if (!log) return log.error();
  result<bool> lost = source_.resend_lost(last.tip, limits);
  if (lost && !*lost) return {};
  older_.look_again();
  if (!lost && lost.error().code == errc::invalid) return give_up_log(daemon, *log, now, limits);
  return lost ? result<void>() : lost.error();
}

// Asks for the newest receipt of this log. A daemon that has none, or is too old to say so, contradicts
// nothing.
result<void> reporter::agree(daemon_api& daemon, const time_reading& now, const ask_limits& limits) {
  using standing = evidence_source::standing;
  result<std::string> log = source_.log(limits);
  if (!log) return log.error();
  result<newest_receipt> last = daemon.last_receipt(screen_, *log);
  take_format(daemon, limits);
  const bool older = !last && last.error().code == errc::not_found;
  if (!last && !older) return last.error();
  if (!older && last->receipt) {
    result<standing> found = source_.compare(*last->receipt, limits);
    if (!found) return found.error();
    if (*found != standing::agrees) return begin_new_log(last->receipt, now, limits);
  }
  if (!older && !last->receipt && last->tip == 0 && !last->log.empty() && last->log != *log) {
    if (result<void> cited = cite_lost_log(daemon, last->log, limits); !cited) return cited.error();
  }
  if (!older) {
    if (result<void> done = resend_lost(daemon, *last, now, limits); !done) return done;
  }
  agreed_at_ = now.mono;
  return {};
}

// Neither journal nor archive has what the daemon asks for. The new log cites what the daemon acknowledged.
result<void> reporter::give_up_log(daemon_api& daemon, const std::string& log, const time_reading& now,
                                   const ask_limits& limits) {
  result<newest_receipt> last = daemon.last_receipt(screen_, log);
  if (!last && last.error().code != errc::not_found) return last.error();
  std::optional<evidence::signed_text> cites;
  if (last && last->receipt && source_.compare(*last->receipt, limits)) cites = last->receipt;
  return begin_new_log(cites, now, limits);
}

result<reporter::step> reporter::send_batch(daemon_api& daemon, const time_reading& now,
                                            const ask_limits& limits) {
  using standing = evidence_source::standing;
  auto batch = source_.next_batch(limits);
  if (!batch) return batch.error();
  if (!*batch) return step::nothing;
  auto answer = daemon.send_plays(screen_, **batch);
  take_format(daemon, limits);
  if (!answer) return answer.error();
  if (const auto* receipt = std::get_if<evidence::signed_text>(&*answer)) {
    result<void> taken = source_.acknowledge(*receipt, limits);
    if (!taken) return taken.error();
    return step::sent;
  }
  result<void> done = {};
  if (const auto* fork = std::get_if<fork_found>(&*answer)) {
    // The receipt tells whose log it is.
    if (fork->receipt) {
      result<standing> found = source_.compare(*fork->receipt, limits);
      if (!found) return found.error();
    }
    done = begin_new_log(fork->receipt, now, limits);
  } else {
    older_.look_again();  // it asks for what it had acknowledged
    done = source_.resend_from(std::get<expected_seq>(*answer).value, limits);
    const bool impossible = !done && done.error().code == errc::invalid;
    if (impossible) done = give_up_log(daemon, (*batch)->log, now, limits);
  }
  if (!done) return done.error();
  return step::resent;
}

result<void> reporter::send_evidence(daemon_api& daemon, const time_reading& now, const ask_limits& limits) {
  has_more_ = false;
  if (now.mono < evidence_from_) return {};
  auto failed = [&](const error& e) -> error {
    if (std::optional<milliseconds> wait = daemon.asked_to_wait()) evidence_from_ = now.mono + *wait;
    return refused(e);
  };
  if (!agreed_at_ || now.mono - *agreed_at_ >= agree_every) {
    if (result<void> done = agree(daemon, now, limits); !done) return failed(done.error());
  }
  if (!older_at_) older_at_ = now.mono;  // all are due at first
  if (now.mono - *older_at_ >= older_logs_every) {
    older_.look_again();
    older_at_ = now.mono;
  }
  int resends = 0;
  for (int batches = 0; batches < max_batches;) {
    result<step> done = send_batch(daemon, now, limits);
    if (!done) return failed(done.error());
    if (*done == step::nothing) {
      result<void> refilled = older_.round(daemon, max_batches - batches, limits);
      if (!refilled) return failed(refilled.error());
      has_more_ = older_.has_more();
      tells_.clear_problem(problem_source::evidence);
      return {};
    }
    *done == step::sent ? ++batches : ++resends;
    if (resends == max_resends) {
      return refused({errc::conflict,
                      msg("the daemon and this screen do not agree on which play records are missing"),
                      msg("look at the daemon's status; the records are kept here")});
    }
  }
  has_more_ = true;
  tells_.clear_problem(problem_source::evidence);
  return {};
}

// What the display loop and the other threads know.
wire::screen_status reporter::known_status(const time_reading& now) const {
  status::snapshot c = tells_.read();
  wire::screen_status s;
  s.version = program_version;
  s.programme_version = c.on.programme_version;
  s.now_playing = c.on.media;
  s.campaign = c.on.campaign;
  s.output = c.on.output;
  s.programme_format = playlists::text::programme_format;
  s.frames_dropped = c.on.frames_dropped;
  s.next_version = c.supply.fetch.version;
  s.fetch_bytes = c.supply.fetch.bytes;
  s.fetch_missing_bytes = c.supply.fetch.missing;
  s.fetch_bytes_per_s = c.supply.fetch.bytes_per_s;
  if (c.on.next) {
    s.changeover_version = c.on.next->version;
    s.changeover_ms = to_unix_ms(c.on.next->at);
  }
  supply served = judge(c.supply, now, reported_since_.value_or(now.mono));
  const attack_found attacked = first_attack(c);
  s.supply = attacked.why ? wire::word_of(attacked.kind) : to_string(served.state);
  if (std::optional<error> e = attacked.why ? attacked.why : first_problem(c, served)) {
    s.problem = describe(*e);
    s.problem_what = e->what;
    s.problem_remedy = e->remedy;
  }
  s.clock = now.trust;
  return s;
}

// What takes a look at the journal or at the machine.
void reporter::complete_status(wire::screen_status& s, const time_reading& now, const ask_limits& limits) {
  // If the journal does not answer, the status says 0 unsent records; send_evidence reports the journal's
  // problem.
  result<std::int64_t> unsent = source_.unacknowledged(limits);
  s.unsent_records = unsent ? *unsent : 0;
  host_state m = host_.read();
  s.disk_free_bytes = m.disk_free_bytes;
  s.disk_total_bytes = m.disk_total_bytes;
  s.temperature_mc = m.temperature_mc;
  s.utc_ms_now = to_unix_ms(now.utc);
  std::optional<milliseconds> bound = clock_bound_ ? clock_bound_() : std::nullopt;
  if (bound && now.trust == clock_trust::estimated) s.clock_bound_ms = bound->count();
}

wire::screen_status reporter::status_now(const time_reading& now, const ask_limits& limits) {
  wire::screen_status s = known_status(now);
  complete_status(s, now, limits);
  return s;
}

result<void> reporter::send_status(daemon_api& daemon, const time_reading& now, const ask_limits& limits) {
  if (now.mono < status_from_) return {};
  wire::screen_status s = known_status(now);
  bool changed = !sent_ || looks_different(*sent_, s) || sent_format_ != format_ || sent_->clock != now.trust;
  std::chrono::seconds every = s.next_version != 0 ? status_every_while_fetching : status_every;
  if (!changed && now.mono - sent_at_ < every) return {};
  complete_status(s, now, limits);
  sent_format_ = format_;
  result<std::int64_t> sent = daemon.send_status(screen_, s, format_);
  // Of a status, only the token can be forbidden.
  if (sent || sent.error().code == errc::forbidden) turned_away_ = !sent;
  if (!sent) {
    if (std::optional<milliseconds> wait = daemon.asked_to_wait()) status_from_ = now.mono + *wait;
    reported_since_.reset();
    if (sent.error().code != errc::unreachable) format_ = 1;  // the daemon may be an older one than before
    return sent.error();
  }
  format_ = std::min(*sent, wire::status_format);
  if (!reported_since_) reported_since_ = now.mono;
  sent_ = s;
  sent_at_ = now.mono;
  return {};
}

}  // namespace bangtin::player::sync
