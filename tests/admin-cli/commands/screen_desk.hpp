// A daemon in memory for everything about screens: a draft with its ETag, all published versions, the state
// of screens and players, loaded items and the files that the store has.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "admin-cli/commands/calls.hpp"
#include "base/hash.hpp"
#include "base/language.hpp"
#include "base/version.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"
#include "wire/admin/media.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::admin_cli::commands {

class screen_desk : public calls {
 public:
  using programme = playlists::programme::programme;

  std::string draft;                             // bytes; empty: there is none
  std::map<std::int64_t, std::string> versions;  // signed, as the daemon has them
  wire::admin::site site;
  wire::admin::health health;
  wire::admin::media_limits limits;
  std::vector<wire::admin::screen> rows;
  std::vector<wire::admin::waiting_screen> waiting;
  std::vector<wire::admin::media_item> loaded, removed;
  std::map<std::string, std::int64_t> files;  // of the store: lengths by hash
  std::vector<std::string> deleted, changes;  // targets; methods with targets of all that is no GET or HEAD
  int looks = 0;                              // questions for the screens
  bool gone = false;                          // the daemon hangs up

  // Two screens, one playlist and a campaign for each.
  const std::string toml =
      "slate = 'slate.png'\n"
      "[[screen]]\nname = 'lobby'\ntitle = 'Sảnh'\nvenue = 'v'\ngroups = ['indoor']\n"
      "[[screen]]\nname = 'Chợ'\n"
      "[[playlist]]\nname = 'a'\nitems = [ { media = 'a.png', duration = '12s' } ]\n"
      "[[campaign]]\nname = 'x'\nplaylist = 'a'\nscreens = ['all']\n";

