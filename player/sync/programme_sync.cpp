// The order makes it safe: verify the offer, keep it as the next programme, fetch and hash every file, and
// only then switch. A power cut at any point leaves the old programme with all its files.
#include "player/sync/programme_sync.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace bangtin::player::sync {

programme_sync::programme_sync(const media_files& files, kept_programmes programmes, identity who,
                               status& tells)
    : files_(files), programmes_(std::move(programmes)), who_(std::move(who)), tells_(tells) {}

// The same version with other content is as wrong as an older one.
result<wire::verified_programme> programme_sync::verified(const wire::signed_programme& p) const {
  auto v = wire::verify(p, who_.root, current_ ? current_->value->version : 0);
  if (!v) return v.error();
  if (current_ && v->value.version == current_->value->version &&
      v->programme_digest != current_->programme_digest) {
    return error{errc::verification,
                 msg("another programme with the version number {} was offered", v->value.version),
                 msg("publish the programme anew, under a new number")};
  }
  return v;
}

core::ready_programme programme_sync::adopt(wire::verified_programme p) {
  current_ = core::ready_programme{
      std::make_shared<const playlists::programme::programme>(std::move(p.value)), p.programme_digest};
  untidy_ = true;
  spdlog::info("programme {} approved by {}", current_->value->version, p.approver);
  return *current_;
}

std::optional<core::ready_programme> programme_sync::begin() {
  if (auto kept = programmes_.current()) {
    auto v = verified(*kept);
    if (v) {
      adopt(std::move(*v));
    } else {
      spdlog::error("the kept programme is not used: {}", describe(v.error()));
      tells_.set_problem(problem_source::programme, v.error());
    }
  }
  if (auto next = programmes_.next()) {
    auto v = verified(*next);
    bool whole = false;
    if (v) {
      auto needed = files_for(v->value, who_.screen);
      whole = std::all_of(needed.begin(), needed.end(), [&](const auto& f) { return files_.is_there(f); });
    }
    if (whole) {
      if (!programmes_.switch_to(*next)) unkept_ = *next;
      adopt(std::move(*v));
    } else if (v) {
      coming_ = files_for(v->value, who_.screen);
    }
  }
  return current_;
}

result<std::optional<core::ready_programme>> programme_sync::round(daemon_api& daemon,
                                                                   std::chrono::seconds wait) {
  using answer = std::optional<core::ready_programme>;
  if (unkept_ && programmes_.switch_to(*unkept_)) {
    unkept_.reset();
    tells_.clear_problem(problem_source::programme);
  }
  // Fetch files that are missing or were damaged first. If a file cannot be fetched, still ask for a newer
  // programme, which may not need it, but without long polling.
  result<void> mended = current_ ? fetch_all(*current_->value, daemon) : result<void>();
  if (!mended) wait = {};
  auto unchanged = [&]() -> result<answer> {
    if (!mended) return mended.error();
    return answer();
  };
  std::optional<digest> known = refused_   ? refused_
                                : current_ ? std::optional(current_->programme_digest)
                                           : std::nullopt;
  auto offered = daemon.programme(who_.screen, known, wait);
  if (!offered) {
    if (offered.error().code != errc::unreachable)
      tells_.set_problem(problem_source::programme, offered.error());
    return offered.error();
  }
  if (!*offered) {
    if (!refused_ && !unkept_) tells_.clear_problem(problem_source::programme);
    return unchanged();
  }
  auto v = verified(**offered);
  if (!v) {
    refused_ = sha256((*offered)->bytes);
    spdlog::error("a programme is refused: {}", describe(v.error()));
    tells_.set_problem(problem_source::programme, v.error());
    return unchanged();
  }
  refused_.reset();
  tells_.clear_problem(problem_source::programme);
  if (current_ && v->programme_digest == current_->programme_digest) return unchanged();
  coming_ = files_for(v->value, who_.screen);
  // Make room: delete files of an earlier offer that never became the current programme.
  if (current_ && !untidy_) keep_needed();
  // A disk that keeps no programme must not keep a screen from a takedown: the programme is shown if all its
  // files are here, and kept as soon as the disk allows it.
  result<void> kept = programmes_.keep_next(**offered);
  if (result<void> fetched = fetch_all(v->value, daemon); !fetched) {
    if (kept && fetched.error().code == errc::unreachable) return fetched.error();
    tells_.set_problem(problem_source::files, kept ? fetched.error() : kept.error());
    return fetched.error();
  }
  kept = programmes_.switch_to(**offered);
  unkept_ = kept ? std::nullopt : std::optional(**offered);
  if (!kept) {
    spdlog::error("programme: {}", describe(kept.error()));
    tells_.set_problem(problem_source::programme, kept.error());
  }
  coming_.clear();
  return answer(adopt(std::move(*v)));
}

// Fetches every file that it can, until the daemon is unreachable. Returns the first error.
result<void> programme_sync::fetch_all(const playlists::programme::programme& p, daemon_api& daemon) {
  std::optional<error> first;
  for (const playlists::programme::file_ref& f : files_for(p, who_.screen)) {
    result<void> fetched = files_.fetch(f, [&](const digest& d, std::int64_t from, const byte_sink& sink) {
      return daemon.fetch(d, from, sink);
    });
    if (fetched) continue;
    spdlog::warn("file {}: {}", f.sha256.hex().substr(0, 12), describe(fetched.error()));
    if (!first) first = fetched.error();
    if (fetched.error().code == errc::unreachable) break;
  }
  if (first) {
    if (first->code != errc::unreachable) tells_.set_problem(problem_source::files, *first);
    return *first;
  }
  tells_.clear_problem(problem_source::files);
  return {};
}

void programme_sync::check_files(std::stop_token stop) {
  if (!current_) return;
  for (const playlists::programme::file_ref& f : files_for(*current_->value, who_.screen)) {
    result<void> checked = files_.check(f, [&] { return stop.stop_requested(); });
    if (stop.stop_requested()) return;
    if (checked) continue;
    spdlog::error("file {}: {}", f.sha256.hex().substr(0, 12), describe(checked.error()));
    tells_.set_problem(problem_source::files, checked.error());
  }
}

void programme_sync::tidy(std::int64_t version_on_show) {
  if (!untidy_ || !current_ || version_on_show != current_->value->version) return;
  keep_needed();
  untidy_ = false;
}

void programme_sync::keep_needed() {
  std::vector<playlists::programme::file_ref> needed = files_for(*current_->value, who_.screen);
  needed.insert(needed.end(), coming_.begin(), coming_.end());
  files_.keep_only(needed);
}

}  // namespace bangtin::player::sync
