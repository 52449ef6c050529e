// A reader accepts a text only if the values, written again, give the same text, as for certificates.
#include "wire/bundle.hpp"

#include <algorithm>
#include <array>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "evidence/note_text.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

using evidence::largest_time_ms;
using evidence::plain_integer;

constexpr std::string_view bundle_kind = "bangtin-bundle-1";
constexpr std::string_view carried_kind = "bangtin-carried-1";
constexpr std::string_view no_programme = "none";
constexpr std::string_view file_word = "file";
constexpr std::size_t max_files = 100'000;
constexpr std::size_t max_status_json_bytes = 512 * 1024;
constexpr std::size_t max_grant_bytes = 64 * 1024;
constexpr std::size_t short_key_digits = 16;
constexpr std::size_t seq_digits = 16;
constexpr std::size_t log_digits = 32;
constexpr std::string_view batch_ending = ".jsonl";

constexpr std::array<std::string_view, 4> part_words{"programme", "trust", "notices", "receipt"};

error not_a_bundle() {
  return evidence::not_a_note(bundle_kind);
}

// Takes the text up to `end` from `text`, with the end; empty when there is none.
std::optional<std::string_view> take_up_to(std::string_view& text, char end) {
  const std::size_t at = text.find(end);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(at + 1);
  return part;
}

// "<bytes> <sha256>"
std::optional<playlists::programme::file_ref> read_file_ref(std::string_view text) {
  const std::optional<std::string_view> bytes = take_up_to(text, ' ');
  if (!bytes || !evidence::is_lower_hex(text, 64)) return std::nullopt;
  const std::optional<std::int64_t> n = plain_integer(*bytes);
  if (!n) return std::nullopt;
  return playlists::programme::file_ref{*digest::from(text), *n};
}

bool read_line(std::string_view line, bundle_index& i) {
  const std::optional<std::string_view> word = take_up_to(line, ' ');
  const std::optional<playlists::programme::file_ref> ref = word ? read_file_ref(line) : std::nullopt;
  if (!ref) return false;
  if (*word == file_word) {
    i.files.push_back(*ref);
    return i.files.size() <= max_files;
  }
  const auto part = std::find(part_words.begin(), part_words.end(), *word);
  if (part == part_words.end() || !i.files.empty() || ref->bytes > max_bundle_document_bytes) return false;
  i.documents.push_back({static_cast<bundle_part>(part - part_words.begin()), ref->bytes, ref->sha256});
  return true;
}

bool is_sound(const bundle_index& i) {
  const bool parts_ascend =
      std::adjacent_find(i.documents.begin(), i.documents.end(),
                         [](const auto& a, const auto& b) { return a.part >= b.part; }) == i.documents.end();
  const bool files_ascend =
      std::adjacent_find(i.files.begin(), i.files.end(),
                         [](const auto& a, const auto& b) { return a.sha256 >= b.sha256; }) == i.files.end();
  const bool has_programme = i.find(bundle_part::programme) != nullptr;
  return parts_ascend && files_ascend && has_programme == (i.version != 0) &&
         i.programme.has_value() == has_programme;
}

std::string_view short_key(std::string_view hex) {
  return hex.substr(0, short_key_digits);
}

}  // namespace

std::string_view to_string(bundle_part p) {
  return part_words[static_cast<std::size_t>(p)];
}

const bundle_document* bundle_index::find(bundle_part p) const {
  const auto found =
      std::find_if(documents.begin(), documents.end(), [p](const bundle_document& d) { return d.part == p; });
  return found == documents.end() ? nullptr : &*found;
}

std::string to_text(const bundle_index& i) {
  std::string text = fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n", bundle_kind, i.screen, i.screen_key.hex(),
                                 i.root.hex(), to_unix_ms(i.made), i.version,
                                 i.programme ? i.programme->hex() : std::string(no_programme));
  for (const bundle_document& d : i.documents)
    text += fmt::format("{} {} {}\n", to_string(d.part), d.bytes, d.sha256.hex());
  for (const playlists::programme::file_ref& f : i.files)
    text += fmt::format("{} {} {}\n", file_word, f.bytes, f.sha256.hex());
  return text;
}

result<bundle_index> bundle_index_from_text(std::string_view text) {
  if (text.size() > max_bundle_index_bytes) return not_a_bundle();
  std::string_view rest = text;
  std::array<std::string_view, 7> heads;
  for (std::string_view& head : heads) {
    const std::optional<std::string_view> line = take_up_to(rest, '\n');
    if (!line) return not_a_bundle();
    head = *line;
  }
  const std::optional<public_key> key = public_key::from(heads[2]), root = public_key::from(heads[3]);
  const std::optional<std::int64_t> made = plain_integer(heads[4], largest_time_ms);
  const std::optional<std::int64_t> version = plain_integer(heads[5]);
  const std::optional<digest> programme = digest::from(heads[6]);
  if (heads[0] != bundle_kind || !evidence::is_one_line(heads[1]) || !key || !root || !made || !version ||
      (!programme && heads[6] != no_programme)) {
    return not_a_bundle();
  }
  bundle_index i{std::string(heads[1]), *key, *root, from_unix_ms(*made), *version, programme, {}, {}};
  while (!rest.empty()) {
    const std::optional<std::string_view> line = take_up_to(rest, '\n');
    if (!line || !read_line(*line, i)) return not_a_bundle();
  }
  if (!is_sound(i) || to_text(i) != text) return not_a_bundle();
  return i;
}

