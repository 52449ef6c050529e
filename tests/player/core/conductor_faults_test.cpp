// Hours in which things go wrong at random moments of an item's life, and what must be true whatever they
// are: records claim nothing that was not seen, the next picture comes within a second, and once the faults
// are over the screen shows what the plan says.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>

#include "player/core/conductor.hpp"
#include "player/core/small_programme.hpp"
#include "player/core/theatre.hpp"

namespace bangtin::player::core {
namespace {

using evidence::play_outcome;

enum class mishap {
  never_ready,
  crash_while_made_ready,
  crash_on_show,
  slow_to_ready,
  disk_refuses,
  disk_slow,
  output_off,
  suspended,
  clock_forward,
  clock_back,
  clock_1970,
  other_programme,
  paired_again
};
constexpr int mishaps = static_cast<int>(mishap::paired_again) + 1;

struct fault {
  mishap what;
  milliseconds after;   // the fault before it
  milliseconds extent;  // how long it lasts, or how large it is
};

std::ostream& operator<<(std::ostream& out, const fault& f) {
  return out << "mishap " << static_cast<int>(f.what) << " after " << f.after.count() << " ms, extent "
             << f.extent.count();
}

bool breaks_items(mishap m) {
  return m == mishap::never_ready || m == mishap::crash_while_made_ready || m == mishap::crash_on_show;
}

std::vector<fault> some_faults() {
  return *rc::gen::resize(
      8, rc::gen::container<std::vector<fault>>(rc::gen::apply(
             [](int what, int after, int extent) {
               return fault{static_cast<mishap>(what), milliseconds(after), milliseconds(extent)};
             },
             rc::gen::inRange(0, mishaps), rc::gen::inRange(0, 70'000), rc::gen::inRange(1, 40'000))));
}

class an_eventful_day {
 public:
  theatre t{the_day + hours(9)};
  playlists::programme::programme p = small_programme();
  stage::mono_ms begun = t.now.mono;

  an_eventful_day() {
    p.screens[0].open.clear();
    t.tell(paired_as{"lobby"});
    t.tell(programme_arrived{ready(p)});
  }

  void suffer(const fault& f) {
    t.run_for(f.after);
    switch (f.what) {
      case mishap::never_ready:
        return next_cue({{}, {}, {}, ""});
      case mishap::crash_while_made_ready:
        return next_cue({{}, f.extent / 20, {}, "decoder-crash"});
      case mishap::crash_on_show:
        return next_cue({milliseconds(200), {}, f.extent, "decoder-timeout"});
      case mishap::slow_to_ready:
        return next_cue({f.extent / 4, {}, {}, ""});
      case mishap::disk_refuses:
        return for_a_while(
            f, [&] { t.durable_after.reset(); }, [&] { t.durable_after = milliseconds(5); });
      case mishap::disk_slow:
        return for_a_while(
            f, [&] { t.durable_after = f.extent / 10; }, [&] { t.durable_after = milliseconds(5); });
      case mishap::output_off:
        return for_a_while(
            f, [&] { t.tell(stage::output_state{false}); }, [&] { t.tell(stage::output_state{true}); });
      case mishap::suspended:
        return t.sleep(f.extent * 5);
      case mishap::clock_forward:
        return t.step_clock(f.extent * 100);
      case mishap::clock_back:
        return t.step_clock(-f.extent * 100);
      case mishap::clock_1970:
        return t.step_clock(-(t.now.utc.time_since_epoch() - f.extent));
      case mishap::other_programme:
        ++p.version;
        std::swap(p.playlists[0].items.front(), p.playlists[0].items.back());
        return t.tell(programme_arrived{ready(p)});
      case mishap::paired_again:
        t.tell(unpaired{"ABCD-EFGH", "http://daemon"});
        t.run_for(f.extent);
        return t.tell(paired_as{"lobby"});
    }
  }

  // Sets the clock right, ends all faults, and plays three minutes.
  void calm_down() {
    t.fate_of = [](const prepare_cue&) { return theatre::fate{}; };
    t.step_clock(the_day + hours(9) + (t.now.mono - begun) - t.now.utc);
    t.run_for(minutes(3));
  }

