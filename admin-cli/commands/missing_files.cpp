// A HEAD request asks the store itself; lists of media items come from the ledger, which does not notice a
// file that was set aside as damaged.
#include "admin-cli/commands/missing_files.hpp"

#include <algorithm>
#include <unordered_map>

#include "admin-cli/commands/daemon.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t max_names = 3;

// Whether the daemon has the file in this length.
result<bool> is_there(session& s, const playlists::programme::file_ref& f) {
  wire::request ask = get_request("/v1/media/" + f.sha256.hex());
  ask.method = "HEAD";
  result<wire::reply> answer = s.daemon.send(ask);
  if (!answer) return answer.error();
  auto length = answer->headers.find("content-length");
  return answer->status == 200 && length != answer->headers.end() &&
         length->second == std::to_string(f.bytes);
}

}  // namespace

std::vector<const playlists::programme::media_item*> items_of(const playlists::programme::programme& p) {
  std::vector<const playlists::programme::media_item*> all;
  for (const playlists::programme::media_item& m : p.media) all.push_back(&m);
  return all;
}

result<std::vector<std::string>> find_missing_files(
    session& s, const std::vector<const playlists::programme::media_item*>& wanted) {
  std::vector<std::string> missing;
  std::unordered_map<std::string, bool> known;
  work_bar bar(s, tr("looking for the files"), wanted.size());
  std::uint64_t looked = 0;
  for (const playlists::programme::media_item* m : wanted) {
    bar.at(++looked);
    bool whole = !m->files.empty();
    for (const playlists::programme::file_ref& f : m->files) {
      const std::string key = f.sha256.hex() + std::to_string(f.bytes);
      if (!known.contains(key)) {
        result<bool> there = is_there(s, f);
        if (!there) return there.error();
        known[key] = *there;
      }
      whole = whole && known[key];
    }
    bool named = std::find(missing.begin(), missing.end(), m->name) != missing.end();
    if (!whole && !named) missing.push_back(m->name);
  }
  return missing;
}

std::string listed_names(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < max_names; ++i) text += (i == 0 ? "" : ", ") + names[i];
  return printable(names.size() > max_names ? fmt::format("{} … ({})", text, names.size()) : text);
}

}  // namespace bangtin::admin_cli::commands
