// The disk becomes full while the worker writes a rendition, or the daemon the pictures of it.
#include <errno.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

#include "media/new_file.hpp"
#include "media/small_disk.hpp"
#include "media/worker.hpp"

namespace bangtin::media {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::demo_files;
using testing::get;
using testing::put;
using testing::temporary_folder;

constexpr const char* sentence = "the daemon's disk became full";

TEST(write_failure, of_a_full_disk_says_so_in_an_own_sentence) {
  for (int number : {ENOSPC, EDQUOT}) {
    error e = write_failure(msg("write {}", "a"), number);
    EXPECT_EQ(e.code, errc::io);
    EXPECT_NE(describe(e).find(sentence), std::string::npos) << describe(e);
    EXPECT_TRUE(e.what.args.empty());
    EXPECT_FALSE(e.remedy.empty());
  }
  EXPECT_EQ(describe(write_failure(msg("write {}", "a"), EIO)).find(sentence), std::string::npos);
}

TEST(write_new_file, writes_no_file_that_exists) {
  temporary_folder f;
  ASSERT_TRUE(write_new_file(f / "a", "one", 0600));
  EXPECT_FALSE(write_new_file(f / "a", "two", 0600));
  EXPECT_EQ(get(f / "a"), "one");
}

// In the child: 0 all good, 77 not possible here.
int ingest_on_small_disk(const fs::path& file, const fs::path& disk) {
  if (!testing::mount_small_disk(disk, 6)) return 77;
  auto i = run_ingest(file, disk / "out", {});
  if (!i && i.error().code == errc::io && describe(i.error()).find(sentence) != std::string::npos) return 0;
  std::fprintf(stderr, "%s: %s\n", file.c_str(), i ? "accepted" : describe(i.error()).c_str());
  return 1;
}

TEST(a_disk_that_becomes_full, is_told_whatever_is_written) {
  testing::use_real_worker();
  temporary_folder f;
  fs::create_directory(f / "disk");
  const std::string photo = get(demo_files / "ap-phich-2-phong-chong-lua-dao.jpg");
  const std::string turned =
      "\xff\xe1\0\x22"
      "Exif\0\0MM\0*\0\0\0\x08\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"s;
  put(f / "turned.jpg", photo.substr(0, 2) + turned + photo.substr(2));
  put(f / "tail.jpg", photo + std::string(10'000, 'x'));
  const fs::path files[] = {demo_files / "clip-3-chuyen-doi-so-10-10-12s-1080p.mp4",
                            demo_files / "ap-phich-3-bieu-duong-dien-hinh.svg", f / "turned.jpg",
                            f / "tail.jpg", demo_files / "ap-phich-1-loi-ich-dich-vu-cong.png"};
  for (const fs::path& file : files) {
    pid_t child = ::fork();
    if (child == 0) ::_exit(ingest_on_small_disk(file, f / "disk"));
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFEXITED(status));
    if (WEXITSTATUS(status) == 77) GTEST_SKIP() << "a small disk cannot be mounted here";
    EXPECT_EQ(WEXITSTATUS(status), 0) << file;
  }
}

}  // namespace
}  // namespace bangtin::media
