// Answers come in the order of the requests, so the oldest newborn that is expected is the one that an answer
// is about. A nursery that ends takes those that are expected with it, and is replaced, but not for ever: a
// program which cannot stay alive would otherwise be started once a picture.
#include "player/stage/zygote.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cerrno>
#include <utility>

#include "player/decode/protocol.hpp"

namespace bangtin::player {

namespace {

constexpr int most_starts = 5;
constexpr std::chrono::milliseconds birth_patience{500};
constexpr std::chrono::seconds answer_patience{3};
constexpr std::chrono::seconds loading_patience{10};  // until its first answer

constexpr int places[] = {decode::file_fd, decode::control_fd, decode::frames_fd, decode::pcm_fd};

const std::vector<std::string> worker_environment{"LC_ALL=C.UTF-8"};

}  // namespace

nursery::nursery(std::filesystem::path program, std::filesystem::path registry,
                 std::optional<decode::nursery_process> started)
    : program_(std::move(program)),
      registry_(std::move(registry)),
      starts_left_(decode::nurseries_work ? most_starts : 0) {
  start(std::move(started));
}

nursery::~nursery() {
  for (auto& e : expected_) e.child->wanted = false;
  // Whoever is still expected is born by now, and must not be left behind.
  while (socket_ && !expected_.empty()) {
    std::optional<decode::nursery_answer> a = decode::receive_answer(socket_.get(), birth_patience);
    if (!a || a->hung_up) break;
    take(a->pid);
  }
}

void nursery::start(std::optional<decode::nursery_process> started) {
  if (starts_left_-- <= 0) return;
  std::filesystem::path registry = std::exchange(registry_, {});
  if (!started) started = decode::start_nursery(program_, registry);
  if (!started) return;
  answered_ = false;
  process_ = std::move(started->process);
  socket_ = std::move(started->socket);
}

result<std::shared_ptr<newborn>> nursery::ask(const decode::decode_request& what, std::span<const int> fds) {
  listen();
  if (!socket_) start();
  auto child = std::make_shared<newborn>();
  if (socket_) {
    expectation e{child, what, {}, std::chrono::steady_clock::now()};
    for (int fd : fds) {
      e.fds.emplace_back(::fcntl(fd, F_DUPFD_CLOEXEC, 0));
      if (!e.fds.back()) return system_error(msg("start {}", program_.string()), errno);
    }
    if (decode::send_request(socket_.get(), what, fds)) {
      expected_.push_back(std::move(e));
      return child;
    }
  }
  auto started = start_alone(what, fds);
  if (!started) return started.error();
  child->is = newborn::state::born;
  child->process = std::move(*started);
  return child;
}

result<child_process> nursery::start_alone(const decode::decode_request& what,
                                           std::span<const int> fds) const {
  process_setup setup;
  setup.argv = {program_.string(), what.video ? "--video" : "--still",
                "--offset-ms",     fmt::to_string(what.offset.count()),
                "--length-ms",     fmt::to_string(what.length.count())};
  if (what.sound) setup.argv.emplace_back("--sound");
  for (std::size_t i = 0; i < fds.size(); ++i) setup.descriptors.emplace_back(fds[i], places[i]);
  setup.environment = worker_environment;
  return start_process(setup);
}

void nursery::listen() {
  std::erase_if(unwanted_, [](child_process& p) { return !p.running(); });
  while (socket_) {
    std::optional<decode::nursery_answer> a = decode::receive_answer(socket_.get(), {});
    if (!a) break;
    if (a->hung_up) return go_on_without();
    take(a->pid);
  }
  auto patience = answered_ ? answer_patience : loading_patience;
  bool hangs = !expected_.empty() && std::chrono::steady_clock::now() - expected_.front().asked > patience;
  if (hangs) go_on_without();
}

void nursery::await(const newborn& child) {
  listen();
  while (socket_ && child.is == newborn::state::expected) {
    std::optional<decode::nursery_answer> a = decode::receive_answer(socket_.get(), birth_patience);
    if (!a || a->hung_up) return go_on_without();
    take(a->pid);
  }
}

void nursery::take(std::int64_t pid) {
  // An answer to nothing: not our nursery any more.
  if (expected_.empty()) return go_on_without();
  answered_ = true;
  std::shared_ptr<newborn> child = std::move(expected_.front().child);
  expected_.pop_front();
  auto process = adopt_process(static_cast<pid_t>(pid));
  if (!process) {
    child->is = newborn::state::lost;
    return;
  }
  child->is = newborn::state::born;
  if (child->wanted) {
    child->process = std::move(*process);
  } else {
    process->kill();
    unwanted_.push_back(std::move(*process));
  }
}

void nursery::go_on_without() {
  spdlog::warn("stage: the nursery of decoders has ended or hangs; its decoders are started one by one");
  socket_.reset();
  // Reaped when it has ended: one that hangs on a disk takes its time.
  process_.kill();
  unwanted_.push_back(std::move(process_));
  for (expectation& e : std::exchange(expected_, {})) {
    if (!e.child->wanted) continue;
    std::vector<int> fds;
    for (const unique_fd& fd : e.fds) fds.push_back(fd.get());
    auto started = start_alone(e.what, fds);
    e.child->is = started ? newborn::state::born : newborn::state::lost;
    if (started) e.child->process = std::move(*started);
  }
}

}  // namespace bangtin::player
