#include "admin-cli/views/notice_rows.hpp"

#include <algorithm>

#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::views {

namespace {

constexpr std::size_t shown_characters = 40;  // of a text in the table

std::string_view name_of(notice_state s) {
  switch (s) {
    case notice_state::on:
      return "on";
    case notice_state::stopped:
      return "stopped";
    case notice_state::over:
      break;
  }
  return "over";
}

cell state_cell(notice_state s) {
  switch (s) {
    case notice_state::on:
      return {tr("on"), tone::warning};
    case notice_state::stopped:
      return {tr("stopped"), tone::faint};
    case notice_state::over:
      break;
  }
  return {tr("over"), tone::faint};
}

// The beginning of the text's first line.
std::string beginning(const std::string& text) {
  std::string_view line = std::string_view(text).substr(0, text.find('\n'));
  std::string_view shown = first_characters(line, shown_characters);
  return std::string(shown) + (shown.size() < line.size() ? "…" : "");
}

cell word_cell(const wire::admin::notice_screen& s) {
  if (s.refused) return {translate(*s.refused), tone::bad};
  if (s.ended) return {tr("no longer shown"), tone::faint};
  if (s.shown) return {tr("shown"), tone::good};
  return {tr("not shown yet"), tone::warning};
}

std::string_view word_of(const wire::admin::notice_screen& s) {
  if (s.refused) return "refused";
  if (s.ended) return "ended";
  return s.shown ? "shown" : "waiting";
}

}  // namespace

notice_state state_at(const wire::admin::notice& n, utc_ms now) {
  if (n.stopped) return notice_state::stopped;
  return n.expires > now ? notice_state::on : notice_state::over;
}

std::optional<notice_cover> cover_of(const std::vector<admin::notice>& notices, const std::string& screen,
                                     utc_ms at) {
  const admin::notice* best = nullptr;
  notice_cover cover;
  for (const admin::notice& n : notices) {
    auto one = std::find_if(n.screens.begin(), n.screens.end(),
                            [&](const admin::notice_screen& s) { return s.name == screen; });
    if (one == n.screens.end() || one->refused) continue;
    const utc_ms from = one->shown.value_or(n.issued);
    const utc_ms to = std::min(one->ended.value_or(n.expires), n.stopped.value_or(n.expires));
    const bool confirmed = one->shown.has_value();
    const bool comes_before =
        best == nullptr || std::pair(confirmed, n.number) > std::pair(cover.is_confirmed, best->number);
    if (at < from || at >= to || !comes_before) continue;
    best = &n;
    cover = {n.id, beginning(n.text), from, to, confirmed};
  }
  return best == nullptr ? std::nullopt : std::optional(cover);
}

json::object to_json(const notice_cover& c, const std::string& timezone) {
  return {{"id", c.id},
          {"text", c.text},
          {"from", local_rfc3339(c.from, timezone)},
          {"until", local_rfc3339(c.to, timezone)},
          {"confirmed", c.is_confirmed}};
}

json::array to_json(const std::vector<wire::admin::notice_screen>& all, const std::string& timezone) {
  auto time = [&](const std::optional<utc_ms>& t) {
    return t ? json::value(local_rfc3339(*t, timezone)) : json::value();
  };
  json::array screens;
  for (const wire::admin::notice_screen& s : all) {
    screens.push_back(
        json::object{{"name", s.name},
                     {"state", word_of(s)},
                     {"shown", time(s.shown)},
                     {"ended", time(s.ended)},
                     {"refused", s.refused ? json::value(translate(*s.refused)) : json::value()}});
  }
  return screens;
}

json::object to_json(const wire::admin::notice& n, const std::string& timezone, utc_ms now) {
  auto time = [&](const std::optional<utc_ms>& t) {
    return t ? json::value(local_rfc3339(*t, timezone)) : json::value();
  };
  return {{"id", n.id},
          {"state", name_of(state_at(n, now))},
          {"issued", time(n.issued)},
          {"expires", time(n.expires)},
          {"stopped", time(n.stopped)},
          {"approver", n.approver},
          {"text", n.text},
          {"media", n.media ? json::value(*n.media) : json::value()},
          {"all", n.all},
          {"screens", to_json(n.screens, timezone)}};
}

void print_notices(printer& out, const std::vector<wire::admin::notice>& notices, const std::string& timezone,
                   utc_ms now) {
  using enum importance;
  table rows({{tr("Notice"), high, narrow::whole},
              {tr("State"), high, narrow::whole},
              {tr("Issued"), low, narrow::whole},
              {tr("Until"), usual, narrow::whole},
              {tr(">Shown on"), usual},
              {tr("Says"), high, narrow::cut, 16}});
  table screens({{tr("Notice"), high, narrow::whole},
                 {tr("Screen"), high},
                 {tr("Since"), usual, narrow::whole},
                 {tr("State"), high, narrow::wrap, 16}});
  for (const wire::admin::notice& n : notices) {
    auto shown = std::count_if(n.screens.begin(), n.screens.end(),
                               [](const wire::admin::notice_screen& s) { return s.shown.has_value(); });
    rows.add({n.id, state_cell(state_at(n, now)), local_time(n.issued, timezone),
              local_time(n.stopped.value_or(n.expires), timezone),
              fmt::format("{}/{}", shown, n.screens.size()), beginning(n.text)});
    if (state_at(n, now) != notice_state::on) continue;
    for (const wire::admin::notice_screen& s : n.screens) {
      screens.add({n.id, s.name, s.shown ? local_time(*s.shown, timezone) : "", word_cell(s)});
    }
  }
  out.show(rows);
  if (screens.empty()) return;
  out.text("");
  out.show(screens);
}

}  // namespace bangtin::admin_cli::views
