// The daemon checks a signed programme as strictly as a screen does, so that it never offers one that screens
// would refuse. It prepares the bytes for screens once per publication.
#include "scheduler/api/programme.hpp"
#include "scheduler/api/trust.hpp"
#include "scheduler/http/http_rules.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>

#include "base/text.hpp"
#include "playlists/schedule/timeline.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

constexpr std::uint64_t max_programme_bytes = 16 * 1024 * 1024;
// Inside JSON the quotes of a programme are escaped, so it needs up to twice the bytes.
constexpr std::uint64_t max_publication_bytes = 2 * max_programme_bytes + max_small_body_bytes;

constexpr std::int64_t max_wait_s = 60;
constexpr int max_kept_rows = 200;                                       // in one answer
constexpr std::int64_t max_change_number = (std::int64_t{1} << 53) - 1;  // which JSON keeps exactly

// How far `issued` may be from the daemon's time while that is synchronised.
constexpr std::chrono::minutes max_skew{10};

wire::admin::kept_draft row_of(const ledger::kept_draft& k) {
  return {k.number,     k.identity,
          k.who,        k.replaced,
          k.bytes,      admin::draft_step_kind_from(k.step.kind).value_or(admin::draft_step_kind::unknown),
          k.step.change};
}

wire::admin::published_version row_of(const ledger::published_row& p) {
  return {p.version, p.programme_digest, p.approver, p.issued, p.expires, p.published};
}

// Every file is there, in the length that was signed.
std::optional<error> missing_file(const media::store& store, const playlists::programme::programme& p) {
  for (const playlists::programme::media_item& m : p.media) {
    if (m.files.empty()) {
      return error{errc::invalid, msg("the media item {} has no file", printable(m.name)),
                   msg("load it with \"bangtin media add\"")};
    }
    for (const playlists::programme::file_ref& f : m.files) {
      result<std::int64_t> size = store.size_of(f.sha256);
      if (!size || *size != f.bytes) {
        return error{errc::invalid,
                     msg("a file of the media item {} is not here ({})", printable(m.name), f.sha256.hex()),
                     msg("load it with \"bangtin media add\" and try again")};
      }
    }
  }
  return std::nullopt;
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

// A verified publication, prepared for delivery to screens.
struct verified_offer {
  public_key root;
  wire::signed_programme signatures;  // without the bytes
  std::string approver;               // the names of those who signed
  std::shared_ptr<const events::published_programme> ready;
};

std::shared_ptr<const events::published_programme> made_ready(std::string signed_json, const digest& identity,
                                                              playlists::programme::programme value) {
  events::published_programme made;
  made.version = value.version;
  made.programme_digest = identity;
  made.etag = '"' + identity.hex() + '"';
  made.json = std::make_shared<const std::string>(std::move(signed_json));
  made.value = std::make_shared<const playlists::programme::programme>(std::move(value));
  return std::make_shared<const events::published_programme>(std::move(made));
}

// Blocking: parses and verifies up to 16 MiB, and looks up every file.
result<verified_offer> verify_offer(std::string_view body, const media::store& store) {
  result<wire::admin::publication> o =
      wire::admin::decode_request<wire::admin::publication>(body, {.max_depth = 4, .max_values = 24});
  if (!o) return o.error();
  result<wire::verified_programme> v = wire::verify(o->programme, o->root, 1);
  if (!v) return v.error();
  if (std::optional<error> bad = missing_file(store, v->value)) return *bad;
  auto ready = made_ready(wire::to_json(o->programme), v->programme_digest, std::move(v->value));
  o->programme.bytes.clear();
  const std::string names =
      v->second_approver.empty() ? v->approver : fmt::format("{}, {}", v->approver, v->second_approver);
  return verified_offer{o->root, std::move(o->programme), names, std::move(ready)};
}

ledger::published_row row_for(const verified_offer& v, utc_ms now) {
  const playlists::programme::programme& p = *v.ready->value;
  return {p.version, v.ready->programme_digest, v.approver, p.issued, p.expires, now};
}

error expired_already() {
  return {errc::invalid, msg("the programme has expired already"), msg("approve it again with a later end")};
}

// Screens without a synchronised clock take `issued` for the least possible time, so one wrong clock in an
// office must not move every screen. A daemon whose own clock is not synchronised cannot tell who is wrong.
std::optional<error> wrong_time(const playlists::programme::programme& p, const time_reading& now) {
  if (now.trust != clock_trust::synced) return std::nullopt;
  milliseconds skew = p.issued - now.utc;
  if (skew <= max_skew && skew >= -max_skew) return std::nullopt;
  bool ahead = skew.count() > 0;
  std::int64_t minutes = std::abs(std::chrono::round<std::chrono::minutes>(skew).count());
  auto at = [&](utc_ms t) {
    const std::string full = playlists::schedule::to_local_rfc3339(p, t);
    return full.substr(0, 10) + " " + full.substr(11, 8);
  };
  const std::string issued = at(p.issued), here = at(now.utc);
  return error{errc::invalid,
               ahead ? msg("the clock that this was signed by is {} minutes ahead: it said {} when it was {}",
                           minutes, issued, here)
                     : msg("this was signed {} minutes ago, or by a slow clock: it says {}, and it is {}",
                           minutes, issued, here),
               msg("set the clock of the approver's computer (\"timedatectl set-ntp true\"), and approve "
                   "again")};
}

}  // namespace

