#include "scheduler/app/restore_main.hpp"

#include <fmt/format.h>
#include <grp.h>
#include <linux/capability.h>
#include <pwd.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "playlists/schedule/timeline.hpp"
#include "scheduler/app/restore.hpp"

namespace bangtin::scheduler::app {

namespace {

constexpr std::uint64_t max_passphrase_bytes = 4096;

std::string name_of(::uid_t uid) {
  const ::passwd* entry = ::getpwuid(uid);
  return fmt::format("uid {} ({})", uid, entry == nullptr ? "?" : entry->pw_name);
}

// A change of the effective user has taken all capabilities out of use; this one comes back.
bool may_read_all() {
  ::__user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
  std::array<::__user_cap_data_struct, _LINUX_CAPABILITY_U32S_3> sets{};
  if (::syscall(SYS_capget, &header, sets.data()) != 0) return false;
  sets[CAP_TO_INDEX(CAP_DAC_READ_SEARCH)].effective |= CAP_TO_MASK(CAP_DAC_READ_SEARCH);
  return ::syscall(SYS_capset, &header, sets.data()) == 0;
}

// Root works in the folder of another user as that user, and keeps only the right to read everything: the
// folder's owner may have put links there, and root would follow them.
result<void> become_owner_of(const std::filesystem::path& folder) {
  struct stat owner {};
  if (::geteuid() != 0 || ::stat(folder.c_str(), &owner) != 0 || owner.st_uid == 0) return {};
  if (::setgroups(0, nullptr) == 0 && ::setegid(owner.st_gid) == 0 && ::seteuid(owner.st_uid) == 0 &&
      may_read_all()) {
    return {};
  }
  return system_error(msg("work as the owner of {}", folder.string()), errno);
}

// The first line of $BANGTIN_PASSPHRASE_FILE, else what is typed at the terminal, which does not show it.
result<std::string> ask_passphrase() {
  if (const char* file = std::getenv("BANGTIN_PASSPHRASE_FILE")) {
    result<std::string> content = read_file(file, max_passphrase_bytes);
    if (!content) return content.error();
    return content->substr(0, content->find_first_of("\r\n"));
  }
  ::termios shown{};
  if (::tcgetattr(STDIN_FILENO, &shown) != 0) {
    return error{errc::usage, msg("the passphrase of the daemon's key is needed, and there is no terminal"),
                 msg("write it into a file and name that in BANGTIN_PASSPHRASE_FILE")};
  }
  fmt::print(stderr, "{} ", tr("Passphrase of the daemon's keys in the backup:"));
  ::termios hidden = shown;
  hidden.c_lflag &= ~static_cast<::tcflag_t>(ECHO);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  std::string line;
  std::getline(std::cin, line);
  ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
  fmt::print(stderr, "\n");
  return line;
}

void show(restore_step step, std::uint64_t done, std::uint64_t total) {
  if (::isatty(STDERR_FILENO) == 0) return;
  const std::string what = step == restore_step::checking    ? tr("checking the backup")
                           : step == restore_step::unpacking ? tr("unpacking")
                                                             : tr("putting it in its place");
  const std::uint64_t percent = total == 0 ? 100 : std::min<std::uint64_t>(100, done * 100 / total);
  fmt::print(stderr, "\r\033[K{} {} %", what, percent);
  if (step == restore_step::switching) fmt::print(stderr, "\r\033[K");
}

json::object to_json(const restored_site& s, const std::filesystem::path& data) {
  return {{"data", data.string()},
          {"made", to_unix_ms(s.facts.made)},
          {"manifest", s.manifest.hex()},
          {"programme_version", s.facts.programme_version},
          {"audit_number", s.facts.audit_number},
          {"tokens_ended", s.tokens},
          {"missing", s.missing},
          {"doubtful_logs", s.doubtful_logs},
          {"aside", s.aside.empty() ? json::value(nullptr) : json::value(s.aside.string())},
          {"configuration",
           s.configuration.empty() ? json::value(nullptr) : json::value(s.configuration.string())}};
}

// When the backup was made, in the site's zone, as the admin command prints it; in UTC where this machine
// does not know that zone.
std::string time_at_site(const wire::admin::backup_facts& f) {
  playlists::programme::programme p;
  p.timezone = f.timezone;
  try {
    const std::string full = playlists::schedule::to_local_rfc3339(p, f.made);
    return local_dates(full.substr(0, 10) + " " + full.substr(11, 8));
  } catch (const std::exception&) {
    return to_rfc3339_utc(f.made);
  }
}

// The owner of the folder runs the daemon.
void say_owner(const std::filesystem::path& data) {
  struct stat owner {};
  const ::passwd* service = ::getpwnam("bangtin");
  if (::getuid() != 0 || service == nullptr || ::stat(data.c_str(), &owner) != 0 || owner.st_uid != 0) return;
  fmt::print("{}\n",
             tr("The folder belongs to root. Before the daemon starts: sudo chown -R bangtin:bangtin {}",
                data.string()));
}

void say(const restored_site& s, const std::filesystem::path& data) {
  fmt::print("{}\n", tr("{} holds the site again, as it was at {}, with programme version {}", data.string(),
                        time_at_site(s.facts), s.facts.programme_version));
  if (!s.aside.empty()) fmt::print("{}\n", tr("What was there before is in {} now.", s.aside.string()));
  if (s.missing > 0) {
    fmt::print(
        "{}\n",
        tr("Warning: {} media files were not in the backup; \"bangtin media check\" names them.", s.missing));
  }
  if (s.doubtful_logs > 0) {
    fmt::print("{}\n",
               tr("Warning: the records of {} logs do not verify; see \"bangtin status\".", s.doubtful_logs));
  }
  if (!s.configuration.empty()) {
    fmt::print("{}\n", tr("The daemon's configuration of then is in {}: compare it with the one here.",
                          s.configuration.string()));
  }
  say_owner(data);
  fmt::print("{}\n",
             tr("Start the daemon. The screens bring what they have played since; approve the programme "
                "once more, and make new tokens for people (\"bangtin user token\"): the old ones ended."));
}

}  // namespace

result<int> run_restore(const restore_options& o, const std::filesystem::path& data) {
  restore_order order;
  std::error_code ignored;
  order.file = std::filesystem::absolute(o.file, ignored);
  order.data = data;
  order.key = o.key;
  order.passphrase = ask_passphrase;
  order.set_aside = o.set_aside;
  order.who = name_of(::getuid());
  order.now = system_clock_source().now().utc;
  order.progress = show;
  if (auto became = become_owner_of(data); !became) return became.error();
  result<restored_site> done = restore(order);
  if (!done) return done.error();
  if (o.json) {
    fmt::print("{}\n", canonical(to_json(*done, data)));
  } else {
    say(*done, data);
  }
  return 0;
}

}  // namespace bangtin::scheduler::app
