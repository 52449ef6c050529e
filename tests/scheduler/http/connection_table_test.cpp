// Who is dropped for whom, without any socket.
#include "scheduler/http/connection_table.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <sstream>

namespace bangtin::scheduler::http {
namespace {

// Plays a script and returns which connections were dropped. "7@a" opens 7 from the address a, "7=k" shows
// the credential k over it, "7=" none, "-7" closes it.
std::string dropped(const connection_limits& limits, const std::string& script) {
  connection_table t(limits);
  std::istringstream words(script);
  std::string out;
  for (std::string word; words >> word;) {
    std::size_t mark = word.find_first_of("@=");
    std::optional<connection_table::number> gone;
    if (word.front() == '-') {
      t.close(std::stoul(word.substr(1)));
    } else if (word[mark] == '@') {
      gone = t.open(std::stoul(word), word.substr(mark + 1));
    } else {
      gone = t.show(std::stoul(word), word.substr(mark + 1));
    }
    if (!gone) continue;
    EXPECT_FALSE(t.contains(*gone));
    out += (out.empty() ? "" : " ") + std::to_string(*gone);
  }
  EXPECT_LE(t.newcomers(), limits.newcomers);
  EXPECT_LE(t.known(), limits.known);
  return out;
}

TEST(connections, are_dropped_for_others) {
  const connection_limits limits{
      .newcomers = 4, .newcomers_of_address = 3, .known = 3, .known_of_credential = 2};
  struct row {
    const char* situation;
    const char* script;
    const char* dropped;
  };
  for (const row& r : std::vector<row>{
           {"there is room", "1@a 2@a 3@a 4@b", ""},
           {"an address has its share: its oldest goes", "1@a 2@a 3@a 4@a 5@a", "1 2"},
           {"all places are taken: the oldest of the largest crowd goes", "1@b 2@a 3@a 4@a 5@c", "2"},
           {"nobody has more than another: the oldest goes", "1@d 2@c 3@b 4@a 5@e 6@f", "1 2"},
           {"one at its own address stays while a crowd comes", "1@a 2@b 3@b 4@b 5@b 6@b 7@b", "2 3 4"},
           {"a credential takes no newcomer's place", "1@a 1=k 2@a 3@a 4@a 5@b 6@b", "2"},
           {"a crowd drops nobody who has a credential", "1@a 1=k 2@a 3@a 4@a 5@a 6@a 7@a 8@a", "2 3 4 5"},
           {"a credential has its share: its oldest goes", "1@a 1=k 2@a 2=k 3@a 3=k", "1"},
           {"all reserved places are taken", "1@a 1=k 2@a 2=k 3@a 3=l 4@a 4=m", "1"},
           {"the same credential again changes nothing", "1@a 1=k 2@a 2=k 1=k 2=k", ""},
           {"another credential over the same connection", "1@a 1=k 2@a 2=k 3@a 3=l 3=k", "1"},
           {"one that shows no credential any more is a newcomer again", "1@a 2@a 3@a 4@b 4=k 5@b 4=", "1"},
           {"closed ones leave their places", "1@a 2@a 3@a -1 4@a -2 -3 5@a 5=k 6@a 6=k -5 7@a 7=k", ""},
           {"what is not there changes nothing", "1@a -9 9=k 2@a 3@a", ""},
       }) {
    EXPECT_EQ(dropped(limits, r.script), r.dropped) << r.situation;
  }
}

TEST(connections, of_a_crowd_from_many_addresses_never_fill_the_reserve) {
  connection_table t({.newcomers = 100, .newcomers_of_address = 20, .known = 50, .known_of_credential = 2});
  t.open(1, "screen's");
  t.show(1, "screen lobby");
  for (connection_table::number i = 2; i < 5'000; ++i) t.open(i, fmt::format("10.0.0.{}", i % 250));
  EXPECT_TRUE(t.contains(1));
  EXPECT_EQ(t.newcomers(), 100U);
  EXPECT_EQ(t.open(9'000, "screen's").has_value(), true);
  t.show(9'000, "screen lobby");
  EXPECT_TRUE(t.contains(9'000));
  EXPECT_EQ(t.known(), 2U);
}

TEST(connections, share_a_configured_number_as_by_default) {
  EXPECT_EQ(limits_of(connection_limits().all()), connection_limits());
  EXPECT_EQ(limits_of(100), (connection_limits{20, 4, 80, 16}));
  for (std::size_t all : {16U, 17U, 1'000U, 100'000U}) EXPECT_EQ(limits_of(all).all(), all);
}

}  // namespace
}  // namespace bangtin::scheduler::http
