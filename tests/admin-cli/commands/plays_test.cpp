#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <set>
#include <sstream>

#include "admin-cli/commands/calls.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

class plays : public calls {
 protected:
  plays() {
    daemon.on("GET /v1/site", R"({"daemon_key":")" + std::string(64, '1') +
                                  R"(","root":null,"version":"1","timezone":"Asia/Ho_Chi_Minh"})");
  }
};

const char* const some_shortfalls = R"({"month":"2026-10","near_edge":1,"reasons":[)"
                                    R"({"reason":"overlap","partial":0,"failed":0,"uncounted":4},)"
                                    R"({"reason":"stopped","partial":1,"failed":0,"uncounted":0}]})";

TEST_F(plays, counts_are_a_table_with_a_total_and_rows_in_json) {
  daemon.on("GET /v1/plays/count",
            R"([{"theme":"III.2","screen":"lobby","plays":1200,"airtime_s":14400,"partial":1,"failed":0,)"
            R"("uncounted":4},)"
            R"({"theme":"","screen":"market","plays":34,"airtime_s":59,"partial":0,"failed":2}])");
  daemon.on("GET /v1/plays/shortfalls", some_shortfalls);
  spoken said = call({"plays", "count", "--month", "10/2026", "--by", "theme,screen"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, ::testing::StartsWith("Plays of 2026-10\n"
                                              "Theme  Screen  Plays  Airtime  Partial  Failed  Uncounted\n"
                                              "III.2  lobby    1200  4:00:00        1       0          4\n"
                                              "–      market     34  0:00:59        0       2          0\n"
                                              "Total           1234  4:00:59        1       2          4\n"
                                              "did not count:\n"
                                              "       4  "));
  EXPECT_THAT(said.out, HasSubstr("because their clock was uncertain: 1\n"));
  spoken json = call({"plays", "count", "--month", "2026-10", "--by", "theme,screen", "--json"});
  EXPECT_EQ(json.document().at(1).at("airtime_s"), 59);
  EXPECT_EQ(json.document().at(0).at("uncounted"), 4);
  std::vector<heard> asked = daemon.stop();
  EXPECT_EQ(asked.at(0).target, "/v1/plays/shortfalls?month=2026-10");
  EXPECT_EQ(asked.at(1).target, "/v1/plays/count?month=2026-10&by=theme,screen");
}

// Without --month it is the month that it is now at the site.
TEST_F(plays, a_month_without_plays_says_so) {
  daemon.on("GET /v1/plays/count", "[]");
  daemon.on("GET /v1/plays/shortfalls", R"({"month":"2026-10","near_edge":0,"reasons":[]})");
  EXPECT_THAT(call({"plays", "count"}).out, HasSubstr("no plays in 2026-10"));
  EXPECT_EQ(call({"plays", "count", "--month", "2026-10", "--json"}).out, "[]\n");
  std::vector<heard> asked = daemon.stop();
  EXPECT_EQ(asked.at(0).target, "/v1/site");
  EXPECT_EQ(asked.at(1).target, "/v1/plays/shortfalls?month=2026-10");
}

TEST_F(plays, a_month_is_written_in_several_ways) {
  daemon.on("GET /v1/plays/count", "[]");
  daemon.on("GET /v1/plays/shortfalls", R"({"month":"2026-10","near_edge":0,"reasons":[]})");
  daemon.on("GET /v1/plays/export", "x");
  daemon.on("GET /v1/plays/heads", "x");
  const std::string to = daemon.folder() / "x.pdf";
  for (const auto& [good, month] :
       std::vector<std::pair<std::string, std::string>>{{"2026-10", "2026-10"},
                                                        {"10/2026", "2026-10"},
                                                        {"2026/10", "2026-10"},
                                                        {"2026-1", "2026-01"},
                                                        {"1/2026", "2026-01"},
                                                        {"tháng 11/2026", "2026-11"},
                                                        {"tháng này", "2026-10"},
                                                        {"tháng trước", "2026-09"},
                                                        {"last month", "2026-09"}}) {
    spoken count = call({"plays", "count", "--month", good});
    EXPECT_EQ(count.code, 0) << count.err;
    EXPECT_THAT(count.out, HasSubstr("no plays in " + month)) << good;
    EXPECT_THAT(call({"plays", "export", "--month", good, "-o", to}).out, HasSubstr(month)) << good;
    EXPECT_THAT(call({"plays", "heads", "--month", good, "-o", to}).out, HasSubstr(month)) << good;
  }
  for (const char* bad :
       {"", "2026", "2026-13", "13/2026", "0/2026", "26-10", "10-2026", "2026-10-01", "x/y"}) {
    EXPECT_EQ(call({"plays", "count", "--month", bad}).code, 2) << bad;
  }
}

// People read titles, programs read names.
TEST_F(plays, media_items_are_shown_by_title) {
  daemon.on("GET /v1/plays/count",
            R"([{"media":"a.mp4","title":"Rừng tự nhiên","plays":1,"airtime_s":1,"partial":0,"failed":0},)"
            R"({"media":"b.mp4","title":"","plays":1,"airtime_s":1,"partial":0,"failed":0}])");
  daemon.on("GET /v1/plays/shortfalls", R"({"month":"2026-10","near_edge":0,"reasons":[]})");
  spoken said = call({"plays", "count", "--by", "media"});
  EXPECT_THAT(said.out, HasSubstr("Rừng tự nhiên"));
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("a.mp4")));
  EXPECT_THAT(said.out, HasSubstr("b.mp4"));
  spoken json = call({"plays", "count", "--by", "media", "--json"});
  EXPECT_EQ(json.document().at(0).at("media"), "a.mp4");
  EXPECT_FALSE(json.document().at(0).as_object().contains("title"));
}

