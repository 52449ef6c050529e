// A file is replaced as a whole and synced, one after the other, so a power cut leaves at least one of them.
#include "player/sync/kept_trust.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <utility>

#include "base/files.hpp"
#include "player/sync/daemon_api.hpp"

namespace bangtin::player::sync {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t max_trust_file_bytes = wire::max_trust_document_bytes;

fs::path trust_file(const fs::path& data) {
  return data / "trust.json";
}
fs::path trust_copy(const fs::path& data) {
  return data / "trust.json.copy";
}

wire::attack attack_of_statement(const error& e, std::int64_t number, std::int64_t offered) {
  return e.code == errc::verification && offered <= number ? wire::attack::rollback : wire::attack::altered;
}

// A certificate that is damaged would take the place of one that holds (wire::recertify).
result<wire::verified_trust> check(const wire::trust_document& d, const public_key& known) {
  result<wire::verified_trust> verified = wire::verify_document(d, known);
  if (!verified) return verified;
  for (const wire::signed_text& certificate : d.roots.certificates) {
    if (evidence::verify(certificate, verified->root)) continue;
    return error{errc::verification, msg("the new root key did not sign a certificate that came with it"),
                 msg("have the daemon's data restored from a backup; if that is no remedy, ask the site's "
                     "owner")};
  }
  return verified;
}

named_attack altered(const error& e) {
  return {wire::attack::altered, e};
}

}  // namespace

kept_trust::kept_trust(fs::path data, const public_key& root) : data_(std::move(data)), paired_root_(root) {
  std::optional<held> file = read(trust_file(data_)), copy = read(trust_copy(data_));
  // Only what both files have survives the damage of one.
  if (file && copy) kept_ = std::min(file->verified.value.number, copy->verified.value.number);
  const bool copy_counts = copy && (!file || copy->newness() > file->newness());
  held_ = std::move(copy_counts ? copy : file);
}

std::optional<kept_trust::held> kept_trust::read(const fs::path& file) const {
  result<std::string> text = read_file(file, max_trust_file_bytes);
  if (!text && text.error().code == errc::not_found) return std::nullopt;
  if (text) {
    while (!text->empty() && text->back() == '\n') text->pop_back();
  }
  result<wire::trust_document> document =
      text ? wire::trust_from_json(*text) : result<wire::trust_document>(text.error());
  result<wire::verified_trust> verified =
      document ? check(*document, paired_root_) : result<wire::verified_trust>(document.error());
  if (verified) return held{std::move(*document), std::move(*verified)};
  spdlog::error("{} is not used: {}", file.string(), describe(verified.error()));
  return std::nullopt;
}

wire::site_trust kept_trust::current() const {
  std::lock_guard lock(mutex_);
  return held_ ? held_->verified.value : wire::site_trust();
}

public_key kept_trust::root() const {
  std::lock_guard lock(mutex_);
  return held_ ? held_->verified.root : paired_root_;
}

std::vector<public_key> kept_trust::roots() const {
  std::lock_guard lock(mutex_);
  if (!held_ || held_->document.roots.successions.empty()) return {paired_root_};
  return wire::roots_of(held_->document.roots).value();  // the document is verified
}

public_key kept_trust::recertify(wire::signed_statement& s) const {
  std::lock_guard lock(mutex_);
  if (!held_) return paired_root_;
  wire::recertify(s, held_->document.roots);
  return held_->verified.root;
}

public_key kept_trust::recertify_kept(wire::signed_statement& s) const {
  const public_key in_force = recertify(s);
  const std::vector<public_key> all = roots();
  const auto by = std::find_if(all.rbegin(), all.rend(),
                               [&](const public_key& root) { return evidence::verify(s.approver, root); });
  return by == all.rend() ? in_force : *by;
}

result<wire::verified_trust> kept_trust::verify(const wire::trust_document& d) const {
  result<wire::verified_trust> verified = check(d, paired_root_);
  if (!verified) return verified;
  std::lock_guard lock(mutex_);
  if (!held_) return verified;
  if (result<void> goes_on = wire::check_continues(held_->document.roots, d.roots); !goes_on)
    return goes_on.error();
  return verified;
}

void kept_trust::announce(daemon_api& daemon) const {
  std::int64_t kept = 0;
  {
    std::lock_guard lock(mutex_);
    kept = kept_;
  }
  daemon.keeps_trust(kept);
}

result<kept_trust::heard> kept_trust::follow(daemon_api& daemon, const std::string& screen) {
  const wire::site_trust before = current();
  if (daemon.announced_trust() <= before.number) return heard();
  result<wire::trust_document> document = daemon.trust(screen);
  if (!document && document.error().code == errc::unreachable) return document.error();
  if (!document) return heard{false, altered(document.error())};
  result<wire::verified_trust> next = check(*document, paired_root_);
  if (!next) return heard{false, altered(next.error())};
  return put_in_force({std::move(*document), std::move(*next)});
}

kept_trust::heard kept_trust::put_in_force(held next) {
  std::lock_guard lock(mutex_);
  const held now = held_.value_or(held{{}, {{}, paired_root_}});
  const wire::site_trust& value = next.verified.value;
  // A shorter chain of roots comes first: what an earlier root signs is no news, whatever its number.
  if (result<void> goes_on = wire::check_continues(now.document.roots, next.document.roots); !goes_on) {
    const bool shorter = goes_on.error().code == errc::verification;
    return {false, named_attack{shorter ? wire::attack::rollback : wire::attack::altered, goes_on.error()}};
  }
  if (value == now.verified.value && next.verified.root == now.verified.root)
    return {};  // the other thread was faster
  if (result<void> follows = wire::check_succession(now.verified.value, value); !follows) {
    const std::int64_t number = now.verified.value.number;
    return {false, named_attack{attack_of_statement(follows.error(), number, value.number), follows.error()}};
  }
  if (next.verified.root != now.verified.root)
    spdlog::info("the site's root key is {} from now on", next.verified.root.hex());
  spdlog::info("the site statement {} is in force: {} may sign, {} are revoked", value.number,
               value.approvers.size(), value.revoked.size());
  held_ = std::move(next);
  return {true, {}};
}

result<void> kept_trust::keep() {
  std::lock_guard one_at_a_time(writing_);
  std::optional<held> to_write;
  {
    std::lock_guard lock(mutex_);
    if (!held_ || held_->verified.value.number <= kept_) return {};
    to_write = held_;
  }
  const std::string text = wire::trust_to_json(to_write->document) + "\n";
  for (const fs::path& file : {trust_file(data_), trust_copy(data_)}) {
    if (result<void> written = write_file(file, text, 0640); !written) return written;
  }
  std::lock_guard lock(mutex_);
  kept_ = std::max(kept_, to_write->verified.value.number);
  return {};
}

void daemon_key_source::set(const public_key& paired, std::shared_ptr<const kept_trust> trust) {
  std::lock_guard lock(mutex_);
  paired_ = paired;
  trust_ = std::move(trust);
}

public_key daemon_key_source::operator()() const {
  std::lock_guard lock(mutex_);
  return wire::daemon_key(trust_->current(), paired_);
}

}  // namespace bangtin::player::sync
