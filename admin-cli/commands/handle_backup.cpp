// backup, restore. The daemon copies its ledger and says what else belongs to the site; the command fetches
// all of it into one file, which it reads back before the file gets its name. A restore needs the ledger's
// own program, so "bangtin restore" becomes "bangtind --restore".
#include "admin-cli/commands/handle_backup.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <cerrno>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/session.hpp"
#include "admin-cli/views/times.hpp"
#include "admin-cli/views/transfer.hpp"
#include "base/archive/archive_reader.hpp"
#include "base/archive/archive_writer.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "wire/admin/backup.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

constexpr int max_tries = 5;  // of one file, when the connection breaks
constexpr std::chrono::hours max_backup{12};
constexpr std::chrono::minutes max_silence{30};  // while the daemon copies and checks a large ledger

struct written_backup {
  std::uint64_t files = 0, bytes = 0;
  std::uint64_t missing = 0, damaged = 0;  // media files
  digest manifest;
};

std::uint64_t bytes_of(const admin::prepared_backup& b) {
  std::uint64_t all = static_cast<std::uint64_t>(b.facts.ledger_bytes) + b.configuration.size();
  for (const admin::backup_object& o : b.facts.objects) all += static_cast<std::uint64_t>(o.bytes);
  for (const admin::kept_key& k : b.keys) all += k.pem.size();
  return all;
}

// Writes what the daemon has into the archive.
class backup_writer {
 public:
  backup_writer(session& s, archive::writer& to, const admin::prepared_backup& from)
      : session_(s), to_(to), from_(from), bar_(s, tr("writing"), bytes_of(from)) {}

  result<written_backup> write() {
    done_.files = from_.facts.objects.size();
    const std::string facts = canonical(admin::encode(from_.facts)) + '\n';
    if (auto added = to_.add(std::string(admin::facts_member), facts); !added) return added.error();
    if (!from_.configuration.empty()) {
      auto added = to_.add(std::string(admin::configuration_member), from_.configuration);
      if (!added) return added.error();
    }
    for (const admin::kept_key& k : from_.keys) {
      if (auto added = to_.add(admin::key_member(k.file), k.pem); !added) return added.error();
    }
    result<digest> ledger = fetch(std::string(admin::ledger_member), "/v1/backups/" + from_.id,
                                  static_cast<std::uint64_t>(from_.facts.ledger_bytes), false);
    if (!ledger) return ledger.error();
    for (const admin::backup_object& o : from_.facts.objects) {
      if (auto added = add_object(o); !added) return added.error();
    }
    bar_.say(tr("reading back"));
    result<digest> manifest = to_.finish([&](std::uint64_t read) { bar_.at(read, to_.bytes()); });
    if (!manifest) return manifest.error();
    done_.bytes = to_.bytes();
    done_.manifest = *manifest;
    return done_;
  }

 private:
  // One that is no longer there, or no longer what it was, is counted and told.
  result<void> add_object(const admin::backup_object& o) {
    result<digest> hash = fetch(admin::object_member(o.sha256), "/v1/media/" + o.sha256.hex(),
                                static_cast<std::uint64_t>(o.bytes), true);
    if (!hash && hash.error().code == errc::not_found) {
      ++done_.missing;
      return {};
    }
    if (!hash) return hash.error();
    if (*hash != o.sha256) ++done_.damaged;
    return {};
  }

  // Streams the answer's body into the archive. `resumes`: goes on where a broken connection ended.
  result<digest> fetch(const std::string& member, const std::string& path, std::uint64_t bytes,
                       bool resumes) {
    std::uint64_t arrived = 0;
    bool begun = false;
    result<void> written;
    for (int tries = 1;; ++tries) {
      wire::request r = get_request(path);
      r.timeout = max_backup;
      if (arrived > 0) r.headers["Range"] = "bytes=" + std::to_string(arrived) + '-';
      r.sink = [&](std::string_view piece) {
        if (!begun) written = to_.begin(member, bytes);
        begun = true;
        if (written) written = to_.write(piece);
        arrived += piece.size();
        at_ += piece.size();
        bar_.at(at_);
        return written.has_value();
      };
      result<wire::reply> got = session_.daemon.call(r);
      if (!written) return written.error();
      if (got) break;
      if (!resumes || got.error().code != errc::unreachable || tries == max_tries) return got.error();
      wait_a_while(session_, std::chrono::seconds(tries));
    }
    if (!begun) {
      if (auto empty = to_.begin(member, bytes); !empty) return empty.error();
    }
    return to_.end();
  }

  session& session_;
  archive::writer& to_;
  const admin::prepared_backup& from_;
  work_bar bar_;
  std::uint64_t at_ = 0;
  written_backup done_;
};

result<admin::prepared_backup> prepare(session& s, const std::string& passphrase) {
  work_bar bar(s, tr("the daemon copies its ledger"), 0);
  wire::request r =
      send_request("POST", "/v1/backups", canonical(admin::encode(admin::backup_order{passphrase})));
  r.timeout = max_backup;
  r.stall = max_silence;
  r.max_reply_bytes = 512 * 1024 * 1024;
  r.arrived = [&](std::uint64_t, std::uint64_t) { bar.wait(); };
  result<json::value> got = s.daemon.call_json(r);
  if (!got) return got.error();
  result<admin::prepared_backup> made = admin::decode<admin::prepared_backup>(*got);
  if (!made) return strange_answer(made.error());
  return made;
}

