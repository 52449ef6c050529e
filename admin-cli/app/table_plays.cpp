// plays, plan: what was shown, and what should have been.
#include "admin-cli/app/table_rows.hpp"
#include "admin-cli/commands/handlers.hpp"

namespace bangtin::admin_cli::app {

std::vector<commands::command> plays_rows() {
  const commands::option_row report_month{"--month", "MONTH",
                                          msg("like 2026-10 or 10/2026; this month when not given")};
  return {
      {"plays count",
       msg("count the plays of a month"),
       {report_month,
        {"--by", "COLUMNS",
         msg("task,theme,campaign,screen,venue,media,day,hour; task,theme when not given")}},
       commands::plays_count},
      {"plays recount",
       msg("count all plays from the records again, and compare with the counts"),
       {},
       commands::plays_recount},
      {"plays compliance",
       msg("compare what was planned with what was shown"),
       {report_month, {"--hours", "", msg("each hour in which something is missing, and why")}},
       commands::plays_compliance},
      {"plays at",
       msg("say from evidence what a screen showed at a time, and who approved it"),
       {{"--screen", "NAME", msg("the screen; not needed where there is only one")},
        {"--at", "TIME", msg("like 7:30 or 7h30 for today, 30/11 14:16 or 2026-11-30T14:16"), true},
        {"-o,--output", "FILE.pdf", msg("the answer as a page to print, sign and file")}},
       commands::plays_at},
      {"plays export",
       msg("write the monthly report to files"),
       {report_month,
        {"--format", "LIST",
         msg("csv, xlsx, pdf, json (evidence), with commas between; else by the file's ending")},
        {"-o,--output", "PATH", msg("the file to write, or a folder; bao-cao-YYYY-MM.ENDING when not given")},
        {"--number", "N", msg("the report's number, for the PDF and XLSX; else left open")},
        {"--date", "DATE", msg("the report's date, for the PDF; else left open")}},
       commands::plays_export},
      {"plays heads",
       msg("write the sheet with each screen's newest record, to be signed and filed"),
       {report_month, {"-o,--output", "FILE.pdf", msg("the file to write"), true}},
       commands::plays_heads},
      {"plays verify",
       msg("check an evidence file, without the daemon"),
       {{"FILE", "", msg("the evidence file, .jsonl"), true},
        {"--root", "HEX", msg("the site's root key, as the head sheet shows it")},
        {"--heads", "FILE", msg("a signed report or head sheet, or its text")}},
       commands::plays_verify},
      {"plan import",
       msg("take the tasks, themes and venues of the plan, and the report's head, from a file"),
       {{"PLAN.toml", "", msg("the plan file; see docs/plan-file.md"), true}},
       commands::plan_import},
      {"plan show", msg("show the plan"), {}, commands::plan_show}};
}

}  // namespace bangtin::admin_cli::app
