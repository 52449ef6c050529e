// How a site's root key is succeeded by another one, without a visit to its screens (docs/formats.md, "A new
// root key"). The old root and the new one both sign the same short text:
//
//   bangtin-root-1
//   <number>                1, 2, 3 ... without a gap
//   <issued, ms>
//   <old root, hex>
//   <new root, hex>
//
// A certificate's text does not name root; only its signature does. So the new root signs the texts of the
// old one's certificates anew, and nothing changes in what an approver has signed.
//
// Plain values and pure functions; any thread may call them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/signing.hpp"
#include "wire/signed_statement.hpp"

namespace bangtin::wire {

constexpr std::size_t max_root_successions = 16;
// Readers that announce this format of programmes, or a later one, read the chain
// (playlists/text/programme_formats.hpp).
constexpr std::int64_t root_succession_format = 5;
// So many approvers' certificates travel with the chain: more than a site statement can name.
constexpr std::size_t max_reissued_certificates = 512;

struct root_succession {
  std::int64_t number = 0;
  utc_ms issued{};
  public_key old_root, new_root;
  bool operator==(const root_succession&) const = default;
};
std::string to_text(const root_succession& s);
// The inverse. errc::invalid for any other text.
result<root_succession> succession_from_text(std::string_view text);

struct signed_succession {
  std::string text;
  bangtin::signature by_old, by_new;
  bool operator==(const signed_succession&) const = default;
};
signed_succession sign_succession(std::int64_t number, utc_ms issued, const secret_key& old_root,
                                  const secret_key& new_root);

// All successions of a site, and the approvers' certificates as its newest root has signed them. Empty: the
// site has its first root.
struct root_chain {
  std::vector<signed_succession> successions;  // ascending by number
  std::vector<signed_text> certificates;
  bool operator==(const root_chain&) const = default;
};

// The roots of a site, from its first one to the one in force, each once. Checks both signatures of every
// succession, their order, and that no root comes back. errc::verification when one of these is wrong. Empty
// for an empty chain.
result<std::vector<public_key>> roots_of(const root_chain& c);

// The root in force, for somebody who knows `known`: any root of the chain. Without a chain it is `known`.
// errc::verification when the chain does not hold, or does not have `known`.
result<public_key> follow(const root_chain& c, const public_key& known);

// Whether `next` goes on where `before` ends. errc::verification when it is shorter, errc::invalid when it
// has another succession in a place that `before` knows.
result<void> check_continues(const root_chain& before, const root_chain& next);

// Replaces the signature of every certificate in `s` whose text is among the chain's certificates. It checks
// nothing: verify() is to follow, with the root in force.
void recertify(signed_statement& s, const root_chain& c);

// {"certificates":[TEXT,...],"successions":[{"new":"<hex>","old":"<hex>","text":"..."},...]}. The reader
// fails with errc::limit for more than a chain may have, and with errc::invalid for anything else that is
// wrong; it verifies nothing.
json::value to_value(const root_chain& c);
json::value to_value(const signed_succession& s);
result<root_chain> root_chain_from_value(const json::value& v);
result<signed_succession> signed_succession_from_value(const json::value& v);

}  // namespace bangtin::wire
