#include "player/app/options.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/files.hpp"
#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::player::app {
namespace {

using testing::HasSubstr;

result<std::optional<std::string>> read(std::vector<std::string> words, options& o) {
  std::vector<const char*> given{"bangtin-player"};
  for (const std::string& w : words) given.push_back(w.c_str());
  return parse_options(static_cast<int>(given.size()), given.data(), o);
}

struct player_options : testing::Test {
  fakes::temporary_folder folder;
  const std::string file = (folder / "p.toml").string();
  options o;
};

TEST_F(player_options, the_command_line_wins_over_the_file) {
  ASSERT_TRUE(
      write_file(file,
                 "server = \"http://a:1\"\nrotate = 90\nwindowed = \"640x360\"\noutput = \"assumed\"\n"
                 "fetch-rate = \"2 MB/s\"\nfetch-hours = \"18:00-06:00\"\nevidence-reserve = \"1 GiB\"\n"
                 "log-level = \"debug\"\ndata = \"/srv/p\"\n"));
  auto done = read({"--config", file, "--server", "http://b:2", "--windowed=320x200"}, o);
  ASSERT_TRUE(done) << describe(done.error());
  EXPECT_FALSE(*done);
  EXPECT_EQ(o.server, "http://b:2");
  EXPECT_EQ(o.width, 320);
  EXPECT_EQ(o.height, 200);
  EXPECT_EQ(o.rotate, 90);
  EXPECT_EQ(o.output, "assumed");
  EXPECT_EQ(o.fetch.max_bytes_per_s, 2'000'000);
  EXPECT_TRUE(o.fetch.hours);
  EXPECT_EQ(o.evidence_reserve_bytes, 1ULL << 30);
  EXPECT_EQ(o.log_level, "debug");
  EXPECT_EQ(o.data, "/srv/p");
}

TEST_F(player_options, with_bundles_and_without_an_address_there_is_no_network) {
  ASSERT_TRUE(write_file(file, "bundles = \"/media/bangtin\"\n"));
  ASSERT_TRUE(read({"--config", file}, o));
  EXPECT_EQ(o.bundles, "/media/bangtin");
  EXPECT_EQ(o.server, "");
  options both;
  ASSERT_TRUE(read({"--config", file, "--server", "http://b:2"}, both));
  EXPECT_EQ(both.server, "http://b:2");
  EXPECT_EQ(both.bundles, "/media/bangtin");
}

TEST_F(player_options, a_mistake_in_the_file_is_told_with_its_place_and_the_right_key) {
  struct row {
    const char* text;
    const char* told;
  };
  for (const row& r :
       {row{"rotat = 90", "p.toml:1:1: the key \"rotat\" is not known here — did you mean rotate?"},
        row{"colour = 1",
            "p.toml:1:1: the key \"colour\" is not known here — leave it out; the keys here are: data"},
        row{"\nrotate = \"90\"",
            "p.toml:2:10: \"rotate\" should be a whole number from 0 to 270 — write it like rotate = 90"},
        row{"rotate = 45",
            "p.toml:1:10: this is no value of the option --rotate — write it like --rotate 0|90|180|270"},
        row{"server = 1", "p.toml:1:10: \"server\" should be a text — write it like server = \"https://"},
        row{"server = \"x", "p.toml:1:"},
        row{"server \"x\"",
            "p.toml:1:8: this configuration is not TOML: a quote stands after or within a value"},
        row{"output = \"on\"", "p.toml:1:10: this is no value of the option --output"},
        row{"fetch-rate = \"fast\"",
            "p.toml:1:14: this is no value of the option --fetch-rate — write it like \"2 MB/s\""},
        row{"[player]\nrotate = 90", "p.toml:1:2: the key \"player\" is not known here"},
        row{"rotate = 90\nrotate = 0",
            "p.toml:2:10: the key \"rotate\" is written twice here — leave one of the two out"}}) {
    ASSERT_TRUE(write_file(file, r.text));
    options fresh;
    auto done = read({"--config", file}, fresh);
    ASSERT_FALSE(done) << r.text;
    EXPECT_EQ(done.error().code, errc::usage);
    EXPECT_THAT(describe(done.error()), HasSubstr(r.told)) << r.text;
    EXPECT_THAT(describe(done.error()), testing::Not(HasSubstr("[[screen]]"))) << r.text;
  }
}

TEST_F(player_options, a_mistake_on_the_command_line_names_the_option) {
  struct row {
    std::vector<std::string> words;
    const char* told;
  };
  for (const row& r :
       {row{{"--rotat", "90"}, "there is no option --rotat — did you mean --rotate?"},
        row{{"lobby"}, "the word \"lobby\" is one too many — see bangtin-player --help"},
        row{{"--rotate", "45"},
            "this is no value of the option --rotate — write it like --rotate 0|90|180|270"},
        row{{"--rotate", "left"}, "this is no value of the option --rotate"},
        row{{"--server"}, "the option --server needs a value, and only one"},
        row{{"--windowed", "10"}, "write it like --windowed 1280x720"},
        row{{"--programme", "a.toml"}, "the option --programme is only used together with --shot"},
        row{{"--config", "/nowhere/p.toml"}, "/nowhere/p.toml"}}) {
    options fresh;
    auto done = read(r.words, fresh);
    ASSERT_FALSE(done) << r.told;
    EXPECT_THAT(describe(done.error()), HasSubstr(r.told));
  }
}

// CLI11 alone counts bytes.
TEST_F(player_options, the_help_has_its_second_column_where_letters_have_accents_too) {
  for (language l : {language::english, language::vietnamese}) {
    set_language(l);
    auto help = read({"--help"}, o);
    ASSERT_TRUE(help && *help);
    for (const std::string& line : split(**help, '\n')) {
      const std::size_t gap = line.find("  ", 2);
      if (!line.starts_with("  -") || gap == std::string::npos) continue;
      EXPECT_EQ(columns(line.substr(0, line.find_first_not_of(' ', gap))), 30u) << line;
    }
  }
  set_language(language::english);
}

TEST_F(player_options, a_mistake_keeps_its_words_translatable) {
  ASSERT_TRUE(write_file(file, "rotat = 90"));
  auto done = read({"--config", file}, o);
  ASSERT_FALSE(done);
  EXPECT_EQ(inner_message(done.error().what.args.back()), msg("the key \"{}\" is not known here", "rotat"));
}

TEST_F(player_options, the_installed_example_is_accepted) {
  auto done = read({"--config", BANGTIN_SOURCE_DIR "/systemd/bangtin-player.toml"}, o);
  ASSERT_TRUE(done) << describe(done.error());
  EXPECT_FALSE(*done);
  EXPECT_EQ(o.rotate, 0);
}

TEST_F(player_options, help_and_version_are_texts) {
  auto version = read({"--version"}, o);
  ASSERT_TRUE(version && *version);
  EXPECT_EQ(**version, fmt::format("bangtin-player {}\n", program_version));
  auto help = read({"--help", "--rotate", "90"}, o);
  ASSERT_TRUE(help && *help);
  EXPECT_THAT(**help, HasSubstr("--evidence-reserve"));
}

}  // namespace
}  // namespace bangtin::player::app
