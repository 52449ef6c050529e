// Requests about users, tokens and the audit log, with answers as values. They block and fail like those of
// daemon.hpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "admin-cli/commands/session.hpp"
#include "wire/admin/people.hpp"

namespace bangtin::admin_cli::commands {

result<std::vector<wire::admin::user>> get_users(wire::http_client& daemon);
// The user whom somebody means by `typed`: a letter's case is forgiven where one name fits.
// errc::not_found, with the nearest name.
result<wire::admin::user> choose_user(wire::http_client& daemon, const std::string& typed);
// errc::conflict when the name or the account is another's.
result<wire::admin::user> add_user(wire::http_client& daemon, const wire::admin::user_order& order);
result<wire::admin::user> edit_user(wire::http_client& daemon, const std::string& name,
                                    const wire::admin::user_edit& change);
result<void> remove_user(wire::http_client& daemon, const std::string& name);
result<wire::admin::new_token> make_token(wire::http_client& daemon, const std::string& user,
                                          std::int64_t days);
result<void> revoke_token(wire::http_client& daemon, const std::string& user, std::int64_t number);
// errc::not_found for an unknown user, errc::invalid for a bad password.
result<void> set_password(wire::http_client& daemon, const std::string& user, const std::string& password);
// errc::not_found when the user has none.
result<void> remove_password(wire::http_client& daemon, const std::string& user);
// Of the caller. errc::invalid also when `current` is not the present one.
result<void> change_own_password(wire::http_client& daemon, const wire::admin::own_password_order& order);
// Who the caller is to the daemon.
result<wire::admin::session> get_session(wire::http_client& daemon);

// Which lines of the audit log; all conditions hold together.
struct audit_filter {
  std::optional<utc_ms> from{}, to{};
  std::string who{}, object{};
};
// The newest first, at most `max`.
result<std::vector<wire::admin::audit_line>> get_audit(wire::http_client& daemon, const audit_filter& filter,
                                                       std::size_t max);

}  // namespace bangtin::admin_cli::commands
