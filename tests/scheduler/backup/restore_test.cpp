// A site comes back from its backup: what it answers, who may still ask, what the screens hold, and what
// becomes of it when the backup is wrong or the restore is killed.
#include "scheduler/app/restore.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>
#include <sys/ptrace.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <set>

#include "base/files.hpp"
#include "scheduler/app/data_folder.hpp"
#include "scheduler/backup/restored_site.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace fs = std::filesystem;

class restore : public restored_site {
 protected:
  // The paths of all operations that only read and need no name.
  std::vector<std::string> plain_reads() {
    std::vector<std::string> all;
    const json::value document = parsed(admin("GET", "/v1/openapi.json"));
    for (const auto& [path, operations] : document.at("paths").as_object()) {
      const std::string name(path);
      if (name.find('{') == std::string::npos && operations.as_object().contains("get")) all.push_back(name);
    }
    return all;
  }
  json::array audit() { return parsed(admin("GET", "/v1/audit")).as_array(); }
  std::optional<error> restore_error(const app::restore_order& o) {
    auto done = app::restore(o);
    return done ? std::nullopt : std::optional(done.error());
  }
};

TEST_F(restore, answers_all_that_the_site_answered) {
  make_site();
  admin("PUT", "/v1/draft", "");
  // Users and audit are compared below; the others say how this process does, or need a value.
  const std::set<std::string> others{"/metrics",         "/v1/time",         "/v1/audit",     "/v1/users",
                                     "/v1/openapi.json", "/v1/media/limits", "/v1/authority", "/v1/events"};
  // A restored site has another TLS authority.
  const auto read = [this](const std::string& path) {
    json::value v = parse_json(admin("GET", path).body).value();
    if (path == "/v1/site") v.as_object().erase("authority");
    return canonical(v);
  };
  const fetched copy = fetch();
  std::map<std::string, std::string> before;
  for (const std::string& path : plain_reads()) {
    if (!others.contains(path)) before[path] = read(path);
  }
  before["/v1/programmes/1"] = read("/v1/programmes/1");
  ASSERT_GT(before.size(), 15U);
  write(copy);
  restore_and_start();
  for (const auto& [path, body] : before) EXPECT_EQ(read(path), body) << path;
  for (const auto& o : copy.head.facts.objects) {
    EXPECT_EQ(sha256(open("GET", "/v1/media/" + o.sha256.hex()).body), o.sha256);
  }
}

TEST_F(restore, ends_the_tokens_of_people_and_cites_itself_in_the_audit_log) {
  make_site();
  ASSERT_EQ(open("GET", "/v1/screens", {}, token_line_).status, 200);
  const fetched copy = fetch();
  write(copy);
  restore_and_start();
  const json::array lines = audit();
  const json::object& newest = lines.at(0).as_object();
  EXPECT_EQ(newest.at("who"), "uid 0 (root)");
  const std::string what(newest.at("what").as_string());
  EXPECT_NE(what.find("restored from the backup "), std::string::npos) << what;
  EXPECT_NE(what.find(fmt::format("after its line {} with the hash {}", copy.head.facts.audit_number,
                                  copy.head.facts.audit_hash.hex())),
            std::string::npos)
      << what;
  EXPECT_EQ(newest.at("number"), copy.head.facts.audit_number + 1);
  EXPECT_EQ(open("GET", "/v1/screens", {}, token_line_).status, 401);
  EXPECT_EQ(parsed(admin("GET", "/v1/users")).as_array().size(), 1U);
  // The screen's token holds: its records come as before.
  lobby_.play(digest(), clock_.now().utc + std::chrono::hours(1));
  EXPECT_EQ(post_plays(lobby_, lobby_.batch(1, lobby_.lines.size())).status, 200);
}

