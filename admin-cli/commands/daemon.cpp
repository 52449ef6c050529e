// Each function sends one request and decodes the answer with the codec of wire/admin.
#include "admin-cli/commands/daemon.hpp"

#include <iterator>

#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/admin/long_list.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::uint64_t max_counts_reply = 256 * 1024 * 1024;  // by every column at once
constexpr std::size_t max_programme_reply = 3 * playlists::text::max_programme_bytes;

template <class T>
result<T> call_value(wire::http_client& daemon, const wire::request& r) {
  result<json::value> answer = daemon.call_json(r);
  if (!answer) return answer.error();
  result<T> value = wire::admin::decode<T>(*answer);
  if (!value) return strange_answer(value.error());
  return value;
}

template <class T>
result<T> get_value(wire::http_client& daemon, const std::string& path) {
  return call_value<T>(daemon, get_request(path));
}

template <class T>
result<std::vector<T>> call_values(wire::http_client& daemon, const wire::request& r) {
  result<wire::reply> answer = daemon.call(r);
  if (!answer) return answer.error();
  result<std::vector<T>> values = wire::admin::decode_list_text<T>(answer->body);
  if (!values) return strange_answer(values.error());
  return values;
}

template <class T>
result<std::vector<T>> get_values(wire::http_client& daemon, const std::string& path) {
  return call_values<T>(daemon, get_request(path));
}

// For counts, which wait until the daemon has judged what it stored before an update.
wire::request patient_request(std::string method, std::string path) {
  wire::request r = send_request(std::move(method), std::move(path), {});
  r.timeout = std::chrono::minutes(10);
  r.stall = std::chrono::minutes(10);
  return r;
}

wire::request programme_request(std::string path) {
  wire::request r = get_request(std::move(path));
  r.max_reply_bytes = max_programme_reply;
  return r;
}

result<std::optional<wire::admin::plan>> get_plan_at(wire::http_client& daemon, const std::string& path) {
  result<wire::admin::plan> p = get_value<wire::admin::plan>(daemon, path);
  if (!p && p.error().code == errc::not_found) return std::optional<wire::admin::plan>{};
  if (!p) return p.error();
  return std::optional(std::move(*p));
}

}  // namespace

result<std::optional<published_programme>> get_published(wire::http_client& daemon,
                                                         const std::string& which) {
  result<wire::reply> answer = daemon.call(programme_request("/v1/programmes/" + which));
  if (!answer && answer.error().code == errc::not_found) return std::optional<published_programme>{};
  if (!answer) return answer.error();
  result<wire::signed_programme> note = wire::signed_programme_from_json(answer->body);
  if (!note) return strange_answer(note.error());
  result<playlists::programme::programme> p = playlists::text::from_bytes(note->bytes);
  if (!p) return strange_answer(p.error());
  digest identity = sha256(note->bytes);
  return std::optional(published_programme{std::move(*p), identity, std::move(*note)});
}

result<std::optional<wire::admin::exported_draft>> get_exported(wire::http_client& daemon) {
  using answer = std::optional<wire::admin::exported_draft>;
  result<json::value> v = daemon.call_json(programme_request("/v1/exported-draft"));
  if (!v && v.error().code == errc::not_found) return answer();
  if (!v) return v.error();
  auto kept = wire::admin::decode<wire::admin::exported_draft>(*v);
  if (!kept) return strange_answer(kept.error());
  return answer(std::move(*kept));
}

error strange_answer(const error& why) {
  return {errc::invalid, msg("the daemon's answer cannot be used: {}", inner(why.what)),
          msg("check that daemon and command are of the same version")};
}

wire::request get_request(std::string path) {
  wire::request r;
  r.path = std::move(path);
  return r;
}

wire::request send_request(std::string method, std::string path, std::string body) {
  wire::request r = get_request(std::move(path));
  r.method = std::move(method);
  r.body = std::move(body);
  return r;
}

result<wire::admin::site> get_site(wire::http_client& daemon) {
  return get_value<wire::admin::site>(daemon, "/v1/site");
}

result<wire::admin::health> get_health(wire::http_client& daemon) {
  return get_value<wire::admin::health>(daemon, "/healthz");
}

result<void> send_test_alert(wire::http_client& daemon) {
  // The hook and sendmail have half a minute each.
  wire::request r = send_request("POST", "/v1/alerts/test", "");
  r.timeout = std::chrono::seconds(75);
  r.stall = std::chrono::seconds(75);
  const result<wire::reply> answer = daemon.call(r);
  if (!answer) return answer.error();
  return {};
}

result<std::vector<wire::admin::media_item>> get_media(wire::http_client& daemon) {
  return get_values<wire::admin::media_item>(daemon, "/v1/media");
}

