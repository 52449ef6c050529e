// Measures what many screens and a crowd at the door cost a real daemon:
//
//   bench_door [--screens N] [--seconds N]
//
// It makes a daemon's folder with N paired screens (1,000), starts `bangtind` there, and prints
//   - with two long polls of each screen held: memory for each screen, and processor time at rest;
//   - how long an emergency notice takes until the last of them has it;
//   - for each kind of attack, for N seconds (10): how long a poll of a screen over a new connection takes
//     meanwhile (median, 99th percentile, longest), how many were not answered, and the daemon's memory.
// Run it by hand, from the release preset; script/bench-door does.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/process.hpp"
#include "bench/screens_site.hpp"
#include "bench/spending.hpp"
#include "support/temporary_folder.hpp"
#include "wire/admin/notices.hpp"
#include "wire/certificates.hpp"
#include "wire/http_client.hpp"
#include "wire/notice.hpp"

namespace {

using namespace bangtin;
namespace fs = std::filesystem;
using std::chrono::steady_clock;

template <class T>
T required(result<T> r) {
  if (!r) throw std::runtime_error(describe(r.error()));
  return std::move(*r);
}

double resident_mib(pid_t process) {
  std::ifstream status(fmt::format("/proc/{}/status", process));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmRSS:")) return std::atof(line.c_str() + 6) / 1024;
  }
  return 0;
}

// A connection from 127.0.0.`from`; -1 if there is none.
unique_fd connected(std::uint16_t port, int from) {
  unique_fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const timeval patience{5, 0};
  ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  sockaddr_in own{}, to{};
  own.sin_family = to.sin_family = AF_INET;
  own.sin_addr.s_addr = htonl(0x7f000000U + static_cast<unsigned>(from));
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  to.sin_port = htons(port);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) return {};
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) return {};
  return fd;
}
bool say(const unique_fd& fd, std::string_view text) {
  return ::send(fd.get(), text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size());
}
std::string hear(const unique_fd& fd) {
  char buffer[4096];
  const ssize_t n = ::recv(fd.get(), buffer, sizeof buffer, 0);
  return std::string(buffer, n > 0 ? static_cast<std::size_t>(n) : 0);
}
std::string asking(int screen, std::string_view rest, std::string_view more = {}) {
  return fmt::format("GET /v1/screens/{}/{} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n{}\r\n",
                     bench::screen_name(screen), rest, bench::screen_token(screen), more);
}

// Seconds; negative: not answered.
double poll_time(std::uint16_t port, int screen) {
  const auto began = steady_clock::now();
  const unique_fd fd = connected(port, 1);
  if (!fd || !say(fd, asking(screen, "programme")) || !hear(fd).starts_with("HTTP/1.1 200")) return -1;
  return std::chrono::duration<double>(steady_clock::now() - began).count();
}

std::string etag(std::uint16_t port) {
  const unique_fd fd = connected(port, 1);
  say(fd, asking(0, "programme"));
  const std::string head = hear(fd);
  const std::size_t at = head.find("ETag: ");
  return at == std::string::npos ? "" : head.substr(at + 6, head.find("\r\n", at) - at - 6);
}

// Two long polls for each screen.
struct held_polls {
  std::vector<unique_fd> programmes, calls;
};
held_polls hold(std::uint16_t port, int screens) {
  held_polls all;
  const std::string known = fmt::format("If-None-Match: {}\r\n", etag(port));
  for (int i = 0; i < screens; ++i) {
    all.programmes.push_back(connected(port, 1));
    say(all.programmes.back(), asking(i, "programme?wait=60", known));
    all.calls.push_back(connected(port, 1));
    say(all.calls.back(), asking(i, "calls?after=0&wait=60"));
  }
  return all;
}

void measure_rest(const bench::running_daemon& d, int screens, double before_mib) {
  std::this_thread::sleep_for(std::chrono::seconds(2));
  const double spent = bench::cpu_seconds(d.process.pid());
  std::this_thread::sleep_for(std::chrono::seconds(10));
  fmt::print("{} screens, two long polls of each: {:.1f} KiB a screen, {:.2f} % of a core at rest\n", screens,
             (resident_mib(d.process.pid()) - before_mib) * 1024 / screens,
             (bench::cpu_seconds(d.process.pid()) - spent) * 10);
}

