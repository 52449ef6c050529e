#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/json.hpp"
#include "fuzz/entries.hpp"
#include "wire/daemon_time.hpp"
#include "wire/messages.hpp"
#include "wire/notice.hpp"
#include "wire/signing_files.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::fuzz {

namespace {

// What a reader accepts it must write back as the same bytes: so each text has one meaning.
template <class Read>
void is_one_text(std::string_view bytes, Read read) {
  const auto value = read(bytes);
  if (!value) {
    promise(!describe(value.error()).empty(), "a rejected text has a message");
    return;
  }
  promise(wire::to_text(*value) == bytes, "an accepted text is written back as the same bytes");
}

// What a reader accepts reads back from what the writer makes of it.
template <class Value, class Read, class Write>
void is_read_again(const result<Value>& value, Read read, Write write) {
  if (!value) {
    promise(!describe(value.error()).empty(), "a rejected message has a message");
    return;
  }
  const result<Value> again = read(write(*value));
  promise(again.has_value() && *again == *value, "a written message reads back as the same value");
}

void site_trust(std::string_view bytes) {
  const result<wire::site_trust> t = wire::trust_from_text(bytes);
  is_one_text(bytes, wire::trust_from_text);
  if (!t) return;
  promise(t->number >= 1 && t->approvals >= 1, "a statement has a number and demands a signature");
  promise(t->approvers.size() >= static_cast<std::size_t>(t->approvals), "as many can sign as must");
  for (const wire::trusted_approver& a : t->approvers)
    promise(t->trusts(a.key) && !t->has_revoked(a.key), "nobody is both listed and revoked");
  promise(!wire::check_succession(*t, *t).has_value(), "no statement follows itself");
}

bool has_float(const json::value& v) {
  if (const json::array* all = v.if_array())
    return std::any_of(all->begin(), all->end(), [](const json::value& one) { return has_float(one); });
  if (const json::object* all = v.if_object())
    return std::any_of(all->begin(), all->end(), [](const auto& one) { return has_float(one.value()); });
  return v.is_double();
}

}  // namespace

void signed_statements(std::string_view bytes) {
  site_trust(bytes);
  is_one_text(bytes, wire::approver_from_text);
  is_one_text(bytes, wire::screen_from_text);
  is_one_text(bytes, wire::succession_from_text);
  is_read_again(wire::trust_from_json(bytes), wire::trust_from_json, wire::trust_to_json);
  is_read_again(wire::signed_programme_from_json(bytes), wire::signed_programme_from_json,
                [](const wire::signed_programme& p) { return wire::to_json(p); });
  is_read_again(wire::pairing_request_from_json(bytes), wire::pairing_request_from_json,
                [](const wire::pairing_request& r) { return wire::to_json(r); });
  is_read_again(wire::pairing_grant_from_json(bytes), wire::pairing_grant_from_json,
                [](const wire::pairing_grant& g) { return wire::to_json(g); });
  is_read_again(wire::time_from_json(bytes), wire::time_from_json, wire::time_to_json);
  is_read_again(wire::draft_from_json(bytes), wire::draft_from_json,
                [](const wire::draft_to_sign& d) { return wire::to_json(d); });
  is_read_again(wire::signature_from_json(bytes), wire::signature_from_json,
                [](const wire::draft_signature& d) { return wire::to_json(d); });
  if (const result<wire::notice> n = wire::notice_from_bytes(bytes)) {
    promise(wire::to_bytes(*n) == bytes, "an accepted notice is written back as the same bytes");
    promise(n->expires - n->issued <= wire::max_notice, "no notice lasts longer than it may");
    const std::optional<wire::notice_claim> claimed = wire::claim_of(bytes);
    promise(claimed && claimed->id == n->id && claimed->number == n->number, "it is what it claims to be");
  }
  (void)wire::claim_of(bytes);
}

void messages(std::string_view bytes) {
  is_read_again(wire::screen_status_from_json(bytes), wire::screen_status_from_json,
                [](const wire::screen_status& s) { return wire::to_json(s, wire::status_format); });
  is_read_again(wire::receipt_from_json(bytes), wire::receipt_from_json, wire::receipt_to_json);
  is_read_again(wire::screen_calls_from_json(bytes), wire::screen_calls_from_json,
                [](const wire::screen_commands& c) { return wire::to_json(c); });
  is_read_again(wire::acknowledgement_from_json(bytes), wire::acknowledgement_from_json,
                [](const wire::acknowledgement& a) { return wire::to_json(a); });
  const result<json::value> any = parse_json(bytes);
  if (!any) {
    promise(!describe(any.error()).empty(), "rejected JSON has a message");
    return;
  }
  if (has_float(*any)) return;  // which canonical JSON has not
  const std::string written = canonical(*any);
  const result<json::value> again = parse_json(written);
  promise(again.has_value() && canonical(*again) == written, "canonical JSON reads back as itself");
}

}  // namespace bangtin::fuzz
