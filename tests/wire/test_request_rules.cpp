#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "evidence/mutate.hpp"
#include "wire/request_rules.hpp"

namespace bangtin::wire {
namespace {

const std::string host = "Host: bangtin.example:8470\r\n";

std::string get(const std::string& more, const std::string& line = "GET /v1/site HTTP/1.1") {
  return line + "\r\n" + host + more + "\r\n";
}

TEST(request_rules, requests_as_clients_send_them_pass) {
  const std::vector<std::pair<const char*, std::string>> good{
      {"curl", get("User-Agent: curl/7.88.1\r\nAccept: */*\r\n")},
      {"query and percent signs", get("", "GET /v1/plays/count?month=2026-10&by=task%2Ctheme HTTP/1.1")},
      {"upload", get("Content-Length: 1048576\r\nContent-Range: bytes 0-1048575/5000000\r\n",
                     "PUT /v1/uploads/abc HTTP/1.1")},
      {"empty body", get("Content-Length: 0\r\n", "POST /v1/media HTTP/1.1")},
      {"largest length", get("Content-Length: 999999999999999999\r\n")},
      {"no white space before a value", get("Accept:*/*\r\n")},
      {"tab and spaces around a value", get("Accept: \t */* \t\r\n")},
      {"empty value", get("Accept:\r\n")},
      {"UTF-8 in a value", get("X-Name: Sảnh\r\n")},
      {"names in any case", "GET / HTTP/1.1\r\nhOST: a\r\ncontent-LENGTH: 5\r\n\r\n"},
      {"IPv6 host", "GET / HTTP/1.1\r\nHost: [::1]:8470\r\n\r\n"},
      {"method of its own", get("", "REPORT / HTTP/1.1")},
      {"100 fields", "GET / HTTP/1.1\r\n" + host + [] {
         std::string all;
         for (int i = 0; i < 99; ++i) all += "X: y\r\n";
         return all + "\r\n";
       }()}};
  for (const auto& [situation, head] : good) {
    std::optional<header_refusal> refusal = check_head(head);
    EXPECT_FALSE(refusal) << situation << ": " << refusal->reason;
  }
}

struct malformed {
  const char* situation;
  std::string head;
  int status = 400;
};

std::vector<malformed> malformed_heads() {
  std::string many = "GET / HTTP/1.1\r\n" + host;
  for (int i = 0; i < 100; ++i) many += "X: y\r\n";
  return {
      {"nothing", ""},
      {"empty line only", "\r\n\r\n"},
      {"not whole", "GET / HTTP/1.1\r\n" + host},
      {"line feeds only", "GET / HTTP/1.1\nHost: a\n\n"},
      {"something behind it", get("") + "GET / HTTP/1.1\r\n" + host + "\r\n"},
      {"body behind it", get("") + "x\r\n\r\n"},
      // version
      {"HTTP/1.0", get("", "GET / HTTP/1.0")},
      {"HTTP/2", get("", "GET / HTTP/2")},
      {"HTTP/2.0 preface", "PRI * HTTP/2.0\r\n\r\n"},
      {"HTTP/1.2", get("", "GET / HTTP/1.2")},
      {"http in small letters", get("", "GET / http/1.1")},
      {"no version", get("", "GET /")},
      {"version with more behind", get("", "GET / HTTP/1.1x")},
      // request line
      {"no target", get("", "GET HTTP/1.1")},
      {"two spaces", get("", "GET  / HTTP/1.1")},
      {"space in the target", get("", "GET /a b HTTP/1.1")},
      {"space at the end", get("", "GET / HTTP/1.1 ")},
      {"space at the beginning", get("", " GET / HTTP/1.1")},
      {"tab for a space", get("", "GET\t/ HTTP/1.1")},
      {"no method", get("", " / HTTP/1.1")},
      {"method with a colon", get("", "GE:T / HTTP/1.1")},
      {"absolute target", get("", "GET http://other/ HTTP/1.1")},
      {"asterisk", get("", "OPTIONS * HTTP/1.1")},
      {"authority", get("", "CONNECT other:443 HTTP/1.1")},
      {"fragment", get("", "GET /#x HTTP/1.1")},
      {"byte beyond ASCII in the target", get("", "GET /\xE1 HTTP/1.1")},
      {"empty line before it", "\r\n" + get("")},
      // Transfer-Encoding
      {"chunked", get("Transfer-Encoding: chunked\r\n"), 411},
      {"chunked in capitals", get("TRANSFER-ENCODING: CHUNKED\r\n"), 411},
      {"identity", get("Transfer-Encoding: identity\r\n"), 411},
      {"empty encoding", get("Transfer-Encoding:\r\n"), 411},
      {"chunked beside a length", get("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n"), 411},
      {"encoding with a space before the colon", get("Transfer-Encoding : chunked\r\n")},
      {"encoding behind a vertical tab", get("Transfer-Encoding:\vchunked\r\n")},
      // Host
      {"no Host", "GET / HTTP/1.1\r\nAccept: */*\r\n\r\n"},
      {"two Hosts", get("Host: other\r\n")},
      {"the same Host twice", get(host)},
      {"empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n"},
      {"Host with a space", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n"},
      {"Host with a comma", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
      {"Host with a user", "GET / HTTP/1.1\r\nHost: x@a\r\n\r\n"},
      {"Host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      // Content-Length
      {"two lengths", get("Content-Length: 5\r\nContent-Length: 6\r\n")},
      {"the same length twice", get("Content-Length: 5\r\nContent-Length: 5\r\n")},
      {"lengths in a list", get("Content-Length: 5, 5\r\n")},
      {"length with a sign", get("Content-Length: +5\r\n")},
      {"negative length", get("Content-Length: -5\r\n")},
      {"hexadecimal length", get("Content-Length: 0x5\r\n")},
      {"length with a space", get("Content-Length: 5 5\r\n")},
      {"no length", get("Content-Length:\r\n")},
      {"length beyond 64 bits", get("Content-Length: 99999999999999999999\r\n")},
      {"length with a letter", get("Content-Length: 5x\r\n")},
      // folding and white space
      {"folded over two lines", get("X: a\r\n b\r\n")},
      {"folded with a tab", get("X: a\r\n\tb\r\n")},
      {"first field folded", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"white space before a colon", get("Accept : x\r\n")},
      {"tab before a colon", get("Accept\t: x\r\n")},
      {"space in a name", get("Ac cept: x\r\n")},
      {"no name", get(": x\r\n")},
      {"no colon", get("Accept\r\n")},
      {"name with a bracket", get("Acc(ept: x\r\n")},
      {"name beyond ASCII", get("Acc\xC3\xA9pt: x\r\n")},
      // control characters
      {"bare CR in a value", get("X: a\rb\r\n")},
      {"bare LF in a value", get("X: a\nContent-Length: 5\r\n")},
      {"bare LF after the request line", "GET / HTTP/1.1\n" + host + "\r\n"},
      {"CR CR LF", get("X: a\r\r\n")},
      {"NUL in a value", get(std::string("X: a\0b\r\n", 8))},
      {"NUL in a name", get(std::string("X\0: b\r\n", 7))},
      {"NUL in the target", get("", std::string("GET /a\0b HTTP/1.1", 17))},
      {"escape in a value", get("X: \x1b[2J\r\n")},
      {"DEL in a value", get("X: \x7f\r\n")},
      {"DEL in the target", get("", "GET /\x7f HTTP/1.1")},
      // bounds
      {"101 fields", many + "\r\n", 431},
      {"longer than 16 KiB", get("X: " + std::string(max_head_bytes, 'a') + "\r\n"), 431},
  };
}

TEST(request_rules, whatever_has_two_readings_is_refused) {
  for (const malformed& m : malformed_heads()) {
    std::optional<header_refusal> refusal = check_head(m.head);
    ASSERT_TRUE(refusal) << m.situation;
    EXPECT_EQ(refusal->status, m.status) << m.situation << ": " << refusal->reason;
    EXPECT_FALSE(refusal->reason.empty());
  }
}

TEST(request_rules, longest_head_that_is_allowed_passes) {
  const std::size_t rest = get("X: \r\n").size();
  EXPECT_FALSE(check_head(get("X: " + std::string(max_head_bytes - rest, 'a') + "\r\n")));
  EXPECT_TRUE(check_head(get("X: " + std::string(max_head_bytes - rest + 1, 'a') + "\r\n")));
}

RC_GTEST_PROP(request_rules, random_and_mutated_heads_are_answered, ()) {
  check_head(*rc::gen::string<std::string>());
  check_head(*rc::gen::string<std::string>() + "\r\n\r\n");
  check_head(fakes::mutated(get("Content-Length: 5\r\nAccept: */*\r\n")) + "\r\n\r\n");
  RC_SUCCEED();
}

}  // namespace
}  // namespace bangtin::wire
