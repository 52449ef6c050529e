// plays export, plays heads: the files of the monthly report. Every file arrives under a temporary name; they
// get their names only when the last one is complete, so a failure leaves what was there before.
#include <algorithm>
#include <cstdint>

#include "admin-cli/commands/arriving_file.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/month_choice.hpp"
#include "admin-cli/commands/report_targets.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/window_words.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "evidence/report/plan.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

struct arrived_file {
  report_target target;
  arriving_file file;
  std::int64_t revision = 0;  // 0: the month has not ended, or the format has none
};

std::int64_t revision_in(const wire::reply& r) {
  auto found = r.headers.find("bangtin-report-revision");
  if (found == r.headers.end()) return 0;
  return parse_integer(found->second, 1, 1'000'000).value_or(0);
}

// The body of the answer becomes the file. Making a month's files may take minutes.
result<wire::reply> fetch_into(session& s, const std::string& path, arrived_file& a) {
  result<wire::reply> got = a.file.fetch(s, path);
  if (got) a.revision = revision_in(*got);
  return got;
}

// The names are checked before the daemon makes the files.
result<std::vector<arrived_file>> make_files(const std::vector<report_target>& targets) {
  std::vector<arrived_file> files;
  for (const report_target& target : targets) {
    result<arriving_file> file = arriving_file::make(target.file);
    if (!file) return file.error();
    files.push_back({target, std::move(*file)});
  }
  return files;
}

error unexpected_answer() {
  return {errc::unreachable, msg("the daemon's answer has other files than were asked for"),
          msg("install the same version of \"bangtin\" and \"bangtind\"")};
}

// Gives each file its part of `first`, into which the whole answer went. `sizes`: "json=4711, pdf=815".
result<void> distribute(arrived_file& first, std::vector<arrived_file>& files, std::string_view sizes) {
  std::uint64_t at = 0, kept = 0;
  std::size_t known = 0;
  for (const std::string& entry : split(sizes, ',')) {
    const std::vector<std::string> part = split(trimmed(entry), '=');
    auto size = part.size() == 2 ? parse_integer(part[1], 0, INT64_MAX) : std::nullopt;
    auto file = std::find_if(files.begin(), files.end(), [&](const arrived_file& f) {
      return !part.empty() && f.target.format == part.front();
    });
    if (!size || file == files.end() || static_cast<std::uint64_t>(*size) > first.file.bytes() - at) {
      return unexpected_answer();
    }
    const auto bytes = static_cast<std::uint64_t>(*size);
    if (&*file == &first) {
      if (at != 0) return unexpected_answer();
      kept = bytes;
    } else {
      if (auto done = first.file.copy_to(file->file, at, bytes); !done) return done;
      file->revision = file->target.format == "json" ? 0 : first.revision;
    }
    at += bytes;
    ++known;
  }
  if (at != first.file.bytes() || known != files.size()) return unexpected_answer();
  if (first.target.format == "json") first.revision = 0;
  return first.file.cut_to(kept);
}

// One call for all files: the daemon writes them of one moment, so they agree while screens go on playing.
result<std::vector<arrived_file>> fetch_all(session& s, const std::string& path,
                                            const std::vector<report_target>& targets) {
  result<std::vector<arrived_file>> files = make_files(targets);
  if (!files) return files;
  auto first = std::find_if(files->begin(), files->end(),
                            [](const arrived_file& f) { return f.target.format == "json"; });
  if (first == files->end()) first = files->begin();
  result<wire::reply> got = fetch_into(s, path, *first);
  if (!got) return got.error();
  if (files->size() == 1) return files;
  auto sizes = got->headers.find("bangtin-report-files");
  if (sizes == got->headers.end()) return unexpected_answer();
  if (result<void> done = distribute(*first, *files, sizes->second); !done) return done.error();
  return files;
}

