// media add.
#include <algorithm>

#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/media_loader.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

json::object to_json(const loaded_file& o, const std::optional<error>& failure) {
  json::object v{{"file", o.file},    {"status", "rejected"},     {"media", nullptr},
                 {"sha256", nullptr}, {"kind", nullptr},          {"width", nullptr},
                 {"height", nullptr}, {"duration_ms", nullptr},   {"pages", nullptr},
                 {"reason", nullptr}, {"warnings", json::array()}};
  if (o.sha256) v["sha256"] = o.sha256->hex();
  if (o.problem) {
    v["reason"] = views::sentence(o.problem->what, o.problem->remedy);
    return v;
  }
  if (!o.item) {
    v["status"] = "queued";
    if (failure) v["reason"] = views::sentence(failure->what, failure->remedy);
    if (o.job) v["job"] = o.job->id;
    return v;
  }
  const wire::admin::media_item& m = *o.item;
  v["status"] = m.status;
  v["media"] = m.id;
  v["kind"] = playlists::programme::to_string(m.kind);
  v["width"] = m.width;
  v["height"] = m.height;
  v["duration_ms"] = m.duration.count();
  v["pages"] = m.pages;
  json::array warnings;
  for (const message& w : m.warnings) warnings.emplace_back(translate(w));
  v["warnings"] = std::move(warnings);
  return v;
}

result<media_texts> texts_from(const arguments& given) {
  media_texts words;
  for (auto [option, to] : {std::pair("--title", &words.title), std::pair("--theme", &words.theme),
                            std::pair("--owner", &words.owner), std::pair("--link", &words.link)}) {
    result<std::string> line = line_of(option, given.text(option));
    if (!line) return line.error();
    *to = std::move(*line);
  }
  if (auto duration = given.get("--duration")) {
    result<std::chrono::milliseconds> d = duration_from(*duration);
    if (!d) return d.error();
    words.duration = *d;
  }
  return words;
}

// Subtitles are an item like any other, and must be one before the film that they belong to is ordered.
void load_with_subtitles(media_loader& loader, const listed_file& film, const listed_file& subtitles) {
  std::optional<wire::admin::media_item> words = loader.load_first(subtitles);
  if (words && words->kind == playlists::programme::media_kind::subtitles) {
    loader.attach_subtitles(words->id);
    loader.load(film);
  } else if (words) {
    loader.refuse(film,
                  {errc::invalid, msg("{} is not a file of subtitles", printable(subtitles.path.string())),
                   msg("give a file in SRT, WebVTT or ASS, or call the command without --subtitles")});
  } else if (loader.failure() || is_stopped(*loader.files().back().problem)) {
    loader.load(film);  // is only listed
  } else {
    loader.refuse(film, {errc::invalid, msg("its subtitles were rejected"),
                         msg("correct them, or call the command without --subtitles")});
  }
}

void tell_skipped(session& s, const file_list& list) {
  constexpr std::size_t max_lines = 10;
  for (std::size_t i = 0; i < std::min(list.skipped.size(), max_lines); ++i) {
    s.out.note(translate(list.skipped[i]));
  }
  if (list.skipped.size() > max_lines) {
    s.out.note(tr("skipped: {} more of that kind", list.skipped.size() - max_lines));
  }
}

// After Ctrl-C: what is left to do, and what goes on without this command.
void tell_what_is_left(session& s, const media_loader& loader) {
  const auto& files = loader.files();
  const auto not_loaded = std::count_if(
      files.begin(), files.end(), [](const loaded_file& o) { return o.problem && is_stopped(*o.problem); });
  if (not_loaded > 0) {
    s.out.note(tr("stopped; files not loaded: {}; the same command again goes on where it was", not_loaded));
  }
  for (const loaded_file& o : loader.files()) {
    if (o.is_settled() || !o.job) continue;
    s.out.note(tr("the daemon goes on with {}, which is job {}; \"bangtin jobs cancel {}\" ends that", o.file,
                  o.job->id, o.job->id));
  }
}

// Prints the document and returns the exit code.
result<int> conclude(session& s, const media_loader& loader, bool subtitles_first) {
  std::vector<const loaded_file*> in_order;
  for (const loaded_file& o : loader.files()) in_order.push_back(&o);
  if (subtitles_first && in_order.size() > 1)
    std::rotate(in_order.begin(), in_order.begin() + 1, in_order.end());
  json::array answers;
  bool any_problem = false, all_unreachable = true;
  for (const loaded_file* o : in_order) {
    answers.push_back(to_json(*o, loader.failure()));
    any_problem = any_problem || o->problem;
    all_unreachable = all_unreachable && o->problem && o->problem->code == errc::unreachable;
  }
  s.out.document(answers);
  if (loader.failure()) return *loader.failure();
  if (s.must_stop()) return 1;
  return !any_problem ? 0 : all_unreachable ? views::exit_code(errc::unreachable) : 1;
}

}  // namespace

result<int> media_add(session& s, const arguments& given) {
  result<media_texts> words = texts_from(given);
  if (!words) return words.error();
  const file_list list = list_files(given.all("FILE"));
  if (list.too_many) return *list.too_many;
  const std::optional<std::string> subtitles = given.get("--subtitles");
  if (subtitles && list.files.size() != 1) {
    return error{errc::usage, msg("--subtitles belong to one file, and {} were given", list.files.size()),
                 msg("call the command once for each file with subtitles; nothing was loaded")};
  }
  s.ends_in_order = true;
  tell_skipped(s, list);
  media_loader loader(s, std::move(*words), !given.has("--no-wait"));
  if (subtitles) {
    load_with_subtitles(loader, list.files.front(), named_file(*subtitles));
  } else {
    for (const listed_file& file : list.files) loader.load(file);
  }
  loader.finish();
  if (s.must_stop()) tell_what_is_left(s, loader);
  return conclude(s, loader, subtitles.has_value());
}

}  // namespace bangtin::admin_cli::commands
