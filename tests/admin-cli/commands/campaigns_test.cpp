// campaign create, edit, list, show, remove, against a daemon that keeps a draft. The time is 07:00 on
// Saturday, 2026-10-10.
#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/draft_screen.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class campaign_commands : public calls {
 public:
  std::string draft, published;
  int puts = 0;

  campaign_commands() {
    draft = bytes_of(
        "slate = 's.png'\n[[screen]]\nname = 'lobby'\ntitle = 'Sảnh'\ngroups = ['indoor']\n[[screen]]\nname "
        "= "
        "'market'\n[[playlist]]\nname = 'Dịch vụ công'\nitems = [ { media = 'a.png' } ]\n[[playlist]]\nname "
        "= "
        "'tháng mười'\nitems = [ { media = 'b.png' } ]\n[[campaign]]\nname = 'thường ngày'\nplaylist = 'Dịch "
        "vụ "
        "công'\nscreens = ['all']\nshare = 60\n[[campaign]]\nname = 'quốc khánh'\nplaylist = 'tháng "
        "mười'\nscreens = "
        "['lobby']\nfrom = '09-02'\nto = '09-02'\nyearly = true\ntask = 'IV.1'\n");
    auto or_404 = [](const std::string& body) {
      return body.empty() ? answer{404, problem("not_found", "there is no {}", "it", "make it")}
                          : answer{200, body};
    };
    daemon.on("GET /v1/draft", [this, or_404](const heard&) { return or_404(draft); });
    daemon.on("PUT /v1/draft", [this](const heard& h) {
      ++puts;
      draft = h.body;
      return answer{200, "{}"};
    });
    daemon.on("GET /v1/programmes/current", [](const heard&) {
      return answer{404, problem("not_found", "there is no {}", "it", "make it")};
    });
  }
  ~campaign_commands() override { set_language(language::english); }

  static std::string bytes_of(const std::string& toml) {
    playlists::text::parsed_text parsed =
        playlists::text::parse_text(toml, playlists::text::media_facts::assumed);
    EXPECT_TRUE(parsed.diagnostics.empty())
        << describe(playlists::text::as_error(parsed.diagnostics, "test"));
    return playlists::text::to_bytes(parsed.value);
  }
  playlists::programme::programme stored() const {
    auto p = playlists::text::from_bytes(draft);
    EXPECT_TRUE(p);
    return p ? *p : playlists::programme::programme{};
  }
  playlists::programme::campaign campaign(const std::string& name) const {
    playlists::programme::programme p = stored();
    const auto* c = p.find_campaign(name);
    EXPECT_NE(c, nullptr) << name;
    return c != nullptr ? *c : playlists::programme::campaign{};
  }
  // "campaign create x" on all screens with these options.
  std::vector<std::string> create(std::vector<std::string> options) {
    std::vector<std::string> words{"campaign", "create", "x", "--playlist", "tháng mười", "--screens", "all"};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }
};

// ---- create

