// Every command of the table with missing, wrong, repeated, enormous and hostile arguments. The calls are
// made from the table: a command without a row here, or an option that takes what it should refuse, fails.
#include <set>

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/commands/screen_desk.hpp"
#include "base/text.hpp"
#include "wire/admin/backup.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using testing::HasSubstr;
using words = std::vector<std::string>;

struct usual_call {
  words given;       // what the command needs, as a person types it
  words wrong;       // what it refuses
  int code;          // of the refusal
  std::string said;  // part of it
};

// Whatever a value says, it may be looked for, or it is the name of a file.
bool is_searched_for(const command& c, const option_row& row) {
  if (c.words == "audit" && row.value == "TEXT") return true;
  return c.words == "media list" && (row.is_word() || !row.value.empty());
}
// Values that nobody could call wrong: texts, and words of which the plan or the folder is the judge.
bool is_free(const option_row& row) {
  static const std::set<std::string_view> free{"TEXT", "CODE", "TAG", "URL"};
  return row.is_word() ? row.name == "TEXT" : free.contains(row.value);
}

bool has_vietnamese_letter(const std::string& text) {
  std::string_view rest = text;
  for (utf8_character c; !rest.empty(); rest.remove_prefix(std::max<std::size_t>(1, c.length))) {
    c = decode_utf8(rest);
    if ((c.code_point >= 0xC0 && c.code_point <= 0x1B0) || (c.code_point >= 0x1EA0 && c.code_point <= 0x1EF9))
      return true;
  }
  return false;
}

wire::admin::prepared_backup small_backup() {
  wire::admin::prepared_backup b;
  b.id = "1";
  b.facts.timezone = "Asia/Ho_Chi_Minh";
  b.facts.ledger_bytes = 5;
  return b;
}

class every_command : public screen_desk {
 public:
  std::map<std::string, usual_call> rows;

  void SetUp() override {
    daemon.on("GET /v1/notices", "[]");
    daemon.on("GET /v1/users", R"([{"name":"Hoa","role":"viewer","account":"","added":1,"tokens":[]}])");
    daemon.on("GET /v1/session", R"({"name":"root","role":"operator","ends":null})");
    daemon.on("POST /v1/users/Hoa/tokens", R"({"token":"bangtin_x","number":1,"expires":1})");
    daemon.on("GET /v1/audit", "[]");
    daemon.on("PUT /v1/exported-draft", "{}");
    daemon.on("POST /v1/backups", canonical(wire::admin::encode(small_backup())));
    daemon.on("GET /v1/backups/1", "hello");
    for (const char* report : {"GET /v1/plays/export", "GET /v1/plays/heads", "POST /v1/media/share",
                               "POST /v1/screens/lobby/bundle"}) {
      daemon.on(report, [](const heard&) {
        return answer{404, problem("not_found", "there is no screen \\\"{}\\\"", "x",
                                   "look at \\\"bangtin screen list\\\"")};
      });
    }
    std::filesystem::create_directories(daemon.folder() / "out");
    make_keys();
    publish(toml);
    set_draft(toml);
    fill_rows();
  }

  // The call of the command with all that it needs, without the option `but`, or without the word `but` and,
  // if `and_behind`, those behind it.
  words call_of(const command& c, std::string_view but = {}, bool and_behind = false) const {
    bool seen = false;
    words all = split(c.words, ' ');
    const words& given = rows.at(std::string(c.words)).given;
    std::size_t word = 0;
    std::vector<std::string_view> names;
    for (const option_row& row : c.options) {
      if (row.is_word()) names.push_back(row.name);
    }
    for (std::size_t i = 0; i < given.size(); ++i) {
      const bool option = given[i].starts_with('-');
      const std::string_view name =
          option ? std::string_view(given[i]) : names.at(std::min(word++, names.size() - 1));
      seen = seen || (!option && name == but);
      const bool left_out = name == but || (seen && and_behind && !option);
      if (!left_out) all.push_back(given[i]);
      if (!option) continue;
      ++i;
      if (!left_out) all.push_back(given[i]);
    }
    return all;
  }
  // The same with another value for the option or word.
  words call_with(const command& c, const option_row& row, const std::string& value) const {
    words all = call_of(c, row.key());
    if (!row.is_word()) {
      all.insert(all.end(), {std::string(row.key()), value});
      return all;
    }
    // Words stand in the order of the table.
    std::size_t at = split(c.words, ' ').size();
    for (const option_row& before : c.options) {
      if (before.key() == row.key()) break;
      if (before.is_word() && before.required) ++at;
    }
    all.insert(all.begin() + static_cast<std::ptrdiff_t>(at), value);
    return all;
  }

