// draft history, undo, redo, restore; and playlist, campaign, ticker and screen restore.
#include <rapidcheck/gtest.h>

#include "admin-cli/commands/draft_past.hpp"
#include "admin-cli/commands/fake_desk.hpp"
#include "admin-cli/views/people.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using wire::admin::draft_step_kind;
using wire::admin::kept_draft;

constexpr const char* a_site =
    "timezone = 'Asia/Ho_Chi_Minh'\nslate = 'slate.png'\n"
    "[[screen]]\nname = 'lobby'\ngroups = ['indoor']\n[[screen]]\nname = 'Chợ'\n"
    "[[playlist]]\nname = 'tháng mười'\nitems = [ { media = 'phim.mp4' }, { media = 'áp phích.png', duration "
    "= '12s' } ]\n"
    "[[playlist]]\nname = 'b'\nitems = [ { media = 'áp phích.png' } ]\n"
    "[[campaign]]\nname = 'x'\nplaylist = 'tháng mười'\nscreens = ['lobby', 'Chợ']\nshare = 60\n"
    "[[campaign]]\nname = 'y'\nplaylist = 'b'\nscreens = ['all']\n"
    "[[ticker]]\nname = 't'\ntext = 'Tiếp dân'\nscreens = ['Chợ', '@indoor']\n[[ticker]]\ntext = 'Không "
    "tên'\n";

class taking_back_commands : public desk {
 public:
  // The command is carried out.
  std::string done(std::vector<std::string> words) {
    words.emplace_back("--yes");
    spoken said = call(words);
    EXPECT_EQ(said.code, 0) << testing::PrintToString(words) << said.err;
    return said.out + said.err;
  }
  // The command is refused, and the draft is as it was.
  std::string refused(const std::vector<std::string>& words, int code = 1) {
    const std::string before = draft;
    spoken said = call(words);
    EXPECT_EQ(said.code, code) << testing::PrintToString(words) << said.out;
    EXPECT_EQ(draft, before) << testing::PrintToString(words);
    return said.err;
  }
};

TEST_F(taking_back_commands, are_completed_with_what_was_removed) {
  apply(a_site);
  for (const auto& words : {std::vector<std::string>{"campaign", "remove", "y"},
                            {"playlist", "remove", "b"},
                            {"ticker", "remove", "t"},
                            {"screen", "remove", "Chợ"}})
    done(words);
  const std::vector<std::pair<std::vector<std::string>, std::string>> rows{
      {{"playlist", "restore", ""}, "b\n"},       {{"campaign", "restore", ""}, "y\n"},
      {{"ticker", "restore", ""}, "t\n"},         {{"screen", "restore", "ch"}, "Chợ\n"},
      {{"draft", "restore", ""}, "1\n2\n3\n4\n"}, {{"playlist", "show", "b"}, ""}};
  for (const auto& [typed, expected] : rows) {
    std::vector<std::string> words{"__complete", "--"};
    words.insert(words.end(), typed.begin(), typed.end());
    EXPECT_EQ(call(words).out, expected) << testing::PrintToString(typed);
  }
}

// ---- the draft as a whole

TEST_F(taking_back_commands, undo_one_change_after_the_other_and_make_them_again) {
  EXPECT_THAT(refused({"draft", "undo"}), HasSubstr("nothing to undo"));
  EXPECT_THAT(refused({"draft", "redo"}), HasSubstr("nothing was undone"));
  apply(a_site);
  EXPECT_THAT(refused({"draft", "undo"}), HasSubstr("nothing to undo")) << "there was no draft before";
  std::vector<std::string> states{draft};
  done({"playlist", "remove", "tháng mười", "1"});
  states.push_back(draft);
  done({"campaign", "edit", "x", "--share", "5"});
  states.push_back(draft);
  done({"ticker", "remove", "t"});
  EXPECT_THAT(done({"draft", "undo"}), HasSubstr("+ ticker \"t\"")) << "what it does is said";
  EXPECT_EQ(draft, states[2]);
  done({"draft", "undo"});
  EXPECT_EQ(draft, states[1]);
  done({"draft", "undo"});
  EXPECT_EQ(draft, states[0]);
  EXPECT_THAT(refused({"draft", "undo"}), HasSubstr("undone already"));
  done({"draft", "redo"});
  done({"draft", "redo"});
  EXPECT_EQ(draft, states[2]);
  done({"draft", "undo"});
  EXPECT_EQ(draft, states[1]);
  done({"campaign", "edit", "x", "--share", "7"});
  EXPECT_THAT(refused({"draft", "redo"}), HasSubstr("nothing was undone")) << "the draft went on differently";
  done({"draft", "undo"});
  EXPECT_EQ(draft, states[1]);
}

