// Screens and daemon through anything that can happen between them: lost answers, repeated, overlapping,
// reordered and split batches, either side restored from an older copy, a disk that two machines share. After
// each machine has sent all that it has, every record of its log is stored exactly once.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "scheduler/api/intake.hpp"
#include "scheduler/site.hpp"
#include "support/memory_ledger.hpp"

namespace bangtin::scheduler::test {
namespace {

// A machine with its journal, which keeps all records, and with the last head that was acknowledged.
struct machine {
  fake_screen screen;
  std::size_t acknowledged = 0;
  std::optional<evidence::batch> unproven{};  // its last batch that proved nothing
};

class world {
 public:
  world() {
    machines.push_back({});
    begin(machines.front());
  }

  void begin(machine& m) {
    m.screen.log = random_hex(16);
    m.screen.lines.clear();
    m.screen.links.clear();
    m.acknowledged = 0;
    m.unproven.reset();
    m.screen.begin(now);
    written.insert(m.screen.lines.back());
  }
  void play(machine& m) {
    // No two plays are the same, so that copies of a machine tell different stories.
    m.screen.play(sha256(std::to_string(++plays)), now += std::chrono::seconds(10));
    written.insert(m.screen.lines.end() - 2, m.screen.lines.end());
  }

  // Sends the records first..last. `heard`: the answer arrives.
  void send(machine& m, std::size_t first, std::size_t last, bool heard) {
    evidence::batch b = m.screen.batch(first, last);
    bool repeated = m.unproven == b;
    api::intake_answer a = deliver({m.screen, b, repeated, now, ahead});
    m.unproven = a.unproven ? std::optional(b) : std::nullopt;
    if (!heard) return;
    if (std::holds_alternative<api::fork_answer>(a.value)) return begin(m);
    if (const auto* receipt = std::get_if<evidence::signed_text>(&a.value)) acknowledge(m, *receipt, last);
    if (const auto* hole = std::get_if<api::intake::missing_range>(&a.value)) {
      RC_ASSERT(hole->expected_seq >= 1 && hole->expected_seq < static_cast<std::int64_t>(first));
      m.acknowledged = static_cast<std::size_t>(hole->expected_seq) - 1;
    }
  }
  void restore_daemon(std::size_t calls) {
    past.resize(calls);
    ledger = make_memory_ledger();
    std::vector<call> again = std::exchange(past, {});
    for (const call& c : again) (void)deliver(c);
    claimed.clear();
    received.clear();
  }
  // Until everything is acknowledged.
  void drain(machine& m) {
    for (int i = 0; m.acknowledged < m.screen.lines.size(); ++i) {
      RC_ASSERT(i < 40);
      send(m, m.acknowledged + 1, std::min(m.acknowledged + 7, m.screen.lines.size()), true);
    }
  }

