// status --watch. What the daemon says is a value, so a change is the difference between two of them.
#include <algorithm>
#include <map>
#include <sstream>

#include "admin-cli/commands/status.hpp"
#include "admin-cli/views/changeover.hpp"
#include "admin-cli/views/live_frame.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::chrono::milliseconds look_every{2000};

std::string text_of(const error& e) {
  return views::sentence(e.what, e.remedy);
}

// ---- at a terminal

class live_status {
 public:
  explicit live_status(session& s) : s_(s) {}

  void show(const result<status_values>& v, window_size size) {
    if (v) last_ = *v;
    if (size.columns != columns_ && columns_ != 0) start_again();
    columns_ = size.columns;
    std::vector<std::string> now = views::frame_lines(text(v), size.columns, size.rows);
    s_.out.raw(views::redraw(frame_, now));
    s_.out.flush();
    frame_ = std::move(now);
  }

 private:
  // After a resize the terminal wraps lines differently, so redraw everything.
  void start_again() {
    s_.out.raw("\033[2J\033[H");
    frame_.clear();
  }

  std::string text(const result<status_values>& v) const {
    std::ostringstream out, ignored;
    views::printer printer(out, ignored, s_.out.options());
    const utc_ms now = s_.this_moment();
    print_status(printer, last_, now);
    printer.text("");
    if (!v) printer.text("! " + text_of(v.error()));
    printer.text(tr("{}; every {} s, Ctrl-C ends it", views::local_time(now, last_.site.timezone),
                    look_every.count() / 1000));
    return out.str();
  }

  session& s_;
  status_values last_;
  std::vector<std::string> frame_;
  std::size_t columns_ = 0;
};

// ---- elsewhere: a line for each change

// What is told of one screen, or of the site (under the name ""), line by line in this order.
using told = std::vector<std::string>;

std::string playing_text(const wire::admin::screen& s) {
  std::string shown = views::playing_cell(s).text;
  if (shown.empty()) return tr("plays nothing");
  return s.campaign.empty() ? tr("plays {}", shown) : tr("plays {} (campaign {})", shown, s.campaign);
}

told lines_of(const wire::admin::screen& s, const wire::admin::site& site, utc_ms now) {
  told lines;
  const bool playing =
      s.pairing != wire::admin::pairing_kind::none && s.last_seen && !views::is_silent(s, now);
  const std::vector<views::screen_problem> problems = views::find_problems(s, now, site);
  if (playing) {
    lines.push_back(playing_text(s));
    lines.push_back(tr("shows version {}", s.programme_version));
  } else if (problems.empty()) {
    lines.push_back(s.carried ? tr("its last report came by USB stick") : tr("not heard of"));
  }
  for (const views::screen_problem& p : problems) lines.push_back("! " + p.what);
  return lines;
}

std::map<std::string, told> all_lines(const status_values& v, utc_ms now) {
  std::map<std::string, told> all;
  told& site = all[""];
  site.push_back(v.site.programme_version > 0 ? tr("version {} is published", v.site.programme_version)
                                              : tr("nothing is published yet"));
  for (const wire::admin::reported_problem& p : v.site.problems) site.push_back("! " + translate(p.what));
  for (const wire::admin::waiting_screen& w : v.waiting)
    site.push_back(tr("a player waits to be paired: {}", w.address));
  for (const wire::admin::screen& s : v.screens) all[s.name] = lines_of(s, v.site, now);
  return all;
}

// Problems that differ in their figures only are the same: "only 498 MB free", "only 497 MB free".
std::string without_figures(std::string_view line) {
  std::string bare(line);
  if (line.starts_with("! ")) std::erase_if(bare, [](char c) { return c >= '0' && c <= '9'; });
  return bare;
}

bool has(const told& all, const std::string& line) {
  const std::string bare = without_figures(line);
  return std::any_of(all.begin(), all.end(),
                     [&](const std::string& other) { return without_figures(other) == bare; });
}

class change_log {
 public:
  explicit change_log(session& s) : s_(s) {}

  void show(const result<status_values>& v) {
    const utc_ms now = s_.this_moment();
    if (!v) {
      if (!failed_) print(now, "", "! " + text_of(v.error()));
      failed_ = true;
      return;
    }
    timezone_ = v->site.timezone;
    if (failed_) print(now, "", tr("the daemon answers again"));
    failed_ = false;
    std::map<std::string, told> next = all_lines(*v, now);
    for (const auto& [name, before] : known_) {
      if (!next.contains(name)) print(now, name, tr("is no longer known"));
    }
    for (const auto& [name, lines] : next) print_changes(now, name, known_[name], lines);
    known_ = std::move(next);
    s_.out.flush();
  }

 private:
  void print_changes(utc_ms now, const std::string& name, const told& before, const told& lines) {
    for (const std::string& line : before) {
      if (line.starts_with("! ") && !has(lines, line)) print(now, name, tr("over: {}", line.substr(2)));
    }
    for (const std::string& line : lines) {
      if (!has(before, line)) print(now, name, line);
    }
  }
  void print(utc_ms now, const std::string& name, const std::string& line) {
    s_.out.text(views::local_time(now, timezone_) + "  " + (name.empty() ? "" : name + ": ") + line);
  }

  session& s_;
  std::map<std::string, told> known_;
  std::string timezone_ = "UTC";
  bool failed_ = false;
};

}  // namespace

result<int> watch_status(session& s) {
  if (s.out.json()) {
    return error{errc::usage, msg("--json gives one document, and --watch goes on for ever"),
                 msg("call \"bangtin status --json\" as often as it is needed")};
  }
  result<status_values> v = get_status(s);
  if (!v) return v.error();
  s.ends_in_order = true;
  live_status live(s);
  change_log log(s);
  while (!s.must_stop()) {
    if (std::optional<window_size> size = s.person.window()) {
      live.show(v, *size);
    } else {
      log.show(v);
    }
    wait_a_while(s, look_every);
    if (s.must_stop()) break;
    v = get_status(s);
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
