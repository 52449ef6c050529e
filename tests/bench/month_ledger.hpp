// A ledger with a month of plays, for benches of export and verification. The same numbers give the same
// bytes.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/signing.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::bench {

// The programme that all screens show: one campaign, twenty posters of 10 s, around the clock.
playlists::programme::programme month_programme(int screens);

// Writes the ledger of October 2026 into `file`, which must not exist: about `records` records of as many
// screens as show their plays in ten hours a day. A screen sends `batch` records at a time, so one receipt
// stands for so many. Everything is judged. Throws std::runtime_error when the disk refuses.
void make_month_ledger(const std::filesystem::path& file, std::int64_t records, int batch);

// The key with which the daemon of that ledger signs.
secret_key month_daemon();

}  // namespace bangtin::bench
