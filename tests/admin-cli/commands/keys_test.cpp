#include <sys/stat.h>

#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/keys_folder.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

class keys : public calls {
 public:
  std::filesystem::path folder = daemon.folder() / "keys";
  unsigned mode(const std::filesystem::path& p) {
    struct stat about {};
    EXPECT_EQ(::stat(p.c_str(), &about), 0) << p;
    return about.st_mode & 07777;
  }
};

TEST_F(keys, init_makes_a_private_folder_that_verifies) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "mật khẩu dài\r\nsecond line\n");
  spoken said = call_without_daemon({"keys", "init", "--name", "Nguyễn Văn A", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("approver").at("name"), "Nguyễn Văn A");
  EXPECT_EQ(mode(folder), 0700U);
  for (const char* name : {"root.pem", "approver.pem", "approver.cert", "root.pub"})
    EXPECT_EQ(mode(folder / name), 0600U);
  result<key_facts> facts = read_keys(folder);
  ASSERT_TRUE(facts) << describe(facts.error());
  EXPECT_EQ(facts->approver.not_before, now);
  EXPECT_EQ(facts->approver.not_after, now + std::chrono::days(5 * 365));
  result<secret_key> root = open_key(folder / "root.pem", "mật khẩu dài");
  result<secret_key> approver = open_key(folder / "approver.pem", "mật khẩu dài");
  ASSERT_TRUE(root && approver);
  EXPECT_EQ(root->public_part(), facts->root);
  EXPECT_EQ(approver->public_part(), facts->approver.key);
  EXPECT_FALSE(open_key(folder / "root.pem", "wrong"));
  EXPECT_FALSE(open_key(folder / "root.pem", ""));
}

TEST_F(keys, init_never_overwrites) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  for (const char* present : {"root.pem", "approver.pem", "approver.cert", "root.pub"}) {
    std::filesystem::remove_all(folder);
    (void)file(std::string("keys/") + present, "mine");
    spoken said = call_without_daemon({"keys", "init"});
    EXPECT_EQ(said.code, 1) << present;
    std::size_t count =
        static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
    EXPECT_EQ(count, 1U) << present;
    EXPECT_EQ(*read_file(folder / present, 100), "mine");
  }
}

TEST_F(keys, the_approvers_name_is_one_line_that_people_can_see) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  for (const char* bad : {"", " ", "a\nb", "a\tb", "a\x1b[31m", "abc\u202Edef", "a\u200Bb", "a\u2028b"}) {
    spoken said = call_without_daemon({"keys", "init", "--name", bad});
    EXPECT_EQ(said.code, 2) << said.err;
    EXPECT_THAT(said.err, testing::HasSubstr("--name cannot be"));
  }
  EXPECT_EQ(call_without_daemon({"keys", "init", "--name", std::string(201, 'a')}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(keys, the_passphrase_is_asked_twice_and_must_be_good) {
  person.there = true;
  person.secrets = {"long enough", "long enouhg"};
  EXPECT_EQ(call_without_daemon({"keys", "init"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder));
  person.secrets = {"short", "short"};
  EXPECT_THAT(call_without_daemon({"keys", "init"}).err, HasSubstr("too short"));
  person.secrets = {"short", "long enough", "long enouhg", "long enough", "long enough"};
  spoken said = call_without_daemon({"keys", "init"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err,
              HasSubstr("the two passphrases differ — type a passphrase, and the same one once more"));
  EXPECT_TRUE(person.secrets.empty());
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "\nsecond\n");
  EXPECT_THAT(call_without_daemon({"keys", "init", "--keys", daemon.folder() / "other"}).err,
              HasSubstr("is empty"));
}

TEST_F(keys, the_folder_is_remembered_and_can_be_named) {
  env.erase("BANGTIN_KEYS");
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  std::string other = daemon.folder() / "stick" / "keys";
  ASSERT_EQ(call_without_daemon({"keys", "init", "--keys", other}).code, 0);
  EXPECT_EQ(call_without_daemon({"keys", "list", "--json"}).document().at("folder"), json::value(other));
  env["BANGTIN_KEYS"] = daemon.folder() / "nowhere";
  EXPECT_EQ(call_without_daemon({"keys", "list"}).code, 1);
  EXPECT_EQ(call_without_daemon({"keys", "list", "--keys", other}).code, 0);
}

TEST_F(keys, a_forged_certificate_is_a_failed_verification) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  ASSERT_EQ(call_without_daemon({"keys", "init"}).code, 0);
  std::string mine = *read_file(folder / "root.pub", 1000);
  (void)file("keys/root.pub", secret_key::generate().public_part().pem());
  EXPECT_EQ(call_without_daemon({"keys", "list"}).code, 4);
  (void)file("keys/root.pub", "-----BEGIN PUBLIC KEY-----\nnonsense\n");
  EXPECT_EQ(call_without_daemon({"keys", "list"}).code, 1);
  (void)file("keys/root.pub", mine);
  (void)file("keys/approver.cert", "{");
  EXPECT_EQ(call_without_daemon({"keys", "list"}).code, 1);
}

TEST_F(keys, an_expired_certificate_is_pointed_at) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  ASSERT_EQ(call_without_daemon({"keys", "init"}).code, 0);
  now += std::chrono::days(5 * 365);
  EXPECT_THAT(call_without_daemon({"keys", "list"}).err, HasSubstr("has expired"));
}

TEST_F(keys, an_approver_name_of_two_lines_is_refused) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  EXPECT_EQ(call_without_daemon({"keys", "init", "--name", "a\nb"}).code, 2);
  EXPECT_EQ(call_without_daemon({"keys", "init", "--name", ""}).code, 2);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
