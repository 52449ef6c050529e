// Browsers ask each time whether a file has changed (no-cache), so a daemon that was updated never meets
// modules of the version before.
#include "scheduler/http/static_files.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.hpp"
#include "scheduler/http/http_rules.hpp"

namespace bangtin::scheduler::http {

namespace fs = std::filesystem;

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{
    {{".html", "text/html; charset=utf-8"},
     {".css", "text/css; charset=utf-8"},
     {".js", "text/javascript; charset=utf-8"},
     {".svg", "image/svg+xml"},
     {".mo", "application/octet-stream"}}};

// The page runs its own scripts and styles and speaks to this daemon; blob: is for pictures of screens, which
// come with the session.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
    "connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

std::string gzip(const std::string& bytes) {
  z_stream z{};
  constexpr int gzip_window = 15 + 16;
  if (deflateInit2(&z, Z_BEST_COMPRESSION, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK) return {};
  std::string out(deflateBound(&z, static_cast<uLong>(bytes.size())), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  z.avail_in = static_cast<uInt>(bytes.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&z, Z_FINISH) == Z_STREAM_END;
  out.resize(done ? z.total_out : 0);
  deflateEnd(&z);
  return out;
}

static_file file_of(std::string_view type, std::string bytes) {
  static_file f;
  f.content_type = type;
  f.etag = sha256(bytes).hex().substr(0, 32);
  std::string smaller = gzip(bytes);
  if (!smaller.empty() && smaller.size() < bytes.size())
    f.compressed = std::make_shared<const std::string>(std::move(smaller));
  f.bytes = std::make_shared<const std::string>(std::move(bytes));
  return f;
}

// "gzip;q=0" refuses it.
bool takes_gzip(const request& r) {
  for (const std::string& part : split(std::string(r.header("accept-encoding")), ',')) {
    const std::string coding = lower_case(trimmed(std::string_view(part).substr(0, part.find(';'))));
    if (coding != "gzip") continue;
    std::string weight(part.find(';') == std::string::npos ? "" : part.substr(part.find(';') + 1));
    std::erase(weight, ' ');
    return weight.find_first_not_of("q=0.") != std::string::npos || weight.empty();
  }
  return false;
}

// The names of what may be handed out, with their types.
std::vector<std::pair<std::string, std::string_view>> names_in(const fs::path& folder) {
  std::vector<std::pair<std::string, std::string_view>> all;
  std::error_code ec;
  for (fs::recursive_directory_iterator i(folder, ec), end; !ec && i != end; i.increment(ec)) {
    if (i.depth() >= 1) i.disable_recursion_pending();
    if (i->symlink_status(ec).type() != fs::file_type::regular) continue;
    const std::string name = i->path().lexically_relative(folder).generic_string();
    const auto* type = std::ranges::find_if(types, [&](const auto& t) { return name.ends_with(t.first); });
    if (type != types.end()) all.emplace_back(name, type->second);
  }
  return all;
}

}  // namespace

result<static_files> static_files::read(const fs::path& folder) {
  std::error_code ec;
  if (!fs::is_directory(folder, ec)) {
    return error{errc::not_found, msg("there is no folder \"{}\"", printable(folder.string())),
                 msg("install the package bangtin-scheduler again")};
  }
  static_files all;
  const auto names = names_in(folder);
  if (names.size() > max_files) {
    return error{
        errc::limit,
        msg("\"{}\" has {} files, more than {}", printable(folder.string()), names.size(), max_files),
        msg("install the package bangtin-scheduler again")};
  }
  for (const auto& [name, type] : names) {
    result<std::string> bytes = read_file(folder / name, max_file_bytes);
    if (!bytes) return bytes.error();
    all.by_name_.emplace(name, file_of(type, std::move(*bytes)));
  }
  return all;
}

const static_file* static_files::find(std::string_view name) const {
  auto found = by_name_.find(name);
  return found == by_name_.end() ? nullptr : &found->second;
}

reply reply_with(const static_file& f, const request& r) {
  reply answer;
  const bool small = f.compressed && takes_gzip(r);
  const std::string etag = fmt::format("\"{}{}\"", f.etag, small ? "-gzip" : "");
  answer.content_type = f.content_type;
  answer.headers = {{"ETag", etag},
                    {"Cache-Control", "no-cache"},
                    {"Vary", "Accept-Encoding"},
                    {"Content-Security-Policy", std::string(page_policy)}};
  if (names_etag(r.header("if-none-match"), etag)) {
    answer.status = 304;
    return answer;
  }
  if (small) answer.headers.emplace_back("Content-Encoding", "gzip");
  answer.body = small ? f.compressed : f.bytes;
  return answer;
}

}  // namespace bangtin::scheduler::http
