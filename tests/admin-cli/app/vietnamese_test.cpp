// What a person who has chosen Vietnamese reads in typical runs of every noun, right and wrong: no English
// word. Which words are Vietnamese the catalogue itself says; names and files are those of the runs.
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "admin-cli/app/command_table.hpp"
#include "admin-cli/commands/screen_desk.hpp"
#include "base/inner_message.hpp"
#include "base/text.hpp"
#include "wire/admin/jobs.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/plan.hpp"
#include "wire/admin/plays.hpp"
#include "wire/problem.hpp"

namespace bangtin::admin_cli::app {
namespace {

namespace admin = wire::admin;
using words = std::vector<std::string>;

// Names of programs, formats and units, and the words that people type.
const std::set<std::string>& proper_names() {
  static const std::set<std::string> all{
      "bangtin", "bangtind", "hex",    "ubnd", "qr",    "pdf",  "toml", "json", "csv",   "xlsx",      "id",
      "url",     "utf",      "png",    "jpg",  "jpeg",  "gif",  "svg",  "mp",   "mov",   "mkv",       "webm",
      "srt",     "ass",      "webvtt", "vtt",  "gb",    "mb",   "kb",   "tls",  "http",  "https",     "sha",
      "rfc",     "iana",     "ho",     "chi",  "minh",  "asia", "xxxx", "ics",  "jsonl", "systemctl", "sudo",
      "ctrl",    "enter",    "unix",   "true", "false", "yyyy", "mm",   "dd",   "hh",    "xml",       "wi",
      "fi",      "usb",      "h",      "s",    "ms",    "t"};
  return all;
}

// English for things that have a Vietnamese name; they stand in the catalogue only where they are typed.
const std::set<std::string>& never() {
  static const std::set<std::string> all{
      "slate",   "closed",   "notice",  "unsynced", "synced", "normal",   "takeover", "filler",    "playlist",
      "screen",  "campaign", "ticker",  "draft",    "media",  "daemon",   "player",   "programme", "plays",
      "none",    "unknown",  "title",   "theme",    "task",   "venue",    "image",    "pages",     "name",
      "file",    "date",     "time",    "list",     "code",   "item",     "key",      "keys",      "options",
      "command", "usage",    "warning", "error",    "note",   "complete", "partial",  "failed",    "and",
      "the",     "of",       "is",      "are",      "not",    "all",      "days",     "hours",     "no",
      "yes",     "on",       "off",     "at",       "by",     "logo",     "status",   "approved"};
  return all;
}

bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Without what is typed and not read: calls of the programs, options, files, addresses and numbers.
std::string prose_of(const std::string& text) {
  std::string all;
  for (const std::string& line : split(text, '\n')) {
    if (trimmed(line).starts_with("bangtin ")) continue;
    std::string rest = line;
    for (std::size_t at = rest.find("bangtin "); at != std::string::npos;
         at = rest.find("bangtin ", at + 1)) {
      rest.erase(at, std::min(rest.find_first_of("\";", at), rest.size()) - at);
    }
    for (const commands::command& c : commands()) {
      const std::string quoted = '"' + std::string(c.words) + '"';
      for (std::size_t at; (at = rest.find(quoted)) != std::string::npos;) rest.erase(at, quoted.size());
    }
    // A value that is typed and explained: "normal (thường)".
    static const std::regex explained(R"([a-z]+ \()");
    rest = std::regex_replace(rest, explained, "(");
    for (const std::string& token : split(rest, ' ')) {
      const std::string_view bare = trimmed(token, "\",;:.…()[]“”!?|–—");
      const bool typed = bare.starts_with('-') || bare.starts_with("bangtin-") ||
                         bare.find_first_of("/@_.=|0123456789") != std::string_view::npos;
      all += typed ? " " : token + " ";
    }
    all += '\n';
  }
  return all;
}

// The words that are written in ASCII letters alone, in small letters.
std::set<std::string> plain_words(const std::string& text) {
  std::set<std::string> all;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    bool ascii = true;
    while (end < text.size() && (is_letter(text[end]) || (text[end] & 0x80) != 0)) {
      ascii = ascii && is_letter(text[end]);
      ++end;
    }
    if (ascii && end - i > 1) all.insert(lower_case(std::string_view(text).substr(i, end - i)));
    i = std::max(end, i + 1);
  }
  return all;
}

// The Vietnamese side of po/vi.po.
std::set<std::string> words_of_the_catalogue() {
  std::ifstream in(BANGTIN_SOURCE_DIR "/po/vi.po");
  std::string all;
  bool translated = false;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("msgid")) translated = false;
    if (line.starts_with("msgstr")) translated = true;
    if (!translated || line.starts_with('#')) continue;
    const std::size_t quote = line.find('"');
    if (quote == std::string::npos) {
      all += '\n';
      continue;
    }
    std::string piece = line.substr(quote + 1, line.rfind('"') - quote - 1);
    for (std::size_t at; (at = piece.find("\\n")) != std::string::npos;) piece.replace(at, 2, "\n");
    for (std::size_t at; (at = piece.find("\\\"")) != std::string::npos;) piece.replace(at, 2, "\"");
    all += piece;
  }
  return plain_words(prose_of(all));
}

