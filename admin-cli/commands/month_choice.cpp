#include "admin-cli/commands/month_choice.hpp"

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/views/days.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

result<std::string> chosen_month(session& s, const arguments& given) {
  const std::string written = given.get("--month").value_or("this month");
  if (std::optional<std::string> month = views::parse_month(written, {})) return *month;
  if (!views::is_month_in_words(written)) {
    return error{errc::usage, msg("\"{}\" is no month", printable(written)),
                 msg("write it as 2026-10 or 10/2026")};
  }
  result<wire::admin::site> site = get_site(s.daemon);
  if (!site) return site.error();
  return *views::parse_month(written, views::today_in(site->timezone, site->now.value_or(s.now)));
}

}  // namespace bangtin::admin_cli::commands
