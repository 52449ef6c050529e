// Measures what a crowd at the door costs a real daemon and its screens:
//
//   bench_door [--screens N] [--seconds N]
//
// It makes a daemon's folder with N paired screens (1,000), starts `bangtind` there, and prints for each kind
// of attack, for N seconds (10): how long a poll of a screen over a new connection takes meanwhile (median,
// 99th percentile, longest), how many were not answered, and the daemon's memory and processor time. Run it
// by hand, from the release preset; script/bench-door does.
#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <functional>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "base/process.hpp"
#include "bench/screens_site.hpp"
#include "bench/spending.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace bangtin;
namespace fs = std::filesystem;
using std::chrono::steady_clock;

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
std::string asking(int screen, std::string_view rest) {
  return fmt::format("GET /v1/screens/{}/{} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n\r\n",
                     bench::screen_name(screen), rest, bench::screen_token(screen));
}

struct free_tls {
  void operator()(SSL_CTX* c) const { SSL_CTX_free(c); }
  void operator()(SSL* s) const { SSL_free(s); }
};

bool is_answered_over_tls(const unique_fd& fd, SSL_CTX* context, const std::string& request) {
  const std::unique_ptr<SSL, free_tls> tls(SSL_new(context));
  SSL_set_fd(tls.get(), fd.get());
  if (SSL_connect(tls.get()) != 1) return false;
  SSL_write(tls.get(), request.data(), static_cast<int>(request.size()));
  char buffer[4096];
  const int n = SSL_read(tls.get(), buffer, sizeof buffer);
  return n > 0 && std::string_view(buffer, static_cast<std::size_t>(n)).starts_with("HTTP/1.1 200");
}

// Seconds; negative: not answered.
double poll_time(std::uint16_t port, int screen, SSL_CTX* tls) {
  const auto began = steady_clock::now();
  const unique_fd fd = connected(port, 1);
  const std::string request = asking(screen, "programme");
  if (!fd) return -1;
  const bool answered = tls != nullptr ? is_answered_over_tls(fd, tls, request)
                                       : say(fd, request) && hear(fd).starts_with("HTTP/1.1 200");
  return answered ? std::chrono::duration<double>(steady_clock::now() - began).count() : -1;
}

// The first bytes of a TLS handshake: all that a crowd has to send to make the daemon compute.
std::string client_hello(SSL_CTX* context) {
  const std::unique_ptr<SSL, free_tls> tls(SSL_new(context));
  BIO* written = BIO_new(BIO_s_mem());  // the connection owns both
  SSL_set_bio(tls.get(), BIO_new(BIO_s_mem()), written);
  SSL_connect(tls.get());
  char* bytes = nullptr;
  const long n = BIO_get_mem_data(written, &bytes);
  return std::string(bytes, static_cast<std::size_t>(n));
}

struct attack {
  std::string what;
  int connections, addresses;
  std::string bytes;
  std::string drip;          // sent over each connection again and again
  bool comes_again = false;  // each of them comes again and again
};

// Keeps the crowd complete: who is thrown out comes back.
void besiege(const attack& a, std::uint16_t port, const std::atomic<bool>& over) {
  std::vector<unique_fd> crowd(static_cast<std::size_t>(a.connections));
  while (!over) {
    for (std::size_t i = 0; i < crowd.size() && !over; ++i) {
      char byte = 0;
      const bool gone = a.comes_again || !crowd[i] || ::recv(crowd[i].get(), &byte, 1, MSG_DONTWAIT) == 0;
      if (gone || (!a.drip.empty() && !say(crowd[i], a.drip))) {
        crowd[i] = connected(port, 2 + static_cast<int>(i) % a.addresses);
        if (crowd[i]) say(crowd[i], a.bytes);
      }
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
}

void measure_attack(const attack& a, const bench::running_daemon& d, int seconds, SSL_CTX* tls = nullptr) {
  std::atomic<bool> over = false;
  std::jthread attacker([&] { besiege(a, d.port, over); });
  std::this_thread::sleep_for(std::chrono::seconds(1));
  std::vector<double> times;
  int unanswered = 0, screen = 0;
  const double spent = bench::cpu_seconds(d.process.pid());
  const auto end = steady_clock::now() + std::chrono::seconds(seconds);
  while (steady_clock::now() < end) {
    const double t = poll_time(d.port, ++screen % 10, tls);
    if (t < 0) ++unanswered;
    if (t >= 0) times.push_back(t);
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  over = true;
  const double percent = (bench::cpu_seconds(d.process.pid()) - spent) * 100 / seconds;
  std::sort(times.begin(), times.end());
  auto at = [&](double part) {
    return times.empty()
               ? 0.0
               : times[std::min(times.size() - 1,
                                static_cast<std::size_t>(part * static_cast<double>(times.size())))] *
                     1000;
  };
  fmt::print("{:<44}{:>7}{:>12}{:>9.1f}{:>9.1f}{:>9.1f}{:>9.0f}{:>7.0f}   below 1000 ms: {}\n", a.what,
             times.size(), unanswered, at(0.5), at(0.99), at(1), resident_mib(d.process.pid()), percent,
             unanswered == 0 && at(0.99) < 1000 ? "yes" : "NO");
  std::fflush(stdout);
}

// Crowds that do nothing but begin handshakes. The screens are at an address from which one has shown a
// token.
void measure_handshakes(const fs::path& folder, int seconds) {
  const bench::running_daemon d = bench::start_daemon(folder, {"--tls"});
  const std::unique_ptr<SSL_CTX, free_tls> context(SSL_CTX_new(TLS_client_method()));
  (void)poll_time(d.port, 0, context.get());
  const std::string hello = client_hello(context.get());
  for (const attack& a : {attack{"TLS: nothing", 1, 1, "", ""},
                          attack{"TLS: handshakes from one address", 100, 1, hello, "", true},
                          attack{"TLS: handshakes from 50 addresses", 100, 50, hello, "", true}})
    measure_attack(a, d, seconds, context.get());
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
  fmt::print("{:<44}{:>7}{:>12}{:>9}{:>9}{:>9}{:>9}{:>7}\n", "polls of a screen during", "polls",
             "unanswered", "median", "99 %", "longest", "MiB", "% CPU");
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
  d.process.kill();
  (void)d.process.wait();
  measure_handshakes(folder.path(), seconds);
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
