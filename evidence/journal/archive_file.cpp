#include "evidence/journal/archive_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "base/inner_message.hpp"
#include "base/json.hpp"
#include "evidence/note_text.hpp"
#include "evidence/verify_chain.hpp"

// The chain from one receipt to the next is what a reader trusts: it hands out no record before it has seen
// the receipt behind it, or the end of the file, whose link the caller knows.

namespace bangtin::evidence::journal {

namespace {

constexpr std::string_view kind = "bangtin-archive-1";
constexpr std::size_t max_line_bytes = 16 * 1024;  // of a record; all other lines are shorter
constexpr std::size_t max_stretch_bytes = 64 * 1024 * 1024;
constexpr std::size_t chunk_bytes = 256 * 1024;
constexpr std::uint64_t near_bytes = 64 * 1024;

}  // namespace

std::string to_line(const archive_header& h) {
  return fmt::format(R"({{"archive":"{}","before":"{}","first_seq":{},"log":"{}","screen_key":"{}"}})", kind,
                     h.before.hex(), h.first_seq, h.log, h.screen.hex());
}

std::optional<archive_header> header_from_line(std::string_view line) {
  result<json::value> parsed = parse_json(line);
  if (!parsed) return std::nullopt;
  json_reader f(*parsed);
  const bool known = f.text("archive") == kind;
  archive_header h;
  std::optional<digest> before = digest::from(f.text("before", 64));
  h.first_seq = f.integer("first_seq", 1, largest_integer);
  h.log = f.text("log", 32);
  std::optional<public_key> screen = public_key::from(f.text("screen_key", 64));
  if (f.finish() || !known || !before || !screen || !is_log_name(h.log)) return std::nullopt;
  h.before = *before;
  h.screen = *screen;
  if (to_line(h) != line) return std::nullopt;
  return h;
}

std::string to_line(const archived_receipt& r) {
  std::string line = fmt::format(R"({{"receipt":{{"key":"{}","signature":"{}","text":)", r.daemon.hex(),
                                 r.note.signature.hex());
  append_json_string(line, r.note.text);
  return line + "}}";
}

bool is_receipt_line(std::string_view line) {
  return line.starts_with(R"({"receipt":)");
}

std::optional<archived_receipt> archived_from_line(std::string_view line) {
  result<json::value> parsed = parse_json(line);
  if (!parsed) return std::nullopt;
  json_reader outer(*parsed);
  json_reader f(outer.any("receipt"));
  archived_receipt r;
  std::optional<public_key> daemon = public_key::from(f.text("key", 64));
  std::optional<signature> made = signature::from(f.text("signature", 128));
  r.note.text = f.text("text");
  if (f.finish() || outer.finish() || !daemon || !made) return std::nullopt;
  r.daemon = *daemon;
  r.note.signature = *made;
  if (to_line(r) != line || !verify(r.note, r.daemon)) return std::nullopt;
  return r;
}

std::optional<receipt> receipt_from_line(std::string_view line) {
  std::optional<archived_receipt> r = archived_from_line(line);
  if (!r) return std::nullopt;
  result<receipt> read = receipt_from_text(r->note.text);
  if (!read) return std::nullopt;
  return *read;
}

// ---- lines

result<line_source> line_source::open(const std::filesystem::path& file, std::uint64_t end) {
  line_source s;
  s.fd_ = unique_fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!s.fd_) return system_error(msg("read {}", file.string()), errno);
  s.end_ = end;
  s.name_ = file.string();
  return s;
}

void line_source::go_to(std::uint64_t at) {
  at_ = read_to_ = at == 0 ? 0 : at - 1;
  buffer_.clear();
  taken_ = 0;
  if (at > 0) (void)next();
}

result<void> line_source::fill() {
  buffer_.erase(0, std::exchange(taken_, 0));
  const std::size_t had = buffer_.size();
  const std::size_t wanted = static_cast<std::size_t>(std::min<std::uint64_t>(chunk_bytes, end_ - read_to_));
  buffer_.resize(had + wanted);
  ssize_t got = -1;
  do {
    got = ::pread(fd_.get(), buffer_.data() + had, wanted, static_cast<off_t>(read_to_));
  } while (got < 0 && errno == EINTR);
  const int why = errno;
  buffer_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0) return system_error(msg("read {}", name_), why);
  if (got == 0) end_ = read_to_;  // the file is shorter than was said
  read_to_ += static_cast<std::uint64_t>(got);
  return {};
}

