// bundle share, take: material for another body, which approves it itself.
#include <algorithm>
#include <filesystem>
#include <map>
#include <set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/ingest_jobs.hpp"
#include "admin-cli/commands/list_items.hpp"
#include "admin-cli/commands/stick.hpp"
#include "admin-cli/commands/upload.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/admin/codec.hpp"
#include "wire/bundle_folder.hpp"
#include "wire/share.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
using wire::bundle_folder;
using wire::shared_item;

constexpr std::int64_t max_share_document = wire::max_share_list_bytes;
constexpr std::size_t fingerprint_digits = 16;

std::string name_of(const std::string& site, const public_key& daemon) {
  const std::string key = daemon.hex().substr(0, fingerprint_digits);
  return site.empty() ? tr("a site with the daemon key {}", key)
                      : tr("{} (daemon key {})", printable(site), key);
}

// For people who find the folder, in both languages whatever the caller's.
std::string readme(const wire::verified_share& s) {
  std::string text =
      "Tư liệu tuyên truyền dùng chung / Shared outreach material\n\n"
      "Để nhận: bangtin bundle take THƯ-MỤC\nTo take it: bangtin bundle take FOLDER\n\n"
      "Đơn vị nhận tự phê duyệt trước khi phát. / The body that takes it approves it itself.\n\n";
  text += fmt::format("{}\n{}\n\n", s.list.site, to_rfc3339_utc(s.list.made));
  for (const shared_item& i : s.list.items) {
    text += fmt::format("{}\n  {}\n", i.title.empty() ? i.file : i.title, i.file);
    for (const std::string* more : {&i.theme, &i.audience, &i.language, &i.owner, &i.licence, &i.link}) {
      if (!more->empty()) text += "  " + *more + "\n";
    }
    text += fmt::format("  SHA-256 {}\n\n", i.sha256.hex());
  }
  return text;
}

result<void> copy_file(session& s, const bundle_folder& to, const shared_item& i, work_bar& bar,
                       std::int64_t& done) {
  result<std::optional<std::int64_t>> there = to.size_of(wire::bundle_file(i.sha256));
  if (!there) return there.error();
  if (*there == i.bytes) return {};
  if (i.bytes > to.max_file_bytes()) {
    return error{errc::limit, msg("the folder lies on FAT, which cannot hold {}", printable(i.file)),
                 msg("format the stick with exFAT or ext4")};
  }
  return copy_from_daemon(s, to, {i.sha256, i.bytes}, bar, done);
}

result<wire::verified_share> read_share(const bundle_folder& from) {
  result<std::string> list = from.read(wire::share_list_name, max_share_document);
  if (!list) return list.error();
  result<std::string> statement = from.read(wire::share_statement_name, max_share_document);
  if (!statement) return statement.error();
  result<evidence::signed_text> note = wire::share_from_json(*statement);
  if (!note) return note.error();
  return wire::verify_share(*note, *list);
}

struct taken_item {
  const shared_item* item;
  std::string id, status;  // "accepted", "duplicate" or "rejected"
  std::optional<error> why;
};

// What the other body said of the item; an empty text says nothing.
json::object words_of(const shared_item& i, const std::string& origin) {
  json::object edit{{"origin", origin}};
  for (const auto& [key, text] :
       std::vector<std::pair<const char*, const std::string*>>{{"audience", &i.audience},
                                                               {"call", &i.call},
                                                               {"language", &i.language},
                                                               {"licence", &i.licence}}) {
    if (!text->empty()) edit[key] = *text;
  }
  return edit;
}