void measure_notice(const fs::path& folder, const held_polls& all, const bench::site_keys& k) {
  const utc_ms now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  wire::notice n;
  n.number = to_unix_ms(now);
  n.id = "0badcafe";
  n.issued = now;
  n.expires = now + std::chrono::hours(1);
  n.screens = {"all"};
  n.text = "Cảnh báo lũ";
  const wire::approver_certificate c{k.approver.public_part(), "Approver", now - std::chrono::hours(1),
                                     now + std::chrono::hours(24 * 365)};
  const wire::signed_notice note =
      wire::sign_notice(n, k.approver, evidence::sign_text(wire::to_text(c), k.root));
  wire::http_client client("", folder / "admin.sock", "");
  wire::request r;
  r.method = "POST";
  r.path = "/v1/notices";
  r.body = fmt::format(R"({{"notice":{},"root":"{}"}})", wire::to_json(note), k.root.public_part().hex());
  const auto began = steady_clock::now();
  std::jthread sender([&] { (void)required(client.call(r)); });
  std::size_t reached = 0;
  for (const unique_fd& fd : all.calls) reached += hear(fd).find("0badcafe") != std::string::npos ? 1 : 0;
  fmt::print("emergency notice: {:.3f} s until the last of {} screens had it\n",
             std::chrono::duration<double>(steady_clock::now() - began).count(), reached);
}

struct attack {
  std::string what;
  int connections, addresses;
  std::string bytes;
  std::string drip;  // sent over each connection again and again
};

// Keeps the crowd complete: who is thrown out comes back.
void besiege(const attack& a, std::uint16_t port, const std::atomic<bool>& over) {
  std::vector<unique_fd> crowd(static_cast<std::size_t>(a.connections));
  while (!over) {
    for (std::size_t i = 0; i < crowd.size() && !over; ++i) {
      char byte = 0;
      const bool gone = !crowd[i] || ::recv(crowd[i].get(), &byte, 1, MSG_DONTWAIT) == 0;
      if (gone || (!a.drip.empty() && !say(crowd[i], a.drip))) {
        crowd[i] = connected(port, 2 + static_cast<int>(i) % a.addresses);
        if (crowd[i]) say(crowd[i], a.bytes);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void measure_attack(const attack& a, const bench::running_daemon& d, int seconds) {
  std::atomic<bool> over = false;
  std::jthread attacker([&] { besiege(a, d.port, over); });
  std::this_thread::sleep_for(std::chrono::seconds(1));
  std::vector<double> times;
  int unanswered = 0, screen = 0;
  const auto end = steady_clock::now() + std::chrono::seconds(seconds);
  while (steady_clock::now() < end) {
    const double t = poll_time(d.port, ++screen % 10);
    if (t < 0) ++unanswered;
    if (t >= 0) times.push_back(t);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  over = true;
  std::sort(times.begin(), times.end());
  auto at = [&](double part) {
    return times.empty()
               ? 0.0
               : times[std::min(times.size() - 1,
                                static_cast<std::size_t>(part * static_cast<double>(times.size())))] *
                     1000;
  };
  fmt::print("{:<44}{:>7}{:>12}{:>9.1f}{:>9.1f}{:>9.1f}{:>9.0f}   below 1000 ms: {}\n", a.what, times.size(),
             unanswered, at(0.5), at(0.99), at(1), resident_mib(d.process.pid()),
             unanswered == 0 && at(0.99) < 1000 ? "yes" : "NO");
  std::fflush(stdout);
}

int measure(int screens, int seconds) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  fakes::temporary_folder folder;
  const bench::site_keys k;
  bench::make_screens_site(folder / "data", screens, k);
  bench::running_daemon d = bench::start_daemon(folder.path());
  const double before_mib = resident_mib(d.process.pid());
  {
    const held_polls all = hold(d.port, screens);
    measure_rest(d, screens, before_mib);
    measure_notice(folder.path(), all, k);
  }
  fmt::print("{:<44}{:>7}{:>12}{:>9}{:>9}{:>9}{:>9}\n", "polls of a screen during", "polls", "unanswered",
             "median", "99 %", "longest", "MiB");
  const std::string body = "POST /nothing HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n";
  const std::string flood = asking(screens - 1, "programme");
  for (const attack& a :
       {attack{"nothing", 1, 1, "", ""}, attack{"1,000 slow bodies to no path", 1'000, 1, body, "x"},
        attack{"the same from 50 addresses", 1'000, 50, body, "x"},
        attack{"1,000 slow heads", 1'000, 1, "GET /healthz HTTP/1.1\r\nHost: x\r\nX: ", "y"},
        attack{"2,000 idle from one address", 2'000, 1, "", ""},
        attack{"2,000 idle from 50 addresses", 2'000, 50, "", ""},
        attack{"1,000 that never read", 1'000, 50,
               "GET /v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\nGET /v1/openapi.json HTTP/1.1\r\nHost: "
               "x\r\n\r\n",
               ""},
        attack{"a screen that floods over 8 connections", 8, 1, flood, flood + flood + flood + flood}}) {
    measure_attack(a, d, seconds);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  int screens = 1'000, seconds = 10;
  for (int i = 1; i < argc; i += 2) {
    const std::string word = argv[i];
    if (i + 1 < argc && word == "--screens") {
      screens = std::max(11, std::atoi(argv[i + 1]));
    } else if (i + 1 < argc && word == "--seconds") {
      seconds = std::max(1, std::atoi(argv[i + 1]));
    } else {
      std::cerr << "see the beginning of door_bench.cpp\n";
      return 2;
    }
  }
  return measure(screens, seconds);
}