TEST_F(plays, a_recount_says_that_all_is_equal_or_which_rows_differ) {
  daemon.on("POST /v1/plays/recount", R"({"equal":true,"starts":12,"differences":[]})");
  spoken said = call({"plays", "recount"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out + said.err, HasSubstr("12 plays"));
  daemon.on("POST /v1/plays/recount",
            R"({"equal":false,"starts":12,"differences":[{"day":"2026-10-10","hour":"07","screen":"lobby",)"
            R"("campaign":"always","media":"poster.png","reason":"","stored":3,"recounted":2}]})");
  said = call({"plays", "recount"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, HasSubstr("poster.png"));
  EXPECT_EQ(call({"plays", "recount", "--json"}).document().at("equal"), false);
}

// Records what the bar says before the first byte.
class waiting_person final : public terminal {
 public:
  std::set<std::string> labels;
  bool can_ask() const override { return false; }
  result<std::string> ask(const std::string&) override { return error{}; }
  result<std::string> ask_secret(const std::string&) override { return error{}; }
  result<bool> confirm(const std::string&) override { return error{}; }
  void show(const progress_bar& bar) override {
    if (bar.done == 0) labels.insert(bar.label);
  }
};

TEST_F(plays, those_who_wait_long_for_an_export_hear_why) {
  daemon.on("GET /v1/plays/export", "x");
  daemon.start();
  for (int seconds : {5, 15}) {
    std::ostringstream out, err;
    waiting_person waits;
    int calls = 0;
    app::surroundings around{.out = out,
                             .err = err,
                             .person = waits,
                             .env = [this](const char* name) { return env.contains(name) ? env[name] : ""; },
                             .now = now,
                             .pause = {},
                             .start_log = {},
                             .width_out = 0,
                             .clock = clock,
                             .since_call = [&] { return std::chrono::seconds(calls++ == 0 ? 0 : seconds); }};
    const std::string target = daemon.folder() / "a.csv";
    ASSERT_EQ(app::run({"plays", "export", "--month", "2026-10", "-o", target}, around), 0) << err.str();
    EXPECT_EQ(
        waits.labels.contains("making a.csv; a daemon that was just started counts all plays again first"),
        seconds > 10);
  }
}

TEST_F(plays, an_export_is_whole_or_absent) {
  std::string target = daemon.folder() / "out.csv";
  std::string csv = "\xEF\xBB\xBFmonth,day\r\n";
  std::atomic<bool> broken = true;  // the daemon's thread reads it
  daemon.on("GET /v1/plays/export", [&](const heard&) { return answer{200, csv, broken}; });
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", target}).code, 3);
  EXPECT_FALSE(std::filesystem::exists(target));
  broken = false;
  spoken said = call({"plays", "export", "--month", "2026-10", "--format", "csv", "-o", target, "--json"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("bytes"), static_cast<std::int64_t>(csv.size()));
  EXPECT_EQ(*read_file(target, 1000), csv);
  for (const auto& entry : std::filesystem::directory_iterator(daemon.folder())) {
    EXPECT_THAT(entry.path().string(), ::testing::Not(HasSubstr("out.csv."))) << "left behind";
  }
}

// Answers as the daemon does: a format's file has the request's target and the format's name; several come in
// one answer, evidence first.
answer report_files(const heard& h) {
  std::string names = h.target.substr(h.target.find("format=") + 7);
  std::vector<std::string> formats = split(names.substr(0, names.find('&')), ',');
  if (formats.size() == 1) return answer{200, h.target};
  std::stable_partition(formats.begin(), formats.end(), [](const std::string& f) { return f == "json"; });
  answer a;
  for (const std::string& f : formats) {
    const std::string body = f + ":" + h.target;
    a.body += body;
    std::string& sizes = a.headers["Bangtin-Report-Files"];
    sizes += (sizes.empty() ? "" : ", ") + f + "=" + std::to_string(body.size());
  }
  a.headers["Bangtin-Report-Revision"] = "3";
  return a;
}

// Runs a call in the daemon's folder, and returns the names of the files there that begin with "bao-cao".
class exports : public plays {
 protected:
  exports() {
    std::filesystem::current_path(daemon.folder());
    daemon.on("GET /v1/plays/export", report_files);
    daemon.on("GET /v1/plays/heads", [](const heard& h) { return answer{200, h.target}; });
  }
  ~exports() override { std::filesystem::current_path(before_); }
  std::vector<std::string> files() const {
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(daemon.folder())) {
      std::string name = std::filesystem::relative(entry.path(), daemon.folder());
      if (name.find("bao-cao") != std::string::npos || name.find("phieu") != std::string::npos)
        names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
  }

 private:
  std::filesystem::path before_ = std::filesystem::current_path();
};

TEST_F(exports, are_named_by_month_and_format) {
  std::filesystem::create_directory("bao-cao-thang");
  struct asked {
    std::vector<std::string> words;
    std::vector<std::string> files;
  };
  for (const asked& a : std::vector<asked>{
           {{}, {"bao-cao-2026-10.csv"}},
           {{"--month", "11/2026"}, {"bao-cao-2026-11.csv"}},
           {{"--month", "tháng trước"}, {"bao-cao-2026-09.csv"}},
           {{"--format", "csv,XLSX,pdf,json"},
            {"bao-cao-2026-10.csv", "bao-cao-2026-10.jsonl", "bao-cao-2026-10.pdf", "bao-cao-2026-10.xlsx"}},
           {{"-o", "bao-cao.xlsx"}, {"bao-cao.xlsx"}},
           {{"-o", "bao-cao.JSON"}, {"bao-cao.JSON"}},
           {{"-o", "bao-cao.2026"}, {"bao-cao.2026"}},
           {{"-o", "bao-cao", "--format", "pdf"}, {"bao-cao"}},
           {{"-o", "bao-cao", "--format", "pdf,csv"}, {"bao-cao.csv", "bao-cao.pdf"}},
           {{"-o", "bao-cao-thang", "--format", "xlsx"}, {"bao-cao-thang/bao-cao-2026-10.xlsx"}}}) {
    for (const std::string& old : files()) std::filesystem::remove(old);
    std::filesystem::create_directory("bao-cao-thang");
    std::vector<std::string> words{"plays", "export"};
    words.insert(words.end(), a.words.begin(), a.words.end());
    spoken said = call(words);
    EXPECT_EQ(said.code, 0) << said.err;
    std::vector<std::string> there = files();
    std::erase(there, "bao-cao-thang");
    EXPECT_EQ(there, a.files) << ::testing::PrintToString(a.words);
  }
}

TEST_F(exports, show_how_much_of_the_file_has_arrived) {
  ASSERT_EQ(call({"plays", "export", "--month", "2026-10"}).code, 0);
  ASSERT_FALSE(person.labels.empty());
  EXPECT_EQ(person.labels.back(), "bao-cao-2026-10.csv");
  EXPECT_EQ(person.totals.back(), std::filesystem::file_size("bao-cao-2026-10.csv"));
}

// One call of the daemon, so that all files show the same moment.
TEST_F(exports, of_several_formats_come_in_one_answer) {
  spoken said = call({"plays", "export", "--month", "2026-10", "--format", "csv,pdf,json", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  const std::string target = "/v1/plays/export?month=2026-10&format=csv,pdf,json&lang=en";
  EXPECT_EQ(*read_file("bao-cao-2026-10.csv", 1000), "csv:" + target);
  EXPECT_EQ(*read_file("bao-cao-2026-10.pdf", 1000), "pdf:" + target);
  EXPECT_EQ(*read_file("bao-cao-2026-10.jsonl", 1000), "json:" + target);
  const json::array files = said.document().as_array();
  ASSERT_EQ(files.size(), 3U);
  EXPECT_EQ(files[0].at("format"), "csv");
  EXPECT_EQ(files[0].at("bytes"), static_cast<std::int64_t>(target.size() + 4));
  EXPECT_EQ(files[1].at("revision"), 3);
  EXPECT_TRUE(files[2].at("revision").is_null()) << "evidence has none";
}

TEST_F(plays, an_answer_with_other_files_than_were_asked_for_is_refused) {
  std::string sizes;
  daemon.on("GET /v1/plays/export", [&](const heard&) {
    answer a{200, "0123456789"};
    if (!sizes.empty()) a.headers["Bangtin-Report-Files"] = sizes;
    return a;
  });
  const std::string base = daemon.folder() / "r";
  for (const char* wrong : {"", "json=10", "json=4, pdf=5", "json=4, pdf=7", "json=4, xlsx=6",
                            "pdf=4, json=6", "json=-4, pdf=14", "json=10, pdf=0, pdf=0", "x"}) {
    sizes = wrong;
    EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "--format", "pdf,json", "-o", base}).code, 3)
        << wrong;
    EXPECT_FALSE(std::filesystem::exists(base + ".pdf")) << wrong;
  }
  sizes = "json=4, pdf=6";
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "--format", "pdf,json", "-o", base}).code, 0);
  EXPECT_EQ(*read_file(base + ".pdf", 100), "456789");
}

