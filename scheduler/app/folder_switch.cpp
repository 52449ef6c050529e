#include "scheduler/app/folder_switch.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/json.hpp"
#include "scheduler/app/data_folder.hpp"
#include "scheduler/app/restore_values.hpp"
#include "scheduler/ledger/sqlite/ledger_file.hpp"

namespace bangtin::scheduler::app {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t max_note_bytes = 512 * 1024 * 1024;
constexpr std::string_view restoring = "restoring";
const std::string ledger_file_name = "ledger.sqlite";

result<void> remove_tree(const fs::path& folder) {
  std::error_code ec;
  fs::remove_all(folder, ec);
  if (ec) return system_error(msg("remove {}", folder.string()), ec.value());
  return {};
}

result<void> move(const fs::path& from, const fs::path& to) {
  std::error_code ec;
  fs::rename(from, to, ec);
  if (ec) return system_error(msg("move {} to {}", from.string(), to.string()), ec.value());
  return {};
}

// The entries of the folder in a fixed order, the ledger last: a folder without it is no site.
result<std::vector<fs::path>> entries_of(const fs::path& folder) {
  std::vector<fs::path> all;
  std::error_code ec;
  for (fs::directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec))
    all.push_back(at->path());
  if (ec && ec != std::errc::no_such_file_or_directory) {
    return system_error(msg("read the folder {}", folder.string()), ec.value());
  }
  std::sort(all.begin(), all.end(), [](const fs::path& a, const fs::path& b) {
    const bool a_last = a.filename() == ledger_file_name, b_last = b.filename() == ledger_file_name;
    return a_last != b_last ? b_last : a < b;
  });
  return all;
}

bool has_files_below(const fs::path& folder) {
  std::error_code ec;
  for (fs::recursive_directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (!at->is_directory(ec)) return true;
  }
  return false;
}

json::object note_of(const fs::path& file, const std::string& aside, const restored_site& s) {
  return {{"file", file.string()},
          {"aside", aside},
          {"facts", wire::admin::encode(s.facts)},
          {"manifest", s.manifest.hex()},
          {"configuration", !s.configuration.empty()},
          {"tokens", s.tokens},
          {"missing", s.missing},
          {"doubtful_logs", s.doubtful_logs}};
}

}  // namespace

fs::path folder_switch::begun_for() const {
  return interrupted_restore(data_);
}

result<void> folder_switch::begin(const fs::path& file, utc_ms now, const restored_site& what) {
  result<std::vector<fs::path>> there = entries_of(data_);
  if (!there) return there.error();
  const bool replaces = std::any_of(there->begin(), there->end(),
                                    [](const fs::path& p) { return !stays_in_folder(p.filename()); });
  const std::string aside = replaces ? new_aside(data_, now).filename().string() : std::string();
  // On the disk before the note that says so.
  if (auto synced = sync_folder(staging()); !synced) return synced;
  return write_file(data_ / restoring / "begun", canonical(note_of(file, aside, what)), 0600);
}

result<void> folder_switch::move_aside(const fs::path& aside) {
  if (auto made = make_folder(aside); !made) return made;
  result<std::vector<fs::path>> there = entries_of(data_);
  if (!there) return there.error();
  for (const fs::path& from : *there) {
    if (stays_in_folder(from.filename())) continue;
    if (auto moved = move(from, aside / from.filename()); !moved) return moved;
  }
  if (auto synced = sync_folder(aside); !synced) return synced;
  return sync_folder(data_);
}

result<void> folder_switch::move_in() {
  result<std::vector<fs::path>> made = entries_of(staging());
  if (!made) return made.error();
  for (const fs::path& from : *made) {
    if (from.filename() == ledger_file_name) {
      if (auto synced = sync_folder(data_); !synced) return synced;
    }
    if (auto moved = move(from, data_ / from.filename()); !moved) return moved;
  }
  return sync_folder(data_);
}

result<void> folder_switch::finish(restored_site& what) {
  result<std::string> text = read_file(data_ / restoring / "begun", max_note_bytes);
  if (!text) return text.error();
  result<json::value> v = parse_json(*text);
  if (!v) return v.error();
  const json::object& note = v->as_object();
  auto facts = wire::admin::decode<wire::admin::backup_facts>(note.at("facts"));
  if (!facts) return facts.error();
  const std::string aside(note.at("aside").as_string());
  what.facts = std::move(*facts);
  what.manifest = digest::from(std::string_view(note.at("manifest").as_string())).value_or(digest());
  what.tokens = note.at("tokens").as_int64();
  what.missing = note.at("missing").as_int64();
  what.doubtful_logs = note.at("doubtful_logs").as_int64();
  if (note.at("configuration").as_bool()) what.configuration = data_ / restored_configuration;
  if (!aside.empty()) what.aside = data_ / aside;
  std::error_code ec;
  if (!fs::exists(data_ / restoring / "moved", ec)) {
    if (!aside.empty()) {
      if (auto moved = move_aside(data_ / aside); !moved) return moved;
    }
    if (auto marked = write_file(data_ / restoring / "moved", "", 0600); !marked) return marked;
  }
  if (auto moved = move_in(); !moved) return moved;
  fs::remove(data_ / restoring / "begun", ec);
  if (ec) return system_error(msg("remove {}", (data_ / restoring / "begun").string()), ec.value());
  if (auto synced = sync_folder(data_ / restoring); !synced) return synced;
  return remove_tree(data_ / restoring);
}

result<folder_content> content_of(const fs::path& data) {
  folder_content c;
  auto file = ledger::sqlite::examine_ledger_file(data / ledger_file_name);
  // One that cannot be read may still be mended by somebody.
  if (!file) c.has_site = true;
  if (file) {
    c.has_site = file->has_content;
    c.daemon_key = public_key::from(file->daemon_key);
  }
  c.has_site = c.has_site || has_files_below(data / "media" / "objects");
  return c;
}

}  // namespace bangtin::scheduler::app
