// user add, list, edit, remove, token: who may use the daemon.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/people.hpp"
#include "admin-cli/commands/token_file.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "wire/authority.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace admin = wire::admin;

std::string role_text(wire::role r) {
  switch (r) {
    case wire::role::viewer:
      return tr("viewer");
    case wire::role::editor:
      return tr("editor");
    case wire::role::approver:
      return tr("approver");
    case wire::role::site_operator:
      break;
  }
  return tr("operator");
}

result<wire::role> role_from(const std::string& typed) {
  if (std::optional<wire::role> r = wire::parse_role(lower_case(trimmed(typed)))) return *r;
  return wrong_value("--role", typed, msg("choose viewer, editor, approver or operator"));
}

result<std::string> account_from(const std::string& typed) {
  result<std::string> account = line_of("--account", typed);
  if (!account) return account;
  const bool plain =
      !account->empty() && account->size() <= 64 && account->find_first_of(" :/\t?*") == std::string::npos;
  if (plain) return account;
  return wrong_value("--account", typed, msg("give the name as \"id -un\" tells it"));
}

json::object to_json(const admin::user& u, const std::string& timezone) {
  json::array tokens;
  for (const admin::user_token& t : u.tokens) {
    tokens.push_back(json::object{
        {"number", t.number},
        {"made", views::local_rfc3339(t.made, timezone)},
        {"expires", views::local_rfc3339(t.expires, timezone)},
        {"last_used", t.last_used ? json::value(views::local_rfc3339(*t.last_used, timezone)) : nullptr}});
  }
  return {{"name", u.name},
          {"role", to_string(u.role)},
          {"account", u.account},
          {"added", views::local_rfc3339(u.added, timezone)},
          {"tokens", std::move(tokens)},
          {"password", u.password ? json::value(views::local_rfc3339(*u.password, timezone)) : nullptr}};
}

// "3 until 2027-01-08, used 2 days ago"
std::string token_text(const admin::user_token& t, const std::string& timezone, utc_ms now) {
  const std::string until = views::local_date(t.expires, timezone);
  if (!t.last_used) return tr("{} until {}, never used", t.number, until);
  return tr("{} until {}, used {}", t.number, until, views::ago(*t.last_used, now));
}

// A new file that only its owner may read; removed again unless `commit` succeeds.
class secret_file {
 public:
  // errc::conflict when the name is taken.
  static result<secret_file> make(const std::string& path) {
    secret_file f;
    f.fd_ = unique_fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (f.fd_) {
      f.path_ = path;
      return result<secret_file>(std::move(f));
    }
    const int why = errno;
    if (why != EEXIST) return system_error(msg("write {}", shown_value(path)), why);
    return error{errc::conflict, msg("{} is there already", shown_value(path)),
                 msg("give the name of a new file, or remove the old one first")};
  }
  secret_file(secret_file&& other) noexcept
      : fd_(std::move(other.fd_)), path_(std::exchange(other.path_, "")) {}
  ~secret_file() {
    if (!path_.empty()) ::unlink(path_.c_str());
  }

  result<void> commit(const std::string& content) {
    if (result<void> written = write_all(fd_.get(), content); !written) return written;
    if (::fsync(fd_.get()) != 0) {
      const int why = errno;
      if (why != EINVAL) return system_error(msg("write {}", shown_value(path_)), why);
    }
    path_.clear();
    return {};
  }

 private:
  secret_file() = default;
  unique_fd fd_;
  std::string path_;  // empty: there is nothing to remove
};

result<int> revoke(session& s, const admin::user& u, const std::string& typed) {
  const std::optional<std::int64_t> number = parse_integer(typed, 1, INT64_MAX);
  const auto has = [&](const admin::user_token& t) { return number && t.number == *number; };
  if (std::none_of(u.tokens.begin(), u.tokens.end(), has)) {
    return error{errc::not_found, msg("\"{}\" has no token {}", u.name, shown_value(typed)),
                 msg("see \"bangtin user list\"")};
  }
  if (result<void> done = revoke_token(s.daemon, u.name, *number); !done) return done.error();
  s.out.document(json::object{{"user", u.name}, {"number", *number}, {"revoked", true}});
  s.out.done(tr("token {} of \"{}\" is worth nothing any more", *number, u.name));
  return 0;
}

