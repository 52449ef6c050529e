// An empty site in memory on which "guide" can do everything: a daemon that takes uploads, a player that
// shows a code, and plays that are counted after the approval. And a person who answers by the question.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "admin-cli/commands/empty_draft.hpp"
#include "admin-cli/commands/screen_desk.hpp"
#include "playlists/text/programme_check.hpp"
#include "wire/admin/jobs.hpp"
#include "wire/admin/plays.hpp"
#include "wire/pairing.hpp"

namespace bangtin::admin_cli::commands {

// A person at a terminal who answers by the question.
class answering_person final : public terminal {
 public:
  bool there = true;
  std::vector<std::string> asked;
  // Nothing: the person pressed Ctrl-C or Ctrl-D.
  std::function<std::optional<std::string>(const std::string& prompt)> reply;

  bool can_ask() const override { return there; }
  result<std::string> ask_secret(const std::string& prompt) override { return ask(prompt); }
  result<std::string> ask(const std::string& prompt) override {
    asked.push_back(prompt);
    std::optional<std::string> said = reply(prompt);
    if (!said) return error{errc::usage, msg("there is no terminal to ask at"), msg("find one")};
    return *said;
  }
  result<bool> confirm(const std::string& question) override {
    asked.push_back(question);
    return false;
  }
  void show(const progress_bar&) override {}
};

class guide_site : public screen_desk {
 public:
  answering_person person;         // instead of the one that answers from a list
  std::string code = "AB1D-EFGH";  // that the player shows
  secret_key player = secret_key::generate();
  std::vector<wire::admin::job> jobs;  // numbers from 1; each is done when it is asked for by its number
  int looks_without_player = 0;        // how often the daemon knows of no player yet
  int plays_asked = 0;
  std::vector<std::string> unexpected;  // questions to which there was no answer
  std::string passphrase = "một câu dài";
  // Answers by a part of the question.
  std::map<std::string, std::string> says{{"passphrase for the new keys", passphrase},
                                          {"same passphrase again", passphrase},
                                          {"The passphrase of", passphrase},
                                          {"The plan's file", ""},
                                          {"The code on the screen", "ab1d efgh"},
                                          {"What do people call", "Sảnh Chính"},
                                          {"Where does it hang", ""},
                                          {"When is it on?", ""},
                                          {"When is it shown?", ""}};

  guide_site() {
    env.erase("BANGTIN_PASSPHRASE_FILE");
    loaded.clear();
    limits.bytes = 1'000'000;
    person.reply = [this](const std::string& prompt) { return answer_to(prompt); };
    wire::admin::waiting_screen w;
    w.screen_key = player.public_part();
    w.address = "10.0.0.7";
    waiting.push_back(w);
    serve_pairing();
    serve_plays();
    serve_jobs();
    take_upload("slate.png", slate_picture().value());
    says["File or folder"] = "'" + material("phim của ta.mp4", "a clip") + "' ";
  }

  terminal& at_terminal() override { return person; }

  std::optional<std::string> answer_to(const std::string& prompt) {
    for (const auto& [part, said] : says) {
      if (prompt.find(part) != std::string::npos) return said;
    }
    unexpected.push_back(prompt);
    return std::nullopt;
  }

  // A file on this machine that the daemon takes.
  std::string material(const std::string& name, const std::string& content) {
    take_upload(name, content);
    return file(name, content);
  }

  // What must hold whenever the person has left.
  void expect_consistent() {
    const std::filesystem::path folder = env["BANGTIN_KEYS"];
    if (std::filesystem::exists(folder)) {
      for (const char* name : {"root.pem", "approver.pem", "approver.cert", "root.pub"})
        EXPECT_TRUE(std::filesystem::exists(folder / name)) << name;
    }
    if (!draft.empty()) {
      EXPECT_FALSE(playlists::text::check_references(draft_now()));
    }
    for (const wire::admin::screen& r : rows)
      EXPECT_NE(draft_now().find_screen(r.name), nullptr) << r.name << " was paired and is in no draft";
  }

