// The store on a disk that is full at any byte, and killed before any of its system calls: what is visible is
// whole, nothing that had arrived is lost, and doing it again completes it.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <functional>

#include "media/folder.hpp"
#include "media/small_disk.hpp"
#include "media/store.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using testing::different_bytes;
using testing::get;
using testing::put;
using testing::temporary_folder;

// A disk in memory where there is one: these tests sync hundreds of times.
fs::path fast_disk() {
  return ::access("/dev/shm", W_OK) == 0 ? fs::path("/dev/shm") : fs::temp_directory_path();
}

// Uploads what is missing, in pieces, as a client does.
result<void> send_all(const store& s, const std::string& content, std::size_t piece) {
  digest d = sha256(content);
  if (s.has(d)) return {};
  result<store::upload> u = s.resume(d, s.arrived(d));
  if (!u) return u.error();
  while (static_cast<std::size_t>(u->offset()) < content.size()) {
    auto at = static_cast<std::size_t>(u->offset());
    result<void> written = u->write(as_bytes(std::string_view(content).substr(at, piece)));
    if (!written) return written;
  }
  return u->finish();
}

// Empty when every visible object is whole, and nothing but parts and copies waits in incoming/.
std::string damage_in(const store& s, const fs::path& folder) {
  for (const digest& d : s.list()) {
    result<unique_fd> fd = s.open_object(d);
    if (!fd || sha256(get(s.path_of(d))) != d) return d.hex() + " is visible and not whole";
  }
  for (const fs::directory_entry& e : fs::directory_iterator(folder / "incoming")) {
    fs::path end = e.path().extension();
    if (end != ".part" && end != ".copy") return e.path().string();
  }
  return {};
}

// Runs `f` in a child process that is killed before its system call number `calls`. False: it had ended
// before, with its exit code in `code`; `code` is -1 where processes cannot be traced.
bool killed_before_call(int calls, const std::function<int()>& f, int& code) {
  pid_t child = ::fork();
  if (child == 0) {
    if (::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) ::_exit(99);
    ::raise(SIGSTOP);
    ::_exit(f());
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  for (int i = 0; i < 2 * calls && WIFSTOPPED(status); ++i) {  // a call stops at its entry and at its exit
    if (::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr) != 0) break;
    ::waitpid(child, &status, 0);
  }
  if (WIFSTOPPED(status)) {
    ::kill(child, SIGKILL);
    ::waitpid(child, &status, 0);
    return true;
  }
  code = WIFEXITED(status) ? (WEXITSTATUS(status) == 99 ? -1 : WEXITSTATUS(status)) : 1;
  return false;
}

// Kills `work` before each of its system calls in turn, each time in a new store.
void kill_everywhere(const std::function<result<void>(const store&, const fs::path&)>& work,
                     const digest& wanted) {
  int code = 0;
  int calls = 1;
  for (bool killed = true; killed; ++calls) {
    temporary_folder f(fast_disk());
    store s = store::open(f / "store").value();
    auto once = [&] { return work(s, f.path()) ? 0 : 1; };
    killed = killed_before_call(calls, once, code);
    if (code == -1) GTEST_SKIP() << "processes cannot be traced here";
    ASSERT_EQ(damage_in(s, f / "store"), "") << "killed before call " << calls;
    result<void> again = work(s, f.path());
    ASSERT_TRUE(again) << calls << ": " << describe(again.error());
    ASSERT_TRUE(s.has(wanted)) << calls;
    ASSERT_EQ(damage_in(s, f / "store"), "") << calls;
  }
  EXPECT_EQ(code, 0);
  EXPECT_GT(calls, 10) << "it made that many calls";
}

TEST(a_killed_upload, leaves_a_whole_object_or_none_and_goes_on) {
  std::string content = different_bytes(3000);
  kill_everywhere([&](const store& s, const fs::path&) { return send_all(s, content, 1000); },
                  sha256(content));
}

TEST(a_killed_adoption, leaves_a_whole_object_or_none_and_goes_on) {
  std::string content = different_bytes(3000);
  digest d = sha256(content);
  auto work = [&](const store& s, const fs::path& folder) -> result<void> {
    // The worker makes the file again; where it was adopted already, it is the same.
    put(folder / "made", content);
    result<digest> adopted = s.adopt(folder / "made");
    if (!adopted) return adopted.error();
    return {};
  };
  kill_everywhere(work, d);
}

TEST(a_killed_removal, leaves_a_whole_object_or_none) {
  std::string content = different_bytes(3000);
  digest d = sha256(content);
  auto work = [&](const store& s, const fs::path&) -> result<void> {
    if (result<void> done = send_all(s, content, 3000); !done) return done;
    if (result<void> gone = s.remove(d); !gone) return gone;
    return send_all(s, content, 3000);
  };
  kill_everywhere(work, d);
}

// The kernel lets a process write only `bytes` into any file; after that the disk seems full.
class small_files {
 public:
  explicit small_files(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    old_ = ::signal(SIGXFSZ, SIG_IGN);
    rlimit small{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
  }
  ~small_files() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    ::signal(SIGXFSZ, old_);
  }

 private:
  rlimit before_{};
  sighandler_t old_ = SIG_DFL;
};

