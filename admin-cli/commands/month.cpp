#include "admin-cli/commands/month.hpp"

#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

error no_month(std::string_view written) {
  return {errc::usage, msg("\"{}\" is no month", printable(written)), msg("write it as 2026-10 or 10/2026")};
}

}  // namespace

result<std::string> parse_month(std::string_view written) {
  std::size_t at = written.find_first_of("-/");
  if (at == std::string_view::npos) return no_month(written);
  std::string_view first = written.substr(0, at);
  std::string_view second = written.substr(at + 1);
  // People write the month before the year only with a slash.
  if (written[at] == '/' && second.size() == 4) std::swap(first, second);
  auto is_number = [](std::string_view t) { return t.find_first_not_of("0123456789") == t.npos; };
  bool shape = first.size() == 4 && second.size() >= 1 && second.size() <= 2;
  if (!shape || !is_number(first) || !is_number(second)) return no_month(written);
  std::string month = (second.size() == 1 ? "0" : "") + std::string(second);
  if (first < "1970" || month < "01" || month > "12") return no_month(written);
  return std::string(first) + "-" + month;
}

result<std::string> month_query(const std::optional<std::string>& written) {
  if (!written) return std::string();
  result<std::string> month = parse_month(*written);
  if (!month) return month.error();
  return "month=" + *month;
}

}  // namespace bangtin::admin_cli::commands
