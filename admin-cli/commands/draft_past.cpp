// The daemon keeps each replaced draft with the step that replaced it. From these the stack of an editor is
// computed again for every undo, so nothing else has to be kept.
#include "admin-cli/commands/draft_past.hpp"

#include <set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::draft_step;
using wire::admin::draft_step_kind;
using wire::admin::kept_draft;
using wire::admin::published_version;

constexpr std::chrono::hours looked_back{30 * 24};

// Those that were in force at some time after `since`; newest first.
result<std::vector<published_version>> versions_since(session& s, utc_ms since) {
  result<std::vector<published_version>> all = get_history(s.daemon);
  if (!all) return all.error();
  std::vector<published_version> recent;
  for (const published_version& v : *all) {
    recent.push_back(v);
    if (v.published <= since) break;
  }
  return recent;
}

result<std::optional<past_state>> fetch(session& s, const kept_draft& k) {
  result<std::optional<playlists::programme::programme>> p = get_kept_draft(s.daemon, k.number);
  if (!p) return p.error();
  if (!*p) return std::optional<past_state>{};
  return std::optional(past_state{std::move(**p), k.replaced, k.who});
}

result<std::optional<past_state>> fetch(session& s, const published_version& v) {
  result<std::optional<published_programme>> p = get_version(s.daemon, v.version);
  if (!p) return p.error();
  if (!*p) return std::optional<past_state>{};
  return std::optional(past_state{as_draft(std::move((*p)->value)), std::nullopt, ""});
}

// What the change at place `i` was, after which the draft is `after`. Its mark holds only if it fits to what
// lies on the stack: else it is an edit, which an undo takes back like any other. Of a change without a mark
// the result tells: a draft as it was before the last change is an undo.
draft_step step_of(const undo_stack& stack, const std::vector<kept_draft>& changes, std::size_t i,
                   const digest& after) {
  using enum draft_step_kind;
  const kept_draft& k = changes[i];
  auto leads_to = [&](const std::vector<undo_step>& top) {
    return !top.empty() && changes[top.back().place].programme_digest == after;
  };
  // The stack lacks what only changes that are no longer kept have put there.
  auto fits = [&](const std::vector<undo_step>& top) {
    return top.empty() ? k.of_change < changes.front().number : top.back().change == k.of_change;
  };
  if (k.step == unknown && leads_to(stack.done)) return {undo, stack.done.back().change};
  if (k.step == unknown && leads_to(stack.undone)) return {redo, stack.undone.back().change};
  if (k.step == undo && fits(stack.done)) return {undo, k.of_change};
  if (k.step == redo && fits(stack.undone)) return {redo, k.of_change};
  return {};
}

}  // namespace

result<void> visit_past(session& s, const std::function<bool(past_state)>& visit) {
  result<std::vector<kept_draft>> kept = get_draft_history(s.daemon);
  if (!kept) return kept.error();
  result<std::vector<published_version>> versions = versions_since(s, s.now - looked_back);
  if (!versions) return versions.error();
  std::set<digest> seen;
  auto k = kept->begin();
  auto v = versions->begin();
  while (k != kept->end() || v != versions->end()) {
    const bool is_draft = v == versions->end() || (k != kept->end() && k->replaced >= v->published);
    if (!seen.insert(is_draft ? k->programme_digest : v->programme_digest).second) {
      is_draft ? void(++k) : void(++v);
      continue;
    }
    result<std::optional<past_state>> state = is_draft ? fetch(s, *k++) : fetch(s, *v++);
    if (!state) return state.error();
    if (*state && !visit(std::move(**state))) return {};
  }
  return {};
}

undo_stack undo_stack_of(const std::vector<kept_draft>& changes, const digest& now) {
  undo_stack stack;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const digest& after = i + 1 < changes.size() ? changes[i + 1].programme_digest : now;
    const draft_step step = step_of(stack, changes, i, after);
    auto move = [&](std::vector<undo_step>& from, std::vector<undo_step>& to) {
      if (!from.empty()) from.pop_back();
      to.push_back({step.change, i});
    };
    if (step.kind == draft_step_kind::undo) {
      move(stack.done, stack.undone);
    } else if (step.kind == draft_step_kind::redo) {
      move(stack.undone, stack.done);
    } else {
      stack.done.push_back({changes[i].number, i});
      stack.undone.clear();
    }
  }
  return stack;
}

}  // namespace bangtin::admin_cli::commands
