// A daemon's folder with many paired screens and a published programme, and a daemon that runs there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/process.hpp"
#include "base/signing.hpp"

namespace bangtin::bench {

struct site_keys {
  secret_key root = secret_key::generate(), approver = secret_key::generate();
};

// Screens are numbered from 0.
std::string screen_name(int screen);
std::string screen_token(int screen);

// Makes the folder. Throws when the disk refuses.
void make_screens_site(const std::filesystem::path& data, int screens, const site_keys& k);

struct running_daemon {
  child_process process;  // ends with this value
  std::uint16_t port = 0;
};
// Starts `bangtind` on 127.0.0.1 with FOLDER/data and the admin socket FOLDER/admin.sock, and returns when it
// answers. Throws when it ends before.
running_daemon start_daemon(const std::filesystem::path& folder, const std::vector<std::string>& more = {});

}  // namespace bangtin::bench
