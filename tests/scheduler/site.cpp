#include "scheduler/site.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "playlists/text/programme_bytes.hpp"
#include "wire/message_format.hpp"
#include "wire/messages.hpp"

namespace bangtin::scheduler::test {

using evidence::record;
using evidence::record_type;

record fake_screen::blank(record_type type, utc_ms at) const {
  record r;
  r.log = log;
  r.seq = static_cast<std::int64_t>(lines.size()) + 1;
  r.type = type;
  r.boot = "b007";
  r.utc = at;
  // One boot, whose monotonic clock runs with the wall clock.
  constexpr std::int64_t booted = 1'700'000'000'000;
  r.mono = milliseconds(std::max(r.seq, to_unix_ms(at) - booted));
  r.clock = clock_trust::synced;
  return r;
}

void fake_screen::append(const record& r) {
  lines.push_back(evidence::to_line(r));
  digest before = links.empty() ? evidence::first_link(log, key.public_part()) : links.back();
  links.push_back(evidence::next_link(before, lines.back()));
}

void fake_screen::begin(utc_ms at) {
  record r = blank(record_type::genesis, at);
  r.screen = name;
  append(r);
}

void fake_screen::play(const digest& programme, utc_ms at, milliseconds shown) {
  record start = blank(record_type::start, at);
  start.play = evidence::play_facts{start.seq, programme, "always", "poster.png", at, milliseconds(10'000)};
  append(start);
  record end = blank(record_type::end, at + shown);
  end.play = start.play;
  end.end = evidence::play_end{shown, 1, 0, "connected", evidence::play_outcome::complete, ""};
  append(end);
}

evidence::batch fake_screen::batch(std::size_t first, std::size_t last) const {
  evidence::batch b{log, static_cast<std::int64_t>(first), {}, {}};
  for (std::size_t seq = first; seq <= last; ++seq) b.lines.push_back(lines.at(seq - 1));
  evidence::head h{log, static_cast<std::int64_t>(last), links.at(last - 1)};
  b.head = evidence::sign_text(evidence::to_text(h), key);
  return b;
}

playlists::programme::programme small_programme(std::int64_t version,
                                                const playlists::programme::file_ref& file, utc_ms issued) {
  playlists::programme::programme p;
  p.version = version;
  if (version > 0) {
    p.issued = issued;
    p.expires = issued + std::chrono::hours(24 * 90);
  }
  playlists::programme::media_item poster;
  poster.name = "poster.png";
  poster.id = file.sha256.hex().substr(0, 12);
  poster.title = "Poster";
  poster.theme = "III.2";
  poster.width = 1920;
  poster.height = 1080;
  poster.files = {file};
  p.media = {poster};
  p.slate = "poster.png";
  playlists::programme::screen lobby;
  lobby.name = "lobby";
  lobby.venue = "service-centre";
  p.screens = {lobby};
  p.playlists = {{"posters", {{"poster.png", milliseconds(10'000), "", "", ""}}}};
  playlists::programme::campaign always;
  always.name = "always";
  always.playlist = "posters";
  always.task = "IV.2.c";
  always.screens = {"all"};
  p.campaigns = {always};
  return p;
}

site::site() {
  setup_.data = folder_ / "data";
  setup_.listen = "127.0.0.1:0";
  setup_.socket = socket();
  setup_.durable = false;
  setup_.ingest = [](const std::filesystem::path&, const std::filesystem::path&, const media::ingest_limits&,
                     const media::ingest_control&) {
    media::ingested found;
    found.width = 1920;
    found.height = 1080;
    return result<media::ingested>(found);
  };
  setup_.waits.linger = milliseconds(200);
  setup_.requests.per_s = 0;
}

site::~site() {
  stop();
}

void site::start() {
  auto started = app::daemon::start(setup_, clock_);
  ASSERT_TRUE(started) << describe(started.error());
  daemon_ = std::move(*started);
  thread_ = std::thread([this] { clean_ = daemon_->run(); });
  (void)document();
}

// All daemons have the same document, so it is fetched only once per process.
const api_document& site::document() const {
  static const api_document d = [this] {
    raw_client c(socket());
    c.send(request_text("GET", "/v1/openapi.json"));
    return api_document(parsed(c.read()));
  }();
  return d;
}

answer site::documented(std::string_view method, std::string_view path, answer a) const {
  if (std::optional<std::string> bad = document().violation(method, path, a)) ADD_FAILURE() << *bad;
  return a;
}

void site::stop() {
  if (!daemon_) return;
  daemon_->stop();
  thread_.join();
  daemon_.reset();
}

std::uint16_t site::port() const {
  std::string address = daemon_->address();
  return static_cast<std::uint16_t>(std::stoi(address.substr(address.rfind(':') + 1)));
}

namespace {
// As our own clients do.
std::string announcing(std::string_view headers) {
  return fmt::format("{}: {}\r\n{}", wire::message_format_header, wire::message_format, headers);
}
}  // namespace

answer site::admin(std::string_view method, std::string_view path, std::string_view body,
                   std::string_view headers) {
  raw_client c(socket());
  c.send(request_text(method, path, body, announcing(headers)));
  return documented(method, path, c.read(method == "HEAD"));
}

answer site::open(std::string_view method, std::string_view path, std::string_view body,
                  std::string_view headers) {
  raw_client c(port());
  c.send(request_text(method, path, body, announcing(headers)));
  return documented(method, path, c.read(method == "HEAD"));
}

playlists::programme::file_ref site::store(const std::string& bytes) {
  digest d = sha256(bytes);
  answer a = admin("PUT", "/v1/uploads/" + d.hex(), bytes,
                   fmt::format("Content-Range: bytes 0-{}/{}\r\n", bytes.size() - 1, bytes.size()));
  EXPECT_EQ(a.status, 200) << a.body;
  return {d, static_cast<std::int64_t>(bytes.size())};
}

wire::signed_programme site::signed_by_approver(const playlists::programme::programme& p) const {
  utc_ms now = clock_.now().utc;
  wire::approver_certificate c{approver_.public_part(), "Approver", now - std::chrono::hours(1),
                               now + std::chrono::hours(24 * 365)};
  return wire::sign_programme(p, approver_, evidence::sign_text(wire::to_text(c), root_));
}

std::string site::publication(const wire::signed_programme& p, const secret_key& root) const {
  return R"({"programme":)" + wire::to_json(p) + R"(,"root":")" + root.public_part().hex() + "\"}";
}

digest site::publish(std::int64_t version) {
  playlists::programme::programme p = small_programme(version, store("a picture"), clock_.now().utc);
  answer a = admin("POST", "/v1/programmes", publication(signed_by_approver(p), root_));
  EXPECT_EQ(a.status, 200) << a.body;
  return playlists::text::programme_digest(p);
}

void site::pair(const fake_screen& s) {
  EXPECT_EQ(open("POST", "/v1/pairing-requests", wire::to_json(s.pairing_request())).status, 202);
  order_pairing(s);
}

void site::order_pairing(const fake_screen& s, const std::optional<digest>& tag_2) {
  wire::screen_certificate c{s.key.public_part(), s.name, clock_.now().utc};
  json::object order{{"screen_key", s.key.public_part().hex()},
                     {"name", s.name},
                     {"title", "Lobby"},
                     {"venue", "service-centre"},
                     {"root", root_.public_part().hex()},
                     {"certificate", wire::to_value(evidence::sign_text(wire::to_text(c), root_))},
                     {"tag", sha256("tag").hex()}};
  if (tag_2) order["tag_2"] = tag_2->hex();
  answer a = admin("POST", "/v1/screens", canonical(order));
  EXPECT_EQ(a.status, 200) << a.body;
}

answer site::post_plays(const fake_screen& s, const evidence::batch& b) {
  return open("POST", "/v1/screens/" + s.name + "/plays", wire::to_body(b), s.auth());
}

json::value parsed(const answer& a) {
  result<json::value> v = parse_json(a.body);
  EXPECT_TRUE(v) << a.status << ": " << a.body;
  return v ? *v : json::value();
}

}  // namespace bangtin::scheduler::test
