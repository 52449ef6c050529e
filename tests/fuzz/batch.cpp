#include "evidence/batch.hpp"

#include "evidence/verify_chain.hpp"
#include "fuzz/entries.hpp"
#include "wire/messages.hpp"

namespace bangtin::fuzz {

namespace {

// The records as intake checks them, after any link.
void extended(const evidence::batch& b) {
  const evidence::head start{b.log, b.first_seq - 1, sha256("before")};
  const result<evidence::extension> run = evidence::extend(start, b.lines);
  if (!run) {
    promise(!describe(run.error()).empty(), "a rejected record has a message");
    return;
  }
  promise(run->records.size() == b.lines.size() && run->links.size() == b.lines.size(),
          "every line is a record");
  digest link = start.hash;
  for (std::size_t i = 0; i < b.lines.size(); ++i) {
    const evidence::record& r = run->records[i];
    promise(r.log == b.log && r.seq == b.first_seq + static_cast<std::int64_t>(i),
            "records follow each other");
    link = evidence::next_link(link, b.lines[i]);
    promise(run->links[i] == link, "each line adds its link");
  }
  promise(run->tip == evidence::head{b.log, start.seq + std::ssize(b.lines), link},
          "the tip is the last link");
}

}  // namespace

void batch(std::string_view bytes) {
  const result<evidence::batch> read = wire::batch_from_body(bytes);
  if (!read) {
    promise(!describe(read.error()).empty(), "a rejected batch has a message");
    return;
  }
  promise(!read->lines.empty() && read->first_seq >= 1, "a batch has records");
  const result<evidence::head> head = evidence::head_from_text(read->head.text);
  promise(head && head->log == read->log, "the head names the log");
  promise(head->seq == read->first_seq + std::ssize(read->lines) - 1, "the head names the last record");
  const result<evidence::batch> again = wire::batch_from_body(wire::to_body(*read));
  promise(again && *again == *read, "a batch is written so that it reads back");
  extended(*read);
}

}  // namespace bangtin::fuzz
