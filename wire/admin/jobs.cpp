// The JSON fields of each value in jobs.hpp. described.hpp explains the notation.
#include "wire/admin/jobs.hpp"

#include "wire/admin/described.hpp"

namespace bangtin::wire::admin {

extern template struct codec<media_item>;  // media.cpp describes it

template <>
inline constexpr auto description<job_failure> = object("job_failure", "Why a job failed.",
                                                        member("code", &job_failure::code, {.max = 32}),
                                                        member("what", &job_failure::what),
                                                        member("remedy", &job_failure::remedy));
template struct codec<job_failure>;

template <>
inline constexpr auto description<job> =
    object("job", "Long work of the daemon.", member("id", &job::id),
           member("kind", &job::kind, {.max = 32, .about = "ingest"}),
           member("file", &job::file, {.about = "the name under which people know it"}),
           member("state", &job::state, {.max = 32, .about = "queued, running, done, failed or cancelled"}),
           member("progress_pct", &job::progress_pct, {.max = 100}),
           member("eta_s", &job::eta_s, {.presence = presence::optional, .about = "seconds left"}),
           member("queued", &job::queued), member("who", &job::who, {.about = "who asked for it"}),
           member("failure", &job::failure, {.presence = presence::optional}),
           member("item", &job::item, {.presence = presence::optional, .about = "what became of the file"}));
template struct codec<job>;

}  // namespace bangtin::wire::admin
