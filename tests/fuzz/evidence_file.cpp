#include <fmt/format.h>

#include "evidence/verify/export_verifier.hpp"
#include "fuzz/entries.hpp"

namespace bangtin::fuzz {

namespace {

namespace checker = evidence::checker;

checker::verify_report checked(std::string_view bytes, std::size_t piece) {
  checker::export_verifier v({});
  for (std::size_t at = 0; at < bytes.size(); at += piece) v.feed(bytes.substr(at, piece));
  return v.finish();
}

}  // namespace

void evidence_file(std::string_view bytes) {
  const checker::verify_report whole = checked(bytes, bytes.size() + 1), pieces = checked(bytes, 7);
  promise(whole.sha256 == sha256(bytes), "the report has the file's hash");
  promise(whole.bad.kept.size() == pieces.bad.kept.size() && whole.bad.more == pieces.bad.more,
          "a file holds or not, however it arrives");
  promise(whole.counts == pieces.counts, "lines are counted, however they arrive");
  for (const checker::finding& f : whole.bad.kept) {
    promise(!f.what.empty() && f.line >= 0, "each failure has a sentence and a line");
  }
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', at), bytes.size());
    const std::string_view line = bytes.substr(at, end - at);
    at = end + 1;
    evidence::record fast;
    const auto slow = evidence::from_line(line);
    promise(evidence::read_record(line, fast).has_value() == slow.has_value(), "both readers agree");
    promise(!slow || fast == *slow, "both readers read the same");
  }
}

}  // namespace bangtin::fuzz
