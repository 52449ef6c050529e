// The television at the other end of an HDMI cable: switches it to standby and wakes it over CEC, where the
// kernel has an adapter for it (/dev/cec*). A message takes up to a second, so this class has its own thread.
// Failures are only logged.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

struct cec_msg;  // of linux/cec.h

namespace bangtin::player::stage {

// The messages that switch a screen on or off, sent from the logical address `from` with the physical address
// `place`.
std::vector<cec_msg> cec_text(bool on, std::uint8_t from, std::uint16_t place);

class cec {
 public:
  // `devices`: the folder with the adapters. Without an adapter no thread starts.
  explicit cec(const std::filesystem::path& devices = "/dev");
  ~cec();
  cec(const cec&) = delete;
  cec& operator=(const cec&) = delete;

  // Returns at once. If several requests wait, the last one counts.
  void power(bool on);

 private:
  void run(const std::stop_token& stop);

  std::vector<std::filesystem::path> adapters_;
  std::mutex lock_;
  std::condition_variable_any changed_;
  std::optional<bool> wanted_;  // guarded by lock_
  std::jthread thread_;
};

}  // namespace bangtin::player::stage
