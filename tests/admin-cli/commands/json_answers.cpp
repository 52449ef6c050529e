#include "admin-cli/commands/json_answers.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "admin-cli/app/command_line.hpp"
#include "base/files.hpp"
#include "support/json_schema.hpp"

namespace bangtin::admin_cli::commands {

const json::object& answer_schemas() {
  static const json::value document = [] {
    std::string text = read_file(BANGTIN_SOURCE_DIR "/docs/cli-schema.json", 10'000'000).value();
    return parse_json(text).value();
  }();
  return document.at("$defs").as_object();
}

std::string schema_name(const std::vector<std::string>& words) {
  result<app::parsed_call> call = app::parse_call(words);
  if (!call) return "";
  if (call->given.has("--help")) return "help";
  if (call->given.has("--version")) return "version";
  std::string name(call->what->words);
  if (name.empty()) return "bangtin";
  std::replace(name.begin(), name.end(), ' ', '-');
  return name;
}

std::string answer_violation(const std::vector<std::string>& words, int code, const std::string& out) {
  if (std::find(words.begin(), words.end(), "--json") == words.end() || out.empty()) return "";
  result<json::value> v = parse_json(out);
  if (!v) return "no JSON";
  const bool failed = code != 0 && v->is_object() && v->get_object().contains("error");
  const std::string name = failed ? "error" : schema_name(words);
  const json::value* schema = answer_schemas().if_contains(name);
  if (schema == nullptr) return "there is no schema " + name;
  auto bad = test::violation(*v, schema->as_object(), answer_schemas());
  return bad ? name + ": " + *bad : "";
}

}  // namespace bangtin::admin_cli::commands
