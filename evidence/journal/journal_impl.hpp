// What a journal holds, and the errors that its sources share: journal.cpp opens, writes and begins logs,
// journal_sending.cpp sends records and takes receipts, journal_citing.cpp writes a log again. Not for
// others.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "evidence/journal/journal.hpp"
#include "evidence/journal/journal_storage.hpp"

namespace bangtin::evidence::journal {

struct journal::impl {
  std::filesystem::path file;
  secret_key key;
  journal_owner owner;
  std::string boot;
  archive past;
  database db;
  journal_state state;
  std::int64_t send_from = 0;             // the seq that the daemon asked for; 0: it asked for none
  std::optional<head> sent = {};          // of the last batch
  std::optional<stretch> refill = {};     // of the archive, that is being sent again
  std::optional<public_key> signer = {};  // of the last receipt
  std::int64_t daemon_reads = 1;
  bool unknown = false;
  // The newest record that no power cut takes back. One behind it was found after a commit that failed: it
  // can be read and still not be on the disk.
  std::int64_t durable = 0;

  result<journal_state> begin(SQLite::Database& to, const time_reading& now, const std::string& cites,
                              std::int64_t lost) const;
  result<void> begin_first(const time_reading& now);
  result<database> open_next() const;
  result<void> replace_by_next(const time_reading& now);
  result<std::vector<std::string>> complete(std::span<record> records) const;
  result<std::optional<batch>> refill_batch(std::size_t most);
  // Of the database, from this seq on.
  result<std::optional<batch>> stored_batch(std::int64_t from, std::size_t most);
  result<std::optional<batch>> unsent_batch(std::size_t most);
  std::optional<batch> part_of(const stretch& s, std::int64_t from, std::size_t most) const;
  result<receipt> read_receipt(const std::string& log, const signed_text& note,
                               const public_key& daemon) const;
  void settle();
  head move_up_to(const head& claimed, const archived_receipt& r);
  std::optional<digest> link(std::int64_t seq);
  void match_archive();
  void finish_archive();
  std::filesystem::path beside(std::string_view ending) const { return file.string() + std::string(ending); }
};

error refused(message what);        // a defect of this program
error outcome_unknown();            // until `reopen`
error does_not_hold(message what);  // of a receipt

}  // namespace bangtin::evidence::journal
