// A file is written whole before the first byte of the answer, so a failure is an answer that says so, never
// half a file. The revision is stored before that: no file leaves whose number the daemon does not know.
#include "scheduler/api/reports.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "scheduler/api/compliance.hpp"
#include "scheduler/api/export_start.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/month_evidence.hpp"
#include "scheduler/api/months.hpp"
#include "scheduler/api/plays.hpp"
#include "scheduler/api/report_revisions.hpp"

namespace bangtin::scheduler::api {

namespace {

using evidence::report::monthly_report;

constexpr std::string_view revision_header = "Bangtin-Report-Revision";
constexpr std::string_view several_about =
    "several formats: files of one moment, one after the other, evidence first; the header "
    "Bangtin-Report-Files has their names and sizes in that order, as in \"json=4711, pdf=815\"";
constexpr std::string_view files_header = "Bangtin-Report-Files";
constexpr std::string_view several_type = "application/octet-stream";
constexpr std::string_view xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// Sets what the request says about the document.
result<void> read_document(const http::request& r, monthly_report& into) {
  const std::string_view number = r.parameter("number"), date = r.parameter("date");
  if (!number.empty()) {
    result<std::string> checked = evidence::report::document_number(number);
    if (!checked) return checked.error();
    into.number = std::move(*checked);
  }
  if (date.empty()) return {};
  auto day = playlists::programme::parse_date(date);
  if (!day) {
    return error{errc::usage, msg("\"{}\" is no day", printable(date.substr(0, 64))),
                 msg("write it as 2026-12-02")};
  }
  into.date = std::chrono::year(day->year) / day->month / day->day;
  return {};
}

http::reply file_reply(http::file_slice file, std::string_view type, const std::string& name, int revision) {
  http::reply answer;
  answer.content_type = type;
  answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
  if (revision > 0) answer.headers.emplace_back(revision_header, std::to_string(revision));
  answer.body = std::move(file);
  return answer;
}

// A typeface that is not installed is the daemon's lack, not the request's.
http::reply refusal(const error& e) {
  return http::problem_reply(e, e.code == errc::unsupported ? 500 : 0);
}

// The formats that a request names; evidence comes first, because it is the largest.
result<std::vector<const report_format*>> formats_in(std::string_view names) {
  std::vector<const report_format*> all;
  for (const std::string& name : split(names, ',')) {
    const report_format* format = find_report_format(name);
    if (format == nullptr) {
      return error{errc::usage, msg("there is no format \"{}\"", printable(name.substr(0, 64))),
                   msg("choose from: csv, xlsx, pdf, json")};
    }
    if (std::find(all.begin(), all.end(), format) != all.end()) {
      return error{errc::usage, msg("the format \"{}\" is named twice", format->name),
                   msg("name each format once")};
    }
    all.insert(format->name == "json" ? all.begin() : all.end(), format);
  }
  return all;
}

// All files, one after the other, and their sizes: "json=4711, pdf=815".
result<http::file_slice> write_together(const std::vector<const report_format*>& formats,
                                        const monthly_report& report, language headings, evidence_place place,
                                        std::string& sizes) {
  result<scratch_file> all =
      place.file ? result<scratch_file>(std::move(*place.file)) : scratch_file::make(place.folder);
  if (!all) return all.error();
  for (const report_format* f : formats) {
    result<http::file_slice> file =
        f->name == "json" ? all->slice() : write_report(*f, report, headings, place.folder);
    if (!file) return file.error();
    if (f->name != "json") {
      if (result<void> added = all->append(*file); !added) return added.error();
    }
    sizes += fmt::format("{}{}={}", sizes.empty() ? "" : ", ", f->name, file->length);
  }
  return all->slice();
}

const http::parameter_doc month_doc{.name = "month", .about = "YYYY-MM", .type = "string", .required = true};

}  // namespace

std::vector<http::endpoint> report_handlers::rows(deps d) {
  auto self = std::make_shared<report_handlers>(std::move(d));
  const std::vector<std::string_view> headers{"Content-Disposition", revision_header};
  const std::vector<std::string_view> several_headers{"Content-Disposition", revision_header, files_header};
  return {
      {.method = "GET",
       .pattern = "/v1/plays/export",
       .who = http::access::editor,
       .summary = "the monthly report as a file",
       .doc = {.id = "export_plays",
               .tag = "plays",
               .parameters = {month_doc,
                              {.name = "format",
                               .about = "csv, xlsx, pdf or json; or several of them, with commas between",
                               .type = "string",
                               .required = true},
                              {.name = "lang", .about = "of an XLSX: vi (default) or en", .type = "string"},
                              {.name = "number",
                               .about = "of the document, like 12 or 12a, without its symbol",
                               .type = "string"},
                              {.name = "date", .about = "of the document, YYYY-MM-DD", .type = "string"}},
               .answers = {{200, "the report", {"text/csv; charset=utf-8"}, headers},
                           {200, "the report", {xlsx_type}, headers},
                           {200, "the report", {"application/pdf"}, headers},
                           {200, "the evidence", {"application/jsonl"}, headers},
                           {200, several_about, {several_type}, several_headers}},
               .refusals = {404}},
       .handle = to(self, &report_handlers::export_plays)},
      {.method = "GET",
       .pattern = "/v1/plays/heads",
       .who = http::access::viewer,
       .summary = "each screen's newest record of the month, as a sheet to be signed",
       .doc = {.id = "export_heads",
               .tag = "plays",
               .parameters = {month_doc},
               .answers = {{200, "the head sheet", {"application/pdf"}, {"Content-Disposition"}}}},
       .handle = to(self, &report_handlers::heads)},
  };
}

asio::awaitable<result<monthly_report>> report_handlers::report_for(http::request& r, bool hands_out,
                                                                    bool needs_evidence,
                                                                    evidence_place* place) {
  result<std::chrono::year_month> month = parse_month(r.parameter("month"));
  if (!month) co_return month.error();
  monthly_report document;
  if (result<void> read = read_document(r, document); !read) co_return read.error();
  ledger_checker checker = new_checker();
  result<collected_report> c = co_await collect_report(deps_.from, checker, *month, needs_evidence, place);
  if (!c) co_return c.error();
  c->value.number = std::move(document.number);
  c->value.date = document.date;
  const utc_ms now = deps_.clock.now().utc;
  const evidence::report::time_span range{range_of_month(*deps_.from.programmes.zone(), *month).from,
                                          std::min(c->ends, now)};
  auto compliance =
      co_await collect_compliance(deps_.from.ledger, deps_.from.backlog, deps_.from.documents, range);
  if (!compliance) co_return compliance.error();
  c->value.compliance = std::move(compliance->rows);
  if (hands_out && now >= c->ends) {
    auto done = co_await deps_.from.ledger.ask(
        [&](ledger::ledger& l) { return hand_out(l, c->value, now, r.from.who); });
    if (!done) co_return done.error();
  }
  co_return std::move(c->value);
}

ledger_checker report_handlers::new_checker() const {
  const report_sources& from = deps_.from;
  return ledger_checker({.ledger = from.ledger,
                         .documents = from.documents,
                         .daemon = from.daemon.public_part(),
                         .clock = deps_.clock,
                         .own = from.daemon});
}

asio::awaitable<result<export_order>> report_handlers::proven_order(http::request& r) {
  result<std::chrono::year_month> month = parse_month(r.parameter("month"));
  if (!month) co_return month.error();
  const report_sources& from = deps_.from;
  if (result<void> proven = co_await prove_counts(from, *month); !proven) co_return proven.error();
  co_return evidence_order(*from.programmes.zone(), *month, from.daemon);
}

asio::awaitable<result<void>> report_handlers::set_damaged_aside(http::request& r) {
  result<export_order> order = co_await proven_order(r);
  if (!order) co_return order.error();
  const report_sources& from = deps_.from;
  ledger_checker checker = new_checker();
  auto planned = co_await begin_export(from.ledger, checker, from.backlog, std::move(*order));
  if (!planned) co_return planned.error();
  co_return result<void>();
}

asio::awaitable<result<http::file_slice>> report_handlers::evidence_file(http::request& r) {
  result<export_order> order = co_await proven_order(r);
  if (!order) co_return order.error();
  const report_sources& from = deps_.from;
  ledger_checker checker = new_checker();
  const writing_pools pools{from.documents, deps_.writing};
  result<scratch_file> file =
      co_await export_evidence(from.ledger, checker, from.backlog, pools, std::move(*order), deps_.scratch);
  if (!file) co_return file.error();
  co_return co_await deps_.writing.run([&] { return file->slice(); });
}

handled report_handlers::export_plays(http::request& r) {
  result<std::vector<const report_format*>> formats = formats_in(r.parameter("format"));
  if (!formats) co_return http::problem_reply(formats.error());
  if (formats->size() > 1) co_return co_await export_together(r, std::move(*formats));
  const report_format* format = formats->front();
  const std::string name = fmt::format("bao-cao-{}.{}", r.parameter("month"), format->ending);
  if (format->name == "json") {
    result<http::file_slice> file = co_await evidence_file(r);
    if (!file) co_return refusal(file.error());
    co_return file_reply(std::move(*file), format->content_type, name, 0);
  }
  result<monthly_report> report = co_await report_for(r, format->hands_out, format->needs_evidence);
  if (!report) co_return refusal(report.error());
  language headings = language_from(r.parameter("lang"), language::vietnamese);
  result<http::file_slice> file =
      co_await deps_.writing.run([&] { return write_report(*format, *report, headings, deps_.scratch); });
  if (!file) co_return refusal(file.error());
  co_return file_reply(std::move(*file), format->content_type, name, report->revision);
}

handled report_handlers::export_together(http::request& r, std::vector<const report_format*> formats) {
  auto any = [&](bool report_format::*has) {
    return std::any_of(formats.begin(), formats.end(), [&](const report_format* f) { return f->*has; });
  };
  evidence_place place{deps_.writing, deps_.scratch, {}};
  const bool with_file = formats.front()->name == "json";
  if (with_file) {
    // What is missing or cannot be read is set aside before the moment that all files show.
    result<void> done = co_await set_damaged_aside(r);
    if (!done) co_return refusal(done.error());
  }
  result<monthly_report> report = co_await report_for(
      r, any(&report_format::hands_out), any(&report_format::needs_evidence), with_file ? &place : nullptr);
  if (!report) co_return refusal(report.error());
  const language headings = language_from(r.parameter("lang"), language::vietnamese);
  std::string sizes;
  result<http::file_slice> all = co_await deps_.writing.run(
      [&] { return write_together(formats, *report, headings, std::move(place), sizes); });
  if (!all) co_return refusal(all.error());
  http::reply answer = file_reply(std::move(*all), several_type,
                                  fmt::format("bao-cao-{}.bin", r.parameter("month")), report->revision);
  answer.headers.emplace_back(files_header, sizes);
  co_return answer;
}

handled report_handlers::heads(http::request& r) {
  result<monthly_report> report = co_await report_for(r, false, true);
  if (!report) co_return refusal(report.error());
  result<http::file_slice> file =
      co_await deps_.writing.run([&] { return write_head_sheet(*report, deps_.scratch); });
  if (!file) co_return refusal(file.error());
  co_return file_reply(std::move(*file), "application/pdf",
                       fmt::format("phieu-xac-nhan-du-lieu-{}.pdf", r.parameter("month")), 0);
}

}  // namespace bangtin::scheduler::api
