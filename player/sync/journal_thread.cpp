// One loop: take everything that has arrived, write its records in one commit, then answer the questions.
#include "player/sync/journal_thread.hpp"

#include <spdlog/spdlog.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

namespace bangtin::player::sync {

namespace {

error not_open() {
  return {errc::io, msg("the evidence journal is not open"),
          msg("look at the log of the player for what is wrong with the disk")};
}

error no_answer() {
  return {errc::io, msg("the evidence journal does not answer"),
          msg("look at the log of the player for what is wrong with the disk")};
}

// Where the journal thread puts one answer, and another thread waits for it.
template <class T>
class answer_slot {
 public:
  // The first answer counts.
  void put(result<T> answer) {
    std::lock_guard guard(lock_);
    if (answer_) return;
    answer_ = std::move(answer);
    came_.notify_one();
  }
  result<T> wait(const ask_limits& limits) {
    std::unique_lock guard(lock_);
    if (came_.wait_for(guard, limits.stop, limits.timeout, [this] { return answer_.has_value(); })) {
      return std::move(*answer_);
    }
    if (!limits.stop.stop_requested()) return no_answer();
    return error{errc::unreachable, msg("stopped"), msg("nothing is to be done")};
  }

 private:
  std::mutex lock_;
  std::condition_variable_any came_;
  std::optional<result<T>> answer_;  // guarded by lock_
};

class journal_book final : public journal_api {
 public:
  explicit journal_book(evidence::journal::journal& j) : journal_(j) {}
  result<std::int64_t> append(std::span<evidence::record> records) override {
    return journal_.append(records);
  }
  result<void> reopen() override { return journal_.reopen(); }
  std::int64_t last_seq() const override { return journal_.last_seq(); }
  result<std::vector<evidence::record>> open_plays() const override { return journal_.open_plays(); }

 private:
  evidence::journal::journal& journal_;
};

// The journal with the writer that appends to it.
struct open_journal {
  std::unique_ptr<evidence::journal::journal> journal;
  std::unique_ptr<journal_api> book;
  record_writer writer;
  open_journal(std::unique_ptr<evidence::journal::journal> j, std::unique_ptr<journal_api> b,
               const std::string& boot_reason)
      : journal(std::move(j)), book(std::move(b)), writer(*book, boot_reason) {}
};

// How far the time of this record can be off, if it was read from the clock as it is now.
std::optional<milliseconds> bound_of(const evidence::record& r, const journal_setup& setup) {
  if (r.clock != clock_trust::estimated || !setup.clock_bound) return std::nullopt;
  const time_reading now = setup.clock->now();
  const milliseconds moved = (now.utc - r.utc) - (now.mono - r.mono);
  if (now.trust != clock_trust::estimated || std::chrono::abs(moved) > milliseconds(1)) return std::nullopt;
  return setup.clock_bound();
}

result<std::unique_ptr<open_journal>> open(const journal_setup& setup, const time_reading& now,
                                           const std::string& new_log) {
  std::error_code code;
  bool was_there = std::filesystem::exists(setup.file, code);
  auto journal = evidence::journal::journal::open(setup.file, setup.screen_key, setup.screen, now, setup.boot,
                                                  setup.archive);
  if (!journal) return journal.error();
  if (was_there && (*journal)->last_seq() == 1 && (*journal)->log() != new_log) {
    spdlog::error(
        "evidence: {} was damaged or another screen's; a new log begins, and the old file is beside it",
        setup.file.string());
  }
  auto book = setup.book ? setup.book(**journal) : std::make_unique<journal_book>(**journal);
  auto opened = std::make_unique<open_journal>(std::move(*journal), std::move(book), setup.boot_reason);
  std::optional<milliseconds> bound;
  if (now.trust == clock_trust::estimated && opened->journal->daemon_reads() >= 2 && setup.clock_bound) {
    bound = setup.clock_bound();
  }
  result<void> begun = opened->writer.begin(now, bound);
  if (!begun) return begun.error();
  return opened;
}

// The journal while it is open, and what waits for it while it is not.
class journal_keeper {
 public:
  explicit journal_keeper(const journal_setup& setup) : setup_(setup), next_reading_(setup.clock->now()) {}

