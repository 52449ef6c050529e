// jobs list, jobs show, jobs cancel.
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/ingest_jobs.hpp"
#include "admin-cli/views/media_facts.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

std::string reason_text(const wire::admin::job& j) {
  return j.failure ? views::sentence(j.failure->what, j.failure->remedy) : "";
}

// "ingest" is the only kind so far; a newer daemon may have others.
std::string kind_text(const wire::admin::job& j) {
  return j.kind == "ingest" ? tr("load a file") : j.kind;
}

std::string left_text(const wire::admin::job& j) {
  return j.eta_s && !is_final(j) ? views::clock_text(std::chrono::seconds(*j.eta_s)) : "";
}

views::tone tone_of(const wire::admin::job& j) {
  if (j.state == "failed") return views::tone::bad;
  if (j.state == "running") return views::tone::good;
  return is_final(j) ? views::tone::faint : views::tone::plain;
}

json::object to_json(const wire::admin::job& j) {
  json::object v{{"id", j.id},
                 {"kind", j.kind},
                 {"file", j.file},
                 {"state", j.state},
                 {"progress_pct", j.progress_pct},
                 {"eta_s", nullptr},
                 {"reason", nullptr}};
  if (j.eta_s) v["eta_s"] = *j.eta_s;
  if (j.failure) v["reason"] = reason_text(j);
  return v;
}

result<std::int64_t> job_number(const arguments& given) {
  const std::string written = given.text("ID");
  if (std::optional<std::int64_t> id = parse_integer(written, 1, INT64_MAX)) return *id;
  return error{errc::usage, msg("\"{}\" is not the number of a job", printable(written)),
               msg("see \"bangtin jobs list\" for those that there are")};
}

void show(session& s, const wire::admin::job& j, const std::string& timezone) {
  views::table t({});
  auto add = [&](const std::string& name, const std::string& value, views::tone tone = views::tone::plain) {
    if (!value.empty()) t.add({{name, views::tone::faint}, {value, tone}});
  };
  add(tr("Job"), std::to_string(j.id));
  add(tr("Kind"), kind_text(j));
  add(tr("File"), j.file);
  add(tr("State"), state_text(j), tone_of(j));
  if (j.state == "running") add(tr("Progress"), fmt::format("{} %", j.progress_pct));
  add(tr("Left"), left_text(j));
  add(tr("Queued"), views::local_time(j.queued, timezone));
  add(tr("By"), j.who);
  add(tr("Reason"), reason_text(j));
  if (j.item) add(tr("Media item"), fmt::format("{} ({})", j.item->id, views::facts_text(*j.item)));
  s.out.show(t);
}

}  // namespace

result<int> jobs_list(session& s, const arguments&) {
  result<std::vector<wire::admin::job>> all = get_jobs(s.daemon);
  if (!all) return all.error();
  json::array answers;
  using enum views::importance;
  views::table t({{">" + tr("Job"), high},
                  {tr("File"), high, views::narrow::cut, 16},
                  {tr("State"), high, views::narrow::whole},
                  {">" + tr("Progress"), low},
                  {">" + tr("Left"), usual},
                  {tr("Reason"), usual, views::narrow::wrap}});
  for (const wire::admin::job& j : *all) {
    answers.push_back(to_json(j));
    const std::string progress = j.state == "running" ? fmt::format("{} %", j.progress_pct) : "";
    // Only what is wrong; "jobs show" has what to do as well.
    const std::string reason = j.failure ? translate(j.failure->what) : "";
    t.add({std::to_string(j.id), j.file, {state_text(j), tone_of(j)}, progress, left_text(j), reason});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("no jobs yet; \"bangtin media add FILE\" begins one"));
  } else {
    s.out.show(t);
  }
  return 0;
}

result<int> jobs_show(session& s, const arguments& given) {
  result<std::int64_t> id = job_number(given);
  if (!id) return id.error();
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<wire::admin::job> j = get_job(s.daemon, *id);
  if (!j) return j.error();
  s.out.document(to_json(*j));
  show(s, *j, where->timezone);
  return 0;
}

result<int> jobs_cancel(session& s, const arguments& given) {
  result<std::int64_t> id = job_number(given);
  if (!id) return id.error();
  result<wire::admin::job> j = cancel_job(s.daemon, *id);
  if (!j) return j.error();
  s.out.document(to_json(*j));
  s.out.done(tr("job {} ({}) was cancelled", j->id, j->file));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
