// The screens send one after the other, so a seed gives the same faults to the same requests. Only the moment
// at which a client gives up a silent daemon depends on the clock.
#include "e2e/proxy_campaign.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <thread>

#include "e2e/fault_machines.hpp"
#include "scheduler/app/daemon.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::e2e {

namespace proxied {

using namespace campaign;

constexpr utc_ms beginning_of_time = beginning - std::chrono::hours(1);

class set_clock final : public clock_source {
 public:
  time_reading now() const override { return {utc.load(), milliseconds(1), clock_trust::synced}; }
  std::atomic<utc_ms> utc = beginning;
};

// A daemon that listens on a port of its own, with paired screens.
class real_daemon {
 public:
  explicit real_daemon(fs::path folder) : folder_(std::move(folder)), key_(made_key()) {}
  ~real_daemon() { stop(); }

  static std::string token_of(const std::string& screen) { return sha256("token of " + screen).hex(); }
  void pair(const std::string& screen, const public_key& key) {
    auto l = open();
    scheduler::ledger::paired_screen p;
    p.name = screen;
    p.key = key;
    p.root = key_.public_part();
    p.token_sha256 = sha256(token_of(screen));
    p.paired = beginning_of_time;
    must(l->screens().pair(p));
  }
  void start() {
    scheduler::app::daemon_setup setup;
    setup.data = folder_;
    setup.listen = "127.0.0.1:0";
    setup.socket = folder_.string() + ".sock";
    setup.durable = false;
    setup.waits.linger = milliseconds(1);
    setup.requests.per_s = 0;  // days pass in seconds
    setup.stop_grace = milliseconds(200);
    auto started = scheduler::app::daemon::start(setup, clock);
    if (!started) throw std::runtime_error(describe(started.error()));
    daemon_ = std::move(*started);
    thread_ = std::thread([this] { daemon_->run(); });
  }
  void stop() {
    if (!daemon_) return;
    daemon_->stop();
    thread_.join();
    daemon_.reset();
  }
  std::uint16_t port() const {
    const std::string address = daemon_->address();
    return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
  }
  const fs::path& folder() const { return folder_; }
  public_key key() const { return key_.public_part(); }

  set_clock clock;

 private:
  static void must(const result<void>& r) {
    if (!r) throw std::runtime_error(describe(r.error()));
  }
  std::unique_ptr<scheduler::ledger::ledger> open() const {
    auto l = scheduler::ledger::sqlite::open_sqlite_ledger(folder_ / "ledger.sqlite", false);
    if (!l) throw std::runtime_error(describe(l.error()));
    return std::move(*l);
  }
  // The ledger comes before the key: a key without a ledger is what is left of a site.
  secret_key made_key() const {
    fs::create_directories(folder_);
    open();
    auto key = load_or_create_key((folder_ / "daemon.key").string());
    if (!key) throw std::runtime_error(describe(key.error()));
    return std::move(*key);
  }

  fs::path folder_;
  secret_key key_;
  std::unique_ptr<scheduler::app::daemon> daemon_;
  std::thread thread_;
};

}  // namespace proxied

using namespace proxied;

struct proxy_campaign::impl {
  explicit impl(std::uint64_t seed) : random(seed), proxy(seed) {
    for (const char* name : {"lobby", "gate"}) {
      screens.push_back(
          std::make_unique<screen_machine>(name, folder / name, secret_key::generate(), daemon.key()));
      screens.back()->start(mono, utc);
      daemon.pair(name, screens.back()->key().public_part());
      clients.push_back(player::sync::http_daemon(proxy.address(), real_daemon::token_of(name),
                                                  [this] { return proxy.is_silent(); }));
    }
    start_daemon();
  }

  void start_daemon() {
    daemon.start();
    proxy.set_server(daemon.port());
  }
  void pass_time(milliseconds step) {
    utc += step;
    mono += step;
    daemon.clock.utc = utc;
    for (auto& s : screens) s->set_time(utc, mono);
  }
  void send(std::size_t screen, std::size_t batch) {
    screens[screen]->send(*clients[screen], batch);
    proxy.end_silence();
  }

  // ---- the steps
  void restart_a_screen(screen_machine& s) {
    s.stop();
    if (!s.start(mono, utc)) faults.push_back("the journal of " + s.name() + " does not open");
  }
  void back_up() {
    daemon.stop();
    copy_folder(daemon.folder(), folder / "backup");
    backup = true;
    start_daemon();
  }
  void restore() {
    if (!backup) return;
    daemon.stop();
    copy_folder(folder / "backup", daemon.folder());
    start_daemon();
  }
  void step() {
    pass_time(milliseconds(1 + random.below(20'000)));
    const std::size_t screen = static_cast<std::size_t>(random.below(2));
    const int what = random.below(100);
    if (what < 50) return screens[screen]->play();
    if (what < 90) return send(screen, static_cast<std::size_t>(1 + random.below(30)));
    if (what < 93) return restart_a_screen(*screens[screen]);
    if (what < 96) return back_up();
    if (what < 98) return restore();
    daemon.stop();
    send(screen, 10);  // nobody listens
    start_daemon();
  }

  void heal() {
    proxy.heal();
    for (int round = 0; round < 20; ++round) {
      // Beyond every pause that a screen makes. One that shows nothing also learns that its daemon went back.
      pass_time(std::chrono::hours(25));
      bool done = true;
      for (std::size_t i = 0; i < screens.size(); ++i) {
        send(i, 500);
        done = done && screens[i]->all_sent();
      }
      if (done) return;
    }
    for (auto& s : screens) {
      if (!s->all_sent()) faults.push_back(fmt::format("{}: {} records are left", s->name(), s->left()));
    }
  }

  fakes::temporary_folder folder{fakes::in_memory()};
  dice random;
  utc_ms utc = beginning;
  milliseconds mono{5'000};
  real_daemon daemon{folder / "daemon"};
  std::vector<std::unique_ptr<screen_machine>> screens;
  bool backup = false;
  std::vector<std::string> faults;
  fakes::fault_proxy proxy;
  std::vector<std::unique_ptr<player::sync::daemon_api>> clients;
};

proxy_campaign::proxy_campaign(std::uint64_t seed) : impl_(std::make_unique<impl>(seed)) {}
proxy_campaign::~proxy_campaign() = default;

proxied_outcome proxy_campaign::run(int steps) {
  impl& c = *impl_;
  for (int i = 0; i < steps && c.faults.empty(); ++i) c.step();
  if (c.faults.empty()) c.heal();
  c.daemon.stop();
  if (c.faults.empty()) c.faults = judge(c.screens, lines_in(c.daemon.folder() / "ledger.sqlite"), false);
  return {c.faults, c.proxy.counted()};
}

}  // namespace bangtin::e2e
