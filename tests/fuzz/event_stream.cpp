// How the bytes of a channel are cut into pieces must not matter.
#include <vector>

#include "fuzz/entries.hpp"
#include "wire/channel.hpp"
#include "wire/event_stream.hpp"

namespace bangtin::fuzz {

namespace {

constexpr std::size_t longest = 4096;

struct heard {
  std::vector<wire::stream_event> events;
  bool refused = false;
};

heard hear(std::string_view bytes, std::size_t piece) {
  heard h;
  wire::event_stream_reader reader(longest);
  while (!bytes.empty() && !h.refused) {
    h.refused =
        !reader.feed(bytes.substr(0, piece), [&](wire::stream_event e) { h.events.push_back(std::move(e)); });
    bytes.remove_prefix(std::min(piece, bytes.size()));
  }
  return h;
}

}  // namespace

void event_stream(std::string_view bytes) {
  const heard whole = hear(bytes, std::max<std::size_t>(bytes.size(), 1));
  for (std::size_t piece : {1, 2, 7}) {
    const heard cut = hear(bytes, piece);
    promise(cut.refused == whole.refused && cut.events == whole.events, "pieces are heard as the whole is");
  }
  for (const wire::stream_event& e : whole.events) {
    promise(e.data.size() <= longest, "no event is longer than the maximum");
    const heard again = hear(wire::to_text(e), 3);
    // A writer's longer names for the fields may take an event of the maximal length beyond it.
    if (!again.refused) promise(again.events == std::vector{e}, "what is written is read as it was");
    const std::optional<wire::channel_position> p = wire::channel_position_from(e.id);
    if (p) promise(wire::channel_position_from(wire::to_text(*p)) == p, "a place is read as it was written");
  }
}

}  // namespace bangtin::fuzz
