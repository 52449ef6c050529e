// The whole way of "guide", and every place at which somebody may leave it.
#include <set>

#include "admin-cli/commands/guide_site.hpp"
#include "playlists/text/programme_check.hpp"
#include "wire/admin/plan.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class guides : public guide_site {};

TEST_F(guides, lead_from_an_empty_daemon_to_the_first_play_in_ten_answers) {
  looks_without_player = 5;
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_TRUE(unexpected.empty()) << unexpected.front();
  EXPECT_LE(person.asked.size(), 10U) << testing::PrintToString(person.asked);
  // Everything is named with the command that does it.
  for (const char* line :
       {"[1/8] The keys\n", "> bangtin keys init\n", "Later: bangtin plan import", "phim của ta.mp4'\n",
        "> bangtin screen pair AB1D-EFGH --name sanh-chinh --new --title 'Sảnh Chính' --venue 'Sảnh Chính'\n",
        "> bangtin playlist create first-content 'phim của ta.mp4'\n",
        "> bangtin campaign create first-content --playlist first-content --screens all\n",
        "> bangtin check\n", "> bangtin approve\n", "[8/8] The first play\n", "> bangtin plays count\n",
        "the first play is counted", "bangtin status --watch"}) {
    EXPECT_THAT(said.out, HasSubstr(line));
  }
  EXPECT_THAT(said.err, HasSubstr("Keep a copy of this folder"));
  // And it is what those commands would have done.
  ASSERT_EQ(versions.size(), 1U);
  const programme p = version(1);
  EXPECT_EQ(p.screens.at(0).title, "Sảnh Chính");
  EXPECT_EQ(p.playlists.at(0).items.at(0).media, "phim của ta.mp4");
  EXPECT_EQ(p.campaigns.at(0).screens, std::vector<std::string>{"all"});
  // Whoever calls it once more is not asked anything.
  person.asked.clear();
  said = call({"guide"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("bangtin plays count"));
  EXPECT_TRUE(person.asked.empty());
}

TEST_F(guides, take_answers_in_words) {
  says["When is it on?"] = "7h-17h";
  says["When is it shown?"] = "từ 1/10 đến 20/10 hằng năm, 7h-11h30, t2-cn";
  says["Where does it hang"] = "Nhà văn hóa";
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("--venue 'Nhà văn hóa' --open 'mon-sun 7h-17h'\n"));
  EXPECT_THAT(said.out, HasSubstr("--from 1/10 --to 20/10 --yearly --days t2-cn --hours 7h-11h30\n"));
  EXPECT_THAT(said.out, HasSubstr("from 1 to 20 October every year")) << "said back in words";
  const programme p = version(1);
  EXPECT_EQ(p.screens.at(0).venue, "Nhà văn hóa");
  EXPECT_EQ(p.screens.at(0).open.size(), 1U);
  EXPECT_EQ(p.campaigns.at(0).repeats, playlists::programme::recurrence::yearly);
}

// Leaves at each question when it is asked for the first time; so every call of the guide but the last one
// ends at another question.
class leaving_guides : public guides, public testing::WithParamInterface<bool> {};

