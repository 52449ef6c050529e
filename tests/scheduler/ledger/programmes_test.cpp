#include "scheduler/ledger/contract.hpp"

namespace bangtin::scheduler::test {
namespace {

class programmes_contract : public ledger_contract {
 protected:
  static ledger::published_row version(std::int64_t n) {
    return {n, sha256(std::to_string(n)), "Người duyệt", at(10 * n + 1), at(10 * n + 2), at(10 * n + 3)};
  }
};
LEDGER_CONTRACT(programmes_contract);

TEST_P(programmes_contract, an_empty_ledger_has_no_programme_and_no_root) {
  EXPECT_EQ(*ledger_->programmes().draft(), std::nullopt);
  EXPECT_TRUE(ledger_->programmes().published()->empty());
  EXPECT_EQ(*ledger_->programmes().newest_version(), 0);
  EXPECT_EQ(*ledger_->programmes().json_of(1), std::nullopt);
  EXPECT_EQ(*ledger_->root(), std::nullopt);
}

TEST_P(programmes_contract, the_newest_draft_replaces_the_one_before) {
  ASSERT_TRUE(ledger_->programmes().set_draft("one"));
  ASSERT_TRUE(ledger_->programmes().set_draft("hai"));
  reopen();
  EXPECT_EQ(*ledger_->programmes().draft(), "hai");
  ASSERT_TRUE(ledger_->programmes().set_draft(""));
  EXPECT_EQ(*ledger_->programmes().draft(), "");
}

// Replaces the draft, as the daemon does.
class kept_drafts_contract : public ledger_contract {
 protected:
  void replace(const std::string& bytes, utc_ms when, std::int64_t max_drafts = ledger::max_kept_drafts,
               std::int64_t max_bytes = ledger::max_kept_draft_bytes) {
    ASSERT_TRUE(ledger_->transaction([&]() -> result<void> {
      result<void> kept =
          ledger_->programmes().keep_draft({when, "uid 0 (root)", step_, max_drafts, max_bytes});
      if (!kept) return kept;
      return ledger_->programmes().set_draft(bytes);
    }));
  }
  // The bytes of the kept drafts, newest first: "b a".
  std::string kept(utc_ms after = utc_ms(milliseconds(-1)), std::int64_t below = 1'000'000, int max = 1000) {
    std::string all;
    for (const ledger::kept_draft& k : *ledger_->programmes().kept_drafts(after, below, max)) {
      std::optional<std::string> bytes = *ledger_->programmes().kept_draft_bytes(k.number);
      EXPECT_TRUE(bytes && sha256(*bytes) == k.identity && std::ssize(*bytes) == k.bytes) << k.number;
      all += (all.empty() ? "" : " ") + bytes.value_or("-");
    }
    return all;
  }
  static utc_ms day(int n) { return utc_ms(std::chrono::hours(24 * n)); }
  ledger::draft_step step_;  // of the next change
};
LEDGER_CONTRACT(kept_drafts_contract);

TEST_P(kept_drafts_contract, are_listed_newest_first_with_who_and_when) {
  replace("a", day(0));
  EXPECT_EQ(kept(), "") << "there was no draft before";
  replace("b", day(1));
  replace("c", day(2));
  replace("b", day(3));
  reopen();
  EXPECT_EQ(kept(), "c b a");
  EXPECT_EQ(kept(day(1)), "c b") << "after that instant";
  EXPECT_EQ(kept({}, 3), "b a") << "before that change";
  EXPECT_EQ(kept({}, 1'000'000, 1), "c");
  ledger::kept_draft newest{3, sha256("c"), "uid 0 (root)", day(3), 1, {}};
  EXPECT_EQ(ledger_->programmes().kept_drafts({}, 9, 1)->front(), newest);
  EXPECT_EQ(*ledger_->programmes().kept_draft_bytes(4), std::nullopt);
  EXPECT_EQ(*ledger_->programmes().draft(), "b");
}

TEST_P(kept_drafts_contract, say_which_change_was_taken_back_or_made_again) {
  const std::vector<ledger::draft_step> steps{{"edit", 0}, {"undo", 1}, {"redo", 1}, {"edit", 0}};
  replace("first", day(0));
  for (std::size_t i = 0; i < steps.size(); ++i) {
    step_ = steps[i];
    replace(std::to_string(i), day(1));
  }
  reopen();
  std::vector<ledger::draft_step> stored;
  for (const ledger::kept_draft& k : *ledger_->programmes().kept_drafts({}, 99, 99))
    stored.insert(stored.begin(), k.step);
  EXPECT_EQ(stored, steps);
  step_ = {};
  replace("x", day(40));
  EXPECT_EQ(ledger_->programmes().kept_drafts({}, 99, 99)->size(), 1U) << "they are forgotten with the draft";
}

TEST_P(kept_drafts_contract, are_forgotten_after_thirty_days) {
  replace("a", day(0));
  replace("b", day(1));
  replace("c", day(2));
  replace("d", day(31) - milliseconds(1));
  EXPECT_EQ(kept(), "c b a");
  replace("e", day(31));
  EXPECT_EQ(kept(), "d c b");
}

TEST_P(kept_drafts_contract, are_bounded_in_number_and_bytes_and_the_oldest_go_first) {
  for (const char* draft : {"a", "b", "c", "d"}) replace(draft, day(1), 2);
  EXPECT_EQ(kept(), "c b");
  replace("123456", day(1), 9, 9);
  EXPECT_EQ(kept(), "d c b");
  replace("e", day(1), 9, 7);
  EXPECT_EQ(kept(), "123456 d");
  replace("f", day(1), 9, 6);
  EXPECT_EQ(kept(), "e");
  reopen();
  EXPECT_EQ(ledger_->programmes().kept_drafts({}, 99, 9)->front().number, 6) << "no number is used twice";
  replace("g", day(40));
  replace("h", day(100));
  reopen();
  replace("i", day(200));
  EXPECT_EQ(ledger_->programmes().kept_drafts({}, 99, 9)->front().number, 9);
}

TEST_P(kept_drafts_contract, come_and_go_with_their_transaction) {
  replace("a", day(0));
  EXPECT_FALSE(ledger_->transaction([&]() -> result<void> {
    EXPECT_TRUE(ledger_->programmes().keep_draft({day(1), "hoa"}));
    EXPECT_TRUE(ledger_->programmes().set_draft("b"));
    return error{errc::limit, msg("no"), {}};
  }));
  reopen();
  EXPECT_EQ(kept(), "");
  EXPECT_EQ(*ledger_->programmes().draft(), "a");
}

TEST_P(programmes_contract, published_versions_are_listed_newest_first) {
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "one", root_));
  ASSERT_TRUE(ledger_->programmes().publish(version(2), "two", root_));
  reopen();
  EXPECT_EQ(*ledger_->programmes().newest_version(), 2);
  EXPECT_EQ(*ledger_->programmes().published(), (std::vector<ledger::published_row>{version(2), version(1)}));
  EXPECT_EQ(*ledger_->programmes().json_of(1), "one");
  EXPECT_EQ(*ledger_->programmes().json_of(2), "two");
  EXPECT_EQ(*ledger_->programmes().json_of(3), std::nullopt);
}

