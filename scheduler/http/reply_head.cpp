#include "scheduler/http/reply_head.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <boost/beast/http/status.hpp>
#include <optional>

#include "wire/message_format.hpp"

namespace bangtin::scheduler::http {

namespace http = boost::beast::http;

namespace {

// A browser must neither guess the type of an answer, nor run or frame it, nor let another site read it.
constexpr std::string_view policy_of_no_page =
    "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
constexpr std::string_view security_headers =
    "X-Content-Type-Options: nosniff\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n"
    "Referrer-Policy: no-referrer\r\n";

}  // namespace

const std::string& reply_date::text() {
  using std::chrono::system_clock;
  const auto now = std::chrono::steady_clock::now();
  if (!made_ || now - *made_ >= std::chrono::milliseconds(250)) {
    made_ = now;
    text_ = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT",
                        fmt::gmtime(system_clock::to_time_t(
                            std::chrono::time_point_cast<system_clock::duration>(clock_.now().utc))));
  }
  return text_;
}

std::string reply_head(const reply& r, std::string_view date, bool closes) {
  std::string head;
  head.reserve(512);
  const auto field = [&head](std::string_view name, std::string_view value) {
    ((head += name) += ": ") += value;
    head += "\r\n";
  };
  const auto status = http::int_to_status(static_cast<unsigned>(r.status));
  ((head += "HTTP/1.1 ") += std::to_string(r.status)) += ' ';
  (head += std::string_view(http::obsolete_reason(status))) += "\r\n";
  field("Server", "bangtin");
  field("Date", date);
  const bool bodiless = r.status == 204 || r.status == 304;
  if (!bodiless) {
    field("Content-Type", r.content_type);
    if (r.pieces() != nullptr) {
      field("Transfer-Encoding", "chunked");
    } else {
      field("Content-Length", std::to_string(r.body_bytes()));
    }
  }
  bool may_be_kept = false, is_page = false;
  for (const auto& [name, value] : r.headers) {
    field(name, value);
    may_be_kept = may_be_kept || name == "Cache-Control";
    is_page = is_page || name == "Content-Security-Policy";
  }
  if (!may_be_kept) field("Cache-Control", "no-store");
  field(wire::message_format_header, std::to_string(wire::message_format));
  if (!is_page) head += policy_of_no_page;
  head += security_headers;
  if (closes) field("Connection", "close");
  return head += "\r\n";
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
