// The notice as a signed statement. In canonical bytes the number is one of the first fields and the long
// fields come after it, so a scan of the beginning finds it.
#include "evidence/note_text.hpp"
#include "wire/notice.hpp"

namespace bangtin::wire {

namespace {

// Scans the first bytes of a canonical notice, at most max_head of them. After the first mismatch good()
// stays false and every later call returns an empty value.
class head_scanner {
 public:
  explicit head_scanner(std::string_view bytes) : rest_(bytes.substr(0, max_head)) {}
  bool good() const { return good_; }
  bool next_is(char c) const { return good_ && rest_.starts_with(c); }
  void literal(std::string_view text) { take(rest_.starts_with(text) ? text.size() : npos); }
  std::string digits(std::size_t count) {
    return std::string(take(evidence::is_lower_hex(rest_.substr(0, count), count) ? count : npos));
  }
  std::int64_t integer() {
    std::string_view text = take(rest_.find_first_not_of("0123456789"));
    std::optional<std::int64_t> n = evidence::plain_integer(text);
    good_ = good_ && n;
    return n.value_or(0);
  }
  // Skips to the end of a JSON string, the closing quote included.
  void rest_of_string() {
    std::size_t i = 0;
    while (i < rest_.size() && rest_[i] != '"') i += rest_[i] == '\\' ? 2 : 1;
    take(i < rest_.size() ? i + 1 : npos);
  }

 private:
  static constexpr std::size_t npos = std::string_view::npos;
  // A media item's name has at most 4,096 bytes; escaped it may take six times as many.
  static constexpr std::size_t max_head = 32 * 1024;

  std::string_view take(std::size_t count) {
    good_ = good_ && count != npos;
    if (!good_) return {};
    std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }

  std::string_view rest_;
  bool good_ = true;
};

}  // namespace

std::optional<notice_claim> claim_of(std::string_view bytes) {
  head_scanner s(bytes);
  notice_claim c;
  s.literal(R"({"expires_ms":)");
  s.integer();
  s.literal(R"(,"format":"bangtin-notice-1","id":")");
  c.id = s.digits(8);
  s.literal(R"(","issued_ms":)");
  s.integer();
  s.literal(R"(,"media":)");
  if (s.next_is('{')) {
    s.literal(R"({"bytes":)");
    s.integer();
    s.literal(R"(,"duration_ms":)");
    s.integer();
    s.literal(R"(,"name":")");
    s.rest_of_string();
    s.literal(R"(,"sha256":")");
    s.digits(64);
    s.literal(R"(","video":)");
    s.literal(s.next_is('t') ? "true}" : "false}");
  } else {
    s.literal("null");
  }
  s.literal(R"(,"number":)");
  c.number = s.integer();
  s.literal(R"(,"screens":[)");
  if (!s.good() || c.number < 1) return std::nullopt;
  return c;
}

const statement_kind& notice_kind() {
  static const statement_kind kind{
      .format = "bangtin-notice-1",
      .max_bytes = max_notice_bytes,
      .scan_number = [](std::string_view bytes) -> std::optional<std::int64_t> {
        std::optional<notice_claim> c = claim_of(bytes);
        return c ? std::optional(c->number) : std::nullopt;
      },
      .not_certified = msg("the notice's approver is not certified by this site's root key"),
      .not_signed = msg("the notice is not what {} signed"),
      .unreadable = msg("the notice cannot be read: {}"),
      .not_an_approver_then = msg("{} was not an approver when the notice was signed"),
      .remedy = msg("have the notice made anew, signed by an approver of this site")};
  return kind;
}

signed_notice sign_notice(const notice& n, const secret_key& approver, signed_text certificate) {
  return {sign_statement(notice_kind(), n.number, to_bytes(n), approver, std::move(certificate))};
}

result<signed_notice> signed_notice_from_value(const json::value& v) {
  result<signed_statement> s = statement_from_value(v, notice_kind());
  if (!s) return s.error();
  return signed_notice{std::move(*s)};
}

result<verified_notice> verify(const signed_notice& s, const public_key& root) {
  verified_notice v;
  result<approval> approved =
      verify_statement(s, notice_kind(), root, [&](std::string_view bytes) -> result<statement_facts> {
        result<notice> n = notice_from_bytes(bytes);
        if (!n) return n.error();
        v.value = std::move(*n);
        return statement_facts{v.value.number, v.value.issued};
      });
  if (!approved) return approved.error();
  v.approver = std::move(approved->approver);
  return v;
}

}  // namespace bangtin::wire
