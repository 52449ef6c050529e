// Memory that the stage shares with a decoder: a memfd whose size the stage fixes and seals, so that the
// other side can neither shrink it (a read would end in SIGBUS) nor grow it.
#pragma once

#include <cstddef>
#include <span>
#include <utility>

#include "base/error.hpp"
#include "base/files.hpp"

namespace bangtin::player::decode {

// A readable and writable mapping; the destructor unmaps it. A page takes memory only once it is touched.
// Movable; use one object on one thread at a time.
class shared_memory {
 public:
  shared_memory() = default;
  shared_memory(shared_memory&& other) noexcept : bytes_(std::exchange(other.bytes_, {})) {}
  shared_memory& operator=(shared_memory&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~shared_memory();

  std::span<std::byte> bytes() const { return bytes_; }

  // Maps all `size` bytes of `fd`. errc::invalid when the file has another size, errc::io for any other
  // failure.
  static result<shared_memory> map(int fd, std::size_t size);

 private:
  std::span<std::byte> bytes_;
};

// A new memfd of `size` zero bytes, sealed, closed on exec. errc::io when the kernel gives none.
result<unique_fd> make_shared_file(const char* name, std::size_t size);

}  // namespace bangtin::player::decode
