// plays export, plays heads: the files of the monthly report. Every file arrives under a temporary name; they
// get their names only when the last one is complete, so a failure leaves what was there before.
#include "admin-cli/commands/arriving_file.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/month_choice.hpp"
#include "admin-cli/commands/report_targets.hpp"
#include "admin-cli/views/days.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t max_number_bytes = 40;  // of the document's number, as the daemon has it

struct arrived_file {
  report_target target;
  arriving_file file;
  std::int64_t revision = 0;  // 0: the month has not ended, or the format has none
};

// The name is checked before the daemon makes the file; making a month's file may take minutes.
result<arrived_file> fetch(session& s, const std::string& path, const report_target& target) {
  result<arriving_file> file = arriving_file::make(target.file);
  if (!file) return file.error();
  arrived_file a{target, std::move(*file)};
  result<wire::reply> got = a.file.fetch(s, path);
  if (!got) return got.error();
  if (auto found = got->headers.find("bangtin-report-revision"); found != got->headers.end()) {
    a.revision = parse_integer(found->second, 1, 1'000'000).value_or(0);
  }
  return a;
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
    s.out.done(tr("the plays of {} are in {}; this is revision {}, because records arrived later", month,
                  name, a.revision));
  } else {
    s.out.done(tr("the plays of {} are in {}", month, name));
  }
}

// "&number=12&date=2026-12-02", checked.
result<std::string> document_parameters(session& s, const arguments& given) {
  std::string query;
  if (std::optional<std::string> number = given.get("--number")) {
    if (!is_clean_utf8(*number) || number->empty() || number->size() > max_number_bytes) {
      return error{errc::usage, msg("\"{}\" is no number of a document", printable(*number)),
                   msg("write at most {} bytes, like 12 or 12a", max_number_bytes)};
    }
    query += "&number=" + wire::percent_encoded(*number);
  }
  if (std::optional<std::string> written = given.get("--date")) {
    std::string zone = "UTC";
    if (result<wire::admin::site> site = get_site(s.daemon)) zone = site->timezone;
    std::optional<playlists::programme::calendar_date> day =
        views::parse_day(*written, views::today_in(zone, s.now));
    if (!day) {
      return error{errc::usage, msg("\"{}\" is no day", printable(*written)),
                   msg("write it as 2026-12-02, 2/12/2026 or today")};
    }
    query += "&date=" + playlists::programme::format_date(*day);
  }
  return query;
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
  result<std::string> more = document_parameters(s, given);
  if (!more) return more.error();
  std::vector<arrived_file> files;
  for (const report_target& target : *targets) {
    result<arrived_file> file = fetch(s,
                                      fmt::format("/v1/plays/export?month={}&format={}&lang={}{}", *month,
                                                  target.format, s.set.language, *more),
                                      target);
    if (!file) return file.error();
    files.push_back(std::move(*file));
  }
  if (result<void> done = commit(s, *month, files); !done) return done.error();
  for (const arrived_file& a : files) say_done(s, *month, a);
  return 0;
}

result<int> plays_heads(session& s, const arguments& given) {
  result<std::string> month = chosen_month(s, given);
  if (!month) return month.error();
  result<std::vector<report_target>> targets =
      report_targets(*month, "pdf", given.text("--output"), "phieu-dau-chuoi");
  if (!targets) return targets.error();
  result<arrived_file> file = fetch(s, "/v1/plays/heads?month=" + *month, targets->front());
  if (!file) return file.error();
  std::vector<arrived_file> files;
  files.push_back(std::move(*file));
  if (result<void> done = commit(s, *month, files); !done) return done.error();
  s.out.done(tr("the heads of {} are in {}; print, sign and file it", *month,
                printable(files.front().target.file.string())));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
