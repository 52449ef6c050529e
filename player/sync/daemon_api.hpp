// What a screen asks of the daemon, one function per question. Two implementations: http_daemon here, and the
// tests' twin in memory.
//
// Not thread-safe: one object per thread. Every call blocks, has a limit on the length of its answer and a
// total timeout, and ends when the answer crawls: below 1 KiB/s for 20 s. `fetch` has no total timeout,
// because a large file may take any time. errc::unreachable: the daemon does not answer, or the caller's stop
// was requested. If the daemon refuses, the error is the daemon's.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "base/error.hpp"
#include "evidence/journal/journal.hpp"
#include "player/sync/channel_news.hpp"
#include "player/sync/kept_authority.hpp"
#include "player/sync/media_files.hpp"
#include "wire/messages.hpp"
#include "wire/notice.hpp"
#include "wire/programme_statement.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::player::sync {

// The daemon expects records from this seq on, because it lacks some before the batch that was sent.
struct expected_seq {
  std::int64_t value = 0;
};
// The daemon has other records of this log, or does not believe its own: it takes no more of this log.
struct fork_found {
  std::optional<evidence::signed_text> receipt;  // the newest of the log
};
using plays_answer = std::variant<evidence::signed_text, expected_seq, fork_found>;

// How far the daemon has come with a screen's records.
struct newest_receipt {
  std::string log;                               // the screen's newest log there; empty: none
  std::optional<evidence::signed_text> receipt;  // of the log that was asked for
  std::int64_t tip = 0;                          // of that log there; 0: nothing of it
};

// Where the daemon is, and who vouches for its certificates.
struct daemon_address {
  std::string server;  // from --server
  // Null: before pairing, when nobody does. Then an answer over "https://" is taken from anybody who shows an
  // authority, and shown_authority() tells which.
  std::shared_ptr<kept_authority> authority{};
  bool system_authorities = false;  // only those of the system vouch, whatever the daemon states

  daemon_address(std::string where) : server(std::move(where)) {}
  daemon_address(const char* where) : server(where) {}
  daemon_address(std::string where, std::shared_ptr<kept_authority> vouches, bool by_system)
      : server(std::move(where)), authority(std::move(vouches)), system_authorities(by_system) {}
};

class client_pool;

class daemon_api {
 public:
  virtual ~daemon_api() = default;
  // 0: the request waits for a person. Any other number: the daemon wants a request with another code, and
  // with a number greater than this one.
  virtual result<std::int64_t> ask_to_pair(const wire::pairing_request& r) = 0;
  // The answer to the request with this token. Empty: there is none yet. errc::not_found: the daemon does not
  // know the request; call ask_to_pair again.
  virtual result<std::optional<wire::pairing_grant>> pairing_answer(const public_key& screen,
                                                                    const digest& token_sha256) = 0;
  // PEM of the authority under which the latest call's connection stands, where nobody but itself vouches for
  // it; empty: the system does, or the connection is plain HTTP.
  virtual std::string shown_authority() const { return {}; }
  // The published programme if it is not `known`; the daemon waits up to `wait` for one. Empty: there is no
  // other programme, or none at all. errc::limit when the answer began and then crawled, errc::io
  // when it broke off, errc::verification when it is longer than any programme, errc::invalid when it is
  // none; errc::not_found when the daemon denies that there is a programme, although one is `known`.
  virtual result<std::optional<wire::signed_programme>> programme(const std::string& screen,
                                                                  const std::optional<digest>& known,
                                                                  std::chrono::seconds wait) = 0;
  // Passes the file's bytes from byte `from` on to `sink` as they arrive. errc::limit when they crawl. A file
  // that came and is asked for again was damaged on the way: then no cache may answer.
  virtual result<void> fetch(const digest& file, std::int64_t from, const byte_sink& sink) = 0;
  virtual result<plays_answer> send_plays(const std::string& screen, const evidence::batch& b) = 0;
  // What the daemon has acknowledged of this log. errc::not_found: an older daemon.
  virtual result<newest_receipt> last_receipt(const std::string& screen, const std::string& log) = 0;
  // The format of records that the answer to the latest of these two calls announced (wire/messages.hpp); 0:
  // the daemon did not answer.
  virtual std::int64_t evidence_format() const = 0;
  // How long the latest call's answer asked to wait before the next try, at most an hour; empty: it did not.
  virtual std::optional<std::chrono::milliseconds> asked_to_wait() const = 0;
  // What the daemon wants at once: notices with a number greater than `after`, or a screenshot. The daemon
  // waits up to `wait` for either. errc::verification when the answer is longer than any.
  virtual result<wire::screen_commands> calls(const std::string& screen, std::int64_t after,
                                              std::chrono::seconds wait) = 0;
  // Holds this screen's channel open, and passes each event to `hear`, whose error ends it, until the daemon
  // ends it in good order. errc::not_found: an older daemon, or another way than the network.
  // errc::unreachable also when nothing came for wire::channel_silence; errc::verification for more bytes
  // than any channel has.
  virtual result<void> hold_channel(const std::string& screen, const channel_question& q,
                                    const std::function<result<void>(const wire::stream_event&)>& hear) {
    (void)screen, (void)q, (void)hear;
    return error{errc::not_found, msg("there is no channel"), msg("poll")};
  }
  // From now on the questions for a programme and for calls say that this screen keeps the site statement of
  // this number; 0: none.
  virtual void keeps_trust(std::int64_t number) = 0;
  // The number of the newest site statement that the answer to the latest of these questions announced; 0:
  // none.
  virtual std::int64_t announced_trust() const = 0;
  // The daemon's newest site statement, unverified.
  virtual result<wire::trust_document> trust(const std::string& screen) = 0;
  virtual result<void> acknowledge(const std::string& screen, const wire::acknowledgement& a) = 0;
  // `request_number` is the request that this screenshot answers, 0 if nobody asked.
  virtual result<void> send_screenshot(const std::string& screen, std::int64_t request_number,
                                       const std::string& jpeg) = 0;
  // Sends the status in `format`. Returns the newest format of statuses that the daemon reads.
  virtual result<std::int64_t> send_status(const std::string& screen, const wire::screen_status& s,
                                           std::int64_t format) = 0;
  // The daemon's time with this nonce (wire/daemon_time.hpp), unverified. errc::not_found: an older daemon.
  virtual result<evidence::signed_text> time(const std::string& nonce) = 0;
};

// `token` is empty before pairing. Every call asks `stop` again and
// again, on the calling thread, and ends early when it returns true. `fetch` takes at most `max_bytes_per_s`;
// 0: no limit. With a `pool` for the same address and token it shares that one's connections, else it has its
// own.
std::unique_ptr<daemon_api> http_daemon(const daemon_address& where, const std::string& token,
                                        std::function<bool()> stop, std::int64_t max_bytes_per_s = 0,
                                        std::shared_ptr<client_pool> pool = nullptr);

}  // namespace bangtin::player::sync
