// The person sees everything that can be refused before the passphrase is asked for.
#include "admin-cli/commands/approval.hpp"

#include <algorithm>
#include <cstdlib>

#include "admin-cli/commands/changeovers.hpp"
#include "admin-cli/commands/second_signature.hpp"
#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "playlists/text/programme_check.hpp"
#include "wire/admin/backup.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::int64_t max_validity_days = 3650;
constexpr std::int64_t usual_validity_days = 365;
constexpr std::chrono::minutes max_skew{10};  // as the daemon has it

json::array to_json(const std::vector<views::changeover>& all, const std::string& timezone) {
  json::array list;
  for (const views::changeover& c : all) list.push_back(views::to_json(c, timezone));
  return list;
}

std::int64_t whole_minutes(milliseconds d) {
  return std::abs(std::chrono::round<std::chrono::minutes>(d).count());
}

// Screens without a clock take the time of an approval for the least possible time. Refuses what the daemon
// would refuse, before the passphrase is asked for; warns where nobody knows the time.
result<void> check_clocks(session& s, const wire::admin::site& where) {
  if (!where.now) return {};  // an older daemon
  milliseconds skew = s.now - *where.now;
  bool apart = skew > max_skew || skew < -max_skew;
  const std::string& zone = where.timezone;
  if (where.clock == to_string(clock_trust::synced)) {
    if (!apart) return {};
    return error{
        errc::invalid,
        msg("this computer's clock is {} minutes off: it says {}, and the daemon's, which is "
            "synchronised, {}",
            whole_minutes(skew), views::local_time(s.now, zone), views::local_time(*where.now, zone)),
        msg("set this computer's clock (\"timedatectl set-ntp true\"), and approve again")};
  }
  if (apart) {
    s.out.note(
        tr("Warning: this computer's clock and the daemon's are {} minutes apart ({} and {}), and the "
           "daemon's is not synchronised.",
           whole_minutes(skew), views::local_time(s.now, zone), views::local_time(*where.now, zone)));
  }
  if (s.clock != clock_trust::synced) {
    s.out.note(
        tr("Warning: neither this computer's clock nor the daemon's is synchronised. The approval will say "
           "{}; screens without a clock go by that. Set up time synchronisation, on the daemon's machine "
           "first.",
           views::local_time(s.now, zone)));
  }
  return {};
}

// That a screen holds: after a restore from an older copy it may be above the published one. 0 with a daemon
// that is too old to say.
result<std::int64_t> highest_version(session& s) {
  result<json::value> answer = s.daemon.call_json(get_request("/v1/numbers"));
  if (!answer && answer.error().code == errc::not_found) return std::int64_t{0};
  if (!answer) return answer.error();
  result<wire::admin::site_numbers> numbers = wire::admin::decode<wire::admin::site_numbers>(*answer);
  if (!numbers) return strange_answer(numbers.error());
  return numbers->highest_version;
}

std::string question_of(const approval_order& o, signing how) {
  const std::int64_t version = o.value.version;
  if (how == signing::second_of_two) return tr("Sign this too, and publish it as version {}?", version);
  if (how == signing::first_of_two)
    return tr("Sign this as version {}, so that another approver can sign it too?", version);
  return o.copy_of == 0 ? tr("Sign this and publish it as version {}?", version)
                        : tr("Sign version {} once more and publish it as version {}?", o.copy_of, version);
}

std::string done_text(const approval_order& o, signing how) {
  const playlists::programme::programme& p = o.value;
  const std::string until = views::local_time(p.expires, p.timezone);
  if (how == signing::first_of_two) {
    return tr(
        "version {} is signed, and waits: another approver signs it too with \"bangtin {}\" and their key",
        p.version, o.copy_of == 0 ? "approve" : fmt::format("revert {}", o.copy_of));
  }
  return o.copy_of == 0 ? tr("version {} is signed and published, valid until {}", p.version, until)
                        : tr("version {} is published once more, as version {}, valid until {}", o.copy_of,
                             p.version, until);
}

}  // namespace

void report_publication(session& s, const arguments& given, const approval_order& o,
                        const std::vector<views::change>& changes, const digest& identity, signing how) {
  const playlists::programme::programme& p = o.value;
  s.out.done(done_text(o, how));
  std::optional<std::vector<views::changeover>> screens;
  const bool waits = how == signing::first_of_two;
  if (!waits && !given.has("--no-wait")) screens = watch_changeovers(s, p);
  json::object answer{{"version", p.version},
                      {"identity", identity.hex()},
                      {"issued", views::local_rfc3339(p.issued, p.timezone)},
                      {"expires", views::local_rfc3339(p.expires, p.timezone)},
                      {"now", p.now},
                      {"waits", waits},
                      {"changes", views::to_json(changes)},
                      {"screens", screens ? json::value(to_json(*screens, p.timezone)) : nullptr}};
  if (o.copy_of != 0) answer["copy_of"] = o.copy_of;
  s.out.document(answer);
  if (!screens) return;
  for (const views::changeover& c : *screens)
    s.out.text(c.screen + ": " + views::text_of(c, p.timezone, s.now));
}

