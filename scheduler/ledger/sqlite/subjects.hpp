// Makes the subjects of the SQLite ledger; each is in the source of the same name. They use the session,
// which must outlive them, as must the digests.
#pragma once

#include <memory>

#include "scheduler/ledger/ledger.hpp"
#include "scheduler/ledger/sqlite/session.hpp"

namespace bangtin::scheduler::ledger::sqlite {

class count_digests;

std::unique_ptr<media_ledger> sqlite_media(session& s);
std::unique_ptr<programme_ledger> sqlite_programmes(session& s);
std::unique_ptr<screen_ledger> sqlite_screens(session& s);
std::unique_ptr<evidence_ledger> sqlite_evidence(session& s);
std::unique_ptr<export_ledger> sqlite_export(session& s);
std::unique_ptr<check_ledger> sqlite_checks(session& s);
std::unique_ptr<play_ledger> sqlite_plays(session& s, count_digests& digests);
result<std::unique_ptr<play_ledger>> sqlite_recount(session& s);
std::unique_ptr<notice_ledger> sqlite_notices(session& s);
std::unique_ptr<screenshot_ledger> sqlite_screenshots(session& s);
std::unique_ptr<job_ledger> sqlite_jobs(session& s);
std::unique_ptr<report_ledger> sqlite_reports(session& s);
std::unique_ptr<user_ledger> sqlite_users(session& s);
std::unique_ptr<audit_ledger> sqlite_audit(session& s);
std::unique_ptr<copy_ledger> sqlite_copies(session& s);
std::unique_ptr<trust_ledger> sqlite_trust(session& s);
std::unique_ptr<alert_ledger> sqlite_alerts(session& s);
// Once, after an update: takes the lines of a daemon that had no chain into the chain.
result<void> chain_old_audit_lines(session& s);

}  // namespace bangtin::scheduler::ledger::sqlite
