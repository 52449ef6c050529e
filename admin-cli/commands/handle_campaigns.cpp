// campaign create, edit, list, show, remove: what runs on which screens, when, and how much of it.
#include <algorithm>

#include "admin-cli/commands/campaign_options.hpp"
#include "admin-cli/commands/campaign_remarks.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/finding_remedy.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "admin-cli/commands/plan_lint.hpp"
#include "admin-cli/commands/removed_things.hpp"
#include "admin-cli/views/campaign_rows.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/remarks.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::analysis::finding;
using playlists::analysis::severity;
using playlists::programme::campaign;
using playlists::programme::programme;

result<std::size_t> find_campaign(const programme& p, const std::string& typed) {
  std::vector<std::string> names;
  for (const campaign& c : p.campaigns) names.push_back(c.name);
  result<std::string> name =
      choose_name(typed, names, msg("there is no campaign \"{}\"", printable(first_characters(typed, 60))),
                  msg("see \"bangtin campaign list\" for those that there are"));
  if (!name) return name.error();
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), *name) - names.begin());
}

// What "check" would say of the campaign now.
void print_remarks(session& s, const programme& before, const programme& after, const std::string& name) {
  std::vector<finding> all = campaign_remarks(before, after, name, s.now);
  result<std::optional<admin::plan>> plan = get_plan(s.daemon);
  if (plan && *plan) {
    for (finding& f : compare_with_plan(after, **plan)) {
      if (f.campaign == name) all.push_back(std::move(f));
    }
  }
  for (const finding& f : all) {
    s.out.note(views::severity_word(f.severity) + ": " + views::sentence(f.what, f.why));
    if (!f.remedy.empty()) s.out.note("    " + remedy_of(f, checked_source::draft));
  }
}

// Stores the draft, and then says what is remarkable about the campaign.
result<int> store_campaign(session& s, open_draft draft, const std::string& name, const std::string& done) {
  if (std::optional<error> bad = playlists::text::check_references(draft.value)) return *bad;
  const programme before = draft.before, after = draft.value;
  result<int> code = store_the_draft(s, std::move(draft), done);
  if (code) print_remarks(s, before, after, name);
  return code;
}

// How the campaign stands beside the published programme.
views::draft_state state_of(const draft_view& v, const campaign& c) {
  const campaign* old = v.published ? v.published->find_campaign(c.name) : nullptr;
  if (old == nullptr) return views::draft_state::added;
  return *old == c ? views::draft_state::same : views::draft_state::changed;
}

}  // namespace

result<int> campaign_create(session& s, const arguments& given) {
  result<open_draft> draft = look_at_draft(s);
  if (!draft) return draft.error();
  campaign c;
  result<std::string> name = new_campaign_name(given.text("NAME"), draft->value);
  if (!name) return name.error();
  c.name = *name;
  result<void> set =
      apply_campaign_options(given, draft->value, views::today_in(draft->value.timezone, s.now), c);
  if (!set) return set.error();
  draft->value.campaigns.push_back(c);
  return store_campaign(
      s, std::move(*draft), c.name,
      tr("the draft has the campaign \"{}\" now; \"bangtin diff\" says from when the screens show it",
         c.name));
}

result<int> campaign_edit(session& s, const arguments& given) {
  if (!has_campaign_options(given)) {
    return error{errc::usage, msg("nothing to change was given"),
                 msg("see \"bangtin {} --help\"", "campaign edit")};
  }
  result<open_draft> draft = look_at_draft(s);
  if (!draft) return draft.error();
  result<std::size_t> at = find_campaign(draft->value, given.text("NAME"));
  if (!at) return at.error();
  campaign c = draft->value.campaigns[*at];
  const std::string old_name = c.name;
  if (std::optional<std::string> typed = given.get("--name")) {
    result<std::string> name = new_campaign_name(*typed, draft->value, c.name);
    if (!name) return name.error();
    c.name = *name;
  }
  result<void> set =
      apply_campaign_options(given, draft->value, views::today_in(draft->value.timezone, s.now), c);
  if (!set) return set.error();
  draft->value.campaigns[*at] = c;
  std::string done = tr("the campaign \"{}\" is changed in the draft", c.name);
  if (c.name != old_name) {
    done = tr(
        "the campaign \"{}\" is named \"{}\" in the draft now; what it has shown counts under the old name",
        old_name, c.name);
  }
  return store_campaign(s, std::move(*draft), c.name, done);
}

result<int> campaign_list(session& s, const arguments& given) {
  if (given.has("--removed")) return list_removed_campaigns(s);
  result<draft_view> draft = view_draft(s);
  if (!draft) return draft.error();
  json::array all;
  std::vector<views::draft_state> states;
  for (const campaign& c : draft->value.campaigns) {
    states.push_back(state_of(*draft, c));
    all.push_back(views::to_json(c, states.back()));
  }
  s.out.document(all);
  if (all.empty()) {
    s.out.text(tr("there are no campaigns; \"bangtin campaign create --help\" says how to make one"));
  } else {
    s.out.show(views::campaign_table(draft->value.campaigns, states, never_playing(draft->value, s.now)));
  }
  note_which(s, *draft);
  return 0;
}

result<int> campaign_show(session& s, const arguments& given) {
  result<draft_view> draft = view_draft(s);
  if (!draft) return draft.error();
  result<std::size_t> at = find_campaign(draft->value, given.text("NAME"));
  if (!at) return at.error();
  const campaign& c = draft->value.campaigns[*at];
  s.out.document(views::to_json(c, state_of(*draft, c)));
  s.out.show(views::campaign_sheet(draft->value, c, s.now, never_playing(draft->value, s.now)[*at]));
  note_which(s, *draft);
  return 0;
}

result<int> campaign_remove(session& s, const arguments& given) {
  result<open_draft> draft = look_at_draft(s);
  if (!draft) return draft.error();
  result<std::size_t> at = find_campaign(draft->value, given.text("NAME"));
  if (!at) return at.error();
  const std::string name = draft->value.campaigns[*at].name;
  draft->value.campaigns.erase(draft->value.campaigns.begin() + static_cast<std::ptrdiff_t>(*at));
  return store_the_draft(s, std::move(*draft),
                         tr("the campaign \"{}\" is removed from the draft; \"{}\" takes it back within 30 "
                            "days",
                            name, way_back("campaign restore", name)),
                         tr("Remove the campaign \"{}\"?", name));
}

}  // namespace bangtin::admin_cli::commands
