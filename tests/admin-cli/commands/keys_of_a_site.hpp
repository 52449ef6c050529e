// A folder of keys, and a site whose daemon checks what root signs.
#pragma once

#include <sys/stat.h>

#include "admin-cli/commands/calls.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/site.hpp"
#include "wire/admin/trust.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::admin_cli::commands {

class keys : public calls {
 public:
  std::filesystem::path folder = daemon.folder() / "keys";
  unsigned mode(const std::filesystem::path& p) {
    struct stat about {};
    EXPECT_EQ(::stat(p.c_str(), &about), 0) << p;
    return about.st_mode & 07777;
  }
};

// A site whose daemon checks what root signs, and hands it to two screens, of which one is away.
class keys_of_a_site : public keys {
 public:
  wire::admin::trust_state state;
  std::optional<wire::signed_programme> on_show;
  std::vector<std::string> posted;
  std::string screens = "[]";
  wire::site_trust in_force() const {
    return state.text.empty() ? wire::site_trust() : wire::trust_from_text(state.text).value();
  }

  void SetUp() override {
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
    ASSERT_EQ(call_without_daemon({"keys", "init", "--name", "Hạnh"}).code, 0);
    state.screens = {{"lobby", 0, now}, {"market", 0, now}};
    wire::admin::site site;
    site.root = read_keys(folder)->root;
    daemon.on("GET /v1/site", canonical(wire::admin::encode(site)));
    daemon.on("GET /v1/screens", [this](const heard&) { return answer{200, screens}; });
    daemon.on("GET /v1/trust", [this](const heard&) { return told(); });
    daemon.on("GET /v1/programmes/current", [this](const heard&) {
      return on_show ? answer{200, wire::to_json(*on_show)}
                     : answer{404, problem("not_found", "there is no {}", "it", "make it")};
    });
    daemon.on("POST /v1/trust", [this](const heard& h) {
      posted.push_back(h.body);
      auto order = wire::admin::decode<wire::admin::trust_order>(*parse_json(h.body));
      EXPECT_TRUE(order && wire::verify_trust(wire::signed_text{order->text, order->signature}, order->root));
      state.text = order->text;
      state.signature = order->signature;
      state.screens[0].number = in_force().number;
      return told();
    });
  }
  answer told() const { return {200, canonical(wire::admin::encode(state))}; }
  // What this key signed is on show, as version 7.
  void shows(const std::filesystem::path& key_folder) {
    const secret_key key = open_key(key_folder / "approver.pem", "long enough").value();
    playlists::programme::programme p;
    p.version = 7;
    p.issued = now;
    p.expires = now + std::chrono::hours(1);
    p.slate = "s.png";
    playlists::programme::media_item slate;
    slate.name = slate.id = "s.png";
    slate.files = {{sha256("s"), 1}};
    p.media = {slate};
    on_show = wire::sign_programme(p, key, read_certificate(key_folder / "approver.cert").value());
  }
  std::filesystem::path second = daemon.folder() / "nam";
  spoken add_the_second() { return call({"keys", "add", "--name", "Nam", "--to", second, "--json"}); }
};

}  // namespace bangtin::admin_cli::commands