TEST_P(leaving_guides, leave_nothing_half_done_and_go_on_from_there) {
  std::set<std::string> left_at;
  std::vector<std::string> order;
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    if (!left_at.insert(prompt).second) return answer_to(prompt);
    order.push_back(prompt);
    if (!GetParam()) return "q";
    interrupted = true;
    return std::nullopt;
  };
  constexpr int max_calls = 20;
  spoken said;
  int calls_made = 0;
  do {
    interrupted = false;
    said = call({"guide"});
    expect_consistent();
    if (versions.empty()) {
      EXPECT_THAT(said.out, HasSubstr("You have left the guide; nothing is half done."));
      EXPECT_EQ(said.code, GetParam() ? 1 : 0);
    }
  } while (versions.empty() && ++calls_made < max_calls);
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("the first play is counted"));
  EXPECT_GE(order.size(), 10U) << testing::PrintToString(order);
  EXPECT_EQ(calls_made, static_cast<int>(order.size())) << "each call goes one question further";
  EXPECT_TRUE(unexpected.empty());
  EXPECT_EQ(rows.size(), 1U);
  EXPECT_EQ(version(1).playlists.size(), 1U) << "nothing was done twice";
  EXPECT_EQ(version(1).campaigns.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(ways, leaving_guides, testing::Bool(), [](const auto& way) {
  return way.param ? std::string("interrupted") : std::string("q");
});

TEST_F(guides, explain_a_wrong_answer_and_ask_again) {
  std::map<std::string, std::deque<std::string>> first{{"The plan's file", {"plan.tml", "'a"}},
                                                       {"File or folder", {"/nowhere/a.mp4"}},
                                                       {"The code on the screen", {"", "ABC"}},
                                                       {"When is it on?", {"sometimes"}},
                                                       {"When is it shown?", {"20/10 - 1/10/2026", "bla"}}};
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    for (auto& [part, wrong] : first) {
      if (prompt.find(part) == std::string::npos || wrong.empty()) continue;
      std::string said = wrong.front();
      wrong.pop_front();
      return said;
    }
    return answer_to(prompt);
  };
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  for (const char* part :
       {"there is no file plan.tml", "a quotation mark is missing", "there is no file /nowhere/a.mp4",
        "nothing was typed", "\"sometimes\" are no opening hours", "before it begins on",
        "\"bla\" is neither a date nor hours nor weekdays"}) {
    EXPECT_THAT(said.err, HasSubstr(part));
  }
  EXPECT_EQ(versions.size(), 1U);
}

TEST_F(guides, leave_politely_after_three_wrong_answers) {
  says["The code on the screen"] = "ZZZZ-ZZZZ";
  spoken said = call({"guide"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("no screen waits with the code ZZZZ-ZZZZ"));
  EXPECT_THAT(said.out, HasSubstr("When it is mended, \"bangtin guide\" goes on from here."));
  EXPECT_TRUE(rows.empty());
  EXPECT_EQ(std::count_if(person.asked.begin(), person.asked.end(),
                          [](const std::string& q) { return q.starts_with("The code"); }),
            3);
}

TEST_F(guides, ask_only_for_the_code_again_when_its_second_half_was_wrong) {
  int codes = 0;
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    if (prompt.starts_with("The code") && ++codes == 1) return "AB1D-EFGJ";
    return answer_to(prompt);
  };
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_EQ(codes, 2);
  EXPECT_THAT(said.err, HasSubstr("The screen has not confirmed it yet"));
  EXPECT_THAT(said.out, HasSubstr("> bangtin screen pair AB1D-EFGH --name sanh-chinh --replace\n"));
  EXPECT_EQ(std::count_if(person.asked.begin(), person.asked.end(),
                          [](const std::string& q) { return q.starts_with("What do people call"); }),
            1);
}

TEST_F(guides, ask_for_a_mistyped_passphrase_alone_again) {
  int left = 0, typed = 0;
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    if (prompt.starts_with("The code") && left++ == 0) return "q";
    if (prompt.starts_with("The passphrase of") && ++typed == 1) return "falsch";
    return answer_to(prompt);
  };
  EXPECT_EQ(call({"guide"}).code, 0);
  person.asked.clear();
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_EQ(typed, 3) << "wrong, right, and for the approval";
  EXPECT_EQ(std::count_if(person.asked.begin(), person.asked.end(),
                          [](const std::string& q) { return q.starts_with("The code"); }),
            1);
}

