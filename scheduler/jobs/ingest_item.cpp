// Each run has its own scratch folder, so that runs at the same time cannot meet.
#include "scheduler/jobs/ingest_item.hpp"

#include <algorithm>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "playlists/text/readable.hpp"

namespace bangtin::scheduler::jobs {

namespace {

constexpr std::size_t max_title_bytes = 1000;

// The folder for one run of the ingest worker; the destructor removes it with everything in it.
struct scratch_folder {
  std::filesystem::path path;
  ~scratch_folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }
};

// The first line of the title in the file's tags, else one made of the file's name.
std::string first_title(const std::string& in_tags, const std::string& file) {
  std::string_view line = trimmed(in_tags, " \t\r\n");
  line = trimmed(cut_at_character(line.substr(0, line.find('\n')), max_title_bytes));
  return line.empty() || playlists::text::find_bad_line(line) ? title_from_file(file) : to_nfc(line);
}

// The words of a file's name: a space for each run of spaces, hyphens, and characters that people cannot see.
std::string spaced(std::string_view name) {
  std::string words;
  while (!name.empty()) {
    const std::size_t length = std::max<std::size_t>(1, decode_utf8(name).length);
    const std::string_view c = name.substr(0, length);
    // What belongs to an emoji means something only behind it.
    const bool space = c == "_" || c == "-" || c == " " ||
                       playlists::text::find_bad_line(words + std::string(c)).has_value();
    if (!space) words += c;
    if (space && !words.empty() && words.back() != ' ') words += ' ';
    name.remove_prefix(length);
  }
  return std::string(trimmed(words));
}

// Moves a picture for staff into the store; nothing where there is none.
result<std::optional<digest>> adopt_picture(const media::store& store, const std::filesystem::path& folder,
                                            const std::string& name) {
  if (name.empty()) return std::optional<digest>();
  result<digest> d = store.adopt(folder / name);
  if (!d) return d.error();
  return std::optional(*d);
}

error stopped() {
  return {errc::conflict, msg("the examination of this file was stopped"), msg("load it again")};
}

}  // namespace

std::string title_from_file(const std::string& file) {
  std::string name = to_nfc(file);
  std::size_t dot = name.rfind('.');
  // A short ending without spaces is the kind of file, not a part of the name ("Hướng dẫn số 1. Nộp hồ sơ").
  bool ending = dot != std::string::npos && dot > 0 && name.size() - dot <= 6 &&
                name.find(' ', dot) == std::string::npos;
  auto words_of = [](std::string_view part) { return spaced(cut_at_character(part, max_title_bytes)); };
  std::string title = words_of(std::string_view(name).substr(0, ending ? dot : std::string::npos));
  if (!title.empty()) return title;
  return playlists::text::find_bad_line(name) ? words_of(name) : name;
}

result<ledger::stored_media> item_from_order(const std::string& order) {
  result<json::value> v = parse_json(order);
  if (!v) return v.error();
  result<wire::admin::media_order> o = wire::admin::decode<wire::admin::media_order>(*v);
  if (!o) return o.error();
  std::optional<digest> d = digest::from(o->sha256);
  if (!d) return error{errc::invalid, msg("the stored order is damaged"), msg("load the file again")};
  ledger::stored_media m;
  m.sha256 = *d;
  m.id = d->hex().substr(0, 12);
  m.file = std::move(o->file);
  m.title = std::move(o->title);
  m.theme = std::move(o->theme);
  m.owner = std::move(o->owner);
  m.link = std::move(o->link);
  m.subtitles = std::move(o->subtitles);
  m.duration = o->duration;
  return m;
}

result<void> ingest_into(ledger::stored_media& m, const media::store& store,
                         const std::filesystem::path& scratch, const ingest_job& job,
                         const media::ingest_limits& limits, const media::ingest_control& control) {
  scratch_folder folder{scratch / random_hex(8)};
  if (result<void> made = make_folder(folder.path); !made) return made.error();
  result<media::ingested> found = job(store.path_of(m.sha256), folder.path, limits, control);
  if (!found) return found.error();
  m.kind = found->kind;
  m.width = found->width;
  m.height = found->height;
  if (!ledger::is_shown_for_a_chosen_time(m.kind)) m.duration = found->duration;
  m.pages = found->pages;
  m.sound = found->sound;
  m.warnings = found->warnings;
  if (m.title.empty()) m.title = first_title(found->title, m.file);
  for (auto [picture, name] :
       {std::pair(&m.thumbnail, &found->thumbnail), std::pair(&m.sheet, &found->sheet)}) {
    result<std::optional<digest>> d = adopt_picture(store, folder.path, *name);
    if (!d) return d.error();
    *picture = *d;
  }
  std::vector<digest> renditions;
  if (found->made.empty()) renditions.push_back(m.sha256);
  for (const std::string& name : found->made) {
    if (control.stop.stop_requested()) return stopped();
    result<digest> d = store.adopt(folder.path / name);
    if (!d) return d.error();
    renditions.push_back(*d);
  }
  for (const digest& d : renditions) {
    result<std::int64_t> size = store.size_of(d);
    if (!size) return size.error();
    m.files.push_back({d, *size});
  }
  return {};
}

}  // namespace bangtin::scheduler::jobs
