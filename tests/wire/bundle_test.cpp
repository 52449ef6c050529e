// The texts of a bundle: index and statement of a screen, as they are written, and what is refused.
#include "wire/bundle.hpp"

#include <gmock/gmock.h>

#include "wire/sample_site.hpp"

namespace bangtin::wire {
namespace {

bundle_index sample_index() {
  bundle_index i;
  i.screen = "Chợ Nghĩa Hưng";
  i.screen_key = *public_key::from(std::string(64, 'a'));
  i.root = *public_key::from(std::string(64, 'b'));
  i.made = sample::at(1'791'590'400'000);
  i.version = 12;
  i.programme = digest::from(std::string(64, 'c'));
  i.documents = {{bundle_part::programme, 9, *digest::from(std::string(64, '1'))},
                 {bundle_part::receipt, 7, *digest::from(std::string(64, '2'))}};
  i.files = {{*digest::from(std::string(64, '3')), 5}, {*digest::from(std::string(64, '4')), 6}};
  return i;
}

const std::string sample_text = "bangtin-bundle-1\nChợ Nghĩa Hưng\n" + std::string(64, 'a') + "\n" +
                                std::string(64, 'b') + "\n1791590400000\n12\n" + std::string(64, 'c') +
                                "\nprogramme 9 " + std::string(64, '1') + "\nreceipt 7 " +
                                std::string(64, '2') + "\nfile 5 " + std::string(64, '3') + "\nfile 6 " +
                                std::string(64, '4') + "\n";

TEST(bundle_index, is_read_as_it_was_written) {
  EXPECT_EQ(to_text(sample_index()), sample_text);
  const result<bundle_index> read = bundle_index_from_text(sample_text);
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, sample_index());
  EXPECT_EQ(read->find(bundle_part::receipt)->bytes, 7);
  EXPECT_EQ(read->find(bundle_part::trust), nullptr);
}

TEST(bundle_index, that_is_not_exactly_so_is_refused) {
  auto with = [](std::string_view what, std::string_view instead) {
    std::string text = sample_text;
    const std::size_t at = text.find(what);
    EXPECT_NE(at, std::string::npos) << what;
    return text.replace(at, what.size(), instead);
  };
  const std::string programme = "programme 9 " + std::string(64, '1') + "\n";
  const std::string file = "file 5 " + std::string(64, '3') + "\n";
  const std::vector<std::pair<const char*, std::string>> bad{
      {"empty", ""},
      {"another kind", with("bundle-1", "bundle-2")},
      {"no name", with("Chợ Nghĩa Hưng", "")},
      {"no key", with(std::string(64, 'a'), "a")},
      {"a key in capitals", with(std::string(64, 'a'), std::string(64, 'A'))},
      {"a time with a sign", with("\n1791590400000", "\n+1791590400000")},
      {"a version without a programme", with(programme, "")},
      {"a programme without a version", with("\n12\n", "\n0\n")},
      {"a programme without an identity", with(std::string(64, 'c'), "none")},
      {"an unknown part", with("receipt", "reciept")},
      {"a part twice", with(programme, programme + programme)},
      {"parts in another order", with(programme, "trust 9 " + std::string(64, '1') + "\n" + programme)},
      {"a part behind the files", sample_text + "trust 9 " + std::string(64, '5') + "\n"},
      {"a part that is too long", with("receipt 7", "receipt 67108865")},
      {"a file twice", with(file, file + file)},
      {"files in another order", with(file, "file 5 " + std::string(64, '9') + "\n")},
      {"a negative length", with("file 5", "file -5")},
      {"a length with a zero before it", with("file 5", "file 05")},
      {"no newline at the end", sample_text.substr(0, sample_text.size() - 1)},
      {"more behind it", sample_text + "\n"}};
  for (const auto& [what, text] : bad) EXPECT_FALSE(bundle_index_from_text(text)) << what;
}

TEST(bundle_index, travels_with_its_signature) {
  const secret_key daemon = secret_key::generate();
  const evidence::signed_text note = evidence::sign_text(sample_text, daemon);
  const result<evidence::signed_text> read = bundle_index_from_json(bundle_index_to_json(note));
  ASSERT_TRUE(read) << describe(read.error());
  EXPECT_EQ(*read, note);
  EXPECT_FALSE(bundle_index_from_json("{}"));
  EXPECT_EQ(bundle_index_from_json(std::string(2 * max_bundle_index_bytes + 1, ' ')).error().code,
            errc::limit);
}

TEST(carried_statement, names_the_status_beside_it) {
  const secret_key screen = secret_key::generate();
  carried c{"lobby",
            sample::at(1000),
            3,
            {std::string(32, 'e'), 8, *digest::from(std::string(64, 'f'))},
            sha256("{}")};
  EXPECT_EQ(to_text(c), "bangtin-carried-1\nlobby\n1000\n3\n" + std::string(32, 'e') + "\n8\n" +
                            std::string(64, 'f') + "\n" + sha256("{}").hex() + "\n");
  const carried_status whole{evidence::sign_text(to_text(c), screen), "{}"};
  const result<carried_status> read = carried_status_from_json(to_json(whole));
  ASSERT_TRUE(read) << describe(read.error());
  const result<carried> said = verify(*read, screen.public_part());
  ASSERT_TRUE(said) << describe(said.error());
  EXPECT_EQ(*said, c);
  EXPECT_EQ(verify(*read, secret_key::generate().public_part()).error().code, errc::verification);
  EXPECT_EQ(verify({read->statement, "{} "}, screen.public_part()).error().code, errc::verification);
}

TEST(carried_statement, that_is_not_exactly_so_is_refused) {
  const carried none{"lobby", sample::at(1000), 0, {"", 0, {}}, {}};
  const std::string text = to_text(none);
  ASSERT_TRUE(carried_from_text(text));
  EXPECT_EQ(*carried_from_text(text), none);
  for (const auto& [what, instead] : std::vector<std::pair<std::string, std::string>>{
           {"none\n0", "none\n1"}, {"none", std::string(32, 'e')}, {"lobby", ""}, {"-1\n", "-2\n"}}) {
    std::string bad = text;
    EXPECT_FALSE(carried_from_text(bad.replace(bad.find(what), what.size(), instead))) << what;
  }
}

TEST(bundle_names, of_batches_are_recognised) {
  const std::string log(32, 'e');
  EXPECT_EQ(bundle_batch_name(log, 47), log + "-0000000000000047.jsonl");
  EXPECT_TRUE(is_bundle_batch_name(bundle_batch_name(log, 47)));
  for (const std::string& bad : {std::string(), log, log + "-000000000000004x.jsonl", "../" + log,
                                 log + "-0000000000000047.jsonl.tmp", std::string(56, 'e')}) {
    EXPECT_FALSE(is_bundle_batch_name(bad)) << bad;
  }
  EXPECT_TRUE(is_bundle_screen_name("0123456789abcdef"));
  EXPECT_FALSE(is_bundle_screen_name("0123456789abcde"));
  EXPECT_FALSE(is_bundle_screen_name("0123456789ABCDEF"));
}

}  // namespace
}  // namespace bangtin::wire
