// The two manuals, tried: every command that they show is run in their order on one site, at a terminal, with
// the answers that they show; what appears must be what they show. Demonstration media lie where the manuals
// say. BANGTIN_MANUAL_REWRITE=1 writes the real output of a call that differs into the manual.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/app/pseudo_terminal.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "e2e/manual_page.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

using namespace std::chrono_literals;
using lines = std::vector<std::string>;
namespace app = admin_cli::app;

// What the manuals say for that which differs from site to site.
constexpr std::string_view home = "/home/hoa", zone = "Asia/Ho_Chi_Minh",
                           examples = "/usr/share/doc/bangtin/examples", month = "2026-11",
                           typed_month = "11/2026", secret = "••••••••";
const std::string passphrase = "mật khẩu của phép thử";
constexpr int columns = 100;

struct manual {
  const char* page;
  const char* language;
  const char* media;  // the folder with copies of the demonstration's media
};
void PrintTo(const manual& m, std::ostream* out) {
  *out << m.page;
}

bool is_pairing_code(const std::string& word) {
  return word.size() == 9 && word[4] == '-' &&
         word.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") == std::string::npos;
}

std::string joined(const lines& all) {
  std::string text;
  for (const std::string& line : all) text += "    " + line + "\n";
  return text;
}

// This month as it is typed, 11/2026 for 2026-11.
std::string typed_this_month() {
  const std::string now = this_month();
  return now.substr(5) + "/" + now.substr(0, 4);
}

class a_manual : public ::testing::TestWithParam<manual> {
 protected:
  void SetUp() override {
    path_ = std::string(BANGTIN_SOURCE_DIR) + "/docs/" + GetParam().page;
    page_ = read_manual(read_file(path_, 1'000'000).value());
    ASSERT_FALSE(page_.calls.empty());
  }

  void set_up_site() {
    namespace fs = std::filesystem;
    screen_.emplace();
    s_.emplace(*screen_);
    fs::create_directory(s_->folder() / GetParam().media);
    for (const fs::directory_entry& file : fs::directory_iterator(demo_)) {
      if (file.path().extension() != ".toml") fs::copy(file.path(), s_->folder() / GetParam().media);
    }
    fs::current_path(s_->folder());
    s_->start_daemon();
  }

  void TearDown() override { std::filesystem::current_path("/"); }

  std::string real_word(std::string word) {
    if (is_pairing_code(word)) return pairing_code(word);
    word = replaced(std::move(word), examples, demo_);
    word = replaced(std::move(word), zone, noon_zone());
    word = replaced(std::move(word), typed_month, typed_this_month());
    return replaced(std::move(word), month, this_month());
  }

  // The code that the screen shows, for the one in the page.
  std::string pairing_code(const std::string& in_page) {
    std::filesystem::path file = s_->player_data() / "pairing-code";
    std::string code;
    EXPECT_TRUE(eventually(20s, [&] {
      result<std::string> text = read_file(file, 100);
      return text && (code = text->substr(0, 9)).size() == 9;
    })) << s_->log_of("bangtin-player");
    codes_.push_back({code, in_page});
    return code;
  }

  // What the site shows, in the manual's words.
  std::string as_in_page(std::string text) {
    text = replaced(std::move(text), s_->folder().string(), home);
    text = replaced(std::move(text), demo_, examples);
    text = replaced(std::move(text), noon_zone(), zone);
    text = replaced(std::move(text), this_month(), month);
    text = replaced(std::move(text), typed_this_month(), typed_month);
    for (const auto& [real, in_page] : codes_) text = replaced(std::move(text), real, in_page);
    return text;
  }

  lines run(const shown_call& call) {
    lines words;
    for (const std::string& word : call.words) words.push_back(real_word(word));
    words.erase(words.begin());
    if (call.words.front() == "bangtin-player") {
      start_player(std::move(words));
      return {};
    }
    const std::string folder = s_->folder().string();
    app::pseudo_terminal terminal(columns, words,
                                  {{"HOME", folder},
                                   {"XDG_RUNTIME_DIR", folder},
                                   {"XDG_DATA_HOME", folder + "/.local/share"},
                                   {"XDG_CONFIG_HOME", folder + "/.config"},
                                   {"XDG_STATE_HOME", folder + "/.local/state"},
                                   {"BANGTIN_SOCKET", folder + "/admin.sock"},
                                   {"BANGTIN_KEYS", ""},
                                   {"BANGTIN_LANG", GetParam().language},
                                   {"NO_COLOR", "1"}});
    std::vector<std::string> secrets;
    for (const typed_answer& answer : call.answers) {
      if (!terminal.read_until(replaced(answer.prompt, home, folder))) break;
      terminal.type((answer.answer.empty() ? passphrase : answer.answer) + "\n");
      if (answer.answer.empty()) secrets.push_back(answer.prompt);
    }
    terminal.type("\x04");  // nobody answers a question that the page does not show
    terminal.end();
    lines shown = screen_lines(as_in_page(terminal.shown()));
    for (std::string& line : shown) {
      for (const std::string& prompt : secrets) {
        if (line.ends_with(prompt)) line += " " + std::string(secret);
      }
    }
    return shown;
  }

