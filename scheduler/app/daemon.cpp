// The daemon has one thread for the network, one for the ledger, two for documents, two for the disk, those
// that wait for ingest workers, one that writes reports, and one that reads whole files. Threads share only
// what a coroutine hands over at a co_await. All parts are members, declared in the order in which they
// depend on each other.
#include "scheduler/app/daemon.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <cerrno>
#include <iterator>
#include <set>

#include "base/file_lock.hpp"
#include "scheduler/api/compliance.hpp"
#include "scheduler/api/jobs.hpp"
#include "scheduler/api/ledger_check.hpp"
#include "scheduler/api/ledger_checker.hpp"
#include "scheduler/api/media.hpp"
#include "scheduler/api/media_items.hpp"
#include "scheduler/api/media_limits.hpp"
#include "scheduler/api/media_objects.hpp"
#include "scheduler/api/media_sweep.hpp"
#include "scheduler/api/media_upkeep.hpp"
#include "scheduler/api/notices.hpp"
#include "scheduler/api/pairing.hpp"
#include "scheduler/api/plan.hpp"
#include "scheduler/api/play_intake.hpp"
#include "scheduler/api/plays.hpp"
#include "scheduler/api/programme.hpp"
#include "scheduler/api/reports.hpp"
#include "scheduler/api/screens.hpp"
#include "scheduler/api/screenshots.hpp"
#include "scheduler/api/shown.hpp"
#include "scheduler/api/site.hpp"
#include "scheduler/api/uploads.hpp"
#include "scheduler/app/data_folder.hpp"
#include "scheduler/http/listeners.hpp"
#include "scheduler/jobs/job_runner.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

namespace bangtin::scheduler::app {

namespace {

// The admin socket has its own connection limit, so TCP load cannot lock staff out.
constexpr std::size_t max_local_connections = 100;
constexpr int max_notices = 1000;                // unexpired ones that are read at the start
constexpr milliseconds max_unwind{500};          // for aborted connections to unwind
constexpr milliseconds max_job_end{500};         // for killed ingest workers to end, after all connections
constexpr milliseconds max_thread_end{500};      // for all pools together to end
constexpr std::chrono::seconds check_retry{60};  // after the ledger could not be checked
constexpr auto in_tuple = asio::as_tuple(asio::use_awaitable);

// Locks the folder for the daemon's lifetime. The kernel releases the lock however the process ends.
result<unique_fd> lock_folder(const std::filesystem::path& data) {
  std::filesystem::path file = data / "lock";
  unique_fd fd(::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0640));
  if (!fd) return system_error(msg("open {}", file.string()), errno);
  if (lock_exclusively(fd.get())) return fd;
  if (errno != EWOULDBLOCK) return system_error(msg("lock {}", file.string()), errno);
  return error{errc::conflict, msg("another daemon works in {}", data.string()),
               msg("stop it first, or choose another folder with --data")};
}

error damaged_programme(const daemon_setup& setup, std::int64_t version) {
  return {errc::invalid,
          msg("{} is damaged: the programme of version {} does not read as it was stored",
              (setup.data / "ledger.sqlite").string(), version),
          msg("restore the file from a backup; keep the damaged one for those who mend it")};
}

struct opened {
  unique_fd lock;
  secret_key key;
  media::store store;
  std::unique_ptr<ledger::ledger> memory;
};
result<void> make_folder_ready(const daemon_setup& setup, utc_ms now) {
  if (!setup.new_site) return examine_folder(setup.data);
  result<std::filesystem::path> moved = move_old_site_aside(setup.data, now);
  if (!moved) return moved.error();
  if (!moved->empty())
    spdlog::warn("the old content of {} is in {} now", setup.data.string(), moved->string());
  return {};
}

// From now on the ledger is used with this key only.
result<void> name_daemon(ledger::ledger& l, const public_key& key) {
  result<std::optional<public_key>> known = l.checks().daemon_key();
  if (!known) return known.error();
  if (*known) return {};
  return l.checks().set_daemon_key(key);
}

result<opened> open_all(const daemon_setup& setup, utc_ms now) {
  if (result<void> made = make_folder(setup.data); !made) return made.error();
  result<unique_fd> lock = lock_folder(setup.data);
  if (!lock) return lock.error();
  if (result<void> ready = make_folder_ready(setup, now); !ready) return ready.error();
  // The ledger comes before the key: a key without a ledger is what is left of a site.
  auto memory = ledger::sqlite::open_sqlite_ledger(setup.data / "ledger.sqlite", setup.durable);
  if (!memory) return memory.error();
  result<secret_key> key = load_or_create_key((setup.data / "daemon.key").string());
  if (!key) return key.error();
  result<media::store> store = media::store::open(setup.data / "media");
  if (!store) return store.error();
  if (result<void> ours = name_daemon(**memory, key->public_part()); !ours) return ours.error();
  // Remove what an interrupted ingest has left behind.
  std::error_code ignored;
  std::filesystem::remove_all(setup.data / "ingest", ignored);
  if (result<void> made = make_folder(setup.data / "ingest"); !made) return made.error();
  return opened{std::move(*lock), std::move(*key), std::move(*store), std::move(*memory)};
}

}  // namespace

