// A daemon without a network, which lies, loses replies and forgets when a test says so; and the keys of a
// small site, with what they sign.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "player/core/small_programme.hpp"
#include "player/sync/daemon_api.hpp"
#include "player/sync/pairing.hpp"
#include "player/sync/programme_sync.hpp"
#include "wire/pairing.hpp"
#include "wire/programme_statement.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::player::sync {

using std::chrono::hours;

inline error cut() {
  return {errc::unreachable, msg("cut"), msg("again")};
}

// Root, approver, daemon and screen keys of a small site, and what they sign.
struct a_site {
  secret_key root = secret_key::generate();
  secret_key approver = secret_key::generate();
  secret_key daemon = secret_key::generate();
  secret_key screen = secret_key::generate();

  wire::signed_programme sign(const playlists::programme::programme& p) const {
    wire::approver_certificate c;
    c.key = approver.public_part();
    c.name = "Nguyễn Thị Hoa";
    c.not_before = core::the_day - hours(1000);
    c.not_after = core::the_day + hours(10'000);
    return wire::sign_programme(p, approver, evidence::sign_text(wire::to_text(c), root));
  }
  wire::pairing_grant grant(const std::string& code, const std::string& name) const {
    wire::pairing_grant g;
    g.screen = name;
    g.root = root.public_part();
    g.daemon = daemon.public_part();
    g.certificate = certificate(name);
    g.tag = wire::pairing_tag(code, g.root, screen.public_part(), name, g.daemon);
    return g;
  }
  evidence::signed_text certificate(const std::string& name) const {
    wire::screen_certificate c;
    c.key = screen.public_part();
    c.name = name;
    c.issued = core::the_day;
    return evidence::sign_text(wire::to_text(c), root);
  }
  identity as(const std::string& name) const {
    return {name, root.public_part(), daemon.public_part(), certificate(name), "token"};
  }
};

class daemon_in_memory final : public daemon_api {
 public:
  bool reachable = true;
  std::vector<wire::pairing_request> asked;
  bool knows_request = true;
  std::optional<wire::pairing_grant> granted;
  std::optional<wire::signed_programme> published;
  bool denies_programme = false;
  std::function<result<std::optional<wire::signed_programme>>()> on_programme;  // instead of `published`
  std::map<digest, std::string> files;
  std::function<result<void>(const digest&, std::int64_t, const byte_sink&)> on_fetch;  // instead of `files`
  std::optional<std::size_t> cuts_files_at;
  std::vector<std::optional<digest>> known_when_asked;
  std::vector<wire::screen_status> statuses;
  std::optional<error> refuses_status;
  std::vector<evidence::batch> batches;
  std::function<result<plays_answer>(const evidence::batch&)> on_plays;

