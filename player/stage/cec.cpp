// The kernel's CEC interface (Documentation/userspace-api/media/cec): for each request the thread opens the
// adapter, makes it a playback device, sends the messages, and closes it again.
#include "player/stage/cec.hpp"

#include <fcntl.h>
#include <linux/cec-funcs.h>
#include <linux/cec.h>
#include <spdlog/spdlog.h>
#include <sys/ioctl.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/files.hpp"

namespace bangtin::player::stage {

namespace {

// The adapter's logical address as a playback device; nothing when the adapter has no cable or no free
// address.
std::optional<std::uint8_t> become_player(int fd) {
  cec_log_addrs has{};
  if (::ioctl(fd, CEC_ADAP_G_LOG_ADDRS, &has) == 0 && has.num_log_addrs > 0) return has.log_addr[0];
  cec_log_addrs addresses{};
  addresses.cec_version = CEC_OP_CEC_VERSION_1_4;
  addresses.num_log_addrs = 1;
  addresses.vendor_id = CEC_VENDOR_ID_NONE;
  std::strncpy(addresses.osd_name, "Bang tin", sizeof addresses.osd_name - 1);
  addresses.primary_device_type[0] = CEC_OP_PRIM_DEVTYPE_PLAYBACK;
  addresses.log_addr_type[0] = CEC_LOG_ADDR_TYPE_PLAYBACK;
  // Blocks until the address is claimed; that is why cec has its own thread.
  if (::ioctl(fd, CEC_ADAP_S_LOG_ADDRS, &addresses) != 0 || addresses.num_log_addrs == 0) return std::nullopt;
  return addresses.log_addr[0] < CEC_LOG_ADDR_UNREGISTERED ? std::optional(addresses.log_addr[0])
                                                           : std::nullopt;
}

void tell(const std::filesystem::path& adapter, bool on) {
  unique_fd fd(::open(adapter.c_str(), O_RDWR | O_CLOEXEC));
  std::optional<std::uint8_t> self = fd ? become_player(fd.get()) : std::nullopt;
  std::uint16_t place = CEC_PHYS_ADDR_INVALID;
  if (!self || ::ioctl(fd.get(), CEC_ADAP_G_PHYS_ADDR, &place) != 0) {
    spdlog::info("{} is of no use: {}", adapter.string(), std::strerror(errno));
    return;
  }
  for (cec_msg& m : cec_text(on, *self, place)) {
    if (::ioctl(fd.get(), CEC_TRANSMIT, &m) != 0 || (m.tx_status & CEC_TX_STATUS_OK) == 0) {
      spdlog::info("{}: the screen does not listen", adapter.string());
      return;
    }
  }
  spdlog::info("{}: the screen was told to go {}", adapter.string(), on ? "on" : "off");
}

}  // namespace

std::vector<cec_msg> cec_text(bool on, std::uint8_t from, std::uint16_t place) {
  cec_msg to_television;
  cec_msg_init(&to_television, from, CEC_LOG_ADDR_TV);
  if (!on) {
    cec_msg_standby(&to_television);
    return {to_television};
  }
  cec_msg_image_view_on(&to_television);
  cec_msg to_all;
  cec_msg_init(&to_all, from, CEC_LOG_ADDR_BROADCAST);
  cec_msg_active_source(&to_all, place);
  return {to_television, to_all};
}

cec::cec(const std::filesystem::path& devices) {
  std::error_code gone;
  for (std::filesystem::directory_iterator i(devices, gone), end; !gone && i != end; i.increment(gone)) {
    if (i->path().filename().string().starts_with("cec")) adapters_.push_back(i->path());
  }
  std::sort(adapters_.begin(), adapters_.end());
  if (!adapters_.empty()) thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

cec::~cec() = default;

void cec::power(bool on) {
  std::lock_guard guard(lock_);
  wanted_ = on;
  changed_.notify_one();
}

void cec::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    bool on = false;
    {
      std::unique_lock guard(lock_);
      if (!changed_.wait(guard, stop, [this] { return wanted_.has_value(); })) return;
      on = *wanted_;
      wanted_.reset();
    }
    for (const auto& adapter : adapters_) tell(adapter, on);
  }
}

}  // namespace bangtin::player::stage
