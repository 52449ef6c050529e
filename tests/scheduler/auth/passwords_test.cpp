#include "scheduler/auth/passwords.hpp"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <vector>

#include "base/language.hpp"
#include "base/normalise.hpp"

namespace bangtin::scheduler::test {
namespace {

namespace asio = boost::asio;

TEST(good_passwords, are_long_and_not_the_name) {
  struct row {
    std::string_view typed, user, refused;  // empty: it is good
  };
  const std::string long_one(129, 'x');
  for (const row& r : std::vector<row>{
           {"cây đa đầu làng", "Lan", ""},
           {"123456789ab", "Lan", "11 characters"},
           {"123456789abc", "Lan", ""},
           {"đđđđđđđđđđđ", "Lan", "11 characters"},
           {"aaaaaaaaaaaaaaaaaaaa", "Lan", "repeats"},
           {"ababababababab", "Lan", "repeats"},
           {"nguyễnthịlan2026", "Nguyễn Thị Lan", ""},
           {"Nguyễn Thị Lan1", "nguyễn thị lan", "the user's name"},
           {"lanlanlanlan12", "Lan", "the user's name"},
           {long_one, "Lan", "more than 128"},
           {"câu\nnào đó rất dài", "Lan", "cannot be typed"},
           {"\xff\xfe rất dài rất dài", "Lan", "cannot be typed"},
       }) {
    const result<std::string> good = auth::good_password(r.typed, r.user);
    EXPECT_EQ(good.has_value(), r.refused.empty()) << r.typed;
    const std::string why = good ? "" : describe(good.error());
    EXPECT_NE(why.find(r.refused), std::string::npos) << why;
  }
  EXPECT_EQ(*auth::good_password("be\u0302\u0301n nươ\u0301c ngày xưa", "Lan"),
            *auth::good_password(to_nfc("be\u0302\u0301n nươ\u0301c ngày xưa"), "Lan"));
}

class password_checks_of_a_crowd : public ::testing::Test {
 protected:
  // Runs the checks at once, and returns how each ended.
  std::vector<std::optional<bool>> check(int n, const ledger::stored_password* known,
                                         const std::string& typed) {
    std::vector<std::optional<bool>> ended(static_cast<std::size_t>(n));
    for (std::optional<bool>& e : ended)
      asio::co_spawn(context_, checks_.check(known, typed),
                     [&e](const std::exception_ptr&, std::optional<bool> right) { e = right; });
    context_.restart();
    context_.run();
    return ended;
  }
  asio::io_context context_{1};
  ledger::worker_pool thread_{1};
  auth::password_checks checks_{thread_};
};

TEST_F(password_checks_of_a_crowd, are_few_at_once) {
  const std::string salt = "a salt";
  ledger::stored_password p{1, "Lan", salt, {}, {}};
  p.key.value = scrypt_key("cây đa đầu làng", salt);
  const auto ended = check(auth::password_checks::max_waiting + 3, &p, "cây đa đầu làng");
  EXPECT_EQ(std::ranges::count(ended, std::optional(true)), auth::password_checks::max_waiting);
  EXPECT_EQ(std::ranges::count(ended, std::optional<bool>()), 3);
  EXPECT_EQ(check(1, &p, "cây đa đầu làng"), std::vector{std::optional(true)}) << "afterwards there is room";
  EXPECT_EQ(check(1, &p, "another"), std::vector{std::optional(false)});
  EXPECT_EQ(check(1, nullptr, "another"), std::vector{std::optional(false)}) << "nobody has this name";
}

}  // namespace
}  // namespace bangtin::scheduler::test
