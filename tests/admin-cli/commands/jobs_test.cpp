#include "admin-cli/commands/fake_media.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

class jobs_of_the_daemon : public loading {
 protected:
  jobs_of_the_daemon() {
    daemon.on(
        "GET /v1/site",
        "{\"daemon_key\":\"" + std::string(64, '1') +
            "\",\"root\":null,\"version\":\"1\",\"programme_version\":0,\"timezone\":\"Asia/Ho_Chi_Minh\"}");
    jobs.push_back({"phim.mp4", sha256("a").hex(), {"running"}});
    jobs.push_back({"hỏng.mov", sha256("b").hex(), {"failed:the film is cut off"}});
    jobs.push_back({"xong.mp4", sha256("c").hex(), {"done"}});
    jobs.push_back({"chờ.mp4", sha256("d").hex(), {"queued"}});
  }
};

TEST_F(jobs_of_the_daemon, are_listed_newest_first) {
  json::value v = call({"jobs", "list", "--json"}).document();
  ASSERT_EQ(v.as_array().size(), 4U);
  EXPECT_EQ(
      canonical(v.at(3)),
      R"({"eta_s":12,"file":"phim.mp4","id":1,"kind":"ingest","progress_pct":40,"reason":null,"state":"running"})");
  EXPECT_EQ(v.at(2).at("reason"), "the film is cut off — mend it");
  spoken said = call({"jobs"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("40 %"));
  EXPECT_THAT(said.out, HasSubstr("the film is cut off\n"));
  EXPECT_EQ(said.out, call({"jobs", "list"}).out);
}

TEST_F(jobs_of_the_daemon, are_shown_one_by_one) {
  EXPECT_EQ(call({"jobs", "show", "1", "--json"}).document().at("state"), "running");
  EXPECT_THAT(call({"jobs", "show", "1"}).out, HasSubstr("0:12"));
  EXPECT_THAT(call({"jobs", "show", "3"}).out, HasSubstr(sha256("c").hex().substr(0, 12)));
  EXPECT_THAT(call({"jobs", "show", "2"}).out, HasSubstr("the film is cut off — mend it"));
  EXPECT_EQ(call({"jobs", "show", "9"}).code, 1);
  for (const char* id : {"0", "-1", "x", "1.5", "99999999999999999999"}) {
    EXPECT_EQ(call({"jobs", "show", "--", id}).code, 2) << id;
  }
}

TEST_F(jobs_of_the_daemon, are_cancelled_by_their_number) {
  daemon.on("DELETE /v1/jobs/1", [this](const heard&) {
    jobs[0].states = {"cancelled"};
    return answer{200, R"({"id":1,"kind":"ingest","file":"phim.mp4","state":"cancelled","progress_pct":40,)"
                       R"("eta_s":null,"queued":1,"who":"root","failure":null,"item":null})"};
  });
  daemon.on("DELETE /v1/jobs/3", [](const heard&) {
    return answer{409, problem("conflict", "the job {} has ended", "3", "nothing is to be done")};
  });
  EXPECT_THAT(call({"jobs", "cancel", "1"}).out, HasSubstr("job 1 (phim.mp4) was cancelled"));
  EXPECT_EQ(call({"jobs", "cancel", "1", "--json"}).document().at("state"), "cancelled");
  EXPECT_EQ(call({"jobs", "cancel", "3"}).code, 1);
  EXPECT_EQ(call({"jobs", "cancel", "8"}).code, 1);
}

TEST_F(jobs_of_the_daemon, help_lists_all_three_commands) {
  std::string help = call({"jobs", "--help"}).out;
  for (const char* words : {"jobs list", "jobs show", "jobs cancel"}) EXPECT_THAT(help, HasSubstr(words));
}

TEST_F(jobs_of_the_daemon, a_misspelt_word_is_answered_with_the_nearest) {
  spoken said = call({"jobs", "lsit"});
  EXPECT_EQ(said.code, 2);
  EXPECT_THAT(said.err, HasSubstr("did you mean \"bangtin jobs list\"?"));
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
