// The screen does not trust the daemon: it accepts a notice only with an approver's signature, and only if
// its number is greater than every number accepted before. So a daemon can withhold a notice, but cannot
// make, change or repeat one.
#include "player/sync/notice_sync.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/files.hpp"
#include "evidence/note_text.hpp"
#include "player/sync/programme_offers.hpp"

namespace bangtin::player::sync {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t max_file_bytes = 32 * 1024 * 1024;
constexpr std::size_t max_held = 100;
constexpr std::size_t max_refused = 1000;
constexpr std::chrono::minutes look_again{1};

core::active_notice to_show(const wire::notice& n) {
  core::active_notice a{n.id, n.number, n.issued, n.expires, n.text, {}};
  if (n.media) a.media = core::notice_media{n.media->file, n.media->video, n.media->duration};
  return a;
}

std::filesystem::path file_in(const std::filesystem::path& data) {
  return data / "notices.json";
}

}  // namespace

namespace {

using wire::attack;

// How far a notice's number may be above the milliseconds of its `issued`, so that nobody can use up the
// numbers: a site whose clock once ran ahead goes on from there.
constexpr milliseconds max_number_ahead{24h};

// Why the notice is refused although its signature holds; empty: it is accepted.
std::optional<named_attack> judge(const wire::notice& n, const std::string& screen, std::int64_t last,
                                  const time_reading& now) {
  if (std::optional<error> why = wire::why_not_taken(n, screen, last, now.utc)) {
    const attack kind = !n.is_for(screen)  ? attack::another_screen
                        : n.number <= last ? attack::rollback
                                           : attack::none;
    return named_attack{kind, *why};
  }
  const message remedy = msg("find out who signed it, and have the notice made anew");
  if (n.number > to_unix_ms(n.issued + max_number_ahead)) {
    return named_attack{attack::fast_forward,
                        {errc::verification,
                         msg("the notice's number is too high: no later notice could follow it"), remedy}};
  }
  if (now.trust == clock_trust::synced && n.issued > now.utc + max_issued_ahead) {
    return named_attack{attack::clock_attack,
                        {errc::verification, msg("the notice was signed more than a day in the future"),
                         msg("check the clocks of the approver's computer and of this screen")}};
  }
  return std::nullopt;
}

}  // namespace

notice_sync::notice_sync(std::filesystem::path data, identity who, const media_files& programme_files,
                         const media_files& own_files, std::shared_ptr<kept_trust> trust)
    : data_(std::move(data)),
      who_(std::move(who)),
      programme_files_(programme_files),
      own_files_(own_files),
      trust_(trust ? std::move(trust) : std::make_shared<kept_trust>(data_, who_.root)) {}

std::vector<core::active_notice> notice_sync::begin(const time_reading& now) {
  result<std::string> text = read_file(file_in(data_), max_file_bytes);
  if (!text) return {};
  result<json::value> parsed = parse_json(*text);
  if (!parsed) return {};
  json_reader f(*parsed);
  std::int64_t last = f.integer("last", 0, evidence::largest_integer);
  const json::array& notices = f.list("notices", max_held);
  if (std::optional<error> bad = f.finish()) {
    spdlog::error("the kept notices are not used: {}", describe(*bad));
    return {};
  }
  for (const json::value& v : notices) {
    result<wire::signed_notice> s = wire::signed_notice_from_value(v);
    if (!s) continue;
    const public_key root = trust_->recertify_kept(*s);
    result<wire::verified_notice> n = wire::verify(*s, root);
    if (!n || wire::why_not_taken(n->value, who_.screen, 0, now.utc)) continue;
    if (wire::why_not_trusted(trust_->current(), *s)) continue;
    held_.push_back({std::move(n->value), std::move(*s)});
  }
  last_ = seen_ = last;
  return active(now);
}

