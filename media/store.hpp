// The content-addressed store: the SHA-256 of a file's bytes is its name, and only complete files are
// visible.
//   DIR/objects/ab/abcdef...   complete, never changed     DIR/incoming/abcdef....part   arriving
//   DIR/damaged/abcdef...      was complete, but no longer matches its name
// or flat, the layout of players:
//   DIR/abcdef...              complete                    DIR/abcdef....part             arriving
//                              (damaged objects are deleted)
// Safe for several threads and processes: a store object holds only the folder's path and settings. An upload
// holds a lock on its file, so a second upload of the same digest fails with errc::conflict until the first
// is gone. A process may be killed at any time: an object is visible completely or not at all, and an
// interrupted upload can continue. After a power cut the end of the arrived bytes may be lost or wrong;
// `finish` detects that.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"

namespace bangtin::media {

enum class store_layout { sharded, flat };

struct store_setup {
  store_layout layout = store_layout::sharded;
  // The space that `has_room_for` keeps free: this number of bytes, but at most this percentage of the disk.
  std::uintmax_t reserve_bytes = 0;
  unsigned max_reserve_percent = 100;
};

// What is known of the bytes of a paused upload: their hash, and the marks of the file in which they are. If
// anything else has touched the file since, its marks differ.
class upload_progress {
 public:
  std::int64_t offset() const { return offset_; }

 private:
  friend class store;
  hasher so_far_;
  std::int64_t offset_ = 0;
  std::uint64_t device_ = 0, inode_ = 0;
  std::int64_t changed_ns_ = 0;  // the file's ctime
};

// An upload that has begun.
struct arriving_file {
  digest name;
  std::int64_t bytes = 0;
  utc_ms touched{};
};

class store {
 public:
  // Creates the folders.
  static result<store> open(const std::filesystem::path& folder, const store_setup& setup = {});
  // The same, but without the folders if the disk refuses them now: `resume` tries again to create those that
  // uploads need.
  static store open_or_wait(const std::filesystem::path& folder, const store_setup& setup = {});

  bool has(const digest& d) const;
  std::filesystem::path path_of(const digest& d) const;
  // The object's length; errc::not_found.
  result<std::int64_t> size_of(const digest& d) const;
  // All objects, in no order. Where the disk cannot be read, what could be read before.
  std::vector<digest> list() const;
  // When the object arrived, was adopted again or touched; nothing if there is none.
  std::optional<utc_ms> touched(const digest& d) const;
  // Somebody needs the object: its age counts from now. Does nothing if there is none.
  void touch(const digest& d) const;
  // The length of all files of the store: objects, uploads and damaged ones.
  std::uint64_t used_bytes() const;
  // Opens the object for reading; errc::not_found, or errc::unreachable while another program holds a lease
  // on it (fcntl(2)).
  result<unique_fd> open_object(const digest& d) const;
  // Hashes the object. False: it was damaged and is no longer in the store; it is moved to damaged/ (flat:
  // deleted). errc::not_found. `stop` is called between pieces; when it returns true, verify ends with
  // errc::unreachable.
  result<bool> verify(const digest& d, const std::function<bool()>& stop = {}) const;
  // Succeeds if `bytes` more bytes leave the reserve free, or if the disk does not report its space; else
  // errc::io.
  result<void> has_room_for(std::int64_t bytes) const;

  // The number of bytes of an upload that have arrived: 0 if none has begun, the whole length if it is
  // complete.
  std::int64_t arrived(const digest& d) const;
  // The uploads that have begun and are not complete, those that nobody touched for longest first. Where the
  // disk cannot be read, what could be read before.
  std::vector<arriving_file> arriving() const;
  // Deletes what has arrived of an upload, unless somebody is sending it. Returns whether it is gone.
  bool abandon(const digest& d) const;
  // Moves a finished file of ours into the store under its own digest, by rename if possible, else by copying
  // and deleting. errc::invalid for anything but a plain file. On any failure the file stays where it was.
  result<digest> adopt(const std::filesystem::path& file) const;
  // Deletes the object and any part of it that has arrived. Does nothing if there is none. The caller must
  // know that nobody needs it.
  result<void> remove(const digest& d) const;
  // Deletes all other objects and what arrived of them. What cannot be deleted now stays until the next call.
  void keep_only(const std::vector<digest>& wanted) const;
  // Deletes abandoned uploads and damaged objects that were not modified for `keep_leftovers`, and returns
  // their number. Never deletes a file that is being written.
  result<int> sweep(utc_ms now) const;
  static constexpr std::chrono::hours keep_leftovers{7 * 24};

  // One upload. Writes append, and bytes are hashed while they arrive (bytes of an earlier try are hashed
  // first). The destructor pauses the upload without waiting for the disk. The upload may outlive the store.
  class upload {
   public:
    upload(upload&&) noexcept;
    upload& operator=(upload&&) noexcept;
    ~upload();
    std::int64_t offset() const;
    // The bytes of earlier tries that are not hashed yet. While there are any, call only `catch_up`.
    std::int64_t unread() const;
    // Reads and hashes at most `max_bytes` of them.
    result<void> catch_up(std::int64_t max_bytes);
    // Writes all of the piece or nothing: after an error, for example a full disk, `offset` is unchanged.
    result<void> write(bytes_view piece);
    // Keeps what arrived, so that a later try can continue there.
    result<void> pause();
    // Pauses and ends the upload, and says what is known of its bytes.
    result<upload_progress> leave();
    // Makes the object visible. errc::verification when the bytes do not match the digest; they are deleted.
    // Whatever it returns, the upload has ended and can only be destroyed; after errc::io the arrived bytes
    // are kept.
    result<void> finish();

   private:
    friend class store;
    struct state;
    explicit upload(std::unique_ptr<state> s);
    std::unique_ptr<state> state_;
  };
  // Continues at `offset`, which must equal the number of bytes that have arrived; else errc::conflict with
  // the expected offset. errc::conflict too when the object is complete or another upload is writing it. The
  // arrived bytes are `unread` unless `known` describes the file as it is now.
  result<upload> begin(const digest& d, std::int64_t offset,
                       std::optional<upload_progress> known = std::nullopt) const;
  // The same, and reads and hashes the arrived bytes.
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
