#include "media/open_uploads.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sys/stat.h>

#include <algorithm>
#include <functional>
#include <memory>
#include <tuple>

#include "media/folder.hpp"

namespace bangtin::media {
namespace {

using testing::get;
using testing::put;
using testing::temporary_folder;

// A daemon's half of uploads, which can be restarted.
struct receiver {
  temporary_folder folder{fakes::in_memory()};
  std::unique_ptr<store> files;
  std::unique_ptr<open_uploads> uploads;
  std::int64_t hashed_before = 0;  // by the daemons before this one

  explicit receiver(std::size_t max = open_uploads::max_remembered) { start(max); }
  void start(std::size_t max = open_uploads::max_remembered) {
    if (uploads) hashed_before += uploads->bytes_hashed_again();
    files = std::make_unique<store>(store::open(folder / "store").value());
    uploads = std::make_unique<open_uploads>(*files, max);
  }
  std::int64_t hashed_again() const { return hashed_before + uploads->bytes_hashed_again(); }

  store::upload resumed(const digest& d) {
    store::upload u = uploads->resume(d, files->arrived(d)).value();
    while (u.unread() > 0) u.catch_up(1000).value();
    return u;
  }
  // One request that brings the next `count` bytes and then breaks off.
  void receive(const digest& d, std::string_view content, std::size_t count) {
    store::upload u = resumed(d);
    u.write(as_bytes(content.substr(static_cast<std::size_t>(u.offset()), count))).value();
    uploads->pause(d, std::move(u)).value();
  }
};

// The file and when it was last touched.
std::tuple<ino_t, std::int64_t, std::int64_t> changed(const std::filesystem::path& file) {
  struct stat s {};
  ::stat(file.c_str(), &s);
  return {s.st_ino, s.st_ctim.tv_sec, s.st_ctim.tv_nsec};
}

std::string random_text(std::size_t length, std::uint32_t seed) {
  std::string s(length, '\0');
  for (char& c : s) c = static_cast<char>((seed = seed * 1664525 + 1013904223) >> 24);
  return s;
}

TEST(open_uploads, hash_each_byte_once_however_often_the_connection_breaks) {
  receiver r;
  std::string content = random_text(100'000, 1);
  digest d = sha256(content);
  for (int request = 0; request < 100; ++request) r.receive(d, content, 1000);
  EXPECT_EQ(r.files->arrived(d), 100'000);
  ASSERT_TRUE(r.resumed(d).finish());
  EXPECT_TRUE(r.files->verify(d).value());
  EXPECT_EQ(r.hashed_again(), 0);
}

TEST(open_uploads, go_on_after_a_restart_which_costs_one_reading) {
  receiver r;
  std::string content = random_text(100'000, 2);
  digest d = sha256(content);
  for (int request = 0; request < 60; ++request) r.receive(d, content, 1000);
  r.start();
  for (int request = 0; request < 40; ++request) r.receive(d, content, 1000);
  ASSERT_TRUE(r.resumed(d).finish());
  EXPECT_EQ(r.hashed_again(), 60'000);
}

TEST(open_uploads, whose_file_something_else_has_touched_are_read_again) {
  struct {
    const char* situation;
    std::function<void(const std::filesystem::path&, const std::string&)> touch;
    bool whole;  // whether what arrives afterwards still completes the file
  } const cases[] = {
      {"the same bytes written again", [](const auto& p, const auto& was) { put(p, was); }, true},
      {"another byte", [](const auto& p, const auto& was) { put(p, "x" + was.substr(1)); }, false},
      {"another file of that name",
       [](const auto& p, const auto& was) {
         std::filesystem::remove(p);
         put(p, was);
       },
       true}};
  for (const auto& c : cases) {
    SCOPED_TRACE(c.situation);
    receiver r;
    std::string content = random_text(5000, 3);
    digest d = sha256(content);
    r.receive(d, content, 3000);
    auto part = r.folder / "store" / "incoming" / (d.hex() + ".part");
    // Again until the clock of the file system has moved on, a few milliseconds at most.
    const std::string was = get(part);
    const auto before = changed(part);
    do c.touch(part, was);
    while (changed(part) == before);
    r.receive(d, content, 2000);
    EXPECT_EQ(r.hashed_again(), 3000);
    EXPECT_EQ(r.resumed(d).finish().has_value(), c.whole);
  }
}

TEST(open_uploads, that_were_deleted_begin_afresh) {
  receiver r;
  std::string content = random_text(5000, 4);
  digest d = sha256(content);
  r.receive(d, content, 3000);
  r.files->remove(d).value();
  EXPECT_EQ(r.files->arrived(d), 0);
  r.receive(d, content, 5000);
  EXPECT_TRUE(r.resumed(d).finish());
}

TEST(open_uploads, beyond_the_limit_forget_the_oldest_and_no_byte) {
  receiver r(2);
  std::vector<std::string> contents;
  for (std::uint32_t i = 0; i < 3; ++i) contents.push_back(random_text(5000, 10 + i));
  for (const std::string& c : contents) r.receive(sha256(c), c, 3000);
  for (const std::string& c : {contents[1], contents[2], contents[0]}) r.receive(sha256(c), c, 2000);
  EXPECT_EQ(r.hashed_again(), 3000) << "the first one's";
  for (const std::string& c : contents) EXPECT_TRUE(r.resumed(sha256(c)).finish());
}

TEST(open_uploads, are_one_at_a_time_for_each_file) {
  receiver r;
  digest d = sha256("words");
  store::upload first = r.resumed(d);
  EXPECT_EQ(r.uploads->resume(d, 0).error().code, errc::conflict);
  r.uploads->pause(d, std::move(first)).value();
  EXPECT_TRUE(r.uploads->resume(d, 0));
}

// Requests of random length for several files by turns; a request may also end without a pause, as when its
// handler fails; the daemon restarts at most once.
RC_GTEST_PROP(open_uploads, arrive_whole_through_any_breaks_and_each_byte_is_hashed_at_most_twice, ()) {
  receiver r;
  std::vector<std::string> contents;
  const int files = *rc::gen::inRange(1, 4);
  for (int i = 0; i < files; ++i) {
    contents.push_back(random_text(static_cast<std::size_t>(*rc::gen::inRange(0, 20'000)),
                                   *rc::gen::arbitrary<std::uint32_t>()));
  }
  std::int64_t total = 0, lost = 0;
  for (const std::string& c : contents) total += static_cast<std::int64_t>(c.size());
  const auto steps = *rc::gen::container<std::vector<std::pair<int, int>>>(
      rc::gen::pair(rc::gen::inRange(0, files), rc::gen::inRange(-300, 6000)));
  bool restarted = false;
  for (const auto& [file, length] : steps) {
    const std::string& c = contents[static_cast<std::size_t>(file)];
    const digest d = sha256(c);
    if (length < -200) {
      if (!std::exchange(restarted, true)) r.start();
    } else if (length < 0) {
      lost += r.files->arrived(d);
      (void)r.resumed(d);  // ends without a pause: the next one reads again
    } else {
      r.receive(d, c, static_cast<std::size_t>(length));
    }
  }
  for (const std::string& c : contents) {
    const digest d = sha256(c);
    r.receive(d, c, c.size());
    RC_ASSERT(r.resumed(d).finish().has_value());
    RC_ASSERT(get(r.files->path_of(d)) == c);
  }
  RC_ASSERT(r.hashed_again() <= total + lost);
}

}  // namespace
}  // namespace bangtin::media
