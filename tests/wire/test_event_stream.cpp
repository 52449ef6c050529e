// Server-sent events, in pieces of every size, and how far a channel has come.
#include <gtest/gtest.h>

#include <vector>

#include "wire/channel.hpp"
#include "wire/event_stream.hpp"

namespace bangtin::wire {

void PrintTo(const stream_event& e, std::ostream* out) {
  *out << '{' << e.type << ", " << e.data << ", " << e.id << '}';
}

namespace {

std::vector<stream_event> read(std::string_view text, std::size_t piece) {
  event_stream_reader reader(1000);
  std::vector<stream_event> all;
  for (; !text.empty(); text.remove_prefix(std::min(piece, text.size()))) {
    EXPECT_TRUE(reader.feed(text.substr(0, piece), [&](stream_event e) { all.push_back(std::move(e)); }));
  }
  return all;
}

TEST(event_stream, finds_the_events_however_the_bytes_are_cut) {
  const struct {
    std::string_view text;
    std::vector<stream_event> events;
  } rows[] = {
      {"event: trust\ndata: 3\nid: 1\n\n", {{"trust", "3", "1"}}},
      {"event:trust\r\ndata:3\r\n\r\ndata: 4\r\n\r\n", {{"trust", "3", ""}, {"", "4", ""}}},
      {"data: a\rdata: b\r\r", {{"", "a\nb", ""}}},
      {": here\n\n: here\n\ndata:  two\n\n", {{"", " two", ""}}},
      {"event: nothing\n\ndata: x\n\n", {{"", "x", ""}}},
      {"data\n\n", {{"", "", ""}}},
      {"retry: 10\nfuture: y\ndata: x\nid: a\n\n", {{"", "x", "a"}}},
      {"data: cut", {}},
      {"", {}},
  };
  for (const auto& row : rows) {
    for (std::size_t piece : {1, 2, 3, 7, 1000}) EXPECT_EQ(read(row.text, piece), row.events) << row.text;
  }
}

TEST(event_stream, reads_what_it_writes) {
  const stream_event all[] = {{"notice", "{\"a\":1}", "7.0.0.0."}, {"", "one\ntwo\n", ""}, {"x", "", "y"}};
  for (const stream_event& e : all) EXPECT_EQ(read(to_text(e), 5), std::vector{e});
  EXPECT_TRUE(read(heartbeat_text(), 3).empty());
}

TEST(event_stream, keeps_no_more_than_one_event_of_the_longest_kind) {
  for (const std::string& flood : {std::string(1001, 'x'), "data: " + std::string(2000, 'x'),
                                   "data: " + std::string(600, 'x') + "\ndata: " + std::string(600, 'x')}) {
    event_stream_reader reader(1000);
    const result<void> fed = reader.feed(flood, [](const stream_event&) { FAIL(); });
    ASSERT_FALSE(fed);
    EXPECT_EQ(fed.error().code, errc::limit);
  }
}

TEST(channel_position, stands_in_one_line) {
  const std::string digest(64, 'a');
  const channel_position all[] = {{}, {1, 2, 3, 4, ""}, {1'791'590'400'000, 1, 1, 9, digest}};
  for (const channel_position& p : all) EXPECT_EQ(channel_position_from(to_text(p)), p);
  for (std::string_view wrong : {"", "1", "1.2.3", "1.2.3.4", "a.0.0.0.", "-1.0.0.0.", "1.2.3.4.zz",
                                 "1.2.3.4.5.", "99999999999999999999.0.0.0."})
    EXPECT_FALSE(channel_position_from(wrong)) << wrong;
}

}  // namespace
}  // namespace bangtin::wire
