// A restore has three parts: read and check (backup_content), make the site beside the old one (staged_site),
// and switch (folder_switch). Only the switch changes what a daemon sees.
#include "scheduler/app/restore.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/archive/archive_reader.hpp"
#include "base/archive/archive_writer.hpp"
#include "base/files.hpp"
#include "scheduler/app/data_folder.hpp"
#include "scheduler/app/folder_switch.hpp"
#include "scheduler/app/restore_keys.hpp"
#include "scheduler/app/staged_site.hpp"

namespace bangtin::scheduler::app {

namespace fs = std::filesystem;
namespace admin = wire::admin;

namespace {

constexpr std::uint64_t max_facts_bytes = 256 * 1024 * 1024;
constexpr std::uint64_t max_small_bytes = 1024 * 1024;
constexpr std::uint64_t reserve_bytes = 256 * 1024 * 1024;
constexpr std::string_view keys_folder = "keys/";

error strange(const fs::path& file, const std::string& member) {
  return {errc::verification, msg("the backup {} has {}, which no backup has", file.string(), member),
          msg("use another copy or an older backup")};
}

// What the backup holds apart from the ledger and the media files.
struct backup_content {
  archive::checked_archive checked;
  admin::backup_facts facts;
  std::string configuration;
  key_files keys;
};

bool is_known_member(const std::string& name) {
  return name == admin::facts_member || name == admin::ledger_member || name == admin::configuration_member ||
         (name.starts_with(keys_folder) && name.find('/', keys_folder.size()) == std::string::npos) ||
         admin::object_of_member(name).has_value();
}

result<admin::backup_facts> facts_from(const std::string& text) {
  result<json::value> v = parse_json(text);
  if (!v) return v.error();
  const json::object* all = v->if_object();
  const json::value* format = all == nullptr ? nullptr : all->if_contains("format");
  if (format != nullptr && format->is_int64() && format->as_int64() > admin::backup_format) {
    return error{errc::unsupported, msg("a newer version of this program made the backup"),
                 msg("install the newer version, and restore with that")};
  }
  return admin::decode<admin::backup_facts>(*v);
}

result<void> read_small(archive::reader& r, const std::string& name, backup_content& into) {
  if (name == admin::facts_member) {
    result<std::string> text = r.read_all(max_facts_bytes);
    if (!text) return text.error();
    auto facts = facts_from(*text);
    if (!facts) return facts.error();
    into.facts = std::move(*facts);
    return {};
  }
  result<std::string> text = r.read_all(max_small_bytes);
  if (!text) return text.error();
  if (name == admin::configuration_member) {
    into.configuration = std::move(*text);
  } else {
    into.keys.emplace(name.substr(keys_folder.size()), std::move(*text));
  }
  return {};
}

result<backup_content> read_backup(const restore_order& o) {
  std::error_code ignored;
  const std::uint64_t all = fs::file_size(o.file, ignored);
  auto checked = archive::check(o.file, [&](std::uint64_t done) {
    if (o.progress) o.progress(restore_step::checking, done, all);
  });
  if (!checked) return checked.error();
  backup_content c{std::move(*checked), {}, {}, {}};
  for (const auto& [name, hash] : c.checked.listed) {
    if (!is_known_member(name)) return strange(o.file, name);
  }
  if (!c.checked.sizes.contains(admin::facts_member) || !c.checked.sizes.contains(admin::ledger_member)) {
    return error{errc::invalid, msg("{} is not a backup of Bảng tin", o.file.string()),
                 msg("give a file that \"bangtin backup\" has written")};
  }
  auto r = archive::reader::open(o.file);
  if (!r) return r.error();
  while (true) {
    auto m = r->next();
    if (!m) return m.error();
    if (!*m || (*m)->name == archive::manifest_name) return c;
    const std::string& name = (*m)->name;
    if (name == admin::ledger_member || admin::object_of_member(name)) continue;
    if (auto read = read_small(*r, name, c); !read) return read.error();
  }
}

// What the folder holds now, and whether it may be replaced.
result<void> may_replace(const restore_order& o, const backup_content& c) {
  if (o.set_aside) return {};
  result<folder_content> there = content_of(o.data);
  if (!there) return there.error();
  if (!there->has_site) return {};
  const bool same = !there->daemon_key || *there->daemon_key == c.facts.daemon_key;
  return error{
      errc::conflict,
      same ? msg("{} holds a site already", o.data.string())
           : msg("{} holds another site than the one in the backup", o.data.string()),
      msg("add --set-aside to move it aside under a dated name, or choose another folder with --data")};
}

std::uint64_t bytes_to_unpack(const backup_content& c) {
  std::uint64_t all = 0;
  for (const auto& [name, bytes] : c.checked.sizes) all += bytes;
  for (const admin::backup_object& o : c.facts.objects) {
    if (c.checked.is_beside(admin::object_member(o.sha256))) all += static_cast<std::uint64_t>(o.bytes);
  }
  return all;
}

}  // namespace

result<restored_site> restore(const restore_order& o) {
  if (auto made = make_folder(o.data); !made) return made.error();
  result<unique_fd> lock = lock_folder(o.data);
  if (!lock) return lock.error();
  folder_switch change(o.data);
  const fs::path begun = change.begun_for();
  if (!begun.empty() && begun != o.file) {
    return error{errc::conflict, msg("a restore from {} was interrupted here", begun.string()),
                 msg("end it first: \"bangtin restore {}\"", begun.string())};
  }
  restored_site done;
  if (begun.empty()) {
    result<backup_content> c = read_backup(o);
    if (!c) return c.error();
    if (auto may = may_replace(o, *c); !may) return may.error();
    result<key_files> keys = keys_for(c->facts.daemon_key, {c->keys, o.key, o.data}, o.passphrase);
    if (!keys) return keys.error();
    staged_site site(change.staging(), o, c->checked);
    const std::uint64_t total = bytes_to_unpack(*c);
    if (auto room = archive::check_room(o.data, total + reserve_bytes - std::min(total, site.bytes_there()));
        !room) {
      return room.error();
    }
    done.facts = c->facts;
    done.manifest = c->checked.manifest_hash;
    if (auto unpacked = site.unpack(total); !unpacked) return unpacked.error();
    if (auto stored = site.write_small(*keys, c->configuration); !stored) return stored.error();
    if (auto ready = site.finish_ledger(done); !ready) return ready.error();
    if (auto began = change.begin(o.file, o.now, done); !began) return began.error();
  }
  if (o.progress) o.progress(restore_step::switching, 0, 0);
  if (auto ended = change.finish(done); !ended) return ended.error();
  return done;
}

}  // namespace bangtin::scheduler::app