// The ordinary way of a file that somebody loads. An item that is here already keeps its texts.
result<taken_item> take_item(session& s, const fs::path& folder, const shared_item& i,
                             const std::string& origin, const std::map<std::string, std::string>& taken) {
  result<local_file> file = open_local(folder / wire::bundle_file(i.sha256), s.person);
  if (!file) return file.error();
  if (file->sha256 != i.sha256) {
    return error{errc::verification, msg("{} is not the file that was shared", printable(i.file)),
                 msg("ask the body that shared the material for it again")};
  }
  if (result<void> sent = upload(s, *file); !sent) return sent.error();
  wire::admin::media_order order;
  order.sha256 = i.sha256.hex();
  order.file = i.file;
  order.title = i.title;
  order.theme = i.theme;
  order.owner = i.owner;
  order.link = i.link;
  order.duration = std::chrono::milliseconds(i.duration_ms);
  if (auto subtitles = taken.find(i.subtitles); subtitles != taken.end()) order.subtitles = subtitles->second;
  result<wire::reply> got =
      s.daemon.call(send_request("POST", "/v1/media", canonical(wire::admin::encode(order))));
  if (!got) return got.error();
  result<json::value> v = parse_json(got->body);
  if (!v) return strange_answer(v.error());
  if (got->status == 200) {
    result<wire::admin::media_item> known = media_item_from(*v);
    if (!known) return known.error();
    return taken_item{&i, known->id, "duplicate", {}};
  }
  result<wire::admin::job> job = wire::admin::decode<wire::admin::job>(*v);
  if (!job) return strange_answer(job.error());
  result<wire::admin::media_item> made = wait_for_item(s, *job);
  if (!made) return made.error();
  result<wire::reply> told =
      s.daemon.call(send_request("PATCH", "/v1/media/items/" + made->id, canonical(words_of(i, origin))));
  if (!told) return told.error();
  return taken_item{&i, made->id, "accepted", {}};
}

void show_list(session& s, const wire::verified_share& share) {
  s.out.text(tr("From {}, made {}:", name_of(share.statement.site, share.statement.daemon),
                views::short_date(share.statement.made)));
  for (const shared_item& i : share.list.items) {
    s.out.text(fmt::format("  {}  {}", printable(i.title.empty() ? i.file : i.title), printable(i.theme)));
  }
}

json::object to_json(const taken_item& t) {
  return {
      {"media", t.id},        {"sha256", t.item->sha256.hex()},
      {"file", t.item->file}, {"title", t.item->title},
      {"status", t.status},   {"reason", t.why ? json::value(translate(t.why->what)) : json::value(nullptr)}};
}

// The items of these playlists of the draft, by ID, in their order.
result<void> add_playlists(session& s, const std::vector<std::string>& names,
                           std::vector<std::string>& items) {
  if (names.empty()) return {};
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (!*draft) {
    return error{errc::not_found,
                 msg("there is no draft, so there is no playlist \"{}\"", printable(names[0])),
                 msg("name the items with --media; \"bangtin media list\" shows them")};
  }
  for (const std::string& name : names) {
    result<playlists::programme::playlist*> l = choose_playlist(**draft, name);
    if (!l) return l.error();
    for (const playlists::programme::playlist_item& i : (*l)->items) {
      const auto m = std::find_if((*draft)->media.begin(), (*draft)->media.end(),
                                  [&](const auto& one) { return one.name == i.media; });
      if (m == (*draft)->media.end() || m->id.empty()) {
        return error{errc::not_found, msg("{} was not loaded as a media item", printable(i.media)),
                     msg("load it with \"bangtin media add\", and put it into the playlist again")};
      }
      items.push_back(m->id);
    }
    if ((*l)->items.empty()) {
      return error{errc::invalid, msg("the playlist \"{}\" is empty", printable((*l)->name)),
                   msg("add items to it first, or name another one")};
    }
  }
  return {};
}

// What is to be shared, each item once: first those that are named, then those of the playlists.
result<wire::admin::share_order> order_from(session& s, const arguments& given) {
  wire::admin::share_order order;
  for (const std::string& list : given.all("--media")) {
    for (const std::string& id : split(list, ',')) {
      if (!trimmed(id).empty()) order.items.emplace_back(trimmed(id));
    }
  }
  if (result<void> added = add_playlists(s, given.all("--playlist"), order.items); !added)
    return added.error();
  if (order.items.empty()) {
    return error{errc::usage, msg("nothing was named that the other body should get"),
                 msg("name items with --media, or a playlist with --playlist")};
  }
  std::set<std::string> seen;
  std::erase_if(order.items, [&](const std::string& id) { return !seen.insert(id).second; });
  return order;
}

}  // namespace

