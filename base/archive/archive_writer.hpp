// Writes a checked archive: a plain tar file (POSIX pax) whose last member is its MANIFEST.
//
//   result<writer> w = writer::make("/media/usb/site.tar");
//   w->add("backup.json", text);
//   w->begin("ledger.sqlite", size); w->write(piece); ... w->end();
//   result<digest> hash = w->finish();
//
// The file has a temporary name beside its own until `finish` has synced it, read all of it back and checked
// it; the destructor removes it before that. So whatever fails or is killed, no file with the archive's name
// is a part of one. Memory does not depend on the sizes of the members. Not thread-safe; blocks on the disk.
//
// Errors: those of system_error(); a full disk says how much was written.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/archive/manifest.hpp"
#include "base/error.hpp"

namespace bangtin::archive {

// Bytes that an archive of these members needs at most, itself and its MANIFEST included.
std::uint64_t size_of_archive(std::uint64_t members, std::uint64_t bytes);

// errc::io when the disk of that folder has less than `bytes` free, with both numbers. A disk that does not
// say how much it has free is believed.
result<void> check_room(const std::filesystem::path& folder, std::uint64_t bytes);

class writer {
 public:
  // errc::conflict when the file exists already. Mode 0600.
  static result<writer> make(const std::filesystem::path& file);
  writer(writer&&) noexcept;
  writer& operator=(writer&&) = delete;
  ~writer();

  // A member of exactly `bytes` bytes, which `write` brings. Precondition: is_member_name(name).
  result<void> begin(const std::string& name, std::uint64_t bytes);
  result<void> write(std::string_view piece);
  // errc::internal when not all of its bytes came.
  result<digest> end();
  result<void> add(const std::string& name, std::string_view text);
  // Names a file that lies beside the archive.
  void mention(const std::string& name, const digest& hash);
  std::uint64_t bytes() const;  // written so far

  // Ends the archive, checks it and gives it its name. Returns the hash of the MANIFEST, which stands for all
  // of it. `progress` hears how many bytes were read back.
  result<digest> finish(const std::function<void(std::uint64_t)>& progress = {});

 private:
  struct state;
  explicit writer(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

}  // namespace bangtin::archive
