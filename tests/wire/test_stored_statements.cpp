// Signed statements in tests/wire/statements/, written by an earlier version of the programs. Screens and
// ledgers hold such statements, so they must verify for ever, and our writer must give the same bytes.
#include <gmock/gmock.h>

#include "base/files.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/notice.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::wire {
namespace {

std::string stored(const std::string& name) {
  return read_file(std::string(BANGTIN_SOURCE_DIR) + "/tests/wire/statements/" + name, 1 << 20).value();
}
public_key stored_root() {
  return public_key::from(stored("root")).value();
}

TEST(stored_statements, programmes_verify_and_are_written_as_they_were) {
  for (std::int64_t version : {7, 1'234'567}) {
    SCOPED_TRACE(version);
    const std::string text = stored("programme-" + std::to_string(version) + ".json");
    result<signed_programme> s = signed_programme_from_json(text);
    ASSERT_TRUE(s) << describe(s.error());
    result<verified_programme> v = verify(*s, stored_root(), version);
    ASSERT_TRUE(v) << describe(v.error());
    EXPECT_EQ(v->value.version, version);
    EXPECT_EQ(v->programme_digest, sha256(s->bytes));
    EXPECT_EQ(v->approver, "Nguyễn Thị Hạnh");
    EXPECT_EQ(playlists::text::to_bytes(v->value), s->bytes);
    EXPECT_EQ(to_json(*s), text);
  }
}

TEST(stored_statements, notices_verify_and_are_written_as_they_were) {
  for (const char* name : {"notice.json", "notice-media.json", "notice-stop.json"}) {
    SCOPED_TRACE(name);
    const std::string text = stored(name);
    result<signed_notice> s = signed_notice_from_value(*parse_json(text));
    ASSERT_TRUE(s) << describe(s.error());
    result<verified_notice> v = verify(*s, stored_root());
    ASSERT_TRUE(v) << describe(v.error());
    EXPECT_EQ(v->approver, "Nguyễn Thị Hạnh");
    EXPECT_EQ(to_bytes(v->value), s->bytes);
    EXPECT_EQ(canonical(to_value(*s)), text);
  }
}

}  // namespace
}  // namespace bangtin::wire