struct daemon::impl {
  impl(daemon_setup s, const clock_source& c, opened o, std::vector<ledger::paired_screen> screens)
      : setup(std::move(s)),
        clock(c),
        lock(std::move(o.lock)),
        store(std::move(o.store)),
        ledger(std::move(o.memory)),
        programmes(context.get_executor()),
        commands(context.get_executor()),
        directory(std::move(screens)),
        key(std::move(o.key)),
        jobs(runner_setup()) {}
  ~impl() {
    // The pools' threads use the other members, so they must end first. A coroutine that still waits for a
    // pool is freed with that pool or with the context.
    stopping_reads.request_stop();
    for (ledger::worker_pool* p : pools()) p->stop();
    for (ledger::worker_pool* p : pools()) p->wait_until(std::chrono::steady_clock::time_point::max());
  }

  daemon_setup setup;
  const clock_source& clock;
  unique_fd lock;
  // Before the context, which frees the coroutines that hold places of it.
  api::upload_room room{
      {.store = store, .clock = clock, .quota_bytes = setup.media_quota_bytes, .free_bytes = [this] {
         return api::free_bytes_of(setup.data / "media");
       }}};
  asio::io_context context{1};
  asio::executor_work_guard<asio::io_context::executor_type> open_for_work{context.get_executor()};
  media::store store;
  media::open_uploads uploads{store};
  ledger::ledger_thread ledger;
  ledger::worker_pool disk{2};
  ledger::worker_pool documents{2};
  ledger::worker_pool writing{1};  // files of the monthly report
  ledger::worker_pool reading{1};  // of whole files, and of the store's folders
  std::stop_source stopping_reads;

  http::http_metrics counted;
  std::uint64_t records_stored = 0;
  api::play_judge judge;  // with its backlog used on the ledger's thread only
  api::play_backlog backlog{judge};
  events::programme_hub programmes;
  events::command_hub commands;
  events::pairing_requests requests;
  api::screen_directory directory;
  secret_key key;
  jobs::job_runner jobs;
  http::endpoint_table endpoints{all_rows()};
  http::session_setup shared{endpoints, directory, clock, setup.waits, counted, disk.executor()};

  std::optional<http::tcp_acceptor> tcp;
  std::optional<http::local_acceptor> local;
  std::string address;
  std::set<http::http_session*> sessions;
  std::size_t local_connections = 0;
  asio::steady_timer grace{context};
  bool stopping = false;
  bool clean = true;

  jobs::job_runner::setup runner_setup();
  std::vector<http::endpoint> all_rows();
  result<void> listen();
  template <class Acceptor>
  asio::awaitable<void> accept(Acceptor& a);
  template <class Socket>
  void welcome(Socket s);
  asio::awaitable<void> converse(http::timed_socket::socket_type s, http::peer from);
  asio::awaitable<void> sweep_daily();
  asio::awaitable<void> check_ledger();
  asio::awaitable<void> judge_what_waits();
  asio::awaitable<void> wind_down();
  void close_when_idle();
  std::array<ledger::worker_pool*, 6> pools() {
    return {&jobs.threads(), &writing, &reading, &documents, &disk, &ledger.thread()};
  }
  bool stop_threads();
};