TEST(a_disk_that_is_full_at_any_byte, leaves_what_arrived_and_takes_the_rest_later) {
  const std::string content = different_bytes(300);
  digest d = sha256(content);
  temporary_folder f(fast_disk());
  for (rlim_t limit = 0; limit <= content.size(); ++limit) {
    store s = store::open(f / "store").value();
    {
      small_files full(limit);
      result<void> done = send_all(s, content, 100);
      ASSERT_EQ(done.has_value(), limit == content.size()) << limit;
      if (!done) {
        ASSERT_EQ(done.error().code, errc::io) << limit;
      }
    }
    ASSERT_EQ(damage_in(s, f / "store"), "") << limit;
    ASSERT_EQ(s.has(d), limit == content.size()) << limit;
    if (!s.has(d)) {
      ASSERT_EQ(s.arrived(d), static_cast<std::int64_t>(limit / 100 * 100)) << "whole pieces stay";
    }
    ASSERT_TRUE(send_all(s, content, 70)) << limit;
    ASSERT_TRUE(s.has(d)) << limit;
    ASSERT_TRUE(s.remove(d));
  }
}

// In the child: 0 all good, 77 not possible here, else the line that failed.
int use_small_disk(const fs::path& at, const fs::path& made, int pages) {
  if (!testing::mount_small_disk(at, pages)) return 77;
  std::string content = different_bytes(50'000), other = get(made);
  result<store> opened = store::open(at / "store");
  if (!opened) return opened.error().code == errc::io ? 0 : __LINE__ % 64;
  const store& s = *opened;
  (void)send_all(s, content, 10'000);
  (void)s.adopt(made);  // from another disk, so it is copied
  if (!damage_in(s, at / "store").empty()) return __LINE__ % 64;
  if (s.has(sha256(other)) == fs::exists(made)) return __LINE__ % 64;  // it is in one place
  if (::mount("none", at.c_str(), "tmpfs", MS_REMOUNT, "size=1m") != 0) return __LINE__ % 64;
  if (!send_all(s, content, 10'000)) return __LINE__ % 64;
  if (!s.has(sha256(other)) && !s.adopt(made)) return __LINE__ % 64;
  if (!damage_in(s, at / "store").empty()) return __LINE__ % 64;
  return s.has(sha256(content)) && s.has(sha256(other)) ? 0 : __LINE__ % 64;
}

TEST(a_disk_that_is_full_at_any_page, leaves_nothing_half_visible_and_nothing_lost) {
  temporary_folder f;
  fs::create_directory(f / "disk");
  for (int pages = 1; pages < 30; ++pages) {
    put(f / "made", different_bytes(20'001));
    pid_t child = ::fork();
    if (child == 0) ::_exit(use_small_disk(f / "disk", f / "made", pages));
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status)) << pages;
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "a small disk cannot be mounted here";
    ASSERT_EQ(WEXITSTATUS(status), 0) << pages << " pages";
  }
}

TEST(the_store, knows_how_much_it_uses_and_when_a_file_was_needed_last) {
  temporary_folder f;
  store s = store::open(f / "store").value();
  EXPECT_EQ(s.used_bytes(), 0U);
  std::string content = different_bytes(500);
  digest d = sha256(content);
  ASSERT_TRUE(send_all(s, content, 500));
  ASSERT_TRUE(s.resume(sha256("part"), 0).value().write(as_bytes("pa")));
  EXPECT_EQ(s.used_bytes(), 502U) << "what arrives counts too";
  EXPECT_EQ(s.touched(sha256("part")), std::nullopt);
  auto long_ago = fs::file_time_type::clock::now() - std::chrono::hours(1000);
  fs::last_write_time(s.path_of(d), long_ago);
  utc_ms before = s.touched(d).value();
  s.touch(d);
  EXPECT_GT(s.touched(d).value() - before, std::chrono::hours(999));
  fs::last_write_time(s.path_of(d), long_ago);
  put(f / "made", content);
  ASSERT_EQ(s.adopt(f / "made").value(), d);
  EXPECT_GT(s.touched(d).value() - before, std::chrono::hours(999)) << "adopted again";
  s.touch(sha256("absent"));
}

TEST(store_uploads, that_nobody_is_sending_can_be_abandoned) {
  temporary_folder f;
  store s = store::open(f / "store").value();
  const digest left = sha256("left"), sent = sha256("sent"), whole = sha256("whole");
  ASSERT_TRUE(s.resume(left, 0).value().write(as_bytes("le")));
  auto sending = s.resume(sent, 0).value();
  ASSERT_TRUE(sending.write(as_bytes("sen")));
  ASSERT_TRUE(send_all(s, "whole", 5));
  put(f / "store/incoming/x.part", "no digest");
  fs::last_write_time(f / "store/incoming" / (sent.hex() + ".part"),
                      fs::file_time_type::clock::now() - std::chrono::hours(1));
  std::vector<arriving_file> all = s.arriving();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].name, sent) << "the oldest first";
  EXPECT_EQ(all[1].name, left);
  EXPECT_EQ(all[1].bytes, 2);
  EXPECT_TRUE(s.abandon(left));
  EXPECT_FALSE(s.abandon(left));
  EXPECT_FALSE(s.abandon(sent)) << "somebody is sending it";
  EXPECT_FALSE(s.abandon(whole));
  EXPECT_EQ(s.arrived(left), 0);
  EXPECT_EQ(s.arrived(sent), 3);
  EXPECT_TRUE(s.has(whole));
}

}  // namespace
}  // namespace bangtin::media
