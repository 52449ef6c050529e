// Every endpoint of the document, with everything that is wrong: each answer is a refusal that says what is
// wrong, has the headers that all answers have, and tells nothing of the machine or of keys.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <set>

#include "base/text.hpp"
#include "scheduler/site.hpp"
#include "support/no_room.hpp"

namespace bangtin::scheduler::test {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::Ge;
using ::testing::HasSubstr;
using ::testing::Lt;
using ::testing::Not;

struct operation {
  std::string method, path;
  bool takes_json = false;
  bool takes_body = false;
};

class strictness : public site {
 protected:
  strictness() {
    setup_.waits.drain = milliseconds(50);
    setup_.waits.linger = milliseconds(50);
    start();
    pair(lobby_);
    publish(1);
    const json::value document = parsed(open("GET", "/v1/openapi.json"));
    for (const auto& [pattern, methods] : document.at("paths").as_object()) {
      for (const auto& [method, o] : methods.as_object()) all_.push_back(operation_of(pattern, method, o));
    }
    EXPECT_GT(all_.size(), 40U);
  }

  static operation operation_of(std::string_view pattern, std::string_view method, const json::value& o) {
    operation op;
    for (char c : method) op.method += static_cast<char>(std::toupper(c));
    for (const std::string& segment : split(pattern.substr(1), '/')) {
      op.path += '/' + (segment == "{name}"        ? "lobby"
                        : segment == "{sha256}"    ? std::string(64, '0')
                        : segment.starts_with('{') ? "1"
                                                   : segment);
    }
    const json::value* body = o.as_object().if_contains("requestBody");
    op.takes_body = body != nullptr;
    op.takes_json = op.takes_body && body->at("content").as_object().contains("application/json");
    return op;
  }

  // What no answer may have.
  void expect_clean(const answer& a, bool over_tcp) {
    for (const char* header : {"x-content-type-options", "content-security-policy", "referrer-policy",
                               "cross-origin-resource-policy", "cache-control"}) {
      EXPECT_TRUE(a.headers.count(header)) << header;
    }
    std::string all = a.body;
    for (const auto& [name, value] : a.headers) all += "\n" + name + ": " + value;
    EXPECT_THAT(all, AllOf(Not(HasSubstr(lobby_.token)), Not(HasSubstr("PRIVATE KEY")),
                           Not(HasSubstr(sha256(lobby_.token).hex()))));
    if (over_tcp) {
      EXPECT_THAT(all, AllOf(Not(HasSubstr(folder_.path().string())), Not(HasSubstr("sqlite")),
                             Not(HasSubstr("ledger"))));
    }
  }
  void expect_refused(const operation& op, const answer& a, bool over_tcp) {
    EXPECT_THAT(a.status, AllOf(Ge(400), Lt(500))) << op.method << " " << op.path << ": " << a.body;
    EXPECT_EQ(a.headers.count("content-type") > 0 ? a.headers.at("content-type") : "",
              "application/problem+json");
    expect_clean(a, over_tcp);
  }
  // Over the admin socket, with the screen's token too: so every endpoint lets it in.
  answer as_anybody(const operation& op, std::string_view body, const std::string& more = {}) {
    raw_client c(socket());
    c.send(request_text(op.method, op.path, body, lobby_.auth() + more));
    return c.read();
  }

