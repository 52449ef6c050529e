// A site for tests: its keys, its approver's certificate, and a small valid programme.
#pragma once

#include "playlists/text/programme_bytes.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::wire::sample {

inline utc_ms at(std::int64_t ms) {
  return utc_ms(milliseconds(ms));
}

inline playlists::programme::programme programme(std::int64_t version) {
  playlists::programme::programme p;
  p.version = version;
  p.issued = at(1'791'590'400'000);
  p.expires = at(1'823'126'400'000);
  p.slate = "posters/slate.png";
  p.media.push_back({"posters/slate.png",
                     "0123456789ab",
                     playlists::programme::media_kind::image,
                     {},
                     0,
                     1920,
                     1080,
                     "Bảng chờ",
                     "",
                     "",
                     "",
                     {{sha256("slate"), 5}}});
  p.screens.push_back({"lobby", "Sảnh \"A\"", "service-centre", {}, {}});
  p.playlists.push_back({"all", {{"posters/slate.png", std::nullopt, "", "", ""}}});
  playlists::programme::campaign c;
  c.name = "always";
  c.playlist = "all";
  c.screens = {"all"};
  p.campaigns.push_back(c);
  return p;
}

struct site {
  secret_key root = secret_key::generate();
  secret_key approver = secret_key::generate();
  secret_key daemon = secret_key::generate();
  secret_key screen = secret_key::generate();

  approver_certificate certificate() const {
    return {approver.public_part(), "Nguyễn Thị Hạnh", at(1'790'000'000'000), at(1'800'000'000'000)};
  }
  signed_text certified(const approver_certificate& c) const { return evidence::sign_text(to_text(c), root); }
  signed_programme signed_one(std::int64_t version = 7) const {
    return sign_programme(programme(version), approver, certified(certificate()));
  }
};

}  // namespace bangtin::wire::sample
