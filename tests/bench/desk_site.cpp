#include "bench/desk_site.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "bench/publication.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/ledger/sqlite/sqlite_ledger.hpp"

namespace bangtin::bench {

namespace {

namespace programme = playlists::programme;
using scheduler::ledger::stored_media;
using std::chrono::hours;

constexpr int screens = 20, items_of_a_playlist = 10;

template <class T>
T required(result<T> r) {
  if (!r) throw std::runtime_error(describe(r.error()));
  return std::move(*r);
}
void require(const result<void>& r) {
  if (!r) throw std::runtime_error(describe(r.error()));
}

stored_media loaded_item(int number, utc_ms now) {
  stored_media m;
  m.file = fmt::format("Tuyên truyền chuyển đổi số {:05}.mp4", number);
  m.sha256 = sha256(m.file);
  m.id = m.sha256.hex().substr(0, 12);
  m.kind = number % 3 == 0 ? programme::media_kind::image : programme::media_kind::video;
  m.width = 1920;
  m.height = 1080;
  m.duration = m.kind == programme::media_kind::video ? milliseconds(15'000 + number) : milliseconds();
  m.title = fmt::format("Nộp hồ sơ trực tuyến trên Cổng Dịch vụ công quốc gia, bài {}", number);
  m.theme = fmt::format("III.{}", number % 9 + 1);
  m.audience = "người dân đến làm thủ tục";
  m.owner = "Trung tâm Phục vụ hành chính công";
  m.link = fmt::format("https://dichvucong.gov.vn/thu-tuc/{}", number);
  m.added = now - hours(24 * 3650) + hours(8) * number;
  m.files = {{sha256("rendition of " + m.file), 4'000'000}};
  m.thumbnail = sha256("thumbnail of " + m.file);
  m.sheet = sha256("sheet of " + m.file);
  return m;
}

programme::media_item shown_item(const stored_media& m) {
  programme::media_item item;
  item.name = m.file;
  item.id = m.id;
  item.kind = m.kind;
  item.duration = m.duration;
  item.width = m.width;
  item.height = m.height;
  item.title = m.title;
  item.theme = m.theme;
  item.link = m.link;
  item.files = m.files;
  return item;
}

programme::campaign yearly_campaign(int number, const std::string& playlist) {
  programme::campaign c;
  c.name = fmt::format("tuyen-truyen-{:04}", number);
  c.playlist = playlist;
  c.task = fmt::format("IV.{}.c", number % 5 + 1);
  c.screens = {number % 2 == 0 ? "all" : fmt::format("screen-{:02}", number % screens)};
  c.repeats = programme::recurrence::yearly;
  c.from = programme::calendar_date{0, number % 12 + 1, 1};
  c.to = programme::calendar_date{0, number % 12 + 1, number % 28 + 1};
  c.hours = {{hours(7), hours(11)}, {hours(13), hours(17)}};
  c.share = number % 100 + 1;
  return c;
}

programme::programme programme_of(const std::vector<stored_media>& media, int campaigns, utc_ms now) {
  programme::programme p;
  p.version = 1;
  p.issued = now - hours(48);
  p.expires = now + hours(24 * 400);
  for (int s = 0; s < screens; ++s) {
    programme::screen on;
    on.name = fmt::format("screen-{:02}", s);
    on.title = fmt::format("Màn hình tại sảnh số {}", s);
    on.venue = "service-centre";
    p.screens.push_back(on);
  }
  const int lists = std::max(1, campaigns / 10);
  for (int l = 0; l < lists; ++l) {
    programme::playlist list;
    list.name = fmt::format("chuyen-de-{:03}", l);
    for (int i = 0; i < items_of_a_playlist; ++i) {
      const auto at = static_cast<std::size_t>(l * items_of_a_playlist + i);
      if (at >= media.size()) break;
      p.media.push_back(shown_item(media[at]));
      programme::playlist_item entry;
      entry.media = media[at].file;
      list.items.push_back(entry);
    }
    p.playlists.push_back(list);
  }
  p.slate = p.media.front().name;
  for (int c = 0; c < campaigns; ++c) {
    p.campaigns.push_back(yearly_campaign(c, p.playlists[static_cast<std::size_t>(c % lists)].name));
  }
  return p;
}

}  // namespace

void make_desk_site(const std::filesystem::path& folder, int items, int campaigns) {
  std::filesystem::create_directories(folder);
  (void)required(load_or_create_key((folder / "daemon.key").string()));
  const utc_ms now = std::chrono::floor<milliseconds>(std::chrono::system_clock::now());
  std::vector<stored_media> media;
  for (int i = 0; i < std::max(1, items); ++i) media.push_back(loaded_item(i, now));
  auto ledger = required(scheduler::ledger::sqlite::open_sqlite_ledger(folder / "ledger.sqlite", false));
  for (const stored_media& m : media) require(ledger->media().add(m));
  programme::programme p = programme_of(media, campaigns, now);
  publish(*ledger, p, secret_key::generate(), secret_key::generate());
  p.version = 0;
  p.issued = p.expires = {};
  if (!p.campaigns.empty()) p.campaigns.back().share = 1000;
  require(ledger->programmes().set_draft(playlists::text::to_bytes(p)));
}

}  // namespace bangtin::bench
