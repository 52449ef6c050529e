// First opens and hashes every file, so that a missing one is reported before an hour of upload; then sends
// those whose hash the daemon does not list.
#include "admin-cli/commands/local_media.hpp"

#include <algorithm>

#include "admin-cli/commands/ingest_jobs.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/upload.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

// Copies everything except the name, which comes from the programme.
void take_facts(playlists::programme::media_item& item, const wire::admin::media_item& from) {
  item.id = from.id;
  item.kind = from.kind;
  item.width = static_cast<int>(from.width);
  item.height = static_cast<int>(from.height);
  // What staff say of a picture goes into the programme's entries, which can differ.
  if (from.kind == playlists::programme::media_kind::video) item.duration = from.duration;
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

const wire::admin::media_item* find(const std::vector<wire::admin::media_item>& all, const std::string& id) {
  auto found = std::find_if(all.begin(), all.end(), [&](const auto& m) { return m.id == id; });
  return found == all.end() ? nullptr : &*found;
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

// The entry of the folder that is called so by `spelt`, if it is the only one.
template <class Spelling>
std::optional<fs::path> entry_called(const fs::path& folder, const std::string& name, Spelling spelt) {
  std::error_code code;
  std::optional<fs::path> found;
  for (const fs::directory_entry& e : fs::directory_iterator(folder.empty() ? "." : folder, code)) {
    if (spelt(e.path().filename().string()) != spelt(name)) continue;
    if (found) return std::nullopt;
    found = folder / e.path().filename();
  }
  return found;
}

bool is_there(const fs::path& path) {
  std::error_code code;
  return fs::exists(fs::symlink_status(path, code));
}

// What the files beside the programme and the loaded items are called.
std::vector<std::string> names_around(const fs::path& path,
                                      const std::vector<wire::admin::media_item>& known) {
  std::vector<std::string> names, beside;
  for (const wire::admin::media_item& m : known) names.push_back(m.file);
  std::error_code code;
  for (const fs::directory_entry& e :
       fs::directory_iterator(path.parent_path().empty() ? "." : path.parent_path(), code)) {
    if (e.path().extension() != ".toml") beside.push_back(to_nfc(e.path().filename().string()));
  }
  std::sort(beside.begin(), beside.end());
  names.insert(names.end(), beside.begin(), beside.end());
  return names;
}

error not_found(const fs::path& path, const std::string& name,
                const std::vector<wire::admin::media_item>& known) {
  std::string near = nearest_name(name, names_around(path, known));
  return {errc::not_found,
          msg("there is no file {}, and no loaded item is called so", printable(path.string())),
          near.empty()
              ? msg("check that the path is written correctly; \"bangtin media list\" shows what is loaded")
              : msg("did you mean \"{}\"?", printable(near))};
}

bool is_shown_for_a_chosen_time(const wire::admin::media_item& m) {
  using playlists::programme::media_kind;
  return m.duration.count() > 0 && (m.kind == media_kind::image || m.kind == media_kind::pages);
}

void fill_entries(playlists::programme::programme& p, const std::vector<wire::admin::media_item>& all) {
  for (playlists::programme::playlist& l : p.playlists) {
    for (playlists::programme::playlist_item& i : l.items) {
      const playlists::programme::media_item* m = p.find_media(i.media);
      const wire::admin::media_item* item = m == nullptr ? nullptr : find(all, m->id);
      if (item != nullptr) fill_entry(p, i, *item, all);
    }
  }
}

class filling {
 public:
  filling(session& s, playlists::programme::programme& p, const fs::path& programme_file,
          const std::vector<playlists::text::position>& places)
      : s_(s), p_(p), file_(programme_file), folder_(programme_file.parent_path()), places_(places) {}

  result<local_media> run(bool only_look);

 private:
  // The loaded item; null for a file of this machine that the daemon does not have.
  result<const wire::admin::media_item*> find_material(const playlists::programme::media_item& wanted);
  result<void> load(std::size_t i);
  void report(std::size_t i, const error& e);

  session& s_;
  playlists::programme::programme& p_;
  const fs::path& file_;
  fs::path folder_;
  const std::vector<playlists::text::position>& places_;
  std::vector<wire::admin::media_item> known_;
  bool refused_ = false;
};

void filling::report(std::size_t i, const error& e) {
  refused_ = true;
  playlists::text::position at = i < places_.size() ? places_[i] : playlists::text::position{0, 0};
  s_.out.problem(file_.string(), at.line, at.column, e.what, e.remedy);
}

result<const wire::admin::media_item*> filling::find_material(
    const playlists::programme::media_item& wanted) {
  if (const wire::admin::media_item* said = wanted.id.empty() ? nullptr : find(known_, wanted.id))
    return said;
  const std::string& name = wanted.name;
  fs::path path = as_on_disk(folder_ / name);
  if (is_there(path)) {
    result<local_file> file = open_local(path, s_.person);
    if (!file) return file.error();
    return find(known_, file->sha256);
  }
  result<wire::admin::media_item> item = choose_media(known_, name, written::in_a_programme);
  if (item) return find(known_, item->id);
  if (item.error().code == errc::not_found) return not_found(path, name, known_);
  return item.error();
}

// Opened again, so that a thousand files are not open at once; a change meanwhile shows in the hash.
result<void> filling::load(std::size_t i) {
  result<local_file> file = open_local(as_on_disk(folder_ / p_.media[i].name), s_.person);
  if (!file) return file.error();
  const wire::admin::media_item* twin = find(known_, file->sha256);
  result<wire::admin::media_item> m = twin != nullptr ? *twin : send(s_, *file);
  if (!m) return m.error();
  take_facts(p_.media[i], *m);
  if (twin == nullptr) known_.push_back(std::move(*m));
  return {};
}

result<local_media> filling::run(bool only_look) {
  result<std::vector<wire::admin::media_item>> known = get_media(s_.daemon);
  if (!known) return known.error();
  known_ = std::move(*known);
  std::vector<std::size_t> missing;
  for (std::size_t i = 0; i < p_.media.size(); ++i) {
    result<const wire::admin::media_item*> m = find_material(p_.media[i]);
    if (!m) {
      report(i, m.error());
    } else if (*m != nullptr) {
      take_facts(p_.media[i], **m);
    } else {
      p_.media[i].id.clear();
      missing.push_back(i);
    }
  }
  s_.person.progress("", 1, 1);
  if (refused_) return files_refused(file_);
  local_media done;
  for (std::size_t i : missing) {
    done.sent.push_back(p_.media[i].name);
    if (only_look) continue;
    result<void> filled = load(i);
    if (!filled && !is_about_the_file(filled.error())) return filled.error();
    if (!filled) report(i, filled.error());
  }
  if (refused_) return files_refused(file_);
  fill_entries(p_, known_);
  return done;
}

}  // namespace

fs::path as_on_disk(const fs::path& path) {
  if (is_there(path)) return path;
  fs::path found;
  for (const fs::path& part : path) {
    fs::path next = found / part;
    if (!is_there(next)) {
      auto same = entry_called(found, part.string(), [](const std::string& n) { return to_nfc(n); });
      if (!same) same = entry_called(found, part.string(), [](const std::string& n) { return folded(n); });
      if (!same) return path;
      next = *same;
    }
    found = std::move(next);
  }
  return found;
}

std::string take_in(playlists::programme::programme& p, const wire::admin::media_item& item,
                    const std::vector<wire::admin::media_item>& all) {
  auto same = std::find_if(p.media.begin(), p.media.end(), [&](const auto& m) { return m.id == item.id; });
  if (same != p.media.end()) {
    take_facts(*same, item);
    return same->name;
  }
  result<wire::admin::media_item> called_so = choose_media(all, item.file, written::in_a_programme);
  bool is_only = called_so && called_so->id == item.id && p.find_media(item.file) == nullptr;
  playlists::programme::media_item m;
  m.name = is_only && is_clean_utf8(item.file) && item.file.size() <= playlists::text::max_text_bytes
               ? item.file
               : item.id;
  take_facts(m, item);
  p.media.push_back(m);
  return m.name;
}

void fill_entry(playlists::programme::programme& p, playlists::programme::playlist_item& entry,
                const wire::admin::media_item& item, const std::vector<wire::admin::media_item>& all) {
  if (entry.call.empty()) entry.call = item.call;
  if (!entry.duration && is_shown_for_a_chosen_time(item)) entry.duration = item.duration;
  const wire::admin::media_item* subtitles = item.subtitles.empty() ? nullptr : find(all, item.subtitles);
  if (!entry.subtitles.empty() || subtitles == nullptr) return;
  if (subtitles->kind == playlists::programme::media_kind::subtitles)
    entry.subtitles = take_in(p, *subtitles, all);
}

void refresh_media(playlists::programme::programme& p, const std::vector<wire::admin::media_item>& all) {
  for (playlists::programme::media_item& m : p.media) {
    const wire::admin::media_item* item = find(all, m.id);
    if (item != nullptr) take_facts(m, *item);
  }
  fill_entries(p, all);
}

result<local_media> fill_media(session& s, playlists::programme::programme& p, const fs::path& programme_file,
                               const std::vector<playlists::text::position>& places, bool only_look) {
  return filling(s, p, programme_file, places).run(only_look);
}

}  // namespace bangtin::admin_cli::commands
