// The English text in `detail` is for people who read raw replies; our programs read only `code`, `what` and
// `remedy`.
#include "wire/problem.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>

#include "base/language.hpp"
#include "base/message_json.hpp"

namespace bangtin::wire {

namespace {

constexpr std::size_t max_problem_bytes = 64 * 1024;

struct phrase {
  int status;
  std::string_view text;
};
constexpr std::array<phrase, 23> phrases{{{200, "OK"},
                                          {202, "Accepted"},
                                          {204, "No Content"},
                                          {206, "Partial Content"},
                                          {304, "Not Modified"},
                                          {400, "Bad Request"},
                                          {401, "Unauthorized"},
                                          {403, "Forbidden"},
                                          {404, "Not Found"},
                                          {405, "Method Not Allowed"},
                                          {408, "Request Timeout"},
                                          {409, "Conflict"},
                                          {411, "Length Required"},
                                          {412, "Precondition Failed"},
                                          {413, "Content Too Large"},
                                          {416, "Range Not Satisfiable"},
                                          {422, "Unprocessable Content"},
                                          {429, "Too Many Requests"},
                                          {431, "Request Header Fields Too Large"},
                                          {501, "Not Implemented"},
                                          {503, "Service Unavailable"},
                                          {504, "Gateway Timeout"},
                                          {507, "Insufficient Storage"}}};

// The code for a reply without our problem document, for example a proxy's error page.
errc code_for(int status) {
  switch (status) {
    case 401:
    case 403:
      return errc::forbidden;
    case 404:
    case 410:
      return errc::not_found;
    case 409:
    case 412:
      return errc::conflict;
    case 413:
    case 414:
    case 431:
      return errc::limit;
    case 408:
    case 429:
    case 502:
    case 503:
    case 504:
      return errc::unreachable;
    case 501:
    case 505:
      return errc::unsupported;
    default:
      return status >= 500 ? errc::internal : errc::invalid;
  }
}

error unexplained(int status) {
  return {code_for(status), msg("the other side answered with status {} and no explanation", status),
          msg("check that the address is that of bangtind, and look into its log")};
}

}  // namespace

int http_status(errc code) {
  switch (code) {
    case errc::usage:
      return 400;
    case errc::invalid:
    case errc::verification:
    case errc::unsupported:
      return 422;
    case errc::not_found:
      return 404;
    case errc::conflict:
      return 409;
    case errc::forbidden:
      return 403;
    case errc::limit:
      return 413;
    case errc::unreachable:
      return 503;
    case errc::io:
    case errc::internal:
      break;
  }
  return 500;
}

std::string_view reason_phrase(int status) {
  auto found =
      std::find_if(phrases.begin(), phrases.end(), [&](const phrase& p) { return p.status == status; });
  if (found != phrases.end()) return found->text;
  return status == 500 ? "Internal Server Error" : "Error";
}

std::string to_problem(const error& e, int status, const json::object& more) {
  json::object o{{"type", "about:blank"},
                 {"title", json::string(reason_phrase(status))},
                 {"status", status},
                 {"detail", describe(e)},
                 {"code", json::string(to_string(e.code))},
                 {"what", to_value(e.what)},
                 {"remedy", to_value(e.remedy)}};
  for (const auto& pair : more) o.insert(pair);
  return canonical(o);
}

error from_problem(int status, std::string_view body) {
  if (body.size() > max_problem_bytes) return unexplained(status);
  result<json::value> parsed = parse_json(body);
  const json::object* o = parsed ? parsed->if_object() : nullptr;
  if (o == nullptr) return unexplained(status);
  const json::value* code = o->if_contains("code");
  const json::value* what = o->if_contains("what");
  const json::value* remedy = o->if_contains("remedy");
  if (code == nullptr || !code->is_string() || what == nullptr || remedy == nullptr)
    return unexplained(status);
  result<message> said = message_from_value(*what);
  result<message> advised = message_from_value(*remedy);
  if (!said || !advised || said->empty()) return unexplained(status);
  return {errc_from(code->get_string()), std::move(*said), std::move(*advised)};
}

}  // namespace bangtin::wire
