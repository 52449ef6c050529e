// The daemon's key and the media files tell that a site was here; the ledger names the key that it was made
// with.
#include "scheduler/app/data_folder.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/file_lock.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/signing.hpp"
#include "scheduler/ledger/sqlite/ledger_file.hpp"

namespace bangtin::scheduler::app {

namespace {

using ledger::sqlite::ledger_file;
namespace fs = std::filesystem;

constexpr std::uint64_t max_key_bytes = 64 * 1024;
constexpr std::uint64_t max_note_bytes = 512 * 1024 * 1024;
constexpr std::string_view aside_prefix = "old-site-";

message way_back() {
  return msg(
      "restore a backup with \"bangtin restore FILE --set-aside\", or start bangtind with --new-site: it "
      "moves "
      "the old files aside and begins");
}

bool has_file_below(const fs::path& folder) {
  std::error_code ec;
  for (fs::recursive_directory_iterator at(folder, ec), end; !ec && at != end; at.increment(ec)) {
    if (!at->is_directory(ec)) return true;
  }
  return false;
}

// The daemon's key without making one; empty when there is none.
result<std::optional<public_key>> key_in(const fs::path& data, const char* file) {
  result<std::string> pem = read_file(data / file, max_key_bytes);
  if (!pem && pem.error().code == errc::not_found) return std::optional<public_key>();
  if (!pem) return pem.error();
  result<secret_key> key = secret_key::from_pem(*pem);
  if (!key) {
    return error{errc::invalid, msg("{} is not a key", (data / file).string()),
                 msg("put back daemon.key, or restore a backup that has the keys with \"bangtin restore FILE "
                     "--set-aside\", or start bangtind with --new-site")};
  }
  return std::optional(key->public_part());
}

std::optional<error> no_ledger(const fs::path& data, ledger_file::kind kind, bool has_key) {
  const bool has_media = has_file_below(data / "media");
  if (!has_key && !has_media) return std::nullopt;
  const std::string file = (data / "ledger.sqlite").string();
  message beside = has_media ? msg("{} is missing, but the site's media files are there", file)
                             : msg("{} is missing, but the daemon's key is there", file);
  if (kind == ledger_file::kind::zero) {
    beside = has_media ? msg("{} is empty (0 bytes), but the site's media files are there", file)
                       : msg("{} is empty (0 bytes), but the daemon's key is there", file);
  } else if (kind == ledger_file::kind::no_tables) {
    beside = msg("{} is a database without content, but the site's key or media files are there", file);
  }
  return error{errc::invalid, std::move(beside), way_back()};
}

// Whether key and ledger belong together.
std::optional<error> wrong_key(const fs::path& data, const ledger_file& f,
                               const std::optional<public_key>& key) {
  const std::string file = (data / "ledger.sqlite").string();
  if (!key) {
    if (f.daemon_key.empty() && !f.has_content) return std::nullopt;
    return error{errc::invalid, msg("{} is missing, but {} is there", (data / "daemon.key").string(), file),
                 msg("put back daemon.key, or restore a backup that has the keys with \"bangtin restore FILE "
                     "--set-aside\"; the screens trust no other key. Or start bangtind with --new-site")};
  }
  const bool known_key = f.daemon_key.empty() || f.daemon_key == key->hex();
  const bool our_receipt =
      !f.daemon_key.empty() || !f.newest_receipt || evidence::verify(*f.newest_receipt, *key);
  if (known_key && our_receipt) return std::nullopt;
  return error{errc::invalid, msg("{} belongs to another site: it was made with another daemon.key", file),
               msg("put back the ledger.sqlite and the daemon.key that belong together, or restore a backup "
                   "with \"bangtin restore FILE --set-aside\", or start bangtind with --new-site")};
}

result<ledger_file> examine(const fs::path& data) {
  result<ledger_file> f = ledger::sqlite::examine_ledger_file(data / "ledger.sqlite");
  if (!f) return f.error();
  result<std::optional<public_key>> key = key_in(data, "daemon.key");
  if (!key) return key.error();
  // A cut while the daemon took its next key.
  result<std::optional<public_key>> next = key_in(data, "daemon.key.next");
  if (next && *next && f->daemon_key == (*next)->hex()) key = next;
  if (f->is != ledger_file::kind::ledger) {
    if (auto bad = no_ledger(data, f->is, key->has_value())) return *bad;
    return f;
  }
  if (auto bad = wrong_key(data, *f, *key)) return *bad;
  // Before ledgers named their daemon, an empty one beside media files was taken for a new site.
  if (f->daemon_key.empty() && !f->has_content && has_file_below(data / "media" / "objects")) {
    return *no_ledger(data, ledger_file::kind::no_tables, key->has_value());
  }
  return f;
}

bool stays(const std::string& name) {
  return name == "lock" || name == "lost+found" || name.starts_with(aside_prefix);
}

}  // namespace

fs::path interrupted_restore(const fs::path& data) {
  result<std::string> text = read_file(data / "restoring" / "begun", max_note_bytes);
  if (!text) return {};
  result<json::value> v = parse_json(*text);
  if (!v || !v->is_object() || !v->as_object().contains("file")) return {};
  const json::value& file = v->as_object().at("file");
  return file.is_string() ? std::string(file.as_string()) : std::string();
}

result<void> examine_folder(const fs::path& data) {
  if (const fs::path begun = interrupted_restore(data); !begun.empty()) {
    return error{errc::invalid, msg("a restore from {} was interrupted here", begun.string()),
                 msg("end it: \"bangtin restore {}\"", begun.string())};
  }
  result<ledger_file> f = examine(data);
  if (!f) return f.error();
  return {};
}

result<fs::path> move_old_site_aside(const fs::path& data, utc_ms now) {
  result<ledger_file> f = examine(data);
  if (f && f->has_content) {
    return error{errc::conflict,
                 msg("{} holds a whole site, so --new-site changes nothing there", data.string()),
                 msg("start bangtind without --new-site, or choose another folder with --data")};
  }
  if (f) return fs::path();  // a new folder, or a site that has only begun
  if (f.error().code == errc::io) return f.error();
  std::vector<fs::path> old;
  std::error_code ec;
  for (fs::directory_iterator at(data, ec), end; !ec && at != end; at.increment(ec)) {
    if (!stays(at->path().filename().string())) old.push_back(at->path());
  }
  if (ec) return system_error(msg("read the folder {}", data.string()), ec.value());
  if (old.empty()) return fs::path();
  const fs::path aside = new_aside(data, now);
  if (result<void> made = make_folder(aside); !made) return made.error();
  std::sort(old.begin(), old.end());
  for (const fs::path& from : old) {
    fs::rename(from, aside / from.filename(), ec);
    if (ec) return system_error(msg("move {} to {}", from.string(), aside.string()), ec.value());
  }
  if (result<void> synced = sync_folder(aside); !synced) return synced.error();
  if (result<void> synced = sync_folder(data); !synced) return synced.error();
  return aside;
}

result<unique_fd> lock_folder(const std::filesystem::path& data) {
  std::filesystem::path file = data / "lock";
  unique_fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!fd) return system_error(msg("open {}", file.string()), errno);
  if (lock_for_process(fd.get())) return fd;
  if (errno != EWOULDBLOCK) return system_error(msg("lock {}", file.string()), errno);
  return error{errc::conflict, msg("another daemon works in {}", data.string()),
               msg("stop it first, or choose another folder with --data")};
}

fs::path new_aside(const fs::path& data, utc_ms now) {
  std::string time = to_rfc3339_utc(now);
  std::erase_if(time, [](char c) { return c == ':' || c == '-' || c == '.'; });
  std::error_code ec;
  fs::path aside = data / (std::string(aside_prefix) + time);
  for (int again = 2; fs::exists(aside, ec); ++again) {
    aside = data / fmt::format("{}{}-{}", aside_prefix, time, again);
  }
  return aside;
}

bool stays_in_folder(const std::string& name) {
  return stays(name) || name == "restoring";
}

}  // namespace bangtin::scheduler::app
