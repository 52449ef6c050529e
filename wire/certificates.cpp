// A reader accepts a text only if the values, written again, give the same text. So a certificate has exactly
// one text.
#include "wire/certificates.hpp"

#include "evidence/note_text.hpp"

namespace bangtin::wire {

namespace {

using evidence::largest_time_ms;
using evidence::not_a_note;
using evidence::note_values;
using evidence::plain_integer;

constexpr std::string_view approver_kind = "bangtin-approver-1";
constexpr std::string_view screen_kind = "bangtin-screen-1";

}  // namespace

std::string to_text(const approver_certificate& c) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n", approver_kind, c.key.hex(), c.name, to_unix_ms(c.not_before),
                     to_unix_ms(c.not_after));
}

result<approver_certificate> approver_from_text(std::string_view text) {
  auto values = note_values(text, approver_kind, 4);
  if (!values || !evidence::is_one_line((*values)[1])) return not_a_note(approver_kind);
  std::optional<public_key> key = public_key::from((*values)[0]);
  std::optional<std::int64_t> from = plain_integer((*values)[2], largest_time_ms);
  std::optional<std::int64_t> to = plain_integer((*values)[3], largest_time_ms);
  if (!key || !from || !to) return not_a_note(approver_kind);
  approver_certificate c{*key, std::string((*values)[1]), from_unix_ms(*from), from_unix_ms(*to)};
  if (to_text(c) != text) return not_a_note(approver_kind);
  return c;
}

std::string to_text(const screen_certificate& c) {
  return fmt::format("{}\n{}\n{}\n{}\n", screen_kind, c.key.hex(), c.name, to_unix_ms(c.issued));
}

result<screen_certificate> screen_from_text(std::string_view text) {
  auto values = note_values(text, screen_kind, 3);
  if (!values || !evidence::is_one_line((*values)[1])) return not_a_note(screen_kind);
  std::optional<public_key> key = public_key::from((*values)[0]);
  std::optional<std::int64_t> issued = plain_integer((*values)[2], largest_time_ms);
  if (!key || !issued) return not_a_note(screen_kind);
  screen_certificate c{*key, std::string((*values)[1]), from_unix_ms(*issued)};
  if (to_text(c) != text) return not_a_note(screen_kind);
  return c;
}

}  // namespace bangtin::wire
