// wire::check_head looks at the raw bytes first, and only then Beast parses them: so input that a tolerant
// parser would repair never reaches it.
#include "scheduler/http/request_parser.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "base/text.hpp"
#include "scheduler/http/http_rules.hpp"
#include "wire/message_format.hpp"
#include "wire/request_rules.hpp"

namespace bangtin::scheduler::http {

namespace http = boost::beast::http;

namespace {

using header_parser = http::request_parser<http::empty_body>;

parsed_request refuse_form(int status, std::string_view english) {
  parsed_request p;
  p.refused = refusal(status, english);
  p.malformed = p.closes = true;
  return p;
}

void take_fields(const header_parser& parser, parsed_request& p) {
  const auto& message = parser.get();
  p.closes = !parser.keep_alive();
  request& r = p.value;
  r.method = message.method_string();
  r.body_bytes = parser.content_length() ? *parser.content_length() : 0;
  for (const auto& field : message) {
    std::string& value = r.headers[lower_case(field.name_string())];
    if (!value.empty()) value += ", ";
    value += field.value();
  }
  r.bearer_sha256 = bearer_sha256(r.header("authorization"));
  static const std::string format_header = lower_case(wire::message_format_header);
  p.message_format = wire::announced_message_format(r.header(format_header));
}

reply no_endpoint(const std::string& method, std::string_view text, const std::string& allow) {
  if (allow.empty()) {
    return problem_reply({errc::not_found, msg("there is nothing at {}", printable(text)),
                          msg("see /v1/openapi.json for what there is")});
  }
  reply no = problem_reply({errc::usage, msg("the method {} is not for this path", printable(method)),
                            msg("use one of: {}", allow)},
                           405);
  no.headers.emplace_back("Allow", allow);
  return no;
}

// Finds the endpoint and fills in what the target says, or returns the refusal.
std::optional<reply> take_target(std::string_view text, const endpoint_table& endpoints, parsed_request& p) {
  if (text.size() > max_target_bytes) return refusal(414, "the target is longer than 4096 bytes");
  std::optional<target> t = parse_target(text);
  if (!t) return refusal(400, "the target is malformed");
  p.value.query = std::move(t->query);
  endpoint_table::match m = endpoints.find(p.value.method, t->segments);
  if (m.found == nullptr) return no_endpoint(p.value.method, text, m.allow);
  p.value.captured = std::move(m.captured);
  p.found = m.found;
  return std::nullopt;
}

}  // namespace

bool parsed_request::is_repeatable() const {
  return found != nullptr && found->body == body_use::none && value.body_bytes == 0;
}

parsed_request parse_request(std::string_view head, const endpoint_table& endpoints) {
  if (std::optional<wire::header_refusal> bad = wire::check_head(head))
    return refuse_form(bad->status, bad->reason);
  header_parser parser;
  parser.header_limit(static_cast<std::uint32_t>(wire::max_head_bytes));
  parser.body_limit(boost::none);
  boost::system::error_code ec;
  parser.put(asio::buffer(head.data(), head.size()), ec);
  if (ec || !parser.is_header_done()) return refuse_form(400, "the request is malformed");
  parsed_request p;
  take_fields(parser, p);
  if (std::string_view expect = p.value.header("expect"); !expect.empty()) {
    p.wants_continue = p.value.body_bytes > 0;
    if (lower_case(expect) != "100-continue") {
      p.refused = refusal(417, "this expectation is not known");
      return p;
    }
  }
  p.refused = take_target(parser.get().target(), endpoints, p);
  return p;
}

}  // namespace bangtin::scheduler::http
