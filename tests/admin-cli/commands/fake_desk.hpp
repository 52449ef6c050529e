// A daemon in memory with a draft, a published programme and loaded items. It honours If-Match and
// If-None-Match as docs/http.md says, and a test may be a second person who changes the draft in between.
#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "admin-cli/commands/calls.hpp"
#include "base/hash.hpp"
#include "base/language.hpp"
#include "evidence/chain.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_text.hpp"
#include "wire/admin/media.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::admin_cli::commands {

class desk : public calls {
 public:
  using programme = playlists::programme::programme;
  using media_kind = playlists::programme::media_kind;

  std::string draft;      // bytes; empty: there is none
  std::string published;  // the signed document; empty: nothing is
  std::vector<wire::admin::media_item> loaded, removed;
  std::set<std::string> deleted;              // hashes of files that the store has no more
  std::vector<wire::admin::kept_draft> kept;  // the drafts that were replaced, oldest first
  std::map<std::int64_t, std::string> old;    // their bytes by number
  std::int64_t published_as = 0;              // the version of `published`
  utc_ms published_at = test_now;
  std::function<void()> before_put;  // runs once, when the next draft arrives
  std::function<void()> before_get;  // runs once, when the draft is asked for
  int puts = 0;
  bool keeps_steps = true;  // false: an older daemon, which does not keep what a change was