result<std::int64_t> validity_days(const arguments& given) {
  return given.number("--days", 1, max_validity_days, usual_validity_days);
}

void set_next(playlists::programme::programme& p, const signing_plan& plan, const arguments& given,
              utc_ms issued) {
  p.version = plan.last + 1;
  p.issued = issued;
  p.expires = issued + std::chrono::days(plan.days);
  p.now = given.has("--now");
}

namespace {

result<digest> send(session& s, const wire::signed_programme& note, const public_key& root, signing how) {
  std::string body = canonical(wire::admin::encode(wire::admin::publication{note, root}));
  wire::request post = how == signing::first_of_two
                           ? send_request("PUT", "/v1/programmes/waiting", std::move(body))
                           : send_request("POST", "/v1/programmes", std::move(body));
  post.timeout = std::chrono::minutes(2);
  result<json::value> put = s.daemon.call_json(post);
  if (!put) return put.error();
  return sha256(note.bytes);
}

// Everything between the difference and the daemon's answer.
result<digest> sign_and_send(session& s, const arguments& given, approval_order& order,
                             const signing_plan& plan) {
  result<approver> who = get_site_approver(s, given);
  if (!who) return who.error();
  if (order.check) {
    if (result<void> fine = order.check(*who); !fine) return fine.error();
  }
  playlists::programme::programme& p = order.value;
  if (plan.waiting) {
    if (result<void> fine = check_second(*plan.waiting, *who); !fine) return fine.error();
    p = plan.waiting->value;
  } else {
    set_next(p, plan, given, s.now);
  }
  if (std::optional<error> bad = playlists::text::check_references(p)) return *bad;
  const bool two = plan.how != signing::alone;
  if (result<void> yes = agreed_to_leave_behind(s, p, given, two); !yes) return yes.error();
  if (result<void> yes = agreed(s, question_of(order, plan.how)); !yes) return yes.error();
  if (!plan.waiting) {
    set_next(p, plan, given, s.this_moment());
    return send(s, wire::sign_programme(p, who->key, who->certificate), who->root, plan.how);
  }
  wire::signed_programme note = plan.waiting->note;
  wire::add_second(note, wire::programme_kind(), who->key, who->certificate);
  return send(s, note, who->root, plan.how);
}

}  // namespace

result<signing_plan> plan_signing(session& s, const arguments& given, const approval_order& order) {
  result<std::int64_t> days = validity_days(given);
  if (!days) return days.error();
  const playlists::programme::programme before =
      order.published ? order.published->value : playlists::programme::programme{};
  signing_plan plan;
  plan.days = *days;
  plan.changes = views::difference(before, order.value);
  views::print_changes(s.out, before, order.value);
  if (order.published) views::print_first_changes(s.out, before, order.value, s.now);
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  plan.where = std::move(*where);
  if (result<void> clocks = check_clocks(s, plan.where); !clocks) return clocks.error();
  result<std::int64_t> highest = highest_version(s);
  if (!highest) return highest.error();
  plan.last = std::max(*highest, before.version);
  auto waiting = find_waiting(s, plan.where, order.value, plan.last);
  if (!waiting) return waiting.error();
  plan.waiting = std::move(*waiting);
  if (plan.waiting) {
    plan.how = signing::second_of_two;
    print_waiting_facts(s, *plan.where.waiting, plan.where.timezone);
    if (given.has("--now") || given.get("--days"))
      s.out.note(tr("--now and --days stay as the first approver has signed them."));
  } else if (given.has("--two") || plan.where.approvals > 1) {
    plan.how = signing::first_of_two;
  }
  return plan;
}

result<signed_version> sign_next(session& s, const arguments& given, approval_order& order) {
  result<signing_plan> plan = plan_signing(s, given, order);
  if (!plan) return plan.error();
  result<digest> identity = sign_and_send(s, given, order, *plan);
  if (!identity) return identity.error();
  return signed_version{*identity, plan->how, std::move(plan->changes)};
}

result<int> publish(session& s, const arguments& given, approval_order order) {
  result<signed_version> done = sign_next(s, given, order);
  if (!done) return done.error();
  report_publication(s, given, order, done->changes, done->identity, done->how);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