// An editor's stacks. A step is the draft to which it leads, and the change that had that draft before it.
struct editor {
  using steps = std::vector<std::pair<int, std::size_t>>;
  int state = 0;
  steps done, undone;

  void edit(int to, std::size_t change) {
    done.emplace_back(std::exchange(state, to), change);
    undone.clear();
  }
  void move(steps& from, steps& to, std::size_t change) {
    to.emplace_back(std::exchange(state, from.back().first), change);
    from.pop_back();
  }
};

kept_draft change_of(std::size_t number, int before, wire::admin::draft_step step) {
  kept_draft k;
  k.number = static_cast<std::int64_t>(number);
  k.programme_digest = sha256(std::to_string(before));
  k.step = step.kind;
  k.of_change = step.change;
  return k;
}

// Whatever somebody does, undo and redo lead where those of an editor lead. Equal drafts come again and
// again, and the oldest changes may be forgotten: then only the steps to a draft that is kept remain.
RC_GTEST_PROP(any_history, is_undone_and_done_again_as_in_an_editor, ()) {
  using enum draft_step_kind;
  editor model;
  std::vector<kept_draft> all;
  auto present = [&] { return sha256(std::to_string(model.state)); };
  for (int action : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 6))) {
    const undo_stack stack = undo_stack_of(all, present());
    const std::size_t number = all.size() + 1;
    const int before = model.state;
    if (action < 3) {
      if (action == model.state) continue;  // the same draft is no change
      model.edit(action, number);
      all.push_back(change_of(number, before, {edit, 0}));
    } else if (action < 5 && !model.done.empty()) {
      model.move(model.done, model.undone, number);
      all.push_back(change_of(number, before, {undo, stack.done.back().change}));
    } else if (action == 5 && !model.undone.empty()) {
      model.move(model.undone, model.done, number);
      all.push_back(change_of(number, before, {redo, stack.undone.back().change}));
    } else {
      continue;
    }
  }
  const std::size_t forgotten = *rc::gen::inRange<std::size_t>(0, all.size() + 1);
  const std::vector<kept_draft> left(all.begin() + static_cast<std::ptrdiff_t>(forgotten), all.end());
  const undo_stack stack = undo_stack_of(left, present());
  auto places = [](const std::vector<undo_step>& steps) {
    std::vector<std::size_t> found;
    for (const undo_step& step : steps) found.push_back(step.place);
    return found;
  };
  auto expected = [&](const editor::steps& steps) {
    std::vector<std::size_t> found;
    for (const auto& [state, change] : steps) {
      if (change <= forgotten) continue;
      RC_ASSERT(left[change - 1 - forgotten].programme_digest == sha256(std::to_string(state)));
      found.push_back(change - 1 - forgotten);
    }
    return found;
  };
  RC_ASSERT(places(stack.done) == expected(model.done));
  RC_ASSERT(places(stack.undone) == expected(model.undone));
}

// Nobody marks changes at an older daemon; while no draft comes twice, the drafts alone tell the stack.
RC_GTEST_PROP(any_history, of_an_older_daemon_is_told_by_its_drafts, ()) {
  const wire::admin::draft_step unknown{draft_step_kind::unknown, 0};
  editor model;
  int newest = 0;
  std::vector<kept_draft> all;
  for (int action : *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 3))) {
    const std::size_t number = all.size() + 1;
    const int before = model.state;
    if (action == 0) {
      model.edit(++newest, number);
    } else if (action == 1 && !model.done.empty()) {
      model.move(model.done, model.undone, number);
    } else if (action == 2 && !model.undone.empty()) {
      model.move(model.undone, model.done, number);
    } else {
      continue;
    }
    all.push_back(change_of(number, before, unknown));
    const undo_stack stack = undo_stack_of(all, sha256(std::to_string(model.state)));
    RC_ASSERT(stack.done.size() == model.done.size());
    RC_ASSERT(stack.undone.size() == model.undone.size());
    if (!stack.done.empty()) RC_ASSERT(stack.done.back().place + 1 == model.done.back().second);
    if (!stack.undone.empty()) RC_ASSERT(stack.undone.back().place + 1 == model.undone.back().second);
  }
}

