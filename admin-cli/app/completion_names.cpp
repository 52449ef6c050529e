#include "admin-cli/app/completion_names.hpp"

#include <algorithm>
#include <set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/list_items.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/removed_things.hpp"

namespace bangtin::admin_cli::app {

namespace {

using playlists::programme::programme;

programme known_programme(wire::http_client& daemon) {
  if (auto draft = commands::get_draft(daemon); draft && *draft) return std::move(**draft);
  if (auto published = commands::get_current(daemon); published && *published) {
    return std::move((*published)->value);
  }
  return {};
}

// Of what screens show; before the first publication of the draft, as the commands themselves have it.
std::vector<std::string> of_published_screens(wire::http_client& daemon) {
  auto published = commands::get_current(daemon);
  const programme p = published && *published ? std::move((*published)->value) : known_programme(daemon);
  std::vector<std::string> names;
  for (const auto& screen : p.screens) names.push_back(screen.name);
  return names;
}

// Of one playlist; a name that it has twice says nothing, so then the numbers stand for all.
std::vector<std::string> of_playlist(wire::http_client& daemon, name_kind kind, const std::string& of) {
  programme p = known_programme(daemon);
  std::vector<std::string> names;
  result<playlists::programme::playlist*> list = commands::choose_playlist(p, of);
  if (!list) return names;
  std::set<std::string> once;
  for (const auto& item : (*list)->items) {
    names.push_back(item.media);
    once.insert(item.media);
  }
  if (kind == name_kind::items && once.size() == names.size()) return names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = std::to_string(i + 1);
  return names;
}

std::vector<std::string> of_programme(wire::http_client& daemon, name_kind kind) {
  programme p = known_programme(daemon);
  std::vector<std::string> names;
  auto add_names = [&](const auto& all) {
    for (const auto& one : all) names.push_back(one.name);
  };
  if (kind == name_kind::playlist) add_names(p.playlists);
  if (kind == name_kind::campaign) add_names(p.campaigns);
  if (kind == name_kind::ticker) add_names(p.tickers);
  if (kind == name_kind::screen || kind == name_kind::screens) add_names(p.screens);
  if (kind == name_kind::screens) {
    names.emplace_back("all");
    for (const auto& screen : p.screens) {
      for (const std::string& group : screen.groups) names.push_back("@" + group);
    }
  }
  if (kind == name_kind::groups) {
    for (const auto& screen : p.screens)
      names.insert(names.end(), screen.groups.begin(), screen.groups.end());
  }
  return names;
}

bool fits(name_kind kind, const wire::admin::media_item& m) {
  const bool subtitles = m.kind == playlists::programme::media_kind::subtitles;
  if (kind == name_kind::playable) return !subtitles;
  if (kind == name_kind::subtitles) return subtitles;
  if (kind == name_kind::picture) return commands::is_picture(m);
  if (kind == name_kind::picture_or_video) return commands::is_picture_or_video(m);
  return true;
}

std::vector<std::string> of_media(commands::session& s, name_kind kind) {
  const auto all =
      kind == name_kind::removed_media ? commands::get_removed_media(s) : commands::get_media(s.daemon);
  std::vector<std::string> names;
  if (!all) return names;
  for (const wire::admin::media_item& m : *all) {
    if (fits(kind, m)) names.push_back(commands::command_name(m, *all));
  }
  return names;
}

std::vector<std::string> of_removed(commands::session& s, name_kind kind) {
  using views::subject;
  const subject what = kind == name_kind::removed_playlist   ? subject::playlist
                       : kind == name_kind::removed_campaign ? subject::campaign
                       : kind == name_kind::removed_ticker   ? subject::ticker
                                                             : subject::screen;
  const result<std::vector<std::string>> names = commands::removed_names(s, what);
  return names ? *names : std::vector<std::string>();
}

std::vector<std::string> of_changes(wire::http_client& daemon) {
  std::vector<std::string> numbers;
  if (auto all = commands::get_draft_history(daemon)) {
    for (const wire::admin::kept_draft& k : *all) numbers.push_back(std::to_string(k.number));
  }
  return numbers;
}

std::vector<std::string> of_versions(wire::http_client& daemon) {
  std::vector<std::int64_t> versions;
  if (auto all = commands::get_history(daemon)) {
    for (const wire::admin::published_version& v : *all) versions.push_back(v.version);
  }
  // The newest is what the screens show.
  if (!versions.empty()) versions.erase(std::max_element(versions.begin(), versions.end()));
  std::vector<std::string> numbers;
  for (std::int64_t v : versions) numbers.push_back(std::to_string(v));
  return numbers;
}

std::vector<std::string> of_notices(wire::http_client& daemon, utc_ms now) {
  std::vector<std::string> ids;
  if (auto all = commands::get_notices(daemon)) {
    for (const wire::admin::notice& n : all->notices) {
      if (!n.stopped && n.expires > now) ids.push_back(n.id);
    }
  }
  return ids;
}

std::vector<std::string> of_plan(wire::http_client& daemon, name_kind kind) {
  std::vector<std::string> codes;
  auto plan = commands::get_plan(daemon);
  if (!plan || !*plan) return codes;
  if (kind == name_kind::task) {
    for (const auto& t : (*plan)->tasks) codes.push_back(t.code);
  } else {
    for (const auto& t : (*plan)->themes) codes.push_back(t.code);
  }
  return codes;
}

std::vector<std::string> of_jobs(wire::http_client& daemon) {
  std::vector<std::string> numbers;
  if (auto jobs = commands::get_jobs(daemon)) {
    for (const wire::admin::job& j : *jobs) numbers.push_back(std::to_string(j.id));
  }
  return numbers;
}

}  // namespace

std::vector<std::string> names_at(commands::session& s, name_kind kind, const std::string& of) {
  wire::http_client& daemon = s.daemon;
  std::vector<std::string> names;
  switch (kind) {
    case name_kind::none:
    case name_kind::file:
      return names;
    case name_kind::media:
    case name_kind::playable:
    case name_kind::subtitles:
    case name_kind::picture:
    case name_kind::picture_or_video:
    case name_kind::removed_media:
      names = of_media(s, kind);
      break;
    case name_kind::removed_playlist:
    case name_kind::removed_campaign:
    case name_kind::removed_ticker:
    case name_kind::removed_screen:
      names = of_removed(s, kind);
      break;
    case name_kind::change:
      names = of_changes(daemon);
      break;
    case name_kind::published_screen:
      names = of_published_screens(daemon);
      break;
    case name_kind::items:
    case name_kind::numbers:
      names = of_playlist(daemon, kind, of);
      break;
    case name_kind::version:
      names = of_versions(daemon);
      break;
    case name_kind::notice:
      names = of_notices(daemon, s.now);
      break;
    case name_kind::theme:
    case name_kind::task:
      names = of_plan(daemon, kind);
      break;
    case name_kind::job:
      names = of_jobs(daemon);
      break;
    default:
      names = of_programme(daemon, kind);
  }
  std::erase(names, "");
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

}  // namespace bangtin::admin_cli::app
