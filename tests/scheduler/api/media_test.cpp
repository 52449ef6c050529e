// Uploads, ingest and downloads, over real sockets.
#include <fcntl.h>
#include <fmt/format.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/json/array.hpp>

#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class media_files : public site {
 protected:
  media_files() {
    for (int i = 0; i < 700'000; ++i) bytes_ += static_cast<char>(i * 2654435761U >> 13);
    path_ = "/v1/uploads/" + sha256(bytes_).hex();
  }
  std::string range(std::size_t first, std::size_t count) const {
    return fmt::format("Content-Range: bytes {}-{}/{}\r\n", first, first + count - 1, bytes_.size());
  }
  answer put(std::size_t first, std::size_t count) {
    return admin("PUT", path_, bytes_.substr(first, count), range(first, count));
  }
  std::int64_t arrived() { return parsed(admin("GET", path_)).at("arrived").as_int64(); }
  answer ingest(const std::string& bytes) {
    json::object o{{"sha256", sha256(bytes).hex()},
                   {"file", "a.png"},
                   {"title", "T"},
                   {"theme", "III.2"},
                   {"owner", ""},
                   {"link", ""}};
    return admin("POST", "/v1/media", canonical(o));
  }
  // Orders the ingest and waits until the job is final. Returns the job.
  json::value ingested(const std::string& bytes) {
    answer a = ingest(bytes);
    EXPECT_EQ(a.status, 202) << a.body;
    answer job = admin("GET", a.headers["location"] + "?wait_ms=10000");
    EXPECT_EQ(job.status, 200) << job.body;
    return parsed(job);
  }
  std::filesystem::path object_of(const std::string& bytes) const {
    std::string hex = sha256(bytes).hex();
    return folder_ / "data" / "media" / "objects" / hex.substr(0, 2) / hex;
  }
  bool on_disk(const std::string& bytes) const { return std::filesystem::exists(object_of(bytes)); }

  std::string bytes_, path_;
};

