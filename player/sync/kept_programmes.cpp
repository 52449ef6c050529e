// write_file replaces a file as a whole, so a power cut leaves the old programme or the new one.
#include "player/sync/kept_programmes.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "base/files.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::player::sync {

namespace {

std::optional<wire::signed_programme> read_programme(const std::filesystem::path& file) {
  // Escapes make the JSON longer than the bytes that it carries.
  result<std::string> text = read_file(file, 4 * playlists::text::max_programme_bytes);
  if (!text && text.error().code != errc::not_found) spdlog::error("{}", describe(text.error()));
  if (!text) return std::nullopt;
  result<wire::signed_programme> parsed = wire::signed_programme_from_json(*text);
  if (!parsed) {
    spdlog::error("{}: {}", file.string(), describe(parsed.error()));
    return std::nullopt;
  }
  return std::move(*parsed);
}

}  // namespace

std::optional<wire::signed_programme> kept_programmes::current() const {
  return read_programme(data_ / "programme.json");
}
std::optional<wire::signed_programme> kept_programmes::next() const {
  return read_programme(data_ / "next.json");
}

result<void> kept_programmes::keep_next(const wire::signed_programme& p) const {
  return write_file(data_ / "next.json", wire::to_json(p), 0640);
}

result<void> kept_programmes::switch_to(const wire::signed_programme& p) const {
  result<void> written = write_file(data_ / "programme.json", wire::to_json(p), 0640);
  if (written) drop_next();
  return written;
}

void kept_programmes::drop_next() const {
  ::unlink((data_ / "next.json").c_str());
}

}  // namespace bangtin::player::sync
