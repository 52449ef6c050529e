// A reader takes the values out of the JSON and accepts the line only if these values, written again, give
// the same bytes. So a line has exactly one spelling.
#include "evidence/verify/export_lines.hpp"

#include <array>

#include "base/json.hpp"
#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "wire/messages.hpp"
#include "wire/programme_statement.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::evidence::checker {

namespace {

constexpr std::array<std::string_view, 6> key_kinds{"root",   "daemon", "approver",
                                                    "screen", "trust",  "succession"};
constexpr json_limits line_limits{.max_depth = 5, .max_values = 20'000};

error not_a_line(std::string_view kind) {
  return {errc::invalid, msg("the line is no \"{}\" as the format has it", kind),
          msg("use the file as the daemon wrote it")};
}

json::object counts_value(const line_counts& c) {
  return {{"doubt", c.doubt},   {"fork", c.fork},           {"head", c.head},       {"key", c.key},
          {"log", c.log},       {"programme", c.programme}, {"receipt", c.receipt}, {"record", c.record},
          {"totals", c.totals}, {"unplanned", c.unplanned}};
}

std::string of_kind(std::string_view kind, json::object values) {
  return canonical(json::object{{kind, std::move(values)}});
}

// Reads the fields of a line of one kind with `read`, and demands the same bytes from the writer.
template <class T, class Read>
result<T> read_line(std::string_view line, std::string_view kind, Read read) {
  result<json::value> parsed = parse_json(line, line_limits);
  if (!parsed || !parsed->is_object()) return not_a_line(kind);
  const json::value* inner = parsed->get_object().if_contains(kind);
  if (inner == nullptr || parsed->get_object().size() != 1) return not_a_line(kind);
  json_reader f(*inner);
  T value = read(f);
  if (f.finish() || to_line(value) != line) return not_a_line(kind);
  return value;
}

template <class T>
T hex(json_reader& f, std::string_view key) {
  std::optional<T> value = T::from(f.text(key, 128));
  if (!value) f.fail(not_a_line(key));
  return value.value_or(T{});
}

signed_text note(json_reader& f, std::string_view key) {
  result<signed_text> n = wire::note_from_value(f.any(key));
  if (!n) f.fail(n.error());
  return n ? std::move(*n) : signed_text{};
}

utc_ms time(json_reader& f, std::string_view key) {
  return from_unix_ms(f.integer(key, 0, largest_time_ms));
}
std::int64_t number(json_reader& f, std::string_view key, std::int64_t least = 0) {
  return f.integer(key, least, largest_integer);
}

std::string log_name(json_reader& f) {
  std::string log = f.text("log", 32);
  if (!is_log_name(log)) f.fail(not_a_line("log"));
  return log;
}

line_counts read_counts(json_reader& outer) {
  json_reader f(outer.any("counts"));
  line_counts c;
  c.doubt = number(f, "doubt");
  c.fork = number(f, "fork");
  c.head = number(f, "head");
  c.key = number(f, "key");
  c.log = number(f, "log");
  c.programme = number(f, "programme");
  c.receipt = number(f, "receipt");
  c.record = number(f, "record");
  c.totals = number(f, "totals");
  c.unplanned = number(f, "unplanned");
  if (std::optional<error> bad = f.finish()) outer.fail(*bad);
  return c;
}

}  // namespace

std::string to_line(const header_line& l) {
  return canonical(json::object{{"bangtin", "evidence-1"},
                                {"counts", counts_value(l.counts)},
                                {"daemon", l.daemon.hex()},
                                {"from_ms", to_unix_ms(l.from)},
                                {"month", l.month},
                                {"root", l.root.hex()},
                                {"rules", l.rules},
                                {"timezone", l.timezone},
                                {"to_ms", to_unix_ms(l.to)}});
}

std::string to_line(const key_line& l) {
  std::string_view kind = key_kinds[static_cast<std::size_t>(l.what)];
  if (l.what == key_line::kind::root || l.what == key_line::kind::daemon) {
    return of_kind("key", {{"kind", kind}, {"public", l.key.hex()}});
  }
  if (l.what == key_line::kind::succession)
    return of_kind("key", {{"kind", kind}, {"succession", wire::to_value(l.succession)}});
  return of_kind("key", {{"certificate", wire::to_value(l.certificate)}, {"kind", kind}});
}

std::string to_line(const doubt_line& l) {
  return of_kind("doubt", {{"found_ms", to_unix_ms(l.found)},
                           {"from", l.from},
                           {"log", l.log},
                           {"screen", l.screen},
                           {"uncounted", l.uncounted},
                           {"why", l.why}});
}

std::string to_line(const log_line& l) {
  json::object o{{"before", l.before.hex()},
                 {"first", l.first},
                 {"key", l.key.hex()},
                 {"log", l.log},
                 {"screen", l.screen}};
  if (l.old_rule_to != 0) o["old_rule_to"] = l.old_rule_to;
  return of_kind("log", std::move(o));
}

std::string to_line(const fork_line& l) {
  json::array lines;
  for (const std::string& line : l.lines) lines.emplace_back(line);
  return of_kind("fork", {{"at_ms", to_unix_ms(l.at)},
                          {"before", l.before ? l.before->hex() : ""},
                          {"head", wire::to_value(l.head)},
                          {"lines", std::move(lines)},
                          {"log", l.log}});
}

std::string to_line(const receipt_line& l) {
  json::object o{{"rules", l.rules}, {"signature", l.note.signature.hex()}, {"text", l.note.text}};
  if (l.daemon) o["daemon"] = l.daemon->hex();
  return of_kind("receipt", std::move(o));
}

std::string to_line(const totals_line& l) {
  return of_kind("totals", {{"airtime_ms", l.airtime_ms},
                            {"failed", l.failed},
                            {"partial", l.partial},
                            {"plays", l.plays},
                            {"screen", l.screen},
                            {"uncounted", l.uncounted}});
}

std::string to_line(const unplanned_line& l) {
  json::array starts(l.starts.begin(), l.starts.end());
  return canonical(json::object{{"unplanned", std::move(starts)}});
}

std::string to_line(const seal_line& l) {
  return of_kind("seal", {{"sha256", l.sha256.hex()}, {"signature", l.signature.hex()}});
}

std::string head_to_line(const signed_text& head) {
  return canonical(json::object{{"head", wire::to_value(head)}});
}

std::string programme_to_line(const wire::signed_statement& programme) {
  return "{\"programme\":" + wire::to_json(programme) + "}";
}

result<header_line> header_from_line(std::string_view line) {
  result<json::value> parsed = parse_json(line, line_limits);
  if (!parsed) return not_a_line("header");
  json_reader f(*parsed);
  header_line l;
  if (f.text("bangtin", 64) != "evidence-1") return not_a_line("header");
  l.counts = read_counts(f);
  l.daemon = hex<public_key>(f, "daemon");
  l.from = time(f, "from_ms");
  l.month = f.text("month", 7);
  l.root = hex<public_key>(f, "root");
  l.rules = static_cast<int>(f.integer("rules", 1, max_rules_version));
  l.timezone = f.text("timezone", 64);
  l.to = time(f, "to_ms");
  if (f.finish() || to_line(l) != line) return not_a_line("header");
  return l;
}

result<key_line> key_from_line(std::string_view line) {
  return read_line<key_line>(line, "key", [](json_reader& f) {
    key_line l;
    std::string kind = f.text("kind", 16);
    std::size_t i = 0;
    while (i < key_kinds.size() && key_kinds[i] != kind) ++i;
    if (i == key_kinds.size()) f.fail(not_a_line("key"));
    if (i < key_kinds.size()) l.what = static_cast<key_line::kind>(i);
    if (f.has("public")) {
      l.key = hex<public_key>(f, "public");
    } else if (l.what == key_line::kind::trust) {
      result<signed_text> statement = wire::trust_from_value(f.any("certificate"));
      if (!statement) f.fail(statement.error());
      if (statement) l.certificate = std::move(*statement);
    } else if (l.what == key_line::kind::succession) {
      result<wire::signed_succession> s = wire::signed_succession_from_value(f.any("succession"));
      if (!s) f.fail(s.error());
      if (s) l.succession = std::move(*s);
    } else {
      l.certificate = note(f, "certificate");
    }
    return l;
  });
}

result<doubt_line> doubt_from_line(std::string_view line) {
  return read_line<doubt_line>(line, "doubt", [](json_reader& f) {
    doubt_line l;
    l.found = time(f, "found_ms");
    l.from = number(f, "from", 1);
    l.log = log_name(f);
    l.screen = f.text("screen");
    l.uncounted = number(f, "uncounted");
    l.why = f.text("why");
    return l;
  });
}

result<log_line> log_from_line(std::string_view line) {
  return read_line<log_line>(line, "log", [](json_reader& f) {
    log_line l;
    l.before = hex<digest>(f, "before");
    l.first = number(f, "first", 1);
    l.key = hex<public_key>(f, "key");
    l.log = log_name(f);
    l.old_rule_to = f.optional_integer("old_rule_to", 1, largest_integer).value_or(0);
    l.screen = f.text("screen");
    if (!is_one_line(l.screen)) f.fail(not_a_line("log"));
    return l;
  });
}

result<fork_line> fork_from_line(std::string_view line) {
  return read_line<fork_line>(line, "fork", [](json_reader& f) {
    fork_line l;
    l.at = time(f, "at_ms");
    std::string before = f.text("before", 64);
    l.before = digest::from(before);
    if (!before.empty() && !l.before) f.fail(not_a_line("fork"));
    l.head = note(f, "head");
    for (const json::value& one : f.list("lines", 10'000)) {
      if (!one.is_string()) f.fail(not_a_line("fork"));
      if (one.is_string()) l.lines.emplace_back(one.get_string());
    }
    l.log = log_name(f);
    return l;
  });
}

result<receipt_line> receipt_from_line(std::string_view line) {
  return read_line<receipt_line>(line, "receipt", [](json_reader& f) {
    receipt_line l;
    if (f.has("daemon")) l.daemon = hex<public_key>(f, "daemon");
    l.rules = static_cast<int>(f.integer("rules", 1, max_rules_version));
    l.note.signature = hex<bangtin::signature>(f, "signature");
    l.note.text = f.text("text");
    return l;
  });
}

result<totals_line> totals_from_line(std::string_view line) {
  return read_line<totals_line>(line, "totals", [](json_reader& f) {
    totals_line l;
    l.airtime_ms = number(f, "airtime_ms");
    l.failed = number(f, "failed");
    l.partial = number(f, "partial");
    l.plays = number(f, "plays");
    l.screen = f.text("screen");
    l.uncounted = number(f, "uncounted");
    return l;
  });
}

// The list can be as long as a log.
result<unplanned_line> unplanned_from_line(std::string_view line) {
  result<json::value> parsed = parse_json(line, {.max_depth = 3});
  if (!parsed || !parsed->is_object()) return not_a_line("unplanned");
  json_reader f(*parsed);
  unplanned_line l;
  for (const json::value& one : f.list("unplanned", max_line_bytes)) {
    const bool is_seq = one.is_int64() && one.get_int64() >= 1 && one.get_int64() <= largest_integer;
    const std::int64_t last = l.starts.empty() ? 0 : l.starts.back();
    if (!is_seq || one.get_int64() <= last) return not_a_line("unplanned");
    l.starts.push_back(one.get_int64());
  }
  if (f.finish() || l.starts.empty() || to_line(l) != line) return not_a_line("unplanned");
  return l;
}

result<seal_line> seal_from_line(std::string_view line) {
  return read_line<seal_line>(line, "seal", [](json_reader& f) {
    seal_line l;
    l.sha256 = hex<digest>(f, "sha256");
    l.signature = hex<bangtin::signature>(f, "signature");
    return l;
  });
}

result<signed_text> head_from_line(std::string_view line) {
  result<json::value> parsed = parse_json(line, line_limits);
  if (!parsed) return not_a_line("head");
  json_reader f(*parsed);
  signed_text n = note(f, "head");
  if (f.finish() || head_to_line(n) != line) return not_a_line("head");
  return n;
}

result<wire::signed_statement> programme_from_line(std::string_view line) {
  constexpr std::string_view begin = "{\"programme\":";
  if (!line.starts_with(begin) || !line.ends_with("}")) return not_a_line("programme");
  result<wire::signed_programme> p =
      wire::signed_programme_from_json(line.substr(begin.size(), line.size() - begin.size() - 1));
  if (!p || programme_to_line(*p) != line) return not_a_line("programme");
  return wire::signed_statement(std::move(*p));
}

std::string seal_text(const digest& sha256) {
  return fmt::format("bangtin-seal-1\n{}\n", sha256.hex());
}

}  // namespace bangtin::evidence::checker
