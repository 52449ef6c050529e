#include "wire/programme_statement.hpp"

#include "base/json.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/messages.hpp"

// One rule for all of it: a signature is checked on the very bytes that arrived, before they are understood;
// and what is understood must give the same bytes again.

namespace bangtin::wire {

namespace {

error refused(message why) {
  return {errc::verification, std::move(why),
          msg("publish the programme again, signed by an approver of this site")};
}

}  // namespace

std::string programme_note(std::int64_t version, const digest& identity) {
  return fmt::format("bangtin-programme-1\n{}\n{}\n", version, identity.hex());
}

signed_programme sign_programme(const playlists::programme& p, const secret_key& approver,
                                signed_note certificate) {
  signed_programme s{playlists::to_bytes(p), {}, std::move(certificate)};
  s.signature = approver.sign(programme_note(p.version, sha256(s.bytes)));
  return s;
}

std::string to_json(const signed_programme& s) {
  // Written piece by piece: the bytes are by far the largest part and are copied once.
  std::string out = "{\"approver\":" + canonical(to_value(s.approver)) + ",\"bytes\":";
  append_json_string(out, s.bytes);
  out += ",\"signature\":\"" + s.signature.hex() + "\"}";
  return out;
}

result<signed_programme> signed_programme_from_json(std::string_view text) {
  if (text.size() > 2 * playlists::most_programme_bytes) {
    return error{errc::limit,
                 msg("the signed programme is longer than {} bytes", 2 * playlists::most_programme_bytes),
                 msg("make a smaller programme")};
  }
  result<json::value> parsed = parse_json(text);
  if (!parsed) return parsed.error();
  fields f(*parsed);
  signed_programme s;
  result<signed_note> approver = note_from_value(f.any("approver"));
  if (!approver) f.fail(approver.error());
  s.bytes = f.text("bytes", playlists::most_programme_bytes);
  std::optional<bangtin::signature> signature = bangtin::signature::from(f.text("signature", 128));
  if (!signature) {
    f.fail({errc::invalid, msg("the field \"{}\" is not a signature", "signature"),
            msg("correct the field and send it again")});
  }
  if (std::optional<error> bad = f.finish()) return *bad;
  s.approver = std::move(*approver);
  s.signature = *signature;
  return s;
}

result<verified_programme> verify(const signed_programme& s, const public_key& root,
                                  std::int64_t least_version) {
  if (!holds(s.approver, root)) {
    return refused(msg("the programme's approver is not certified by this site's root key"));
  }
  result<approver_certificate> approver = approver_from_text(s.approver.text);
  if (!approver) return refused(msg("the programme's approver is not certified by this site's root key"));
  result<playlists::programme> p = playlists::from_bytes(s.bytes);
  if (!p) return refused(msg("the programme cannot be read: {}", describe(p.error())));
  const digest identity = sha256(s.bytes);
  if (!approver->key.verifies(programme_note(p->version, identity), s.signature)) {
    return refused(msg("the programme is not what {} signed", approver->name));
  }
  if (p->issued < approver->not_before || p->issued >= approver->not_after) {
    return refused(msg("{} was not an approver when the programme was signed", approver->name));
  }
  if (p->version < least_version) {
    return refused(
        msg("the programme has version {}, and version {} is known already", p->version, least_version));
  }
  return verified_programme{std::move(*p), identity, approver->name};
}

}  // namespace bangtin::wire
