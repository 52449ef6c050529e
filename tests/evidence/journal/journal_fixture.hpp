// A fixture with a journal in a temporary folder, and with the daemon's side of it: the daemon's key, and
// receipts for the batches that the journal sends.
#pragma once

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "evidence/journal/journal.hpp"
#include "evidence/sample_records.hpp"
#include "evidence/verify_chain.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::evidence::journal {

class journal_fixture : public testing::Test {
 protected:
  std::unique_ptr<journal> open(const std::string& boot = "boot-1") {
    result<std::unique_ptr<journal>> j = journal::open(file, key, "lobby", now, boot);
    EXPECT_TRUE(j) << describe(j.error());
    return j ? std::move(*j) : nullptr;
  }
  // A START whose facts the journal completes.
  static record start() {
    record r = sample::start(1);
    r.log.clear();
    r.seq = 0;
    r.boot.clear();
    r.play->play = 0;
    return r;
  }
  static record end_of(std::int64_t play) {
    record r = sample::end(play + 1, play);
    r.log.clear();
    r.seq = 0;
    return r;
  }
  static std::int64_t append(journal& j, record r) {
    result<std::int64_t> seq = j.append({&r, 1});
    EXPECT_TRUE(seq) << describe(seq.error());
    return seq ? *seq : -1;
  }
  // Starts and ends `times` plays; each adds two records to the journal.
  static void play(journal& j, int times) {
    for (int i = 0; i < times; ++i) append(j, end_of(append(j, start())));
  }
  // The daemon's receipt on the batch's head.
  signed_text receipt_for(const batch& b) const {
    result<head> h = head_from_text(b.head.text);
    return sign_text(to_text(receipt{*h, utc_ms(milliseconds(1))}), daemon);
  }

  fakes::temporary_folder folder;
  std::filesystem::path file = folder.path() / "journal.db";
  secret_key key = secret_key::generate();
  secret_key daemon = secret_key::generate();
  time_reading now{utc_ms(milliseconds(1'791'590'400'000)), milliseconds(5000), clock_trust::synced};
};

}  // namespace bangtin::evidence::journal
