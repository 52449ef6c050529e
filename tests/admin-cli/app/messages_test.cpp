// Tests both languages with the compiled catalogue of the build tree.
#include "admin-cli/commands/calls.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::app {
namespace {

using ::testing::HasSubstr;

class messages : public commands::calls {
 public:
  ~messages() override { set_language(language::english); }
};

TEST_F(messages, the_option_beats_the_environment_which_beats_the_locale) {
  EXPECT_THAT(call_without_daemon({"statsu"}).err, HasSubstr("there is no command"));
  env["LANG"] = "vi_VN.UTF-8";
  EXPECT_THAT(call_without_daemon({"statsu"}).err, HasSubstr("không có lệnh"));
  env["BANGTIN_LANG"] = "en";
  EXPECT_THAT(call_without_daemon({"statsu"}).err, HasSubstr("there is no command"));
  EXPECT_THAT(call_without_daemon({"--lang", "vi", "statsu"}).err, HasSubstr("không có lệnh"));
  EXPECT_THAT(call_without_daemon({"statsu", "--lang=vi"}).err, HasSubstr("không có lệnh"));
}

TEST_F(messages, what_the_daemon_refuses_is_read_in_the_reader_s_language) {
  daemon.on("GET /v1/programmes/current", [](const commands::heard&) {
    return commands::answer{
        413, commands::problem("limit", "{} is empty", "tệp", "check that this is the right file")};
  });
  daemon.on("GET /v1/draft", [](const commands::heard&) {
    return commands::answer{
        413, commands::problem("limit", "{} is empty", "tệp", "check that this is the right file")};
  });
  commands::spoken english = call({"diff"}), vietnamese = call({"diff", "--lang", "vi", "--json"});
  EXPECT_THAT(english.err, HasSubstr("tệp is empty"));
  EXPECT_EQ(vietnamese.code, 1);
  std::string what(vietnamese.document().at("error").at("what").as_string());
  EXPECT_THAT(what, HasSubstr("tệp"));
  EXPECT_THAT(what, ::testing::Not(HasSubstr("is empty")));
}

TEST_F(messages, help_is_translated_too) {
  commands::spoken said = call_without_daemon({"--help", "--lang", "vi"});
  EXPECT_THAT(said.out, HasSubstr("màn hình"));
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("show what a screen will play")));
}

}  // namespace
}  // namespace bangtin::admin_cli::app
