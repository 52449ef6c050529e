#include <gmock/gmock.h>

#include <boost/json/object.hpp>
#include <stdexcept>

#include "support/temporary_folder.hpp"
#include "wire/http_client.hpp"
#include "wire/problem.hpp"
#include "wire/scripted_server.hpp"

namespace bangtin::wire {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

std::string answer(const std::string& body, const std::string& status = "200 OK",
                   const std::string& more = {}) {
  return "HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" + more +
         "\r\n" + body;
}

request get(std::string path) {
  request r;
  r.path = std::move(path);
  return r;
}

TEST(percent_encoded, leaves_unreserved_characters_only) {
  const std::string plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  EXPECT_EQ(percent_encoded(plain), plain);
  EXPECT_EQ(percent_encoded(""), "");
  EXPECT_EQ(percent_encoded(std::string_view("abc", 0)), "");
  EXPECT_EQ(percent_encoded(std::string_view("ab/cd", 3)), "ab%2F");
  EXPECT_EQ(percent_encoded("a b+c?d&e=f%g#h"), "a%20b%2Bc%3Fd%26e%3Df%25g%23h");
  EXPECT_EQ(percent_encoded("Sảnh"), "S%E1%BA%A3nh");
  EXPECT_EQ(percent_encoded(std::string("a\0\xff", 3)), "a%00%FF");
}

TEST(http_client, reply_comes_with_status_fields_and_body) {
  scripted_server server({{answer("hello", "200 OK", "ETag: \"x\"\r\nX-Two: a\r\nx-two: b\r\n")}});
  http_client client(server.url() + "/", "", "secret");
  request r = get("/v1/site?x=1");
  r.headers["If-None-Match"] = "\"y\"";
  result<reply> got = client.send(r);
  ASSERT_TRUE(got) << describe(got.error());
  EXPECT_EQ(got->status, 200);
  EXPECT_EQ(got->body, "hello");
  EXPECT_EQ(got->headers.at("etag"), "\"x\"");
  EXPECT_EQ(got->headers.at("x-two"), "a, b");
  const std::string sent = server.requests().at(0);
  EXPECT_THAT(sent, StartsWith("GET /v1/site?x=1 HTTP/1.1\r\nHost: 127.0.0.1:"));
  EXPECT_THAT(sent, HasSubstr("\r\nAuthorization: Bearer secret\r\n"));
  EXPECT_THAT(sent, HasSubstr("\r\nIf-None-Match: \"y\"\r\n"));
  EXPECT_THAT(sent, Not(HasSubstr("Content-Type")));
  EXPECT_THAT(sent, EndsWith("\r\n\r\n"));
}

TEST(http_client, writes_messages_within_messages_once_the_other_side_announces_that_it_reads_them) {
  const std::string announced = "Bangtin-Message-Format: 2\r\n";
  scripted_server server(
      {{answer("{}")}, {answer("{}", "200 OK", announced)}, {answer("{}")}, {answer("{}")}});
  http_client client(server.url(), "", "");
  const std::string nested = R"({"m":{"args":[{"args":[],"id":"b"}],"id":"a {}"}})";
  const std::string flat = R"({"m":{"args":["b"],"id":"a {}"}})";
  request post;
  post.method = "POST";
  post.path = "/v1/x";
  post.body = nested;
  for (int i = 0; i < 4; ++i) ASSERT_TRUE(client.send(post));
  const std::vector<std::string>& sent = server.requests();
  for (const std::string& r : sent) EXPECT_THAT(r, HasSubstr("\r\n" + announced));
  EXPECT_THAT(sent.at(0), EndsWith("\r\n\r\n" + flat));
  EXPECT_THAT(sent.at(1), EndsWith("\r\n\r\n" + flat));
  EXPECT_THAT(sent.at(2), EndsWith("\r\n\r\n" + nested));
  EXPECT_THAT(sent.at(3), EndsWith("\r\n\r\n" + flat)) << "an older daemon is there now";
}

TEST(http_client, bodies_are_sent_with_their_length_and_at_once) {
  const std::string large(3'000'000, '\0');
  scripted_server server({{answer("{}"), false}, {answer("{}"), false}, {answer("{}")}});
  http_client client(server.url(), "", "");
  std::uint64_t sent = 0;
  request put;
  put.method = "PUT";
  put.path = "/v1/uploads/x";
  put.body = large;
  put.content_type = "application/octet-stream";
  put.sent = [&](std::uint64_t bytes) { sent = std::max(sent, bytes); };
  ASSERT_TRUE(client.send(put));
  request post;
  post.method = "POST";
  post.path = "/v1/media";
  ASSERT_TRUE(client.send(post));
  request remove;
  remove.method = "DELETE";
  remove.path = "/v1/media/x";
  ASSERT_TRUE(client.send(remove));
  const std::vector<std::string>& seen = server.requests();
  EXPECT_EQ(sent, large.size());
  EXPECT_THAT(seen.at(0), StartsWith("PUT /v1/uploads/x HTTP/1.1\r\n"));
  EXPECT_THAT(seen.at(0), HasSubstr("\r\nContent-Length: 3000000\r\n"));
  EXPECT_THAT(seen.at(0), HasSubstr("\r\nContent-Type: application/octet-stream\r\n"));
  EXPECT_THAT(seen.at(0).substr(0, 1000), Not(HasSubstr("Expect:")));
  EXPECT_EQ(seen.at(0).substr(seen.at(0).size() - large.size()), large);
  EXPECT_THAT(seen.at(1), StartsWith("POST /v1/media HTTP/1.1\r\n"));
  EXPECT_THAT(seen.at(1), HasSubstr("\r\nContent-Length: 0\r\n"));
  EXPECT_THAT(seen.at(2), StartsWith("DELETE /v1/media/x HTTP/1.1\r\n"));
  EXPECT_EQ(server.connections(), 1) << "the connection is kept";
}

TEST(http_client, a_body_can_come_from_a_function_and_is_never_held_as_a_whole) {
  const std::string body(3'000'000, 'x');
  scripted_server server({{answer("{}"), false}, {answer("{}")}});
  http_client client(server.url(), "", "");
  request put;
  put.method = "PUT";
  put.path = "/v1/uploads/x";
  put.content_type = "application/octet-stream";
  put.source_bytes = body.size();
  std::size_t largest = 0;
  std::uint64_t sent = 0;
  put.source = [&](std::uint64_t at, std::span<char> into) -> result<std::size_t> {
    largest = std::max(largest, into.size());
    return body.copy(into.data(), std::min<std::size_t>(into.size(), 100'000), at);
  };
  put.sent = [&](std::uint64_t bytes) { sent = std::max(sent, bytes); };
  ASSERT_TRUE(client.send(put));
  ASSERT_TRUE(client.send(get("/v1/site"))) << "nothing of it is left in the handle";
  EXPECT_LE(largest, 1'000'000U);
  EXPECT_EQ(sent, body.size());
  const std::vector<std::string>& seen = server.requests();
  EXPECT_THAT(seen.at(0), StartsWith("PUT /v1/uploads/x HTTP/1.1\r\n"));
  EXPECT_THAT(seen.at(0).substr(0, 1000), HasSubstr("\r\nContent-Length: 3000000\r\n"));
  EXPECT_THAT(seen.at(0).substr(0, 1000), HasSubstr("\r\nContent-Type: application/octet-stream\r\n"));
  EXPECT_THAT(seen.at(0).substr(0, 1000), Not(HasSubstr("Expect:")));
  EXPECT_EQ(seen.at(0).substr(seen.at(0).size() - body.size()), body);
}

TEST(http_client, a_body_that_cannot_be_read_ends_the_call_with_the_reader_s_error) {
  scripted_server server({{answer("{}"), true}});
  http_client client(server.url(), "", "");
  request put;
  put.method = "PUT";
  put.path = "/v1/uploads/x";
  put.source_bytes = 3'000'000;
  put.source = [&](std::uint64_t at, std::span<char> into) -> result<std::size_t> {
    if (at > 500'000) return error{errc::conflict, msg("it became shorter"), msg("try again")};
    std::fill(into.begin(), into.end(), 'x');
    return into.size();
  };
  result<reply> got = client.send(put);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::conflict);
  put.source = [](std::uint64_t, std::span<char>) -> result<std::size_t> { throw std::runtime_error("no"); };
  scripted_server second({{answer("{}"), true}});
  http_client other(second.url(), "", "");
  EXPECT_THROW((void)other.send(put), std::runtime_error);
}

TEST(http_client, head_has_no_body_whatever_its_length_says) {
  scripted_server server({{"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n"}});
  http_client client(server.url(), "", "");
  request r = get("/v1/media/x");
  r.method = "HEAD";
  result<reply> got = client.send(r);
  ASSERT_TRUE(got) << describe(got.error());
  EXPECT_EQ(got->headers.at("content-length"), "5000");
  EXPECT_THAT(server.requests().at(0), StartsWith("HEAD "));
}

TEST(http_client, problem_becomes_the_error_that_it_describes) {
  const error e{errc::not_found, msg("there is no screen \"{}\"", "hall"), msg("see `bangtin screen list`")};
  const std::string bytes = answer(to_problem(e, 404), "404 Not Found");
  scripted_server server({{bytes, false}, {bytes, false}, {answer("<html>", "502 Bad Gateway")}});
  http_client client(server.url(), "", "");
  result<reply> raw = client.send(get("/v1/screens/hall"));
  ASSERT_TRUE(raw);
  EXPECT_EQ(raw->status, 404);
  result<reply> called = client.call(get("/v1/screens/hall"));
  ASSERT_FALSE(called);
  EXPECT_EQ(called.error(), e);
  EXPECT_EQ(client.call(get("/")).error().code, errc::unreachable);
}

TEST(http_client, json_is_read_or_refused) {
  scripted_server server(
      {{answer(R"({"a":1})"), false}, {answer("<html>"), false}, {answer(R"({"a":1,"a":2})")}});
  http_client client(server.url(), "", "");
  result<json::value> good = client.call_json(get("/"));
  ASSERT_TRUE(good);
  EXPECT_EQ(good->at("a").as_int64(), 1);
  for (const char* what : {"a page", "a key twice"}) {
    result<json::value> bad = client.call_json(get("/"));
    ASSERT_FALSE(bad) << what;
    EXPECT_EQ(bad.error().code, errc::invalid);
  }
}

TEST(http_client, statuses_below_400_are_replies_and_redirects_are_not_followed) {
  scripted_server server({{answer("", "302 Found", "Location: http://127.0.0.1:1/\r\n"), false},
                          {"HTTP/1.1 304 Not Modified\r\n\r\n", false},
                          {"HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n" + answer("late", "202 Accepted")}});
  http_client client(server.url(), "", "");
  EXPECT_EQ(client.call(get("/"))->status, 302);
  EXPECT_EQ(client.call(get("/"))->status, 304);
  result<reply> late = client.call(get("/"));
  ASSERT_TRUE(late);
  EXPECT_EQ(late->status, 202);
  EXPECT_EQ(late->body, "late");
  EXPECT_FALSE(late->headers.contains("x-early"));
}

TEST(http_client, nobody_listening_is_unreachable_with_a_remedy) {
  std::string url;
  {
    scripted_server gone({});
    url = gone.url();
  }
  http_client client(url, "", "");
  result<reply> got = client.send(get("/"));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::unreachable);
  EXPECT_THAT(describe(got.error()), HasSubstr(url));
  EXPECT_THAT(describe(got.error()), HasSubstr("bangtind"));
}

TEST(http_client, cut_connections_are_unreachable_and_the_next_request_goes_on) {
  const std::vector<std::pair<const char*, std::string>> cuts{
      {"before the status", ""},
      {"in the status", "HTTP/1."},
      {"in the head", "HTTP/1.1 200 OK\r\nContent-Le"},
      {"in the body", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive."},
      {"in a chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\na\r\nfive."},
      {"no HTTP at all", "SSH-2.0-OpenSSH_9.2\r\n"}};
  for (const auto& [situation, bytes] : cuts) {
    scripted_server server({{bytes}, {answer("whole")}});
    http_client client(server.url(), "", "");
    result<reply> got = client.send(get("/"));
    ASSERT_FALSE(got) << situation;
    EXPECT_EQ(got.error().code, errc::unreachable) << situation;
    result<reply> next = client.send(get("/"));
    ASSERT_TRUE(next) << situation;
    EXPECT_EQ(next->body, "whole");
  }
}

TEST(http_client, reply_that_is_too_large_is_refused_whether_it_says_its_length_or_not) {
  const std::string large(70'000, 'x');
  const std::string unsaid = "HTTP/1.1 200 OK\r\n\r\n" + large;
  const std::string fields = "HTTP/1.1 200 OK\r\n" + [] {
    std::string all;
    for (int i = 0; i < 1000; ++i) all += "X-" + std::to_string(i) + ": " + std::string(90, 'y') + "\r\n";
    return all;
  }() + "\r\n";
  for (const std::string& bytes : {answer(large), unsaid, fields}) {
    scripted_server server({{bytes}});
    http_client client(server.url(), "", "");
    request r = get("/");
    r.max_reply_bytes = 65'000;
    result<reply> got = client.send(r);
    ASSERT_FALSE(got);
    EXPECT_EQ(got.error().code, errc::limit);
  }
  scripted_server server({{answer(large)}});
  http_client client(server.url(), "", "");
  request r = get("/");
  r.max_reply_bytes = large.size();
  EXPECT_EQ(client.send(r)->body.size(), large.size());
}

TEST(http_client, sink_gets_the_bytes_of_a_good_reply_and_of_no_other) {
  const std::string bytes(200'000, 'x');
  scripted_server server({{answer(bytes, "206 Partial Content"), false},
                          {answer("no", "404 Not Found"), false},
                          {answer(bytes)}});
  http_client client(server.url(), "", "");
  std::string taken;
  request r = get("/v1/media/x");
  r.max_reply_bytes = 100;  // limits the bytes that are kept, not those for the sink
  r.sink = [&](std::string_view piece) {
    taken += piece;
    return true;
  };
  result<reply> good = client.send(r);
  ASSERT_TRUE(good) << describe(good.error());
  EXPECT_EQ(taken, bytes);
  EXPECT_EQ(good->body, "");
  result<reply> missing = client.send(r);
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->body, "no");
  EXPECT_EQ(taken, bytes);
  r.sink = [](std::string_view) { return false; };
  result<reply> stopped = client.send(r);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, errc::io);
}

TEST(http_client, exception_of_a_sink_reaches_the_caller) {
  scripted_server server({{answer("hello")}, {answer("hello")}});
  http_client client(server.url(), "", "");
  request r = get("/");
  r.sink = [](std::string_view) -> bool { throw std::runtime_error("full"); };
  EXPECT_THROW(client.send(r), std::runtime_error);
  EXPECT_TRUE(client.send(get("/")));
}

TEST(http_client, long_poll_ends_when_it_is_cancelled) {
  scripted_server server({{"", false, true}});
  http_client client(server.url(), "", "");
  request r = get("/v1/screens/lobby/programme?wait=60");
  int asked = 0;
  r.cancelled = [&] { return ++asked > 3; };
  result<reply> got = client.send(r);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::unreachable);
  EXPECT_EQ(asked, 4);
}

TEST(http_client, silent_server_is_left_after_the_limit) {
  scripted_server server({{"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive.", false, true},
                          {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive.", false, true}});
  http_client client(server.url(), "", "");
  request r = get("/");
  r.timeout = std::chrono::milliseconds(100);
  EXPECT_EQ(client.send(r).error().code, errc::unreachable);
  r.timeout = std::chrono::milliseconds(0);
  r.stall = std::chrono::seconds(1);
  EXPECT_EQ(client.send(r).error().code, errc::unreachable);
}

TEST(http_client, crawling_server_is_left_below_the_minimum_rate_and_what_came_is_known) {
  scripted_server server({{"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nfive.", false, false, true}});
  http_client client(server.url(), "", "");
  request r = get("/v1/media/x");
  r.timeout = std::chrono::milliseconds(0);
  r.stall = std::chrono::seconds(1);
  r.min_bytes_per_s = 1024;
  result<reply> got = client.send(r);
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::unreachable);
  EXPECT_THAT(describe(got.error()), HasSubstr("too slowly"));
  EXPECT_TRUE(client.crawled());
  EXPECT_GE(client.received(), 5u);
  EXPECT_LT(client.received(), 1000u);
}

TEST(http_client, server_that_is_silent_or_gone_does_not_crawl_but_one_that_begins_its_head_does) {
  scripted_server server({{"", false, true}, {"HTTP/1.1 2", false, true}, {"HTTP/1.1 200 OK\r\n"}});
  http_client client(server.url(), "", "");
  request r = get("/v1/media/x");
  r.timeout = std::chrono::milliseconds(100);
  EXPECT_FALSE(client.send(r));
  EXPECT_FALSE(client.crawled()) << "not a byte came";
  EXPECT_FALSE(client.send(r));
  EXPECT_TRUE(client.crawled()) << "the head began";
  EXPECT_FALSE(client.send(r));
  EXPECT_FALSE(client.crawled()) << "the connection was cut";
}

TEST(http_client, unix_socket_is_spoken_to_past_any_proxy) {
  fakes::temporary_folder folder;
  const std::string socket = (folder.path() / "admin.sock").string();
  ASSERT_EQ(::setenv("http_proxy", "http://127.0.0.1:1/", 1), 0);
  scripted_server server({{answer("local")}}, socket);
  http_client client("", socket, "");
  result<reply> got = client.send(get("/v1/site"));
  ::unsetenv("http_proxy");
  ASSERT_TRUE(got) << describe(got.error());
  EXPECT_EQ(got->body, "local");
  EXPECT_THAT(server.requests().at(0), StartsWith("GET /v1/site HTTP/1.1\r\nHost: localhost\r\n"));
}

TEST(http_client, missing_socket_is_unreachable_with_its_path) {
  http_client client("", "/nonexistent/admin.sock", "");
  result<reply> got = client.send(get("/"));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::unreachable);
  EXPECT_THAT(describe(got.error()), HasSubstr("/nonexistent/admin.sock"));
  EXPECT_THAT(describe(got.error()), HasSubstr("--socket"));
}

TEST(http_client, what_is_no_address_is_a_usage_error) {
  for (const char* server : {"ftp://127.0.0.1", "file://", "http://", "http://a b/", "gopher://127.0.0.1"}) {
    result<reply> got = http_client(server, "", "").send(get("/etc/passwd"));
    ASSERT_FALSE(got) << server;
    EXPECT_EQ(got.error().code, errc::usage) << server << ": " << describe(got.error());
  }
}

TEST(http_client, line_end_in_a_token_or_field_never_leaves) {
  scripted_server server({{answer("")}});
  EXPECT_EQ(http_client(server.url(), "", "x\r\nHost: y").send(get("/")).error().code, errc::usage);
  request r = get("/");
  r.headers["If-None-Match"] = "x\ny";
  EXPECT_EQ(http_client(server.url(), "", "").send(r).error().code, errc::usage);
  EXPECT_TRUE(http_client(server.url(), "", "good").send(get("/")));
  EXPECT_EQ(server.requests().size(), 1U);
}

}  // namespace
}  // namespace bangtin::wire
