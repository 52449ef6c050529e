// plays verify: checks an evidence file without the daemon.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/views/printing.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "evidence/report/heads_text.hpp"
#include "evidence/verify/export_verifier.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace checker = evidence::checker;

constexpr std::uint64_t max_sheet_bytes = 64 * 1024 * 1024;

result<checker::verify_options> options_from(const arguments& given) {
  checker::verify_options o;
  if (auto typed = given.get("--root")) {
    o.root = public_key::from(lower_case(trimmed(*typed)));
    if (!o.root) {
      return error{
          errc::usage, msg("\"{}\" is no root key", printable(*typed)),
          msg("give its 64 hexadecimal digits, as the head sheet and \"bangtin keys list\" show them")};
    }
  }
  if (auto path = given.get("--heads")) {
    result<std::string> bytes = read_file(*path, max_sheet_bytes);
    if (!bytes) return bytes.error();
    result<std::string> text = evidence::report::heads_text_in(*bytes);
    if (!text) return text.error();
    result<evidence::report::filed_heads> heads = evidence::report::heads_from_text(*text);
    if (!heads) return heads.error();
    o.heads = std::move(*heads);
  }
  return o;
}

result<checker::verify_report> check_file(session& s, const std::string& path, checker::verify_options o) {
  unique_fd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return system_error(msg("read {}", printable(path)), errno);
  const off_t size = ::lseek(fd.get(), 0, SEEK_END);
  if (size > 0) ::lseek(fd.get(), 0, SEEK_SET);
  work_bar bar(s, printable(path), size > 0 ? static_cast<std::uint64_t>(size) : 0);
  checker::export_verifier verifier(std::move(o));
  std::string buffer(1024 * 1024, '\0');
  for (std::uint64_t done = 0;;) {
    const ssize_t got = ::read(fd.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(msg("read {}", printable(path)), errno);
    if (got == 0) return verifier.finish();
    verifier.feed(std::string_view(buffer).substr(0, static_cast<std::size_t>(got)));
    bar.at(done += static_cast<std::uint64_t>(got));
  }
}

json::object document_of(const checker::verify_report& r, const checker::verify_options& o) {
  json::array failures, logs, totals, open_ends, earlier;
  for (const checker::open_end& e : r.open_ends) open_ends.emplace_back(e.log);
  if (!o.heads) {
    for (const checker::log_fact& l : r.logs) open_ends.emplace_back(l.head.log);
  }
  const std::string timezone = r.header ? r.header->timezone : "UTC";
  for (const checker::finding& f : r.bad.kept) {
    failures.push_back(json::object{{"line", f.line}, {"what", translate(f.what)}});
  }
  for (const checker::log_fact& l : r.logs) {
    logs.push_back(json::object{{"screen", l.screen},
                                {"log", l.head.log},
                                {"first", l.first},
                                {"last", l.head.seq},
                                {"hash", l.head.hash.hex()},
                                {"received", views::local_rfc3339(l.received, timezone)},
                                {"forks", l.forks}});
  }
  for (const auto& [screen, t] : r.totals) {
    totals.push_back(json::object{{"screen", screen},
                                  {"plays", t.plays},
                                  {"airtime_s", (t.airtime_ms + 500) / 1000},
                                  {"partial", t.partial},
                                  {"failed", t.failed},
                                  {"uncounted", t.uncounted}});
  }
  for (const checker::earlier_root& e : r.earlier_roots) {
    earlier.push_back(
        json::object{{"root", e.key.hex()}, {"succeeded", views::local_rfc3339(e.succeeded, timezone)}});
  }
  json::object d{{"ok", r.bad.kept.empty()},
                 {"failures", std::move(failures)},
                 {"more_failures", r.bad.more},
                 {"sha256", r.sha256.hex()},
                 {"records", r.counts.record},
                 {"doubts", r.counts.doubt},
                 {"root_checked", o.root.has_value() || (o.heads && o.heads->root)},
                 {"earlier_roots", std::move(earlier)},
                 {"heads_checked", o.heads && (r.compared_heads > 0 || r.logs.empty())},
                 {"heads_compared", r.compared_heads},
                 {"ends_not_known", std::move(open_ends)},
                 {"has_grown", r.has_grown},
                 {"logs", std::move(logs)},
                 {"totals", std::move(totals)}};
  if (r.header) {
    d["month"] = r.header->month;
    d["root"] = r.header->root.hex();
    d["daemon"] = r.header->daemon.hex();
  }
  return d;
}

void show_totals(session& s, const checker::verify_report& r) {
  using enum views::importance;
  views::table t({{tr("Screen"), high},
                  {tr(">Plays"), high},
                  {tr(">Airtime"), usual},
                  {tr(">Partial"), low},
                  {tr(">Failed"), low},
                  {tr(">Uncounted"), low}});
  for (const auto& [screen, c] : r.totals) {
    const std::int64_t seconds = (c.airtime_ms + 500) / 1000;
    t.add({views::cell(screen), views::cell(std::to_string(c.plays)),
           views::cell(fmt::format("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)),
           views::cell(std::to_string(c.partial)), views::cell(std::to_string(c.failed)),
           views::cell(std::to_string(c.uncounted))});
  }
  if (!t.empty()) s.out.show(t);
}

// What people should know about a file that holds.
void show_limits(session& s, const checker::verify_report& r, const checker::verify_options& o) {
  for (const checker::log_fact& l : r.logs) {
    if (l.forks > 0)
      s.out.text(tr("forks of the screen \"{}\", which are not counted: {}", l.screen, l.forks));
  }
  for (const checker::doubt_line& d : r.doubts) {
    s.out.text(tr("log {} is in doubt from record {} on: {}", d.log, d.from, d.why));
  }
  if (r.unknown_programmes > 0) {
    s.out.text(tr("plays that cite a programme which is not in the file: {}", r.unknown_programmes));
  }
  if (!o.root && !(o.heads && o.heads->root)) {
    s.out.text(
        tr("Not known: whether this is your site. Compare the root key {} with the head sheet, "
           "or give it with --root.",
           r.header->root.hex()));
  }
  for (const checker::earlier_root& e : r.earlier_roots) {
    s.out.text(tr("The root key {} is an earlier one of this site; it was succeeded on {}.", e.key.hex(),
                  views::local_date(e.succeeded, r.header->timezone)));
  }
  if (r.has_grown) {
    s.out.text(
        tr("The evidence has grown since the head sheet: every head on it holds. The file that it names has "
           "the SHA-256 {}.",
           o.heads->evidence->hex()));
  }
  if (!r.open_ends.empty()) {
    const checker::open_end& first = r.open_ends.front();
    s.out.text(
        tr("Not known: whether the newest records of {} of {} logs were cut off. The head sheet does not "
           "name their end; log {} ends at record {} here.",
           r.open_ends.size(), r.logs.size(), first.log, first.last));
  }
  if (!o.heads) {
    s.out.text(
        tr("Not known: whether the newest records were cut off. Give a signed head sheet or report "
           "with --heads."));
  }
}

}  // namespace

result<int> plays_verify(session& s, const arguments& given) {
  result<checker::verify_options> o = options_from(given);
  if (!o) return o.error();
  const std::string path = given.text("FILE");
  result<checker::verify_report> r = check_file(s, path, *o);
  if (!r) return r.error();
  s.out.document(document_of(*r, *o));
  if (!r->bad.kept.empty()) {
    for (const checker::finding& f : r->bad.kept) {
      s.out.text(tr("{}, line {}: {}", printable(path), f.line, translate(f.what)));
    }
    if (r->bad.more > 0) s.out.text(tr("and {} more", r->bad.more));
    s.out.text(
        tr("The file does not hold. Take a new export from the daemon; if that fails too, keep both "
           "and find out who changed the records."));
    return views::exit_code(errc::verification);
  }
  show_totals(s, *r);
  show_limits(s, *r, *o);
  s.out.text(tr("The file holds. Month: {}, logs: {}, records: {}. SHA-256 {}", local_dates(r->header->month),
                r->counts.log, r->counts.record, r->sha256.hex()));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
