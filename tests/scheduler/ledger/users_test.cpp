#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class users_contract : public ledger_contract {
 protected:
  ledger::user_ledger& users() { return ledger_->users(); }
  ledger::stored_user lan_{"lan", wire::role::editor, "", at(5)};
  ledger::stored_user hoa_{"Hòa", wire::role::site_operator, "hoa", at(6)};
  ledger::stored_token token_of(const std::string& user, const std::string& secret) const {
    return {0, user, sha256(secret), at(7), at(70), {}};
  }
};
LEDGER_CONTRACT(users_contract);

TEST_P(users_contract, are_kept_by_name) {
  EXPECT_TRUE(users().all()->empty());
  ASSERT_TRUE(users().add(lan_));
  ASSERT_TRUE(users().add(hoa_));
  reopen();
  EXPECT_EQ(*users().all(), (std::vector<ledger::stored_user>{hoa_, lan_}));
}

TEST_P(users_contract, have_a_name_and_an_account_for_themselves) {
  ASSERT_TRUE(users().add(lan_));
  ASSERT_TRUE(users().add(hoa_));
  EXPECT_EQ(code_of(users().add({"lan", wire::role::viewer, "", at(9)})), errc::conflict);
  EXPECT_EQ(code_of(users().add({"another", wire::role::viewer, "hoa", at(9)})), errc::conflict);
  EXPECT_TRUE(users().add({"third", wire::role::viewer, "", at(9)})) << "no account is nobody's";
  EXPECT_EQ(users().all()->size(), 3U);
}

TEST_P(users_contract, have_tokens_with_numbers_that_are_never_used_again) {
  ASSERT_TRUE(users().add(lan_));
  EXPECT_EQ(code_of(users().add_token(token_of("nobody", "a"))), errc::not_found);
  const std::int64_t one = users().add_token(token_of("lan", "a")).value();
  const std::int64_t two = users().add_token(token_of("lan", "b")).value();
  EXPECT_LT(one, two);
  reopen();
  ledger::stored_token first = token_of("lan", "a"), second = token_of("lan", "b");
  first.number = one;
  second.number = two;
  EXPECT_EQ(*users().tokens(), (std::vector<ledger::stored_token>{first, second}));
  EXPECT_EQ(code_of(users().remove_token("hoa", two)), errc::not_found) << "it is another's";
  ASSERT_TRUE(users().remove_token("lan", two));
  EXPECT_EQ(code_of(users().remove_token("lan", two)), errc::not_found);
  EXPECT_GT(users().add_token(token_of("lan", "c")).value(), two);
}

TEST_P(users_contract, know_when_a_token_was_used) {
  ASSERT_TRUE(users().add(lan_));
  const std::int64_t number = users().add_token(token_of("lan", "a")).value();
  ASSERT_TRUE(users().set_last_used(number, at(60)));
  EXPECT_TRUE(users().set_last_used(number + 1, at(60))) << "of a token that is gone";
  reopen();
  EXPECT_EQ(users().tokens()->at(0).last_used, at(60));
}

TEST_P(users_contract, change_their_role_and_the_end_of_their_tokens) {
  ASSERT_TRUE(users().add(lan_));
  ASSERT_TRUE(users().add(hoa_));
  ASSERT_TRUE(users().add_token(token_of("lan", "a")));
  ASSERT_TRUE(users().add_token(token_of("Hòa", "b")));
  ASSERT_TRUE(users().set_role("lan", wire::role::approver));
  ASSERT_TRUE(users().set_expires("lan", at(9)));
  EXPECT_EQ(code_of(users().set_role("nobody", wire::role::viewer)), errc::not_found);
  EXPECT_EQ(code_of(users().set_expires("nobody", at(9))), errc::not_found);
  reopen();
  EXPECT_EQ(users().all()->at(0).role, wire::role::site_operator) << "another's stays";
  EXPECT_EQ(users().all()->at(1).role, wire::role::approver);
  EXPECT_EQ(users().tokens()->at(0).expires, at(9));
  EXPECT_EQ(users().tokens()->at(1).expires, at(70));
}

