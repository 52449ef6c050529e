// bangtin.toml may contain: server, socket, lang, keys, token_file, log_level. A token must not be in a file
// that others may read, so it has a separate file.
#include "admin-cli/commands/settings.hpp"

#include <algorithm>
#include <array>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/config_text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
constexpr std::uint64_t max_config_bytes = 64 * 1024;
using text_map = std::map<std::string, std::string>;

result<text_map> read_config(const fs::path& file) {
  static constexpr playlists::text::config_key keys[] = {{"server", "\"http://10.0.0.5:8470\""},
                                                         {"socket", "\"/run/bangtin/admin.sock\""},
                                                         {"lang", "\"vi\""},
                                                         {"keys", "\"/media/usb/keys\""},
                                                         {"token_file", "\"/home/lan/token\""},
                                                         {"log_level", "\"info\""}};
  result<std::string> content = read_file(file, max_config_bytes);
  if (!content) return content.error();
  result<playlists::text::config_values> read =
      playlists::text::read_config_text(*content, file.string(), keys);
  if (!read) return read.error();
  text_map values;
  for (const auto& [name, value] : *read) values[name] = value.text;
  return values;
}

result<text_map> find_config(const arguments& given) {
  if (auto named = given.get("--config")) return read_config(*named);
  for (const fs::path& file :
       {user_config_folder() / "bangtin.toml", fs::path("/etc/bangtin/bangtin.toml")}) {
    std::error_code ec;
    if (fs::exists(file, ec)) return read_config(file);
  }
  return text_map{};
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find_first_of("\r\n"));
}

// The first choice that is not empty.
std::string first_of(std::initializer_list<std::string> choices) {
  for (const std::string& c : choices) {
    if (!c.empty()) return c;
  }
  return {};
}

std::string default_socket() {
  std::error_code ec;
  fs::path of_the_system = "/run/bangtin/admin.sock";
  // A person who may not look there is told so by the call itself; the user's own socket would not answer.
  if (fs::exists(of_the_system, ec) || ec == std::errc::permission_denied) return of_the_system;
  return user_runtime_folder() / "admin.sock";
}

result<void> choose_daemon(settings& s, const arguments& given, const environment& env, text_map& config) {
  if (given.has("--server") && given.has("--socket")) {
    return error{errc::usage, msg("--server and --socket were both given"),
                 msg("give the one by which the daemon is reached")};
  }
  // The closest source that names a server or a socket decides.
  if (given.has("--server") || given.has("--socket")) {
    s.server = given.text("--server");
    s.socket = given.text("--socket");
  } else if (!env("BANGTIN_SERVER").empty() || !env("BANGTIN_SOCKET").empty()) {
    s.server = env("BANGTIN_SERVER");
    s.socket = env("BANGTIN_SOCKET");
  } else {
    s.server = config["server"];
    s.socket = config["socket"];
  }
  if (!s.server.empty()) s.socket.clear();
  if (s.server.empty() && s.socket.empty()) s.socket = default_socket();
  if (!s.server.empty() && !s.server.starts_with("http://") && !s.server.starts_with("https://")) {
    return error{errc::usage, msg("\"{}\" is no address of a daemon", printable(s.server)),
                 msg("write it as http://HOST:PORT")};
  }
  while (s.server.ends_with('/')) s.server.pop_back();
  s.token = env("BANGTIN_TOKEN");
  const std::string file = first_of({env("BANGTIN_TOKEN_FILE"), config["token_file"]});
  if (s.token.empty() && !s.server.empty() && !file.empty()) {
    result<std::string> token = read_file(file, 4096);
    if (!token) return token.error();
    s.token = first_line(*token);
  }
  return {};
}

}  // namespace

result<settings> read_settings(const arguments& given, const environment& env) {
  result<text_map> config = find_config(given);
  if (!config) return config.error();
  settings s;
  s.json = given.has("--json");
  s.quiet = given.has("--quiet");
  s.yes = given.has("--yes");
  if (result<std::string> tongue = chosen_language(given.get("--lang"), env)) s.language = *tongue;
  if (result<void> done = choose_daemon(s, given, env, *config); !done) return done.error();
  s.log_level = first_of({given.text("--log-level"), (*config)["log_level"], s.log_level});
  s.remembered_keys = user_state_folder() / "keys-dir";
  std::string remembered;
  if (result<std::string> kept = read_file(s.remembered_keys, 4096)) remembered = first_line(*kept);
  s.keys = first_of({given.text("--keys"), env("BANGTIN_KEYS"), (*config)["keys"], remembered,
                     (user_data_folder() / "keys").string()});
  s.passphrase_file = env("BANGTIN_PASSPHRASE_FILE");
  return s;
}

result<std::string> chosen_language(const std::optional<std::string>& option, const environment& env) {
  if (option) {
    if (*option == "vi" || *option == "en") return *option;
    return error{errc::usage, msg("there is no language \"{}\"", printable(*option)),
                 msg("choose --lang vi or --lang en")};
  }
  for (const char* variable : {"BANGTIN_LANG", "LC_ALL", "LC_MESSAGES", "LANG"}) {
    std::string value = env(variable);
    if (!value.empty()) return std::string(language_from(value) == language::vietnamese ? "vi" : "en");
  }
  return std::string("en");
}

}  // namespace bangtin::admin_cli::commands
