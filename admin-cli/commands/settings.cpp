// bangtin.toml may contain: server, socket, lang, keys, token_file, log_level. A token must not be in a file
// that others may read, so it has a separate file.
#include "admin-cli/commands/settings.hpp"

#include <algorithm>
#include <array>

#include "admin-cli/commands/token_file.hpp"
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
  static constexpr playlists::text::config_key keys[] = {{"server", "\"https://10.0.0.5:8470\""},
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

// The file is read only where it may be needed: with a socket the kernel names the user.
result<token_file> named_token_file(const environment& env, text_map& config) {
  const std::string file = first_of({env("BANGTIN_TOKEN_FILE"), config["token_file"]});
  if (file.empty()) return token_file();
  return read_token_file(file);
}

// The closest source that names a server or a socket decides. A token file knows its server.
void choose_address(settings& s, const arguments& given, const environment& env, text_map& config,
                    const token_file& by_file) {
  if (given.has("--server") || given.has("--socket")) {
    s.server = given.text("--server");
    s.socket = given.text("--socket");
  } else if (!env("BANGTIN_SERVER").empty() || !env("BANGTIN_SOCKET").empty()) {
    s.server = env("BANGTIN_SERVER");
    s.socket = env("BANGTIN_SOCKET");
  } else if (!env("BANGTIN_TOKEN_FILE").empty() && !by_file.server.empty()) {
    s.server = by_file.server;
  } else {
    s.server = config["server"];
    s.socket = config["socket"];
    if (s.server.empty() && s.socket.empty()) s.server = by_file.server;
  }
  if (!s.server.empty()) s.socket.clear();
  if (s.server.empty() && s.socket.empty()) s.socket = default_socket();
  while (s.server.ends_with('/')) s.server.pop_back();
}

// Once the address is chosen.
result<void> choose_token(settings& s, const environment& env, const token_file& by_file) {
  s.token = env("BANGTIN_TOKEN");
  if (s.server.empty()) return {};
  if (s.token.empty()) s.token = by_file.token;
  s.authority = by_file.authority;
  if (s.token.empty() || may_carry_token(s.server)) return {};
  return error{
      errc::usage, msg("a token is not sent over plain HTTP to another machine: {}", printable(s.server)),
      msg("write https:// in the address; where the daemon speaks plain HTTP only, call \"bangtin\" on its "
          "machine")};
}

result<void> choose_daemon(settings& s, const arguments& given, const environment& env, text_map& config) {
  if (given.has("--server") && given.has("--socket")) {
    return error{errc::usage, msg("--server and --socket were both given"),
                 msg("give the one by which the daemon is reached")};
  }
  const bool by_option = given.has("--server") || given.has("--socket");
  const bool by_socket =
      by_option ? given.has("--socket") : env("BANGTIN_SERVER").empty() && !env("BANGTIN_SOCKET").empty();
  result<token_file> by_file = by_socket ? token_file() : named_token_file(env, config);
  if (!by_file) return by_file.error();
  choose_address(s, given, env, config, *by_file);
  if (!s.server.empty() && !s.server.starts_with("http://") && !s.server.starts_with("https://")) {
    return error{errc::usage, msg("\"{}\" is no address of a daemon", printable(s.server)),
                 msg("write it as https://HOST:PORT")};
  }
  return choose_token(s, env, *by_file);
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

wire::http_client client_for(const settings& s) {
  wire::http_client client(s.server, s.socket, s.token);
  client.set_trust({.authority = s.authority});
  return client;
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
