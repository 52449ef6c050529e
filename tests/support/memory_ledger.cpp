// All subjects work on one plain value, the state; a change that fails puts back the copy that was made
// before it.
#include "support/memory_ledger.hpp"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

namespace bangtin::scheduler::test {

namespace {

struct memory_log {
  std::string screen;
  public_key key;
  std::int64_t tip = 0;
  digest tip_hash;
  std::map<std::int64_t, stored_record> records;
  std::map<std::int64_t, signed_note> receipts;
};

struct memory_state {
  std::optional<public_key> root;
  std::vector<stored_media> media;
  std::optional<std::string> draft;
  std::map<std::int64_t, std::pair<published_row, std::string>> programmes;
  std::map<std::string, paired_screen> screens;
  std::map<std::string, screen_report> reports;
  std::map<std::string, memory_log> logs;
  std::vector<set_aside_fork> forks;
  std::map<std::int64_t, stored_notice> notices;
  std::map<std::string, std::map<std::string, notice_word>> words;  // by notice, by screen
  std::map<std::string, stored_shot> shots;
  std::vector<audit_line> audit;
};

error failure(errc code, std::string_view what) {
  return {code, msg(what), msg("this is the ledger of a test")};
}

// Puts the state back unless `f` returns success.
template <class F>
auto change(memory_state& state, F f) -> std::invoke_result_t<F&> {
  struct guard {
    memory_state& state;
    memory_state before = state;
    bool kept = false;
    ~guard() {
      if (!kept) state = std::move(before);
    }
  } g{state};
  auto done = f();
  g.kept = done.has_value();
  return done;
}

result<void> pin(memory_state& state, const public_key& root) {
  if (!state.root) state.root = root;
  if (*state.root != root) return failure(errc::verification, "another root is pinned");
  return {};
}

// The first `max` of the values of `map` that `wanted` takes, from its end.
template <class Map, class Pick>
auto last_of(const Map& map, int max, Pick pick) {
  std::vector<std::decay_t<decltype(*pick(*map.begin()))>> found;
  for (auto i = map.rbegin(); i != map.rend() && std::ssize(found) < max; ++i) {
    if (auto value = pick(*i)) found.push_back(*value);
  }
  return found;
}

template <class Map, class Key>
auto value_in(const Map& map, const Key& key) -> std::optional<typename Map::mapped_type> {
  auto found = map.find(key);
  if (found == map.end()) return std::nullopt;
  return found->second;
}

class media_in_memory final : public media_ledger {
 public:
  explicit media_in_memory(memory_state& s) : state_(s) {}

  result<std::vector<stored_media>> all() override {
    std::vector<stored_media> items = state_.media;
    std::sort(items.begin(), items.end(), [](const stored_media& a, const stored_media& b) {
      return std::pair(a.added, a.sha256.hex()) < std::pair(b.added, b.sha256.hex());
    });
    return items;
  }
  result<std::optional<stored_media>> find(const std::string& name) override {
    for (const stored_media& m : state_.media) {
      if (m.id == name || m.sha256.hex() == name) return m;
    }
    return std::nullopt;
  }
  result<void> add(const stored_media& item) override {
    for (const stored_media& m : state_.media) {
      if (m.id == item.id || m.sha256 == item.sha256) return failure(errc::conflict, "it is there");
    }
    state_.media.push_back(item);
    return {};
  }
  result<bool> uses_file(const digest& file) override {
    return std::any_of(state_.media.begin(), state_.media.end(), [&](const stored_media& m) {
      return m.sha256 == file ||
             std::any_of(m.files.begin(), m.files.end(), [&](const auto& f) { return f.sha256 == file; });
    });
  }

 private:
  memory_state& state_;
};

class programmes_in_memory final : public programme_ledger {
 public:
  explicit programmes_in_memory(memory_state& s) : state_(s) {}

  result<std::optional<std::string>> draft() override { return state_.draft; }
  result<void> set_draft(const std::string& bytes) override {
    state_.draft = bytes;
    return {};
  }
  result<std::vector<published_row>> published() override {
    return last_of(state_.programmes, std::numeric_limits<int>::max(),
                   [](const auto& p) { return std::optional(p.second.first); });
  }
  result<std::int64_t> newest_version() override { return newest(); }
  result<std::optional<std::string>> json_of(std::int64_t version) override {
    auto found = value_in(state_.programmes, version);
    return found ? std::optional(found->second) : std::nullopt;
  }
  result<void> publish(const published_row& row, const std::string& json, const public_key& root) override {
    return change(state_, [&]() -> result<void> {
      if (result<void> done = pin(state_, root); !done) return done;
      if (row.version != newest() + 1) return failure(errc::conflict, "it is not the next version");
      state_.programmes[row.version] = {row, json};
      return {};
    });
  }

