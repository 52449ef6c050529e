#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "wire/daemon_time.hpp"

namespace bangtin::wire {
namespace {

const std::string a_nonce(64, 'a');

TEST(daemon_time, is_read_as_it_was_written) {
  for (bool synced : {true, false}) {
    const daemon_time t{a_nonce, from_unix_ms(1'796'000'000'123), synced};
    EXPECT_EQ(to_text(t),
              "bangtin-time-1\n" + a_nonce + "\n1796000000123\n" + (synced ? "synced\n" : "unsynced\n"));
    EXPECT_EQ(daemon_time_from_text(to_text(t)).value(), t);
    evidence::signed_text signed_time = evidence::sign_text(to_text(t), secret_key::generate());
    EXPECT_EQ(time_from_json(time_to_json(signed_time)).value(), signed_time);
  }
}

TEST(daemon_time, that_is_not_exactly_so_is_refused) {
  for (const std::string& bad : std::vector<std::string>{
           "", "bangtin-time-2\n" + a_nonce + "\n1\nsynced\n", "bangtin-time-1\n\n1\nsynced\n",
           "bangtin-time-1\n" + std::string(64, 'A') + "\n1\nsynced\n",
           "bangtin-time-1\n" + a_nonce + "\n01\nsynced\n", "bangtin-time-1\n" + a_nonce + "\n-1\nsynced\n",
           "bangtin-time-1\n" + a_nonce + "\n1\nestimated\n", "bangtin-time-1\n" + a_nonce + "\n1\nsynced",
           "bangtin-time-1\n" + a_nonce + "\n1\nsynced\n\n",
           "bangtin-time-1\n" + a_nonce + "\n253402300800000\nsynced\n"}) {
    EXPECT_EQ(daemon_time_from_text(bad).error().code, errc::invalid) << bad;
  }
  for (const char* bad : {"", "{}", "[]", R"({"time":1})", R"({"time":{"text":"a"}})"}) {
    EXPECT_FALSE(time_from_json(bad)) << bad;
  }
  EXPECT_EQ(time_from_json(std::string(5000, ' ')).error().code, errc::limit);
}

TEST(daemon_time, is_believed_only_from_the_daemon_and_only_for_the_question_that_was_asked) {
  secret_key daemon = secret_key::generate();
  auto note = evidence::sign_text(to_text(daemon_time{a_nonce, from_unix_ms(5), true}), daemon);
  EXPECT_TRUE(verify_time(note, daemon.public_part(), a_nonce));
  EXPECT_EQ(verify_time(note, daemon.public_part(), std::string(64, 'b')).error().code, errc::verification)
      << "a replay";
  EXPECT_EQ(verify_time(note, secret_key::generate().public_part(), a_nonce).error().code,
            errc::verification);
  evidence::signed_text altered = note;
  altered.text.replace(altered.text.find("\n5\n"), 3, "\n6\n");
  EXPECT_EQ(verify_time(altered, daemon.public_part(), a_nonce).error().code, errc::verification);
  auto receipt = evidence::sign_text(
      evidence::to_text(evidence::receipt{{std::string(32, 'c'), 1, {}}, from_unix_ms(5)}), daemon);
  EXPECT_EQ(verify_time(receipt, daemon.public_part(), a_nonce).error().code, errc::invalid)
      << "another text of the same key";
}

RC_GTEST_PROP(daemon_time, of_any_bytes_is_refused_or_read_exactly, (std::string text)) {
  result<daemon_time> t = daemon_time_from_text(text);
  if (t) RC_ASSERT(to_text(*t) == text);
  (void)time_from_json(text);
}

}  // namespace
}  // namespace bangtin::wire
