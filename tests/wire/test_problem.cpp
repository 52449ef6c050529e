#include <gmock/gmock.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "wire/problem.hpp"

namespace bangtin::wire {
namespace {

TEST(problem, document_is_exactly_this) {
  const error e{errc::not_found, msg("there is no screen \"{}\"", "hall"), msg("see `bangtin screen list`")};
  EXPECT_EQ(to_problem(e, 404),
            R"({"code":"not_found","detail":"there is no screen \"hall\" — see `bangtin screen list`",)"
            R"("remedy":{"args":[],"id":"see `bangtin screen list`"},"status":404,"title":"Not Found",)"
            R"("type":"about:blank","what":{"args":["hall"],"id":"there is no screen \"{}\""}})");
}

TEST(problem, every_error_comes_back_as_it_went) {
  for (errc code : {errc::usage, errc::invalid, errc::not_found, errc::conflict, errc::forbidden, errc::limit,
                    errc::verification, errc::unreachable, errc::io, errc::unsupported, errc::internal}) {
    const error e{code, msg("{} of {} \"Đ\"\n", 1, "x{}y"), msg("try {0} and {0}", 2)};
    const int status = http_status(code);
    EXPECT_GE(status, 400);
    EXPECT_EQ(from_problem(status, to_problem(e, status)), e) << to_string(code);
  }
}

TEST(problem, requests_add_fields_of_their_own_and_replace_none) {
  const error e{errc::conflict, msg("records are missing"), msg("send them from {}", 12)};
  const std::string body = to_problem(e, 409, {{"expected_seq", 12}, {"code", "internal"}});
  EXPECT_THAT(body, testing::HasSubstr("\"expected_seq\":12"));
  EXPECT_THAT(body, testing::HasSubstr("\"code\":\"conflict\""));
  EXPECT_EQ(from_problem(409, body), e);
}

// RFC 9457, 4.2.1: the title of about:blank is the status phrase.
TEST(problem, has_the_phrase_of_its_status_as_its_title) {
  for (const auto& [status, phrase] :
       std::vector<std::pair<int, std::string>>{{400, "Bad Request"},
                                                {413, "Content Too Large"},
                                                {429, "Too Many Requests"},
                                                {507, "Insufficient Storage"}}) {
    EXPECT_THAT(to_problem({errc::limit, msg("w"), msg("r")}, status),
                testing::HasSubstr("\"title\":\"" + phrase + "\""));
  }
}

TEST(problem, other_bodies_give_an_error_by_the_status) {
  const std::string good = to_problem({errc::io, msg("w"), msg("r")}, 500);
  std::vector<std::string> bodies{"",
                                  "<html>Bad gateway</html>",
                                  "{}",
                                  "[]",
                                  "null",
                                  std::string(100'000, ' '),
                                  R"({"code":1,"what":{},"remedy":{}})"};
  for (const char* field : {"\"code\"", "\"what\"", "\"remedy\"", "\"id\"", "\"args\""}) {
    std::string without = good;
    without.insert(without.find(field) + 1, "x");
    bodies.push_back(without);
  }
  const std::vector<std::pair<int, errc>> codes{
      {400, errc::invalid},  {401, errc::forbidden}, {403, errc::forbidden},   {404, errc::not_found},
      {409, errc::conflict}, {413, errc::limit},     {502, errc::unreachable}, {503, errc::unreachable},
      {500, errc::internal}, {418, errc::invalid}};
  for (const std::string& body : bodies) {
    for (auto [status, code] : codes) {
      const error e = from_problem(status, body);
      EXPECT_EQ(e.code, code) << status << " " << body.substr(0, 100);
      EXPECT_FALSE(e.what.empty());
      EXPECT_FALSE(e.remedy.empty());
    }
  }
}

}  // namespace
}  // namespace bangtin::wire
