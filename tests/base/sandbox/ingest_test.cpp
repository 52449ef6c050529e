// What only the ingest worker is denied, and what it needs.
#include "media/ingest/confinement.hpp"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <thread>

#include "base/sandbox/attempts.hpp"

namespace bangtin::sandbox::testing {
namespace {

const attempt ingest_work[] = {
    {"read its file", [](const place& p) { return ::lseek(p.file.get(), 0, SEEK_END) == 7 ? 0 : -1; }},
    {"open its file once more, as GStreamer does",
     [](const place& p) {
       return ::open(("/proc/self/fd/" + std::to_string(p.file.get())).c_str(), O_RDONLY);
     }},
    {"create a rendition that is for its user only",
     [](const place& p) {
       int fd = ::open((p.output() / "made").c_str(), O_WRONLY | O_CREAT | O_EXCL, 0666);
       struct stat s {};
       return fd >= 0 && ::write(fd, "x", 1) == 1 && ::fstat(fd, &s) == 0 && (s.st_mode & 0777) == 0600 ? 0
                                                                                                        : -1;
     }},
    {"read the fonts", [](const place&) { return ::open("/etc/fonts/fonts.conf", O_RDONLY | O_CLOEXEC); }},
    {"list a folder of the system", [](const place&) { return ::open("/usr/lib", O_RDONLY | O_DIRECTORY); }},
    {"ask for a file", [](const place&) { return ::access("/usr/lib", R_OK); }},
    {"load a library",
     [](const place&) {
       int fd = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
       if (fd < 0) fd = ::open("/lib64/ld-linux-x86-64.so.2", O_RDONLY | O_CLOEXEC);
       void* m = ::mmap(nullptr, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE, fd, 0);
       return m == MAP_FAILED ? -1 : 0;
     }},
    {"lower its CPU time for a film of three seconds",
     [](const place&) {
       media::ingest::limit_cpu({}, std::chrono::seconds(3));
       rlimit now{};
       return ::getrlimit(RLIMIT_CPU, &now) == 0 && now.rlim_cur == 90 ? 0 : -1;
     }},
    {"start a thread",
     [](const place&) {
       int x = 0;
       std::thread([&] { x = 1; }).join();
       return x == 1 ? 0 : -1;
     }},
};

TEST(an_ingest_worker_in_its_sandbox, can_do_its_work) {
  for (const attempt& a : ingest_work) {
    place p;
    attempt strict{a.name, [&](const place& at) { return a.make(at) >= 0 ? 0L : (errno = EPERM, -1L); }};
    EXPECT_EQ(outcome_of(p, enter_as_ingest, strict), outcome::let_through) << a.name;
  }
}

TEST(an_ingest_worker_in_its_sandbox, changes_no_file_that_exists_in_its_own_folder_either) {
  place p;
  ASSERT_EQ(::mknod((p.output() / "made").c_str(), S_IFREG | 0600, 0), 0);
  const attempt attempts[] = {
      {"open it", [](const place& at) { return ::open((at.output() / "made").c_str(), O_WRONLY); }},
      {"truncate it",
       [](const place& at) {
         return ::open((at.output() / "made").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
       }},
      {"delete it", [](const place& at) { return ::unlink((at.output() / "made").c_str()); }}};
  for (const attempt& a : attempts) EXPECT_EQ(outcome_of(p, enter_as_ingest, a), outcome::denied) << a.name;
}

TEST(an_ingest_worker_in_its_sandbox, has_no_memory_to_write_and_execute) {
  place p;
  attempt a{"map it", [](const place&) {
              void* m = ::mmap(nullptr, 4096, PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
              return m == MAP_FAILED ? -1 : 0;
            }};
  EXPECT_EQ(outcome_of(p, enter_as_ingest, a), outcome::denied);
}

}  // namespace
}  // namespace bangtin::sandbox::testing