  std::int64_t wants_greater_than = 0;  // a pairing request with a number up to this is refused
  std::optional<digest> granted_token;  // `granted` answers only the request with this token
  result<std::int64_t> ask_to_pair(const wire::pairing_request& r) override {
    if (!reachable) return cut();
    asked.push_back(r);
    return r.number <= wants_greater_than ? wants_greater_than : 0;
  }
  std::string shows;  // the authority of the connection
  std::string shown_authority() const override { return shows; }
  result<std::optional<wire::pairing_grant>> pairing_answer(const public_key&, const digest& token) override {
    if (!reachable) return cut();
    if (!knows_request || (granted_token && token != *granted_token)) {
      return error{errc::not_found, msg("no"), msg("ask")};
    }
    return granted;
  }
  result<std::optional<wire::signed_programme>> programme(const std::string&,
                                                          const std::optional<digest>& known,
                                                          std::chrono::seconds) override {
    if (!reachable) return cut();
    known_when_asked.push_back(known);
    if (on_programme) return on_programme();
    if (denies_programme) return error{errc::not_found, msg("no programme is published"), msg("approve one")};
    if (published && known == sha256(published->bytes)) return std::optional<wire::signed_programme>();
    return published;
  }
  result<void> fetch(const digest& file, std::int64_t from, const byte_sink& sink) override {
    if (!reachable) return cut();
    if (on_fetch) return on_fetch(file, from, sink);
    auto f = files.find(file);
    if (f == files.end()) return error{errc::not_found, msg("no such file"), msg("look")};
    std::string rest = f->second.substr(static_cast<std::size_t>(from));
    if (cuts_files_at && rest.size() > *cuts_files_at) {
      sink(rest.substr(0, *cuts_files_at));
      return cut();
    }
    sink(rest);
    return {};
  }
  result<plays_answer> send_plays(const std::string&, const evidence::batch& b) override {
    if (!reachable) return cut();
    batches.push_back(b);
    return on_plays(b);
  }
  std::function<result<newest_receipt>(const std::string& log)> on_receipt;  // empty: an older daemon
  int receipts_asked = 0;
  result<newest_receipt> last_receipt(const std::string&, const std::string& log) override {
    if (!reachable) return cut();
    ++receipts_asked;
    if (!on_receipt) return error{errc::not_found, msg("no"), msg("no")};
    return on_receipt(log);
  }
  std::int64_t announces = wire::evidence_format;
  std::int64_t evidence_format() const override { return reachable ? announces : 0; }
  std::optional<milliseconds> wants_pause;
  std::optional<milliseconds> asked_to_wait() const override { return wants_pause; }
  std::int64_t trust_kept_there = 0;  // what the screen says that it keeps
  std::optional<wire::trust_document> trust_given;
  std::int64_t trust_announced = 0;
  int trusts_asked = 0;
  std::function<result<wire::trust_document>()> on_trust;  // instead of `trust_given`
  void keeps_trust(std::int64_t number) override { trust_kept_there = number; }
  std::int64_t announced_trust() const override { return trust_announced; }
  result<wire::trust_document> trust(const std::string&) override {
    if (!reachable) return cut();
    ++trusts_asked;
    if (on_trust) return on_trust();
    if (!trust_given) return error{errc::not_found, msg("no"), msg("no")};
    return *trust_given;
  }
  std::vector<wire::screen_commands> calls_to_make;  // one per call, then empty ones
  std::vector<std::int64_t> asked_after;
  std::vector<wire::acknowledgement> acknowledged;
  std::vector<std::pair<std::int64_t, std::string>> shots;
  result<wire::screen_commands> calls(const std::string&, std::int64_t after, std::chrono::seconds) override {
    if (!reachable) return cut();
    asked_after.push_back(after);
    if (calls_to_make.empty()) return wire::screen_commands();
    wire::screen_commands next = calls_to_make.front();
    calls_to_make.erase(calls_to_make.begin());
    return next;
  }
  result<void> acknowledge(const std::string&, const wire::acknowledgement& a) override {
    if (!reachable) return cut();
    acknowledged.push_back(a);
    return {};
  }
  result<void> send_screenshot(const std::string&, std::int64_t request_number,
                               const std::string& jpeg) override {
    if (!reachable) return cut();
    shots.emplace_back(request_number, jpeg);
    return {};
  }
  std::function<result<evidence::signed_text>(const std::string& nonce)> on_time;  // empty: an older daemon
  result<evidence::signed_text> time(const std::string& nonce) override {
    if (!reachable) return cut();
    if (!on_time) return error{errc::not_found, msg("no"), msg("no")};
    return on_time(nonce);
  }
  std::int64_t reads_statuses = wire::status_format;
  std::vector<std::int64_t> status_formats;
  result<std::int64_t> send_status(const std::string&, const wire::screen_status& s,
                                   std::int64_t format) override {
    if (!reachable) return cut();
    if (format > reads_statuses)
      return error{errc::invalid, msg("a field is not known"), msg("leave it out")};
    if (refuses_status) return *refuses_status;
    statuses.push_back(s);
    status_formats.push_back(format);
    return reads_statuses;
  }
};

class set_clock final : public clock_source {
 public:
  time_reading reading{core::the_day + std::chrono::hours(9), std::chrono::seconds(1'000),
                       clock_trust::synced};
  time_reading now() const override { return reading; }
};

// What the two threads of the uplink do, one after the other.
inline result<std::optional<core::ready_programme>> ask_and_fetch(programme_offers& asks,
                                                                  programme_sync& line, daemon_api& daemon,
                                                                  const clock_source& clock) {
  auto newer = asks.round(daemon, clock, std::chrono::seconds(0));
  if (newer && *newer) line.take(std::move(**newer));
  auto changed = line.round(daemon, clock);
  if (!newer) return newer.error();
  return changed;
}

}  // namespace bangtin::player::sync
