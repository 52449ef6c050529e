// Measures what the screens of a large site cost a daemon at rest, and how fast it reaches them:
//
//   bench_channels [--screens N] [--seconds N]
//
// Over plain HTTP and over TLS 1.3 it makes a daemon's folder with N paired screens (1,000), starts
// `bangtind` there, opens a channel for each screen, and prints
//   - the daemon's memory for each screen (limit 64 KiB), and its processor time at rest over N seconds (60;
//     limit 2 % of a core);
//   - how long an emergency notice takes until the last of them has it (limit 1 s);
//   - the same with two long polls for each screen, as players of the version before hold them.
// Run it by hand, from the release preset; script/bench-channels does.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <openssl/ssl.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <thread>
#include <vector>

#include "base/files.hpp"
#include "bench/screens_site.hpp"
#include "bench/spending.hpp"
#include "support/temporary_folder.hpp"
#include "wire/certificates.hpp"
#include "wire/http_client.hpp"
#include "wire/notice.hpp"

namespace {

using namespace bangtin;
namespace fs = std::filesystem;
using std::chrono::steady_clock;

struct free_tls {
  void operator()(SSL_CTX* c) const { SSL_CTX_free(c); }
  void operator()(SSL* s) const { SSL_free(s); }
};

// A blocking connection that sends one request.
class client {
 public:
  client(std::uint16_t port, SSL_CTX* tls, const std::string& request)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval timeout{20, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof timeout);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    to.sin_port = htons(port);
    if (::connect(fd_.get(), reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0)
      throw std::runtime_error("no connection");
    if (tls != nullptr) {
      tls_.reset(SSL_new(tls));
      SSL_set_fd(tls_.get(), fd_.get());
      if (SSL_connect(tls_.get()) != 1) throw std::runtime_error("no TLS handshake");
      SSL_write(tls_.get(), request.data(), static_cast<int>(request.size()));
    } else if (::send(fd_.get(), request.data(), request.size(), MSG_NOSIGNAL) < 0) {
      throw std::runtime_error("the daemon closed a connection");
    }
  }
  // Reads until `text` has come.
  void read_until(std::string_view text) {
    while (in_.find(text) == std::string::npos) {
      char buffer[4096];
      const ssize_t n =
          tls_ ? SSL_read(tls_.get(), buffer, sizeof buffer) : ::recv(fd_.get(), buffer, sizeof buffer, 0);
      if (n <= 0) throw std::runtime_error(fmt::format("no \"{}\" came, but: {}", text, in_));
      in_.append(buffer, static_cast<std::size_t>(n));
    }
  }
  const std::string& read() const { return in_; }

 private:
  unique_fd fd_;
  std::unique_ptr<SSL, free_tls> tls_;
  std::string in_;
};

std::string asking(int screen, std::string_view rest, std::string_view more = {}) {
  return fmt::format("GET /v1/screens/{}/{} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\n{}\r\n",
                     bench::screen_name(screen), rest, bench::screen_token(screen), more);
}

std::vector<std::unique_ptr<client>> open_channels(std::uint16_t port, SSL_CTX* tls, int screens) {
  std::vector<std::unique_ptr<client>> all;
  for (int i = 0; i < screens; ++i) {
    all.push_back(std::make_unique<client>(port, tls, asking(i, "channel?after=0")));
    all.back()->read_until("event: ready");
  }
  return all;
}

// The polls for calls are the second half, which a notice ends.
std::vector<std::unique_ptr<client>> hold_polls(std::uint16_t port, SSL_CTX* tls, int screens) {
  client asks(port, tls, asking(0, "programme"));
  asks.read_until("\r\n\r\n");
  const std::size_t at = asks.read().find("ETag: ") + 6;
  const std::string etag = asks.read().substr(at, asks.read().find("\r\n", at) - at);
  std::vector<std::unique_ptr<client>> all, calls;
  for (int i = 0; i < screens; ++i) {
    all.push_back(std::make_unique<client>(
        port, tls, asking(i, "programme?wait=60", fmt::format("If-None-Match: {}\r\n", etag))));
    calls.push_back(std::make_unique<client>(port, tls, asking(i, "calls?after=0&wait=60")));
  }
  std::move(calls.begin(), calls.end(), std::back_inserter(all));
  return all;
}

void send_notice(const fs::path& folder, const bench::site_keys& k) {
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
  wire::http_client admin("", folder / "admin.sock", "");
  wire::request r;
  r.method = "POST";
  r.path = "/v1/notices";
  r.body = fmt::format(R"({{"notice":{},"root":"{}"}})", wire::to_json(note), k.root.public_part().hex());
  if (auto sent = admin.call(r); !sent) throw error_exception(sent.error());
}

void measure_way(bool tls, bool channels, int screens, int seconds) {
  fakes::temporary_folder folder;
  const bench::site_keys k;
  bench::make_screens_site(folder / "data", screens, k);
  const bench::running_daemon d = bench::start_daemon(
      folder.path(), tls ? std::vector<std::string>{"--tls"} : std::vector<std::string>());
  std::unique_ptr<SSL_CTX, free_tls> context(tls ? SSL_CTX_new(TLS_client_method()) : nullptr);
  const pid_t daemon = d.process.pid();
  const double before_mib = bench::memory_of(daemon).pss_mib;
  auto all =
      channels ? open_channels(d.port, context.get(), screens) : hold_polls(d.port, context.get(), screens);
  std::this_thread::sleep_for(std::chrono::seconds(2));
  const double kib = (bench::memory_of(daemon).pss_mib - before_mib) * 1024 / screens;
  const double spent = bench::cpu_seconds(daemon);
  // Polls end after 60 s; then there would be none to measure.
  const int rest_s = channels ? seconds : std::min(seconds, 20);
  std::this_thread::sleep_for(std::chrono::seconds(rest_s));
  const double percent = (bench::cpu_seconds(daemon) - spent) * 100 / rest_s;
  const auto began = steady_clock::now();
  std::jthread sender([&] { send_notice(folder.path(), k); });
  for (std::size_t i = channels ? 0 : all.size() / 2; i < all.size(); ++i) all[i]->read_until("0badcafe");
  const double took = std::chrono::duration<double>(steady_clock::now() - began).count();
  fmt::print("{:<6}{:<16}{:>8.1f}{:>6}{:>9.2f}{:>6}{:>9.3f}{:>6}\n", tls ? "TLS" : "plain",
             channels ? "channel" : "two long polls", kib, kib < 64 ? "yes" : "NO", percent,
             percent < 2 ? "yes" : "NO", took, took < 1 ? "yes" : "NO");
  std::fflush(stdout);
}

int measure(int screens, int seconds) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  fmt::print("{} screens; each figure with whether it is below its limit of 64 KiB, 2 % and 1 s\n", screens);
  fmt::print("{:<22}{:>14}{:>15}{:>15}\n", "", "KiB a screen", "% of a core", "notice, s");
  for (bool tls : {false, true}) {
    for (bool channels : {true, false}) measure_way(tls, channels, screens, seconds);
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  int screens = 1'000, seconds = 60;
  for (int i = 1; i < argc; i += 2) {
    const std::string word = argv[i];
    if (i + 1 < argc && word == "--screens") {
      screens = std::max(1, std::atoi(argv[i + 1]));
    } else if (i + 1 < argc && word == "--seconds") {
      seconds = std::max(1, std::atoi(argv[i + 1]));
    } else {
      std::cerr << "see the beginning of channels_bench.cpp\n";
      return 2;
    }
  }
  return measure(screens, seconds);
}
