// The writer has one form; the reader forgives what a text suffers on its way through a mail program or an
// editor (line ends, a byte order mark), and nothing else.
#include "evidence/report/heads_text.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "evidence/report/monthly_report.hpp"
#include "playlists/programme/months.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr std::string_view first_line = "bangtin-heads-1";
constexpr std::size_t max_text_bytes = 16U << 20;
constexpr std::size_t max_name_bytes = 256;
constexpr std::int64_t max_seq = std::int64_t{1} << 53;
constexpr std::size_t log_digits = 32;

bool is_lower_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<filed_head> head_from(std::string_view fields) {
  std::vector<std::string> parts = split(fields, '\t');
  if (parts.size() != 4) return std::nullopt;
  auto seq = parse_integer(parts[2], 1, max_seq);
  auto hash = digest::from(parts[3]);
  bool named = !parts[0].empty() && parts[0].size() <= max_name_bytes && is_clean_utf8(parts[0]);
  if (!named || parts[1].size() != log_digits || !is_lower_hex(parts[1]) || !seq || !hash)
    return std::nullopt;
  return filed_head{parts[0], {parts[1], *seq, *hash}};
}

// Stores a value that may be said again, but not otherwise.
template <class T>
bool agrees(std::optional<T>& known, const std::optional<T>& said) {
  if (!said || (known && *known != *said)) return false;
  known = said;
  return true;
}

class heads_reader {
 public:
  // False: the line does not belong here.
  bool take(std::string_view line) {
    if (line == first_line) return begun_ = true;
    if (!begun_) return false;
    std::size_t space = line.find(' ');
    if (space == std::string_view::npos) return false;
    std::string_view key = line.substr(0, space), value = line.substr(space + 1);
    if (key == "month") return agrees(month_, playlists::programme::parse_month(value));
    if (key == "evidence") return agrees(evidence_, digest::from(value));
    if (key == "root") return agrees(root_, public_key::from(value));
    if (key == "head") return take_head(head_from(value));
    return false;
  }
  std::optional<filed_heads> finish() && {
    if (!month_) return std::nullopt;
    filed_heads all{*month_, evidence_, root_, {}};
    for (auto& [log, head] : heads_) all.heads.push_back(std::move(head));
    return all;
  }

 private:
  bool take_head(std::optional<filed_head> h) {
    if (!h) return false;
    auto [place, fresh] = heads_.try_emplace(h->head.log, *h);
    return fresh || place->second == *h;
  }

  bool begun_ = false;
  std::optional<std::chrono::year_month> month_;
  std::optional<digest> evidence_;
  std::optional<public_key> root_;
  std::map<std::string, filed_head> heads_;  // by log
};

void sort_heads(std::vector<filed_head>& heads) {
  std::sort(heads.begin(), heads.end(), [](const filed_head& a, const filed_head& b) {
    return std::tie(a.screen, a.head.log) < std::tie(b.screen, b.head.log);
  });
}

}  // namespace

filed_heads heads_of(const monthly_report& r) {
  filed_heads all{r.month, std::nullopt, r.root, {}};
  if (r.evidence != digest{}) all.evidence = r.evidence;
  for (const head_row& row : r.heads) all.heads.push_back({row.screen, row.head});
  sort_heads(all.heads);
  return all;
}

std::string to_text(filed_heads h) {
  sort_heads(h.heads);
  std::string text = fmt::format("{}\nmonth {}\n", first_line, playlists::programme::to_month_text(h.month));
  if (h.evidence) text += fmt::format("evidence {}\n", h.evidence->hex());
  if (h.root) text += fmt::format("root {}\n", h.root->hex());
  for (const filed_head& f : h.heads)
    text += fmt::format("head {}\t{}\t{}\t{}\n", f.screen, f.head.log, f.head.seq, f.head.hash.hex());
  return text;
}

result<filed_heads> heads_from_text(std::string_view text) {
  if (text.size() > max_text_bytes)
    return error{errc::limit, msg("the text of the heads is longer than 16 MiB"),
                 msg("give the head sheet, the signed report, or their attachment heads.txt")};
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  heads_reader reader;
  for (std::size_t number = 1; !text.empty(); ++number) {
    std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty() || reader.take(line)) continue;
    return error{errc::invalid,
                 msg("line {} of the heads is not of a head sheet, or contradicts an earlier line", number),
                 msg("the text begins with {}; take it again from the attachment heads.txt", first_line)};
  }
  if (auto all = std::move(reader).finish()) {
    sort_heads(all->heads);
    return std::move(*all);
  }
  return error{errc::invalid, msg("the text of the heads names no month"),
               msg("the text begins with {}; take it again from the attachment heads.txt", first_line)};
}

}  // namespace bangtin::evidence::report
