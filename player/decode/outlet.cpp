// Blocking on the socket is right here: with every slot at the stage there is nothing else to do.
#include "player/decode/outlet.hpp"

#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace bangtin::player::decode {

outlet::outlet(int control, shared_memory frames, const frame_room& room)
    : control_(control), frames_(std::move(frames)), room_(room) {
  for (std::uint32_t i = room.slots; i > 0; --i) free_.push_back(i - 1);
}

bool outlet::receive(bool wait) {
  std::array<std::byte, sizeof(packet)> bytes{};
  ssize_t n = ::recv(control_, bytes.data(), bytes.size(), wait ? 0 : MSG_DONTWAIT);
  if (n < 0 && (errno == EINTR || errno == EAGAIN)) return wait;
  if (n <= 0) {
    gone_ = true;
    return false;
  }
  std::optional<request_release> r =
      parse_release(std::span(bytes).first(static_cast<std::size_t>(n)), room_);
  if (r) free_.push_back(r->slot);
  return true;
}

std::optional<std::uint32_t> outlet::take_slot() {
  while (!gone_ && receive(false)) {
  }
  while (!gone_ && free_.empty()) receive(true);
  if (gone_) return std::nullopt;
  std::uint32_t number = free_.back();
  free_.pop_back();
  return number;
}

std::span<std::byte> outlet::slot(std::uint32_t number) const {
  return frames_.bytes().subspan(number * room_.slot_bytes, room_.slot_bytes);
}

bool outlet::send(const reply& r) {
  packet p = pack(r);
  ssize_t n = 0;
  do {
    n = ::send(control_, &p, sizeof p, MSG_NOSIGNAL);
  } while (n < 0 && errno == EINTR);
  if (n != static_cast<ssize_t>(sizeof p)) gone_ = true;
  return !gone_;
}

bool outlet::hung_up() {
  while (!gone_ && receive(false)) {
  }
  return gone_;
}

}  // namespace bangtin::player::decode
