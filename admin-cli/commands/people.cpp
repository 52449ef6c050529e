#include "admin-cli/commands/people.hpp"

#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

template <class T>
result<T> value_from(const result<json::value>& answer) {
  if (!answer) return answer.error();
  result<T> value = wire::admin::decode<T>(*answer);
  if (!value) return strange_answer(value.error());
  return value;
}

template <class T>
result<std::vector<T>> list_from(const result<json::value>& answer) {
  if (!answer) return answer.error();
  result<std::vector<T>> values = wire::admin::decode_list<T>(*answer);
  if (!values) return strange_answer(values.error());
  return values;
}

result<void> done(const result<wire::reply>& answer) {
  if (!answer) return answer.error();
  return {};
}

std::string user_path(const std::string& name) {
  return "/v1/users/" + wire::percent_encoded(name);
}

}  // namespace

result<std::vector<wire::admin::user>> get_users(wire::http_client& daemon) {
  return list_from<wire::admin::user>(daemon.call_json(get_request("/v1/users")));
}

result<wire::admin::user> choose_user(wire::http_client& daemon, const std::string& typed) {
  result<std::vector<wire::admin::user>> all = get_users(daemon);
  if (!all) return all.error();
  std::vector<std::string> names;
  const wire::admin::user* alike = nullptr;
  int fitting = 0;
  for (const wire::admin::user& u : *all) {
    if (u.name == typed) return u;
    names.push_back(u.name);
    if (lower_case(u.name) != lower_case(typed)) continue;
    alike = &u;
    ++fitting;
  }
  if (fitting == 1) return *alike;
  const std::optional<std::string> nearest = closest(typed, names);
  return error{errc::not_found, msg("there is no user \"{}\"", shown_value(typed)),
               nearest ? msg("did you mean {}?", *nearest) : msg("see \"bangtin user list\"")};
}

result<wire::admin::user> add_user(wire::http_client& daemon, const wire::admin::user_order& order) {
  return value_from<wire::admin::user>(
      daemon.call_json(send_request("POST", "/v1/users", canonical(wire::admin::encode(order)))));
}

result<wire::admin::user> edit_user(wire::http_client& daemon, const std::string& name,
                                    const wire::admin::user_edit& change) {
  return value_from<wire::admin::user>(
      daemon.call_json(send_request("PATCH", user_path(name), canonical(wire::admin::encode(change)))));
}

result<void> remove_user(wire::http_client& daemon, const std::string& name) {
  return done(daemon.call(send_request("DELETE", user_path(name), "")));
}

result<wire::admin::new_token> make_token(wire::http_client& daemon, const std::string& user,
                                          std::int64_t days) {
  return value_from<wire::admin::new_token>(daemon.call_json(send_request(
      "POST", user_path(user) + "/tokens", canonical(wire::admin::encode(wire::admin::token_order{days})))));
}

result<void> revoke_token(wire::http_client& daemon, const std::string& user, std::int64_t number) {
  return done(daemon.call(send_request("DELETE", fmt::format("{}/tokens/{}", user_path(user), number), "")));
}

result<void> set_password(wire::http_client& daemon, const std::string& user, const std::string& password) {
  const wire::admin::password_order order{password};
  return done(
      daemon.call(send_request("PUT", user_path(user) + "/password", canonical(wire::admin::encode(order)))));
}

result<void> remove_password(wire::http_client& daemon, const std::string& user) {
  return done(daemon.call(send_request("DELETE", user_path(user) + "/password", "")));
}

result<void> change_own_password(wire::http_client& daemon, const wire::admin::own_password_order& order) {
  return done(
      daemon.call(send_request("PUT", "/v1/session/password", canonical(wire::admin::encode(order)))));
}

result<wire::admin::session> get_session(wire::http_client& daemon) {
  return value_from<wire::admin::session>(daemon.call_json(get_request("/v1/session")));
}

result<std::vector<wire::admin::audit_line>> get_audit(wire::http_client& daemon, const audit_filter& filter,
                                                       std::size_t max) {
  std::string query =
      "?who=" + wire::percent_encoded(filter.who) + "&object=" + wire::percent_encoded(filter.object);
  if (filter.from) query += fmt::format("&from={}", to_unix_ms(*filter.from));
  if (filter.to) query += fmt::format("&to={}", to_unix_ms(*filter.to));
  std::vector<wire::admin::audit_line> all;
  std::string before;
  while (all.size() < max) {
    auto page =
        list_from<wire::admin::audit_line>(daemon.call_json(get_request("/v1/audit" + query + before)));
    if (!page) return page.error();
    if (page->empty()) break;
    all.insert(all.end(), page->begin(), page->end());
    before = fmt::format("&before={}", all.back().number);
  }
  if (all.size() > max) all.resize(max);
  return all;
}

}  // namespace bangtin::admin_cli::commands