TEST_F(exports, ask_for_the_format_of_the_name_in_the_callers_language) {
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", "bao-cao.xlsx", "--lang", "vi", "--number",
                  "12a", "--date", "2/12/2026"})
                .code,
            0);
  EXPECT_EQ(*read_file("bao-cao.xlsx", 1000),
            "/v1/plays/export?month=2026-10&format=xlsx&lang=vi&number=12a&date=2026-12-02");
  EXPECT_EQ(call({"plays", "heads", "--month", "2026-10", "-o", "phieu.pdf"}).code, 0);
  EXPECT_EQ(*read_file("phieu.pdf", 1000), "/v1/plays/heads?month=2026-10");
}

TEST_F(exports, whose_name_contradicts_the_format_are_refused) {
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"export", "-o", "bao-cao.xlsx", "--format", "pdf"},
                                             {"export", "-o", "bao-cao.csv", "--format", "csv,pdf"},
                                             {"export", "-o", "bao-cao.xls", "--format", "xlsx"},
                                             {"export", "-o", "bao-cao.docx"},
                                             {"export", "--format", "csv,csv"},
                                             {"export", "--format", "json,jsonl"},
                                             {"export", "--format", "csv,"},
                                             {"export", "--format", "xslx"},
                                             {"export", "--month", "2026-13"},
                                             {"export", "--date", "30/2/2026"},
                                             {"export", "--number", std::string(41, 'x')},
                                             {"export", "--number", "12/BC-TTPVHCC"},
                                             {"export", "--number", "12\nX"},
                                             {"export", "-o", ""},
                                             {"export", "-o", "-"},
                                             {"export", "-o", "-", "--format", "pdf,csv"},
                                             {"heads", "-o", ""},
                                             {"heads", "-o", "-"},
                                             {"heads", "-o", "phieu.xlsx"}}) {
    std::vector<std::string> words{"plays"};
    words.insert(words.end(), wrong.begin(), wrong.end());
    EXPECT_EQ(call(words).code, 2) << ::testing::PrintToString(wrong);
    EXPECT_TRUE(files().empty()) << ::testing::PrintToString(wrong);
  }
  EXPECT_THAT(call({"plays", "export", "--format", "xls"}).err, HasSubstr("did you mean xlsx?"));
  spoken heads = call({"plays", "heads", "-o", "h.txt"});
  EXPECT_THAT(heads.err, AllOf(HasSubstr("give it the ending .pdf"), ::testing::Not(HasSubstr("--format"))));
  EXPECT_FALSE(std::filesystem::exists("-"));
}

