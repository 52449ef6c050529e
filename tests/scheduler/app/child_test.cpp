// The real program: what it acknowledged survives SIGKILL, and it starts and stops as a service should.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/array.hpp>

#include "base/process.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::test {
namespace {

// bangtind as a child process. The constructor returns when it listens.
class program {
 public:
  explicit program(const std::filesystem::path& folder, const std::vector<std::string>& environment = {},
                   const std::vector<std::string>& options = {}) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("pipe");
    unique_fd reads(ends[0]);
    unique_fd writes(ends[1]);
    process_setup p;
    p.argv = {BANGTIN_BINARY_DIR "/bin/bangtind",
              "--data",
              folder / "data",
              "--socket",
              folder / "admin.sock",
              "--listen",
              "127.0.0.1:0",
              "--log-level",
              "error"};
    p.argv.insert(p.argv.end(), options.begin(), options.end());
    p.descriptors = {{writes.get(), 1}};
    p.environment = environment;
    p.environment.push_back("HOME=" + folder.string());
    child_ = start_process(p).value();
    writes.reset();
    char byte = 0;
    while (std::count(said_.begin(), said_.end(), '\n') < 2 && ::read(reads.get(), &byte, 1) == 1)
      said_ += byte;
    std::size_t colon = said_.find(':');
    if (colon != std::string::npos) port_ = static_cast<std::uint16_t>(std::stoi(said_.substr(colon + 1)));
  }
  std::uint16_t port() const { return port_; }
  const std::string& said() const { return said_; }
  child_process& process() { return child_; }

 private:
  child_process child_;
  std::string said_;
  std::uint16_t port_ = 0;
};

TEST(bangtind, says_when_it_is_ready_and_goes_cleanly_on_sigterm) {
  fakes::temporary_folder folder;
  program p(folder.path());
  EXPECT_EQ(p.said(), fmt::format("listening on 127.0.0.1:{}\nadmin socket {}\n", p.port(),
                                  (folder / "admin.sock").string()));
  struct stat s {};
  ASSERT_EQ(::stat((folder / "admin.sock").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0660U);
  ASSERT_EQ(::stat((folder / "data").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0750U);
  ASSERT_EQ(::stat((folder / "data" / "daemon.key").c_str(), &s), 0);
  EXPECT_EQ(s.st_mode & 0777, 0600U);
  raw_client idle(p.port());  // an idle connection must not delay the stop
  ::kill(p.process().pid(), SIGTERM);
  int status = p.process().wait();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_FALSE(std::filesystem::exists(folder / "admin.sock"));
}

TEST(bangtind, shares_its_folder_and_its_socket_with_no_other) {
  fakes::temporary_folder folder;
  program first(folder.path());
  program second(folder.path());
  EXPECT_EQ(second.said(), "");
  int status = second.process().wait();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1) << status;
  raw_client c(first.port());
  c.send(request_text("GET", "/healthz"));
  EXPECT_EQ(c.read().status, 200) << "the first is not disturbed";

  system_clock_source clock;
  app::daemon_setup setup;
  setup.data = folder / "elsewhere";
  setup.socket = folder / "admin.sock";
  setup.listen = "127.0.0.1:0";
  EXPECT_EQ(app::daemon::start(setup, clock).error().code, errc::conflict) << "the socket is answered";
  setup.socket = folder / "free.sock";
  setup.listen = fmt::format("127.0.0.1:{}", first.port());
  EXPECT_EQ(app::daemon::start(setup, clock).error().code, errc::conflict) << "the port is taken";
  setup.listen = "localhost";
  EXPECT_EQ(app::daemon::start(setup, clock).error().code, errc::usage);
}

TEST(bangtind, ends_with_1_where_the_ledger_is_gone_and_begins_where_it_is_told_to) {
  fakes::temporary_folder folder;
  { program first(folder.path()); }
  std::filesystem::resize_file(folder / "data" / "ledger.sqlite", 0);
  program second(folder.path());
  EXPECT_EQ(second.said(), "");
  int status = second.process().wait();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 1) << status;
  EXPECT_EQ(std::filesystem::file_size(folder / "data" / "ledger.sqlite"), 0U);
  program third(folder.path(), {}, {"--new-site"});
  EXPECT_NE(third.port(), 0);
}

