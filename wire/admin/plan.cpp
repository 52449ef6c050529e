// The JSON fields of each value of the plan. described.hpp explains the notation.
#include "wire/admin/plan.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

namespace {

constexpr std::int64_t max_bytes = evidence::report::max_plan_text_bytes;
constexpr std::int64_t max_entries = evidence::report::max_plan_entries;
constexpr member_rules code_rules{.max = max_bytes, .about = "unique in its list, not empty"};
constexpr member_rules text_rules{.max = max_bytes, .presence = presence::optional};

}  // namespace

template <>
inline constexpr auto description<report_head> = object(
    "report_head", "What the official form shows around the report; an empty text leaves its place open.",
    member("superior", &report_head::superior, text_rules), member("body", &report_head::body, text_rules),
    member("symbol", &report_head::symbol, text_rules), member("place", &report_head::place, text_rules),
    member("office", &report_head::office, text_rules),
    member("signatory", &report_head::signatory, text_rules),
    member("recipients", &report_head::recipients,
           {.max = evidence::report::max_recipients, .presence = presence::optional}));
template struct codec<report_head>;

template <>
inline constexpr auto description<planned_task> = object("planned_task", "A task of the plan.",
                                                         member("code", &planned_task::code, code_rules),
                                                         member("title", &planned_task::title, text_rules),
                                                         member("lead", &planned_task::lead, text_rules));
template struct codec<planned_task>;

template <>
inline constexpr auto description<named_code> = object("named_code", "A theme or a venue of the plan.",
                                                       member("code", &named_code::code, code_rules),
                                                       member("title", &named_code::title, text_rules));
template struct codec<named_code>;

template <>
inline constexpr auto description<plan> =
    object("plan", "The outreach plan by which reports are set.",
           member("report", &plan::report, {.presence = presence::optional}),
           member("tasks", &plan::tasks, {.max = max_entries, .presence = presence::optional}),
           member("themes", &plan::themes, {.max = max_entries, .presence = presence::optional}),
           member("venues", &plan::venues, {.max = max_entries, .presence = presence::optional}));
template struct codec<plan>;

}  // namespace bangtin::wire::admin