jobs::job_runner::setup daemon::impl::runner_setup() {
  std::size_t workers = setup.ingest_workers > 0 ? setup.ingest_workers : jobs::workers_of_this_machine();
  return {.network = context.get_executor(),
          .ledger = ledger,
          .store = store,
          .clock = clock,
          .scratch = setup.data / "ingest",
          .limits = setup.media,
          .ingest = setup.ingest,
          .queue = {.workers = workers},
          .stall_after = setup.ingest_stall};
}

// Each subject of the API lists what it works with. A new subject is added here.
std::vector<http::endpoint> daemon::impl::all_rows() {
  std::vector<http::endpoint> all;
  auto add = [&](std::vector<http::endpoint> rows) {
    std::move(rows.begin(), rows.end(), std::back_inserter(all));
  };
  add(api::site_handlers::rows({.ledger = ledger,
                                .programmes = programmes,
                                .commands = commands,
                                .directory = directory,
                                .daemon = key,
                                .clock = clock,
                                .counted = counted,
                                .records_stored = records_stored,
                                .jobs = jobs,
                                .endpoints = endpoints}));
  add(api::pairing_handlers::rows({.ledger = ledger,
                                   .directory = directory,
                                   .requests = requests,
                                   .programmes = programmes,
                                   .daemon = key.public_part(),
                                   .clock = clock}));
  add(api::screen_handlers::rows({.ledger = ledger, .programmes = programmes, .clock = clock}));
  add(api::notice_handlers::rows({.ledger = ledger,
                                  .store = store,
                                  .documents = documents,
                                  .directory = directory,
                                  .commands = commands,
                                  .clock = clock,
                                  .max_long_polls = setup.max_call_polls}));
  add(api::screenshot_handlers::rows(
      {.ledger = ledger, .directory = directory, .commands = commands, .disk = disk, .clock = clock}));
  add(api::programme_handlers::rows({.ledger = ledger,
                                     .store = store,
                                     .documents = documents,
                                     .programmes = programmes,
                                     .clock = clock,
                                     .max_long_polls = setup.max_long_polls}));
  // Before the files, whose pattern would match its path too.
  add(api::media_limit_rows({.disk = disk, .room = room, .limits = setup.media}));
  add(api::media_object_handlers::rows({.store = store, .disk = disk}));
  add(api::media_upkeep_handlers::rows({.ledger = ledger,
                                        .store = store,
                                        .documents = documents,
                                        .reading = reading,
                                        .clock = clock,
                                        .stopping = stopping_reads.get_token()}));
  add(api::upload_handlers::rows(
      {.store = store, .uploads = uploads, .disk = disk, .room = room, .limits = setup.media}));
  add(api::media_handlers::rows(
      {.ledger = ledger, .store = store, .disk = disk, .jobs = jobs, .clock = clock}));
  add(api::job_handlers::rows({.ledger = ledger, .jobs = jobs}));
  add(api::media_item_handlers::rows({.ledger = ledger,
                                      .store = store,
                                      .documents = documents,
                                      .reading = reading,
                                      .programmes = programmes,
                                      .clock = clock,
                                      .stopping = stopping_reads.get_token()}));
  add(api::intake_handlers::rows({.ledger = ledger,
                                  .directory = directory,
                                  .documents = documents,
                                  .daemon = key,
                                  .clock = clock,
                                  .judge = judge,
                                  .records_stored = records_stored,
                                  .records_per_hour = setup.records_per_hour}));
  add(api::plays_handlers::rows({.ledger = ledger,
                                 .programmes = programmes,
                                 .documents = documents,
                                 .clock = clock,
                                 .backlog = backlog}));
  add(api::compliance_handlers::rows({.ledger = ledger,
                                      .programmes = programmes,
                                      .backlog = backlog,
                                      .documents = documents,
                                      .clock = clock}));
  add(api::shown_handlers::rows({.ledger = ledger,
                                 .programmes = programmes,
                                 .store = store,
                                 .backlog = backlog,
                                 .documents = documents,
                                 .clock = clock}));
  add(api::plan_handlers::rows({.ledger = ledger, .documents = documents, .clock = clock}));
  add(api::report_handlers::rows({.from = {ledger, programmes, backlog, documents, key},
                                  .writing = writing,
                                  .scratch = setup.data / "ingest",
                                  .clock = clock}));
  return all;
}