TEST_F(media_files, arrive_in_pieces_and_are_handed_out_whole_and_in_part) {
  start();
  EXPECT_EQ(put(0, 300'000).body, R"({"arrived":300000,"complete":false})");
  EXPECT_EQ(open("GET", "/v1/media/" + sha256(bytes_).hex()).status, 404) << "not before it is whole";
  EXPECT_EQ(put(300'000, 400'000).body, R"({"arrived":700000,"complete":true})");
  EXPECT_EQ(admin("GET", path_).body, R"({"arrived":700000,"complete":true})");
  EXPECT_EQ(put(0, 10).body, R"({"arrived":700000,"complete":true})") << "again is harmless";

  std::string url = "/v1/media/" + sha256(bytes_).hex();
  std::string etag = '"' + sha256(bytes_).hex() + '"';
  answer all = open("GET", url);
  EXPECT_EQ(all.status, 200);
  EXPECT_TRUE(all.body == bytes_);
  EXPECT_EQ(all.headers["etag"], etag);
  EXPECT_EQ(all.headers["cache-control"], "public, max-age=31536000, immutable");
  EXPECT_EQ(all.headers["x-content-type-options"], "nosniff");
  EXPECT_TRUE(admin("GET", url).body == bytes_) << "over the Unix socket too";

  answer part = open("GET", url, "", "Range: bytes=1000-1999\r\n");
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(part.headers["content-range"], "bytes 1000-1999/700000");
  EXPECT_TRUE(part.body == bytes_.substr(1000, 1000));
  EXPECT_EQ(open("GET", url, "", "Range: bytes=699999-\r\n").body, bytes_.substr(699'999));
  EXPECT_EQ(open("GET", url, "", "Range: bytes=1-2\r\nIf-Range: \"other\"\r\n").status, 200);
  EXPECT_EQ(open("GET", url, "", "Range: bytes=1-2\r\nIf-Range: " + etag + "\r\n").status, 206);
  answer beyond = open("GET", url, "", "Range: bytes=700000-\r\n");
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(beyond.headers["content-range"], "bytes */700000");
  answer same = open("GET", url, "", "If-None-Match: " + etag + "\r\n");
  EXPECT_EQ(same.status, 304);
  EXPECT_EQ(same.body, "");
  answer head = open("HEAD", url);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers["content-length"], "700000");

  raw_client c(port());  // one connection: requests and replies stay in order after files and empty bodies
  c.send(request_text("HEAD", url) + request_text("GET", url, "", "If-None-Match: *\r\n") +
         request_text("GET", url) + request_text("GET", "/healthz"));
  EXPECT_EQ(c.read(true).status, 200);
  EXPECT_EQ(c.read().status, 304);
  EXPECT_TRUE(c.read().body == bytes_);
  EXPECT_EQ(c.read().body, R"({"status":"ok"})");
}

// Runs a process that holds a write lease on a file, from construction to destruction. An open of the file
// then waits until the kernel breaks the lease 45 s later.
class lease_holder {
 public:
  explicit lease_holder(const std::filesystem::path& file) {
    int ready[2];
    if (::pipe(ready) != 0) return;
    process_ = ::fork();
    if (process_ == 0) {
      ::signal(SIGIO, SIG_IGN);
      int fd = ::open(file.c_str(), O_RDONLY);
      char held = ::fcntl(fd, F_SETLEASE, F_WRLCK) == 0 ? 'y' : 'n';
      if (::write(ready[1], &held, 1) != 1) ::_exit(1);
      for (;;) ::pause();
    }
    ::close(ready[1]);
    char held = 'n';
    holds_ = ::read(ready[0], &held, 1) == 1 && held == 'y';
    ::close(ready[0]);
  }
  ~lease_holder() {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  bool holds() const { return holds_; }

 private:
  pid_t process_ = -1;
  bool holds_ = false;
};

TEST_F(media_files, that_another_program_holds_are_answered_at_once) {
  start();
  EXPECT_EQ(put(0, bytes_.size()).status, 200);
  std::string url = "/v1/media/" + sha256(bytes_).hex();
  {
    lease_holder holder(object_of(bytes_));
    if (!holder.holds()) GTEST_SKIP() << "this file system has no leases";
    answer held = open("GET", url);
    EXPECT_EQ(held.status, 503);
    EXPECT_EQ(held.headers["retry-after"], "60");
    EXPECT_EQ(parsed(held).at("code").as_string(), "unreachable");
    EXPECT_EQ(open("HEAD", url).status, 503);
  }
  EXPECT_TRUE(open("GET", url).body == bytes_);
}

TEST_F(media_files, that_arrive_and_are_held_are_answered_at_once) {
  start();
  EXPECT_EQ(put(0, 1000).status, 200);
  {
    lease_holder holder(folder_ / "data" / "media" / "incoming" / (sha256(bytes_).hex() + ".part"));
    if (!holder.holds()) GTEST_SKIP() << "this file system has no leases";
    EXPECT_EQ(put(1000, 1000).status, 503);
  }
  EXPECT_EQ(put(1000, 1000).status, 200);
}

TEST_F(media_files, go_on_where_a_cut_connection_left_them) {
  start();
  raw_client c(socket());
  std::string request = request_text("PUT", path_, bytes_, range(0, bytes_.size()));
  c.send(std::string_view(request).substr(0, request.size() - 100'000));
  c.cut();
  // The daemon notices the closed connection some time later; until then the upload still belongs to it.
  std::int64_t have = 0;
  for (int tries = 0; have == 0 && tries < 100'000; ++tries) have = arrived();
  ASSERT_GT(have, 0);
  answer a;
  for (int tries = 0; a.status != 200 && tries < 100'000; ++tries) {
    have = arrived();
    a = put(static_cast<std::size_t>(have), bytes_.size() - static_cast<std::size_t>(have));
    ASSERT_TRUE(a.status == 200 || a.status == 409) << a.body;
  }
  EXPECT_EQ(a.body, R"({"arrived":700000,"complete":true})");
  EXPECT_TRUE(on_disk(bytes_));
}

TEST_F(media_files, at_another_place_than_expected_are_told_where) {
  start();
  ASSERT_EQ(put(0, 1000).status, 200);
  answer a = put(5000, 1000);
  EXPECT_EQ(a.status, 409);
  EXPECT_EQ(parsed(a).at("arrived").as_int64(), 1000);
  EXPECT_EQ(parsed(a).at("code").as_string(), "conflict");
  EXPECT_EQ(put(0, 1000).status, 409);
}

TEST_F(media_files, of_another_hash_or_length_are_refused) {
  start();
  std::string wrong = bytes_;
  wrong[5] ^= 1;
  answer a = admin("PUT", path_, wrong, range(0, wrong.size()));
  EXPECT_EQ(a.status, 422) << a.body;
  EXPECT_EQ(parsed(a).at("code").as_string(), "verification");
  EXPECT_EQ(arrived(), 0) << "nothing of it stays";
  EXPECT_EQ(admin("PUT", path_, "abc", "Content-Range: bytes 0-3/4\r\n").status, 400);
  EXPECT_EQ(admin("PUT", path_, "abc").status, 400);
  EXPECT_EQ(admin("PUT", "/v1/uploads/abc", "abc", "Content-Range: bytes 0-2/3\r\n").status, 400);
  EXPECT_EQ(admin("PUT", path_, "abc", "Content-Range: bytes 0-2/9999999999999\r\n").status, 413);
}

TEST_F(media_files, become_media_items_once) {
  start();
  EXPECT_EQ(ingest("a picture").status, 409) << "before its bytes are there";
  store("a picture");
  json::value job = ingested("a picture");
  EXPECT_EQ(job.at("state").as_string(), "done");
  EXPECT_EQ(job.at("progress_pct").as_int64(), 100);
  const json::value& item = job.at("item");
  EXPECT_EQ(item.at("status").as_string(), "accepted");
  EXPECT_EQ(item.at("id").as_string(), sha256("a picture").hex().substr(0, 12));
  EXPECT_EQ(item.at("kind").as_string(), "image");
  EXPECT_EQ(item.at("files").at(0).at("sha256").as_string(), sha256("a picture").hex());
  EXPECT_EQ(item.at("files").at(0).at("bytes").as_int64(), 9);
  answer again = ingest("a picture");
  EXPECT_EQ(again.status, 200);
  EXPECT_EQ(parsed(again).at("status").as_string(), "duplicate");
  EXPECT_EQ(parsed(admin("GET", "/v1/media")).as_array().size(), 1U);
  EXPECT_EQ(parsed(admin("GET", "/v1/media/items/" + sha256("a picture").hex().substr(0, 12)))
                .at("title")
                .as_string(),
            "T");
  EXPECT_EQ(admin("GET", "/v1/media/items/nothing").status, 404);
}

TEST_F(media_files, as_the_worker_makes_them_are_what_screens_fetch) {
  setup_.ingest = [](const std::filesystem::path&, const std::filesystem::path& output,
                     const media::ingest_limits&, const media::ingest_control&) -> result<media::ingested> {
    media::ingested found;
    found.kind = playlists::programme::media_kind::pages;
    found.pages = 2;
    for (const char* name : {"1.png", "2.png"}) {
      if (result<void> w = write_file(output / name, std::string("page ") + name); !w) return w.error();
      found.made.emplace_back(name);
    }
    return found;
  };
  start();
  store("a guide");
  json::value item = ingested("a guide").at("item");
  EXPECT_EQ(item.at("pages").as_int64(), 2);
  EXPECT_EQ(item.at("files").at(1).at("sha256").as_string(), sha256("page 2.png").hex());
  EXPECT_EQ(open("GET", "/v1/media/" + sha256("page 2.png").hex()).body, "page 2.png");
  EXPECT_TRUE(std::filesystem::is_empty(folder_ / "data" / "ingest"));
}

TEST_F(media_files, that_the_worker_refuses_leave_an_audit_line_and_nothing_else) {
  setup_.ingest = [](const std::filesystem::path&, const std::filesystem::path&, const media::ingest_limits&,
                     const media::ingest_control&) -> result<media::ingested> {
    return error{errc::invalid, msg("this is not a picture"), msg("send a picture")};
  };
  start();
  store("rubbish");
  json::value job = ingested("rubbish");
  EXPECT_EQ(job.at("state").as_string(), "failed");
  EXPECT_EQ(job.at("failure").at("code").as_string(), "invalid");
  EXPECT_EQ(job.at("failure").at("what").at("id").as_string(), "this is not a picture");
  EXPECT_FALSE(on_disk("rubbish"));
  EXPECT_TRUE(parsed(admin("GET", "/v1/media")).as_array().empty());
  stop();
  auto l = ledger::sqlite::open_sqlite_ledger(folder_ / "data" / "ledger.sqlite", false);
  ASSERT_TRUE(l);
  auto lines = *(*l)->audit().newest(10);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].what.find("media rejected a.png"), std::string::npos);
  EXPECT_TRUE(lines[0].who.starts_with(fmt::format("uid {} ", ::getuid()))) << lines[0].who;
}

TEST_F(media_files, are_taken_from_the_staff_only) {
  start();
  for (auto [method, path] :
       {std::pair("PUT", path_), std::pair("GET", path_), std::pair("POST", std::string("/v1/media")),
        std::pair("GET", std::string("/v1/media")), std::pair("GET", std::string("/v1/jobs")),
        std::pair("DELETE", std::string("/v1/jobs/1")), std::pair("POST", std::string("/v1/programmes")),
        std::pair("GET", std::string("/v1/site")), std::pair("POST", std::string("/v1/screens")),
        std::pair("GET", std::string("/v1/plays/count?month=2026-10"))}) {
    EXPECT_EQ(open(method, path).status, 401) << method << " " << path;
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
