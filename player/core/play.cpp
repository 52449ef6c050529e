// The verdict errs to one side only: any doubt makes a play partial or failed, never complete.
#include "player/core/play.hpp"

#include <algorithm>

#include "player/core/plan.hpp"

namespace bangtin::player::core {

evidence::play_facts facts_of(const ready_programme& programme, const segment& s) {
  evidence::play_facts facts;
  facts.programme = programme.programme_digest;
  facts.campaign = campaign_of(*programme.value, s).name;
  if (const playlists::programme::media_item* media = media_of(*programme.value, s))
    facts.media = media->name;
  facts.planned_start = s.play_from;
  facts.planned = s.planned;
  return facts;
}

digest key_of(const playlists::programme::media_item& item) {
  hasher h;
  for (const playlists::programme::file_ref& f : item.files) h.update(f.sha256.value);
  return h.finish();
}

evidence::play_end verdict(const play& p) {
  evidence::play_end end;
  // A play that continued in another segment after a step of the clock may have shown some of it twice.
  end.shown = std::min(p.shown, p.facts.planned);
  end.frames = p.frames;
  end.dropped = p.dropped;
  end.output = p.seen_disconnected               ? "disconnected"
               : p.seen_unknown || p.frames == 0 ? "unknown"
                                                 : "connected";

  bool nearly_all = p.shown.count() * 100 >= p.facts.planned.count() * 95;
  bool something = p.shown.count() > 0 && p.frames > 0;
  if (something && nearly_all && !p.broken && !p.start_late) {
    end.outcome = evidence::play_outcome::complete;
    return end;
  }
  // A play whose START was written ahead of a stop did not fail; as after a power cut, nothing was seen of
  // it.
  bool stopped_before = p.stopped && !something && !p.broken;
  end.outcome =
      something || stopped_before ? evidence::play_outcome::partial : evidence::play_outcome::failed;
  end.reason = stopped_before      ? "stopped"
               : p.start_late      ? "start-late"
               : !p.reason.empty() ? p.reason
               : something         ? "shown-short"
                                   : "not-shown";
  return end;
}

}  // namespace bangtin::player::core
