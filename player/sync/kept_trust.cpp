// A file is replaced as a whole and synced, one after the other, so a power cut leaves at least one of them.
#include "player/sync/kept_trust.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "base/files.hpp"
#include "player/sync/daemon_api.hpp"

namespace bangtin::player::sync {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t max_trust_file_bytes = 4 * wire::max_trust_bytes;

fs::path trust_file(const fs::path& data) {
  return data / "trust.json";
}
fs::path trust_copy(const fs::path& data) {
  return data / "trust.json.copy";
}

wire::attack attack_of_statement(const error& e, std::int64_t number, std::int64_t offered) {
  return e.code == errc::verification && offered <= number ? wire::attack::rollback : wire::attack::altered;
}

}  // namespace

kept_trust::kept_trust(fs::path data, const public_key& root) : data_(std::move(data)), root_(root) {
  std::optional<held> file = read(trust_file(data_)), copy = read(trust_copy(data_));
  // Only what both files have survives the damage of one.
  if (file && copy) kept_ = std::min(file->value.number, copy->value.number);
  const bool copy_counts = copy && (!file || copy->value.number > file->value.number);
  held_ = std::move(copy_counts ? copy : file);
}

std::optional<kept_trust::held> kept_trust::read(const fs::path& file) const {
  result<std::string> text = read_file(file, max_trust_file_bytes);
  if (!text && text.error().code == errc::not_found) return std::nullopt;
  if (text) {
    while (!text->empty() && text->back() == '\n') text->pop_back();
  }
  result<wire::signed_text> note =
      text ? wire::trust_from_json(*text) : result<wire::signed_text>(text.error());
  result<wire::site_trust> value =
      note ? wire::verify_trust(*note, root_) : result<wire::site_trust>(note.error());
  if (value) return held{std::move(*note), std::move(*value)};
  spdlog::error("{} is not used: {}", file.string(), describe(value.error()));
  return std::nullopt;
}

wire::site_trust kept_trust::current() const {
  std::lock_guard lock(mutex_);
  return held_ ? held_->value : wire::site_trust();
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
  result<wire::signed_text> note = daemon.trust(screen);
  if (!note && note.error().code == errc::unreachable) return note.error();
  result<wire::site_trust> next =
      note ? wire::verify_trust(*note, root_) : result<wire::site_trust>(note.error());
  if (!next) return heard{false, named_attack{wire::attack::altered, next.error()}};
  std::lock_guard lock(mutex_);
  const wire::site_trust now = held_ ? held_->value : wire::site_trust();
  if (next->number == now.number && *next == now) return heard();  // the other thread was faster
  if (result<void> follows = wire::check_succession(now, *next); !follows) {
    return heard{
        false, named_attack{attack_of_statement(follows.error(), now.number, next->number), follows.error()}};
  }
  spdlog::info("the site statement {} is in force: {} may sign, {} are revoked", next->number,
               next->approvers.size(), next->revoked.size());
  held_ = held{std::move(*note), std::move(*next)};
  return heard{true, {}};
}

result<void> kept_trust::keep() {
  std::lock_guard one_at_a_time(writing_);
  std::optional<held> to_write;
  {
    std::lock_guard lock(mutex_);
    if (!held_ || held_->value.number <= kept_) return {};
    to_write = held_;
  }
  const std::string text = wire::trust_to_json(to_write->note) + "\n";
  for (const fs::path& file : {trust_file(data_), trust_copy(data_)}) {
    if (result<void> written = write_file(file, text, 0640); !written) return written;
  }
  std::lock_guard lock(mutex_);
  kept_ = std::max(kept_, to_write->value.number);
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
