// What a decoder process is to do, and how the stage asks the nursery for one. A nursery is a bangtin-decode
// that has loaded its libraries once and makes decoders as copies of itself: loading takes ten times as long
// as all else that a decoder does before its first frame, and what was loaded once takes memory once.
//
// Its socket is a SOCK_SEQPACKET pair. A request carries the decoder's descriptors; answers are process ids,
// in the order of the requests. The decoder is a child of whoever started the nursery.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/files.hpp"

namespace bangtin::player::decode {

// The nursery's only descriptor beside the standard ones.
constexpr int zygote_fd = 7;

struct decode_request {
  bool video = false;
  bool sound = false;
  std::chrono::milliseconds offset{};  // 0..a day
  std::chrono::milliseconds length{};  // 0..a day
  bool operator==(const decode_request&) const = default;
};

// `fds` are those of a decoder (protocol.hpp), in the order of their numbers: three, and a fourth with sound.
// Does not wait. False when it was not sent: the nursery has ended or does not listen.
bool send_request(int socket, const decode_request& request, std::span<const int> fds);

struct received_request {
  decode_request what;
  std::vector<unique_fd> fds;
};
// Waits for one. Nothing when the other side has hung up; what makes no sense is passed over.
std::optional<received_request> receive_request(int socket);

// `pid`: 0 when no process could be made. False when the other side has hung up.
bool send_answer(int socket, std::int64_t pid);

struct zygote_answer {
  bool hung_up = false;
  std::int64_t pid = 0;
};
// Does not wait, or waits at most so long. Nothing when there is none yet.
std::optional<zygote_answer> receive_answer(int socket, std::chrono::milliseconds timeout);

}  // namespace bangtin::player::decode
