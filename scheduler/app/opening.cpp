#include "scheduler/app/opening.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>

#include "base/machine_zone.hpp"
#include "playlists/text/first_timezone.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/ledger_check.hpp"
#include "scheduler/api/offered_programme.hpp"
#include "scheduler/app/daemon_key_files.hpp"
#include "scheduler/app/data_folder.hpp"
#include "scheduler/backup/snapshot.hpp"
#include "scheduler/http/listeners.hpp"
#include "scheduler/jobs/job_runner.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

namespace bangtin::scheduler::app {

namespace {

constexpr int max_notices = 1000;

error damaged_programme(const daemon_setup& setup, std::int64_t version) {
  return {errc::invalid,
          msg("{} is damaged: the programme of version {} does not read as it was stored",
              (setup.data / "ledger.sqlite").string(), version),
          msg("restore a backup with \"bangtin restore FILE --set-aside\"; it keeps the damaged file")};
}

error unsigned_programme(const daemon_setup& setup, std::int64_t version) {
  return {errc::invalid,
          msg("{} is damaged: the programme of version {} is not what an approver signed",
              (setup.data / "ledger.sqlite").string(), version),
          msg("restore a backup with \"bangtin restore FILE --set-aside\"; it keeps the damaged file")};
}

result<void> make_folder_ready(const daemon_setup& setup, utc_ms now) {
  if (!setup.new_site) return examine_folder(setup.data);
  result<std::filesystem::path> moved = move_old_site_aside(setup.data, now);
  if (!moved) return moved.error();
  if (!moved->empty())
    spdlog::warn("the old content of {} is in {} now", setup.data.string(), moved->string());
  return {};
}

// From now on the ledger is used with this key only.
result<void> name_daemon(ledger::ledger& l, const public_key& key) {
  result<std::optional<public_key>> known = l.checks().daemon_key();
  if (!known) return known.error();
  if (*known) return {};
  return l.checks().set_daemon_key(key);
}

// The programme that screens get. They would refuse one whose signature does not hold, and play on the old
// one without a word here.
result<std::shared_ptr<const events::published_programme>> read_programme(const daemon_setup& setup,
                                                                          ledger::ledger& l) {
  result<std::int64_t> version = l.programmes().newest_version();
  if (!version) return version.error();
  if (*version == 0) return std::shared_ptr<const events::published_programme>();
  result<std::optional<std::string>> text = l.programmes().json_of(*version);
  if (!text) return text.error();
  result<std::optional<public_key>> root = l.root();
  if (!root) return root.error();
  auto ready = api::prepare_verified(text->value_or(""), root->value_or(public_key()), *version);
  if (ready) return ready;
  if (ready.error().code == errc::verification) return unsigned_programme(setup, *version);
  return damaged_programme(setup, *version);
}

// The draft's zone; before there is a draft the one that the admin command gives an empty draft.
result<std::string> first_zone_of(ledger::ledger& l) {
  result<std::optional<std::string>> draft = l.programmes().draft();
  if (!draft) return draft.error();
  if (*draft) {
    if (auto p = playlists::text::from_bytes(**draft)) return p->timezone;
  }
  return playlists::text::first_timezone(machine_timezone());
}

result<void> check_newest_records(ledger::ledger& l, const api::daemon_keys& daemon, utc_ms now) {
  auto doubts = api::check_newest(l, daemon, now);
  if (!doubts) return doubts.error();
  for (const ledger::stored_doubt& d : *doubts) {
    spdlog::error("log {} of the screen \"{}\" is set aside from record {} on: {}", d.log, d.screen,
                  d.from_seq, describe({errc::verification, d.why, {}}));
  }
  return {};
}

}  // namespace

result<bool> speaks_tls(const daemon_setup& setup) {
  if (setup.speaks == transport::plain_http) return false;
  if (setup.speaks == transport::tls || !setup.certificate.certificate.empty()) return true;
  auto at = http::parse_listen_address(setup.listen);
  if (!at) return at.error();
  return !at->address().is_loopback();
}

result<opened_folder> open_folder(const daemon_setup& setup, utc_ms now) {
  if (result<void> made = make_folder(setup.data); !made) return made.error();
  result<unique_fd> lock = lock_folder(setup.data);
  if (!lock) return lock.error();
  if (result<void> ready = make_folder_ready(setup, now); !ready) return ready.error();
  // The ledger comes before the key: a key without a ledger is what is left of a site.
  auto memory = ledger::sqlite::open_sqlite_ledger(setup.data / "ledger.sqlite", setup.durable);
  if (!memory) return memory.error();
  result<key_in_force> key = take_key_in_force(setup.data, **memory);
  if (!key) return key.error();
  result<media::store> store = media::store::open(setup.data / "media");
  if (!store) return store.error();
  if (result<void> ours = name_daemon(**memory, key->own.public_part()); !ours) return ours.error();
  // Remove what an interrupted ingest has left behind.
  std::error_code ignored;
  std::filesystem::remove_all(setup.data / "ingest", ignored);
  if (result<void> made = make_folder(setup.data / "ingest"); !made) return made.error();
  result<bool> secure = speaks_tls(setup);
  if (!secure) return secure.error();
  auto identity = tls::server_identity::open(setup.data, setup.certificate, *secure, key->own, now,
                                             tls::names_of_this_machine());
  if (!identity) return identity.error();
  backup::remove_old_copies(setup.data / "backup");
  return opened_folder{std::move(*lock),  std::move(key->own), std::move(key->all),
                       std::move(*store), std::move(*memory),  std::move(*identity)};
}

result<stored_state> read_state(const daemon_setup& setup, opened_folder& folder, utc_ms now) {
  ledger::ledger& l = *folder.ledger;
  auto screens = l.screens().all();
  if (!screens) return screens.error();
  auto users = l.users().all();
  if (!users) return users.error();
  auto tokens = l.users().tokens();
  if (!tokens) return tokens.error();
  auto passwords = l.users().passwords();
  if (!passwords) return passwords.error();
  auto sessions = l.users().sessions();
  if (!sessions) return sessions.error();
  auto programme = read_programme(setup, l);
  if (!programme) return programme.error();
  if (result<void> checked = check_newest_records(l, folder.all_keys, now); !checked) {
    return checked.error();
  }
  auto notices = l.notices().newest(now, max_notices);
  if (!notices) return notices.error();
  std::reverse(notices->begin(), notices->end());
  auto jobs = jobs::take_over(l, now);
  if (!jobs) return jobs.error();
  auto zone = first_zone_of(l);
  if (!zone) return zone.error();
  auto trust = l.trust().newest();
  if (!trust) return trust.error();
  return stored_state{std::move(*screens),  std::move(*users),     std::move(*tokens), std::move(*passwords),
                      std::move(*sessions), std::move(*programme), std::move(*zone),   std::move(*notices),
                      std::move(*jobs),     std::move(*trust)};
}

}  // namespace bangtin::scheduler::app
