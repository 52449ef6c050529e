// plays compliance and plays at: what people and programs read of the daemon's answers.
#include "admin-cli/commands/calls.hpp"
#include "base/files.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class shown : public calls {
 protected:
  shown() {
    daemon.on(
        "GET /v1/site",
        "{\"daemon_key\":\"" + std::string(64, '1') +
            "\",\"root\":null,\"version\":\"1\",\"programme_version\":0,\"timezone\":\"Asia/Ho_Chi_Minh\"}");
    daemon.on("GET /v1/screens", "[]");
    for (const char* none : {"GET /v1/draft", "GET /v1/programmes/current"}) {
      daemon.on(none, [](const heard&) {
        return answer{404, problem("not_found", "there is no {}", "it", "x")};
      });
    }
  }
  void answer_at(const std::string& verdict, const std::string& reason, const std::string& more = "") {
    daemon.on("GET /v1/plays/at",
              R"({"screen":"lobby","at":1791590400000,"near_a_change":false,"verdict":")" + verdict +
                  R"(","reason":")" + reason + "\"" + (more.empty() ? all_null : more) + "}");
  }
  std::string nothing_of_ours() const {
    return R"({"screen":"lobby","at":1791590400000,"near_a_change":false,"verdict":"nothing",)"
           R"("reason":"player-off")" +
           all_null + "}";
  }
  const std::string all_null =
      R"(,"media":null,"title":null,"campaign":null,"programme":null,"version":null,"approver":null,)"
      R"("approved":null,"began":null,"ended":null,"bound_ms":null,"log":null,"seq":null,"planned":null,)"
      R"("head_seq":null,"head_hash":null,"received":null,"notice":null,"text":null)";
};

