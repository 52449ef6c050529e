// Recomputes every chain from its records, line by line, and compares tips, receipts and counts with it.
// Shares with the daemon only hashing and JSON parsing.
#include "e2e/evidence_book.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <fmt/format.h>

#include <set>

#include "base/hash.hpp"
#include "base/json.hpp"
#include "base/signing.hpp"

namespace bangtin::e2e {

namespace {

// What identifies a play in the records: (log, seq of START).
using play_name = std::pair<std::string, std::int64_t>;

digest link(const digest& before, const std::string& line) {
  hasher h;
  h.update(bytes_view(before.value));
  h.update(line + "\n");
  return h.finish();
}

// The contract's rule, without the check of the programme's approval: the tests publish one programme, which
// never expires.
bool counts(const json::object& end) {
  return end.at("outcome").as_string() == "complete" && end.at("frames").as_int64() > 0 &&
         end.at("output").as_string() == "connected" &&
         end.at("shown_ms").as_int64() * 100 >= end.at("planned_ms").as_int64() * 95;
}

}  // namespace

std::int64_t book::total_plays() const {
  std::int64_t total = 0;
  for (const auto& [media, n] : plays) total += n;
  return total;
}

book read_book(const std::filesystem::path& ledger) {
  book b;
  SQLite::Database db(ledger.string(), SQLite::OPEN_READONLY);
  std::map<std::string, std::map<std::int64_t, digest>> chains;
  std::set<play_name> started, ended;
  SQLite::Statement logs(db, "SELECT log, key, tip, tip_hash FROM logs");
  while (logs.executeStep()) {
    std::string log = logs.getColumn(0).getString();
    digest at = sha256("bangtin-log-1\n" + log + "\n" + logs.getColumn(1).getString() + "\n");
    std::int64_t expected = 1;
    SQLite::Statement records(db, "SELECT seq, line FROM records WHERE log = ? ORDER BY seq");
    records.bind(1, log);
    for (; records.executeStep(); ++expected, ++b.records) {
      std::string line = records.getColumn(1).getString();
      at = link(at, line);
      chains[log][expected] = at;
      json::value parsed = parse_json(line).value();
      const json::object& record = parsed.as_object();
      if (records.getColumn(0).getInt64() != expected || record.at("seq").as_int64() != expected) {
        b.faults.push_back(fmt::format("log {}: record {} where {} was expected", log,
                                       records.getColumn(0).getInt64(), expected));
      }
      std::string_view type = record.at("type").as_string();
      if (type != "START" && type != "END") continue;
      play_name play{log, record.at("play").as_int64()};
      if (type == "START" && !started.insert(play).second)
        b.faults.push_back(fmt::format("log {}: play {} starts twice", log, play.second));
      if (type == "END") {
        if (!started.contains(play))
          b.faults.push_back(fmt::format("log {}: play {} ends without a start", log, play.second));
        if (!ended.insert(play).second)
          b.faults.push_back(fmt::format("log {}: play {} ends twice", log, play.second));
        if (counts(record)) ++b.plays[std::string(record.at("media").as_string())];
      }
    }
    if (logs.getColumn(2).getInt64() != expected - 1 || logs.getColumn(3).getString() != at.hex()) {
      b.faults.push_back(fmt::format("log {}: the ledger's tip is not that of the records", log));
    }
  }
  SQLite::Statement receipts(db, "SELECT log, seq, text, signature FROM receipts");
  std::string daemon_key;
  for (; receipts.executeStep(); ++b.receipts) {
    std::string log = receipts.getColumn(0).getString();
    std::int64_t seq = receipts.getColumn(1).getInt64();
    // The second kind has one more line, the rules.
    std::string text = receipts.getColumn(2).getString();
    std::string link = fmt::format("{}\n{}\n{}\n", log, seq, chains[log][seq].hex());
    if (!text.starts_with("bangtin-receipt-1\n" + link) && !text.starts_with("bangtin-receipt-2\n" + link)) {
      b.faults.push_back(
          fmt::format("log {}: the receipt for {} is not for that link of the chain", log, seq));
    }
  }
  return b;
}

}  // namespace bangtin::e2e