// A script may mark a change wrongly, and a mark may come too late; what it replaced can still be undone.
TEST(any_history, with_marks_that_do_not_fit_has_edits_in_their_place) {
  using enum draft_step_kind;
  for (const wire::admin::draft_step& wrong :
       std::vector<wire::admin::draft_step>{{undo, 7}, {undo, 3}, {redo, 1}, {redo, 2}, {undo, 1}}) {
    const std::vector<kept_draft> all{change_of(1, 0, {edit, 0}), change_of(2, 1, {edit, 0}),
                                      change_of(3, 2, wrong)};
    const undo_stack stack = undo_stack_of(all, sha256("9"));
    EXPECT_EQ(stack.done, (std::vector<undo_step>{{1, 0}, {2, 1}, {3, 2}})) << wrong.change;
    EXPECT_TRUE(stack.undone.empty());
  }
}

TEST_F(taking_back_commands, undo_every_change_in_its_turn_also_where_the_draft_was_the_same_before) {
  for (const bool newer : {true, false}) {
    SCOPED_TRACE(newer);
    keeps_steps = newer;
    draft.clear();
    kept.clear();
    old.clear();
    apply(a_site);
    std::vector<std::string> states{draft};
    for (const std::vector<std::string>& words :
         std::vector<std::vector<std::string>>{{"playlist", "create", "p1"},
                                               {"playlist", "create", "p2"},
                                               {"playlist", "remove", "p2"},
                                               {"playlist", "restore", "p2"}}) {
      done(words);
      states.push_back(draft);
    }
    EXPECT_EQ(states[1], states[3]);
    EXPECT_EQ(states[2], states[4]);
    done({"draft", "undo"});
    EXPECT_EQ(draft, states[3]);
    if (!newer) {  // the drafts alone say that the first playlist was made last
      done({"draft", "undo"});
      EXPECT_EQ(draft, states[0]);
      continue;
    }
    for (std::size_t i : {2U, 1U, 0U}) {
      done({"draft", "undo"});
      EXPECT_EQ(draft, states[i]);
    }
    EXPECT_THAT(refused({"draft", "undo"}), HasSubstr("undone already"));
    for (std::size_t i : {1U, 2U, 3U, 4U}) {
      done({"draft", "redo"});
      EXPECT_EQ(draft, states[i]);
    }
    json::array rows = call({"draft", "history", "--json"}).document().as_array();
    EXPECT_EQ(rows[0].at("step"), "redo");
    EXPECT_EQ(rows[0].at("of"), 4);
    EXPECT_EQ(rows[4].at("step"), "undo");
    EXPECT_EQ(rows[11].at("step"), "edit");
    EXPECT_THAT(call({"draft", "history"}).out, HasSubstr("makes change 4 again: + playlist"));
  }
}

// Somebody changes the draft between the two questions.
TEST_F(taking_back_commands, an_undo_goes_by_the_draft_and_the_changes_of_one_moment) {
  apply(a_site);
  done({"campaign", "edit", "x", "--share", "5"});
  const std::string edited = draft;
  auto other = [this] {
    programme p = draft_now();
    p.body += "x";
    replace_draft(p);
  };
  before_get = other;
  done({"draft", "undo"});
  EXPECT_EQ(draft, edited) << "the change of somebody else is the last one";
  std::function<void()> always = [&] {
    other();
    before_get = always;
  };
  before_get = always;
  EXPECT_THAT(call({"draft", "undo", "--yes"}).err, HasSubstr("somebody else is changing the draft"));
}

TEST_F(taking_back_commands, ask_before_an_undo_and_lose_no_edit_of_others) {
  apply(a_site);
  done({"campaign", "edit", "x", "--share", "5"});
  const std::string changed = draft;
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(call({"draft", "undo"}).code, 1);
  EXPECT_EQ(draft, changed);
  before_put = [this] {
    programme p = draft_now();
    p.body = "somebody else";
    draft = playlists::text::to_bytes(p);
  };
  EXPECT_EQ(call({"draft", "undo", "--yes"}).code, 1);
  EXPECT_EQ(draft_now().body, "somebody else");
}

