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
inline constexpr auto description<media_limits> =
    object("media_limits", "What may be loaded, and how much room there is.",
           member("bytes", &media_limits::bytes, {.about = "the longest file"}),
           member("duration_ms", &media_limits::duration, {.about = "the longest video"}),
           member("pages", &media_limits::pages, {.about = "the longest guide"}),
           member("pixels", &media_limits::pixels, {.about = "the largest picture"}),
           member("room", &media_limits::room,
                  {.presence = presence::optional, .about = "bytes that uploads may still fill"}),
           member("quota", &media_limits::quota,
                  {.presence = presence::optional, .about = "bytes that the library may use"}),
           member("quota_left", &media_limits::quota_left,
                  {.presence = presence::optional, .about = "how many of them may still be filled"}));
template struct codec<media_limits>;

template <>
inline constexpr auto description<media_order> =
    object("media_order", "What staff say of a complete upload.",
           member("sha256", &media_order::sha256, {.max = 64, .about = "lower-case hexadecimal"}),
           member("file", &media_order::file, {.max = 1000, .about = "the name under which people know it"}),
           member("title", &media_order::title, {.max = 1000, .presence = presence::optional}),
           member("theme", &media_order::theme, {.max = 1000, .presence = presence::optional}),
           member("owner", &media_order::owner, {.max = 1000, .presence = presence::optional}),
           member("link", &media_order::link, {.max = 2000, .presence = presence::optional}),
           member("subtitles", &media_order::subtitles,
                  {.max = 64, .presence = presence::when_set, .about = "id of loaded subtitles"}),
           member("duration_ms", &media_order::duration,
                  {.presence = presence::when_set, .about = "of a picture, or of each page of a guide"}),
           member("again", &media_order::again,
                  {.presence = presence::when_set, .about = "also an item without a contact sheet"}));
template struct codec<media_order>;

template <>
inline constexpr auto description<media_edit> =
    object("media_edit", "What staff change about a media item. What is missing stays as it is.",
           member("title", &media_edit::title, {.max = 1000, .presence = presence::when_set}),
           member("theme", &media_edit::theme, {.max = 1000, .presence = presence::when_set}),
           member("audience", &media_edit::audience, {.max = 1000, .presence = presence::when_set}),
           member("owner", &media_edit::owner, {.max = 1000, .presence = presence::when_set}),
           member("link", &media_edit::link, {.max = 2000, .presence = presence::when_set}),
           member("call", &media_edit::call, {.max = 1000, .presence = presence::when_set}),
           member("language", &media_edit::language, {.max = 64, .presence = presence::when_set}),
           member("licence", &media_edit::licence, {.max = 1000, .presence = presence::when_set}),
           member("origin", &media_edit::origin,
                  {.max = 1000, .presence = presence::when_set, .about = "the body that shared it"}),
           member("subtitles", &media_edit::subtitles, {.max = 64, .presence = presence::when_set}),
           member("review", &media_edit::review, {.max = 16, .presence = presence::when_set}),
           member("duration_ms", &media_edit::duration,
                  {.presence = presence::when_set, .about = "of a picture, or of each page; 0: none"}));
template struct codec<media_edit>;

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
    member("duration_ms", &media_item::duration,
           {.about = "of a video; of a picture or page, how long it is shown unless a programme says so"}),
    member("pages", &media_item::pages, {.max = 10'000, .about = "of a guide"}),
    member("title", &media_item::title), member("theme", &media_item::theme),
    member("owner", &media_item::owner), member("link", &media_item::link),
    member("added", &media_item::added),
    member("files", &media_item::files, {.max = 10'000, .about = "the renditions"}),
    member("sound", &media_item::sound, {.presence = presence::when_set}),
    member("audience", &media_item::audience, {.presence = presence::when_set}),
    member("call", &media_item::call, {.presence = presence::when_set}),
    member("language", &media_item::language, {.presence = presence::when_set}),
    member("licence", &media_item::licence, {.presence = presence::when_set}),
    member("origin", &media_item::origin,
           {.presence = presence::when_set, .about = "the body that shared it"}),
    member("subtitles", &media_item::subtitles,
           {.max = 64, .presence = presence::when_set, .about = "id of its subtitles"}),
    member("review", &media_item::review,
           {.max = 16, .presence = presence::when_set, .about = "the day on which to look at it again"}),
    member("warnings", &media_item::warnings, {.max = 20, .presence = presence::when_set}),
    member("thumbnail", &media_item::thumbnail, {.presence = presence::when_set, .about = "a JPEG file"}),
    member("sheet", &media_item::sheet, {.presence = presence::when_set, .about = "a JPEG file"}),
    member("removed", &media_item::removed,
           {.presence = presence::when_set, .about = "it can be restored for 30 days"}));
template struct codec<media_item>;

template <>
inline constexpr auto description<found_media> =
    object("found_media", "One page of the media items that a search found.",
           member("total", &found_media::total, {.about = "on all pages"}),
           member("items", &found_media::items, {.max = 200, .about = "of this page"}),
           member("themes", &found_media::themes, {.max = 500, .about = "of all items"}),
           member("audiences", &found_media::audiences, {.max = 500, .about = "of all items"}),
           member("owners", &found_media::owners, {.max = 500, .about = "of all items"}));
template struct codec<found_media>;

template <>
inline constexpr auto description<media_uses> =
    object("media_uses", "Where a media item is used.",
           member("uses", &media_uses::uses,
                  {.max = 50, .about = "a sentence for each programme, notice and item"}));
template struct codec<media_uses>;

template <>
inline constexpr auto description<media_check> = object(
    "media_check", "What reading the files of a media item again found.", member("id", &media_check::id),
    member("files", &media_check::files), member("bytes", &media_check::bytes, {.about = "that were read"}),
    member("damaged", &media_check::damaged, {.max = 10'000, .about = "set aside"}),
    member("missing", &media_check::missing, {.max = 10'000}));
template struct codec<media_check>;

template <>
inline constexpr auto description<sweep_order> =
    object("sweep_order", "What to delete for good.",
           member("item", &sweep_order::item,
                  {.max = 64, .presence = presence::when_set, .about = "only this removed item"}));
template struct codec<sweep_order>;

template <>
inline constexpr auto description<swept_media> =
    object("swept_media", "What was deleted for good.", member("items", &swept_media::items),
           member("files", &swept_media::files), member("bytes", &swept_media::bytes),
           member("kept", &swept_media::kept, {.about = "removed items that a programme or a notice needs"}));
template struct codec<swept_media>;

}  // namespace bangtin::wire::admin
