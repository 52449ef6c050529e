// The journal thread: the only owner of evidence::journal. The display loop sends it records and hears when a
// START is on the disk; the uplink asks it for batches. A slow disk delays neither.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.hpp"
#include "base/signing.hpp"
#include "evidence/journal/journal.hpp"
#include "player/sync/mailbox.hpp"
#include "player/sync/record_writer.hpp"

namespace bangtin::player {

// What the uplink needs of the journal; tests have a twin in memory. May be called from the uplink's threads;
// each call waits for the journal thread.
class evidence_source {
 public:
  virtual ~evidence_source() = default;
  virtual result<std::optional<evidence::batch>> next_batch() = 0;
  virtual result<void> acknowledge(const evidence::signed_note& receipt) = 0;
  virtual result<void> resend_from(std::int64_t expected_seq) = 0;
  virtual std::int64_t unacknowledged() = 0;
};

struct journal_setup {
  std::filesystem::path file;
  std::string screen;
  secret_key screen_key;
  public_key daemon_key;
  const clock_source* clock = nullptr;
  std::string boot;
  const bell* rings = nullptr;              // when there are answers
  std::function<void()> something_to_send;  // called in the journal thread after a commit
};

class journal_thread final : public evidence_source {
 public:
  // Starts the thread, which opens the journal; while it cannot, STARTs are refused and it tries again.
  explicit journal_thread(journal_setup setup);
  // Keeps what was sent before, then ends.
  ~journal_thread() override;

  // From the display loop. False when so much waits that no more is taken.
  bool send(keep message);
  std::vector<kept_answer> answers();

  result<std::optional<evidence::batch>> next_batch() override;
  result<void> acknowledge(const evidence::signed_note& receipt) override;
  result<void> resend_from(std::int64_t expected_seq) override;
  std::int64_t unacknowledged() override;

 private:
  using question = std::function<void(evidence::journal*)>;  // null while the journal is not open
  using request = std::variant<keep, question>;

  template <class T>
  T ask(std::function<T(evidence::journal&)> what, T when_closed);
  void run(std::stop_token stop);

  journal_setup setup_;
  mailbox<request> requests_{10'000};
  mailbox<kept_answer> answers_;
  std::jthread thread_;  // last: ends before what it uses
};

}  // namespace bangtin::player
