// Which form of messages (base/message_json.hpp) the two ends of a connection read (docs/formats.md, "Growing
// formats"): the client says it in each request, and the daemon in each answer. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bangtin::wire {

inline constexpr std::string_view message_format_header = "Bangtin-Message-Format";
// 1: the values of a message are texts. 2: a value may be another message.
inline constexpr std::int64_t message_format = 2;  // the newest that this version reads and writes

// The format that the value of the header announces; 1 where there is no header or no number in it.
std::int64_t announced_message_format(std::string_view value);

// The document for a reader of `format`: in format 1 the messages within messages are English text. `json` is
// canonical, as all our bodies are. Nothing where it is right as it is, and for what is no such document.
std::optional<std::string> in_message_format(std::string_view json, std::int64_t format);

}  // namespace bangtin::wire