result<void> daemon::impl::listen() {
  auto at = http::parse_listen_address(setup.listen);
  if (!at) return at.error();
  auto t = http::listen_tcp(context.get_executor(), *at);
  if (!t) return t.error();
  tcp.emplace(std::move(*t));
  auto l = http::listen_local(context.get_executor(), setup.socket);
  if (!l) return l.error();
  local.emplace(std::move(*l));
  auto real = tcp->local_endpoint();
  std::string host = real.address().to_string();
  address = fmt::format("{}:{}", real.address().is_v6() ? "[" + host + "]" : host, real.port());
  return {};
}

template <class Acceptor>
asio::awaitable<void> daemon::impl::accept(Acceptor& a) {
  while (!stopping) {
    auto [ec, socket] = co_await a.async_accept(in_tuple);
    if (stopping) co_return;
    if (!ec) {
      welcome(std::move(socket));
      continue;
    }
    // For example no descriptors are left. Open connections go on; accepting works again when some of them
    // end.
    spdlog::warn("cannot take a connection: {}", ec.message());
    asio::steady_timer moment(context, std::chrono::milliseconds(100));
    co_await moment.async_wait(in_tuple);
  }
}

template <class Socket>
void daemon::impl::welcome(Socket s) {
  http::peer from;
  if constexpr (std::is_same_v<Socket, asio::ip::tcp::socket>) {
    boost::system::error_code ec;
    auto remote = s.remote_endpoint(ec);
    if (ec) return;
    from.who = remote.address().to_string();
    s.set_option(asio::ip::tcp::no_delay(true), ec);
  } else {
    from = http::local_peer(s.native_handle());
  }
  std::size_t over_tcp = sessions.size() - local_connections;
  if (from.admin ? local_connections >= max_local_connections : over_tcp >= setup.max_connections) {
    ++counted.refused_connections;
    return;
  }
  asio::co_spawn(context, converse(http::timed_socket::socket_type(std::move(s)), std::move(from)),
                 asio::detached);
}

asio::awaitable<void> daemon::impl::converse(http::timed_socket::socket_type s, http::peer from) {
  bool admin = from.admin;
  http::http_session c(std::move(s), std::move(from), shared);
  sessions.insert(&c);
  local_connections += admin ? 1 : 0;
  ++counted.connections;
  ++counted.open_connections;
  co_await c.run();
  --counted.open_connections;
  local_connections -= admin ? 1 : 0;
  sessions.erase(&c);
  close_when_idle();
}

void daemon::impl::close_when_idle() {
  if (stopping && sessions.empty()) grace.cancel();
}

asio::awaitable<void> daemon::impl::sweep_daily() {
  api::media_sweep sweep(
      {.ledger = ledger, .store = store, .documents = documents, .reading = reading, .clock = clock});
  asio::steady_timer day(context);
  while (!stopping) {
    result<api::swept> done = co_await sweep.run();
    if (!done) {
      spdlog::warn("the media store was not swept: {}", describe(done.error()));
    } else if (*done != api::swept()) {
      spdlog::info("media store: {} items forgotten, {} files ({} bytes) and {} leftovers deleted",
                   done->items, done->files, done->bytes, done->leftovers);
    }
    day.expires_after(setup.sweep_every);
    co_await day.async_wait(in_tuple);
  }
}

// After each piece the check rests several times as long as the piece took, so that it delays nobody.
asio::awaitable<void> daemon::impl::check_ledger() {
  api::ledger_checker checker(
      {.ledger = ledger, .documents = documents, .daemon = key.public_part(), .clock = clock});
  asio::steady_timer rest(context);
  while (!stopping) {
    auto began = std::chrono::steady_clock::now();
    result<bool> more = co_await checker.next_piece();
    if (!more) spdlog::warn("the ledger was not checked further: {}", describe(more.error()));
    if (!more) {
      rest.expires_after(check_retry);
    } else if (*more) {
      rest.expires_after((std::chrono::steady_clock::now() - began) * setup.check_rest);
    } else {
      rest.expires_after(setup.check_every);
    }
    co_await rest.async_wait(in_tuple);
  }
}

// After an update the records that are stored already are judged while the daemon serves.
asio::awaitable<void> daemon::impl::judge_what_waits() {
  result<void> done = co_await api::judge_backlog(ledger, backlog);
  if (!done) spdlog::error("not all play records could be counted: {}", describe(done.error()));
}