std::string bundle_index_to_json(const evidence::signed_text& index) {
  return canonical(json::object{{"index", to_value(index)}}) + "\n";
}

result<evidence::signed_text> bundle_index_from_json(std::string_view text) {
  if (text.size() > 2 * max_bundle_index_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", 2 * max_bundle_index_bytes),
                 msg("send a shorter one")};
  }
  while (text.ends_with('\n')) text.remove_suffix(1);
  result<json::value> parsed = parse_json(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  result<evidence::signed_text> n = note_from_value(f.any("index"));
  if (std::optional<error> bad = f.finish()) return *bad;
  return n;
}

std::string to_text(const carried& c) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", carried_kind, c.screen, to_unix_ms(c.at), c.version,
                     c.upto.log.empty() ? std::string(no_programme) : c.upto.log, c.upto.seq,
                     c.upto.hash.hex(), c.status_sha256.hex());
}

result<carried> carried_from_text(std::string_view text) {
  const auto values = evidence::note_values(text, carried_kind, 7);
  if (!values || !evidence::is_one_line((*values)[0])) return evidence::not_a_note(carried_kind);
  const std::optional<std::int64_t> at = plain_integer((*values)[1], largest_time_ms);
  const std::optional<std::int64_t> version = plain_integer((*values)[2]), seq = plain_integer((*values)[4]);
  const bool none = (*values)[3] == no_programme;
  const std::optional<digest> hash = digest::from((*values)[5]), status = digest::from((*values)[6]);
  if (!at || !version || !seq || !hash || !status || (!none && !evidence::is_log_name((*values)[3])) ||
      none != (*seq == 0)) {
    return evidence::not_a_note(carried_kind);
  }
  carried c{std::string((*values)[0]),
            from_unix_ms(*at),
            *version,
            {none ? std::string() : std::string((*values)[3]), *seq, *hash},
            *status};
  if (to_text(c) != text) return evidence::not_a_note(carried_kind);
  return c;
}

std::string to_json(const carried_status& s) {
  return canonical(json::object{{"carried", to_value(s.statement)}, {"status", s.status}}) + "\n";
}

result<carried_status> carried_status_from_json(std::string_view text) {
  if (text.size() > max_status_json_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", max_status_json_bytes),
                 msg("send a shorter one")};
  }
  while (text.ends_with('\n')) text.remove_suffix(1);
  result<json::value> parsed = parse_json(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  result<evidence::signed_text> statement = note_from_value(f.any("carried"));
  carried_status s{{}, f.text("status", max_status_json_bytes)};
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!statement) return statement.error();
  s.statement = std::move(*statement);
  return s;
}

std::string to_json(const carried_grant& g) {
  return canonical(json::object{{"grant", g.grant}, {"token_sha256", g.token_sha256.hex()}}) + "\n";
}

result<carried_grant> carried_grant_from_json(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  result<json::value> parsed = parse_json(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  carried_grant g{f.text("grant", max_grant_bytes), {}};
  const std::optional<digest> token = digest::from(f.text("token_sha256", 64));
  if (!token)
    f.fail({errc::invalid, msg("the answer to the pairing cannot be read"), msg("pair the screen again")});
  if (std::optional<error> bad = f.finish()) return *bad;
  g.token_sha256 = *token;
  return g;
}

result<carried> verify(const carried_status& s, const public_key& screen) {
  const message remedy = msg("write the stick again at the screen");
  if (!evidence::verify(s.statement, screen)) {
    return error{errc::verification, msg("the screen's key did not sign what the stick says of it"), remedy};
  }
  result<carried> c = carried_from_text(s.statement.text);
  if (!c) return error{errc::verification, msg("what the stick says of the screen cannot be read"), remedy};
  if (c->status_sha256 != sha256(s.status)) {
    return error{errc::verification, msg("the status on the stick is not the one that the screen signed"),
                 remedy};
  }
  return c;
}

std::string bundle_file(const digest& sha256) {
  return "files/" + sha256.hex();
}

std::string bundle_screen_folder(const public_key& key) {
  return fmt::format("screens/{}", short_key(key.hex()));
}

bool is_bundle_screen_name(std::string_view name) {
  return evidence::is_lower_hex(name, short_key_digits);
}

std::string bundle_batch_name(const std::string& log, std::int64_t first_seq) {
  return fmt::format("{}-{:016}{}", log, first_seq, batch_ending);
}

bool is_bundle_batch_name(std::string_view name) {
  if (name.size() != log_digits + 1 + seq_digits + batch_ending.size() || !name.ends_with(batch_ending) ||
      name[log_digits] != '-' || !evidence::is_log_name(name.substr(0, log_digits))) {
    return false;
  }
  const std::string_view seq = name.substr(log_digits + 1, seq_digits);
  return std::all_of(seq.begin(), seq.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace bangtin::wire