TEST_P(users_contract, have_sessions_that_end_with_their_token) {
  ASSERT_TRUE(users().add(lan_));
  ASSERT_TRUE(users().add(hoa_));
  const std::int64_t first = *users().add_token(token_of("lan", "a"));
  const std::int64_t second = *users().add_token(token_of("lan", "b"));
  const std::int64_t other = *users().add_token(token_of("Hòa", "c"));
  const ledger::stored_session one{sha256("1"), "lan", first, at(5), at(6)},
      two{sha256("2"), "lan", second, at(5), at(7)}, three{sha256("3"), "Hòa", other, at(5), at(8)};
  for (const auto& s : {one, two, three}) ASSERT_TRUE(users().add_session(s));
  ledger::stored_session stranger = one;
  stranger.user = "Hòa";
  stranger.sha256 = sha256("4");
  EXPECT_EQ(code_of(users().add_session(stranger)), errc::not_found) << "the token is another's";
  reopen();
  EXPECT_EQ(*users().sessions(), (std::vector<ledger::stored_session>{one, two, three}));
  ASSERT_TRUE(users().set_session_used(one.sha256, at(9)));
  EXPECT_EQ(users().sessions()->back().last_used, at(9));
  ASSERT_TRUE(users().remove_token("lan", first));
  EXPECT_EQ(*users().sessions(), (std::vector<ledger::stored_session>{two, three}));
  ASSERT_TRUE(users().remove_session(two.sha256));
  ASSERT_TRUE(users().remove_session(two.sha256)) << "once more";
  EXPECT_EQ(*users().sessions(), (std::vector<ledger::stored_session>{three}));
  ASSERT_TRUE(users().remove("Hòa"));
  EXPECT_TRUE(users().sessions()->empty());
  ASSERT_TRUE(users().add_session({sha256("5"), "lan", second, at(5), at(6)}));
  ASSERT_TRUE(users().remove_all_tokens());
  EXPECT_TRUE(users().sessions()->empty());
}

TEST_P(users_contract, have_one_password_with_which_its_sessions_end) {
  const ledger::stored_password first{0, "lan", "salt", sha256("a"), at(5)};
  EXPECT_EQ(code_of(users().set_password(first)), errc::not_found) << "there is no such user";
  ASSERT_TRUE(users().add(lan_));
  ASSERT_TRUE(users().add(hoa_));
  EXPECT_EQ(code_of(users().remove_password("lan")), errc::not_found);
  const std::int64_t number = *users().set_password(first);
  const std::int64_t token = *users().add_token(token_of("lan", "a"));
  const ledger::stored_session one{sha256("1"), "lan", 0, at(5), at(6), number},
      two{sha256("2"), "lan", token, at(5), at(7)};
  ASSERT_TRUE(users().add_session(one));
  ASSERT_TRUE(users().add_session(two));
  EXPECT_EQ(code_of(users().add_session({sha256("3"), "Hòa", 0, at(5), at(6), number})), errc::not_found);
  reopen();
  ledger::stored_password stored = first;
  stored.number = number;
  EXPECT_EQ(*users().passwords(), (std::vector<ledger::stored_password>{stored}));
  EXPECT_EQ(*users().sessions(), (std::vector<ledger::stored_session>{one, two}));
  const std::int64_t next = *users().set_password(first);
  EXPECT_NE(next, number);
  EXPECT_EQ(users().passwords()->size(), 1U);
  EXPECT_EQ(*users().sessions(), (std::vector<ledger::stored_session>{two}));
  EXPECT_EQ(code_of(users().add_session(one)), errc::not_found) << "it began with the old one";
  ASSERT_TRUE(users().add_session({sha256("4"), "lan", 0, at(5), at(6), next}));
  ASSERT_TRUE(users().remove_password("lan"));
  EXPECT_EQ(*users().sessions(), (std::vector<ledger::stored_session>{two}));
  ASSERT_TRUE(users().set_password(first));
  ASSERT_TRUE(users().remove("lan"));
  EXPECT_TRUE(users().passwords()->empty());
  ASSERT_TRUE(users().set_password({0, "Hòa", "salt", sha256("b"), at(5)}));
  ASSERT_TRUE(users().remove_all_tokens());
  EXPECT_TRUE(users().passwords()->empty());
}

TEST_P(users_contract, go_with_all_their_tokens) {
  ASSERT_TRUE(users().add(lan_));
  ASSERT_TRUE(users().add(hoa_));
  ASSERT_TRUE(users().add_token(token_of("lan", "a")));
  ASSERT_TRUE(users().add_token(token_of("Hòa", "b")));
  ASSERT_TRUE(users().remove("lan"));
  EXPECT_EQ(code_of(users().remove("lan")), errc::not_found);
  reopen();
  EXPECT_EQ(*users().all(), (std::vector<ledger::stored_user>{hoa_}));
  ASSERT_EQ(users().tokens()->size(), 1U);
  EXPECT_EQ(users().tokens()->at(0).user, "Hòa");
}

}  // namespace
}  // namespace bangtin::scheduler::test
