// A commit that returned an error is unknown, not failed: the book is reopened and asked for its last seq,
// which tells. Seqs are foretold within a batch, so that a START and its END can go into one commit.
#include "player/record_keeper.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

namespace bangtin::player {

using evidence::record;
using evidence::record_type;

result<void> record_keeper::begin(const time_reading& now) {
  record boot;
  boot.type = record_type::boot;
  boot.mono = now.mono;
  boot.utc = now.utc;
  boot.clock = now.trust;
  boot.reason = "start";
  std::vector<record> records{boot};
  result<std::vector<record>> open = book_.open_plays();
  if (!open) return open.error();
  for (const record& start : *open) {
    record end = boot;
    end.type = record_type::end;
    end.reason.clear();
    end.play = start.play;
    end.end = evidence::play_end{{}, 0, 0, "unknown", evidence::play_outcome::partial, "interrupted"};
    records.push_back(end);
  }
  result<std::int64_t> appended = book_.append(records);
  if (!appended) return appended.error();
  return {};
}

// True when the records are in the book.
bool record_keeper::append(std::vector<record>& records) {
  if (records.empty()) return true;
  std::int64_t before = book_.last_seq();
  result<std::int64_t> appended = book_.append(records);
  if (appended) return true;
  spdlog::error("evidence: {}", describe(appended.error()));
  result<void> reopened = book_.reopen();
  if (!reopened) {
    spdlog::error("evidence: {}", describe(reopened.error()));
    return false;
  }
  return book_.last_seq() == before + static_cast<std::int64_t>(records.size());
}

std::vector<kept_answer> record_keeper::take(std::vector<keep> messages) {
  bool well = retry();
  std::int64_t next = book_.last_seq() + 1;
  std::vector<record> records;
  std::vector<play_token> starts, ended;
  for (keep& m : messages) {
    if (auto* start = std::get_if<write_start>(&m)) {
      starts.push_back(start->token);
      seq_of_[start->token] = next + static_cast<std::int64_t>(records.size());
      records.push_back(std::move(start->record));
    } else if (auto* end = std::get_if<write_end>(&m)) {
      auto seq = seq_of_.find(end->token);
      if (seq == seq_of_.end() || !end->record.play) continue;  // its START was refused
      end->record.play->play = seq->second;
      ended.push_back(end->token);
      records.push_back(std::move(end->record));
    } else {
      records.push_back(std::move(std::get<write_note>(m).record));
    }
  }
  bool kept = well && append(records);
  std::vector<kept_answer> answers;
  for (play_token token : starts) {
    if (kept) {
      answers.push_back(start_durable{token, seq_of_.at(token)});
    } else {
      answers.push_back(journal_failed{token});
      std::int64_t lost = seq_of_.at(token);
      std::erase_if(records, [&](const record& r) { return r.play && r.play->play == lost; });
      seq_of_.erase(token);
    }
  }
  for (play_token token : ended) seq_of_.erase(token);
  if (!kept) push_waiting(std::move(records));
  return answers;
}

void record_keeper::push_waiting(std::vector<record> records) {
  for (record& r : records) {
    if (r.type == record_type::start) continue;
    waiting_.push_back(std::move(r));
  }
  // What falls off here is a play whose END never comes: the next start of the player ends it as interrupted.
  while (waiting_.size() > most_waiting) waiting_.pop_front();
}

// An END may wait of which the book has kept the record after all: the commit was unknown, and so was whether
// it can be read. The book takes no END twice, so such a one would hold up all that follows.
bool record_keeper::forget_what_is_written() {
  result<std::vector<record>> open = book_.open_plays();
  if (!open && book_.reopen()) open = book_.open_plays();
  if (!open) return false;
  std::erase_if(waiting_, [&](const record& r) {
    return r.type == record_type::end && std::none_of(open->begin(), open->end(), [&](const record& start) {
             return start.play->play == r.play->play;
           });
  });
  return true;
}

bool record_keeper::retry() {
  if (waiting_.empty()) return true;
  if (!forget_what_is_written()) return false;
  if (waiting_.empty()) return true;
  std::vector<record> records(waiting_.begin(), waiting_.end());
  if (!append(records)) return false;
  waiting_.clear();
  return true;
}

}  // namespace bangtin::player