// Prints the token, because that was asked for.
result<int> print_token(session& s, const admin::user& u, std::int64_t days, const std::string& timezone) {
  result<admin::new_token> made = make_token(s.daemon, u.name, days);
  if (!made) return made.error();
  s.out.document(json::object{{"user", u.name},
                              {"number", made->number},
                              {"expires", views::local_rfc3339(made->expires, timezone)},
                              {"file", nullptr},
                              {"token", made->token}});
  s.out.text(made->token);
  return 0;
}

bool is_https(const std::string& address) {
  constexpr std::string_view scheme = "https://";
  return address.starts_with(scheme) && address.size() > scheme.size() && is_clean_utf8(address) &&
         address.find_first_of(" \t\n") == std::string::npos;
}

// What the person's machine must know beside the token: where the daemon is, and who vouches for it.
result<token_file> token_file_for(session& s, const admin::site& where,
                                  const std::optional<std::string>& address) {
  token_file t{"", address.value_or(where.address), ""};
  if (t.server.empty() || !where.authority) return t;
  result<wire::reply> answer = s.daemon.call(get_request("/v1/authority"));
  if (!answer) return answer.error();
  result<wire::stated_authority> stated = wire::stated_authority_from_json(answer->body);
  if (!stated) return strange_answer(stated.error());
  if (!wire::verify_authority(*stated, where.daemon_key))
    return strange_answer({errc::verification, msg("its authority is not signed by its key"), {}});
  t.authority = stated->certificate;
  return t;
}

// Nothing of it stays where the file cannot be written.
result<int> write_token(session& s, const admin::user& u, std::int64_t days, const admin::site& where,
                        const std::string& path, token_file content) {
  result<secret_file> file = secret_file::make(path);
  if (!file) return file.error();
  result<admin::new_token> made = make_token(s.daemon, u.name, days);
  if (!made) return made.error();
  content.token = made->token;
  if (result<void> written = file->commit(to_text(content)); !written) {
    (void)revoke_token(s.daemon, u.name, made->number);  // nobody has it
    return written.error();
  }
  s.out.document(json::object{{"user", u.name},
                              {"number", made->number},
                              {"expires", views::local_rfc3339(made->expires, where.timezone)},
                              {"file", path},
                              {"token", nullptr}});
  s.out.done(tr("token {} of \"{}\" is in {}, valid until {}", made->number, u.name, path,
                views::local_date(made->expires, where.timezone)));
  return 0;
}

}  // namespace

result<int> user_add(session& s, const arguments& given) {
  const std::string typed = given.text("NAME");
  result<std::string> name = new_name(typed, msg("\"{}\" cannot be the name of a user", shown_value(typed)),
                                      &playlists::text::find_bad_screen_name);
  if (!name) return name.error();
  result<wire::role> role = role_from(given.text("--role"));
  if (!role) return role.error();
  admin::user_order order{*name, *role, ""};
  if (std::optional<std::string> account = given.get("--account")) {
    result<std::string> read = account_from(*account);
    if (!read) return read.error();
    order.account = *read;
  }
  result<admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<admin::user> u = add_user(s.daemon, order);
  if (!u) return u.error();
  s.out.document(to_json(*u, where->timezone));
  s.out.done(tr("\"{}\" is a user now, with the role \"{}\"", u->name, role_text(u->role)));
  return 0;
}

