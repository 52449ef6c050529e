#include "scheduler/jobs/known_media.hpp"

#include <algorithm>
#include <array>

#include "base/normalise.hpp"
#include "base/text.hpp"
#include "scheduler/jobs/ingest_item.hpp"

namespace bangtin::scheduler::jobs {

namespace {

// What staff wrote about an item.
constexpr std::array texts{&ledger::stored_media::title,    &ledger::stored_media::theme,
                           &ledger::stored_media::audience, &ledger::stored_media::owner,
                           &ledger::stored_media::link,     &ledger::stored_media::call,
                           &ledger::stored_media::language, &ledger::stored_media::licence,
                           &ledger::stored_media::review,   &ledger::stored_media::subtitles};

void take_texts(ledger::stored_media& into, const ledger::stored_media& from) {
  for (std::string ledger::stored_media::*text : texts) {
    if (!(from.*text).empty()) into.*text = from.*text;
  }
  if (from.duration.count() > 0 && ledger::is_shown_for_a_chosen_time(into.kind))
    into.duration = from.duration;
}

using playlists::programme::media_kind;

// errc::invalid unless the subtitles that the order names are loaded, or it names none.
result<void> check_subtitles(ledger::ledger& l, const std::string& id) {
  if (id.empty()) return {};
  result<std::optional<ledger::stored_media>> found = l.media().find(id);
  if (!found) return found.error();
  if (*found && !(*found)->removed && (*found)->kind == media_kind::subtitles) return {};
  return error{errc::invalid, msg("there are no subtitles \"{}\"", printable(id)),
               msg("load them with \"bangtin media add\", and see \"bangtin media list\"")};
}

// The order's own words, for what the item to come does not hold.
bool is_again(const std::string& order) {
  result<json::value> v = parse_json(order);
  if (!v) return false;
  result<wire::admin::media_order> o = wire::admin::decode<wire::admin::media_order>(*v);
  return o && o->again;
}

bool lacks_sheet(const ledger::stored_media& m) {
  return !m.sheet && m.kind != media_kind::subtitles;
}

// The subtitles of an item that comes back: they come back too, or it loses them when they are gone. Within a
// transaction.
result<void> bring_back_subtitles(ledger::ledger& l, const media::store& store, ledger::stored_media& m,
                                  utc_ms now, const std::string& who) {
  if (m.subtitles.empty()) return {};
  result<std::optional<ledger::stored_media>> found = l.media().find(m.subtitles);
  if (!found) return found.error();
  if (*found && !(*found)->removed) return {};
  if (!*found || !is_whole(store, **found)) {
    m.subtitles.clear();
    return {};
  }
  (*found)->removed.reset();
  if (result<void> done = l.media().replace(**found); !done) return done;
  return l.audit().add({now, who,
                        "media restored " + printable((*found)->file) + ' ' + (*found)->sha256.hex(),
                        (*found)->file});
}

error incomplete() {
  return {errc::conflict, msg("the file has not arrived yet"), msg("upload it first")};
}

}  // namespace

bool is_whole(const media::store& store, const ledger::stored_media& m) {
  std::vector<digest> files = ledger::all_files(m);
  return std::all_of(files.begin(), files.end(), [&](const digest& d) { return store.has(d); });
}

result<std::optional<known_media>> take_known(ledger::ledger& l, const media::store& store,
                                              const ledger::stored_job& job) {
  result<ledger::stored_media> order = item_from_order(job.order);
  if (!order) return order.error();
  if (result<void> fine = check_subtitles(l, order->subtitles); !fine) return fine.error();
  result<std::optional<ledger::stored_media>> found = l.media().find(job.sha256.hex());
  if (!found) return found.error();
  if (!*found || !is_whole(store, **found)) return std::optional<known_media>();
  if (is_again(job.order) && lacks_sheet(**found)) return std::optional<known_media>();
  ledger::stored_media item = std::move(**found);
  const bool restored = item.removed.has_value();
  // A video that is loaded again for its subtitles gets them.
  const bool gets_subtitles =
      item.kind == media_kind::video && item.subtitles.empty() && !order->subtitles.empty();
  if (!restored && !gets_subtitles) return std::optional(known_media{std::move(item), "duplicate"});
  item.removed.reset();
  if (restored) take_texts(item, *order);
  if (gets_subtitles) item.subtitles = order->subtitles;
  if (item.kind != media_kind::video) item.subtitles.clear();
  result<void> done;
  if (restored) {
    done = restore_with_subtitles(l, store, item, job.queued, job.who);
  } else {
    ledger::audit_line line{job.queued, job.who,
                            "media got subtitles " + printable(item.file) + ' ' + item.sha256.hex(),
                            item.file};
    done = l.with_audit(line, [&] { return l.media().replace(item); });
  }
  if (!done) return done.error();
  return std::optional(known_media{std::move(item), restored ? "accepted" : "duplicate"});
}

result<void> restore_with_subtitles(ledger::ledger& l, const media::store& store, ledger::stored_media& m,
                                    utc_ms now, const std::string& who) {
  ledger::audit_line line{now, who, "media restored " + printable(m.file) + ' ' + m.sha256.hex(), m.file};
  return l.with_audit(line, [&]() -> result<void> {
    if (result<void> done = bring_back_subtitles(l, store, m, now, who); !done) return done;
    return l.media().replace(m);
  });
}

result<ledger::stored_media> store_ingested(ledger::ledger& l, const media::store& store,
                                            const ledger::stored_media& made, const std::string& who) {
  // Meanwhile another request may have removed a file.
  if (!is_whole(store, made)) return incomplete();
  ledger::audit_line line{made.added, who, "media accepted " + printable(made.file) + ' ' + made.sha256.hex(),
                          made.file};
  result<std::optional<ledger::stored_media>> found = l.media().find(made.sha256.hex());
  if (!found) return found.error();
  ledger::stored_media item = made;
  if (item.kind != media_kind::video) item.subtitles.clear();
  if (!*found) {
    result<void> done = l.with_audit(line, [&] { return l.media().add(item); });
    if (!done) return done.error();
    return item;
  }
  take_texts(item, **found);
  item.id = (*found)->id;
  item.added = (*found)->added;
  result<void> done = l.with_audit(line, [&]() -> result<void> {
    if ((*found)->removed) {
      if (result<void> back = bring_back_subtitles(l, store, item, made.added, who); !back) return back;
    }
    return l.media().replace(item);
  });
  if (!done) return done.error();
  return item;
}

}  // namespace bangtin::scheduler::jobs
