// Decides which job runs when. It does no I/O, knows no clock and no threads: it takes an event and returns
// what its owner has to do.
//
//   job_queue q({.workers = 3});
//   for (action a : q.resume(added{7, "uid 1000 (lan)"})) obey(a);
//
// Fair between people: those with waiting jobs take turns, and the jobs of one person run in the order
// of their ids. While a person waits, nobody else has more than two turns. A job that makes no progress
// (`stalled`) does not count as a running one, so that one worker that sleeps keeps nobody waiting.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace bangtin::scheduler::jobs {

using job_id = std::int64_t;

// ---- events
// A job is there: a new one, or one that the daemon found at its start. `starts`: how often it was begun and
// the daemon ended in its middle.
struct added {
  job_id id = 0;
  std::string who;
  int starts = 0;
};
struct ended {  // the worker of a started job has ended, in whatever way
  job_id id = 0;
};
struct cancelled {  // somebody cancelled a job that waits or runs
  job_id id = 0;
};
struct stalled {  // a running job has made no progress for a while
  job_id id = 0;
};
struct moved {  // a stalled job makes progress again
  job_id id = 0;
};
struct closing {};  // the daemon ends: nothing starts any more
using event = std::variant<added, ended, cancelled, stalled, moved, closing>;

// ---- actions
struct start {  // run the job; answer with `ended`
  job_id id = 0;
  bool operator==(const start&) const = default;
};
struct kill {  // end the worker of a running job
  job_id id = 0;
  bool operator==(const kill&) const = default;
};
struct give_up {  // the job was begun too often; it has left the queue
  job_id id = 0;
  bool operator==(const give_up&) const = default;
};
using action = std::variant<start, kill, give_up>;

// A file that kills the daemon must not kill it for ever.
constexpr int max_starts = 3;

struct queue_limits {
  std::size_t workers = 1;      // jobs that run at the same time and make progress
  std::size_t max_stalled = 4;  // more than these stalled ones count as `workers` again
};

// Not thread-safe. Events about jobs that the queue does not have are ignored.
class job_queue {
 public:
  explicit job_queue(const queue_limits& limits) : limits_(limits) {}

  std::vector<action> resume(const event& e);

  // Whether the job waits, or runs and was not cancelled.
  bool is_open(job_id id) const;
  std::size_t waiting() const;
  std::size_t running() const;  // those with a worker, stalled and cancelled ones included

 private:
  enum class state { waits, runs, stalls };
  struct entry {
    std::string who;
    state is = state::waits;
    bool killed = false;
  };

  void on(const added& e, std::vector<action>& todo);
  void on(const ended& e, std::vector<action>& todo);
  void on(const cancelled& e, std::vector<action>& todo);
  void on(const stalled& e, std::vector<action>& todo);
  void on(const moved& e, std::vector<action>& todo);
  void on(const closing& e, std::vector<action>& todo);
  bool has_free_worker() const;
  job_id next() const;
  void forget_turns();

  queue_limits limits_;
  std::map<job_id, entry> jobs_;
  // The round in which each person may be served next, and the round of the latest start. A person who is
  // not in the table may be served in the current round.
  std::map<std::string, std::uint64_t> turns_;
  std::uint64_t round_ = 0;
  bool closing_ = false;
};

}  // namespace bangtin::scheduler::jobs
