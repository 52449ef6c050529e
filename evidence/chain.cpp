#include "evidence/chain.hpp"

#include "evidence/note_text.hpp"

// A reader takes the values out of a note and accepts the note only if these values, written again, give the
// same text.

namespace bangtin::evidence {

namespace {

constexpr std::string_view head_kind = "bangtin-head-1";
constexpr std::string_view receipt_kind = "bangtin-receipt-1";
constexpr std::string_view receipt_with_rules_kind = "bangtin-receipt-2";

std::string head_values(const head& h) {
  return fmt::format("{}\n{}\n{}\n", h.log, h.seq, h.hash.hex());
}

std::optional<head> read_head(const std::vector<std::string_view>& values) {
  std::optional<std::int64_t> seq = plain_integer(values[1]);
  std::optional<digest> hash = digest::from(values[2]);
  if (!is_log_name(values[0]) || !seq || *seq == 0 || !hash) return std::nullopt;
  return head{std::string(values[0]), *seq, *hash};
}

}  // namespace

digest first_link(std::string_view log, const public_key& screen) {
  return sha256(fmt::format("bangtin-log-1\n{}\n{}\n", log, screen.hex()));
}

digest next_link(const digest& before, std::string_view line) {
  thread_local hasher h;  // a new one costs as much as hashing the line
  h.update(before.value);
  h.update(line);
  h.update("\n");
  return h.finish();
}

std::string to_text(const head& h) {
  return fmt::format("{}\n{}", head_kind, head_values(h));
}

std::string to_text(const receipt& r) {
  std::string values = fmt::format("{}{}\n", head_values(r.acknowledged), to_unix_ms(r.received));
  if (r.rules == 0) return fmt::format("{}\n{}", receipt_kind, values);
  return fmt::format("{}\n{}{}\n", receipt_with_rules_kind, values, r.rules);
}

result<head> head_from_text(std::string_view text) {
  auto values = note_values(text, head_kind, 3);
  std::optional<head> h = values ? read_head(*values) : std::nullopt;
  if (!h || to_text(*h) != text) return not_a_note(head_kind);
  return *h;
}

result<receipt> receipt_from_text(std::string_view text) {
  const bool names_rules = text.starts_with(receipt_with_rules_kind);
  const std::string_view kind = names_rules ? receipt_with_rules_kind : receipt_kind;
  auto values = note_values(text, kind, names_rules ? 5 : 4);
  std::optional<head> h = values ? read_head(*values) : std::nullopt;
  std::optional<std::int64_t> at = h ? plain_integer((*values)[3], largest_time_ms) : std::nullopt;
  if (!at) return not_a_note(kind);
  receipt r{*h, from_unix_ms(*at)};
  if (names_rules) {
    std::optional<std::int64_t> rules = plain_integer((*values)[4], max_rules_version);
    if (!rules || *rules == 0) return not_a_note(kind);
    r.rules = static_cast<int>(*rules);
  }
  if (to_text(r) != text) return not_a_note(kind);
  return r;
}

}  // namespace bangtin::evidence
