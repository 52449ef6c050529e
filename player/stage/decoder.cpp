// A hostile file may take over the decoder that decodes it. Therefore: the stage sizes and seals the memory
// before the process exists; a slot belongs to the stage only between a frame message and its release; a
// second message for a slot that was not released, a change of format, times that run backwards, or anything
// else outside the protocol ends the process. Pixels and samples are shown as they are, whatever they
// contain.
#include "player/stage/decoder.hpp"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

namespace bangtin::player::stage {

namespace {

std::string ending(int status) {
  if (WIFSIGNALED(status)) return fmt::format("ended by signal {}", WTERMSIG(status));
  return fmt::format("ended with status {}", WEXITSTATUS(status));
}

// Maximum number of messages taken in one call, so that a decoder that sends without end cannot delay the
// others.
constexpr int max_at_once = 64;

}  // namespace

bool decoder_ledger::take(std::span<const std::byte> packet) {
  std::optional<player::decode::reply> r = player::decode::parse_reply(packet, room_);
  return r && !error && !complete && accept(*r);
}

bool decoder_ledger::accept(const player::decode::reply& r) {
  if (const auto* f = std::get_if<player::decode::reply_format>(&r)) {
    std::optional<player::decode::frame_layout> l = player::decode::lay_out(f->format, f->padding, room_);
    if (format || !l) return false;
    format = *f;
    layout = *l;
  } else if (const auto* frame_said = std::get_if<player::decode::reply_frame>(&r)) {
    bool ordered = waiting.empty() || frame_said->pts >= waiting.back().time.pts;
    auto held = std::count(at_stage_.begin(), at_stage_.end(), true);
    if (!format || at_stage_[frame_said->slot] || held >= room_.at_stage || !ordered) return false;
    at_stage_[frame_said->slot] = true;
    any_frame_ = true;
    waiting.push_back({frame_said->slot, {frame_said->pts, frame_said->duration}});
  } else if (const auto* e = std::get_if<player::decode::reply_error>(&r)) {
    error = *e;
  } else {
    if (!any_frame_) return false;
    complete = true;
  }
  return true;
}

bool decoder_ledger::release(std::uint32_t slot) {
  if (slot >= at_stage_.size() || !at_stage_[slot]) return false;
  at_stage_[slot] = false;
  return true;
}

decoder::decoder(zygote& from, const picture_file& what, bool sound)
    : zygote_(from),
      room_(what.kind == picture_file::type::video ? player::decode::video_room : player::decode::image_room),
      ledger_(room_),
      at_stage_(room_.at_first) {
  if (auto started = start(what, sound && what.kind == picture_file::type::video); !started) {
    fail("out-of-memory", describe(started.error()));
  }
}

decoder::~decoder() {
  stop();
}

result<void> decoder::start(const picture_file& what, bool sound) {
  int pair[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    return system_error(msg("speak to a decoder"), errno);
  }
  control_ = unique_fd(pair[0]);
  unique_fd theirs(pair[1]);
  std::size_t frames_bytes = room_.slots * room_.slot_bytes;
  auto frames_file = player::decode::make_shared_file("bangtin-frames", frames_bytes);
  if (!frames_file) return frames_file.error();
  auto frames = player::decode::shared_memory::map(frames_file->get(), frames_bytes);
  if (!frames) return frames.error();
  frames_ = std::move(*frames);

  using std::chrono::milliseconds;
  auto bounded = [](milliseconds t) { return std::clamp(t, milliseconds(0), milliseconds(86'400'000)); };
  player::decode::decode_request request{what.kind == picture_file::type::video, sound, bounded(what.offset),
                                         bounded(what.length)};
  decoder_order order{request, what.file, {}};
  order.others.push_back(std::move(theirs));
  order.others.push_back(std::move(*frames_file));
  if (sound) {
    auto ring_file = player::decode::make_shared_file("bangtin-sound", player::decode::pcm_ring_bytes);
    if (!ring_file) return ring_file.error();
    auto ring = player::decode::shared_memory::map(ring_file->get(), player::decode::pcm_ring_bytes);
    if (!ring) return ring.error();
    sound_ = std::make_shared<player::decode::pcm_reader>(std::move(*ring));
    order.others.push_back(std::move(*ring_file));
  }
  process_ = zygote_.ask(std::move(order));
  return {};
}

void decoder::fail(std::string reason, std::string detail) {
  if (!failure_) failure_ = decoder_failure{std::move(reason), std::move(detail)};
}

// Takes over the exit status once the zygote's thread has reaped the process, or the reason why there is no
// process.
void decoder::look_at_process() {
  if (!process_) return;
  spawn_handle::state is = process_->is;
  if (is == spawn_handle::state::lost) {
    fail(process_->reason, process_->detail);
  } else if (is == spawn_handle::state::ended && crashed_) {
    fail("decoder-crash", ending(process_->wait_status));
  }
}

void decoder::listen() {
  look_at_process();
  if (failure_) return;
  std::array<std::byte, sizeof(player::decode::packet) + 1> bytes{};
  for (int i = 0; i < max_at_once && control_; ++i) {
    ssize_t n = ::recv(control_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    // A decoder that ended without reading everything resets the connection; the messages it sent before can
    // still be read.
    if (n < 0 && (errno == EINTR || errno == ECONNRESET)) continue;
    if (n < 0 && errno == EAGAIN) return;
    if (n <= 0) {
      ended();
      return;
    }
    if (!ledger_.take(std::span(bytes).first(static_cast<std::size_t>(n)))) {
      fail("decoder-error", "the decoder says what makes no sense");
      return;
    }
    if (ledger_.error) {
      // Only reasons of our own list: records name them.
      fail(ledger_.error->word == "out-of-memory" ? "out-of-memory" : "decoder-error", ledger_.error->text);
      return;
    }
  }
}

void decoder::ended() {
  control_.reset();
  // A decoder that has sent everything is reaped later, because its exit can take longer than a frame.
  if (ledger_.complete) return;
  // It has closed its socket, so it is ending or pretends to.
  crashed_ = true;
  zygote_.end(process_);
  look_at_process();
}

std::vector<due_frame> decoder::waiting() const {
  std::vector<due_frame> times;
  for (const decoder_ledger::frame& f : ledger_.waiting) times.push_back(f.time);
  return times;
}

void decoder::release(std::uint32_t slot) {
  if (!ledger_.release(slot) || !control_) return;
  player::decode::packet p = player::decode::pack(player::decode::request_release{slot, at_stage_});
  ssize_t n = ::send(control_.get(), &p, sizeof p, MSG_DONTWAIT | MSG_NOSIGNAL);
  // `listen` notices a decoder that has ended; one that does not read its messages is broken.
  if (n < 0 && errno == EAGAIN) fail("decoder-error", "the decoder does not listen");
}

void decoder::advance() {
  if (ledger_.waiting.empty()) return;
  if (shown_) release(*shown_);
  shown_ = ledger_.waiting.front().slot;
  ledger_.waiting.pop_front();
}

void decoder::discard(std::size_t count) {
  for (; count > 0 && !ledger_.waiting.empty(); --count) {
    release(ledger_.waiting.front().slot);
    ledger_.waiting.pop_front();
  }
}

std::optional<picture_view> decoder::shown() const {
  if (!shown_ || !ledger_.format) return std::nullopt;
  return view_of(ledger_.format->format, ledger_.layout, frames_.bytes().data() + *shown_ * room_.slot_bytes);
}

size_px decoder::picture_size() const {
  if (!ledger_.format) return {};
  const player::decode::picture_format& f = ledger_.format->format;
  return {static_cast<int>(f.width), static_cast<int>(f.height)};
}

std::shared_ptr<player::decode::pcm_reader> decoder::sound() const {
  return ledger_.format && ledger_.format->sound ? sound_ : nullptr;
}

void decoder::stop() {
  control_.reset();
  if (process_) zygote_.end(std::exchange(process_, nullptr));
}

player::decode::shared_memory decoder::release_memory() {
  shown_.reset();
  return std::move(frames_);
}

}  // namespace bangtin::player::stage