  // Calls in both languages, and checks what holds for every answer. Returns the English one.
  spoken checked(const words& typed, bool may_work) {
    std::string shown;
    for (const std::string& w : typed) shown += printable(first_characters(w, 30)) + " | ";
    SCOPED_TRACE(shown);
    const std::size_t before = daemon.changes_heard();
    words english = typed, vietnamese = typed;
    for (words* w : {&english, &vietnamese}) {
      auto dashes = std::find(w->begin(), w->end(), "--");
      w->insert(dashes, {"--lang", w == &english ? "en" : "vi"});
    }
    spoken said = call(english), in_vietnamese = call(vietnamese);
    for (const spoken& one : {said, in_vietnamese}) expect_harmless(one);
    if (said.code == 0 && may_work) return said;
    EXPECT_NE(said.code, 0);
    EXPECT_EQ(said.code, in_vietnamese.code) << said.err << in_vietnamese.err;
    EXPECT_EQ(daemon.changes_heard(), before) << "a refused call changed something";
    // "media add" and "doctor" say it where their answers stand.
    EXPECT_THAT(said.err + said.out, testing::ContainsRegex(" — |\n {4}")) << "it says what to do";
    EXPECT_NE(said.err + said.out, in_vietnamese.err + in_vietnamese.out);
    EXPECT_TRUE(has_vietnamese_letter(in_vietnamese.err + in_vietnamese.out)) << in_vietnamese.err;
    return said;
  }

