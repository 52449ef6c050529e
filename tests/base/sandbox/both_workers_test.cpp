// Both workers' sandboxes deny all of these attempts, and none of the attempts has an effect outside.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "base/sandbox/attempts.hpp"
#include "base/sandbox/sandbox.hpp"
#include "media/ingest/confinement.hpp"
#include "player/decode/confinement.hpp"
#include "player/decode/protocol.hpp"

namespace bangtin::sandbox::testing {

namespace {

constexpr int exit_through = 0;
constexpr int exit_denied = 1;
constexpr int exit_no_sandbox = 2;

unique_fd above_all_places(int fd) {
  unique_fd owned(fd);
  return unique_fd(::fcntl(fd, F_DUPFD_CLOEXEC, 20));
}

void put(const std::filesystem::path& file, const char* content) {
  std::ofstream(file) << content;
}

std::string get(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

place::place() : parent(::getpid()) {
  put(input(), "content");
  put(other(), "secret");
  std::filesystem::create_directory(output());
  file = above_all_places(::open(input().c_str(), O_RDONLY));
  other_file = above_all_places(::open(other().c_str(), O_RDONLY));
  folder = above_all_places(::open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY));
  datagram = above_all_places(::socket(AF_UNIX, SOCK_DGRAM, 0));
  tcp = above_all_places(::socket(AF_INET, SOCK_STREAM, 0));
  program = above_all_places(::open("/bin/true", O_RDONLY));
  int ends[2];
  if (::pipe(ends) == 0) {
    pipe_end = above_all_places(ends[1]);
    ::close(ends[0]);
  }
}

bool enter_as_ingest(const place& p) {
  return media::ingest::enter_sandbox(p.file.get(), p.output(), {}).has_value();
}

bool enter_as_ingest_without_landlock(const place&) {
  return harden_process({}).has_value() && restrict_calls(media::ingest::call_exceptions()).has_value();
}

bool enter_as_decoder(const place& p) {
  if (::dup2(p.file.get(), player::decode::file_fd) < 0) return false;
  return player::decode::limit_resources(std::chrono::seconds(30)).has_value() &&
         player::decode::close_sandbox().has_value();
}

outcome outcome_of(const place& p, const std::function<bool(const place&)>& enter, const attempt& a) {
  pid_t child = ::fork();
  if (child == 0) {
    if (!enter(p)) ::_exit(exit_no_sandbox);
    ::_exit(denied(a.make(p)) ? exit_denied : exit_through);
  }
  int status = 0;
  if (child < 0 || ::waitpid(child, &status, 0) != child) return outcome::no_sandbox;
  if (!WIFEXITED(status)) return outcome::killed;
  return WEXITSTATUS(status) == exit_denied       ? outcome::denied
         : WEXITSTATUS(status) == exit_no_sandbox ? outcome::no_sandbox
                                                  : outcome::let_through;
}

namespace {

struct worker {
  const char* name;
  bool (*enter)(const place&);
  bool opens_files;
  bool uses_landlock;
};
// GoogleTest prints the worker's name when a test fails.
void PrintTo(const worker& w, std::ostream* out) {
  *out << w.name;
}

constexpr worker workers[] = {
    {"ingest", enter_as_ingest, true, true},
    {"ingest_without_landlock", enter_as_ingest_without_landlock, true, false},
    {"decoder", enter_as_decoder, false, true},
};

std::vector<attempt> all_attempts() {
  std::vector<attempt> all = attempts_on_files();
  for (const auto& more : {attempts_on_processes(), attempts_on_system()}) {
    all.insert(all.end(), more.begin(), more.end());
  }
  return all;
}

class every_worker : public ::testing::TestWithParam<worker> {};

TEST_P(every_worker, is_denied_every_attempt) {
  const worker& w = GetParam();
  place p;
  int made = 0;
  for (const attempt& a : all_attempts()) {
    bool landlock = w.uses_landlock && landlock_abi() > 0;
    if (a.only_by_landlock && w.opens_files && !landlock) continue;
    outcome o = outcome_of(p, w.enter, a);
    ASSERT_NE(o, outcome::no_sandbox) << "the sandbox could not be entered for: " << a.name;
    EXPECT_NE(o, outcome::let_through) << w.name << " was let through: " << a.name;
    ++made;
  }
  EXPECT_GE(made, 150);
}

TEST_P(every_worker, changes_nothing_outside_by_any_attempt) {
  place p;
  struct stat before {
  }, after{};
  ASSERT_EQ(::stat(p.other().c_str(), &before), 0);
  for (const attempt& a : attempts_on_files()) (void)outcome_of(p, GetParam().enter, a);
  ASSERT_EQ(::stat(p.other().c_str(), &after), 0);
  EXPECT_EQ(after.st_mode, before.st_mode);
  EXPECT_EQ(after.st_uid, before.st_uid);
  EXPECT_EQ(after.st_nlink, before.st_nlink);
  EXPECT_EQ(after.st_ctim.tv_sec, before.st_ctim.tv_sec);
  EXPECT_EQ(after.st_ctim.tv_nsec, before.st_ctim.tv_nsec);
  EXPECT_EQ(get(p.other()), "secret");
  EXPECT_EQ(get(p.input()), "content");
}

INSTANTIATE_TEST_SUITE_P(sandbox, every_worker, ::testing::ValuesIn(workers),
                         [](const auto& info) { return std::string(info.param.name); });

// Without a sandbox the kernel allows these, which proves that the sandbox denies them.
TEST(attempts, would_succeed_outside_of_a_sandbox) {
  constexpr std::string_view everybody_may[] = {"truncate a file by its name",
                                                "chmod",
                                                "utimensat",
                                                "mkdir in its folder",
                                                "take a read lease",
                                                "F_SETOWN to the parent",
                                                "signal the parent",
                                                "sched_setscheduler of itself",
                                                "sched_setattr of itself",
                                                "open another file",
                                                "open for writing",
                                                "create a new file",
                                                "memfd_create",
                                                "execve",
                                                "fork",
                                                "clone",
                                                "a socket of any family",
                                                "a pair of datagram sockets",
                                                "send to an abstract address",
                                                "shmget",
                                                "umask",
                                                "become dumpable"};
  auto nothing = [](const place&) { return true; };
  for (const attempt& a : all_attempts()) {
    if (std::find(std::begin(everybody_may), std::end(everybody_may), a.name) == std::end(everybody_may))
      continue;
    place p;
    EXPECT_EQ(outcome_of(p, nothing, a), outcome::let_through) << a.name;
  }
}

}  // namespace
}  // namespace bangtin::sandbox::testing
