// Only names that this screen computes itself are opened, so it does not matter what else lies on the stick.
#include "player/sync/bundle_reader.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "base/json.hpp"
#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "wire/messages.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::player::sync {

namespace {

using wire::attack;
using outcome = std::variant<std::shared_ptr<const plugged_stick>, named_attack, error>;

message look_at_the_stick() {
  return msg("find out where the stick was; export the bundle again onto an empty one");
}

named_attack refused(attack kind, message what) {
  return {kind, {errc::verification, std::move(what), look_at_the_stick()}};
}

// A stick that was pulled is no attack; a file that is longer than it may be, or no file at all, is one.
std::variant<named_attack, error> of_file(const error& e) {
  if (e.code == errc::limit) return named_attack{attack::endless_data, e};
  if (e.code == errc::invalid || e.code == errc::verification) return named_attack{attack::altered, e};
  return e;
}

outcome as_outcome(const error& e) {
  return std::visit([](auto&& o) -> outcome { return o; }, of_file(e));
}

// Whose sticks this screen takes.
struct known_site {
  std::vector<public_key> roots;    // the index may name each of them
  std::vector<public_key> daemons;  // one of them has signed the index
};

// The document on the stick; empty when it has none that can be read.
std::optional<wire::trust_document> document_of(const plugged_stick& s, const wire::bundle_index& index) {
  const wire::bundle_document* d = index.find(wire::bundle_part::trust);
  if (d == nullptr || d->bytes > static_cast<std::int64_t>(wire::max_trust_document_bytes))
    return std::nullopt;
  result<std::string> text = s.folder.read(wire::bundle_file(d->sha256), d->bytes);
  if (!text) return std::nullopt;
  result<wire::trust_document> document = wire::trust_from_json(*text);
  if (!document) return std::nullopt;
  return std::move(*document);
}

// The daemon's key and the root may be other ones than at the pairing: then the document on the stick names
// them, unless it is of a root before the one in force. Such a stick is only old, so it was signed by a key
// that the statement in force names.
known_site site_of(const plugged_stick& s, const wire::bundle_index& index, const identity& who,
                   const kept_trust& trust) {
  known_site site{trust.roots(), wire::daemon_keys(trust.current(), who.daemon)};
  const std::optional<wire::trust_document> document = document_of(s, index);
  if (!document) return site;
  const result<wire::verified_trust> verified = trust.verify(*document);
  if (!verified) return site;
  site.daemons = {wire::daemon_key(verified->value, who.daemon)};
  if (!document->roots.successions.empty()) site.roots = wire::roots_of(document->roots).value();
  return site;
}

bool signed_by_any(const evidence::signed_text& note, const std::vector<public_key>& keys) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const public_key& key) { return evidence::verify(note, key); });
}

std::optional<named_attack> check_index(const evidence::signed_text& note, const wire::bundle_index& index,
                                        const public_key& key, const identity& who, const known_site& site) {
  if (std::find(site.roots.begin(), site.roots.end(), index.root) == site.roots.end())
    return refused(attack::another_screen, msg("the bundle on the USB stick is for another site"));
  if (!signed_by_any(note, site.daemons))
    return refused(attack::altered, msg("this site's daemon did not sign the index of the USB stick"));
  if (index.screen_key != key || index.screen != who.screen) {
    return refused(attack::another_screen,
                   msg("the bundle on the USB stick is for the screen \"{}\"", printable(index.screen)));
  }
  return std::nullopt;
}

result<newest_receipt> receipt_in(std::string_view text) {
  result<json::value> v = parse_json(text);
  if (!v) return v.error();
  json_reader f(*v);
  newest_receipt n;
  n.log = f.optional_text("log", 32).value_or("");
  n.tip = f.integer("tip", 0, evidence::largest_integer);
  const json::value& receipt = f.any("receipt");
  if (std::optional<error> bad = f.finish()) return *bad;
  if (receipt.is_null()) return n;
  result<evidence::signed_text> note = wire::note_from_value(receipt);
  if (!note) return note.error();
  n.receipt = std::move(*note);
  return n;
}

