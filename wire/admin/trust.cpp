// The JSON fields of each value in trust.hpp. described.hpp explains the notation.
#include "wire/admin/trust.hpp"

#include "wire/admin/described.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::wire::admin {

template <>
inline constexpr auto description<trust_order> =
    object("trust_order", "A site statement to put in force.",
           member("text", &trust_order::text, {.max = max_trust_bytes, .about = "as root signed it"}),
           member("signature", &trust_order::signature), member("root", &trust_order::root));
template struct codec<trust_order>;

template <>
inline constexpr auto description<signed_succession> =
    object("signed_succession", "A root key is succeeded by a new one (bangtin-root-1).",
           member("text", &signed_succession::text, {.max = 512, .about = "as both keys signed it"}),
           member("old", &signed_succession::by_old, {.about = "signature of the root until then"}),
           member("new", &signed_succession::by_new, {.about = "signature of the root since then"}));
template struct codec<signed_succession>;

template <>
inline constexpr auto description<root_chain> =
    object("root_chain", "How a site's root keys followed one another.",
           member("certificates", &root_chain::certificates,
                  {.max = max_reissued_certificates, .about = "of approvers, signed by the newest root"}),
           member("successions", &root_chain::successions,
                  {.max = max_root_successions, .about = "ascending by number"}));
template struct codec<root_chain>;

template <>
inline constexpr auto description<certificate_list> =
    object("certificate_list", "Every certificate that the daemon has stored.",
           member("approvers", &certificate_list::approvers), member("screens", &certificate_list::screens));
template struct codec<certificate_list>;

template <>
inline constexpr auto description<root_order> =
    object("root_order", "A new root key takes over.",
           member("text", &root_order::text, {.max = max_trust_bytes, .about = "the site statement"}),
           member("signature", &root_order::signature, {.about = "of the text, by the new root"}),
           member("root", &root_order::root, {.about = "the new one"}), member("roots", &root_order::roots),
           member("screens", &root_order::screens, {.about = "every certificate of a screen, signed by it"}));
template struct codec<root_order>;

template <>
inline constexpr auto description<trust_screen> =
    object("trust_screen", "The site statement that a screen keeps.", member("name", &trust_screen::name),
           member("number", &trust_screen::number,
                  {.about = "null: it has not said since the daemon's start, or is too old; 0: it has none"}),
           member("last_seen", &trust_screen::last_seen));
template struct codec<trust_screen>;

template <>
inline constexpr auto description<trust_state> =
    object("trust_state", "The site statement in force, and which screens keep it.",
           member("text", &trust_state::text, {.max = max_trust_bytes, .about = "empty: there is none"}),
           member("signature", &trust_state::signature, {.about = "of the text, by root"}),
           member("screens", &trust_state::screens),
           member("roots", &trust_state::roots, {.presence = presence::when_set}));
template struct codec<trust_state>;

template <>
inline constexpr auto description<daemon_key_pair> =
    object("daemon_key_pair", "The daemon's key, and the one that is to follow it.",
           member("now", &daemon_key_pair::now, {.about = "in force"}),
           member("next", &daemon_key_pair::next, {.about = "signs once root has named it"}));
template struct codec<daemon_key_pair>;

}  // namespace bangtin::wire::admin
