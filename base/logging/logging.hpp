// Logging in English, for developers and technicians. A main calls start_logging() once; then any thread uses
// spdlog::info() and its siblings. If stderr leads to systemd's journal, lines go there, each with its level
// as the entry's PRIORITY; otherwise they go to stderr with time and level in front.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.hpp"

namespace bangtin {

// Sets spdlog's default logger for this program. Levels: trace, debug, info, warning, error, off; anything
// else is errc::usage. Call it first thing in main, once.
result<void> start_logging(std::string_view level);

// Whether `journal_stream`, the value of JOURNAL_STREAM ("DEVICE:INODE" in decimal, systemd.exec(5)), names
// the file with this device and inode. A service's children inherit the variable even if their stderr leads
// elsewhere, so the variable's presence is not enough.
bool is_journal_stream(std::string_view journal_stream, std::uint64_t device, std::uint64_t inode);

}  // namespace bangtin
