#include "admin-cli/commands/token_file.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/files.hpp"
#include "base/text.hpp"
#include "wire/authority.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::uint64_t max_file_bytes = 64 * 1024;
constexpr std::string_view server_word = "server ";
constexpr std::string_view certificate_begins = "-----BEGIN CERTIFICATE-----";

std::string_view next_line(std::string_view& rest) {
  const std::size_t end = std::min(rest.find('\n'), rest.size());
  std::string_view line = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

error not_a_token_file(const std::string& name) {
  return {errc::invalid, msg("{} is not a token file", printable(name)),
          msg("use the file as \"bangtin user token NAME -o FILE\" wrote it")};
}

// A token in a file that others may read is no secret any more.
result<void> check_owner(const std::filesystem::path& file) {
  struct stat facts {};
  if (::stat(file.c_str(), &facts) != 0) return system_error(msg("read {}", printable(file.string())), errno);
  const std::string name = printable(file.string());
  if (facts.st_uid != ::geteuid() && facts.st_uid != 0 && ::geteuid() != 0) {
    return error{errc::forbidden, msg("the token file {} belongs to another user", name),
                 msg("copy it into a folder of your own, so that it belongs to you")};
  }
  if (S_ISREG(facts.st_mode) && (facts.st_mode & 077) != 0) {
    return error{
        errc::forbidden, msg("others on this machine may read or change the token file {}", name),
        msg("call: chmod 600 {}; if somebody may have read it, end the token with \"bangtin user token NAME "
            "--revoke NUMBER\"",
            name)};
  }
  return {};
}

}  // namespace

std::string to_text(const token_file& t) {
  std::string text = t.token + "\n";
  if (!t.server.empty()) text += fmt::format("{}{}\n", server_word, t.server);
  return text + t.authority;
}

result<token_file> token_file_from(std::string_view text, const std::string& name) {
  token_file t;
  t.token = next_line(text);
  if (t.token.empty()) return not_a_token_file(name);
  while (!text.empty()) {
    if (text.starts_with(certificate_begins)) {
      t.authority = text;
      if (!wire::authority_fingerprint(t.authority)) return not_a_token_file(name);
      return t;
    }
    const std::string_view line = next_line(text);
    if (line.starts_with(server_word)) {
      t.server = trimmed(line.substr(server_word.size()));
    } else if (!trimmed(line).empty()) {
      return not_a_token_file(name);
    }
  }
  return t;
}

result<token_file> read_token_file(const std::filesystem::path& file) {
  if (result<void> ours = check_owner(file); !ours) return ours.error();
  result<std::string> text = read_file(file, max_file_bytes);
  if (!text) return text.error();
  return token_file_from(*text, file.string());
}

bool may_carry_token(std::string_view server) {
  constexpr std::string_view plain = "http://";
  if (!server.starts_with(plain)) return true;
  std::string_view host = server.substr(plain.size());
  host = host.substr(0, host.find('/'));
  if (host.starts_with("[::1]")) return true;
  host = host.substr(0, host.find(':'));
  return host == "localhost" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == host.npos);
}

}  // namespace bangtin::admin_cli::commands
