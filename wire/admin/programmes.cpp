// The JSON fields of each value in programmes.hpp. described.hpp explains the notation.
#include "wire/admin/programmes.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

template <>
inline constexpr auto description<stored_draft> = object("stored_draft", "The draft was stored.",
                                                         member("identity", &stored_draft::programme_digest,
                                                                {.about = "SHA-256 of its canonical bytes"}));
template struct codec<stored_draft>;

template <>
inline constexpr auto description<kept_draft> =
    object("kept_draft", "A draft that another one replaced.",
           member("number", &kept_draft::number, {.about = "of the change that replaced it"}),
           member("identity", &kept_draft::programme_digest, {.about = "SHA-256 of its canonical bytes"}),
           member("who", &kept_draft::who, {.about = "changed it"}),
           member("replaced", &kept_draft::replaced), member("bytes", &kept_draft::bytes));
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

}  // namespace bangtin::wire::admin
