// The daemon's part of loading media, by docs/http.md: uploads, items, and jobs that a test moves on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "admin-cli/commands/calls.hpp"
#include "base/hash.hpp"

namespace bangtin::admin_cli::commands {

class loading : public calls {
 public:
  // What a job will have become when it is asked for the next time; the last state stays.
  struct scripted_job {
    std::string file, sha256;
    std::vector<std::string> states{"done"};  // "failed:REASON" gives it a failure
    std::size_t asked = 0;
  };

  std::map<std::string, std::string> arrived;                 // by hash
  std::map<std::string, std::string> items;                   // JSON by hash
  std::vector<scripted_job> jobs;                             // number 1 is the first
  std::map<std::string, std::vector<std::string>> states_of;  // of the jobs to come, by file name
  std::string warnings;                                       // JSON of the items to come
  std::string kind = "video";
  std::vector<std::string> log;  // what happened, in order: "put a.mp4", "order a.mp4", ...
  std::map<std::string, std::function<std::optional<answer>()>> before_put;  // by file name
  bool gone = false;                               // the daemon hangs up on everything
  std::map<std::string, std::promise<void>> done;  // by file name: fulfilled when its job is done

  loading() {
    on("POST /v1/media", [this](const heard& h) { return order(h); });
    on("GET /v1/jobs", [this](const heard&) {
      std::string all;
      for (std::size_t id = jobs.size(); id > 0; --id) all += (all.empty() ? "" : ",") + job(id, false);
      return answer{200, "[" + all + "]"};
    });
    for (std::size_t id = 1; id <= 9; ++id) {
      on("GET /v1/jobs/" + std::to_string(id), [this, id](const heard&) {
        if (id > jobs.size())
          return answer{404, problem("not_found", "there is no job {}", "x", "list them")};
        return answer{200, job(id, true)};
      });
    }
    limits(4'294'967'296);
  }

  void on(const std::string& what, fake_daemon::route r) {
    daemon.on(what, [this, r = std::move(r)](const heard& h) { return gone ? answer{200, "", true} : r(h); });
  }

  void limits(std::int64_t bytes) {
    on("GET /v1/media/limits", [bytes](const heard&) {
      return answer{200, "{\"bytes\":" + std::to_string(bytes) +
                             ",\"duration_ms\":7200000,\"pages\":200,\"pixels\":100000000,\"room\":null}"};
    });
  }

  // The bytes of these files arrive only after the job of that one is done, and then this is the answer.
  void after_done(const std::string& first, const std::vector<std::string>& others,
                  std::function<answer()> what) {
    std::shared_future<void> is_done = done[first].get_future().share();
    for (const std::string& name : others) {
      before_put[name] = [is_done, what]() -> std::optional<answer> {
        return answer{.after = is_done, .later = what};
      };
    }
  }

  // A file on this machine, which the daemon does not know yet.
  std::string material(const std::string& name, const std::string& content) {
    const std::string hash = sha256(content).hex();
    on("GET /v1/media/items/" + hash, [this, hash](const heard&) {
      if (items.contains(hash)) return answer{200, items[hash]};
      return answer{404, problem("not_found", "there is no item {}", "x", "list them")};
    });
    on("GET /v1/uploads/" + hash, [this, hash, content](const heard&) {
      return answer{200, state(hash, content)};
    });
    on("PUT /v1/uploads/" + hash, [this, hash, content, name](const heard& h) {
      log.push_back("put " + name);
      // A copy, because it may clear the table.
      if (auto before = before_put[name]) {
        if (std::optional<answer> other = before()) return *other;
      }
      arrived[hash] += h.body;
      return answer{200, state(hash, content)};
    });
    return file(name, content);
  }

  static std::string state(const std::string& arrived, const std::string& content, bool) {
    return "{\"arrived\":" + std::to_string(arrived.size()) +
           ",\"complete\":" + (arrived == content ? "true" : "false") + "}";
  }
  std::string state(const std::string& hash, const std::string& content) {
    return state(arrived[hash], content, true);
  }

  std::string item(const std::string& hash, const std::string& name) const {
    return "{\"id\":\"" + hash.substr(0, 12) + "\",\"sha256\":\"" + hash + "\",\"file\":\"" + name +
           "\",\"kind\":\"" + kind_of(name) +
           "\",\"width\":1920,\"height\":1080,\"duration_ms\":20000,\"pages\":0,\"title\":\"\",\"theme\":"
           "\"\","
           "\"owner\":\"\",\"link\":\"\",\"added\":1791590400000,\"files\":[]" +
           (warnings.empty() ? "" : ",\"warnings\":" + warnings) + "}";
  }
  static std::string kind_of(const std::string& name) {
    return name.ends_with(".srt") ? "subtitles" : "video";
  }

 private:
  answer order(const heard& h) {
    json::value v = *parse_json(h.body);
    const std::string hash(v.at("sha256").as_string()), name(v.at("file").as_string());
    if (items.contains(hash)) {
      std::string known = items[hash];
      return {200, known.insert(known.rfind('}'), ",\"status\":\"duplicate\"")};
    }
    log.push_back("order " + name);
    scripted_job j{name, hash};
    if (states_of.contains(name)) j.states = states_of[name];
    jobs.push_back(j);
    return {202, job(jobs.size(), false, "queued")};
  }

  std::string job(std::size_t id, bool move_on, std::string state = {}) {
    scripted_job& j = jobs.at(id - 1);
    if (state.empty()) state = j.states[std::min(j.asked, j.states.size() - 1)];
    if (move_on) ++j.asked;
    std::string failure = "null", made = "null";
    if (state.starts_with("failed:")) {
      failure = "{\"code\":\"invalid\",\"what\":{\"id\":\"" + state.substr(7) +
                "\",\"args\":[]},\"remedy\":{\"id\":\"mend it\",\"args\":[]}}";
      state = "failed";
    }
    if (state == "done") {
      if (!items.contains(j.sha256)) {
        log.push_back("done " + j.file);
        if (auto waited_for = done.find(j.file); waited_for != done.end()) waited_for->second.set_value();
      }
      made = items[j.sha256] = item(j.sha256, j.file);
    }
    return "{\"id\":" + std::to_string(id) + ",\"kind\":\"ingest\",\"file\":\"" + j.file + "\",\"state\":\"" +
           state + "\",\"progress_pct\":40,\"eta_s\":12,\"queued\":1791590400000,\"who\":\"uid 0 (root)\"," +
           "\"failure\":" + failure + ",\"item\":" + made + "}";
  }
};

}  // namespace bangtin::admin_cli::commands