  std::string on_show() const {
    const happened& last = t.screen.back();
    auto known = names_of_files().find(last.file);
    return known == names_of_files().end() ? "no file" : known->second;
  }
  std::string planned_now() {
    auto today = std::make_pair(p.version, playlists::schedule::day_of(p, t.now.utc));
    if (today != slots_of_) {
      slots_of_ = today;
      slots_ = playlists::schedule::timeline(p, p.screens[0], today.second);
    }
    auto next = std::upper_bound(slots_.begin(), slots_.end(), t.now.utc,
                                 [](utc_ms now, const playlists::schedule::slot& s) { return now < s.from; });
    const playlists::schedule::slot& s = *std::prev(next);
    const std::string& media = p.playlists[0].items[static_cast<std::size_t>(s.item)].media;
    return s.page > 0 ? media + std::to_string(s.page) : media;
  }

 private:
  void next_cue(theatre::fate its) {
    auto used = std::make_shared<bool>(false);
    t.fate_of = [its, used](const prepare_cue& a) {
      bool slate = a.file == file_named("slate.png");
      return slate || std::exchange(*used, true) ? theatre::fate{} : its;
    };
  }
  template <class Begin, class End>
  void for_a_while(const fault& f, Begin begin, End end) {
    begin();
    t.run_for(f.extent);
    end();
  }

  std::pair<std::int64_t, playlists::programme::local_day> slots_of_{-1, {}};
  std::vector<playlists::schedule::slot> slots_;
};

RC_GTEST_PROP(a_screen_in_trouble, claims_nothing_that_was_not_seen, ()) {
  an_eventful_day day;
  for (const fault& f : some_faults()) day.suffer(f);
  day.calm_down();
  day.t.tell(stopping{});
  day.t.run_for(seconds(2));
  RC_ASSERT(day.t.c.finished());
  RC_ASSERT(day.t.max_alive <= 4u);

  milliseconds seen{};
  std::map<std::pair<utc_ms, std::string>, int> complete;
  for (const kept& k : day.t.kept_plays()) {
    if (!k.start) continue;  // the disk refused it
    RC_ASSERT(k.end.has_value());
    const evidence::play_end& end = *k.end->end;
    seen += end.shown;
    RC_ASSERT(end.shown <= k.start->play->planned + milliseconds(1));
    if (end.outcome != play_outcome::complete) continue;
    RC_ASSERT(end.shown * 100 >= k.start->play->planned * 95);
    RC_ASSERT(end.frames > 0);
    RC_ASSERT(end.output == "connected");
  }
  // Two plays are never on show at once.
  RC_ASSERT(seen <= day.t.now.mono - day.begun);
}

RC_GTEST_PROP(a_screen_in_trouble, is_where_the_plan_says_once_it_is_over, ()) {
  an_eventful_day day;
  std::vector<fault> faults = some_faults();
  for (const fault& f : faults) day.suffer(f);
  day.calm_down();
  // An item that failed three times in a row stays in quarantine.
  const bool may_be_quarantined =
      std::count_if(faults.begin(), faults.end(), [](const fault& f) { return breaks_items(f.what); }) >= 3;
  for (int second = 0; second < 120; ++second) {
    day.t.run_for(seconds(1));
    std::string shown = day.on_show(), planned = day.planned_now();
    if (may_be_quarantined && shown == "slate.png") continue;
    RC_ASSERT(shown == planned);
  }
}

RC_GTEST_PROP(a_screen_in_trouble, shows_the_next_thing_within_a_second, ()) {
  an_eventful_day day;
  day.t.run_for(seconds(20));
  fault f = *rc::gen::suchThat(
      rc::gen::apply(
          [](int what, int after, int extent) {
            return fault{static_cast<mishap>(what), milliseconds(after), milliseconds(extent)};
          },
          rc::gen::inRange(0, mishaps), rc::gen::inRange(0, 60'000), rc::gen::inRange(1, 20'000)),
      [](const fault& x) { return breaks_items(x.what); });
  day.suffer(f);
  // Whichever picture fails, the screen shows something other than the plan or the slate (namely the picture
  // before it) for at most a second.
  milliseconds wrong{};
  for (int i = 0; i < 1'000; ++i) {
    day.t.run_for(milliseconds(100));
    std::string shown = day.on_show();
    bool right = shown == day.planned_now() || shown == "slate.png";
    wrong = right ? milliseconds{} : wrong + milliseconds(100);
    RC_ASSERT(wrong <= seconds(1));
  }
}

}  // namespace
}  // namespace bangtin::player::core