  void start_player(lines options) {
    auto server = std::find(options.begin(), options.end(), "--server");
    if (server != options.end()) options.erase(server, server + 2);
    s_->start_player(options);
  }

  bool has_counted_play() {
    json::value rows = parse_json(s_->run_ok({"--json", "plays", "count"})).value();
    return std::any_of(rows.as_array().begin(), rows.as_array().end(),
                       [](const json::value& row) { return row.at("plays").to_number<int>() > 0; });
  }

  // Runs a call, and again until the output fits if the page says so.
  void try_call(const shown_call& call) {
    lines output;
    std::optional<std::string> difference;
    auto fits = [&] {
      output = run(call);
      return !(difference = difference_of(call.output, output));
    };
    if (call.needs_play) {
      EXPECT_TRUE(eventually(60s, [&] { return has_counted_play(); }));
    }
    if (call.repeats) {
      eventually(40s, fits);
    } else {
      fits();
    }
    if (!difference) return;
    ADD_FAILURE() << GetParam().page << ":" << call.line << ": " << *difference << "\n  the page shows\n"
                  << joined(call.output) << "  the command shows\n"
                  << joined(output);
    corrections_.push_back({&call, output});
  }

  void rewrite() {
    lines all = page_.lines;
    for (auto c = corrections_.rbegin(); c != corrections_.rend(); ++c) {
      auto from = all.begin() + static_cast<std::ptrdiff_t>(c->first->first_line - 1);
      auto place = all.erase(from, from + static_cast<std::ptrdiff_t>(c->first->output.size()));
      all.insert(place, c->second.begin(), c->second.end());
    }
    std::string text;
    for (const std::string& line : all) text += line + "\n";
    text.pop_back();
    ASSERT_TRUE(write_file(path_, text, 0644));
  }

  const std::string demo_ = std::string(BANGTIN_SOURCE_DIR) + "/demo";
  std::filesystem::path path_;
  manual_page page_;
  std::optional<virtual_screen> screen_;
  std::optional<site> s_;
  std::vector<std::pair<std::string, std::string>> codes_;  // real, in the page
  std::vector<std::pair<const shown_call*, lines>> corrections_;
};

TEST_P(a_manual, shows_what_its_commands_do) {
  EXPECT_EQ(page_.mistakes, lines{});
  if (!have_virtual_screen()) GTEST_SKIP() << "Xvfb is not installed";
  set_up_site();
  for (const shown_call& call : page_.calls) {
    bool known = call.words.front() == "bangtin" || call.words.front() == "bangtin-player";
    ASSERT_TRUE(known) << "line " << call.line << ": the test cannot run " << call.words.front();
    try_call(call);
  }
  if (std::getenv("BANGTIN_MANUAL_REWRITE") != nullptr) rewrite();
}

const admin_cli::commands::command* command_of(const lines& words) {
  const admin_cli::commands::command* found = nullptr;
  for (const admin_cli::commands::command& c : app::commands()) {
    lines own = split(c.words, ' ');
    bool begins = words.size() > own.size() && std::equal(own.begin(), own.end(), words.begin() + 1);
    if (begins && (found == nullptr || c.words.size() > found->words.size())) found = &c;
  }
  return found;
}

bool has_option(const std::vector<admin_cli::commands::option_row>& rows, const std::string& option) {
  return std::any_of(rows.begin(), rows.end(), [&](const admin_cli::commands::option_row& row) {
    return !row.is_word() && row.key() == option;
  });
}

bool some_command_has(const std::string& option) {
  return std::any_of(app::commands().begin(), app::commands().end(),
                     [&](const auto& c) { return has_option(c.options, option); });
}

