#include "admin-cli/app/completion_names.hpp"

#include <algorithm>

#include "admin-cli/commands/daemon.hpp"

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
  return names;
}

std::vector<std::string> of_media(wire::http_client& daemon) {
  std::vector<std::string> names;
  if (auto all = commands::get_media(daemon)) {
    for (const wire::admin::media_item& m : *all) names.push_back(m.file.empty() ? m.id : m.file);
  }
  return names;
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

std::vector<std::string> names_at(wire::http_client& daemon, name_kind kind) {
  std::vector<std::string> names;
  switch (kind) {
    case name_kind::none:
    case name_kind::file:
      return names;
    case name_kind::media:
      names = of_media(daemon);
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
