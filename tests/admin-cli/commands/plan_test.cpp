#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/plan_lint.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string stored =
    R"({"report":{"body":"TTPVHCC","office":"","place":"","recipients":["UBND xã"],"signatory":"","superior":"","symbol":""},)"
    R"("tasks":[{"code":"IV.2.c","lead":"TT","title":"Trực quan"}],"themes":[{"code":"III.2","title":"Vai trò"}],)"
    R"("venues":[{"code":"market","title":"Chợ"}]})";

class plan_commands : public calls {
 protected:
  std::string plan_file(const std::string& task) {
    return file("plan.toml",
                "[report]\nbody = \"TTPVHCC\"\nrecipients = [\"UBND xã\"]\n[[task]]\ncode = \"" + task +
                    "\"\ntitle = \"Trực quan\"\nlead = \"TT\"\n[[theme]]\ncode = \"III.2\"\ntitle = "
                    "\"Vai trò\"\n[[venue]]\ncode = \"market\"\ntitle = \"Chợ\"\n");
  }
};

TEST_F(plan_commands, import_says_what_it_changes_and_sends_the_plan) {
  daemon.on("GET /v1/plan", stored);
  daemon.on("PUT /v1/plan", [](const heard& h) { return answer{200, h.body}; });
  spoken said = call({"plan", "import", plan_file("IV.3.c")});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("+ task IV.3.c: Trực quan (TT)\n- task IV.2.c: Trực quan (TT)\n"));
  EXPECT_THAT(said.out, HasSubstr("tasks: 1, themes: 1, venues: 1"));
  spoken json = call({"plan", "import", plan_file("IV.3.c"), "--json"});
  EXPECT_EQ(json.document().at("changes").at(0).at("code").as_string(), "IV.3.c");
  EXPECT_TRUE(json.document().at("imported").as_bool());
  bool sent = false;
  for (const heard& h : daemon.stop())
    sent = sent || (h.method == "PUT" && h.body.find("IV.3.c") != std::string::npos);
  EXPECT_TRUE(sent);
}

TEST_F(plan_commands, import_of_the_same_plan_changes_nothing) {
  daemon.on("GET /v1/plan", stored);
  spoken said = call({"plan", "import", plan_file("IV.2.c")});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("already"));
  for (const heard& h : daemon.stop()) EXPECT_EQ(h.method, "GET");
}

TEST_F(plan_commands, import_brings_the_previous_plan_back) {
  std::string now, previous;
  auto serve = [&](const std::string& path, std::string& what) {
    daemon.on("GET " + path, [&what](const heard&) {
      return what.empty() ? answer{404, problem("not_found", "there is no {}", "plan", "make it")}
                          : answer{200, what};
    });
  };
  serve("/v1/plan", now);
  serve("/v1/plan/previous", previous);
  daemon.on("PUT /v1/plan", [&](const heard& h) {
    previous = std::exchange(now, h.body);
    return answer{200, h.body};
  });
  spoken first = call({"plan", "import", plan_file("IV.2.c")});
  EXPECT_EQ(first.code, 0) << first.err;
  EXPECT_THAT(first.err, Not(HasSubstr("--previous"))) << "there was none before";
  spoken none = call({"plan", "import", "--previous"});
  EXPECT_EQ(none.code, 1);
  EXPECT_THAT(none.err, HasSubstr("no plan has been replaced yet"));
  EXPECT_THAT(call({"plan", "import", plan_file("IV.3.c"), "--yes"}).err,
              HasSubstr("\"bangtin plan import --previous\" brings the plan before back"));
  spoken back = call({"plan", "import", "--previous", "--yes"});
  EXPECT_EQ(back.code, 0) << back.err;
  EXPECT_THAT(back.out, HasSubstr("+ task IV.2.c"));
  EXPECT_THAT(back.out, HasSubstr("the plan is now the previous one"));
  EXPECT_THAT(now, HasSubstr("IV.2.c"));
  EXPECT_EQ(call({"plan", "import", "--previous", "--yes"}).code, 0) << "and that is taken back the same way";
  EXPECT_THAT(now, HasSubstr("IV.3.c"));
  EXPECT_EQ(call({"plan", "import"}).code, 2);
  EXPECT_EQ(call({"plan", "import", plan_file("IV.2.c"), "--previous"}).code, 2);
}