TEST(bangtind, has_after_sigkill_every_record_that_it_acknowledged) {
  fakes::temporary_folder folder;
  fake_screen lobby;
  secret_key root = secret_key::generate();
  utc_ms t0 = system_clock_source().now().utc;
  lobby.begin(t0);
  for (int i = 0; i < 100; ++i) lobby.play(sha256("p"), t0 + std::chrono::seconds(10 * i));
  std::size_t acknowledged = 0;
  for (int life = 0; life < 6; ++life) {
    program p(folder.path());
    ASSERT_NE(p.port(), 0) << "it starts again over what the last one left";
    if (life == 0) {
      raw_client c(p.port());
      c.send(request_text("POST", "/v1/pairing-requests", wire::to_json(lobby.pairing_request())));
      ASSERT_EQ(c.read().status, 202);
      wire::screen_certificate cert{lobby.key.public_part(), "lobby", t0};
      json::object order{{"screen_key", lobby.key.public_part().hex()},
                         {"name", "lobby"},
                         {"title", ""},
                         {"venue", ""},
                         {"root", root.public_part().hex()},
                         {"certificate", wire::to_value(evidence::sign_text(wire::to_text(cert), root))},
                         {"tag", sha256("t").hex()}};
      raw_client a(folder / "admin.sock");
      a.send(request_text("POST", "/v1/screens", canonical(order)));
      ASSERT_EQ(a.read().status, 200);
    }
    auto post = [&](raw_client& c, std::size_t first, std::size_t last) {
      c.send(request_text("POST", "/v1/screens/lobby/plays", wire::to_body(lobby.batch(first, last)),
                          lobby.auth()));
    };
    raw_client c(p.port());
    if (acknowledged > 0) {
      // The acknowledged records are stored, so a batch that begins right after them must be accepted.
      post(c, acknowledged + 1, acknowledged + 1);
      ASSERT_EQ(c.read().status, 200) << "life " << life;
      ++acknowledged;
    }
    for (int batch = 0; batch < 3; ++batch) {
      post(c, acknowledged + 1, acknowledged + 7);
      ASSERT_EQ(c.read().status, 200);
      acknowledged += 7;
    }
    post(c, acknowledged + 1, acknowledged + 5);  // may or may not arrive
    p.process().kill();
    p.process().wait();
  }
  auto l = ledger::sqlite::open_sqlite_ledger(folder / "data" / "ledger.sqlite");
  ASSERT_TRUE(l);
  ledger::log_state v = *(*l)->evidence().read_log_state(lobby.log, "lobby", 2, 2);
  ASSERT_GE(v.tip, static_cast<std::int64_t>(acknowledged));
  EXPECT_EQ(v.tip_hash, lobby.links[static_cast<std::size_t>(v.tip - 1)])
      << "and they are the records that were sent";
}

// A bangtind whose ingest worker sleeps. The worker says hello on a FIFO and keeps it open: the other end has
// its end of file when the worker is dead.
class bangtind_with_a_sleeping_worker : public ::testing::Test {
 protected:
  bangtind_with_a_sleeping_worker() {
    EXPECT_EQ(::mkfifo((folder_ / "fifo").c_str(), 0600), 0);
    EXPECT_TRUE(make_folder(folder_ / "libexec"));
    EXPECT_TRUE(write_file(
        folder_ / "libexec" / "bangtin-ingest",
        fmt::format("#!/bin/sh\nexec 5>'{}'\necho >&5\nexec sleep 1000\n", (folder_ / "fifo").string()),
        0755));
  }
  std::unique_ptr<program> start() {
    return std::make_unique<program>(
        folder_.path(), std::vector<std::string>{"BANGTIN_LIBEXEC=" + (folder_ / "libexec").string()});
  }
  answer admin(std::string_view method, const std::string& path, std::string_view body = {},
               std::string_view headers = {}) {
    raw_client c(folder_ / "admin.sock");
    c.send(request_text(method, path, body, headers));
    return c.read();
  }
  // Loads a file. Its job has the id 1.
  void order() {
    std::string sha = sha256("film").hex();
    EXPECT_EQ(admin("PUT", "/v1/uploads/" + sha, "film", "Content-Range: bytes 0-3/4\r\n").status, 200);
    EXPECT_EQ(admin("POST", "/v1/media", R"({"sha256":")" + sha + R"(","file":"film.mp4"})").status, 202);
  }
  json::value job() { return parsed(admin("GET", "/v1/jobs/1?wait_ms=1")); }
  // Returns when a worker sleeps. The descriptor is its FIFO.
  unique_fd sleeping_worker() {
    unique_fd fifo(::open((folder_ / "fifo").c_str(), O_RDONLY | O_CLOEXEC));
    char hello = 0;
    EXPECT_EQ(::read(fifo.get(), &hello, 1), 1);
    return fifo;
  }
  // Blocks until the worker is dead.
  static void expect_death(const unique_fd& fifo) {
    char more = 0;
    EXPECT_EQ(::read(fifo.get(), &more, 1), 0);
  }

  fakes::temporary_folder folder_;
};

TEST_F(bangtind_with_a_sleeping_worker, ends_on_sigterm_with_its_worker_and_goes_on_later) {
  std::unique_ptr<program> p = start();
  order();
  unique_fd fifo = sleeping_worker();
  EXPECT_EQ(job().at("state").as_string(), "running");
  ::kill(p->process().pid(), SIGTERM);
  int status = p->process().wait();
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  expect_death(fifo);
  p = start();
  fifo = sleeping_worker();
  EXPECT_EQ(job().at("state").as_string(), "running") << "the same job";
  p->process().kill();
  p->process().wait();
  expect_death(fifo);
}

TEST_F(bangtind_with_a_sleeping_worker, gives_up_a_file_in_whose_middle_it_was_killed_three_times) {
  for (int life = 0; life < 3; ++life) {
    std::unique_ptr<program> p = start();
    ASSERT_NE(p->port(), 0);
    if (life == 0) order();
    unique_fd fifo = sleeping_worker();
    p->process().kill();
    p->process().wait();
    expect_death(fifo);
  }
  std::unique_ptr<program> p = start();
  json::value j = job();
  while (j.at("state").as_string() != "failed") j = job();
  EXPECT_EQ(j.at("failure").at("what").at("id").as_string(),
            "the daemon or its machine ended three times without warning while it examined this file");
}

}  // namespace
}  // namespace bangtin::scheduler::test