  bool is_open() const { return opened_ != nullptr; }
  evidence::journal::journal* get() const { return opened_ ? opened_->journal.get() : nullptr; }

  // Opens the journal if it is not open. A disk that refused is asked again after `try_every`.
  void open_if_due() {
    if (opened_ || std::chrono::steady_clock::now() < next_try_) return;
    next_try_ = std::chrono::steady_clock::now() + try_every;
    result<std::unique_ptr<open_journal>> opened =
        open(setup_, next_reading_.value_or(setup_.clock->now()), new_log_);
    if (!opened) return report(opened.error());
    next_reading_.reset();
    opened_ = std::move(*opened);
    take(held_.take());
  }

  // STARTs and ENDs of a journal that is not open are refused; notes wait.
  std::vector<record_outcome> take(std::vector<record_write> records) {
    if (!opened_) return refuse(std::move(records));
    if (opened_->journal->daemon_reads() >= 2) add_bounds(records);
    std::vector<record_outcome> outcomes = opened_->writer.take(std::move(records));
    report(opened_->writer.problem());
    if (!opened_->writer.journal_is_lost()) return outcomes;
    for (const record_write& note : opened_->writer.salvage(setup_.clock->now())) held_.add(note);
    opened_.reset();
    next_try_ = {};
    return outcomes;
  }

  // The writer begins again with the new log: it writes BOOT, and forgets the plays under way.
  result<void> begin_new_log(const std::optional<evidence::signed_text>& cites) {
    if (!opened_ || !opened_->journal->is_usable()) return not_open();
    result<void> begun = opened_->journal->begin_new_log(setup_.clock->now(), cites);
    if (begun) {
      new_log_ = opened_->journal->log();
      spdlog::warn(
          "evidence: the daemon takes no more of the log before; log {} begins, and the old file is "
          "beside it",
          new_log_);
    }
    if (!begun && opened_->journal->is_usable()) return begun;
    open_again();
    return begun;
  }

  // The writer goes on as before, because the records keep their seqs.
  result<journal_thread::citing> cite(const evidence::signed_text& receipt) {
    if (!opened_ || !opened_->journal->is_usable()) return not_open();
    auto done = opened_->journal->cite(setup_.clock->now(), receipt, setup_.key_in_force());
    if (!opened_->journal->is_usable()) open_again();
    return done;
  }

  // Once an hour: what has become too old leaves the archive. And what is wrong with it is told.
  void look_after_archive() {
    if (!opened_) return;
    if (std::chrono::steady_clock::now() >= next_tidy_) {
      next_tidy_ = std::chrono::steady_clock::now() + tidy_again;
      opened_->journal->tidy_archive(setup_.clock->now());
    }
    const std::optional<error>& problem = opened_->journal->archive_problem();
    if (archive_told_ == problem) return;
    archive_told_ = problem;
    if (problem) spdlog::error("evidence: {}", describe(*problem));
    if (setup_.tell_archive_problem) setup_.tell_archive_problem(problem);
  }

 private:
  static constexpr std::chrono::seconds try_every{2};
  static constexpr std::chrono::hours tidy_again{1};

  // With a new writer. What became of the plays under way is in the journal: its own GAP has those that no
  // receipt covers, and the new writer ends those that are open.
  void open_again() {
    opened_->writer.forget_plays();
    for (const record_write& note : opened_->writer.salvage(setup_.clock->now())) held_.add(note);
    opened_.reset();
    next_try_ = {};
    open_if_due();
  }

  void add_bounds(std::vector<record_write>& records) const {
    for (record_write& w : records) {
      std::visit([this](auto& write) { write.record.bound = bound_of(write.record, setup_); }, w);
    }
  }

  std::vector<record_outcome> refuse(std::vector<record_write> records) {
    std::vector<record_outcome> refused;
    for (const record_write& k : records) {
      held_.add(k);
      if (const auto* start = std::get_if<core::write_start>(&k)) {
        refused.push_back(core::journal_failed{start->token});
      }
    }
    return refused;
  }

