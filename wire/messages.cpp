#include "wire/messages.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/message_json.hpp"
#include "base/text.hpp"
#include "evidence/note_text.hpp"

// Each message is one JSON object, written and read field by field. A reader refuses unknown and missing
// fields (optional ones aside), so both sides notice when their versions differ.

namespace bangtin::wire {

namespace {

constexpr std::size_t max_body_bytes = 4 * 1024 * 1024;
constexpr std::size_t max_batch_lines = 2000;
constexpr std::size_t max_message_bytes = 64 * 1024;
constexpr std::int64_t max_format = 1'000'000;

error wrong_field(message what) {
  return {errc::invalid, std::move(what), msg("correct the field and send it again")};
}

// Reads a hexadecimal value. Only lower case is accepted, so that a value has one text.
template <class T>
T hex_field(json_reader& f, std::string_view name) {
  std::string text = f.text(name, 256);
  std::optional<T> value = T::from(text);
  if (!value || value->hex() != text) {
    f.fail(wrong_field(msg("the field \"{}\" is not in lower-case hexadecimal", name)));
    return T{};
  }
  return *value;
}

std::string clean_text(json_reader& f, std::string_view name, std::size_t max_bytes) {
  std::string text = f.text(name, max_bytes);
  if (!is_clean_utf8(text)) f.fail(wrong_field(msg("the field \"{}\" is not clean UTF-8 text", name)));
  return text;
}

evidence::signed_text note_field(json_reader& f, std::string_view name) {
  result<evidence::signed_text> note = note_from_value(f.any(name));
  if (note) return std::move(*note);
  f.fail(note.error());
  return {};
}

message message_field(json_reader& f, std::string_view name) {
  result<message> m = message_from_value(f.any(name));
  if (m) return std::move(*m);
  f.fail(m.error());
  return {};
}

// Checks length and syntax of a document, and parses it.
result<json::value> document(std::string_view text) {
  if (text.size() > max_message_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", max_message_bytes),
                 msg("send a shorter one")};
  }
  return parse_json(text);
}

clock_trust trust_field(json_reader& f, std::string_view name) {
  std::string text = f.text(name, 16);
  for (clock_trust t : {clock_trust::synced, clock_trust::estimated, clock_trust::unsynced}) {
    if (text == to_string(t)) return t;
  }
  f.fail(wrong_field(msg("the field \"{}\" is neither \"synced\" nor \"estimated\" nor \"unsynced\"", name)));
  return clock_trust::unsynced;
}

}  // namespace

std::string pairing_request_text(const pairing_request& r) {
  return fmt::format("bangtin-pairing-request-1\n{}\n{}\n{}\n{}\n{}\n{}\n", r.screen_key.hex(), r.lookup,
                     r.token_sha256.hex(), r.number, r.root ? r.root->hex() : "none", r.version);
}

pairing_request signed_by(pairing_request r, const secret_key& screen) {
  r.screen_key = screen.public_part();
  r.signature = evidence::sign_text(pairing_request_text(r), screen).signature;
  return r;
}

bool is_signed(const pairing_request& r) {
  return evidence::verify({pairing_request_text(r), r.signature}, r.screen_key);
}

std::string to_json(const pairing_request& r) {
  return canonical(json::object{{"lookup", r.lookup},
                                {"number", r.number},
                                {"root", r.root ? json::value(r.root->hex()) : json::value()},
                                {"screen_key", r.screen_key.hex()},
                                {"signature", r.signature.hex()},
                                {"token_sha256", r.token_sha256.hex()},
                                {"version", r.version}});
}

