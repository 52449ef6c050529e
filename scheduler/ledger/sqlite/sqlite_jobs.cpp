// Jobs in the table `jobs`. AUTOINCREMENT, so that the number of a deleted job is not used again: a
// request for an old job must not get another one. A unique index keeps two open jobs from needing one
// upload.
#include "base/json.hpp"
#include "base/message_json.hpp"
#include "scheduler/ledger/sqlite/statement.hpp"
#include "scheduler/ledger/sqlite/subjects.hpp"

namespace bangtin::scheduler::ledger::sqlite {

namespace {

const std::string select_jobs =
    "SELECT id, state, sha256, file, orders, who, queued, starts, ended, permille, failure, duplicate"
    " FROM jobs ";
const std::string is_open = "state IN ('queued', 'running')";

std::string failure_text(const error& e) {
  return canonical(
      json::object{{"code", to_string(e.code)}, {"what", to_value(e.what)}, {"remedy", to_value(e.remedy)}});
}

error failure_of(const statement& row) {
  result<json::value> v = parse_json(row.text("failure"));
  if (!v) throw damaged("failure");
  json_reader r(*v);
  std::string code = r.text("code", 32);
  result<message> what = message_from_value(r.any("what"));
  result<message> remedy = message_from_value(r.any("remedy"));
  if (r.finish() || !what || !remedy) throw damaged("failure");
  return {errc_from(code), std::move(*what), std::move(*remedy)};
}

stored_job job_of(const statement& row) {
  stored_job j;
  j.id = row.integer("id");
  std::optional<job_state> state = job_state_from(row.text("state"));
  if (!state) throw damaged("state");
  j.state = *state;
  j.sha256 = row.hex<digest>("sha256");
  j.file = row.text("file");
  j.order = row.text("orders");
  j.who = row.text("who");
  j.queued = row.time("queued");
  j.starts = row.small("starts");
  j.ended = row.time_if_any("ended");
  j.permille = row.small("permille");
  if (!row.is_null("failure")) j.failure = failure_of(row);
  j.duplicate = row.flag("duplicate");
  return j;
}

std::vector<stored_job> jobs_of(statement& rows) {
  std::vector<stored_job> jobs;
  while (rows.next()) jobs.push_back(job_of(rows));
  return jobs;
}

std::optional<stored_job> first_of(statement& rows) {
  if (!rows.next()) return std::nullopt;
  return job_of(rows);
}

// The values that change.
void set_progress(statement& s, const stored_job& j) {
  s.set(":state", std::string(to_string(j.state)));
  s.set(":starts", j.starts);
  s.set(":ended", j.ended);
  s.set(":permille", j.permille);
  s.set(":failure", j.failure ? std::optional(failure_text(*j.failure)) : std::nullopt);
  s.set(":duplicate", j.duplicate ? 1 : 0);
}

bool insert_job(const SQLite::Database& db, const stored_job& j) {
  statement s(db,
              "INSERT INTO jobs (state, sha256, file, orders, who, queued, starts, ended, permille, failure,"
              " duplicate) VALUES (:state, :sha256, :file, :orders, :who, :queued, :starts, :ended,"
              " :permille, :failure, :duplicate) ON CONFLICT DO NOTHING");
  s.set(":sha256", j.sha256);
  s.set(":file", j.file);
  s.set(":orders", j.order);
  s.set(":who", j.who);
  s.set(":queued", j.queued);
  set_progress(s, j);
  return s.run() == 1;
}

class jobs_in_sqlite final : public job_ledger {
 public:
  explicit jobs_in_sqlite(session& s) : session_(s) {}

  result<std::vector<stored_job>> newest(int max) override {
    return session_.read(msg("read the jobs"), [&](SQLite::Database& db) -> result<std::vector<stored_job>> {
      statement s(db, select_jobs + "ORDER BY id DESC LIMIT :max");
      s.set(":max", max);
      return jobs_of(s);
    });
  }

  result<std::optional<stored_job>> find(std::int64_t id) override {
    return session_.read(msg("read a job"), [&](SQLite::Database& db) -> result<std::optional<stored_job>> {
      statement s(db, select_jobs + "WHERE id = :id");
      s.set(":id", id);
      return first_of(s);
    });
  }

  result<std::vector<stored_job>> open() override {
    return session_.read(msg("read the jobs"), [&](SQLite::Database& db) -> result<std::vector<stored_job>> {
      statement s(db, select_jobs + "WHERE " + is_open + " ORDER BY id");
      return jobs_of(s);
    });
  }

  result<std::optional<stored_job>> open_for(const digest& upload) override {
    return session_.read(msg("read a job"), [&](SQLite::Database& db) -> result<std::optional<stored_job>> {
      statement s(db, select_jobs + "WHERE sha256 = :sha256 AND " + is_open);
      s.set(":sha256", upload);
      return first_of(s);
    });
  }

  result<std::int64_t> add(const stored_job& job) override {
    return session_.change(msg("store a job"), [&](SQLite::Database& db) -> result<std::int64_t> {
      if (!insert_job(db, job)) {
        return error{errc::conflict, msg("this file is being examined already"),
                     msg("wait until the job that is there has ended")};
      }
      return db.getLastInsertRowid();
    });
  }

  result<void> update(const stored_job& job) override {
    return session_.change(msg("store a job"), [&](SQLite::Database& db) -> result<void> {
      statement s(db,
                  "UPDATE jobs SET state = :state, starts = :starts, ended = :ended, permille = :permille,"
                  " failure = :failure, duplicate = :duplicate WHERE id = :id AND " +
                      is_open);
      s.set(":id", job.id);
      set_progress(s, job);
      if (s.run() == 1) return {};
      statement known(db, "SELECT 1 FROM jobs WHERE id = :id");
      known.set(":id", job.id);
      if (known.next()) {
        return error{errc::conflict, msg("this job has ended already"), msg("see its result")};
      }
      return error{errc::not_found, msg("there is no such job"), msg("see \"bangtin jobs\"")};
    });
  }

  result<int> forget(utc_ms ended_before, int max_final) override {
    return session_.change(msg("delete old jobs"), [&](SQLite::Database& db) -> result<int> {
      statement s(db, "DELETE FROM jobs WHERE NOT " + is_open +
                          " AND (ended < :before OR id NOT IN (SELECT id FROM jobs WHERE NOT " + is_open +
                          " ORDER BY id DESC LIMIT :max))");
      s.set(":before", ended_before);
      s.set(":max", max_final);
      return s.run();
    });
  }

 private:
  session& session_;
};

}  // namespace

std::unique_ptr<job_ledger> sqlite_jobs(session& s) {
  return std::make_unique<jobs_in_sqlite>(s);
}

}  // namespace bangtin::scheduler::ledger::sqlite
