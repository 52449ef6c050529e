#include "admin-cli/commands/file_list.hpp"

#include <fnmatch.h>
#include <sys/stat.h>

#include <algorithm>

#include "admin-cli/commands/local_media.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

bool has_wildcards(const std::string& word) {
  return word.find_first_of("*?[") != std::string::npos;
}

std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator i(folder.empty() ? "." : folder, code), end; !code && i != end;
       i.increment(code)) {
    names.push_back(i->path().filename().string());
  }
  return names;
}

// The shell hands a pattern over unchanged when nothing matches it, or when it stands in quotation marks.
error explained_pattern(const fs::path& word) {
  const std::string pattern = to_nfc(word.filename().string());
  message remedy = msg("see with ls what is in the folder, or give the folder itself");
  for (const std::string& name : names_in(word.parent_path())) {
    if (::fnmatch(pattern.c_str(), to_nfc(name).c_str(), FNM_PERIOD) == 0) {
      remedy = msg("write the pattern without quotation marks, so that the shell expands it");
      break;
    }
    if (::fnmatch(pattern.c_str(), to_nfc(name).c_str(), FNM_PERIOD | FNM_CASEFOLD) == 0) {
      remedy = msg("there is {}; upper and lower case must be the same", printable(name));
    }
  }
  return {errc::not_found, msg("no file matches {}", printable(word.string())), std::move(remedy)};
}

error no_such_file(const fs::path& word) {
  if (has_wildcards(word.filename().string())) return explained_pattern(word);
  message remedy = msg("check that the path is written correctly");
  if (auto like = closest(to_nfc(word.filename().string()), names_in(word.parent_path()))) {
    remedy = msg("did you mean {}?", printable((word.parent_path() / *like).string()));
  }
  return {errc::not_found, msg("there is no file {}", printable(word.string())), std::move(remedy)};
}

error system_problem(const fs::path& path, const std::error_code& code) {
  return system_error(msg("read {}", printable(path.string())), code.value());
}

// Everything below one folder, sorted, so that each call does the same.
class folder_walk {
 public:
  explicit folder_walk(file_list& into) : into_(into) {}

  void walk(const fs::path& folder) {
    std::error_code code;
    std::vector<fs::path> entries;
    for (fs::directory_iterator i(folder, code), end; !code && i != end; i.increment(code)) {
      entries.push_back(i->path());
    }
    if (code) into_.files.push_back({folder, system_problem(folder, code)});
    std::sort(entries.begin(), entries.end(),
              [](const fs::path& a, const fs::path& b) { return to_nfc(a.string()) < to_nfc(b.string()); });
    for (const fs::path& entry : entries) take(entry);
  }

 private:
  void take(const fs::path& entry) {
    std::error_code code;
    const std::string shown = printable(entry.string());
    const fs::file_type type = fs::symlink_status(entry, code).type();
    if (is_rubbish(entry.filename().string())) {
      into_.skipped.push_back(msg("skipped: {} is no material", shown));
    } else if (type == fs::file_type::symlink) {
      into_.skipped.push_back(msg("skipped: {} is a symbolic link", shown));
    } else if (type == fs::file_type::directory) {
      walk(entry);
    } else if (type == fs::file_type::regular) {
      into_.files.push_back({entry, std::nullopt});
    } else {
      into_.skipped.push_back(msg("skipped: {} is not a regular file", shown));
    }
  }

  file_list& into_;
};

}  // namespace

bool is_rubbish(const std::string& name) {
  static const std::vector<std::string> names{
      "thumbs.db",  "ehthumbs.db", "desktop.ini", "$recycle.bin",
      "lost+found", "__macosx",    "autorun.inf", "system volume information"};
  static const std::vector<std::string> endings{".tmp", ".part", ".crdownload", ".download"};
  if (name.starts_with('.') || name.starts_with("~$")) return true;
  const std::string lower = lower_case(name);
  return std::find(names.begin(), names.end(), lower) != names.end() ||
         std::any_of(endings.begin(), endings.end(),
                     [&](const std::string& e) { return lower.ends_with(e); });
}

file_list list_files(const std::vector<std::string>& words) {
  file_list list;
  for (const std::string& word : words) {
    const fs::path path = as_on_disk(word);
    std::error_code code;
    const fs::file_type type = fs::symlink_status(path, code).type();
    if (type == fs::file_type::not_found) {
      list.files.push_back({path, no_such_file(path)});
    } else if (type != fs::file_type::directory) {
      list.files.push_back({path, std::nullopt});  // what it is will show when it is opened
    } else {
      const std::size_t before = list.files.size();
      folder_walk(list).walk(path);
      if (list.files.size() == before) {
        list.files.push_back(
            {path, error{errc::invalid, msg("there is no file to load in {}", printable(path.string())),
                         msg("check that it is the right folder")}});
      }
    }
  }
  return list;
}

}  // namespace bangtin::admin_cli::commands
