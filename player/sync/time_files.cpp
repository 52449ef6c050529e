// Both files are short texts, one value per line, with their hash in the last line.
#include "player/sync/time_files.hpp"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/files.hpp"
#include "evidence/note_text.hpp"

namespace bangtin::player::sync {

namespace {

constexpr std::uint64_t max_bytes = 1024;
constexpr std::array<const char*, 2> copies{"counted-time", "counted-time.copy"};

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string with_hash(std::string text) {
  text += sha256(text).hex() + "\n";
  return text;
}

// The lines before the hash. Empty unless there are exactly `count` and the hash is theirs.
std::vector<std::string_view> whole_lines(std::string_view text, std::size_t count) {
  std::vector<std::string_view> lines = lines_of(text);
  if (lines.size() != count + 1) return {};
  std::size_t hashed = static_cast<std::size_t>(lines.back().data() - text.data());
  if (sha256(text.substr(0, hashed)).hex() != lines.back()) return {};
  lines.pop_back();
  return lines;
}

std::optional<std::string> read(const std::filesystem::path& file) {
  result<std::string> text = read_file(file, max_bytes);
  if (text) return std::move(*text);
  if (text.error().code != errc::not_found) spdlog::warn("{}: {}", file.string(), describe(text.error()));
  return std::nullopt;
}

void report_damage(const std::filesystem::path& file) {
  spdlog::warn("{} is damaged and not used", file.string());
}

std::optional<core::time_source> source_from(std::string_view text) {
  for (core::time_source s :
       {core::time_source::receipt, core::time_source::estimated, core::time_source::synced}) {
    if (text == to_string(s)) return s;
  }
  return std::nullopt;
}

std::optional<milliseconds> duration_from(std::string_view text) {
  std::optional<std::int64_t> ms = evidence::plain_integer(text);
  if (!ms) return std::nullopt;
  return milliseconds(*ms);
}

// An older player wrote the time alone, without saying where it came from.
std::optional<remembered_time> from_older(const std::vector<std::string_view>& lines) {
  if (lines.size() != 1) return std::nullopt;
  std::optional<std::int64_t> ms = evidence::plain_integer(lines[0], evidence::largest_time_ms);
  if (!ms) return std::nullopt;
  return remembered_time{{{from_unix_ms(*ms), {}}, core::time_source::unknown, {}}, {}};
}

std::optional<remembered_time> last_time_from(std::string_view text) {
  if (auto older = from_older(lines_of(text))) return older;
  std::vector<std::string_view> lines = whole_lines(text, 5);
  if (lines.empty()) return std::nullopt;
  std::optional<std::int64_t> ms = evidence::plain_integer(lines[0], evidence::largest_time_ms);
  std::optional<core::time_source> source = source_from(lines[1]);
  std::optional<milliseconds> bound = duration_from(lines[2]);
  std::optional<milliseconds> mono = duration_from(lines[4]);
  if (!ms || !source || !bound || !mono) return std::nullopt;
  return remembered_time{{{from_unix_ms(*ms), *mono}, *source, *bound}, std::string(lines[3])};
}

std::optional<core::counted_time> counted_from(std::string_view text) {
  std::vector<std::string_view> lines = whole_lines(text, 2);
  if (lines.empty()) return std::nullopt;
  std::optional<digest> programme = digest::from(lines[0]);
  std::optional<milliseconds> counted = duration_from(lines[1]);
  if (!programme || !counted) return std::nullopt;
  return core::counted_time{*programme, *counted};
}

}  // namespace

std::optional<remembered_time> time_files::last_time() const {
  std::optional<std::string> text = read(data_ / "last-time");
  if (!text) return std::nullopt;
  std::optional<remembered_time> t = last_time_from(*text);
  if (!t) report_damage(data_ / "last-time");
  return t;
}

std::vector<core::counted_time> time_files::counted() const {
  std::vector<core::counted_time> whole;
  for (const char* name : copies) {
    std::optional<std::string> text = read(data_ / name);
    if (!text) continue;
    std::optional<core::counted_time> c = counted_from(*text);
    if (!c) report_damage(data_ / name);
    if (c) whole.push_back(*c);
  }
  return whole;
}

result<void> time_files::keep(const remembered_time& t) const {
  return write_file(
      data_ / "last-time",
      with_hash(fmt::format("{}\n{}\n{}\n{}\n{}\n", to_unix_ms(t.value.time.utc), to_string(t.value.source),
                            t.value.bound.count(), t.boot, t.value.time.mono.count())),
      0640);
}

result<void> time_files::keep(const core::counted_time& c) const {
  std::string text = with_hash(fmt::format("{}\n{}\n", c.programme.hex(), c.counted.count()));
  for (const char* name : copies) {
    if (result<void> kept = write_file(data_ / name, text, 0640); !kept) return kept;
  }
  return {};
}

}  // namespace bangtin::player::sync
