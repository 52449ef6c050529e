// doctor: asks the daemon and this machine for everything that can be wrong, and says how to mend it. A
// question that fails is one more remark, so that one failure does not hide the others.
#include <sys/stat.h>

#include <algorithm>
#include <set>

#include "admin-cli/commands/daemon_absence.hpp"
#include "admin-cli/commands/doctor_checks.hpp"
#include "admin-cli/commands/doctor_player.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/missing_files.hpp"
#include "admin-cli/commands/site_root.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::analysis::severity;
using playlists::programme::programme;
using views::topic;

class examination {
 public:
  explicit examination(session& s) : s_(s) {}

  remarks run() {
    result<wire::admin::site> site = get_site(s_.daemon);
    if (site) {
      site_ = std::move(*site);
      ask_the_daemon();
    } else if (site.error().code == errc::unreachable && look_at_this_screen()) {
      views::order_remarks(all_);
      return std::move(all_);
    } else if (site.error().code == errc::unreachable) {
      all_.push_back(failed(topic::daemon, explain_absence(s_.set, site.error())));
    } else {
      all_.push_back(failed(topic::daemon, site.error()));
    }
    look_at_keys();
    views::order_remarks(all_);
    return std::move(all_);
  }
  const std::optional<wire::admin::site>& site() const { return site_; }

 private:
  void add(remarks more) { std::move(more.begin(), more.end(), std::back_inserter(all_)); }

  // Whether this is the machine of a screen, where nobody expects a daemon.
  bool look_at_this_screen() {
    std::error_code failed;
    if (!s_.set.server.empty() || std::filesystem::exists(s_.set.socket, failed)) return false;
    const std::optional<player_here> here =
        look_at_player(s_.set.machine, s_.clock, [](const std::string& server) -> std::optional<error> {
          wire::http_client there(server, "", "");
          wire::request health = get_request("/healthz");
          health.timeout = std::chrono::seconds(5);
          result<wire::reply> answer = there.call(health);
          if (!answer) return answer.error();
          return std::nullopt;
        });
    if (!here) return false;
    add(check_player(*here));
    return true;
  }

  // Takes the answer of one question to `check`.
  template <class T, class Check>
  void ask(topic about, const result<T>& answer, Check check) {
    if (answer) {
      add(check(*answer));
    } else {
      all_.push_back(failed(about, answer.error()));
    }
  }

  void ask_the_daemon() {
    const wire::admin::site& site = *site_;
    add(check_daemon(site, {s_.now, s_.clock, s_.set.server.empty()}));
    add(check_evidence(site, get_health(s_.daemon), s_.now));
    ask(topic::disk, get_media_limits(s_.daemon), [](const auto& room) { return check_room(room); });
    const result<std::vector<wire::admin::screen>> screens = get_screens(s_.daemon);
    ask(topic::screen, screens, [&](const auto& rows) { return check_screens(rows, site, s_.now); });
    ask(topic::media, get_media(s_.daemon),
        [&](const auto& items) { return check_reviews(items, site.timezone, s_.now); });
    ask(topic::player, get_waiting_screens(s_.daemon, ""), [&](const auto& waiting) {
      return check_waiting(waiting, screens ? *screens : std::vector<wire::admin::screen>());
    });
    if (screens) add(check_players(*screens, site));
    look_at_people();
    add(check_alerts(site));
    look_at_programmes();
  }

  // Only for operators; others hear nothing about it.
  void look_at_people() {
    const result<std::vector<wire::admin::user>> users = get_users(s_.daemon);
    if (users) add(check_people(*users, s_.now));
    if (!site_->root) return;
    const result<known_trust> trust = get_trust(s_, *site_->root);
    if (trust) {
      add(check_trust(*trust));
    } else if (trust.error().code == errc::verification) {
      all_.push_back(failed(topic::keys, trust.error()));
    }
  }

  void look_at_programmes() {
    result<std::optional<published_programme>> current = get_current(s_.daemon);
    result<std::optional<programme>> draft = get_draft(s_.daemon);
    if (!current) all_.push_back(failed(topic::programme, current.error()));
    if (!draft) all_.push_back(failed(topic::draft, draft.error()));
    if (!current || !draft) return;
    std::optional<programme> published;
    if (*current) published = (*current)->value;
    add(check_programmes(published, *draft, s_.now));
    add(check_signer(*current, s_.now));
    std::set<std::string> told;
    if (published) look_for_files(*published, severity::error, topic::programme, told);
    if (*draft) look_for_files(**draft, severity::warning, topic::draft, told);
  }

  // Names an item once, although draft and programme have it.
  void look_for_files(const programme& p, severity gravity, topic about, std::set<std::string>& told) {
    result<std::vector<std::string>> missing = find_missing_files(s_, items_of(p));
    if (!missing) {
      all_.push_back(failed(topic::media, missing.error()));
      return;
    }
    for (const std::string& name : *missing) {
      const playlists::programme::media_item* m = p.find_media(name);
      const std::string shown = m != nullptr && !m->id.empty() ? m->id : name;
      if (!told.insert(shown).second) continue;
      all_.push_back(
          {gravity, topic::media, shown,
           about == topic::programme
               ? tr("a file of \"{}\" is missing or damaged, and the published programme shows it", name)
               : tr("a file of \"{}\" is missing or damaged, and the draft shows it", name),
           tr("load the same file again with \"bangtin media add\"")});
    }
  }

  void look_at_keys() {
    keys_state keys{std::filesystem::absolute(s_.set.keys).lexically_normal(), read_keys(s_.set.keys)};
    std::error_code failed_to_look;
    keys.has_secret = std::filesystem::exists(keys.folder / "approver.pem", failed_to_look);
    struct stat facts {};
    keys.open_to_others =
        ::stat(keys.folder.c_str(), &facts) == 0 && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0;
    for (const char* name : {"root.pem", "approver.pem"}) {
      const std::string file = (keys.folder / name).string();
      if (::stat(file.c_str(), &facts) == 0 && (facts.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        keys.open_file = file;
    }
    if (site_) keys.root = site_->root;
    if (keys.root && keys.facts && *keys.root != keys.facts->root && follow_site_root(s_))
      keys.facts = read_keys(s_.set.keys);
    keys.daemon_known = site_.has_value();
    add(check_keys(keys, s_.now));
  }

  session& s_;
  std::optional<wire::admin::site> site_;
  remarks all_;
};

std::size_t count(const remarks& all, severity s) {
  return static_cast<std::size_t>(
      std::count_if(all.begin(), all.end(), [&](const views::remark& r) { return r.severity == s; }));
}

}  // namespace

namespace {

result<int> test_alert(session& s) {
  if (result<void> told = send_test_alert(s.daemon); !told) return told.error();
  s.out.document(json::array());
  s.out.done(tr("a test alert was told; see whether it arrives"));
  return 0;
}

}  // namespace

result<int> doctor(session& s, const arguments& given) {
  if (given.has("--test-alert")) return test_alert(s);
  examination looked(s);
  const remarks all = looked.run();
  s.out.document(views::to_json(all));
  views::print_remarks(s.out, all);
  const std::size_t errors = count(all, severity::error), warnings = count(all, severity::warning);
  if (errors + warnings > 0) {
    s.out.text(tr("errors: {}, warnings: {}, notes: {}", errors, warnings, all.size() - errors - warnings));
    return 1;
  }
  if (looked.site()) {
    s.out.text(tr("nothing is wrong: bangtind {} answers, and version {} is published",
                  looked.site()->version, looked.site()->programme_version));
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