 private:
  static void expect_harmless(const spoken& one) {
    for (const std::string& text : {one.out, one.err}) {
      EXPECT_LT(text.size(), 4000u) << text.substr(0, 200);
      EXPECT_THAT(text, testing::Not(HasSubstr("\nEVIL"))) << "a value began a line";
      for (const std::string& line : split(text, '\n')) EXPECT_EQ(printable(line), line);
    }
  }
  void fill_rows() {
    const std::string folder = daemon.folder() / "out", picture = file("p.png", "x");
    const std::string programme_file = file("p.toml", toml), evidence = file("e.jsonl", "x");
    rows = {
        {"keys init", {{"--keys", folder + "/keys"}, {"--name", ""}, 2, "--name cannot be \"\""}},
        {"keys list", {{}, {"--keys", folder + "/none"}, 1, "none"}},
        {"keys add",
         {{"--name", "Nam", "--to", folder + "/nam"}, {"--name", "", "--to", folder}, 2, "--name cannot be"}},
        {"keys revoke", {{"Nam"}, {"x"}, 1, ""}},
        {"keys replace",
         {{"Nam", "--to", folder + "/new"},
          {"Nam", "--to", folder + "/new", "--name", ""},
          2,
          "--name cannot be"}},
        {"keys succeed",
         {{"--to", folder + "/root"}, {"--to", daemon.folder() / "keys"}, 1, "folder of the root key"}},
        {"keys require", {{"1"}, {"3"}, 2, "N cannot be \"3\""}},
        {"keys renew-daemon", {{}, {"x"}, 2, "one too many"}},
        {"keys export", {{"--web", folder + "/k.key"}, {"--web", folder + "/no/such/k.key"}, 1, ""}},
        {"keys sheet", {{"--output", folder + "/k.pdf"}, {"--output", folder + "/no/such/k.pdf"}, 1, ""}},
        {"media add", {{picture}, {folder + "/none.png"}, 1, "none.png"}},
        {"media list", {{}, {"--bogus"}, 2, "--bogus"}},
        {"media show", {{"a.png"}, {"b.png"}, 1, "there is no media item \"b.png\""}},
        {"media edit", {{"a.png", "--title", "x"}, {"a.png", "--review", "soon"}, 2, "\"soon\" is no date"}},
        {"media remove", {{"a.png"}, {"nothing.mp4"}, 1, "there is no media item"}},
        {"media sweep", {{}, {"now"}, 2, "one too many"}},
        {"media restore", {{"a.png"}, {"a.png"}, 1, "a.png"}},
        {"media check", {{}, {"nothing.mp4"}, 1, "there is no media item"}},
        {"jobs", {{}, {"all"}, 2, "there is no command \"jobs all\""}},
        {"jobs list", {{}, {"all"}, 2, "one too many"}},
        {"jobs show", {{"1"}, {"one"}, 2, "\"one\""}},
        {"jobs cancel", {{"1"}, {"one"}, 2, "\"one\""}},
        {"playlist create", {{"b"}, {"A"}, 1, "there is a playlist \"a\" already"}},
        {"playlist add", {{"a", "a.png"}, {"a", "b.png"}, 1, "there is no media item \"b.png\""}},
        {"playlist edit", {{"a", "1", "--title", "x"}, {"a", "2"}, 2, "nothing"}},
        {"playlist move", {{"a", "1", "1"}, {"a", "1", "2"}, 2, "TO cannot be \"2\""}},
        {"playlist remove", {{"a", "1"}, {"a", "2"}, 1, "has no item 2"}},
        {"playlist list", {{}, {"a"}, 2, "one too many"}},
        {"playlist restore", {{"gone"}, {"nothing"}, 1, "\"nothing\""}},
        {"playlist show", {{"a"}, {"b"}, 1, "there is no playlist \"b\""}},
        {"campaign create",
         {{"y", "--playlist", "a", "--screens", "all"},
          {"X", "--playlist", "a", "--screens", "all"},
          1,
          "there is a campaign \"x\" already"}},
        {"campaign edit", {{"x", "--share", "5"}, {"x", "--share", "0"}, 2, "from 1 to 1000"}},
        {"campaign list", {{}, {"x"}, 2, "one too many"}},
        {"campaign restore", {{"gone"}, {"nothing"}, 1, "\"nothing\""}},
        {"campaign show", {{"x"}, {"y"}, 1, "there is no campaign \"y\""}},
        {"campaign remove", {{"x"}, {"y"}, 1, "there is no campaign \"y\""}},
        {"ticker create", {{"t", "--text", "Hello"}, {"t", "--text", " "}, 2, "the ticker has no text"}},
        {"ticker edit", {{"1", "--text", "Hello"}, {"t", "--text", "x"}, 1, "there is no ticker \"t\""}},
        {"ticker list", {{}, {"t"}, 2, "one too many"}},
        {"ticker restore", {{"gone"}, {"nothing"}, 1, "\"nothing\""}},
        {"ticker show", {{"1"}, {"t"}, 1, "there is no ticker \"t\""}},
        {"ticker remove", {{"1"}, {"t"}, 1, "there is no ticker \"t\""}},
        {"draft show", {{}, {"x"}, 2, "one too many"}},
        {"draft export", {{folder + "/d.toml"}, {folder}, 2, "is no file"}},
        {"draft history", {{}, {"x"}, 2, "one too many"}},
        {"draft undo", {{}, {"x"}, 2, "one too many"}},
        {"draft redo", {{}, {"x"}, 2, "one too many"}},
        {"draft restore", {{"1"}, {"99"}, 1, "99"}},
        {"draft refresh", {{}, {"x"}, 2, "one too many"}},
        {"draft reset", {{}, {"x"}, 2, "one too many"}},
        {"apply", {{programme_file}, {folder}, 1, "name a file instead"}},
        {"diff", {{}, {"x"}, 2, "one too many"}},
        {"check", {{}, {"--days", "0"}, 2, "--days cannot be \"0\""}},
        {"approve", {{}, {"--days", "0"}, 2, "--days cannot be \"0\""}},
        {"history", {{}, {"x"}, 2, "one too many"}},
        {"revert", {{"1"}, {"99"}, 1, "99"}},
        {"screen pair", {{"AAAA-BBBB"}, {"AAAA"}, 2, "this is not a pairing code"}},
        {"screen unpair", {{"lobby"}, {"nobody"}, 1, "there is no screen \"nobody\""}},
        {"screen create", {{"roof"}, {"LOBBY"}, 1, "there is a screen \"lobby\" already"}},
        {"screen edit",
         {{"lobby", "--title", "x"},
          {"lobby", "--quiet-hours", "12h-13h"},
          2,
          "--quiet-hours cannot be \"12h-13h\""}},
        {"screen move", {{"lobby", "1"}, {"lobby", "Cho"}, 2, "did you mean Chợ?"}},
        {"screen remove", {{"lobby"}, {"nobody"}, 1, "there is no screen \"nobody\""}},
        {"screen list", {{}, {"x"}, 2, "one too many"}},
        {"screen restore", {{"gone"}, {"nothing"}, 1, "\"nothing\""}},
        {"screen show", {{"lobby"}, {"nobody"}, 1, "there is no screen \"nobody\""}},
        {"screen shot",
         {{"lobby", "--output", folder + "/s.png"}, {"lobby", "--output", folder + "/s.gif"}, 2, "s.gif"}},
        {"site show", {{}, {"x"}, 2, "one too many"}},
        {"site edit", {{"--body", "x"}, {"--timezone", "Mars"}, 2, "the time zone \"Mars\" is not known"}},
        {"preview",
         {{"--screen", "lobby"}, {"--screen", "lobby", "--days", "32"}, 2, "--days cannot be \"32\""}},
        {"explain", {{"--screen", "lobby"}, {"--screen", "lobby", "--at", "never"}, 2, "\"never\""}},
        {"emergency start",
         {{"--text", "Hello", "--for", "5m"}, {"--text", "Hello", "--for", "25h"}, 2, "\"25h\""}},
        {"emergency stop", {{}, {"x"}, 1, "x"}},
        {"emergency list", {{}, {"x"}, 2, "one too many"}},
        {"status", {{}, {"x"}, 2, "one too many"}},
        {"doctor", {{}, {"x"}, 2, "one too many"}},
        {"plays count", {{}, {"--by", "colour"}, 2, "colour"}},
        {"plays recount", {{}, {"x"}, 2, "one too many"}},
        {"plays compliance", {{}, {"--month", "13/2026"}, 2, "13/2026"}},
        {"plays at", {{"--screen", "lobby", "--at", "7:30"}, {"--at", "never"}, 2, "\"never\""}},
        {"plays export", {{"--output", folder + "/r.csv"}, {"--format", "doc"}, 2, "doc"}},
        {"plays heads", {{"--output", folder + "/h.pdf"}, {"--output", folder + "/h.txt"}, 2, "h.txt"}},
        {"plays verify", {{evidence}, {folder}, 1, ""}},
        {"plan import", {{file("plan.toml", "x")}, {folder}, 1, ""}},
        {"plan show", {{}, {"x"}, 2, "one too many"}},
        {"user add",
         {{"Lan", "--role", "editor"}, {"a/b", "--role", "editor"}, 2, "cannot be the name of a user"}},
        {"user list", {{}, {"x"}, 2, "one too many"}},
        {"user edit",
         {{"Hoa", "--role", "viewer"}, {"Hao", "--role", "viewer"}, 1, "there is no user \"Hao\""}},
        {"user remove", {{"Hoa"}, {"Hao"}, 1, "there is no user \"Hao\""}},
        {"user token",
         {{"Hoa", "--output", folder + "/t"}, {"Hao", "--output", folder + "/u"}, 1, "\"Hao\""}},
        {"user password",
         {{"Hoa", "--file", file("password", "một câu dài dễ nhớ\n")},
          {"Hoa", "--file", folder + "/password", "--remove"},
          2,
          "exclude each other"}},
        {"bundle export",
         {{folder, "--screen", "lobby"}, {folder, "--screen", "nobody"}, 1, "there is no screen \"nobody\""}},
        {"bundle share",
         {{folder, "--media", "x"}, {folder + "/nothing", "--media", "x"}, 1, "is no folder"}},
        {"bundle take", {{folder}, {folder + "/nothing"}, 1, "there is no folder bangtin-share"}},
        {"bundle import", {{folder}, {folder + "/nothing"}, 1, "there is no folder bangtin-bundle"}},
        {"audit", {{}, {"--from", "never"}, 2, "\"never\""}},
        {"backup", {{folder + "/b.tar"}, {evidence}, 1, "e.jsonl exists already"}},
        {"restore", {{folder + "/b.tar"}, {evidence}, 1, "e.jsonl is not a backup"}},
        {"guide", {{}, {"x"}, 2, "one too many"}},
        {"help", {{}, {"nothing"}, 2, "there is no command \"nothing\""}},
        {"version", {{}, {"x"}, 2, "one too many"}}};
  }
};