TEST_F(taking_back_commands, list_who_changed_what_newest_first) {
  EXPECT_THAT(call({"draft", "history"}).out, HasSubstr("no other content in the last 30 days"));
  apply(a_site);
  done({"campaign", "remove", "x"});
  done({"playlist", "remove", "tháng mười"});
  done({"ticker", "remove", "t", "2"});
  spoken said = call({"draft", "history"});
  EXPECT_THAT(said.out, HasSubstr("- ticker \"t\""));
  EXPECT_THAT(said.out, HasSubstr("… (2)")) << "two tickers";
  EXPECT_THAT(said.out, HasSubstr("hoa"));
  EXPECT_LT(said.out.find("ticker"), said.out.find("campaign \"x\""));
  json::array all = call({"draft", "history", "--json"}).document().as_array();
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].at("number"), 3);
  EXPECT_EQ(all[2].at("changes").at(0).at("name"), "x");
  EXPECT_EQ(call({"draft", "history", "--last", "1", "--json"}).document().as_array().size(), 1U);
  EXPECT_THAT(call({"draft", "history", "--last", "1"}).err, HasSubstr("There are 3 changes"));
  EXPECT_EQ(call({"draft", "history", "--last", "0"}).code, 2);
}

TEST_F(taking_back_commands, go_back_to_the_draft_before_any_change) {
  apply(a_site);
  const std::string first = draft;
  for (const char* share : {"5", "6", "7", "8"}) done({"campaign", "edit", "x", "--share", share});
  done({"draft", "restore", "1"});
  EXPECT_EQ(draft, first);
  done({"draft", "undo"});
  EXPECT_EQ(draft_now().campaigns[0].share, 8) << "which can be undone too";
  EXPECT_THAT(refused({"draft", "restore", "99"}), HasSubstr("no longer kept"));
  EXPECT_THAT(refused({"draft", "restore", "x"}, 2), HasSubstr("is not the number of a change"));
}

TEST_F(taking_back_commands, take_removed_media_back_with_the_draft_or_say_what_is_gone) {
  apply(a_site);
  done({"playlist", "remove", "tháng mười", "1"});
  remove_media("phim.mp4");
  EXPECT_THAT(done({"draft", "undo"}), HasSubstr("in the library again: phim.mp4"));
  EXPECT_TRUE(removed.empty());
  done({"playlist", "remove", "tháng mười", "1"});
  deleted.insert(loaded.back().sha256.hex());
  loaded.pop_back();
  EXPECT_THAT(refused({"draft", "undo"}), HasSubstr("deleted for good: phim.mp4"));
}

// ---- things of the draft

TEST_F(taking_back_commands, every_removal_says_how_it_is_taken_back_and_that_works) {
  apply(a_site);
  const programme whole = draft_now();
  struct removal {
    std::vector<std::string> words, back;
    std::string says;
  };
  for (const removal& r : std::vector<removal>{
           {{"campaign", "remove", "x"}, {"campaign", "restore", "x"}, "bangtin campaign restore x"},
           {{"ticker", "remove", "t"}, {"ticker", "restore", "T"}, "bangtin ticker restore t"},
           {{"ticker", "remove", "2"}, {"ticker", "restore", "Không tên"}, "ticker restore 'Không tên'"},
           {{"screen", "remove", "Chợ"}, {"screen", "restore", "chợ"}, "bangtin screen restore Chợ"},
           {{"playlist", "remove", "b", "1"}, {"draft", "undo"}, ""}}) {
    SCOPED_TRACE(testing::PrintToString(r.words));
    if (r.words[0] == "playlist") done({"campaign", "remove", "y"});
    const programme before = draft_now();
    EXPECT_THAT(done(r.words), HasSubstr(r.says));
    EXPECT_NE(draft_now(), before);
    done(r.back);
    EXPECT_EQ(draft_now(), before);
    if (r.words[0] == "playlist") done({"campaign", "restore", "y"});
    EXPECT_EQ(draft_now(), whole);
  }
}

// Whatever else was changed meanwhile.
TEST_F(taking_back_commands, removed_tickers_come_back_by_the_commands_that_the_removal_names) {
  apply(a_site);
  const programme whole = draft_now();
  EXPECT_THAT(done({"ticker", "remove", "t", "2"}),
              HasSubstr("\"bangtin ticker restore t; bangtin ticker restore 'Không tên'\" takes that back"));
  done({"campaign", "edit", "x", "--share", "5"});
  done({"ticker", "restore", "t"});
  done({"ticker", "restore", "Không tên"});
  EXPECT_EQ(draft_now().tickers, whole.tickers);
  EXPECT_EQ(draft_now().campaigns[0].share, 5);
}

