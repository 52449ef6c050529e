// The token file, and to whom a token goes.
#include "admin-cli/commands/token_file.hpp"

#include <gtest/gtest.h>

#include "admin-cli/commands/settings.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "support/authorities.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using fakes::an_authority;

TEST(a_token_file, is_read_as_it_was_written_and_as_versions_before_wrote_it) {
  for (const token_file& t :
       {token_file{"bangtin_01", "https://10.0.0.5:8470", an_authority},
        token_file{"bangtin_01", "https://bangtin.xa.vn", ""}, token_file{"bangtin_01", "", ""}}) {
    EXPECT_EQ(token_file_from(to_text(t), "f").value(), t);
  }
  EXPECT_EQ(token_file_from("bangtin_01", "f").value().token, "bangtin_01");
  EXPECT_EQ(token_file_from("bangtin_01\r\n\r\n", "f").value().token, "bangtin_01");
  for (const std::string& bad :
       {std::string(), std::string("\nbangtin_01\n"), std::string("t\nserfer https://x\n"),
        std::string("t\n-----BEGIN CERTIFICATE-----\nx\n")}) {
    EXPECT_EQ(token_file_from(bad, "f").error().code, errc::invalid) << bad;
  }
}

TEST(a_token_file, is_refused_when_others_may_read_it) {
  fakes::temporary_folder folder;
  const std::string file = (folder / "t").string();
  for (const auto& [mode, taken] : std::vector<std::pair<unsigned, bool>>{
           {0600, true}, {0400, true}, {0640, false}, {0604, false}, {0622, false}}) {
    ASSERT_TRUE(write_file(file, "bangtin_01\n", mode));
    std::filesystem::permissions(file, static_cast<std::filesystem::perms>(mode));
    result<token_file> read = read_token_file(file);
    EXPECT_EQ(read.has_value(), taken) << mode;
    if (!read) {
      EXPECT_NE(in_english(read.error().remedy).find("chmod 600 " + file), std::string::npos);
    }
  }
  EXPECT_EQ(read_token_file(folder / "none").error().code, errc::not_found);
}

TEST(a_token, goes_over_tls_or_to_this_machine_only) {
  for (const char* may :
       {"https://10.0.0.5:8470", "https://bangtin.xa.vn", "http://127.0.0.1:8470", "http://localhost",
        "http://127.9.9.9/", "http://[::1]:8470", "http://localhost:8470/x"}) {
    EXPECT_TRUE(may_carry_token(may)) << may;
  }
  for (const char* not_so : {"http://10.0.0.5:8470", "http://bangtin.xa.vn", "http://127.0.0.1.xa.vn",
                             "http://localhost.xa.vn:80", "http://[fd00::1]:8470", "http://127.evil"}) {
    EXPECT_FALSE(may_carry_token(not_so)) << not_so;
  }
}

class chosen_daemon : public ::testing::Test {
 protected:
  result<settings> read(std::map<std::string, std::string> env, const std::string& server = "") {
    arguments given;
    if (!server.empty()) given.add("--server", server);
    return read_settings(given, [env](const char* name) {
      auto found = env.find(name);
      return found == env.end() ? std::string() : found->second;
    });
  }
  std::string file(const token_file& t) {
    const std::string path = (folder_ / "t").string();
    EXPECT_TRUE(write_file(path, to_text(t), 0600));
    return path;
  }
  fakes::temporary_folder folder_;
};

TEST_F(chosen_daemon, is_the_one_of_the_token_file_unless_something_closer_names_another) {
  const std::string f = file({"tok", "https://10.0.0.5:8470", an_authority});
  settings s = read({{"BANGTIN_TOKEN_FILE", f}}).value();
  EXPECT_EQ(s.server, "https://10.0.0.5:8470");
  EXPECT_EQ(s.token, "tok");
  EXPECT_EQ(s.authority, an_authority);
  EXPECT_EQ(read({{"BANGTIN_TOKEN_FILE", f}, {"BANGTIN_SERVER", "https://b"}}).value().server, "https://b");
  EXPECT_EQ(read({{"BANGTIN_TOKEN_FILE", f}}, "https://c").value().server, "https://c");
  s = read({{"BANGTIN_TOKEN_FILE", f}, {"BANGTIN_SOCKET", "/s"}}).value();
  EXPECT_EQ(s.server, "");
  EXPECT_EQ(s.token, "") << "the kernel names the user";
}

TEST_F(chosen_daemon, gets_no_token_over_plain_http_from_another_machine) {
  const std::string f = file({"tok", "", ""});
  using variables = std::map<std::string, std::string>;
  for (const variables& env : {variables{{"BANGTIN_TOKEN_FILE", f}}, variables{{"BANGTIN_TOKEN", "tok"}}}) {
    EXPECT_EQ(read(env, "http://10.0.0.5:8470").error().code, errc::usage);
    EXPECT_EQ(read(env, "http://127.0.0.1:8470").value().token, "tok");
    EXPECT_EQ(read(env, "https://10.0.0.5:8470").value().token, "tok");
  }
  EXPECT_TRUE(read({}, "http://10.0.0.5:8470")) << "without a token nothing is told";
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
