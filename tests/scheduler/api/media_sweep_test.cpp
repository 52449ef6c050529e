// Which files the store keeps and which it deletes. The ledger is in memory, the store on the disk, and the
// clock is set by hand.
#include "scheduler/api/media_sweep.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/site.hpp"
#include "support/memory_ledger.hpp"

namespace bangtin::scheduler::test {
namespace {

using std::chrono::hours;

constexpr hours day{24};

class sweeping {
 public:
  sweeping() {
    clock_.ms = to_unix_ms(std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()));
  }

  // Puts a file into the store that was last touched `age` ago.
  digest put(const std::string& bytes, hours age = hours(0)) {
    digest d = sha256(bytes);
    if (!store_.has(d)) {
      auto u = store_.resume(d, 0).value();
      u.write(as_bytes(bytes)).value();
      u.finish().value();
    }
    std::filesystem::last_write_time(store_.path_of(d), std::filesystem::file_time_type::clock::now() - age);
    return d;
  }
  ledger::stored_media item(const std::string& bytes, std::optional<hours> removed_before = {}) {
    ledger::stored_media m;
    m.sha256 = put(bytes, 400 * day);
    m.id = m.sha256.hex().substr(0, 12);
    m.file = bytes + ".png";
    m.added = now() + milliseconds(++items_);
    m.files = {{m.sha256, static_cast<std::int64_t>(bytes.size())}};
    if (removed_before) m.removed = now() - *removed_before;
    memory_->media().add(m).value();
    return m;
  }
  void set_draft(const std::string& bytes) {
    memory_->programmes().set_draft(playlists::text::to_bytes(with(bytes, 0))).value();
  }
  void publish(std::int64_t version, const std::string& bytes, hours before) {
    const auto [row, json] = signed_version(version, bytes, before);
    memory_->programmes().publish(row, json, root_.public_part()).value();
  }
  // Only one approver has signed this version.
  void keep_waiting(ledger::ledger& l, std::int64_t version, const std::string& bytes) const {
    const auto [row, json] = signed_version(version, bytes, hours(0));
    l.programmes().put_waiting(row, json, root_.public_part()).value();
  }
  std::pair<ledger::published_row, std::string> signed_version(std::int64_t version, const std::string& bytes,
                                                               hours before) const {
    playlists::programme::programme p = with(bytes, version);
    wire::approver_certificate c{approver_.public_part(), "Approver", now() - 1000 * day, now() + day};
    wire::signed_programme s =
        wire::sign_programme(p, approver_, evidence::sign_text(wire::to_text(c), root_));
    return {{version, sha256(s.bytes), "Approver", p.issued, p.expires, now() - before}, wire::to_json(s)};
  }
  // Runs one coroutine of a sweeper to its end.
  template <class F>
  auto with_sweeper(ledger::ledger_thread& thread, F work) {
    ledger::worker_pool documents(1), reading(1);
    api::media_sweep sweeper({thread, store_, documents, reading, clock_});
    auto done = boost::asio::co_spawn(context_, work(sweeper), boost::asio::use_future);
    auto busy = boost::asio::make_work_guard(context_);
    context_.restart();
    std::thread network([&] { context_.run(); });
    auto answer = done.get();
    busy.reset();
    network.join();
    return answer;
  }
  result<api::swept> sweep_now() {
    return with_sweeper(thread_,
                        [](api::media_sweep& s) { return s.run(api::media_sweep::removed_items::at_once); });
  }
  result<api::swept> forget(const ledger::stored_media& m) {
    return with_sweeper(thread_, [&](api::media_sweep& s) { return s.forget(m.id); });
  }
  result<std::vector<digest>> files_without_item() {
    return with_sweeper(thread_, [](api::media_sweep& s) { return s.files_without_item(); });
  }
  result<api::swept> sweep() { return sweep(thread_); }
  result<api::swept> sweep(ledger::ledger_thread& thread) {
    return with_sweeper(thread, [](api::media_sweep& s) { return s.run(); });
  }
  utc_ms now() const { return clock_.now().utc; }
  playlists::programme::programme with(const std::string& bytes, std::int64_t version) const {
    return small_programme(version, {sha256(bytes), static_cast<std::int64_t>(bytes.size())}, now());
  }

