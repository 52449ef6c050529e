// A typed name is a screen's own name, or that name in other letter case where only one screen fits. Any
// other name is refused: a player under a name that no programme has shows the slate for ever.
#include "admin-cli/commands/screen_choice.hpp"

#include <fmt/ranges.h>

#include <algorithm>
#include <map>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/placeholder.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using admin::pairing_kind;

constexpr int max_questions = 3;
constexpr std::size_t max_names = 12;  // in a sentence

// Puts the programme's screens into the map by name.
void add(std::map<std::string, known_screen>& all, const playlists::programme::programme& p,
         bool known_screen::*where) {
  for (const playlists::programme::screen& s : p.screens) {
    known_screen& k = all[s.name];
    k.name = s.name;
    k.title = s.title;
    k.venue = s.venue;
    k.*where = true;
  }
}

// "lobby, market, …"
std::string some_of(const std::vector<std::string>& all) {
  std::vector<std::string> names;
  for (const std::string& name : all) {
    names.push_back(names.size() < max_names ? printable(name) : "…");
    if (names.size() > max_names) break;
  }
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string names_of(const std::vector<known_screen>& all) {
  std::vector<std::string> names;
  for (const known_screen& k : all) names.push_back(k.name);
  return some_of(names);
}

// Asks until the answer is one of `names`, or its number from 1; `usual` is the answer to an empty line.
// errc::conflict when three answers fit none.
result<std::size_t> ask_for_one(session& s, std::string question, const std::vector<std::string>& names,
                                std::optional<std::size_t> usual) {
  for (int i = 0; i < max_questions; ++i) {
    result<std::string> said = s.person.ask(question);
    if (!said) return said.error();
    const std::string answer(trimmed(*said));
    if (answer.empty() && usual) return *usual;
    result<std::string> named =
        choose_name(answer, names, msg("there is no screen \"{}\"", printable(answer)),
                    msg("type a number or a name of the list"));
    if (named) return static_cast<std::size_t>(std::find(names.begin(), names.end(), *named) - names.begin());
    auto number = parse_integer(answer, 1, static_cast<std::int64_t>(names.size()));
    if (number) return static_cast<std::size_t>(*number - 1);
    question = views::sentence(named.error().what, named.error().remedy) + "\n" + tr("Number or name:");
  }
  return error{errc::conflict, msg("no screen was chosen; nothing was changed"),
               msg("call the command again when you know which screen it is")};
}

std::string line_of(std::size_t number, const known_screen& k, utc_ms now) {
  std::string line = fmt::format("  {}  {}", number, printable(k.name));
  if (!k.title.empty()) line += " — " + printable(k.title);
  if (k.pairing == pairing_kind::paired) {
    line += k.last_seen ? tr("  (paired, last seen {}; it would be replaced)", views::ago(*k.last_seen, now))
                        : tr("  (paired, never seen; it would be replaced)");
  }
  if (k.pairing == pairing_kind::unpaired) line += tr("  (unpaired)");
  if (!k.in_programme && !k.in_draft) line += tr("  (not in the programme)");
  return line;
}

}  // namespace

result<std::vector<known_screen>> get_known_screens(session& s) {
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  if (!rows) return rows.error();
  std::map<std::string, known_screen> all;
  for (const wire::admin::screen& r : *rows) {
    all[r.name] = {r.name, r.title, r.venue, false, false, r.pairing, r.last_seen};
  }
  if (*published) add(all, (*published)->value, &known_screen::in_programme);
  if (*draft) add(all, **draft, *published ? &known_screen::in_draft : &known_screen::in_programme);
  std::vector<known_screen> list;
  for (auto& [name, k] : all) list.push_back(std::move(k));
  std::stable_partition(list.begin(), list.end(),
                        [](const known_screen& k) { return k.in_programme || k.in_draft; });
  return list;
}

const known_screen* find_screen(const std::vector<known_screen>& all, std::string_view name) {
  const known_screen* like = nullptr;
  std::string wanted = folded(name);
  for (const known_screen& k : all) {
    if (k.name == name) return &k;
    if (folded(k.name) != wanted) continue;
    if (like != nullptr) return nullptr;
    like = &k;
  }
  return like;
}

error unknown_screen(const std::vector<known_screen>& all, const std::string& name, message otherwise) {
  std::vector<std::string> names;
  for (const known_screen& k : all) names.push_back(k.name);
  std::optional<std::size_t> near = nearest_of(name, names);
  message remedy = near          ? msg("did you mean {}?", printable(names[*near]))
                   : all.empty() ? std::move(otherwise)
                                 : msg("the screens are: {}", names_of(all));
  return {errc::not_found, msg("there is no screen \"{}\"", printable(name)), std::move(remedy)};
}

