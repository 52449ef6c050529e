#include "playlists/analysis/compared_programme.hpp"

namespace bangtin::playlists::analysis {

namespace {

std::string file_text(const programme::media_item& m) {
  std::string all = std::to_string(static_cast<int>(m.kind)) + " " + std::to_string(m.duration.count()) +
                    " " + std::to_string(m.pages);
  if (m.files.empty()) return all + " name " + m.name;
  for (const programme::file_ref& f : m.files) all += " " + f.sha256.hex();
  return all;
}

}  // namespace

compared_programme::compared_programme(const programme::programme& programme_of)
    : p(programme_of), site(p.timezone) {
  for (const programme::media_item& m : p.media) {
    media.emplace(m.name, &m);
    files.emplace(m.name, file_text(m));
  }
  for (const programme::playlist& l : p.playlists) playlists.emplace(l.name, &l);
  for (const programme::campaign& c : p.campaigns) campaigns.emplace(c.name, &c);
}

const std::string& compared_programme::file_of(const std::string& name) const {
  static const std::string none;
  auto found = files.find(name);
  return found == files.end() ? none : found->second;
}

const programme::media_item* compared_programme::find_media(const std::string& name) const {
  auto found = media.find(name);
  return found == media.end() ? nullptr : found->second;
}

const programme::campaign* compared_programme::find_campaign(const std::string& name) const {
  auto found = campaigns.find(name);
  return found == campaigns.end() ? nullptr : found->second;
}

}  // namespace bangtin::playlists::analysis