  // In memory where that is possible: the property below syncs hundreds of files.
  fakes::temporary_folder folder_{::access("/dev/shm", W_OK) == 0 ? std::filesystem::path("/dev/shm")
                                                                  : std::filesystem::temp_directory_path()};
  standing_clock clock_;
  boost::asio::io_context context_;  // the pools' threads may still post to it when run() has returned
  media::store store_ = media::store::open(folder_ / "media").value();
  // During a sweep the ledger belongs to its thread, otherwise to the test.
  std::unique_ptr<ledger::ledger> made_ = make_memory_ledger();
  ledger::ledger* memory_ = made_.get();
  ledger::ledger_thread thread_{std::move(made_)};
  int items_ = 0;
  secret_key root_ = secret_key::generate(), approver_ = secret_key::generate();
};

class media_sweep : public ::testing::Test, protected sweeping {};

TEST_F(media_sweep, deletes_what_belongs_to_nothing_after_a_week) {
  digest old = put("old", 7 * day + hours(1)), young = put("young", 7 * day - hours(1));
  api::swept done = sweep().value();
  EXPECT_EQ(done, (api::swept{0, 1, 3, 0}));
  EXPECT_FALSE(store_.has(old));
  EXPECT_TRUE(store_.has(young));
  EXPECT_EQ(sweep().value(), api::swept());
}

TEST_F(media_sweep, leaves_a_file_that_somebody_has_just_asked_for) {
  digest old = put("old", 100 * day);
  store_.touch(old);
  EXPECT_EQ(sweep().value(), api::swept());
  EXPECT_TRUE(store_.has(old));
}

TEST_F(media_sweep, deletes_removed_items_after_thirty_days_and_no_others) {
  ledger::stored_media stays = item("stays"), late = item("late", 30 * day - hours(1)),
                       gone = item("gone", 30 * day + hours(1));
  ledger::stored_media full = item("full", 31 * day);
  full.files = {{put("page", 50 * day), 4}};
  full.thumbnail = put("thumbnail", 50 * day);
  full.sheet = put("sheet", 50 * day);
  ASSERT_TRUE(memory_->media().replace(full));
  api::swept done = sweep().value();
  EXPECT_EQ(done.items, 2U);
  EXPECT_EQ(done.files, 5U);
  EXPECT_EQ(*memory_->media().all(), (std::vector{stays, late}));
  EXPECT_TRUE(store_.has(stays.sha256) && store_.has(late.sha256));
  for (const ledger::stored_media& m : {gone, full}) {
    for (const digest& d : ledger::all_files(m)) EXPECT_FALSE(store_.has(d));
  }
  EXPECT_EQ(memory_->audit().newest(9)->size(), 2U);
}

// ---- at once

TEST_F(media_sweep, at_once_deletes_what_was_just_removed_with_its_files) {
  ledger::stored_media stays = item("stays"), gone = item("gone", hours(0));
  put("gone");  // young, as a file that was loaded today
  EXPECT_EQ(sweep().value(), api::swept()) << "it could be restored";
  api::swept done = sweep_now().value();
  EXPECT_EQ(done.items, 1U);
  EXPECT_EQ(done.bytes, 4);
  EXPECT_FALSE(store_.has(gone.sha256));
  EXPECT_TRUE(store_.has(stays.sha256));
  EXPECT_EQ(*memory_->media().all(), std::vector{stays});
}

TEST_F(media_sweep, at_once_keeps_what_the_draft_or_a_kept_version_names) {
  ledger::stored_media drafted = item("drafted", hours(1)), published = item("published", hours(1));
  set_draft("drafted");
  publish(1, "published", 100 * day);
  api::swept done = sweep_now().value();
  EXPECT_EQ(done.kept, 2U);
  EXPECT_EQ(done.items, 0U);
  EXPECT_EQ(forget(drafted).value().kept, 1U);
  EXPECT_TRUE(store_.has(drafted.sha256) && store_.has(published.sha256));
  EXPECT_EQ(memory_->media().all()->size(), 2U);
}

TEST_F(media_sweep, at_once_deletes_one_item_and_no_other) {
  ledger::stored_media one = item("one", hours(1)), other = item("other", hours(1)),
                       shared = item("3", hours(1));
  shared.files = one.files;
  ASSERT_TRUE(memory_->media().replace(shared));
  api::swept done = forget(one).value();
  EXPECT_EQ(done.items, 1U);
  EXPECT_TRUE(store_.has(one.sha256)) << "another removed item has the file";
  EXPECT_TRUE(*memory_->media().find(other.id));
  EXPECT_EQ(forget(other).value().files, 1U);
  EXPECT_EQ(forget(one).error().code, errc::not_found);
  EXPECT_EQ(forget(item("there")).error().code, errc::conflict);
}

TEST_F(media_sweep, at_once_leaves_an_item_that_is_being_loaded_again) {
  ledger::stored_media m = item("again", hours(1));
  ledger::stored_job job;
  job.sha256 = m.sha256;
  job.state = ledger::job_state::queued;
  ASSERT_TRUE(memory_->jobs().add(job));
  EXPECT_EQ(forget(m).error().code, errc::conflict);
  EXPECT_TRUE(store_.has(m.sha256));
}

TEST_F(media_sweep, keeps_the_subtitles_of_a_film_that_can_be_restored) {
  ledger::stored_media words = item("words", 31 * day), film = item("film", day);
  film.subtitles = words.id;
  ASSERT_TRUE(memory_->media().replace(film));
  EXPECT_EQ(sweep().value(), api::swept());
  EXPECT_EQ(sweep_now().value().items, 2U) << "together they go";
}

TEST_F(media_sweep, finds_the_files_that_only_versions_and_notices_name) {
  item("of an item");
  publish(1, "of an item", day);
  publish(2, "of no item", day);
  put("of no item");
  EXPECT_EQ(files_without_item().value(), std::vector{sha256("of no item")});
}

TEST_F(media_sweep, keeps_a_file_that_another_item_shares) {
  ledger::stored_media gone = item("gone", 31 * day), stays = item("stays");
  stays.files = gone.files;
  ASSERT_TRUE(memory_->media().replace(stays));
  EXPECT_EQ(sweep().value(), (api::swept{1, 0, 0, 0}));
  EXPECT_TRUE(store_.has(gone.sha256));
}

TEST_F(media_sweep, keeps_what_the_draft_names_although_its_item_was_removed) {
  ledger::stored_media m = item("drafted", 100 * day);
  set_draft("drafted");
  EXPECT_EQ(sweep().value(), api::swept());
  EXPECT_TRUE(store_.has(m.sha256));
  EXPECT_TRUE(*memory_->media().find(m.id)) << "and the item can still be restored";
  set_draft("another");
  EXPECT_EQ(sweep().value(), (api::swept{1, 1, 7, 0}));
}

// Going back to a draft of the last 30 days must find its files; who wants the room at once gets it.
TEST_F(media_sweep, keeps_what_replaced_drafts_name_unless_room_is_wanted_at_once) {
  item("kept", 31 * day);
  item("at once", 31 * day);
  auto replace = [&](const std::string& before, hours age) {
    set_draft(before);
    memory_->programmes().keep_draft({now() - age, "hoa"}).value();
  };
  replace("at once", 29 * day);
  replace("kept", 29 * day);
  set_draft("now");
  EXPECT_EQ(sweep().value(), api::swept());
  ASSERT_TRUE(store_.has(sha256("at once")));
  EXPECT_EQ(forget(*memory_->media().find(sha256("at once").hex()).value()).value().items, 1U);
  EXPECT_FALSE(store_.has(sha256("at once")));
  EXPECT_EQ(files_without_item().value(), std::vector{sha256("now")}) << "what is shown, not what was";
  clock_.ms += std::chrono::milliseconds(day + hours(1)).count();
  EXPECT_EQ(sweep().value().items, 1U) << "30 days are over";
  EXPECT_FALSE(store_.has(sha256("kept")));
}

TEST_F(media_sweep, is_not_stopped_by_a_replaced_draft_that_cannot_be_read) {
  item("gone", 31 * day);
  memory_->programmes().set_draft("{").value();
  memory_->programmes().keep_draft({now(), "hoa"}).value();
  set_draft("now");
  EXPECT_EQ(sweep().value().items, 1U);
}

TEST_F(media_sweep, keeps_what_waits_for_a_second_signature_until_it_is_dropped) {
  ledger::stored_media m = item("waits", 31 * day);
  put("without item", 8 * day);
  publish(1, "waits before", day);
  keep_waiting(*memory_, 2, "waits");
  EXPECT_EQ(sweep().value(), (api::swept{0, 1, 12, 0}));
  EXPECT_EQ(sweep_now().value().kept, 1U);
  EXPECT_EQ(forget(m).value().kept, 1U);
  put("only waits", 8 * day);
  keep_waiting(*memory_, 2, "only waits");
  EXPECT_EQ(sweep().value(), (api::swept{1, 1, 5, 0})) << "another one waits instead";
  EXPECT_TRUE(store_.has(sha256("only waits")));
  memory_->programmes().drop_waiting().value();
  EXPECT_EQ(sweep().value(), (api::swept{0, 1, 10, 0}));
}

TEST_F(media_sweep, keeps_the_newest_versions_and_those_of_the_last_month) {
  for (int version = 1; version <= 14; ++version) item(fmt::format("v{}", version), 400 * day);
  for (int version = 1; version <= 14; ++version)
    publish(version, fmt::format("v{}", version), version < 3 ? 31 * day : version < 5 ? 29 * day : 2 * day);
  EXPECT_EQ(sweep().value().items, 2U);
  for (int version = 1; version <= 14; ++version)
    EXPECT_EQ(store_.has(sha256(fmt::format("v{}", version))), version >= 3) << version;
}

TEST(versions_to_keep, are_the_one_in_force_whatever_its_age) {
  std::vector<ledger::published_row> rows;
  for (std::int64_t version = 12; version > 0; --version) rows.emplace_back().version = version;
  std::vector<std::int64_t> kept = api::versions_to_keep(rows, utc_ms(1000 * day));
  EXPECT_EQ(kept, (std::vector<std::int64_t>{12, 11, 10, 9, 8, 7, 6, 5, 4, 3}));
  EXPECT_TRUE(api::versions_to_keep({}, utc_ms()).empty());
}

TEST_F(media_sweep, keeps_what_a_notice_shows_until_a_day_after_it_is_over) {
  ledger::stored_media m = item("flood", 31 * day);
  ledger::stored_notice n;
  n.value.number = 1;
  n.value.id = "0000aaaa";
  n.value.issued = now() - day;
  n.value.expires = now() - hours(1);
  n.value.screens = {"all"};
  n.value.media = wire::notice_media{"flood.png", false, {}, m.files[0]};
  ASSERT_TRUE(memory_->notices().add(n, root_.public_part()));
  EXPECT_EQ(sweep().value(), api::swept());
  clock_.ms += 24 * 3'600'000;
  EXPECT_EQ(sweep().value().items, 1U);
}

// A ledger in which somebody does something when the draft is read for the n-th time.
namespace of = ledger;
class changing_ledger final : public of::ledger, private of::programme_ledger {
 public:
  changing_ledger(std::unique_ptr<of::ledger> l, int when, std::function<void(of::ledger&)> change)
      : l_(std::move(l)), when_(when), change_(std::move(change)) {}