std::vector<http::endpoint> programme_handlers::rows(deps d) {
  auto self = std::make_shared<programme_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/screens/{name}/programme",
       .who = http::access::screen,
       .summary = "the published programme; wait=S holds the answer until it changes",
       .doc =
           {.id = "get_screen_programme",
            .tag = "programmes",
            .parameters = {{.name = "wait",
                            .about = "seconds to hold the answer until it changes, at most 60"},
                           {.name = "If-None-Match",
                            .about = "the ETag that is known",
                            .type = "string",
                            .place = http::parameter_place::header},
                           {.name = "Bangtin-Trust",
                            .about = "the number of the site statement that the screen keeps; 0: none",
                            .place = http::parameter_place::header}},
            .answers = {{200,
                         "the published programme",
                         {"application/json", "signed_programme"},
                         {"ETag", "Bangtin-Trust"}},
                        {304, "it is the one that is known", {}, {"ETag", "Bangtin-Trust", "Retry-After"}}},
            .refusals = {404}},
       .handle = to(self, &programme_handlers::get_for_screen)},
      {.method = "GET",
       .pattern = "/v1/draft",
       .who = http::access::viewer,
       .summary = "the draft",
       .doc = {.id = "get_draft",
               .tag = "programmes",
               .parameters = {{.name = "If-None-Match",
                               .about = "the ETag that is known",
                               .type = "string",
                               .place = http::parameter_place::header}},
               .answers = {{200, "the draft", {"application/json", "programme"}, {"ETag"}},
                           {304, "it is the one that is known", {}, {"ETag"}}},
               .refusals = {404}},
       .handle = to(self, &programme_handlers::get_draft)},
      {.method = "PUT",
       .pattern = "/v1/draft",
       .who = http::access::editor,
       .body = http::body_use::whole,
       .max_body_bytes = max_programme_bytes,
       .summary = "replace the draft",
       .doc = {.id = "put_draft",
               .tag = "programmes",
               .parameters = {{.name = "If-Match",
                               .about = "the ETag of the draft that is replaced",
                               .type = "string",
                               .place = http::parameter_place::header},
                              {.name = "If-None-Match",
                               .about = "\"*\": only if there is no draft",
                               .type = "string",
                               .place = http::parameter_place::header},
                              {.name = "undoes", .about = "the number of the change that this takes back"},
                              {.name = "redoes",
                               .about = "the number of the change that this makes again after an undo"}},
               .takes = {"application/json", "programme"},
               .answers = {{200, "the draft is stored", json_body<wire::admin::stored_draft>(), {"ETag"}}},
               .refusals = {412, 422}},
       .handle = to(self, &programme_handlers::put_draft)},
      {.method = "GET",
       .pattern = "/v1/draft/history",
       .who = http::access::viewer,
       .summary = "the changes of the draft in the last 30 days, newest first, at most 200",
       .doc = {.id = "list_kept_drafts",
               .tag = "programmes",
               .parameters = {{.name = "before", .about = "only changes with smaller numbers"}},
               .answers = {{200, "the drafts that were replaced", json_list<wire::admin::kept_draft>(), {}}}},
       .handle = to(self, &programme_handlers::draft_history)},
      {.method = "GET",
       .pattern = "/v1/draft/history/{number}",
       .who = http::access::viewer,
       .summary = "the draft as it was before a change",
       .doc = {.id = "get_kept_draft",
               .tag = "programmes",
               .answers = {{200, "the draft", {"application/json", "programme"}, {"ETag"}}},
               .refusals = {404}},
       .handle = to(self, &programme_handlers::get_kept_draft)},
      {.method = "GET",
       .pattern = "/v1/programmes",
       .who = http::access::viewer,
       .summary = "the published versions, newest first",
       .doc = {.id = "list_programmes",
               .tag = "programmes",
               .answers = {{200, "the versions", json_list<wire::admin::published_version>(), {}}}},
       .handle = to(self, &programme_handlers::history)},
      {.method = "GET",
       .pattern = "/v1/programmes/{version}",
       .who = http::access::viewer,
       .summary = "one published version, or \"current\", or \"waiting\": what waits for a second signature",
       .doc = {.id = "get_programme",
               .tag = "programmes",
               .answers = {{200, "the version", {"application/json", "signed_programme"}, {}}},
               .refusals = {404}},
       .handle = to(self, &programme_handlers::get_version)},
      {.method = "POST",
       .pattern = "/v1/programmes",
       .who = http::access::approver,
       .body = http::body_use::whole,
       .max_body_bytes = max_publication_bytes,
       .summary = "publish a signed programme",
       .doc =
           {.id = "publish_programme",
            .tag = "programmes",
            .takes = json_body<wire::admin::publication>(),
            .answers = {{200, "the programme is published", json_body<wire::admin::published_version>(), {}}},
            .refusals = {409, 422}},
       .handle = to(self, &programme_handlers::publish)},
      {.method = "PUT",
       .pattern = "/v1/programmes/waiting",
       .who = http::access::approver,
       .body = http::body_use::whole,
       .max_body_bytes = max_publication_bytes,
       .summary = "store a signed programme that waits for a second signature",
       .doc = {.id = "put_waiting_programme",
               .tag = "programmes",
               .takes = json_body<wire::admin::publication>(),
               .answers = {{200, "it waits", json_body<wire::admin::published_version>(), {}}},
               .refusals = {409, 422}},
       .handle = to(self, &programme_handlers::put_waiting)},
      {.method = "DELETE",
       .pattern = "/v1/programmes/waiting",
       .who = http::access::approver,
       .summary = "drop the programme that waits for a second signature",
       .doc = {.id = "drop_waiting_programme",
               .tag = "programmes",
               .answers = {{204, "nothing waits any more", {}, {}}},
               .refusals = {404}},
       .handle = to(self, &programme_handlers::drop_waiting)},
  };
}