// What is wrong with a name in the prose; empty if nothing is.
std::string wrong_with(const named_call& name, const std::set<std::string>& run) {
  const admin_cli::commands::command* what = command_of(name.words);
  if (name.words.front() == "bangtin" && name.words.size() > 1 && !name.words[1].starts_with("-")) {
    std::string written = name.words[1] + (name.words.size() > 2 ? " " + name.words[2] : "");
    if (what == nullptr) return "there is no command \"" + written + "\"";
    if (!run.contains(std::string(what->words))) return "no block runs \"" + std::string(what->words) + "\"";
  }
  for (const std::string& word : name.words) {
    if (!word.starts_with("--") || has_option(app::global_options(), word)) continue;
    bool known = what != nullptr ? has_option(what->options, word) : some_command_has(word);
    if (!known && name.words.front() != "bangtin-player") return "there is no option " + word;
  }
  return "";
}

TEST_P(a_manual, names_only_commands_that_it_shows_and_options_that_there_are) {
  std::set<std::string> run;
  for (const shown_call& call : page_.calls) {
    if (const auto* what = command_of(call.words)) run.insert(std::string(what->words));
  }
  for (const named_call& name : page_.names) {
    EXPECT_EQ(wrong_with(name, run), "") << GetParam().page << ":" << name.line;
  }
}

INSTANTIATE_TEST_SUITE_P(of_the_two, a_manual,
                         ::testing::Values(manual{"huong-dan-su-dung.md", "vi", "tu-lieu"},
                                           manual{"user-guide.md", "en", "clips"}),
                         [](const auto& of) { return std::string(of.param.language); });

TEST(a_manual_page, is_read_as_calls_with_their_output_and_answers) {
  manual_page page = read_manual(
      "See `bangtin media list` and `--yes`.\n<!-- repeat -->\n```console\n$ bangtin a \\\n    \"b c\"\nout\n"
      "Key of /k: ••••\nSign it? [y/N] y\n$ bangtin d\n```\n```\nbangtin e\n```\n");
  ASSERT_EQ(page.calls.size(), 2U);
  const shown_call& first = page.calls[0];
  EXPECT_EQ(first.words, (lines{"bangtin", "a", "b c"}));
  EXPECT_EQ(first.line, 4U);
  EXPECT_EQ(first.first_line, 6U);
  EXPECT_EQ(first.output, (lines{"out", "Key of /k: ••••", "Sign it? [y/N] y"}));
  ASSERT_EQ(first.answers.size(), 2U);
  EXPECT_EQ(first.answers[0].prompt + "|" + first.answers[0].answer, "Key of /k:|");
  EXPECT_EQ(first.answers[1].prompt + "|" + first.answers[1].answer, "Sign it? [y/N]|y");
  EXPECT_TRUE(first.repeats);
  EXPECT_TRUE(page.calls[1].output.empty());
  EXPECT_EQ(page.mistakes.size(), 1U) << "a block that nobody runs";
  ASSERT_EQ(page.names.size(), 2U);
  EXPECT_EQ(page.names[1].words, (lines{"--yes"}));
}

TEST(a_manual_page, leaves_out_what_three_dots_stand_for_and_nothing_else) {
  struct {
    lines expected, output;
    bool fits;
  } cases[] = {
      {{"a"}, {"a"}, true},
      {{"a"}, {"a", "b"}, false},
      {{"a", "b"}, {"a"}, false},
      {{}, {"a"}, false},
      {{"a … c"}, {"a b c"}, true},
      {{"a … c"}, {"a b d"}, false},
      {{"…c…"}, {"abcd"}, true},
      {{"…"}, {}, true},
      {{"…"}, {"a", "b"}, true},
      {{"a", "…", "c"}, {"a", "b", "b", "c"}, true},
      {{"a", "…", "c"}, {"a", "c"}, true},
      {{"a", "…", "c"}, {"a", "b"}, false},
      {{"…", "b", "…"}, {"a", "b", "c"}, true},
      {{"…", "b"}, {"b", "c"}, false},
  };
  for (const auto& c : cases) {
    EXPECT_EQ(!difference_of(c.expected, c.output), c.fits) << joined(c.expected) << "and\n"
                                                            << joined(c.output);
  }
  EXPECT_EQ(difference_of({"a"}, {"b"}), "there is no line \"a\"");
  EXPECT_EQ(difference_of({"a"}, {"a", "b"}), "the page lacks \"b\"");
}

TEST(a_manual_page, compares_what_a_terminal_shows) {
  EXPECT_EQ(screen_lines("\nbar  50 %\rbar 100 %\r         \rdone  \nnext\n\n"), (lines{"done", "next"}));
  EXPECT_EQ(screen_lines("đã nạp\rxong"), (lines{"xongạp"}));
}

}  // namespace
}  // namespace bangtin::e2e
