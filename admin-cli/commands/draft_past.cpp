// The daemon keeps states and not steps, so an undo is told by its result: the draft is as it was before.
#include "admin-cli/commands/draft_past.hpp"

#include <algorithm>
#include <set>

#include "admin-cli/commands/daemon.hpp"

namespace bangtin::admin_cli::commands {

namespace {

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
  playlists::programme::programme value = std::move((*p)->value);
  value.version = 0;
  value.issued = value.expires = {};
  value.now = false;
  return std::optional(past_state{std::move(value), std::nullopt, ""});
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

undo_targets undo_targets_of(const std::vector<digest>& states) {
  std::vector<std::size_t> line;  // places in `states`
  std::size_t at = 0;             // of the present state in `line`
  auto is = [&](std::size_t place, const digest& state) {
    return place < line.size() && states[line[place]] == state;
  };
  for (std::size_t i = 0; i < states.size(); ++i) {
    if (line.empty()) {
      line.push_back(i);
    } else if (is(at, states[i])) {
      line[at] = i;
    } else if (at > 0 && is(at - 1, states[i])) {
      line[--at] = i;
    } else if (is(at + 1, states[i])) {
      line[++at] = i;
    } else {
      line.resize(++at);
      line.push_back(i);
    }
  }
  undo_targets found;
  if (at > 0) found.undo = line[at - 1];
  if (at + 1 < line.size()) found.redo = line[at + 1];
  return found;
}

}  // namespace bangtin::admin_cli::commands
