// A hostile daemon may have written the file. So nothing in it counts but bytes whose hash is signed, and a
// file that is missing is as bad as one that differs: nobody could have looked at it.
#include "admin-cli/commands/draft_files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <map>
#include <set>

#include "admin-cli/commands/arriving_file.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::file_ref;
using playlists::programme::media_item;
using playlists::programme::programme;

constexpr std::size_t piece_bytes = 256 * 1024;

std::set<digest> files_of(const programme& p) {
  std::set<digest> all;
  for (const media_item& m : p.media)
    for (const file_ref& f : m.files) all.insert(f.sha256);
  return all;
}

result<unique_fd> open_draft(const std::filesystem::path& file) {
  unique_fd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!fd) return system_error(msg("read {}", printable(file.string())), errno);
  return fd;
}

// Up to `most` bytes from `at` on; fewer at the end of the file.
result<std::string> read_piece(int fd, std::uint64_t at, std::size_t most) {
  std::string piece(most, '\0');
  std::size_t got = 0;
  while (got < most) {
    const ssize_t n = ::pread(fd, piece.data() + got, most - got, static_cast<off_t>(at + got));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(msg("read the draft file"), errno);
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  piece.resize(got);
  return piece;
}

// With its newline.
result<std::string> read_line(int fd) {
  std::string line;
  while (line.size() <= wire::max_draft_line_bytes) {
    result<std::string> piece = read_piece(fd, line.size(), piece_bytes);
    if (!piece) return piece.error();
    const std::size_t end = piece->find('\n');
    line += piece->substr(0, end == std::string::npos ? end : end + 1);
    if (end != std::string::npos || piece->empty()) return line;
  }
  return error{errc::limit, msg("this is no draft file: its first line is too long"),
               msg("make one with \"bangtin approve --export FILE\"")};
}

error not_what_is_signed(const std::string& item) {
  return {errc::verification,
          msg("the file of {} is missing in the draft file, or is not the one that would be signed",
              printable(item)),
          msg("have the draft exported again; if that does not help, ask who has changed the file")};
}

// The usual ending of a rendition's name, by its first bytes; empty for others.
std::string_view ending_of(std::string_view head) {
  if (head.starts_with("\xff\xd8")) return ".jpg";
  if (head.starts_with("\x89PNG")) return ".png";
  return head.size() >= 8 && head.substr(4, 4) == "ftyp" ? ".mp4" : "";
}

// "poster.png", "poster.svg.png", "guide.pdf-2.jpg": the item's name, with the number of the file where it
// has several, and an ending by which other programs open it. With the item's id where the folder has that
// name.
std::filesystem::path name_for(const media_item& m, std::size_t place, std::string_view head,
                               const std::filesystem::path& folder) {
  std::string name = std::filesystem::path(m.name).filename().string();
  if (name.empty() || name.front() == '.') name = m.id;
  if (m.files.size() > 1) name = fmt::format("{}-{}", name, place + 1);
  if (!name.ends_with(ending_of(head))) name += ending_of(head);
  std::error_code failed;
  return folder / (std::filesystem::exists(folder / name, failed) ? m.id + "-" + name : name);
}

// Where the bytes of each file are.
struct place_in_file {
  std::uint64_t at = 0, bytes = 0;
};
std::map<digest, place_in_file> places_of(const wire::draft_to_sign& d, std::uint64_t first) {
  std::map<digest, place_in_file> all;
  for (const file_ref& f : d.files) {
    all[f.sha256] = {first, static_cast<std::uint64_t>(f.bytes)};
    first += static_cast<std::uint64_t>(f.bytes);
  }
  return all;
}

// Hashes the bytes, and writes them to `copy` unless that is empty. False: they have another hash.
result<bool> check_bytes(int fd, place_in_file where, const digest& wanted,
                         const std::filesystem::path& copy) {
  unique_fd out;
  if (!copy.empty()) {
    out = unique_fd(::open(copy.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (!out) return system_error(msg("write {}", printable(copy.string())), errno);
  }
  hasher h;
  for (std::uint64_t done = 0; done < where.bytes;) {
    result<std::string> piece =
        read_piece(fd, where.at + done, std::min<std::uint64_t>(piece_bytes, where.bytes - done));
    if (!piece) return piece.error();
    if (piece->empty()) return false;
    h.update(*piece);
    if (out) {
      if (result<void> written = write_all(out.get(), *piece); !written) return written.error();
    }
    done += piece->size();
  }
  return h.finish() == wanted;
}

result<void> make_empty_folder(const std::filesystem::path& folder) {
  if (folder.empty()) return {};
  std::error_code failed;
  if (std::filesystem::exists(folder, failed) && !std::filesystem::is_empty(folder, failed)) {
    return error{errc::usage, msg("{} is not an empty folder", printable(folder.string())),
                 msg("name a new folder for the files to look at")};
  }
  return make_folder(folder);
}

}  // namespace

std::vector<file_ref> new_files(const programme& now, const programme& before) {
  std::set<digest> known = files_of(before);
  std::vector<file_ref> fresh;
  for (const media_item& m : now.media)
    for (const file_ref& f : m.files)
      if (known.insert(f.sha256).second) fresh.push_back(f);
  return fresh;
}

result<void> write_draft_file(session& s, const std::filesystem::path& file, const wire::draft_to_sign& d,
                              const std::function<result<void>()>& keep) {
  result<arriving_file> out = arriving_file::make(file);
  if (!out) return out.error();
  if (result<void> written = out->append(wire::to_json(d)); !written) return written;
  for (const file_ref& f : d.files) {
    const std::uint64_t before = out->bytes();
    result<wire::reply> got = out->fetch(s, "/v1/media/" + f.sha256.hex());
    if (!got) return got.error();
    if (out->bytes() - before != static_cast<std::uint64_t>(f.bytes)) {
      return error{errc::invalid, msg("the daemon sent another number of bytes than the programme names"),
                   msg("look at the daemon's files with \"bangtin media check\", and export again")};
    }
  }
  if (result<void> kept = keep(); !kept) return kept;
  return out->commit();
}

result<wire::draft_to_sign> read_draft_file(const std::filesystem::path& file) {
  result<unique_fd> fd = open_draft(file);
  if (!fd) return fd.error();
  result<std::string> line = read_line(fd->get());
  if (!line) return line.error();
  return wire::draft_from_json(*line);
}

result<void> check_draft_files(const std::filesystem::path& file, const wire::draft_to_sign& d,
                               const programme& now, const programme& before,
                               const std::filesystem::path& folder) {
  result<unique_fd> fd = open_draft(file);
  if (!fd) return fd.error();
  result<std::string> line = read_line(fd->get());
  if (!line) return line.error();
  if (result<void> made = make_empty_folder(folder); !made) return made;
  const std::map<digest, place_in_file> places = places_of(d, line->size());
  std::set<digest> known = files_of(before);
  for (const media_item& m : now.media) {
    for (std::size_t i = 0; i < m.files.size(); ++i) {
      const file_ref& f = m.files[i];
      if (!known.insert(f.sha256).second) continue;
      const auto found = places.find(f.sha256);
      if (found == places.end() || found->second.bytes != static_cast<std::uint64_t>(f.bytes))
        return not_what_is_signed(m.name);
      result<std::string> head = read_piece(fd->get(), found->second.at, 12);
      if (!head) return head.error();
      result<bool> same = check_bytes(fd->get(), found->second, f.sha256,
                                      folder.empty() ? folder : name_for(m, i, *head, folder));
      if (!same) return same.error();
      if (!*same) return not_what_is_signed(m.name);
    }
  }
  return {};
}

}  // namespace bangtin::admin_cli::commands
