// The JSON fields of each value in media.hpp. described.hpp explains the notation.
#include "wire/admin/media.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

template <>
inline constexpr auto description<upload_state> =
    object("upload_state", "How much of an upload has arrived.",
           member("arrived", &upload_state::arrived, {.about = "bytes"}),
           member("complete", &upload_state::complete,
                  {.presence = presence::newer, .about = "all of it is there and its hash is right"}));
template struct codec<upload_state>;

template <>
inline constexpr auto description<media_order> =
    object("media_order", "What staff say of a complete upload.",
           member("sha256", &media_order::sha256, {.max = 64, .about = "lower-case hexadecimal"}),
           member("file", &media_order::file, {.max = 1000, .about = "the name under which people know it"}),
           member("title", &media_order::title, {.max = 1000, .presence = presence::optional}),
           member("theme", &media_order::theme, {.max = 1000, .presence = presence::optional}),
           member("owner", &media_order::owner, {.max = 1000, .presence = presence::optional}),
           member("link", &media_order::link, {.max = 2000, .presence = presence::optional}));
template struct codec<media_order>;

template <>
inline constexpr auto description<media_file> = object("media_file", "A file that screens fetch.",
                                                       member("sha256", &media_file::sha256),
                                                       member("bytes", &media_file::bytes));
template struct codec<media_file>;

template <>
inline constexpr auto description<media_item> = object(
    "media_item", "A file that was loaded and accepted.",
    member("id", &media_item::id, {.max = 64, .about = "the first 12 digits of sha256"}),
    member("sha256", &media_item::sha256, {.about = "of the file as it was loaded"}),
    member("file", &media_item::file, {.about = "the name under which it was loaded"}),
    member("status", &media_item::status,
           {.max = 32, .presence = presence::when_set, .about = "accepted or duplicate, when it is loaded"}),
    member("kind", &media_item::kind), member("width", &media_item::width, {.max = 1'000'000, .about = "px"}),
    member("height", &media_item::height, {.max = 1'000'000, .about = "px"}),
    member("duration_ms", &media_item::duration, {.about = "of a video"}),
    member("pages", &media_item::pages, {.max = 10'000, .about = "of a guide"}),
    member("title", &media_item::title), member("theme", &media_item::theme),
    member("owner", &media_item::owner), member("link", &media_item::link),
    member("added", &media_item::added),
    member("files", &media_item::files, {.max = 10'000, .about = "the renditions"}));
template struct codec<media_item>;

}  // namespace bangtin::wire::admin
