// Sends files to the daemon side by side: each is opened, measured against the daemon's limits, hashed,
// looked up, uploaded and ordered. One that is slow or fails holds up none of the others.
//
//   send_pool pool(session);
//   pool.add({0, path, texts});
//   while (pool.busy()) for (sent_file& f : pool.wait(100ms)) take(f);
#pragma once

#include <array>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "admin-cli/commands/ingest_jobs.hpp"

namespace bangtin::admin_cli::commands {

struct file_to_send {
  std::size_t index = 0;  // the caller's number of the file
  std::filesystem::path path;
  media_texts words{};
  std::uint64_t bytes = 0;  // its length, as far as it is known
};

// What became of a file: exactly one of `problem`, `order` and `twin_of`.
struct sent_file {
  std::size_t index = 0;
  std::optional<digest> sha256{};  // once it was read
  std::optional<error> problem{};
  std::optional<ingest_order> order{};
  // Another file of the pool has the same bytes and is, or was, on its way. If that one has failed, the
  // caller adds this one again.
  std::optional<std::size_t> twin_of{};
};

// Where the files in work are.
struct sending_state {
  std::size_t reading = 0, sending = 0;          // how many files
  std::uint64_t read_bytes = 0, read_total = 0;  // of those that are being read
  std::uint64_t sent_bytes = 0, sent_total = 0;  // of all files, the whole call
  std::string name;                              // of one file in work
};

// Use it on the session's thread. Its threads have their own connections; of the session they use only
// `set`, `pause` and `interrupted`.
class send_pool {
 public:
  static constexpr std::size_t max_threads = 3;

  explicit send_pool(session& s) : s_(s) {}
  // Ends the files in work as `stop` does, and waits for that.
  ~send_pool();
  send_pool(const send_pool&) = delete;
  send_pool& operator=(const send_pool&) = delete;

  void add(file_to_send f);
  // Whether files wait, are in work, or are done and not yet taken.
  bool busy() const;
  // What is done meanwhile; waits for it at most `max`.
  std::vector<sent_file> wait(std::chrono::milliseconds max);
  // Files in work end soon with stopped(), those that wait at once. What has arrived of them stays.
  void stop();
  // What the threads want to say to people, oldest first.
  std::vector<std::string> take_notes();
  sending_state state() const;

 private:
  struct work {
    file_to_send file;
    enum class phase { opening, reading, sending } is = phase::opening;
    std::uint64_t done = 0;  // bytes that were read, then bytes that the daemon has
  };
  void serve();
  sent_file send(wire::http_client& daemon, work& w);
  std::optional<error> try_to_send(const transfer& t, work& w, sent_file& result);
  void enter(work& w, work::phase p, std::uint64_t bytes);
  void finish(work& w, sent_file result);

  session& s_;
  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable work_there_, news_there_;
  std::deque<file_to_send> waiting_;
  std::vector<work*> in_work_;
  std::vector<sent_file> done_;
  std::vector<std::string> notes_;
  std::map<std::string, std::size_t> owners_;  // by hash: the file that is, or was, on its way
  std::uint64_t sent_bytes_ = 0;               // of the files that are done
  bool stopping_ = false, closing_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace bangtin::admin_cli::commands