result<notice_sync::heard> notice_sync::round(daemon_api& daemon, const time_reading& now,
                                              std::chrono::seconds wait) {
  if (now.mono - seen_since_ > look_again) {
    seen_ = last_;
    seen_since_ = now.mono;
  }
  trust_->announce(daemon);
  result<wire::screen_commands> calls = daemon.calls(who_.screen, seen_, wait);
  if (!calls) return calls.error();
  result<kept_trust::heard> followed = trust_->follow(daemon, who_.screen);
  if (!followed) return followed.error();
  heard said;
  said.attack = followed->refused;
  said.changed = drop_untrusted();  // the programme's thread may have heard the statement first
  for (wire::signed_notice& s : calls->notices) said.changed |= take(std::move(s), now, said);
  if (calls->screenshot_request != 0 && calls->screenshot_request != screenshot_request_)
    said.screenshot_request = screenshot_request_ = calls->screenshot_request;
  return said;
}

// Notices of an approver who was revoked end at once.
bool notice_sync::drop_untrusted() {
  const wire::site_trust trust = trust_->current();
  return std::erase_if(held_, [&](const held& h) {
           const bool gone = wire::why_not_trusted(trust, h.note).has_value();
           if (gone) spdlog::warn("emergency: {} ends, because its approver was revoked", h.value.id);
           return gone;
         }) > 0;
}

bool notice_sync::take(wire::signed_notice s, const time_reading& now, heard& said) {
  const public_key root = trust_->recertify(s);
  result<wire::verified_notice> n = wire::verify(s, root);
  if (!n) {
    std::optional<wire::notice_claim> claimed = wire::claim_of(s.bytes);
    if (claimed) seen_ = std::max(seen_, claimed->number);
    const bool too_late = n.error().what.id == wire::notice_kind().not_an_approver_then.id;
    refuse(claimed ? claimed->id : "", n.error(), too_late ? attack::revoked_approver : attack::bad_notice,
           said);
    return false;
  }
  const wire::notice& value = n->value;
  seen_ = std::max(seen_, value.number);
  if (std::optional<error> why = wire::why_not_trusted(trust_->current(), s)) {
    refuse(value.id, *why, attack::revoked_approver, said);
    return false;
  }
  if (std::optional<named_attack> bad = judge(value, who_.screen, last_, now)) {
    refuse(value.id, bad->why, bad->kind, said);
    return false;
  }
  last_ = value.number;
  said.taken = true;
  if (value.is_stop()) {
    spdlog::info("emergency: {} stopped by {}", fmt::join(value.stops, " "), n->approver);
    return std::erase_if(held_, [&](const held& h) {
             return std::find(value.stops.begin(), value.stops.end(), h.value.id) != value.stops.end();
           }) > 0;
  }
  spdlog::info("emergency: {} signed by {}", value.id, n->approver);
  std::erase_if(held_, [&](const held& h) { return h.value.expires <= now.utc; });
  if (held_.size() >= max_held) held_.erase(held_.begin());
  held_.push_back({value, std::move(s)});
  return true;
}

void notice_sync::refuse(const std::string& id, const error& why, attack kind, heard& said) {
  if (kind != attack::none) said.attack = named_attack{kind, why};
  if (refused_.size() >= max_refused) refused_.clear();
  if (!refused_.emplace(id, why.what).second) return;
  spdlog::error("a notice is refused: {}", describe(why));
  if (!id.empty()) said.refused.push_back({id, {}, {}, why.what});
}

std::vector<core::active_notice> notice_sync::active(const time_reading& now) const {
  std::vector<core::active_notice> all;
  for (const held& h : held_) {
    if (h.value.expires > now.utc) all.push_back(to_show(h.value));
  }
  return all;
}

result<void> notice_sync::keep(const time_reading& now) const {
  if (result<void> kept = trust_->keep(); !kept) return kept;
  json::array notices;
  std::vector<playlists::programme::file_ref> files;
  for (const held& h : held_) {
    if (h.value.expires <= now.utc) continue;
    notices.push_back(wire::to_value(h.note));
    if (!h.value.media) continue;
    const playlists::programme::file_ref& file = files.emplace_back(h.value.media->file);
    // A hard link shares the programme's file, and stays when the programme's file is deleted.
    own_files_.share(file, programme_files_);
  }
  own_files_.keep_only(files);
  return write_file(file_in(data_), canonical(json::object{{"last", last_}, {"notices", std::move(notices)}}),
                    0640);
}

}  // namespace bangtin::player::sync
