// media list, media show.
#include <fmt/ranges.h>

#include <algorithm>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/views/days.hpp"
#include "admin-cli/views/media_facts.hpp"
#include "admin-cli/views/media_rows.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/json.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "media/screenshot.hpp"
#include "playlists/programme/notation.hpp"
#include "wire/admin/media_search.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::media_item;

constexpr std::size_t search_page = 200;  // the most that the daemon gives at once
constexpr std::int64_t max_last = 10'000;

bool names(const playlists::programme::programme& p, const media_item& m) {
  return std::any_of(p.media.begin(), p.media.end(), [&](const playlists::programme::media_item& named) {
    if (!named.id.empty()) return named.id == m.id;
    return !named.files.empty() && !m.files.empty() && named.files[0].sha256 == m.files[0].sha256;
  });
}

// Removes the items that the draft, the published programme, or another item uses.
result<void> keep_unused(session& s, std::vector<media_item>& all) {
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  std::vector<std::string> subtitles;
  for (const media_item& m : all) subtitles.push_back(m.subtitles);
  std::erase_if(all, [&](const media_item& m) {
    return (*draft && names(**draft, m)) || (*current && names((*current)->value, m)) ||
           std::find(subtitles.begin(), subtitles.end(), m.id) != subtitles.end();
  });
  return {};
}

wire::admin::media_search wanted_by(session& s, const arguments& given, const std::string& timezone) {
  wire::admin::media_search wanted{
      given.all("TEXT"), given.get("--theme"), given.text("--audience"), given.text("--owner"), {}, {}};
  if (given.has("--review"))
    wanted.review_by = playlists::programme::format_date(views::today_in(timezone, s.now));
  return wanted;
}

// Removes the items that the options of the call do not ask for.
result<void> filter(session& s, const arguments& given, const wire::admin::media_search& wanted,
                    std::vector<media_item>& all) {
  if (given.has("--unused") && !given.has("--removed")) {
    if (result<void> done = keep_unused(s, all); !done) return done;
  }
  const wire::admin::media_filter filter(wanted);
  std::erase_if(all, [&](const media_item& m) { return !filter.fits(m); });
  return {};
}

std::string search_path(const arguments& given, const wire::admin::media_search& wanted, std::size_t from) {
  std::string path = fmt::format("/v1/media/search?count={}&from={}", search_page, from);
  auto add = [&](std::string_view name, const std::string& value) {
    path += fmt::format("&{}={}", name, wire::percent_encoded(value));
  };
  add("text", fmt::format("{}", fmt::join(wanted.words, " ")));
  if (wanted.theme) add("theme", *wanted.theme);
  add("audience", wanted.audience);
  add("owner", wanted.owner);
  add("review", wanted.review_by);
  for (const char* flag : {"unused", "removed"}) {
    if (given.has(fmt::format("--{}", flag))) add(flag, "true");
  }
  return path;
}

// The newest `most` items, newest first, a page at a time: the whole list may be long. errc::not_found from a
// daemon that cannot search.
result<std::vector<media_item>> search_newest(session& s, const arguments& given,
                                              const wire::admin::media_search& wanted, std::size_t most) {
  const wire::admin::media_filter filter(wanted);  // to the daemon, a word with a blank in it is two words
  std::vector<media_item> newest;
  for (std::size_t from = 0; newest.size() < most; from += search_page) {
    result<json::value> answer = s.daemon.call_json(get_request(search_path(given, wanted, from)));
    if (!answer) return answer.error();
    result<wire::admin::found_media> page = wire::admin::decode<wire::admin::found_media>(*answer);
    if (!page) return strange_answer(page.error());
    if (page->items.empty()) break;
    for (media_item& m : page->items) {
      if (newest.size() < most && filter.fits(m)) newest.push_back(std::move(m));
    }
  }
  return newest;
}

struct listed_media {
  std::vector<media_item> items;
  bool any = false;  // there are items, whether they fit or not
};

result<listed_media> list_all(session& s, const arguments& given, const wire::admin::media_search& wanted) {
  result<std::vector<media_item>> all = given.has("--removed") ? get_removed_media(s) : get_media(s.daemon);
  if (!all) return all.error();
  const bool any = !all->empty();
  if (result<void> done = filter(s, given, wanted, *all); !done) return done.error();
  return listed_media{std::move(*all), any};
}

result<listed_media> list_newest(session& s, const arguments& given,
                                 const wire::admin::media_search& wanted) {
  const result<std::int64_t> most = given.number("--last", 1, max_last, max_last);
  if (!most) return most.error();
  result<std::vector<media_item>> found = search_newest(s, given, wanted, static_cast<std::size_t>(*most));
  if (found) return listed_media{std::move(*found), true};
  if (found.error().code != errc::not_found) return found.error();
  result<listed_media> all = list_all(s, given, wanted);
  if (!all) return all;
  std::ranges::reverse(all->items);
  if (std::ssize(all->items) > *most) all->items.resize(static_cast<std::size_t>(*most));
  return all;
}