asio::awaitable<void> daemon::impl::wind_down() {
  stopping = true;
  stopping_reads.request_stop();
  boost::system::error_code ignored;
  tcp->close(ignored);
  local->close(ignored);
  ::unlink(setup.socket.c_str());
  programmes.wake_all();
  commands.close();
  jobs.close();
  for (http::http_session* c : std::set<http::http_session*>(sessions)) c->finish_soon();
  grace.expires_after(setup.stop_grace);
  if (!sessions.empty()) co_await grace.async_wait(in_tuple);
  for (http::http_session* c : std::set<http::http_session*>(sessions)) c->abort();
  grace.expires_after(max_unwind);
  if (!sessions.empty()) co_await grace.async_wait(in_tuple);
  co_await jobs.wait_for_all(max_job_end);
  clean = sessions.empty();
  open_for_work.reset();
  context.stop();
}

// Asks all pools to stop before it waits for any of them. False: a thread still runs.
bool daemon::impl::stop_threads() {
  for (ledger::worker_pool* p : pools()) p->stop();
  auto limit = std::chrono::steady_clock::now() + max_thread_end;
  bool ended = true;
  for (ledger::worker_pool* p : pools()) ended = p->wait_until(limit) && ended;
  return ended;
}

daemon::daemon(std::unique_ptr<impl> i) : impl_(std::move(i)) {}
daemon::~daemon() = default;

result<std::unique_ptr<daemon>> daemon::start(daemon_setup setup, const clock_source& clock) {
  ::signal(SIGPIPE, SIG_IGN);  // sendfile(2) has no MSG_NOSIGNAL
  result<opened> o = open_all(setup, clock.now().utc);
  if (!o) return o.error();
  auto screens = o->memory->screens().all();
  if (!screens) return screens.error();
  result<std::int64_t> version = o->memory->programmes().newest_version();
  if (!version) return version.error();
  std::shared_ptr<const events::published_programme> current;
  if (*version > 0) {
    auto text = o->memory->programmes().json_of(*version);
    if (!text) return text.error();
    auto ready = api::prepare(text->value_or(""));
    if (!ready) return damaged_programme(setup, *version);
    current = *ready;
  }
  auto doubts = api::check_newest(*o->memory, o->key.public_part(), clock.now().utc);
  if (!doubts) return doubts.error();
  for (const ledger::stored_doubt& d : *doubts) {
    spdlog::error("log {} of the screen \"{}\" is set aside from record {} on: {}", d.log, d.screen,
                  d.from_seq, describe({errc::verification, d.why, {}}));
  }
  auto notices = o->memory->notices().newest(clock.now().utc, max_notices);
  if (!notices) return notices.error();
  result<std::vector<ledger::stored_job>> open = jobs::take_over(*o->memory, clock.now().utc);
  if (!open) return open.error();
  auto made = std::make_unique<impl>(std::move(setup), clock, std::move(*o), std::move(*screens));
  made->jobs.restore(*open);
  if (current) made->programmes.show(current);
  for (auto n = notices->rbegin(); n != notices->rend(); ++n) made->commands.put(std::move(*n));
  if (result<void> listening = made->listen(); !listening) return listening.error();
  return std::unique_ptr<daemon>(new daemon(std::move(made)));
}

std::string daemon::address() const {
  return impl_->address;
}
asio::any_io_executor daemon::executor() {
  return impl_->context.get_executor();
}

bool daemon::run() {
  asio::co_spawn(impl_->context, impl_->accept(*impl_->tcp), asio::detached);
  asio::co_spawn(impl_->context, impl_->accept(*impl_->local), asio::detached);
  asio::co_spawn(impl_->context, impl_->sweep_daily(), asio::detached);
  asio::co_spawn(impl_->context, impl_->check_ledger(), asio::detached);
  asio::co_spawn(impl_->context, impl_->judge_what_waits(), asio::detached);
  impl_->context.run();
  return impl_->stop_threads() && impl_->clean;
}

void daemon::stop() {
  asio::post(impl_->context, [this] {
    if (!impl_->stopping) asio::co_spawn(impl_->context, impl_->wind_down(), asio::detached);
  });
}

asio::awaitable<bool> daemon::alive() {
  result<void> answered = co_await impl_->ledger.ask([](class ledger::ledger& l) { return l.ping(); });
  co_return answered.has_value();
}

}  // namespace bangtin::scheduler::app
