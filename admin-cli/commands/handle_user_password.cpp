// user password: what somebody signs in with on the page. It never stands on a command line, and never comes
// from BANGTIN_PASSPHRASE_FILE: the passphrase of a key must not reach the daemon by mistake.
#include <optional>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/people.hpp"
#include "admin-cli/views/printing.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace admin = wire::admin;

constexpr int max_tries = 3;

// The lines of --file: the new password, and for one's own the present one.
struct typed_lines {
  std::string password, current;
};

result<typed_lines> lines_of(const std::string& path) {
  result<std::string> content = read_file(path, 4096);
  if (!content) return content.error();
  typed_lines lines;
  std::string_view rest = *content;
  for (std::string* into : {&lines.password, &lines.current}) {
    const std::size_t end = rest.find('\n');
    *into = rest.substr(0, std::min(end, rest.find('\r')));
    rest = end == std::string_view::npos ? "" : rest.substr(end + 1);
  }
  if (!lines.password.empty()) return lines;
  return error{errc::usage, msg("the first line of {} is empty", shown_value(path)),
               msg("write the password into the first line of the file")};
}

error no_terminal() {
  return {errc::usage, msg("there is no terminal to ask at"),
          msg("call the command at a terminal, or put the password into a file and give --file")};
}

// Typed twice, because nobody sees what is typed.
result<std::string> ask_twice(session& s, const std::string& name) {
  for (int tries = 1;; ++tries) {
    result<std::string> typed = s.person.ask_secret(tr("New password of \"{}\":", name));
    if (!typed) return typed;
    result<std::string> again = s.person.ask_secret(tr("The same password again:"));
    if (!again || *again == *typed) return again;
    const error differ{errc::usage, msg("the two passwords differ"),
                       msg("type a password, and the same one once more")};
    if (tries == max_tries) return differ;
    s.out.note(views::sentence(differ.what, differ.remedy));
  }
}

result<std::string> new_password(session& s, const std::optional<typed_lines>& file,
                                 const std::string& name) {
  if (file) return file->password;
  return ask_twice(s, name);
}

result<int> set_by(session& s, const std::string& name, bool own, const std::optional<typed_lines>& file) {
  if (!file && !s.person.can_ask()) return no_terminal();
  std::string current = file ? file->current : "";
  if (own && !file) {
    result<std::string> typed = s.person.ask_secret(tr("Your present password:"));
    if (!typed) return typed.error();
    current = *typed;
  }
  result<std::string> password = new_password(s, file, name);
  if (!password) return password.error();
  result<void> done =
      own ? change_own_password(s.daemon, {current, *password}) : set_password(s.daemon, name, *password);
  if (!done) return done.error();
  s.out.document(json::object{{"user", name}, {"password", true}});
  s.out.done(tr("\"{}\" signs in on the page with the new password from now on", name));
  return 0;
}

}  // namespace

// Who is no operator changes the own password only; the daemon refuses the rest.
result<int> user_password(session& s, const arguments& given) {
  const std::optional<std::string> path = given.get("--file");
  if (path && given.has("--remove")) {
    return error{errc::usage, msg("--file and --remove exclude each other"), msg("give one of them")};
  }
  std::optional<typed_lines> file;
  if (path) {
    result<typed_lines> lines = lines_of(*path);
    if (!lines) return lines.error();
    file = *lines;
  }
  result<admin::session> caller = get_session(s.daemon);
  if (!caller) return caller.error();
  const std::string typed = given.text("NAME");
  if (caller->role != wire::role::site_operator && folded(caller->name) == folded(typed) &&
      !given.has("--remove"))
    return set_by(s, caller->name, true, file);
  result<admin::user> u = choose_user(s.daemon, typed);
  if (!u) return u.error();
  if (!given.has("--remove")) return set_by(s, u->name, false, file);
  if (result<void> done = remove_password(s.daemon, u->name); !done) return done.error();
  s.out.document(json::object{{"user", u->name}, {"password", false}});
  s.out.done(tr("\"{}\" has no password any more", u->name));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
