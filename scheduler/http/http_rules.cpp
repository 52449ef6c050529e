// Boost.URL parses targets; these functions then refuse everything that it tolerates and we do not.
#include "scheduler/http/http_rules.hpp"

#include <algorithm>
#include <boost/url/encode.hpp>
#include <boost/url/grammar/lut_chars.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/pchars.hpp>
#include <boost/url/url_view.hpp>

#include "base/text.hpp"

namespace bangtin::scheduler::http {

namespace urls = boost::urls;

namespace {

// Escapes each character of the target that RFC 3986 does not allow: screens send names with unescaped
// characters like "[", which Boost.URL would refuse. Existing escapes stay unchanged.
std::string with_escapes(std::string_view text) {
  constexpr auto unreserved = urls::pchars + urls::grammar::lut_chars("/?");
  std::string out;
  for (const std::string& part : split(text, '%')) out += '%' + urls::encode(part, unreserved);
  return out.substr(1);
}

std::optional<std::string> decoded(urls::pct_string_view text, bool plus_is_space) {
  std::string out = text.decode(urls::encoding_opts(plus_is_space));
  if (!is_clean_utf8(out) || out.find_first_of("\t\n") != std::string::npos) return std::nullopt;
  return out;
}

}  // namespace

std::optional<std::uint64_t> parse_whole_number(std::string_view text) {
  if (text.starts_with('-')) return std::nullopt;  // "-0" too
  return parse_integer(text, 0, std::int64_t{1} << 62);
}

std::optional<target> parse_target(std::string_view text) {
  // Clients must not send a fragment. Boost.URL silently drops "/./" at the beginning, which is a dot segment
  // and must be refused like all others.
  if (text.find('#') != std::string_view::npos || text.starts_with("/./")) return std::nullopt;
  std::string escaped = with_escapes(text);
  auto url = urls::parse_origin_form(escaped);
  if (!url) return std::nullopt;
  const bool is_root = text.substr(0, text.find('?')) == "/";  // the only path without segments
  if (url->encoded_segments().empty() && !is_root) return std::nullopt;
  target t;
  for (urls::pct_string_view part : url->encoded_segments()) {
    std::optional<std::string> segment = decoded(part, false);
    if (!segment || segment->empty() || *segment == "." || *segment == "..") return std::nullopt;
    if (segment->find('/') != std::string::npos) return std::nullopt;
    t.segments.push_back(std::move(*segment));
  }
  if (url->encoded_query().empty()) return t;
  for (const urls::param_pct_view& p : url->encoded_params()) {
    std::optional<std::string> name = decoded(p.key, true);
    std::optional<std::string> value = decoded(p.value, true);
    if (!name || !value || name->empty()) return std::nullopt;
    if (!t.query.emplace(std::move(*name), std::move(*value)).second) return std::nullopt;
  }
  return t;
}

std::variant<whole, byte_range, unsatisfiable> choose_range(std::string_view range, std::string_view if_range,
                                                            std::string_view etag, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  if (!range.starts_with(unit) || (!if_range.empty() && if_range != etag)) return whole{};
  std::string_view spec = trimmed(range.substr(unit.size()));
  std::size_t dash = spec.find('-');
  if (dash == std::string_view::npos || spec.find(',') != std::string_view::npos) return whole{};
  std::string_view first_text = spec.substr(0, dash);
  std::string_view last_text = spec.substr(dash + 1);
  std::optional<std::uint64_t> first = parse_whole_number(first_text);
  std::optional<std::uint64_t> last = parse_whole_number(last_text);
  if ((!first && !first_text.empty()) || (!last && !last_text.empty()) || (!first && !last)) return whole{};
  if (!first) {  // "bytes=-N" means the last N bytes
    if (*last == 0 || size == 0) return unsatisfiable{};
    return byte_range{size - std::min(*last, size), size};
  }
  if (last && *last < *first) return whole{};
  if (*first >= size) return unsatisfiable{};
  return byte_range{*first, last ? std::min(*last + 1, size) : size};
}

bool names_etag(std::string_view if_none_match, std::string_view etag) {
  for (const std::string& part : split(if_none_match, ',')) {
    std::string_view tag = trimmed(part);
    if (tag.starts_with("W/")) tag.remove_prefix(2);
    if (tag == "*" || (!tag.empty() && tag == etag)) return true;
  }
  return false;
}

bool preconditions_hold(const std::string* if_match, const std::string* if_none_match,
                        std::string_view etag) {
  auto is_any = [](const std::string& tags) { return trimmed(tags) == "*"; };
  if (if_match != nullptr) {
    std::vector<std::string> tags = split(*if_match, ',');
    bool fits =
        std::any_of(tags.begin(), tags.end(), [&](const std::string& tag) { return trimmed(tag) == etag; });
    if (etag.empty() || (!fits && !is_any(*if_match))) return false;
  }
  return if_none_match == nullptr || etag.empty() || !names_etag(*if_none_match, etag);
}

std::optional<content_range> parse_content_range(std::string_view text) {
  constexpr std::string_view unit = "bytes ";
  if (!text.starts_with(unit)) return std::nullopt;
  text.remove_prefix(unit.size());
  std::size_t slash = text.find('/');
  if (text.substr(0, slash) == "*" && slash != std::string_view::npos) {
    std::optional<std::uint64_t> total = parse_whole_number(text.substr(slash + 1));
    if (!total) return std::nullopt;
    return content_range{*total, *total, *total};
  }
  std::size_t dash = text.find('-');
  if (dash == std::string_view::npos || slash == std::string_view::npos || slash < dash) return std::nullopt;
  std::optional<std::uint64_t> first = parse_whole_number(text.substr(0, dash));
  std::optional<std::uint64_t> last = parse_whole_number(text.substr(dash + 1, slash - dash - 1));
  std::optional<std::uint64_t> total = parse_whole_number(text.substr(slash + 1));
  if (!first || !last || !total || *first > *last || *last >= *total) return std::nullopt;
  return content_range{*first, *last, *total};
}

std::optional<digest> bearer_sha256(std::string_view authorization) {
  constexpr std::string_view scheme = "Bearer ";
  if (!authorization.starts_with(scheme) || authorization.size() == scheme.size()) return std::nullopt;
  return sha256(authorization.substr(scheme.size()));
}

}  // namespace bangtin::scheduler::http
