#include "base/memory_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>

namespace bangtin {

unique_fd memory_file(const std::string& name, std::string_view content) {
  unique_fd fd(::memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  constexpr int unchangeable = F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL;
  if (!fd || !write_all(fd.get(), content) || ::fcntl(fd.get(), F_ADD_SEALS, unchangeable) != 0) return {};
  return fd;
}

}  // namespace bangtin