void report(session& s, const fs::path& file, const admin::prepared_backup& from, const written_backup& b) {
  const std::string& zone = from.facts.timezone;
  s.out.document(json::object{{"file", file.string()},
                              {"bytes", b.bytes},
                              {"made", views::local_rfc3339(from.facts.made, zone)},
                              {"manifest", b.manifest.hex()},
                              {"programme_version", from.facts.programme_version},
                              {"audit_number", from.facts.audit_number},
                              {"media_files", b.files - b.missing},
                              {"missing", b.missing},
                              {"damaged", b.damaged},
                              {"doubtful_logs", from.facts.doubtful_logs},
                              {"with_keys", !from.keys.empty()}});
  s.out.done(tr("{} is written and read back: the site as of {}, {}, with {} media files; hash {}",
                file.string(), views::local_time(from.facts.made, zone), views::size_text(b.bytes),
                b.files - b.missing, b.manifest.hex()));
  if (b.missing + b.damaged > 0) {
    s.out.note(
        tr("Warning: {} media files are missing or damaged on the daemon's disk, so they are not in the "
           "backup as they were. See \"bangtin media check\".",
           b.missing + b.damaged));
  }
  if (from.facts.doubtful_logs > 0 || !from.facts.audit_holds) {
    s.out.note(
        tr("Warning: not all records of the ledger verify; the backup has them as they are. See \"bangtin "
           "status\"."));
  }
  if (from.keys.empty()) {
    s.out.note(
        tr("The daemon's private key is not in it. Keep a copy of it elsewhere (\"bangtin backup FILE "
           "--with-keys\"): without it all screens must be paired again after a restore."));
  } else {
    s.out.note(
        tr("Warning: it holds the daemon's private keys, encrypted. Whoever has this file and the passphrase "
           "can speak as the daemon to all screens. Keep it locked away, and the passphrase elsewhere."));
  }
}

// Beside this program, where packages and the build put it; empty: it is not there. So a test program that
// calls this never becomes another one.
fs::path daemon_program() {
  std::error_code ec;
  const fs::path own = fs::read_symlink("/proc/self/exe", ec);
  const fs::path beside = own.parent_path() / "bangtind";
  return !ec && ::access(beside.c_str(), X_OK) == 0 ? beside : fs::path();
}

}  // namespace

result<int> backup(session& s, const arguments& given) {
  const fs::path file = given.text("FILE");
  result<archive::writer> to = archive::writer::make(file);
  if (!to) return to.error();
  std::string passphrase;
  if (given.has("--with-keys")) {
    result<std::string> typed =
        get_passphrase(s, tr("New passphrase for the daemon's keys in the backup"), true);
    if (!typed) return typed.error();
    passphrase = *typed;
  }
  result<admin::prepared_backup> from = prepare(s, passphrase);
  if (!from) return from.error();
  const std::uint64_t members = from->facts.objects.size() + from->keys.size() + 4;
  const std::uint64_t needed = archive::size_of_archive(members, bytes_of(*from) + 256 * members);
  if (auto room = archive::check_room(file.parent_path(), needed); !room) return room.error();
  result<written_backup> done = backup_writer(s, *to, *from).write();
  if (!done) return done.error();
  report(s, file, *from, *done);
  return 0;
}

result<int> restore(session& s, const arguments& given) {
  const fs::path file = given.text("FILE");
  // What is no backup at all is refused here; bangtind checks the rest.
  result<archive::reader> is = archive::reader::open(file);
  if (!is) return is.error();
  if (auto first = is->next(); !first) return first.error();
  const fs::path program = daemon_program();
  if (program.empty()) {
    return error{errc::not_found, msg("bangtind is not installed on this machine"),
                 msg("restore on the daemon's machine: sudo apt install bangtin-scheduler")};
  }
  std::vector<std::string> words{program.string(), "--restore", file.string()};
  if (auto data = given.get("--data")) words.insert(words.end(), {"--data", *data});
  if (auto key = given.get("--key")) words.insert(words.end(), {"--restore-key", *key});
  if (given.has("--set-aside")) words.emplace_back("--set-aside");
  if (s.set.json) words.emplace_back("--restore-json");
  ::setenv("BANGTIN_LANG", s.set.language.c_str(), 1);
  if (!s.set.passphrase_file.empty()) {
    ::setenv("BANGTIN_PASSPHRASE_FILE", s.set.passphrase_file.c_str(), 1);
  }
  std::vector<char*> argv;
  for (std::string& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);
  s.out.flush();
  // Exit code, terminal and Ctrl-C are then those of one program.
  ::execv(argv[0], argv.data());
  return system_error(msg("start {}", words[0]), errno);
}

}  // namespace bangtin::admin_cli::commands
