// The television at the other end of an HDMI cable: put to sleep and woken over CEC, where the kernel has an
// adapter for it (/dev/cec*). On a thread of its own, as a message takes up to a second.
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

// What to say, from the logical address `from` with the physical address `place`, to have a screen on or off.
std::vector<cec_msg> cec_text(bool on, std::uint8_t from, std::uint16_t place);

class cec {
 public:
  // `devices`: where the adapters are. Without any no thread is started.
  explicit cec(const std::filesystem::path& devices = "/dev");
  ~cec();
  cec(const cec&) = delete;
  cec& operator=(const cec&) = delete;

  // Returns at once. Of several wishes in a row the last counts.
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