result<std::shared_ptr<const events::published_programme>> prepare(const std::string& signed_json) {
  result<wire::signed_programme> s = wire::signed_programme_from_json(signed_json);
  if (!s) return s.error();
  result<playlists::programme::programme> p = playlists::text::from_bytes(s->bytes);
  if (!p) return p.error();
  return made_ready(signed_json, sha256(s->bytes), std::move(*p));
}

result<std::shared_ptr<const events::published_programme>> prepare_verified(const std::string& signed_json,
                                                                            const public_key& root,
                                                                            std::int64_t version) {
  result<wire::signed_programme> s = wire::signed_programme_from_json(signed_json);
  if (!s) return s.error();
  result<wire::verified_programme> v = wire::verify(*s, root, version);
  if (!v) return v.error();
  if (v->value.version != version) {
    return error{errc::verification, msg("the programme is version {}, not {}", v->value.version, version),
                 msg("put back ledger.sqlite from a backup")};
  }
  return made_ready(signed_json, v->programme_digest, std::move(v->value));
}

handled programme_handlers::get_for_screen(http::request& r) {
  std::optional<std::int64_t> wait = r.number("wait");
  if (!wait) {
    co_return http::problem_reply(
        {errc::usage, msg("\"wait\" is not a number of seconds"), msg("send a whole number, at most 60")});
  }
  std::string_view known = r.header("if-none-match");
  auto is_known = [&] {
    return deps_.programmes.current() && http::names_etag(known, deps_.programmes.current()->etag);
  };
  bool crowded = deps_.programmes.waiting() >= deps_.max_long_polls;
  if (*wait > 0 && is_known() && !crowded && !lacks_trust(deps_.trust, r))
    co_await deps_.programmes.wait(std::chrono::seconds(std::min(*wait, max_wait_s)));
  if (!deps_.programmes.current()) {
    co_return http::problem_reply(
        {errc::not_found, msg("no programme is published yet"), msg("approve one with \"bangtin approve\"")});
  }
  http::reply answer;
  answer.headers = {{"ETag", deps_.programmes.current()->etag}, {"Cache-Control", "no-cache"}};
  if (is_known()) {
    answer.status = 304;
    if (*wait > 0 && crowded) answer.headers.emplace_back("Retry-After", "5");
  } else {
    answer.body = deps_.programmes.current()->json;
  }
  exchange_trust(deps_.trust, r, answer);
  co_return answer;
}

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

handled programme_handlers::history(http::request&) {
  auto rows = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().published(); });
  if (!rows) co_return http::problem_reply(rows.error());
  json::array all;
  for (const ledger::published_row& row : *rows) all.push_back(wire::admin::encode(row_of(row)));
  co_return http::json_reply(all);
}

