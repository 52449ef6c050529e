// What travels by USB stick between the daemon and a screen without a network (docs/formats.md, "Bundles").
// Everything in a bundle verifies by itself, as it does over the network; the index says what belongs
// together, for which screen, and how long each file is, before a byte of it is read. Pure; any thread may
// call these functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::wire {

// The documents of a bundle, each as the daemon would answer it.
enum class bundle_part {
  programme,  // wire::signed_programme
  trust,      // {"trust":TEXT}
  notices,    // wire::screen_commands
  receipt     // the answer to GET /v1/screens/{name}/plays/receipt
};
std::string_view to_string(bundle_part p);

struct bundle_document {
  bundle_part part = bundle_part::programme;
  std::int64_t bytes = 0;
  digest sha256;
  bool operator==(const bundle_document&) const = default;
};

struct bundle_index {
  std::string screen;
  public_key screen_key;
  public_key root;  // of the site
  utc_ms made{};
  std::int64_t version = 0;                           // of the programme; 0: there is none
  std::optional<digest> programme;                    // its identity
  std::vector<bundle_document> documents;             // in the order of bundle_part, each at most once
  std::vector<playlists::programme::file_ref> files;  // ascending by hash, each once
  bool operator==(const bundle_index&) const = default;

  // nullptr: it has none.
  const bundle_document* find(bundle_part p) const;
};
constexpr std::size_t max_bundle_index_bytes = 8 * 1024 * 1024;
constexpr std::int64_t max_bundle_document_bytes = 64 * 1024 * 1024;

std::string to_text(const bundle_index& i);
// The inverse of to_text. errc::invalid for any other text.
result<bundle_index> bundle_index_from_text(std::string_view text);
// The index as a file, {"index":TEXT}, and its inverse. errc::limit for one that is too long.
std::string bundle_index_to_json(const evidence::signed_text& index);
result<evidence::signed_text> bundle_index_from_json(std::string_view text);

// Says that the screen carried its records up to this head onto a stick. The screen signs it; it stands
// beside the status on the stick, and as a QR code on the glass.
struct carried {
  std::string screen;
  utc_ms at{};               // by the screen's clock
  std::int64_t version = 0;  // of the programme on show; 0: none
  evidence::head upto;       // the newest record that was written; seq 0 with an empty log: none
  digest status_sha256;      // of the status document beside it
  bool operator==(const carried&) const = default;
};
std::string to_text(const carried& c);
result<carried> carried_from_text(std::string_view text);

// The file of it: {"carried":TEXT,"status":"<status document>"}.
struct carried_status {
  evidence::signed_text statement;
  std::string status;  // a wire::screen_status as JSON
  bool operator==(const carried_status&) const = default;
};
std::string to_json(const carried_status& s);
result<carried_status> carried_status_from_json(std::string_view text);
// errc::verification unless `screen` signed it and the status is the one that it names.
result<carried> verify(const carried_status& s, const public_key& screen);

// The answer to a pairing request, as a file: {"grant":"<pairing_grant>","token_sha256":HEX}.
struct carried_grant {
  std::string grant;    // as the daemon answered it
  digest token_sha256;  // of the request
  bool operator==(const carried_grant&) const = default;
};
std::string to_json(const carried_grant& g);
result<carried_grant> carried_grant_from_json(std::string_view text);

// Where things lie on a stick, below the folder `bundle_folder_name`. `key`: of the screen.
inline constexpr std::string_view bundle_folder_name = "bangtin-bundle";
std::string bundle_file(const digest& sha256);            // files/<sha256>
std::string bundle_screen_folder(const public_key& key);  // screens/<first 16 digits of the key>
bool is_bundle_screen_name(std::string_view name);        // 16 hexadecimal digits
inline constexpr std::string_view bundle_index_name = "index.json";
inline constexpr std::string_view bundle_status_name = "status.json";
inline constexpr std::string_view bundle_request_name = "pairing-request.json";
inline constexpr std::string_view bundle_answer_name = "pairing-answer.json";
inline constexpr std::string_view bundle_evidence_folder = "evidence";
// <log>-<first seq, 16 digits>.jsonl, so that an ordered list of names is in the records' order.
std::string bundle_batch_name(const std::string& log, std::int64_t first_seq);
bool is_bundle_batch_name(std::string_view name);

}  // namespace bangtin::wire
