// A site that is backed up and restored in the test's process.
#pragma once

#include <map>
#include <string>

#include "scheduler/app/restore.hpp"
#include "scheduler/site.hpp"
#include "wire/admin/backup.hpp"

namespace bangtin::scheduler::test {

class restored_site : public site {
 protected:
  std::filesystem::path data() const { return folder_ / "data"; }
  std::filesystem::path file() const { return folder_ / "site.tar"; }

  // A daemon with a programme, a screen that has sent plays, a media item, a user with a token, and a draft.
  void make_site();
  // What POST /v1/backups says, and the ledger.
  struct fetched {
    wire::admin::prepared_backup head;
    std::string ledger;
    std::map<std::string, std::string> more = {};  // members that no backup has
  };
  fetched fetch(const std::string& passphrase = {});
  // Writes it as "bangtin backup" does, with the media files of the daemon's folder.
  void write(const fetched& f) const;
  void back_up(const std::string& passphrase = {}) { write(fetch(passphrase)); }

  app::restore_order order(const std::filesystem::path& into) const;
  // Restores into another folder, with the key of the old one, and starts a daemon there.
  void restore_and_start();

  // The hashes of all files below a folder, without those of a restore in the making.
  static std::map<std::string, digest> files_in(const std::filesystem::path& folder);

  fake_screen lobby_;
  std::string token_line_;
};

}  // namespace bangtin::scheduler::test
