// Reading is by `fields`, which keeps the first thing that is wrong; a wrong answer is reported as the
// daemon's, not as the user's.
#include "admin-cli/views/daemon.hpp"

#include "base/language.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::admin_cli {

namespace {

constexpr std::int64_t most = 9'000'000'000'000'000;
constexpr std::size_t most_programme_reply = 3 * playlists::most_programme_bytes;

error strange_answer(const error& why) {
  return {errc::invalid, msg("the daemon's answer cannot be used: {}", in_english(why.what)),
          msg("check that daemon and command are of the same version")};
}

wire::request programme_request(std::string path) {
  wire::request r = get_request(std::move(path));
  r.most_reply_bytes = most_programme_reply;
  return r;
}

std::optional<std::string> text_or_null(open_fields& f, std::string_view key) {
  return f.has(key) ? f.optional_text(key) : std::nullopt;
}

}  // namespace

open_fields::open_fields(const json::value& v) : fields(v) {
  if (const json::object* o = v.if_object()) {
    for (const auto& pair : *o) (void)any(std::string_view(pair.key().data(), pair.key().size()));
  }
}

std::optional<utc_ms> open_fields::optional_time(std::string_view key) {
  if (!has(key)) return std::nullopt;
  std::optional<std::int64_t> ms = optional_integer(key, 0, 253'402'300'799'999);
  if (!ms) return std::nullopt;
  return utc_ms(milliseconds(*ms));
}

utc_ms open_fields::time(std::string_view key) {
  return utc_ms(milliseconds(integer(key, 0, 253'402'300'799'999)));
}

wire::request get_request(std::string path) {
  wire::request r;
  r.path = std::move(path);
  return r;
}

wire::request send_request(std::string method, std::string path, std::string body) {
  wire::request r = get_request(std::move(path));
  r.method = std::move(method);
  r.body = std::move(body);
  return r;
}

result<site> get_site(wire::http_client& daemon) {
  result<json::value> answer = daemon.call_json(get_request("/v1/site"));
  if (!answer) return answer.error();
  open_fields f(*answer);
  site s;
  std::optional<public_key> key = public_key::from(f.text("daemon_key"));
  if (std::optional<std::string> root = text_or_null(f, "root")) {
    s.root = public_key::from(*root);
    if (!s.root) f.fail({errc::invalid, msg("the root key is not a key"), {}});
  }
  s.programme_version =
      f.has("programme_version") ? f.optional_integer("programme_version", 0, most).value_or(0) : 0;
  s.timezone = text_or_null(f, "timezone").value_or("UTC");
  s.version = f.text("version");
  if (!key) f.fail({errc::invalid, msg("the daemon's key is not a key"), {}});
  if (auto bad = f.finish()) return strange_answer(*bad);
  s.daemon = *key;
  return s;
}

result<stored_media> media_from(const json::value& v) {
  open_fields f(v);
  stored_media m;
  m.status = f.has("status") ? f.text("status", 32) : "";
  m.file = f.text("file");
  std::optional<digest> sha256 = digest::from(f.text("sha256"));
  std::optional<playlists::media_kind> kind = playlists::media_kind_from(f.text("kind", 32));
  m.added = f.time("added");
  m.item.id = f.text("id", 64);
  m.item.width = static_cast<int>(f.integer("width", 0, 1'000'000));
  m.item.height = static_cast<int>(f.integer("height", 0, 1'000'000));
  m.item.duration = milliseconds(f.integer("duration_ms", 0, most));
  m.item.pages = static_cast<int>(f.integer("pages", 0, 10'000));
  m.item.title = f.text("title");
  m.item.theme = f.text("theme");
  m.item.owner = f.text("owner");
  m.item.link = f.text("link");
  for (const json::value& entry : f.list("files", 10'000)) {
    open_fields part(entry);
    std::optional<digest> hash = digest::from(part.text("sha256"));
    std::int64_t bytes = part.integer("bytes", 0, most);
    if (auto bad = part.finish()) f.fail(*bad);
    if (!hash) f.fail({errc::invalid, msg("a hash is not a SHA-256"), {}});
    m.item.files.push_back({hash.value_or(digest{}), bytes});
  }
  if (!sha256) f.fail({errc::invalid, msg("a hash is not a SHA-256"), {}});
  if (!kind) f.fail({errc::invalid, msg("the kind of a media item is not known"), {}});
  if (auto bad = f.finish()) return strange_answer(*bad);
  m.sha256 = *sha256;
  m.item.kind = *kind;
  return m;
}

result<json::array> get_list(wire::http_client& daemon, const std::string& path) {
  result<json::value> answer = daemon.call_json(get_request(path));
  if (!answer) return answer.error();
  if (json::array* list = answer->if_array()) return std::move(*list);
  return strange_answer({errc::invalid, msg("it is not a list"), {}});
}

result<std::vector<stored_media>> get_media(wire::http_client& daemon) {
  result<json::array> list = get_list(daemon, "/v1/media");
  if (!list) return list.error();
  std::vector<stored_media> all;
  for (const json::value& v : *list) {
    result<stored_media> m = media_from(v);
    if (!m) return m.error();
    all.push_back(std::move(*m));
  }
  return all;
}

result<std::optional<playlists::programme>> get_draft(wire::http_client& daemon) {
  result<wire::reply> answer = daemon.call(programme_request("/v1/draft"));
  if (!answer && answer.error().code == errc::not_found) return std::optional<playlists::programme>{};
  if (!answer) return answer.error();
  result<playlists::programme> p = playlists::from_bytes(answer->body);
  if (!p) return strange_answer(p.error());
  return std::optional(std::move(*p));
}

result<std::optional<published_programme>> get_current(wire::http_client& daemon) {
  result<wire::reply> answer = daemon.call(programme_request("/v1/programmes/current"));
  if (!answer && answer.error().code == errc::not_found) return std::optional<published_programme>{};
  if (!answer) return answer.error();
  result<wire::signed_programme> note = wire::signed_programme_from_json(answer->body);
  if (!note) return strange_answer(note.error());
  result<playlists::programme> p = playlists::from_bytes(note->bytes);
  if (!p) return strange_answer(p.error());
  digest identity = sha256(note->bytes);
  return std::optional(published_programme{std::move(*p), identity, std::move(*note)});
}

std::string url_part(std::string_view text) {
  static constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~";
  std::string out;
  for (char c : text) {
    if (plain.find(c) != std::string_view::npos) {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace bangtin::admin_cli
