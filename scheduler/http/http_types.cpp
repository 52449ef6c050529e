#include "scheduler/http/http_types.hpp"

#include <algorithm>

#include "scheduler/http/http_metrics.hpp"
#include "scheduler/http/http_rules.hpp"
#include "wire/problem.hpp"

namespace bangtin::scheduler::http {

namespace {
std::string_view value_of(const std::map<std::string, std::string>& all, std::string_view name) {
  auto found = all.find(std::string(name));
  // "" and not a null view, so that callers may format or hash it.
  return found == all.end() ? std::string_view("") : std::string_view(found->second);
}
}  // namespace

std::string_view request::header(std::string_view lower_case_name) const {
  return value_of(headers, lower_case_name);
}
std::string_view request::parameter(std::string_view name) const {
  return value_of(query, name);
}

std::optional<std::int64_t> request::number(std::string_view name) const {
  std::string_view text = parameter(name);
  return text.empty() ? 0 : parse_whole_number(text);
}

std::uint64_t reply::body_bytes() const {
  if (const auto* text = std::get_if<std::string>(&body)) return text->size();
  if (const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&body)) return (*shared)->size();
  const auto* slice = std::get_if<file_slice>(&body);
  return slice != nullptr ? slice->length : 0;
}

piece_source* reply::pieces() const {
  const auto* source = std::get_if<std::shared_ptr<piece_source>>(&body);
  return source != nullptr ? source->get() : nullptr;
}

void duration_histogram::add(std::chrono::duration<double> d) {
  auto at = std::lower_bound(bounds_s.begin(), bounds_s.end(), d.count());
  ++counts[static_cast<std::size_t>(at - bounds_s.begin())];
  sum += d;
}

reply json_reply(const json::value& v, int status) {
  return text_reply(canonical(v), "application/json", status);
}

reply text_reply(std::string text, std::string content_type, int status) {
  reply r;
  r.status = status;
  r.content_type = std::move(content_type);
  r.body = std::move(text);
  return r;
}

reply problem_reply(const error& e, int status, const json::object& more) {
  if (status == 0) status = wire::http_status(e.code);
  return text_reply(wire::to_problem(e, status, more), "application/problem+json", status);
}

reply refusal(int status, std::string_view english) {
  return problem_reply({status == 431 || status == 414 ? errc::limit : errc::invalid, msg("{}", english),
                        msg("correct the request and send it again")},
                       status);
}

}  // namespace bangtin::scheduler::http
