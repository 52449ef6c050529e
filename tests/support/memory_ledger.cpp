// One class per subject over the shared memory_state; memory_evidence.cpp has the evidence, memory_jobs.cpp
// the jobs, memory_reports.cpp the reports.
#include "support/memory_ledger.hpp"

#include <algorithm>
#include <limits>

#include "scheduler/ledger/audit_chain.hpp"
#include "support/memory_state.hpp"

namespace bangtin::scheduler::test {

namespace {

// The values that `pick` returns for the entries of `map`, from its end: at most `max`, without the empty
// ones.
template <class Map, class Pick>
auto last_of(const Map& map, int max, Pick pick) {
  std::vector<std::decay_t<decltype(*pick(*map.begin()))>> found;
  for (auto i = map.rbegin(); i != map.rend() && std::ssize(found) < max; ++i) {
    if (auto value = pick(*i)) found.push_back(*value);
  }
  return found;
}

class media_in_memory final : public ledger::media_ledger {
 public:
  explicit media_in_memory(memory_state& s) : state_(s) {}

  result<std::vector<ledger::stored_media>> all() override {
    std::vector<ledger::stored_media> items = state_.media;
    std::sort(items.begin(), items.end(), [](const ledger::stored_media& a, const ledger::stored_media& b) {
      return std::pair(a.added, a.sha256.hex()) < std::pair(b.added, b.sha256.hex());
    });
    return items;
  }
  result<std::optional<ledger::stored_media>> find(const std::string& name) override {
    for (const ledger::stored_media& m : state_.media) {
      if (m.id == name || m.sha256.hex() == name) return m;
    }
    return std::nullopt;
  }
  result<void> add(const ledger::stored_media& item) override {
    for (const ledger::stored_media& m : state_.media) {
      if (m.id == item.id || m.sha256 == item.sha256) return failure(errc::conflict, "it is there");
    }
    state_.media.push_back(item);
    return {};
  }
  result<void> replace(const ledger::stored_media& item) override {
    for (ledger::stored_media& m : state_.media) {
      if (m.sha256 != item.sha256) continue;
      std::string id = m.id;
      m = item;
      m.id = std::move(id);
      return {};
    }
    return failure(errc::not_found, "there is no such item");
  }
  result<void> forget(const digest& sha256) override {
    if (std::erase_if(state_.media, [&](const auto& m) { return m.sha256 == sha256; }) > 0) return {};
    return failure(errc::not_found, "there is no such item");
  }
  result<bool> uses_file(const digest& file) override {
    return std::any_of(state_.media.begin(), state_.media.end(), [&](const ledger::stored_media& m) {
      std::vector<digest> files = ledger::all_files(m);
      return std::find(files.begin(), files.end(), file) != files.end();
    });
  }

 private:
  memory_state& state_;
};

class programmes_in_memory final : public ledger::programme_ledger {
 public:
  explicit programmes_in_memory(memory_state& s) : state_(s) {}

