// First the worker judges the file and makes renditions, then the player's own decoder shows each of them to
// nobody. By the time either answers, an attacker may control it. So the answer may only name files that
// really are in the output folder, what the decoder shows must agree with what the worker says, and after a
// failure everything that they left is deleted.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/inner_message.hpp"
#include "base/text.hpp"
#include "media/asset.hpp"
#include "media/contact_sheet.hpp"
#include "media/decoder_answer.hpp"
#include "media/decoder_check.hpp"
#include "media/new_file.hpp"
#include "media/worker_process.hpp"

namespace bangtin::media {

namespace fs = std::filesystem;

namespace {

using playlists::programme::media_kind;
using std::chrono::milliseconds;

// Of the whole progress; a conversion takes far longer than the check of what it made.
constexpr int worker_share = 850;

constexpr const char* thumbnail_name = "thumbnail.jpg";
constexpr const char* sheet_name = "sheet.jpg";

error names_wrong_files() {
  return {errc::invalid, msg("this file is damaged in a way that made the checking program stop"),
          msg("save or export it again, then load it again")};
}

// Passes on progress from one step after another, and never goes back.
class overall_progress {
 public:
  explicit overall_progress(const ingest_control& control) : control_(control) {}

  // The control for a step that takes the progress from where it is to `end` (in thousandths).
  ingest_control step(int end) {
    return {control_.stop, [this, from = told_, end](int done) { tell(from + (end - from) * done / 1000); }};
  }
  void tell(int permille) {
    if (permille <= told_) return;
    told_ = permille;
    if (control_.progress) control_.progress(permille);
  }
  int told() const { return told_; }