TEST_P(programmes_contract, only_the_next_version_can_be_published) {
  EXPECT_EQ(code_of(ledger_->programmes().publish(version(2), "two", root_)), errc::conflict);
  EXPECT_EQ(*ledger_->root(), std::nullopt) << "a refused programme pins no root";
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "one", root_));
  for (std::int64_t n : {-1, 0, 1, 3}) {
    EXPECT_EQ(code_of(ledger_->programmes().publish(version(n), "again", root_)), errc::conflict) << n;
  }
  EXPECT_EQ(*ledger_->programmes().published(), std::vector<ledger::published_row>{version(1)});
  EXPECT_EQ(*ledger_->programmes().json_of(1), "one");
}

TEST_P(programmes_contract, one_programme_waits_for_a_second_signature_until_a_version_is_published) {
  ledger::programme_ledger& p = ledger_->programmes();
  EXPECT_EQ(*p.waiting(), std::nullopt);
  EXPECT_EQ(*p.waiting_json(), std::nullopt);
  EXPECT_EQ(code_of(p.drop_waiting()), errc::not_found);
  EXPECT_EQ(code_of(p.put_waiting(version(2), "two", root_)), errc::conflict);
  ASSERT_TRUE(p.put_waiting(version(1), "one", root_));
  ASSERT_TRUE(p.put_waiting(version(1), "another one", root_));
  reopen();
  EXPECT_EQ(*ledger_->programmes().waiting(), version(1));
  EXPECT_EQ(*ledger_->programmes().waiting_json(), "another one");
  EXPECT_EQ(*ledger_->programmes().newest_version(), 0);
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "signed by two", root_));
  EXPECT_EQ(*ledger_->programmes().waiting(), std::nullopt);
  ASSERT_TRUE(ledger_->programmes().put_waiting(version(2), "two", root_));
  EXPECT_EQ(code_of(ledger_->programmes().put_waiting(version(2), "two", other_root_)), errc::verification);
  ASSERT_TRUE(ledger_->programmes().drop_waiting());
  reopen();
  EXPECT_EQ(*ledger_->programmes().waiting_json(), std::nullopt);
}

TEST_P(programmes_contract, one_draft_is_exported_until_a_version_is_published) {
  EXPECT_EQ(*ledger_->programmes().exported(), std::nullopt);
  const ledger::exported_draft one{"one", true}, two{"two", false};
  ASSERT_TRUE(ledger_->programmes().put_exported(one));
  reopen();
  EXPECT_EQ(*ledger_->programmes().exported(), one);
  ASSERT_TRUE(ledger_->programmes().put_exported(two));
  ASSERT_TRUE(ledger_->programmes().put_waiting(version(1), "one", root_));
  reopen();
  EXPECT_EQ(*ledger_->programmes().exported(), two);
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "signed", root_));
  EXPECT_EQ(*ledger_->programmes().exported(), std::nullopt);
}

TEST_P(programmes_contract, the_first_programme_pins_the_root) {
  ASSERT_TRUE(ledger_->programmes().publish(version(1), "one", root_));
  EXPECT_EQ(code_of(ledger_->programmes().publish(version(2), "two", other_root_)), errc::verification);
  reopen();
  EXPECT_EQ(*ledger_->root(), root_);
  EXPECT_EQ(*ledger_->programmes().newest_version(), 1);
}

}  // namespace
}  // namespace bangtin::scheduler::test
