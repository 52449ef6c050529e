// The listings, a progress bar and prompts at a pseudo-terminal, as the program itself shows them.
#include <sys/wait.h>

#include <chrono>

#include "admin-cli/app/pseudo_terminal.hpp"
#include "admin-cli/commands/calls.hpp"
#include "base/text.hpp"
#include "wire/admin/jobs.hpp"
#include "wire/admin/media.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/plan.hpp"
#include "wire/admin/plays.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"

namespace bangtin::admin_cli::app {
namespace {

namespace admin = wire::admin;
using ::testing::HasSubstr;
using ::testing::Not;
using words = std::vector<std::string>;

const std::string long_title = "Hướng dẫn nộp hồ sơ trực tuyến trên Cổng Dịch vụ công quốc gia — 越南语";
const std::string long_name = "áp-phích-tuyên-truyền-chuyển-đổi-số-năm-2026-bản-cuối-cùng.png";

// A daemon with a few of everything, with long texts.
class at_a_terminal : public commands::calls {
 public:
  at_a_terminal() {
    now =
        utc_ms(std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()));
    give_site();
    give_media();
    give_plays();
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
    EXPECT_EQ(call({"keys", "init", "--name", "Nguyễn Thị Phương Thảo"}).code, 0);
  }

  std::map<std::string, std::string> variables(const std::string& tongue, bool colour) {
    std::map<std::string, std::string> all{{"BANGTIN_SOCKET", env["BANGTIN_SOCKET"]},
                                           {"BANGTIN_KEYS", env["BANGTIN_KEYS"]},
                                           {"BANGTIN_LANG", tongue}};
    if (!colour) all["NO_COLOR"] = "1";
    return all;
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

  void give_site() {
    admin::site site;
    site.daemon_key = secret_key::generate().public_part();
    site.version = "1.0";
    site.programme_version = 4;
    site.timezone = "Asia/Ho_Chi_Minh";
    give("/v1/site", site);
    admin::screen fine, dark, silent, none;
    fine.name = "sanh-trung-tam-hanh-chinh-cong";
    fine.title = long_title;
    fine.venue = "service-centre";
    fine.last_seen = fine.shown_since = now;
    fine.programme_version = 4;
    fine.now_playing = "posters/" + long_name;
    fine.campaign = "ngay-chuyen-doi-so-quoc-gia";
    fine.disk_free_bytes = fine.disk_total_bytes = 9'000'000'000;
    fine.clock = "estimated";
    fine.clock_bound_ms = 40;
    fine.temperature_mc = 51'000;
    dark = silent = none = fine;
    dark.name = "chợ";
    dark.now_playing = "no-display";
    dark.problem = admin::reported_problem{msg("cannot play {}", long_name), msg("replace it")};
    silent.name = "nhà-văn-hóa";
    silent.last_seen = now - std::chrono::hours(5);
    none.name = "cong-chao";
    none.pairing = admin::pairing_kind::none;
    give_all("/v1/screens", std::vector<admin::screen>{fine, dark, none, silent});
    admin::waiting_screen waiting;
    waiting.screen_key = secret_key::generate().public_part();
    waiting.address = "10.0.0.7";
    give_all("/v1/pairing-requests", std::vector<admin::waiting_screen>{waiting});
    admin::published_version v;
    v.version = 4;
    v.approver = "Nguyễn Thị Phương Thảo";
    v.issued = v.published = now;
    v.expires = now + std::chrono::days(365);
    give_all("/v1/programmes", std::vector<admin::published_version>{v});
    admin::notice n;
    n.id = "0a1b2c3d";
    n.issued = now;
    n.expires = now + std::chrono::hours(2);
    n.approver = v.approver;
    n.text = long_title + "\n" + long_title;
    n.screens = {{fine.name, now, {}, {}}, {dark.name, {}, {}, msg("the notice is too old")}};
    give("/v1/notices", admin::notice_list{1, {n}});
  }

  void give_media() {
    admin::media_item m;
    m.id = "0123456789ab";
    m.sha256 = sha256(std::string_view("a"));
    m.file = long_name;
    m.width = 1920;
    m.height = 1080;
    m.title = long_title;
    m.theme = "III.2";
    m.owner = "Trung tâm Phục vụ hành chính công";
    m.added = now;
    m.files = {{m.sha256, 1'234'567}};
    admin::media_item other = m;
    other.id = "ba9876543210";
    other.title = "";
    give_all("/v1/media", std::vector<admin::media_item>{m, other});
    give("/v1/media/items/0123456789ab", m);
    daemon.on("GET /v1/media/removed", "[]");
    admin::job j;
    j.id = 17;
    j.kind = "ingest";
    j.file = long_name;
    j.state = "running";
    j.progress_pct = 40;
    j.eta_s = 75;
    j.queued = now;
    admin::job failed = j;
    failed.state = "failed";
    failed.failure = admin::job_failure{"invalid", msg("{} is empty", long_title),
                                        msg("check that this is the right file")};
    give_all("/v1/jobs", std::vector<admin::job>{j, failed});
    give("/v1/jobs/17", failed);
  }

  void give_plays() {
    admin::play_count row;
    row.task = "IV.2.c";
    row.theme = "III.2";
    row.day = "2026-11-29";
    row.screen = "sanh-trung-tam-hanh-chinh-cong";
    row.campaign = "ngay-chuyen-doi-so-quoc-gia";
    row.media = "posters/" + long_name;
    row.title = long_title;
    row.plays = 12'345;
    row.airtime_s = 360'000;
    give_all("/v1/plays/count", std::vector<admin::play_count>{row, row});
    give("/v1/plays/shortfalls", admin::play_shortfalls{"2026-11", {{"partial", 3, 0, 0}}, 2});
    admin::play_compliance c;
    c.screen = *row.screen;
    c.campaign = *row.campaign;
    c.planned_s = 360'000;
    c.shown_s = 300'000;
    c.off_s = 60'000;
    c.cause = "output";
    give_all("/v1/plays/compliance", std::vector<admin::play_compliance>{c});
    give_all("/v1/plays/compliance/hours",
             std::vector<admin::missing_hour>{{c.screen, now, 3600, 1200, "output"}});
    admin::plan p;
    p.report.superior = "ỦY BAN NHÂN DÂN XÃ NGHĨA HƯNG";
    p.report.recipients = {"UBND xã (để báo cáo)", long_title};
    p.tasks = {{"IV.2.c", "Tuyên truyền trực quan tại khu vực đông dân cư và trụ sở trung tâm",
                "Trung tâm Phục vụ hành chính công"}};
    p.themes = {
        {"III.2", "Vai trò, ý nghĩa và lợi ích; quy trình, cách thức sử dụng dịch vụ công trực tuyến"}};
    give("/v1/plan", p);
  }
};

std::vector<words> listings() {
  const std::string programme = BANGTIN_SOURCE_DIR "/tests/admin-cli/preview.toml";
  return {{},
          {"status"},
          {"screen", "list"},
          {"media", "list"},
          {"media", "show", "0123456789ab"},
          {"jobs"},
          {"jobs", "show", "17"},
          {"history"},
          {"preview", "--screen", "lobby", "--date", "2026-10-09", "--days", "2", "--programme", programme},
          {"explain", "--screen", "lobby", "--at", "2026-10-09T08:30", "--programme", programme},
          {"emergency", "list"},
          {"plays", "count", "--month", "2026-11"},
          {"plays", "count", "--month", "2026-11", "--by", "day,screen,campaign,media"},
          {"plays", "compliance", "--month", "2026-11"},
          {"plays", "compliance", "--month", "2026-11", "--hours"},
          {"plan", "show"},
          {"keys", "list"},
          {"help"},
          {"help", "media", "edit"}};
}

// Every listing in every width and language; colours take turns, so that each listing is seen with and
// without.
TEST_F(at_a_terminal, no_listing_is_wider_than_the_terminal) {
  bool colour = false;
  for (int width : {60, 80, 200}) {
    for (const char* tongue : {"vi", "en"}) {
      for (const words& typed : listings()) {
        pseudo_terminal run(width, typed, variables(tongue, colour));
        const std::string what = testing::PrintToString(typed) + " " + tongue + " " + std::to_string(width);
        EXPECT_EQ(run.end(), 0) << what << run.shown();
        EXPECT_GT(run.shown().size(), 20U) << what;
        if (!colour) {
          EXPECT_EQ(run.shown().find('\033'), std::string::npos) << what;
        }
        for (const std::string& line : split(without_colours(run.shown()), '\n')) {
          EXPECT_LE(columns(line), static_cast<std::size_t>(width)) << what << "\n" << line;
        }
      }
      colour = !colour;
    }
    colour = !colour;
  }
}

TEST_F(at_a_terminal, a_narrow_table_keeps_what_matters_and_says_what_is_missing) {
  pseudo_terminal narrow(60, {"status"}, variables("en", true)),
      wide(60, {"status", "--wide"}, variables("en", true));
  narrow.end();
  wide.end();
  EXPECT_THAT(narrow.shown(), HasSubstr("4 screens, 3 with a problem\n"));
  EXPECT_THAT(narrow.shown(), HasSubstr("\033[31m× no display\033[0m"));
  EXPECT_THAT(narrow.shown(), HasSubstr("not shown: Last seen, Campaign"));
  EXPECT_THAT(narrow.shown(), Not(HasSubstr("Frames dropped\n")));
  EXPECT_THAT(wide.shown(), HasSubstr("Frames dropped"));
  EXPECT_THAT(wide.shown(), HasSubstr(long_name));
  const std::string plain = without_colours(narrow.shown());
  EXPECT_LT(plain.find("\ncong-chao"), plain.find("\nnhà-văn-hóa"));
  EXPECT_LT(plain.find("\nnhà-văn-hóa"), plain.find("\nchợ"));
  EXPECT_LT(plain.find("\nchợ"), plain.find("\nsanh-"));
}

TEST_F(at_a_terminal, columns_in_the_environment_count_before_the_terminal) {
  auto with = variables("en", false);
  with["COLUMNS"] = "60";
  pseudo_terminal run(200, {"status"}, with);
  run.end();
  for (const std::string& line : split(run.shown(), '\n')) EXPECT_LE(columns(line), 60U) << line;
}

TEST_F(at_a_terminal, a_progress_bar_stays_on_its_line_and_goes) {
  std::string evidence;
  while (evidence.size() < 3'000'000) evidence += "{\"bangtin\":\"nonsense\"}\n";
  const std::string path = file("tệp bằng chứng có tên rất dài của tháng mười năm 2026.jsonl", evidence);
  for (int width : {60, 80, 200}) {
    pseudo_terminal run(width, {"plays", "verify", path}, variables("vi", false));
    run.end();
    const std::string& shown = run.shown();
    EXPECT_THAT(shown, HasSubstr("[#"));
    EXPECT_EQ(shown.find('\033'), std::string::npos);
    const std::size_t last = shown.rfind("] ");
    const std::size_t wiped = shown.find('\r', last);
    ASSERT_NE(wiped, std::string::npos) << "the bar is wiped out before the answer";
    std::size_t begin = 0;
    for (std::size_t at = shown.find('\r'); at != std::string::npos && at <= wiped;
         at = shown.find('\r', begin)) {
      EXPECT_LT(columns(shown.substr(begin, at - begin)), static_cast<std::size_t>(width));
      begin = at + 1;
    }
  }
  pseudo_terminal quiet(80, {"plays", "verify", path, "--quiet"}, variables("vi", false));
  quiet.end();
  EXPECT_THAT(quiet.shown(), Not(HasSubstr("[#")));
}

TEST_F(at_a_terminal, ctrl_c_at_a_passphrase_leaves_nothing_behind_and_the_echo_on) {
  auto with = variables("en", false);
  const std::filesystem::path keys = daemon.folder() / "new keys";
  with["BANGTIN_KEYS"] = keys;
  pseudo_terminal run(80, {"keys", "init"}, with);
  ASSERT_TRUE(run.read_until("new keys:")) << run.shown();
  EXPECT_FALSE(run.echoes());
  run.type("secret\x03");
  const int status = run.end();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << status << run.shown();
  EXPECT_TRUE(run.echoes());
  EXPECT_THAT(run.shown(), Not(HasSubstr("secret")));
  EXPECT_FALSE(std::filesystem::exists(keys));
}

TEST_F(at_a_terminal, ctrl_c_at_a_question_changes_nothing) {
  pseudo_terminal run(80, {"screen", "unpair", "chợ"}, variables("vi", false));
  ASSERT_TRUE(run.read_until("]")) << run.shown();
  run.type("\x03");
  const int status = run.end();
  EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << status << run.shown();
  for (const commands::heard& h : daemon.stop()) EXPECT_EQ(h.method, "GET") << h.target;
}

// The guide takes Ctrl-C over, so that it can say how to go on; the process still ends by the signal.
TEST_F(at_a_terminal, ctrl_c_leaves_the_guide_at_a_question_and_at_a_passphrase) {
  const std::filesystem::path keys = daemon.folder() / "new keys";
  const std::vector<std::pair<std::string, std::string>> places{
      {env["BANGTIN_KEYS"], "What do people call this screen?"}, {keys, "new keys:"}};
  for (const auto& [folder, question] : places) {
    auto with = variables("en", false);
    with["BANGTIN_KEYS"] = folder;
    pseudo_terminal run(80, {"guide"}, with);
    ASSERT_TRUE(run.read_until(question)) << run.shown();
    run.type("\x03");
    const int status = run.end();
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT) << status << run.shown();
    EXPECT_THAT(run.shown(), HasSubstr("You have left the guide; nothing is half done."));
    EXPECT_TRUE(run.echoes());
  }
  EXPECT_FALSE(std::filesystem::exists(keys));
  for (const commands::heard& h : daemon.stop()) EXPECT_EQ(h.method, "GET") << h.target;
}

}  // namespace
}  // namespace bangtin::admin_cli::app