 private:
  const ingest_control& control_;
  int told_ = 0;
};

std::vector<fs::path> entries_of(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code code;
  for (fs::directory_iterator at(folder, code), end; !code && at != end; at.increment(code)) {
    found.push_back(at->path());
  }
  return found;
}

// What a part of the worker that gave up has left: files that it writes under another name first.
void remove_unfinished(const fs::path& folder) {
  std::error_code code;
  for (const fs::path& each : entries_of(folder)) {
    if (each.extension() == ".part") fs::remove(each, code);
  }
}

void remove_all_within(const fs::path& folder) {
  std::error_code code;
  for (const fs::path& each : entries_of(folder)) fs::remove_all(each, code);
}

// Whether the folder contains exactly the plain files that the answer names, and none with a name of ours.
bool holds_just(const fs::path& folder, std::vector<std::string> names) {
  std::vector<std::string> found;
  for (const fs::path& each : entries_of(folder)) {
    struct stat s {};
    if (::lstat(each.c_str(), &s) != 0 || !S_ISREG(s.st_mode) || s.st_nlink != 1 || s.st_size == 0) {
      return false;
    }
    found.push_back(each.filename().string());
    if (found.back() == thumbnail_name || found.back() == sheet_name) return false;
  }
  std::sort(found.begin(), found.end());
  std::sort(names.begin(), names.end());
  return found == names;
}

worker_task task_for(int file, const fs::path& output, const ingest_limits& l) {
  worker_task t;
  t.setup.argv = {worker_program("bangtin-ingest").string(),
                  "--fd",
                  "3",
                  "--output",
                  output.string(),
                  "--bytes",
                  std::to_string(l.bytes),
                  "--duration-ms",
                  std::to_string(l.duration.count()),
                  "--pages",
                  std::to_string(l.pages),
                  "--pixels",
                  std::to_string(l.pixels),
                  "--cpu",
                  std::to_string(l.cpu.count()),
                  "--film-cpu",
                  std::to_string(l.film_cpu),
                  "--memory",
                  std::to_string(l.memory)};
  t.setup.descriptors = {{file, 3}};
  t.setup.environment = {"LC_ALL=C.UTF-8", "PATH=/usr/bin:/bin"};
  t.wall = l.wall;
  t.stall = l.stall;
  t.before_retry = [output] { remove_all_within(output); };
  return t;
}

result<ingested> run_ingest_worker(int file, const fs::path& output, const ingest_limits& limits,
                                   const ingest_control& control) {
  auto text = run_worker(task_for(file, output, limits), control);
  if (!text) return text.error();
  auto answer = ingest_answer_from_json(*text);
  if (!answer) return answer;
  remove_unfinished(output);
  if (!holds_just(output, answer->made)) return names_wrong_files();
  return answer;
}

// Whether a screen shows the film for as long as the worker says: as long as its pictures, or its sound where
// that goes on. A frame more or less is rounding, and so are two pieces of sound (43 ms); whether the sound
// goes on for long enough to count is the worker's decision (media/ingest/video_rules.hpp).
bool as_long_as(const shown& s, milliseconds duration) {
  milliseconds tolerance = std::max(milliseconds(50), s.pictures_end / s.frames);
  milliseconds longest = std::max(s.pictures_end, s.sound_end);
  return std::chrono::abs(s.pictures_end - duration) <= tolerance ||
         std::chrono::abs(longest - duration) <= tolerance;
}

std::optional<error> disagreement(const ingested& i, const shown& s) {
  if (i.kind == media_kind::video && !as_long_as(s, i.duration)) {
    return error{errc::internal,
                 msg("this video lasts {}, and a screen would show it for {}", format_duration(i.duration),
                     format_duration(std::max(s.pictures_end, s.sound_end))),
                 msg("save or export it again with another program, then load that file")};
  }
  if (i.sound && s.sound_end.count() == 0) {
    return error{errc::internal, msg("a screen would play this video without its sound"),
                 msg("save or export it again with another program, then load it again")};
  }
  bool same_size = i.kind == media_kind::pages || (i.width == s.width && i.height == s.height);
  if (same_size) return std::nullopt;
  return error{
      errc::internal,
      msg("this file has {}x{} pixels, and a screen would show {}x{}", i.width, i.height, s.width, s.height),
      msg("save or export it again with another program, then load it again")};
}

// The decoder refuses a rendition that the worker has made. Of a film the pictures may be copied, so the file
// is damaged; of a still it is our mistake.
error bad_rendition(const ingested& i, const error& e) {
  if (e.code != errc::invalid || i.kind == media_kind::video) return e;
  return {errc::internal, msg("what was made of this file cannot be shown by screens ({})", inner(e.what)),
          msg("save or export it again with another program, then load it again")};
}

result<shown> check_one(int original, const fs::path& output, const ingested& i, std::size_t index,
                        const ingest_limits& limits, const ingest_control& control) {
  unique_fd rendition;
  if (!i.made.empty()) {
    fs::path path = output / i.made[index];
    rendition = unique_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!rendition) return system_error(msg("read {}", path.string()), errno);
  }
  auto s = check_by_decoder(rendition ? rendition.get() : original, i.duration, limits, control);
  if (!s) return i.made.empty() ? s.error() : bad_rendition(i, s.error());
  if (auto differs = disagreement(i, *s)) return *differs;
  return s;
}

// Whether page `index` of `count` is on the sheet, which has room for some.
bool on_sheet(std::size_t index, std::size_t count) {
  constexpr std::size_t most = max_small_pictures;
  if (count <= most) return true;
  for (std::size_t n = 0; n < most; ++n) {
    if (n * (count - 1) / (most - 1) == index) return true;
  }
  return false;
}

// Runs the player's decoder over all renditions, and returns the pictures for the sheet.
result<std::vector<labelled_picture>> check_all(int original, const fs::path& output, const ingested& i,
                                                const ingest_limits& limits, overall_progress& progress) {
  std::vector<labelled_picture> sheet;
  std::size_t count = std::max<std::size_t>(i.made.size(), 1);
  int begun = progress.told();
  for (std::size_t index = 0; index < count; ++index) {
    int end = begun + (1000 - begun) * static_cast<int>(index + 1) / static_cast<int>(count);
    auto s = check_one(original, output, i, index, limits, progress.step(end));
    if (!s) return s.error();
    progress.tell(end);
    if (!on_sheet(index, count)) continue;
    for (small_picture& p : s->pictures) {
      std::string label;
      if (i.kind == media_kind::video) label = time_label(p.at);
      if (i.kind == media_kind::pages) label = std::to_string(index + 1);
      if (count > 1) p = scaled_to_fit(p, small_film.longer_px, small_film.shorter_px);
      sheet.push_back({std::move(p), std::move(label)});
    }
  }
  return sheet;
}

result<void> write_pictures(const fs::path& output, const std::vector<labelled_picture>& pictures,
                            ingested& i) {
  auto thumbnail = thumbnail_of(pictures);
  if (!thumbnail) return thumbnail.error();
  auto sheet = sheet_of(pictures);
  if (!sheet) return sheet.error();
  i.thumbnail = thumbnail_name;
  i.sheet = sheet_name;
  if (auto written = write_new_file(output / i.thumbnail, *thumbnail, 0640); !written) return written;
  return write_new_file(output / i.sheet, *sheet, 0640);
}

result<ingested> run(int file, const fs::path& output, const ingest_limits& limits,
                     const ingest_control& control) {
  overall_progress progress(control);
  auto i = run_ingest_worker(file, output, limits, progress.step(worker_share));
  if (!i || i->kind == media_kind::subtitles) return i;
  auto pictures = check_all(file, output, *i, limits, progress);
  if (!pictures) return pictures.error();
  if (auto written = write_pictures(output, *pictures, *i); !written) return written.error();
  return i;
}

}  // namespace

result<ingested> run_ingest(const fs::path& file, const fs::path& output, const ingest_limits& limits,
                            const ingest_control& control) {
  unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd && errno == ELOOP) {
    return error{errc::invalid, msg("this is a link to another file, not a file"),
                 msg("load the file itself")};
  }
  if (!fd) return system_error(msg("read {}", file.string()), errno);
  struct stat s {};
  if (::fstat(fd.get(), &s) != 0) return system_error(msg("read {}", file.string()), errno);
  if (!S_ISREG(s.st_mode)) {
    return error{errc::invalid, msg("this is not a file with content"),
                 msg("choose a picture, a video or a PDF")};
  }
  if (auto made = make_folder(output); !made) return made.error();
  std::error_code code;
  if (!fs::is_empty(output, code) || code) {
    return error{errc::internal, msg("the folder {} is not empty", output.string()),
                 msg("delete what is in it, then try again")};
  }
  auto answer = run(fd.get(), fs::absolute(output), limits, control);
  if (!answer) fs::remove_all(output, code);
  return answer;
}

}  // namespace bangtin::media
