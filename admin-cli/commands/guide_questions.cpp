// The questions of all steps but the screen's.
#include <cstdlib>
#include <filesystem>

#include "admin-cli/commands/campaign_options.hpp"
#include "admin-cli/commands/daemon_absence.hpp"
#include "admin-cli/commands/file_list.hpp"
#include "admin-cli/commands/guide_steps.hpp"
#include "admin-cli/commands/guide_watch.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/ingest_jobs.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/plan_file.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
using calls = std::vector<guide_call>;

bool exists(const std::string& path) {
  std::error_code code;
  return fs::exists(fs::symlink_status(path, code));
}

std::string home_folder() {
  const char* home = std::getenv("HOME");
  return home == nullptr ? "" : home;
}

result<std::vector<std::string>> paths_in(const std::string& typed) {
  std::optional<std::vector<std::string>> paths = views::typed_paths(typed, home_folder(), exists);
  if (paths) return *paths;
  return error{errc::usage, msg("a quotation mark is missing in {}", printable(typed)),
               msg("write the path again, or drop the file into this window")};
}

// One path, as text. errc::not_found with what was probably meant.
result<std::string> existing_path(const std::string& typed) {
  result<std::vector<std::string>> paths = paths_in(typed);
  if (!paths) return paths.error();
  if (paths->size() > 1) {
    return error{errc::usage, msg("these are {} files, and one is wanted", paths->size()),
                 msg("name only one")};
  }
  if (listed_file named = named_file(paths->front()); named.problem) return *named.problem;
  return paths->front();
}

// The first file in this folder that looks like one of these; empty: there is none.
std::string file_here(std::span<const std::string_view> endings) {
  std::vector<std::string> names;
  std::error_code code;
  for (fs::directory_iterator i(".", code), end; !code && i != end; i.increment(code)) {
    const std::string name = i->path().filename().string();
    const std::string ending = lower_case(i->path().extension().string());
    std::error_code failed;
    const bool fits = std::find(endings.begin(), endings.end(), ending) != endings.end();
    if (fits && !is_rubbish(name) && i->is_regular_file(failed)) names.push_back(name);
  }
  return names.empty() ? "" : *std::min_element(names.begin(), names.end());
}

constexpr std::string_view clip_endings[] = {".mp4", ".mov",  ".mkv", ".webm", ".avi",
                                             ".mpg", ".wmv",  ".m4v", ".jpg",  ".jpeg",
                                             ".png", ".webp", ".svg", ".heic", ".pdf"};

// Waits for a file that the daemon examines since an earlier call. True: there was one.
result<bool> wait_for_ingest(guide_walk& g) {
  result<std::vector<wire::admin::job>> jobs = get_jobs(g.call.daemon);
  if (!jobs) return jobs.error();
  for (const wire::admin::job& job : *jobs) {
    if (is_final(job)) continue;
    g.call.out.text(tr("The daemon is still examining {}; waiting for it.", printable(job.file)));
    g.call.out.flush();
    session s = g.at_this_moment();
    result<wire::admin::media_item> item = wait_for_item(s, job);
    if (!item && !g.is_stopped()) g.call.out.note(views::sentence(item.error().what, item.error().remedy));
    return true;
  }
  return false;
}

// A name for the first playlist and campaign; a number makes it new.
std::string free_name(const std::vector<std::string>& taken) {
  return short_name(tr("first content"), taken);
}

// Whether `campaign create` would take these options.
result<void> check_campaign(const guide_state& state, const typed_options& options, utc_ms now) {
  arguments given;
  for (const auto& [key, value] : options) given.add(key, value);
  playlists::programme::campaign scratch;
  return apply_campaign_options(given, state.draft, views::today_in(state.draft.timezone, now), scratch);
}

}  // namespace

result<calls> ask_for_daemon(guide_walk& g, const guide_state& state) {
  result<wire::admin::site> site = get_site(g.call.daemon);
  if (site) return calls();
  const error why = explain_absence(g.set, site.error());
  g.call.out.text(views::sentence(why.what, why.remedy));
  for (const next_step& step : next_steps(state.site)) {
    g.call.out.text("  " + with_placeholders(step.call));
  }
  result<std::string> said =
      g.talk.answer({tr("When it runs, press Enter"), tr("look again"), "",
                     [](const std::string& typed) { return result<std::string>(typed); }});
  if (!said) return said.error();
  return calls();
}

namespace {

// On the daemon's own machine the owner decides that the keys are kept there.
result<calls> make_new_keys(guide_walk& g) {
  if (!daemon_data_here()) return calls{{"keys init", keys_init}};
  g.call.out.text(tr(
      "The daemon works on this computer. Keys are safer on the approver's own: then leave with q, and make "
      "them there."));
  result<std::string> said =
      g.talk.answer({tr("To keep them here all the same, press Enter"), tr("keep them here"), "",
                     [](const std::string& typed) { return result<std::string>(typed); }});
  if (!said) return said.error();
  return calls{{"keys init", keys_init, {{"--single-machine", ""}}}};
}

}  // namespace

