// What a programme says of a play. The START names the programme by its digest, so later changes of titles,
// tasks or venues do not rewrite the past. Pure; any thread may call these functions.
#pragma once

#include <string>

#include "evidence/counts.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::scheduler::api {

// What the programme says of the play on that screen; without the day and `approved`. `p` may be null.
evidence::play_context describe(const playlists::programme::programme* p, const std::string& screen,
                                const evidence::play_facts& play);
// Whether the programme has the play's campaign on that screen, with its media item.
bool shows(const playlists::programme::programme& p, const std::string& screen,
           const evidence::play_facts& play);

}  // namespace bangtin::scheduler::api
