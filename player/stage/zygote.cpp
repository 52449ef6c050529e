// Answers come in the order of the requests, so each answer belongs to the oldest spawn_handle that still
// expects one. When the zygote process ends, the decoders that it still owes are started one by one, and a
// new zygote process is started at the next request, five in all: otherwise a program that cannot stay alive
// would be started for every picture.
#include "player/stage/zygote.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "player/decode/protocol.hpp"

namespace bangtin::player::stage {

namespace {

using std::chrono::steady_clock;

constexpr int max_starts = 5;
constexpr std::chrono::milliseconds spawn_timeout{500};
constexpr std::chrono::seconds answer_timeout{3};
constexpr std::chrono::seconds loading_timeout{10};  // until its first answer

constexpr int places[] = {player::decode::file_fd, player::decode::control_fd, player::decode::frames_fd,
                          player::decode::pcm_fd};

const std::vector<std::string> worker_environment{"LC_ALL=C.UTF-8"};

void ring(const unique_fd& event) {
  std::uint64_t one = 1;
  // Full means: it is readable already.
  [[maybe_unused]] ssize_t written = ::write(event.get(), &one, sizeof one);
}

void drain(const unique_fd& event) {
  std::uint64_t count = 0;
  [[maybe_unused]] ssize_t n = ::read(event.get(), &count, sizeof count);
}

std::string reason_for(int code) {
  if (code == ENOENT || code == ENOTDIR || code == EACCES || code == ELOOP) return "file-missing";
  if (code == ENOMEM || code == EMFILE || code == ENFILE || code == EAGAIN) return "out-of-memory";
  return "decoder-error";
}

std::vector<int> fds_of(const unique_fd& file, const std::vector<unique_fd>& others) {
  std::vector<int> fds{file.get()};
  for (const unique_fd& fd : others) fds.push_back(fd.get());
  return fds;
}

}  // namespace

// ---- the stage's side

zygote::zygote(std::filesystem::path program, std::filesystem::path registry,
               std::optional<player::decode::zygote_process> started, process_starter start)
    : program_(std::move(program)),
      start_(std::move(start)),
      wake_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      news_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)),
      registry_(std::move(registry)),
      handed_on_(std::move(started)),
      starts_left_(player::decode::zygote_works ? max_starts : 0),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

zygote::~zygote() {
  thread_.request_stop();
  thread_.join();
}

std::shared_ptr<spawn_handle> zygote::ask(decoder_order order) {
  auto child = std::make_shared<spawn_handle>();
  send(asked{child, std::move(order)});
  return child;
}

void zygote::end(std::shared_ptr<spawn_handle> child) {
  send(unwanted{std::move(child)});
}

void zygote::send(std::variant<asked, unwanted> message) {
  {
    std::lock_guard guard(lock_);
    messages_.push_back(std::move(message));
  }
  ring(wake_);
}

// ---- the thread

void zygote::run(const std::stop_token& stop) {
  std::stop_callback wakes(stop, [this] { ring(wake_); });
  start(std::exchange(handed_on_, {}));
  while (!stop.stop_requested()) {
    rest();
    take_messages();
    listen();
    reap();
  }
  await_last();
}

// Sleeps until a message comes, the zygote process answers, a process ends, or an answer is overdue.
void zygote::rest() {
  std::vector<pollfd> fds{{wake_.get(), POLLIN, 0}};
  if (socket_) fds.push_back({socket_.get(), POLLIN, 0});
  for (const living& l : living_) fds.push_back({l.process.pidfd(), POLLIN, 0});
  std::chrono::milliseconds timeout(-1);
  if (!expected_.empty()) {
    auto due = expected_.front().since + (answered_ ? answer_timeout : loading_timeout);
    timeout = std::chrono::ceil<std::chrono::milliseconds>(due - steady_clock::now());
    timeout = std::max(timeout, std::chrono::milliseconds(0)) + std::chrono::milliseconds(1);
  }
  ::poll(fds.data(), fds.size(), static_cast<int>(timeout.count()));
  drain(wake_);
}

void zygote::take_messages() {
  std::deque<std::variant<asked, unwanted>> all;
  {
    std::lock_guard guard(lock_);
    all.swap(messages_);
  }
  for (auto& m : all) std::visit([this](auto& x) { take(std::move(x)); }, m);
}

