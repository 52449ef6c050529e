// The command table says what may follow. Which names an option or a word takes is a second table, by the
// command's subject and the option: placeholders like NAME are for people and mean different things.
#include "admin-cli/app/completion.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "admin-cli/app/command_table.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::app {

namespace {

using commands::command;
using commands::option_row;

struct naming {
  std::string_view subject;  // the command's first word; empty: any
  std::string_view key;      // of the option or the positional word
  name_kind names;
};

constexpr naming namings[] = {{"", "--screen", name_kind::screen},
                              {"", "--screens", name_kind::screens},
                              {"", "--playlist", name_kind::playlist},
                              {"", "--media", name_kind::picture_or_video},
                              {"", "--slate", name_kind::picture_or_video},
                              {"screen", "--logo", name_kind::picture},
                              {"", "--theme", name_kind::theme},
                              {"draft", "NUMBER", name_kind::change},
                              {"", "--task", name_kind::task},
                              {"", "MEDIA", name_kind::playable},
                              {"playlist", "--subtitles", name_kind::subtitles},
                              {"", "--groups", name_kind::groups},
                              {"", "ITEM", name_kind::items},
                              {"", "TICKER", name_kind::ticker},
                              {"screen", "NAME", name_kind::screen},
                              {"screen", "TO", name_kind::screen},
                              {"screen", "--name", name_kind::screen},
                              {"playlist", "NAME", name_kind::playlist},
                              {"playlist", "TO", name_kind::numbers},
                              {"campaign", "NAME", name_kind::campaign},
                              {"ticker", "NAME", name_kind::ticker},
                              {"media", "ID", name_kind::media},
                              {"jobs", "ID", name_kind::job},
                              {"revert", "N", name_kind::version},
                              {"emergency", "ID", name_kind::notice}};

// Values that are always the same. Of a list several may stand, with commas between.
struct choosing {
  std::string_view subject, key;
  std::string_view values;  // with blanks between
  bool list = false;
};

constexpr choosing choosings[] = {{"", "--level", "takeover normal filler"},
                                  {"", "--order", "sequential shuffle"},
                                  {"user", "--role", "viewer editor approver operator"},
                                  {"", "--fit", "contain cover"},
                                  {"", "--qr", "beside corner none"},
                                  {"", "--log-level", "trace debug info warning error off"},
                                  {"", "--format", "csv xlsx pdf json", true},
                                  {"", "--by", "task theme campaign screen venue media day hour", true},
                                  {"", "--language", "vi en"},
                                  {"", "--timezone", "Asia/Ho_Chi_Minh"},
                                  {"screen", "TO", "first last"}};

// The removed things of this kind.
name_kind removed(name_kind there) {
  switch (there) {
    case name_kind::media:
      return name_kind::removed_media;
    case name_kind::playlist:
      return name_kind::removed_playlist;
    case name_kind::campaign:
      return name_kind::removed_campaign;
    case name_kind::ticker:
      return name_kind::removed_ticker;
    case name_kind::screen:
      return name_kind::removed_screen;
    default:
      return there;
  }
}

name_kind names_for(const command& c, const option_row& row) {
  std::string_view subject = c.words.substr(0, c.words.find(' '));
  for (const naming& n : namings) {
    if (n.key != row.key() || (!n.subject.empty() && n.subject != subject)) continue;
    // What was removed comes back, and not what is there.
    return c.words.ends_with(" restore") ? removed(n.names) : n.names;
  }
  return row.takes_path() ? name_kind::file : name_kind::none;
}

const option_row* option_of(const command* c, std::string_view word) {
  std::string_view name = word.substr(0, word.find('='));
  auto in = [&](const std::vector<option_row>& rows) -> const option_row* {
    for (const option_row& row : rows) {
      if (row.is_word()) continue;
      std::vector<std::string> names = split(row.name, ',');
      if (std::find(names.begin(), names.end(), name) != names.end()) return &row;
    }
    return nullptr;
  };
  const option_row* found = c == nullptr ? nullptr : in(c->options);
  return found != nullptr ? found : in(global_options());
}

// Command words that may follow those that are typed.
std::vector<std::string> next_words(const std::string& first, const std::string& typed) {
  std::set<std::string> all;
  for (const command& c : commands()) {
    std::vector<std::string> words = split(c.words, ' ');
    if (first.empty()) {
      all.insert(words[0]);
    } else if (words[0] == first && words.size() > 1) {
      all.insert(words[1]);
    }
  }
  std::vector<std::string> fit;
  for (const std::string& w : all) {
    if (w.starts_with(typed)) fit.push_back(w);
  }
  return fit;
}

// What the words before the last one are.
struct typed_so_far {
  std::vector<std::string> command_words;
  const command* what = nullptr;
  std::vector<std::string> values;      // positional words behind the command's own
  const option_row* waiting = nullptr;  // an option whose value comes next
  bool only_words = false;              // behind "--"
  std::set<std::string_view> given;
};

const command* command_of(const std::vector<std::string>& words) {
  if (words.empty()) return nullptr;
  std::string both = words.size() > 1 ? words[0] + " " + words[1] : words[0];
  for (const command& c : commands()) {
    if (c.words == both) return &c;
  }
  return nullptr;
}

bool has_commands_below(const std::string& word) {
  return !next_words(word, "").empty();
}

typed_so_far read_words(const std::vector<std::string>& words) {
  typed_so_far t;
  for (std::size_t i = 0; i + 1 < words.size(); ++i) {
    const std::string& w = words[i];
    if (t.waiting != nullptr) {
      t.waiting = nullptr;
    } else if (w == "--" && !t.only_words) {
      t.only_words = true;
    } else if (w.starts_with('-') && !t.only_words) {
      const option_row* row = option_of(t.what, w);
      if (row == nullptr) continue;
      t.given.insert(row->key());
      if (!row->value.empty() && w.find('=') == std::string::npos) t.waiting = row;
    } else if (t.command_words.size() < 2 &&
               (t.command_words.empty() || has_commands_below(t.command_words[0]))) {
      t.command_words.push_back(w);
      t.what = command_of(t.command_words);
    } else {
      t.values.push_back(w);
    }
  }
  return t;
}

struct choices {
  std::vector<std::string> all;
  bool list = false;
};

choices choices_for(const command& c, const option_row& row) {
  if (row.value.find('|') != std::string_view::npos) return {split(row.value, '|')};
  const std::string_view subject = c.words.substr(0, c.words.find(' '));
  for (const choosing& known : choosings) {
    if (known.key != row.key() || (!known.subject.empty() && known.subject != subject)) continue;
    return {split(known.values, ' '), known.list};
  }
  return {};
}

// The value of an option, whether as the next word or behind "=", or a positional word.
void complete_value(completion& c, const command* what, const option_row& row) {
  static const command nothing{};
  const command& of = what == nullptr ? nothing : *what;
  const choices fixed = choices_for(of, row);
  c.names = names_for(of, row);
  std::vector<std::string> taken;
  const bool list = fixed.list || c.names == name_kind::screens || c.names == name_kind::groups;
  if (std::size_t comma = c.typed.rfind(','); list && comma != std::string::npos) {
    taken = split(std::string_view(c.typed).substr(0, comma), ',');
    c.before += c.typed.substr(0, comma + 1);
    c.typed.erase(0, comma + 1);
  }
  for (const std::string& choice : fixed.all) {
    const bool again = std::find(taken.begin(), taken.end(), choice) != taken.end();
    if (choice.starts_with(c.typed) && !again) c.words.push_back(c.before + choice);
  }
}

void complete_option(completion& c, const typed_so_far& t) {
  auto offer = [&](const std::vector<option_row>& rows) {
    for (const option_row& row : rows) {
      if (row.is_word() || (t.given.contains(row.key()) && !row.many)) continue;
      if (row.key().starts_with(c.typed)) c.words.emplace_back(row.key());
    }
  };
  if (t.what != nullptr) offer(t.what->options);
  offer(global_options());
}

const option_row* positional(const command& what, std::size_t place) {
  for (const option_row& row : what.options) {
    if (!row.is_word()) continue;
    if (place == 0 || row.many) return &row;
    --place;
  }
  return nullptr;
}

void complete_word(completion& c, const command& what, const std::vector<std::string>& before) {
  if (what.words == "help") {
    if (before.size() < 2) c.words = next_words(before.empty() ? "" : before[0], c.typed);
    return;
  }
  const option_row* row = positional(what, before.size());
  if (row == nullptr) return;
  complete_value(c, &what, *row);
  if (!before.empty()) c.of = before[0];
}

// These commands are about the published programme, unless the call says otherwise; a file's screens are not
// known here.
name_kind screens_of(const command& what, const std::set<std::string_view>& given) {
  if (given.contains("--programme")) return name_kind::none;
  const bool looks = what.words == "preview" || what.words == "explain" || what.words == "plays at";
  return looks && !given.contains("--draft") ? name_kind::published_screen : name_kind::screen;
}

void append(std::string& lines, const std::string& candidate) {
  if (printable(candidate) == candidate) lines += candidate + "\n";
}

}  // namespace

