// A fake daemon for tests: it speaks HTTP on a Unix socket, with a thread for each connection, and answers
// from a script.
#pragma once

#include <filesystem>
#include <functional>
#include <future>
#include <list>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::admin_cli::commands {

struct heard {
  std::string method, target;                  // target includes the query
  std::map<std::string, std::string> headers;  // names in lower case
  std::string body;                            // the part that arrived
};

struct answer {
  int status = 200;
  std::string body{};
  bool hang_up = false;  // closes the connection instead of answering
  // If set, the daemon waits for the event, or for the end of the test, and then asks `later` for its answer.
  std::shared_future<void> after{};
  std::function<answer()> later{};
  std::map<std::string, std::string> headers{};  // in addition to those of the body
};

class fake_daemon {
 public:
  // The fake daemon calls the route's function for each request, one at a time. A route is "GET /v1/site",
  // without the query.
  using route = std::function<answer(const heard&)>;
  fake_daemon() = default;
  ~fake_daemon();
  fake_daemon(const fake_daemon&) = delete;
  fake_daemon& operator=(const fake_daemon&) = delete;

  // Call only before `start`.
  void on(const std::string& method_and_path, route r) { routes_[method_and_path] = std::move(r); }
  void on(const std::string& method_and_path, std::string body);
  // The route receives only the first `bytes` of the body, and the daemon cuts the connection.
  void cut_next_body_at(std::size_t bytes) { cut_at_ = bytes; }
  void start();
  // How many requests that may change something it has heard; any thread may ask.
  std::size_t changes_heard();
  // Stops the threads and returns the received requests.
  std::vector<heard> stop();

  std::string socket() const { return folder_ / "admin.sock"; }
  const std::filesystem::path& folder() const { return folder_.path(); }

 private:
  void serve();
  void converse(int fd);
  bool wait_for(const std::shared_future<void>& event) const;
  answer decide(const heard& h);

  fakes::temporary_folder folder_;
  std::map<std::string, route> routes_;
  std::size_t cut_at_ = std::string::npos;
  unique_fd listener_, wake_;
  std::thread thread_;
  std::list<std::thread> conversations_;  // of thread_
  std::mutex mutex_;                      // guards what follows, and the routes while it runs
  std::vector<heard> heard_;
};

// A problem document as the daemon sends it.
std::string problem(const std::string& code, const std::string& what, const std::string& arg,
                    const std::string& remedy, const std::string& more = "");

}  // namespace bangtin::admin_cli::commands