json::object to_json(const arrived_file& a, const std::string& month) {
  json::object o{{"file", printable(a.target.file.string())},
                 {"format", a.target.format},
                 {"month", month},
                 {"bytes", a.file.bytes()}};
  o["revision"] = a.revision > 0 ? json::value(a.revision) : json::value(nullptr);
  return o;
}

// Gives all files their names.
result<void> commit(session& s, const std::string& month, std::vector<arrived_file>& files) {
  json::array answers;
  for (arrived_file& a : files) {
    if (result<void> done = a.file.commit(); !done) return done.error();
    answers.push_back(to_json(a, month));
  }
  s.out.document(answers.size() == 1 ? answers.front() : json::value(answers));
  return {};
}

void say_done(session& s, const std::string& month, const arrived_file& a) {
  const std::string name = printable(a.target.file.string());
  if (a.revision > 1) {
    s.out.done(tr("the plays of {} are in {}; this is revision {}, because records arrived later",
                  local_dates(month), name, a.revision));
  } else {
    s.out.done(tr("the plays of {} are in {}", local_dates(month), name));
  }
}

// What is said of the document that a report becomes.
struct document_words {
  std::string query;  // "&number=12&date=2026-12-02"
  std::optional<playlists::programme::calendar_date> day;
};

result<document_words> document_words_from(session& s, const arguments& given) {
  document_words words;
  if (std::optional<std::string> typed = given.get("--number")) {
    result<std::string> number = evidence::report::document_number(*typed);
    if (!number) return number.error();
    words.query += "&number=" + wire::percent_encoded(*number);
  }
  if (std::optional<std::string> written = given.get("--date")) {
    std::string zone = "UTC";
    if (result<wire::admin::site> site = get_site(s.daemon)) zone = site->timezone;
    // The day of a document may be to come or gone.
    words.day = views::parse_day(*written, views::today_in(zone, s.now), views::tense::nearest);
    if (!words.day) {
      return error{errc::usage, msg("\"{}\" is no day", printable(*written)),
                   msg("write it as 2026-12-02, 2/12/2026 or today")};
    }
    words.query += "&date=" + playlists::programme::format_date(*words.day);
  }
  return words;
}

}  // namespace

result<int> plays_export(session& s, const arguments& given) {
  // A wrong call is refused before the daemon is asked which month it is.
  auto checked = report_targets("", given.get("--format"), given.get("--output"));
  if (!checked) return checked.error();
  result<std::string> month = chosen_month(s, given);
  if (!month) return month.error();
  result<std::vector<report_target>> targets =
      report_targets(*month, given.get("--format"), given.get("--output"));
  if (!targets) return targets.error();
  result<document_words> more = document_words_from(s, given);
  if (!more) return more.error();
  std::string formats;
  for (const report_target& t : *targets) formats += (formats.empty() ? "" : ",") + std::string(t.format);
  auto files = fetch_all(s,
                         fmt::format("/v1/plays/export?month={}&format={}&lang={}{}", *month, formats,
                                     s.set.language, more->query),
                         *targets);
  if (!files) return files.error();
  if (result<void> done = commit(s, *month, *files); !done) return done.error();
  for (const arrived_file& a : *files) say_done(s, *month, a);
  if (more->day) s.out.done(tr("the document is dated {}", views::date_words(*more->day)));
  return 0;
}

result<int> plays_heads(session& s, const arguments& given) {
  result<std::string> month = chosen_month(s, given);
  if (!month) return month.error();
  result<std::vector<report_target>> targets =
      report_targets(*month, "pdf", given.text("--output"), "phieu-xac-nhan-du-lieu", false);
  if (!targets) return targets.error();
  auto files = fetch_all(s, "/v1/plays/heads?month=" + *month, *targets);
  if (!files) return files.error();
  if (result<void> done = commit(s, *month, *files); !done) return done.error();
  s.out.done(tr("the heads of {} are in {}; print, sign and file it", local_dates(*month),
                printable(files->front().target.file.string())));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
