#include "bench/screens_site.hpp"

#include <fcntl.h>
#include <fmt/format.h>

#include <stdexcept>
#include <thread>

#include "base/files.hpp"
#include "bench/publication.hpp"
#include "evidence/chain.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "wire/certificates.hpp"

namespace bangtin::bench {

namespace {

namespace fs = std::filesystem;

template <class T>
T required(result<T> r) {
  if (!r) throw std::runtime_error(describe(r.error()));
  return std::move(*r);
}

}  // namespace

std::string screen_name(int screen) {
  return fmt::format("screen-{:04}", screen);
}
std::string screen_token(int screen) {
  return fmt::format("{:064}", screen);
}

void make_screens_site(const fs::path& data, int screens, const site_keys& k) {
  fs::create_directories(data);
  (void)required(load_or_create_key((data / "daemon.key").string()));
  const utc_ms now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  auto ledger = required(scheduler::ledger::sqlite::open_sqlite_ledger(data / "ledger.sqlite", false));
  playlists::programme::programme p;
  p.version = 1;
  p.issued = now - std::chrono::hours(48);
  p.expires = now + std::chrono::hours(24 * 400);
  playlists::programme::media_item slate;
  slate.name = "slate.png";
  slate.id = "aaaaaaaaaaaa";
  slate.width = slate.height = 100;
  slate.files = {{sha256("slate"), 5}};
  p.media = {slate};
  p.slate = slate.name;
  for (int i = 0; i < screens; ++i) {
    playlists::programme::screen s;
    s.name = screen_name(i);
    p.screens.push_back(s);
    scheduler::ledger::paired_screen paired;
    paired.name = s.name;
    paired.key = secret_key::generate().public_part();
    paired.root = k.root.public_part();
    paired.token_sha256 = sha256(screen_token(i));
    paired.certificate =
        evidence::sign_text(wire::to_text(wire::screen_certificate{paired.key, paired.name, now}), k.root);
    paired.paired = now;
    if (result<void> done = ledger->screens().pair(paired); !done) throw error_exception(done.error());
  }
  publish(*ledger, p, k.root, k.approver);
}

running_daemon start_daemon(const fs::path& folder, const std::vector<std::string>& more) {
  const fs::path said = folder / "said";
  const unique_fd out(::open(said.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  process_setup setup;
  setup.argv = {BANGTIN_BINARY_DIR "/bin/bangtind",
                "--data",
                folder / "data",
                "--listen",
                "127.0.0.1:0",
                "--socket",
                folder / "admin.sock"};
  setup.argv.insert(setup.argv.end(), more.begin(), more.end());
  setup.descriptors = {{out.get(), 1}, {out.get(), 2}};
  setup.environment = {"LANG=C.UTF-8", "HOME=" + folder.string()};
  child_process daemon = required(start_process(setup));
  while (daemon.running()) {
    const std::string text = read_file(said, 1 << 20).value();
    const std::size_t at = text.find("listening on 127.0.0.1:");
    if (text.find("admin socket") != std::string::npos && at != std::string::npos) {
      return {std::move(daemon), static_cast<std::uint16_t>(std::stoi(text.substr(at + 23)))};
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  throw std::runtime_error("the daemon ended: " + read_file(said, 1 << 20).value());
}

}  // namespace bangtin::bench
