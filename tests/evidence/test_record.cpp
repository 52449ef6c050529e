#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "evidence/record.hpp"
#include "evidence/sample_records.hpp"

namespace bangtin::evidence {
namespace {

struct golden {
  const char* situation;
  record value;
  std::string line;
};

record with_shift() {
  record r = sample::of_type(record_type::clock, 3);
  r.reason = "step";
  r.shift_ms = -7200000;
  r.clock = clock_trust::estimated;
  return r;
}
record bounded_start() {
  record r = sample::start(8);
  r.clock = clock_trust::estimated;
  r.bound = milliseconds(1500);
  return r;
}
record gap() {
  record r = sample::of_type(record_type::gap, 4);
  r.reason = "disk-full";
  r.lost = 17;
  r.clock = clock_trust::unsynced;
  return r;
}
record citing() {
  record r = sample::genesis();
  r.screen = "sảnh \"A\"";
  r.cites = sha256("").hex();
  return r;
}
record partial_end() {
  record r = sample::end(9, 8);
  r.end = play_end{milliseconds(4000), 0, 3, "unknown", play_outcome::partial, "late-join"};
  return r;
}

const std::vector<golden>& goldens() {
  static const std::string log = R"("log":"000102030405060708090a0b0c0d0e0f",)";
  static const std::string planned =
      R"("planned_ms":12000,"planned_start_ms":1791590400000,"play":8,"programme":")" +
      sha256("a programme").hex() + "\",";
  static const std::vector<golden> all{
      {"first record", sample::genesis(),
       R"({"boot":"b007","cites":"","clock":"synced",)" + log +
           R"("mono_ms":5001,"screen":"lobby","seq":1,"type":"GENESIS","utc_ms":1791590400001})"},
      {"first record after a lost log", citing(),
       R"({"boot":"b007","cites":"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855","clock":"synced",)" +
           log + R"("mono_ms":5001,"screen":"sảnh \"A\"","seq":1,"type":"GENESIS","utc_ms":1791590400001})"},
      {"start of the program", sample::boot(2),
       R"({"boot":"b007","clock":"synced",)" + log +
           R"("mono_ms":5002,"reason":"start","seq":2,"type":"BOOT","utc_ms":1791590400002})"},
      {"clock set back", with_shift(),
       R"({"boot":"b007","clock":"estimated",)" + log +
           R"("mono_ms":5003,"reason":"step","seq":3,"shift_ms":-7200000,"type":"CLOCK","utc_ms":1791590400003})"},
      {"records missing", gap(),
       R"({"boot":"b007","clock":"unsynced",)" + log +
           R"("lost":17,"mono_ms":5004,"reason":"disk-full","seq":4,"type":"GAP","utc_ms":1791590400004})"},
      {"play begins", sample::start(8),
       R"({"boot":"b007","campaign":"ngay-chuyen-doi-so","clock":"synced",)" + log +
           R"("media":"posters/vneid.png","mono_ms":5008,)" + planned +
           R"("seq":8,"type":"START","utc_ms":1791590400008})"},
      {"play begins, time known to 1.5 s", bounded_start(),
       R"({"boot":"b007","bound_ms":1500,"campaign":"ngay-chuyen-doi-so","clock":"estimated",)" + log +
           R"("media":"posters/vneid.png","mono_ms":5008,)" + planned +
           R"("seq":8,"type":"START","utc_ms":1791590400008})"},
      {"play ends", sample::end(9, 8),
       R"({"boot":"b007","campaign":"ngay-chuyen-doi-so","clock":"synced","dropped":0,"frames":1,)" + log +
           R"("media":"posters/vneid.png","mono_ms":5009,"outcome":"complete","output":"connected",)" +
           planned + R"("reason":"","seq":9,"shown_ms":12000,"type":"END","utc_ms":1791590400009})"},
      {"play ends early", partial_end(),
       R"({"boot":"b007","campaign":"ngay-chuyen-doi-so","clock":"synced","dropped":3,"frames":0,)" + log +
           R"("media":"posters/vneid.png","mono_ms":5009,"outcome":"partial","output":"unknown",)" + planned +
           R"("reason":"late-join","seq":9,"shown_ms":4000,"type":"END","utc_ms":1791590400009})"},
  };
  return all;
}

TEST(record, each_type_has_exactly_this_line) {
  for (const golden& g : goldens()) {
    SCOPED_TRACE(g.situation);
    EXPECT_EQ(to_line(g.value), g.line);
    result<record> read = from_line(g.line);
    ASSERT_TRUE(read) << describe(read.error());
    EXPECT_EQ(*read, g.value);
  }
}

// A valid line in which one piece of text is replaced by another.
struct damaged_line {
  const char* situation;
  const char* from;
  const char* to;
};

class refused_line : public testing::TestWithParam<damaged_line> {};

TEST_P(refused_line, is_refused_with_a_remedy) {
  std::string line = to_line(sample::end(9, 8));
  std::size_t at = line.find(GetParam().from);
  ASSERT_NE(at, std::string::npos);
  line.replace(at, std::string_view(GetParam().from).size(), GetParam().to);
  result<record> read = from_line(line);
  ASSERT_FALSE(read) << line;
  EXPECT_EQ(read.error().code, errc::invalid);
  EXPECT_FALSE(read.error().remedy.empty());
}

