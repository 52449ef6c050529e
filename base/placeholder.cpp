// A list, so that nothing else that happens to be in the catalogue is translated in a place for a value.
#include "base/placeholder.hpp"

#include <algorithm>
#include <vector>

#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin {

namespace {

const std::vector<message>& placeholders() {
  static const std::vector<message> all{msg("NAME"),         msg("APPROVER"),   msg("CODE"),
                                        msg("FILE"),         msg("FILE.pdf"),   msg("FILE.png"),
                                        msg("TEXT"),         msg("PLAN.toml"),  msg("PROGRAMME.toml"),
                                        msg("TICKER"),       msg("MEDIA"),      msg("ITEM"),
                                        msg("TO"),           msg("COMMAND"),    msg("PATH"),
                                        msg("LEVEL"),        msg("DIR"),        msg("PLAYLIST"),
                                        msg("LIST"),         msg("DATE"),       msg("DATES"),
                                        msg("DAYS"),         msg("HOURS"),      msg("RULE"),
                                        msg("TIME"),         msg("ORDER"),      msg("FIT"),
                                        msg("PLACE"),        msg("TAG"),        msg("MONTH"),
                                        msg("COLUMNS"),      msg("PERCENT"),    msg("ZONE"),
                                        msg("HEX"),          msg("N"),          msg("http://HOST:8470"),
                                        msg("ADDRESS:PORT"), msg("NEW"),        msg("NUMBER"),
                                        msg("WIDTHxHEIGHT"), msg("HH:MM-HH:MM")};
  return all;
}

template <class Shown>
std::string filled(const call_form& call, Shown shown) {
  std::string all;
  auto name = call.names.begin();
  for (const std::string& word : split(call.form, ' ')) {
    if (!all.empty()) all += ' ';
    all += word == "{}" && name != call.names.end() ? *name++ : shown(word);
  }
  return all;
}

}  // namespace

std::string placeholder(std::string_view word) {
  const std::vector<message>& all = placeholders();
  auto found = std::find_if(all.begin(), all.end(), [&](const message& m) { return m.id == word; });
  return found == all.end() ? std::string(word) : translate(*found);
}

std::string call_text(const call_form& call) {
  return filled(call, [](const std::string& word) { return word; });
}

std::string with_placeholders(const call_form& call) {
  return filled(call, [](const std::string& word) { return placeholder(word); });
}

}  // namespace bangtin