  of::media_ledger& media() override { return l_->media(); }
  of::programme_ledger& programmes() override { return *this; }
  of::screen_ledger& screens() override { return l_->screens(); }
  of::evidence_ledger& evidence() override { return l_->evidence(); }
  of::check_ledger& checks() override { return l_->checks(); }
  of::export_ledger& exports() override { return l_->exports(); }
  of::play_ledger& plays() override { return l_->plays(); }
  result<std::unique_ptr<of::play_ledger>> recount() override { return l_->recount(); }
  result<std::optional<std::chrono::local_days>> next_counted_day(std::chrono::local_days from) override {
    return l_->next_counted_day(from);
  }
  result<std::vector<of::count_difference>> differences(std::chrono::local_days from,
                                                        std::chrono::local_days to, int max) override {
    return l_->differences(from, to, max);
  }
  result<std::int64_t> adopt_recount(std::chrono::local_days from, std::chrono::local_days to) override {
    return l_->adopt_recount(from, to);
  }
  result<void> confirm_recount() override { return l_->confirm_recount(); }
  result<void> end_recount() override { return l_->end_recount(); }
  of::notice_ledger& notices() override { return l_->notices(); }
  of::screenshot_ledger& screenshots() override { return l_->screenshots(); }
  of::job_ledger& jobs() override { return l_->jobs(); }
  of::report_ledger& reports() override { return l_->reports(); }
  of::user_ledger& users() override { return l_->users(); }
  of::audit_ledger& audit() override { return l_->audit(); }
  of::trust_ledger& trust() override { return l_->trust(); }
  of::copy_ledger& copies() override { return l_->copies(); }
  of::alert_ledger& alerts() override { return l_->alerts(); }
  result<void> ping() override { return l_->ping(); }
  result<void> try_to_store() override { return l_->try_to_store(); }
  result<std::optional<public_key>> root() override { return l_->root(); }
  result<void> transaction(const std::function<result<void>()>& change) override {
    return l_->transaction(change);
  }

