// A line ends with CR, LF or both, and an empty line ends an event.
#include "wire/event_stream.hpp"

#include <utility>

namespace bangtin::wire {

namespace {

void add_field(std::string& text, std::string_view name, std::string_view value) {
  ((text += name) += ": ") += value;
  text += '\n';
}

}  // namespace

std::string to_text(const stream_event& e) {
  std::string text;
  text.reserve(e.type.size() + e.data.size() + e.id.size() + 32);
  if (!e.type.empty()) add_field(text, "event", e.type);
  std::string_view rest = e.data;
  for (std::size_t end = rest.find('\n'); end != std::string_view::npos; end = rest.find('\n')) {
    add_field(text, "data", rest.substr(0, end));
    rest.remove_prefix(end + 1);
  }
  add_field(text, "data", rest);
  if (!e.id.empty()) add_field(text, "id", e.id);
  return text += '\n';
}

std::string heartbeat_text() {
  return ": here\n\n";
}

result<void> event_stream_reader::feed(std::string_view piece,
                                       const std::function<void(stream_event)>& take) {
  while (!piece.empty()) {
    if (std::exchange(after_return_, false) && piece.front() == '\n') {
      piece.remove_prefix(1);
      continue;
    }
    const std::size_t end = piece.find_first_of("\r\n");
    line_ += piece.substr(0, end);
    if (line_.size() + event_.data.size() > most_) {
      return error{errc::limit, msg("an event of the stream is longer than {} bytes", most_),
                   msg("check that the address is that of bangtind")};
    }
    if (end == std::string_view::npos) break;
    after_return_ = piece[end] == '\r';
    piece.remove_prefix(end + 1);
    take_line(take);
  }
  return {};
}

void event_stream_reader::take_line(const std::function<void(stream_event)>& take) {
  const std::string line = std::exchange(line_, {});
  if (line.empty()) {
    stream_event whole = std::exchange(event_, {});
    if (std::exchange(has_data_, false)) take(std::move(whole));
    return;
  }
  const std::size_t colon = line.find(':');
  const std::string_view name = std::string_view(line).substr(0, colon);
  std::string_view value;
  if (colon != std::string::npos) value = std::string_view(line).substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (name == "event") event_.type = value;
  if (name == "id" && value.find('\0') == std::string_view::npos) event_.id = value;
  if (name != "data") return;
  if (std::exchange(has_data_, true)) event_.data += '\n';
  event_.data += value;
}

}  // namespace bangtin::wire
