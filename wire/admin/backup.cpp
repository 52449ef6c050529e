// The JSON fields of each value in backup.hpp. described.hpp explains the notation.
#include "wire/admin/backup.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

namespace {

constexpr std::int64_t max_passphrase_bytes = 1024;
constexpr std::int64_t max_configuration_bytes = 1 << 20;
constexpr std::string_view media_folder = "media/objects/";
constexpr std::size_t shard_digits = 2;

}  // namespace

std::string key_member(const std::string& file) {
  return "keys/" + file;
}

std::string object_member(const digest& object) {
  const std::string hex = object.hex();
  return std::string(media_folder) + hex.substr(0, shard_digits) + '/' + hex;
}

std::optional<digest> object_of_member(std::string_view name) {
  const std::size_t last = name.rfind('/');
  if (last == std::string_view::npos) return std::nullopt;
  std::optional<digest> object = digest::from(name.substr(last + 1));
  if (!object || object_member(*object) != name) return std::nullopt;
  return object;
}

template <>
inline constexpr auto description<backup_order> =
    object("backup_order", "Orders a backup.",
           member("passphrase", &backup_order::passphrase,
                  {.max = max_passphrase_bytes,
                   .presence = presence::optional,
                   .about = "takes the private keys into it, encrypted; only over the admin socket"}));
template struct codec<backup_order>;

template <>
inline constexpr auto description<backup_object> = object("backup_object", "A media file of the store.",
                                                          member("sha256", &backup_object::sha256),
                                                          member("bytes", &backup_object::bytes));
template struct codec<backup_object>;

template <>
inline constexpr auto description<kept_key> = object("kept_key", "A private key, encrypted.",
                                                     member("file", &kept_key::file, {.max = 64}),
                                                     member("pem", &kept_key::pem,
                                                            {.max = 64 * 1024, .about = "PKCS#8"}));
template struct codec<kept_key>;

template <>
inline constexpr auto description<backup_facts> = object(
    "backup_facts", "What a backup holds.", member("format", &backup_facts::format, {.min = 1}),
    member("made", &backup_facts::made),
    member("version", &backup_facts::version, {.about = "of the program that made it"}),
    member("daemon_key", &backup_facts::daemon_key), member("root", &backup_facts::root),
    member("timezone", &backup_facts::timezone),
    member("programme_version", &backup_facts::programme_version, {.about = "0: nothing was published"}),
    member("notice_number", &backup_facts::notice_number, {.about = "0: there was none"}),
    member("statement_number", &backup_facts::statement_number, {.about = "0: there was none"}),
    member("audit_number", &backup_facts::audit_number, {.about = "of the newest line of the audit log"}),
    member("audit_hash", &backup_facts::audit_hash, {.about = "of its chain up to there"}),
    member("audit_holds", &backup_facts::audit_holds, {.about = "the chain was computed again"}),
    member("doubtful_logs", &backup_facts::doubtful_logs,
           {.about = "screens' logs of which not all records verify"}),
    member("ledger_bytes", &backup_facts::ledger_bytes), member("objects", &backup_facts::objects));
template struct codec<backup_facts>;

template <>
inline constexpr auto description<prepared_backup> =
    object("prepared_backup", "A backup that waits to be fetched.",
           member("id", &prepared_backup::id, {.about = "GET /v1/backups/{id} answers the ledger, once"}),
           member("facts", &prepared_backup::facts),
           member("configuration", &prepared_backup::configuration,
                  {.max = max_configuration_bytes, .about = "the daemon's file; empty: it has none"}),
           member("keys", &prepared_backup::keys));
template struct codec<prepared_backup>;

template <>
inline constexpr auto description<site_numbers> = object(
    "site_numbers", "What screens hold, and copies of the site.",
    member("highest_version", &site_numbers::highest_version,
           {.about = "that a screen holds above the published one; the next version is above it; 0: none"}),
    member("backed_up", &site_numbers::backed_up,
           {.about = "when the newest nightly backup was made; null: none"}));
template struct codec<site_numbers>;

}  // namespace bangtin::wire::admin
