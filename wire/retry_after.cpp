#include "wire/retry_after.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <cstdint>

#include "base/text.hpp"

namespace bangtin::wire {

namespace {

std::optional<std::chrono::sys_seconds> date(const std::string& text) {
  const time_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(seconds));
}

std::optional<std::chrono::seconds> asked(const std::map<std::string, std::string>& headers,
                                          std::chrono::sys_seconds now) {
  auto field = headers.find("retry-after");
  if (field == headers.end()) return std::nullopt;
  const std::string text(trimmed(field->second));
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) {
    // More digits than a day's seconds have are the maximum too.
    if (text.size() > 6) return max_retry_after;
    return std::chrono::seconds(std::stoll(text));
  }
  std::optional<std::chrono::sys_seconds> until = date(text);
  if (!until) return std::nullopt;
  auto sent = headers.find("date");
  std::optional<std::chrono::sys_seconds> there = sent == headers.end() ? std::nullopt : date(sent->second);
  return *until - there.value_or(now);
}

}  // namespace

std::optional<std::chrono::milliseconds> retry_after(int status,
                                                     const std::map<std::string, std::string>& headers,
                                                     std::chrono::sys_seconds now) {
  if (status != 429 && status != 503) return std::nullopt;
  std::optional<std::chrono::seconds> wait = asked(headers, now);
  if (!wait) return std::nullopt;
  return std::clamp<std::chrono::milliseconds>(*wait, std::chrono::seconds(0), max_retry_after);
}

}  // namespace bangtin::wire
