// How people write days, hours and dates, in the programme file and in the command's options. Each has one
// parser and one formatter; the parser reads what the formatter writes back to the same value. A parser
// returns nothing for any other text. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "playlists/programme/programme.hpp"

namespace bangtin::playlists::programme {

// `mon-fri`, `sat,sun`, `mon-wed,fri`. A range may cross Sunday: `fri-mon`. Spaces around the parts are
// allowed.
std::optional<weekday_set> parse_days(std::string_view text);
std::string format_days(weekday_set days);  // the shortest such text; "" for no day

// `07:00-17:30`, `22:00-02:00` (crosses midnight), `00:00-24:00`. Whole minutes. Equal ends mean 24 hours
// from that time on. The beginning is before 24:00.
std::optional<day_hours> parse_hours(std::string_view text);
std::string format_hours(const day_hours& hours);

// `2026-10-01`: a date that exists, years 1970 to 9999.
constexpr int first_year = 1970, last_year = 9999;
std::optional<calendar_date> parse_date(std::string_view text);
// Whether the text is a real date whose year is outside that range.
bool is_date_out_of_range(std::string_view text);
// `10-01`: a date that recurs every year, 02-29 included; the result's year is 0.
std::optional<calendar_date> parse_month_day(std::string_view text);
// Same for the Vietnamese calendar: months to 12, days to 30.
std::optional<calendar_date> parse_lunar_month_day(std::string_view text);
std::string format_date(const calendar_date& date);  // MM-DD when there is no year

// Whether the date exists, in the years above or in some year.
bool is_valid_date(const calendar_date& date);
bool is_valid_month_day(const calendar_date& date);
bool is_valid_lunar_month_day(const calendar_date& date);
bool is_valid_hours(const day_hours& hours);

std::string_view to_string(media_kind k);    // video, image, pages, subtitles
std::string_view to_string(level l);         // takeover, normal, filler
std::string_view to_string(item_order o);    // sequential, shuffle
std::string_view to_string(picture_fit f);   // contain, cover
std::string_view to_string(qr_place q);      // beside, corner, none
std::string_view to_string(ticker_place t);  // band, over
std::optional<media_kind> media_kind_from(std::string_view name);
std::optional<level> level_from(std::string_view name);
std::optional<item_order> item_order_from(std::string_view name);
std::optional<picture_fit> picture_fit_from(std::string_view name);
std::optional<qr_place> qr_place_from(std::string_view name);
std::optional<ticker_place> ticker_place_from(std::string_view name);

}  // namespace bangtin::playlists::programme
