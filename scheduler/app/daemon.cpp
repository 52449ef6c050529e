// The daemon has one thread for the network, one for the ledger, two for documents, two for the disk, those
// that wait for ingest workers, one that writes reports, one that reads whole files, and one that tells
// alerts. Threads share only what a coroutine hands over at a co_await. All parts are members of
// daemon_impl.hpp; what they do stands in
//   opening.cpp             the folder and its state, before the daemon listens
//   daemon_endpoints.cpp    all endpoints, and what each subject works with
//   daemon_connections.cpp  from the listening sockets to the last connection
//   daemon_upkeep.cpp       what it does by itself
#include "scheduler/app/daemon.hpp"

#include <signal.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>

#include "scheduler/app/daemon_impl.hpp"
#include "scheduler/app/descriptor_limit.hpp"

namespace bangtin::scheduler::app {

namespace {

constexpr milliseconds max_thread_end{500};  // for all pools together to end

}  // namespace

daemon::impl::impl(daemon_setup s, const clock_source& c, opened_folder o, stored_state state)
    : setup(std::move(s)),
      clock(c),
      lock(std::move(o.lock)),
      store(std::move(o.store)),
      ledger(std::move(o.ledger)),
      channels(context.get_executor()),
      programmes(context.get_executor()),
      commands(context.get_executor()),
      directory(std::move(state.screens)),
      people(std::move(state.users), std::move(state.tokens), std::move(state.passwords)),
      sessions(std::move(state.sessions)),
      gate({.who = people,
            .sessions = sessions,
            .screens = directory,
            .attempts = attempts,
            .refusals = refusals,
            .clock = clock,
            .own_uid = ::geteuid()}),
      key(std::move(o.key)),
      identity(std::move(o.identity)),
      all_keys(std::move(o.all_keys)),
      jobs(runner_setup()) {
  read_page();
  programmes.also_wake(channels.woken());
  shared.changed = [this](const http::endpoint& e) { changes.note(e.doc.tag); };
  commands.also_wake(channels.woken());
  jobs.restore(state.jobs);
  trust.set_authority(identity.number());
  programmes.set_first_zone(state.first_zone);
  if (state.programme) programmes.show(state.programme);
  reported.start(state.programme ? state.programme->version : 0,
                 state.programme ? std::optional(state.programme->value->issued) : std::nullopt);
  for (ledger::stored_notice& n : state.notices) commands.put(std::move(n));
  if (!state.trust) return;
  if (auto known = wire::trust_from_text(state.trust->statement.text))
    trust.show(known->number, *state.trust);
}

// A daemon without its page serves screens and the command as before.
void daemon::impl::read_page() {
  if (setup.page.empty()) return;
  result<http::static_files> files = http::static_files::read(setup.page);
  if (files) {
    page = std::move(*files);
  } else {
    spdlog::warn("there is no page for staff: {}", describe(files.error()));
  }
}

// The pools' threads use the other members, so they must end first. A coroutine that still waits for a pool
// is freed with that pool or with the context.
daemon::impl::~impl() {
  stopping_reads.request_stop();
  for (ledger::worker_pool* p : pools()) p->stop();
  for (ledger::worker_pool* p : pools()) p->wait_until(std::chrono::steady_clock::time_point::max());
}

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
  result<opened_folder> folder = open_folder(setup, clock.now().utc);
  if (!folder) return folder.error();
  result<stored_state> state = read_state(setup, *folder, clock.now().utc);
  if (!state) return state.error();
  setup.connections = make_room_for(setup.connections);
  auto made = std::make_unique<impl>(std::move(setup), clock, std::move(*folder), std::move(*state));
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
  asio::co_spawn(impl_->context, impl_->accept_tcp(), asio::detached);
  asio::co_spawn(impl_->context, impl_->accept_local(), asio::detached);
  asio::co_spawn(impl_->context, impl_->sweep_daily(), asio::detached);
  asio::co_spawn(impl_->context, impl_->check_ledger(), asio::detached);
  asio::co_spawn(impl_->context, impl_->judge_what_waits(), asio::detached);
  asio::co_spawn(impl_->context, impl_->check_audit(), asio::detached);
  asio::co_spawn(impl_->context, impl_->renew_certificate(), asio::detached);
  asio::co_spawn(impl_->context, impl_->note_people(), asio::detached);
  asio::co_spawn(impl_->context, impl_->back_up_nightly(), asio::detached);
  asio::co_spawn(impl_->context, impl_->alert_watch.run(), asio::detached);
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
