// The plan over real sockets.
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class the_plan : public site {
 protected:
  the_plan() { start(); }
};

TEST_F(the_plan, is_kept_as_it_was_sent_and_told_in_the_audit_log_once) {
  EXPECT_EQ(admin("GET", "/v1/plan").status, 404);
  const std::string plan =
      R"({"report":{"body":"TTPVHCC","recipients":["UBND xã"]},"tasks":[{"code":"IV.2.c","lead":"TT","title":"Trực quan"}],)"
      R"("themes":[{"code":"III.2","title":"Vai trò"}],"venues":[]})";
  answer put = admin("PUT", "/v1/plan", plan);
  ASSERT_EQ(put.status, 200) << put.body;
  EXPECT_EQ(parsed(put).at("tasks").at(0).at("title").as_string(), "Trực quan");
  EXPECT_EQ(parsed(put).at("report").at("office").as_string(), "") << "what is left out is empty";
  EXPECT_EQ(admin("PUT", "/v1/plan", plan).body, put.body);
  EXPECT_EQ(admin("GET", "/v1/plan/previous").status, 404) << "the same plan replaces nothing";
  EXPECT_EQ(admin("GET", "/v1/plan").body, put.body);
  stop();
  start();
  EXPECT_EQ(admin("GET", "/v1/plan").body, put.body);
  const answer other = admin("PUT", "/v1/plan", R"({"report":{"body":"UBND"}})");
  ASSERT_EQ(other.status, 200) << other.body;
  EXPECT_EQ(admin("GET", "/v1/plan").body, other.body);
  EXPECT_EQ(admin("GET", "/v1/plan/previous").body, put.body);
  EXPECT_EQ(admin("PUT", "/v1/plan", put.body).status, 200) << "the one before can be sent back";
  EXPECT_EQ(admin("GET", "/v1/plan/previous").body, other.body);
}

TEST_F(the_plan, that_no_report_can_show_is_refused_and_changes_nothing) {
  for (const char* bad :
       {R"({"tasks":[{"code":"a"},{"code":"a"}]})", R"({"tasks":[{"code":""}]})",
        R"({"tasks":[{"title":"a"}]})", R"({"themes":[{"code":"a","title":"b\nc"}]})", R"({"targets":[]})",
        "{}", R"({"report":{},"tasks":[]})", R"({"themes":[{"code":"a","title":"b\u202ec"}]})",
        R"({"venues":[{"code":"a","lead":"b"}]})", "[]", "{", ""}) {
    EXPECT_EQ(admin("PUT", "/v1/plan", bad).status, 422) << bad;
  }
  EXPECT_EQ(admin("GET", "/v1/plan").status, 404);
}

TEST_F(the_plan, is_for_staff_only) {
  EXPECT_GE(open("GET", "/v1/plan").status, 400);
  EXPECT_GE(open("PUT", "/v1/plan", "{}").status, 400);
}

}  // namespace
}  // namespace bangtin::scheduler::test
