#include "scheduler/auth/session_cookie.hpp"

#include <gtest/gtest.h>

namespace bangtin::scheduler::test {
namespace {

const std::string secret(64, 'a'), other(64, 'b');

http::request asking(std::map<std::string, std::string> headers, bool tls = true) {
  http::request r;
  r.headers = std::move(headers);
  r.headers.emplace("host", "centre.lan:8470");
  r.from.tls = tls;
  r.from.who = "10.0.0.7";
  return r;
}

TEST(session_cookies, say_who_may_send_them_back) {
  EXPECT_EQ(auth::session_cookie("x", true, std::chrono::seconds(9)),
            "__Host-bangtin=x; Path=/; Max-Age=9; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(auth::session_cookie("x", false, std::chrono::seconds(9)),
            "bangtin=x; Path=/; Max-Age=9; HttpOnly; SameSite=Strict");
  EXPECT_EQ(auth::no_session_cookie(true),
            "__Host-bangtin=; Path=/; Max-Age=0; HttpOnly; SameSite=Strict; Secure");
  EXPECT_EQ(auth::new_session_secret().size(), 64U);
  EXPECT_NE(auth::new_session_secret(), auth::new_session_secret());
}

TEST(session_cookies, are_taken_once_under_the_name_of_the_connection) {
  struct row {
    std::string cookie;
    bool tls, is_taken;
  };
  for (const row& r :
       {row{"__Host-bangtin=" + secret, true, true},
        row{"a=b;  __Host-bangtin=" + secret + " ; c=d", true, true},
        row{"a=b, __Host-bangtin=" + secret, true, true}, row{"bangtin=" + secret, true, false},
        row{"bangtin=" + secret, false, true}, row{"__Host-bangtin=" + secret, false, false},
        row{"__Host-bangtin=" + secret + "; __Host-bangtin=" + other, true, false},
        row{"__Host-bangtin=" + secret + "; __Host-bangtin=", true, false},
        row{"__Host-bangtin=" + secret.substr(1), true, false},
        row{"__Host-bangtin=" + std::string(64, 'A'), true, false},
        row{"x__Host-bangtin=" + secret, true, false}, row{"__Host-bangtin", true, false},
        row{"", true, false}}) {
    const auto found = auth::offered_session(asking({{"cookie", r.cookie}}, r.tls));
    EXPECT_EQ(found, r.is_taken ? std::optional(sha256(secret)) : std::nullopt) << r.cookie << " " << r.tls;
  }
}

TEST(session_cookies, count_only_where_a_page_of_the_daemon_sent_them) {
  struct row {
    const char *origin, *site, *type;
    bool reads, changes;
  };
  const char* own = "https://centre.lan:8470";
  for (const row& r :
       {row{"", "", "", true, false}, row{own, "", "application/json", true, true},
        row{own, "same-origin", "application/json", true, true},
        row{"HTTPS://Centre.lan:8470", "same-origin", "", true, true},
        row{"", "same-origin", "application/json", true, true}, row{"", "none", "", true, false},
        row{"", "same-site", "", false, false}, row{"", "cross-site", "", false, false},
        row{"http://centre.lan:8470", "", "application/json", false, false},
        row{"https://centre.lan", "", "application/json", false, false},
        row{"https://centre.lan:8471", "", "application/json", false, false},
        row{"https://evil.example", "same-origin", "application/json", false, false},
        row{"null", "", "application/json", false, false}, row{own, "same-origin", "text/plain", true, false},
        row{own, "same-origin", "Multipart/Form-Data; boundary=x", true, false},
        row{own, "same-origin", "application/x-www-form-urlencoded", true, false}}) {
    std::map<std::string, std::string> headers;
    if (*r.origin != '\0') headers["origin"] = r.origin;
    if (*r.site != '\0') headers["sec-fetch-site"] = r.site;
    if (*r.type != '\0') headers["content-type"] = r.type;
    EXPECT_EQ(auth::comes_from_own_page(asking(headers), false), r.reads) << r.origin << "|" << r.site;
    EXPECT_EQ(auth::comes_from_own_page(asking(headers), true), r.changes)
        << r.origin << "|" << r.site << "|" << r.type;
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
