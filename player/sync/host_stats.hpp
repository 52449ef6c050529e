// The state of the machine that drives this screen: disk space and temperature. The report thread reads it;
// tests replace it. Nothing here fails: a value that cannot be read is missing.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace bangtin::player::sync {

struct host_state {
  std::int64_t disk_free_bytes = 0, disk_total_bytes = 0;  // of the disk that holds DATA; 0: not known
  std::optional<std::int64_t> temperature_mc;  // of the hottest sensor, thousandths of a degree Celsius
  bool operator==(const host_state&) const = default;
};

class host_stats {
 public:
  virtual ~host_stats() = default;
  // Blocks for as long as a slow disk takes.
  virtual host_state read() const = 0;
};

// From the kernel: statvfs(3), and the thermal zones of sysfs
// (Documentation/ABI/testing/sysfs-class-thermal).
class this_host final : public host_stats {
 public:
  explicit this_host(std::filesystem::path data, std::filesystem::path thermal = "/sys/class/thermal")
      : data_(std::move(data)), thermal_(std::move(thermal)) {}
  host_state read() const override;

 private:
  std::filesystem::path data_, thermal_;
};

}  // namespace bangtin::player::sync