// A commune's site with a bit of everything.
class in_vietnamese : public commands::screen_desk {
 public:
  in_vietnamese() {
    for (const char* name : {"hinh-cho.png", "áp phích.png", "biểu.png"}) load(name);
    load("phim.mp4", playlists::programme::media_kind::video).duration = std::chrono::seconds(30);
    for (admin::media_item& m : loaded) {
      if (m.file == "áp phích.png") m.title = "Định danh mức hai";
    }
    give_plays();
    give_the_rest();
    make_keys();
    publish(programme_file(""));
    site.programme_version = 1;
    rows = {row("sảnh"), row("chợ"), row("cổng", admin::pairing_kind::none)};
    rows[0].now_playing = "áp phích.png";
    rows[0].campaign = "chuyển đổi số";
    rows[1].problem = admin::reported_problem{
        msg("\"{}\" is not shown: its file cannot be decoded", "phim.mp4"),
        msg("load the file again or show another in its place; this is told until it plays again")};
    rows[1].clock = "unsynced";
    set_draft(programme_file("share = 60\n"));
  }

  static std::string programme_file(const std::string& more) {
    return "slate = 'hinh-cho.png'\nbody = 'UBND xã Nghĩa Hưng'\n"
           "[[screen]]\nname = 'sảnh'\ntitle = 'Sảnh xã'\nvenue = 'trụ sở'\ngroups = ['trong nhà']\n"
           "open = [ { days = 'mon-fri', hours = '07:00-17:30' } ]\nlogo = 'biểu.png'\n"
           "[[screen]]\nname = 'chợ'\n"
           "[[playlist]]\nname = 'thang-10'\nitems = [ { media = 'áp phích.png', duration = '12s' },"
           " { media = 'phim.mp4', duration = '30s' } ]\n"
           "[[campaign]]\nname = 'chuyển đổi số'\nplaylist = 'thang-10'\nscreens = ['all']\n"
           "from = '10-01'\nto = '10-10'\nyearly = true\nhours = ['07:00-11:30']\n" +
           more +
           "[[campaign]]\nname = 'tết'\nplaylist = 'thang-10'\nscreens = ['@trong nhà']\nlevel = 'takeover'\n"
           "from = '01-01'\nto = '01-03'\nlunar = true\n"
           "[[ticker]]\nname = 'tiếp dân'\ntext = 'Tiếp dân sáng thứ Năm hằng tuần'\nscreens = ['all']\n";
  }

 private:
  template <class T>
  void give(const std::string& path, const T& value) {
    daemon.on("GET " + path, canonical(admin::encode(value)));
  }
  template <class T>
  void give_all(const std::string& path, const std::vector<T>& values) {
    daemon.on("GET " + path, canonical(admin::encode_list(values)));
  }
  void refuse(const std::string& what, error e) {
    const int status = wire::http_status(e.code);
    daemon.on(what, [e, status](const commands::heard&) {
      return commands::answer{status, wire::to_problem(e, status)};
    });
  }

  std::string item(const std::string& file) const {
    auto found = std::find_if(loaded.begin(), loaded.end(), [&](const auto& m) { return m.file == file; });
    return found == loaded.end() ? "" : found->id;
  }

