// The daemon's answers (docs/http.md) as values. Fields that a newer daemon adds are let pass; everything
// that is read is checked, as the other end of the socket is not this program.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing.hpp"
#include "playlists/programme/programme.hpp"
#include "wire/http_client.hpp"
#include "wire/trust.hpp"

namespace bangtin::admin_cli {

// Requests by their usual parts.
wire::request get_request(std::string path);
wire::request send_request(std::string method, std::string path, std::string body);

// GET /v1/site
struct site {
  public_key daemon;
  std::optional<public_key> root;
  std::int64_t programme_version = 0;
  std::string timezone, version;
};
result<site> get_site(wire::http_client& daemon);

// A media item as the daemon keeps it.
struct stored_media {
  std::string status;  // "accepted", "duplicate"; empty in lists
  std::string file;    // the name under which it was loaded
  digest sha256;       // of the original
  utc_ms added{};
  playlists::media_item item;  // `name` is empty: names are given by programmes
};
result<stored_media> media_from(const json::value& v);
result<std::vector<stored_media>> get_media(wire::http_client& daemon);

// Nothing when there is none.
result<std::optional<playlists::programme>> get_draft(wire::http_client& daemon);
struct published_programme {
  playlists::programme value;
  digest identity;
  wire::signed_programme note;
};
result<std::optional<published_programme>> get_current(wire::http_client& daemon);

// The array that a GET answers; errc::invalid for anything else.
result<json::array> get_list(wire::http_client& daemon, const std::string& path);

// A reader that lets unknown fields pass.
class open_fields : public fields {
 public:
  explicit open_fields(const json::value& v);
  // Milliseconds since 1970 as an instant; absent or null: nothing.
  std::optional<utc_ms> optional_time(std::string_view key);
  utc_ms time(std::string_view key);
};

// The text percent-encoded for a path or a query (RFC 3986: all but unreserved characters).
std::string url_part(std::string_view text);

}  // namespace bangtin::admin_cli