void zygote::take(asked a) {
  // Non-blocking, so that a FIFO in place of a file does not stop this thread.
  unique_fd file(::open(a.order.file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat about {};
  if (!file || ::fstat(file.get(), &about) != 0) {
    int code = errno;
    return lose(*a.child, reason_for(code),
                fmt::format("{}: {}", a.order.file.string(), std::generic_category().message(code)));
  }
  if (!S_ISREG(about.st_mode)) {
    return lose(*a.child, "file-missing", fmt::format("{} is not a file", a.order.file.string()));
  }
  listen();
  if (!socket_) start();
  pending_spawn e{std::move(a), std::move(file), steady_clock::now()};
  bool sent = socket_ && player::decode::send_request(socket_.get(), e.what.order.what,
                                                      fds_of(e.file, e.what.order.others));
  if (sent) {
    expected_.push_back(std::move(e));
  } else {
    start_alone(std::move(e));
  }
}

void zygote::take(const unwanted& u) {
  auto found =
      std::find_if(living_.begin(), living_.end(), [&](const living& l) { return l.child == u.child; });
  if (found != living_.end()) {
    found->process.kill();
  } else if (u.child->is == spawn_handle::state::expected) {
    unwanted_.push_back(u.child);
  }
}

void zygote::start(std::optional<player::decode::zygote_process> started) {
  if (starts_left_-- <= 0) return;
  std::filesystem::path registry = std::exchange(registry_, {});
  if (!started) started = player::decode::start_zygote(program_, registry);
  if (!started) return;
  answered_ = false;
  process_ = std::move(started->process);
  socket_ = std::move(started->socket);
}

void zygote::start_alone(pending_spawn e) {
  const player::decode::decode_request& what = e.what.order.what;
  process_setup setup;
  setup.argv = {program_.string(), what.video ? "--video" : "--still",
                "--offset-ms",     fmt::to_string(what.offset.count()),
                "--length-ms",     fmt::to_string(what.length.count())};
  if (what.sound) setup.argv.emplace_back("--sound");
  std::vector<int> fds = fds_of(e.file, e.what.order.others);
  for (std::size_t i = 0; i < fds.size(); ++i) setup.descriptors.emplace_back(fds[i], places[i]);
  setup.environment = worker_environment;
  result<child_process> started = start_(setup);
  if (!started) return lose(*e.what.child, "out-of-memory", describe(started.error()));
  begin_life(std::move(e.what.child), std::move(*started));
}

void zygote::begin_life(std::shared_ptr<spawn_handle> child, child_process process) {
  if (std::erase(unwanted_, child) > 0) process.kill();
  child->pid = process.pid();
  tell(*child, spawn_handle::state::born);
  living_.push_back({std::move(child), std::move(process)});
}

void zygote::lose(spawn_handle& child, std::string reason, std::string detail) {
  std::erase_if(unwanted_, [&](const auto& u) { return u.get() == &child; });
  child.reason = std::move(reason);
  child.detail = std::move(detail);
  tell(child, spawn_handle::state::lost);
}

void zygote::tell(spawn_handle& child, spawn_handle::state is) {
  child.is = is;
  ring(news_);
}

void zygote::listen() {
  while (socket_) {
    std::optional<player::decode::zygote_answer> a = player::decode::receive_answer(socket_.get(), {});
    if (!a) break;
    if (a->hung_up) return go_on_without();
    take_answer(a->pid);
  }
  auto timeout = answered_ ? answer_timeout : loading_timeout;
  bool hangs = !expected_.empty() && steady_clock::now() - expected_.front().since > timeout;
  if (hangs) go_on_without();
}

void zygote::take_answer(std::int64_t pid) {
  // An answer without a request: stop trusting this zygote process.
  if (expected_.empty()) return go_on_without();
  answered_ = true;
  std::shared_ptr<spawn_handle> child = std::move(expected_.front().what.child);
  expected_.pop_front();
  auto process = adopt_process(static_cast<pid_t>(pid));
  if (!process) return lose(*child, "out-of-memory", "there is no process to be had");
  begin_life(std::move(child), std::move(*process));
}

void zygote::go_on_without() {
  spdlog::warn("stage: the zygote of decoders has ended or hangs; its decoders are started one by one");
  socket_.reset();
  // reap() reaps it when it has ended: a process that hangs on a disk takes its time.
  process_.kill();
  living_.push_back({nullptr, std::move(process_)});
  for (pending_spawn& e : std::exchange(expected_, {})) start_alone(std::move(e));
}

void zygote::reap() {
  std::erase_if(living_, [this](living& l) {
    if (l.process.running()) return false;
    if (l.child) {
      l.child->pid = -1;
      l.child->wait_status = l.process.wait();
      tell(*l.child, spawn_handle::state::ended);
    }
    return true;
  });
}

// Decoders that are still expected have been forked by now; adopt them, so that none is left behind.
void zygote::await_last() {
  while (socket_ && !expected_.empty()) {
    std::optional<player::decode::zygote_answer> a =
        player::decode::receive_answer(socket_.get(), spawn_timeout);
    if (!a || a->hung_up) break;
    take_answer(a->pid);
  }
  living_.clear();
}

}  // namespace bangtin::player::stage
