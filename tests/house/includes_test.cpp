// Which folder may include which, and which folders may use Asio, SQLite, GStreamer or SDL. CMake enforces
// the first between libraries; this test also detects what linking would allow, and cycles within a folder.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace bangtin::house {
namespace {

namespace fs = std::filesystem;
using names = std::set<std::string>;

// Each folder and those that it may include, besides itself and `base`. The same table as in README.md.
const std::map<std::string, names>& allowed() {
  static const names playlists{"playlists/programme", "playlists/schedule", "playlists/text",
                               "playlists/analysis"};
  static const std::map<std::string, names> table{
      {"base", {}},
      {"base/logging", {}},
      {"base/program_options", {}},
      {"base/sandbox", {}},
      {"base/archive", {}},
      {"base/sqlite", {}},
      {"playlists/programme", {}},
      {"playlists/schedule", {"playlists/programme"}},
      {"playlists/text", {"playlists/programme", "playlists/schedule"}},
      {"playlists/analysis", {"playlists/programme", "playlists/schedule", "playlists/text"}},
      {"media", playlists},
      {"media/subtitles", {}},
      {"media/ingest", {"media", "media/subtitles", "base/sandbox"}},
      {"evidence", {}},
      {"evidence/journal", {"evidence", "base/sqlite"}},
      {"evidence/report", {"evidence", "playlists/programme", "playlists/schedule", "playlists/text"}},
      {"evidence/rules", {"evidence", "playlists/programme", "playlists/schedule"}},
      {"wire", {"evidence", "playlists/programme", "playlists/schedule", "playlists/text"}},
      {"wire/admin",
       {"wire", "evidence", "evidence/report", "playlists/programme", "playlists/schedule",
        "playlists/text"}},
      {"evidence/verify",
       {"evidence", "evidence/report", "evidence/rules", "wire", "playlists/programme", "playlists/schedule",
        "playlists/text"}},
      {"scheduler/ledger", {"wire", "evidence", "evidence/rules", "playlists/programme"}},
      {"scheduler/ledger/sqlite",
       {"scheduler/ledger", "base/sqlite", "wire", "evidence", "evidence/rules", "playlists/programme"}},
      {"scheduler/events", {"scheduler/ledger", "wire", "evidence", "playlists/programme"}},
      {"scheduler/alerts",
       {"scheduler/events", "scheduler/ledger", "wire", "evidence", "playlists/programme",
        "playlists/schedule"}},
      {"scheduler/jobs",
       {"scheduler/events", "scheduler/ledger", "wire", "wire/admin", "evidence", "media",
        "playlists/programme", "playlists/text"}},
      {"scheduler/tls", {"wire", "evidence"}},
      {"scheduler/http", {"wire", "wire/admin"}},
      {"scheduler/auth", {"scheduler/http", "scheduler/ledger", "wire", "evidence", "playlists/programme"}},
      {"scheduler/api",
       {"scheduler/alerts", "scheduler/auth", "scheduler/tls", "scheduler/http", "scheduler/jobs",
        "scheduler/events", "scheduler/ledger", "wire", "wire/admin", "evidence", "evidence/report",
        "evidence/rules", "evidence/verify", "media", "playlists/programme", "playlists/schedule",
        "playlists/text", "playlists/analysis"}},
      {"scheduler/backup",
       {"base/archive", "scheduler/api", "scheduler/http", "scheduler/events", "scheduler/ledger",
        "scheduler/ledger/sqlite", "wire", "wire/admin", "evidence", "media", "playlists/programme",
        "playlists/schedule"}},
      {"scheduler/app",
       {"base/archive",
        "base/logging",
        "base/program_options",
        "scheduler/alerts",
        "scheduler/tls",
        "scheduler/backup",
        "scheduler/api",
        "scheduler/auth",
        "scheduler/http",
        "scheduler/jobs",
        "scheduler/events",
        "scheduler/ledger",
        "scheduler/ledger/sqlite",
        "wire",
        "wire/admin",
        "evidence",
        "media",
        "playlists/programme",
        "playlists/schedule",
        "playlists/text"}},
      {"player/decode", {"base/sandbox", "media"}},
      {"player/stage", {"player/decode", "player/stage/output", "media"}},
      {"player/stage/output", {"player/stage", "media"}},
      {"player/overlay",
       {"player/stage", "media/subtitles", "playlists/programme", "playlists/schedule", "playlists/text"}},
      {"player/core",
       {"player/stage", "evidence", "playlists/programme", "playlists/schedule", "playlists/text"}},
      {"player/sync",
       {"player/core", "player/stage", "wire", "evidence", "evidence/journal", "media", "playlists/programme",
        "playlists/schedule", "playlists/text"}},
      {"player/app",
       {"base/logging", "base/program_options", "player/sync", "player/core", "player/stage",
        "player/overlay", "player/decode", "wire", "evidence", "evidence/journal", "media",
        "playlists/programme", "playlists/schedule", "playlists/text"}},
      {"admin-cli/views",
       {"wire", "wire/admin", "evidence", "playlists/programme", "playlists/schedule", "playlists/text",
        "playlists/analysis"}},
      // web/approve_page.hpp is made with approve.html.
      {"admin-cli/commands",
       {"base/archive", "web", "admin-cli/views", "wire", "wire/admin", "evidence", "evidence/report",
        "evidence/verify", "media", "playlists/programme", "playlists/schedule", "playlists/text",
        "playlists/analysis"}},
      {"admin-cli/app", {"base/logging", "admin-cli/commands", "admin-cli/views", "wire", "wire/admin"}},
  };
  return table;
}

// Only these folders may include the matching headers. `{}`: no folder may.
struct library_rule {
  std::regex header;
  std::string name;
  names folders;
};
const std::vector<library_rule>& libraries() {
  static const std::vector<library_rule> rules{
      {std::regex("^(SQLiteCpp/|sqlite3).*"),
       "SQLite",
       {"base/sqlite", "evidence/journal", "scheduler/ledger/sqlite"}},
      {std::regex("^boost/(asio|beast).*"),
       "Asio",
       {"scheduler/ledger", "scheduler/events", "scheduler/alerts", "scheduler/jobs", "scheduler/http",
        "scheduler/auth", "scheduler/api", "scheduler/backup", "scheduler/app"}},
      {std::regex("^archive.*"), "libarchive", {"base/archive"}},
      {std::regex("^gst/.*"), "GStreamer", {"player/decode", "media/ingest"}},
      {std::regex("^SDL.*"), "SDL", {"player/stage", "player/stage/output"}},
      {std::regex("^(poppler|librsvg).*"), "poppler or librsvg", {"media/ingest", "player/decode"}},
      {std::regex("^glib.*"), "GLib", {"media/ingest", "player/decode", "evidence/report"}},
      {std::regex("^(pango|cairo|fontconfig|qpdf)[/-].*"),
       "Pango, cairo, fontconfig or qpdf",
       {"evidence/report", "media/ingest", "player/stage"}},
      {std::regex("^curl/.*"), "libcurl", {"wire"}},
      {std::regex("^toml.*"), "toml++", {"playlists/text", "evidence/report"}},
      {std::regex("^xlsxwriter.*"), "libxlsxwriter", {"evidence/report"}},
      {std::regex("^libical.*"), "libical", {"playlists/analysis"}},
      {std::regex("^seccomp.*"), "libseccomp", {"base/sandbox", "media/ingest", "player/decode"}},
  };
  return rules;
}

struct source {
  std::string path;                       // "player/core/plan.cpp"
  std::string folder;                     // "player/core"
  std::string unit;                       // "player/core/plan": a source and its header form one unit
  std::vector<std::string> own, foreign;  // its includes in quotes and in angle brackets
};

source read_source(const fs::path& root, const fs::path& file) {
  static const std::regex include(R"re(^\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>))re");
  source s;
  s.path = fs::relative(file, root).generic_string();
  s.folder = fs::path(s.path).parent_path().generic_string();
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    std::smatch m;
    if (!std::regex_search(line, m, include)) continue;
    (m[1].matched ? s.own : s.foreign).push_back(m[1].matched ? m[1] : m[2]);
  }
  return s;
}