 private:
  result<std::optional<std::string>> draft() override {
    if (++reads_ == when_) change_(*l_);
    return l_->programmes().draft();
  }
  result<void> set_draft(const std::string& bytes) override { return l_->programmes().set_draft(bytes); }
  result<std::optional<of::published_row>> waiting() override { return l_->programmes().waiting(); }
  result<std::optional<std::string>> waiting_json() override { return l_->programmes().waiting_json(); }
  result<void> put_waiting(const of::published_row& row, const std::string& json, const public_key& root,
                           std::int64_t highest_elsewhere) override {
    return l_->programmes().put_waiting(row, json, root, highest_elsewhere);
  }
  result<void> drop_waiting() override { return l_->programmes().drop_waiting(); }
  result<std::optional<of::exported_draft>> exported() override { return l_->programmes().exported(); }
  result<void> put_exported(const of::exported_draft& d) override { return l_->programmes().put_exported(d); }
  result<void> keep_draft(const of::draft_change& change) override {
    return l_->programmes().keep_draft(change);
  }
  result<std::vector<of::kept_draft>> kept_drafts(utc_ms after, std::int64_t below, int max) override {
    return l_->programmes().kept_drafts(after, below, max);
  }
  result<std::optional<std::string>> kept_draft_bytes(std::int64_t number) override {
    return l_->programmes().kept_draft_bytes(number);
  }
  result<std::vector<of::published_row>> published() override { return l_->programmes().published(); }
  result<std::int64_t> newest_version() override { return l_->programmes().newest_version(); }
  result<std::optional<std::string>> json_of(std::int64_t version) override {
    return l_->programmes().json_of(version);
  }
  result<void> publish(const of::published_row& row, const std::string& json, const public_key& root,
                       std::int64_t highest_elsewhere) override {
    return l_->programmes().publish(row, json, root, highest_elsewhere);
  }

