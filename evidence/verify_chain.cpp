#include "evidence/verify_chain.hpp"

#include "evidence/record_reader.hpp"

// Each line moves the tip by one link. A batch is accepted if the tip after its last line is the signed head.

namespace bangtin::evidence {

namespace {

error broken(message what) {
  return {errc::verification, std::move(what),
          msg("keep these records aside and have the screen looked at; they are not counted")};
}

}  // namespace

head beginning(std::string log, const public_key& screen) {
  digest h0 = first_link(log, screen);
  return {std::move(log), 0, h0};
}

result<extension> extend(const head& from, std::span<const std::string> lines) {
  extension all;
  all.tip = from;
  all.records.reserve(lines.size());
  all.links.reserve(lines.size());
  for (const std::string& line : lines) {
    record& r = all.records.emplace_back();
    if (result<void> read = read_record(line, r); !read) return read.error();
    if (r.log != from.log) {
      return broken(msg("record {} belongs to log {}, not to log {}", r.seq, r.log, from.log));
    }
    if (r.seq != all.tip.seq + 1) {
      return error{errc::conflict, msg("record {} came where record {} should be", r.seq, all.tip.seq + 1),
                   msg("send the records again, in order, from the one that is missing")};
    }
    all.tip.seq = r.seq;
    all.tip.hash = next_link(all.tip.hash, line);
    all.links.push_back(all.tip.hash);
  }
  return all;
}

result<extension> extend(const head& from, const batch& b, const public_key& screen) {
  if (b.lines.empty()) {
    return error{errc::invalid, msg("the batch has no records"), msg("send at least one record")};
  }
  if (!verify(b.head, screen)) return broken(msg("the batch's head is not signed by this screen's key"));
  result<head> claimed = head_from_text(b.head.text);
  if (!claimed) return claimed.error();
  result<extension> all = extend(from, b.lines);
  if (all && all->tip != *claimed) {
    return broken(msg("the records up to {} do not give the hash that their head names", all->tip.seq));
  }
  return all;
}

}  // namespace bangtin::evidence