 private:
  std::int64_t newest() const { return state_.programmes.empty() ? 0 : state_.programmes.rbegin()->first; }

  memory_state& state_;
};

class screens_in_memory final : public screen_ledger {
 public:
  explicit screens_in_memory(memory_state& s) : state_(s) {}

  result<std::vector<paired_screen>> all() override {
    std::vector<paired_screen> screens;
    for (const auto& [name, screen] : state_.screens) screens.push_back(screen);
    return screens;
  }
  result<void> pair(const paired_screen& screen) override {
    if (result<void> done = pin(state_, screen.root); !done) return done;
    state_.screens[screen.name] = screen;
    state_.reports.erase(screen.name);
    return {};
  }
  result<std::optional<screen_report>> report_of(const std::string& screen) override {
    return value_in(state_.reports, screen);
  }
  result<void> set_report(const std::string& screen, const screen_report& report) override {
    if (state_.screens.contains(screen)) state_.reports[screen] = report;
    return {};
  }

 private:
  memory_state& state_;
};

class evidence_in_memory final : public evidence_ledger {
 public:
  explicit evidence_in_memory(memory_state& s) : state_(s) {}

  result<log_view> look(const std::string& log, const std::string& screen, std::int64_t first,
                        std::int64_t last) override {
    log_view v;
    v.logs_of_screen = std::count_if(state_.logs.begin(), state_.logs.end(),
                                     [&](const auto& l) { return l.second.screen == screen; });
    auto found = state_.logs.find(log);
    if (found == state_.logs.end()) return v;
    const memory_log& l = found->second;
    v.exists = true;
    v.screen = l.screen;
    v.key = l.key;
    v.tip = l.tip;
    v.tip_hash = l.tip_hash;
    if (auto r = value_in(l.records, first - 1)) v.before = r->hash;
    if (auto r = value_in(l.records, last)) v.at_last = r->hash;
    v.receipt = value_in(l.receipts, last);
    return v;
  }

  result<void> take_in(const std::string& log, const std::string& screen, const public_key& key,
                       const std::vector<stored_record>& records, const evidence::head& head,
                       const signed_note&, const signed_note& receipt) override {
    return change(state_, [&]() -> result<void> {
      memory_log& l = state_.logs.try_emplace(log, memory_log{screen, key, 0, {}, {}, {}}).first->second;
      for (const stored_record& r : records) {
        if (!l.records.emplace(r.seq, r).second) return failure(errc::conflict, "the record is there");
        l.tip = r.seq;
        l.tip_hash = r.hash;
      }
      if (!l.receipts.emplace(head.seq, receipt).second) {
        return failure(errc::conflict, "the receipt is there");
      }
      return {};
    });
  }

  result<void> set_aside(const set_aside_fork& fork) override {
    int of_screen = 0;
    for (const set_aside_fork& f : state_.forks) {
      if (std::tie(f.log, f.seq, f.hash) == std::tie(fork.log, fork.seq, fork.hash)) return {};
      if (f.screen == fork.screen) ++of_screen;
    }
    if (of_screen < max_forks_per_screen) state_.forks.push_back(fork);
    return {};
  }

  result<std::vector<set_aside_fork>> forks_of(const std::string& screen) override {
    std::vector<set_aside_fork> found;
    for (auto f = state_.forks.rbegin(); f != state_.forks.rend(); ++f) {
      if (f->screen != screen) continue;
      found.push_back(*f);
      found.back().lines.clear();
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.at > b.at; });
    if (found.size() > max_listed_forks) found.resize(max_listed_forks);
    return found;
  }

  result<std::vector<stored_play>> plays(utc_ms from, utc_ms to, const std::optional<play_place>& after,
                                         int max) override {
    std::vector<stored_play> found;
    for (const auto& [log, l] : state_.logs) {
      for (const auto& [seq, start] : l.records) {
        if (start.type != "START" || start.utc < from || start.utc >= to) continue;
        if (after && std::tie(start.utc, log, seq) <= std::tie(after->utc, after->log, after->seq)) continue;
        auto end = std::find_if(l.records.upper_bound(seq), l.records.end(), [&](const auto& r) {
          return r.second.type == "END" && r.second.play == seq;
        });
        if (end == l.records.end()) continue;
        found.push_back({l.screen, log, seq, start.utc, start.line, end->second.line});
      }
    }
    std::sort(found.begin(), found.end(), [](const stored_play& a, const stored_play& b) {
      return std::tie(a.utc, a.log, a.seq) < std::tie(b.utc, b.log, b.seq);
    });
    if (std::ssize(found) > max) found.resize(static_cast<std::size_t>(max));
    return found;
  }

