#include "admin-cli/commands/notice_delivery.hpp"

#include <algorithm>

#include "admin-cli/views/changeover.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::chrono::milliseconds look_every{500};
constexpr int max_looks = 20;  // 10 s: screens hold a request open, and answer within a second or two

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

struct standing {
  std::uint64_t answered = 0, awaited = 0;
};

standing standing_of(const std::vector<wire::admin::notice>& notices, const notice_watch& w) {
  standing now;
  for (const wire::admin::notice& n : notices) {
    for (const wire::admin::notice_screen& one : n.screens) {
      const bool answered = w.has_answered(one);
      if (!answered && contains(w.silent, one.name)) continue;
      ++now.awaited;
      if (answered) ++now.answered;
    }
  }
  return now;
}

// Removes the bar however the wait ends.
class waiting_bar {
 public:
  explicit waiting_bar(terminal& person) : person_(person) {}
  waiting_bar(const waiting_bar&) = delete;
  waiting_bar& operator=(const waiting_bar&) = delete;
  ~waiting_bar() { person_.progress("", 1, 1); }
  void at(const standing& now) {
    person_.progress(tr("waiting for the screens ({} of {})", now.answered, now.awaited), now.answered,
                     now.awaited);
  }

 private:
  terminal& person_;
};

}  // namespace

result<void> send_notice(session& s, const approver& who, std::int64_t newest, wire::notice& n) {
  const std::chrono::milliseconds taken = s.this_moment() - n.issued;
  n.issued += taken;
  if (!n.is_stop()) n.expires += taken;
  n.id = random_hex(4);
  n.number = std::max<std::int64_t>(newest + 1, to_unix_ms(n.issued));
  wire::admin::notice_order order{wire::sign_notice(n, who.key, who.certificate), who.root};
  std::string body = canonical(wire::admin::encode(order));
  result<wire::reply> done = s.daemon.call(send_request("POST", "/v1/notices", std::move(body)));
  if (!done) return done.error();
  return {};
}

std::optional<std::vector<wire::admin::notice>> watch_notices(session& s, const notice_watch& w) {
  s.ends_in_order = true;
  waiting_bar bar(s.person);
  for (int looks = 1;; ++looks) {
    result<wire::admin::notice_list> known = get_notices(s.daemon);
    if (!known) {
      s.out.note(tr("The daemon does not say what the screens do: {}",
                    views::sentence(known.error().what, known.error().remedy)));
      return std::nullopt;
    }
    std::vector<wire::admin::notice> ours;
    for (wire::admin::notice& n : known->notices) {
      if (contains(w.ids, n.id)) ours.push_back(std::move(n));
    }
    const standing now = standing_of(ours, w);
    const bool has_expired = std::all_of(
        ours.begin(), ours.end(), [&](const wire::admin::notice& n) { return n.expires <= s.this_moment(); });
    const bool is_over = has_expired || now.answered == now.awaited;
    if (is_over || w.only_look || looks == max_looks || s.must_stop()) return ours;
    bar.at(now);
    wait_a_while(s, look_every);
  }
}

std::vector<std::string> silent_screens(const std::vector<wire::admin::screen>& rows, utc_ms now) {
  std::vector<std::string> silent;
  for (const wire::admin::screen& r : rows) {
    if (r.pairing == wire::admin::pairing_kind::paired && views::is_silent(r, now)) silent.push_back(r.name);
  }
  return silent;
}

}  // namespace bangtin::admin_cli::commands
