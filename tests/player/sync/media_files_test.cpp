// media_files with a fetcher that breaks off, sends wrong bytes, or sends too many.
#include "player/sync/media_files.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "base/files.hpp"
#include "player/core/small_programme.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::sync {
namespace {

const std::string content = [] {
  std::string s;
  for (int i = 0; i < 5000; ++i) s += std::to_string(i) + ",";
  return s;
}();
const playlists::programme::file_ref the_file{sha256(content), static_cast<std::int64_t>(content.size())};

class a_media_store : public ::testing::Test {
 protected:
  fakes::temporary_folder folder_;
  media_files c = *media_files::open(folder_.path());
  std::vector<std::int64_t> asked_from;

  // Sends `served` in pieces, from the byte that is asked for, and breaks off before byte `until`.
  file_fetcher serve(std::string served, std::size_t until = std::string::npos) {
    return [this, served, until](const digest&, std::int64_t from, const byte_sink& sink) -> result<void> {
      asked_from.push_back(from);
      std::size_t end = std::min(until, served.size());
      for (std::size_t at = static_cast<std::size_t>(from); at < end; at += 1000) {
        if (!sink(std::string_view(served).substr(at, std::min<std::size_t>(1000, end - at)))) return cut();
      }
      if (until < served.size()) return cut();
      return {};
    };
  }
  bool nothing_arrived() const { return std::filesystem::is_empty(folder_ / "media"); }
};

class a_cut_download : public a_media_store, public ::testing::WithParamInterface<std::size_t> {};

TEST_P(a_cut_download, goes_on_where_it_was_cut_and_is_invisible_until_whole) {
  std::size_t at = std::min(GetParam(), content.size());
  if (at < content.size()) {
    result<void> first = c.fetch(the_file, serve(content, at));
    ASSERT_FALSE(first);
    EXPECT_EQ(first.error().code, errc::unreachable);
    EXPECT_FALSE(c.is_there(the_file));
  }
  media_files reopened = *media_files::open(folder_.path());
  ASSERT_TRUE(reopened.fetch(the_file, serve(content)));
  EXPECT_EQ(asked_from.back(), at < content.size() ? static_cast<std::int64_t>(at) : 0);
  EXPECT_EQ(*read_file(reopened.file_of(the_file.sha256), 1 << 20), content);
  EXPECT_FALSE(std::filesystem::exists(reopened.file_of(the_file.sha256).string() + ".part"));
}
INSTANTIATE_TEST_SUITE_P(at_every_kind_of_byte, a_cut_download,
                         ::testing::Values(0, 1, 999, 1000, 1001, 12'345, content.size() - 1,
                                           content.size()));

TEST_F(a_media_store, finishes_a_file_of_which_only_the_name_is_missing) {
  std::ofstream(folder_ / "media" / (the_file.sha256.hex() + ".part")) << content;
  ASSERT_TRUE(c.fetch(the_file, serve(content)));
  EXPECT_TRUE(asked_from.empty());
  EXPECT_TRUE(c.check(the_file));
}

TEST_F(a_media_store, refuses_other_bytes_and_gets_the_right_ones_next_time) {
  std::string other = content;
  other[7000] ^= 1;
  result<void> fetched = c.fetch(the_file, serve(other));
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, errc::verification);
  EXPECT_TRUE(nothing_arrived());
  EXPECT_TRUE(c.fetch(the_file, serve(content)));
}

