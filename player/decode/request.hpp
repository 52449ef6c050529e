// The request for a decoder process, and how the stage sends it to the zygote process. A zygote is a
// bangtin-decode process that has loaded its libraries once and forks decoders as copies of itself. Loading
// takes ten times as long as everything else that a decoder does before its first frame, and the copies share
// the loaded memory.
//
// The socket is a SOCK_SEQPACKET pair. A request carries the decoder's descriptors; answers are process ids,
// in the order of the requests. The decoder is a child of the process that started the zygote.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/files.hpp"

namespace bangtin::player::decode {

// The zygote's only descriptor besides the standard ones.
constexpr int zygote_fd = 7;

struct decode_request {
  bool video = false;
  bool sound = false;
  std::chrono::milliseconds offset{};  // 0 to one day
  std::chrono::milliseconds length{};  // 0 to one day
  bool operator==(const decode_request&) const = default;
};

// Sends a request without waiting. `fds` are the decoder's descriptors (protocol.hpp) in the order of their
// numbers: three, and a fourth with sound. False when it was not sent: the arguments are out of range, or the
// zygote has ended or does not read.
bool send_request(int socket, const decode_request& request, std::span<const int> fds);

struct received_request {
  decode_request what;
  std::vector<unique_fd> fds;
};
// Waits for a request. Nothing when the other side has hung up. Ignores malformed requests.
std::optional<received_request> receive_request(int socket);

// Sends an answer. `pid`: 0 when no process could be made. False when the other side has hung up.
bool send_answer(int socket, std::int64_t pid);

struct zygote_answer {
  bool hung_up = false;
  std::int64_t pid = 0;
};
// Receives an answer; waits at most `timeout`, which may be 0. Nothing when there is no answer yet.
std::optional<zygote_answer> receive_answer(int socket, std::chrono::milliseconds timeout);

}  // namespace bangtin::player::decode