  result<std::optional<std::string>> draft() override { return state_.draft; }
  result<void> set_draft(const std::string& bytes) override {
    state_.draft = bytes;
    return {};
  }
  result<void> keep_draft(const ledger::draft_change& change) override {
    auto& kept = state_.kept_drafts;
    if (state_.draft) {
      kept.push_back({{++state_.newest_kept_draft, sha256(*state_.draft), change.who, change.at,
                       std::ssize(*state_.draft), change.step},
                      *state_.draft});
    }
    std::erase_if(
        kept, [&](const auto& k) { return change.at - k.first.replaced >= ledger::keep_replaced_drafts; });
    std::int64_t bytes = 0, drafts = 0;
    for (auto k = kept.rbegin(); k != kept.rend(); ++k) {
      bytes += k->first.bytes;
      if (++drafts <= change.max_drafts && bytes <= change.max_bytes) continue;
      kept.erase(kept.begin(), k.base());
      break;
    }
    return {};
  }
  result<std::vector<ledger::kept_draft>> kept_drafts(utc_ms after, std::int64_t below, int max) override {
    return last_of(state_.kept_drafts, max, [&](const auto& k) {
      return k.first.replaced > after && k.first.number < below ? std::optional(k.first) : std::nullopt;
    });
  }
  result<std::optional<std::string>> kept_draft_bytes(std::int64_t number) override {
    for (const auto& [row, bytes] : state_.kept_drafts) {
      if (row.number == number) return bytes;
    }
    return std::nullopt;
  }
  result<std::vector<ledger::published_row>> published() override {
    return last_of(state_.programmes, std::numeric_limits<int>::max(),
                   [](const auto& p) { return std::optional(p.second.first); });
  }
  result<std::int64_t> newest_version() override { return newest(); }
  result<std::optional<std::string>> json_of(std::int64_t version) override {
    auto found = value_in(state_.programmes, version);
    return found ? std::optional(found->second) : std::nullopt;
  }
  result<void> publish(const ledger::published_row& row, const std::string& json, const public_key& root,
                       std::int64_t highest_elsewhere) override {
    return change(state_, [&]() -> result<void> {
      if (result<void> done = pin(state_, root); !done) return done;
      if (row.version != std::max(newest(), highest_elsewhere) + 1)
        return failure(errc::conflict, "it is not the next version");
      state_.programmes[row.version] = {row, json};
      state_.waiting.reset();
      state_.exported.reset();
      return {};
    });
  }
  result<std::optional<ledger::published_row>> waiting() override {
    return state_.waiting ? std::optional(state_.waiting->first) : std::nullopt;
  }
  result<std::optional<std::string>> waiting_json() override {
    return state_.waiting ? std::optional(state_.waiting->second) : std::nullopt;
  }
  result<void> put_waiting(const ledger::published_row& row, const std::string& json, const public_key& root,
                           std::int64_t highest_elsewhere) override {
    return change(state_, [&]() -> result<void> {
      if (result<void> done = pin(state_, root); !done) return done;
      if (row.version != std::max(newest(), highest_elsewhere) + 1)
        return failure(errc::conflict, "it is not the next version");
      state_.waiting = {row, json};
      return {};
    });
  }
  result<void> drop_waiting() override {
    if (!state_.waiting) return failure(errc::not_found, "nothing waits");
    state_.waiting.reset();
    return {};
  }
  result<std::optional<ledger::exported_draft>> exported() override { return state_.exported; }
  result<void> put_exported(const ledger::exported_draft& d) override {
    state_.exported = d;
    return {};
  }

 private:
  std::int64_t newest() const { return state_.programmes.empty() ? 0 : state_.programmes.rbegin()->first; }

  memory_state& state_;
};

class screens_in_memory final : public ledger::screen_ledger {
 public:
  explicit screens_in_memory(memory_state& s) : state_(s) {}

  result<std::vector<ledger::paired_screen>> all() override {
    std::vector<ledger::paired_screen> screens;
    for (const auto& [name, screen] : state_.screens) screens.push_back(screen);
    return screens;
  }
  result<void> pair(const ledger::paired_screen& screen) override {
    if (result<void> done = pin(state_, screen.root); !done) return done;
    state_.screens[screen.name] = screen;
    state_.certificates[screen.certificate.text] = screen.certificate;
    state_.reports.erase(screen.name);
    return {};
  }
  result<void> unpair(const std::string& screen, utc_ms at) override {
    auto found = state_.screens.find(screen);
    if (found == state_.screens.end()) return failure(errc::not_found, "there is no such screen");
    if (!found->second.unpaired) found->second.unpaired = at;
    return {};
  }
  result<void> remove(const std::string& screen) override {
    if (state_.screens.erase(screen) == 0) return failure(errc::not_found, "there is no such screen");
    state_.reports.erase(screen);
    return {};
  }
  result<std::optional<ledger::screen_report>> report_of(const std::string& screen) override {
    return value_in(state_.reports, screen);
  }
  result<void> set_report(const std::string& screen, const ledger::screen_report& report) override {
    if (state_.screens.contains(screen)) state_.reports[screen] = report;
    return {};
  }

 private:
  memory_state& state_;
};

class notices_in_memory final : public ledger::notice_ledger {
 public:
  explicit notices_in_memory(memory_state& s) : state_(s) {}

