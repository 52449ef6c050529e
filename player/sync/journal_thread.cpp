// One loop: take everything that has come, keep the records of it in one commit, then answer the questions.
#include "player/sync/journal_thread.hpp"

#include <spdlog/spdlog.h>

#include <future>

namespace bangtin::player {

namespace {

error not_open() {
  return {errc::io, msg("the evidence journal is not open"),
          msg("look at the log of the player for what is wrong with the disk")};
}

class journal_book final : public record_book {
 public:
  explicit journal_book(evidence::journal& j) : journal_(j) {}
  result<std::int64_t> append(std::span<evidence::record> records) override {
    return journal_.append(records);
  }
  result<void> reopen() override { return journal_.reopen(); }
  std::int64_t last_seq() const override { return journal_.last_seq(); }
  result<std::vector<evidence::record>> open_plays() const override { return journal_.open_plays(); }

 private:
  evidence::journal& journal_;
};

// The journal with the keeper that writes into it.
struct open_journal {
  std::unique_ptr<evidence::journal> journal;
  journal_book book;
  record_keeper keeper;
  explicit open_journal(std::unique_ptr<evidence::journal> j)
      : journal(std::move(j)), book(*journal), keeper(book) {}
};

std::unique_ptr<open_journal> open(const journal_setup& setup) {
  time_reading now = setup.clock->now();
  auto journal = evidence::journal::open(setup.file, setup.screen_key, setup.screen, now, setup.boot);
  if (!journal) {
    spdlog::error("evidence: {}", describe(journal.error()));
    return nullptr;
  }
  auto opened = std::make_unique<open_journal>(std::move(*journal));
  result<void> begun = opened->keeper.begin(now);
  if (!begun) {
    spdlog::error("evidence: {}", describe(begun.error()));
    return nullptr;
  }
  return opened;
}

}  // namespace

journal_thread::journal_thread(journal_setup setup)
    : setup_(std::move(setup)),
      answers_(10'000, setup_.rings),
      thread_([this](std::stop_token stop) { run(std::move(stop)); }) {}

journal_thread::~journal_thread() {
  thread_.request_stop();
  thread_.join();
}

bool journal_thread::send(keep message) {
  return requests_.put(std::move(message));
}
std::vector<kept_answer> journal_thread::answers() {
  return answers_.take_all();
}

void journal_thread::run(std::stop_token stop) {
  std::unique_ptr<open_journal> opened = open(setup_);
  while (true) {
    bool ending = stop.stop_requested();
    std::vector<request> all = requests_.take_all(stop, std::chrono::seconds(2));
    if (ending && all.empty()) return;
    if (!opened && !ending) opened = open(setup_);

    std::vector<keep> records;
    for (request& r : all) {
      if (auto* k = std::get_if<keep>(&r)) records.push_back(std::move(*k));
    }
    if (opened) {
      bool some = !records.empty();
      for (kept_answer& a : opened->keeper.take(std::move(records))) answers_.put(std::move(a));
      if (some && setup_.something_to_send) setup_.something_to_send();
    } else {
      for (const keep& k : records) {
        if (const auto* start = std::get_if<write_start>(&k)) answers_.put(journal_failed{start->token});
      }
    }
    for (request& r : all) {
      if (auto* q = std::get_if<question>(&r)) (*q)(opened ? opened->journal.get() : nullptr);
    }
  }
}

// Sends a question and waits for its answer. When the thread has ended the question dies unanswered, and the
// broken promise says so.
template <class T>
T journal_thread::ask(std::function<T(evidence::journal&)> what, T when_closed) {
  auto promise = std::make_shared<std::promise<T>>();
  std::future<T> answer = promise->get_future();
  bool taken = requests_.put(question([promise, what = std::move(what), when_closed](evidence::journal* j) {
    promise->set_value(j == nullptr ? when_closed : what(*j));
  }));
  promise.reset();
  if (!taken) return when_closed;
  if (answer.wait_for(std::chrono::seconds(60)) != std::future_status::ready) return when_closed;
  try {
    return answer.get();
  } catch (const std::future_error&) {
    return when_closed;
  }
}

result<std::optional<evidence::batch>> journal_thread::next_batch() {
  using answer = result<std::optional<evidence::batch>>;
  return ask<answer>([](evidence::journal& j) { return j.next_batch(); }, answer(not_open()));
}

result<void> journal_thread::acknowledge(const evidence::signed_note& receipt) {
  return ask<result<void>>(
      [receipt, key = setup_.daemon_key](evidence::journal& j) { return j.acknowledge(receipt, key); },
      not_open());
}

result<void> journal_thread::resend_from(std::int64_t expected_seq) {
  return ask<result<void>>([expected_seq](evidence::journal& j) { return j.resend_from(expected_seq); },
                           not_open());
}

std::int64_t journal_thread::unacknowledged() {
  return ask<std::int64_t>([](evidence::journal& j) { return j.unacknowledged(); }, 0);
}

}  // namespace bangtin::player
