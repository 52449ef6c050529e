#include <gmock/gmock.h>

#include "wire/certificates.hpp"
#include "wire/sample_site.hpp"

namespace bangtin::wire {
namespace {

TEST(certificates, are_read_as_they_were_written) {
  sample::site s;
  const approver_certificate a = s.certificate();
  EXPECT_EQ(to_text(a),
            "bangtin-approver-1\n" + a.key.hex() + "\nNguyễn Thị Hạnh\n1790000000000\n1800000000000\n");
  result<approver_certificate> read = approver_from_text(to_text(a));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->key, a.key);
  EXPECT_EQ(read->name, a.name);
  EXPECT_EQ(read->not_before, a.not_before);
  EXPECT_EQ(read->not_after, a.not_after);

  const screen_certificate c{s.screen.public_part(), "lobby", sample::at(1'791'000'000'000)};
  EXPECT_EQ(to_text(c), "bangtin-screen-1\n" + c.key.hex() + "\nlobby\n1791000000000\n");
  result<screen_certificate> same = screen_from_text(to_text(c));
  ASSERT_TRUE(same);
  EXPECT_EQ(same->key, c.key);
  EXPECT_EQ(same->name, "lobby");
  EXPECT_EQ(same->issued, c.issued);
}

TEST(certificates, that_are_not_exactly_so_are_refused) {
  const std::string key(64, 'a');
  const std::vector<std::pair<const char*, std::string>> bad{
      {"empty", ""},
      {"another kind", "bangtin-approver-2\n" + key + "\nA\n1\n2\n"},
      {"screen for approver", "bangtin-screen-1\n" + key + "\nA\n1\n2\n"},
      {"key too short", "bangtin-approver-1\n" + key.substr(1) + "\nA\n1\n2\n"},
      {"key in capitals", "bangtin-approver-1\n" + std::string(64, 'A') + "\nA\n1\n2\n"},
      {"no name", "bangtin-approver-1\n" + key + "\n\n1\n2\n"},
      {"name of two lines", "bangtin-approver-1\n" + key + "\nA\nB\n1\n2\n"},
      {"name with a control character", "bangtin-approver-1\n" + key + "\nA\x07\n1\n2\n"},
      {"name too long", "bangtin-approver-1\n" + key + "\n" + std::string(257, 'A') + "\n1\n2\n"},
      {"negative time", "bangtin-approver-1\n" + key + "\nA\n-1\n2\n"},
      {"time after 9999", "bangtin-approver-1\n" + key + "\nA\n1\n253402300800000\n"},
      {"no last newline", "bangtin-approver-1\n" + key + "\nA\n1\n2"},
      {"line too many", "bangtin-approver-1\n" + key + "\nA\n1\n2\n\n"}};
  ASSERT_TRUE(approver_from_text("bangtin-approver-1\n" + key + "\nA\n1\n2\n"));
  for (const auto& [situation, text] : bad) {
    EXPECT_FALSE(approver_from_text(text)) << situation;
    EXPECT_FALSE(screen_from_text(text)) << situation;
  }
}

}  // namespace
}  // namespace bangtin::wire
