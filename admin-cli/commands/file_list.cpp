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

error no_name() {
  return {errc::usage, msg("one of the file names is empty"),
          msg("in a script, check that the variable with the name is set")};
}

error too_many(const fs::path& folder) {
  return {errc::usage, msg("there are more than {} files in {}", max_files, printable(folder.string())),
          msg("give the folders with the material, a few at a time; nothing was loaded")};
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
  folder_walk(file_list& into, std::size_t& seen, const fs::path& top)
      : into_(into), seen_(seen), top_(top) {}

  void walk(const fs::path& folder) {
    std::error_code code;
    std::vector<fs::path> entries;
    for (fs::directory_iterator i(folder, code), end; !code && i != end; i.increment(code)) {
      if (into_.files.size() + entries.size() >= max_entries || ++seen_ > max_entries) return give_up();
      entries.push_back(i->path());
    }
    if (code) into_.files.push_back({folder, system_problem(folder, code)});
    std::sort(entries.begin(), entries.end(),
              [](const fs::path& a, const fs::path& b) { return to_nfc(a.string()) < to_nfc(b.string()); });
    for (const fs::path& entry : entries) {
      if (into_.too_many) return;
      take(entry);
    }
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
      if (into_.files.size() >= max_files) return give_up();
      into_.files.push_back({entry, std::nullopt});
    } else {
      into_.skipped.push_back(msg("skipped: {} is not a regular file", shown));
    }
  }

  void give_up() { into_.too_many = too_many(top_); }

  file_list& into_;
  std::size_t& seen_;
  const fs::path& top_;
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

listed_file named_file(const std::string& word) {
  if (word.empty()) return {word, no_name()};
  const fs::path path = as_on_disk(word);
  std::error_code code;
  const bool there = fs::symlink_status(path, code).type() != fs::file_type::not_found;
  if (!there) return {path, no_such_file(path)};
  return {path, std::nullopt};  // what it is will show when it is opened
}

file_list list_files(const std::vector<std::string>& words) {
  file_list list;
  std::size_t seen = 0;
  for (const std::string& word : words) {
    listed_file named = named_file(word);
    const fs::path path = named.path;
    std::error_code code;
    const fs::file_type type = fs::symlink_status(path, code).type();
    if (named.problem || type != fs::file_type::directory) {
      list.files.push_back(std::move(named));
    } else {
      const std::size_t before = list.files.size();
      folder_walk(list, seen, path).walk(path);
      if (list.too_many) break;
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
