// A job belongs to the daemon: that the command loses the connection or ends does not end the job.
#include "admin-cli/commands/ingest_jobs.hpp"

#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "wire/problem.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::chrono::milliseconds poll_wait{1000};  // as long as a bar may stand still
constexpr int max_failures = 8;                       // their pauses add up to half a minute
// An older daemon answers an order only when it has converted the file.
constexpr std::chrono::hours max_order{12};

}  // namespace

std::string file_name_for_order(const local_file& file) {
  return to_nfc(printable(file.path.filename().string()));
}

result<ingest_order> order_ingest(const transfer& t, const local_file& file, const media_texts& words,
                                  bool again) {
  wire::admin::media_order order{
      file.sha256.hex(), file_name_for_order(file), words.title,    words.theme, words.owner,
      words.link,        words.subtitles,           words.duration, again};
  wire::request r = send_request("POST", "/v1/media", canonical(wire::admin::encode(order)));
  r.timeout = max_order;
  r.stall = max_order;
  r.cancelled = t.must_stop;
  result<wire::reply> answer = t.daemon.call(r);
  if (!answer && t.must_stop()) return stopped();
  if (!answer) return answer.error();
  result<json::value> body = parse_json(answer->body);
  if (!body) return strange_answer(body.error());
  ingest_order made;
  if (answer->status == 202) {
    result<wire::admin::job> j = wire::admin::decode<wire::admin::job>(*body);
    if (!j) return strange_answer(j.error());
    made.started = std::move(*j);
    return made;
  }
  result<wire::admin::media_item> item = media_item_from(*body);
  if (!item) return item.error();
  made.item = std::move(*item);
  return made;
}

bool is_final(const wire::admin::job& j) {
  return j.state == "done" || j.state == "failed" || j.state == "cancelled";
}

result<wire::admin::media_item> item_of(const wire::admin::job& j) {
  if (j.state == "cancelled") {
    return error{errc::conflict, msg("its job {} was cancelled", j.id),
                 msg("the same command again begins a new one")};
  }
  if (j.failure) return error{errc_from(j.failure->code), j.failure->what, j.failure->remedy};
  if (!j.item) return strange_answer({errc::invalid, msg("the field \"{}\" is missing", "item"), {}});
  wire::admin::media_item item = *j.item;
  if (item.status.empty()) item.status = "accepted";
  return item;
}

result<wire::admin::job> follow(session& s, std::int64_t id) {
  for (int failures = 0;;) {
    result<wire::admin::job> j = get_job(s.daemon, id, poll_wait, [&s] { return s.must_stop(); });
    if (s.must_stop()) return stopped();
    if (j || j.error().code != errc::unreachable || ++failures >= max_failures) return j;
    wait_a_while(s, std::chrono::milliseconds(250) * (1 << std::min(failures, 5)));
  }
}

result<wire::admin::media_item> wait_for_item(session& s, const wire::admin::job& started) {
  wire::admin::job now = started;
  while (!is_final(now)) {
    s.person.show(bar_of(now));
    result<wire::admin::job> next = follow(s, started.id);
    if (!next) {
      s.person.progress("", 1, 1);
      return next.error();
    }
    now = std::move(*next);
  }
  s.person.progress("", 1, 1);
  return item_of(now);
}

result<json::value> ingest(session& s, const local_file& file, const media_texts& words) {
  result<ingest_order> order = order_ingest(transfer_of(s), file, words, false);
  if (!order) return order.error();
  if (order->item) return wire::admin::encode(*order->item);
  result<wire::admin::media_item> made = wait_for_item(s, *order->started);
  if (!made) return made.error();
  return wire::admin::encode(*made);
}

progress_bar bar_of(const wire::admin::job& j) {
  constexpr std::uint64_t all = 100;
  progress_bar bar{tr("waiting for its turn: {}", j.file), 0, all};
  if (j.state == "queued") return bar;
  bar.label = tr("examining {}", j.file);
  bar.done =
      std::min<std::uint64_t>(static_cast<std::uint64_t>(std::max<std::int64_t>(j.progress_pct, 0)), all - 1);
  if (j.eta_s) bar.detail = tr("{} left", views::clock_text(std::chrono::seconds(*j.eta_s)));
  return bar;
}

std::string state_text(const wire::admin::job& j) {
  if (j.state == "queued") return tr("waiting");
  if (j.state == "running") return tr("running");
  if (j.state == "done") return tr("done");
  if (j.state == "failed") return tr("failed");
  if (j.state == "cancelled") return tr("cancelled");
  return j.state;
}

}  // namespace bangtin::admin_cli::commands
