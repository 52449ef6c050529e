// What happens while a handler waits: other requests go on, and what the handler knew may no longer be true.
// These tests block the ledger's thread and the pools until several requests wait for them.
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <future>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/jobs.hpp"
#include "scheduler/api/media.hpp"
#include "scheduler/api/media_objects.hpp"
#include "scheduler/api/notices.hpp"
#include "scheduler/api/pairing.hpp"
#include "scheduler/api/play_intake.hpp"
#include "scheduler/api/plays.hpp"
#include "scheduler/api/programme.hpp"
#include "scheduler/api/uploads.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"
#include "wire/notice.hpp"

namespace bangtin::scheduler::test {

namespace asio = boost::asio;
namespace {

using namespace std::chrono_literals;

// The subjects of the API without sockets. The test's own thread acts as the network's thread.
class suspended : public ::testing::Test {
 protected:
  suspended() {
    auto add = [&](std::vector<http::endpoint> rows) {
      std::move(rows.begin(), rows.end(), std::back_inserter(rows_));
    };
    add(api::pairing_handlers::rows({.ledger = ledger_,
                                     .directory = directory_,
                                     .requests = requests_,
                                     .programmes = programmes_,
                                     .daemon = root_.public_part(),
                                     .identity = identity_,
                                     .clock = clock_}));
    add(api::notice_handlers::rows({.ledger = ledger_,
                                    .store = store_,
                                    .documents = documents_,
                                    .directory = directory_,
                                    .commands = commands_,
                                    .trust = trust_,
                                    .reported = reported_,
                                    .clock = clock_,
                                    .max_long_polls = 4}));
    add(api::programme_handlers::rows({.ledger = ledger_,
                                       .store = store_,
                                       .documents = documents_,
                                       .programmes = programmes_,
                                       .trust = trust_,
                                       .reported = reported_,
                                       .clock = clock_,
                                       .max_long_polls = 4}));
    add(api::media_object_handlers::rows({.store = store_, .disk = disk_}));
    add(api::upload_handlers::rows(
        {.store = store_, .uploads = uploads_, .disk = disk_, .room = room_, .limits = {}}));
    add(api::media_handlers::rows({.ledger = ledger_,
                                   .store = store_,
                                   .disk = disk_,
                                   .documents = documents_,
                                   .jobs = jobs_,
                                   .clock = clock_}));
    add(api::job_handlers::rows({.ledger = ledger_, .jobs = jobs_}));
    add(api::intake_handlers::rows({.ledger = ledger_,
                                    .directory = directory_,
                                    .documents = documents_,
                                    .daemon = root_,
                                    .all = root_.public_part(),
                                    .clock = clock_,
                                    .judge = judge_,
                                    .records_stored = records_stored_}));
    add(api::plays_handlers::rows({.ledger = ledger_,
                                   .programmes = programmes_,
                                   .documents = documents_,
                                   .clock = clock_,
                                   .backlog = backlog_,
                                   .counts = counts_}));
  }
  ~suspended() override { release(); }

  // Blocks all threads of the pool until `release`.
  void hold(ledger::worker_pool& pool, int threads) {
    for (int i = 0; i < threads; ++i) asio::post(pool.executor(), [gate = gate_] { gate.wait(); });
  }
  void release() {
    if (!std::exchange(released_, true)) open_.set_value();
  }

