#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "evidence/sample_records.hpp"
#include "evidence/verify_chain.hpp"

namespace bangtin::evidence {
namespace {

class verify_chain : public testing::Test {
 protected:
  verify_chain() {
    lines = {to_line(sample::genesis()), to_line(sample::boot(2)), to_line(sample::start(3)),
             to_line(sample::end(4, 3))};
  }
  // The lines [from, to) with their signed head.
  batch batch_of(std::size_t from, std::size_t to) const {
    digest hash = first_link(sample::log_name, key.public_part());
    for (std::size_t i = 0; i < to; ++i) hash = next_link(hash, lines[i]);
    batch b{sample::log_name, static_cast<std::int64_t>(from) + 1, {}, {}};
    b.lines.assign(lines.begin() + static_cast<std::ptrdiff_t>(from),
                   lines.begin() + static_cast<std::ptrdiff_t>(to));
    b.head = sign_text(to_text(head{sample::log_name, static_cast<std::int64_t>(to), hash}), key);
    return b;
  }

  secret_key key = secret_key::generate();
  std::vector<std::string> lines;
  head empty = beginning(sample::log_name, key.public_part());
};

TEST_F(verify_chain, two_batches_give_the_same_tip_as_one) {
  result<extension> all = extend(empty, batch_of(0, 4), key.public_part());
  ASSERT_TRUE(all) << describe(all.error());
  EXPECT_EQ(all->tip.seq, 4);
  ASSERT_EQ(all->records.size(), 4U);
  EXPECT_EQ(all->records[3], sample::end(4, 3));
  EXPECT_EQ(all->links.back(), all->tip.hash);
  result<extension> first = extend(empty, batch_of(0, 3), key.public_part());
  ASSERT_TRUE(first);
  result<extension> second = extend(first->tip, batch_of(3, 4), key.public_part());
  ASSERT_TRUE(second);
  EXPECT_EQ(second->tip, all->tip);
}

TEST_F(verify_chain, no_lines_leave_the_head_as_it_is) {
  result<extension> none = extend(empty, std::span<const std::string>());
  ASSERT_TRUE(none);
  EXPECT_EQ(none->tip, empty);
}

TEST_F(verify_chain, hole_repetition_and_wrong_order_are_conflicts) {
  for (auto [from, situation] : {std::pair{1, "hole at the beginning"}, std::pair{2, "larger hole"}}) {
    std::vector<std::string> rest(lines.begin() + from, lines.end());
    result<extension> got = extend(empty, rest);
    ASSERT_FALSE(got) << situation;
    EXPECT_EQ(got.error().code, errc::conflict) << situation;
  }
  EXPECT_EQ(extend(empty, std::vector{lines[0], lines[0]}).error().code, errc::conflict);
  EXPECT_EQ(extend(empty, std::vector{lines[0], lines[2], lines[1]}).error().code, errc::conflict);
}

TEST_F(verify_chain, line_of_another_log_is_refused) {
  record other = sample::boot(2);
  other.log = std::string(32, 'f');
  result<extension> got = extend(empty, std::vector{lines[0], to_line(other)});
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::verification);
}

TEST_F(verify_chain, line_that_is_no_record_is_refused) {
  EXPECT_EQ(extend(empty, std::vector<std::string>{"{}"}).error().code, errc::invalid);
}

TEST_F(verify_chain, head_of_another_key_is_refused) {
  result<extension> got = extend(empty, batch_of(0, 4), secret_key::generate().public_part());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::verification);
}

TEST_F(verify_chain, valid_record_in_the_place_of_another_is_refused) {
  batch b = batch_of(0, 4);
  record other = sample::boot(2);
  other.reason = "upgrade";
  b.lines[1] = to_line(other);
  result<extension> got = extend(empty, b, key.public_part());
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::verification);
}

TEST_F(verify_chain, signed_head_of_fewer_or_more_records_is_refused) {
  batch fewer = batch_of(0, 4);
  fewer.lines.pop_back();
  EXPECT_EQ(extend(empty, fewer, key.public_part()).error().code, errc::verification);
  batch more = batch_of(0, 3);
  more.lines.push_back(lines[3]);
  EXPECT_EQ(extend(empty, more, key.public_part()).error().code, errc::verification);
}

TEST_F(verify_chain, chain_from_another_beginning_is_refused) {
  head elsewhere = beginning(sample::log_name, secret_key::generate().public_part());
  EXPECT_EQ(extend(elsewhere, batch_of(0, 4), key.public_part()).error().code, errc::verification);
}

TEST_F(verify_chain, batch_without_records_is_refused) {
  batch b = batch_of(0, 4);
  b.lines.clear();
  EXPECT_EQ(extend(empty, b, key.public_part()).error().code, errc::invalid);
}

RC_GTEST_FIXTURE_PROP(verify_chain, no_byte_of_a_batch_can_change_unnoticed, ()) {
  batch b = batch_of(0, 4);
  const auto which = *rc::gen::inRange<std::size_t>(0, 5);
  std::string& text = which == 4 ? b.head.text : b.lines[which];
  const auto at = *rc::gen::inRange<std::size_t>(0, text.size());
  text[at] = static_cast<char>(text[at] ^ *rc::gen::inRange(1, 256));
  RC_ASSERT(!extend(empty, b, key.public_part()));
}

}  // namespace
}  // namespace bangtin::evidence