const std::vector<source>& sources() {
  static const std::vector<source> all = [] {
    std::vector<source> found;
    const fs::path root = BANGTIN_SOURCE_DIR;
    for (const char* top :
         {"base", "playlists", "media", "evidence", "wire", "scheduler", "player", "admin-cli"}) {
      for (const fs::directory_entry& e : fs::recursive_directory_iterator(root / top)) {
        std::string ending = e.path().extension();
        if (ending == ".cpp" || ending == ".hpp") found.push_back(read_source(root, e.path()));
      }
    }
    return found;
  }();
  return all;
}

// A source, its header and its private headers (x_impl.hpp, x_state.hpp) form one unit.
std::string unit_of(const std::string& path) {
  std::string unit = fs::path(path).replace_extension().generic_string();
  for (std::string_view ending : {"_impl", "_state"}) {
    if (unit.ends_with(ending)) unit.resize(unit.size() - ending.size());
  }
  return unit;
}

std::string folder_of(const std::string& header) {
  return fs::path(header).parent_path().generic_string();
}

TEST(includes, every_folder_is_in_the_table) {
  ASSERT_GT(sources().size(), 200u);
  for (const source& s : sources()) EXPECT_TRUE(allowed().contains(s.folder)) << s.path;
}

TEST(includes, follow_the_arrows) {
  for (const source& s : sources()) {
    auto row = allowed().find(s.folder);
    if (row == allowed().end()) continue;
    for (const std::string& header : s.own) {
      std::string target = folder_of(header);
      bool may = target == s.folder || target == "base" || row->second.contains(target);
      EXPECT_TRUE(may) << s.path << " includes " << header;
    }
  }
}