  // Begins a request. Returns the index of its status in `statuses_`, which is 0 until it is answered.
  std::size_t begin(std::string_view method, std::string_view pattern, std::string body,
                    std::vector<std::string> captured = {}) {
    auto row = std::find_if(rows_.begin(), rows_.end(), [&](const http::endpoint& e) {
      return e.method == method && e.pattern == pattern;
    });
    auto r = std::make_shared<http::request>();
    r->method = method;
    r->body = std::move(body);
    r->captured = std::move(captured);
    r->from = {true, "uid 1000 (test)"};
    std::size_t place = statuses_.size();
    statuses_.push_back(0);
    asio::co_spawn(context_, row->handle(*r),
                   [this, place, r](const std::exception_ptr& failure, http::reply answer) {
                     statuses_[place] = failure ? 500 : answer.status;
                   });
    return place;
  }
  // Runs everything that the network's thread can do without waiting for other threads.
  void run_alone() {
    context_.restart();
    context_.poll();
  }
  std::vector<int> run_to_the_end() {
    release();
    while (std::find(statuses_.begin(), statuses_.end(), 0) != statuses_.end()) {
      context_.restart();
      if (context_.run_one_for(20s) == 0) break;
    }
    return statuses_;
  }

  std::string order(const fake_screen& s, bool replace) {
    wire::screen_certificate c{s.key.public_part(), s.name, clock_.now().utc};
    json::object o{{"screen_key", s.key.public_part().hex()},
                   {"name", s.name},
                   {"title", ""},
                   {"venue", ""},
                   {"root", root_.public_part().hex()},
                   {"certificate", wire::to_value(evidence::sign_text(wire::to_text(c), root_))},
                   {"tag", sha256("tag").hex()},
                   {"replace", replace}};
    return canonical(o);
  }
  void ask(const fake_screen& s) {
    wire::pairing_request r = s.pairing_request(++asked_);
    r.lookup = fmt::format("AA{:02}", asked_);
    using kind = events::pairing_requests::outcome::kind;
    ASSERT_EQ(requests_.ask(r, "10.0.0.1", clock_.now().utc).what, kind::waits);
  }
  evidence::signed_text approver_certificate() {
    utc_ms now = clock_.now().utc;
    wire::approver_certificate c{approver_.public_part(), "Approver", now - 1h, now + 24h * 365};
    return evidence::sign_text(wire::to_text(c), root_);
  }
  std::string publication(std::int64_t version) {
    playlists::programme::programme p = small_programme(version, file_, clock_.now().utc);
    wire::signed_programme s = wire::sign_programme(p, approver_, approver_certificate());
    return R"({"programme":)" + wire::to_json(s) + R"(,"root":")" + root_.public_part().hex() + "\"}";
  }
  std::string notice(std::int64_t number, const std::string& stops = "") {
    utc_ms now = clock_.now().utc;
    wire::notice n;
    n.number = now.time_since_epoch().count() + number;
    n.id = fmt::format("{:08x}", number);
    n.issued = now;
    n.expires = now + 2h;
    n.screens = {"all"};
    if (stops.empty()) {
      n.text = "Cảnh báo lũ";
    } else {
      n.stops = {stops};
    }
    wire::signed_notice s = wire::sign_notice(n, approver_, approver_certificate());
    return canonical(json::object{{"notice", wire::to_value(s)}, {"root", root_.public_part().hex()}});
  }
  static std::string media_order(const digest& upload) {
    return canonical(json::object{{"sha256", upload.hex()},
                                  {"file", "a.png"},
                                  {"title", ""},
                                  {"theme", ""},
                                  {"owner", ""},
                                  {"link", ""}});
  }
  playlists::programme::file_ref stored(const std::string& bytes) {
    fakes::temporary_folder other;
    EXPECT_TRUE(write_file(other / "file", bytes));
    return {store_.adopt(other / "file").value(), static_cast<std::int64_t>(bytes.size())};
  }

