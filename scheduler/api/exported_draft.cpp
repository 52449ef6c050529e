// The signature says which bytes it is on. They are either what waits for a second signature or what was
// exported last; anything else is refused, because nobody here would know what it is.
#include "scheduler/api/exported_draft.hpp"

#include <algorithm>

#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/trust.hpp"
#include "wire/signing_files.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

error nothing_exported() {
  return {errc::not_found, msg("no draft is exported to be signed elsewhere"),
          msg("export it with \"bangtin approve --export FILE\"")};
}

// Blocking, as it parses up to 16 MiB.
result<playlists::programme::programme> exportable(const admin::draft_export& order,
                                                   const media::store& store) {
  result<playlists::programme::programme> p = playlists::text::from_bytes(order.bytes);
  if (!p) return p.error();
  if (std::optional<error> bad = missing_file(store, *p)) return *bad;
  return p;
}

// The next version, as programme_ledger::publish checks it once more.
result<void> check_is_next(ledger::ledger& l, std::int64_t version, std::int64_t reported) {
  result<std::int64_t> newest = l.programmes().newest_version();
  if (!newest) return newest.error();
  const std::int64_t next = std::max(*newest, reported) + 1;
  if (version == next) return {};
  return error{errc::conflict, msg("the next version is {}, and this programme is version {}", next, version),
               msg("somebody else has published meanwhile: look at the difference, and export again")};
}

admin::exported_draft facts_of(const playlists::programme::programme& p, const digest& identity, bool two) {
  return {p.version, identity, p.issued + wire::draft_signing_window, {}, two};
}

// What the signature is on: with the signature in its place.
struct signed_by_file {
  admin::publication offer;
  bool completes = false;  // what has waited for a second signature
  bool two = false;        // it waits, if this is the first signature
};

std::optional<error> who_signs_twice(const wire::signed_programme& waiting, const evidence::signed_text& by) {
  const result<wire::approver_certificate> first = wire::approver_from_text(waiting.approver.text);
  const result<wire::approver_certificate> now = wire::approver_from_text(by.text);
  if (!first || !now || first->key != now->key) return std::nullopt;
  return error{
      errc::conflict, msg("{} has signed this already, and another approver must sign it too", now->name),
      msg("export it again with \"bangtin approve --export FILE\", and give it to the other approver")};
}

error not_ours(const wire::draft_signature::named& what, const std::optional<admin::exported_draft>& ours) {
  if (!ours) {
    return {
        errc::conflict,
        msg("this is a signature on version {}, which no longer waits for one here", what.version),
        msg("see \"bangtin history\": it is published already, or somebody has published another version; "
            "then export the draft again with \"bangtin approve --export FILE\"")};
  }
  return {errc::conflict,
          msg("this is a signature on another draft ({}) than the one that was exported last ({})",
              what.programme_digest.hex().substr(0, 12), ours->programme_digest.hex().substr(0, 12)),
          msg("have the file signed that was exported last, or export the draft again")};
}

result<signed_by_file> find_signed(ledger::ledger& l, const admin::offered_signature& s,
                                   const wire::draft_signature::named& what) {
  auto waiting = l.programmes().waiting();
  if (!waiting) return waiting.error();
  if (*waiting && (*waiting)->programme_digest == what.programme_digest) {
    auto text = l.programmes().waiting_json();
    if (!text) return text.error();
    auto note = wire::signed_programme_from_json(text->value_or(""));
    if (!note) return note.error();
    if (std::optional<error> twice = who_signs_twice(*note, s.approver)) return *twice;
    note->second = wire::approver_signature{s.statement.signature, s.approver};
    return signed_by_file{{std::move(*note), s.root}, true, true};
  }
  auto ours = l.programmes().exported();
  if (!ours) return ours.error();
  if (!*ours) return not_ours(what, std::nullopt);
  const digest identity = sha256((*ours)->bytes);
  if (identity != what.programme_digest)
    return not_ours(what, admin::exported_draft{0, identity, {}, {}, false});
  wire::signed_programme note{{std::move((*ours)->bytes), s.statement.signature, s.approver}};
  return signed_by_file{{std::move(note), s.root}, false, (*ours)->two};
}

std::optional<error> too_late(const playlists::programme::programme& p, utc_ms now) {
  if (now < p.issued + wire::draft_signing_window) return std::nullopt;
  return error{errc::invalid,
               msg("this was exported more than {} days ago, which is too long",
                   wire::draft_signing_window / std::chrono::hours(24)),
               msg("export the draft again with \"bangtin approve --export FILE\"")};
}

}  // namespace

