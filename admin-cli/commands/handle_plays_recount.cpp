// plays recount.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "base/counted.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"

namespace bangtin::admin_cli::commands {

result<int> plays_recount(session& s, const arguments&) {
  auto recount = [&] {
    work_bar bar(s, tr("counting the records again"), 0);
    return recount_plays(s.daemon, [&] { bar.wait(); });
  };
  result<wire::admin::play_recount> answer = recount();
  if (!answer) return answer.error();
  s.out.document(wire::admin::encode(*answer));
  if (answer->equal) {
    s.out.done(translate(counted(
        answer->starts, msg("the counts are those of the records: {} play was counted again", answer->starts),
        msg("the counts are those of the records: {} plays were counted again", answer->starts))));
    return 0;
  }
  using enum views::importance;
  views::table t({{tr("Day"), high, views::narrow::whole},
                  {tr("Hour"), usual, views::narrow::whole},
                  {tr("Screen"), high},
                  {tr("Campaign"), usual},
                  {tr("Media item"), usual},
                  {tr("Reason"), low},
                  {tr(">Stored"), high},
                  {tr(">Recounted"), high}});
  for (const wire::admin::play_difference& d : answer->differences) {
    t.add({local_dates(d.day), d.hour, d.screen, d.campaign.empty() ? "–" : d.campaign, d.media,
           d.reason.empty() ? "–" : d.reason, std::to_string(d.stored), std::to_string(d.recounted)});
  }
  s.out.show(t);
  s.out.text(
      tr("the counts differed from the records, and now follow them — find out who changed ledger.sqlite"));
  return 1;
}

}  // namespace bangtin::admin_cli::commands
