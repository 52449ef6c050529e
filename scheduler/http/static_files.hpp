// The files of the daemon's page, read once when it starts. What is not in the table is not there: no request
// names a path on the disk.
//
//   result<static_files> page = static_files::read("/usr/share/bangtin/page");
//   const static_file* f = page->find("desk/main.js");
//   reply r = reply_with(*f, request);
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "scheduler/http/http_types.hpp"

namespace bangtin::scheduler::http {

struct static_file {
  std::string content_type;
  std::string etag;  // in quotes, of the bytes; compressed ones have "-gzip" in it
  std::shared_ptr<const std::string> bytes, compressed;  // `compressed` is null where it would be no smaller
};

// Immutable; any thread may read it.
class static_files {
 public:
  static constexpr std::size_t max_files = 200;
  static constexpr std::uint64_t max_file_bytes = 4 << 20;

  static_files() = default;  // none
  // The regular files "NAME" and "FOLDER/NAME" below `folder` whose endings are known (static_files.cpp);
  // links and all else are passed over. errc::not_found when there is no such folder; errc::limit when there
  // are too many files or one is too large.
  static result<static_files> read(const std::filesystem::path& folder);

  // nullptr when there is none.
  const static_file* find(std::string_view name) const;
  std::size_t size() const { return by_name_.size(); }

 private:
  std::map<std::string, static_file, std::less<>> by_name_;
};

// The file, compressed where the request takes gzip; 304 where it has it already.
reply reply_with(const static_file& f, const request& r);

}  // namespace bangtin::scheduler::http
