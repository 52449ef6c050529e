// The server's key under the daemon's own authority lives in memory only: each start makes a new one, so
// there is nothing to keep and nothing to steal from a backup.
#include "scheduler/tls/server_identity.hpp"

#include <spdlog/spdlog.h>
#include <sys/stat.h>

#include <algorithm>
#include <cerrno>

#include "base/files.hpp"

namespace bangtin::scheduler::tls {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t max_file_bytes = 1 << 20;
constexpr mode_t anybody = S_IROTH | S_IWOTH;

// The latest statement that this daemon's key signed; empty where there is none that can be used.
std::optional<wire::stated_authority> read_stated(const fs::path& file, const secret_key& daemon) {
  result<std::string> text = read_file(file, max_file_bytes);
  if (!text) return std::nullopt;
  while (!text->empty() && text->back() == '\n') text->pop_back();
  result<wire::stated_authority> read = wire::stated_authority_from_json(*text);
  if (!read || !wire::verify_authority(*read, daemon.public_part())) return std::nullopt;
  return std::move(*read);
}

}  // namespace

result<credentials> read_given(const given_files& given, utc_ms now) {
  result<std::string> certificate = read_file(given.certificate, max_file_bytes);
  if (!certificate) return certificate.error();
  result<std::string> key = read_file(given.key, max_file_bytes);
  if (!key) return key.error();
  struct stat facts {};
  if (::stat(given.key.c_str(), &facts) != 0) return system_error(msg("read {}", given.key.string()), errno);
  if ((facts.st_mode & anybody) != 0) {
    return error{errc::forbidden,
                 msg("everybody on this machine may read or change the TLS key {}", given.key.string()),
                 msg("chmod o-rwx {}; the daemon's user needs to read it, by its owner or its group",
                     given.key.string())};
  }
  result<credentials> c = credentials_from(*certificate, *key, given.certificate, given.key);
  if (!c) return c;
  if (now >= c->not_after) {
    return error{
        errc::invalid,
        msg("the certificate {} has expired on {}", given.certificate.string(), to_rfc3339_utc(c->not_after)),
        msg("renew it; the daemon reads the file again every hour")};
  }
  if (now < c->not_before) {
    return error{errc::invalid,
                 msg("the certificate {} is not valid before {}", given.certificate.string(),
                     to_rfc3339_utc(c->not_before)),
                 msg("check the clock of this machine, or give another certificate")};
  }
  return c;
}

result<server_identity> server_identity::open(const fs::path& data, const given_files& given, bool serves,
                                              const secret_key& daemon, utc_ms now,
                                              const machine_names& names) {
  server_identity made(given);
  made.serves_ = serves;
  if (given.certificate.empty()) {
    result<authority> own = authority::load_or_make(data, now);
    if (!own) return own.error();
    made.own_.emplace(std::move(*own));
    made.fingerprint_ = made.own_->fingerprint();
  }
  if (result<void> stated = made.state(data, daemon, now); !stated) return stated.error();
  if (result<bool> fresh = made.refresh(now, names); !fresh) return fresh.error();
  return made;
}

// The number grows only when the authority is another one. Where the file with the number is lost, the time
// keeps it growing.
result<void> server_identity::state(const fs::path& data, const secret_key& daemon, utc_ms now) {
  const fs::path file = data / "tls-authority.json";
  std::int64_t last = 0;
  if (std::optional<wire::stated_authority> kept = read_stated(file, daemon)) {
    const wire::authority_statement said = wire::authority_from_text(kept->statement.text).value();
    last = said.number;
    if (said.fingerprint == fingerprint_) {
      stated_ = std::move(*kept);
      number_ = last;
      return {};
    }
  }
  number_ = std::max(last + 1, to_unix_ms(now));
  stated_ = {own_ ? own_->pem() : std::string(),
             evidence::sign_text(wire::to_text(wire::authority_statement{number_, fingerprint_}), daemon)};
  return write_file(file, wire::to_json(stated_) + "\n", 0640);
}

void server_identity::use(const credentials& c) {
  context_ = server_context(c);
  begins_ = c.not_before;
  ends_ = c.not_after;
}

result<bool> server_identity::refresh(utc_ms now, const machine_names& names) {
  if (!serves_) return false;
  if (own_) {
    const bool lasts = context_ && names == names_ && now >= begins_ && now < ends_ - certificate_renewal;
    if (lasts) return false;
    use(own_->issue(names, now));
    names_ = names;
    return true;
  }
  result<credentials> c = read_given(given_, now);
  if (!c) return c.error();
  const std::string text = c->certificate_pem() + c->key_pem();
  if (text == given_text_) return false;
  use(*c);
  given_text_ = text;
  return true;
}

}  // namespace bangtin::scheduler::tls
