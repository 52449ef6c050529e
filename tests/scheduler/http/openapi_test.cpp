#include <set>

#include "scheduler/http/openapi.hpp"
#include "scheduler/site.hpp"

namespace bangtin::scheduler::test {
namespace {

class openapi : public site {
 protected:
  void SetUp() override {
    start();
    document = parsed(open("GET", "/v1/openapi.json"));
  }
  template <class Visit>
  void each_operation(Visit visit) const {
    for (const auto& [path, operations] : document.at("paths").as_object()) {
      for (const auto& [method, operation] : operations.as_object()) {
        visit(fmt::format("{} {}", std::string_view(method), std::string_view(path)), operation.as_object());
      }
    }
  }
  json::value document;
};

TEST_F(openapi, names_each_operation_once_and_says_whom_it_is_for) {
  std::set<std::string> ids;
  each_operation([&](const std::string& where, const json::object& o) {
    std::string id(o.at("operationId").as_string());
    EXPECT_FALSE(id.empty()) << where;
    EXPECT_TRUE(ids.insert(id).second) << where << ": " << id;
    EXPECT_TRUE(http::is_openapi_tag(o.at("tags").at(0).as_string())) << where;
    EXPECT_TRUE(o.contains("security")) << where;
  });
  EXPECT_GE(ids.size(), 27U);
}

TEST_F(openapi, declares_an_answer_and_refusals_of_every_operation) {
  each_operation([&](const std::string& where, const json::object& o) {
    const json::object& responses = o.at("responses").as_object();
    bool answers = false;
    for (const auto& pair : responses) answers = answers || pair.key().starts_with("2");
    EXPECT_TRUE(answers) << where;
    EXPECT_TRUE(responses.contains("400") && responses.contains("413")) << where;
    EXPECT_EQ(responses.contains("411"), o.contains("requestBody")) << where;
    // Who signs in needs no credential, and shows one.
    const bool shows_credential = !o.at("security").as_array().empty() || where == "post /v1/session";
    EXPECT_EQ(responses.contains("401"), shows_credential) << where;
  });
}

// Tests the check that `site` applies to every answer.
TEST_F(openapi, notices_answers_that_it_does_not_declare) {
  answer a{200, {{"content-type", "application/json"}}, R"({"status":"ok"})"};
  const api_document yardstick(document);
  auto fits = [&] { return !yardstick.violation("GET", "/healthz?x=1", a); };
  EXPECT_TRUE(fits());
  a.body = R"({"status":"ok","more":1})";
  EXPECT_FALSE(fits());
  a.body = R"({"status":1})";
  EXPECT_FALSE(fits());
  a.body = R"({"status":"ok"})";
  a.status = 418;
  EXPECT_FALSE(fits());
  a.status = 200;
  a.headers["content-type"] = "text/html";
  EXPECT_FALSE(fits());
}

TEST_F(openapi, gives_the_true_content_types) {
  auto of = [&](const char* path, const char* method, const char* status) {
    const json::value& content =
        document.at("paths").at(path).at(method).at("responses").at(status).at("content");
    return std::string(content.as_object().begin()->key());
  };
  EXPECT_EQ(of("/metrics", "get", "200"), "text/plain; version=0.0.4; charset=utf-8");
  EXPECT_EQ(of("/v1/media/{sha256}", "get", "206"), "application/octet-stream");
  EXPECT_EQ(of("/v1/plays/heads", "get", "200"), "application/pdf");
  const json::object& report = document.at("paths")
                                   .at("/v1/plays/export")
                                   .at("get")
                                   .at("responses")
                                   .at("200")
                                   .at("content")
                                   .as_object();
  for (const char* type :
       {"text/csv; charset=utf-8", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/pdf", "application/jsonl"}) {
    EXPECT_TRUE(report.contains(type)) << type;
  }
  EXPECT_EQ(of("/v1/screens/{name}/shot", "get", "200"), "image/jpeg");
  EXPECT_EQ(
      document.at("components").at("responses").at("refusal_404").at("content").as_object().begin()->key(),
      "application/problem+json");
}

}  // namespace
}  // namespace bangtin::scheduler::test
