// The parts of the programme file's reader do the work: the pre-scan, the messages about broken TOML, and the
// sections that report each wrong value with its place. Their remedies know the programme file only, so those
// that name its headings are replaced.
#include "evidence/report/plan_text.hpp"

#include <algorithm>
#include <map>

#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "playlists/text/readable.hpp"
#include "playlists/text/toml_prescan.hpp"
#include "playlists/text/toml_section.hpp"
#include "playlists/text/toml_syntax.hpp"

namespace bangtin::evidence::report {

namespace {

using playlists::text::diagnostic;
using playlists::text::diagnostics;
using playlists::text::placed_text;
using playlists::text::position;
using playlists::text::section;

bool is_key_of_report(std::string_view key) {
  constexpr std::string_view keys[] = {"superior", "body",      "symbol",    "place",
                                       "office",   "signatory", "recipients"};
  return std::find(std::begin(keys), std::end(keys), key) != std::end(keys);
}

// The remedy where the programme file's would lead astray.
message remedy_in_plan(const diagnostic& d) {
  const std::string& id = d.remedy.id;
  bool unknown_key = d.what.id == "the key \"{}\" is not known here" && !id.starts_with("did you mean");
  if (unknown_key && is_key_of_report(d.what.args.at(0))) {
    return msg("it belongs to [report]; write it below that heading");
  }
  if (unknown_key && id.starts_with("write it at the beginning")) return msg("leave it out");
  if (unknown_key && id.starts_with("it belongs to")) {
    return msg("leave it out; the keys here are: {}", d.remedy.args.at(1));
  }
  if (id.find("[[screen]]") != std::string::npos || id.find("each screen") != std::string::npos) {
    return msg("write the headings as [report], [[task]], [[theme]] and [[venue]]");
  }
  if (id.find("docs/programme-file.md") != std::string::npos)
    return msg("write lists as in docs/plan-file.md");
  return d.remedy;
}

class plan_reader {
 public:
  parsed_plan read(const toml::table& root) {
    section top(root, problems_, {"report", "task", "theme", "venue"});
    read_head(top, root);
    for (const toml::table* t : top.tables("task", max_plan_entries)) {
      section s(*t, problems_, {"code", "title", "lead"});
      const auto [code, title] = code_and_title(s, "task");
      p_.tasks.push_back({code, title, one_line(s, "lead", s.text("lead"))});
    }
    read_codes(top, "theme", p_.themes);
    read_codes(top, "venue", p_.venues);
    if (problems_.empty() && p_ == plan()) {
      problems_.add({1, 1}, msg("the file has nothing of a plan"),
                    msg("write [report], [[task]], [[theme]] or [[venue]] as in docs/plan-file.md"));
    }
    if (problems_.empty()) {
      if (auto bad = check_plan(p_)) problems_.add({}, bad->what, bad->remedy, bad->code);
    }
    return {std::move(p_), problems_.sorted()};
  }

 private:
  void read_head(const section& top, const toml::table& root) {
    const toml::node* node = root.get("report");
    if (node == nullptr) return;
    const toml::table* table = node->as_table();
    if (table == nullptr) {
      top.report(top.at("report"), msg("\"{}\" should be one table", "report"),
                 msg("write its heading in single brackets: [report]"));
      return;
    }
    section s(*table, problems_,
              {"superior", "body", "symbol", "place", "office", "signatory", "recipients"});
    report_head& h = p_.report;
    h.superior = one_line(s, "superior", s.text("superior"));
    h.body = one_line(s, "body", s.text("body"));
    h.symbol = one_line(s, "symbol", s.text("symbol"));
    h.place = one_line(s, "place", s.text("place"));
    h.office = one_line(s, "office", s.text("office"));
    h.signatory = one_line(s, "signatory", s.text("signatory"));
    for (const placed_text& r : s.texts("recipients", max_recipients)) {
      h.recipients.push_back(one_line(s, "recipients", r));
    }
  }

  void read_codes(const section& top, std::string_view kind, std::vector<named_code>& into) {
    for (const toml::table* t : top.tables(kind, max_plan_entries)) {
      section s(*t, problems_, {"code", "title"});
      const auto [code, title] = code_and_title(s, kind);
      into.push_back({code, title});
    }
  }

  std::pair<std::string, std::string> code_and_title(const section& s, std::string_view kind) {
    const std::optional<placed_text> code = s.required("code");
    const std::optional<placed_text> title = s.required("title");
    if (code && code->value.empty()) {
      s.report(code->at, msg("an entry [[{}]] of the plan has no code", kind), msg("give it one"));
    } else if (code) {
      auto [earlier, fresh] = seen_[std::string(kind)].emplace(code->value, code->at.line);
      if (!fresh) {
        s.report(code->at,
                 msg("the code \"{}\" stands in line {} already", printable(code->value), earlier->second),
                 msg("leave one out, or correct its code"));
      }
    }
    return {one_line(s, "code", code), one_line(s, "title", title)};
  }

  // Titles stand in cells and on lines of the report.
  std::string one_line(const section& s, std::string_view key, const std::optional<placed_text>& text) const {
    if (!text) return {};
    if (auto bad = playlists::text::find_hidden(text->value)) {
      s.report(text->at, bad->what, bad->remedy);
    } else if (!text->value.empty() && !is_one_line(text->value, max_plan_text_bytes)) {
      s.report(text->at,
               msg("the text of \"{}\" has a line break or tab, or is longer than {} bytes", key,
                   max_plan_text_bytes),
               msg("write it on one line, and shorter"));
    }
    return text->value;
  }

  plan p_;
  diagnostics problems_;
  std::map<std::string, std::map<std::string, int>> seen_;  // for each kind: code and its line
};

}  // namespace

namespace {

parsed_plan read_plan(std::string_view text) {
  auto only = [](diagnostic d) { return parsed_plan{{}, {std::move(d)}}; };
  if (text.size() > max_plan_bytes) {
    return only({{},
                 msg("the file is larger than {} bytes", max_plan_bytes),
                 msg("remove what no report needs"),
                 errc::limit});
  }
  if (auto bad = playlists::text::bad_shape(text)) return only(*std::move(bad));
  try {
    toml::table root = toml::parse(playlists::text::for_parser(text));
    return plan_reader().read(root);
  } catch (const toml::parse_error& e) {
    return only(playlists::text::diagnostic_of(e));
  }
}

}  // namespace

parsed_plan parse_plan(std::string_view text) {
  parsed_plan read = read_plan(text);
  for (diagnostic& d : read.diagnostics) {
    d.remedy = remedy_in_plan(d);
    if (playlists::text::says_not_toml(d.what)) d.what = msg("this plan is not TOML: {}", d.what.args.at(0));
  }
  return read;
}

}  // namespace bangtin::evidence::report