  void give_plays() {
    admin::play_count count;
    count.task = "IV.2.c";
    count.theme = "III.2";
    count.day = "2026-10-09";
    count.screen = "sảnh";
    count.campaign = "tết";
    count.media = "áp phích.png";
    count.title = "Định danh mức 2";
    count.plays = 12'345;
    count.airtime_s = 360'000;
    give_all("/v1/plays/count", std::vector<admin::play_count>{count});
    give("/v1/plays/shortfalls", admin::play_shortfalls{"2026-10", {{"partial", 3, 0, 0}}, 2});
    std::vector<admin::play_compliance> all;
    for (const char* cause : {"output", "offline", "interrupted", "failed", "partial", "unknown"}) {
      admin::play_compliance c;
      c.screen = "sảnh";
      c.campaign = "tết";
      c.planned_s = 360'000;
      c.shown_s = 300'000;
      c.off_s = 60'000;
      c.cause = cause;
      all.push_back(c);
    }
    give_all("/v1/plays/compliance", all);
    give_all("/v1/plays/compliance/hours",
             std::vector<admin::missing_hour>{{"sảnh", now, 3600, 1200, "output"}});
    admin::plan p;
    p.report.superior = "ỦY BAN NHÂN DÂN XÃ NGHĨA HƯNG";
    p.report.recipients = {"UBND xã (để báo cáo)"};
    p.tasks = {{"IV.2.c", "Tuyên truyền trực quan", "Trung tâm"}};
    p.themes = {{"III.2", "Ý nghĩa, lợi ích"}};
    give("/v1/plan", p);
    route("PUT /v1/plan", [](const commands::heard& h) { return commands::answer{200, h.body}; });
  }

  void give_the_rest() {
    admin::notice n;
    n.id = "0a1b2c3d";
    n.issued = now - std::chrono::minutes(5);
    n.expires = now + std::chrono::hours(2);
    n.approver = "Trần Thị B";
    n.text = "Mất điện đến chiều";
    n.screens = {{"sảnh", now, {}, {}},
                 {"chợ", {}, {}, msg("the notice is over by the clock of this screen")}};
    give("/v1/notices", admin::notice_list{1, {n}});
    std::vector<admin::job> jobs;
    std::int64_t id = 0;
    for (const char* state : {"queued", "running", "done", "failed", "cancelled"}) {
      admin::job j;
      j.id = ++id;
      j.kind = "ingest";
      j.file = "phim.mp4";
      j.state = state;
      j.progress_pct = 40;
      j.queued = now;
      if (j.state == "failed") {
        j.failure = admin::job_failure{"io", system_error(msg("write {}", "/kho/phim"), ENOSPC).what,
                                       msg("free some space on the disk and try again")};
      }
      give("/v1/jobs/" + std::to_string(id), j);
      jobs.push_back(j);
    }
    give_all("/v1/jobs", jobs);
    refuse("GET /v1/jobs/99", {errc::not_found, msg("there is no job {}", 99),
                               msg("see \"bangtin jobs\" for those that there are")});
    for (const admin::media_item& m : loaded) give("/v1/media/items/" + m.id, m);
    // As the daemon says it: words within a sentence.
    refuse("DELETE /v1/media/items/" + item("áp phích.png"),
           {errc::conflict,
            msg("the draft uses {}: {}", "áp phích.png",
                inner(message{"{}, {}", {inner(msg("slate")), inner(msg("playlist \"{}\"", "thang-10"))}})),
            msg("take it out of the draft, then remove it")});
    refuse("DELETE /v1/media/items/" + item("biểu.png"), system_error(msg("write {}", "/kho"), EACCES));
  }
};

struct typical_run {
  words typed;
  bool right = true;
  std::string of_the_file = {};  // keys of a file, which are the same in every language
};

// What is typed as a name, file or text may come back; the command's own words may not.
std::set<std::string> typed_words(const words& typed) {
  std::set<std::string> all;
  for (const std::string& word : typed) {
    const bool of_the_command = std::any_of(commands().begin(), commands().end(), [&](const auto& c) {
      const std::vector<std::string> parts = split(c.words, ' ');
      return std::find(parts.begin(), parts.end(), word) != parts.end();
    });
    if (!of_the_command || word == typed.back()) all.merge(plain_words(word));
  }
  return all;
}

std::string english_in(const std::string& text, const std::set<std::string>& catalogue, const words& typed,
                       const std::string& of_the_file = {}) {
  std::set<std::string> typed_too = typed_words(typed);
  typed_too.merge(plain_words(of_the_file));
  std::string found;
  for (const std::string& word : plain_words(prose_of(text))) {
    if (typed_too.contains(word) || proper_names().contains(word)) continue;
    if (!catalogue.contains(word) || never().contains(word)) found += " " + word;
  }
  return found;
}

