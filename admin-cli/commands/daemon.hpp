// Requests to the daemon, with answers as values (wire/admin, docs/http.md). All of them block on the network
// and fail like http_client::call. An unusable answer gives errc::invalid, with a message that blames the
// daemon, not the user. Not thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/admin/jobs.hpp"
#include "wire/admin/media.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/plan.hpp"
#include "wire/admin/plays.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"
#include "wire/http_client.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::admin_cli::commands {

namespace admin = wire::admin;

// Build requests from their usual parts.
wire::request get_request(std::string path);
wire::request send_request(std::string method, std::string path, std::string body);

result<wire::admin::site> get_site(wire::http_client& daemon);
result<wire::admin::health> get_health(wire::http_client& daemon);
// errc::conflict when nobody is to be told of alerts.
result<void> send_test_alert(wire::http_client& daemon);
result<std::vector<wire::admin::media_item>> get_media(wire::http_client& daemon);
// errc::not_found when no such item exists.
result<wire::admin::media_item> get_media_item(wire::http_client& daemon, const std::string& id);
result<wire::admin::media_limits> get_media_limits(wire::http_client& daemon);
// The newest first, at most 200.
result<std::vector<wire::admin::job>> get_jobs(wire::http_client& daemon);
// Returns when the job is final, or after `wait`, at most 10 s. errc::not_found. `cancelled`: see
// wire::request.
result<wire::admin::job> get_job(wire::http_client& daemon, std::int64_t id,
                                 std::chrono::milliseconds wait = {}, std::function<bool()> cancelled = {});
// Cancels the job. errc::conflict when it has ended already, errc::not_found.
result<wire::admin::job> cancel_job(wire::http_client& daemon, std::int64_t id);
result<std::vector<wire::admin::published_version>> get_history(wire::http_client& daemon);
result<std::vector<wire::admin::screen>> get_screens(wire::http_client& daemon);
// The players that wait to be paired; only that whose pairing code begins with `lookup`, if it is not empty.
result<std::vector<wire::admin::waiting_screen>> get_waiting_screens(wire::http_client& daemon,
                                                                     const std::string& lookup);
result<wire::admin::notice_list> get_notices(wire::http_client& daemon);
// `query`: "month=2026-10", or empty for the daemon's month. `columns` are names of columns in
// admin::play_groupings.
result<std::vector<wire::admin::play_count>> get_play_counts(wire::http_client& daemon,
                                                             const std::string& query,
                                                             const std::vector<std::string>& columns);
// `month`: "2026-10". They take some seconds per screen.
result<std::vector<wire::admin::play_compliance>> get_play_compliance(wire::http_client& daemon,
                                                                      const std::string& month);
result<std::vector<wire::admin::missing_hour>> get_missing_hours(wire::http_client& daemon,
                                                                 const std::string& month);
// errc::not_found when no such screen ever was; errc::usage for a time to come.
result<wire::admin::shown_record> get_shown_at(wire::http_client& daemon, const std::string& screen,
                                               utc_ms at);
std::string shown_at_path(const std::string& screen, utc_ms at);  // of that question
// Nothing if no plan is loaded, and with a daemon that is too old to have one.
result<std::optional<wire::admin::plan>> get_plan(wire::http_client& daemon);
// The plan that the loaded one replaced. Nothing if none was, and with a daemon that is too old to keep it.
result<std::optional<wire::admin::plan>> get_previous_plan(wire::http_client& daemon);

result<wire::admin::play_shortfalls> get_play_shortfalls(wire::http_client& daemon, const std::string& query);
// Takes minutes where there are many records. Calls `meanwhile` again and again.
result<wire::admin::play_recount> recount_plays(wire::http_client& daemon,
                                                const std::function<void()>& meanwhile = {});

struct stored_draft {
  playlists::programme::programme value;
  std::string etag;  // names this state of the draft
};
// Nothing if there is no draft.
result<std::optional<stored_draft>> get_stored_draft(wire::http_client& daemon);
result<std::optional<playlists::programme::programme>> get_draft(wire::http_client& daemon);
// Replaces the draft that has the `etag`; if that is empty, there must be none. `step` says what the change
// is; an older daemon does not keep that. Returns the new one's identity. errc::conflict when somebody else
// stored another draft meanwhile: then nothing is changed.
result<digest> put_draft(wire::http_client& daemon, const playlists::programme::programme& draft,
                         const std::string& etag, const wire::admin::draft_step& step = {});
// The changes of the draft in the last 30 days, newest first, with the drafts that they replaced. Empty with
// a daemon that is too old to keep any.
result<std::vector<wire::admin::kept_draft>> get_draft_history(wire::http_client& daemon);
// The number of the newest of them; 0 if there is none.
result<std::int64_t> get_newest_change(wire::http_client& daemon);
// The draft as it was before that change; nothing if it is no longer kept.
result<std::optional<playlists::programme::programme>> get_kept_draft(wire::http_client& daemon,
                                                                      std::int64_t number);
struct published_programme {
  playlists::programme::programme value;
  digest programme_digest;
  wire::signed_programme note;
};
result<std::optional<published_programme>> get_current(wire::http_client& daemon);
// The same for any version that was published. Nobody has verified its signatures yet.
result<std::optional<published_programme>> get_version(wire::http_client& daemon, std::int64_t version);

// The version of that name: a number, "current" or "waiting".
result<std::optional<published_programme>> get_published(wire::http_client& daemon, const std::string& which);

// What was exported last to be signed on another machine; nothing if nothing is.
result<std::optional<wire::admin::exported_draft>> get_exported(wire::http_client& daemon);

// The daemon's answer does not have the expected form.
error strange_answer(const error& why);
// Parses the answer of POST /v1/media.
result<wire::admin::media_item> media_item_from(const json::value& v);

}  // namespace bangtin::admin_cli::commands