  // Tells the player what is wrong, once, and once that it is over.
  void report(const std::optional<error>& e) {
    if (std::exchange(told_, e) == e) return;
    if (e && !opened_) spdlog::error("evidence: {}", describe(*e));
    if (!e) spdlog::info("evidence: plays are recorded again");
    if (setup_.tell_problem) setup_.tell_problem(e);
  }

  const journal_setup& setup_;
  std::unique_ptr<open_journal> opened_;
  // The first log begins with the time of the player's start, even if the disk accepts it only later: the
  // notes that wait are younger.
  std::optional<time_reading> next_reading_;
  std::chrono::steady_clock::time_point next_try_{}, next_tidy_{};
  std::string new_log_;  // that the daemon's answer began
  std::optional<error> archive_told_;
  unwritten_notes held_;
  std::optional<error> told_;
};

}  // namespace

journal_thread::journal_thread(journal_setup setup)
    : setup_(std::move(setup)),
      answers_(10'000, setup_.wakes),
      thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

journal_thread::~journal_thread() {
  thread_.request_stop();
  thread_.join();
}

bool journal_thread::send(record_write message) {
  return requests_.put(std::move(message));
}
std::vector<record_outcome> journal_thread::answers() {
  return answers_.take_all();
}

void journal_thread::run(std::stop_token stop) {
  journal_keeper keeper(setup_);
  keeper.open_if_due();
  while (true) {
    bool ending = stop.stop_requested();
    std::vector<request> all = requests_.take_all(stop, std::chrono::seconds(2));
    if (ending && all.empty()) return;
    if (!ending) keeper.open_if_due();

    std::vector<record_write> records;
    for (request& r : all) {
      if (auto* k = std::get_if<record_write>(&r)) records.push_back(std::move(*k));
    }
    bool some = !records.empty();
    for (record_outcome& a : keeper.take(std::move(records))) answers_.put(std::move(a));
    if (some && keeper.is_open() && setup_.something_to_send) setup_.something_to_send();
    for (request& r : all) {
      if (auto* q = std::get_if<question>(&r)) (*q)(keeper.get());
      if (auto* n = std::get_if<new_log>(&r)) n->answer(keeper.begin_new_log(n->cites));
      if (auto* c = std::get_if<citing_log>(&r)) c->answer(keeper.cite(c->receipt));
    }
    keeper.look_after_archive();
  }
}

// Sends a question and waits for its answer.
template <class T>
result<T> journal_thread::ask(std::function<result<T>(evidence::journal::journal&)> what,
                              const ask_limits& limits) {
  auto slot = std::make_shared<answer_slot<T>>();
  std::shared_ptr<void> unanswered(nullptr, [slot](void*) { slot->put(not_open()); });
  bool taken =
      requests_.put(question([slot, unanswered, what = std::move(what)](evidence::journal::journal* j) {
        slot->put(j == nullptr ? not_open() : what(*j));
      }));
  unanswered.reset();
  if (!taken) return no_answer();
  return slot->wait(limits);
}

result<std::optional<evidence::batch>> journal_thread::next_batch(const ask_limits& limits) {
  return ask<std::optional<evidence::batch>>([](evidence::journal::journal& j) { return j.next_batch(); },
                                             limits);
}

result<void> journal_thread::acknowledge(const evidence::signed_text& receipt, const ask_limits& limits) {
  result<void> stored = ask<void>([receipt, key = setup_.key_in_force()](
                                      evidence::journal::journal& j) { return j.acknowledge(receipt, key); },
                                  limits);
  result<evidence::receipt> read = evidence::receipt_from_text(receipt.text);
  if (stored && read && setup_.acknowledged) setup_.acknowledged(read->received);
  return stored;
}

result<void> journal_thread::resend_from(std::int64_t expected_seq, const ask_limits& limits) {
  return ask<void>([expected_seq](evidence::journal::journal& j) { return j.resend_from(expected_seq); },
                   limits);
}

result<std::int64_t> journal_thread::unacknowledged(const ask_limits& limits) {
  return ask<std::int64_t>(
      [](evidence::journal::journal& j) -> result<std::int64_t> { return j.unacknowledged(); }, limits);
}

result<std::string> journal_thread::log(const ask_limits& limits) {
  return ask<std::string>([](evidence::journal::journal& j) -> result<std::string> { return j.log(); },
                          limits);
}

result<journal_thread::standing> journal_thread::compare(const evidence::signed_text& receipt,
                                                         const ask_limits& limits) {
  return ask<standing>([receipt, key = setup_.key_in_force()](
                           evidence::journal::journal& j) { return j.compare(receipt, key); },
                       limits);
}

result<std::vector<std::string>> journal_thread::older_logs(const ask_limits& limits) {
  using names = std::vector<std::string>;
  return ask<names>([](evidence::journal::journal& j) -> result<names> { return j.older_logs(); }, limits);
}

result<std::int64_t> journal_thread::older_from(const std::string& log, const evidence::signed_text& receipt,
                                                const ask_limits& limits) {
  return ask<std::int64_t>([log, receipt, key = setup_.key_in_force()](
                               evidence::journal::journal& j) { return j.older_from(log, receipt, key); },
                           limits);
}

result<std::optional<evidence::batch>> journal_thread::older_batch(const std::string& log, std::int64_t from,
                                                                   const ask_limits& limits) {
  return ask<std::optional<evidence::batch>>(
      [log, from](evidence::journal::journal& j) { return j.older_batch(log, from); }, limits);
}

result<std::optional<evidence::batch>> journal_thread::older_batch_up_to(const std::string& log,
                                                                         std::int64_t last,
                                                                         const ask_limits& limits) {
  return ask<std::optional<evidence::batch>>(
      [log, last](evidence::journal::journal& j) { return j.older_batch_up_to(log, last); }, limits);
}

result<std::optional<evidence::batch>> journal_thread::carried_batch(std::int64_t from,
                                                                     const ask_limits& limits) {
  return ask<std::optional<evidence::batch>>(
      [from](evidence::journal::journal& j) { return j.carried_batch(from); }, limits);
}

result<bool> journal_thread::resend_lost(std::int64_t tip, const ask_limits& limits) {
  return ask<bool>([tip](evidence::journal::journal& j) { return j.resend_lost(tip); }, limits);
}

result<void> journal_thread::set_daemon_reads(std::int64_t format, const ask_limits& limits) {
  return ask<void>(
      [format](evidence::journal::journal& j) -> result<void> {
        j.set_daemon_reads(format);
        return {};
      },
      limits);
}

result<void> journal_thread::begin_new_log(const std::optional<evidence::signed_text>& cites,
                                           const ask_limits& limits) {
  auto slot = std::make_shared<answer_slot<void>>();
  bool taken = requests_.put(new_log{[slot](result<void> answer) { slot->put(std::move(answer)); }, cites});
  return taken ? slot->wait(limits) : result<void>(no_answer());
}

result<journal_thread::citing> journal_thread::cite(const evidence::signed_text& receipt,
                                                    const ask_limits& limits) {
  auto slot = std::make_shared<answer_slot<citing>>();
  auto answer = [slot](result<citing> a) { slot->put(std::move(a)); };
  bool taken = requests_.put(citing_log{std::move(answer), receipt});
  return taken ? slot->wait(limits) : result<citing>(no_answer());
}

result<std::vector<evidence::journal::archive_part>> journal_thread::archive_parts(const ask_limits& limits) {
  using parts = std::vector<evidence::journal::archive_part>;
  return ask<parts>([](evidence::journal::journal& j) -> result<parts> { return j.archive_parts(); }, limits);
}

result<void> journal_thread::set_archive_aside(const std::filesystem::path& file, const error& why,
                                               const ask_limits& limits) {
  return ask<void>(
      [file, why](evidence::journal::journal& j) -> result<void> {
        j.set_archive_aside(file, why);
        return {};
      },
      limits);
}

}  // namespace bangtin::player::sync