TEST_F(in_vietnamese, no_english_word_is_read_in_typical_runs) {
  const std::string broken = file("hong.toml", "slate = 'x.png'\n[[screen]]\nnam = 'a'\n");
  const std::string no_toml = file("sai.toml", "slate = 'x.png';\n");
  const std::string plan =
      file("ke-hoach.toml",
           "[report]\nsuperior = 'UBND'\nbody = 'Trung tâm'\nsymbol = 'BC-TT'\nplace = 'Nghĩa Hưng'\n"
           "office = 'GIÁM ĐỐC'\nsignatory = 'Trần Thị B'\nrecipients = ['Như trên']\n"
           "[[task]]\ncode = 'I.1'\ntitle = 'Tuyên truyền'\n");
  const std::string config = file("cau-hinh.toml", "servr = 'x'\n");
  const std::string folder = daemon.folder();
  const typical_run runs[] = {
      {{}},
      {{"status"}},
      {{"doctor"}, false},
      {{"screen", "list"}},
      {{"screen", "show", "sảnh"}},
      {{"screen", "create", "cổng số 1", "--title", "Cổng trước", "--groups", "ngoài trời"}},
      {{"screen", "edit", "sảnh", "--open", "t2-t6 7h-17h", "--clock", "on"}},
      {{"screen", "move", "chợ", "first"}},
      {{"site", "show"}},
      {{"site", "edit", "--body", "UBND xã"}},
      {{"playlist", "list"}},
      {{"playlist", "show", "thang-10"}},
      {{"playlist", "create", "tháng chạp"}},
      {{"playlist", "add", "thang-10", "biểu.png", "--duration", "12s"}},
      {{"playlist", "edit", "thang-10", "1", "--duration", "20s", "--qr", "corner"}},
      {{"playlist", "move", "thang-10", "2", "1"}},
      {{"playlist", "remove", "thang-10", "1"}},
      {{"campaign", "list"}},
      {{"campaign", "show", "tết"}},
      {{"campaign", "create", "xuân", "--playlist", "thang-10", "--screens", "sảnh", "--from", "1/2", "--to",
        "5/2", "--hours", "7h-11h30"}},
      {{"campaign", "edit", "xuân", "--days", "t2-t6", "--level", "filler"}},
      {{"campaign", "remove", "xuân", "--yes"}},
      {{"ticker", "list"}},
      {{"ticker", "create", "chào", "--text", "Chào mừng", "--from", "mai", "--to", "31/12"}},
      {{"ticker", "show", "chào"}},
      {{"ticker", "remove", "chào", "--yes"}},
      {{"draft", "show"}},
      {{"draft", "export", folder + "/ban-nhap.toml"}},
      {{"draft", "refresh"}},
      {{"diff"}},
      {{"check"}},
      {{"history"}},
      {{"preview", "--screen", "sảnh", "--date", "1/10/2027"}},
      {{"explain", "--screen", "sảnh", "--at", "1/10/2027 8:00"}},
      {{"explain", "--screen", "chợ"}},
      {{"emergency", "list"}},
      {{"jobs"}},
      {{"jobs", "show", "4"}},
      {{"media", "list"}},
      {{"media", "show", "phim.mp4"}},
      {{"plays", "count", "--month", "10/2026"}},
      {{"plays", "count", "--month", "10/2026", "--by", "day,screen,campaign,media"}},
      {{"plays", "compliance", "--month", "10/2026"}},
      {{"plays", "compliance", "--month", "10/2026", "--hours"}},
      {{"plan", "show"}},
      {{"plan", "import", plan, "--yes"}, true, "BC TT"},
      {{"keys", "list"}},
      {{"version"}},
      {{"check", "--programme", BANGTIN_SOURCE_DIR "/tests/admin-cli/preview.toml"}},

      {{"statsu"}, false},
      {{"media"}, false},
      {{"status", "--jsn"}, false},
      {{"preview", "sảnh"}, false},
      {{"status", "sảnh"}, false},
      {{"plays", "count", "11/2026"}, false},
      {{"screen", "move", "chợ"}, false},
      {{"screen", "show", "lobbi"}, false},
      {{"screen", "pair", "ABCD"}, false},
      {{"screen", "edit", "sảnh", "--open", "sáng"}, false},
      {{"screen", "edit", "sảnh", "--volume", "200"}, false},
      {{"site", "edit", "--timezone", "Hanoi"}, false},
      {{"playlist", "show", "thang-11"}, false},
      {{"playlist", "move", "thang-10", "1", "99"}, false},
      {{"playlist", "add", "thang-10", "khong-co.png"}, false},
      {{"playlist", "edit", "thang-10", "1", "--qr", "giua"}, false},
      {{"campaign", "show", "tet nguyen dan"}, false},
      {{"campaign", "create", "x", "--playlist", "thang-10", "--screens", "all", "--level", "cao"}, false},
      {{"campaign", "create", "x", "--playlist", "thang-10", "--screens", "all", "--from", "31/2"}, false},
      {{"campaign", "create", "x", "--playlist", "thang-10", "--screens", "all", "--hours", "7h-25h"}, false},
      {{"campaign", "create", "x", "--playlist", "thang-10", "--screens", "all", "--days", "t9"}, false},
      {{"campaign", "create", "x", "--playlist", "thang-10", "--screens", "all", "--share", "0"}, false},
      {{"ticker", "edit", "khong-co", "--text", "a"}, false},
      {{"emergency", "start", "--for", "2h"}, false},
      {{"emergency", "start", "--text", "Chào", "--for", "2"}, false},
      {{"media", "show", "khong-co.png"}, false},
      {{"media", "remove", "áp phích.png"}, false},
      {{"media", "remove", "biểu.png"}, false},
      {{"media", "add", folder + "/khong-co.png"}, false},
      {{"jobs", "show", "99"}, false},
      {{"jobs", "show", "x"}, false},
      {{"apply", folder + "/khong-co.toml"}, false},
      {{"apply", folder}, false},
      {{"apply", broken}, false, "name nam"},
      {{"apply", no_toml}, false},
      {{"check", "--programme", no_toml}, false},
      {{"plan", "import", no_toml}, false},
      {{"plan", "import", broken}, false, "slate screen report task theme venue"},
      {{"--config", config, "status"}, false, "servr server"},
      {{"revert", "99"}, false},
      {{"plays", "at", "--screen", "sảnh", "--at", "hôm kia"}, false},
      {{"plays", "verify", folder + "/khong-co.jsonl"}, false},
      {{"plays", "verify", folder}, false},
      {{"plays", "export", "--format", "doc"}, false},
      {{"keys", "init"}, false},
      {{"explain", "--screen", "sảnh", "--at", "25h"}, false},
      {{"help", "medai"}, false},
  };
  static_assert(std::size(runs) >= 90);
  const std::set<std::string> catalogue = words_of_the_catalogue();
  for (typical_run run : runs) {
    run.typed.insert(run.typed.end(), {"--lang", "vi"});
    const commands::spoken said = call(run.typed);
    run.typed.resize(run.typed.size() - 2);
    const std::string all = said.out + said.err, name = testing::PrintToString(run.typed);
    EXPECT_EQ(said.code == 0, run.right) << name << "\n" << all;
    EXPECT_NE(all, "") << name;
    EXPECT_EQ(english_in(all, catalogue, run.typed, run.of_the_file), "") << name << "\n" << all;
  }
}

