// One loop: take everything that has arrived, write its records in one commit, then answer the questions.
#include "player/sync/journal_thread.hpp"

#include <spdlog/spdlog.h>

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

std::unique_ptr<open_journal> open(const journal_setup& setup) {
  time_reading now = setup.clock->now();
  auto journal =
      evidence::journal::journal::open(setup.file, setup.screen_key, setup.screen, now, setup.boot);
  if (!journal) {
    spdlog::error("evidence: {}", describe(journal.error()));
    return nullptr;
  }
  auto book = setup.book ? setup.book(**journal) : std::make_unique<journal_book>(**journal);
  auto opened = std::make_unique<open_journal>(std::move(*journal), std::move(book), setup.boot_reason);
  result<void> begun = opened->writer.begin(now);
  if (!begun) {
    spdlog::error("evidence: {}", describe(begun.error()));
    return nullptr;
  }
  return opened;
}

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
  std::unique_ptr<open_journal> opened = open(setup_);
  while (true) {
    bool ending = stop.stop_requested();
    std::vector<request> all = requests_.take_all(stop, std::chrono::seconds(2));
    if (ending && all.empty()) return;
    if (!opened && !ending) opened = open(setup_);

    std::vector<record_write> records;
    for (request& r : all) {
      if (auto* k = std::get_if<record_write>(&r)) records.push_back(std::move(*k));
    }
    if (opened) {
      bool some = !records.empty();
      for (record_outcome& a : opened->writer.take(std::move(records))) answers_.put(std::move(a));
      if (some && setup_.something_to_send) setup_.something_to_send();
    } else {
      for (const record_write& k : records) {
        if (const auto* start = std::get_if<core::write_start>(&k))
          answers_.put(core::journal_failed{start->token});
      }
    }
    for (request& r : all) {
      if (auto* q = std::get_if<question>(&r)) (*q)(opened ? opened->journal.get() : nullptr);
    }
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
  return ask<void>([receipt, key = setup_.daemon_key](
                       evidence::journal::journal& j) { return j.acknowledge(receipt, key); },
                   limits);
}

result<void> journal_thread::resend_from(std::int64_t expected_seq, const ask_limits& limits) {
  return ask<void>([expected_seq](evidence::journal::journal& j) { return j.resend_from(expected_seq); },
                   limits);
}

result<std::int64_t> journal_thread::unacknowledged(const ask_limits& limits) {
  return ask<std::int64_t>(
      [](evidence::journal::journal& j) -> result<std::int64_t> { return j.unacknowledged(); }, limits);
}

}  // namespace bangtin::player::sync
