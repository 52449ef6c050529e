// plan import, plan show: the outreach plan by which reports are set.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/plan_file.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using evidence::report::plan_change;

std::string kind_text(std::string_view kind) {
  if (kind == "task") return tr("task");
  if (kind == "theme") return tr("theme");
  return tr("venue");
}

// The parts of the report's head, as "plan show" names them too.
std::string head_text(std::string_view key) {
  if (key == "superior") return tr("Superior body");
  if (key == "body") return tr("Issuing body");
  if (key == "symbol") return tr("Symbol");
  if (key == "place") return tr("Place");
  if (key == "office") return tr("Office");
  if (key == "signatory") return tr("Signatory");
  return tr("Recipients");
}

json::object to_json(const plan_change& c) {
  auto text_or_null = [](const std::string& t) { return t.empty() ? json::value(nullptr) : json::value(t); };
  return {{"kind", c.kind},
          {"code", c.code},
          {"before", text_or_null(c.before)},
          {"after", text_or_null(c.after)}};
}

// "+ task IV.2.c: …", "- …", "~ …: old → new"
std::string line_of(const plan_change& c) {
  const bool head = c.kind == "report";
  const std::string name =
      head ? tr("report, {}", head_text(c.code)) + ": " : kind_text(c.kind) + " " + printable(c.code) + ": ";
  if (c.before.empty()) return "+ " + name + printable(c.after);
  if (c.after.empty()) return "- " + name + printable(c.before);
  return "~ " + name + printable(c.before) + " → " + printable(c.after);
}

void show_codes(session& s, const std::string& heading, const std::vector<admin::named_code>& codes) {
  if (codes.empty()) return;
  views::table t({{heading, views::importance::high, views::narrow::whole},
                  {tr("Title"), views::importance::high, views::narrow::wrap}});
  for (const admin::named_code& c : codes) t.add({c.code, c.title});
  s.out.text("");
  s.out.show(t);
}

// A plan to be imported, and what people call it.
struct new_plan {
  admin::plan value;
  std::string name;
};
result<new_plan> find_new_plan(session& s, const arguments& given) {
  const std::optional<std::string> file = given.get("PLAN.toml");
  if (file.has_value() == given.has("--previous")) {
    return error{errc::usage, msg("a plan file is needed, or --previous, and not both"),
                 msg("for example: bangtin plan import plan.toml")};
  }
  if (file) {
    result<admin::plan> read = read_plan(s.out, *file);
    if (!read) return read.error();
    return new_plan{std::move(*read), printable(*file)};
  }
  result<std::optional<admin::plan>> previous = get_previous_plan(s.daemon);
  if (!previous) return previous.error();
  if (*previous) return new_plan{std::move(**previous), tr("the previous one")};
  return error{errc::not_found, msg("no plan has been replaced yet, so there is no previous one"),
               msg("\"bangtin plan show\" shows the plan that there is")};
}

void print_import(session& s, const new_plan& plan, bool same, bool replaced) {
  if (same) {
    s.out.done(tr("the plan is like {} already", plan.name));
    return;
  }
  s.out.done(tr("the plan is now {}; tasks: {}, themes: {}, venues: {}", plan.name, plan.value.tasks.size(),
                plan.value.themes.size(), plan.value.venues.size()));
  if (replaced) s.out.note(tr("\"bangtin plan import --previous\" brings the plan before back."));
}

}  // namespace

result<int> plan_import(session& s, const arguments& given) {
  result<new_plan> read = find_new_plan(s, given);
  if (!read) return read.error();
  result<std::optional<admin::plan>> before = get_plan(s.daemon);
  if (!before) return before.error();
  std::vector<plan_change> changes =
      evidence::report::plan_difference(before->value_or(admin::plan()), read->value);
  bool same = *before && **before == read->value;
  const auto lost =
      std::count_if(changes.begin(), changes.end(), [](const plan_change& c) { return c.after.empty(); });
  for (const plan_change& c : changes) s.out.text(line_of(c));
  if (lost > 0) {
    result<void> yes = agreed(s, tr("Replace the plan? Entries of it that go: {}.", lost));
    if (!yes) return yes.error();
  }
  if (!same) {
    result<json::value> put =
        s.daemon.call_json(send_request("PUT", "/v1/plan", canonical(wire::admin::encode(read->value))));
    if (!put) return put.error();
  }
  json::array list;
  for (const plan_change& c : changes) list.push_back(to_json(c));
  s.out.document(json::object{{"imported", !same},
                              {"tasks", read->value.tasks.size()},
                              {"themes", read->value.themes.size()},
                              {"venues", read->value.venues.size()},
                              {"changes", std::move(list)}});
  print_import(s, *read, same, before->has_value());
  return 0;
}

result<int> plan_show(session& s, const arguments&) {
  result<std::optional<admin::plan>> stored = get_plan(s.daemon);
  if (!stored) return stored.error();
  if (!*stored) {
    return error{errc::not_found, msg("there is no plan yet"),
                 msg("load one with \"bangtin plan import plan.toml\"")};
  }
  const admin::plan& p = **stored;
  s.out.document(wire::admin::encode(p));
  views::table head({});
  const admin::report_head& h = p.report;
  for (const auto& [key, text] :
       {std::pair("superior", h.superior), std::pair("body", h.body), std::pair("symbol", h.symbol),
        std::pair("place", h.place), std::pair("office", h.office), std::pair("signatory", h.signatory)}) {
    head.add({head_text(key), text.empty() ? "–" : text});
  }
  for (std::size_t i = 0; i < h.recipients.size(); ++i)
    head.add({i == 0 ? head_text("recipients") : "", h.recipients[i]});
  s.out.show(head);
  if (!p.tasks.empty()) {
    views::table tasks({{tr("Task"), views::importance::high, views::narrow::whole},
                        {tr("Title"), views::importance::high, views::narrow::wrap},
                        {tr("Lead"), views::importance::usual, views::narrow::wrap, 16}});
    for (const admin::planned_task& t : p.tasks) tasks.add({t.code, t.title, t.lead});
    s.out.text("");
    s.out.show(tasks);
  }
  show_codes(s, tr("Theme"), p.themes);
  show_codes(s, tr("Venue"), p.venues);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
