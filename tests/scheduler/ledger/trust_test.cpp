#include <algorithm>

#include "scheduler/ledger/contract.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::scheduler::test {
namespace {

class trust_contract : public ledger_contract {};
LEDGER_CONTRACT(trust_contract);

TEST_P(trust_contract, the_newest_statement_is_kept) {
  EXPECT_EQ(*ledger_->trust().newest(), std::nullopt);
  ASSERT_TRUE(ledger_->trust().put({note("first\n")}, root_));
  ASSERT_TRUE(ledger_->trust().put({note("second\nNguyễn \"A\"\n")}, root_));
  reopen();
  EXPECT_EQ(ledger_->trust().newest().value()->statement, note("second\nNguyễn \"A\"\n"));
  EXPECT_EQ(*ledger_->root(), root_);
}

TEST_P(trust_contract, another_root_changes_nothing) {
  ASSERT_TRUE(ledger_->trust().put({note("first\n")}, root_));
  EXPECT_EQ(code_of(ledger_->trust().put({note("second\n")}, other_root_)), errc::verification);
  EXPECT_EQ(ledger_->trust().newest().value()->statement, note("first\n"));
}

// A ledger with one certificate in each place where one can be: the first and the second signature of a
// programme, a programme that waits, a notice, and a screen.
class root_succession_contract : public ledger_contract {
 protected:
  root_succession_contract() {
    EXPECT_TRUE(ledger_->programmes().publish(row(1), programme(1, note("hoa")), root_));
    wire::signed_programme two = signed_by(2, note("hoa"));
    two.second = wire::approver_signature{note("by nam").signature, note("nam")};
    EXPECT_TRUE(ledger_->programmes().publish(row(2), wire::to_json(two), root_));
    EXPECT_TRUE(ledger_->programmes().put_waiting(row(3), programme(3, note("lan")), root_));
    ledger::stored_notice n;
    n.value.number = 5;
    n.value.id = "0000aaaa";
    n.value.expires = at(1000);
    n.value.screens = {"lobby"};
    n.value.text = "Cảnh báo lũ";
    n.note = {wire::to_bytes(n.value), note("signature").signature, note("minh")};
    EXPECT_TRUE(ledger_->notices().add(n, root_));
    ledger::paired_screen s;
    s.name = "lobby";
    s.root = root_;
    s.certificate = note("lobby's");
    EXPECT_TRUE(ledger_->screens().pair(s));
    EXPECT_TRUE(ledger_->trust().put(statement_, root_));
  }

  static ledger::published_row row(std::int64_t n) {
    return {n, sha256(std::to_string(n)), "Approver", at(1), at(2), at(3)};
  }
  // Its content holds what an envelope has around a certificate, which must stay as it is.
  static wire::signed_programme signed_by(std::int64_t version, const evidence::signed_text& approver) {
    return {{.bytes = "{\"approver\":" + canonical(wire::to_value(note("hoa"))) +
                      ",\"version\":" + std::to_string(version) + "}",
             .signature = note("by an approver").signature,
             .approver = approver}};
  }
  static std::string programme(std::int64_t version, const evidence::signed_text& approver) {
    return wire::to_json(signed_by(version, approver));
  }
  // As another root would sign it.
  static evidence::signed_text anew(const std::string& text) {
    evidence::signed_text n = note(text);
    n.signature.value[31] = 7;
    return n;
  }
  static std::vector<evidence::signed_text> all_anew() {
    return {anew("hoa"), anew("nam"), anew("lan"), anew("minh"), anew("lobby's")};
  }
  wire::signed_programme stored(std::int64_t version) {
    return wire::signed_programme_from_json(ledger_->programmes().json_of(version)->value()).value();
  }

  wire::trust_document statement_{note("before\n")}, next_{note("after\n")};
};
LEDGER_CONTRACT(root_succession_contract);

TEST_P(root_succession_contract, finds_every_approvers_certificate_once) {
  EXPECT_EQ(*ledger_->trust().approver_certificates(),
            (std::vector{note("hoa"), note("lan"), note("minh"), note("nam")}));
}

TEST_P(root_succession_contract, replaces_signatures_and_nothing_else) {
  const wire::signed_programme one = stored(1), two = stored(2);
  ASSERT_TRUE(ledger_->trust().succeed_root(next_, other_root_, all_anew()));
  reopen();
  EXPECT_EQ(*ledger_->root(), other_root_);
  EXPECT_EQ(*ledger_->trust().newest(), next_);
  EXPECT_EQ(stored(1).approver, anew("hoa"));
  EXPECT_EQ(stored(1).bytes, one.bytes) << "what was approved";
  EXPECT_EQ(stored(1).signature, one.signature) << "the approver's own signature";
  EXPECT_EQ(stored(2).approver, anew("hoa"));
  EXPECT_EQ(stored(2).second->approver, anew("nam"));
  EXPECT_EQ(stored(2).second->signature, two.second->signature);
  EXPECT_EQ(wire::signed_programme_from_json(ledger_->programmes().waiting_json()->value())->approver,
            anew("lan"));
  EXPECT_EQ(ledger_->notices().newest(at(0), 9)->at(0).note.approver, anew("minh"));
  EXPECT_EQ(*ledger_->exports().screen_certificates(), std::vector{anew("lobby's")});
  EXPECT_EQ(ledger_->screens().all()->at(0).root, root_) << "its grant has a tag over the root of then";
  EXPECT_EQ(ledger_->screens().all()->at(0).certificate, note("lobby's"));
  EXPECT_TRUE(ledger_->programmes().publish(row(3), programme(3, anew("lan")), other_root_));
  EXPECT_EQ(code_of(ledger_->programmes().publish(row(4), programme(4, note("lan")), root_)),
            errc::verification);
}

TEST_P(root_succession_contract, without_one_certificate_changes_nothing) {
  for (const char* missing : {"hoa", "nam", "lan", "minh", "lobby's"}) {
    std::vector<evidence::signed_text> others = all_anew();
    std::erase(others, anew(missing));
    EXPECT_EQ(code_of(ledger_->trust().succeed_root(next_, other_root_, others)), errc::conflict) << missing;
    EXPECT_EQ(*ledger_->root(), root_) << missing;
    EXPECT_EQ(*ledger_->trust().newest(), statement_) << missing;
    EXPECT_EQ(stored(1).approver, note("hoa")) << missing;
    EXPECT_EQ(stored(2).second->approver, note("nam")) << missing;
  }
}

}  // namespace
}  // namespace bangtin::scheduler::test
