// The JSON fields of each value in notices.hpp. described.hpp explains the notation.
#include "wire/admin/notices.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

template <>
inline constexpr auto description<notice_order> =
    object("notice_order", "Starts or stops an emergency notice.",
           member("notice", &notice_order::notice, {.about = "signed by an approver"}),
           member("root", &notice_order::root, {.about = "the root key that certified the approver"}));
template struct codec<notice_order>;

template <>
inline constexpr auto description<accepted_notice> = object("accepted_notice",
                                                            "The notice goes out to its screens.",
                                                            member("id", &accepted_notice::id),
                                                            member("number", &accepted_notice::number));
template struct codec<accepted_notice>;

template <>
inline constexpr auto description<notice_screen> =
    object("notice_screen", "A screen which a notice is for, and what it said.",
           member("name", &notice_screen::name), member("shown", &notice_screen::shown),
           member("ended", &notice_screen::ended),
           member("refused", &notice_screen::refused, {.about = "why the screen did not take it"}));
template struct codec<notice_screen>;

template <>
inline constexpr auto description<notice> =
    object("notice", "An emergency notice.", member("id", &notice::id), member("number", &notice::number),
           member("issued", &notice::issued), member("expires", &notice::expires),
           member("received", &notice::received), member("stopped", &notice::stopped),
           member("approver", &notice::approver), member("all", &notice::all, {.about = "for all screens"}),
           member("text", &notice::text), member("media", &notice::media, {.about = "its name"}),
           member("screens", &notice::screens));
template struct codec<notice>;

template <>
inline constexpr auto description<notice_list> =
    object("notice_list", "The emergency notices.",
           member("newest", &notice_list::newest, {.about = "the greatest number, stops included; 0: none"}),
           member("notices", &notice_list::notices, {.about = "newest first"}));
template struct codec<notice_list>;

}  // namespace bangtin::wire::admin