namespace {

std::vector<known_screen> without_player(const std::vector<known_screen>& all, const std::string& machine,
                                         bool known_screen::*where) {
  std::vector<known_screen> found;
  for (const known_screen& k : all) {
    const bool plays = k.pairing == pairing_kind::paired && k.name != machine;
    if (k.*where && !plays) found.push_back(k);
  }
  return found;
}

}  // namespace

std::optional<known_screen> only_unpaired(const std::vector<known_screen>& all, const std::string& machine) {
  for (bool known_screen::*where : {&known_screen::in_programme, &known_screen::in_draft}) {
    const std::vector<known_screen> found = without_player(all, machine, where);
    if (found.size() == 1) return found.front();
    if (!found.empty()) break;
  }
  return std::nullopt;
}

result<known_screen> ask_which(session& s, const std::vector<known_screen>& all, const std::string& machine) {
  if (all.empty()) {
    return error{errc::conflict, msg("the programme has no screens yet"),
                 msg("plan one with \"bangtin screen create NAME\", or pair one to come: --name NAME --new")};
  }
  if (!s.person.can_ask()) {
    std::vector<known_screen> free = without_player(all, machine, &known_screen::in_programme);
    for (known_screen& k : without_player(all, machine, &known_screen::in_draft)) {
      const bool is_new =
          std::none_of(free.begin(), free.end(), [&](const auto& f) { return f.name == k.name; });
      if (is_new) free.push_back(std::move(k));
    }
    return error{
        errc::conflict, msg("there is not exactly one screen without a player to take"),
        msg("say which screen it is: --name NAME, with one of {}", names_of(free.empty() ? all : free))};
  }
  const known_screen* before = machine.empty() ? nullptr : find_screen(all, machine);
  std::string question = tr("Which screen is it?") + "\n";
  std::vector<std::string> names;
  for (const known_screen& k : all) {
    names.push_back(k.name);
    question += line_of(names.size(), k, s.now) + "\n";
  }
  question += before == nullptr
                  ? tr("Number or name:")
                  : tr("Number or name (only Enter: {}, which this machine was):", before->name);
  std::optional<std::size_t> usual;
  if (before != nullptr) usual = static_cast<std::size_t>(before - all.data());
  result<std::size_t> chosen = ask_for_one(s, std::move(question), names, usual);
  if (!chosen) return chosen.error();
  return all[*chosen];
}

result<std::string> choose_screen_name(session& s, const std::vector<screen_title>& all,
                                       const arguments& given, std::string_view key) {
  std::vector<std::string> names;
  for (const screen_title& t : all) names.push_back(t.name);
  if (names.empty()) {
    return error{errc::not_found, msg("there is no screen yet"),
                 msg("\"bangtin screen create NAME\" plans one")};
  }
  if (std::optional<std::string> typed = given.get(key)) {
    return choose_name(*typed, names, msg("there is no screen \"{}\"", printable(*typed)),
                       msg("the screens are: {}", some_of(names)));
  }
  if (names.size() == 1) return names.front();
  if (!s.person.can_ask()) {
    return error{errc::usage, msg("there are {} screens, and none was named", names.size()),
                 msg("say which one with {}: {}",
                     key.starts_with('-') ? std::string(key) + " " + placeholder("NAME") : placeholder(key),
                     some_of(names))};
  }
  std::string question = tr("Which screen?") + "\n";
  for (std::size_t i = 0; i < all.size(); ++i) {
    question += fmt::format("  {}  {}", i + 1, printable(all[i].name));
    if (!all[i].title.empty()) question += " — " + printable(all[i].title);
    question += "\n";
  }
  result<std::size_t> chosen = ask_for_one(s, question + tr("Number or name:"), names, std::nullopt);
  if (!chosen) return chosen.error();
  return names[*chosen];
}

result<known_screen> choose_known_screen(session& s, const arguments& given, std::string_view key) {
  result<std::vector<known_screen>> known = get_known_screens(s);
  if (!known) return known.error();
  std::vector<screen_title> all;
  for (const known_screen& k : *known) all.push_back({k.name, k.title});
  result<std::string> name = choose_screen_name(s, all, given, key);
  if (!name) return name.error();
  return *std::find_if(known->begin(), known->end(), [&](const known_screen& k) { return k.name == *name; });
}

}  // namespace bangtin::admin_cli::commands
