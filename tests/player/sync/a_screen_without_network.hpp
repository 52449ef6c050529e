// A screen without a network, with a stick that is a folder, and a journal.
#pragma once

#include <gmock/gmock.h>

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "evidence/journal/journal.hpp"
#include "evidence/verify_chain.hpp"
#include "player/sync/a_guarded_screen.hpp"
#include "player/sync/bundle_thread.hpp"
#include "player/sync/reporter.hpp"
#include "player/sync/stick_daemon.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/bundle.hpp"
#include "wire/bundle_logs.hpp"

namespace bangtin::player::sync {

using wire::bundle_part;

// The journal of a screen, asked directly.
class journal_source final : public evidence_source {
 public:
  using limits = ask_limits;
  journal_source(const std::filesystem::path& folder, const a_site& site, const time_reading& now)
      : daemon_(site.daemon.public_part()),
        screen_(site.screen),
        journal_(evidence::journal::journal::open(folder / "journal.db", site.screen, "lobby", now, "boot")
                     .value()) {}
  // Appends so many records.
  void add(int records, const time_reading& now) {
    evidence::record r;
    r.type = evidence::record_type::gap;
    r.reason = "test";
    r.utc = now.utc;
    r.mono = now.mono;
    r.clock = now.trust;
    std::vector<evidence::record> all(static_cast<std::size_t>(records), r);
    ASSERT_TRUE(journal_->append(all));
  }
  evidence::journal::journal& operator*() { return *journal_; }

  result<std::optional<evidence::batch>> next_batch(const limits&) override {
    return journal_->next_batch(5);
  }
  result<void> acknowledge(const evidence::signed_text& r, const limits&) override {
    return journal_->acknowledge(r, daemon_);
  }
  result<void> resend_from(std::int64_t seq, const limits&) override { return journal_->resend_from(seq); }
  result<bool> resend_lost(std::int64_t tip, const limits&) override { return journal_->resend_lost(tip); }
  result<std::int64_t> unacknowledged(const limits&) override { return journal_->unacknowledged(); }
  result<std::string> log(const limits&) override { return journal_->log(); }
  result<standing> compare(const evidence::signed_text& r, const limits&) override {
    return journal_->compare(r, daemon_);
  }
  result<void> begin_new_log(const std::optional<evidence::signed_text>&, const limits&) override {
    return error{errc::internal, msg("no"), msg("no")};
  }
  result<citing> cite(const evidence::signed_text&, const limits&) override { return citing::not_needed; }
  // A log that has ended, in the archive with so many records.
  void archive(const std::string& log, std::int64_t records) { archived_.emplace_back(log, records); }
  result<std::vector<std::string>> older_logs(const limits&) override {
    std::vector<std::string> names;
    for (const auto& [name, records] : archived_) names.push_back(name);
    return names;
  }
  // As the journal does: a receipt that another key signed is refused, and one for more than there is
  // conflicts.
  result<std::int64_t> older_from(const std::string& log, const evidence::signed_text& receipt,
                                  const limits&) override {
    const error bad{errc::verification, msg("the receipt does not hold"), {}};
    result<evidence::receipt> r = evidence::receipt_from_text(receipt.text);
    if (!evidence::verify(receipt, daemon_) || !r || r->acknowledged.log != log) return bad;
    if (r->acknowledged.seq > records_of(log)) return error{errc::conflict, msg("other records"), {}};
    return r->acknowledged.seq + 1;
  }
  // At most three records each.
  result<std::optional<evidence::batch>> older_batch(const std::string& log, std::int64_t from,
                                                     const limits&) override {
    const std::int64_t last = std::min(from + 2, records_of(log));
    if (from > last) return std::optional<evidence::batch>();
    evidence::batch b;
    b.log = log;
    b.first_seq = from;
    b.lines.assign(static_cast<std::size_t>(last - from + 1), "{}");
    b.head = evidence::sign_text(evidence::to_text(evidence::head{log, last, {}}), screen_);
    return std::optional(std::move(b));
  }
  result<std::optional<evidence::batch>> older_batch_up_to(const std::string&, std::int64_t,
                                                           const limits&) override {
    return std::optional<evidence::batch>();
  }
  result<std::optional<evidence::batch>> carried_batch(std::int64_t from, const limits&) override {
    return journal_->carried_batch(from);
  }
  result<void> set_daemon_reads(std::int64_t, const limits&) override { return {}; }