TEST_F(every_command, has_a_row_here) {
  std::set<std::string> known;
  for (const command& c : app::commands()) known.emplace(c.words);
  for (const std::string& c : known)
    EXPECT_TRUE(rows.contains(c)) << "\"" << c << "\" needs a row of fill_rows()";
  for (const auto& [name, row] : rows) EXPECT_TRUE(known.contains(name)) << "there is no command " << name;
}

TEST_F(every_command, refuses_what_is_wrong) {
  for (const auto& [name, row] : rows) {
    words typed = split(name, ' ');
    typed.insert(typed.end(), row.wrong.begin(), row.wrong.end());
    SCOPED_TRACE(name);
    spoken said = checked(typed, false);
    EXPECT_EQ(said.code, row.code) << said.err;
    EXPECT_THAT(said.err + said.out, HasSubstr(row.said));
  }
}

TEST_F(every_command, refuses_calls_that_lack_what_it_needs) {
  for (const command& c : app::commands()) {
    for (const option_row& row : c.options) {
      if (!row.required) continue;
      SCOPED_TRACE(std::string(c.words) + " " + std::string(row.name));
      spoken said = checked(call_of(c, row.key(), true), false);
      EXPECT_EQ(said.code, 2) << said.err;
    }
  }
}

TEST_F(every_command, takes_nothing_twice_that_is_meant_once) {
  for (const command& c : app::commands()) {
    SCOPED_TRACE(c.words);
    bool many_words = false;
    for (const option_row& row : c.options) {
      many_words = many_words || (row.is_word() && row.many);
      if (row.is_word() || row.value.empty() || row.many) continue;
      words typed = call_of(c, row.key());
      for (int i = 0; i < 2; ++i) typed.insert(typed.end(), {std::string(row.key()), "x"});
      spoken said = checked(typed, false);
      EXPECT_EQ(said.code, 2) << said.err;
      EXPECT_THAT(said.err, HasSubstr(row.key()));
    }
    if (many_words) continue;
    words typed = call_of(c);
    typed.insert(typed.begin() + static_cast<std::ptrdiff_t>(split(c.words, ' ').size()), 4, "surplus");
    EXPECT_EQ(checked(typed, false).code, 2);
  }
}

