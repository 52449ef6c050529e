// One consistent copy of the ledger with what else belongs into a backup, made while the daemon serves: the
// ledger is copied in pieces, and after each piece rests as long as the piece took.
//
// Runs on the network's thread and works on the ledger's and the reading thread. What it takes from the store
// is only named: the ledger names no file that came after its copy.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/files.hpp"
#include "base/signing.hpp"
#include "media/store.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/ledger/ledger_thread.hpp"
#include "wire/admin/backup.hpp"

namespace bangtin::scheduler::backup {

namespace asio = boost::asio;

struct snapshot {
  // Whole, synced and checked (every page, the newest records of every log, the audit chain). It has no name
  // any more, so nothing of it stays when it is closed.
  std::shared_ptr<unique_fd> ledger;
  wire::admin::backup_facts facts;
};

class snapshot_maker {
 public:
  struct deps {
    ledger::ledger_thread& ledger;
    media::store& store;
    ledger::worker_pool& reading;
    events::programme_hub& programmes;
    public_key daemon;
    const clock_source& clock;
    std::filesystem::path folder;  // for the copy, on the disk of the data; created
  };
  explicit snapshot_maker(deps d) : deps_(std::move(d)) {}

  // errc::conflict while another one is being made; errc::io when the disk refuses or has no room for a
  // second ledger, with the bytes that are needed; errc::invalid when the ledger is damaged.
  asio::awaitable<result<snapshot>> make();

 private:
  asio::awaitable<result<void>> copy(const std::filesystem::path& file);
  asio::awaitable<result<snapshot>> make_in(const std::filesystem::path& file);

  deps deps_;
  bool busy_ = false;
};

// Removes copies that a killed daemon has left behind.
void remove_old_copies(const std::filesystem::path& folder);

// The daemon's private keys and their certificates, as they lie in the data folder: *.key and *.pem, the
// private ones encrypted, and without those of TLS. Blocking. errc::io when one cannot be read.
result<std::vector<wire::admin::kept_key>> keys_in(const std::filesystem::path& data,
                                                   const std::string& passphrase);

}  // namespace bangtin::scheduler::backup