TEST_F(taking_back_commands, playlists_come_back_as_they_were_last) {
  apply(a_site);
  done({"campaign", "remove", "x"});
  done({"playlist", "edit", "tháng mười", "2", "--duration", "20s"});
  EXPECT_THAT(done({"playlist", "remove", "tháng mười"}), HasSubstr("bangtin playlist restore 'tháng mười'"));
  EXPECT_EQ(items_of("tháng mười"), "(none)");
  EXPECT_THAT(refused({"playlist", "restore", "thang muoi"}), HasSubstr("did you mean tháng mười?"));
  EXPECT_THAT(refused({"playlist", "restore", "zzzzz"}), HasSubstr("playlist list --removed"));
  EXPECT_THAT(done({"playlist", "restore", "Tháng Mười"}), HasSubstr("as it was until 2026-10-10"));
  EXPECT_EQ(items_of("tháng mười"), "phim.mp4 áp phích.png");
  EXPECT_EQ(draft_now().playlists[0].items[1].duration, std::chrono::seconds(20));
  EXPECT_EQ(draft_now().playlists[0].name, "tháng mười") << "at its old place";
}

TEST_F(taking_back_commands, a_taken_name_needs_another_one) {
  apply(a_site);
  done({"playlist", "remove", "tháng mười", "1"});
  EXPECT_THAT(refused({"playlist", "restore", "tháng mười"}), HasSubstr("--as NAME"));
  EXPECT_THAT(refused({"playlist", "restore", "b", "--as", "c"}), HasSubstr("has not changed"));
  EXPECT_THAT(refused({"playlist", "restore", "tháng mười", "--as", "B"}), HasSubstr("the draft has"));
  EXPECT_EQ(call({"playlist", "restore", "tháng mười", "--as", "a\x1b"}).code, 2);
  done({"playlist", "restore", "tháng mười", "--as", "như trước"});
  EXPECT_EQ(items_of("như trước"), "phim.mp4 áp phích.png");
  EXPECT_EQ(items_of("tháng mười"), "áp phích.png");
}

TEST_F(taking_back_commands, a_campaign_brings_its_playlist_and_needs_a_screen) {
  apply(a_site);
  done({"campaign", "remove", "x"});
  done({"playlist", "remove", "tháng mười"});
  done({"campaign", "remove", "y"});
  done({"screen", "remove", "Chợ"});
  const std::string said = done({"campaign", "restore", "x"});
  EXPECT_THAT(said, HasSubstr("Its playlist comes back with it: tháng mười"));
  EXPECT_THAT(said, HasSubstr("no longer has these of its screens: Chợ"));
  EXPECT_EQ(draft_now().find_campaign("x")->screens, std::vector<std::string>{"lobby"});
  done({"campaign", "remove", "x"});
  done({"ticker", "remove", "t"});
  done({"screen", "create", "cổng"});
  done({"screen", "remove", "lobby"});
  EXPECT_THAT(refused({"campaign", "restore", "x"}), HasSubstr("bangtin screen restore lobby"));
}

TEST_F(taking_back_commands, a_screen_runs_again_what_nobody_has_changed_meanwhile) {
  apply(a_site);
  const programme whole = draft_now();
  done({"screen", "remove", "Chợ"});
  EXPECT_EQ(draft_now().find_campaign("x")->screens, std::vector<std::string>{"lobby"});
  const std::string said = done({"screen", "restore", "Chợ"});
  EXPECT_THAT(said, HasSubstr("These run there again: x, t"));
  EXPECT_THAT(said, HasSubstr("bangtin screen pair CODE --name Chợ"));
  EXPECT_EQ(draft_now(), whole);
  done({"screen", "remove", "Chợ"});
  done({"campaign", "edit", "x", "--screens", "@indoor"});
  done({"screen", "restore", "Chợ"});
  EXPECT_EQ(draft_now().find_campaign("x")->screens, std::vector<std::string>{"@indoor"}) << "it was changed";
}

