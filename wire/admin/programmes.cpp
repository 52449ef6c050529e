// The JSON fields of each value in programmes.hpp. described.hpp explains the notation.
#include "wire/admin/programmes.hpp"

#include <array>

#include "playlists/text/programme_bytes.hpp"
#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

namespace {
constexpr std::array<std::string_view, 4> step_names{"unknown", "edit", "undo", "redo"};
}  // namespace

std::string_view to_string(draft_step_kind k) {
  return step_names.at(static_cast<std::size_t>(k));
}

std::optional<draft_step_kind> draft_step_kind_from(std::string_view name) {
  for (std::size_t i = 0; i < step_names.size(); ++i) {
    if (step_names[i] == name) return static_cast<draft_step_kind>(i);
  }
  return std::nullopt;
}

template <>
struct enum_names<draft_step_kind> {
  static std::vector<draft_step_kind> all() {
    using enum draft_step_kind;
    return {unknown, edit, undo, redo};
  }
};
template <>
struct json_of<draft_step_kind> : json_of_enum<draft_step_kind> {};

template <>
inline constexpr auto description<stored_draft> = object("stored_draft", "The draft was stored.",
                                                         member("identity", &stored_draft::programme_digest,
                                                                {.about = "SHA-256 of its canonical bytes"}));
template struct codec<stored_draft>;

template <>
inline constexpr auto description<kept_draft> = object(
    "kept_draft", "A draft that another one replaced.",
    member("number", &kept_draft::number, {.about = "of the change that replaced it"}),
    member("identity", &kept_draft::programme_digest, {.about = "SHA-256 of its canonical bytes"}),
    member("who", &kept_draft::who, {.about = "changed it"}), member("replaced", &kept_draft::replaced),
    member("bytes", &kept_draft::bytes),
    member("step", &kept_draft::step,
           {.presence = presence::newer, .about = "what the change was; unknown: an older daemon stored it"}),
    member("of", &kept_draft::of_change,
           {.presence = presence::newer,
            .about = "the change that an undo took back, or a redo made again; else 0"}));
template struct codec<kept_draft>;

template <>
inline constexpr auto description<published_version> = object(
    "published_version", "One published version of the programme.",
    member("version", &published_version::version),
    member("identity", &published_version::programme_digest,
           {.about = "SHA-256 of the programme's canonical bytes"}),
    member("approver", &published_version::approver), member("issued", &published_version::issued),
    member("expires", &published_version::expires), member("published", &published_version::published));
template struct codec<published_version>;

template <>
inline constexpr auto description<publication> =
    object("publication", "A signed programme to publish.", member("programme", &publication::programme),
           member("root", &publication::root, {.about = "the root key that certified the approver"}));
template struct codec<publication>;

template <>
inline constexpr auto description<draft_export> = object(
    "draft_export", "A programme for an approver to sign on another machine.",
    member("bytes", &draft_export::bytes,
           {.max = playlists::text::max_programme_bytes, .about = "canonical, with version and validity"}),
    member("two", &draft_export::two, {.about = "two sign it, where one would do"}));
template struct codec<draft_export>;

template <>
inline constexpr auto description<exported_draft> = object(
    "exported_draft", "What was exported last to be signed on another machine.",
    member("version", &exported_draft::version),
    member("identity", &exported_draft::programme_digest, {.about = "SHA-256 of the bytes"}),
    member("sign_by", &exported_draft::sign_by, {.about = "a signature is taken until then"}),
    member("bytes", &exported_draft::bytes,
           {.max = playlists::text::max_programme_bytes, .about = "empty in the answer of PUT"}),
    member("two", &exported_draft::two, {.about = "the first signature makes it wait for a second one"}));
template struct codec<exported_draft>;

template <>
inline constexpr auto description<offered_signature> = object(
    "offered_signature", "An approver's signature on what was exported, or waits.",
    member("statement", &offered_signature::statement, {.about = "bangtin-programme-1, by the approver"}),
    member("approver", &offered_signature::approver, {.about = "the certificate, by root"}),
    member("root", &offered_signature::root));
template struct codec<offered_signature>;

template <>
inline constexpr auto description<signed_draft> =
    object("signed_draft", "What a signature made of an exported draft.",
           member("programme", &signed_draft::programme),
           member("waits", &signed_draft::waits, {.about = "for another signature; else it is published"}));
template struct codec<signed_draft>;

}  // namespace bangtin::wire::admin