TEST_F(guides, end_after_three_wrong_passphrases_and_ask_nothing_else_again) {
  int left = 0;
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    if (prompt.starts_with("The code") && left++ == 0) return "q";
    if (prompt.starts_with("The passphrase of")) return "falsch";
    return answer_to(prompt);
  };
  EXPECT_EQ(call({"guide"}).code, 0);
  person.asked.clear();
  spoken said = call({"guide"});
  EXPECT_EQ(said.code, 4) << said.out;
  EXPECT_THAT(said.err, HasSubstr("root.pem was wrong 3 times"));
  EXPECT_THAT(said.out, HasSubstr("nothing is half done"));
  auto times = [&](const char* question) {
    return std::count_if(person.asked.begin(), person.asked.end(),
                         [&](const std::string& q) { return q.starts_with(question); });
  };
  EXPECT_EQ(times("The passphrase of"), 3);
  EXPECT_EQ(times("The code"), 1);
  EXPECT_TRUE(rows.empty());
}

TEST_F(guides, ask_again_for_a_plan_that_is_none) {
  int asked = 0;
  const std::string picture = file("ap-phich.png", "\x89PNG\r\n\x1a\n\xff");
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    if (prompt.starts_with("The plan's file") && ++asked == 1) return picture;
    return answer_to(prompt);
  };
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_EQ(asked, 2);
  EXPECT_THAT(said.out, Not(HasSubstr("> bangtin plan import")));
}

struct typed_venue {
  const char *typed, *venue;
};
class planned_venues : public guides, public testing::WithParamInterface<typed_venue> {};

TEST_P(planned_venues, are_offered_for_a_new_screen) {
  wire::admin::plan plan;
  plan.venues = {{"service-centre", "Sảnh Trung tâm"}, {"market", "Chợ"}};
  daemon.on("GET /v1/plan", canonical(wire::admin::encode(plan)));
  says["Where does it hang"] = GetParam().typed;
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.out,
              HasSubstr("Venues of the plan:\n  service-centre — Sảnh Trung tâm\n  market — Chợ\n"));
  EXPECT_EQ(version(1).screens.at(0).venue, GetParam().venue);
}

INSTANTIATE_TEST_SUITE_P(guides, planned_venues,
                         testing::Values(typed_venue{"", "service-centre"}, typed_venue{"chợ", "market"},
                                         typed_venue{"Market", "market"},
                                         typed_venue{"Nhà văn hóa", "Nhà văn hóa"}));

TEST_F(guides, new_passphrases_that_differ_are_chosen_again) {
  int again = 0;
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    if (prompt.find("same passphrase again") != std::string::npos && ++again == 1) return "something else";
    return answer_to(prompt);
  };
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.err, HasSubstr("the two passphrases differ"));
  EXPECT_EQ(again, 2);
}

TEST_F(guides, say_when_the_first_play_comes_and_do_not_wait_for_tomorrow) {
  says["When is it shown?"] = "11/10 - 20/10, 8h-9h";
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.out,
              HasSubstr("Nothing is planned for this moment: the first play comes at 08:00 on 2026-10-11"));
  EXPECT_THAT(said.out, HasSubstr("From now on:"));
  EXPECT_EQ(versions.size(), 1U);
}

TEST_F(guides, begin_where_other_commands_have_stopped) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", passphrase + "\n");
  ASSERT_EQ(call({"keys", "init", "--name", "Hoa"}).code, 0);
  person.there = false;
  ASSERT_EQ(call({"media", "add", file("phim của ta.mp4", "a clip")}).code, 0);
  ASSERT_EQ(call({"screen", "create", "cho", "--title", "Chợ"}).code, 0);
  ASSERT_EQ(call({"playlist", "create", "thang-10"}).code, 0);
  person.there = true;
  env.erase("BANGTIN_PASSPHRASE_FILE");
  person.asked.clear();
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("> bangtin screen pair AB1D-EFGH --name cho\n"));
  EXPECT_THAT(said.out, HasSubstr("> bangtin playlist add thang-10 'phim của ta.mp4'\n"));
  EXPECT_THAT(said.out, Not(HasSubstr("keys init")));
  EXPECT_EQ(person.asked.size(), 4U) << "the code, two passphrases, and the dates";
}

