// draft history, undo, redo, restore: what the draft was before, and the way back to it.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/draft_past.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/missing_files.hpp"
#include "admin-cli/commands/taking_back.hpp"
#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/people.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;
using wire::admin::draft_step_kind;
using wire::admin::kept_draft;

constexpr std::int64_t usual_rows = 20;
constexpr int max_tries = 5;  // to read draft and changes of one moment

error no_longer_kept(std::int64_t number) {
  return {errc::not_found, msg("the draft before change {} is no longer kept", number),
          msg("\"bangtin draft history\" lists the changes of the last 30 days")};
}

// "+ playlist "x": items: 3 … (4)": the first of the changes, and how many there are.
std::string first_of(const programme& before, const programme& after) {
  const std::vector<std::string> lines = views::change_lines(before, after);
  if (lines.empty()) return "";
  return lines.size() == 1 ? lines[0] : fmt::format("{} … ({})", lines[0], lines.size());
}

// The files of items that the draft now has are there.
result<void> check_files(session& s, const programme& now, const programme& then) {
  std::vector<const playlists::programme::media_item*> wanted;
  for (const playlists::programme::media_item& m : then.media) {
    const bool is_here = std::any_of(now.media.begin(), now.media.end(),
                                     [&](const auto& x) { return x.id == m.id && x.files == m.files; });
    if (!is_here) wanted.push_back(&m);
  }
  result<std::vector<std::string>> missing = find_missing_files(s, wanted);
  if (!missing) return missing.error();
  if (missing->empty()) return {};
  return error{
      errc::conflict, msg("that draft shows files that were deleted for good: {}", listed_names(*missing)),
      msg("load them again with \"bangtin media add\"; or take back only a part of it, like \"bangtin "
          "playlist restore NAME\"")};
}

// Makes the draft as it was before the change `k`.
result<int> go_to(session& s, open_draft draft, const kept_draft& k, const std::string& question,
                  const std::string& done) {
  result<std::optional<programme>> old = get_kept_draft(s.daemon, k.number);
  if (!old) return old.error();
  if (!*old) return no_longer_kept(k.number);
  if (result<void> there = check_files(s, draft.value, **old); !there) return there.error();
  result<std::vector<wire::admin::media_item>> removed = get_removed_media(s);
  if (!removed) return removed.error();
  draft.value = **old;
  result<int> code = store_the_draft(s, std::move(draft), done, question);
  if (code) restore_removed_media(s, **old, *removed);
  return code;
}

// The changes, oldest first, the draft after the last of them, and where undo and redo lead from it.
struct draft_steps {
  std::vector<kept_draft> changes;
  open_draft draft;
  undo_stack stack;
};
// Changes and draft of one moment: no change came between the two questions. Nothing if somebody was faster.
result<std::optional<draft_steps>> try_find_steps(session& s) {
  draft_steps found;
  result<std::vector<kept_draft>> all = get_draft_history(s.daemon);
  if (!all) return all.error();
  found.changes.assign(all->rbegin(), all->rend());
  result<std::optional<stored_draft>> now = get_stored_draft(s.daemon);
  if (!now) return now.error();
  result<std::int64_t> newest = get_newest_change(s.daemon);
  if (!newest) return newest.error();
  if (*newest != (all->empty() ? 0 : all->front().number)) return std::optional<draft_steps>{};
  if (!*now) return std::optional(std::move(found));
  found.draft = {(*now)->value, (*now)->value, (*now)->etag, {}};
  found.stack = undo_stack_of(found.changes, playlists::text::programme_digest((*now)->value));
  return std::optional(std::move(found));
}
result<draft_steps> find_steps(session& s) {
  for (int tries = 0; tries < max_tries; ++tries) {
    result<std::optional<draft_steps>> found = try_find_steps(s);
    if (!found) return found.error();
    if (*found) return std::move(**found);
  }
  return error{errc::conflict, msg("somebody else is changing the draft at this moment"),
               msg("call the command again; \"bangtin draft history\" shows who")};
}

result<int> go_to(session& s, draft_steps all, const undo_step& step, draft_step_kind kind,
                  const std::string& question, const std::string& done) {
  all.draft.step = {kind, step.change};
  return go_to(s, std::move(all.draft), all.changes[step.place], question, done);
}

