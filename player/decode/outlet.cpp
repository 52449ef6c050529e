// Blocking on the socket is right here: while the stage holds all the frames that it takes, this thread has
// nothing else to do.
#include "player/decode/outlet.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace bangtin::player::decode {

stage_outlet::stage_outlet(int control, const frame_room& room, std::function<void(std::uint32_t)> released)
    : control_(control), room_(room), released_(std::move(released)), max_at_stage_(room.at_first) {}

bool stage_outlet::receive(bool wait) {
  std::array<std::byte, sizeof(packet)> bytes{};
  ssize_t n = ::recv(control_, bytes.data(), bytes.size(), wait ? 0 : MSG_DONTWAIT);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return wait;
  if (n <= 0) {
    gone_ = true;
    return false;
  }
  std::optional<request_release> r =
      parse_release(std::span(bytes).first(static_cast<std::size_t>(n)), room_);
  if (r && at_stage_ > 0) {
    --at_stage_;
    max_at_stage_ = r->at_stage;
    released_(r->slot);
  }
  return true;
}

bool stage_outlet::wait_for_room() {
  while (!gone_ && receive(false)) {
  }
  while (!gone_ && at_stage_ >= max_at_stage_) receive(true);
  return !gone_;
}

bool stage_outlet::send(const reply& r) {
  packet p = pack(r);
  ssize_t n = 0;
  do {
    n = ::send(control_, &p, sizeof p, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  if (n != static_cast<ssize_t>(sizeof p)) gone_ = true;
  if (std::holds_alternative<reply_frame>(r)) ++at_stage_;
  return !gone_;
}

bool stage_outlet::hung_up() {
  while (!gone_ && receive(false)) {
  }
  return gone_;
}

}  // namespace bangtin::player::decode