// One column says why the items are listed: when they were removed, or are to be looked at again.
void print(session& s, const arguments& given, const std::vector<media_item>& all,
           const std::string& timezone) {
  bool removed = given.has("--removed"), review = given.has("--review") && !removed;
  using enum views::importance;
  views::table t({{tr("ID"), high, views::narrow::whole},
                  {tr("File"), high, views::narrow::cut, 20},
                  {tr("Kind"), low, views::narrow::whole},
                  {tr("Size"), least, views::narrow::whole},
                  {tr("Length"), low, views::narrow::whole},
                  {tr("Theme"), usual, views::narrow::cut, 6},
                  {tr("Title"), high, views::narrow::cut, 16},
                  {removed  ? tr("Removed")
                   : review ? tr("Review on")
                            : tr("Added"),
                   removed || review ? high : low, views::narrow::whole}});
  for (const media_item& m : all) {
    std::string last =
        review ? local_dates(m.review) : views::local_time(removed ? *m.removed : m.added, timezone);
    t.add({m.id, m.file, views::kind_text(m.kind), views::size_text(m), views::length_text(m), m.theme,
           m.title, last});
  }
  s.out.show(t);
}

// Piece by piece: as one value, ten thousand items take 60 MB.
void print_document(session& s, const std::vector<media_item>& all, const std::string& timezone) {
  std::string piece = "[";
  for (const media_item& m : all) {
    append_canonical(piece, views::media_json(m, timezone));
    s.out.raw(piece);
    piece = ",";
  }
  s.out.raw(all.empty() ? "[]\n" : "]\n");
}

// Saves the contact sheet. errc::not_found when the item has none.
result<void> save_sheet(session& s, const media_item& m, const std::filesystem::path& file) {
  const std::string end = lower_case(file.extension().string());
  if (end != ".png" && end != ".jpg" && end != ".jpeg") {
    return error{errc::usage, msg("{} is neither a .png nor a .jpg file", file.string()),
                 msg("give a name like sheet.png")};
  }
  if (!m.sheet) {
    return error{
        errc::not_found, msg("there is no contact sheet of {}", printable(m.file)),
        m.kind == playlists::programme::media_kind::subtitles
            ? msg("subtitles have none")
            : msg("an older version loaded it and made none; load the same file again with \"bangtin "
                  "media add\", then there is one")};
  }
  wire::request r = get_request("/v1/media/" + m.sheet->hex());
  r.max_reply_bytes = bangtin::media::max_sheet_bytes;
  result<wire::reply> got = s.daemon.call(r);
  if (!got && got.error().code == errc::not_found) {
    return error{errc::not_found, msg("the contact sheet of {} is missing in the store", printable(m.file)),
                 msg("load the same file again with \"bangtin media add\", which makes it again")};
  }
  if (!got) return got.error();
  result<bangtin::media::image> picture = bangtin::media::read_sheet(got->body);
  if (!picture) return picture.error();
  if (end != ".png") return write_file(file, got->body);
  result<std::string> png = bangtin::media::to_png(*picture);
  if (!png) return png.error();
  return write_file(file, *png);
}

// Saves the small picture that lists show of the item.
result<void> save_thumbnail(session& s, const media_item& m, const std::filesystem::path& file) {
  wire::request r = get_request("/v1/media/items/" + m.id + "/thumbnail");
  r.max_reply_bytes = bangtin::media::max_sheet_bytes;
  result<wire::reply> got = s.daemon.call(r);
  if (!got && got.error().code == errc::not_found) {
    return error{errc::not_found, msg("there is no picture of {}", printable(m.file)),
                 msg("load the same file again with \"bangtin media add\", which makes one")};
  }
  if (!got) return got.error();
  return write_file(file, got->body);
}

// Where the item is used. A daemon that does not know the question says nothing.
result<void> print_uses(session& s, const media_item& m) {
  if (s.out.json()) return {};
  result<json::value> answer = s.daemon.call_json(get_request("/v1/media/items/" + m.id + "/uses"));
  if (!answer && answer.error().code == errc::not_found) return {};
  if (!answer) return answer.error();
  result<wire::admin::media_uses> all = wire::admin::decode<wire::admin::media_uses>(*answer);
  if (!all) return strange_answer(all.error());
  for (const message& use : all->uses) s.out.text(translate(use));
  return {};
}

}  // namespace

result<int> media_list(session& s, const arguments& given) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  const wire::admin::media_search wanted = wanted_by(s, given, where->timezone);
  result<listed_media> listed =
      given.has("--last") ? list_newest(s, given, wanted) : list_all(s, given, wanted);
  if (!listed) return listed.error();
  std::vector<media_item>& all = listed->items;
  if (s.out.json()) {
    if (given.has("--removed")) std::erase_if(all, [](const media_item& m) { return !m.removed; });
    print_document(s, all, where->timezone);
  } else if (!all.empty()) {
    print(s, given, all, where->timezone);
  } else if (listed->any) {
    s.out.text(tr("none of the media items fits"));
  } else if (given.has("--removed")) {
    s.out.text(tr("no media item was removed in the last 30 days"));
  } else {
    s.out.text(tr("no media items yet; \"bangtin media add FILE\" loads one"));
  }
  return 0;
}

result<int> media_show(session& s, const arguments& given) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<media_item> m = find_media(s, given.text("ID"), removed_items::also);
  if (!m) return m.error();
  std::optional<std::string> sheet = given.get("--sheet");
  if (sheet) {
    if (result<void> saved = save_sheet(s, *m, *sheet); !saved) return saved.error();
  }
  std::optional<std::string> thumbnail = given.get("--thumbnail");
  if (thumbnail) {
    if (result<void> saved = save_thumbnail(s, *m, *thumbnail); !saved) return saved.error();
  }
  s.out.document(views::media_json(*m, where->timezone));
  s.out.show(views::media_facts_table(*m, where->timezone));
  if (result<void> done = print_uses(s, *m); !done) return done.error();
  if (sheet) s.out.done(tr("{}: the contact sheet of {}", *sheet, m->file));
  if (thumbnail) s.out.done(tr("{}: a small picture of {}", *thumbnail, m->file));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