result<calls> ask_for_keys(guide_walk& g, const guide_state& state) {
  const bool has_others = state.site.has_keys && !state.keys_fit;
  if (!state.site.has_root && !has_others) return make_new_keys(g);
  g.call.out.text(has_others ? tr("The keys in {} are those of another site.", printable(g.set.keys.string()))
                             : tr("This site has keys, and they are not on this computer."));
  result<wire::admin::site> site = get_site(g.call.daemon);
  if (!site) return site.error();
  auto read = [&](const std::string& typed) -> result<std::string> {
    result<std::string> path = existing_path(typed);
    if (!path) return path;
    result<key_facts> keys = read_keys(*path);
    if (!keys) return keys.error();
    if (site->root && keys->root != *site->root) {
      return error{errc::verification, msg("the keys in {} are those of another site", printable(*path)),
                   msg("name the folder that \"bangtin keys init\" made for this site")};
    }
    return path;
  };
  result<std::string> folder = g.talk.answer({tr("The folder of the site's keys"), "", std::nullopt, read});
  if (!folder) return folder.error();
  g.set.keys = *folder;
  return calls{{"keys list", keys_list, {{"--keys", *folder}}}};
}

result<calls> ask_for_plan(guide_walk& g, const guide_state&) {
  constexpr std::string_view toml[] = {".toml"};
  std::string usual = file_here(toml);
  if (usual.find("plan") == std::string::npos && usual.find("ke-hoach") == std::string::npos) usual.clear();
  auto read = [&](const std::string& typed) -> result<std::string> {
    if (typed.empty() || means_no(typed)) return std::string();
    result<std::string> path = existing_path(typed);
    if (!path) return path;
    if (result<admin::plan> plan = read_plan(g.call.out, *path); !plan) return plan.error();
    return path;
  };
  result<std::string> file =
      usual.empty()
          ? g.talk.answer({tr("The plan's file, or Enter to go on without"), tr("skip"), "", read})
          : g.talk.answer({tr("The plan's file, or - to go on without"), usual, std::nullopt, read});
  if (!file) return file.error();
  g.plan_skipped = true;  // also after an import, whose mistakes need not stop anybody here
  if (!file->empty()) return calls{{"plan import", plan_import, {{"PLAN.toml", *file}}}};
  g.call.out.text(tr("Later: {}", with_placeholders({"bangtin plan import PLAN.toml"})));
  return calls();
}

result<calls> ask_for_media(guide_walk& g, const guide_state&) {
  result<bool> waited = wait_for_ingest(g);
  if (!waited) return waited.error();
  if (*waited) return calls();
  typed_options files;
  auto read = [&](const std::string& typed) -> result<std::string> {
    result<std::vector<std::string>> paths = paths_in(typed);
    if (!paths) return paths.error();
    files.clear();
    for (const std::string& path : *paths) {
      if (listed_file named = named_file(path); named.problem) return *named.problem;
      files.emplace_back("FILE", path);
    }
    return typed;
  };
  result<std::string> said =
      g.talk.answer({tr("File or folder"), file_here(clip_endings), std::nullopt, read});
  if (!said) return said.error();
  return calls{{"media add", media_add, std::move(files)}};
}

result<calls> ask_for_playlist(guide_walk&, const guide_state& state) {
  const bool fill = !state.empty_playlists.empty();
  typed_options given{{"NAME", fill ? state.empty_playlists.front() : free_name({})}};
  for (const std::string& name : state.media) given.emplace_back("MEDIA", name);
  if (fill) return calls{{"playlist add", playlist_add, std::move(given)}};
  return calls{{"playlist create", playlist_create, std::move(given)}};
}

result<calls> ask_for_campaign(guide_walk& g, const guide_state& state) {
  std::vector<std::string> taken;
  for (const playlists::programme::campaign& c : state.draft.campaigns) taken.push_back(c.name);
  const utc_ms now = g.call.this_moment();
  typed_options options;
  auto read = [&](const std::string& typed) -> result<std::string> {
    result<typed_options> when = when_options(typed, views::today_in(state.draft.timezone, now));
    if (!when) return when.error();
    if (result<void> fine = check_campaign(state, *when, now); !fine) return fine.error();
    options = std::move(*when);
    return typed;
  };
  g.call.out.text(tr("For example: {}", tr("1/10 - 10/10, 7h-11h30, Monday to Friday")));
  result<std::string> said = g.talk.answer(
      {tr("When is it shown?"), tr("every day, whenever the screen is open"), "every day", read});
  if (!said) return said.error();
  typed_options given{
      {"NAME", free_name(taken)}, {"--playlist", state.playlists.front()}, {"--screens", "all"}};
  given.insert(given.end(), options.begin(), options.end());
  return calls{{"campaign create", campaign_create, std::move(given)}};
}

result<calls> ask_for_approval(guide_walk& g, const guide_state&) {
  // Who types the passphrase agrees. Where a file has it, somebody must be asked.
  if (!g.set.passphrase_file.empty()) {
    result<bool> yes = g.talk.confirm(tr("Check it, sign it and publish it?"));
    if (!yes) return yes.error();
    if (!*yes) {
      g.talk.leave();
      return error{errc::conflict, msg("you did not agree; nothing was changed"),
                   msg("call the command again when it is right")};
    }
  }
  return calls{{"check", check}, {"approve", approve_programme}};
}

result<calls> ask_for_first_play(guide_walk&, const guide_state&) {
  return calls{{"plays count", watch_first_play}};
}

}  // namespace bangtin::admin_cli::commands
