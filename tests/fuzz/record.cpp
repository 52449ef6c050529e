#include "evidence/record.hpp"

#include "evidence/record_reader.hpp"
#include "fuzz/entries.hpp"

namespace bangtin::fuzz {

namespace {

// A record with every field set, none of which may shine through what is read next.
evidence::record full() {
  evidence::record r;
  r.type = evidence::record_type::end;
  r.bound = milliseconds(7);
  r.play = evidence::play_facts{1, sha256("a"), "c", "m", {}, milliseconds(1)};
  r.end = evidence::play_end{milliseconds(1), 1, 1, "unknown", evidence::play_outcome::partial, "stopped"};
  r.screen = r.cites = r.reason = "before";
  r.lost = 3;
  r.shift_ms = 4;
  return r;
}

}  // namespace

void record(std::string_view bytes) {
  const result<evidence::record> strict = evidence::from_line(bytes);
  evidence::record fast = full();
  const result<void> read = evidence::read_record(bytes, fast);
  promise(read.has_value() == strict.has_value(), "both readers accept the same lines");
  if (!strict) {
    promise(read.error() == strict.error(), "both readers reject for the same reason");
    promise(!describe(strict.error()).empty(), "a rejected line has a message");
    return;
  }
  promise(fast == *strict, "both readers read the same record");
  promise(evidence::to_line(*strict) == bytes, "a record is written back as the same line");
  promise(bytes.find('\n') == std::string_view::npos, "a record is one line");
  promise(strict->end.has_value() == (strict->type == evidence::record_type::end), "only an END ends a play");
  promise(strict->seq >= 1, "seqs begin with 1");
}

}  // namespace bangtin::fuzz
