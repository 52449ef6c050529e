// Backups of a site: POST /v1/backups, and the member `backup.json` of a backup file (docs/formats.md). Plain
// values; codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "wire/admin/codec.hpp"

namespace bangtin::wire::admin {

// The newest format of backup files that this version reads and writes.
constexpr std::int64_t backup_format = 1;
// The members of a backup file; those of `kept_key` and of media have names of their own.
inline constexpr std::string_view facts_member = "backup.json";
inline constexpr std::string_view ledger_member = "ledger.sqlite";
inline constexpr std::string_view configuration_member = "configuration/bangtind.toml";
std::string key_member(const std::string& file);  // "keys/daemon.key"
std::string object_member(const digest& object);  // "media/objects/ab/abcdef..."
// The inverse of object_member; empty for any other name.
std::optional<digest> object_of_member(std::string_view name);

// The body of POST /v1/backups.
struct backup_order {
  std::string passphrase{};  // for the private keys; empty: they stay out of the backup
  bool operator==(const backup_order&) const = default;
};

// A media file of the store.
struct backup_object {
  digest sha256;
  std::int64_t bytes = 0;
  bool operator==(const backup_object&) const = default;
};

// A private key of the daemon's folder.
struct kept_key {
  std::string file;  // its name there
  std::string pem;   // PKCS#8, encrypted with the passphrase
  bool operator==(const kept_key&) const = default;
};

// What a backup holds.
struct backup_facts {
  std::int64_t format = backup_format;
  utc_ms made{};
  std::string version;  // of the program that made it
  public_key daemon_key;
  std::optional<public_key> root;
  std::string timezone;
  std::int64_t programme_version = 0, notice_number = 0, statement_number = 0;
  std::int64_t audit_number = 0;   // of the newest line of the audit log
  digest audit_hash;               // of the chain up to it
  bool audit_holds = true;         // the whole chain was computed again
  std::int64_t doubtful_logs = 0;  // screens' logs of which not all records verify
  std::int64_t ledger_bytes = 0;
  std::vector<backup_object> objects;
  bool operator==(const backup_facts&) const = default;
};

// The answer of POST /v1/backups: everything but the ledger and the media files, which are fetched.
struct prepared_backup {
  std::string id;  // GET /v1/backups/{id} answers the ledger, once
  backup_facts facts;
  std::string configuration;  // of the daemon, as its file has it; empty: it has none
  std::vector<kept_key> keys;
  bool operator==(const prepared_backup&) const = default;
};

// What the daemon knows of copies of the site, and of what goes on without it: GET /v1/numbers.
struct site_numbers {
  // The highest version that a screen holds and that can be believed; the next version is above it. 0: none
  // is above the published one.
  std::int64_t highest_version = 0;
  std::optional<utc_ms> backed_up;  // when the newest nightly backup was made; empty: there is none
  bool operator==(const site_numbers&) const = default;
};

}  // namespace bangtin::wire::admin
