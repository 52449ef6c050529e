#include "wire/carried_acknowledgements.hpp"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view acknowledged_kind = "bangtin-acknowledged-1";
constexpr std::size_t max_list_bytes = 1024 * 1024;

message write_again() {
  return msg("write the stick again at the screen");
}

}  // namespace

std::string to_text(const acknowledged_by_stick& a) {
  return fmt::format("{}\n{}\n{}\n{}\n", acknowledged_kind, a.screen, to_unix_ms(a.at), a.list_sha256.hex());
}

result<acknowledged_by_stick> acknowledged_by_stick_from_text(std::string_view text) {
  const auto values = evidence::note_values(text, acknowledged_kind, 3);
  if (!values || !evidence::is_one_line((*values)[0])) return evidence::not_a_note(acknowledged_kind);
  const std::optional<std::int64_t> at = evidence::plain_integer((*values)[1], evidence::largest_time_ms);
  const std::optional<digest> list = digest::from((*values)[2]);
  if (!at || !list) return evidence::not_a_note(acknowledged_kind);
  acknowledged_by_stick a{std::string((*values)[0]), from_unix_ms(*at), *list};
  if (to_text(a) != text) return evidence::not_a_note(acknowledged_kind);
  return a;
}

std::string to_json(const carried_acknowledgements& c) {
  return canonical(json::object{{"acknowledged", to_value(c.statement)}, {"list", c.list}}) + "\n";
}

result<carried_acknowledgements> carried_acknowledgements_from_json(std::string_view text) {
  if (text.size() > 2 * max_list_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", 2 * max_list_bytes),
                 msg("send a shorter one")};
  }
  while (text.ends_with('\n')) text.remove_suffix(1);
  result<json::value> parsed = parse_json(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  result<evidence::signed_text> statement = note_from_value(f.any("acknowledged"));
  carried_acknowledgements c{{}, f.text("list", max_list_bytes)};
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!statement) return statement.error();
  c.statement = std::move(*statement);
  return c;
}

carried_acknowledgements sign_acknowledgements(const std::vector<acknowledgement>& all,
                                               const std::string& screen, utc_ms at, const secret_key& key) {
  std::string list = "[";
  for (const acknowledgement& a : all) list += (list.size() > 1 ? "," : "") + to_json(a);
  list += "]";
  const acknowledged_by_stick said{screen, at, sha256(list)};
  return {evidence::sign_text(to_text(said), key), std::move(list)};
}

result<std::vector<acknowledgement>> verify(const carried_acknowledgements& c, const std::string& screen,
                                            const public_key& key) {
  if (!evidence::verify(c.statement, key)) {
    return error{errc::verification, msg("the screen's key did not sign what the stick says of notices"),
                 write_again()};
  }
  result<acknowledged_by_stick> said = acknowledged_by_stick_from_text(c.statement.text);
  if (!said || said->screen != screen || said->list_sha256 != sha256(c.list)) {
    return error{
        errc::verification,
        msg("what the stick says of notices is not what the screen \"{}\" signed", printable(screen)),
        write_again()};
  }
  result<json::value> parsed = parse_json(c.list);
  if (!parsed) return parsed.error();
  const json::array* list = parsed->if_array();
  if (list == nullptr || list->size() > max_carried_acknowledgements) {
    return error{errc::invalid, msg("what the stick says of notices cannot be read"), write_again()};
  }
  std::vector<acknowledgement> all;
  for (const json::value& v : *list) {
    result<acknowledgement> a = acknowledgement_from_json(canonical(v));
    if (!a) return a.error();
    all.push_back(std::move(*a));
  }
  return all;
}

}  // namespace bangtin::wire
