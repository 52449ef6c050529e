// All endpoints of the daemon. Each subject of the API lists what it works with; a new subject is added here.
#include <iterator>
#include <utility>

#include "scheduler/api/alerts.hpp"
#include "scheduler/api/audit.hpp"
#include "scheduler/api/bundles.hpp"
#include "scheduler/api/changes.hpp"
#include "scheduler/api/channel.hpp"
#include "scheduler/api/compliance.hpp"
#include "scheduler/api/exported_draft.hpp"
#include "scheduler/api/jobs.hpp"
#include "scheduler/api/media.hpp"
#include "scheduler/api/media_items.hpp"
#include "scheduler/api/media_limits.hpp"
#include "scheduler/api/media_objects.hpp"
#include "scheduler/api/media_search.hpp"
#include "scheduler/api/media_thumbnails.hpp"
#include "scheduler/api/media_upkeep.hpp"
#include "scheduler/api/metrics.hpp"
#include "scheduler/api/notices.hpp"
#include "scheduler/api/page.hpp"
#include "scheduler/api/pairing.hpp"
#include "scheduler/api/passwords.hpp"
#include "scheduler/api/plan.hpp"
#include "scheduler/api/play_intake.hpp"
#include "scheduler/api/plays.hpp"
#include "scheduler/api/programme.hpp"
#include "scheduler/api/reports.hpp"
#include "scheduler/api/root.hpp"
#include "scheduler/api/schedule.hpp"
#include "scheduler/api/screens.hpp"
#include "scheduler/api/screenshots.hpp"
#include "scheduler/api/sessions.hpp"
#include "scheduler/api/shares.hpp"
#include "scheduler/api/shown.hpp"
#include "scheduler/api/site.hpp"
#include "scheduler/api/trust.hpp"
#include "scheduler/api/uploads.hpp"
#include "scheduler/api/users.hpp"
#include "scheduler/app/daemon_impl.hpp"
#include "scheduler/app/daemon_key_files.hpp"
#include "scheduler/backup/backup_handlers.hpp"

