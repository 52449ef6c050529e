// First opens and hashes every file, so that a missing one is reported before an hour of upload; then sends
// those whose hash the daemon does not list.
#include "admin-cli/commands/local_media.hpp"

#include <algorithm>

#include "admin-cli/commands/ingest_jobs.hpp"
#include "admin-cli/commands/upload.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

// Copies everything except the name, which comes from the programme.
void take_facts(playlists::programme::media_item& item, const wire::admin::media_item& from) {
  item.id = from.id;
  item.kind = from.kind;
  item.width = static_cast<int>(from.width);
  item.height = static_cast<int>(from.height);
  item.duration = from.duration;
  item.pages = static_cast<int>(from.pages);
  item.title = from.title;
  item.theme = from.theme;
  item.owner = from.owner;
  item.link = from.link;
  item.files.clear();
  for (const wire::admin::media_file& f : from.files) item.files.push_back({f.sha256, f.bytes});
}

const wire::admin::media_item* find(const std::vector<wire::admin::media_item>& all, const digest& sha256) {
  for (const wire::admin::media_item& m : all) {
    if (m.sha256 == sha256) return &m;
  }
  return nullptr;
}

error files_refused(const fs::path& programme_file) {
  return {errc::invalid, msg("not every file that {} names can be used", printable(programme_file.string())),
          msg("correct what is said above; the draft was not changed")};
}

result<wire::admin::media_item> send(session& s, const local_file& file) {
  if (result<void> sent = upload(s, file); !sent) return sent.error();
  s.out.note(tr("examining {}", file.path.filename().string()));
  result<json::value> made = ingest(s, file, {});
  if (!made) return made.error();
  return media_item_from(*made);
}

// Whether the failure concerns only this file, so that trying the others makes sense.
bool is_about_the_file(const error& e) {
  return e.code == errc::invalid || e.code == errc::not_found || e.code == errc::limit ||
         e.code == errc::io || e.code == errc::unsupported;
}

}  // namespace

fs::path as_on_disk(const fs::path& path) {
  std::error_code code;
  if (fs::exists(fs::symlink_status(path, code))) return path;
  fs::path found;
  for (const fs::path& part : path) {
    fs::path next = found / part;
    if (!fs::exists(fs::symlink_status(next, code))) {
      const std::string wanted = to_nfc(part.string());
      fs::directory_iterator all(found.empty() ? "." : found, code);
      auto same = std::find_if(begin(all), end(all), [&](const fs::directory_entry& e) {
        return to_nfc(e.path().filename().string()) == wanted;
      });
      if (same == end(all)) return path;
      next = found / same->path().filename();
    }
    found = std::move(next);
  }
  return found;
}

result<local_media> fill_media(session& s, playlists::programme::programme& p, const fs::path& programme_file,
                               bool only_look) {
  result<std::vector<wire::admin::media_item>> known = get_media(s.daemon);
  if (!known) return known.error();
  fs::path folder = programme_file.parent_path();
  bool refused = false;
  auto report = [&](const error& e) {
    refused = true;
    s.out.problem(programme_file.string(), 0, 0, e.what, e.remedy);
  };
  std::vector<std::pair<std::size_t, digest>> missing;
  for (std::size_t i = 0; i < p.media.size(); ++i) {
    result<local_file> file = open_local(as_on_disk(folder / p.media[i].name), s.person);
    if (!file) {
      report(file.error());
    } else if (const wire::admin::media_item* m = find(*known, file->sha256)) {
      take_facts(p.media[i], *m);
    } else {
      missing.emplace_back(i, file->sha256);
    }
  }
  s.person.progress("", 1, 1);
  if (refused) return files_refused(programme_file);
  local_media done;
  for (const auto& [i, sha256] : missing) {
    done.sent.push_back(p.media[i].name);
    if (only_look) continue;
    // Opened again, so that a thousand files are not open at once; a change meanwhile shows in the hash.
    result<local_file> file = open_local(as_on_disk(folder / p.media[i].name), s.person);
    if (!file) return file.error();
    const wire::admin::media_item* twin = find(*known, file->sha256);
    result<wire::admin::media_item> m = twin != nullptr ? *twin : send(s, *file);
    if (!m && !is_about_the_file(m.error())) return m.error();
    if (!m) {
      report(m.error());
      continue;
    }
    take_facts(p.media[i], *m);
    known->push_back(std::move(*m));
  }
  if (refused) return files_refused(programme_file);
  return done;
}

}  // namespace bangtin::admin_cli::commands