  desk() {
    daemon.on("GET /v1/site", "{\"daemon_key\":\"" + std::string(64, '1') +
                                  "\",\"root\":null,\"version\":\"1\",\"programme_version\":0,"
                                  "\"timezone\":\"Asia/Ho_Chi_Minh\"}");
    daemon.on("GET /v1/screens", "[]");
    daemon.on("GET /v1/media", [this](const heard& h) {
      const bool removed = h.target.find("removed=true") != std::string::npos;
      return answer{200, canonical(wire::admin::encode_list(removed ? this->removed : loaded))};
    });
    serve_history();
    daemon.on("GET /v1/draft", [this](const heard&) {
      if (auto other = std::exchange(before_get, {})) other();
      if (draft.empty()) return answer{404, problem("not_found", "there is no {}", "draft", "make it")};
      return answer{.status = 200, .body = draft, .headers = {{"ETag", etag()}}};
    });
    daemon.on("PUT /v1/draft", [this](const heard& h) { return put(h); });
    daemon.on("GET /v1/programmes/current", [this](const heard&) {
      if (published.empty()) return answer{404, problem("not_found", "there is no {}", "it", "make it")};
      return answer{200, published};
    });
    film("phim.mp4", 30'000);
    picture("áp phích.png");
    guide("hướng dẫn.pdf", 4);
    picture("slate.png");
    loaded[1].title = "Định danh mức 2";
    serve_files();
  }
  ~desk() override { set_language(language::english); }

  wire::admin::media_item& load(const std::string& file, media_kind kind) {
    wire::admin::media_item m;
    m.sha256 = sha256(file + std::to_string(loaded.size()));
    m.id = m.sha256.hex().substr(0, 12);
    m.file = file;
    m.kind = kind;
    m.width = 1920;
    m.height = 1080;
    m.added = test_now;
    m.files = {{m.sha256, 7}};
    loaded.push_back(m);
    return loaded.back();
  }
  void picture(const std::string& file) { load(file, media_kind::image); }
  void film(const std::string& file, int ms) {
    load(file, media_kind::video).duration = std::chrono::milliseconds(ms);
  }
  void guide(const std::string& file, int pages) {
    wire::admin::media_item& m = load(file, media_kind::pages);
    m.pages = pages;
    m.files.assign(static_cast<std::size_t>(pages), m.files.front());
  }

  std::string etag() const { return '"' + sha256(draft).hex() + '"'; }
  programme draft_now() const {
    result<programme> p = playlists::text::from_bytes(draft);
    EXPECT_TRUE(p) << (p ? "" : describe(p.error()));
    return p ? *p : programme{};
  }
  // "phim.mp4 áp phích.png": the items of the draft's playlist.
  std::string items_of(const std::string& name) const {
    const programme p = draft_now();
    const auto* l = p.find_playlist(name);
    if (l == nullptr) return "(none)";
    std::string all;
    for (const auto& i : l->items) all += (all.empty() ? "" : " ") + i.media;
    return all;
  }
  // Applies a programme file whose media are the loaded items, as a person would.
  void apply(const std::string& toml) {
    spoken said = call({"apply", file("desk/p.toml", toml), "--yes"});
    ASSERT_EQ(said.code, 0) << said.err;
  }
  // Publishes the draft as it is, signed by nobody: the command takes the daemon's word for it.
  void publish(std::int64_t version) {
    programme p = draft_now();
    p.version = version;
    p.issued = test_now;
    p.expires = test_now + std::chrono::days(365);
    secret_key key = secret_key::generate();
    wire::signed_programme note = wire::sign_programme(p, key, evidence::sign_text("nobody", key));
    published = wire::to_json(note);
    published_as = version;
  }
  // Somebody else makes the draft so.
  void replace_draft(const programme& p, const wire::admin::draft_step& step = {}) {
    const std::int64_t number = static_cast<std::int64_t>(kept.size()) + 1;
    old[number] = draft;
    kept.push_back({number, sha256(draft), "uid 1000 (hoa)", now + std::chrono::seconds(number),
                    std::ssize(draft), step.kind, step.change});
    draft = playlists::text::to_bytes(p);
  }
  // Removes a loaded item from the library, as "media remove" does.
  void remove_media(const std::string& file) {
    auto found = std::find_if(loaded.begin(), loaded.end(), [&](const auto& m) { return m.file == file; });
    ASSERT_NE(found, loaded.end()) << file;
    found->removed = now;
    removed.push_back(*found);
    loaded.erase(found);
  }

 private:
  // Two rows an answer, so that every longer history has pages.
  void serve_history() {
    daemon.on("GET /v1/draft/history", [this](const heard& h) {
      const std::size_t at = h.target.find("before=");
      const std::int64_t below = at == std::string::npos ? 1'000 : std::stoll(h.target.substr(at + 7));
      std::vector<wire::admin::kept_draft> rows;
      for (auto k = kept.rbegin(); k != kept.rend() && rows.size() < 2; ++k) {
        if (k->number < below) rows.push_back(*k);
      }
      return answer{200, canonical(wire::admin::encode_list(rows))};
    });
    for (std::int64_t n = 1; n <= 40; ++n) {
      daemon.on("GET /v1/draft/history/" + std::to_string(n), [this, n](const heard&) {
        if (!old.contains(n)) return answer{404, problem("not_found", "there is no {}", "draft", "x")};
        return answer{200, old[n]};
      });
    }
    daemon.on("GET /v1/programmes", [this](const heard&) {
      if (published.empty()) return answer{200, "[]"};
      wire::admin::published_version v;
      v.version = published_as;
      v.programme_digest = sha256(published);
      v.approver = "Trần Thị B";
      v.published = published_at;
      return answer{200, canonical(wire::admin::encode_list(std::vector{v}))};
    });
    for (std::int64_t n = 1; n <= 9; ++n) {
      daemon.on("GET /v1/programmes/" + std::to_string(n), [this, n](const heard&) {
        if (n != published_as) return answer{404, problem("not_found", "there is no {}", "version", "x")};
        return answer{200, published};
      });
    }
  }
  // The store and the library answer for the items that are there from the beginning.
  void serve_files() {
    for (const wire::admin::media_item& m : loaded) {
      daemon.on("HEAD /v1/media/" + m.sha256.hex(), [this, m](const heard&) {
        return deleted.contains(m.sha256.hex()) ? answer{404, ""} : answer{200, "7 bytes"};
      });
      daemon.on("POST /v1/media/items/" + m.id + "/restore", [this, m](const heard&) {
        std::erase_if(removed, [&](const auto& r) { return r.id == m.id; });
        loaded.push_back(m);
        return answer{200, canonical(wire::admin::encode(m))};
      });
    }
  }
  static wire::admin::draft_step step_of(const std::string& target) {
    const std::size_t at = target.find('=');
    if (at == std::string::npos) return {};
    return {target.find("?undoes") != std::string::npos ? wire::admin::draft_step_kind::undo
                                                        : wire::admin::draft_step_kind::redo,
            std::stoll(target.substr(at + 1))};
  }
  answer put(const heard& h) {
    if (auto other = std::exchange(before_put, {})) other();
    ++puts;
    auto header = [&](const std::string& name) {
      auto found = h.headers.find(name);
      return found == h.headers.end() ? std::string() : found->second;
    };
    const bool fits = draft.empty() ? header("if-match").empty()
                                    : header("if-none-match").empty() &&
                                          (header("if-match").empty() || header("if-match") == etag());
    if (!fits) return {412, problem("conflict", "somebody else has changed {}", "the draft", "call again")};
    result<programme> p = playlists::text::from_bytes(h.body);
    if (!p) return {422, problem("invalid", "bad {}", "draft", describe(p.error()))};
    const wire::admin::draft_step unknown{wire::admin::draft_step_kind::unknown, 0};
    if (!draft.empty() && draft != h.body) replace_draft(*p, keeps_steps ? step_of(h.target) : unknown);
    draft = h.body;
    return {200, "{\"identity\":\"" + sha256(draft).hex() + "\"}"};
  }
};

}  // namespace bangtin::admin_cli::commands