TEST_F(guides, wait_for_a_clip_that_the_daemon_still_examines) {
  wire::admin::job job;
  job.id = 1;
  job.kind = "ingest";
  job.file = "phim dài.mp4";
  job.state = "running";
  jobs.push_back(job);
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.out, HasSubstr("The daemon is still examining phim dài.mp4; waiting for it."));
  EXPECT_THAT(said.out, Not(HasSubstr("> bangtin media add")));
  EXPECT_EQ(version(1).playlists.at(0).items.at(0).media, "phim dài.mp4");
}

TEST_F(guides, want_the_keys_of_this_site) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", passphrase + "\n");
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  const std::string fitting = env["BANGTIN_KEYS"];
  site.root = *public_key::from_pem([&] {
    std::ifstream in(fitting + "/root.pub");
    return std::string(std::istreambuf_iterator<char>(in), {});
  }());
  env["BANGTIN_KEYS"] = daemon.folder() / "other keys";
  ASSERT_EQ(call({"keys", "init"}).code, 0);
  env.erase("BANGTIN_PASSPHRASE_FILE");
  int folders = 0;
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    if (prompt.find("folder of the site's keys") == std::string::npos) return answer_to(prompt);
    return ++folders == 1 ? env["BANGTIN_KEYS"] : fitting;
  };
  spoken said = call({"guide"});
  ASSERT_EQ(said.code, 0) << said.out << said.err;
  EXPECT_THAT(said.err, HasSubstr("are those of another site"));
  EXPECT_THAT(said.out, HasSubstr("> bangtin keys list --keys " + fitting));
}

TEST_F(guides, stop_at_a_draft_that_check_refuses) {
  spoken said;
  person.reply = [&](const std::string& prompt) -> std::optional<std::string> {
    // The clip's file goes lost before the approval.
    if (prompt.starts_with("When is it shown?"))
      std::erase_if(loaded, [](const auto& m) { return m.file == "slate.png"; });
    return answer_to(prompt);
  };
  said = call({"guide"});
  EXPECT_EQ(said.code, 1) << said.out;
  EXPECT_THAT(said.out, HasSubstr("error: "));
  EXPECT_THAT(said.out, Not(HasSubstr("> bangtin approve")));
  EXPECT_TRUE(versions.empty());
}

TEST_F(guides, ask_before_they_sign_with_a_passphrase_from_a_file) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", passphrase + "\n");
  says["Check it, sign it and publish it?"] = "n";
  spoken said = call({"guide"});
  EXPECT_EQ(said.code, 0);
  EXPECT_TRUE(versions.empty());
  says["Check it, sign it and publish it?"] = "";
  EXPECT_EQ(call({"guide"}).code, 0);
  EXPECT_EQ(versions.size(), 1U);
}

TEST_F(guides, need_a_person) {
  person.there = false;
  spoken said = call({"guide"});
  EXPECT_EQ(said.code, 2);
  for (const char* command : {"bangtin keys init", "bangtin media add FILE", "bangtin screen pair CODE",
                              "bangtin campaign create", "bangtin approve"}) {
    EXPECT_THAT(said.err, HasSubstr(command));
  }
  person.there = true;
  EXPECT_EQ(call({"guide", "--json"}).document().at("error").at("code"), "usage");
  EXPECT_TRUE(changes.empty());
}

TEST_F(guides, without_a_daemon_say_how_to_start_it) {
  says["When it runs"] = "";
  spoken said = call_without_daemon({"guide"});
  EXPECT_EQ(said.code, 3);
  EXPECT_THAT(said.out, HasSubstr("there is no admin socket"));
  EXPECT_EQ(person.asked.size(), 3U);
  says["When it runs"] = "q";
  EXPECT_EQ(call_without_daemon({"guide"}).code, 0);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