TEST_F(shown, compliance_lists_the_worst_first_and_says_why) {
  daemon.on(
      "GET /v1/plays/compliance",
      R"([{"screen":"a","campaign":"c","planned_s":100,"shown_s":100,"partial_s":0,"failed_s":0,"off_s":0,)"
      R"("offline_s":60,"interrupted_s":0,"unknown_s":0,"cause":""},)"
      R"({"screen":"b","campaign":"c","planned_s":3600,"shown_s":1800,"partial_s":0,"failed_s":0,)"
      R"("off_s":1800,"offline_s":0,"interrupted_s":0,"unknown_s":0,"cause":"player-off"}])");
  spoken said = call({"plays", "compliance", "--month", "10/2026"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_LT(said.out.find("\nb "), said.out.find("\na "));
  EXPECT_THAT(said.out, HasSubstr("50.0 %"));
  EXPECT_THAT(said.out, HasSubstr("the screen's program did not run"));
  EXPECT_THAT(said.out, HasSubstr("0:01:00 of it was shown while"));
  spoken json = call({"plays", "compliance", "--month", "2026-10", "--json"});
  EXPECT_EQ(json.document().at(1).at("off_s"), 1800);
  EXPECT_EQ(call({"plays", "compliance", "--month", "13/2026"}).code, 2);
}

TEST_F(shown, hours_are_in_the_zone_of_the_site) {
  daemon.on("GET /v1/plays/compliance/hours",
            R"([{"screen":"a","hour":1791590400000,"planned_s":3600,"missing_s":60,"cause":"no-display"}])");
  spoken said = call({"plays", "compliance", "--month", "2026-10", "--hours"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("2026-10-10 07:00"));
  EXPECT_THAT(said.out, HasSubstr("no display was connected"));
  spoken json = call({"plays", "compliance", "--month", "2026-10", "--hours", "--json"});
  EXPECT_EQ(json.document().at(0).at("hour"), "2026-10-10T07:00:00.000+07:00");
}

TEST_F(shown, an_instant_is_answered_in_sentences_and_for_programs) {
  answer_at(
      "ours", "play",
      R"(,"media":"a.png","title":"VNeID","campaign":"c","programme":"ab","version":3,"approver":"Lan",)"
      R"("approved":1791500000000,"began":1791590395000,"ended":1791590405000,"bound_ms":null,"log":"f0",)"
      R"("seq":7,"end_seq":8,"planned":true,"head_seq":9,"head_hash":"cd","received":1791590410000,"notice":null,)"
      R"("text":null)");
  spoken said = call({"plays", "at", "--screen", "lobby", "--at", "2026-10-10 07:00"});
  ASSERT_EQ(said.code, 0) << said.err;
  for (const char* part : {"it was ours", "VNeID (a.png)", "Approved by Lan", "version 3",
                           "Records 7 (START) and 8 (END) of log f0", "record 9 (hash cd)", "Not known: "}) {
    EXPECT_THAT(said.out, HasSubstr(part));
  }
  spoken json = call({"plays", "at", "--screen", "lobby", "--at", "07:00", "--json"});
  EXPECT_EQ(json.document().at("verdict"), "ours");
  EXPECT_EQ(json.document().at("at"), "2026-10-10T07:00:00.000+07:00");
  EXPECT_EQ(json.document().at("approver"), "Lan");
  EXPECT_EQ(json.document().at("planned"), true);
  EXPECT_EQ(json.document().at("seq"), 7);
  EXPECT_EQ(json.document().at("end_seq"), 8);
}

// What a record claims is not told as what was on the screen, and nobody is named as its approver.
TEST_F(shown, a_play_that_nobody_approved_is_told_as_a_claim) {
  answer_at("unknown", "not-approved",
            R"(,"media":"x.png","title":null,"campaign":"c","programme":"ab","version":null,"approver":null,)"
            R"("approved":null,"began":1791590395000,"ended":1791590405000,"bound_ms":null,"log":"f0",)"
            R"("seq":7,"end_seq":8,"planned":false,"head_seq":9,"head_hash":"cd","received":1791590410000,)"
            R"("notice":null,"text":null)");
  spoken said = call({"plays", "at", "--screen", "lobby", "--at", "2026-10-10 07:00"});
  ASSERT_EQ(said.code, 0) << said.err;
  for (const char* part : {"is not known", "nobody approved it", "What the record claims: from",
                           "No programme that was approved here has it"}) {
    EXPECT_THAT(said.out, HasSubstr(part));
  }
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("On the screen")));
  EXPECT_THAT(said.out, ::testing::Not(HasSubstr("Approved by")));
}

TEST_F(shown, the_time_is_taken_as_people_write_it) {
  std::vector<std::string> asked;
  daemon.on("GET /v1/plays/at", [&](const heard& h) {
    asked.push_back(h.target);
    return answer{404, problem("not_found", "there is no {}", "it", "x")};
  });
  for (const char* at : {"7:00", "7h", "7h00", "10/10 7:00", "10/10/2026 07:00", "hôm nay 7h", "now"})
    call({"plays", "at", "--screen", "lobby", "--at", at});
  ASSERT_EQ(asked.size(), 7U);
  for (const std::string& target : asked) EXPECT_THAT(target, ::testing::EndsWith("at=1791590400000"));
}

TEST_F(shown, what_is_not_ours_or_not_known_is_said_so) {
  answer_at("nothing", "player-off");
  EXPECT_THAT(call({"plays", "at", "--screen", "lobby", "--at", "07:00"}).out,
              HasSubstr("showed nothing of ours"));
  answer_at("dark", "closed");
  EXPECT_THAT(call({"plays", "at", "--screen", "lobby", "--at", "07:00"}).out, HasSubstr("was dark"));
  answer_at("unknown", "no-records");
  spoken json = call({"plays", "at", "--screen", "lobby", "--at", "07:00", "--json"});
  EXPECT_TRUE(json.document().at("media").is_null());
  EXPECT_EQ(call({"plays", "at", "--screen", "lobby", "--at", "noon"}).code, 2);
  EXPECT_EQ(call({"plays", "at", "--screen", "lobby"}).code, 2);
}

// The daemon is asked in milliseconds, and must not be the one who says so.
TEST_F(shown, a_time_of_which_no_evidence_can_be_is_a_plain_sentence) {
  answer_at("ours", "counted");
  started = true;
  daemon.start();
  for (auto [at, says] : std::vector<std::pair<const char*, const char*>>{
           {"1/1/1970 0:00", "no evidence is as old as 1970-01-01 00:00:00"},
           {"1970-01-01T00:00Z", "no evidence is as old as 1970-01-01 08:00:00"},
           {"31/12/9999 23:59", "9999-12-31 23:59:00 has not come yet"},
           {"mai 7h", "2026-10-11 07:00:00 has not come yet"},
           {"10/10/2026 7:01", "2026-10-10 07:01:00 has not come yet"}}) {
    spoken said = call({"plays", "at", "--screen", "lobby", "--at", at});
    EXPECT_EQ(said.code, 2) << at << said.out;
    EXPECT_THAT(said.err, HasSubstr(says)) << at;
    EXPECT_THAT(said.err, ::testing::Not(HasSubstr("milliseconds")));
  }
  for (const heard& h : daemon.stop()) EXPECT_THAT(h.target, ::testing::Not(HasSubstr("/v1/plays/at")));
}

TEST_F(shown, a_notice_keeps_its_lines) {
  std::string some = all_null;
  const std::string from = R"("notice":null,"text":null)";
  some.replace(some.find(from), from.size(), R"("notice":"0000aaaa","text":"FLOOD\nLeave now")");
  answer_at("ours", "notice", some);
  EXPECT_THAT(call({"plays", "at", "--screen", "lobby", "--at", "07:00"}).out,
              HasSubstr("0000aaaa: FLOOD\n  Leave now\n"));
}

// The page has the same answer, so it comes from the same endpoint.
TEST_F(shown, the_answer_is_also_a_page_for_the_file) {
  std::vector<std::string> asked;
  daemon.on("GET /v1/plays/at", [&](const heard& h) {
    asked.push_back(h.target);
    return answer{200, h.target.ends_with("&format=pdf") ? "%PDF-1.7 page" : nothing_of_ours()};
  });
  std::string target = daemon.folder() / "lobby.PDF";
  spoken said = call({"plays", "at", "--screen", "lobby", "--at", "07:00", "-o", target});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out + said.err, AllOf(HasSubstr("showed nothing of ours"), HasSubstr(target)));
  EXPECT_EQ(*read_file(target, 1000), "%PDF-1.7 page");
  ASSERT_EQ(asked.size(), 2U);
  EXPECT_EQ(asked[1], asked[0] + "&format=pdf");
  spoken json = call({"plays", "at", "--screen", "lobby", "--at", "07:00", "-o", target, "--json"});
  EXPECT_EQ(json.document().at("file"), target.c_str());
  EXPECT_EQ(json.document().at("bytes"), 13);
  EXPECT_EQ(json.document().at("verdict"), "nothing");
}

TEST_F(shown, a_page_is_whole_or_absent) {
  std::string target = file("lobby.pdf", "the older page");
  daemon.on("GET /v1/plays/at", [&](const heard& h) {
    if (!h.target.ends_with("&format=pdf")) return answer{200, nothing_of_ours()};
    return answer{200, "%PDF-1.7 half", true};
  });
  EXPECT_EQ(call({"plays", "at", "--screen", "lobby", "--at", "07:00", "-o", target}).code, 3);
  EXPECT_EQ(*read_file(target, 1000), "the older page");
  for (const auto& entry : std::filesystem::directory_iterator(daemon.folder()))
    EXPECT_THAT(entry.path().string(), ::testing::Not(HasSubstr("lobby.pdf."))) << "left behind";
}

TEST_F(shown, a_page_of_another_ending_is_refused_before_anything_is_asked) {
  for (const char* wrong : {"lobby.png", "lobby", "lobby.pdf.txt", "lobby.csv", ""}) {
    spoken said = call_without_daemon({"plays", "at", "--screen", "lobby", "--at", "07:00", "-o", wrong});
    EXPECT_EQ(said.code, 2) << wrong;
    EXPECT_THAT(said.err, HasSubstr(".pdf")) << wrong;
  }
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
