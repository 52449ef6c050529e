// Each batch gathers itself and then asks for a commit. The first of these calls that the ledger's thread
// runs takes every batch that has gathered by then; the later calls find their batch done.
#include "scheduler/api/intake_queue.hpp"

#include <utility>

namespace bangtin::scheduler::api {

namespace {

// Other requests wait for at most this much of intake.
constexpr std::size_t max_batches = 16;
constexpr std::size_t max_records = 8000;

void carry_out(ledger::ledger& l, const judged_batch& b, const intake_setup& setup,
               std::optional<intake_answer>& answer, std::exception_ptr& failure) {
  try {
    answer = take_batch(l, b, setup);
  } catch (...) {
    failure = std::current_exception();
  }
}

}  // namespace

intake_queue::batches intake_queue::some() {
  std::lock_guard<std::mutex> lock(mutex_);
  batches taken;
  std::size_t records = 0;
  while (!gathered_.empty() && taken.size() < max_batches && records < max_records) {
    records += gathered_.front()->batch.batch.lines.size();
    taken.push_back(std::move(gathered_.front()));
    gathered_.pop_front();
  }
  return taken;
}

void intake_queue::commit(ledger::ledger& l, const std::shared_ptr<waiting>& mine) {
  while (!mine->answer && !mine->failure) {
    const batches taken = some();
    if (taken.size() == 1) {
      carry_out(l, taken.front()->batch, taken.front()->setup, taken.front()->answer, taken.front()->failure);
      continue;
    }
    result<void> kept = l.transaction([&]() -> result<void> {
      for (const auto& w : taken) carry_out(l, w->batch, w->setup, w->answer, w->failure);
      return {};
    });
    if (kept) continue;
    for (const auto& w : taken) w->answer = intake_answer{kept.error()};
  }
}

asio::awaitable<intake_answer> intake_queue::take(judged_batch b, intake_setup setup) {
  auto mine = std::make_shared<waiting>(waiting{std::move(b), setup, {}, {}});
  {
    std::lock_guard<std::mutex> lock(mutex_);
    gathered_.push_back(mine);
  }
  auto work = [this, mine](ledger::ledger& l) {
    commit(l, mine);
    return true;
  };
  co_await ledger_.ask(std::move(work));
  if (mine->failure) std::rethrow_exception(mine->failure);
  co_return std::move(*mine->answer);
}

}  // namespace bangtin::scheduler::api
