#include "wire/bundle_logs.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr std::size_t max_log_bytes = 32;

result<known_log> known_log_from(const json::value& v) {
  json_reader f(v);
  known_log l{f.text("log", max_log_bytes), {}};
  const json::value& receipt = f.any("receipt");
  if (std::optional<error> bad = f.finish()) return *bad;
  if (receipt.is_null()) return l;
  result<evidence::signed_text> note = note_from_value(receipt);
  if (!note) return note.error();
  l.receipt = std::move(*note);
  return l;
}

}  // namespace

std::string known_logs_to_json(const std::vector<known_log>& logs) {
  json::array all;
  for (const known_log& l : logs) {
    all.push_back(
        json::object{{"log", l.log}, {"receipt", l.receipt ? to_value(*l.receipt) : json::value(nullptr)}});
  }
  return canonical(json::object{{"logs", std::move(all)}});
}

result<std::vector<known_log>> known_logs_from_json(std::string_view text) {
  if (text.size() > max_known_logs_bytes) {
    return error{errc::limit, msg("the list of logs is longer than {} bytes", max_known_logs_bytes),
                 msg("export the bundle again onto the stick")};
  }
  result<json::value> v = parse_json(text);
  if (!v) return v.error();
  json_reader f(*v);
  const json::array& list = f.list("logs", max_known_logs);
  if (std::optional<error> bad = f.finish()) return *bad;
  std::vector<known_log> all;
  for (const json::value& entry : list) {
    result<known_log> l = known_log_from(entry);
    if (!l) return l.error();
    all.push_back(std::move(*l));
  }
  return all;
}

}  // namespace bangtin::wire