result<void> take(plugged_stick& s, wire::bundle_part part, std::string_view text) {
  using wire::bundle_part;
  auto keep = [](auto& into, auto&& read) -> result<void> {
    if (!read) return read.error();
    into = std::move(*read);
    return {};
  };
  switch (part) {
    case bundle_part::programme:
      return keep(s.programme, wire::signed_programme_from_json(text));
    case bundle_part::notices:
      return keep(s.commands, wire::screen_calls_from_json(text));
    case bundle_part::receipt:
      return keep(s.receipt, receipt_in(text));
    case bundle_part::trust:
      break;
  }
  if (result<void> kept = keep(s.trust, wire::trust_from_json(text)); !kept) return kept;
  result<wire::site_trust> value = wire::trust_from_text(s.trust->statement.text);
  if (!value) return value.error();
  s.trust_number = value->number;
  return {};
}

// Empty: all documents are here and whole.
std::optional<outcome> read_documents(plugged_stick& s) {
  for (const wire::bundle_document& d : s.index->documents) {
    result<std::string> text = s.folder.read(wire::bundle_file(d.sha256), d.bytes);
    if (!text && text.error().code == errc::not_found) {
      return named_attack{attack::withheld,
                          {errc::not_found, msg("a part of the bundle is missing on the USB stick"),
                           msg("export the bundle again onto the stick")}};
    }
    if (!text) return as_outcome(text.error());
    if (sha256(*text) != d.sha256)
      return refused(attack::altered, msg("a part of the bundle on the USB stick is damaged"));
    if (result<void> taken = take(s, d.part, *text); !taken)
      return named_attack{attack::altered, taken.error()};
  }
  return std::nullopt;
}

// Without a list that can be read nothing of earlier logs is written, as with a daemon that gives none.
std::optional<std::vector<wire::known_log>> read_logs(const plugged_stick& s) {
  result<std::string> text =
      s.folder.read(s.screen_folder + "/" + std::string(wire::bundle_logs_name), wire::max_known_logs_bytes);
  if (!text) return std::nullopt;
  result<std::vector<wire::known_log>> logs = wire::known_logs_from_json(*text);
  if (logs) return std::move(*logs);
  spdlog::warn("USB stick: its list of logs is not used: {}", describe(logs.error()));
  return std::nullopt;
}

}  // namespace

outcome read_stick(wire::bundle_folder folder, const public_key& screen_key,
                   const std::optional<identity>& who, const kept_trust* trust) {
  auto s = std::make_shared<plugged_stick>(std::move(folder));
  s->screen_folder = wire::bundle_screen_folder(screen_key);
  const std::shared_ptr<const plugged_stick> without_index = s;
  if (!who) return without_index;
  result<std::string> text = s->folder.read(s->screen_folder + "/" + std::string(wire::bundle_index_name),
                                            2 * wire::max_bundle_index_bytes);
  if (!text && text.error().code == errc::not_found) return without_index;
  if (!text) return as_outcome(text.error());
  result<evidence::signed_text> note = wire::bundle_index_from_json(*text);
  if (!note) return named_attack{attack::altered, note.error()};
  result<wire::bundle_index> index = wire::bundle_index_from_text(note->text);
  if (!index) return refused(attack::altered, msg("the index of the USB stick cannot be read"));
  const known_site site = site_of(*s, *index, *who, *trust);
  if (std::optional<named_attack> bad = check_index(*note, *index, screen_key, *who, site)) return *bad;
  s->index = std::move(*index);
  if (std::optional<outcome> bad = read_documents(*s)) return *bad;
  s->logs = read_logs(*s);
  return std::shared_ptr<const plugged_stick>(s);
}

}  // namespace bangtin::player::sync
