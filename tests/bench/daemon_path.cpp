#include "bench/daemon_path.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <functional>
#include <limits>
#include <optional>
#include <stdexcept>

#include "scheduler/api/intake.hpp"
#include "scheduler/api/play_intake.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "wire/messages.hpp"

namespace bangtin::bench {

namespace {

namespace asio = boost::asio;
namespace api = scheduler::api;
namespace http = scheduler::http;
namespace ledger = scheduler::ledger;

// The daemon's clock stands at the end of the year after the first play, when every play is over.
class late_clock final : public clock_source {
 public:
  static constexpr utc_ms now_ms{std::chrono::sys_days(std::chrono::year_month_day(played_site::month / 1)) +
                                 std::chrono::days(390)};
  time_reading now() const override { return {now_ms, milliseconds(1), clock_trust::synced}; }
};

std::unique_ptr<ledger::ledger> opened(const std::filesystem::path& file, const played_site& site,
                                       bool durable) {
  auto l = ledger::sqlite::open_sqlite_ledger(file, durable);
  if (!l) throw std::runtime_error(describe(l.error()));
  site.publish(**l);
  return std::move(*l);
}

}  // namespace

posts posts_of(played_site& site, std::size_t posts_of_each, std::size_t batch) {
  posts all;
  for (played_screen& s : site.screens()) {
    auto& mine = all.emplace_back();
    for (std::size_t i = 0; i < posts_of_each; ++i) mine.push_back(wire::to_body(s.next(batch)));
  }
  return all;
}

struct daemon_path::impl {
  // Returns the next body of a screen's post; empty after the last one.
  using source = std::function<std::string()>;

  impl(const std::filesystem::path& file, const played_site& site, bool durable, secret_key k)
      : key(std::move(k)), thread(opened(file, site, durable)), directory(site.paired()) {
    for (const ledger::paired_screen& s : site.paired()) names.push_back(s.name);
  }
  ~impl() {
    documents.stop();
    thread.thread().stop();
  }

  asio::awaitable<void> send(std::string screen, source next) {
    http::request r;
    r.method = "POST";
    r.captured = {std::move(screen)};
    r.headers["bangtin-evidence-format"] = "2";
    for (r.body = next(); !r.body.empty(); r.body = next()) {
      const http::reply a = co_await rows.front().handle(r);
      if (a.status != 200) throw std::runtime_error("not taken: " + std::get<std::string>(a.body));
    }
  }
  void run(std::vector<source> all) {
    std::optional<asio::executor_work_guard<asio::io_context::executor_type>> open(context.get_executor());
    std::exception_ptr failure;
    std::size_t left = all.size();
    for (std::size_t i = 0; i < all.size(); ++i) {
      asio::co_spawn(context, send(names[i], std::move(all[i])), [&](std::exception_ptr e) {
        if (e) failure = e;
        if (--left == 0) open.reset();
      });
    }
    context.restart();
    context.run();
    if (failure) std::rethrow_exception(failure);
  }

  secret_key key;
  asio::io_context context{1};
  ledger::ledger_thread thread;
  ledger::worker_pool documents{2};
  api::screen_directory directory;
  late_clock clock;
  api::play_judge judge;
  std::uint64_t records_stored = 0;
  std::vector<http::endpoint> rows =
      api::intake_handlers::rows({.ledger = thread,
                                  .directory = directory,
                                  .documents = documents,
                                  .daemon = key,
                                  .all = key.public_part(),
                                  .clock = clock,
                                  .judge = judge,
                                  .records_stored = records_stored,
                                  .records_per_hour = std::numeric_limits<std::int32_t>::max()});
  std::vector<std::string> names;
};

daemon_path::daemon_path(const std::filesystem::path& file, const played_site& site, bool durable,
                         secret_key key)
    : impl_(std::make_unique<impl>(file, site, durable, std::move(key))) {}
daemon_path::~daemon_path() = default;

void daemon_path::take(const posts& all) {
  std::vector<impl::source> sources;
  for (const std::vector<std::string>& mine : all) {
    sources.push_back(
        [&mine, at = std::size_t{0}]() mutable { return at < mine.size() ? mine[at++] : std::string(); });
  }
  impl_->run(std::move(sources));
}

void daemon_path::take(played_site& site, std::size_t posts_of_each, std::size_t batch) {
  std::vector<impl::source> sources;
  for (played_screen& s : site.screens()) {
    sources.push_back([&s, batch, left = posts_of_each]() mutable {
      return left-- > 0 ? wire::to_body(s.next(batch)) : std::string();
    });
  }
  impl_->run(std::move(sources));
}

std::vector<std::pair<std::string, double>> stages(const std::filesystem::path& file, const played_site& site,
                                                   const posts& all) {
  using clock = std::chrono::steady_clock;
  std::unique_ptr<ledger::ledger> l = opened(file, site, true);
  const secret_key daemon = secret_key::generate();
  api::play_judge judge;
  const ledger::paired_screen screen = site.paired().front();
  clock::duration parsing{}, verifying{}, storing{};
  std::size_t records = 0;
  for (const std::string& body : all.front()) {
    const auto began = clock::now();
    result<evidence::batch> b = wire::batch_from_body(body);
    const auto parsed = clock::now();
    const api::sender from{screen.name, screen.key};
    result<ledger::log_state> known = api::read_log_state(*l, from, *b);
    const api::judged_batch judged{from, *b, *known, api::intake::decide(from, *b, *known)};
    const auto verified = clock::now();
    const api::intake_answer a = api::take_batch(*l, judged, {daemon, late_clock::now_ms, 2, &judge});
    if (!std::holds_alternative<evidence::signed_text>(a.value)) throw std::runtime_error("not taken");
    parsing += parsed - began;
    verifying += verified - parsed;
    storing += clock::now() - verified;
    records += b->lines.size();
  }
  auto us = [&](clock::duration d) {
    return std::chrono::duration<double, std::micro>(d).count() / static_cast<double>(records);
  };
  return {{"parse", us(parsing)}, {"verify", us(verifying)}, {"judge and store", us(storing)}};
}

}  // namespace bangtin::bench
