// The picture is looked for by the file that the approver signed, so that it can be of no other file, even
// when an item of the same name was loaded later.
#include "scheduler/api/shown_page.hpp"

#include <algorithm>

#include "media/screenshot.hpp"
#include "scheduler/api/plan.hpp"

namespace bangtin::scheduler::api {

namespace report = evidence::report;
using playlists::programme::media_kind;
using report::record_role;

namespace {

result<evidence::record> read_record(ledger::ledger& l, const std::string& log, std::int64_t seq) {
  auto stored = l.exports().record_at(log, seq);
  if (!stored) return stored.error();
  return evidence::from_line(*stored ? (*stored)->line : std::string());
}

// Appends the record, unless the ledger does not have it.
result<void> cite(ledger::ledger& l, record_role role, const std::string& log, std::int64_t seq,
                  const std::vector<known_run>& runs, std::vector<report::cited_record>& into) {
  auto stored = l.exports().record_at(log, seq);
  if (!stored) return stored.error();
  if (!*stored) return {};
  result<evidence::record> r = evidence::from_line((*stored)->line);
  if (!r) return r.error();
  auto run = std::find_if(runs.begin(), runs.end(), [&](const known_run& k) {
    return k.log == log && k.first <= seq && seq <= k.last;
  });
  utc_ms at = run == runs.end() ? r->utc : evidence::correct(*r, run->clock).at;
  into.push_back({role, {log, seq, (*stored)->hash}, r->type, at});
  return {};
}

// The last seq of the run at or before the instant. The run begins there or before it.
result<std::int64_t> last_until(ledger::ledger& l, const known_run& run, utc_ms at) {
  std::int64_t low = run.first, high = run.last;
  while (low < high) {
    std::int64_t middle = low + (high - low + 1) / 2;
    result<evidence::record> r = read_record(l, run.log, middle);
    if (!r) return r.error();
    bool is_later = evidence::correct(*r, run.clock).at > at;
    (is_later ? high : low) = is_later ? middle - 1 : middle;
  }
  return low;
}

result<void> cite_play(ledger::ledger& l, const found_answer& found,
                       std::vector<report::cited_record>& into) {
  const report::shown_play& play = *found.play;
  result<void> done = cite(l, record_role::start, play.log, play.seq, found.runs, into);
  if (!done || play.end_seq == 0) return done;
  return cite(l, record_role::end, play.log, play.end_seq, found.runs, into);
}

result<void> add_chain(ledger::ledger& l, const found_answer& found, report::shown_page& p) {
  if (found.play) {
    if (result<void> done = cite_play(l, found, p.records); !done) return done;
  } else {
    auto around = records_around(l, found.runs, p.at);
    if (!around) return around.error();
    p.records = std::move(*around);
  }
  result<std::optional<public_key>> root = l.root();
  if (!root) return root.error();
  p.root = *root;
  if (p.records.empty()) return {};
  const evidence::head& last = p.records.back().place;
  auto note = l.reports().receipt_from(last.log, last.seq);
  if (!note) return note.error();
  if (!*note) return {};
  result<evidence::receipt> receipt = evidence::receipt_from_text((*note)->text);
  if (!receipt) return receipt.error();
  p.covering = receipt->acknowledged;
  p.received = receipt->received;
  return {};
}

// The answer as the page has it.
report::shown_page page_of(const found_answer& found, const std::string& timezone) {
  const wire::admin::shown_record& r = found.record;
  report::shown_page p;
  p.screen = r.screen;
  p.timezone = timezone;
  p.at = r.at;
  for (auto v : {report::shown_verdict::ours, report::shown_verdict::dark, report::shown_verdict::nothing})
    if (report::to_string(v) == r.verdict) p.verdict = v;
  p.reason = r.reason;
  p.near_a_change = r.near_a_change;
  p.bound = milliseconds(r.bound_ms.value_or(0));
  p.output_unknown = found.play && found.play->output_unknown;
  p.media = r.media.value_or("");
  p.title = r.title.value_or("");
  p.campaign = r.campaign.value_or("");
  p.notice = r.notice.value_or("");
  p.text = r.text.value_or("");
  p.approver = r.approver.value_or("");
  p.programme = r.programme.value_or("");
  p.version = r.version.value_or(0);
  p.approved = r.approved;
  p.began = r.began;
  p.ended = r.ended;
  p.planned = r.planned;
  return p;
}

void add_screen(const found_answer& found, const report::plan& plan, report::shown_page& p) {
  p.form = plan.report;
  const playlists::programme::programme& value = found.planned_by ? *found.planned_by : *found.in_force;
  const playlists::programme::screen* s = value.find_screen(p.screen);
  if (s == nullptr) return;
  p.screen_title = s->title;
  p.venue = plan.venue_title(s->venue);
  const auto& tickers = value.tickers;
  p.has_ticker = std::any_of(tickers.begin(), tickers.end(), [&](const playlists::programme::ticker& t) {
    return playlists::programme::applies_to(t.screens, *s);
  });
}

// What the programme or the notice says of the item on show. Returns its first file.
std::optional<digest> add_item(const found_answer& found, report::shown_page& p) {
  if (found.notice && found.notice->media) {
    p.kind = found.notice->media->video ? media_kind::video : media_kind::image;
    p.file = found.notice->media->file.sha256;
    return p.file;
  }
  if (!found.play || !found.planned_by) return std::nullopt;
  const playlists::programme::media_item* item = found.planned_by->find_media(p.media);
  if (item == nullptr || item->files.empty()) return std::nullopt;
  p.kind = item->kind;
  if (item->files.size() == 1) p.file = item->files.front().sha256;
  return item->files.front().sha256;
}

result<std::optional<digest>> find_thumbnail(ledger::ledger& l, const std::optional<digest>& file,
                                             report::shown_page& p) {
  if (p.media.empty()) return std::optional<digest>();
  p.lack = report::picture_lack::not_kept;
  if (!file) return std::optional<digest>();
  auto all = l.media().all();
  if (!all) return all.error();
  for (const ledger::stored_media& m : *all) {
    bool has_it =
        std::any_of(m.files.begin(), m.files.end(), [&](const auto& f) { return f.sha256 == *file; });
    if (!has_it) continue;
    p.lack = report::picture_lack::not_made;
    if (m.thumbnail) return m.thumbnail;
  }
  return std::optional<digest>();
}

}  // namespace

result<std::vector<report::cited_record>> records_around(ledger::ledger& l,
                                                         const std::vector<known_run>& runs, utc_ms at) {
  std::optional<std::pair<utc_ms, std::pair<std::string, std::int64_t>>> before, after;
  auto earlier = [&](utc_ms t, const std::string& log, std::int64_t seq) {
    if (!before || t > before->first) before = {t, {log, seq}};
  };
  auto later = [&](utc_ms t, const std::string& log, std::int64_t seq) {
    if (!after || t < after->first) after = {t, {log, seq}};
  };
  for (const known_run& run : runs) {
    if (run.when.from > at) {
      later(run.when.from, run.log, run.first);
    } else if (run.when.to <= at) {
      earlier(run.when.to, run.log, run.last);
    } else {
      result<std::int64_t> seq = last_until(l, run, at);
      if (!seq) return seq.error();
      result<evidence::record> r = read_record(l, run.log, *seq);
      if (!r) return r.error();
      earlier(evidence::correct(*r, run.clock).at, run.log, *seq);
      if (*seq == run.last) continue;
      result<evidence::record> next = read_record(l, run.log, *seq + 1);
      if (!next) return next.error();
      later(evidence::correct(*next, run.clock).at, run.log, *seq + 1);
    }
  }
  std::vector<report::cited_record> found;
  for (auto [place, role] :
       {std::pair(&before, record_role::before), std::pair(&after, record_role::after)}) {
    if (!*place) continue;
    const auto& [log, seq] = (*place)->second;
    if (result<void> done = cite(l, role, log, seq, runs, found); !done) return done.error();
  }
  return found;
}

result<collected_page> collect_page(ledger::ledger& l, const found_answer& found,
                                    const std::string& timezone) {
  collected_page page{page_of(found, timezone), {}};
  result<report::plan> plan = stored_plan(l);
  if (!plan) return plan.error();
  add_screen(found, *plan, page.value);
  if (result<void> done = add_chain(l, found, page.value); !done) return done.error();
  auto thumbnail = find_thumbnail(l, add_item(found, page.value), page.value);
  if (!thumbnail) return thumbnail.error();
  page.thumbnail = *thumbnail;
  return page;
}

result<std::string> draw_page(const media::store& store, collected_page page) {
  report::shown_page& p = page.value;
  if (page.thumbnail) {
    result<std::string> jpeg = read_file(store.path_of(*page.thumbnail), media::max_sheet_bytes);
    // A file that somebody changed on the disk must not testify.
    if (jpeg && sha256(*jpeg) == *page.thumbnail) {
      if (result<media::image> picture = media::read_sheet(*jpeg))
        p.picture = {std::move(*jpeg), picture->width, picture->height};
    }
    if (!p.picture) p.lack = jpeg ? report::picture_lack::damaged : report::picture_lack::not_made;
  }
  return report::to_pdf(p);
}

}  // namespace bangtin::scheduler::api
