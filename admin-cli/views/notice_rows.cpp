#include "admin-cli/views/notice_rows.hpp"

#include <algorithm>

#include "admin-cli/views/daemon.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "wire/problem.hpp"

namespace bangtin::admin_cli {

namespace {

constexpr std::int64_t most = std::int64_t{1} << 53;
constexpr std::size_t shown_columns = 40;  // of a text in the table

result<notice_screen> screen_from(const json::value& v) {
  open_fields f(v);
  notice_screen s;
  s.name = f.text("name");
  s.shown = f.optional_time("shown");
  s.ended = f.optional_time("ended");
  const json::value& refused = f.any("refused");
  if (auto bad = f.finish()) return *bad;
  if (refused.is_null()) return s;
  result<message> m = wire::message_from_value(refused);
  if (!m) return m.error();
  s.refused = std::move(*m);
  return s;
}

result<notice_row> row_from(const json::value& v) {
  open_fields f(v);
  notice_row r;
  r.id = f.text("id");
  r.issued = f.time("issued");
  r.expires = f.time("expires");
  r.stopped = f.optional_time("stopped");
  r.approver = f.text("approver");
  r.text = f.text("text");
  r.media = f.optional_text("media");
  r.all = f.boolean("all");
  for (const json::value& s : f.list("screens")) {
    result<notice_screen> screen = screen_from(s);
    if (!screen) return screen.error();
    r.screens.push_back(std::move(*screen));
  }
  if (auto bad = f.finish()) return *bad;
  return r;
}

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

// The beginning of its first line.
std::string beginning(const std::string& text) {
  std::string line = text.substr(0, text.find('\n'));
  std::size_t letters = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    bool begins = (static_cast<unsigned char>(line[i]) & 0xC0) != 0x80;
    if (begins && ++letters > shown_columns) return line.substr(0, i) + "…";
  }
  return line;
}

cell word_cell(const notice_screen& s) {
  if (!s.refused.empty()) return {translate(s.refused), tone::bad};
  if (s.ended) return {tr("no longer shown"), tone::faint};
  if (s.shown) return {tr("shown"), tone::good};
  return {tr("not shown yet"), tone::warning};
}

std::string_view word_of(const notice_screen& s) {
  if (!s.refused.empty()) return "refused";
  if (s.ended) return "ended";
  return s.shown ? "shown" : "waiting";
}

}  // namespace

notice_state notice_row::state_at(utc_ms now) const {
  if (stopped) return notice_state::stopped;
  return expires > now ? notice_state::on : notice_state::over;
}

result<notice_list> get_notices(wire::http_client& daemon) {
  result<json::value> got = daemon.call_json(get_request("/v1/notices"));
  if (!got) return got.error();
  open_fields f(*got);
  notice_list all;
  all.newest = f.integer("newest", 0, most);
  for (const json::value& v : f.list("notices")) {
    result<notice_row> r = row_from(v);
    if (!r) return r.error();
    all.notices.push_back(std::move(*r));
  }
  if (auto bad = f.finish()) return *bad;
  return all;
}

json::object to_json(const notice_row& r, const std::string& timezone, utc_ms now) {
  auto time = [&](const std::optional<utc_ms>& t) {
    return t ? json::value(local_rfc3339(*t, timezone)) : json::value();
  };
  json::array screens;
  for (const notice_screen& s : r.screens) {
    screens.push_back(
        json::object{{"name", s.name},
                     {"state", word_of(s)},
                     {"shown", time(s.shown)},
                     {"ended", time(s.ended)},
                     {"refused", s.refused.empty() ? json::value() : json::value(translate(s.refused))}});
  }
  return {{"id", r.id},
          {"state", name_of(r.state_at(now))},
          {"issued", time(r.issued)},
          {"expires", time(r.expires)},
          {"stopped", time(r.stopped)},
          {"approver", r.approver},
          {"text", r.text},
          {"media", r.media ? json::value(*r.media) : json::value()},
          {"all", r.all},
          {"screens", std::move(screens)}};
}

void print_notices(printer& out, const std::vector<notice_row>& rows, const std::string& timezone,
                   utc_ms now) {
  table notices({tr("Notice"), tr("State"), tr("Issued"), tr("Until"), tr(">Shown on"), tr("Says")});
  table screens({tr("Notice"), tr("Screen"), tr("Since"), tr("State")});
  for (const notice_row& r : rows) {
    auto shown = std::count_if(r.screens.begin(), r.screens.end(),
                               [](const notice_screen& s) { return s.shown.has_value(); });
    notices.add({r.id, state_cell(r.state_at(now)), local_time(r.issued, timezone),
                 local_time(r.stopped.value_or(r.expires), timezone),
                 fmt::format("{}/{}", shown, r.screens.size()), beginning(r.text)});
    if (r.state_at(now) != notice_state::on) continue;
    for (const notice_screen& s : r.screens) {
      screens.add({r.id, s.name, s.shown ? local_time(*s.shown, timezone) : "", word_cell(s)});
    }
  }
  out.show(notices);
  if (screens.empty()) return;
  out.text("");
  out.show(screens);
}

}  // namespace bangtin::admin_cli
