// The JSON fields of each value in bundles.hpp. described.hpp explains the notation.
#include "wire/admin/bundles.hpp"

#include "wire/admin/described.hpp"
#include "wire/bundle.hpp"
#include "wire/bundle_logs.hpp"
#include "wire/share.hpp"

namespace bangtin::wire::admin {

namespace {
constexpr std::int64_t max_bundle_text = max_bundle_document_bytes;
constexpr std::int64_t max_carried_text = 64 * 1024;
}  // namespace

template <>
inline constexpr auto description<screen_bundle> = object(
    "screen_bundle", "What a USB stick brings to a screen.",
    member("index", &screen_bundle::index, {.about = "what belongs together, signed by the daemon"}),
    member("trust", &screen_bundle::trust, {.max = max_bundle_text, .about = "empty: there is none"}),
    member("notices", &screen_bundle::notices, {.max = max_bundle_text, .about = "empty: there is none"}),
    member("receipt", &screen_bundle::receipt, {.max = max_bundle_text, .about = "empty: there is none"}),
    member("logs", &screen_bundle::logs,
           {.max = max_known_logs_bytes,
            .presence = presence::newer,
            .about = "what the daemon has of each log of the screen"}));
template struct codec<screen_bundle>;

template <>
inline constexpr auto description<carried_order> =
    object("carried_order", "What a screen wrote on a USB stick about itself.",
           member("carried", &carried_order::carried, {.about = "signed by the screen"}),
           member("status", &carried_order::status,
                  {.max = max_carried_text, .about = "a screen_status as a text"}));
template struct codec<carried_order>;

template <>
inline constexpr auto description<carried_report> =
    object("carried_report", "How a screen's report by USB stick was taken.",
           member("screen", &carried_report::screen),
           member("at", &carried_report::at, {.about = "by the screen's clock"}),
           member("newer", &carried_report::newer,
                  {.about = "false: the daemon has heard of the screen since, and keeps that"}));
template struct codec<carried_report>;

template <>
inline constexpr auto description<carried_acknowledgements_order> = object(
    "carried_acknowledgements_order", "What a screen wrote on a USB stick about notices.",
    member("acknowledged", &carried_acknowledgements_order::acknowledged, {.about = "signed by the screen"}),
    member("list", &carried_acknowledgements_order::list,
           {.max = 1024 * 1024, .about = "an array of acknowledgements as a text"}));
template struct codec<carried_acknowledgements_order>;

template <>
inline constexpr auto description<share_order> = object("share_order", "Media items for another body.",
                                                        member("items", &share_order::items,
                                                               {.max = 1000, .about = "ids"}));
template struct codec<share_order>;

template <>
inline constexpr auto description<shared_media> =
    object("shared_media", "Media items for another body, signed by the daemon.",
           member("list", &shared_media::list,
                  {.max = max_share_list_bytes, .about = "canonical JSON, byte for byte"}),
           member("share", &shared_media::share, {.about = "says who shares it"}));
template struct codec<shared_media>;

}  // namespace bangtin::wire::admin
