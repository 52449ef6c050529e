// What approvers sign on machines without a connection, over real sockets: the daemon takes a signature on
// exactly what it has exported, or on what waits, also days later.
#include <gmock/gmock.h>

#include <algorithm>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/site.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/trust.hpp"
#include "wire/signing_files.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::scheduler::test {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;
namespace admin_wire = wire::admin;

class drafts_signed_elsewhere : public site {
 protected:
  drafts_signed_elsewhere() {
    start();
    pair(lobby);
  }
  std::string bytes_of(std::int64_t version, bool now = false) {
    auto p = small_programme(version, store("a picture"), clock_.now().utc);
    p.now = now;
    return playlists::text::to_bytes(p);
  }
  answer exports(const std::string& bytes, bool two = false) {
    return admin("PUT", "/v1/exported-draft",
                 canonical(admin_wire::encode(admin_wire::draft_export{bytes, two})));
  }
  evidence::signed_text certified(const secret_key& by, const std::string& name, const secret_key& root) {
    const utc_ms now{milliseconds(1'791'590'400'000)};
    const wire::approver_certificate c{by.public_part(), name, now - 1h, now + 24h * 365};
    return evidence::sign_text(wire::to_text(c), root);
  }
  answer signs(const std::string& bytes, std::int64_t version, const secret_key& by,
               const std::string& name) {
    return signs(bytes, version, by, name, root_);
  }
  answer signs(const std::string& bytes, std::int64_t version, const secret_key& by, const std::string& name,
               const secret_key& root) {
    const admin_wire::offered_signature body{
        evidence::sign_text(wire::statement_text(wire::programme_kind(), version, sha256(bytes)), by),
        certified(by, name, root), root.public_part()};
    return admin("POST", "/v1/exported-draft/signature", canonical(admin_wire::encode(body)));
  }
  std::int64_t published() { return parsed(admin("GET", "/v1/site")).at("programme_version").as_int64(); }
  void demand_two() {
    wire::site_trust t{1, clock_.now().utc, 0, {}, {}, 2};
    t.approvers = {{approver_.public_part(), "Approver"}, {second_.public_part(), "Nam"}};
    std::sort(t.approvers.begin(), t.approvers.end(),
              [](const auto& a, const auto& b) { return a.key < b.key; });
    const evidence::signed_text note = evidence::sign_text(wire::to_text(t), root_);
    ASSERT_EQ(admin("POST", "/v1/trust",
                    canonical(admin_wire::encode(
                        admin_wire::trust_order{note.text, note.signature, root_.public_part()})))
                  .status,
              200);
  }

  fake_screen lobby;
  secret_key second_ = secret_key::generate();
};

TEST_F(drafts_signed_elsewhere, are_published_by_a_signature_that_comes_back_days_later) {
  EXPECT_EQ(admin("GET", "/v1/exported-draft").status, 404);
  const std::string bytes = bytes_of(1, true);
  answer put = exports(bytes);
  ASSERT_EQ(put.status, 200) << put.body;
  auto kept = admin_wire::decode<admin_wire::exported_draft>(parsed(put)).value();
  EXPECT_EQ(kept.version, 1);
  EXPECT_EQ(kept.programme_digest, sha256(bytes));
  EXPECT_EQ(kept.sign_by, clock_.now().utc + wire::draft_signing_window);
  EXPECT_EQ(kept.bytes, "");
  stop();
  clock_.ms += std::chrono::milliseconds(wire::draft_signing_window).count() - 1;
  start();
  EXPECT_EQ(admin_wire::decode<admin_wire::exported_draft>(parsed(admin("GET", "/v1/exported-draft")))->bytes,
            bytes);
  answer done = signs(bytes, 1, approver_, "Approver");
  ASSERT_EQ(done.status, 200) << done.body;
  EXPECT_EQ(parsed(done).at("waits"), false);
  EXPECT_EQ(published(), 1);
  auto offered =
      wire::signed_programme_from_json(open("GET", "/v1/screens/lobby/programme", "", lobby.auth()).body);
  ASSERT_TRUE(offered);
  EXPECT_EQ(offered->bytes, bytes);
  EXPECT_TRUE(wire::verify(*offered, root_.public_part(), 1)) << "screens judge it as always";
  EXPECT_EQ(admin("GET", "/v1/exported-draft").status, 404);
  EXPECT_EQ(signs(bytes, 1, approver_, "Approver").status, 409) << "nothing is published twice";
}

TEST_F(drafts_signed_elsewhere, are_too_old_after_the_window_and_by_the_usual_way_after_ten_minutes) {
  const std::string bytes = bytes_of(1);
  ASSERT_EQ(exports(bytes).status, 200);
  clock_.ms += 11 * 60 * 1000;
  auto p = playlists::text::from_bytes(bytes).value();
  EXPECT_EQ(admin("POST", "/v1/programmes", publication(signed_by_approver(p), root_)).status, 422);
  clock_.ms += std::chrono::milliseconds(wire::draft_signing_window).count() - 11 * 60 * 1000;
  answer late = signs(bytes, 1, approver_, "Approver");
  EXPECT_EQ(late.status, 422);
  EXPECT_THAT(late.body, HasSubstr("more than 7 days ago"));
  EXPECT_EQ(published(), 0);
}