TEST_F(plan_commands, import_of_a_wrong_file_names_each_place_and_sends_nothing) {
  spoken said = call(
      {"plan", "import", file("plan.toml", "[report]\nplce = \"x\"\n[[task]]\ncode = 3\ntitle = \"x\"\n")});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err,
              HasSubstr("plan.toml:2:1: the key \"plce\" is not known here — did you mean \"place\"?"));
  EXPECT_THAT(said.err, HasSubstr("plan.toml:4:8: \"code\" should be a text"));
  EXPECT_TRUE(daemon.stop().empty());
}

TEST_F(plan_commands, import_asks_before_entries_of_the_plan_go) {
  daemon.on("GET /v1/plan", stored);
  daemon.on("PUT /v1/plan", [](const heard& h) { return answer{200, h.body}; });
  person.there = true;
  person.consents = {false, true};
  const std::string other = plan_file("IV.3.c");
  spoken said = call({"plan", "import", other});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out, HasSubstr("- task IV.2.c: "));
  EXPECT_EQ(call({"plan", "import", other}).code, 0);
  EXPECT_EQ(call({"plan", "import", other, "--yes"}).code, 0);
  EXPECT_EQ(person.asked, (std::vector<std::string>(2, "Replace the plan? Entries of it that go: 1.")));
  int sent = 0;
  for (const heard& h : daemon.stop()) sent += h.method == "PUT" ? 1 : 0;
  EXPECT_EQ(sent, 2);
}

TEST_F(plan_commands, import_of_an_empty_file_is_refused) {
  daemon.on("GET /v1/plan", stored);
  daemon.on("PUT /v1/plan", [](const heard& h) { return answer{200, h.body}; });
  EXPECT_EQ(call({"plan", "import", file("plan.toml", "")}).code, 1);
  EXPECT_EQ(call({"plan", "import", file("plan.toml", "# nothing\n")}).code, 1);
  for (const heard& h : daemon.stop()) EXPECT_NE(h.method, "PUT");
}

TEST_F(plan_commands, show_prints_tables_or_says_that_there_is_no_plan) {
  daemon.on("GET /v1/plan", stored);
  spoken said = call({"plan", "show"});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("IV.2.c  Trực quan  TT"));
  EXPECT_EQ(call({"plan", "show", "--json"}).document().at("themes").at(0).at("code").as_string(), "III.2");
}

TEST_F(plan_commands, show_without_a_plan_says_how_to_load_one) {
  spoken said = call({"plan", "show"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("bangtin plan import"));
}

TEST(compare_with_plan, warns_of_tasks_themes_and_venues_that_the_plan_lacks) {
  using playlists::analysis::finding_kind;
  playlists::programme::programme p;
  p.screens.emplace_back().name = "lobby";
  p.screens.back().venue = "maket";
  p.media.emplace_back().name = "a.png";
  p.media.back().theme = "III.9";
  p.media.emplace_back().name = "b.png";
  p.media.back().theme = "III.8";
  playlists::programme::playlist list;
  list.name = "l";
  list.items.emplace_back().media = "a.png";
  list.items.emplace_back().media = "b.png";
  list.items.back().theme = "III.2";
  p.playlists.push_back(list);
  p.campaigns.emplace_back().name = "c";
  p.campaigns.back().task = "IV.2.d";
  p.campaigns.emplace_back().name = "without";
  evidence::report::plan plan;
  EXPECT_TRUE(compare_with_plan(p, plan).empty()) << "a plan without lists says nothing";
  plan.tasks = {{"IV.2.c", "x", ""}};
  plan.themes = {{"III.2", "x"}};
  plan.venues = {{"market", "x"}};
  auto found = compare_with_plan(p, plan);
  ASSERT_EQ(found.size(), 3U);
  EXPECT_EQ(found[0].kind, finding_kind::task_unknown);
  EXPECT_EQ(found[0].campaign, "c");
  EXPECT_EQ(describe({errc::invalid, found[0].what, found[0].remedy}),
            "the plan has no task \"IV.2.d\", for which the campaign \"c\" is — did you mean IV.2.c?");
  EXPECT_EQ(found[1].kind, finding_kind::theme_unknown);
  EXPECT_EQ(found[1].media, "a.png") << "b.png is shown under the theme of its entry";
  EXPECT_EQ(found[2].kind, finding_kind::venue_unknown);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
