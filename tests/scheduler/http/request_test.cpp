// Requests as raw bytes: every ambiguous request gets a 4xx, and every well-formed one gets the reply that
// HTTP promises.
#include <fmt/format.h>

#include <boost/json/array.hpp>

#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class requests : public site {
 protected:
  requests() {
    setup_.waits.header = milliseconds(300);
    setup_.waits.piece = milliseconds(300);
    start();
  }
};

TEST_F(requests, that_are_malformed_get_their_4xx_and_the_connection_ends) {
  struct row {
    const char* situation;
    std::string bytes;
    int status;
  };
  std::string host = "Host: x\r\n";
  for (const row& r : std::vector<row>{
           {"Transfer-Encoding",
            "POST /v1/pairing-requests HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            411},
           {"Transfer-Encoding identity",
            "GET /healthz HTTP/1.1\r\n" + host + "Transfer-Encoding: identity\r\n\r\n", 411},
           {"both lengths",
            "POST /v1/pairing-requests HTTP/1.1\r\n" + host +
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n",
            411},
           {"HTTP/1.0", "GET /healthz HTTP/1.0\r\n" + host + "\r\n", 400},
           {"HTTP/2.0", "GET /healthz HTTP/2.0\r\n" + host + "\r\n", 400},
           {"no version", "GET /healthz\r\n" + host + "\r\n", 400},
           {"no Host", "GET /healthz HTTP/1.1\r\n\r\n", 400},
           {"two Hosts", "GET /healthz HTTP/1.1\r\n" + host + host + "\r\n", 400},
           {"two lengths",
            "POST /v1/pairing-requests HTTP/1.1\r\n" + host +
                "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}",
            400},
           {"a list of lengths",
            "POST /v1/pairing-requests HTTP/1.1\r\n" + host + "Content-Length: 2, 2\r\n\r\n{}", 400},
           {"a signed length",
            "POST /v1/pairing-requests HTTP/1.1\r\n" + host + "Content-Length: +2\r\n\r\n{}", 400},
           {"a folded field", "GET /healthz HTTP/1.1\r\n" + host + "X: a\r\n b\r\n\r\n", 400},
           {"a space before the colon", "GET /healthz HTTP/1.1\r\n" + host + "X : a\r\n\r\n", 400},
           {"bare newlines", "GET /healthz HTTP/1.1\nHost: x\n\n", 400},
           {"a bare carriage return", "GET /healthz HTTP/1.1\r\n" + host + "X: a\rb\r\n\r\n", 400},
           {"NUL", "GET /healthz HTTP/1.1\r\n" + host + std::string("X: a\0b", 6) + "\r\n\r\n", 400},
           {"an absolute target", "GET http://x/healthz HTTP/1.1\r\n" + host + "\r\n", 400},
           {"101 fields",
            [&] {
              std::string all = "GET /healthz HTTP/1.1\r\n" + host;
              for (int i = 0; i < 101; ++i) all += fmt::format("X{}: y\r\n", i);
              return all + "\r\n";
            }(),
            431},
           {"an endless head", "GET /healthz HTTP/1.1\r\n" + host + "X: " + std::string(20'000, 'a'), 431},
       }) {
    SCOPED_TRACE(r.situation);
    raw_client c(port());
    c.send(r.bytes);
    answer a = c.read();
    EXPECT_EQ(a.status, r.status) << a.body;
    EXPECT_EQ(a.headers["content-type"], "application/problem+json");
    EXPECT_EQ(a.headers["connection"], "close");
    EXPECT_TRUE(c.ended());
  }
  EXPECT_EQ(open("GET", "/healthz").status, 200) << "it is well afterwards";
}

TEST_F(requests, that_are_understood_and_not_possible) {
  struct row {
    const char* method;
    std::string path;
    std::string headers;
    int status;
  };
  for (const row& r : std::vector<row>{{"GET", "/nothing", "", 404},
                                       {"GET", "/v1/..%2f", "", 400},
                                       {"GET", "/a%zz", "", 400},
                                       {"GET", "/" + std::string(4096, 'a'), "", 414},
                                       {"PUT", "/healthz", "", 405},
                                       {"DELETE", "/v1/screens", "", 405},
                                       {"BREW", "/healthz", "", 405},
                                       {"GET", "/healthz", "Expect: coffee\r\n", 417}}) {
    answer a = open(r.method, r.path, "", r.headers);
    EXPECT_EQ(a.status, r.status) << r.method << " " << r.path.substr(0, 40);
    EXPECT_EQ(a.headers["content-type"], "application/problem+json");
  }
  EXPECT_EQ(open("PUT", "/healthz").headers["allow"], "GET, HEAD");
  EXPECT_EQ(open("DELETE", "/v1/screens").headers["allow"], "POST, GET, HEAD");
}

TEST_F(requests, with_a_body_that_is_too_long_or_of_unknown_length) {
  raw_client c(port());
  c.send("POST /v1/pairing-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 999999999\r\n\r\n");
  EXPECT_EQ(c.read().status, 413);
  EXPECT_TRUE(c.ended());
  raw_client d(port());
  d.send("POST /v1/pairing-requests HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(d.read().status, 411);
  EXPECT_EQ(open("POST", "/v1/pairing-requests", R"({"a":1,"a":2})").status, 422)
      << "a key that stands twice";
}

TEST_F(requests, in_a_row_on_one_connection_are_answered_in_order) {
  raw_client c(port());
  std::string post = request_text("POST", "/v1/pairing-requests", "{}");
  c.send(request_text("GET", "/healthz") + post + request_text("HEAD", "/healthz") +
         request_text("GET", "/metrics"));
  EXPECT_EQ(c.read().body, R"({"status":"ok"})");
  EXPECT_EQ(c.read().status, 422);
  answer head = c.read(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers["content-length"], "15");
  EXPECT_NE(c.read().body.find("bangtin_connections_total"), std::string::npos);
  c.send(request_text("GET", "/healthz", "", "Connection: close\r\n"));
  EXPECT_EQ(c.read().headers["connection"], "close");
  EXPECT_TRUE(c.ended());
}

// All connections of the daemon read headers into one buffer.
TEST_F(requests, that_come_in_pieces_are_not_mixed_with_those_of_others) {
  setup_.waits.header = std::chrono::seconds(20);
  stop();
  start();
  const std::string head =
      request_text("GET", "/v1/nothing-a", {}, "X-Padding: " + std::string(9'000, 'a') + "\r\n");
  for (std::size_t cut = 1; cut < head.size(); cut += 997) {
    raw_client slow(port()), quick(port());
    slow.send(head.substr(0, cut));
    quick.send(request_text("GET", "/v1/nothing-b", {}, "X-Padding: " + std::string(9'000, 'b') + "\r\n"));
    EXPECT_NE(quick.read().body.find("nothing-b"), std::string::npos) << cut;
    slow.send(head.substr(cut) + request_text("GET", "/v1/nothing-c"));
    EXPECT_NE(slow.read().body.find("nothing-a"), std::string::npos) << cut;
    EXPECT_NE(slow.read().body.find("nothing-c"), std::string::npos) << cut;
  }
}

TEST_F(requests, whose_head_never_ends_are_cut_off) {
  raw_client c(port());
  c.send("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ");
  answer a = c.read();
  EXPECT_EQ(a.status, 408);
  EXPECT_TRUE(c.ended());
  raw_client silent(port());
  EXPECT_TRUE(silent.ended()) << "who says nothing gets no reply";
}

TEST_F(requests, whose_body_never_comes_are_cut_off) {
  raw_client c(port());
  c.send("POST /v1/pairing-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n{");
  EXPECT_EQ(c.read().status, 408);
  EXPECT_TRUE(c.ended());
}

TEST_F(requests, that_expect_100_are_told_to_go_on_only_if_they_may) {
  raw_client c(port());
  c.send(
      "POST /v1/pairing-requests HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(c.read().status, 100);
  c.send("{}");
  EXPECT_EQ(c.read().status, 422);
  raw_client d(port());
  d.send("PUT /v1/draft HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(d.read().status, 401);
  EXPECT_TRUE(d.ended()) << "nobody knows whether the body will come";
}

TEST_F(requests, the_document_for_machines_names_every_path) {
  json::value v = parsed(open("GET", "/v1/openapi.json"));
  EXPECT_EQ(v.at("openapi").as_string(), "3.1.0");
  const json::object& paths = v.at("paths").as_object();
  for (const char* path : {"/healthz", "/v1/screens/{name}/plays", "/v1/media/{sha256}", "/v1/programmes",
                           "/v1/uploads/{sha256}"}) {
    EXPECT_TRUE(paths.contains(path)) << path;
  }
  const json::value& plays = paths.at("/v1/screens/{name}/plays").at("post");
  EXPECT_TRUE(plays.at("security").at(0).as_object().contains("screen"));
  EXPECT_EQ(plays.at("parameters").at(0).at("name").as_string(), "name");
}

}  // namespace
}  // namespace bangtin::scheduler::test