TEST_F(restore, goes_on_above_what_screens_hold) {
  make_site();
  back_up();
  publish(2);
  publish(3);
  restore_and_start();
  auto report = [&](std::int64_t version) {
    wire::screen_status s;
    s.version = "1.0";
    s.programme_version = version;
    s.utc_ms_now = to_unix_ms(clock_.now().utc);
    EXPECT_EQ(open("POST", "/v1/screens/lobby/status", wire::to_json(s), lobby_.auth()).status, 204);
  };
  const auto highest = [&] { return parsed(admin("GET", "/v1/numbers")).at("highest_version").as_int64(); };
  EXPECT_EQ(highest(), 0);
  report(3);
  const json::value told = parsed(admin("GET", "/v1/site"));
  EXPECT_EQ(highest(), 3);
  EXPECT_EQ(told.at("problems").as_array().size(), 1U);
  playlists::programme::programme two = small_programme(2, store("a picture"), clock_.now().utc);
  EXPECT_EQ(admin("POST", "/v1/programmes", publication(signed_by_approver(two), root_)).status, 409);
  publish(4);
  EXPECT_EQ(open("GET", "/v1/screens/lobby/programme", {}, lobby_.auth()).headers["etag"].size(), 66U);
  EXPECT_EQ(highest(), 0);
  // A screen that lies uses no numbers up, and is named.
  report(1 + 1000 + 1);
  EXPECT_EQ(highest(), 0);
  EXPECT_NE(admin("GET", "/v1/site").body.find("fast-forward"), std::string::npos);
  publish(5);
  const std::int64_t notice = to_unix_ms(clock_.now().utc) + 1000;
  open("GET", fmt::format("/v1/screens/lobby/calls?after={}", notice), {}, lobby_.auth());
  EXPECT_EQ(parsed(admin("GET", "/v1/notices")).at("newest"), notice);
}

TEST_F(restore, needs_the_daemons_key) {
  make_site();
  const fetched with_keys = fetch("a passphrase");
  back_up();
  stop();
  const app::restore_order none = order(folder_ / "new");
  EXPECT_EQ(restore_error(none)->code, errc::not_found);
  EXPECT_TRUE(files_in(none.data).empty());
  app::restore_order wrong = none;
  wrong.key = folder_ / "other.key";
  ASSERT_TRUE(write_file(wrong.key, secret_key::generate().pem()));
  EXPECT_EQ(restore_error(wrong)->code, errc::verification);
  write(with_keys);
  app::restore_order mistyped = none;
  mistyped.passphrase = []() -> result<std::string> { return std::string("another passphrase"); };
  EXPECT_EQ(restore_error(mistyped)->code, errc::verification);
  EXPECT_TRUE(files_in(none.data).empty());
  app::restore_order right = none;
  right.passphrase = []() -> result<std::string> { return std::string("a passphrase"); };
  EXPECT_EQ(restore_error(right), std::nullopt);
  const std::string key = read_file(none.data / "daemon.key", 4096).value();
  EXPECT_EQ(secret_key::from_pem(key)->public_part(), with_keys.head.facts.daemon_key);
  EXPECT_EQ(fs::status(none.data / "daemon.key").permissions(), fs::perms(0600));
}

TEST_F(restore, gives_private_keys_to_nobody_over_the_network) {
  make_site();
  ASSERT_EQ(admin("POST", "/v1/users", R"({"name":"Op","role":"operator"})").status, 200);
  const answer token = admin("POST", "/v1/users/Op/tokens", "{}");
  const std::string line =
      "Authorization: Bearer " + std::string(parsed(token).at("token").as_string()) + "\r\n";
  EXPECT_EQ(open("POST", "/v1/backups", R"({"passphrase":"a passphrase"})", line).status, 403);
  EXPECT_EQ(open("POST", "/v1/backups", "{}", line).status, 200);
  EXPECT_EQ(admin("POST", "/v1/backups", R"({"passphrase":"short"})").status, 400);
  const fetched copy = fetch("a passphrase");
  ASSERT_EQ(copy.head.keys.size(), 1U);
  EXPECT_NE(copy.head.keys[0].pem.find("ENCRYPTED"), std::string::npos);
  EXPECT_EQ(admin("GET", "/v1/backups/" + copy.head.id).status, 404);
}

TEST_F(restore, replaces_a_site_only_when_it_is_told_and_deletes_nothing) {
  make_site();
  back_up();
  publish(2);
  app::restore_order o = order(data());
  EXPECT_EQ(restore_error(o)->code, errc::conflict);  // a daemon works there
  stop();
  const auto before = files_in(data());
  EXPECT_EQ(restore_error(o)->code, errc::conflict);
  EXPECT_EQ(files_in(data()), before);
  o.set_aside = true;
  auto done = app::restore(o);
  ASSERT_TRUE(done) << describe(done.error());
  EXPECT_EQ(files_in(done->aside), before);
  EXPECT_EQ(done->aside.filename().string().substr(0, 9), "old-site-");
  start();
  EXPECT_EQ(parsed(admin("GET", "/v1/site")).at("programme_version"), 1);
}