 private:
  void take_upload(const std::string& name, const std::string& content) {
    const digest d = sha256(std::string_view(content));
    route("GET /v1/uploads/" + d.hex(), [](const heard&) {
      return answer{200, "{\"arrived\":0,\"complete\":false}"};
    });
    route("PUT /v1/uploads/" + d.hex(), [](const heard& h) {
      return answer{200, "{\"arrived\":" + std::to_string(h.body.size()) + ",\"complete\":true}"};
    });
    by_hash_[d.hex()] = name;
    route("POST /v1/media", [this](const heard& h) { return order(h); });
  }

  static wire::admin::media_item item_of(const std::string& name, const digest& hash) {
    wire::admin::media_item m;
    m.sha256 = hash;
    m.id = hash.hex().substr(0, 12);
    m.file = name;
    m.width = 1920;
    m.height = 1080;
    m.added = test_now;
    m.files = {{m.sha256, 7}};
    if (name.ends_with(".mp4")) {
      m.kind = playlists::programme::media_kind::video;
      m.duration = std::chrono::seconds(20);
    }
    return m;
  }

  answer order(const heard& h) {
    const std::string hash(parse_json(h.body)->at("sha256").as_string());
    for (const wire::admin::media_item& m : loaded) {
      if (m.sha256.hex() == hash) return {200, canonical(wire::admin::encode(m))};
    }
    wire::admin::media_item m = item_of(by_hash_.at(hash), *digest::from(hash));
    m.status = "accepted";
    loaded.push_back(m);
    return {200, canonical(wire::admin::encode(m))};
  }

  void serve_pairing() {
    route("GET /v1/pairing-requests", [this](const heard& h) {
      json::array list;
      const bool here = --looks_without_player < 0;
      const std::size_t lookup = h.target.find("lookup=");
      for (const wire::admin::waiting_screen& w : waiting) {
        const bool fits =
            lookup == std::string::npos || h.target.substr(lookup + 7) == wire::pairing_lookup(code);
        if (here && fits) list.push_back(wire::admin::encode(w));
      }
      return answer{200, canonical(list)};
    });
    route("POST /v1/screens", [this](const heard& h) {
      result<wire::admin::pairing_order> order =
          wire::admin::decode<wire::admin::pairing_order>(*parse_json(h.body));
      if (!order) return answer{422, problem("invalid", "bad {}", "order", "mend it")};
      site.root = order->root;
      std::erase_if(rows, [&](const wire::admin::screen& r) { return r.name == order->name; });
      wire::admin::screen made = row(order->name);
      made.title = order->title;
      made.venue = order->venue;
      // The player takes the certificate only if the whole code was right.
      const bool right =
          order->tag == wire::pairing_tag(code, order->root, order->screen_key, order->name, site.daemon_key);
      if (right) {
        waiting.clear();
      } else {
        made.last_seen.reset();
        waiting.front().screen = order->name;
      }
      rows.push_back(made);
      return answer{200, "{}"};
    });
    route("GET /v1/screens", [this](const heard&) {
      json::array list;
      for (wire::admin::screen& r : rows) {
        r.programme_version = versions.empty() ? 0 : versions.rbegin()->first;
        list.push_back(wire::admin::encode(r));
      }
      return answer{200, canonical(list)};
    });
  }

  void serve_jobs() {
    route("GET /v1/jobs", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode_list(jobs))};
    });
    route("GET /v1/jobs/1", [this](const heard&) {
      jobs.at(0).state = "done";
      jobs[0].item = item_of(jobs[0].file, sha256(jobs[0].file));
      loaded.push_back(*jobs[0].item);
      return answer{200, canonical(wire::admin::encode(jobs[0]))};
    });
  }

  void serve_plays() {
    route("GET /v1/plays/count", [this](const heard&) {
      std::vector<wire::admin::play_count> counted;
      if (!versions.empty() && ++plays_asked > 3) {
        counted.emplace_back().plays = 1;
        counted.back().campaign = "x";
      }
      return answer{200, canonical(wire::admin::encode_list(counted))};
    });
  }

  std::map<std::string, std::string> by_hash_;
};

}  // namespace bangtin::admin_cli::commands
