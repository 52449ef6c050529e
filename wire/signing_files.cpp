// Version and identity stand in the files for people and scripts; the reader computes them from the signed
// bytes and refuses a file that says something else.
#include "wire/signing_files.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "evidence/note_text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view draft_format = "bangtin-draft-1";
constexpr std::int64_t max_file_bytes = 1LL << 40;  // as in a programme
constexpr std::string_view signature_format = "bangtin-signature-1";
// Files have three values each, all else has less than a hundred; the rest is room for keys to come.
constexpr json_limits draft_limits{.max_depth = 16, .max_values = 4 * max_draft_files};
constexpr json_limits signature_limits{.max_depth = 8, .max_values = 200};

error not_this(std::string_view format, message remedy) {
  return {errc::invalid, msg("this is no file of the format {}", format), std::move(remedy)};
}

message export_remedy() {
  return msg("make one with \"bangtin approve --export FILE\"");
}
message sign_remedy() {
  return msg("make one with \"bangtin approve --sign FILE\"");
}

// Without the keys that this version does not know.
json::object known_part(const json::value& v, std::initializer_list<std::string_view> keys) {
  json::object part;
  const json::object* all = v.if_object();
  if (all == nullptr) return part;
  for (std::string_view key : keys) {
    if (const json::value* found = all->if_contains(key)) part.emplace(key, *found);
  }
  return part;
}

json::value to_value(const playlists::programme::file_ref& f) {
  return json::object{{"bytes", f.bytes}, {"sha256", f.sha256.hex()}};
}

result<playlists::programme::file_ref> file_from(const json::value& v) {
  const json::value part = known_part(v, {"bytes", "sha256"});
  json_reader f(part);
  playlists::programme::file_ref file;
  file.bytes = f.integer("bytes", 0, max_file_bytes);
  const std::optional<digest> sha256 = digest::from(f.text("sha256", 64));
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!sha256) return not_this(draft_format, export_remedy());
  file.sha256 = *sha256;
  return file;
}

json::value to_value(const std::optional<approver_signature>& s) {
  if (!s) return nullptr;
  return json::object{{"approver", wire::to_value(s->approver)}, {"signature", s->signature.hex()}};
}

result<std::optional<approver_signature>> other_signature(const json::value& v) {
  using answer = std::optional<approver_signature>;
  if (v.is_null()) return answer();
  const json::object part = known_part(v, {"approver", "signature"});
  const json::value* text = part.if_contains("signature");
  const std::optional<bangtin::signature> made =
      text != nullptr && text->is_string() ? bangtin::signature::from(text->get_string()) : std::nullopt;
  const json::value* approver = part.if_contains("approver");
  result<signed_text> certificate =
      approver != nullptr ? note_from_value(*approver) : result<signed_text>(error{});
  if (!made || !certificate) return not_this(draft_format, export_remedy());
  return answer(approver_signature{*made, std::move(*certificate)});
}

template <class T, class Read>
void read_unless_null(const json::value& v, std::optional<T>& into, json_reader& f, Read read) {
  if (v.is_null()) return;
  result<T> value = read(v);
  if (!value) return f.fail(value.error());
  into = std::move(*value);
}

// Parses the text, and checks the format before anything else.
result<json::value> parsed_file(std::string_view text, std::string_view format, std::uint64_t max_bytes,
                                const json_limits& limits, message remedy) {
  if (text.size() > max_bytes) {
    return error{errc::limit, msg("the file is longer than {} bytes", max_bytes), std::move(remedy)};
  }
  if (text.ends_with('\n')) text.remove_suffix(1);
  result<json::value> v = parse_json(text, limits);
  if (!v && v.error().code == errc::limit) return v;
  const json::object* all = v ? v->if_object() : nullptr;
  const json::value* named = all != nullptr ? all->if_contains("format") : nullptr;
  if (named == nullptr || *named != json::value(format)) return not_this(format, std::move(remedy));
  return v;
}

}  // namespace

