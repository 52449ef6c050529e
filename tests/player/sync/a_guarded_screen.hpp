// A screen with everything that judges what a daemon gives, and a site with two approvers whose root signs
// site statements.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/files.hpp"
#include "player/sync/daemon_in_memory.hpp"
#include "player/sync/notice_sync.hpp"
#include "player/sync/programme_sync.hpp"
#include "support/temporary_folder.hpp"
#include "wire/attacks.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::player::sync {

struct an_approver {
  std::string name;
  secret_key key = secret_key::generate();
};

struct two_approvers : a_site {
  an_approver hoa{"Nguyễn Thị Hoa", approver};
  an_approver nam{"Trần Văn Nam"};

  evidence::signed_text certified(const an_approver& a, const secret_key& by) const {
    const wire::approver_certificate c{a.key.public_part(), a.name, core::the_day - hours(1000),
                                       core::the_day + hours(10'000)};
    return evidence::sign_text(wire::to_text(c), by);
  }
  wire::signed_programme sign(const playlists::programme::programme& p, const an_approver& by) const {
    return wire::sign_programme(p, by.key, certified(by, root));
  }
  wire::signed_programme sign(const playlists::programme::programme& p, const an_approver& by,
                              const an_approver& second) const {
    wire::signed_programme s = sign(p, by);
    wire::add_second(s, wire::programme_kind(), second.key, certified(second, root));
    return s;
  }
  wire::signed_notice sign(const wire::notice& n, const an_approver& by) const {
    return wire::sign_notice(n, by.key, certified(by, root));
  }
  wire::site_trust trust(std::int64_t number, std::int64_t version, std::vector<an_approver> approvers,
                         const std::vector<an_approver>& revoked = {}) const {
    wire::site_trust t{number, core::the_day, version, {}, {}};
    for (const an_approver& a : approvers) t.approvers.push_back({a.key.public_part(), a.name});
    for (const an_approver& a : revoked) t.revoked.push_back({a.key.public_part(), core::the_day, a.name});
    std::sort(t.approvers.begin(), t.approvers.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    std::sort(t.revoked.begin(), t.revoked.end(), [](const auto& a, const auto& b) { return a.key < b.key; });
    return t;
  }
  evidence::signed_text signed_by_root(const wire::site_trust& t) const {
    return evidence::sign_text(wire::to_text(t), root);
  }

  // How `root` followed the roots before it; empty: it is the first one.
  wire::root_chain roots;
  std::vector<secret_key> earlier_roots;
  // A new root key takes over, and signs the certificates of both anew.
  void succeed() {
    const secret_key next = secret_key::generate();
    const auto number = static_cast<std::int64_t>(earlier_roots.size()) + 1;
    roots.successions.push_back(wire::sign_succession(number, core::the_day, root, next));
    roots.certificates = {certified(hoa, next), certified(nam, next)};
    earlier_roots.push_back(std::exchange(root, next));
  }
  // As the daemon hands it out.
  wire::trust_document document(const wire::site_trust& t) const { return {signed_by_root(t), roots}; }
};

// What the two threads of the programme and the thread of the notices do, one after the other.
struct a_guarded_screen {
  fakes::temporary_folder folder{fakes::in_memory()};
  two_approvers site;
  const identity who = site.as("lobby");  // from its pairing, whatever root follows
  daemon_in_memory daemon;
  set_clock clock;
  status tells;
  media_files files = *media_files::open(folder.path());
  media_files notice_files = *media_files::open(folder / "notices");
  std::optional<programme_sync> line;
  std::optional<programme_offers> asks;
  std::optional<notice_sync> notices;
  std::optional<core::ready_programme> on_show;

  a_guarded_screen() {
    for (const auto& [hash, name] : core::names_of_files()) daemon.files[hash] = name;
    start();
  }
  // Starts the player, or starts it again.
  void start() {
    line.emplace(files, kept_programmes(folder.path()), who, tells);
    on_show = line->begin();
    asks.emplace(line->offers());
    notices.emplace(folder.path(), who, files, notice_files, line->trust());
    (void)notices->begin(clock.reading);
  }
  void gives(const wire::site_trust& t) {
    daemon.trust_given = site.document(t);
    daemon.trust_announced = t.number;
  }
  void gives(const evidence::signed_text& note, std::int64_t announced) {
    daemon.trust_given = wire::trust_document{note, site.roots};
    daemon.trust_announced = announced;
  }
  void go() {
    auto changed = ask_and_fetch(*asks, *line, daemon, clock);
    if (changed && *changed) on_show = **changed;
  }
  result<notice_sync::heard> hear() {
    auto heard = notices->round(daemon, clock.reading, std::chrono::seconds(0));
    if (heard && heard->changed) {
      EXPECT_TRUE(notices->keep(clock.reading));
    }
    return heard;
  }
  std::int64_t version() const { return on_show ? on_show->value->version : 0; }
  wire::attack named(problem_source about) const {
    const status::snapshot now = tells.read();
    auto found = now.attacks.find(about);
    return found == now.attacks.end() ? wire::attack::none : found->second;
  }
  std::vector<std::string> active() const {
    std::vector<std::string> ids;
    for (const core::active_notice& n : notices->active(clock.reading)) ids.push_back(n.id);
    return ids;
  }
  wire::notice flood(const std::string& id) const {
    wire::notice n;
    n.issued = clock.reading.utc;
    n.number = to_unix_ms(n.issued);
    n.id = id;
    n.expires = n.issued + hours(2);
    n.screens = {"all"};
    n.text = "Cảnh báo lũ";
    return n;
  }
};

}  // namespace bangtin::player::sync