std::vector<http::endpoint> exported_draft_handlers::rows(deps d) {
  auto self = std::make_shared<exported_draft_handlers>(std::move(d));
  return {
      {.method = "GET",
       .pattern = "/v1/exported-draft",
       .who = http::access::viewer,
       .summary = "what was exported last to be signed on another machine",
       .doc = {.id = "get_exported_draft",
               .tag = "programmes",
               .answers = {{200, "it, with its bytes", json_body<admin::exported_draft>(), {}}},
               .refusals = {404}},
       .handle = to(self, &exported_draft_handlers::get)},
      {.method = "PUT",
       .pattern = "/v1/exported-draft",
       .who = http::access::editor,
       .body = http::body_use::whole,
       .max_body_bytes = max_publication_bytes,
       .summary = "keep a programme that is to be signed on another machine; in place of the one before",
       .doc = {.id = "export_draft",
               .tag = "programmes",
               .takes = json_body<admin::draft_export>(),
               .answers = {{200, "it is kept", json_body<admin::exported_draft>(), {}}},
               .refusals = {409, 422}},
       .handle = to(self, &exported_draft_handlers::put)},
      {.method = "POST",
       .pattern = "/v1/exported-draft/signature",
       .who = http::access::editor,
       .body = http::body_use::whole,
       .max_body_bytes = max_small_body_bytes,
       .summary = "an approver's signature on it, or on what waits: publishes it, or makes it wait",
       .doc = {.id = "sign_exported_draft",
               .tag = "programmes",
               .takes = json_body<admin::offered_signature>(),
               .answers = {{200, "it is published, or waits", json_body<admin::signed_draft>(), {}}},
               .refusals = {409, 422}},
       .handle = to(self, &exported_draft_handlers::sign)},
  };
}

handled exported_draft_handlers::get(http::request&) {
  auto kept = co_await deps_.ledger.ask([](ledger::ledger& l) { return l.programmes().exported(); });
  if (!kept) co_return http::problem_reply(kept.error());
  if (!*kept) co_return http::problem_reply(nothing_exported());
  auto p = co_await deps_.documents.run([&] { return playlists::text::from_bytes((*kept)->bytes); });
  if (!p) co_return http::problem_reply(p.error());
  admin::exported_draft answer = facts_of(*p, sha256((*kept)->bytes), (*kept)->two);
  answer.bytes = std::move((*kept)->bytes);
  co_return http::json_reply(admin::encode(answer));
}

handled exported_draft_handlers::put(http::request& r) {
  auto order = admin::decode_request<admin::draft_export>(r.body, {.max_depth = 1, .max_values = 8});
  if (!order) co_return http::problem_reply(order.error());
  auto p = co_await deps_.documents.run([&] { return exportable(*order, deps_.store); });
  if (!p) co_return http::problem_reply(p.error());
  const time_reading now = deps_.clock.now();
  if (std::optional<error> bad = wrong_time(*p, now)) co_return http::problem_reply(*bad);
  if (p->expires <= now.utc) co_return http::problem_reply(expired_already());
  const admin::exported_draft answer = facts_of(*p, sha256(order->bytes), order->two);
  const std::int64_t reported = deps_.reported.version(now.utc);
  const ledger::audit_line line{
      now.utc, r.from.who,
      fmt::format("export version {} {} to be signed", answer.version, answer.programme_digest.hex()),
      fmt::format("version {}", answer.version)};
  const ledger::exported_draft kept{order->bytes, order->two};
  auto done = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    if (auto next = check_is_next(l, answer.version, reported); !next) return next;
    return l.with_audit(line, [&] { return l.programmes().put_exported(kept); });
  });
  if (!done) co_return http::problem_reply(done.error());
  co_return http::json_reply(admin::encode(answer));
}

handled exported_draft_handlers::sign(http::request& r) {
  auto s = admin::decode_request<admin::offered_signature>(r.body, {.max_depth = 3, .max_values = 16});
  if (!s) co_return http::problem_reply(s.error());
  const auto what = wire::draft_signature{s->statement, s->approver, s->root}.names();
  if (!what) {
    co_return http::problem_reply({errc::invalid, msg("this is no signature on a programme"),
                                   msg("send what \"bangtin approve --sign FILE\" has written")});
  }
  auto found = co_await deps_.ledger.ask([&](ledger::ledger& l) { return find_signed(l, *s, *what); });
  if (!found) co_return http::problem_reply(found.error());
  auto v = co_await deps_.documents.run([&] { return verify_offer(std::move(found->offer), deps_.store); });
  if (!v) co_return http::problem_reply(v.error());
  // The daemon has compared `issued` with its own clock when this was exported.
  if (std::optional<error> late = too_late(*v->ready->value, deps_.clock.now().utc);
      late && !found->completes)
    co_return http::problem_reply(*late);
  auto trust = co_await deps_.ledger.ask([](ledger::ledger& l) { return trust_in_force(l); });
  if (!trust) co_return http::problem_reply(trust.error());
  const bool waits = !found->completes && (found->two || trust->approvals > 1);
  auto row = co_await store_offer(desk(), *v, waits ? offer_end::waits : offer_end::published, r.from.who);
  if (!row) co_return http::problem_reply(row.error());
  co_return http::json_reply(admin::encode(admin::signed_draft{row_of(*row), waits}));
}

}  // namespace bangtin::scheduler::api