  result<std::vector<ledger::stored_notice>> newest(utc_ms valid_after, int max) override {
    return last_of(state_.notices, max, [&](const auto& n) {
      return n.second.value.expires > valid_after ? std::optional(n.second) : std::nullopt;
    });
  }
  result<std::int64_t> newest_number() override { return number(); }
  result<void> add(const ledger::stored_notice& notice, const public_key& root) override {
    return change(state_, [&]() -> result<void> {
      if (result<void> done = pin(state_, root); !done) return done;
      if (notice.value.number <= number() || has(notice.value.id)) {
        return failure(errc::conflict, "another notice is there");
      }
      state_.notices[notice.value.number] = notice;
      return {};
    });
  }
  result<std::vector<ledger::acknowledgement>> acknowledgements(const std::string& id) override {
    std::vector<ledger::acknowledgement> words;
    for (const auto& [screen, word] : state_.words[id]) words.push_back(word);
    return words;
  }
  result<bool> acknowledge(const std::string& screen, const wire::acknowledgement& said) override {
    if (!has(said.notice)) return failure(errc::not_found, "no such notice");
    ledger::acknowledgement& word = state_.words[said.notice][screen];
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

class screenshots_in_memory final : public ledger::screenshot_ledger {
 public:
  explicit screenshots_in_memory(memory_state& s) : state_(s) {}

  result<void> set(const std::string& screen, const ledger::stored_screenshot& screenshot) override {
    state_.shots[screen] = screenshot;
    return {};
  }
  result<std::optional<ledger::stored_screenshot>> newest_of(const std::string& screen) override {
    return value_in(state_.shots, screen);
  }

 private:
  memory_state& state_;
};

class users_in_memory final : public ledger::user_ledger {
 public:
  explicit users_in_memory(memory_state& s) : state_(s) {}

  result<std::vector<ledger::stored_user>> all() override { return state_.users; }
  result<std::vector<ledger::stored_token>> tokens() override { return state_.tokens; }
  result<void> add(const ledger::stored_user& user) override {
    for (const ledger::stored_user& u : state_.users) {
      const bool same_account = !user.account.empty() && u.account == user.account;
      if (u.name == user.name || same_account) return failure(errc::conflict, "it is there");
    }
    state_.users.push_back(user);
    std::ranges::sort(state_.users, {}, &ledger::stored_user::name);
    return {};
  }
  result<void> set_role(const std::string& user, wire::role role) override {
    auto u = std::ranges::find(state_.users, user, &ledger::stored_user::name);
    if (u == state_.users.end()) return failure(errc::not_found, "there is no such user");
    u->role = role;
    return {};
  }
  result<void> set_expires(const std::string& user, utc_ms at) override {
    if (std::ranges::find(state_.users, user, &ledger::stored_user::name) == state_.users.end())
      return failure(errc::not_found, "there is no such user");
    for (ledger::stored_token& t : state_.tokens)
      if (t.user == user) t.expires = at;
    return {};
  }
  result<void> remove(const std::string& user) override {
    std::erase_if(state_.sessions, [&](const auto& e) { return e.user == user; });
    std::erase_if(state_.tokens, [&](const auto& t) { return t.user == user; });
    std::erase_if(state_.passwords, [&](const auto& p) { return p.user == user; });
    if (std::erase_if(state_.users, [&](const auto& u) { return u.name == user; }) > 0) return {};
    return failure(errc::not_found, "there is no such user");
  }
  result<std::int64_t> add_token(const ledger::stored_token& token) override {
    if (std::ranges::find(state_.users, token.user, &ledger::stored_user::name) == state_.users.end()) {
      return failure(errc::not_found, "there is no such user");
    }
    state_.tokens.push_back(token);
    return state_.tokens.back().number = ++state_.newest_token;
  }
  result<void> remove_token(const std::string& user, std::int64_t number) override {
    std::erase_if(state_.sessions, [&](const auto& e) { return e.user == user && e.token == number; });
    if (std::erase_if(state_.tokens, [&](const auto& t) { return t.user == user && t.number == number; }) >
        0) {
      return {};
    }
    return failure(errc::not_found, "there is no such token");
  }
  result<std::int64_t> remove_all_tokens() override {
    const std::int64_t removed = std::ssize(state_.tokens);
    state_.tokens.clear();
    state_.passwords.clear();
    state_.sessions.clear();
    return removed;
  }
  result<void> set_last_used(std::int64_t number, utc_ms at) override {
    for (ledger::stored_token& t : state_.tokens) {
      if (t.number == number) t.last_used = at;
    }
    return {};
  }
  result<std::vector<ledger::stored_password>> passwords() override { return state_.passwords; }
  result<std::int64_t> set_password(const ledger::stored_password& password) override {
    if (std::ranges::find(state_.users, password.user, &ledger::stored_user::name) == state_.users.end())
      return failure(errc::not_found, "there is no such user");
    (void)remove_password(password.user);
    state_.passwords.push_back(password);
    return state_.passwords.back().number = ++state_.newest_password;
  }
  result<void> remove_password(const std::string& user) override {
    std::erase_if(state_.sessions, [&](const auto& e) { return e.user == user && e.password != 0; });
    if (std::erase_if(state_.passwords, [&](const auto& p) { return p.user == user; }) > 0) return {};
    return failure(errc::not_found, "there is no such password");
  }
  result<std::vector<ledger::stored_session>> sessions() override {
    std::ranges::sort(state_.sessions, {},
                      [](const auto& e) { return std::pair(e.last_used, e.sha256.hex()); });
    return state_.sessions;
  }
  result<void> add_session(const ledger::stored_session& one) override {
    const auto has = [&](const auto& all, std::int64_t number) {
      return std::ranges::any_of(all,
                                 [&](const auto& c) { return c.user == one.user && c.number == number; });
    };
    if (!has(state_.tokens, one.token) && !has(state_.passwords, one.password))
      return failure(errc::not_found, "there is no such token");
    state_.sessions.push_back(one);
    return {};
  }
  result<void> remove_session(const digest& sha256) override {
    std::erase_if(state_.sessions, [&](const auto& e) { return e.sha256 == sha256; });
    return {};
  }
  result<void> set_session_used(const digest& sha256, utc_ms at) override {
    for (ledger::stored_session& e : state_.sessions) {
      if (e.sha256 == sha256) e.last_used = at;
    }
    return {};
  }

 private:
  memory_state& state_;
};

class audit_in_memory final : public ledger::audit_ledger {
 public:
  explicit audit_in_memory(memory_state& s) : state_(s) {}

  result<void> add(const ledger::audit_line& line) override {
    const ledger::audit_tip before = newest_line();
    const std::int64_t number = before.number + 1;
    state_.audit.push_back({number, line, ledger::next_audit_hash(before.hash, number, line)});
    return {};
  }
  result<std::vector<ledger::audit_line>> newest(int max) override {
    std::vector<ledger::audit_line> lines;
    for (auto l = state_.audit.rbegin(); l != state_.audit.rend() && std::ssize(lines) < max; ++l) {
      lines.push_back(l->line);
    }
    return lines;
  }
  result<std::vector<ledger::chained_line>> find(const ledger::audit_question& q) override {
    std::vector<ledger::chained_line> found;
    for (auto l = state_.audit.rbegin(); l != state_.audit.rend() && std::ssize(found) < q.max; ++l) {
      const bool fits = l->number < q.below && l->line.at >= q.from && l->line.at < q.to &&
                        l->line.who.find(q.who) != std::string::npos &&
                        l->line.object.find(q.object) != std::string::npos;
      if (fits) found.push_back(*l);
    }
    return found;
  }
  result<std::vector<ledger::chained_line>> after(std::int64_t number, int max) override {
    std::vector<ledger::chained_line> found;
    for (const ledger::chained_line& l : state_.audit) {
      if (l.number > number && std::ssize(found) < max) found.push_back(l);
    }
    return found;
  }
  result<ledger::audit_tip> tip() override { return newest_line(); }

 private:
  ledger::audit_tip newest_line() const {
    if (state_.audit.empty()) return {0, ledger::first_audit_hash()};
    return {state_.audit.back().number, state_.audit.back().hash};
  }

  memory_state& state_;
};

class copies_in_memory final : public ledger::copy_ledger {
 public:
  result<std::uint64_t> bytes() override { return std::uint64_t{0}; }
  result<void> begin(const std::filesystem::path&) override {
    return failure(errc::unsupported, "this ledger has no file");
  }
  result<bool> copy_more(std::uint64_t) override { return failure(errc::conflict, "there is no copy"); }
  void drop() override {}
};

class trust_in_memory final : public ledger::trust_ledger {
 public:
  explicit trust_in_memory(memory_state& s) : state_(s) {}

  result<std::optional<wire::trust_document>> newest() override { return state_.trust; }
  result<void> put(const wire::trust_document& statement, const public_key& root) override {
    if (result<void> done = pin(state_, root); !done) return done;
    state_.trust = statement;
    return {};
  }
  result<std::vector<evidence::signed_text>> approver_certificates() override {
    std::map<std::string, evidence::signed_text> all;
    for_each_certificate([&](evidence::signed_text& c) { all.emplace(c.text, c); });
    std::vector<evidence::signed_text> list;
    for (const auto& [text, c] : all) list.push_back(c);
    return list;
  }
  result<void> succeed_root(const wire::trust_document& statement, const public_key& root,
                            const std::vector<evidence::signed_text>& certificates) override {
    return change(state_, [&]() -> result<void> {
      std::map<std::string, signature> fresh;
      for (const evidence::signed_text& c : certificates) fresh.emplace(c.text, c.signature);
      bool has_all = true;
      const auto renew = [&](evidence::signed_text& c) {
        const auto now = fresh.find(c.text);
        has_all = has_all && now != fresh.end();
        if (now != fresh.end()) c.signature = now->second;
      };
      for_each_certificate(renew);
      for (auto& [text, c] : state_.certificates) renew(c);
      if (!has_all) return failure(errc::conflict, "a certificate is missing");
      state_.root = root;
      state_.trust = statement;
      return {};
    });
  }

 private:
  // Of approvers, in programmes and notices. `f` may change them.
  template <class F>
  void for_each_certificate(F f) {
    const auto in_json = [&](std::string& json) {
      result<wire::signed_programme> p = wire::signed_programme_from_json(json);
      if (!p) return;
      f(p->approver);
      if (p->second) f(p->second->approver);
      json = wire::to_json(*p);
    };
    for (auto& [version, stored] : state_.programmes) in_json(stored.second);
    if (state_.waiting) in_json(state_.waiting->second);
    for (auto& [number, n] : state_.notices) f(n.note.approver);
  }

  memory_state& state_;
};

class alerts_in_memory final : public ledger::alert_ledger {
 public:
  explicit alerts_in_memory(memory_state& s) : state_(s) {}

  result<std::optional<std::string>> memory() override { return state_.alerts; }
  result<void> put(const std::string& memory) override {
    state_.alerts = memory;
    return {};
  }

 private:
  memory_state& state_;
};

class memory_ledger final : public ledger::ledger {
 public:
  scheduler::ledger::media_ledger& media() override { return media_; }
  scheduler::ledger::programme_ledger& programmes() override { return programmes_; }
  scheduler::ledger::screen_ledger& screens() override { return screens_; }
  scheduler::ledger::evidence_ledger& evidence() override { return *evidence_; }
  scheduler::ledger::export_ledger& exports() override { return *exports_; }
  scheduler::ledger::check_ledger& checks() override { return *checks_; }
  scheduler::ledger::play_ledger& plays() override { return *plays_; }
  result<std::unique_ptr<scheduler::ledger::play_ledger>> recount() override {
    state_.recounted = {};
    return plays_in(state_, &memory_state::recounted);
  }
  result<std::optional<std::chrono::local_days>> next_counted_day(std::chrono::local_days from) override {
    return next_counted_day_in(state_, from);
  }
  result<std::vector<scheduler::ledger::count_difference>> differences(std::chrono::local_days from,
                                                                       std::chrono::local_days to,
                                                                       int max) override {
    return differences_in(state_, from, to, max);
  }
  result<std::int64_t> adopt_recount(std::chrono::local_days from, std::chrono::local_days to) override {
    return adopt_recount_in(state_, from, to);
  }
  result<void> confirm_recount() override {
    state_.is_proven = true;
    return {};
  }
  result<void> end_recount() override {
    state_.recounted = {};
    return {};
  }
  scheduler::ledger::notice_ledger& notices() override { return notices_; }
  scheduler::ledger::screenshot_ledger& screenshots() override { return screenshots_; }
  scheduler::ledger::job_ledger& jobs() override { return *jobs_; }
  scheduler::ledger::report_ledger& reports() override { return *reports_; }
  scheduler::ledger::user_ledger& users() override { return users_; }
  scheduler::ledger::audit_ledger& audit() override { return audit_; }
  scheduler::ledger::copy_ledger& copies() override { return copies_; }
  scheduler::ledger::trust_ledger& trust() override { return trust_; }
  scheduler::ledger::alert_ledger& alerts() override { return alerts_; }

  result<void> ping() override { return {}; }
  result<void> try_to_store() override { return {}; }
  result<std::optional<public_key>> root() override { return state_.root; }
  result<void> transaction(const std::function<result<void>()>& f) override { return change(state_, f); }

 private:
  memory_state state_;
  media_in_memory media_{state_};
  programmes_in_memory programmes_{state_};
  screens_in_memory screens_{state_};
  std::unique_ptr<scheduler::ledger::evidence_ledger> evidence_ = evidence_in(state_);
  std::unique_ptr<scheduler::ledger::export_ledger> exports_ = exports_in(state_);
  std::unique_ptr<scheduler::ledger::check_ledger> checks_ = checks_in(state_);
  std::unique_ptr<scheduler::ledger::play_ledger> plays_ = plays_in(state_, &memory_state::judged);
  notices_in_memory notices_{state_};
  screenshots_in_memory screenshots_{state_};
  std::unique_ptr<scheduler::ledger::job_ledger> jobs_ = jobs_in(state_);
  std::unique_ptr<scheduler::ledger::report_ledger> reports_ = reports_in(state_);
  users_in_memory users_{state_};
  audit_in_memory audit_{state_};
  trust_in_memory trust_{state_};
  copies_in_memory copies_;
  alerts_in_memory alerts_{state_};
};

}  // namespace

std::unique_ptr<ledger::ledger> make_memory_ledger() {
  return std::make_unique<memory_ledger>();
}

}  // namespace bangtin::scheduler::test
