// media check.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/media_choice.hpp"
#include "base/counted.hpp"
#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using wire::admin::media_item;

// Reading a file of 4 GiB from a slow disk takes minutes, and the daemon says nothing meanwhile.
constexpr std::chrono::hours max_check{4};

struct checked {
  media_item item;  // without an id: the files that only programmes and notices name
  wire::admin::media_check found;
  bool is_good() const { return found.damaged.empty() && found.missing.empty(); }
};

result<checked> check_at(session& s, const std::string& path, const media_item& m,
                         std::function<void(std::uint64_t, std::uint64_t)> meanwhile = {}) {
  wire::request r = send_request("POST", path, "");
  r.timeout = max_check;
  r.stall = max_check;
  r.arrived = std::move(meanwhile);
  result<json::value> answer = s.daemon.call_json(r);
  if (!answer) return answer.error();
  result<wire::admin::media_check> found = wire::admin::decode<wire::admin::media_check>(*answer);
  if (found) return checked{m, std::move(*found)};
  return error{errc::invalid, msg("the daemon's answer cannot be used: {}", inner(found.error().what)),
               msg("check that daemon and command are of the same version")};
}

result<checked> check_item(session& s, const media_item& m) {
  return check_at(s, "/v1/media/items/" + m.id + "/check", m);
}

// The files that no item has any more, but an older version of the programme or a notice. Nothing when there
// are none, and from an older daemon.
result<std::optional<checked>> check_others(session& s) {
  auto check = [&] {
    work_bar bar(s, tr("reading the files of older versions"), 0);
    return check_at(s, "/v1/media/check", {}, [&](std::uint64_t, std::uint64_t) { bar.wait(); });
  };
  result<checked> others = check();
  if (!others && others.error().code == errc::not_found) return std::optional<checked>();
  if (!others) return others.error();
  return others->found.files == 0 ? std::nullopt : std::optional(std::move(*others));
}

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::object to_json(const checked& c) {
  json::array damaged, missing;
  for (const digest& d : c.found.damaged) damaged.emplace_back(d.hex());
  for (const digest& d : c.found.missing) missing.emplace_back(d.hex());
  return {{"id", text_or_null(c.item.id)},
          {"file", text_or_null(c.item.file)},
          {"state", c.is_good()               ? "good"
                    : c.found.damaged.empty() ? "missing"
                                              : "damaged"},
          {"files", c.found.files},
          {"bytes", c.found.bytes},
          {"damaged", std::move(damaged)},
          {"missing", std::move(missing)}};
}

void print(views::printer& out, const checked& c) {
  if (c.is_good()) return;
  if (c.item.id.empty()) {
    out.text(
        tr("{} of {} files that only older versions of the programme or notices name are damaged or "
           "missing; a revert to such a version would lack them",
           c.found.damaged.size() + c.found.missing.size(), c.found.files));
    return;
  }
  const std::string file = printable(c.item.file);
  const std::size_t missing = c.found.missing.size(), damaged = c.found.damaged.size(), all = c.found.files;
  out.text(translate(
      damaged == 0 ? counted(all, msg("{} ({}): its file is missing", file, c.item.id),
                             msg("{} ({}): {} of its {} files are missing", file, c.item.id, missing, all))
                   : counted(all, msg("{} ({}): its file is damaged; it was set aside", file, c.item.id),
                             msg("{} ({}): {} of its {} files are damaged; they were set aside", file,
                                 c.item.id, damaged, all))));
}

std::uint64_t bytes_of(const media_item& m) {
  std::uint64_t bytes = 1;  // an item without files is a step of the bar too
  for (const wire::admin::media_file& f : m.files) bytes += static_cast<std::uint64_t>(f.bytes);
  return bytes;
}

result<std::vector<checked>> check_all(session& s, const std::vector<media_item>& items) {
  std::uint64_t total = 0, done = 0;
  for (const media_item& m : items) total += bytes_of(m);
  std::vector<checked> all;
  work_bar bar(s, "", total + 1);
  for (const media_item& m : items) {
    bar.say(tr("reading {}", m.file));
    bar.at(done);
    result<checked> c = check_item(s, m);
    if (!c) {
      // Somebody removed the last of an item meanwhile.
      if (c.error().code == errc::not_found) continue;
      return c.error();
    }
    done += bytes_of(m);
    all.push_back(std::move(*c));
  }
  return all;
}

}  // namespace

result<int> media_check(session& s, const arguments& given) {
  std::vector<media_item> items;
  if (auto typed = given.get("ID")) {
    result<media_item> m = find_media(s, *typed, removed_items::also);
    if (!m) return m.error();
    items.push_back(std::move(*m));
  } else {
    result<std::vector<media_item>> there = get_media(s.daemon);
    if (!there) return there.error();
    items = std::move(*there);
    // Removed ones can be restored, so they must be whole too.
    result<std::vector<media_item>> removed = get_removed_media(s);
    if (!removed) return removed.error();
    items.insert(items.end(), std::make_move_iterator(removed->begin()),
                 std::make_move_iterator(removed->end()));
  }
  result<std::vector<checked>> all = check_all(s, items);
  if (!all) return all.error();
  const std::size_t of_items = all->size();
  if (!given.has("ID")) {
    result<std::optional<checked>> others = check_others(s);
    if (!others) return others.error();
    if (*others) all->push_back(std::move(**others));
  }
  json::array answers;
  std::size_t bad = 0, bad_items = 0;
  for (const checked& c : *all) {
    answers.push_back(to_json(c));
    print(s.out, c);
    bad += c.is_good() ? 0 : 1;
    bad_items += c.is_good() || c.item.id.empty() ? 0 : 1;
  }
  s.out.document(answers);
  if (bad == 0) {
    s.out.text(translate(counted(of_items, msg("{} media item: all of its files are good", of_items),
                                 msg("{} media items: all of their files are good", of_items))));
    return 0;
  }
  s.out.text(translate(counted(
      bad_items,
      msg("{} of {} media items is not whole. Load its files again with \"bangtin media add FILE\", and look "
          "at "
          "the daemon's disk.",
          bad_items, of_items),
      msg("{} of {} media items are not whole. Load their files again with \"bangtin media add FILE\", "
          "and look at the daemon's disk.",
          bad_items, of_items))));
  return views::exit_code(errc::verification);
}

}  // namespace bangtin::admin_cli::commands