TEST_F(campaign_commands, create_reads_what_people_type_and_says_back_what_it_read) {
  spoken said = call({"campaign", "create",    "Chuyển đổi số", "--playlist",  "THÁNG MƯỜI", "--screens",
                      "lobby",    "--from",    "1/10",          "--to",        "10/10",      "--yearly",
                      "--hours",  "7h-11h30",  "--hours",       "13:30-17:00", "--days",     "t2-t6",
                      "--except", "17/2/2027", "--share",       "60",          "--task",     "IV.3.c"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(
      said.out,
      HasSubstr("+ campaign \"Chuyển đổi số\": playlist \"tháng mười\" on lobby, from 1 to 10 October "
                "every year, at 7:00–11:30 and 13:30–17:00, Monday to Friday, except 2027-02-17, "
                "weight 60, for task IV.3.c\n"));
  playlists::programme::campaign c = campaign("Chuyển đổi số");
  EXPECT_EQ(c.repeats, playlists::programme::recurrence::yearly);
  EXPECT_EQ(playlists::programme::format_date(*c.from), "10-01");
  EXPECT_EQ(playlists::programme::format_days(c.days), "mon-fri");
  EXPECT_EQ(c.hours.size(), 2u);
  EXPECT_EQ(c.share, 60);
}

TEST_F(campaign_commands, create_takes_every_option_of_the_programme_file) {
  ASSERT_EQ(
      call(create({"--from",  "2026-11-1", "--to",     "30/11/2026", "--rrule", "FREQ=MONTHLY;BYDAY=1MO",
                   "--every", "15 phút",   "--level",  "Takeover",   "--order", "ngẫu nhiên",
                   "--fade",  "500ms",     "--volume", "40%",        "--fit",   "cover",
                   "--qr",    "no",        "--logo",   "có"}))
          .code,
      0);
  playlists::programme::campaign c = campaign("x");
  EXPECT_EQ(playlists::programme::format_date(*c.from), "2026-11-01");
  EXPECT_EQ(playlists::programme::format_date(*c.to), "2026-11-30");
  EXPECT_EQ(c.rrule, "FREQ=MONTHLY;BYDAY=1MO");
  EXPECT_EQ(c.every, std::chrono::minutes(15));
  EXPECT_EQ(c.level, playlists::programme::level::takeover);
  EXPECT_EQ(c.order, playlists::programme::item_order::shuffle);
  EXPECT_EQ(c.fade, std::chrono::milliseconds(500));
  EXPECT_EQ(c.volume, 40);
  EXPECT_EQ(c.fit, playlists::programme::picture_fit::cover);
  EXPECT_EQ(c.qr, playlists::programme::qr_place::none);
  EXPECT_EQ(c.logo, true);
}

TEST_F(campaign_commands, dates_without_a_year_are_the_next_ones) {
  struct {
    std::vector<std::string> options;
    const char *from, *to;
  } const cases[] = {{{"--from", "10/10", "--to", "12/10"}, "2026-10-10", "2026-10-12"},
                     {{"--from", "1/10", "--to", "10/10"}, "2026-10-01", "2026-10-10"},
                     {{"--from", "20/12", "--to", "5/1"}, "2026-12-20", "2027-01-05"},
                     {{"--from", "mai", "--to", "1 tháng 11"}, "2026-10-11", "2026-11-01"},
                     {{"--from", "today"}, "2026-10-10", ""},
                     // These words count from today, whatever --from says.
                     {{"--from", "mai", "--to", "mai"}, "2026-10-11", "2026-10-11"},
                     {{"--from", "tomorrow", "--to", "Ngày mai"}, "2026-10-11", "2026-10-11"},
                     {{"--from", "hôm nay", "--to", "tomorrow"}, "2026-10-10", "2026-10-11"},
                     {{"--to", "9/10"}, "", "2027-10-09"},
                     // A season that runs is this year's.
                     {{"--from", "1/10", "--to", "31/12"}, "2026-10-01", "2026-12-31"},
                     {{"--from", "15/9", "--to", "10/10"}, "2026-09-15", "2026-10-10"},
                     {{"--from", "15/9", "--to", "9/10"}, "2027-09-15", "2027-10-09"},
                     {{"--from", "1/11", "--to", "30/10"}, "2025-11-01", "2026-10-30"}};
  const std::string before = draft;
  for (const auto& c : cases) {
    draft = before;
    spoken said = call(create(c.options));
    ASSERT_EQ(said.code, 0) << c.options[1] << said.err;
    auto text = [](const auto& d) { return d ? playlists::programme::format_date(*d) : std::string(); };
    EXPECT_EQ(text(campaign("x").from), c.from) << c.options[1];
    EXPECT_EQ(text(campaign("x").to), c.to) << c.options[1];
    // What was read is said back with its years.
    for (const char* read : {c.from, c.to}) EXPECT_THAT(said.out, HasSubstr(read)) << c.options[1];
  }
}

TEST_F(campaign_commands, edit_keeps_a_season_that_runs_in_its_year) {
  ASSERT_EQ(call(create({"--from", "1/10", "--to", "31/10"})).code, 0);
  ASSERT_EQ(call({"campaign", "edit", "x", "--from", "5/10"}).code, 0);
  EXPECT_EQ(playlists::programme::format_date(*campaign("x").from), "2026-10-05");
  ASSERT_EQ(call({"campaign", "edit", "x", "--except", "7/10,20/10"}).code, 0);
  ASSERT_EQ(campaign("x").except.size(), 2U);
  EXPECT_EQ(playlists::programme::format_date(campaign("x").except[0]), "2026-10-07");
  EXPECT_EQ(playlists::programme::format_date(campaign("x").except[1]), "2026-10-20");
  EXPECT_THAT(call({"campaign", "edit", "x", "--from", "5/11"}).err,
              HasSubstr("before it begins on 2026-11-05"));
}

TEST_F(campaign_commands, exceptions_without_a_year_come_after_the_first_day) {
  ASSERT_EQ(call(create({"--from", "1/12/2028", "--to", "31/12/2028", "--except", "24/12"})).code, 0);
  ASSERT_EQ(campaign("x").except.size(), 1U);
  EXPECT_EQ(playlists::programme::format_date(campaign("x").except[0]), "2028-12-24");
}

TEST_F(campaign_commands, screens_are_names_groups_or_all) {
  const std::string before = draft;
  for (auto [typed, screens] :
       std::vector<std::pair<const char*, const char*>>{{"LOBBY , market", "lobby+market"},
                                                        {"lobby,lobby", "lobby"},
                                                        {"@indoor", "@indoor"},
                                                        {"all,lobby", "all"},
                                                        {"tất cả", "all"}}) {
    draft = before;
    ASSERT_EQ(call({"campaign", "create", "x", "--playlist", "tháng mười", "--screens", typed}).code, 0)
        << typed;
    std::string all;
    for (const std::string& s : campaign("x").screens) all += (all.empty() ? "" : "+") + s;
    EXPECT_EQ(all, screens) << typed;
  }
}

struct mistake {
  std::vector<std::string> options;
  int code;
  const char* said;
};

TEST_F(campaign_commands, mistakes_are_named_with_what_to_do_and_change_nothing) {
  const std::string before = draft, enormous(50'000, 'x');
  const mistake mistakes[] = {
      {{"create"}, 2, "\"campaign create\" needs NAME"},
      {{"create", "x", "--screens", "all"}, 2, "needs --playlist P"},
      {{"create", "x", "--playlist", "tháng mười"}, 2, "needs --screens LIST"},
      {{"create", "x", "y", "--playlist", "tháng mười", "--screens", "all"}, 2, "\"y\" is one too many"},
      {{"create", "", "--playlist", "tháng mười", "--screens", "all"}, 2, "cannot be the name of a campaign"},
      {{"create", std::string(200, 'n'), "--playlist", "tháng mười", "--screens", "all"},
       2,
       "cannot be the name"},
      {{"create", "a\x1b[31mb", "--playlist", "tháng mười", "--screens", "all"},
       2,
       "control character (U+001B)"},
      {{"create", "a\nb", "--playlist", "tháng mười", "--screens", "all"},
       2,
       "cannot be the name of a campaign"},
      {{"create", "a\u202Eb", "--playlist", "tháng mười", "--screens", "all"}, 2, "U+202E"},
      {{"create", "\xff", "--playlist", "tháng mười", "--screens", "all"}, 2, "damaged letters"},
      {{"create", "QUỐC KHÁNH", "--playlist", "tháng mười", "--screens", "all"}, 1, "\"quốc khánh\" already"},
      {{"create", "x", "--playlist", "dich vu cog", "--screens", "all"}, 1, "did you mean Dịch vụ công?"},
      {{"create", "x", "--playlist", "", "--screens", "all"}, 1, "bangtin playlist list"},
      {{"create", "x", "--playlist", "tháng mười", "--screens", "indoor"}, 1, "did you mean @indoor?"},
      {{"create", "x", "--playlist", "tháng mười", "--screens", "loby"}, 1, "did you mean lobby?"},
      {{"create", "x", "--playlist", "tháng mười", "--screens", "SẢNH"}, 1, "did you mean lobby?"},
      {{"create", "x", "--playlist", "tháng mười", "--screens", "roof"}, 1, "bangtin screen list"},
      {{"create", "x", "--playlist", "tháng mười", "--screens", ","}, 2, "needs a screen"},
      {{"create", "x", "--playlist", "tháng mười", "--screens", enormous}, 1, "there is no screen or group"},
      {{"create", "x", "--playlist", "tháng mười", "--screens", "\x1b]0;evil\x07"},
       1,
       "there is no screen or group"},
      {{"--from", "31/2"}, 2, "\"31/2\" is no date"},
      {{"--from", "soon"}, 2, "write it as 1/10"},
      {{"--from", "10-01"}, 2, "write it as 1/10"},
      {{"--from", "1/1", "--to", enormous}, 2, "the value of --to is too long"},
      {{"--from", "10/10/2026", "--to", "1/10/2026"},
       2,
       "would end on 2026-10-01, before it begins on 2026-10-10"},
      {{"--from", "5/12", "--to", "mai"}, 2, "would end on 2026-10-11, before it begins on 2026-12-05"},
      {{"--from", "tomorrow", "--to", "today"}, 2, "would end on 2026-10-10, before it begins"},
      {{"--from", "mai", "--to", "hôm qua"}, 2, "would end on 2026-10-09, before it begins"},
      {{"--from", "1/10", "--yearly"}, 2, "need both a first and a last day"},
      {{"--yearly"}, 2, "need both a first and a last day"},
      {{"--from", "1/10/2026", "--to", "10/10", "--yearly"}, 2, "without a year, like 1/10"},
      {{"--from", "31/12", "--to", "1/1", "--lunar"}, 2, "of the lunar calendar"},
      {{"--from", "1/1", "--to", "3/1", "--lunar", "--yearly"}, 2, "either --yearly or --lunar"},
      {{"--days", "t9"}, 2, "mon-fri, t2-t6"},
      {{"--days", "funday"}, 2, "--days cannot be \"funday\""},
      {{"--hours", "7"}, 2, "7:00-11:30"},
      {{"--hours", "25h-26h"}, 2, "--hours cannot be"},
      {{"--hours", enormous}, 2, "--hours cannot be"},
      {{"--except", "30/2"}, 2, "is no date"},
      {{"--rrule", "FREQ=HOURLY"}, 2, "FREQ"},
      {{"--rrule", "first monday"}, 2, ""},
      {{"--share", "0"}, 2, "from 1 to 1000"},
      {{"--share", "1001"}, 2, "from 1 to 1000"},
      {{"--share", "-5"}, 2, "from 1 to 1000"},
      {{"--share", "99999999999999999999"}, 2, "from 1 to 1000"},
      {{"--share", "a lot"}, 2, "from 1 to 1000"},
      {{"--share", "5", "--every", "15m"}, 2, "either --share or --every"},
      {{"--every", "15"}, 2, "\"15 phút\""},
      {{"--every", "40 days"}, 2, "at most 30 days"},
      {{"--level", "high"}, 2, "takeover, normal or filler"},
      {{"--order", "random"}, 2, "sequential or shuffle"},
      {{"--task", "IV\x07"}, 2, "control character"},
      {{"--task", "IV\n3"}, 2, "--task cannot be \"IV\uFFFD3\": the text has a line break"},
      {{"--task", enormous}, 2, "the value of --task is too long"},
      {{"--fade", "4s"}, 2, "at most 3s"},
      {{"--volume", "101"}, 2, "from 0 to 100"},
      {{"--fit", "stretch"}, 2, "contain or cover"},
      {{"--qr", "left"}, 2, "beside, corner or no"},
      {{"--logo", "maybe"}, 2, "yes or no"},
      {{"--colour", "red"}, 2, "has no option --colour"},
      {{"edit", "thường ngày"}, 2, "nothing to change was given"},
      {{"edit", "thuong ngay", "--share", "2"}, 1, "did you mean thường ngày?"},
      {{"edit", "thường ngày", "--name", "Quốc Khánh"}, 1, "already"},
      {{"edit", "thường ngày", "--name", ""}, 2, "cannot be the name"},
      {{"edit", "thường ngày", "--screens", ""}, 2, "needs a screen"},
      {{"edit", "nothing like it", "--share", "2"}, 1, "bangtin campaign list"},
      {{"show", "x"}, 1, "there is no campaign \"x\""},
      {{"show"}, 2, "needs NAME"},
      {{"show", "\x1b[2J"}, 1, "there is no campaign"},
      {{"show", enormous}, 1, "there is no campaign"},
      {{"remove", "quốc"}, 1, "there is no campaign"},
      {{"remove", "quoc khanh"}, 1, "did you mean quốc khánh?"},
      {{"remove", "quốc khánh", "thường ngày"}, 2, "one too many"},
      {{"list", "all"}, 2, "one too many"}};
  for (const mistake& m : mistakes) {
    std::vector<std::string> words = m.options;
    if (words[0].starts_with('-')) {
      words = create(words);
    } else {
      words.insert(words.begin(), "campaign");
    }
    std::string shown;
    for (const std::string& w : words) shown += printable(first_characters(w, 40)) + " ";
    SCOPED_TRACE(shown);
    spoken said = call(words);
    EXPECT_EQ(said.code, m.code) << said.err;
    EXPECT_THAT(said.err, HasSubstr(m.said));
    EXPECT_THAT(said.err, HasSubstr(" — ")) << "it says what to do";
    EXPECT_EQ(said.err.find('\x1b'), std::string::npos);
    EXPECT_LT(said.err.size(), 1000u);
    words.insert(words.end(), {"--lang", "vi"});
    spoken in_vietnamese = call(words);
    EXPECT_EQ(in_vietnamese.code, m.code) << in_vietnamese.err;
    EXPECT_NE(in_vietnamese.err, said.err);
    EXPECT_THAT(in_vietnamese.err, Not(HasSubstr(" the ")));
    EXPECT_EQ(draft, before);
  }
  EXPECT_EQ(puts, 0);
}

TEST_F(campaign_commands, what_is_remarkable_about_a_new_campaign_is_said) {
  const std::string before = draft;
  struct {
    std::vector<std::string> options;
    const char* remark;
  } const cases[] = {
      {{"--to", "1/10/2026"}, "note: the campaign \"x\" is over"},
      {{"--share", "1"}, "note: the campaign \"x\" gets a small part of the time"},
      {{"--every", "5s"}, "error: "},
      {{"--level", "filler"}, "error: the campaign \"x\" never plays"},
      {{"--level", "filler"}, ": bangtin campaign edit x --level …; bangtin campaign edit NAME --hours …"},
      {{"--level", "takeover"}, "error: the campaign \"thường ngày\" never plays"},
      {{"--from", "1/10/2030"}, "warning: the campaign \"x\" does not begin before 2030-10-01"},
  };
  for (const auto& c : cases) {
    draft = before;
    spoken said = call(create(c.options));
    EXPECT_EQ(said.code, 0) << c.options[1];
    EXPECT_THAT(said.err, HasSubstr(c.remark)) << c.options[1];
  }
  draft = before;
  EXPECT_THAT(call(create({"--share", "60"})).err, Not(HasSubstr("campaign"))) << "nothing to remark upon";
}

TEST_F(campaign_commands, json_says_what_was_stored) {
  json::value v =
      call({"campaign", "create", "x", "--playlist", "tháng mười", "--screens", "all", "--json"}).document();
  EXPECT_EQ(v.at("stored"), true);
  EXPECT_EQ(v.at("changes").at(0).at("name"), "x");
  v = call({"campaign", "create", "y", "--playlist", "none", "--screens", "all", "--json"}).document();
  EXPECT_EQ(v.at("error").at("code"), "not_found");
}

// ---- edit

TEST_F(campaign_commands, edit_changes_what_is_given_and_nothing_else) {
  playlists::programme::campaign before = campaign("quốc khánh");
  spoken said = call({"campaign", "edit", "Quốc Khánh", "--share", "5"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("~ campaign \"quốc khánh\": weight 5 (before: weight 1)\n"));
  playlists::programme::campaign after = campaign("quốc khánh");
  after.share = 1;
  EXPECT_EQ(after, before);
}

struct edit {
  std::vector<std::string> options;
  const char* said;
};

TEST_F(campaign_commands, edit_takes_back_what_an_empty_value_names) {
  const std::string before = draft;
  const edit edits[] = {
      {{"--task", ""}, "for no task (before: for task IV.1)"},
      {{"--from", "", "--to", ""}, "every day, all day (before: on 2 September every year, all day)"},
      {{"--from", "1/9"},
       "from 1 to 2 September every year, all day (before: on 2 September every year, all day)"},
      {{"--from", "1/9/2027", "--to", "3/9/2027"},
       "from 2027-09-01 to 2027-09-03, all day (before: on 2 September"},
      {{"--lunar"}, "on day 2 of lunar month 9, all day"},
      {{"--lunar", "--from", "1/1", "--to", "3/1"}, "from day 1 to 3 of lunar month 1, all day"},
      {{"--hours", "7h-8h"}, "on 2 September every year, at 7:00–8:00"},
      {{"--every", "1h"}, "once every 1 h (before: weight 1)"},
      {{"--screens", "@indoor"}, "shown on group indoor (before: shown on lobby)"},
      {{"--level", "filler"}, "only when nothing else plays (before: at the normal level)"},
      {{"--qr", "corner"}, "QR codes in the corner (before: shown as usual)"}};
  for (const edit& e : edits) {
    draft = before;
    std::vector<std::string> words{"campaign", "edit", "quốc khánh"};
    words.insert(words.end(), e.options.begin(), e.options.end());
    spoken said = call(words);
    EXPECT_EQ(said.code, 0) << said.err;
    EXPECT_THAT(said.out, HasSubstr(e.said));
  }
  // And back again.
  for (std::vector<std::string> there_and_back : {std::vector<std::string>{"--hours", "7h-8h"},
                                                  {"--hours", ""},
                                                  {"--every", "1h"},
                                                  {"--every", ""},
                                                  {"--days", "t2"},
                                                  {"--days", ""},
                                                  {"--volume", "3"},
                                                  {"--volume", ""},
                                                  {"--except", "1/1/2027"},
                                                  {"--except", ""}}) {
    there_and_back.insert(there_and_back.begin(), {"campaign", "edit", "quốc khánh"});
    EXPECT_EQ(call(there_and_back).code, 0);
  }
}

TEST_F(campaign_commands, edit_of_a_yearly_campaign_to_a_date_with_a_year_drops_the_other_end) {
  ASSERT_EQ(call({"campaign", "edit", "quốc khánh", "--from", "1/9/2027"}).code, 0);
  EXPECT_EQ(campaign("quốc khánh").repeats, playlists::programme::recurrence::none);
  EXPECT_FALSE(campaign("quốc khánh").to);
}

TEST_F(campaign_commands, edit_gives_another_name) {
  spoken said = call({"campaign", "edit", "quốc khánh", "--name", "2-9"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.out, HasSubstr("counts under the old name"));
  EXPECT_EQ(campaign("2-9").task, "IV.1");
  EXPECT_EQ(stored().campaigns.size(), 2u);
}

TEST_F(campaign_commands, edit_without_a_change_stores_nothing) {
  spoken said = call({"campaign", "edit", "thường ngày", "--share", "60"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.out, HasSubstr("nothing was changed"));
  EXPECT_EQ(puts, 0);
}

// ---- list, show, remove

TEST_F(campaign_commands, show_says_when_the_screens_next_show_it) {
  struct hours_case {
    std::string hours, says;
  };
  playlists::programme::programme p = stored();
  for (auto& s : p.screens) s.open = *parse_openings("mon-fri 7h-17h");
  draft = playlists::text::to_bytes(p);
  for (const hours_case& c :
       std::vector<hours_case>{{"22h-2h", "never plays: whenever it would, its screens are closed"},
                               {"5h-8h", "runs next from 07:00 on 2026-10-12"},  // the time is a Saturday
                               {"16h-23h", "runs next from 16:00 on 2026-10-12"}}) {
    ASSERT_EQ(call({"campaign", "edit", "thường ngày", "--hours", c.hours}).code, 0) << c.hours;
    EXPECT_THAT(call({"campaign", "show", "thường ngày"}).out, HasSubstr(c.says)) << c.hours;
  }
}

TEST_F(campaign_commands, list_show_and_check_say_the_same_of_one_that_never_plays) {
  daemon.on("GET /v1/media", "[]");
  daemon.on("GET /v1/screens", "[]");
  ASSERT_EQ(call(create({"--level", "filler"})).code, 0);
  const std::string why = "its level is filler, and whenever it would play, campaigns of a higher level do: ";
  EXPECT_THAT(call({"check"}).out, HasSubstr("error: the campaign \"x\" never plays — " + why));
  EXPECT_THAT(call({"campaign", "show", "x"}).out, HasSubstr("never plays: " + why));
  EXPECT_THAT(call({"campaign", "list"}).out, HasSubstr("never plays; every day, all day"));
  ASSERT_EQ(call({"campaign", "edit", "thường ngày", "--hours", "6h-11h"}).code, 0);
  EXPECT_THAT(call({"check"}).out, Not(HasSubstr("never plays")));
  EXPECT_THAT(call({"campaign", "show", "x"}).out, HasSubstr("runs next from 11:00 today"));
  EXPECT_THAT(call({"campaign", "list"}).out, Not(HasSubstr("never plays")));
  ASSERT_EQ(call({"campaign", "edit", "thường ngày", "--hours", "8h-11h"}).code, 0);
  EXPECT_THAT(call({"campaign", "show", "x"}).out, HasSubstr("runs now"));
}

TEST_F(campaign_commands, list_and_show_say_it_in_words_and_in_the_keys_of_the_file) {
  spoken said = call({"campaign", "list"});
  EXPECT_THAT(said.out, HasSubstr("quốc khánh"));
  EXPECT_THAT(said.out, HasSubstr("on 2 September every year, all day"));
  said = call({"campaign", "show", "QUỐC KHÁNH"});
  EXPECT_THAT(said.out, HasSubstr("runs next from 00:00 on 2027-09-02"));
  EXPECT_THAT(said.out, HasSubstr("tháng mười (items: 1, together 10 s)"));
  json::value all = call({"campaign", "list", "--json"}).document();
  EXPECT_EQ(
      canonical(all.at(1)),
      R"({"days":"mon-sun","draft":"new","every":null,"except":[],"fade":null,"fit":"contain","from":"09-02","hours":[],"level":"normal","logo":null,"lunar":false,"name":"quốc khánh","order":"sequential","playlist":"tháng mười","qr":null,"rrule":null,"screens":["lobby"],"share":1,"task":"IV.1","to":"09-02","volume":100,"yearly":true})");
  EXPECT_EQ(call({"campaign", "show", "quốc khánh", "--json"}).document(), all.at(1));
  draft = "";
  EXPECT_EQ(canonical(call({"campaign", "list", "--json"}).document()), "[]");
  EXPECT_THAT(call({"campaign", "list"}).out, HasSubstr("there are no campaigns"));
}

TEST_F(campaign_commands, remove_shows_what_is_lost_and_asks) {
  person.there = true;
  const std::string before = draft;
  person.consents = {false};
  spoken said = call({"campaign", "remove", "quốc khánh"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.out,
              HasSubstr("- campaign \"quốc khánh\": playlist \"tháng mười\" on lobby, on 2 September"));
  EXPECT_THAT(person.asked, ::testing::ElementsAre(HasSubstr("Remove the campaign \"quốc khánh\"?")));
  EXPECT_EQ(draft, before);
  person.consents = {true};
  EXPECT_EQ(call({"campaign", "remove", "quốc khánh"}).code, 0);
  EXPECT_EQ(stored().campaigns.size(), 1u);
  EXPECT_EQ(call({"campaign", "remove", "thường ngày", "--yes"}).code, 0);
  EXPECT_EQ(stored().campaigns.size(), 0u);
}

TEST_F(campaign_commands, somebody_else_s_change_is_not_lost) {
  daemon.on("PUT /v1/draft", [this](const heard& h) {
    EXPECT_TRUE(h.headers.contains("if-match"));
    ++puts;
    return answer{409, problem("conflict", "{} was changed meanwhile", "the draft", "call it again")};
  });
  const std::string before = draft;
  EXPECT_EQ(call(create({})).code, 1);
  EXPECT_EQ(puts, 1);
  EXPECT_EQ(draft, before);
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