handled programme_handlers::get_version(http::request& r) {
  std::optional<std::int64_t> version = http::parse_whole_number(r.captured[0]);
  if (r.captured[0] == "current")
    version = deps_.programmes.current() ? deps_.programmes.current()->version : 0;
  result<std::optional<std::string>> text = std::optional<std::string>();
  if (version)
    text = co_await deps_.ledger.ask([&](ledger::ledger& l) { return l.programmes().json_of(*version); });
  if (r.captured[0] == "waiting")
    text = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().waiting_json(); });
  if (!text) co_return http::problem_reply(text.error());
  if (!*text) {
    co_return http::problem_reply({errc::not_found,
                                   msg("there is no published programme \"{}\"", printable(r.captured[0])),
                                   msg("see \"bangtin history\" for those that there are")});
  }
  co_return http::text_reply(std::move(**text), "application/json");
}

handled programme_handlers::publish(http::request& r) {
  auto v = co_await deps_.documents.run([&] { return verify_offer(r.body, deps_.store); });
  if (!v) co_return http::problem_reply(v.error());
  const playlists::programme::programme& p = *v->ready->value;
  time_reading reading = deps_.clock.now();
  auto waiting = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().waiting(); });
  if (!waiting) co_return http::problem_reply(waiting.error());
  // Of what has waited, the time was checked when the first approver signed it.
  const bool has_waited = *waiting && (*waiting)->programme_digest == v->ready->programme_digest;
  if (std::optional<error> bad = wrong_time(p, reading); bad && !has_waited)
    co_return http::problem_reply(*bad);
  utc_ms now = reading.utc;
  if (p.expires <= now) co_return http::problem_reply(expired_already());
  const ledger::published_row row = row_for(*v, now);
  ledger::audit_line line{now, r.from.who,
                          fmt::format("publish version {} {} approved by {}{}", row.version,
                                      row.programme_digest.hex(), row.approver, p.now ? ", at once" : ""),
                          fmt::format("version {}", row.version)};
  const std::string& text = *v->ready->json;
  const std::int64_t reported = deps_.reported.version(now);
  // The ledger decides which of several concurrent publications becomes the next version.
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    if (std::optional<error> bad = missing_file(deps_.store, p)) return *bad;
    if (auto approved = check_approved(l, v->signatures); !approved) return approved;
    return l.with_audit(line, [&] { return l.programmes().publish(row, text, v->root, reported); });
  });
  if (!done) co_return http::problem_reply(done.error());
  // Never go back to an older version: concurrent requests may get here in any order.
  auto current = deps_.programmes.current();
  if (!current || current->version < row.version) deps_.programmes.show(v->ready);
  co_return http::json_reply(wire::admin::encode(row_of(row)));
}

handled programme_handlers::put_waiting(http::request& r) {
  auto v = co_await deps_.documents.run([&] { return verify_offer(r.body, deps_.store); });
  if (!v) co_return http::problem_reply(v.error());
  const playlists::programme::programme& p = *v->ready->value;
  const time_reading now = deps_.clock.now();
  if (std::optional<error> bad = wrong_time(p, now)) co_return http::problem_reply(*bad);
  if (p.expires <= now.utc) co_return http::problem_reply(expired_already());
  const ledger::published_row row = row_for(*v, now.utc);
  const ledger::audit_line line{now.utc, r.from.who,
                                fmt::format("version {} {} waits for a second signature, signed by {}",
                                            row.version, row.programme_digest.hex(), row.approver),
                                fmt::format("version {}", row.version)};
  const std::string& text = *v->ready->json;
  const std::int64_t reported = deps_.reported.version(now.utc);
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    if (std::optional<error> bad = missing_file(deps_.store, p)) return *bad;
    if (auto trusted = check_trusted(l, v->signatures); !trusted) return trusted;
    return l.with_audit(line, [&] { return l.programmes().put_waiting(row, text, v->root, reported); });
  });
  if (!done) co_return http::problem_reply(done.error());
  co_return http::json_reply(wire::admin::encode(row_of(row)));
}

handled programme_handlers::drop_waiting(http::request& r) {
  const ledger::audit_line line{deps_.clock.now().utc, r.from.who,
                                "drop the version that waits for a second signature", "programme"};
  auto done = co_await deps_.ledger.ask(
      [&](ledger::ledger& l) { return l.with_audit(line, [&] { return l.programmes().drop_waiting(); }); });
  if (!done) co_return http::problem_reply(done.error());
  http::reply answer;
  answer.status = 204;
  co_return answer;
}

}  // namespace bangtin::scheduler::api