 private:
  std::int64_t records_of(const std::string& log) const {
    for (const auto& [name, records] : archived_) {
      if (name == log) return records;
    }
    return 0;
  }
  public_key daemon_;
  secret_key screen_;
  std::vector<std::pair<std::string, std::int64_t>> archived_;
  std::unique_ptr<evidence::journal::journal> journal_;
};

class a_screen_without_network : public testing::Test {
 protected:
  a_screen_without_network() : source(data.path(), site, clock.reading) {
    std::filesystem::create_directory(stick());
    setup.status_now = [](const time_reading&) {
      wire::screen_status s;
      s.version = "1.0";
      return s;
    };
  }
  std::filesystem::path stick() const { return mounts.path() / "stick"; }
  std::filesystem::path on_stick(const std::string& name) const {
    return stick() / wire::bundle_folder_name / name;
  }
  std::filesystem::path own(std::string_view name) const {
    return on_stick(wire::bundle_screen_folder(site.screen.public_part())) / name;
  }
  // What the desk puts onto the stick.
  struct content {
    std::optional<wire::signed_programme> programme{};
    std::vector<std::string> files{};
    std::optional<evidence::signed_text> receipt{};
    std::string log{};
    std::optional<wire::site_trust> trust{};
    std::function<void(wire::bundle_index&)> change{};  // before the index is signed
    std::optional<secret_key> signed_by{};
    std::optional<std::vector<wire::known_log>> logs{};  // that the daemon has
  };
  void export_to_stick(const content& c) {
    const wire::bundle_folder folder = wire::bundle_folder::make(stick()).value();
    wire::bundle_index i{
        "lobby", site.screen.public_part(), site.root.public_part(), core::the_day, 0, {}, {}, {}};
    auto add = [&](bundle_part part, const std::string& text) {
      i.documents.push_back({part, std::ssize(text), sha256(text)});
      ASSERT_TRUE(folder.write(wire::bundle_file(sha256(text)), text));
    };
    if (c.programme) {
      i.programme = sha256(c.programme->bytes);
      i.version = playlists::text::from_bytes(c.programme->bytes).value().version;
      add(bundle_part::programme, wire::to_json(*c.programme));
    }
    if (c.trust) add(bundle_part::trust, wire::trust_to_json(site.document(*c.trust)));
    const json::value receipt = c.receipt ? wire::to_value(*c.receipt) : json::value(nullptr);
    add(bundle_part::receipt, canonical(json::object{{"log", c.log}, {"receipt", receipt}, {"tip", 0}}));
    for (const std::string& f : c.files) {
      i.files.push_back({sha256(f), std::ssize(f)});
      ASSERT_TRUE(folder.write(wire::bundle_file(sha256(f)), f));
    }
    std::sort(i.files.begin(), i.files.end(),
              [](const auto& a, const auto& b) { return a.sha256 < b.sha256; });
    const std::string screen_folder = wire::bundle_screen_folder(site.screen.public_part());
    if (c.logs) {
      ASSERT_TRUE(folder.write(screen_folder + "/logs.json", wire::known_logs_to_json(*c.logs)));
    }
    if (c.change) c.change(i);
    const evidence::signed_text note =
        evidence::sign_text(wire::to_text(i), c.signed_by.value_or(site.daemon));
    ASSERT_TRUE(folder.write(screen_folder + "/index.json", wire::bundle_index_to_json(note)));
  }
  // The stick is plugged in until nothing more happens, and then pulled. Returns the last panel.
  stage::stick_panel visit() {
    bundle_visit v(setup, box);
    stage::stick_panel p;
    for (int i = 0; i < 50; ++i) p = v.step(clock.reading);
    std::filesystem::rename(stick(), mounts.path() / "pulled");
    EXPECT_EQ(v.step(clock.reading), stage::stick_panel());
    EXPECT_EQ(box.current(), nullptr);
    std::filesystem::rename(mounts.path() / "pulled", stick());
    return p;
  }
  // All records on the stick; each file must be a whole batch.
  std::vector<std::string> carried_lines() {
    std::vector<std::string> lines;
    std::set<std::filesystem::path> files;
    if (std::filesystem::exists(own("evidence"))) {
      for (const auto& e : std::filesystem::directory_iterator(own("evidence"))) {
        if (wire::is_bundle_batch_name(e.path().filename().string())) files.insert(e.path());
      }
    }
    for (const std::filesystem::path& f : files) {
      const result<evidence::batch> b = wire::batch_from_body(read_file(f, 10'000'000).value());
      EXPECT_TRUE(b) << f;
      if (!b) continue;
      EXPECT_EQ(b->first_seq, std::ssize(lines) + first_carried) << "no hole";
      EXPECT_TRUE(evidence::verify(b->head, site.screen.public_part()));
      lines.insert(lines.end(), b->lines.begin(), b->lines.end());
    }
    return lines;
  }
  wire::carried carried_statement() {
    const auto whole = wire::carried_status_from_json(read_file(own("status.json"), 1'000'000).value());
    EXPECT_TRUE(whole);
    return wire::verify(whole.value(), site.screen.public_part()).value();
  }
  evidence::signed_text receipt_for(const evidence::head& h) {
    return evidence::sign_text(evidence::to_text(evidence::receipt{h, core::the_day, 2}), site.daemon);
  }

  fakes::temporary_folder data{fakes::in_memory()}, mounts{fakes::in_memory()};
  two_approvers site;
  set_clock clock;
  status tells;
  journal_source source;
  bundle_box box;
  std::shared_ptr<kept_trust> trust = std::make_shared<kept_trust>(data.path(), site.root.public_part());
  bundle_setup setup{mounts.path() / "stick", site.screen, site.as("lobby"), trust, &tells, &source};
  this_host host{data.path()};
  std::int64_t first_carried = 1;
};

}  // namespace bangtin::player::sync