  fakes::temporary_folder folder_;
  standing_clock clock_;
  secret_key root_ = secret_key::generate();
  tls::server_identity identity_ =
      tls::server_identity::open(folder_.path(), {}, false, root_, clock_.now().utc, {}).value();
  secret_key approver_ = secret_key::generate();
  bool released_ = false;
  std::promise<void> open_;
  std::shared_future<void> gate_ = open_.get_future().share();
  asio::io_context context_{1};
  media::store store_ = media::store::open(folder_ / "media").value();
  media::open_uploads uploads_{store_};
  api::upload_room room_{{store_, clock_, 0, [this] { return api::free_bytes_of(folder_.path()); }}};
  playlists::programme::file_ref file_ = stored("a picture");
  api::play_judge judge_;
  api::play_backlog backlog_{judge_};
  api::count_proof counts_{{ledger_, backlog_, clock_}};
  std::uint64_t records_stored_ = 0;
  api::screen_directory directory_{{}};
  events::pairing_requests requests_;
  int asked_ = 0;
  events::command_hub commands_{context_.get_executor()};
  events::trust_hub trust_;
  events::reported_numbers reported_;
  events::programme_hub programmes_{context_.get_executor()};
  std::vector<http::endpoint> rows_;
  std::vector<int> statuses_;
  ledger::ledger_thread ledger_{ledger::sqlite::open_sqlite_ledger(folder_ / "ledger.sqlite", false).value()};
  ledger::worker_pool disk_{2};
  ledger::worker_pool documents_{2};
  jobs::job_runner jobs_{{.network = context_.get_executor(),
                          .ledger = ledger_,
                          .store = store_,
                          .clock = clock_,
                          .scratch = folder_ / "scratch",
                          .limits = {},
                          .ingest = [](const auto&, const auto&, const auto&,
                                       const auto&) { return result<media::ingested>(media::ingested()); },
                          .queue = {}}};
};

TEST_F(suspended, two_pairings_of_one_name_without_replace_give_one_screen) {
  hold(ledger_.thread(), 1);
  fake_screen first, second;
  ask(first);
  ask(second);
  begin("POST", "/v1/screens", order(first, false));
  begin("POST", "/v1/screens", order(second, false));
  run_alone();
  std::vector<int> statuses = run_to_the_end();
  std::sort(statuses.begin(), statuses.end());
  EXPECT_EQ(statuses, (std::vector<int>{200, 409}));
  bool first_won = statuses_[0] == 200;
  const fake_screen& winner = first_won ? first : second;
  EXPECT_EQ(directory_.find("lobby")->key, winner.key.public_part());
  EXPECT_FALSE(requests_.find(winner.key.public_part(), clock_.now().utc));
  EXPECT_TRUE(requests_.find((first_won ? second : first).key.public_part(), clock_.now().utc))
      << "it still waits";
}

TEST_F(suspended, two_pairings_of_one_key_under_two_names_give_one_screen) {
  hold(ledger_.thread(), 1);
  fake_screen lobby;
  fake_screen market = lobby;
  market.name = "market";
  ask(lobby);
  begin("POST", "/v1/screens", order(lobby, true));
  begin("POST", "/v1/screens", order(market, true));
  run_alone();
  std::vector<int> statuses = run_to_the_end();
  std::sort(statuses.begin(), statuses.end());
  EXPECT_EQ(statuses, (std::vector<int>{200, 409}));
  EXPECT_EQ(directory_.size(), 1U);
}

TEST_F(suspended, a_screen_that_asks_again_with_another_token_still_waits_after_its_pairing) {
  hold(ledger_.thread(), 1);
  fake_screen s;
  ask(s);
  begin("POST", "/v1/screens", order(s, false));
  run_alone();
  s.token = random_hex(32);
  ask(s);
  EXPECT_EQ(run_to_the_end(), std::vector<int>{200});
  EXPECT_TRUE(requests_.find(s.key.public_part(), clock_.now().utc))
      << "its new token is known to nobody else";
}

TEST_F(suspended, notices_at_the_same_time_stay_below_their_maximum) {
  hold(ledger_.thread(), 1);
  for (int i = 1; i <= 24; ++i) begin("POST", "/v1/notices", notice(i));
  run_alone();
  std::vector<int> statuses = run_to_the_end();
  // A notice is also refused if one with a greater number was stored first.
  EXPECT_LE(std::count(statuses.begin(), statuses.end(), 200), 20);
  EXPECT_GE(std::count(statuses.begin(), statuses.end(), 200), 1);
  EXPECT_LE(commands_.for_screen("lobby", 0, clock_.now().utc).notices.size(), 20U);
}

TEST_F(suspended, two_stops_of_one_notice_are_one_stop) {
  begin("POST", "/v1/notices", notice(1));
  run_to_the_end();
  ASSERT_EQ(statuses_, std::vector<int>{200});
  begin("POST", "/v1/notices", notice(2, "00000001"));
  begin("POST", "/v1/notices", notice(3, "00000001"));
  run_alone();
  std::vector<int> statuses = run_to_the_end();
  EXPECT_EQ(std::count(statuses.begin(), statuses.end(), 200), 2) << "the start and one stop";
}

TEST_F(suspended, two_versions_at_the_same_time_leave_the_newest_on) {
  hold(documents_, 2);
  begin("POST", "/v1/programmes", publication(1));
  begin("POST", "/v1/programmes", publication(2));
  begin("POST", "/v1/programmes", publication(1));
  run_alone();
  std::vector<int> statuses = run_to_the_end();
  EXPECT_GE(std::count(statuses.begin(), statuses.end(), 200), 1);
  ASSERT_TRUE(programmes_.current());
  EXPECT_EQ(programmes_.current()->version, std::count(statuses.begin(), statuses.end(), 200));
}

TEST_F(suspended, two_orders_for_one_file_at_the_same_time_are_one_job) {
  hold(ledger_.thread(), 1);
  begin("POST", "/v1/media", media_order(file_.sha256));
  begin("POST", "/v1/media", media_order(file_.sha256));
  run_alone();
  // The second order is answered with the item if its job has ended by then.
  std::vector<int> statuses = run_to_the_end();
  EXPECT_EQ(
      std::count(statuses.begin(), statuses.end(), 202) + std::count(statuses.begin(), statuses.end(), 200),
      2);
  std::size_t jobs = 0;
  auto count = [&]() -> asio::awaitable<void> {
    jobs = (co_await ledger_.ask([](ledger::ledger& l) { return l.jobs().newest(9); }))->size();
  };
  asio::co_spawn(context_, count(), asio::detached);
  for (context_.restart(); jobs == 0 && context_.run_one_for(20s) > 0;) continue;
  EXPECT_EQ(jobs, 1U);
}

// While the pools are blocked, none of these requests is answered, and the network's thread goes on.
TEST_F(suspended, nothing_that_blocks_runs_on_the_networks_thread) {
  hold(disk_, 2);
  hold(documents_, 2);
  hold(ledger_.thread(), 1);
  std::string draft = playlists::text::to_bytes(small_programme(0, file_, clock_.now().utc));
  std::string file = file_.sha256.hex();
  begin("PUT", "/v1/draft", draft);
  begin("PUT", "/v1/draft", "not a programme");
  begin("POST", "/v1/programmes", publication(1));
  begin("POST", "/v1/programmes", "not a programme");
  begin("POST", "/v1/notices", notice(1));
  begin("POST", "/v1/notices", "not a notice");
  begin("GET", "/v1/media/{sha256}", "", {file});
  begin("GET", "/v1/media/{sha256}", "", {sha256("nothing").hex()});
  begin("GET", "/v1/uploads/{sha256}", "", {file});
  begin("POST", "/v1/screens/{name}/plays", "no records", {"lobby"});
  begin("POST", "/v1/media", media_order(sha256("nothing")));
  begin("GET", "/v1/jobs", "");
  begin("GET", "/v1/jobs/{id}", "", {"9"});
  begin("DELETE", "/v1/jobs/{id}", "", {"9"});
  run_alone();
  EXPECT_EQ(statuses_, std::vector<int>(14, 0));
  EXPECT_EQ(run_to_the_end(),
            (std::vector<int>{200, 422, 200, 422, 200, 422, 200, 404, 200, 422, 409, 200, 404, 404}));
}

}  // namespace
}  // namespace bangtin::scheduler::test