error nothing_to_undo(const draft_steps& all) {
  if (all.changes.empty()) {
    return {errc::conflict,
            msg("the draft had no other content in the last 30 days, so there is nothing to undo"),
            msg("\"bangtin history\" lists the published versions, to which \"bangtin revert\" goes back")};
  }
  return {errc::conflict, msg("all changes of the last 30 days are undone already"),
          msg("\"bangtin draft history\" lists them; \"bangtin draft redo\" makes the last one again")};
}

// "takes back change 7: - playlist "x"".
std::string told(const kept_draft& k, const std::string& what) {
  if (k.step == draft_step_kind::undo) return tr("takes back change {}: {}", k.of_change, what);
  if (k.step == draft_step_kind::redo) return tr("makes change {} again: {}", k.of_change, what);
  return what;
}

}  // namespace

result<int> draft_history(session& s, const arguments& given) {
  result<std::int64_t> most = given.number("--last", 1, 500, usual_rows);
  if (!most) return most.error();
  result<draft_view> v = view_draft(s);
  if (!v) return v.error();
  result<std::vector<kept_draft>> all = get_draft_history(s.daemon);
  if (!all) return all.error();
  const std::size_t more = all->size();
  if (std::ssize(*all) > *most) all->resize(static_cast<std::size_t>(*most));
  json::array answers;
  using enum views::importance;
  views::table t({{tr(">Change"), high},
                  {tr("Changed at"), high, views::narrow::whole},
                  {tr("Changed by"), low},
                  {tr("What changed"), high, views::narrow::cut, 30}});
  programme after = v->value;
  for (const kept_draft& k : *all) {
    result<std::optional<programme>> before = get_kept_draft(s.daemon, k.number);
    if (!before) return before.error();
    if (!*before) break;  // forgotten meanwhile, and all older ones too
    answers.push_back(json::object{{"number", k.number},
                                   {"at", views::local_rfc3339(k.replaced, v->value.timezone)},
                                   {"who", k.who},
                                   {"identity", k.programme_digest.hex()},
                                   {"step", to_string(k.step)},
                                   {"of", k.of_change},
                                   {"changes", views::to_json(views::difference(**before, after))}});
    t.add({std::to_string(k.number), views::local_time(k.replaced, v->value.timezone),
           views::person_name(k.who), told(k, first_of(**before, after))});
    after = std::move(**before);
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("the draft had no other content in the last 30 days"));
    return 0;
  }
  s.out.show(t);
  if (more > all->size()) s.out.note(tr("There are {} changes; --last {} shows them all.", more, more));
  s.out.note(
      tr("\"bangtin draft undo\" takes the last change back; \"bangtin draft restore NUMBER\" makes the "
         "draft as it was before that change."));
  return 0;
}

result<int> draft_undo(session& s, const arguments&) {
  result<draft_steps> all = find_steps(s);
  if (!all) return all.error();
  if (all->stack.done.empty()) return nothing_to_undo(*all);
  const undo_step last = all->stack.done.back();
  return go_to(s, std::move(*all), last, draft_step_kind::undo, tr("Make the draft so?"),
               tr("the last change is undone; \"bangtin draft redo\" makes it again"));
}

result<int> draft_redo(session& s, const arguments&) {
  result<draft_steps> all = find_steps(s);
  if (!all) return all.error();
  if (all->stack.undone.empty()) {
    return error{errc::conflict, msg("nothing was undone, so there is nothing to do again"),
                 msg("\"bangtin draft history\" lists the changes of the draft")};
  }
  const undo_step last = all->stack.undone.back();
  return go_to(s, std::move(*all), last, draft_step_kind::redo, tr("Make the draft so again?"),
               tr("the change is made again; \"bangtin draft undo\" takes it back"));
}

result<int> draft_restore(session& s, const arguments& given) {
  std::optional<std::int64_t> number = parse_integer(given.text("NUMBER"), 1, INT64_MAX);
  if (!number) {
    return error{errc::usage, msg("\"{}\" is not the number of a change", printable(given.text("NUMBER"))),
                 msg("\"bangtin draft history\" lists the changes with their numbers")};
  }
  result<std::vector<kept_draft>> all = get_draft_history(s.daemon);
  if (!all) return all.error();
  auto k = std::find_if(all->begin(), all->end(), [&](const kept_draft& x) { return x.number == *number; });
  if (k == all->end()) return no_longer_kept(*number);
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  return go_to(
      s, std::move(*draft), *k, tr("Make the draft so?"),
      tr("the draft is as it was before change {}; \"bangtin draft undo\" takes that back", *number));
}

}  // namespace bangtin::admin_cli::commands
