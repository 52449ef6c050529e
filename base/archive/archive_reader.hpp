// Reads a checked archive (archive_writer.hpp), which may come from anywhere: nothing in it is believed
// before `check` has read all of it.
//
//   result<checked_archive> all = check(file);      // every byte is what MANIFEST says
//   result<reader> r = reader::open(file);
//   while (true) {
//     result<std::optional<member>> m = r->next();
//     ... r->read() until the piece is empty
//   }
//
// Refused are: names that leave the folder, anything but plain files, sparse files, a second member of the
// same name, compressed archives, and members longer than the archive. Memory does not depend on the sizes of
// the members. Not thread-safe; blocks on the disk.
//
// Errors: errc::invalid for a file that is no such archive, errc::verification for one that is damaged, cut
// off or altered, errc::not_found and errc::io as system_error() has it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/archive/manifest.hpp"
#include "base/error.hpp"

namespace bangtin::archive {

struct member {
  std::string name;
  std::uint64_t bytes = 0;
};

class reader {
 public:
  static result<reader> open(const std::filesystem::path& file);
  reader(reader&&) noexcept;
  reader& operator=(reader&&) = delete;
  ~reader();

  // The next member, also when the one before was not read; nothing after the last one.
  result<std::optional<member>> next();
  // The next piece of the member, valid until the next call; empty at its end.
  result<std::string_view> read();
  // All of the member. errc::limit when it is longer than `max_bytes`.
  result<std::string> read_all(std::uint64_t max_bytes);
  std::uint64_t bytes() const;  // of the file that were read or skipped

 private:
  struct state;
  explicit reader(std::unique_ptr<state> s);
  std::unique_ptr<state> state_;
};

struct checked_archive {
  digest manifest_hash;  // stands for every byte of every member
  manifest listed;
  std::map<std::string, std::uint64_t, std::less<>> sizes;  // of the members, without the MANIFEST

  // Listed in the MANIFEST, but beside the archive.
  bool is_beside(const std::string& name) const { return listed.contains(name) && !sizes.contains(name); }
};
// Reads the whole file. `progress` hears how many bytes were read. A file that only the MANIFEST names is no
// error here.
result<checked_archive> check(const std::filesystem::path& file,
                              const std::function<void(std::uint64_t)>& progress = {});

}  // namespace bangtin::archive
