// The items are filtered as the command does it (wire/admin/media_search.hpp), then one page of them is sent.
#include "scheduler/api/media_search.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>
#include <utility>

#include "base/plain_letters.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "scheduler/api/media.hpp"
#include "wire/admin/media_search.hpp"

namespace bangtin::scheduler::api {

namespace {

namespace admin = wire::admin;
using playlists::programme::programme;

constexpr std::int64_t usual_count = 50, max_count = 200;
constexpr std::size_t max_choices = 500;  // texts to choose from, of each kind

enum class item_order { newest, file, title };
constexpr std::array order_names{std::pair(item_order::newest, "newest"), std::pair(item_order::file, "file"),
                                 std::pair(item_order::title, "title")};

struct asked_search {
  admin::media_search wanted;
  bool unused = false, removed = false;
  item_order order = item_order::newest;
  std::int64_t from = 0, count = usual_count;
};

error wrong_parameter(std::string_view name, message remedy) {
  return {errc::usage, msg("the parameter \"{}\" has a value that is not known here", name),
          std::move(remedy)};
}

std::string text_of(const http::request& r, std::string_view name) {
  return std::string(r.parameter(name));
}

result<void> read_page(const http::request& r, asked_search& a) {
  const std::optional<std::int64_t> from = r.number("from"), count = r.number("count");
  if (!from) return wrong_parameter("from", msg("give a whole number"));
  if (!count || *count > max_count)
    return wrong_parameter("count", msg("give a whole number up to {}", max_count));
  a.from = *from;
  if (*count > 0) a.count = *count;
  const std::string order = text_of(r, "order");
  if (order.empty()) return {};
  const auto* named = std::ranges::find_if(order_names, [&](const auto& o) { return o.second == order; });
  if (named == order_names.end()) return wrong_parameter("order", msg("give newest, file or title"));
  a.order = named->first;
  return {};
}

result<asked_search> read_search(const http::request& r) {
  asked_search a;
  for (const std::string& word : split(r.parameter("text"), ' ')) {
    if (!word.empty()) a.wanted.words.push_back(word);
  }
  if (r.query.contains("theme")) a.wanted.theme = text_of(r, "theme");
  a.wanted.audience = text_of(r, "audience");
  a.wanted.owner = text_of(r, "owner");
  a.wanted.kind = text_of(r, "kind");
  a.wanted.review_by = text_of(r, "review");
  a.unused = r.parameter("unused") == "true";
  a.removed = r.parameter("removed") == "true";
  using playlists::programme::media_kind;
  constexpr std::array kinds{media_kind::video, media_kind::image, media_kind::pages, media_kind::subtitles};
  const bool known = std::ranges::any_of(
      kinds, [&](media_kind k) { return playlists::programme::to_string(k) == a.wanted.kind; });
  if (!a.wanted.kind.empty() && !known)
    return wrong_parameter("kind", msg("give video, image, pages or subtitles"));
  if (!a.wanted.review_by.empty() && !playlists::programme::parse_date(a.wanted.review_by))
    return wrong_parameter("review", msg("write it as 2027-03-31"));
  if (result<void> page = read_page(r, a); !page) return page.error();
  return a;
}

// What the draft, the published programme and other items use.
struct used_items {
  std::unordered_set<std::string> ids;
  std::set<digest> files;  // of programmes that name no ids: the first file of each item