result<int> bundle_share(session& s, const arguments& given) {
  std::error_code ignored;
  if (!fs::is_directory(given.text("DIR"), ignored)) {
    return error{errc::not_found, msg("{} is no folder", printable(given.text("DIR"))),
                 msg("name the folder where the stick is mounted")};
  }
  result<wire::admin::share_order> order = order_from(s, given);
  if (!order) return order.error();
  result<json::value> got =
      s.daemon.call_json(send_request("POST", "/v1/media/share", canonical(wire::admin::encode(*order))));
  if (!got) return got.error();
  result<wire::admin::shared_media> answer = wire::admin::decode<wire::admin::shared_media>(*got);
  if (!answer) return strange_answer(answer.error());
  result<wire::verified_share> share = wire::verify_share(answer->share, answer->list);
  if (!share) return strange_answer(share.error());
  result<bundle_folder> to = bundle_folder::make(given.text("DIR"), wire::share_folder_name);
  if (!to) return to.error();
  std::int64_t bytes = 0, done = 0;
  for (const shared_item& i : share->list.items) bytes += i.bytes;
  {
    work_bar bar(s, tr("writing the material"), static_cast<std::uint64_t>(bytes));
    for (const shared_item& i : share->list.items) {
      if (result<void> copied = copy_file(s, *to, i, bar, done); !copied) return copied.error();
    }
  }
  // The signature comes last: without it nobody takes the folder.
  for (const auto& [name, text] : std::vector<std::pair<std::string_view, std::string>>{
           {wire::share_readme_name, readme(*share)},
           {wire::share_list_name, answer->list},
           {wire::share_statement_name, wire::share_to_json(answer->share)}}) {
    if (result<void> written = to->write(name, text); !written) return written.error();
  }
  json::array media;
  for (const shared_item& i : share->list.items) media.emplace_back(i.sha256.hex());
  s.out.document(json::object{{"site", share->list.site}, {"media", std::move(media)}, {"bytes", bytes}});
  s.out.done(tr("{} items are ready for another body in {}", share->list.items.size(),
                printable((fs::path(given.text("DIR")) / wire::share_folder_name).string())));
  s.out.note(
      tr("The other body sees them as from {}.", name_of(share->statement.site, share->statement.daemon)));
  return 0;
}

result<int> bundle_take(session& s, const arguments& given) {
  result<bundle_folder> from = bundle_folder::open(given.text("DIR"), wire::share_folder_name);
  if (!from && from.error().code == errc::not_found) {
    return error{errc::not_found,
                 msg("there is no folder {} in {}", wire::share_folder_name, printable(given.text("DIR"))),
                 msg("name the folder where the stick is mounted")};
  }
  if (!from) return from.error();
  result<wire::verified_share> share = read_share(*from);
  if (!share) return share.error();
  show_list(s, *share);
  if (result<void> yes = agreed(s, tr("Load these items? Nothing of them is approved by that.")); !yes)
    return yes.error();
  const std::string origin = name_of(share->statement.site, share->statement.daemon);
  const fs::path folder = fs::path(given.text("DIR")) / wire::share_folder_name;
  std::map<std::string, std::string> taken;  // ids here, by hash
  json::array answers;
  bool all = true;
  for (const shared_item& i : share->list.items) {
    result<taken_item> t = take_item(s, folder, i, origin, taken);
    if (!t && (t.error().code == errc::unreachable || is_stopped(t.error()))) return t.error();
    if (!t) t = taken_item{&i, "", "rejected", t.error()};
    if (!t->id.empty()) taken[i.sha256.hex()] = t->id;
    all = all && t->status != "rejected";
    const std::string title = printable(i.title.empty() ? i.file : i.title);
    if (t->status == "accepted") s.out.done(tr("{}: loaded as {}", title, t->id));
    if (t->status == "duplicate") s.out.done(tr("{}: is here already as {}", title, t->id));
    if (t->why) s.out.note(fmt::format("{}: {}", title, translate(t->why->what)));
    answers.push_back(to_json(*t));
  }
  s.out.document(json::object{{"site", share->statement.site},
                              {"daemon", share->statement.daemon.hex()},
                              {"media", std::move(answers)}});
  return all ? 0 : 1;
}

}  // namespace bangtin::admin_cli::commands