TEST_F(a_media_store, never_takes_more_bytes_than_were_signed) {
  std::size_t sent = 0;
  result<void> fetched =
      c.fetch(the_file, [&](const digest&, std::int64_t, const byte_sink& sink) -> result<void> {
        std::string flood(10'000, 'x');
        while (sent < 10'000'000) {
          sent += flood.size();
          if (!sink(flood)) return cut();
        }
        return {};
      });
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, errc::verification);
  EXPECT_LE(sent, content.size() + 10'000);
  EXPECT_TRUE(nothing_arrived());
}

TEST_F(a_media_store, heals_when_a_server_ignores_the_range) {
  ASSERT_FALSE(c.fetch(the_file, serve(content, 3000)));
  auto from_the_start = [&](const digest&, std::int64_t, const byte_sink& sink) -> result<void> {
    return sink(content) ? result<void>() : result<void>(cut());
  };
  EXPECT_FALSE(c.fetch(the_file, from_the_start));
  EXPECT_TRUE(c.fetch(the_file, from_the_start));
}

TEST_F(a_media_store, says_so_when_a_stream_ends_early_without_an_error) {
  auto short_one = [&](const digest&, std::int64_t, const byte_sink& sink) -> result<void> {
    sink(content.substr(0, 100));
    return {};
  };
  EXPECT_EQ(c.fetch(the_file, short_one).error().code, errc::unreachable);
  EXPECT_FALSE(c.is_there(the_file));
}

TEST_F(a_media_store, says_so_when_the_disk_refuses) {
  // A folder in the place of the part: the disk refuses the write, whichever user runs the test.
  std::filesystem::create_directory(folder_ / "media" / (the_file.sha256.hex() + ".part"));
  EXPECT_EQ(c.fetch(the_file, serve(content)).error().code, errc::io);
  EXPECT_FALSE(c.is_there(the_file));
}

TEST_F(a_media_store, leaves_room_on_the_disk_for_the_evidence) {
  media_files full =
      *media_files::open(folder_.path(), {media::store_layout::flat, std::uintmax_t{1} << 60, 100});
  bool asked = false;
  auto fetched = full.fetch(the_file, [&](const digest&, std::int64_t, const byte_sink&) -> result<void> {
    asked = true;
    return {};
  });
  ASSERT_FALSE(fetched);
  EXPECT_EQ(fetched.error().code, errc::io);
  EXPECT_FALSE(asked);
  // A file that is there already needs no room.
  ASSERT_TRUE(c.fetch(the_file, serve(content)));
  EXPECT_TRUE(full.fetch(the_file, serve(content)));
}

TEST_F(a_media_store, deletes_a_file_that_the_disk_damaged) {
  ASSERT_TRUE(c.fetch(the_file, serve(content)));
  {
    std::fstream f(c.file_of(the_file.sha256), std::ios::in | std::ios::out);
    f.seekp(4321);
    f.put('!');
  }
  EXPECT_TRUE(c.is_there(the_file));
  EXPECT_EQ(c.check(the_file).error().code, errc::verification);
  EXPECT_FALSE(c.is_there(the_file));
  EXPECT_EQ(c.check(the_file).error().code, errc::not_found);
}

TEST_F(a_media_store, knows_from_the_start_what_is_there) {
  EXPECT_FALSE(c.is_there(the_file));
  ASSERT_TRUE(c.fetch(the_file, serve(content)));
  EXPECT_TRUE(c.is_there(the_file));
  std::ofstream(folder_ / "media" / std::string(64, 'g')) << content;  // no digest
  std::filesystem::create_directory(folder_ / "media" / std::string(64, 'a'));
  media_files reopened = *media_files::open(folder_.path());
  EXPECT_TRUE(reopened.is_there(the_file));
  EXPECT_FALSE(reopened.is_there({the_file.sha256, the_file.bytes + 1}));
  EXPECT_FALSE(reopened.is_there({*digest::from(std::string(64, 'a')), 0}));
}

TEST_F(a_media_store, asks_the_disk_for_nothing_but_a_check_or_a_fetch) {
  ASSERT_TRUE(c.fetch(the_file, serve(content)));
  std::filesystem::rename(c.file_of(the_file.sha256), folder_ / "elsewhere");
  EXPECT_TRUE(c.is_there(the_file));
  EXPECT_EQ(c.check(the_file).error().code, errc::not_found);
  EXPECT_FALSE(c.is_there(the_file));
  std::filesystem::rename(folder_ / "elsewhere", c.file_of(the_file.sha256));
  EXPECT_FALSE(c.is_there(the_file));
  EXPECT_TRUE(c.check(the_file));
  EXPECT_TRUE(c.is_there(the_file));
  std::filesystem::remove(c.file_of(the_file.sha256));
  ASSERT_TRUE(c.fetch(the_file, serve(content))) << "what has gone is fetched without a check before it";
  EXPECT_EQ(*read_file(c.file_of(the_file.sha256), 1 << 20), content);
}

TEST_F(a_media_store, forgets_a_file_of_another_length) {
  ASSERT_TRUE(c.fetch(the_file, serve(content)));
  std::filesystem::resize_file(c.file_of(the_file.sha256), 17);
  EXPECT_FALSE(c.fetch(the_file, serve(content, 1000)));
  EXPECT_FALSE(c.is_there(the_file));
  EXPECT_TRUE(c.fetch(the_file, serve(content)));
  EXPECT_TRUE(c.is_there(the_file));
}

TEST_F(a_media_store, answers_while_a_file_is_being_fetched) {
  std::vector<bool> there;
  auto asks = [&](const digest&, std::int64_t, const byte_sink& sink) -> result<void> {
    there.push_back(c.is_there(the_file));  // would wait for ever if the fetch held a lock
    sink(content);
    there.push_back(c.is_there(the_file));
    return {};
  };
  ASSERT_TRUE(c.fetch(the_file, asks));
  EXPECT_EQ(there, (std::vector<bool>{false, false})) << "its last byte has come, its name has not";
  EXPECT_TRUE(c.is_there(the_file));
}

TEST_F(a_media_store, shares_a_file_that_it_has) {
  media_files other = *media_files::open(folder_ / "notices");
  other.share(the_file, c);
  EXPECT_FALSE(other.is_there(the_file));
  ASSERT_TRUE(c.fetch(the_file, serve(content)));
  other.share(the_file, c);
  EXPECT_TRUE(other.is_there(the_file));
  c.keep_only({});
  EXPECT_FALSE(c.is_there(the_file));
  EXPECT_TRUE(other.check(the_file));
}

// A file that comes and goes at the hands of three threads, beside one that asks, as the display loop does.
TEST_F(a_media_store, remembers_what_is_on_the_disk_whichever_thread_was_last) {
  auto whole = [](const digest&, std::int64_t from, const byte_sink& sink) -> result<void> {
    return sink(std::string_view(content).substr(static_cast<std::size_t>(from))) ? result<void>() : cut();
  };
  for (int round = 0; round < 50; ++round) {
    {
      std::jthread asks([&](const std::stop_token& stop) {
        while (!stop.stop_requested()) (void)c.is_there(the_file);
      });
      std::jthread fetches([&] { (void)c.fetch(the_file, whole); });
      std::jthread checks([&] { (void)c.check(the_file); });
      std::jthread deletes([&] { c.keep_only({}); });
    }
    ASSERT_EQ(c.is_there(the_file), std::filesystem::exists(c.file_of(the_file.sha256)));
  }
}

TEST_F(a_media_store, keeps_only_what_is_named) {
  ASSERT_TRUE(c.fetch(the_file, serve(content)));
  std::ofstream(folder_ / "media" / std::string(64, 'a')) << "old";
  std::ofstream(folder_ / "media" / (std::string(64, 'b') + ".part")) << "old";
  c.keep_only({the_file});
  EXPECT_TRUE(c.is_there(the_file));
  int left = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder_ / "media")) ++left;
  EXPECT_EQ(left, 1);
}

TEST_F(a_media_store, needs_what_the_screen_shows_and_nothing_else) {
  playlists::programme::programme p = core::small_programme();
  EXPECT_EQ(files_for(p, "lobby").size(), 6u);
  p.media.push_back(core::media_named("logo.png", playlists::programme::media_kind::image));
  p.media.push_back(core::media_named("clip.srt", playlists::programme::media_kind::subtitles));
  p.screens[0].logo = "logo.png";
  p.playlists[0].items[0].subtitles = "clip.srt";
  std::vector<playlists::programme::file_ref> files = files_for(p, "lobby");
  EXPECT_EQ(files.size(), 8u);
  for (const char* name : {"logo.png", "clip.srt"}) {
    EXPECT_NE(std::find(files.begin(), files.end(), core::file_named(name)), files.end()) << name;
  }
  p.screens[0].logo.clear();
  p.campaigns[0].screens = {"market"};
  EXPECT_EQ(files_for(p, "lobby"), p.media[0].files);  // the slate
  EXPECT_EQ(files_for(p, "unheard-of"), p.media[0].files);
}

}  // namespace
}  // namespace bangtin::player::sync