TEST_F(restore, says_when_another_site_is_there) {
  make_site();
  back_up();
  stop();
  setup_.data = folder_ / "other";
  root_ = secret_key::generate();
  lobby_ = fake_screen();
  make_site();
  stop();
  app::restore_order o = order(setup_.data);
  o.key = data() / "daemon.key";
  EXPECT_NE(describe(*restore_error(o)).find("another site"), std::string::npos);
}

TEST_F(restore, refuses_what_no_backup_is_and_changes_nothing) {
  make_site();
  const fetched good = fetch();
  stop();
  const std::string whole = good.ledger;
  auto with_ledger = [&](const std::function<void(SQLite::Database&)>& change) {
    const fs::path scratch = folder_ / "scratch.sqlite";
    std::ofstream(scratch, std::ios::binary) << whole;
    {
      SQLite::Database db(scratch.string(), SQLite::OPEN_READWRITE);
      change(db);
    }
    fetched f = good;
    f.ledger = read_file(scratch, 1 << 26).value();
    return f;
  };
  struct row {
    const char* situation;
    fetched backup;
    errc code;
  };
  fetched newer = good, strange = good, cut = good, no_database = good, empty = good, outside = good;
  newer.head.facts.format = 2;
  strange.more["media/objects/ab/film.mp4"] = "x";
  outside.more["daemon.key"] = secret_key::generate().pem();
  cut.ledger.resize(cut.ledger.size() / 2);
  no_database.ledger = "hello";
  empty.ledger.clear();
  fetched damaged = good;
  damaged.ledger.replace(damaged.ledger.size() / 2, 4096, 4096, 'x');
  const std::vector<row> rows{
      {"a newer format", newer, errc::unsupported},
      {"a member that no backup has", strange, errc::verification},
      {"a key beside the others", outside, errc::verification},
      {"half of a ledger", cut, errc::invalid},
      {"a ledger that is none", no_database, errc::invalid},
      {"an empty ledger", empty, errc::invalid},
      {"a ledger with a damaged page", damaged, errc::invalid},
      {"a newer schema", with_ledger([](SQLite::Database& db) { db.exec("PRAGMA user_version = 999"); }),
       errc::invalid},
      {"the ledger of another daemon", with_ledger([](SQLite::Database& db) {
         db.exec("UPDATE site SET value = '" + secret_key::generate().public_part().hex() +
                 "' WHERE key = 'daemon'");
       }),
       errc::verification},
      {"another program's database",
       with_ledger([](SQLite::Database& db) { db.exec("DROP TABLE receipts"); }), errc::invalid}};
  const fs::path into = folder_ / "new";
  for (const row& r : rows) {
    write(r.backup);
    app::restore_order o = order(into);
    o.key = data() / "daemon.key";
    const std::optional<error> e = restore_error(o);
    ASSERT_TRUE(e) << r.situation;
    EXPECT_EQ(e->code, r.code) << r.situation << ": " << describe(*e);
    EXPECT_TRUE(files_in(into).empty()) << r.situation;
  }
  write(good);
  app::restore_order o = order(into);
  o.key = data() / "daemon.key";
  EXPECT_EQ(restore_error(o), std::nullopt);
}

