// What the approver is shown is computed from the bytes that are signed, so nothing else in the file can
// make a change look smaller than it is.
#include "admin-cli/commands/draft_on_paper.hpp"

#include <algorithm>

#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"
#include "wire/certificates.hpp"

namespace bangtin::admin_cli::commands {

namespace {

// What screens would refuse as a jump (docs/security.md, "fast-forward").
constexpr std::int64_t max_version_jump = 1000;
constexpr std::chrono::minutes max_skew{10};

error refused(message why) {
  return {
      errc::verification, std::move(why),
      msg("do not sign it; have the draft exported again, and if that is refused too, tell the technician")};
}

error of_another_site() {
  return {errc::verification, msg("this draft belongs to a site with another root key"),
          msg("take the key of that site with --key, or have the draft of this site exported")};
}

// A chain that does not hold is a lie; one without the root known here may be another site's.
result<public_key> root_of_draft(const wire::draft_to_sign& d, const public_key& known) {
  if (d.roots.successions.empty()) return d.root == known ? result<public_key>(known) : of_another_site();
  const result<std::vector<public_key>> all = wire::roots_of(d.roots);
  if (!all) return refused(all.error().what);
  if (all->back() != d.root) return refused(msg("the root keys in the file do not lead to the site's"));
  if (std::find(all->begin(), all->end(), known) == all->end()) return of_another_site();
  return d.root;
}

result<wire::site_trust> newest_trust(const wire::draft_to_sign& d, const public_key& root,
                                      const wire::site_trust& known) {
  if (!d.trust) {
    if (known.number == 0) return wire::site_trust{};
    return refused(msg("the file has no site statement, and statement {} is known here", known.number));
  }
  result<wire::site_trust> given = wire::verify_trust(*d.trust, root);
  if (!given) return given.error();
  if (given->number < known.number) {
    return refused(
        msg("the file has site statement {}, and statement {} is known here", given->number, known.number));
  }
  return given;
}

// What is on show, as the file has it: signed by those who may, and not older than root says.
result<playlists::programme::programme> verified_before(const wire::draft_to_sign& d, const public_key& root,
                                                        const wire::site_trust& t) {
  playlists::programme::programme nothing;
  if (!d.published) {
    if (t.programme_version == 0) return nothing;
    return refused(
        msg("the file lacks the programme on show, which has version {} at least", t.programme_version));
  }
  result<wire::verified_programme> on_show = wire::verify(*d.published, root, t.programme_version);
  if (!on_show) return refused(on_show.error().what);
  if (std::optional<wire::refusal> bad = wire::why_not_approved(t, *d.published))
    return refused(bad->why.what);
  return std::move(on_show->value);
}

std::optional<error> wrong_numbers(const playlists::programme::programme& p, std::int64_t before) {
  if (p.version <= before || p.version > before + max_version_jump) {
    return refused(msg("the file has version {}, and version {} is on show", p.version, before));
  }
  if (p.expires <= p.issued) return refused(msg("the programme in the file ends before it begins"));
  return std::nullopt;
}

std::optional<error> wrong_times(const wire::draft_to_sign& d, const playlists::programme::programme& p,
                                 utc_ms now) {
  if (p.issued > now + max_skew) {
    return error{errc::invalid, msg("the file was exported in the future, by this computer's clock"),
                 msg("set this computer's clock; if it is right, have the draft exported again")};
  }
  // What has a first signature waits for as long as it is valid.
  const utc_ms until = d.signature ? p.expires : p.issued + wire::draft_signing_window;
  if (now < until && now < p.expires) return std::nullopt;
  return error{errc::invalid, msg("the time is over in which this file could be signed"),
               msg("have the draft exported again with \"bangtin approve --export FILE\"")};
}

// The first of two signatures: as if this file's signature were all there is.
std::optional<error> read_first(const wire::draft_to_sign& d, const public_key& root, checked_draft& into) {
  if (!d.signature) return std::nullopt;
  const wire::signed_programme note{{d.bytes, d.signature->signature, d.signature->approver}};
  result<wire::verified_programme> good = wire::verify(note, root, into.value.version);
  if (!good) return refused(good.error().what);
  if (std::optional<error> bad = wire::why_not_trusted(into.trust, note)) return refused(bad->what);
  into.first = good->approver;
  into.first_key = wire::signers_of(note).first;
  return std::nullopt;
}

}  // namespace

result<checked_draft> check_draft_file(const wire::draft_to_sign& d, const known_site& known, utc_ms now) {
  result<public_key> in_force = root_of_draft(d, known.root);
  if (!in_force) return in_force.error();
  const public_key& root = *in_force;
  checked_draft checked;
  checked.root = root;
  result<playlists::programme::programme> p = playlists::text::from_bytes(d.bytes);
  if (!p) return p.error();
  checked.value = std::move(*p);
  result<wire::site_trust> trust = newest_trust(d, root, known.newest);
  if (!trust) return trust.error();
  checked.trust = std::move(*trust);
  result<playlists::programme::programme> before = verified_before(d, root, checked.trust);
  if (!before) return before.error();
  checked.before = std::move(*before);
  if (std::optional<error> bad = wrong_numbers(checked.value, checked.before.version)) return *bad;
  if (std::optional<error> bad = wrong_times(d, checked.value, now)) return *bad;
  if (std::optional<error> bad = playlists::text::check_references(checked.value)) return *bad;
  if (std::optional<error> bad = read_first(d, root, checked)) return *bad;
  return checked;
}

std::optional<error> why_not_signed_by(const checked_draft& d, const evidence::signed_text& certificate) {
  result<wire::approver_certificate> c = wire::approver_from_text(certificate.text);
  if (!c) return c.error();
  wire::signed_statement mine;
  mine.approver = certificate;
  if (std::optional<error> bad = wire::why_not_trusted(d.trust, mine)) return bad;
  if (d.first_key && *d.first_key == c->key) {
    return error{errc::conflict,
                 msg("{} has signed this already, and another approver must sign it too", c->name),
                 msg("give the file to the other approver")};
  }
  if (d.value.issued >= c->not_before && d.value.issued < c->not_after) return std::nullopt;
  return error{errc::verification, msg("{} was not an approver when the draft was exported", c->name),
               msg("have the draft exported again with \"bangtin approve --export FILE\"")};
}

}  // namespace bangtin::admin_cli::commands
