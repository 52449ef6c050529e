// The signature is checked before the text is read, as for every other signed text.
#include "wire/daemon_time.hpp"

#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "evidence/note_text.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view time_kind = "bangtin-time-1";
constexpr std::size_t nonce_digits = 64;
constexpr std::size_t max_answer_bytes = 4096;

}  // namespace

bool is_nonce(std::string_view text) {
  return evidence::is_lower_hex(text, nonce_digits);
}

std::string to_text(const daemon_time& t) {
  return fmt::format("{}\n{}\n{}\n{}\n", time_kind, t.nonce, to_unix_ms(t.utc),
                     t.synced ? "synced" : "unsynced");
}

result<daemon_time> daemon_time_from_text(std::string_view text) {
  auto values = evidence::note_values(text, time_kind, 3);
  if (!values || !is_nonce((*values)[0])) return evidence::not_a_note(time_kind);
  std::optional<std::int64_t> ms = evidence::plain_integer((*values)[1], evidence::largest_time_ms);
  bool synced = (*values)[2] == "synced";
  if (!ms || (!synced && (*values)[2] != "unsynced")) return evidence::not_a_note(time_kind);
  return daemon_time{std::string((*values)[0]), from_unix_ms(*ms), synced};
}

std::string time_to_json(const evidence::signed_text& n) {
  return canonical(json::object{{"time", to_value(n)}});
}

result<evidence::signed_text> time_from_json(std::string_view text) {
  if (text.size() > max_answer_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", max_answer_bytes),
                 msg("send a shorter one")};
  }
  result<json::value> parsed = parse_json(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  result<evidence::signed_text> n = note_from_value(f.any("time"));
  if (std::optional<error> bad = f.finish()) return *bad;
  return n;
}

result<daemon_time> verify_time(const evidence::signed_text& n, const public_key& daemon,
                                std::string_view nonce) {
  if (!evidence::verify(n, daemon)) {
    return error{errc::verification, msg("the daemon's key did not sign this time"),
                 msg("find out who answers at the daemon's address")};
  }
  result<daemon_time> t = daemon_time_from_text(n.text);
  if (t && t->nonce != nonce) {
    return error{errc::verification, msg("this time answers another question"),
                 msg("find out who answers at the daemon's address")};
  }
  return t;
}

}  // namespace bangtin::wire