  fake_screen lobby_;
  std::vector<operation> all_;
};

TEST_F(strictness, json_that_is_no_json_is_refused_by_every_endpoint_that_takes_some) {
  const std::vector<std::pair<const char*, std::string>> bombs{
      {"nothing", ""},
      {"too deep", std::string(100'000, '[')},
      {"too deep, and whole", std::string(5'000, '[') + std::string(5'000, ']')},
      {"objects too deep",
       [] {
         std::string s;
         for (int i = 0; i < 5'000; ++i) s += "{\"a\":";
         return s + "1" + std::string(5'000, '}');
       }()},
      {"very many values", "[" +
                               [] {
                                 std::string s;
                                 for (int i = 0; i < 30'000; ++i) s += "0,";
                                 return s + "0]";
                               }()},
      {"very many keys", "{" +
                             [] {
                               std::string s;
                               for (int i = 0; i < 5'000; ++i) s += fmt::format("\"k{}\":0,", i);
                               return s + "\"k\":0}";
                             }()},
      {"a key twice", R"({"name":"a","name":"b"})"},
      {"a key twice, once escaped", R"({"name":"a","n\u0061me":"b"})"},
      {"a key twice further in", R"({"a":{"b":1,"b":2}})"},
      {"bad UTF-8", "{\"name\":\"\xff\"}"},
      {"UTF-8 that is too long", "{\"name\":\"\xc0\xaf\"}"},
      {"a surrogate in UTF-8", "{\"name\":\"\xed\xa0\x80\"}"},
      {"half a pair", R"({"name":"\ud800"})"},
      {"a byte order mark", "\xef\xbb\xbf{}"},
      {"two documents", "{}{}"},
      {"text behind it", "{} x"},
      {"NUL behind it", std::string("{}\0", 3)},
      {"a comment", "{/* */}"},
      {"a comma at the end", R"({"a":1,})"},
      {"single quotes", "{'a':1}"},
      {"NaN", R"({"a":NaN})"},
      {"a number beyond any", R"({"a":1e400})"},
      {"a very long number", R"({"a":)" + std::string(50'000, '9') + "}"},
      {"a list", "[]"},
      {"a text", "\"x\""},
      {"an unknown key", R"({"nobody knows this":1})"}};
  int tried = 0;
  for (const operation& op : all_) {
    if (!op.takes_json) continue;
    ++tried;
    for (const auto& [situation, body] : bombs) {
      SCOPED_TRACE(situation);
      expect_refused(op, as_anybody(op, body), false);
    }
  }
  EXPECT_GE(tried, 10);
  EXPECT_EQ(open("GET", "/healthz").status, 200);
}

TEST_F(strictness, bodies_that_are_too_long_are_refused_before_they_come) {
  for (const operation& op : all_) {
    raw_client c(socket());
    c.send(fmt::format("{} {} HTTP/1.1\r\nHost: x\r\n{}Content-Length: 999999999999999999\r\n\r\n", op.method,
                       op.path, lobby_.auth()));
    answer a = c.read();
    EXPECT_EQ(a.status, 413) << op.method << " " << op.path;
    expect_refused(op, a, false);
    EXPECT_TRUE(c.ended());
  }
}

// The body of a request without one would be the next request.
TEST_F(strictness, a_request_within_a_body_is_never_served) {
  const std::string within = request_text("GET", "/v1/openapi.json");
  for (const operation& op : all_) {
    raw_client c(port());
    c.send(fmt::format("{} {} HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n{}", op.method, op.path,
                       within.size(), within));
    expect_refused(op, c.read(), true);
    c.send(request_text("GET", "/healthz", "", "Connection: close\r\n"));
    const answer next = c.read();
    EXPECT_THAT(next.status, AnyOf(0, 200)) << op.method << " " << op.path;
    EXPECT_THAT(next.body, Not(HasSubstr("openapi"))) << op.method << " " << op.path;
  }
}

TEST_F(strictness, without_a_credential_only_open_endpoints_answer) {
  const std::set<std::string> open_ones{"/healthz", "/metrics", "/v1/authority", "/v1/openapi.json"};
  for (const operation& op : all_) {
    answer a = open(op.method, op.path, op.takes_body ? "{}" : "");
    if (open_ones.count(op.path) > 0) {
      EXPECT_EQ(a.status, 200) << op.path;
      for (const char* header : {"content-security-policy", "cache-control"})
        EXPECT_TRUE(a.headers.count(header));
      continue;
    }
    expect_refused(op, a, true);
    EXPECT_THAT(a.headers.at("cache-control"), HasSubstr("no-store"));
  }
}

TEST_F(strictness, paths_that_leave_their_place_lead_nowhere) {
  for (const char* path :
       {"/v1/media/../../etc/passwd", "/v1/media/..%2f..%2fetc%2fpasswd", "/v1/media/%2e%2e/x", "//healthz",
        "/v1//site", "/healthz/", "/./healthz", "/v1/media/..\\..\\x", "/v1/media/%00", "/v1/media/%ff",
        "/v1/uploads/..%5c..", "/v1/media/....//", "/%2e%2e/%2e%2e/etc/passwd", "/healthz%2f..",
        "/v1/media/C:%5cx", "/v1/media/file:%2f%2f%2fetc"}) {
    for (const char* method : {"GET", "HEAD", "PUT", "DELETE"}) {
      raw_client c(port());
      c.send(request_text(method, path));
      answer a = c.read(std::string(method) == "HEAD");
      EXPECT_THAT(a.status, AnyOf(400, 401, 404, 405)) << method << " " << path;
      expect_clean(a, true);
    }
  }
}

// Nothing can be stored, and the store's folder is gone.
TEST_F(strictness, a_daemon_that_fails_tells_the_network_nothing_about_itself) {
  std::filesystem::remove_all(setup_.data / "media");
  ASSERT_TRUE(write_file(setup_.data / "media", "no folder"));
  const fakes::no_room full;
  clock_.mono_ms += 60'000;
  lobby_.begin(clock_.now().utc);
  int failed = 0;
  for (const operation& op : all_) {
    for (const std::string& body :
         {std::string("{}"), wire::to_body(lobby_.batch(1, 1)), wire::to_json(lobby_.pairing_request(9)),
          wire::to_json(wire::screen_status{})}) {
      raw_client c(port());
      c.send(request_text(op.method, op.path, op.takes_body ? body : "", lobby_.auth()));
      answer a = c.read();
      failed += a.status >= 500 ? 1 : 0;
      SCOPED_TRACE(op.method + " " + op.path + ": " + a.body.substr(0, 200));
      if (op.path != "/metrics" && op.path != "/v1/openapi.json") expect_clean(a, true);
    }
  }
  EXPECT_GE(failed, 3) << "that was tried at all";
}

}  // namespace
}  // namespace bangtin::scheduler::test
