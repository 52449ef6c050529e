// The draft, and the drafts that it replaced.
#include <limits>

#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/offered_programme.hpp"
#include "scheduler/api/programme.hpp"
#include "scheduler/http/http_rules.hpp"
#include "wire/admin/programmes.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

constexpr int max_kept_rows = 200;                                       // in one answer
constexpr std::int64_t max_change_number = (std::int64_t{1} << 53) - 1;  // which JSON keeps exactly

wire::admin::kept_draft row_of(const ledger::kept_draft& k) {
  return {k.number,     k.identity,
          k.who,        k.replaced,
          k.bytes,      admin::draft_step_kind_from(k.step.kind).value_or(admin::draft_step_kind::unknown),
          k.step.change};
}

std::string etag_of(const std::string& draft) {
  return '"' + sha256(draft).hex() + '"';
}

// The value of a header that may be absent.
const std::string* find_header(const http::request& r, const std::string& lower_case_name) {
  auto found = r.headers.find(lower_case_name);
  return found == r.headers.end() ? nullptr : &found->second;
}

error draft_has_changed(bool is_there) {
  return {errc::conflict,
          is_there ? msg("somebody else has changed the draft meanwhile; yours was not stored")
                   : msg("the draft that you changed is not here any more; yours was not stored"),
          msg("call the command again: it goes by the draft as it is now (\"bangtin diff\" shows it)")};
}

// Keeps the draft that `bytes` are about to replace, unless they are the same.
result<void> replace_draft(ledger::ledger& l, const std::string& bytes, const ledger::draft_change& change) {
  result<std::optional<std::string>> now = l.programmes().draft();
  if (!now) return now.error();
  if (*now == bytes) return {};
  if (result<void> kept = l.programmes().keep_draft(change); !kept) return kept;
  return l.programmes().set_draft(bytes);
}

// What the query says of the change: an edit where it says nothing.
result<admin::draft_step> step_from(const http::request& r) {
  const std::optional<std::int64_t> undoes = r.number("undoes"), redoes = r.number("redoes");
  const auto is_number = [](const std::optional<std::int64_t>& n) { return n && *n <= max_change_number; };
  if (!is_number(undoes) || !is_number(redoes) || (*undoes > 0 && *redoes > 0)) {
    return error{errc::usage, msg("\"undoes\" and \"redoes\" take the number of one change"),
                 msg("send one of them, or neither")};
  }
  if (*undoes > 0) return admin::draft_step{admin::draft_step_kind::undo, *undoes};
  if (*redoes > 0) return admin::draft_step{admin::draft_step_kind::redo, *redoes};
  return admin::draft_step{};
}

struct checked_draft {
  digest programme_digest;
  playlists::programme::programme value;
};
// Checks whether a draft may be stored. Blocking.
result<checked_draft> check_draft(const std::string& bytes, const media::store& store) {
  result<playlists::programme::programme> p = playlists::text::from_bytes(bytes);
  if (!p) return p.error();
  if (p->version != 0)
    return error{errc::invalid, msg("a draft has the version 0"), msg("send the draft before it is signed")};
  if (std::optional<error> bad = missing_file(store, *p)) return *bad;
  return checked_draft{sha256(bytes), std::move(*p)};
}

}  // namespace

handled programme_handlers::get_draft(http::request& r) {
  auto draft = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().draft(); });
  if (!draft) co_return http::problem_reply(draft.error());
  if (!*draft) {
    co_return http::problem_reply({errc::not_found, msg("there is no draft yet"),
                                   msg("make one with \"bangtin apply PROGRAMME.toml\"")});
  }
  std::string etag = etag_of(**draft);
  http::reply answer;
  answer.headers = {{"ETag", etag}, {"Cache-Control", "no-cache"}};
  if (http::names_etag(r.header("if-none-match"), etag)) {
    answer.status = 304;
  } else {
    answer.body = std::move(**draft);
  }
  co_return answer;
}

handled programme_handlers::put_draft(http::request& r) {
  result<admin::draft_step> step = step_from(r);
  if (!step) co_return http::problem_reply(step.error());
  result<checked_draft> checked =
      co_await deps_.documents.run([&] { return check_draft(r.body, deps_.store); });
  if (!checked) co_return http::problem_reply(checked.error());
  std::string identity = checked->programme_digest.hex();
  ledger::audit_line line{deps_.clock.now().utc, r.from.who, "draft " + identity, "draft"};
  const std::string* if_match = find_header(r, "if-match");
  const std::string* if_none_match = find_header(r, "if-none-match");
  bool may_go_on = true;
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    if (if_match != nullptr || if_none_match != nullptr) {
      result<std::optional<std::string>> now = l.programmes().draft();
      if (!now) return now.error();
      may_go_on = http::preconditions_hold(if_match, if_none_match, *now ? etag_of(**now) : std::string());
      if (!may_go_on) return draft_has_changed(now->has_value());
    }
    // Since the check, files that nothing used may have been deleted (media_sweep.hpp).
    if (std::optional<error> bad = missing_file(deps_.store, checked->value)) return *bad;
    return l.with_audit(line, [&] {
      return replace_draft(l, r.body,
                           {line.at, line.who, {std::string(to_string(step->kind)), step->change}});
    });
  });
  if (!done) co_return http::problem_reply(done.error(), may_go_on ? 0 : 412);
  deps_.programmes.set_first_zone(checked->value.timezone);
  http::reply answer =
      http::json_reply(wire::admin::encode(wire::admin::stored_draft{checked->programme_digest}));
  answer.headers.emplace_back("ETag", '"' + identity + '"');
  co_return answer;
}

handled programme_handlers::draft_history(http::request& r) {
  std::optional<std::int64_t> before = r.number("before");
  if (!before) {
    co_return http::problem_reply({errc::usage, msg("\"before\" is not the number of a change"),
                                   msg("send a whole number, or leave it out")});
  }
  const std::int64_t below = *before > 0 ? *before : std::numeric_limits<std::int64_t>::max();
  const utc_ms after = deps_.clock.now().utc - ledger::keep_replaced_drafts;
  auto rows = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.programmes().kept_drafts(after, below, max_kept_rows); });
  if (!rows) co_return http::problem_reply(rows.error());
  json::array all;
  for (const ledger::kept_draft& row : *rows) all.push_back(wire::admin::encode(row_of(row)));
  co_return http::json_reply(all);
}

handled programme_handlers::get_kept_draft(http::request& r) {
  std::optional<std::int64_t> number = http::parse_whole_number(r.captured[0]);
  result<std::optional<std::string>> draft = std::optional<std::string>();
  if (number)
    draft = co_await deps_.ledger.ask(
        [&](ledger::ledger& l) { return l.programmes().kept_draft_bytes(*number); });
  if (!draft) co_return http::problem_reply(draft.error());
  if (!*draft) {
    co_return http::problem_reply({errc::not_found,
                                   msg("there is no kept draft \"{}\"", printable(r.captured[0])),
                                   msg("see \"bangtin draft history\" for those that there are")});
  }
  std::string etag = etag_of(**draft);
  http::reply answer = http::text_reply(std::move(**draft), "application/json");
  answer.headers.emplace_back("ETag", std::move(etag));
  co_return answer;
}

}  // namespace bangtin::scheduler::api