result<wire::admin::media_item> get_media_item(wire::http_client& daemon, const std::string& id) {
  return get_value<wire::admin::media_item>(daemon, "/v1/media/items/" + wire::percent_encoded(id));
}

result<wire::admin::media_limits> get_media_limits(wire::http_client& daemon) {
  return get_value<wire::admin::media_limits>(daemon, "/v1/media/limits");
}

result<std::vector<wire::admin::job>> get_jobs(wire::http_client& daemon) {
  return get_values<wire::admin::job>(daemon, "/v1/jobs");
}

result<wire::admin::job> get_job(wire::http_client& daemon, std::int64_t id, std::chrono::milliseconds wait,
                                 std::function<bool()> cancelled) {
  constexpr std::chrono::seconds margin{30};
  wire::request r = get_request(fmt::format("/v1/jobs/{}?wait_ms={}", id, wait.count()));
  r.timeout = wait + margin;
  r.stall = std::chrono::duration_cast<std::chrono::seconds>(wait) + margin;
  r.cancelled = std::move(cancelled);
  return call_value<wire::admin::job>(daemon, r);
}

result<wire::admin::job> cancel_job(wire::http_client& daemon, std::int64_t id) {
  return call_value<wire::admin::job>(daemon, send_request("DELETE", fmt::format("/v1/jobs/{}", id), ""));
}

result<std::vector<wire::admin::published_version>> get_history(wire::http_client& daemon) {
  return get_values<wire::admin::published_version>(daemon, "/v1/programmes");
}

result<std::vector<wire::admin::screen>> get_screens(wire::http_client& daemon) {
  return get_values<wire::admin::screen>(daemon, "/v1/screens");
}

result<std::vector<wire::admin::waiting_screen>> get_waiting_screens(wire::http_client& daemon,
                                                                     const std::string& lookup) {
  return get_values<wire::admin::waiting_screen>(
      daemon, "/v1/pairing-requests" + (lookup.empty() ? "" : "?lookup=" + wire::percent_encoded(lookup)));
}

result<wire::admin::notice_list> get_notices(wire::http_client& daemon) {
  return get_value<wire::admin::notice_list>(daemon, "/v1/notices");
}

result<std::vector<wire::admin::play_count>> get_play_counts(wire::http_client& daemon,
                                                             const std::string& query,
                                                             const std::vector<std::string>& columns) {
  std::string by;
  for (const std::string& column : columns) by += (by.empty() ? "" : ",") + column;
  wire::request r =
      patient_request("GET", "/v1/plays/count?" + query + (query.empty() ? "" : "&") + "by=" + by);
  r.max_reply_bytes = max_counts_reply;
  result<std::vector<wire::admin::play_count>> rows = call_values<wire::admin::play_count>(daemon, r);
  if (!rows) return rows.error();
  for (const wire::admin::play_count& row : *rows) {
    for (const std::string& column : columns) {
      const wire::admin::play_grouping* g = wire::admin::find_play_grouping(column);
      if (g != nullptr && row.*g->column) continue;
      return strange_answer({errc::invalid, msg("the field \"{}\" is missing", column), {}});
    }
  }
  return rows;
}

result<std::optional<wire::admin::plan>> get_plan(wire::http_client& daemon) {
  return get_plan_at(daemon, "/v1/plan");
}

result<std::optional<wire::admin::plan>> get_previous_plan(wire::http_client& daemon) {
  return get_plan_at(daemon, "/v1/plan/previous");
}

result<wire::admin::play_shortfalls> get_play_shortfalls(wire::http_client& daemon,
                                                         const std::string& query) {
  std::string path = "/v1/plays/shortfalls" + (query.empty() ? std::string() : "?" + query);
  return call_value<wire::admin::play_shortfalls>(daemon, patient_request("GET", path));
}

result<std::vector<wire::admin::play_compliance>> get_play_compliance(wire::http_client& daemon,
                                                                      const std::string& month) {
  return call_values<wire::admin::play_compliance>(
      daemon, patient_request("GET", "/v1/plays/compliance?month=" + month));
}

result<std::vector<wire::admin::missing_hour>> get_missing_hours(wire::http_client& daemon,
                                                                 const std::string& month) {
  return call_values<wire::admin::missing_hour>(
      daemon, patient_request("GET", "/v1/plays/compliance/hours?month=" + month));
}

result<wire::admin::shown_record> get_shown_at(wire::http_client& daemon, const std::string& screen,
                                               utc_ms at) {
  return call_value<wire::admin::shown_record>(daemon, patient_request("GET", shown_at_path(screen, at)));
}