TEST_F(drafts_signed_elsewhere, are_exported_only_as_the_next_version_with_the_right_time) {
  const std::string good = bytes_of(1);
  clock_.ms -= 11 * 60 * 1000;
  EXPECT_EQ(exports(good).status, 422) << "issued is ahead of the daemon's clock";
  clock_.ms += 22 * 60 * 1000;
  EXPECT_EQ(exports(good).status, 422) << "and behind it";
  EXPECT_EQ(exports(bytes_of(2)).status, 409);
  EXPECT_EQ(exports("{}").status, 422);
  auto missing = small_programme(1, {sha256("never uploaded"), 5}, clock_.now().utc);
  EXPECT_EQ(exports(playlists::text::to_bytes(missing)).status, 422);
  EXPECT_EQ(admin("GET", "/v1/exported-draft").status, 404);
}

TEST_F(drafts_signed_elsewhere, take_no_signature_on_anything_else) {
  const std::string first = bytes_of(1), second = bytes_of(1, true);
  ASSERT_EQ(exports(first).status, 200);
  ASSERT_EQ(exports(second).status, 200);
  answer stale = signs(first, 1, approver_, "Approver");
  EXPECT_EQ(stale.status, 409);
  EXPECT_THAT(stale.body, HasSubstr("another draft"));
  EXPECT_EQ(signs(second, 2, approver_, "Approver").status, 422) << "another version over the same bytes";
  const secret_key stranger = secret_key::generate();
  EXPECT_EQ(signs(second, 1, approver_, "Approver", stranger).status, 422) << "another site's certificate";
  admin_wire::offered_signature crossed{
      evidence::sign_text(wire::statement_text(wire::programme_kind(), 1, sha256(second)), stranger),
      certified(approver_, "Approver", root_), root_.public_part()};
  EXPECT_EQ(admin("POST", "/v1/exported-draft/signature", canonical(admin_wire::encode(crossed))).status,
            422);
  crossed.statement.text = "bangtin-notice-1\n1\n" + sha256(second).hex() + "\n";
  EXPECT_EQ(admin("POST", "/v1/exported-draft/signature", canonical(admin_wire::encode(crossed))).status,
            422);
  EXPECT_EQ(published(), 0);
  publish(1);
  answer overtaken = signs(second, 1, approver_, "Approver");
  EXPECT_EQ(overtaken.status, 409);
  EXPECT_THAT(overtaken.body, HasSubstr("bangtin history"));
}

TEST_F(drafts_signed_elsewhere, wait_for_the_second_signature_where_two_must_sign) {
  demand_two();
  const std::string bytes = bytes_of(1);
  ASSERT_EQ(exports(bytes).status, 200);
  answer one = signs(bytes, 1, approver_, "Approver");
  ASSERT_EQ(one.status, 200) << one.body;
  EXPECT_EQ(parsed(one).at("waits"), true);
  EXPECT_EQ(published(), 0);
  answer again = signs(bytes, 1, approver_, "Approver");
  EXPECT_EQ(again.status, 409);
  EXPECT_THAT(again.body, HasSubstr("has signed this already"));
  clock_.ms += std::chrono::milliseconds(30 * 24h).count();
  answer two = signs(bytes, 1, second_, "Nam");
  ASSERT_EQ(two.status, 200) << two.body;
  EXPECT_EQ(parsed(two).at("waits"), false);
  EXPECT_EQ(published(), 1);
}

TEST_F(drafts_signed_elsewhere, wait_for_two_also_where_the_export_asked_for_it) {
  const std::string bytes = bytes_of(1);
  ASSERT_EQ(exports(bytes, true).status, 200);
  EXPECT_EQ(parsed(signs(bytes, 1, approver_, "Approver")).at("waits"), true);
  EXPECT_EQ(published(), 0);
  EXPECT_EQ(parsed(signs(bytes, 1, second_, "Nam")).at("waits"), false);
  EXPECT_EQ(published(), 1);
}

TEST_F(drafts_signed_elsewhere, are_named_in_the_audit_log) {
  const std::string bytes = bytes_of(1);
  ASSERT_EQ(exports(bytes).status, 200);
  ASSERT_EQ(signs(bytes, 1, approver_, "Approver").status, 200);
  const std::string log = admin("GET", "/v1/audit").body;
  EXPECT_THAT(log, HasSubstr("export version 1 " + sha256(bytes).hex()));
  EXPECT_THAT(log, HasSubstr("publish version 1 " + sha256(bytes).hex()));
}

}  // namespace
}  // namespace bangtin::scheduler::test
