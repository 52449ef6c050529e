#include "scheduler/http/reply_head.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/beast/http/status.hpp>
#include <optional>

#include "wire/message_format.hpp"

namespace bangtin::scheduler::http {

namespace http = boost::beast::http;

namespace {

// No answer is a page: a browser must neither guess its type, nor run or frame it, nor let another site read
// it.
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Referrer-Policy: no-referrer\r\n";

}  // namespace

std::string reply_head(const reply& r, utc_ms now, bool closes) {
  std::string head = fmt::format(
      "HTTP/1.1 {} {}\r\nServer: bangtin\r\nDate: {:%a, %d %b %Y %H:%M:%S} GMT\r\n", r.status,
      std::string_view(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(r.status)))),
      fmt::gmtime(std::chrono::system_clock::to_time_t(
          std::chrono::time_point_cast<std::chrono::system_clock::duration>(now))));
  const bool bodiless = r.status == 204 || r.status == 304;
  if (!bodiless)
    head += fmt::format("Content-Type: {}\r\nContent-Length: {}\r\n", r.content_type, r.body_bytes());
  bool may_be_kept = false;
  for (const auto& [name, value] : r.headers) {
    head += fmt::format("{}: {}\r\n", name, value);
    may_be_kept = may_be_kept || name == "Cache-Control";
  }
  if (!may_be_kept) head += "Cache-Control: no-store\r\n";
  head += fmt::format("{}: {}\r\n", wire::message_format_header, wire::message_format);
  head += security_headers;
  if (closes) head += "Connection: close\r\n";
  return head + "\r\n";
}

void fit_messages(reply& r, std::int64_t format) {
  if (r.content_type != "application/json" && r.content_type != "application/problem+json") return;
  const auto* own = std::get_if<std::string>(&r.body);
  const auto* shared = std::get_if<std::shared_ptr<const std::string>>(&r.body);
  if (own == nullptr && shared == nullptr) return;
  if (std::optional<std::string> fitting = wire::in_message_format(own != nullptr ? *own : **shared, format))
    r.body = std::move(*fitting);
}

}  // namespace bangtin::scheduler::http
