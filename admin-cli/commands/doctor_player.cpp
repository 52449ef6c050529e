// Files tell all of it, so that nobody needs rights but to read: the service by its control group, displays
// by the kernel's connectors.
#include "admin-cli/commands/doctor_player.hpp"

#include <sys/statvfs.h>

#include "admin-cli/views/screen_state.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/config_text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
using playlists::analysis::severity;
using playlists::text::config_key;
using playlists::text::config_type;

constexpr const char* config_file = "etc/bangtin/bangtin-player.toml";
constexpr const char* data_folder = "var/lib/bangtin-player";
constexpr std::uint64_t max_small_file = 1 << 20;

std::string first_line(const fs::path& file) {
  const result<std::string> text = read_file(file, max_small_file);
  return text ? std::string(trimmed(text->substr(0, text->find('\n')))) : "";
}

// The value of `server`, with a reader that forgives every other key: the player judges those.
void read_config(const fs::path& file, player_here& p) {
  const result<std::string> text = read_file(file, max_small_file);
  if (!text) {
    if (text.error().code != errc::not_found) p.config = text.error();
    return;
  }
  for (const std::string& line : split(*text, '\n')) {
    const std::string_view stripped = trimmed(line);
    if (stripped.starts_with('[')) return;
    if (!stripped.starts_with("server")) continue;
    constexpr config_key key[] = {{"server", "\"http://10.0.0.5:8470\""}};
    auto values = playlists::text::read_config_text(std::string(stripped) + "\n", file.string(), key);
    if (!values) {
      p.config = values.error();
    } else if (auto at = values->find("server"); at != values->end()) {
      p.server = at->second.text;
    }
  }
}

void count_displays(const fs::path& drm, player_here& p) {
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(drm, failed)) {
    const std::string status = first_line(entry.path() / "status");
    if (status.empty()) continue;
    ++p.connectors;
    if (status == "connected") ++p.displays;
  }
}

views::remark about_player(severity s, std::string what, std::string remedy) {
  return {s, views::topic::player, tr("this machine"), std::move(what), std::move(remedy)};
}

void check_daemon_of(const player_here& p, remarks& all) {
  if (p.config) {
    all.push_back(about_player(severity::error,
                               tr("its configuration cannot be read: {}", translate(p.config->what)),
                               translate(p.config->remedy)));
  } else if (p.server.empty()) {
    all.push_back(
        about_player(severity::error, tr("it knows no daemon"), tr("set it up: sudo bangtin-player-setup")));
  } else if (p.absence) {
    all.push_back(about_player(
        severity::error,
        tr("its daemon {} does not answer: {}", printable(p.server), translate(p.absence->what)),
        tr("check the network cable and that address; another one is set with: sudo bangtin-player-setup "
           "--server URL")));
  }
}

}  // namespace

std::optional<player_here> look_at_player(const fs::path& root, clock_trust clock,
                                          const server_question& ask) {
  std::error_code failed;
  if (!fs::exists(root / config_file, failed) && !fs::exists(root / data_folder, failed)) return std::nullopt;
  player_here p;
  p.clock = clock;
  p.is_running = !first_line(root / "sys/fs/cgroup/system.slice/bangtin-player.service/cgroup.procs").empty();
  read_config(root / config_file, p);
  if (!p.server.empty()) p.absence = ask(p.server);
  count_displays(root / "sys/class/drm", p);
  struct statvfs disk {};
  if (::statvfs((root / data_folder).c_str(), &disk) == 0)
    p.free_bytes = static_cast<std::int64_t>(disk.f_bavail) * static_cast<std::int64_t>(disk.f_frsize);
  p.pairing_code = first_line(root / data_folder / "pairing-code");
  return p;
}

remarks check_player(const player_here& p) {
  remarks all;
  if (!p.is_running) {
    all.push_back(about_player(severity::error, tr("the player does not run"),
                               tr("start it: sudo systemctl start bangtin-player; if it ends again, "
                                  "journalctl -u bangtin-player says why")));
  }
  check_daemon_of(p, all);
  if (p.connectors > 0 && p.displays == 0) {
    all.push_back(about_player(severity::error, tr("no display is connected"),
                               tr("connect the display and switch it on")));
  }
  if (p.free_bytes && *p.free_bytes < views::little_disk_bytes) {
    all.push_back(
        about_player(severity::warning, tr("only {} MB free", *p.free_bytes / 1'000'000),
                     tr("make room on its disk; journalctl --disk-usage shows what the journal takes")));
  }
  if (p.clock != clock_trust::synced) {
    all.push_back(about_player(severity::warning, tr("this computer's clock is not synchronised"),
                               tr("set this computer's clock: sudo timedatectl set-ntp true")));
  }
  if (!p.pairing_code.empty()) {
    all.push_back(
        about_player(severity::note, tr("it waits to be paired"),
                     tr("on the daemon's machine: bangtin screen pair {}", printable(p.pairing_code))));
  }
  return all;
}

}  // namespace bangtin::admin_cli::commands
