// Words in a message stay messages until a person reads them: no sentence that is finished in one language
// becomes an argument, for it would stand in English in a Vietnamese sentence (base/inner_message.hpp).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <string>
#include <vector>

namespace bangtin::house {
namespace {

namespace fs = std::filesystem;

// The calls of the function in the text, with their arguments.
std::vector<std::string> calls_in(const std::string& text, const std::regex& function) {
  std::vector<std::string> calls;
  for (std::sregex_iterator at(text.begin(), text.end(), function), none; at != none; ++at) {
    const auto begin = static_cast<std::size_t>(at->position());
    std::size_t i = begin + static_cast<std::size_t>(at->length());
    int depth = 1;
    bool quoted = false;
    for (; i < text.size() && depth > 0; ++i) {
      if (quoted && text[i] == '\\') {
        ++i;
      } else if (text[i] == '"') {
        quoted = !quoted;
      } else if (!quoted) {
        depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
      }
    }
    calls.push_back(text.substr(begin, i - begin));
  }
  return calls;
}

// The call without its literals, in which these names may stand.
std::string without_literals(const std::string& call) {
  return std::regex_replace(call, std::regex(R"re("(?:[^"\\]|\\.)*")re"), "\"\"");
}

std::vector<std::string> finished_words_in(const std::string& text, const std::regex& finished) {
  static const std::regex message(R"(\bmsg\()");
  std::vector<std::string> found;
  for (const std::string& call : calls_in(text, message)) {
    if (std::regex_search(without_literals(call), finished)) found.push_back(call);
  }
  return found;
}

// The process language of the daemon and its workers is not the reader's.
const std::regex& finished_anywhere() {
  static const std::regex r(
      R"(\b(describe|in_english)\(|\bstrerror|curl_easy_strerror|getErrorStr|ec\.message\(\))");
  return r;
}
const std::regex& finished_far_away() {
  static const std::regex r(R"(\b(tr|translate)\()");
  return r;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(messages, have_no_finished_sentence_as_an_argument) {
  const fs::path root = BANGTIN_SOURCE_DIR;
  std::size_t looked_at = 0;
  for (const char* top :
       {"base", "playlists", "media", "evidence", "wire", "scheduler", "player", "admin-cli"}) {
    const std::string name = top;
    const bool here = name == "player" || name == "admin-cli";  // the process language is the reader's
    for (const fs::directory_entry& e : fs::recursive_directory_iterator(root / top)) {
      if (e.path().extension() != ".cpp") continue;
      ++looked_at;
      const std::string text = text_of(e.path());
      for (const std::string& call : finished_words_in(text, finished_anywhere())) {
        ADD_FAILURE() << e.path() << ": " << call << "\nuse inner(message)";
      }
      if (here) continue;
      for (const std::string& call : finished_words_in(text, finished_far_away())) {
        ADD_FAILURE() << e.path() << ": " << call << "\nuse inner(message)";
      }
    }
  }
  EXPECT_GT(looked_at, 200u);
}

// describe() is English, for logs. What a program prints for the person who called it is translated; workers
// are called by other programs, and what they print goes to the journal.
TEST(messages, are_translated_where_a_program_prints_them) {
  const fs::path root = BANGTIN_SOURCE_DIR;
  static const std::regex printing(R"(\b(fprintf|fputs|puts|print)\()");
  static const std::regex english(R"(\b(describe|in_english)\()");
  std::size_t printed = 0;
  for (const char* top : {"scheduler", "player", "admin-cli"}) {
    for (const fs::directory_entry& e : fs::recursive_directory_iterator(root / top)) {
      if (e.path().extension() != ".cpp" || e.path().parent_path().filename() == "decode") continue;
      for (const std::string& call : calls_in(text_of(e.path()), printing)) {
        ++printed;
        EXPECT_FALSE(std::regex_search(without_literals(call), english)) << e.path() << ": " << call;
      }
    }
  }
  EXPECT_GT(printed, 3u);
}

TEST(messages, with_a_finished_sentence_would_be_found) {
  const std::string text =
      R"cpp(return {errc::io, msg("it is \"{}\" (describe)", name(describe(e))), msg("x")};)cpp";
  EXPECT_EQ(finished_words_in(text, finished_anywhere()).size(), 1u);
  EXPECT_TRUE(finished_words_in(R"cpp(msg("describe({})", inner(e.what)))cpp", finished_anywhere()).empty());
}

}  // namespace
}  // namespace bangtin::house
