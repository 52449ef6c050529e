// The draft, the drafts before it, and the published programmes: /v1/draft, /v1/programmes. Plain values;
// codec.hpp has their JSON.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "wire/admin/codec.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::wire::admin {

// The answer to PUT /v1/draft.
struct stored_draft {
  digest programme_digest;  // SHA-256 of the draft's canonical bytes
  bool operator==(const stored_draft&) const = default;
};

// What a change of the draft was: an edit, or a step through the edits before it. `unknown`: an older daemon
// stored the change, and did not ask.
enum class draft_step_kind { unknown, edit, undo, redo };
std::string_view to_string(draft_step_kind k);
// Empty for an unknown name.
std::optional<draft_step_kind> draft_step_kind_from(std::string_view name);

struct draft_step {
  draft_step_kind kind = draft_step_kind::edit;
  std::int64_t change = 0;  // the number of the change that is taken back or made again; 0 for other kinds
  bool operator==(const draft_step&) const = default;
};

// A draft that another one replaced; a row of GET /v1/draft/history.
struct kept_draft {
  std::int64_t number = 0;  // of the change that replaced it
  digest programme_digest;  // SHA-256 of its canonical bytes
  std::string who;          // changed it
  utc_ms replaced{};        // by the daemon's clock
  std::int64_t bytes = 0;
  draft_step_kind step = draft_step_kind::unknown;
  std::int64_t of_change = 0;  // draft_step::change
  bool operator==(const kept_draft&) const = default;
};

// One published version; a row of GET /v1/programmes.
struct published_version {
  std::int64_t version = 0;
  digest programme_digest;  // SHA-256 of the programme's canonical bytes
  std::string approver;
  utc_ms issued{}, expires{};  // as the approver signed them
  utc_ms published{};          // by the daemon's clock
  bool operator==(const published_version&) const = default;
};

// The body of POST /v1/programmes.
struct publication {
  signed_programme programme;
  public_key root;  // certified the approver
  bool operator==(const publication&) const = default;
};

// The body of PUT /v1/exported-draft: what an approver is to sign on another machine.
struct draft_export {
  std::string bytes;  // the programme's canonical bytes, with its version and validity
  bool two = false;   // the first signature makes it wait for a second one, where one would do
  bool operator==(const draft_export&) const = default;
};

// The answer of PUT and GET /v1/exported-draft.
struct exported_draft {
  std::int64_t version = 0;
  digest programme_digest;
  utc_ms sign_by{};   // a signature is taken until then
  std::string bytes;  // empty in the answer of PUT
  bool two = false;
  bool operator==(const exported_draft&) const = default;
};

// The body of POST /v1/exported-draft/signature: what a signature file says.
struct offered_signature {
  evidence::signed_text statement;  // of the programme, by the approver
  evidence::signed_text approver;   // the certificate
  public_key root;                  // signed the certificate
  bool operator==(const offered_signature&) const = default;
};

// Its answer.
struct signed_draft {
  published_version programme;
  bool waits = false;  // for another approver's signature; else it is published
  bool operator==(const signed_draft&) const = default;
};

}  // namespace bangtin::wire::admin