result<pairing_request> pairing_request_from_json(std::string_view text) {
  result<json::value> parsed = document(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  pairing_request r;
  if (!f.has("signature")) {
    f.fail({errc::verification, msg("the pairing request is not signed by the screen's key"),
            msg("update the player's program")});
  }
  r.screen_key = hex_field<public_key>(f, "screen_key");
  r.lookup = f.text("lookup", 4);
  if (r.lookup.size() != 4 ||
      r.lookup.find_first_not_of("0123456789ABCDEFGHJKMNPQRSTVWXYZ") != std::string::npos) {
    f.fail(wrong_field(msg("the field \"{}\" is not the first half of a pairing code", "lookup")));
  }
  r.token_sha256 = hex_field<digest>(f, "token_sha256");
  r.version = clean_text(f, "version", 64);
  if (!evidence::is_one_line(r.version)) {
    f.fail(wrong_field(msg("the field \"{}\" is not clean UTF-8 text", "version")));
  }
  r.number = f.integer("number", 1, evidence::largest_integer);
  const json::value& root = f.any("root");
  std::optional<public_key> key = root.is_string() ? public_key::from(root.get_string()) : std::nullopt;
  if (root.is_string() && key && key->hex() == root.get_string()) {
    r.root = key;
  } else if (!root.is_null()) {
    f.fail(wrong_field(msg("the field \"{}\" is not in lower-case hexadecimal", "root")));
  }
  r.signature = hex_field<bangtin::signature>(f, "signature");
  if (std::optional<error> bad = f.finish()) return *bad;
  return r;
}

std::string to_json(const pairing_grant& g) {
  json::object o{{"certificate", to_value(g.certificate)},
                 {"daemon", g.daemon.hex()},
                 {"root", g.root.hex()},
                 {"screen", g.screen},
                 {"tag", g.tag.hex()}};
  if (g.authority) o["authority"] = to_value(*g.authority);
  if (g.tag_2) o["tag_2"] = g.tag_2->hex();
  return canonical(o);
}

result<pairing_grant> pairing_grant_from_json(std::string_view text) {
  result<json::value> parsed = document(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  pairing_grant g;
  g.screen = f.text("screen", 256);
  if (!evidence::is_one_line(g.screen))
    f.fail(wrong_field(msg("the field \"{}\" is not the name of a screen", "screen")));
  g.root = hex_field<public_key>(f, "root");
  g.daemon = hex_field<public_key>(f, "daemon");
  g.certificate = note_field(f, "certificate");
  g.tag = hex_field<digest>(f, "tag");
  if (f.has("authority") || f.has("tag_2")) {
    result<stated_authority> stated = stated_authority_from_value(f.any("authority"));
    if (!stated) f.fail(stated.error());
    if (stated) g.authority = std::move(*stated);
    g.tag_2 = hex_field<digest>(f, "tag_2");
  }
  if (std::optional<error> bad = f.finish()) return *bad;
  return g;
}

std::string to_json(const screen_status& s, std::int64_t format) {
  json::object o{{"campaign", s.campaign},
                 {"clock", std::string(to_string(s.clock))},
                 {"disk_free_bytes", s.disk_free_bytes},
                 {"disk_total_bytes", s.disk_total_bytes},
                 {"frames_dropped", s.frames_dropped},
                 {"now_playing", s.now_playing},
                 {"output", s.output},
                 {"problem", s.problem},
                 {"problem_remedy", to_value(s.problem_remedy)},
                 {"problem_what", to_value(s.problem_what)},
                 {"programme_version", s.programme_version},
                 {"temperature_mc", s.temperature_mc ? json::value(*s.temperature_mc) : json::value()},
                 {"unsent_records", s.unsent_records},
                 {"utc_ms", s.utc_ms_now},
                 {"version", s.version}};
  if (format < 2) return canonical(o);
  if (s.clock_bound_ms) o["clock_bound_ms"] = *s.clock_bound_ms;
  o["changeover_ms"] = s.changeover_ms;
  o["changeover_version"] = s.changeover_version;
  o["fetch_bytes"] = s.fetch_bytes;
  o["fetch_bytes_per_s"] = s.fetch_bytes_per_s;
  o["fetch_missing_bytes"] = s.fetch_missing_bytes;
  o["next_version"] = s.next_version;
  o["programme_format"] = s.programme_format;
  o["supply"] = s.supply;
  return canonical(o);
}

namespace {

// What came with format 2.
void read_later_fields(json_reader& f, screen_status& s) {
  auto number = [&](std::string_view name, std::int64_t most) {
    return f.optional_integer(name, 0, most).value_or(0);
  };
  s.programme_format = f.optional_integer("programme_format", 1, max_format).value_or(1);
  s.next_version = number("next_version", evidence::largest_integer);
  s.fetch_bytes = number("fetch_bytes", evidence::largest_integer);
  s.fetch_missing_bytes = number("fetch_missing_bytes", evidence::largest_integer);
  s.fetch_bytes_per_s = number("fetch_bytes_per_s", evidence::largest_integer);
  s.changeover_version = number("changeover_version", evidence::largest_integer);
  s.changeover_ms = number("changeover_ms", evidence::largest_time_ms);
  // A newer player may know words that this version does not; they are kept and shown as they are.
  s.supply = f.optional_text("supply", 32).value_or("");
  if (s.supply.find_first_not_of("abcdefghijklmnopqrstuvwxyz-") != std::string::npos) {
    f.fail(wrong_field(msg("the field \"{}\" is not a word", "supply")));
  }
}

}  // namespace

result<screen_status> screen_status_from_json(std::string_view text) {
  result<json::value> parsed = document(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  screen_status s;
  s.version = clean_text(f, "version", 64);
  s.programme_version = f.integer("programme_version", 0, evidence::largest_integer);
  s.now_playing = clean_text(f, "now_playing", 4096);
  s.campaign = clean_text(f, "campaign", 4096);
  s.problem = clean_text(f, "problem", 4096);
  s.problem_what = message_field(f, "problem_what");
  s.problem_remedy = message_field(f, "problem_remedy");
  s.unsent_records = f.integer("unsent_records", 0, evidence::largest_integer);
  s.disk_free_bytes = f.integer("disk_free_bytes", 0, evidence::largest_integer);
  s.frames_dropped = f.integer("frames_dropped", 0, evidence::largest_integer);
  s.clock = trust_field(f, "clock");
  s.utc_ms_now = f.integer("utc_ms", 0, evidence::largest_time_ms);
  s.clock_bound_ms = f.optional_integer("clock_bound_ms", 0, evidence::largest_integer);
  s.disk_total_bytes = f.optional_integer("disk_total_bytes", 0, evidence::largest_integer).value_or(0);
  s.output = f.optional_text("output", 32).value_or("");
  if (!s.output.empty() && s.output != "connected" && s.output != "disconnected" && s.output != "unknown") {
    f.fail(wrong_field(msg("the field \"{}\" does not say how the display is", "output")));
  }
  s.temperature_mc = f.optional_integer("temperature_mc", -1'000'000, 1'000'000);
  read_later_fields(f, s);
  if (std::optional<error> bad = f.finish()) return *bad;
  return s;
}

std::string to_body(const evidence::batch& b) {
  std::string body = canonical(json::object{{"first_seq", b.first_seq}, {"head", to_value(b.head)}});
  body += '\n';
  for (const std::string& line : b.lines) {
    body += line;
    body += '\n';
  }
  return body;
}

result<evidence::batch> batch_from_body(std::string_view body) {
  if (body.size() > max_body_bytes) {
    return error{errc::limit, msg("the records take more than {} bytes", max_body_bytes),
                 msg("send them in smaller batches")};
  }
  std::size_t end = body.find('\n');
  if (end == std::string_view::npos || body.back() != '\n') {
    return error{errc::invalid, msg("the records are not whole lines"),
                 msg("send the head, then each record, each on a line of its own")};
  }
  result<json::value> first = parse_json(body.substr(0, end));
  if (!first) return first.error();
  json_reader f(*first);
  evidence::batch b;
  b.first_seq = f.integer("first_seq", 1, evidence::largest_integer);
  b.head = note_field(f, "head");
  if (std::optional<error> bad = f.finish()) return *bad;
  result<evidence::head> head = evidence::head_from_text(b.head.text);
  if (!head) return head.error();
  b.log = head->log;
  for (body.remove_prefix(end + 1); !body.empty(); body.remove_prefix(end + 1)) {
    end = body.find('\n');
    if (b.lines.size() == max_batch_lines) {
      return error{errc::limit, msg("the batch has more than {} records", max_batch_lines),
                   msg("send them in smaller batches")};
    }
    b.lines.emplace_back(body.substr(0, end));
  }
  if (b.lines.empty() || head->seq != b.first_seq + static_cast<std::int64_t>(b.lines.size()) - 1) {
    return error{errc::invalid, msg("the batch's head does not name its last record"),
                 msg("send the head of exactly the records that follow it")};
  }
  return b;
}

std::string receipt_to_json(const evidence::signed_text& n) {
  return canonical(json::object{{"receipt", to_value(n)}});
}

result<evidence::signed_text> receipt_from_json(std::string_view text) {
  result<json::value> parsed = document(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  evidence::signed_text n = note_field(f, "receipt");
  if (std::optional<error> bad = f.finish()) return *bad;
  return n;
}

json::value to_value(const evidence::signed_text& n) {
  return json::object{{"signature", n.signature.hex()}, {"text", n.text}};
}

result<evidence::signed_text> note_from_value(const json::value& v) {
  json_reader f(v);
  evidence::signed_text n;
  n.signature = hex_field<bangtin::signature>(f, "signature");
  n.text = clean_text(f, "text", 2048);
  if (std::optional<error> bad = f.finish()) return *bad;
  return n;
}

}  // namespace bangtin::wire