result<std::optional<std::string>> line_source::next() {
  std::size_t looked = 0;
  while (true) {
    const std::string_view rest = std::string_view(buffer_).substr(taken_);
    const std::size_t newline = rest.find('\n', looked);
    if (newline != std::string_view::npos) {
      std::string line(rest.substr(0, newline));
      taken_ += newline + 1;
      at_ += newline + 1;
      return std::optional(std::move(line));
    }
    looked = rest.size();
    if (looked > max_line_bytes) {
      return error{errc::limit, msg("{} has a line that is longer than any record", name_),
                   msg("keep the file for those who mend it")};
    }
    if (read_to_ >= end_) return std::optional<std::string>();
    if (result<void> filled = fill(); !filled) return filled.error();
  }
}

// ---- stretches

error archive_reader::damaged(const message& what) const {
  return {errc::verification, msg("the evidence archive {} is damaged: {}", name_, inner(what)),
          msg("keep the file for those who mend it; the daemon has acknowledged its records")};
}

result<archive_reader> archive_reader::open(const std::filesystem::path& file, std::uint64_t end) {
  result<line_source> lines = line_source::open(file, end);
  if (!lines) return lines.error();
  archive_reader r(std::move(*lines), file.string());
  if (result<void> begun = r.begin(); !begun) return begun.error();
  return r;
}

result<void> archive_reader::begin() {
  result<std::optional<std::string>> line = lines_.next();
  if (!line && line.error().code == errc::io) return line.error();
  std::optional<archive_header> h = line && *line ? header_from_line(**line) : std::nullopt;
  if (!h) return damaged(msg("its first line cannot be read"));
  header_ = *h;
  tip_ = {h->log, h->first_seq - 1, h->before};
  if (h->first_seq == 1 && tip_ != beginning(h->log, h->screen))
    return damaged(msg("its beginning does not hold"));
  body_ = lines_.at();
  return {};
}

// Halves the file until what is left to read forward is short. A place in the middle is judged by the first
// receipt behind it.
result<void> archive_reader::seek(std::int64_t seq) {
  std::uint64_t low = body_, high = lines_.end();
  head known{header_.log, header_.first_seq - 1, header_.before};
  while (high - low > near_bytes) {
    const std::uint64_t middle = low + (high - low) / 2;
    lines_.go_to(middle);
    std::optional<receipt> found;
    while (!found) {
      result<std::optional<std::string>> line = lines_.next();
      if (!line) return line.error().code == errc::io ? line.error() : damaged(msg("a line is too long"));
      if (!*line) break;
      if (!is_receipt_line(**line)) continue;
      found = receipt_from_line(**line);
      if (!found) return damaged(msg("a receipt does not hold"));
    }
    if (found && found->acknowledged.seq < seq && found->acknowledged.log == header_.log) {
      low = lines_.at();
      known = found->acknowledged;
      if (low >= high) break;
    } else {
      high = middle;
    }
  }
  lines_.go_to(low);
  tip_ = std::move(known);
  return {};
}

result<std::optional<stretch>> archive_reader::next() {
  stretch s;
  s.before = tip_;
  std::size_t bytes = 0;
  while (true) {
    result<std::optional<std::string>> line = lines_.next();
    if (!line) return line.error().code == errc::io ? line.error() : damaged(msg("a line is too long"));
    if (!*line) break;
    if (is_receipt_line(**line)) {
      std::optional<receipt> r = receipt_from_line(**line);
      if (!r || r->acknowledged != tip_) return damaged(msg("a receipt is for other records"));
      if (s.lines.empty()) continue;
      s.proved = true;
      break;
    }
    result<extension> more = extend(tip_, std::span<const std::string>(&**line, 1));
    if (!more) return damaged(msg("its records do not follow each other"));
    bytes += (*line)->size();
    if (bytes > max_stretch_bytes) return damaged(msg("it lacks receipts"));
    tip_ = std::move(more->tip);
    s.links.push_back(tip_.hash);
    s.lines.push_back(std::move(**line));
  }
  if (s.lines.empty()) return std::optional<stretch>();
  s.after = tip_;
  return std::optional(std::move(s));
}

result<void> check(const archive_part& part, const std::function<bool()>& go_on) {
  result<archive_reader> reader = archive_reader::open(part.file, part.bytes);
  if (!reader) return reader.error();
  while (go_on()) {
    result<std::optional<stretch>> s = reader->next();
    if (!s) return s.error();
    if (*s) continue;
    if (reader->at() != part.bytes) return reader->damaged(msg("its end is missing"));
    if (part.end && reader->tip() != *part.end)
      return reader->damaged(msg("its newest records are not those that were acknowledged"));
    return {};
  }
  return {};
}

}  // namespace bangtin::evidence::journal
