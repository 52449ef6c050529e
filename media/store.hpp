// The content-addressed store: a file is found by the SHA-256 of its bytes, and is there only when it is
// whole.
//   DIR/objects/ab/abcdef...   complete, never changed     DIR/incoming/abcdef....part   arriving
//   DIR/damaged/abcdef...      was complete, is not what its name says any more
// or, flat, as players keep it:
//   DIR/abcdef...              complete                    DIR/abcdef....part             arriving
//                              (what is damaged is deleted)
// Safe for several threads and processes, as an object holds nothing but the place: an upload holds a lock on
// its file, so a second one of the same digest is refused with errc::conflict until the first is gone. A
// process may be killed at any moment: an object is visible whole or not at all, and what had arrived is gone
// on with. After a power cut the tail of what had arrived may be lost or wrong; `finish` then finds out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"

namespace bangtin::media {

enum class store_layout { sharded, flat };

struct store_setup {
  store_layout layout = store_layout::sharded;
  // How much of the disk `has_room_for` leaves free: so many bytes, but at most so many percent of the disk.
  std::uintmax_t reserve_bytes = 0;
  unsigned max_reserve_percent = 100;
};

class store {
 public:
  // Creates the folders.
  static result<store> open(const std::filesystem::path& folder, const store_setup& setup = {});

  bool has(const digest& d) const;
  std::filesystem::path path_of(const digest& d) const;
  // Its length; errc::not_found.
  result<std::int64_t> size_of(const digest& d) const;
  // All objects, in no order. Where the disk cannot be read, what could be read before.
  std::vector<digest> list() const;
  // Opened for reading; errc::not_found, or errc::unreachable while another program holds a lease on it
  // (fcntl(2)).
  result<unique_fd> open_object(const digest& d) const;
  // Hashes what is there; false: damaged, and set aside (flat: deleted) as not there any more.
  // errc::not_found. `stop` is asked between pieces; true ends it with errc::unreachable.
  result<bool> verify(const digest& d, const std::function<bool()>& stop = {}) const;
  // So many bytes more leave the reserve free; else errc::io. True on a disk that does not say.
  result<void> has_room_for(std::int64_t bytes) const;

  // How much of an upload has arrived: 0 when none has begun, the whole length when it is complete.
  std::int64_t arrived(const digest& d) const;
  // Moves a finished file of ours into the store (by rename where it can, else it is copied and deleted)
  // under its own digest. errc::invalid for anything but a plain file; the file stays where it was on any
  // failure.
  result<digest> adopt(const std::filesystem::path& file) const;
  // Forgets the object, and what arrived of it. Nothing happens when there is none. The caller knows that
  // nobody needs it.
  result<void> remove(const digest& d) const;
  // Deletes all objects but these, and what arrived of others. What cannot be deleted now stays until the
  // next call.
  void keep_only(const std::vector<digest>& wanted) const;
  // Completes the uploads whose last byte arrived just before a crash, and returns how many. Reads all that
  // has arrived; call it once, before others use the store.
  result<int> recover() const;
  // Deletes uploads given up and damaged objects which nobody touched for `keep_leftovers`, and returns how
  // many. Never one that is being written.
  result<int> sweep(utc_ms now) const;
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
  result<upload> resume(const digest& d, std::int64_t offset) const;

 private:
  store(std::filesystem::path folder, const store_setup& setup) : folder_(std::move(folder)), setup_(setup) {}
  std::filesystem::path incoming() const;
  std::filesystem::path part_of(const digest& d) const;
  std::filesystem::path damaged_of(const digest& d) const;
  result<void> make_visible(const digest& d, int fd, const std::filesystem::path& from) const;

  std::filesystem::path folder_;
  store_setup setup_;
};

}  // namespace bangtin::media
