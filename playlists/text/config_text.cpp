// A file has few keys, so the first mistake in the order of the text is enough: it is mended, and the program
// started again.
#include "playlists/text/config_text.hpp"

#include <toml++/toml.h>
#include <algorithm>
#include <vector>

#include "base/inner_message.hpp"
#include "base/text.hpp"
#include "playlists/text/toml_prescan.hpp"
#include "playlists/text/toml_section.hpp"
#include "playlists/text/toml_syntax.hpp"

namespace bangtin::playlists::text {

namespace {

// The part of a key's name before the dot; empty if it has none.
std::string_view heading_of(std::string_view name) {
  std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(0, dot);
}

std::string_view last_part(std::string_view name) {
  return name.substr(name.find('.') + 1);
}

class config_reader {
 public:
  explicit config_reader(std::span<const config_key> keys) : keys_(keys) {}

  // `heading`: of the table that is read; empty: the whole file.
  void read(const toml::table& table, std::string_view heading) {
    for (const auto& [key, node] : table) {
      std::string name = heading.empty() ? std::string(key.str()) : fmt::format("{}.{}", heading, key.str());
      if (heading.empty() && is_heading(key.str())) {
        read_table(key, node);
      } else if (const config_key* known = find(name)) {
        take(*known, node);
      } else {
        note_unknown(key, heading);
      }
    }
  }

  config_values values;
  diagnostics problems;

 private:
  const config_key* find(std::string_view name) const {
    auto it = std::find_if(keys_.begin(), keys_.end(), [&](const config_key& k) { return k.name == name; });
    return it == keys_.end() ? nullptr : &*it;
  }
  bool is_heading(std::string_view word) const {
    return std::any_of(keys_.begin(), keys_.end(),
                       [&](const config_key& k) { return heading_of(k.name) == word; });
  }

  void read_table(const toml::key& key, const toml::node& node) {
    if (const toml::table* table = node.as_table()) return read(*table, key.str());
    problems.add(place_of(node), msg("\"{}\" should be one table", key.str()),
                 msg("write its heading in brackets, on a line of its own: [{}]", key.str()));
  }

  void take(const config_key& known, const toml::node& node) {
    std::string_view name = last_part(known.name);
    message remedy = msg("write it like {} = {}", name, known.example);
    if (known.type == config_type::text) {
      const auto* text = node.as_string();
      if (text == nullptr)
        return problems.add(place_of(node), msg("\"{}\" should be a text", name), std::move(remedy));
      values[std::string(known.name)] = {text->get(), 0, place_of(node)};
      return;
    }
    if (known.type == config_type::truth) {
      const auto* truth = node.as_boolean();
      if (truth == nullptr)
        return problems.add(place_of(node), msg("\"{}\" should be true or false", name), std::move(remedy));
      values[std::string(known.name)] = {truth->get() ? "true" : "false", truth->get() ? 1 : 0,
                                         place_of(node)};
      return;
    }
    const auto* number = node.as_integer();
    if (number == nullptr || number->get() < known.min || number->get() > known.max) {
      return problems.add(place_of(node),
                          msg("\"{}\" should be a whole number from {} to {}", name, known.min, known.max),
                          std::move(remedy));
    }
    values[std::string(known.name)] = {std::to_string(number->get()), number->get(), place_of(node)};
  }

  void note_unknown(const toml::key& key, std::string_view heading) {
    std::vector<std::string> here;
    for (const config_key& k : keys_) {
      if (heading_of(k.name) == heading) here.emplace_back(last_part(k.name));
    }
    std::optional<std::string> like = closest(key.str(), here);
    problems.add(place_of(key.source()), msg("the key \"{}\" is not known here", shown(key.str())),
                 like ? msg("did you mean {}?", *like)
                      : msg("leave it out; the keys here are: {}", fmt::format("{}", fmt::join(here, ", "))));
  }

  std::span<const config_key> keys_;
};

// Remedies that show a heading of the programme file would lead astray here.
message remedy_in_config(const diagnostic& d) {
  const std::string& id = d.remedy.id;
  if (id.find("each screen") != std::string::npos) return msg("leave one of the two out");
  bool astray =
      id.find("[[screen]]") != std::string::npos || id.find("docs/programme-file.md") != std::string::npos;
  return astray ? msg("write key = value on each line, and texts in straight quotes") : d.remedy;
}

}  // namespace

error config_error(std::string_view file, position at, const message& what, message remedy) {
  return {errc::usage, msg("{}:{}:{}: {}", printable(file), at.line, at.column, inner(what)),
          std::move(remedy)};
}

result<config_values> read_config_text(const std::string& text, std::string_view file,
                                       std::span<const config_key> keys) {
  auto failed = [&](const diagnostic& d) {
    const bool syntax = says_not_toml(d.what);
    return config_error(file, d.at,
                        syntax ? msg("this configuration is not TOML: {}", d.what.args.at(0)) : d.what,
                        remedy_in_config(d));
  };
  if (std::optional<diagnostic> bad = bad_shape(text)) return failed(*bad);
  config_reader reader(keys);
  try {
    reader.read(toml::parse(for_parser(text)), {});
  } catch (const toml::parse_error& e) {
    return failed(diagnostic_of(e));
  }
  std::vector<diagnostic> problems = reader.problems.sorted();
  if (!problems.empty()) return failed(problems.front());
  return std::move(reader.values);
}

}  // namespace bangtin::playlists::text