  std::multimap<std::string, std::string> stored_plays() {
    std::multimap<std::string, std::string> all;
    auto stored = ledger->evidence().plays(utc_ms(), utc_ms::max(), {}, 100'000).value();
    for (const ledger::stored_play& p : stored) all.emplace(p.start, p.end);
    return all;
  }

  utc_ms now{milliseconds(1'791'590'400'000)};
  milliseconds ahead{};  // the daemon's clock against the screens'
  int plays = 0;
  std::vector<machine> machines;
  std::unique_ptr<ledger::ledger> ledger = make_memory_ledger();
  struct call {
    fake_screen from;
    evidence::batch batch;
    bool repeated;
    utc_ms at;
    milliseconds ahead;
  };
  std::vector<call> past;         // what the daemon was sent
  std::set<std::string> written;  // every record that a machine wrote
  struct claim {
    std::string log;
    std::int64_t seq;
    digest link;
  };
  std::map<std::pair<std::string, std::int64_t>, utc_ms> received;  // by log and seq: of the receipts
  std::map<std::string, claim> claimed;  // by line: what was acknowledged since the daemon was last restored

 private:
  api::intake_answer deliver(const call& c) {
    past.push_back(c);
    api::sender from{c.from.name, c.from.key.public_part()};
    ledger::log_state known = api::read_log_state(*ledger, from, c.batch).value();
    // What another request may have changed meanwhile is decided again.
    if (past.size() % 3 == 0) known.tip += 1;
    api::intake::decision d = api::intake::decide(from, c.batch, known);
    return api::take_batch(*ledger, {from, c.batch, known, d, c.repeated}, {daemon, c.at + c.ahead, 2});
  }
  void acknowledge(machine& m, const evidence::signed_text& receipt, std::size_t last) {
    RC_ASSERT(evidence::verify(receipt, daemon.public_part()));
    evidence::receipt r = evidence::receipt_from_text(receipt.text).value();
    RC_ASSERT(r.acknowledged ==
              evidence::head(m.screen.log, static_cast<std::int64_t>(last), m.screen.links[last - 1]));
    RC_ASSERT(r.rules == api::rules_in_force);
    for (std::size_t i = 0; i < last; ++i) {
      claimed[m.screen.lines[i]] = {m.screen.log, static_cast<std::int64_t>(i) + 1, m.screen.links[i]};
    }
    received[{m.screen.log, r.acknowledged.seq}] = r.received;
    // In the order of the records, the times of a log's receipts never go back.
    auto later = std::adjacent_find(received.begin(), received.end(), [](const auto& a, const auto& b) {
      return a.first.first == b.first.first && a.second > b.second;
    });
    RC_ASSERT(later == received.end());
    m.acknowledged = std::max(m.acknowledged, last);
  }

  secret_key daemon = secret_key::generate();
};

// One thing that happens to one machine or to the daemon.
void happen(world& w, std::vector<machine>& images, std::vector<std::size_t>& backups) {
  machine& m = w.machines[*rc::gen::inRange<std::size_t>(0, w.machines.size())];
  const std::size_t size = m.screen.lines.size();
  switch (*rc::gen::weightedElement<int>({{4, 0}, {6, 1}, {1, 2}, {1, 3}, {1, 4}, {1, 5}, {1, 6}, {1, 7}})) {
    case 0:
      w.play(m);
      break;
    case 1: {
      const auto first = *rc::gen::inRange<std::size_t>(1, size + 1);
      w.send(m, first, *rc::gen::inRange<std::size_t>(first, size + 1), *rc::gen::inRange(0, 3) != 0);
      break;
    }
    case 2:
      backups.push_back(w.past.size());
      break;
    case 3:
      if (!backups.empty()) {
        w.restore_daemon(backups.back());
        backups.pop_back();
      }
      break;
    case 4:
      images.push_back(m);
      break;
    case 5:
      if (!images.empty()) m = images[*rc::gen::inRange<std::size_t>(0, images.size())];
      break;
    case 6:
      if (w.machines.size() < 3) w.machines.push_back(machine(m));
      break;
    default:
      w.ahead = milliseconds(*rc::gen::inRange(-1'000'000, 1'000'000));
  }
}

RC_GTEST_PROP(intake_model, every_record_is_stored_exactly_once_whatever_happens, ()) {
  world w;
  std::vector<machine> images;
  std::vector<std::size_t> backups;
  const int steps = *rc::gen::inRange(1, 40);
  for (int i = 0; i < steps; ++i) happen(w, images, backups);
  for (machine& m : w.machines) w.play(m);
  for (machine& m : w.machines) w.drain(m);
  const std::multimap<std::string, std::string> stored = w.stored_plays();
  for (const auto& [start, end] : stored) {
    RC_ASSERT(stored.count(start) == 1U);
    RC_ASSERT(w.written.contains(start) && w.written.contains(end));
  }
  for (const machine& m : w.machines) {
    for (std::size_t i = 1; i + 1 < m.screen.lines.size(); i += 2) {
      auto play = stored.find(m.screen.lines[i]);
      RC_ASSERT(play != stored.end());
      RC_ASSERT(play->second == m.screen.lines[i + 1]);
    }
  }
  for (const auto& [line, c] : w.claimed) {
    RC_ASSERT(w.ledger->evidence().read_log_state(c.log, "lobby", c.seq, c.seq)->at_last == c.link);
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