INSTANTIATE_TEST_SUITE_P(
    record, refused_line,
    testing::Values(
        damaged_line{"not JSON", "{\"boot\"", "\"boot\""}, damaged_line{"space", ",\"clock\"", ", \"clock\""},
        damaged_line{"newline behind", "009}", "009}\n"}, damaged_line{"two documents", "009}", "009}{}"},
        damaged_line{"fraction", "\"frames\":1,", "\"frames\":1.0,"},
        damaged_line{"exponent", "\"frames\":1,", "\"frames\":1e0,"},
        damaged_line{"leading zero", "\"frames\":1,", "\"frames\":01,"},
        damaged_line{"minus zero", "\"dropped\":0", "\"dropped\":-0"},
        damaged_line{"negative", "\"dropped\":0", "\"dropped\":-1"},
        damaged_line{"beyond 2^53", "\"frames\":1,", "\"frames\":9007199254740992,"},
        damaged_line{"beyond 2^64", "\"frames\":1,", "\"frames\":18446744073709551617,"},
        damaged_line{"number as text", "\"seq\":9", "\"seq\":\"9\""},
        damaged_line{"null", "\"seq\":9", "\"seq\":null"},
        damaged_line{"key twice", "\"seq\":9", "\"seq\":9,\"seq\":9"},
        damaged_line{"unknown key", "\"seq\":9", "\"seq\":9,\"seqq\":9"},
        damaged_line{"key missing", "\"seq\":9,", ""},
        damaged_line{"keys in another order", "\"dropped\":0,\"frames\":1,", "\"frames\":1,\"dropped\":0,"},
        damaged_line{"needless escape", "\"connected\"", "\"\\u0063onnected\""},
        damaged_line{"escaped slash", "posters/", "posters\\/"},
        damaged_line{"no UTF-8", "posters/", "posters\xff"},
        damaged_line{"overlong UTF-8", "posters/", "posters\xc0\xaf"},
        damaged_line{"control character", "posters/", "posters\\u0007"},
        damaged_line{"unknown type", "\"END\"", "\"STOP\""},
        damaged_line{"type of fewer fields", "\"END\"", "\"START\""},
        damaged_line{"unknown outcome", "\"complete\"", "\"Complete\""},
        damaged_line{"unknown clock", "\"synced\"", "\"sync\""},
        damaged_line{"unknown output", "\"connected\"", "\"on\""},
        damaged_line{"log in capitals", "0a0b0c", "0A0B0C"}, damaged_line{"log too short", "0e0f", "0e"},
        damaged_line{"log not hexadecimal", "0e0f", "0e0g"}, damaged_line{"seq 0", "\"seq\":9", "\"seq\":0"},
        damaged_line{"seq of a first record", "\"seq\":9", "\"seq\":1"},
        damaged_line{"ends itself", "\"play\":8", "\"play\":9"},
        damaged_line{"ends a later play", "\"play\":8", "\"play\":10"},
        damaged_line{"ends no play", "\"play\":8", "\"play\":0"},
        damaged_line{"no media item", "\"posters/vneid.png\"", "\"\""},
        damaged_line{"bound of a synchronised clock", "\"boot\":\"b007\"",
                     "\"boot\":\"b007\",\"bound_ms\":5"},
        damaged_line{"time before 1970", "\"utc_ms\":1", "\"utc_ms\":-1"},
        damaged_line{"time after 9999", "\"utc_ms\":1", "\"utc_ms\":2531"},
        damaged_line{"shown for centuries", "\"shown_ms\":12000", "\"shown_ms\":12000000000000"}),
    [](const auto& row) {
      std::string name = row.param.situation;
      for (char& c : name) {
        if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
      }
      return name;
    });

TEST(record, first_record_is_genesis_and_only_the_first) {
  record late = sample::genesis();
  late.seq = 2;
  EXPECT_FALSE(from_line(to_line(late)));
  record early = sample::boot(1);
  EXPECT_FALSE(from_line(to_line(early)));
}

TEST(record, only_an_estimated_clock_has_a_bound_and_it_is_no_negative_number) {
  record r = bounded_start();
  EXPECT_TRUE(from_line(to_line(r)));
  r.bound = milliseconds(-1);
  EXPECT_FALSE(from_line(to_line(r)));
  for (clock_trust other : {clock_trust::synced, clock_trust::unsynced}) {
    r = bounded_start();
    r.clock = other;
    EXPECT_FALSE(from_line(to_line(r)));
  }
}

TEST(record, longest_names_of_a_programme_fit_and_longer_ones_are_refused) {
  record r = sample::start(2);
  r.play->media = std::string(4096, '"');  // escaped, it is twice as long
  r.play->campaign = std::string(128, '"');
  EXPECT_TRUE(from_line(to_line(r)));
  r.play->media += "x";
  EXPECT_FALSE(from_line(to_line(r)));
  r.play->media = std::string(4050, '"');
  r.play->campaign = std::string(4050, '"');
  EXPECT_GT(to_line(r).size(), 16U * 1024);
  result<record> got = from_line(to_line(r));
  ASSERT_FALSE(got);
  EXPECT_EQ(got.error().code, errc::limit);
}

RC_GTEST_PROP(record, every_record_is_read_as_it_was_written, ()) {
  const record r = sample::any_record();
  const std::string line = to_line(r);
  result<record> read = from_line(line);
  RC_ASSERT(read.has_value());
  RC_ASSERT(*read == r);
}

RC_GTEST_PROP(record, a_line_with_one_byte_changed_is_refused_or_is_another_record, ()) {
  const record r = sample::any_record();
  std::string line = to_line(r);
  const auto at = *rc::gen::inRange<std::size_t>(0, line.size());
  const auto flip = *rc::gen::inRange(1, 256);
  line[at] = static_cast<char>(line[at] ^ flip);
  result<record> read = from_line(line);
  if (read) RC_ASSERT(*read != r);
}

}  // namespace
}  // namespace bangtin::evidence
