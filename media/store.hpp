// The content-addressed store: a file is found by the SHA-256 of its bytes, and is there only when it is
// whole.
//   DIR/objects/ab/abcdef...   complete, never changed     DIR/incoming/abcdef....part   arriving
//   DIR/damaged/abcdef...      was complete, is not what its name says any more
// Safe for several threads and processes: an upload holds a lock on its file, so a second one of the same
// digest is refused with errc::conflict until the first is gone. A process may be killed at any moment: an
// object is visible whole or not at all, and what had arrived is gone on with. After a power cut the tail of
// what had arrived may be lost or wrong; `finish` then finds out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>

#include "base/clock.hpp"
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

  // How much of an upload has arrived: 0 when none has begun, the whole length when it is complete.
  std::int64_t arrived(const digest& d) const;
  // Moves a finished file of ours into the store (by rename where it can, else it is copied and deleted)
  // under its own digest. errc::invalid for anything but a plain file; the file stays where it was on any
  // failure.
  result<digest> adopt(const std::filesystem::path& file);
  // Forgets the object, and what arrived of it. Nothing happens when there is none. The caller knows that
  // nobody needs it.
  result<void> remove(const digest& d);
  // Completes the uploads whose last byte arrived just before a crash, and returns how many. Reads all that
  // has arrived; call it once, before others use the store.
  result<int> recover();
  // Deletes uploads given up and damaged objects which nobody touched for `keep_leftovers`, and returns how
  // many. Never one that is being written.
  result<int> sweep(utc_ms now);
  static constexpr std::chrono::hours keep_leftovers{7 * 24};

  // One upload. Writes append; bytes are hashed while they arrive (what an earlier try left is hashed first).
  // Destroying it is a `pause` without waiting for the disk. It may outlive the store.
  class upload {
   public:
    upload(upload&&) noexcept;
    upload& operator=(upload&&) noexcept;
    ~upload();
    std::int64_t offset() const;
    // All of it, or nothing: after an error (a full disk, say) `offset` is what it was.
    result<void> write(bytes_view piece);
    // Keeps what arrived, so that a later try goes on there.
    result<void> pause();
    // Makes the object visible. errc::verification when the bytes are not those of the digest: they are
    // deleted. Whatever it returns, the upload is over and only to be destroyed; after errc::io what arrived
    // is kept.
    result<void> finish();

   private:
    friend class store;
    struct state;
    explicit upload(std::unique_ptr<state> s);
    std::unique_ptr<state> state_;
  };
  // Goes on at `offset`, which must be what has arrived: else errc::conflict with what is expected. What has
  // arrived is read and hashed first. errc::conflict too when the object is complete, or somebody else is
  // writing it.
  result<upload> resume(const digest& d, std::int64_t offset);

 private:
  explicit store(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::filesystem::path folder_;
};

}  // namespace bangtin::media
