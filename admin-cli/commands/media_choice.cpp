#include "admin-cli/commands/media_choice.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/name_choice.hpp"
#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::media_item;
using items = std::vector<const media_item*>;

// The least beginning of an ID or of a file name that is taken for it.
constexpr std::size_t min_letters = 3;
constexpr std::size_t max_names = 5;  // in a sentence

items those(const std::vector<media_item>& all, const std::function<bool(const media_item&)>& fits) {
  items found;
  for (const media_item& m : all) {
    if (fits(m)) found.push_back(&m);
  }
  return found;
}

std::string file_part(std::string_view name) {
  return std::filesystem::path(name).filename().string();
}
std::string stem_of(std::string_view name) {
  return std::filesystem::path(name).stem().string();
}

error several(const items& found, const std::string& typed) {
  std::string ids;
  for (std::size_t i = 0; i < found.size() && i < max_names; ++i)
    ids += (i == 0 ? "" : ", ") + found[i]->id + " (" + printable(found[i]->file) + ')';
  if (found.size() > max_names) ids += " …";
  return {errc::conflict, msg("\"{}\" fits {} media items", printable(typed), found.size()),
          msg("name one of them by its ID: {}", ids)};
}

error none(const std::vector<media_item>& all, const std::string& typed) {
  std::vector<std::string> names;
  for (const media_item& m : all) names.push_back(m.file);
  std::string near = nearest_name(typed, names);
  message what = msg("there is no media item \"{}\"", printable(typed));
  if (near.empty())
    return {errc::not_found, std::move(what), msg("see \"bangtin media list\" for those that there are")};
  auto at = static_cast<std::size_t>(std::find(names.begin(), names.end(), near) - names.begin());
  return {errc::not_found, std::move(what), msg("did you mean {} ({})?", printable(near), all[at].id)};
}

}  // namespace

std::string nearest_name(std::string_view name, const std::vector<std::string>& known) {
  const std::string wanted = file_part(name);
  auto first = [&](auto same) -> std::optional<std::string> {
    auto found =
        std::find_if(known.begin(), known.end(), [&](const std::string& k) { return same(file_part(k)); });
    return found == known.end() ? std::nullopt : std::optional(*found);
  };
  if (auto k = first([&](const std::string& other) { return folded(other) == folded(wanted); })) return *k;
  if (auto k =
          first([&](const std::string& other) { return folded(stem_of(other)) == folded(stem_of(wanted)); }))
    return *k;
  std::vector<std::string> files;
  for (const std::string& k : known) files.push_back(file_part(k));
  std::optional<std::size_t> near = nearest_of(wanted, files);
  return near ? known[*near] : std::string();
}

result<media_item> choose_media(const std::vector<media_item>& all, const std::string& typed, written where) {
  const std::string name = to_nfc(typed), id = lower_case(typed), file = file_part(name);
  const bool command = where == written::at_a_command;
  const std::function<bool(const media_item&)> readings[] = {
      [&](const media_item& m) { return m.id == id || m.sha256.hex() == id; },
      [&](const media_item& m) { return to_nfc(m.file) == name; },
      // Items have U+FFFD in place of what cannot be printed.
      [&](const media_item& m) { return printable(to_nfc(m.file)) == printable(name); },
      [&](const media_item& m) { return !command && to_nfc(m.file) == file; },
      [&](const media_item& m) { return id.size() >= min_letters && m.sha256.hex().starts_with(id); },
      [&](const media_item& m) { return folded(m.file) == folded(command ? name : file); },
      [&](const media_item& m) {
        return command && name.size() >= min_letters && folded(m.file).starts_with(folded(name));
      }};
  for (const auto& fits : readings) {
    items found = those(all, fits);
    if (found.size() == 1) return *found.front();
    if (found.size() > 1) return several(found, typed);
  }
  return none(all, typed);
}

bool is_picture(const media_item& item) {
  return item.kind == playlists::programme::media_kind::image && item.files.size() == 1;
}

bool is_picture_or_video(const media_item& item) {
  return is_picture(item) || (item.kind == playlists::programme::media_kind::video && item.files.size() == 1);
}

std::string command_name(const media_item& item, const std::vector<media_item>& all) {
  const auto same =
      std::count_if(all.begin(), all.end(), [&](const media_item& m) { return m.file == item.file; });
  const bool plain = same <= 1 && !item.file.empty() && !item.file.starts_with('-');
  return plain ? item.file : item.id;
}

result<std::vector<media_item>> get_removed_media(session& s) {
  result<json::value> answer = s.daemon.call_json(get_request("/v1/media?removed=true"));
  if (!answer) return answer.error();
  result<std::vector<media_item>> all = wire::admin::decode_list<media_item>(*answer);
  if (all) return all;
  return error{errc::invalid, msg("the daemon's answer cannot be used: {}", inner(all.error().what)),
               msg("check that daemon and command are of the same version")};
}

result<media_item> find_media(session& s, const std::string& typed, removed_items which) {
  result<media_item> found = error{};
  if (which != removed_items::only) {
    result<std::vector<media_item>> all = get_media(s.daemon);
    if (!all) return all.error();
    found = choose_media(*all, typed);
    if (found || which == removed_items::no || found.error().code != errc::not_found) return found;
  }
  result<std::vector<media_item>> removed = get_removed_media(s);
  if (!removed) return removed.error();
  result<media_item> old = choose_media(*removed, typed);
  if (old || which == removed_items::only || old.error().code != errc::not_found) return old;
  return found;
}

}  // namespace bangtin::admin_cli::commands
