// A reader accepts only bytes that it would itself write.
#include "wire/share.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <set>

#include "base/json.hpp"
#include "evidence/note_text.hpp"
#include "wire/messages.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view share_kind = "bangtin-share-1";
constexpr std::string_view no_name = "-";
constexpr std::size_t max_shared_items = 1000;
constexpr std::size_t max_shared_text = 4096;

error not_a_list() {
  return {errc::invalid, msg("the list of the shared material cannot be read"),
          msg("ask for the material again")};
}

struct shared_text {
  std::string_view key;
  std::string shared_item::*text;
};
constexpr shared_text shared_texts[] = {
    {"audience", &shared_item::audience},   {"call", &shared_item::call},
    {"file", &shared_item::file},           {"kind", &shared_item::kind},
    {"language", &shared_item::language},   {"licence", &shared_item::licence},
    {"link", &shared_item::link},           {"owner", &shared_item::owner},
    {"subtitles", &shared_item::subtitles}, {"theme", &shared_item::theme},
    {"title", &shared_item::title}};

json::value to_value(const shared_item& i) {
  json::object o{{"bytes", i.bytes}, {"duration_ms", i.duration_ms}, {"sha256", i.sha256.hex()}};
  for (const shared_text& t : shared_texts) o[t.key] = i.*t.text;
  return o;
}

result<shared_item> item_from(const json::value& v) {
  json_reader f(v);
  shared_item i;
  i.bytes = f.integer("bytes", 1, evidence::largest_integer);
  i.duration_ms = f.integer("duration_ms", 0, evidence::largest_time_ms);
  const std::optional<digest> hash = digest::from(f.text("sha256", 64));
  for (const shared_text& t : shared_texts) i.*t.text = f.text(t.key, max_shared_text);
  if (f.finish() || !hash || !evidence::is_one_line(i.file)) return not_a_list();
  i.sha256 = *hash;
  return i;
}

}  // namespace

std::string to_json(const share_list& l) {
  json::array items;
  for (const shared_item& i : l.items) items.push_back(to_value(i));
  return canonical(json::object{{"format", share_kind},
                                {"items", std::move(items)},
                                {"made_ms", to_unix_ms(l.made)},
                                {"site", l.site}});
}

result<share_list> share_list_from_json(std::string_view text) {
  if (text.size() > max_share_list_bytes) {
    return error{errc::limit, msg("the message is longer than {} bytes", max_share_list_bytes),
                 msg("send a shorter one")};
  }
  result<json::value> parsed = parse_json(text, {.max_depth = 3, .max_values = 20 * max_shared_items});
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  share_list l;
  const std::string format = f.text("format", 64);
  l.site = f.text("site", 256);
  l.made = from_unix_ms(f.integer("made_ms", 0, evidence::largest_time_ms));
  const json::array& items = f.list("items", max_shared_items);
  std::set<std::string> seen;
  for (const json::value& v : items) {
    result<shared_item> i = item_from(v);
    if (!i) return i.error();
    const bool known = i->subtitles.empty() || seen.contains(i->subtitles);
    if (!known || !seen.insert(i->sha256.hex()).second) return not_a_list();
    l.items.push_back(std::move(*i));
  }
  if (f.finish() || format != share_kind || l.items.empty() || to_json(l) != text) return not_a_list();
  return l;
}

std::string to_text(const share_statement& s) {
  return fmt::format("{}\n{}\n{}\n{}\n{}\n", share_kind, s.site.empty() ? no_name : s.site, s.daemon.hex(),
                     to_unix_ms(s.made), s.list_sha256.hex());
}

result<share_statement> share_from_text(std::string_view text) {
  const auto values = evidence::note_values(text, share_kind, 4);
  if (!values || !evidence::is_one_line((*values)[0])) return evidence::not_a_note(share_kind);
  const std::optional<public_key> daemon = public_key::from((*values)[1]);
  const std::optional<std::int64_t> made = evidence::plain_integer((*values)[2], evidence::largest_time_ms);
  const std::optional<digest> list = digest::from((*values)[3]);
  if (!daemon || !made || !list) return evidence::not_a_note(share_kind);
  share_statement s{(*values)[0] == no_name ? std::string() : std::string((*values)[0]), *daemon,
                    from_unix_ms(*made), *list};
  if (to_text(s) != text) return evidence::not_a_note(share_kind);
  return s;
}

std::string share_to_json(const evidence::signed_text& s) {
  return canonical(json::object{{"share", to_value(s)}}) + "\n";
}

result<evidence::signed_text> share_from_json(std::string_view text) {
  while (text.ends_with('\n')) text.remove_suffix(1);
  result<json::value> parsed = parse_json(text);
  if (!parsed) return parsed.error();
  json_reader f(*parsed);
  result<evidence::signed_text> n = note_from_value(f.any("share"));
  if (std::optional<error> bad = f.finish()) return *bad;
  return n;
}

result<verified_share> verify_share(const evidence::signed_text& s, std::string_view list) {
  const message remedy = msg("ask the body that shared the material for it again");
  result<share_statement> statement = share_from_text(s.text);
  if (!statement)
    return error{errc::verification, msg("the signature of the shared material cannot be read"), remedy};
  if (!evidence::verify(s, statement->daemon) || statement->list_sha256 != sha256(list)) {
    return error{errc::verification, msg("the list of the shared material is not the one that was signed"),
                 remedy};
  }
  result<share_list> value = share_list_from_json(list);
  if (!value) return value.error();
  if (value->site != statement->site || value->made != statement->made) {
    return error{errc::verification, msg("the list of the shared material is not the one that was signed"),
                 remedy};
  }
  return verified_share{std::move(*statement), std::move(*value)};
}

}  // namespace bangtin::wire
