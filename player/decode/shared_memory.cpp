// memfd_create(2), F_ADD_SEALS of fcntl(2), mmap(2).
#include "player/decode/shared_memory.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace bangtin::player::decode {

shared_memory::~shared_memory() {
  if (!bytes_.empty()) ::munmap(bytes_.data(), bytes_.size());
}

result<shared_memory> shared_memory::map(int fd, std::size_t size) {
  struct stat about {};
  if (::fstat(fd, &about) != 0) return system_error(msg("map shared memory"), errno);
  if (about.st_size != static_cast<off_t>(size)) {
    return error{errc::invalid, msg("the shared memory has another size than agreed"),
                 msg("install player and decoder of the same version")};
  }
  void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (at == MAP_FAILED) return system_error(msg("map shared memory"), errno);
  shared_memory m;
  m.bytes_ = {static_cast<std::byte*>(at), size};
  return m;
}

result<unique_fd> make_shared_file(const char* name, std::size_t size) {
  unique_fd fd(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd || ::ftruncate(fd.get(), static_cast<off_t>(size)) != 0 ||
      ::fcntl(fd.get(), F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0) {
    return system_error(msg("make shared memory"), errno);
  }
  return fd;
}

}  // namespace bangtin::player::decode
