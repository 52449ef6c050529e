// Everything runs on one thread, so a seed repeats a campaign exactly. Both sides use the real journal,
// reporter, intake and ledger, on a disk that loses what was not synced (support/crash_disk.hpp).
#include "e2e/fault_campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <random>
#include <set>

#include "e2e/fault_machines.hpp"
#include "scheduler/api/intake.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "support/crash_disk.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::e2e {

namespace campaign {

namespace api = scheduler::api;
namespace ledger = scheduler::ledger;

// The daemon: a ledger, and intake as its endpoint calls it.
class daemon_machine {
 public:
  daemon_machine(fs::path folder, secret_key key) : folder_(std::move(folder)), key_(std::move(key)) {
    fs::create_directories(folder_);
    start();
  }
  bool start() {
    auto opened = ledger::sqlite::open_sqlite_ledger(folder_ / "ledger.sqlite");
    if (opened) ledger_ = std::move(*opened);
    why_not_ = opened ? "" : describe(opened.error());
    return opened.has_value();
  }
  const std::string& why_not() const { return why_not_; }
  void stop() { ledger_.reset(); }
  bool runs() const { return ledger_ != nullptr; }
  const fs::path& folder() const { return folder_; }
  const secret_key& key() const { return key_; }
  ledger::ledger* stored() { return ledger_.get(); }

  api::intake_answer take(const api::sender& from, const evidence::batch& b, utc_ms now) {
    // As the endpoint: a batch that does not hold and comes twice was not damaged on the way.
    auto known = api::read_log_state(*ledger_, from, b);
    if (!known) return {known.error()};
    api::judged_batch judged{from, b, *known, api::intake::decide(from, b, *known)};
    std::vector<std::string> again;
    if (std::holds_alternative<api::intake::unproven>(judged.decision)) again = b.lines;
    judged.repeated = !again.empty() && unproven_[from.name] == again;
    unproven_[from.name] = std::move(again);
    return api::take_batch(*ledger_, judged, {key_, now, 2});
  }

 private:
  fs::path folder_;
  secret_key key_;
  std::unique_ptr<ledger::ledger> ledger_;
  std::map<std::string, std::vector<std::string>> unproven_;  // lines that came last, by screen
  std::string why_not_;                                       // it does not start
};

api::sender identity_of(const screen_machine& s) {
  return {s.name(), s.key().public_part()};
}

// What the network does with one post.
enum class network { delivers, loses_request, loses_answer, repeats, holds_back, damages };

}  // namespace campaign

using namespace campaign;

struct fault_campaign::impl {
  // The daemon as one screen sees it, through the network.
  class faulty_link final : public player::sync::daemon_api {
   public:
    faulty_link(impl& all, screen_machine& of, network fate) : all_(all), of_(of), fate_(fate) {}

    result<player::sync::plays_answer> send_plays(const std::string&, const evidence::batch& b) override {
      switch (fate_) {
        case network::loses_request:
          return cut();
        case network::holds_back:
          all_.held.push_back({identity_of(of_), b});
          return cut();
        case network::damages:
          return deliver(damaged(b));
        case network::repeats:
          static_cast<void>(deliver(b));
          return deliver(b);
        case network::loses_answer:
          static_cast<void>(deliver(b));
          return cut();
        case network::delivers:
          break;
      }
      return deliver(b);
    }
    result<player::sync::newest_receipt> last_receipt(const std::string&, const std::string& log) override {
      if (fate_ == network::loses_request || !all_.daemon->runs()) return cut();
      auto newest = all_.daemon->stored()->evidence().newest_log_of(of_.name(), identity_of(of_).key);
      auto tip = all_.daemon->stored()->evidence().tip_of(log);
      if (!newest || !tip) return cut();
      player::sync::newest_receipt r{*newest, {}};
      if (*tip) r.tip = (**tip).tip;
      if (*tip && (**tip).newest) r.receipt = (**tip).newest->note;
      return r;
    }
    std::int64_t evidence_format() const override { return 2; }
    std::optional<milliseconds> asked_to_wait() const override { return {}; }

    // ---- nobody asks these
    result<std::int64_t> ask_to_pair(const wire::pairing_request&) override { return cut(); }
    result<std::optional<wire::pairing_grant>> pairing_answer(const public_key&, const digest&) override {
      return cut();
    }
    result<std::optional<wire::signed_programme>> programme(const std::string&, const std::optional<digest>&,
                                                            std::chrono::seconds) override {
      return cut();
    }
    result<void> fetch(const digest&, std::int64_t, const player::sync::byte_sink&) override { return cut(); }
    result<wire::screen_commands> calls(const std::string&, std::int64_t, std::chrono::seconds) override {
      return cut();
    }
    result<void> acknowledge(const std::string&, const wire::acknowledgement&) override { return cut(); }
    result<void> send_screenshot(const std::string&, std::int64_t, const std::string&) override {
      return cut();
    }
    result<std::int64_t> send_status(const std::string&, const wire::screen_status&, std::int64_t) override {
      return cut();
    }
    result<evidence::signed_text> time(const std::string&) override { return cut(); }
    void keeps_trust(std::int64_t) override {}
    std::int64_t announced_trust() const override { return 0; }
    result<wire::trust_document> trust(const std::string&) override { return cut(); }

