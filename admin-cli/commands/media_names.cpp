// From the strictest reading to the most forgiving one; the first that fits anything decides.
#include "admin-cli/commands/media_names.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <optional>

#include "admin-cli/commands/screen_choice.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::media_item;

constexpr std::size_t min_id_digits = 6;

std::string file_part(std::string_view name) {
  return std::filesystem::path(name).filename().string();
}
std::string stem_of(std::string_view name) {
  return std::filesystem::path(name).stem().string();
}

bool is_id(const media_item& m, std::string_view name) {
  bool hex = name.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
  return hex && name.size() >= min_id_digits && m.sha256.hex().starts_with(lower_case(name));
}

error several(std::string_view name, const std::vector<const media_item*>& found) {
  std::string ids;
  for (const media_item* m : found) ids += (ids.empty() ? "" : ", ") + m->id;
  return {errc::conflict,
          msg("several loaded items are called \"{}\": {}", printable(std::string(name)), ids),
          msg("name one by its ID; \"bangtin media list\" shows them")};
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
  std::vector<std::string> bare;
  for (const std::string& k : known) bare.push_back(without_marks(folded(file_part(k))));
  std::optional<std::string> near = closest(without_marks(folded(wanted)), bare);
  if (!near) return {};
  return known[static_cast<std::size_t>(std::find(bare.begin(), bare.end(), *near) - bare.begin())];
}

result<const media_item*> find_loaded(const std::vector<media_item>& all, std::string_view name) {
  const std::string exact = to_nfc(name);
  const std::string file = file_part(exact);
  const std::function<bool(const media_item&)> readings[] = {
      [&](const media_item& m) { return m.id == name || m.sha256.hex() == name; },
      [&](const media_item& m) { return to_nfc(m.file) == exact; },
      [&](const media_item& m) { return to_nfc(m.file) == file; },
      [&](const media_item& m) { return is_id(m, name); },
      [&](const media_item& m) { return folded(m.file) == folded(file); }};
  for (const auto& fits : readings) {
    std::vector<const media_item*> found;
    for (const media_item& m : all) {
      if (fits(m)) found.push_back(&m);
    }
    if (found.size() > 1) return several(name, found);
    if (found.size() == 1) return found.front();
  }
  std::vector<std::string> known;
  for (const media_item& m : all) known.push_back(m.file);
  std::string near = nearest_name(name, known);
  return error{errc::not_found, msg("no loaded item is called \"{}\"", printable(std::string(name))),
               near.empty() ? msg("see \"bangtin media list\" for those that there are")
                            : msg("did you mean \"{}\"?", printable(near))};
}

}  // namespace bangtin::admin_cli::commands
