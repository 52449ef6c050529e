// bundle export, import: screens without a network, by USB stick.
#include <filesystem>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/commands/stick.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

json::object to_json(const refused_part& r) {
  return {{"file", r.file}, {"what", translate(r.why.what)}};
}

// What one screen had on the stick, for people.
void report(session& s, const read_bundle& b, const std::string& zone) {
  s.out.done(tr("{}: {} play records taken, written {}", printable(b.screen), b.records,
                views::local_minute(*b.written, zone)));
  if (!b.newer) s.out.note(tr("The daemon knows a newer state of this screen, and keeps it."));
  for (const refused_part& r : b.refused)
    s.out.note(fmt::format("{}: {}", printable(r.file), translate(r.why.what)));
}

// The receipts for the next trip. The records that they cover are removed only when they are on the stick.
result<void> write_back(session& s, const wire::bundle_folder& stick, const read_bundle& b) {
  result<written_bundle> written = write_bundle(s, b.screen, stick);
  if (!written) return written.error();
  for (const std::string& file : b.taken) {
    if (result<void> removed = stick.remove(file); !removed) return removed;
  }
  return {};
}

error no_stick(const std::string& dir) {
  return {errc::not_found, msg("{} is no folder", printable(dir)),
          msg("name the folder where the stick is mounted")};
}

error no_bundle(const std::string& dir) {
  return {errc::not_found, msg("there is no folder {} in {}", wire::bundle_folder_name, printable(dir)),
          msg("name the folder where the stick is mounted")};
}

}  // namespace

result<int> bundle_export(session& s, const arguments& given) {
  std::error_code ignored;
  if (!std::filesystem::is_directory(given.text("DIR"), ignored)) return no_stick(given.text("DIR"));
  result<known_screen> screen = choose_known_screen(s, given, "--screen");
  if (!screen) return screen.error();
  result<wire::bundle_folder> stick = wire::bundle_folder::make(given.text("DIR"));
  if (!stick) return stick.error();
  result<written_bundle> written = write_bundle(s, screen->name, *stick);
  if (!written) return written.error();
  const wire::bundle_index& i = written->index;
  s.out.document(json::object{{"screen", i.screen},
                              {"programme_version", i.version},
                              {"files", std::ssize(i.files)},
                              {"copied_files", written->copied_files},
                              {"copied_bytes", written->copied_bytes}});
  s.out.done(i.version == 0
                 ? tr("the stick is ready for \"{}\"; no programme is published yet", i.screen)
                 : tr("the stick has programme version {} for \"{}\": {} files, of which {} were copied now",
                      i.version, i.screen, i.files.size(), written->copied_files));
  return 0;
}

result<int> bundle_import(session& s, const arguments& given) {
  result<wire::bundle_folder> stick = wire::bundle_folder::open(given.text("DIR"));
  if (!stick && stick.error().code == errc::not_found) return no_bundle(given.text("DIR"));
  if (!stick) return stick.error();
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<std::string>> folders = screen_folders(*stick);
  if (!folders) return folders.error();
  json::array answers;
  bool all_good = true, some = false;
  for (const std::string& folder : *folders) {
    result<read_bundle> b = read_screen(s, *stick, folder);
    if (!b) return b.error();
    if (b->screen.empty() && b->refused.empty()) continue;  // the screen has written nothing yet
    some = true;
    json::array refused;
    for (const refused_part& r : b->refused) refused.push_back(to_json(r));
    result<void> back = b->screen.empty() ? result<void>() : write_back(s, *stick, *b);
    all_good = all_good && b->refused.empty() && back;
    answers.push_back(
        json::object{{"screen", b->screen},
                     {"written", b->written ? json::value(views::local_rfc3339(*b->written, where->timezone))
                                            : json::value(nullptr)},
                     {"newer", b->newer},
                     {"batches", b->batches},
                     {"records", b->records},
                     {"receipts", back.has_value() && !b->screen.empty()},
                     {"refused", std::move(refused)}});
    if (b->written) report(s, *b, where->timezone);
    if (!back)
      s.out.note(tr("The receipts could not be written onto the stick: {}", translate(back.error().what)));
  }
  s.out.document(answers);
  if (!some) s.out.text(tr("No screen has written anything onto this stick yet."));
  return all_good ? 0 : 1;
}

}  // namespace bangtin::admin_cli::commands
