// The daemon judges each batch as if the screen had sent it; this command only carries it there.
#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/stick.hpp"
#include "base/text.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/admin/codec.hpp"
#include "wire/carried_acknowledgements.hpp"
#include "wire/pairing.hpp"
#include "wire/problem.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t max_stick_screens = 2'000;
constexpr std::size_t max_batches = 100'000;
constexpr std::int64_t max_batch_file = 5 * 1024 * 1024;
constexpr std::int64_t max_small_file = 1024 * 1024;
constexpr std::int64_t max_acknowledgements_file = 2 * 1024 * 1024;

std::string bundle_path(const std::string& screen, std::string_view what) {
  return fmt::format("/v1/screens/{}/bundle/{}", wire::percent_encoded(screen), what);
}

bool ends_all(const error& e) {
  return e.code == errc::unreachable || e.code == errc::forbidden;
}

// What the stick says of the screen; nothing of it is proven here.
struct said_by_screen {
  wire::carried_status whole;
  wire::carried value;
};
result<said_by_screen> read_status(const wire::bundle_folder& stick, const std::string& folder) {
  result<std::string> text = stick.read(folder + "/" + std::string(wire::bundle_status_name), max_small_file);
  if (!text) return text.error();
  result<wire::carried_status> whole = wire::carried_status_from_json(*text);
  if (!whole) return whole.error();
  result<wire::carried> value = wire::carried_from_text(whole->statement.text);
  if (!value) return value.error();
  return said_by_screen{std::move(*whole), std::move(*value)};
}

bool is_fork(const std::string& body) {
  result<json::value> v = parse_json(body);
  const json::value* fork = v && v->is_object() ? v->get_object().if_contains("fork") : nullptr;
  return fork != nullptr && fork->is_bool() && fork->get_bool();
}

result<void> carry_batch(session& s, const wire::bundle_folder& stick, const std::string& name,
                         read_bundle& into) {
  result<std::string> body = stick.read(name, max_batch_file);
  if (!body) return body.error();
  wire::request r = send_request("POST", bundle_path(into.screen, "plays"), *body);
  r.content_type = "application/x-ndjson";
  r.headers[std::string(wire::evidence_format_header)] = std::to_string(wire::evidence_format);
  r.timeout = std::chrono::minutes(5);
  result<wire::reply> got = s.daemon.send(r);
  if (!got) return got.error();
  if (got->status == 200) {
    ++into.batches;
    into.records += std::count(body->begin(), body->end(), '\n') - 1;
    into.taken.push_back(name);
    return {};
  }
  // The daemon keeps a fork apart, so it is not carried again; the screen learns of it with the next receipt.
  if (got->status == 409 && is_fork(got->body)) into.taken.push_back(name);
  return wire::from_problem(got->status, got->body);
}

result<void> carry_status(session& s, const said_by_screen& said, read_bundle& into) {
  const wire::admin::carried_order order{said.whole.statement, said.whole.status};
  result<json::value> got = s.daemon.call_json(
      send_request("POST", bundle_path(into.screen, "status"), canonical(wire::admin::encode(order))));
  if (!got) return got.error();
  result<wire::admin::carried_report> report = wire::admin::decode<wire::admin::carried_report>(*got);
  if (!report) return strange_answer(report.error());
  into.newer = report->newer;
  return {};
}

// A screen that has said nothing of notices, or an older one, has no such file; an older daemon takes none.
result<void> carry_acknowledgements(session& s, const wire::bundle_folder& stick, const std::string& folder,
                                    const std::string& screen) {
  result<std::string> text =
      stick.read(folder + "/" + std::string(wire::bundle_acknowledgements_name), max_acknowledgements_file);
  if (!text && text.error().code == errc::not_found) return {};
  if (!text) return text.error();
  result<wire::carried_acknowledgements> said = wire::carried_acknowledgements_from_json(*text);
  if (!said) return said.error();
  const wire::admin::carried_acknowledgements_order order{said->statement, said->list};
  result<wire::reply> got = s.daemon.call(
      send_request("POST", bundle_path(screen, "acknowledgements"), canonical(wire::admin::encode(order))));
  if (!got && got.error().code != errc::not_found) return got.error();
  return {};
}

}  // namespace

result<std::vector<std::string>> screen_folders(const wire::bundle_folder& stick) {
  result<std::vector<std::string>> names = stick.list("screens", max_stick_screens);
  if (!names) return names;
  std::vector<std::string> folders;
  for (const std::string& name : *names) {
    if (wire::is_bundle_screen_name(name)) folders.push_back("screens/" + name);
  }
  return folders;
}

result<read_bundle> read_screen(session& s, const wire::bundle_folder& stick, const std::string& folder) {
  read_bundle into;
  auto refuse = [&](std::string file, const error& why) { into.refused.push_back({std::move(file), why}); };
  result<said_by_screen> said = read_status(stick, folder);
  if (!said) {
    if (said.error().code != errc::not_found) refuse(std::string(wire::bundle_status_name), said.error());
    return into;
  }
  into.screen = said->value.screen;
  into.written = said->value.at;
  const std::string evidence = folder + "/" + std::string(wire::bundle_evidence_folder);
  result<std::vector<std::string>> names = stick.list(evidence, max_batches);
  if (!names) {
    refuse(std::string(wire::bundle_evidence_folder), names.error());
    names = std::vector<std::string>();
  }
  for (const std::string& name : *names) {
    if (!wire::is_bundle_batch_name(name)) continue;
    result<void> taken = carry_batch(s, stick, evidence + "/" + name, into);
    if (taken) continue;
    if (ends_all(taken.error())) return taken.error();
    refuse(name, taken.error());
  }
  result<void> status = carry_status(s, *said, into);
  if (!status && ends_all(status.error())) return status.error();
  if (!status) refuse(std::string(wire::bundle_status_name), status.error());
  result<void> told = carry_acknowledgements(s, stick, folder, into.screen);
  if (!told && ends_all(told.error())) return told.error();
  if (!told) refuse(std::string(wire::bundle_acknowledgements_name), told.error());
  return into;
}

result<carried_request> find_carried_request(const wire::bundle_folder& stick, const std::string& code) {
  result<std::vector<std::string>> folders = screen_folders(stick);
  if (!folders) return folders.error();
  for (const std::string& folder : *folders) {
    result<std::string> text =
        stick.read(folder + "/" + std::string(wire::bundle_request_name), max_small_file);
    if (!text) continue;
    while (text->ends_with('\n')) text->pop_back();
    result<wire::pairing_request> request = wire::pairing_request_from_json(*text);
    if (request && request->lookup == wire::pairing_lookup(code))
      return carried_request{folder, std::move(*request)};
  }
  return error{errc::not_found, msg("no screen has written a request with the code {} onto this stick", code),
               msg("plug the stick into the screen until it says that the request is on it")};
}

result<void> write_answer(session& s, const wire::bundle_folder& stick, const carried_request& r) {
  result<wire::reply> got = s.daemon.call(get_request(fmt::format(
      "/v1/pairing-requests/{}?token={}", r.request.screen_key.hex(), r.request.token_sha256.hex())));
  if (!got) return got.error();
  if (got->status != 200) {
    return error{errc::conflict, msg("the daemon has no answer to the request on the stick"),
                 msg("call the command again")};
  }
  return stick.write(r.folder + "/" + std::string(wire::bundle_answer_name),
                     wire::to_json(wire::carried_grant{got->body, r.request.token_sha256}));
}

}  // namespace bangtin::admin_cli::commands