TEST_F(taking_back_commands, media_of_a_playlist_come_back_or_are_named) {
  apply(a_site);
  done({"campaign", "remove", "x"});
  done({"playlist", "remove", "tháng mười"});
  remove_media("phim.mp4");
  EXPECT_THAT(done({"playlist", "restore", "tháng mười"}), HasSubstr("in the library again: phim.mp4"));
  done({"playlist", "remove", "tháng mười"});
  deleted.insert(loaded.back().sha256.hex());
  loaded.pop_back();
  EXPECT_THAT(done({"playlist", "restore", "tháng mười"}), HasSubstr("do not come back"));
  EXPECT_EQ(items_of("tháng mười"), "áp phích.png");
}

TEST_F(taking_back_commands, a_playlist_of_which_nothing_is_left_does_not_come_back) {
  apply(a_site);
  done({"playlist", "create", "phim", "phim.mp4"});
  done({"campaign", "remove", "x"});
  done({"playlist", "remove", "tháng mười"});
  done({"playlist", "remove", "phim"});
  deleted.insert(loaded[0].sha256.hex());
  loaded.erase(loaded.begin());
  EXPECT_THAT(refused({"playlist", "restore", "phim"}), HasSubstr("deleted for good: phim.mp4"));
}

// The name may mean another file by now.
TEST_F(taking_back_commands, an_item_whose_name_another_one_has_now_comes_back_under_its_id) {
  apply(a_site);
  done({"campaign", "remove", "x"});
  done({"playlist", "remove", "tháng mười"});
  const wire::admin::media_item film = loaded[0];
  remove_media("phim.mp4");
  wire::admin::media_item& other = load("phim khác.mp4", media_kind::video);
  other.file = "phim.mp4";
  other.duration = std::chrono::seconds(3);
  done({"playlist", "create", "mới", "phim.mp4"});
  done({"playlist", "restore", "tháng mười"});
  EXPECT_EQ(items_of("mới"), "phim.mp4");
  EXPECT_EQ(items_of("tháng mười"), film.id + " áp phích.png");
  EXPECT_EQ(draft_now().find_media(film.id)->files.at(0).sha256, film.sha256);
}

TEST_F(taking_back_commands, find_what_only_a_published_programme_has) {
  apply(a_site);
  publish(3);
  kept.clear();
  old.clear();
  programme p = draft_now();
  p.campaigns.erase(p.campaigns.begin());
  draft = playlists::text::to_bytes(p);
  EXPECT_THAT(done({"campaign", "restore", "x"}), HasSubstr("as it was published"));
  EXPECT_EQ(draft_now().campaigns[0].share, 60);
}

TEST_F(taking_back_commands, lists_show_what_was_removed_and_nothing_else) {
  apply(a_site);
  for (const char* kind : {"playlist", "campaign", "ticker", "screen"}) {
    EXPECT_THAT(call({kind, "list", "--removed"}).out, HasSubstr("was removed in the last 30 days")) << kind;
  }
  done({"campaign", "remove", "x"});
  done({"playlist", "remove", "tháng mười"});
  done({"ticker", "remove", "t"});
  done({"screen", "remove", "Chợ"});
  done({"campaign", "edit", "y", "--share", "3"});
  const std::vector<std::pair<std::string, std::string>> cases{
      {"playlist", "tháng mười"}, {"campaign", "x"}, {"ticker", "t"}, {"screen", "Chợ"}};
  for (const auto& [kind, name] : cases) {
    SCOPED_TRACE(kind);
    spoken said = call({kind, "list", "--removed"});
    EXPECT_THAT(said.out, HasSubstr(name));
    EXPECT_THAT(said.out, HasSubstr("hoa"));
    json::array all = call({kind, "list", "--removed", "--json"}).document().as_array();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].at("name").as_string(), name);
    EXPECT_EQ(all[0].at("draft"), "removed");
    EXPECT_EQ(all[0].at("who"), "uid 1000 (hoa)");
    EXPECT_TRUE(all[0].at("removed").as_string().starts_with("2026-10-10T"));
    done({kind, "restore", name});
    EXPECT_EQ(call({kind, "list", "--removed", "--json"}).out, "[]\n");
  }
}

TEST(people, are_called_by_their_login_names) {
  EXPECT_EQ(views::person_name("uid 1000 (hoa)"), "hoa");
  EXPECT_EQ(views::person_name("uid 1000"), "uid 1000");
  EXPECT_EQ(views::person_name("a ()"), "a ()");
  EXPECT_EQ(views::person_name(""), "");
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