completion complete(const std::vector<std::string>& words) {
  completion c;
  c.typed = words.empty() ? "" : words.back();
  typed_so_far t = read_words(words);
  if (t.waiting != nullptr) {
    complete_value(c, t.what, *t.waiting);
  } else if (c.typed.starts_with('-') && !t.only_words) {
    std::size_t equals = c.typed.find('=');
    const option_row* row = equals == std::string::npos ? nullptr : option_of(t.what, c.typed);
    if (row == nullptr) {
      complete_option(c, t);
    } else {
      c.before = c.typed.substr(0, equals + 1);
      c.typed.erase(0, equals + 1);
      complete_value(c, t.what, *row);
    }
  } else if (t.command_words.empty()) {
    c.words = next_words("", c.typed);
  } else {
    bool may_go_on = t.command_words.size() == 1 && t.values.empty();
    if (may_go_on) c.words = next_words(t.command_words[0], c.typed);
    if (t.what != nullptr) complete_word(c, *t.what, t.values);
  }
  if (c.names == name_kind::screen && t.what != nullptr) c.names = screens_of(*t.what, t.given);
  return c;
}

std::string completion_text(const completion& at, const name_source& names) {
  std::string lines;
  for (const std::string& word : at.words) append(lines, word);
  if (at.names == name_kind::file) return lines + ":files\n";
  if (at.names == name_kind::none) return lines;
  const std::string typed = lower_case(to_nfc(at.typed));
  for (const std::string& name : names(at.names, at.of)) {
    if (lower_case(to_nfc(name)).starts_with(typed)) append(lines, at.before + name);
  }
  return lines;
}

}  // namespace bangtin::admin_cli::app
