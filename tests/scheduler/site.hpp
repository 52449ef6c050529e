// A whole site in the test's process: a daemon with a free port and its own Unix socket, an approver, a root
// key, and screens that write logs. The clock stands still until a test moves it. A function replaces the
// ingest worker.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/signing.hpp"
#include "evidence/batch.hpp"
#include "evidence/record.hpp"
#include "scheduler/api_document.hpp"
#include "scheduler/app/daemon.hpp"
#include "scheduler/http/raw_client.hpp"
#include "support/temporary_folder.hpp"
#include "wire/messages.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::scheduler::test {

class standing_clock final : public clock_source {
 public:
  time_reading now() const override {
    return {utc_ms(milliseconds(ms.load())), milliseconds(mono_ms.load()), trust.load()};
  }
  std::atomic<std::int64_t> mono_ms{1};
  std::atomic<clock_trust> trust = clock_trust::synced;
  std::atomic<std::int64_t> ms{1'791'590'400'000};  // 2026-10-10T00:00:00Z, 07:00 in Viet Nam
};

// A screen as the daemon sees it: its key, its token, and its log.
struct fake_screen {
  std::string name = "lobby";
  std::string token = random_hex(32);
  secret_key key = secret_key::generate();
  std::string log = random_hex(16);
  std::vector<std::string> lines;  // the records of its log, from seq 1
  std::vector<digest> links;

  evidence::record blank(evidence::record_type type, utc_ms at) const;
  void append(const evidence::record& r);
  // Appends a GENESIS if the log is empty.
  void begin(utc_ms at);
  // Appends START and END of one play.
  void play(const digest& programme, utc_ms at, milliseconds shown = milliseconds(10'000));
  // The records first..last with their signed head.
  evidence::batch batch(std::size_t first, std::size_t last) const;
  // Asks to be paired, with the code whose first half is "ABCD".
  wire::pairing_request pairing_request(std::int64_t number = 1) const {
    return wire::signed_by({{}, "ABCD", sha256(token), "1.0", number, {}, {}}, key);
  }
  std::string auth() const { return "Authorization: Bearer " + token + "\r\n"; }
};

// A programme with one image, one screen, and one campaign that always shows the image.
playlists::programme::programme small_programme(std::int64_t version,
                                                const playlists::programme::file_ref& file, utc_ms issued);

class site : public ::testing::Test {
 protected:
  site();
  ~site() override;

  void start();
  void stop();
  std::uint16_t port() const;
  std::filesystem::path socket() const { return folder_ / "admin.sock"; }

  // Each call sends one request on a new connection. The test fails if the daemon's OpenAPI document does not
  // declare the answer.
  answer admin(std::string_view method, std::string_view path, std::string_view body = {},
               std::string_view headers = {});
  answer open(std::string_view method, std::string_view path, std::string_view body = {},
              std::string_view headers = {});

  // Uploads the bytes in one piece. Returns the file, which is then in the store.
  playlists::programme::file_ref store(const std::string& bytes);
  wire::signed_programme signed_by_approver(const playlists::programme::programme& p) const;
  std::string publication(const wire::signed_programme& p, const secret_key& root) const;
  // Publishes the small programme as `version`. Returns its digest.
  digest publish(std::int64_t version);
  void pair(const fake_screen& s);
  // The second half of it: the person's order, when the screen has asked already.
  void order_pairing(const fake_screen& s, const std::optional<digest>& tag_2 = {});
  answer post_plays(const fake_screen& s, const evidence::batch& b);

  const api_document& document() const;
  answer documented(std::string_view method, std::string_view path, answer a) const;

  fakes::temporary_folder folder_;
  standing_clock clock_;
  app::daemon_setup setup_;
  secret_key root_ = secret_key::generate();
  secret_key approver_ = secret_key::generate();
  std::unique_ptr<app::daemon> daemon_;
  std::thread thread_;
  bool clean_ = true;  // what daemon::run returned; set once it has returned
};

json::value parsed(const answer& a);

}  // namespace bangtin::scheduler::test