   private:
    static error cut() { return {errc::unreachable, msg("cut"), msg("again")}; }
    evidence::batch damaged(evidence::batch b) {
      std::string& line =
          b.lines[static_cast<std::size_t>(all_.random.below(static_cast<int>(b.lines.size())))];
      line[static_cast<std::size_t>(all_.random.below(static_cast<int>(line.size())))] ^= 1;
      return b;
    }
    result<player::sync::plays_answer> deliver(const evidence::batch& b) {
      if (!all_.daemon->runs()) return cut();
      api::intake_answer a = all_.daemon->take(identity_of(of_), b, all_.utc);
      if (all_.disk.is_off() && all_.daemon_loses_power) {  // it went down before it could answer
        all_.daemon->stop();
        return cut();
      }
      if (auto* receipt = std::get_if<evidence::signed_text>(&a.value))
        return player::sync::plays_answer(*receipt);
      if (auto* hole = std::get_if<api::intake::missing_range>(&a.value)) {
        return player::sync::plays_answer(player::sync::expected_seq{hole->expected_seq});
      }
      if (auto* fork = std::get_if<api::fork_answer>(&a.value)) {
        return player::sync::plays_answer(player::sync::fork_found{fork->receipt});
      }
      return std::get<error>(a.value);
    }

    impl& all_;
    screen_machine& of_;
    network fate_;
  };

  explicit impl(std::uint64_t seed) : random(seed) {
    disk.set_machine("nobody");
    disk.seed(seed);
    daemon.emplace(folder / "daemon", secret_key::generate());
    for (const char* name : {"lobby", "gate"}) add_screen(name, folder / name, secret_key::generate());
  }