std::string to_json(const draft_to_sign& d) {
  json::array files;
  for (const playlists::programme::file_ref& f : d.files) files.push_back(to_value(f));
  json::object all{{"bytes", d.bytes},
                   {"files", std::move(files)},
                   {"format", draft_format},
                   {"identity", sha256(d.bytes).hex()},
                   {"published", d.published ? wire::to_value(*d.published) : json::value()},
                   {"root", d.root.hex()},
                   {"sign_by", to_unix_ms(d.sign_by)},
                   {"signature", to_value(d.signature)},
                   {"trust", d.trust ? wire::to_value(*d.trust) : json::value()},
                   {"two", d.two},
                   {"version", programme_kind().scan_number(d.bytes).value_or(0)}};
  if (d.roots != root_chain()) all["roots"] = to_value(d.roots);
  return canonical(all) + "\n";
}

result<draft_to_sign> draft_from_json(std::string_view text) {
  result<json::value> v =
      parsed_file(text, draft_format, max_draft_line_bytes, draft_limits, export_remedy());
  if (!v) return v.error();
  const json::value part = known_part(*v, {"bytes", "files", "identity", "published", "root", "roots",
                                           "sign_by", "signature", "trust", "two", "version"});
  json_reader f(part);
  draft_to_sign d;
  d.bytes = f.text("bytes", playlists::text::max_programme_bytes);
  const std::string identity = f.text("identity", 64);
  const std::optional<public_key> root = public_key::from(f.text("root", 64));
  d.sign_by = from_unix_ms(f.integer("sign_by", 0, evidence::largest_time_ms));
  d.two = f.boolean("two");
  const std::int64_t version = f.integer("version", 1, playlists::text::max_version);
  for (const json::value& one : f.list("files", max_draft_files)) {
    result<playlists::programme::file_ref> file = file_from(one);
    if (!file) f.fail(file.error());
    if (file) d.files.push_back(*file);
  }
  read_unless_null(f.any("published"), d.published, f, signed_programme_from_value);
  read_unless_null(f.any("trust"), d.trust, f, [](const json::value& t) { return note_from_value(t); });
  result<std::optional<approver_signature>> signature = other_signature(f.any("signature"));
  if (!signature) f.fail(signature.error());
  result<root_chain> roots = f.has("roots") ? root_chain_from_value(f.any("roots")) : root_chain();
  if (!roots) f.fail(roots.error());
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!root || sha256(d.bytes).hex() != identity || programme_kind().scan_number(d.bytes) != version)
    return not_this(draft_format, export_remedy());
  d.root = *root;
  d.signature = std::move(*signature);
  d.roots = std::move(*roots);
  return d;
}

std::optional<draft_signature::named> draft_signature::names() const {
  const auto values = evidence::note_values(statement.text, programme_kind().format, 2);
  if (!values) return std::nullopt;
  const std::optional<std::int64_t> version =
      evidence::plain_integer((*values)[0], playlists::text::max_version);
  const std::optional<digest> identity = digest::from((*values)[1]);
  if (!version || !identity) return std::nullopt;
  if (statement_text(programme_kind(), *version, *identity) != statement.text) return std::nullopt;
  return named{*version, *identity};
}

std::string to_json(const draft_signature& s) {
  const draft_signature::named says = s.names().value_or(draft_signature::named{});
  const json::object all{{"approver", wire::to_value(s.approver)},   {"format", signature_format},
                         {"identity", says.programme_digest.hex()},  {"root", s.root.hex()},
                         {"statement", wire::to_value(s.statement)}, {"version", says.version}};
  return canonical(all) + "\n";
}

result<draft_signature> signature_from_json(std::string_view text) {
  result<json::value> v =
      parsed_file(text, signature_format, max_signature_file_bytes, signature_limits, sign_remedy());
  if (!v) return v.error();
  const json::value part = known_part(*v, {"approver", "identity", "root", "statement", "version"});
  json_reader f(part);
  result<signed_text> approver = note_from_value(f.any("approver"));
  result<signed_text> statement = note_from_value(f.any("statement"));
  const std::optional<public_key> root = public_key::from(f.text("root", 64));
  const std::string identity = f.text("identity", 64);
  const std::int64_t version = f.integer("version", 1, playlists::text::max_version);
  if (std::optional<error> bad = f.finish()) return *bad;
  if (!approver || !statement || !root) return not_this(signature_format, sign_remedy());
  draft_signature s{std::move(*statement), std::move(*approver), *root};
  const std::optional<draft_signature::named> says = s.names();
  if (!says || says->version != version || says->programme_digest.hex() != identity)
    return not_this(signature_format, sign_remedy());
  return s;
}

}  // namespace bangtin::wire
