#include "player/sync/stick_daemon.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include "wire/messages.hpp"

namespace bangtin::player::sync {

namespace {

using std::chrono::seconds;

constexpr std::size_t piece_bytes = 256 * 1024;
constexpr std::int64_t max_answer_bytes = 256 * 1024;

error no_stick() {
  return {errc::unreachable, msg("no USB stick with a bundle for this screen is plugged in"),
          msg("export one with \"bangtin bundle export\" and plug it in")};
}

error pulled() {
  return {errc::unreachable, msg("the USB stick was pulled"), msg("plug it in again: it is gone on with")};
}

// A stick that was pulled fails in many ways; none of them is a fault of its content.
error of_stick(const plugged_stick& s, const error& e) {
  const bool damaged = e.code == errc::invalid || e.code == errc::limit || e.code == errc::verification;
  return damaged && s.folder.is_there() ? e : pulled();
}

bool brings_programme(const plugged_stick& s, const std::optional<digest>& known) {
  return s.programme && s.index && s.index->programme != known;
}

bool brings_notices(const plugged_stick& s, std::int64_t after) {
  return std::any_of(s.commands.notices.begin(), s.commands.notices.end(), [&](const wire::signed_notice& n) {
    result<wire::notice> value = wire::notice_from_bytes(n.bytes);
    return !value || value->number > after;
  });
}

}  // namespace

bool stick_daemon::has_programme(const std::optional<digest>& known) const {
  const auto s = sticks_.current();
  return s && brings_programme(*s, known);
}

bool stick_daemon::has_notices(std::int64_t after) const {
  const auto s = sticks_.current();
  return s && brings_notices(*s, after);
}

template <class Brings>
bool stick_daemon::wait_until(seconds wait, Brings brings) {
  const auto until = std::chrono::steady_clock::now() + wait;
  for (;;) {
    const std::uint64_t seen = sticks_.generation();
    stick_ = sticks_.current();
    if (stick_ && !stick_->index) stick_.reset();
    const auto left = std::chrono::duration_cast<milliseconds>(until - std::chrono::steady_clock::now());
    if ((stick_ && brings(*stick_)) || left.count() <= 0 || (stop_ && stop_())) return stick_ != nullptr;
    sticks_.wait(seen, left, stop_);
  }
}

result<std::int64_t> stick_daemon::ask_to_pair(const wire::pairing_request& r) {
  const auto s = sticks_.current();
  if (!s) return no_stick();
  const std::string name = s->screen_folder + "/" + std::string(wire::bundle_request_name);
  if (result<void> written = s->folder.write(name, wire::to_json(r) + "\n"); !written)
    return of_stick(*s, written.error());
  return 0;
}

result<std::optional<wire::pairing_grant>> stick_daemon::pairing_answer(const public_key&,
                                                                        const digest& token_sha256) {
  using none = std::optional<wire::pairing_grant>;
  const auto s = sticks_.current();
  if (!s) return no_stick();
  result<std::string> text =
      s->folder.read(s->screen_folder + "/" + std::string(wire::bundle_answer_name), max_answer_bytes);
  if (!text && text.error().code == errc::not_found) return none();
  if (!text) return of_stick(*s, text.error());
  result<wire::carried_grant> answer = wire::carried_grant_from_json(*text);
  if (!answer || answer->token_sha256 != token_sha256) return none();
  result<wire::pairing_grant> grant = wire::pairing_grant_from_json(answer->grant);
  if (!grant) return grant.error();
  return none(std::move(*grant));
}

result<std::optional<wire::signed_programme>> stick_daemon::programme(const std::string&,
                                                                      const std::optional<digest>& known,
                                                                      seconds wait) {
  using answer = std::optional<wire::signed_programme>;
  const bool here = wait_until(wait, [&](const plugged_stick& s) { return brings_programme(s, known); });
  if (!here) return no_stick();
  if (!brings_programme(*stick_, known)) return answer();
  return answer(stick_->programme);
}

result<wire::screen_commands> stick_daemon::calls(const std::string&, std::int64_t after, seconds wait) {
  wire::screen_commands news;
  const bool here = wait_until(wait, [&](const plugged_stick& s) { return brings_notices(s, after); });
  if (!here) return no_stick();
  for (const wire::signed_notice& n : stick_->commands.notices) {
    result<wire::notice> value = wire::notice_from_bytes(n.bytes);
    if (!value || value->number > after) news.notices.push_back(n);
  }
  return news;
}

result<void> stick_daemon::fetch(const digest& file, std::int64_t from, const byte_sink& sink) {
  const auto s = sticks_.current();
  if (!s || !s->index) return no_stick();
  const auto& files = s->index->files;
  const auto known =
      std::find_if(files.begin(), files.end(), [&](const auto& f) { return f.sha256 == file; });
  if (known == files.end()) return no_stick();
  result<unique_fd> fd = s->folder.open_file(wire::bundle_file(file), known->bytes);
  if (!fd) return of_stick(*s, fd.error());
  return copy(fd->get(), from, sink);
}

result<plays_answer> stick_daemon::send_plays(const std::string&, const evidence::batch& b) {
  const auto s = sticks_.current();
  if (!s || !s->receipt || !s->receipt->receipt) return no_stick();
  result<evidence::receipt> r = evidence::receipt_from_text(s->receipt->receipt->text);
  if (!r || r->acknowledged.log != b.log || r->acknowledged.seq < b.first_seq) return no_stick();
  // A journal that sends old records again goes on behind them.
  const std::int64_t last = b.first_seq + std::ssize(b.lines) - 1;
  if (std::exchange(answered_, s->receipt->receipt->text) == s->receipt->receipt->text &&
      r->acknowledged.seq > last) {
    return plays_answer(expected_seq{r->acknowledged.seq + 1});
  }
  return plays_answer(*s->receipt->receipt);
}

result<newest_receipt> stick_daemon::last_receipt(const std::string&, const std::string& log) {
  const auto s = sticks_.current();
  if (!s || !s->receipt) return no_stick();
  if (s->receipt->log == log && s->receipt->receipt)
    return newest_receipt{log, s->receipt->receipt, std::numeric_limits<std::int64_t>::max()};
  if (s->receipt->log == log || s->receipt->log.empty())
    return newest_receipt{s->receipt->log, {}, std::numeric_limits<std::int64_t>::max()};
  return newest_receipt{s->receipt->log, {}, 0};
}

std::int64_t stick_daemon::announced_trust() const {
  return stick_ ? stick_->trust_number : 0;
}

result<wire::trust_document> stick_daemon::trust(const std::string&) {
  if (!stick_ || !stick_->trust) return no_stick();
  return *stick_->trust;
}

result<void> stick_daemon::acknowledge(const std::string&, const wire::acknowledgement& a) {
  const auto s = sticks_.current();
  if (!s || !s->index) return no_stick();
  sticks_.said().add(a);
  return {};
}

result<void> stick_daemon::send_screenshot(const std::string&, std::int64_t, const std::string&) {
  return no_stick();
}

result<std::int64_t> stick_daemon::send_status(const std::string&, const wire::screen_status&, std::int64_t) {
  return no_stick();
}

result<evidence::signed_text> stick_daemon::time(const std::string&) {
  return no_stick();
}

result<void> stick_daemon::copy(int fd, std::int64_t from, const byte_sink& sink) const {
  std::string buffer(piece_bytes, '\0');
  for (;;) {
    if (stop_ && stop_()) return pulled();
    const ssize_t n = ::pread(fd, buffer.data(), buffer.size(), from);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return pulled();
    if (n == 0) return {};
    if (!sink(std::string_view(buffer).substr(0, static_cast<std::size_t>(n)))) return pulled();
    from += n;
  }
}

}  // namespace bangtin::player::sync
