// A statement needs no trusted connection, because the daemon's key signs it and its number only grows. So a
// screen also finds back to a daemon that has made a new authority while the screen was off.
#include "player/sync/kept_authority.hpp"

#include <spdlog/spdlog.h>

#include <array>
#include <utility>

#include "base/files.hpp"
#include "wire/http_client.hpp"

namespace bangtin::player::sync {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t max_authority_file_bytes = 8 * wire::max_authority_bytes;
constexpr std::chrono::minutes ask_authority_again{1};
constexpr std::chrono::seconds max_authority_time{15};

fs::path authority_file(const fs::path& data) {
  return data / "authority.json";
}

result<wire::stated_authority> fetch_authority(const std::string& server, const std::function<bool()>& stop) {
  wire::http_client client(server, "", "");
  wire::request r;
  r.path = "/v1/authority";
  r.timeout = max_authority_time;
  r.max_reply_bytes = max_authority_file_bytes;
  r.cancelled = stop;
  result<wire::reply> got = error{errc::unreachable, {}, {}};
  // A given certificate does not show its authority; then the system has to know it.
  const std::array<wire::tls_trust, 2> trusts{wire::tls_trust{.first_contact = true}, wire::tls_trust{}};
  for (const wire::tls_trust& t : trusts) {
    client.set_trust(t);
    got = client.call(r);
    if (got || !client.distrusted()) break;
  }
  if (!got) return got.error();
  return wire::stated_authority_from_json(got->body);
}

}  // namespace

result<void> write_authority(const fs::path& data, const wire::stated_authority& a) {
  return write_file(authority_file(data), wire::to_json(a) + "\n", 0640);
}

kept_authority::kept_authority(fs::path data, std::function<public_key()> daemon,
                               std::function<void(const std::optional<named_attack>&)> tell)
    : data_(std::move(data)), daemon_(std::move(daemon)), tell_(std::move(tell)) {
  result<std::string> text = read_file(authority_file(data_), max_authority_file_bytes);
  if (!text) return;
  while (!text->empty() && text->back() == '\n') text->pop_back();
  result<wire::stated_authority> stated = wire::stated_authority_from_json(*text);
  result<wire::authority_statement> value =
      stated ? wire::verify_authority(*stated, daemon_()) : result<wire::authority_statement>(stated.error());
  if (value) {
    held_ = held{std::move(*stated), *value};
  } else {
    spdlog::warn("{} is not used: {}", authority_file(data_).string(), describe(value.error()));
  }
}

std::int64_t kept_authority::number() const {
  std::lock_guard lock(mutex_);
  return held_ ? held_->value.number : 0;
}

wire::tls_trust kept_authority::trust() const {
  std::lock_guard lock(mutex_);
  return {.authority = held_ ? held_->stated.certificate : std::string()};
}

result<bool> kept_authority::take(const std::string& server, const std::function<bool()>& stop) {
  result<wire::stated_authority> stated = fetch_authority(server, stop);
  if (!stated) return stated.error();
  result<wire::authority_statement> next = wire::verify_authority(*stated, daemon_());
  if (!next) return next.error();
  {
    std::lock_guard lock(mutex_);
    if (held_) {
      result<bool> newer = wire::follows(held_->value, *next);
      if (!newer || !*newer) return newer;
    }
    held_ = held{*stated, *next};
  }
  spdlog::info("the daemon's certificates stand under {} from now on",
               next->fingerprint ? "the authority " + next->fingerprint->hex() : "the system's authorities");
  if (result<void> kept = write_authority(data_, *stated); !kept)
    spdlog::error("the daemon's authority is not kept: {}", describe(kept.error()));
  return true;
}

bool kept_authority::ask(const std::string& server, bool distrusted, const std::function<bool()>& stop) {
  std::unique_lock one_at_a_time(asking_, std::try_to_lock);
  if (!one_at_a_time) return false;
  const auto now = std::chrono::steady_clock::now();
  if (asked_ && now - *asked_ < ask_authority_again) return false;
  asked_ = now;
  result<bool> newer = take(server, stop);
  if (newer && *newer) return true;
  if (!distrusted || (stop && stop())) return false;
  named_attack attack{
      wire::attack::false_daemon,
      {errc::verification,
       msg("whoever answers at {} is not the daemon: its certificate is of another authority", server),
       msg("find out what stands between this screen and the daemon; if the daemon was set up again, "
           "pair the screen again")}};
  {
    std::lock_guard lock(mutex_);
    attacked_ = true;
  }
  if (tell_) tell_(std::move(attack));
  return false;
}

void kept_authority::stood() {
  {
    std::lock_guard lock(mutex_);
    if (!std::exchange(attacked_, false)) return;
  }
  if (tell_) tell_(std::nullopt);
}

}  // namespace bangtin::player::sync
