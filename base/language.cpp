// gettext finds the translation, and {fmt} fills in the values.
#include "base/language.hpp"

#include <fmt/args.h>
#include <libintl.h>

#include <clocale>
#include <cstdlib>
#include <filesystem>

#include "base/inner_message.hpp"
#include "base/office_forms.hpp"

namespace bangtin {

namespace {

// A value in its place of a message. A translation may say that an office writes it: a date in {:date}, a
// decimal in {:number}.
struct placed_value {
  std::string_view text;
};

}  // namespace

}  // namespace bangtin

template <>
struct fmt::formatter<bangtin::placed_value> {
  constexpr auto parse(fmt::format_parse_context& context) {
    const std::string_view rest(context.begin(), static_cast<std::size_t>(context.end() - context.begin()));
    const std::string_view kind = rest.substr(0, rest.find('}'));
    if (!kind.empty() && kind != "date" && kind != "number") throw fmt::format_error("no such kind of value");
    is_date_ = kind == "date";
    is_number_ = kind == "number";
    return context.begin() + static_cast<std::ptrdiff_t>(kind.size());
  }
  template <class Context>
  auto format(const bangtin::placed_value& value, Context& context) const {
    std::string text(value.text);
    if (is_date_) text = bangtin::day_first_dates(text);
    if (is_number_) text = bangtin::comma_decimals(text);
    return fmt::format_to(context.out(), "{}", text);
  }

 private:
  bool is_date_ = false, is_number_ = false;
};

namespace bangtin {

namespace {

constexpr const char* domain = "bangtin";

// If a translation names an argument that does not exist, return the text unfilled instead of throwing.
// `say` puts the messages among the arguments into words.
std::string fill(const std::string& text, const std::vector<std::string>& given,
                 std::string (*say)(const message&)) {
  if (given.empty() && text.find('{') == std::string::npos) return text;
  std::vector<std::string> args;
  fmt::dynamic_format_arg_store<fmt::format_context> store;
  args.reserve(given.size());  // the store keeps views of them
  for (const std::string& arg : given) {
    std::optional<message> m = inner_message(arg);
    store.push_back(placed_value{args.emplace_back(m ? say(*m) : arg)});
  }
  try {
    return fmt::vformat(text, store);
  } catch (const fmt::format_error&) {
    std::string whole = text;
    for (const std::string& arg : args) whole += " [" + arg + "]";
    return whole;
  }
}

// In the build tree the translations are beside the programs' folder; after installation they are in the
// system's locale folder.
std::string locale_folder() {
  if (const char* given = std::getenv("BANGTIN_LOCALE_DIR")) return given;
  std::error_code code;
  std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", code).parent_path();
  std::filesystem::path beside = own.parent_path() / "locale";
  return std::filesystem::is_directory(beside, code) ? beside.string() : BANGTIN_LOCALE_DIR;
}

}  // namespace

language language_from(std::string_view name, language fallback) {
  if (name.starts_with("vi")) return language::vietnamese;
  if (name.starts_with("en")) return language::english;
  return fallback;
}

language language_of_environment() {
  for (const char* variable : {"BANGTIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return language_from(value);
  }
  return language::english;
}

void set_language(language l) {
  // gettext does not translate in the locale "C"; every Debian machine has C.UTF-8. LANGUAGE then selects the
  // language.
  std::setlocale(LC_ALL, "C.UTF-8");
  setenv("LANGUAGE", l == language::vietnamese ? "vi" : "en", 1);
  bindtextdomain(domain, locale_folder().c_str());
  bind_textdomain_codeset(domain, "UTF-8");
  textdomain(domain);
}

std::string translate(const message& m) {
  if (m.id.empty()) return {};
  return fill(dgettext(domain, m.id.c_str()), m.args, translate);
}

std::string in_english(const message& m) {
  return fill(m.id, m.args, in_english);
}

}  // namespace bangtin
