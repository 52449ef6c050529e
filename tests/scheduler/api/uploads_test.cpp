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

}  // namespace
}  // namespace bangtin::scheduler::test