TEST_F(restore, brings_the_ledger_of_an_older_version_up_to_date) {
  make_site();
  fetched old = fetch();
  stop();
  const fs::path kept = BANGTIN_SOURCE_DIR "/tests/packages/data-0.1.0/daemon";
  const fs::path scratch = folder_ / "old.sqlite";
  {
    SQLite::Database db(scratch.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
    db.exec(read_file(kept / "ledger.sqlite.sql", 1 << 26).value());
  }
  old.ledger = read_file(scratch, 1 << 26).value();
  old.head.facts.daemon_key =
      secret_key::from_pem(read_file(kept / "daemon.key", 4096).value())->public_part();
  write(old);
  app::restore_order o = order(folder_ / "new");
  o.key = kept / "daemon.key";
  auto done = app::restore(o);
  ASSERT_TRUE(done) << describe(done.error());
  setup_.data = o.data;
  start();
  EXPECT_EQ(audit().at(0).as_object().at("object"), "backup");
  EXPECT_EQ(admin("GET", "/healthz").status, 200);
}

// Calls the real command.
int bangtin(const fs::path& folder, const std::string& words) {
  const std::string call = fmt::format("HOME={0} XDG_CONFIG_HOME={0} {1}/bin/bangtin {2} > {0}/said 2>&1",
                                       folder.string(), BANGTIN_BINARY_DIR, words);
  const int status = std::system(call.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_F(restore, by_the_commands_needs_nothing_else) {
  make_site();
  const fs::path home = folder_ / "home";
  fs::create_directory(home);
  ASSERT_TRUE(write_file(home / "passphrase", "a passphrase\n"));
  const auto said = [&] { return read_file(home / "said", 1 << 20).value(); };
  const std::string socket_option = "--socket " + socket().string();
  ASSERT_EQ(bangtin(home, fmt::format("{} backup {}", socket_option, file().string())), 0) << said();
  EXPECT_NE(said().find("is written and read back"), std::string::npos) << said();
  EXPECT_EQ(bangtin(home, fmt::format("{} backup {}", socket_option, file().string())), 1) << said();
  const fs::path with_keys = folder_ / "keys.tar";
  ASSERT_EQ(
      bangtin(home, fmt::format("{} backup {} --with-keys < /dev/null", socket_option, with_keys.string())),
      2)
      << said();
  ::setenv("BANGTIN_PASSPHRASE_FILE", (home / "passphrase").c_str(), 1);
  ASSERT_EQ(bangtin(home, fmt::format("{} backup {} --with-keys", socket_option, with_keys.string())), 0)
      << said();
  EXPECT_EQ(bangtin(home, fmt::format("restore {} --data {}", with_keys.string(), data().string())), 1)
      << said();
  stop();
  const fs::path into = folder_ / "new";
  EXPECT_EQ(bangtin(home, fmt::format("restore {} --data {}", file().string(), into.string())), 1) << said();
  EXPECT_EQ(bangtin(home, fmt::format("restore {} --data {} --json", with_keys.string(), into.string())), 0)
      << said();
  EXPECT_EQ(parse_json(said())->at("tokens_ended"), 1);
  const fs::path other = folder_ / "other";
  EXPECT_EQ(bangtin(home, fmt::format("restore {} --data {}", with_keys.string(), other.string())), 0);
  EXPECT_NE(said().find("as it was at 2026-10-10 07:00:00, with programme version 1"), std::string::npos)
      << "in the site's zone: " << said();
  ::unsetenv("BANGTIN_PASSPHRASE_FILE");
  setup_.data = into;
  start();
  EXPECT_EQ(parsed(admin("GET", "/v1/site")).at("programme_version"), 1);
}

TEST_F(restore, by_root_works_as_the_owner_of_the_folder) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder to somebody";
  make_site();
  back_up();
  stop();
  const fs::path home = folder_ / "home", into = folder_ / "new";
  const auto said = [&] { return read_file(home / "said", 1 << 20).value(); };
  for (const fs::path& p : {home, into, folder_ / "roots"}) fs::create_directory(p);
  constexpr ::uid_t nobody = 65534;
  ASSERT_EQ(::chown(into.c_str(), nobody, nobody), 0);
  ASSERT_EQ(::chmod(folder_.path().c_str(), 0755), 0);
  const std::string call = fmt::format("restore {} --key {} --data {}", file().string(),
                                       (data() / "daemon.key").string(), into.string());
  fs::create_directory_symlink(folder_ / "roots", into / "restoring");
  EXPECT_EQ(bangtin(home, call), 1) << said();
  EXPECT_TRUE(fs::is_empty(folder_ / "roots"));
  fs::remove(into / "restoring");
  EXPECT_EQ(bangtin(home, call), 0) << said();
  for (const auto& entry : fs::recursive_directory_iterator(into)) {
    struct stat s {};
    ASSERT_EQ(::lstat(entry.path().c_str(), &s), 0);
    EXPECT_EQ(s.st_uid, nobody) << entry.path();
  }
}

TEST_F(restore, without_a_media_file_says_so_and_ends_its_job) {
  make_site();
  fetched copy = fetch();
  ASSERT_FALSE(copy.head.facts.objects.empty());
  for (const auto& o : copy.head.facts.objects) {
    ASSERT_TRUE(write_file(data() / wire::admin::object_member(o.sha256), "rotten"));
  }
  write(copy);
  stop();
  app::restore_order o = order(folder_ / "new");
  o.key = data() / "daemon.key";
  auto done = app::restore(o);
  ASSERT_TRUE(done) << describe(done.error());
  EXPECT_FALSE(fs::exists(o.data / wire::admin::object_member(copy.head.facts.objects[0].sha256)));
}

// Runs `work` in a child that is killed at the `stop_at`th system call which changes the disk. Returns
// whether it came to that.
bool killed_at(int stop_at, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    ::ptrace(PTRACE_TRACEME, 0, nullptr, nullptr);
    ::raise(SIGSTOP);
    work();
    ::_exit(0);
  }
  const std::set<unsigned long long> changes{SYS_rename, SYS_unlink,   SYS_unlinkat, SYS_mkdir,
                                             SYS_fsync,  SYS_link,     SYS_pwrite64, SYS_ftruncate,
                                             SYS_rmdir,  SYS_fdatasync};
  int status = 0;
  ::waitpid(child, &status, 0);
  ::ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  bool entering = true;
  for (int seen = 0;;) {
    ::ptrace(PTRACE_SYSCALL, child, nullptr, nullptr);
    if (::waitpid(child, &status, 0) < 0 || WIFEXITED(status) || WIFSIGNALED(status)) return false;
    if (WSTOPSIG(status) != (SIGTRAP | 0x80)) continue;
    if (std::exchange(entering, !entering)) {
      ::user_regs_struct registers{};
      ::ptrace(PTRACE_GETREGS, child, nullptr, &registers);
      if (changes.contains(registers.orig_rax) && ++seen == stop_at) {
        ::kill(child, SIGKILL);
        ::waitpid(child, &status, 0);
        return true;
      }
    }
  }
}

TEST_F(restore, that_is_killed_anywhere_has_changed_nothing_or_goes_on) {
  make_site();
  back_up();
  publish(2);
  stop();
  const auto old_site = files_in(data());
  const fs::path work = folder_ / "work";
  app::restore_order o = order(work);
  o.set_aside = true;
  std::set<std::string> whole;
  int before_switch = 0, within_switch = 0;
  for (int at = 1;; ++at) {
    fs::remove_all(work);
    fs::copy(data(), work, fs::copy_options::recursive);
    const bool killed = killed_at(at, [&] { (void)app::restore(o); });
    if (app::interrupted_restore(work).empty() && killed && files_in(work) == old_site) {
      ++before_switch;
    } else if (killed && !app::interrupted_restore(work).empty()) {
      ++within_switch;
      EXPECT_FALSE(app::examine_folder(work)) << at;
    }
    if (killed && (!app::interrupted_restore(work).empty() || files_in(work) == old_site)) {
      auto again = app::restore(o);
      ASSERT_TRUE(again) << at << ": " << describe(again.error());
    }
    EXPECT_TRUE(app::examine_folder(work)) << at;
    EXPECT_FALSE(fs::exists(work / "restoring/begun")) << at;
    auto there = files_in(work);
    std::map<std::string, digest> aside;
    std::erase_if(there, [&](const auto& f) {
      if (!f.first.starts_with("old-site-")) return false;
      aside[f.first.substr(f.first.find('/') + 1)] = f.second;
      return true;
    });
    EXPECT_EQ(aside, old_site) << at;
    std::set<std::string> names;
    for (const auto& [name, hash] : there) names.insert(name);
    if (whole.empty()) whole = names;
    EXPECT_EQ(names, whole) << at;
    auto l = ledger::sqlite::open_sqlite_ledger(work / "ledger.sqlite", false);
    ASSERT_TRUE(l);
    EXPECT_EQ((*l)->programmes().newest_version().value(), 1) << at;
    EXPECT_EQ((*l)->audit().newest(1).value().at(0).object, "backup") << at;
    if (!killed) break;
  }
  EXPECT_GT(before_switch, 10);
  EXPECT_GT(within_switch, 5);
}

TEST_F(restore, of_an_interrupted_one_is_ended_with_the_same_file) {
  make_site();
  back_up();
  stop();
  app::restore_order o = order(data());
  o.set_aside = true;
  ASSERT_TRUE(fs::create_directories(data() / "restoring"));
  ASSERT_TRUE(write_file(data() / "restoring/begun", R"({"file":"/mnt/usb/other.tar"})"));
  EXPECT_EQ(restore_error(o)->code, errc::conflict);
  auto started = app::daemon::start(setup_, clock_);
  ASSERT_FALSE(started);
  EXPECT_NE(describe(started.error()).find("/mnt/usb/other.tar"), std::string::npos);
}

}  // namespace
}  // namespace bangtin::scheduler::test