TEST(includes, the_conductor_knows_the_interface_of_the_stage_alone) {
  for (const source& s : sources()) {
    if (s.folder != "player/core") continue;
    for (const std::string& header : s.own) {
      if (folder_of(header) != "player/stage") continue;
      EXPECT_TRUE(header == "player/stage/stage.hpp" || header == "player/stage/geometry.hpp")
          << s.path << " includes " << header;
    }
  }
}

TEST(includes, libraries_are_named_only_where_they_belong) {
  for (const source& s : sources()) {
    for (const std::string& header : s.foreign) {
      for (const library_rule& rule : libraries()) {
        if (!std::regex_match(header, rule.header)) continue;
        EXPECT_TRUE(rule.folders.contains(s.folder)) << s.path << " names " << rule.name;
      }
    }
  }
}

// Finds a cycle among the arrows of the folders, or of the units within a folder.
std::vector<std::string> circle_in(const std::map<std::string, names>& arrows) {
  std::map<std::string, int> state;  // 1: on the way, 2: done
  std::vector<std::string> way;
  std::vector<std::string> circle;
  auto visit = [&](auto&& self, const std::string& at) -> bool {
    state[at] = 1;
    way.push_back(at);
    auto found = arrows.find(at);
    for (const std::string& next : found == arrows.end() ? names{} : found->second) {
      if (state[next] == 1) {
        circle.assign(std::find(way.begin(), way.end(), next), way.end());
        return true;
      }
      if (state[next] == 0 && self(self, next)) return true;
    }
    way.pop_back();
    state[at] = 2;
    return false;
  };
  for (const auto& [at, next] : arrows) {
    if (state[at] == 0 && visit(visit, at)) break;
  }
  return circle;
}

TEST(includes, units_form_no_circle) {
  std::map<std::string, names> arrows;
  for (const source& s : sources()) {
    for (const std::string& header : s.own) {
      if (unit_of(header) != unit_of(s.path)) arrows[unit_of(s.path)].insert(unit_of(header));
    }
  }
  EXPECT_EQ(circle_in(arrows), std::vector<std::string>{});
}

TEST(includes, a_circle_would_be_found) {
  EXPECT_EQ(circle_in({{"a", {"b"}}, {"b", {"c"}}, {"c", {"b"}}}), (std::vector<std::string>{"b", "c"}));
  EXPECT_TRUE(circle_in({{"a", {"b", "c"}}, {"b", {"c"}}}).empty());
}

}  // namespace
}  // namespace bangtin::house
