// A file is written whole before the first byte of the answer, so a failure is an answer that says so, never
// half a file. The revision is stored before that: no file leaves whose number the daemon does not know.
#include "scheduler/api/reports.hpp"

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

constexpr std::size_t max_number_bytes = 40;
constexpr std::string_view revision_header = "Bangtin-Report-Revision";
constexpr std::string_view xlsx_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

// Sets what the request says about the document.
result<void> read_document(const http::request& r, monthly_report& into) {
  const std::string_view number = r.parameter("number"), date = r.parameter("date");
  if (!is_clean_utf8(number) || number.size() > max_number_bytes) {
    return error{errc::usage, msg("\"number\" is no number of a document"),
                 msg("write at most {} bytes, like 12 or 12a", max_number_bytes)};
  }
  into.number = number;
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

const http::parameter_doc month_doc{.name = "month", .about = "YYYY-MM", .type = "string", .required = true};

}  // namespace

std::vector<http::endpoint> report_handlers::rows(deps d) {
  auto self = std::make_shared<report_handlers>(std::move(d));
  const std::vector<std::string_view> headers{"Content-Disposition", revision_header};
  return {
      {.method = "GET",
       .pattern = "/v1/plays/export",
       .who = http::access::admin,
       .summary = "the monthly report as a file",
       .doc = {.id = "export_plays",
               .tag = "plays",
               .parameters =
                   {month_doc,
                    {.name = "format", .about = "csv, xlsx, pdf or json", .type = "string", .required = true},
                    {.name = "lang", .about = "of an XLSX: vi (default) or en", .type = "string"},
                    {.name = "number", .about = "of the document, at most 40 bytes", .type = "string"},
                    {.name = "date", .about = "of the document, YYYY-MM-DD", .type = "string"}},
               .answers = {{200, "the report", {"text/csv; charset=utf-8"}, headers},
                           {200, "the report", {xlsx_type}, headers},
                           {200, "the report", {"application/pdf"}, headers},
                           {200, "the evidence", {"application/jsonl"}, headers}},
               .refusals = {404}},
       .handle = to(self, &report_handlers::export_plays)},
      {.method = "GET",
       .pattern = "/v1/plays/heads",
       .who = http::access::admin,
       .summary = "each screen's newest record of the month, as a sheet to be signed",
       .doc = {.id = "export_heads",
               .tag = "plays",
               .parameters = {month_doc},
               .answers = {{200, "the head sheet", {"application/pdf"}, {"Content-Disposition"}}}},
       .handle = to(self, &report_handlers::heads)},
  };
}

asio::awaitable<result<monthly_report>> report_handlers::report_for(http::request& r, bool hands_out,
                                                                    bool needs_evidence) {
  result<std::chrono::year_month> month = parse_month(r.parameter("month"));
  if (!month) co_return month.error();
  monthly_report document;
  if (result<void> read = read_document(r, document); !read) co_return read.error();
  result<collected_report> c = co_await collect_report(deps_.from, *month, needs_evidence);
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

asio::awaitable<result<http::file_slice>> report_handlers::evidence_file(std::chrono::year_month month) {
  const report_sources& from = deps_.from;
  ledger_checker checker({.ledger = from.ledger,
                          .documents = from.documents,
                          .daemon = from.daemon.public_part(),
                          .clock = deps_.clock,
                          .own = from.daemon});
  export_order order = evidence_order(*from.programmes.zone(), month, from.daemon);
  auto evidence = co_await begin_export(from.ledger, checker, from.backlog, std::move(order));
  if (!evidence) co_return evidence.error();
  co_return co_await write_evidence(from.ledger, deps_.writing, std::move(**evidence), deps_.scratch);
}

handled report_handlers::export_plays(http::request& r) {
  const report_format* format = find_report_format(r.parameter("format"));
  if (format == nullptr) {
    error e{errc::usage, msg("there is no format \"{}\"", printable(r.parameter("format").substr(0, 64))),
            msg("choose from: csv, xlsx, pdf, json")};
    co_return http::problem_reply(e);
  }
  const std::string name = fmt::format("bao-cao-{}.{}", r.parameter("month"), format->ending);
  if (format->name == "json") {
    result<std::chrono::year_month> month = parse_month(r.parameter("month"));
    if (!month) co_return http::problem_reply(month.error());
    result<http::file_slice> file = co_await evidence_file(*month);
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

handled report_handlers::heads(http::request& r) {
  result<monthly_report> report = co_await report_for(r, false, true);
  if (!report) co_return refusal(report.error());
  result<http::file_slice> file =
      co_await deps_.writing.run([&] { return write_head_sheet(*report, deps_.scratch); });
  if (!file) co_return refusal(file.error());
  co_return file_reply(std::move(*file), "application/pdf",
                       fmt::format("phieu-dau-chuoi-{}.pdf", r.parameter("month")), 0);
}

}  // namespace bangtin::scheduler::api
