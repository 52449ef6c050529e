#include "evidence/report/plan.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "playlists/text/readable.hpp"

namespace bangtin::evidence::report {

namespace {

template <class Entry>
std::string_view title_in(const std::vector<Entry>& all, std::string_view code) {
  auto found = std::find_if(all.begin(), all.end(), [&](const Entry& e) { return e.code == code; });
  return found == all.end() || found->title.empty() ? code : std::string_view(found->title);
}

std::optional<error> check_text(std::string_view key, std::string_view text) {
  if (auto bad = playlists::text::find_hidden(text)) {
    return error{errc::invalid, bad->what, msg("write the text of \"{}\" again by hand", key)};
  }
  if (text.empty() || is_one_line(text, max_plan_text_bytes)) return std::nullopt;
  return error{
      errc::invalid,
      msg("the text of \"{}\" has control characters or is longer than {} bytes", key, max_plan_text_bytes),
      msg("write it anew, and shorter")};
}

template <class Entry>
std::optional<error> check_entries(std::string_view kind, const std::vector<Entry>& all) {
  if (all.size() > max_plan_entries) {
    return error{errc::limit, msg("the plan has more than {} entries [[{}]]", max_plan_entries, kind),
                 msg("remove those that no report needs")};
  }
  std::set<std::string_view> codes;
  for (const Entry& e : all) {
    for (auto [key, text] : {std::pair("code", &e.code), std::pair("title", &e.title)}) {
      if (auto bad = check_text(key, *text)) return bad;
    }
    if (e.code.empty()) {
      return error{errc::invalid, msg("an entry [[{}]] of the plan has no code", kind), msg("give it one")};
    }
    if (!codes.insert(e.code).second) {
      return error{errc::invalid, msg("the code \"{}\" stands twice in [[{}]]", printable(e.code), kind),
                   msg("leave one out, or correct its code")};
    }
  }
  return std::nullopt;
}

std::optional<error> check_head(const report_head& h) {
  if (h.recipients.size() > max_recipients) {
    return error{errc::limit, msg("the report has more than {} recipients", max_recipients),
                 msg("name the most important ones")};
  }
  const std::pair<std::string_view, const std::string*> texts[] = {
      {"superior", &h.superior}, {"body", &h.body},     {"symbol", &h.symbol},
      {"place", &h.place},       {"office", &h.office}, {"signatory", &h.signatory}};
  for (const auto& [key, text] : texts) {
    if (auto bad = check_text(key, *text)) return bad;
  }
  for (const std::string& r : h.recipients) {
    if (auto bad = check_text("recipients", r)) return bad;
  }
  return std::nullopt;
}

// An entry as one text, for comparing and for showing.
std::string text_of(const named_code& e) {
  return e.title;
}
std::string text_of(const planned_task& e) {
  return e.lead.empty() ? e.title : e.title + " (" + e.lead + ")";
}

// An entry that is there has a text, even without a title.
template <class Entry>
std::string shown(const Entry& e) {
  std::string text = text_of(e);
  return text.empty() ? "–" : text;
}

template <class Entry>
void compare(std::string_view kind, const std::vector<Entry>& before, const std::vector<Entry>& after,
             std::vector<plan_change>& changes) {
  std::map<std::string_view, const Entry*> old;
  for (const Entry& e : before) old.emplace(e.code, &e);
  for (const Entry& e : after) {
    auto found = old.find(e.code);
    if (found == old.end()) {
      changes.push_back({kind, e.code, "", shown(e)});
      continue;
    }
    if (*found->second != e) changes.push_back({kind, e.code, shown(*found->second), shown(e)});
    old.erase(found);
  }
  for (const Entry& e : before) {
    if (old.contains(e.code)) changes.push_back({kind, e.code, shown(e), ""});
  }
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& t : texts) all += (all.empty() ? "" : "; ") + t;
  return all;
}

}  // namespace

std::string_view plan::task_title(std::string_view code) const {
  return title_in(tasks, code);
}
std::string_view plan::theme_title(std::string_view code) const {
  return title_in(themes, code);
}
std::string_view plan::venue_title(std::string_view code) const {
  return title_in(venues, code);
}

std::optional<error> check_plan(const plan& p) {
  if (auto bad = check_head(p.report)) return bad;
  for (const planned_task& t : p.tasks) {
    if (auto bad = check_text("lead", t.lead)) return bad;
  }
  if (auto bad = check_entries("task", p.tasks)) return bad;
  if (auto bad = check_entries("theme", p.themes)) return bad;
  return check_entries("venue", p.venues);
}

result<std::string> document_number(std::string_view typed) {
  constexpr std::size_t max_digits = 6;
  const std::string number = lower_case(trimmed(typed));
  const std::size_t digits = std::min(number.find_first_not_of("0123456789"), number.size());
  const bool is_zero = number.find_first_not_of('0') >= digits;
  const std::string_view letter = std::string_view(number).substr(digits);
  const bool one_letter =
      letter.empty() || letter == "đ" || (letter.size() == 1 && letter >= "a" && letter <= "z");
  if (digits > 0 && digits <= max_digits && !is_zero && one_letter) return number;
  return error{errc::usage, msg("\"{}\" is no number of a document", printable(first_characters(typed, 40))),
               msg("write only the number, like 12 or 12a; the symbol behind it comes from the plan")};
}

std::vector<plan_change> plan_difference(const plan& before, const plan& after) {
  std::vector<plan_change> changes;
  auto compare_text = [&](std::string key, const std::string& old, const std::string& now) {
    if (old != now) changes.push_back({"report", std::move(key), old, now});
  };
  const report_head &a = before.report, &b = after.report;
  compare_text("superior", a.superior, b.superior);
  compare_text("body", a.body, b.body);
  compare_text("symbol", a.symbol, b.symbol);
  compare_text("place", a.place, b.place);
  compare_text("office", a.office, b.office);
  compare_text("signatory", a.signatory, b.signatory);
  compare_text("recipients", joined(a.recipients), joined(b.recipients));
  compare("task", before.tasks, after.tasks, changes);
  compare("theme", before.themes, after.themes, changes);
  compare("venue", before.venues, after.venues, changes);
  return changes;
}

}  // namespace bangtin::evidence::report
