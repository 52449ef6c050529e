#include "admin-cli/commands/screen_desk.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

// Version 1 shows "a.png", version 2 "logo.png", and the draft has one screen more.
class reverting : public screen_desk {
 public:
  void SetUp() override {
    make_keys();
    publish(toml);
    publish(other());
    set_draft(other() + "[[screen]]\nname = 'kiosk'\n");
    changes.clear();
  }
  std::string other() const {
    std::string text = toml;
    return text.replace(text.find("media = 'a.png'"), 15, "media = 'logo.png'");
  }
};

TEST_F(reverting, publishes_the_old_content_under_the_next_number_and_leaves_the_draft) {
  const std::string before = draft;
  now += std::chrono::hours(3);
  site.now = now;
  spoken said = call({"revert", "1", "--days", "30", "--now", "--no-wait"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("version 1 is published once more, as version 3"));
  EXPECT_THAT(said.out, HasSubstr("logo.png")) << "the difference is shown";
  EXPECT_THAT(said.err, HasSubstr("The draft is left as it is"));
  EXPECT_EQ(draft, before);
  programme was = version(1), is = version(3);
  EXPECT_EQ(is.issued, now);
  EXPECT_EQ(is.expires - is.issued, std::chrono::days(30));
  EXPECT_TRUE(is.now);
  is.version = was.version;
  is.issued = was.issued;
  is.expires = was.expires;
  is.now = was.now;
  EXPECT_EQ(is, was) << "all else is what was signed then";
}

TEST_F(reverting, says_as_json_what_it_has_copied) {
  json::value v = call({"revert", "1", "--no-wait", "--json"}).document();
  EXPECT_EQ(v.at("version"), 3);
  EXPECT_EQ(v.at("copy_of"), 1);
  EXPECT_EQ(v.at("screens"), nullptr);
  EXPECT_FALSE(v.at("changes").as_array().empty());
}

TEST_F(reverting, can_be_undone_in_the_same_way) {
  ASSERT_EQ(call({"revert", "1", "--no-wait"}).code, 0);
  ASSERT_EQ(call({"revert", "v2", "--no-wait"}).code, 0);
  EXPECT_EQ(version(4).playlists, version(2).playlists);
}

TEST_F(reverting, asks_at_a_terminal_and_a_no_publishes_nothing) {
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(call({"revert", "1"}).code, 1);
  EXPECT_THAT(person.asked.back(), HasSubstr("Sign version 1 once more and publish it as version 3?"));
  EXPECT_THAT(changes, IsEmpty());
}

struct wrong_revert {
  std::vector<std::string> words;
  int code;
  const char* said;
};

TEST_F(reverting, wrong_arguments_are_refused_and_nothing_is_published) {
  const std::vector<wrong_revert> table{{{"revert"}, 2, "needs N"},
                                        {{"revert", "1", "2"}, 2, "one too many"},
                                        {{"revert", "0"}, 2, "no number of a version"},
                                        {{"revert", "-1"}, 2, "-1"},
                                        {{"revert", "one"}, 2, "bangtin history"},
                                        {{"revert", "\x1b[31m1"}, 2, "\uFFFD[31m1"},
                                        {{"revert", ""}, 2, "no number of a version"},
                                        {{"revert", "99999999999999999999"}, 2, "no number of a version"},
                                        {{"revert", "3"}, 1, "there are the versions 1 to 2"},
                                        {{"revert", "9007199254740992"}, 1, "there are the versions 1 to 2"},
                                        {{"revert", "1", "--days", "0"}, 2, "--days"},
                                        {{"revert", "1", "--days", "1", "--days", "2"}, 2, "only one"},
                                        {{"revert", "1", "--key", "nowhere.pem"}, 1, "nowhere.cert"}};
  for (const wrong_revert& w : table) {
    spoken said = call(w.words);
    EXPECT_EQ(said.code, w.code) << w.words.back() << said.err;
    EXPECT_THAT(said.err, HasSubstr(w.said)) << w.words.back();
    EXPECT_THAT(said.err, Not(HasSubstr("\x1b"))) << w.words.back();
  }
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(reverting, names_the_files_that_the_daemon_no_longer_has_before_it_asks) {
  files.erase(sha256(std::string_view("a.png")).hex());
  env.erase("BANGTIN_PASSPHRASE_FILE");
  person.there = true;
  spoken said = call({"revert", "1"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, AllOf(HasSubstr("no longer has the files of version 1: a.png"),
                              HasSubstr("bangtin media add")));
  EXPECT_TRUE(person.asked.empty());
  files[sha256(std::string_view("a.png")).hex()] = 6;
  EXPECT_EQ(call({"revert", "1"}).code, 1) << "half of a file is none";
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(reverting, says_which_items_were_removed_meanwhile) {
  removed = {loaded[1]};
  std::erase_if(loaded, [](const auto& m) { return m.file == "a.png"; });
  spoken said = call({"revert", "1", "--no-wait"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err, AllOf(HasSubstr("a.png"), HasSubstr("bangtin media restore")));
}

// The daemon could hand out as version 1 what no approver ever signed.
TEST_F(reverting, signs_nothing_that_no_approver_of_the_site_signed) {
  const programme forged = version(2);
  programme p = forged;
  p.version = 1;
  secret_key stranger = secret_key::generate();
  versions[1] = wire::to_json(
      wire::sign_programme(p, stranger, wire::signed_programme_from_json(versions[1])->approver));
  EXPECT_EQ(call({"revert", "1"}).code, 4);
  EXPECT_THAT(changes, IsEmpty());
}

TEST_F(reverting, to_what_is_published_only_renews_it) {
  spoken said = call({"revert", "2", "--no-wait"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err, HasSubstr("only renews its validity"));
  EXPECT_EQ(version(3).playlists, version(2).playlists);
}

TEST_F(screen_desk, nothing_published_is_nothing_to_revert_to) {
  spoken said = call({"revert", "1"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("nothing has been published yet"));
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