namespace bangtin::scheduler::app {

std::vector<http::endpoint> daemon::impl::all_rows() {
  std::vector<http::endpoint> all;
  auto add = [&](std::vector<http::endpoint> rows) {
    std::move(rows.begin(), rows.end(), std::back_inserter(all));
  };
  add(api::site_handlers::rows({.ledger = ledger,
                                .programmes = programmes,
                                .daemon = key,
                                .clock = clock,
                                .storage = storage,
                                .endpoints = endpoints,
                                .audit_fault = audit_fault,
                                .identity = identity,
                                .tls_address = tls_address,
                                .backups = backups,
                                .reported = reported,
                                .trust = trust,
                                .alerts = alert_watch}));
  add(api::alert_handlers::rows({.ledger = ledger, .watch = alert_watch, .clock = clock}));
  add(api::metrics_handlers::rows({.ledger = ledger,
                                   .programmes = programmes,
                                   .commands = commands,
                                   .channels = channels,
                                   .directory = directory,
                                   .clock = clock,
                                   .counted = counted,
                                   .connections = connections,
                                   .records_stored = records_stored,
                                   .jobs = jobs,
                                   .storage = storage,
                                   .backups = backups,
                                   .alerts = alert_watch}));
  add(backup::backup_handlers::rows({.snapshots = snapshots,
                                     .ledger = ledger,
                                     .disk = disk,
                                     .clock = clock,
                                     .data = setup.data,
                                     .configuration = setup.configuration}));
  add(api::user_handlers::rows({.ledger = ledger, .people = people, .clock = clock}));
  add(api::session_handlers::rows({.ledger = ledger,
                                   .people = people,
                                   .sessions = sessions,
                                   .attempts = attempts,
                                   .passwords = passwords,
                                   .gate = gate,
                                   .clock = clock}));
  add(api::password_handlers::rows({.ledger = ledger,
                                    .people = people,
                                    .attempts = attempts,
                                    .passwords = passwords,
                                    .gate = gate,
                                    .clock = clock}));
  add(api::change_handlers::rows({.changes = changes,
                                  .gate = gate,
                                  .max_streams = setup.max_change_streams,
                                  .times = setup.change_streams}));
  add(api::page_rows(page));
  add(api::audit_handlers::rows({.ledger = ledger, .refusals = refusals, .clock = clock}));
  add(api::pairing_handlers::rows({.ledger = ledger,
                                   .directory = directory,
                                   .requests = requests,
                                   .programmes = programmes,
                                   .daemon = key.public_part(),
                                   .identity = identity,
                                   .clock = clock}));
  add(api::schedule_handlers::rows({.programmes = programmes, .documents = documents, .clock = clock}));
  add(api::screen_handlers::rows(
      {.ledger = ledger, .programmes = programmes, .reported = reported, .clock = clock}));
  add(api::channel_handlers::rows({.directory = directory,
                                   .channels = channels,
                                   .programmes = programmes,
                                   .commands = commands,
                                   .trust = trust,
                                   .reported = reported,
                                   .clock = clock,
                                   .max_channels = setup.max_channels,
                                   .times = setup.channels}));
  add(api::notice_handlers::rows({.ledger = ledger,
                                  .store = store,
                                  .documents = documents,
                                  .directory = directory,
                                  .commands = commands,
                                  .trust = trust,
                                  .reported = reported,
                                  .clock = clock,
                                  .max_long_polls = setup.max_call_polls}));
  add(api::screenshot_handlers::rows(
      {.ledger = ledger, .directory = directory, .commands = commands, .disk = disk, .clock = clock}));
  add(api::programme_handlers::rows({.ledger = ledger,
                                     .store = store,
                                     .documents = documents,
                                     .programmes = programmes,
                                     .trust = trust,
                                     .reported = reported,
                                     .clock = clock,
                                     .max_long_polls = setup.max_long_polls}));
  add(api::exported_draft_handlers::rows({.ledger = ledger,
                                          .store = store,
                                          .documents = documents,
                                          .programmes = programmes,
                                          .reported = reported,
                                          .clock = clock}));
  add(api::trust_handlers::rows({.ledger = ledger,
                                 .directory = directory,
                                 .trust = trust,
                                 .programmes = programmes,
                                 .commands = commands,
                                 .clock = clock,
                                 .daemon = key.public_part(),
                                 .next_key = next_key_file(setup.data)}));
  add(api::root_handlers::rows(
      {.ledger = ledger, .trust = trust, .programmes = programmes, .commands = commands, .clock = clock}));
  add(api::bundle_handlers::rows({.ledger = ledger,
                                  .documents = documents,
                                  .directory = directory,
                                  .programmes = programmes,
                                  .commands = commands,
                                  .trust = trust,
                                  .daemon = key,
                                  .clock = clock}));
  add(api::share_handlers::rows({.ledger = ledger,
                                 .store = store,
                                 .documents = documents,
                                 .programmes = programmes,
                                 .daemon = key,
                                 .clock = clock}));
  // Before the files, whose pattern would match their paths too.
  add(api::media_limit_rows({.disk = disk, .room = room, .limits = setup.media}));
  add(api::media_search_rows({.ledger = ledger, .documents = documents, .programmes = programmes}));
  add(api::media_object_handlers::rows({.store = store, .disk = disk}));
  add(api::media_thumbnail_rows({.ledger = ledger, .store = store, .documents = documents}));
  add(api::media_upkeep_handlers::rows({.ledger = ledger,
                                        .store = store,
                                        .documents = documents,
                                        .reading = reading,
                                        .clock = clock,
                                        .stopping = stopping_reads.get_token()}));
  add(api::upload_handlers::rows(
      {.store = store, .uploads = uploads, .disk = disk, .room = room, .limits = setup.media}));
  add(api::media_handlers::rows({.ledger = ledger,
                                 .store = store,
                                 .disk = disk,
                                 .documents = documents,
                                 .jobs = jobs,
                                 .clock = clock}));
  add(api::job_handlers::rows({.ledger = ledger, .jobs = jobs}));
  add(api::media_item_handlers::rows({.ledger = ledger,
                                      .store = store,
                                      .documents = documents,
                                      .reading = reading,
                                      .programmes = programmes,
                                      .clock = clock,
                                      .stopping = stopping_reads.get_token()}));
  add(api::intake_handlers::rows({.ledger = ledger,
                                  .directory = directory,
                                  .documents = documents,
                                  .daemon = key,
                                  .all = all_keys,
                                  .clock = clock,
                                  .judge = judge,
                                  .records_stored = records_stored,
                                  .records_per_hour = setup.records_per_hour}));
  add(api::plays_handlers::rows({.ledger = ledger,
                                 .programmes = programmes,
                                 .documents = documents,
                                 .clock = clock,
                                 .backlog = backlog,
                                 .counts = counts}));
  add(api::compliance_handlers::rows({.ledger = ledger,
                                      .programmes = programmes,
                                      .backlog = backlog,
                                      .documents = documents,
                                      .clock = clock}));
  add(api::shown_handlers::rows({.ledger = ledger,
                                 .programmes = programmes,
                                 .store = store,
                                 .backlog = backlog,
                                 .documents = documents,
                                 .clock = clock}));
  add(api::plan_handlers::rows({.ledger = ledger, .documents = documents, .clock = clock}));
  add(api::report_handlers::rows({.from = {ledger, programmes, backlog, counts, documents, key},
                                  .writing = writing,
                                  .scratch = setup.data / "ingest",
                                  .clock = clock}));
  return all;
}

}  // namespace bangtin::scheduler::app
