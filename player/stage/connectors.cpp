#include "player/stage/connectors.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <string_view>

#include "base/hash.hpp"

namespace bangtin::player::stage {

namespace {

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

bool is_shown(const connector& c) {
  return (c.dpms.empty() || c.dpms == "On") && c.enabled != "disabled";
}

}  // namespace

std::vector<connector> read_connectors(const std::filesystem::path& folder) {
  std::vector<connector> all;
  std::error_code gone;
  for (std::filesystem::directory_iterator i(folder, gone), end; !gone && i != end; i.increment(gone)) {
    std::string name = i->path().filename().string();
    // The card itself has no status. A writeback connector writes into memory; it is no screen.
    std::string status = first_line(i->path() / "status");
    if (status.empty() || name.find("Writeback") != std::string::npos) continue;
    all.push_back({std::move(name), std::move(status), first_line(i->path() / "enabled"),
                   first_line(i->path() / "dpms"), content_of(i->path() / "modes"),
                   content_of(i->path() / "edid")});
  }
  std::sort(all.begin(), all.end(), [](const connector& a, const connector& b) { return a.name < b.name; });
  return all;
}

connection connection_of(std::span<const connector> all) {
  auto any = [&](std::string_view status) {
    return std::any_of(all.begin(), all.end(),
                       [&](const connector& c) { return c.status == status && is_shown(c); });
  };
  if (any("connected")) return connection::connected;
  return all.empty() || any("unknown") ? connection::unknown : connection::disconnected;
}

bool any_plugged_in(std::span<const connector> all) {
  return std::any_of(all.begin(), all.end(), [](const connector& c) { return c.status == "connected"; });
}

std::string arrangement_of(std::span<const connector> all) {
  std::string text;
  for (const connector& c : all) {
    text += c.name + ' ' + c.status + ' ' + sha256(c.modes).hex() + ' ' + sha256(c.edid).hex() + '\n';
  }
  return text;
}

}  // namespace bangtin::player::stage
