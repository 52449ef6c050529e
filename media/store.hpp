// The content-addressed store: a file is found by the SHA-256 of its bytes, and is there only when it is
// whole.
//   DIR/objects/ab/abcdef...   complete, never changed     DIR/incoming/abcdef....part   arriving
// Safe for several threads of one process, as long as one upload of the same digest is written by one at a
// time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"

namespace bangtin::media {

class store {
 public:
  // Creates the folders.
  static result<store> open(const std::filesystem::path& folder);

  bool has(const digest& d) const;
  std::filesystem::path path_of(const digest& d) const;
  // Its length; errc::not_found.
  result<std::int64_t> size_of(const digest& d) const;
  // Opened for reading; errc::not_found.
  result<unique_fd> open_object(const digest& d) const;
  // Hashes what is there; false: damaged, and set aside as not there any more.
  result<bool> verify(const digest& d);

  // How much of an upload has arrived; 0 when none has begun.
  std::int64_t arrived(const digest& d) const;
  // Copies a finished file of ours into the store (by rename where it can) under its own digest.
  result<digest> adopt(const std::filesystem::path& file);

  // One upload. Writes append; bytes are hashed while they arrive (what an earlier try left is hashed first).
  class upload {
   public:
    upload(upload&&) noexcept;
    upload& operator=(upload&&) noexcept;
    ~upload();
    std::int64_t offset() const;
    result<void> write(bytes_view piece);
    // Keeps what arrived, so that a later try goes on there.
    result<void> pause();
    // Makes the object visible. errc::verification when the bytes are not those of the digest: they are
    // deleted.
    result<void> finish();

   private:
    friend class store;
    struct state;
    explicit upload(std::unique_ptr<state> s);
    std::unique_ptr<state> state_;
  };
  // Goes on at `offset`, which must be what has arrived: else errc::conflict with what is expected.
  result<upload> resume(const digest& d, std::int64_t offset);

 private:
  explicit store(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace bangtin::media