TEST_F(exports, keep_the_mode_of_the_file_whose_place_they_take) {
  auto mode_of = [](const char* name) { return std::filesystem::status(name).permissions(); };
  using std::filesystem::perms;
  const std::vector<std::string> words{"plays", "export", "--month", "2026-10", "-o", "bao-cao.csv"};
  const ::mode_t before = ::umask(027);
  EXPECT_EQ(call(words).code, 0);
  ::umask(before);
  EXPECT_EQ(mode_of("bao-cao.csv"), perms::owner_read | perms::owner_write | perms::group_read);
  std::filesystem::permissions("bao-cao.csv", perms::owner_read | perms::owner_write);
  EXPECT_EQ(call(words).code, 0);
  EXPECT_EQ(mode_of("bao-cao.csv"), perms::owner_read | perms::owner_write);
}

TEST_F(plays, of_many_groups_are_counted_legibly_where_the_terminal_is_narrow) {
  daemon.on("GET /v1/plays/count",
            R"([{"task":"IV.2.c","theme":"III.2","campaign":"Ngày chuyển đổi số","screen":"sảnh trung tâm",)"
            R"("venue":"service-centre","media":"nộp hồ sơ trực tuyến.mp4","day":"2026-10-09","hour":"09",)"
            R"("plays":1234,"airtime_s":14400,"partial":1,"failed":2,"uncounted":45}])");
  daemon.on("GET /v1/plays/shortfalls", R"({"month":"2026-10","near_edge":0,"reasons":[]})");
  for (const char* language : {"en", "vi"}) {
    for (std::size_t columns : {60, 80, 120}) {
      width = columns;
      for (const char* by : {"task,theme,campaign,screen,venue,media,day,hour", "screen,media",
                             "media,screen", "campaign,screen,media", "day,hour,screen", "task,theme"}) {
        const std::string out =
            call({"plays", "count", "--month", "2026-10", "--by", by, "--lang", language}).out;
        for (const char* counted : {" 1234", " 4:00:00", " 45\n"}) {
          EXPECT_THAT(out, HasSubstr(counted)) << columns << by << "\n" << out;
        }
        if (std::string_view(by).starts_with("task,theme,") && columns == 60) {
          EXPECT_THAT(out, HasSubstr("--wide"));
          EXPECT_THAT(out, HasSubstr("Ngày chuy")) << "more than task and theme is left";
        }
        // What is cut can still be known again.
        for (const std::string& line : split(out, '\n')) {
          for (std::size_t at = line.find("…"); at != std::string::npos; at = line.find("…", at + 1)) {
            const std::size_t gap = line.rfind("  ", at);
            const std::string cut = line.substr(gap == std::string::npos ? 0 : gap + 2);
            EXPECT_GE(bangtin::columns(cut.substr(0, cut.find("…"))), 7U) << line;
          }
        }
      }
    }
  }
}

