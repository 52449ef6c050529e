// Media through other people's HTTP: curl resumes and revalidates, and nginx caches what screens fetch.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cstdio>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "e2e/site.hpp"

namespace bangtin::e2e {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

const std::string poster = BANGTIN_SOURCE_DIR "/demo/ap-phich-4-chinh-sach-moi.png";
constexpr const char* nginx_program = "/usr/sbin/nginx";

// A port of the loopback that is free now.
int free_port() {
  unique_fd probe(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof at;
  EXPECT_EQ(::bind(probe.get(), reinterpret_cast<sockaddr*>(&at), length), 0);
  EXPECT_EQ(::getsockname(probe.get(), reinterpret_cast<sockaddr*>(&at), &length), 0);
  return ntohs(at.sin_port);
}

class media_over_http : public ::testing::Test {
 protected:
  site s{std::string(":0")};  // no screen is needed
  std::string bytes, sha;
  child_process nginx;

  void SetUp() override {
    s.start_daemon();
    s.run_ok({"media", "add", poster});
    json::value item = parse_json(s.run_ok({"--json", "media", "list"})).value().at(0);
    sha = item.at("files").at(0).at("sha256").as_string();
    bytes = read_file(s.daemon_data() / "media/objects" / sha.substr(0, 2) / sha, 10 << 20).value();
    ASSERT_EQ(sha256(bytes).hex(), sha);
  }
  void TearDown() override {
    nginx.kill();
    (void)nginx.wait();
  }

  struct reply {
    std::string headers, body;
    bool has(const std::string& line) const {
      return lower_case(headers).find(lower_case(line)) != std::string::npos;
    }
  };
  // What curl gets from `address` for the file, with these options.
  reply curl(const std::string& address, const std::string& options = "") {
    fs::path headers = s.folder() / "headers", body = s.folder() / "body";
    fs::remove(body);
    std::string command = fmt::format("curl -s -D {} -o {} {} http://{}/v1/media/{}", headers.string(),
                                      body.string(), options, address, sha);
    EXPECT_EQ(std::system(command.c_str()), 0) << command;
    reply r;
    r.headers = read_file(headers, 100'000).value();
    if (fs::exists(body)) r.body = read_file(body, 10 << 20).value();
    return r;
  }

  // An nginx that caches what the daemon allows it to. Returns its address.
  std::string start_nginx() {
    fs::path folder = s.folder() / "nginx";
    fs::create_directories(folder / "cache");
    std::string address = fmt::format("127.0.0.1:{}", free_port());
    std::string text = fmt::format(
        "daemon off; master_process off; pid {0}/pid; error_log {0}/error.log;\n"
        "events {{}}\nhttp {{\n access_log off; client_body_temp_path {0}/a; proxy_temp_path {0}/b;\n"
        " fastcgi_temp_path {0}/c; uwsgi_temp_path {0}/d; scgi_temp_path {0}/e;\n"
        " proxy_cache_path {0}/cache keys_zone=media:1m;\n"
        " server {{ listen {1}; location / {{ proxy_pass http://{2}; proxy_http_version 1.1;\n"
        "  proxy_set_header Host $host; proxy_set_header Connection \"\"; proxy_cache media;\n"
        "  add_header X-Cache $upstream_cache_status; }} }} }}\n",
        folder.string(), address, s.address());
    EXPECT_TRUE(write_file(folder / "nginx.conf", text));
    process_setup setup;
    setup.argv = {nginx_program,
                  "-p",
                  folder.string(),
                  "-e",
                  (folder / "error.log").string(),
                  "-c",
                  (folder / "nginx.conf").string()};
    setup.environment = {"PATH=/usr/sbin:/usr/bin:/bin"};
    nginx = start_process(setup).value();
    std::string probe = fmt::format("curl -s -o /dev/null http://{}/healthz", address);
    EXPECT_TRUE(eventually(10s, [&] { return std::system(probe.c_str()) == 0; }))
        << "see error.log in " << folder;
    return address;
  }
};

TEST_F(media_over_http, is_whole_resumable_and_revalidated_by_curl) {
  reply whole = curl(s.address());
  EXPECT_TRUE(whole.has("HTTP/1.1 200"));
  EXPECT_TRUE(whole.has("ETag: \"" + sha + "\""));
  EXPECT_TRUE(whole.has("Cache-Control: public, max-age=31536000, immutable"));
  EXPECT_EQ(sha256(whole.body).hex(), sha);

  fs::path part = s.folder() / "part";
  ASSERT_TRUE(write_file(part, bytes.substr(0, 1000)));
  std::string resume =
      fmt::format("curl -s -C - -o {} http://{}/v1/media/{}", part.string(), s.address(), sha);
  EXPECT_EQ(std::system(resume.c_str()), 0);
  EXPECT_EQ(sha256(read_file(part, 10 << 20).value()).hex(), sha) << "resumed at byte 1000";

  reply again = curl(s.address(), "-H 'If-None-Match: \"" + sha + "\"'");
  EXPECT_TRUE(again.has("HTTP/1.1 304"));
  EXPECT_TRUE(again.body.empty());
  reply range = curl(s.address(), "-r 5-14 -H 'If-Range: \"" + sha + "\"'");
  EXPECT_TRUE(range.has("HTTP/1.1 206"));
  EXPECT_EQ(range.body, bytes.substr(5, 10));
  reply other = curl(s.address(), "-r 5-14 -H 'If-Range: \"another\"'");
  EXPECT_TRUE(other.has("HTTP/1.1 200"));
}

TEST_F(media_over_http, is_cached_by_nginx_for_the_second_screen) {
  if (!fs::exists(nginx_program)) GTEST_SKIP() << "nginx is not installed";
  std::string address = start_nginx();
  reply first = curl(address);
  EXPECT_TRUE(first.has("X-Cache: MISS")) << first.headers;
  EXPECT_EQ(sha256(first.body).hex(), sha);
  reply second = curl(address);
  EXPECT_TRUE(second.has("X-Cache: HIT")) << second.headers;
  EXPECT_EQ(sha256(second.body).hex(), sha);
  reply range = curl(address, "-r 5-14");
  EXPECT_TRUE(range.has("HTTP/1.1 206") && range.has("X-Cache: HIT")) << range.headers;
  EXPECT_EQ(range.body, bytes.substr(5, 10));
  EXPECT_EQ(s.stop(s.daemon()), 0);
  EXPECT_EQ(sha256(curl(address).body).hex(), sha) << "without the daemon";
}

}  // namespace
}  // namespace bangtin::e2e
