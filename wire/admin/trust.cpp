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
           member("screens", &trust_state::screens));
template struct codec<trust_state>;

template <>
inline constexpr auto description<daemon_key_pair> =
    object("daemon_key_pair", "The daemon's key, and the one that is to follow it.",
           member("now", &daemon_key_pair::now, {.about = "in force"}),
           member("next", &daemon_key_pair::next, {.about = "signs once root has named it"}));
template struct codec<daemon_key_pair>;

}  // namespace bangtin::wire::admin