  screen_desk() {
    site.version = program_version;
    site.timezone = "Asia/Ho_Chi_Minh";
    site.clock = "synced";
    site.now = now;
    site.daemon_key = secret_key::generate().public_part();
    limits.room = 100'000'000'000;
    route("GET /v1/site", [this](const heard&) { return answer{200, canonical(wire::admin::encode(site))}; });
    route("GET /healthz", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(health))};
    });
    route("GET /v1/media/limits", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(limits))};
    });
    route("GET /v1/screens", [this](const heard&) {
      ++looks;
      return list(rows);
    });
    route("GET /v1/pairing-requests", [this](const heard&) { return list(waiting); });
    route("GET /v1/media", [this](const heard& h) {
      return list(h.target.find("removed=true") != std::string::npos ? removed : loaded);
    });
    serve_draft();
    serve_programmes();
    for (const char* name : {"lobby", "Ch%E1%BB%A3", "attic"}) {
      route(std::string("DELETE /v1/screens/") + name, [this](const heard& h) {
        deleted.push_back(h.target);
        return answer{204, ""};
      });
    }
    for (const char* file : {"slate.png", "a.png", "logo.png"}) load(file);
    env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  }
  ~screen_desk() override { set_language(language::english); }

  wire::admin::media_item& load(const std::string& name, playlists::programme::media_kind kind =
                                                             playlists::programme::media_kind::image) {
    wire::admin::media_item m;
    m.sha256 = sha256(name);
    m.id = m.sha256.hex().substr(0, 12);
    m.file = name;
    m.kind = kind;
    m.width = 1920;
    m.height = 1080;
    m.added = test_now;
    m.files = {{m.sha256, 7}};
    if (kind == playlists::programme::media_kind::pages) m.pages = 1;
    store(m.sha256);
    loaded.push_back(m);
    return loaded.back();
  }
  void store(const digest& d) {
    files[d.hex()] = 7;
    route("HEAD /v1/media/" + d.hex(), [this, d](const heard&) {
      if (!files.contains(d.hex())) return answer{404, ""};
      return answer{200, std::string(static_cast<std::size_t>(files[d.hex()]), 'x')};
    });
  }

  // What the programme file says, with the loaded items as its media.
  programme read(const std::string& text) const {
    playlists::text::parsed_text parsed =
        playlists::text::parse_text(text, playlists::text::media_facts::from_text);
    EXPECT_TRUE(parsed.diagnostics.empty()) << text;
    for (playlists::programme::media_item& m : parsed.value.media) {
      m.id = sha256(m.name).hex().substr(0, 12);
      m.width = 1920;
      m.height = 1080;
      m.files = {{sha256(m.name), 7}};
    }
    return parsed.value;
  }
  void set_draft(const std::string& text) { draft = playlists::text::to_bytes(read(text)); }
  programme draft_now() const {
    result<programme> p = playlists::text::from_bytes(draft);
    EXPECT_TRUE(p) << (p ? "" : describe(p.error()));
    return p ? *p : programme{};
  }
  const playlists::programme::screen& drafted(const std::string& name) {
    seen_ = draft_now();
    const playlists::programme::screen* s = seen_.find_screen(name);
    EXPECT_NE(s, nullptr) << name;
    static const playlists::programme::screen none;
    return s == nullptr ? none : *s;
  }
  void make_keys() { ASSERT_EQ(call({"keys", "init", "--name", "Trần Thị B"}).code, 0); }
  // Makes the text the draft and approves it, as the next version.
  void publish(const std::string& text) {
    set_draft(text);
    spoken said = call({"approve", "--no-wait", "--yes"});
    ASSERT_EQ(said.code, 0) << said.err;
  }
  programme version(std::int64_t n) const {
    result<wire::signed_programme> note = wire::signed_programme_from_json(versions.at(n));
    return playlists::text::from_bytes(note->bytes).value();
  }

  wire::admin::screen row(const std::string& name,
                          wire::admin::pairing_kind pairing = wire::admin::pairing_kind::paired) const {
    wire::admin::screen s;
    s.name = name;
    s.pairing = pairing;
    s.clock = "synced";
    if (pairing == wire::admin::pairing_kind::none) return s;
    s.last_seen = now - std::chrono::seconds(2);
    s.version = program_version;
    s.programme_version = versions.empty() ? 0 : versions.rbegin()->first;
    s.programme_format = 99;
    s.now_playing = "a.png";
    s.campaign = "x";
    s.disk_free_bytes = s.disk_total_bytes = 9'000'000'000;
    s.output = "connected";
    return s;
  }

  void route(const std::string& what, fake_daemon::route r) {
    daemon.on(what, [this, r = std::move(r)](const heard& h) {
      if (h.method != "GET" && h.method != "HEAD") changes.push_back(h.method + " " + h.target);
      return gone ? answer{200, "", true} : r(h);
    });
  }

 private:
  template <class T>
  static answer list(const std::vector<T>& all) {
    json::array list;
    for (const T& one : all) list.push_back(wire::admin::encode(one));
    return {200, canonical(list)};
  }
  static answer missing() { return {404, problem("not_found", "there is no {}", "it", "make it")}; }
  std::string etag() const { return '"' + sha256(draft).hex() + '"'; }

  void serve_draft() {
    route("GET /v1/draft", [this](const heard&) {
      return draft.empty() ? missing() : answer{.body = draft, .headers = {{"ETag", etag()}}};
    });
    route("PUT /v1/draft", [this](const heard& h) {
      auto match = h.headers.find("if-match");
      if (match != h.headers.end() && match->second != etag())
        return answer{412, problem("conflict", "somebody else changed {}", "it", "call again")};
      result<programme> p = playlists::text::from_bytes(h.body);
      if (!p) return answer{422, problem("invalid", "bad {}", "draft", "mend it")};
      draft = h.body;
      return answer{200, "{\"identity\":\"" + sha256(draft).hex() + "\"}"};
    });
  }
  void serve_programmes() {
    route("GET /v1/programmes", [this](const heard&) {
      json::array all;
      for (auto v = versions.rbegin(); v != versions.rend(); ++v) {
        wire::admin::published_version row_of;
        row_of.version = v->first;
        row_of.approver = "B";
        row_of.issued = row_of.expires = row_of.published = test_now;
        all.push_back(wire::admin::encode(row_of));
      }
      return answer{200, canonical(all)};
    });
    route("GET /v1/programmes/current", [this](const heard&) {
      return versions.empty() ? missing() : answer{200, versions.rbegin()->second};
    });
    for (std::int64_t n = 1; n <= 9; ++n) {
      route("GET /v1/programmes/" + std::to_string(n), [this, n](const heard&) {
        return versions.contains(n) ? answer{200, versions[n]} : missing();
      });
    }
    route("POST /v1/programmes", [this](const heard& h) {
      json::value v = *parse_json(h.body);
      result<wire::signed_programme> note = wire::signed_programme_from_value(v.at("programme"));
      if (!note) return answer{422, problem("invalid", "bad {}", "programme", "mend it")};
      const programme p = playlists::text::from_bytes(note->bytes).value();
      versions[p.version] = canonical(v.at("programme"));
      site.programme_version = p.version;
      site.programme_issued = p.issued;
      site.root = *public_key::from(std::string_view(v.at("root").as_string()));
      return answer{200, "{\"version\":" + std::to_string(p.version) + "}"};
    });
  }

  programme seen_;
};

}  // namespace bangtin::admin_cli::commands
