// The files of the page, through the daemon's own connections.
#include <fstream>

#include "scheduler/http/static_files.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace fs = std::filesystem;

class the_page : public site {
 protected:
  the_page() {
    setup_.page = folder_ / "page";
    write("index.html", "<!DOCTYPE html><title>Bảng tin</title>");
    write("desk/main.js", std::string(5000, ' ') + "\n");
    write("desk/desk.css", "a{}");
    write("desk/vi.mo", "x");
    write("desk/notes.txt", "secret");
    write("desk/deeper/main.js", "secret");
    write("outside.js", "secret", folder_ / "");
    fs::create_symlink(folder_ / "outside.js", setup_.page / "desk" / "link.js");
    start();
  }
  void write(const fs::path& name, const std::string& text, fs::path below = {}) {
    const fs::path file = (below.empty() ? setup_.page : below) / name;
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text;
  }
};

TEST_F(the_page, comes_with_its_type_and_a_strict_policy) {
  struct row {
    const char *path, *type;
  };
  for (const row& r :
       {row{"/", "text/html; charset=utf-8"}, row{"/web/desk/main.js", "text/javascript; charset=utf-8"},
        row{"/web/desk/desk.css", "text/css; charset=utf-8"},
        row{"/web/desk/vi.mo", "application/octet-stream"}}) {
    const answer a = open("GET", r.path);
    EXPECT_EQ(a.status, 200) << r.path;
    EXPECT_EQ(a.headers.at("content-type"), r.type);
    EXPECT_EQ(a.headers.at("cache-control"), "no-cache");
    EXPECT_EQ(a.headers.at("x-content-type-options"), "nosniff");
    EXPECT_EQ(a.headers.at("vary"), "Accept-Encoding");
    EXPECT_EQ(a.headers.at("content-security-policy"),
              "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src "
              "'self'; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'")
        << "one policy, not two";
  }
  EXPECT_EQ(open("GET", "/healthz").headers.at("content-security-policy"),
            "default-src 'none'; frame-ancestors 'none'");
}

TEST_F(the_page, is_sent_again_only_where_it_has_changed) {
  const answer whole = open("GET", "/web/desk/main.js");
  const answer small = open("GET", "/web/desk/main.js", "", "Accept-Encoding: br, gzip\r\n");
  EXPECT_EQ(whole.body.size(), 5001U);
  EXPECT_LT(small.body.size(), 200U);
  EXPECT_EQ(small.headers.at("content-encoding"), "gzip");
  EXPECT_EQ(small.body.substr(0, 2), "\x1f\x8b");
  EXPECT_EQ(whole.headers.count("content-encoding"), 0U);
  EXPECT_NE(whole.headers.at("etag"), small.headers.at("etag"));
  for (const char* refused : {"gzip;q=0", "gzip; q=0.0", "br", "identity"}) {
    const answer a = open("GET", "/web/desk/main.js", "", fmt::format("Accept-Encoding: {}\r\n", refused));
    EXPECT_EQ(a.headers.count("content-encoding"), 0U) << refused;
  }
  EXPECT_EQ(open("GET", "/web/desk/main.js", "", "Accept-Encoding: gzip;q=0.5\r\n")
                .headers.count("content-encoding"),
            1U);
  EXPECT_EQ(
      open("GET", "/web/desk/desk.css", "", "Accept-Encoding: gzip\r\n").headers.count("content-encoding"),
      0U)
      << "it would grow";
  const auto asked = [&](const std::string& etag) {
    return open("GET", "/web/desk/main.js", "", "If-None-Match: " + etag + "\r\n");
  };
  EXPECT_EQ(asked(whole.headers.at("etag")).status, 304);
  EXPECT_EQ(asked(whole.headers.at("etag")).body, "");
  EXPECT_EQ(asked(small.headers.at("etag")).status, 200) << "the other form";
  EXPECT_EQ(open("HEAD", "/web/desk/main.js").headers.at("content-length"), "5001");
}

TEST_F(the_page, has_no_file_that_is_not_in_its_table) {
  for (const char* path : {"/web/desk/notes.txt", "/web/desk/link.js", "/web/desk/deeper",
                           "/web/../outside.js", "/web/desk/..%2f..%2foutside.js", "/web/%2e%2e/outside.js",
                           "/web/desk", "/web", "/web/desk/deeper/main.js", "/web/desk/", "/web//main.js",
                           "/index.html", "/web/desk/main.js%00", "/web/.%2e/page"}) {
    const answer a = open("GET", path);
    EXPECT_TRUE(a.status == 404 || a.status == 400) << path << ": " << a.status;
    EXPECT_EQ(a.body.find("secret"), std::string::npos) << path;
  }
  EXPECT_EQ(open("POST", "/", "{}").status, 405);
}

TEST_F(the_page, may_be_left_out) {
  stop();
  setup_.page.clear();
  start();
  EXPECT_EQ(open("GET", "/").status, 404);
  EXPECT_NE(open("GET", "/").body.find("serves no page"), std::string::npos);
  stop();
  setup_.page = folder_ / "nothing";
  start();
  EXPECT_EQ(open("GET", "/").status, 404) << "screens are served without it";
  EXPECT_EQ(open("GET", "/healthz").status, 200);
}

TEST_F(the_page, is_limited_in_size) {
  write("desk/large.js", std::string(http::static_files::max_file_bytes + 1, ' '));
  EXPECT_FALSE(http::static_files::read(setup_.page));
  fs::remove(setup_.page / "desk/large.js");
  for (std::size_t i = 0; i <= http::static_files::max_files; ++i) write(fmt::format("many/{}.js", i), "x");
  EXPECT_FALSE(http::static_files::read(setup_.page));
}

}  // namespace
}  // namespace bangtin::scheduler::test