// Command words and the values of options are the same in every language; all else in the help is Vietnamese.
TEST_F(in_vietnamese, no_english_word_is_read_in_the_help) {
  std::set<std::string> catalogue = words_of_the_catalogue();
  for (const commands::command& c : commands()) catalogue.merge(plain_words(std::string(c.words)));
  for (const commands::command& c : commands()) {
    words typed = split(c.words, ' ');
    typed.insert(typed.end(), {"--help", "--lang", "vi"});
    const std::string help = call_without_daemon(typed).out;
    std::string found;
    for (const std::string& word : plain_words(prose_of(help))) {
      if (!catalogue.contains(word) && !proper_names().contains(word)) found += " " + word;
    }
    EXPECT_EQ(found, "") << help;
    for (const commands::option_row& row : c.options) {
      const std::string_view holder = row.is_word() ? row.name : row.value;
      if (holder.empty() || holder == "ID" || holder == "URL" || holder.find('|') != std::string_view::npos)
        continue;
      EXPECT_EQ(help.find(" " + std::string(holder) + "  "), std::string::npos) << holder << " is English\n"
                                                                                << help;
    }
  }
}

TEST(an_english_word, is_found_in_vietnamese_text) {
  const std::set<std::string> catalogue = plain_words("danh sach dang dung ban nhap slate cho xem");
  EXPECT_EQ(
      english_in("bản nháp đang dung: playlist \"thang-10\", slate", catalogue, {"media", "remove", "x"}),
      " playlist slate");
  EXPECT_EQ(english_in("xem \"bangtin playlist show NAME\"; --name a.png", catalogue, {}), "");
  EXPECT_EQ(english_in("Is a directory", catalogue, {}), " directory is");
}

}  // namespace
}  // namespace bangtin::admin_cli::app
