// Uploads over real sockets: what is told beforehand, and requests that end too soon.
#include <fmt/format.h>

#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class uploads : public site {
 protected:
  const std::string bytes_ = std::string(40'000, 'a') + std::string(60'000, 'b');
  const std::string path_ = "/v1/uploads/" + sha256(bytes_).hex();

  answer put(std::size_t first, std::size_t count) {
    return admin("PUT", path_, bytes_.substr(first, count),
                 fmt::format("Content-Range: bytes {}-{}/{}\r\n", first, first + count - 1, bytes_.size()));
  }
  answer finish(std::size_t total) {
    return admin("PUT", path_, "", fmt::format("Content-Range: bytes */{}\r\n", total));
  }
};

TEST_F(uploads, limits_are_told_before_a_byte_is_sent) {
  setup_.media.bytes = 70'000;
  setup_.media.pages = 12;
  start();
  json::value limits = parsed(admin("GET", "/v1/media/limits"));
  EXPECT_EQ(limits.at("bytes").as_int64(), 70'000);
  EXPECT_EQ(limits.at("pages").as_int64(), 12);
  EXPECT_EQ(limits.at("duration_ms").as_int64(), 2 * 3600 * 1000);
  EXPECT_GE(limits.at("room").as_int64(), 0);
  answer a = put(0, 10);
  EXPECT_EQ(a.status, 413);
  EXPECT_EQ(parsed(a).at("code").as_string(), "limit");
  EXPECT_EQ(open("GET", "/v1/media/limits").status, 401) << "for the staff only";
}

TEST_F(uploads, the_room_that_is_told_includes_the_quota) {
  setup_.media_quota_bytes = 250'000;
  start();
  EXPECT_EQ(parsed(admin("GET", "/v1/media/limits")).at("room"), 250'000);
  ASSERT_EQ(put(0, 100'000).status, 200);
  json::value limits = parsed(admin("GET", "/v1/media/limits"));
  EXPECT_EQ(limits.at("room"), 150'000);
  EXPECT_EQ(limits.at("quota"), 250'000);
  EXPECT_EQ(limits.at("quota_left"), 150'000);
}

TEST_F(uploads, that_had_wholly_arrived_before_a_crash_are_finished_by_a_request_without_bytes) {
  start();  // files beside an empty ledger would be another site's
  stop();
  std::filesystem::path incoming = folder_ / "data" / "media" / "incoming";
  ASSERT_TRUE(write_file(incoming / (sha256(bytes_).hex() + ".part"), bytes_));
  start();
  EXPECT_EQ(admin("GET", path_).body, R"({"arrived":100000,"complete":false})");
  EXPECT_EQ(finish(100'000).body, R"({"arrived":100000,"complete":true})");
  EXPECT_EQ(finish(100'000).body, R"({"arrived":100000,"complete":true})") << "again is harmless";
  EXPECT_EQ(open("GET", "/v1/media/" + sha256(bytes_).hex()).body, bytes_);
}

TEST_F(uploads, of_which_bytes_are_missing_are_not_finished_but_told_where_to_go_on) {
  start();
  ASSERT_EQ(put(0, 1000).status, 200);
  answer a = finish(100'000);
  EXPECT_EQ(a.status, 409);
  EXPECT_EQ(parsed(a).at("arrived").as_int64(), 1000);
  EXPECT_EQ(put(1000, 99'000).body, R"({"arrived":100000,"complete":true})");
}

TEST_F(uploads, that_had_wholly_arrived_with_a_wrong_byte_are_refused_and_begin_afresh) {
  start();  // files beside an empty ledger would be another site's
  stop();
  std::filesystem::path incoming = folder_ / "data" / "media" / "incoming";
  ASSERT_TRUE(write_file(incoming / (sha256(bytes_).hex() + ".part"), "x" + bytes_.substr(1)));
  start();
  EXPECT_EQ(finish(100'000).status, 422);
  EXPECT_EQ(admin("GET", path_).body, R"({"arrived":0,"complete":false})");
  EXPECT_EQ(put(0, 100'000).body, R"({"arrived":100000,"complete":true})");
}

TEST_F(uploads, in_many_requests_are_put_together) {
  start();
  for (std::size_t at = 0; at < bytes_.size(); at += 10'000) {
    ASSERT_EQ(put(at, 10'000).status, 200);
    if (at == 50'000) {
      stop();
      start();
    }
  }
  EXPECT_EQ(open("GET", "/v1/media/" + sha256(bytes_).hex()).body, bytes_);
}

}  // namespace
}  // namespace bangtin::scheduler::test
