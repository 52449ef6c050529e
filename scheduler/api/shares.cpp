// Only originals are shared: the other body ingests them itself and trusts no rendition of ours.
#include "scheduler/api/shares.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/admin/bundles.hpp"

namespace bangtin::scheduler::api {

namespace admin = wire::admin;

namespace {

constexpr std::size_t max_shared = 1000;

wire::shared_item shared_of(const ledger::stored_media& m) {
  wire::shared_item i;
  i.sha256 = m.sha256;
  i.file = m.file;
  i.kind = playlists::programme::to_string(m.kind);
  i.title = m.title;
  i.theme = m.theme;
  i.audience = m.audience;
  i.owner = m.owner;
  i.link = m.link;
  i.call = m.call;
  i.language = m.language;
  i.licence = m.licence;
  i.duration_ms = ledger::is_shown_for_a_chosen_time(m.kind) ? m.duration.count() : 0;
  return i;
}

// Adds the item, and before it the one with its subtitles; each once.
result<void> add_shared(ledger::ledger& l, const std::string& id, std::vector<wire::shared_item>& to) {
  result<std::optional<ledger::stored_media>> m = l.media().find(id);
  if (!m) return m.error();
  if (!*m || (*m)->removed) {
    return error{errc::not_found, msg("there is no media item \"{}\"", printable(id)),
                 msg("see \"bangtin media list\" for those that there are")};
  }
  const auto known = [&](const digest& d) {
    return std::any_of(to.begin(), to.end(), [&](const wire::shared_item& i) { return i.sha256 == d; });
  };
  if (known((*m)->sha256)) return {};
  wire::shared_item item = shared_of(**m);
  if (!(*m)->subtitles.empty()) {
    result<std::optional<ledger::stored_media>> subtitles = l.media().find((*m)->subtitles);
    if (!subtitles) return subtitles.error();
    if (*subtitles && !(*subtitles)->removed) {
      if (!known((*subtitles)->sha256)) to.push_back(shared_of(**subtitles));
      item.subtitles = (*subtitles)->sha256.hex();
    }
  }
  to.push_back(std::move(item));
  return {};
}

// The institution's name, as the slate has it.
result<std::string> name_of_site(ledger::ledger& l, const playlists::programme::programme* published) {
  if (published != nullptr && !published->body.empty()) return published->body;
  result<std::optional<std::string>> draft = l.programmes().draft();
  if (!draft) return draft.error();
  if (!*draft) return std::string();
  result<playlists::programme::programme> p = playlists::text::from_bytes(**draft);
  return p ? p->body : std::string();
}

}  // namespace

std::vector<http::endpoint> share_handlers::rows(deps d) {
  auto self = std::make_shared<share_handlers>(std::move(d));
  return {{.method = "POST",
           .pattern = "/v1/media/share",
           .who = http::access::editor,
           .body = http::body_use::whole,
           .max_body_bytes = max_small_body_bytes,
           .summary = "a signed list of media items for another body",
           .doc = {.id = "share_media",
                   .tag = "media",
                   .takes = json_body<admin::share_order>(),
                   .answers = {{200, "the list", json_body<admin::shared_media>(), {}}},
                   .refusals = {404, 422}},
           .handle = to(self, &share_handlers::share)}};
}

handled share_handlers::share(http::request& r) {
  auto order =
      admin::decode_request<admin::share_order>(r.body, {.max_depth = 2, .max_values = max_shared + 8});
  if (!order) co_return http::problem_reply(order.error());
  if (order->items.empty()) {
    co_return http::problem_reply(
        {errc::invalid, msg("no media item was named"), msg("name those that the other body should get")});
  }
  const utc_ms now = deps_.clock.now().utc;
  const auto published = deps_.programmes.current();
  wire::share_list list;
  list.made = now;
  ledger::audit_line line{now, r.from.who, {}, "media"};
  auto found = co_await deps_.ledger.ask([&](ledger::ledger& l) -> result<void> {
    for (const std::string& id : order->items) {
      if (result<void> added = add_shared(l, id, list.items); !added) return added;
    }
    result<std::string> name = name_of_site(l, published ? published->value.get() : nullptr);
    if (!name) return name.error();
    list.site = std::move(*name);
    line.what = fmt::format("{} media items for another body", list.items.size());
    return l.audit().add(line);
  });
  if (!found) co_return http::problem_reply(found.error());
  co_return co_await deps_.documents.run([&]() -> http::reply {
    for (wire::shared_item& i : list.items) {
      result<std::int64_t> bytes = deps_.store.size_of(i.sha256);
      if (!bytes) {
        return http::problem_reply({errc::not_found,
                                    msg("the original of {} is not here any more", printable(i.file)),
                                    msg("load it again with \"bangtin media add\"")});
      }
      i.bytes = *bytes;
    }
    admin::shared_media answer;
    answer.list = wire::to_json(list);
    const wire::share_statement s{list.site, deps_.daemon.public_part(), list.made, sha256(answer.list)};
    answer.share = evidence::sign_text(wire::to_text(s), deps_.daemon);
    return http::json_reply(admin::encode(answer));
  });
}

}  // namespace bangtin::scheduler::api