TEST_F(every_command, refuses_values_that_mean_nothing) {
  for (const command& c : app::commands()) {
    for (const option_row& row : c.options) {
      const bool is_name_to_give =
          row.key() == "--name" ||
          (row.name == "NAME" && (c.words.ends_with("create") || c.words == "user add"));
      if (is_free(row) || row.takes_path() || row.key() == "--groups" || is_name_to_give ||
          is_searched_for(c, row))
        continue;
      if (!row.is_word() && row.value.empty()) continue;
      SCOPED_TRACE(std::string(c.words) + " " + std::string(row.name));
      checked(call_with(c, row, "no such value?"), false);
    }
  }
}

TEST_F(every_command, survives_enormous_values) {
  const std::string letters(100'000, 'x'), lines = [] {
    std::string all;
    for (int i = 0; i < 20'000; ++i) all += "ế\n ";
    return all;
  }();
  for (const command& c : app::commands()) {
    for (const option_row& row : c.options) {
      if (!row.is_word() && row.value.empty()) continue;
      SCOPED_TRACE(std::string(c.words) + " " + std::string(row.name));
      if (row.takes_path()) {
        checked(call_with(c, row, daemon.folder() / "out" / letters), false);
        continue;
      }
      checked(call_with(c, row, letters), is_searched_for(c, row));
      if (!row.is_word()) checked(call_with(c, row, lines), is_searched_for(c, row));
    }
    SCOPED_TRACE(c.words);
    words option = call_of(c);
    option.push_back("--" + letters);
    checked(option, false);
  }
  checked({letters}, false);
}

TEST_F(every_command, shows_hostile_values_harmlessly) {
  for (const command& c : app::commands()) {
    for (const option_row& row : c.options) {
      if (!row.is_word() && row.value.empty()) continue;
      SCOPED_TRACE(std::string(c.words) + " " + std::string(row.name));
      for (const char* value : {"a\x1b]0;EVIL\x07z", "a\nEVIL", "a\u202Ez", "a\u200Bz", "a\xFFz"}) {
        const bool path = row.takes_path();
        checked(call_with(c, row, path ? (daemon.folder() / "out" / value).string() : value),
                path || is_searched_for(c, row));
      }
    }
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
