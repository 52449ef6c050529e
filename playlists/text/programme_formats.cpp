// The table names each later key by its place in the canonical bytes, so that what is found is what readers
// would have to know.
#include "playlists/text/programme_formats.hpp"

#include <algorithm>
#include <array>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <string_view>

#include "base/json.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::playlists::text {

namespace {

struct later_key {
  std::string_view list, inner_list;  // where its object is; empty: the programme itself
  std::string_view key;
  std::int64_t since;
  std::string_view shown;
};

constexpr std::array later_keys{
    later_key{"", "", "now", 2, "--now"},
    later_key{"campaigns", "", "logo", 2, "campaign: logo"},
    later_key{"campaigns", "", "qr", 2, "campaign: qr"},
    later_key{"playlists", "items", "audience", 3, "item: audience"},
    later_key{"playlists", "items", "logo", 2, "item: logo"},
    later_key{"playlists", "items", "qr", 2, "item: qr"},
    later_key{"screens", "", "ticker", 2, "screen: ticker"},
};

bool any_has(const json::object& in, std::string_view list, std::string_view inner_list,
             std::string_view key) {
  if (list.empty()) return in.contains(key);
  const json::value* entries = in.if_contains(list);
  if (entries == nullptr || !entries->is_array()) return false;
  return std::any_of(entries->get_array().begin(), entries->get_array().end(), [&](const json::value& e) {
    return e.is_object() && any_has(e.get_object(), inner_list, {}, key);
  });
}

}  // namespace

std::vector<std::string> keys_after(std::int64_t format, const programme::programme& p) {
  std::vector<std::string> unknown;
  result<json::value> bytes = parse_json(to_bytes(p));
  if (!bytes || !bytes->is_object()) return unknown;
  for (const later_key& k : later_keys) {
    if (k.since > format && any_has(bytes->get_object(), k.list, k.inner_list, k.key))
      unknown.emplace_back(k.shown);
  }
  return unknown;
}

}  // namespace bangtin::playlists::text