TEST_F(plays, a_column_that_is_named_twice_is_called_that) {
  spoken said = call({"plays", "count", "--by", "task,task"});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err, HasSubstr("\"task\" is named twice"));
}

TEST_F(plays, several_files_are_all_written_or_none) {
  std::atomic<bool> refused = true;
  daemon.on("GET /v1/plays/export", [&](const heard& h) {
    return refused ? answer{422, problem("invalid", "no {}", "x", "y")} : report_files(h);
  });
  const std::string base = daemon.folder() / "r";
  const std::vector<std::string> words{"plays",   "export", "--month", "2026-10", "--format",
                                       "csv,pdf", "-o",     base,      "--json"};
  EXPECT_EQ(call(words).code, 1);
  EXPECT_FALSE(std::filesystem::exists(base + ".csv"));
  refused = false;
  spoken said = call(words);
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().as_array().size(), 2U);
  EXPECT_EQ(said.document().at(1).at("file").as_string(), base + ".pdf");
}

TEST_F(plays, an_export_never_takes_the_place_of_a_device) {
  daemon.on("GET /v1/plays/export", [](const heard&) { return answer{200, "x"}; });
  std::string link = daemon.folder() / "device";
  std::filesystem::create_symlink("/dev/null", link);
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", link}).code, 1);
  EXPECT_TRUE(std::filesystem::is_character_file(link));
}

TEST_F(plays, a_refused_export_leaves_the_old_file) {
  std::string target = file("out.csv", "old");
  daemon.on("GET /v1/plays/export", [](const heard&) {
    return answer{422, problem("invalid", "no {}", "x", "y")};
  });
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", target}).code, 1);
  EXPECT_EQ(*read_file(target, 100), "old");
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "--format", "pdf", "-o", target}).code, 2);
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "--format", "xml", "-o", target}).code, 2);
  EXPECT_EQ(call({"plays", "export", "--month", "2026-10", "-o", "/nonexistent/x.csv"}).code, 1);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
