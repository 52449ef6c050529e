// Measures programme polls of a real daemon against nginx, which serves the same bytes as a file:
//
//   bench_polls [--rounds N] [--requests N]
//
// Over plain HTTP and over TLS 1.3 it prints the medians of N rounds (5): replies per second, their 99th
// percentile, and the server's processor time per request, of the daemon and of nginx, for 200 and 304
// replies with 64 and 900 connections, and for a new connection for each request. Then it prints the daemon's
// memory for each idle connection. Server and load share the machine, so only the ratios count.
// Run it by hand, from the release preset; script/bench-polls does.
#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <iostream>
#include <stdexcept>
#include <thread>

#include "base/files.hpp"
#include "bench/poll_load.hpp"
#include "bench/screens_site.hpp"
#include "bench/spending.hpp"
#include "support/temporary_folder.hpp"
#include "wire/http_client.hpp"

namespace {

using namespace bangtin;
namespace fs = std::filesystem;

constexpr int screens = 1'000;

struct server {
  pid_t process = 0;
  std::uint16_t port = 0;
  std::string target;  // of the request
  std::string etag;
};

struct figures {
  double per_s = 0, p99_ms = 0, cpu_us = 0;
};

wire::reply programme_of(const server& s) {
  wire::http_client client(fmt::format("http://127.0.0.1:{}", s.port), "", bench::screen_token(0));
  wire::request r;
  r.path = s.target;
  result<wire::reply> answer = client.call(r);
  if (!answer) throw std::runtime_error(describe(answer.error()));
  return *answer;
}

struct kind {
  int status, connections;
  bool anew = false;
};

figures measure_once(const server& s, bool tls, const kind& k, int requests, double* kib_each = nullptr) {
  const double before_mib = bench::memory_of(s.process).pss_mib;
  bench::poll_load load;
  load.port = s.port;
  load.tls = tls;
  load.connections = k.connections;
  load.requests = requests;
  load.status = k.status;
  load.anew = k.anew;
  if (kib_each != nullptr) {
    load.at_rest = [&] {
      *kib_each = (bench::memory_of(s.process).pss_mib - before_mib) * 1024 / k.connections;
    };
  }
  load.request = [&](int connection) {
    return fmt::format(
        "GET {} HTTP/1.1\r\nHost: x\r\nBangtin-Message-Format: 2\r\nAuthorization: Bearer {}\r\n{}\r\n",
        s.target.empty() ? fmt::format("/v1/screens/{}/programme", bench::screen_name(connection)) : s.target,
        bench::screen_token(connection), k.status == 304 ? fmt::format("If-None-Match: {}\r\n", s.etag) : "");
  };
  const double before = bench::cpu_seconds(s.process);
  const bench::poll_times t = bench::poll_server(load);
  return {t.per_s, t.p99_ms, (bench::cpu_seconds(s.process) - before) * 1e6 / requests};
}

figures medians(const std::vector<figures>& all) {
  std::vector<double> per_s, p99, cpu;
  for (const figures& f : all) {
    per_s.push_back(f.per_s);
    p99.push_back(f.p99_ms);
    cpu.push_back(f.cpu_us);
  }
  return {bench::median(per_s), bench::median(p99), bench::median(cpu)};
}

void compare(const server& ours, const server& theirs, bool tls, int rounds, int requests) {
  const char* name = tls ? "TLS" : "plain";
  for (const kind& k : {kind{200, 64}, kind{200, 900}, kind{304, 64}, kind{304, 900}, kind{304, 8, true}}) {
    std::vector<figures> a, b;
    for (int i = 0; i < rounds; ++i) {
      a.push_back(measure_once(ours, tls, k, requests));
      b.push_back(measure_once(theirs, tls, k, requests));
    }
    const figures o = medians(a), t = medians(b);
    fmt::print("{:<6}{:>4}{:>6}{:>10.0f}{:>10.0f}{:>10.1f}{:>10.1f}{:>9.1f}{:>9.1f}{:>8.2f}\n", name,
               k.status, k.anew ? "new" : std::to_string(k.connections), o.per_s, t.per_s, o.p99_ms, t.p99_ms,
               o.cpu_us, t.cpu_us, o.cpu_us / t.cpu_us);
    std::fflush(stdout);
  }
  double kib = 0;
  (void)measure_once(ours, tls, {304, screens}, screens, &kib);
  fmt::print("{:<6}{:.1f} KiB for each of {} idle connections\n", name, kib, screens);
}

template <class T>
T required(result<T> r) {
  if (!r) throw std::runtime_error(describe(r.error()));
  return std::move(*r);
}

child_process run(std::vector<std::string> argv) {
  process_setup setup;
  setup.argv = std::move(argv);
  setup.environment = {"LANG=C.UTF-8", "PATH=/usr/sbin:/usr/bin:/bin"};
  return required(start_process(setup));
}

void make_certificate(const fs::path& folder) {
  child_process made = run({"/usr/bin/openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                            "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=localhost",
                            "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                            folder / "tls.key", "-out", folder / "tls.pem"});
  if (made.wait() != 0) throw std::runtime_error("openssl made no certificate");
  fs::permissions(folder / "tls.key", fs::perms::owner_read | fs::perms::owner_write);
}

// One process, as the daemon is one; without logs, as the daemon writes none for polls.
child_process start_nginx(const fs::path& folder, std::uint16_t plain, std::uint16_t tls) {
  std::string temporary;
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"})
    temporary += fmt::format("{}_temp_path {}/{};\n", kind, folder.string(), kind);
  const std::string text = fmt::format(
      "daemon off; master_process off; pid {0}/nginx.pid;\n"
      "events {{ worker_connections 4096; }}\n"
      "http {{ access_log off; sendfile on; tcp_nodelay on; keepalive_requests 1000000000; default_type "
      "application/json;\n{1}server {{ listen 127.0.0.1:{2} backlog=2048; listen 127.0.0.1:{3} ssl "
      "backlog=2048; "
      "root {0}/www;\n"
      "ssl_certificate {0}/tls.pem; ssl_certificate_key {0}/tls.key; ssl_protocols TLSv1.3; }} }}\n",
      folder.string(), temporary, plain, tls);
  if (result<void> written = write_file(folder / "nginx.conf", text); !written)
    throw error_exception(written.error());
  child_process started =
      run({"/usr/sbin/nginx", "-e", folder / "nginx.log", "-p", folder, "-c", folder / "nginx.conf"});
  std::this_thread::sleep_for(std::chrono::milliseconds(500));
  if (!started.running())
    throw std::runtime_error("nginx ended: " + read_file(folder / "nginx.log", 1 << 20).value());
  return started;
}

int measure(int rounds, int requests) {
  rlimit files{};
  ::getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &files);
  fakes::temporary_folder folder;
  bench::make_screens_site(folder / "data", screens, {});
  // The rates are kept, and are never reached.
  if (result<void> w = write_file(folder / "bangtind.toml", "[http]\nrequests = 1000000\n"); !w)
    throw error_exception(w.error());
  make_certificate(folder.path());
  const std::vector<std::string> config = {"--config", folder / "bangtind.toml"};

  fmt::print("{:<6}{:>4}{:>6}{:>20}{:>20}{:>18}{:>8}\n", "", "", "", "replies/s ours, nginx",
             "99 % ms ours, nginx", "us ours, nginx", "ratio");
  bench::running_daemon plain = bench::start_daemon(folder.path(), config);
  server ours{plain.process.pid(), plain.port, "", ""};
  server asked = ours;
  asked.target = fmt::format("/v1/screens/{}/programme", bench::screen_name(0));
  const wire::reply reply = programme_of(asked);
  ours.etag = reply.headers.at("etag");
  fs::create_directories(folder / "www");
  if (result<void> w = write_file(folder / "www/programme", reply.body); !w) throw error_exception(w.error());
  child_process nginx = start_nginx(folder.path(), 18'471, 18'472);
  server theirs{nginx.pid(), 18'471, "/programme", ""};
  theirs.etag = programme_of(theirs).headers.at("etag");
  fmt::print("programme of {} bytes\n", reply.body.size());
  compare(ours, theirs, false, rounds, requests);
  plain.process.kill();
  (void)plain.process.wait();

  std::vector<std::string> secured = config;
  for (const fs::path& word :
       {fs::path("--tls-cert"), folder / "tls.pem", fs::path("--tls-key"), folder / "tls.key"})
    secured.push_back(word);
  bench::running_daemon tls = bench::start_daemon(folder.path(), secured);
  theirs.port = 18'472;
  compare({tls.process.pid(), tls.port, "", ours.etag}, theirs, true, rounds, requests);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  int rounds = 5, requests = 20'000;
  for (int i = 1; i < argc; i += 2) {
    const std::string word = argv[i];
    if (i + 1 < argc && word == "--rounds") {
      rounds = std::max(1, std::atoi(argv[i + 1]));
    } else if (i + 1 < argc && word == "--requests") {
      requests = std::max(2'000, std::atoi(argv[i + 1]));
    } else {
      std::cerr << "see the beginning of polls_bench.cpp\n";
      return 2;
    }
  }
  return measure(rounds, requests);
}
