#include "base/machine_zone.hpp"

#include <filesystem>
#include <string_view>

namespace bangtin {

std::string machine_timezone() {
  constexpr std::string_view folder = "zoneinfo/";
  std::error_code failed;
  std::string target = std::filesystem::read_symlink("/etc/localtime", failed).string();
  std::size_t at = target.find(folder);
  return failed || at == std::string::npos ? "" : target.substr(at + folder.size());
}

}  // namespace bangtin
