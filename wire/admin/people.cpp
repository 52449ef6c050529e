// The JSON fields of each value in people.hpp. described.hpp explains the notation.
#include "wire/admin/people.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

template <>
struct enum_names<wire::role> {
  static std::vector<wire::role> all() { return {roles.begin(), roles.end()}; }
};
template <>
struct json_of<wire::role> : json_of_enum<wire::role> {};

template <>
inline constexpr auto description<user_token> = object(
    "user_token", "What is known of a token; never the token itself.", member("number", &user_token::number),
    member("made", &user_token::made), member("expires", &user_token::expires),
    member("last_used", &user_token::last_used,
           {.presence = presence::newer, .about = "to the minute; null: it was not used yet"}));
template struct codec<user_token>;

template <>
inline constexpr auto description<user> = object(
    "user", "A person who may use the daemon.", member("name", &user::name, {.max = 64}),
    member("role", &user::role),
    member("account", &user::account,
           {.max = 64, .about = "the system account that is this person on the admin socket; empty: none"}),
    member("added", &user::added), member("tokens", &user::tokens, {.about = "those that have not expired"}),
    member("password", &user::password,
           {.presence = presence::newer, .about = "when it was set; null: there is none"}));
template struct codec<user>;

template <>
inline constexpr auto description<user_order> =
    object("user_order", "A person who is to use the daemon.", member("name", &user_order::name, {.max = 64}),
           member("role", &user_order::role),
           member("account", &user_order::account,
                  {.max = 64,
                   .presence = presence::optional,
                   .about = "the system account that is this person on the admin socket"}));
template struct codec<user_order>;

template <>
inline constexpr auto description<user_edit> =
    object("user_edit", "What changes about a user; what is absent stays.",
           member("role", &user_edit::role, {.presence = presence::when_set}),
           member("days", &user_edit::days,
                  {.min = 1,
                   .max = max_token_days,
                   .presence = presence::when_set,
                   .about = "from now: the new end of all tokens of the user"}));
template struct codec<user_edit>;

template <>
inline constexpr auto description<token_order> = object(
    "token_order", "Orders a token.",
    member("days", &token_order::days,
           {.min = 1, .max = max_token_days, .presence = presence::optional, .about = "90 by default"}));
template struct codec<token_order>;

template <>
inline constexpr auto description<new_token> =
    object("new_token", "A token, told once.",
           member("token", &new_token::token, {.max = 128, .about = "sent as Authorization: Bearer <token>"}),
           member("number", &new_token::number), member("expires", &new_token::expires));
template struct codec<new_token>;

template <>
inline constexpr auto description<password_order> = object("password_order", "Sets a user's password.",
                                                           member("password", &password_order::password,
                                                                  {.max = max_password_bytes,
                                                                   .about = "12 to 128 characters"}));
template struct codec<password_order>;

template <>
inline constexpr auto description<own_password_order> =
    object("own_password_order", "Changes one's own password.",
           member("current", &own_password_order::current, {.max = max_password_bytes}),
           member("password", &own_password_order::password,
                  {.max = max_password_bytes, .about = "12 to 128 characters"}));
template struct codec<own_password_order>;

template <>
inline constexpr auto description<session_order> =
    object("session_order", "Signs somebody in: with a token, or with a name and a password.",
           member("token", &session_order::token, {.max = 128, .presence = presence::when_set}),
           member("name", &session_order::name, {.max = 64, .presence = presence::when_set}),
           member("password", &session_order::password,
                  {.max = max_password_bytes, .presence = presence::when_set}));
template struct codec<session_order>;

template <>
inline constexpr auto description<session> = object(
    "session", "Who asks.", member("name", &session::name, {.max = 64}), member("role", &session::role),
    member("ends", &session::ends,
           {.about = "when the session ends at the latest; null: the request came without one"}));
template struct codec<session>;

template <>
inline constexpr auto description<audit_line> =
    object("audit_line", "Who did what, or was refused.", member("number", &audit_line::number),
           member("at", &audit_line::at), member("who", &audit_line::who),
           member("what", &audit_line::what, {.about = "an English sentence"}),
           member("object", &audit_line::object, {.about = "what it is about"}),
           member("outcome", &audit_line::outcome, {.max = 16, .about = "done or refused"}),
           member("hash", &audit_line::hash, {.about = "of the chain up to this line"}));
template struct codec<audit_line>;

}  // namespace bangtin::wire::admin
