// The programme as a signed statement. In canonical bytes the version comes last, so a scan of the end finds
// it.
#include "wire/programme_statement.hpp"

#include <algorithm>

#include "evidence/note_text.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::wire {

namespace {

// "version" is the last key of a programme, so canonical bytes end with it.
std::optional<std::int64_t> scan_version(std::string_view bytes) {
  constexpr std::string_view key = ",\"version\":";
  constexpr std::size_t max_tail = key.size() + 16 + 1;  // no version has more than 16 digits
  std::string_view tail = bytes.substr(bytes.size() - std::min(bytes.size(), max_tail));
  std::size_t at = tail.rfind(key);
  if (at == std::string_view::npos || tail.back() != '}') return std::nullopt;
  tail.remove_prefix(at + key.size());
  tail.remove_suffix(1);
  return evidence::plain_integer(tail, playlists::text::max_version);
}

}  // namespace

const statement_kind& programme_kind() {
  static const statement_kind kind{
      .format = "bangtin-programme-1",
      .max_bytes = playlists::text::max_programme_bytes,
      .scan_number = scan_version,
      .not_certified = msg("the programme's approver is not certified by this site's root key"),
      .not_signed = msg("the programme is not what {} signed"),
      .unreadable = msg("the programme cannot be read: {}"),
      .not_an_approver_then = msg("{} was not an approver when the programme was signed"),
      .remedy = msg("publish the programme again, signed by an approver of this site"),
      .may_have_second = true};
  return kind;
}

signed_programme sign_programme(const playlists::programme::programme& p, const secret_key& approver,
                                signed_text certificate) {
  return {sign_statement(programme_kind(), p.version, playlists::text::to_bytes(p), approver,
                         std::move(certificate))};
}

result<signed_programme> signed_programme_from_value(const json::value& v) {
  result<signed_statement> s = statement_from_value(v, programme_kind());
  if (!s) return s.error();
  return signed_programme{std::move(*s)};
}

result<signed_programme> signed_programme_from_json(std::string_view text) {
  result<signed_statement> s = statement_from_json(text, programme_kind());
  if (!s) return s.error();
  return signed_programme{std::move(*s)};
}

result<verified_programme> verify(const signed_programme& s, const public_key& root,
                                  std::int64_t min_version) {
  std::optional<std::int64_t> version = scan_version(s.bytes);
  if (version && *version < min_version) {
    return error{errc::verification,
                 msg("the programme has version {}, and version {} is known already", *version, min_version),
                 programme_kind().remedy};
  }
  verified_programme v;
  result<approval> approved =
      verify_statement(s, programme_kind(), root, [&](std::string_view bytes) -> result<statement_facts> {
        result<playlists::programme::programme> p = playlists::text::from_bytes(bytes);
        if (!p) return p.error();
        v.value = std::move(*p);
        return statement_facts{v.value.version, v.value.issued};
      });
  if (!approved) return approved.error();
  v.programme_digest = approved->content;
  v.approver = std::move(approved->approver);
  v.second_approver = std::move(approved->second);
  return v;
}

}  // namespace bangtin::wire