  void add_screen(const std::string& name, const fs::path& where, const secret_key& key) {
    screens.push_back(std::make_unique<screen_machine>(name, where, key, daemon->key().public_part()));
    screens.back()->start(mono, utc);
  }
  screen_machine& some_screen() {
    return *screens[static_cast<std::size_t>(random.below(static_cast<int>(screens.size())))];
  }
  void pass_time() {
    milliseconds step(1 + random.below(20'000));
    utc += step;
    mono += step;
    for (auto& s : screens) s->set_time(utc, mono);
  }

  // ---- the steps
  void sends() {
    screen_machine& s = some_screen();
    if (!s.runs()) return;
    faulty_link link(*this, s, static_cast<network>(random.below(6)));
    s.send(link, static_cast<std::size_t>(1 + random.below(30)));
  }
  void delivers_late() {
    if (held.empty() || !daemon->runs()) return;
    std::size_t which = static_cast<std::size_t>(random.below(static_cast<int>(held.size())));
    static_cast<void>(daemon->take(held[which].first, held[which].second, utc));
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(which));
  }
  void loses_power_at_a_screen() {
    screen_machine& s = some_screen();
    disk.set_machine(s.folder().string());
    disk.cut_power_after(1 + random.below(40));
    for (int i = 0; i < 20 && !disk.is_off() && s.runs(); ++i) {
      pass_time();
      s.play();
      faulty_link link(*this, s, network::delivers);
      if (random.one_in(3)) s.send(link, 20);
    }
    s.stop();
    disk.power_on();
    disk.set_machine("nobody");
    mono = milliseconds(5'000);
    if (!s.start(mono, utc))
      faults.push_back("after a power cut the journal of " + s.name() + " does not open");
  }
  void loses_power_at_the_daemon() {
    disk.set_machine(daemon->folder().string());
    daemon_loses_power = true;
    disk.cut_power_after(1 + random.below(60));
    for (int i = 0; i < 10 && !disk.is_off() && daemon->runs(); ++i) {
      pass_time();
      some_screen().play();
      screen_machine& s = some_screen();
      faulty_link link(*this, s, network::delivers);
      s.send(link, 10);
    }
    daemon->stop();
    disk.power_on();
    daemon_loses_power = false;
    disk.set_machine("nobody");
    if (!daemon->start()) faults.emplace_back("after a power cut the ledger does not open");
  }
  void disk_refuses() {
    bool at_daemon = random.one_in(2);
    screen_machine& s = some_screen();
    disk.set_machine(at_daemon ? daemon->folder().string() : s.folder().string());
    random.one_in(2) ? disk.set_full(true) : disk.set_errors(200);
    for (int i = 0; i < 8; ++i) {
      pass_time();
      s.play();
      faulty_link link(*this, s, network::delivers);
      s.send(link, 10);
    }
    disk.set_full(false);
    disk.set_errors(0);
    disk.set_machine("nobody");
    if (at_daemon) {
      daemon->stop();
      if (!daemon->start()) faults.emplace_back("after errors of the disk the ledger does not open");
    }
    if (!s.runs()) s.start(mono, utc);
  }
  void backs_up_the_daemon() {
    daemon->stop();
    copy_folder(daemon->folder(), folder / "daemon.backup");
    daemon->start();
    daemon_backup = true;
  }
  void restores_the_daemon() {
    if (!daemon_backup) return;
    daemon->stop();
    copy_folder(folder / "daemon.backup", daemon->folder());
    daemon->start();
    // What a screen's older disk would lack now is nowhere any more.
    screen_backups.clear();
  }
  // Two machines with a copied disk have one name, and each its own image.
  static fs::path image_of(const screen_machine& s) { return s.folder().string() + ".image"; }
  void images_a_screen() {
    screen_machine& s = some_screen();
    s.stop();
    copy_folder(s.folder(), image_of(s));
    s.start(mono, utc);
    screen_backups.insert(s.folder());
  }
  void puts_an_image_back() {
    screen_machine& s = some_screen();
    if (!screen_backups.contains(s.folder())) return;
    s.stop();
    copy_folder(image_of(s), s.folder());
    s.start(mono, utc);
    went_back = true;
    daemon_backup = false;  // the daemon is the only one that has some records now
  }
  // Another machine goes on for a while with a copy of the disk.
  void copies_a_disk() {
    if (copies == 2) return;
    screen_machine& s = *screens[static_cast<std::size_t>(random.below(2))];
    s.stop();
    fs::path to = folder / fmt::format("{}.copy{}", s.name(), ++copies);
    copy_folder(s.folder(), to);
    s.start(mono, utc);
    add_screen(s.name(), to, s.key());
    went_back = true;
  }

  void step() {
    pass_time();
    int what = random.below(100);
    if (what < 45) return some_screen().play();
    if (what < 75) return sends();
    if (what < 80) return delivers_late();
    if (what < 85) return loses_power_at_a_screen();
    if (what < 90) return loses_power_at_the_daemon();
    if (what < 93) return disk_refuses();
    if (what < 95) return backs_up_the_daemon();
    if (what < 96) return restores_the_daemon();
    if (what < 98) return images_a_screen();
    if (what < 99) return puts_an_image_back();
    copies_a_disk();
  }

  void heal() {
    if (!daemon->runs() && !daemon->start())
      faults.push_back("the ledger does not open: " + daemon->why_not());
    for (int round = 0; round < 20; ++round) {
      bool done = true;
      for (auto& s : screens) {
        // Beyond every pause that a screen makes. One that shows nothing also learns that its daemon went
        // back.
        utc += std::chrono::hours(25);
        mono += std::chrono::hours(25);
        s->set_time(utc, mono);
        if (!s->runs() && !s->start(mono, utc)) {
          faults.push_back("the journal of " + s->name() + " does not open");
          return;
        }
        faulty_link link(*this, *s, network::delivers);
        s->send(link, 500);
        done = done && s->all_sent();
      }
      if (done) return;
    }
    for (auto& s : screens) {
      faulty_link link(*this, *s, network::delivers);
      result<void> sent = s->send_all(link);
      faults.push_back(s->name() + " cannot send everything: " +
                       (sent ? fmt::format("{} records are left", s->left()) : describe(sent.error())));
    }
  }

  void judge() {
    daemon->stop();  // it holds the file alone
    faults = campaign::judge(screens, lines_in(daemon->folder() / "ledger.sqlite"), went_back);
  }

  fakes::crash_disk& disk = fakes::crash_disk::install();
  fakes::temporary_folder folder{fakes::in_memory()};
  dice random;
  utc_ms utc = beginning;
  milliseconds mono{5'000};
  std::optional<daemon_machine> daemon;
  std::vector<std::unique_ptr<screen_machine>> screens;
  std::deque<std::pair<api::sender, evidence::batch>> held;
  bool daemon_backup = false, daemon_loses_power = false, went_back = false;
  std::set<fs::path> screen_backups;
  int copies = 0;
  std::vector<std::string> faults;
};

fault_campaign::fault_campaign(std::uint64_t seed) : impl_(std::make_unique<impl>(seed)) {}
fault_campaign::~fault_campaign() = default;

std::vector<std::string> fault_campaign::run(int steps) {
  for (int i = 0; i < steps && impl_->faults.empty(); ++i) impl_->step();
  impl_->held.clear();
  impl_->heal();
  if (impl_->faults.empty()) impl_->judge();
  return impl_->faults;
}

}  // namespace bangtin::e2e