 private:
  memory_state& state_;
};

class notices_in_memory final : public notice_ledger {
 public:
  explicit notices_in_memory(memory_state& s) : state_(s) {}

  result<std::vector<stored_notice>> newest(utc_ms valid_after, int max) override {
    return last_of(state_.notices, max, [&](const auto& n) {
      return n.second.value.expires > valid_after ? std::optional(n.second) : std::nullopt;
    });
  }
  result<std::int64_t> newest_number() override { return number(); }
  result<void> add(const stored_notice& notice, const public_key& root) override {
    return change(state_, [&]() -> result<void> {
      if (result<void> done = pin(state_, root); !done) return done;
      if (notice.value.number <= number() || has(notice.value.id)) {
        return failure(errc::conflict, "another notice is there");
      }
      state_.notices[notice.value.number] = notice;
      return {};
    });
  }
  result<std::vector<notice_word>> words_about(const std::string& id) override {
    std::vector<notice_word> words;
    for (const auto& [screen, word] : state_.words[id]) words.push_back(word);
    return words;
  }
  result<bool> acknowledge(const std::string& screen, const wire::acknowledgement& said) override {
    if (!has(said.notice)) return failure(errc::not_found, "no such notice");
    notice_word& word = state_.words[said.notice][screen];
    bool first_time = (said.shown && !word.shown) || (!said.refused.empty() && word.refused.empty());
    word.screen = screen;
    if (!word.shown) word.shown = said.shown;
    if (said.ended) word.ended = said.ended;
    word.refused = said.refused;
    return first_time;
  }

 private:
  std::int64_t number() const { return state_.notices.empty() ? 0 : state_.notices.rbegin()->first; }
  bool has(const std::string& id) const {
    return std::any_of(state_.notices.begin(), state_.notices.end(),
                       [&](const auto& n) { return n.second.value.id == id; });
  }

  memory_state& state_;
};

class screenshots_in_memory final : public screenshot_ledger {
 public:
  explicit screenshots_in_memory(memory_state& s) : state_(s) {}

  result<void> set(const std::string& screen, const stored_shot& shot) override {
    state_.shots[screen] = shot;
    return {};
  }
  result<std::optional<stored_shot>> newest_of(const std::string& screen) override {
    return value_in(state_.shots, screen);
  }

 private:
  memory_state& state_;
};

class audit_in_memory final : public audit_ledger {
 public:
  explicit audit_in_memory(memory_state& s) : state_(s) {}

  result<void> add(const audit_line& line) override {
    state_.audit.push_back(line);
    return {};
  }
  result<std::vector<audit_line>> newest(int max) override {
    std::vector<audit_line> lines(state_.audit.rbegin(), state_.audit.rend());
    if (std::ssize(lines) > max) lines.resize(static_cast<std::size_t>(max));
    return lines;
  }

 private:
  memory_state& state_;
};

class memory_ledger final : public ledger {
 public:
  media_ledger& media() override { return media_; }
  programme_ledger& programmes() override { return programmes_; }
  screen_ledger& screens() override { return screens_; }
  evidence_ledger& evidence() override { return evidence_; }
  notice_ledger& notices() override { return notices_; }
  screenshot_ledger& screenshots() override { return screenshots_; }
  audit_ledger& audit() override { return audit_; }

  result<void> ping() override { return {}; }
  result<std::optional<public_key>> root() override { return state_.root; }
  result<void> transaction(const std::function<result<void>()>& f) override { return change(state_, f); }

 private:
  memory_state state_;
  media_in_memory media_{state_};
  programmes_in_memory programmes_{state_};
  screens_in_memory screens_{state_};
  evidence_in_memory evidence_{state_};
  notices_in_memory notices_{state_};
  screenshots_in_memory screenshots_{state_};
  audit_in_memory audit_{state_};
};

}  // namespace

std::unique_ptr<ledger> make_memory_ledger() {
  return std::make_unique<memory_ledger>();
}

}  // namespace bangtin::scheduler::test
