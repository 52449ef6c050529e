// Which files the words of a command line mean: files, and the files below folders.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"

namespace bangtin::admin_cli::commands {

struct listed_file {
  std::filesystem::path path;
  std::optional<error> problem;  // why there is nothing to read: no such file, an unreadable folder, ...
};

struct file_list {
  std::vector<listed_file> files;  // in the order of the words; those below a folder sorted by name
  // What below folders is no material: hidden files, those that systems and office programs leave behind,
  // parts of downloads; symbolic links; what is no regular file. With the reason.
  std::vector<message> skipped;
  // Set when the folders hold more than anybody means to load; then the rest of the list is not complete.
  std::optional<error> too_many;
};

// The most files of one call, and the most things below its folders.
constexpr std::size_t max_files = 10'000;
constexpr std::size_t max_entries = 50'000;

// A word that is a folder stands for all files below it, at any depth. Symbolic links are not followed. A
// word with wildcards that the shell has passed on unchanged is explained.
file_list list_files(const std::vector<std::string>& words);
// One word that stands for one file. A folder is none.
listed_file named_file(const std::string& word);

// Whether it is a file that no person means to load, by its name: ".DS_Store", "Thumbs.db", "~$plan.docx".
bool is_rubbish(const std::string& name);

}  // namespace bangtin::admin_cli::commands
