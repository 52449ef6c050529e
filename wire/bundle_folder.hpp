// The folder "bangtin-bundle" on a USB stick. An attacker may have put links, pipes, devices or endless files
// there, and the stick may be pulled at any moment. So this opens only plain files and folders, follows no
// link, and reads no file that is longer than the caller expects. A file gets its name when all of it is on
// the stick. Names are those of wire/bundle.hpp, with '/' between folders; they fit FAT.
//
// Any thread may use one object; two must not write the same file. Errors: errc::not_found when something is
// not there, errc::invalid when it is not what it should be (a link, a pipe, a folder), errc::limit when it
// is longer than expected or the stick is full, errc::io when the stick refuses or was pulled.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.hpp"
#include "base/files.hpp"
#include "base/hash.hpp"
#include "wire/bundle.hpp"

namespace bangtin::wire {

class bundle_folder {
 public:
  // `stick` is where the stick is mounted. `open`: errc::not_found when it has no such folder.
  static result<bundle_folder> open(const std::filesystem::path& stick,
                                    std::string_view name = bundle_folder_name);
  static result<bundle_folder> make(const std::filesystem::path& stick,
                                    std::string_view name = bundle_folder_name);

  // For tests: called before each step that changes the stick, with what it does; an error is what the step
  // fails with.
  using gate = std::function<result<void>(std::string_view step)>;
  void set_gate(gate g) { gate_ = std::move(g); }

  // Whether the stick is still there: its folder can be looked at, and is the one that was opened.
  bool is_there() const;
  // Changes when a file of this name is replaced, removed or changed; a file system may also give the same
  // file another one.
  struct stamp {
    std::uint64_t inode = 0;
    std::int64_t bytes = 0, modified_ns = 0, changed_ns = 0;
    bool operator==(const stamp&) const = default;
  };
  // Empty: there is no such file.
  result<std::optional<stamp>> stamp_of(std::string_view name) const;
  // The whole file.
  result<std::string> read(std::string_view name, std::int64_t max_bytes) const;
  // Its length; empty when there is no such file.
  result<std::optional<std::int64_t>> size_of(std::string_view name) const;
  // The file, open for reading. errc::limit when it is longer than `bytes`, errc::invalid when it is shorter.
  result<unique_fd> open_file(std::string_view name, std::int64_t bytes) const;
  // The names in the folder, ascending; an absent folder is empty. errc::limit for more than `max`.
  result<std::vector<std::string>> list(std::string_view folder, std::size_t max) const;

  // Writes it and makes the folders on the way. Does nothing when it has this content already.
  result<void> write(std::string_view name, std::string_view content) const;
  // Nothing happens when it is not there.
  result<void> remove(std::string_view name) const;

  // A long file on its way: "<name>.part" until it is whole.
  class arriving {
   public:
    std::int64_t offset() const { return offset_; }
    result<void> write(std::string_view bytes);
    // Gives it its name. errc::verification when its bytes have another hash; then they are removed.
    result<void> finish(const digest& expected);

   private:
    friend class bundle_folder;
    explicit arriving(const bundle_folder& in) : in_(&in) {}
    const bundle_folder* in_;
    unique_fd folder_, fd_;
    std::string name_;
    std::int64_t offset_ = 0;
    hasher hash_;
  };
  // Goes on where an earlier call was interrupted; bytes behind `max_bytes` are cut off.
  result<arriving> begin(std::string_view name, std::int64_t max_bytes) const;

  std::int64_t free_bytes() const;
  // The longest file that its file system takes: FAT ends one byte below 4 GiB.
  std::int64_t max_file_bytes() const;

 private:
  struct place {
    unique_fd folder;
    std::string name;
  };
  bundle_folder(std::filesystem::path path, unique_fd folder)
      : path_(std::move(path)), folder_(std::move(folder)) {}
  result<unique_fd> folder_of(std::string_view names, bool make_it) const;
  result<place> find(std::string_view name, bool make_it) const;
  result<void> may(std::string_view step) const { return gate_ ? gate_(step) : result<void>(); }

  std::filesystem::path path_;
  unique_fd folder_;
  gate gate_;
};

}  // namespace bangtin::wire