std::string shown_at_path(const std::string& screen, utc_ms at) {
  return fmt::format("/v1/plays/at?screen={}&at={}", wire::percent_encoded(screen),
                     at.time_since_epoch().count());
}

result<wire::admin::play_recount> recount_plays(wire::http_client& daemon,
                                                const std::function<void()>& meanwhile) {
  wire::request r = patient_request("POST", "/v1/plays/recount");
  if (meanwhile) r.arrived = [&](std::uint64_t, std::uint64_t) { meanwhile(); };
  r.timeout = std::chrono::hours(6);
  r.stall = std::chrono::hours(6);
  return call_value<wire::admin::play_recount>(daemon, r);
}

result<wire::admin::media_item> media_item_from(const json::value& v) {
  result<wire::admin::media_item> item = wire::admin::decode<wire::admin::media_item>(v);
  if (!item) return strange_answer(item.error());
  return item;
}

result<std::optional<stored_draft>> get_stored_draft(wire::http_client& daemon) {
  result<wire::reply> answer = daemon.call(programme_request("/v1/draft"));
  if (!answer && answer.error().code == errc::not_found) return std::optional<stored_draft>{};
  if (!answer) return answer.error();
  result<playlists::programme::programme> p = playlists::text::from_bytes(answer->body);
  if (!p) return strange_answer(p.error());
  std::string etag = answer->headers["etag"];
  // An older daemon sends none, and ignores the one that comes back.
  if (etag.empty()) etag = '"' + sha256(answer->body).hex() + '"';
  return std::optional(stored_draft{std::move(*p), std::move(etag)});
}

result<std::optional<playlists::programme::programme>> get_draft(wire::http_client& daemon) {
  result<std::optional<stored_draft>> draft = get_stored_draft(daemon);
  if (!draft) return draft.error();
  if (!*draft) return std::optional<playlists::programme::programme>{};
  return std::optional(std::move((*draft)->value));
}

result<digest> put_draft(wire::http_client& daemon, const playlists::programme::programme& draft,
                         const std::string& etag, const wire::admin::draft_step& step) {
  using enum wire::admin::draft_step_kind;
  std::string bytes = playlists::text::to_bytes(draft);
  digest identity = sha256(bytes);
  std::string path = "/v1/draft";
  if (step.kind == undo) path += fmt::format("?undoes={}", step.change);
  if (step.kind == redo) path += fmt::format("?redoes={}", step.change);
  wire::request put = send_request("PUT", std::move(path), std::move(bytes));
  if (etag.empty()) {
    put.headers["If-None-Match"] = "*";
  } else {
    put.headers["If-Match"] = etag;
  }
  put.timeout = std::chrono::minutes(2);  // the daemon looks up every file
  result<wire::reply> stored = daemon.call(put);
  if (!stored) return stored.error();
  return identity;
}

result<std::vector<wire::admin::kept_draft>> get_draft_history(wire::http_client& daemon) {
  std::vector<wire::admin::kept_draft> all;
  for (;;) {
    const std::string before = all.empty() ? "" : fmt::format("?before={}", all.back().number);
    auto rows = get_values<wire::admin::kept_draft>(daemon, "/v1/draft/history" + before);
    if (!rows && rows.error().code == errc::not_found) return all;
    if (!rows) return rows.error();
    const bool is_last = rows->empty() || (!all.empty() && rows->back().number >= all.back().number);
    if (is_last) return all;
    std::move(rows->begin(), rows->end(), std::back_inserter(all));
  }
}

result<std::int64_t> get_newest_change(wire::http_client& daemon) {
  auto rows = get_values<wire::admin::kept_draft>(daemon, "/v1/draft/history");
  if (!rows && rows.error().code == errc::not_found) return 0;
  if (!rows) return rows.error();
  return rows->empty() ? 0 : rows->front().number;
}

result<std::optional<playlists::programme::programme>> get_kept_draft(wire::http_client& daemon,
                                                                      std::int64_t number) {
  result<wire::reply> answer = daemon.call(programme_request(fmt::format("/v1/draft/history/{}", number)));
  if (!answer && answer.error().code == errc::not_found)
    return std::optional<playlists::programme::programme>{};
  if (!answer) return answer.error();
  result<playlists::programme::programme> p = playlists::text::from_bytes(answer->body);
  if (!p) return strange_answer(p.error());
  return std::optional(std::move(*p));
}

result<std::optional<published_programme>> get_current(wire::http_client& daemon) {
  return get_published(daemon, "current");
}

result<std::optional<published_programme>> get_version(wire::http_client& daemon, std::int64_t version) {
  return get_published(daemon, std::to_string(version));
}

}  // namespace bangtin::admin_cli::commands
