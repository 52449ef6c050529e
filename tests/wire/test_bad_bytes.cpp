// For any input the readers return a value or an error. They never throw, and where a message has only one
// text, accepted input is written again byte for byte.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "evidence/mutate.hpp"
#include "wire/messages.hpp"
#include "wire/notice.hpp"
#include "wire/pairing.hpp"
#include "wire/problem.hpp"
#include "wire/sample_messages.hpp"

namespace bangtin::wire {
namespace {

// Random text, or `good` with random damage.
std::string bad(const std::string& good) {
  return *rc::gen::inRange(0, 4) == 0 ? *rc::gen::string<std::string>() : fakes::mutated(good);
}

template <class T>
void expect_explained(const result<T>& read) {
  if (!read) {
    RC_ASSERT(!read.error().what.empty());
    RC_ASSERT(!read.error().remedy.empty());
  }
}

RC_GTEST_PROP(bad_bytes, pairing_request, ()) {
  result<pairing_request> read = pairing_request_from_json(bad(to_json(sample::a_pairing_request())));
  expect_explained(read);
  if (read) RC_ASSERT(*pairing_request_from_json(to_json(*read)) == *read);
}

RC_GTEST_PROP(bad_bytes, pairing_grant, ()) {
  result<pairing_grant> read = pairing_grant_from_json(bad(to_json(sample::a_pairing_grant())));
  expect_explained(read);
  if (read) RC_ASSERT(*pairing_grant_from_json(to_json(*read)) == *read);
}

RC_GTEST_PROP(bad_bytes, screen_status, ()) {
  result<screen_status> read = screen_status_from_json(bad(to_json(sample::a_screen_status())));
  expect_explained(read);
  if (read) RC_ASSERT(*screen_status_from_json(to_json(*read)) == *read);
}

RC_GTEST_PROP(bad_bytes, calls, ()) {
  sample::site s;
  notice n;
  n.number = 9;
  n.id = "0badcafe";
  n.issued = sample::at(1'791'590'400'000);
  n.expires = n.issued + std::chrono::hours(1);
  n.screens = {"lobby"};
  n.text = "Cảnh báo lũ";
  const signed_notice good = sign_notice(n, s.approver, s.certified(s.certificate()));
  result<screen_commands> read = screen_calls_from_json(bad(to_json(screen_commands{{good}, 3})));
  expect_explained(read);
  for (const signed_notice& seen : read ? read->notices : std::vector<signed_notice>()) {
    if (verify(seen, s.root.public_part())) RC_ASSERT(seen == good);
  }
  expect_explained(notice_from_bytes(bad(good.bytes)));
  expect_explained(acknowledgement_from_json(bad(to_json(acknowledgement{n.id, n.issued, {}, msg("x")}))));
}

RC_GTEST_PROP(bad_bytes, batch, ()) {
  result<evidence::batch> read = batch_from_body(bad(to_body(sample::a_batch())));
  expect_explained(read);
  if (read) RC_ASSERT(*batch_from_body(to_body(*read)) == *read);
}

RC_GTEST_PROP(bad_bytes, receipt, ()) {
  result<signed_text> read = receipt_from_json(bad(receipt_to_json(sample::a_batch().head)));
  expect_explained(read);
  if (read) RC_ASSERT(*receipt_from_json(receipt_to_json(*read)) == *read);
}

RC_GTEST_PROP(bad_bytes, programme, ()) {
  sample::site s;
  const signed_programme good = s.signed_one();
  result<signed_programme> read = signed_programme_from_json(bad(to_json(good)));
  expect_explained(read);
  if (!read) return;
  RC_ASSERT(*signed_programme_from_json(to_json(*read)) == *read);
  if (verify(*read, s.root.public_part(), 0)) RC_ASSERT(*read == good);
}

RC_GTEST_PROP(bad_bytes, certificates, ()) {
  sample::site s;
  const std::string text = bad(to_text(s.certificate()));
  if (result<approver_certificate> c = approver_from_text(text)) RC_ASSERT(to_text(*c) == text);
  if (result<screen_certificate> c = screen_from_text(text)) RC_ASSERT(to_text(*c) == text);
}

RC_GTEST_PROP(bad_bytes, problem, ()) {
  const std::string good = to_problem({errc::limit, msg("{} is too large", 5), msg("send {}", "less")}, 413);
  const error e = from_problem(413, bad(good));
  RC_ASSERT(!e.what.empty());
  describe(e);
}

RC_GTEST_PROP(bad_bytes, pairing_code, ()) {
  result<std::string> code = normalise_pairing_code(bad("7K2M-01XZ"));
  expect_explained(code);
  if (code) RC_ASSERT(*normalise_pairing_code(*code) == *code);
}

}  // namespace
}  // namespace bangtin::wire