  void add(const programme& p) {
    for (const playlists::programme::media_item& m : p.media) {
      if (!m.id.empty()) {
        ids.insert(m.id);
      } else if (!m.files.empty()) {
        files.insert(m.files.front().sha256);
      }
    }
  }
  bool has(const ledger::stored_media& m) const {
    return ids.contains(m.id) || (!m.files.empty() && files.contains(m.files.front().sha256));
  }
};

struct library_state {
  std::vector<ledger::stored_media> items;
  std::optional<std::string> draft;  // not asked for: nothing
};

result<library_state> read_library(ledger::ledger& l, bool with_draft) {
  result<std::vector<ledger::stored_media>> items = l.media().all();
  if (!items) return items.error();
  library_state s{std::move(*items), {}};
  if (!with_draft) return s;
  result<std::optional<std::string>> draft = l.programmes().draft();
  if (!draft) return draft.error();
  s.draft = std::move(*draft);
  return s;
}

result<used_items> find_used(const library_state& s, const programme* published) {
  used_items used;
  for (const ledger::stored_media& m : s.items) {
    if (!m.removed && !m.subtitles.empty()) used.ids.insert(m.subtitles);
  }
  if (published != nullptr) used.add(*published);
  if (!s.draft) return used;
  result<programme> draft = playlists::text::from_bytes(*s.draft);
  if (!draft) return draft.error();
  used.add(*draft);
  return used;
}

using chosen_items = std::vector<const ledger::stored_media*>;

// The ledger's order is that of loading.
void sort_items(chosen_items& all, item_order order) {
  std::ranges::reverse(all);
  if (order == item_order::newest) return;
  std::vector<std::pair<std::string, const ledger::stored_media*>> keyed;
  for (const ledger::stored_media* m : all) {
    const bool titled = order == item_order::title && !m->title.empty();
    keyed.emplace_back(without_marks(titled ? m->title : m->file), m);
  }
  std::ranges::stable_sort(keyed, {}, [](const auto& k) -> const std::string& { return k.first; });
  std::ranges::transform(keyed, all.begin(), [](const auto& k) { return k.second; });
}

// The different texts of the items that are there, sorted.
std::vector<std::string> choices_of(const library_state& s, std::string ledger::stored_media::*text) {
  std::set<std::string> all;
  for (const ledger::stored_media& m : s.items) {
    if (!m.removed && !(m.*text).empty() && all.size() < max_choices) all.insert(m.*text);
  }
  return {all.begin(), all.end()};
}

result<admin::found_media> search(const library_state& s, const asked_search& a, const programme* published) {
  used_items used;
  if (a.unused && !a.removed) {
    result<used_items> found = find_used(s, published);
    if (!found) return found.error();
    used = std::move(*found);
  }
  const admin::media_filter filter(a.wanted);
  chosen_items chosen;
  for (const ledger::stored_media& m : s.items) {
    if (m.removed.has_value() == a.removed && !used.has(m) && filter.fits(item_of(m))) chosen.push_back(&m);
  }
  sort_items(chosen, a.order);
  admin::found_media found;
  found.total = static_cast<std::int64_t>(chosen.size());
  for (std::int64_t i = a.from; i < std::min(found.total, a.from + a.count); ++i)
    found.items.push_back(item_of(*chosen[static_cast<std::size_t>(i)]));
  found.themes = choices_of(s, &ledger::stored_media::theme);
  found.audiences = choices_of(s, &ledger::stored_media::audience);
  found.owners = choices_of(s, &ledger::stored_media::owner);
  return found;
}

class search_handlers {
 public:
  explicit search_handlers(media_search_deps d) : deps_(d) {}

  handled get(http::request& r) {
    result<asked_search> asked = read_search(r);
    if (!asked) co_return http::problem_reply(asked.error());
    auto library =
        co_await deps_.ledger.ask([&](ledger::ledger& l) { return read_library(l, asked->unused); });
    if (!library) co_return http::problem_reply(library.error());
    const auto current = deps_.programmes.current();
    const programme* published = current ? current->value.get() : nullptr;
    co_return co_await deps_.documents.run([&] {
      result<admin::found_media> found = search(*library, *asked, published);
      *library = {};
      return found ? http::json_reply(admin::encode(*found)) : http::problem_reply(found.error());
    });
  }

 private:
  media_search_deps deps_;
};

}  // namespace

std::vector<http::endpoint> media_search_rows(media_search_deps d) {
  auto self = std::make_shared<search_handlers>(d);
  auto text = [](std::string_view name, std::string_view about) {
    return http::parameter_doc{.name = name, .about = about, .type = "string"};
  };
  return {
      {.method = "GET",
       .pattern = "/v1/media/search",
       .who = http::access::viewer,
       .summary = "the media items that fit, page by page",
       .doc = {.id = "search_media",
               .tag = "media",
               .parameters = {text("text", "words that the item has somewhere; diacritics count nothing"),
                              text("theme", "of this theme, or of one below it; empty: without a theme"),
                              text("audience", "a part of it"),
                              text("owner", "a part of it"),
                              text("kind", "video, image, pages or subtitles"),
                              text("review", "YYYY-MM-DD: to be looked at again by that day"),
                              text("unused",
                                   "\"true\": used by neither draft, published programme nor another item"),
                              text("removed", "\"true\": those that were removed and can be restored"),
                              text("order", "newest, file or title"),
                              {.name = "from", .about = "how many to pass over"},
                              {.name = "count", .about = "how many at most; 50 unless said, at most 200"}},
               .answers = {{200, "one page of them", json_body<admin::found_media>(), {}}},
               .refusals = {}},
       .handle = to(self, &search_handlers::get)}};
}

}  // namespace bangtin::scheduler::api