result<int> user_list(session& s, const arguments&) {
  result<admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<admin::user>> all = get_users(s.daemon);
  if (!all) return all.error();
  json::array answers;
  using enum views::importance;
  views::table t({{tr("User"), high, views::narrow::cut, 12},
                  {tr("Role"), high},
                  {tr("Account"), low},
                  {tr("Added"), low},
                  {tr("Tokens"), usual, views::narrow::wrap},
                  {tr("Password"), low}});
  for (const admin::user& u : *all) {
    answers.push_back(to_json(u, where->timezone));
    std::string tokens;
    for (const admin::user_token& token : u.tokens) {
      tokens += (tokens.empty() ? "" : "; ") + token_text(token, where->timezone, s.now);
    }
    t.add({u.name, role_text(u.role), u.account, views::local_date(u.added, where->timezone), tokens,
           u.password ? tr("since {}", views::local_date(*u.password, where->timezone)) : ""});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("no users yet; \"bangtin user add NAME --role editor\" adds one"));
  } else {
    s.out.show(t);
  }
  return 0;
}

result<int> user_edit(session& s, const arguments& given) {
  admin::user_edit change;
  if (const std::optional<std::string> typed = given.get("--role")) {
    result<wire::role> role = role_from(*typed);
    if (!role) return role.error();
    change.role = *role;
  }
  if (given.has("--expires")) {
    result<std::int64_t> days = given.number("--expires", 1, admin::max_token_days, 1);
    if (!days) return days.error();
    change.days = *days;
  }
  if (change == admin::user_edit()) {
    return error{errc::usage, msg("it is not said what changes"), msg("give --role or --expires")};
  }
  result<admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<admin::user> before = choose_user(s.daemon, given.text("NAME"));
  if (!before) return before.error();
  result<admin::user> u = edit_user(s.daemon, before->name, change);
  if (!u) return u.error();
  s.out.document(to_json(*u, where->timezone));
  if (change.role) s.out.done(tr("\"{}\" has the role \"{}\" from now on", u->name, role_text(u->role)));
  if (!change.days) return 0;
  if (u->tokens.empty()) {
    s.out.note(tr("\"{}\" has no token that could end", u->name));
  } else {
    s.out.done(tr("the tokens of \"{}\" end on {}", u->name,
                  views::local_date(u->tokens.front().expires, where->timezone)));
  }
  return 0;
}

result<int> user_remove(session& s, const arguments& given) {
  result<admin::user> u = choose_user(s.daemon, given.text("NAME"));
  if (!u) return u.error();
  const std::string question = tr("Remove the user \"{}\"? The tokens are worth nothing then.", u->name);
  if (result<void> yes = agreed(s, question); !yes) return yes.error();
  if (result<void> done = remove_user(s.daemon, u->name); !done) return done.error();
  s.out.document(json::object{{"name", u->name}, {"removed", true}});
  s.out.done(tr("\"{}\" is no user any more", u->name));
  return 0;
}

result<int> user_token(session& s, const arguments& given) {
  result<std::int64_t> days = given.number("--expires", 1, admin::max_token_days, admin::default_token_days);
  if (!days) return days.error();
  const std::optional<std::string> path = given.get("--output");
  const std::optional<std::string> number = given.get("--revoke");
  if (std::optional<std::string> address = given.get("--address"); address && !is_https(*address)) {
    return wrong_value("--address", *address, msg("write it as https://HOST:PORT"));
  }
  if (path.has_value() == number.has_value()) {
    return error{errc::usage, msg("it is not said where the token goes, or which one is revoked"),
                 msg("give -o FILE, -o - to print the token, or --revoke NUMBER")};
  }
  result<admin::user> u = choose_user(s.daemon, given.text("NAME"));
  if (!u) return u.error();
  if (number) return revoke(s, *u, *number);
  result<admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  if (*path == "-") return print_token(s, *u, *days, where->timezone);
  result<token_file> content = token_file_for(s, *where, given.get("--address"));
  if (!content) return content.error();
  return write_token(s, *u, *days, *where, *path, std::move(*content));
}

}  // namespace bangtin::admin_cli::commands
