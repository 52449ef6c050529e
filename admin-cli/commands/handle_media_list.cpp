// media list, media show.
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

// Removes the items that the options of the call do not ask for.
result<void> filter(session& s, const arguments& given, const std::string& timezone,
                    std::vector<media_item>& all) {
  wire::admin::media_search wanted{
      given.all("TEXT"), given.get("--theme"), given.text("--audience"), given.text("--owner"), {}, {}};
  if (given.has("--review"))
    wanted.review_by = playlists::programme::format_date(views::today_in(timezone, s.now));
  if (given.has("--unused") && !given.has("--removed")) {
    if (result<void> done = keep_unused(s, all); !done) return done;
  }
  const wire::admin::media_filter filter(wanted);
  std::erase_if(all, [&](const media_item& m) { return !filter.fits(m); });
  return {};
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
  result<std::vector<media_item>> all = given.has("--removed") ? get_removed_media(s) : get_media(s.daemon);
  if (!all) return all.error();
  bool any = !all->empty();
  if (result<void> done = filter(s, given, where->timezone, *all); !done) return done.error();
  if (s.out.json()) {
    if (given.has("--removed")) std::erase_if(*all, [](const media_item& m) { return !m.removed; });
    print_document(s, *all, where->timezone);
  } else if (!all->empty()) {
    print(s, given, *all, where->timezone);
  } else if (any) {
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
  s.out.document(views::media_json(*m, where->timezone));
  s.out.show(views::media_facts_table(*m, where->timezone));
  if (result<void> done = print_uses(s, *m); !done) return done.error();
  if (sheet) s.out.done(tr("{}: the contact sheet of {}", *sheet, m->file));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
