// The JSON of authority.hpp. It uses the signed texts of messages.hpp, which itself has the authority in its
// pairing grants; so it is a source apart from authority.cpp.
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "wire/authority.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

// Escapes make the JSON longer than the texts.
constexpr std::size_t max_stated_bytes = 4 * max_authority_bytes;

}  // namespace

json::value to_value(const stated_authority& a) {
  return json::object{{"certificate", a.certificate}, {"statement", to_value(a.statement)}};
}

std::string to_json(const stated_authority& a) {
  return canonical(json::object{{"authority", to_value(a)}});
}

result<stated_authority> stated_authority_from_value(const json::value& v) {
  json_reader f(v);
  stated_authority a;
  a.certificate = f.text("certificate", max_authority_bytes);
  result<evidence::signed_text> statement = note_from_value(f.any("statement"));
  if (!statement) f.fail(statement.error());
  if (std::optional<error> bad = f.finish()) return *bad;
  a.statement = std::move(*statement);
  return a;
}

result<stated_authority> stated_authority_from_json(std::string_view text) {
  if (text.size() > max_stated_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", max_stated_bytes),
                 msg("send a shorter one")};
  }
  result<json::value> parsed = parse_json(text, {.max_depth = 3, .max_values = 8});
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  result<stated_authority> a = stated_authority_from_value(f.any("authority"));
  if (!a) f.fail(a.error());
  if (std::optional<error> bad = f.finish()) return *bad;
  return a;
}

}  // namespace bangtin::wire