  std::unique_ptr<of::ledger> l_;
  int reads_ = 0, when_;
  std::function<void(of::ledger&)> change_;
};

// The daemon stores a draft, and a version that waits, only if the files are there, and decides that on the
// ledger's thread.
TEST_F(media_sweep, never_deletes_a_file_that_a_draft_or_a_waiting_version_names_meanwhile) {
  const std::pair<const char*, std::function<void(of::ledger&)>> ways[] = {
      {"draft",
       [&](of::ledger& l) { l.programmes().set_draft(playlists::text::to_bytes(with("file", 0))).value(); }},
      {"waiting", [&](of::ledger& l) { keep_waiting(l, 1, "file"); }}};
  for (const auto& [name, use] : ways) {
    int uses = 0, deleted = 0;
    for (int when = 1; when <= 5; ++when) {
      SCOPED_TRACE(fmt::format("{} at read {}", name, when));
      digest file = put("file", 100 * day);
      bool used = false;
      auto use_if_whole = [&](of::ledger& l) {
        if (!store_.has(file)) return;
        use(l);
        used = true;
      };
      of::ledger_thread thread(std::make_unique<changing_ledger>(make_memory_ledger(), when, use_if_whole));
      result<api::swept> done = sweep(thread);
      uses += used ? 1 : 0;
      EXPECT_TRUE(!used || store_.has(file));
      EXPECT_TRUE(done || done.error().code == errc::conflict);
      deleted += store_.has(file) ? 0 : 1;
    }
    EXPECT_GT(uses, 0) << name;
    EXPECT_GT(deleted, 0) << name;
  }
}

// Whatever the site looks like, a sweep deletes no file that an item in use, the draft or a kept version
// names, and nothing that is young.
RC_GTEST_PROP(any_sweep, leaves_all_that_is_needed, ()) {
  sweeping s;
  std::set<std::string> needed;
  auto age = [] { return *rc::gen::inRange(0, 60) * day; };
  for (int i = 0; i < *rc::gen::inRange(0, 6); ++i) {
    std::string bytes = fmt::format("item {}", i);
    bool removed = *rc::gen::arbitrary<bool>();
    hours before = age();
    s.item(bytes, removed ? std::optional(before) : std::nullopt);
    if (!removed || before <= ledger::keep_removed) needed.insert(bytes);
  }
  for (int i = 0; i < *rc::gen::inRange(0, 4); ++i) {
    hours before = age();
    s.put(fmt::format("orphan {}", i), before);
    if (before <= media::store::keep_leftovers) needed.insert(fmt::format("orphan {}", i));
  }
  int versions = *rc::gen::inRange(0, 4);
  for (int version = 1; version <= versions; ++version) {
    std::string bytes = fmt::format("item {}", *rc::gen::inRange(0, 6));
    s.publish(version, bytes, age());
    needed.insert(bytes);  // so few versions are all kept
  }
  std::set<std::string> before;
  for (const std::string& bytes : needed) {
    if (s.store_.has(sha256(bytes))) before.insert(bytes);
  }
  RC_ASSERT(s.sweep().has_value());
  for (const std::string& bytes : before) RC_ASSERT(s.store_.has(sha256(bytes)));
  RC_ASSERT(s.sweep().value() == api::swept());
}

class swept_site : public site {};

TEST_F(swept_site, sweeps_at_its_start_and_again_while_it_runs) {
  setup_.sweep_every = milliseconds(1);
  clock_.ms = to_unix_ms(std::chrono::time_point_cast<milliseconds>(std::chrono::system_clock::now()));
  start();
  auto object = [&](const playlists::programme::file_ref& f) {
    std::string hex = f.sha256.hex();
    return folder_ / "data" / "media" / "objects" / hex.substr(0, 2) / hex;
  };
  std::filesystem::path first = object(store("first"));
  clock_.ms += std::chrono::milliseconds(8 * day).count();
  while (std::filesystem::exists(first)) std::this_thread::yield();
  stop();
  clock_.ms -= std::chrono::milliseconds(8 * day).count();
  setup_.sweep_every = hours(1000);
  start();
  std::filesystem::path second = object(store("second"));
  stop();
  clock_.ms += std::chrono::milliseconds(8 * day).count();
  start();
  while (std::filesystem::exists(second)) std::this_thread::yield();
}

}  // namespace
}  // namespace bangtin::scheduler::test
