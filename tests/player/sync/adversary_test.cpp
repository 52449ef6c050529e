// An attacker who owns the daemon: its key, its files, every answer, all that was ever signed, the stolen key
// of an approver who is revoked, and a root key of their own; in one campaign also the root key that the site
// had before. In each round they tell one lie, chosen and
// varied by a seed. Whatever they say, what the screen would decode is byte for byte what an approver of this
// site signed, the attack is named, and the truth afterwards is believed again. After each tenth lie the
// player's decoder decodes the file that the screen would show, and the frame is the approved one.
//
// BANGTIN_ATTACKS=10000 BANGTIN_SEED=7: more of them, from another seed (script/attack-screen).
#include <gmock/gmock.h>

#include <array>
#include <cstdlib>
#include <random>
#include <set>

#include "player/stage/decoder.hpp"
#include "player/stage/painting.hpp"
#include "player/sync/a_guarded_screen.hpp"
#include "playlists/schedule/timeline.hpp"
#include "wire/scripted_server.hpp"

namespace bangtin::player::sync {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;
using wire::attack;

std::int64_t number_from(const char* variable, std::int64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoll(text, nullptr, 10);
}

// One to four bytes are changed, removed, repeated or inserted.
std::string damaged(const std::string& good, std::mt19937_64& chance) {
  std::string text = good;
  auto below = [&](std::size_t n) { return static_cast<std::size_t>(chance() % n); };
  for (std::size_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
    const std::size_t at = below(text.size());
    switch (below(4)) {
      case 0:
        text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
        break;
      case 1:
        text.erase(at, 1 + below(20));
        break;
      case 2:
        text.insert(at, text.substr(at, 1 + below(20)));
        break;
      default:
        text[at] = "0\"{}\n9f"[below(7)];
    }
  }
  return text == good ? damaged(good, chance) : text;
}

// A PNG file with a picture of its own for each number.
std::string poster(int number) {
  fakes::temporary_folder folder{fakes::in_memory()};
  stage::image picture({64, 36});
  std::mt19937 dots(static_cast<std::uint32_t>(number));
  for (std::size_t i = 0; i < picture.pixels.size(); ++i) {
    if (i % 4 != 3) picture.pixels[i] = static_cast<std::uint8_t>(dots());
  }
  EXPECT_TRUE(stage::write_png(picture, folder.path() / "poster.png"));
  return read_file(folder.path() / "poster.png", 100'000).value();
}

class a_screen_under_attack : public ::testing::Test {
 protected:
  using names = std::set<attack>;

  a_guarded_screen s;
  stage::zygote decoders{BANGTIN_BINARY_DIR "/bin/bangtin-decode"};
  std::mt19937_64 chance{static_cast<std::uint64_t>(number_from("BANGTIN_SEED", 1))};
  an_approver stranger{"Nguyễn Thị Hoa"};
  secret_key strange_root = secret_key::generate();
  std::vector<wire::signed_programme> signed_ever;
  std::set<digest> approved;                            // programmes
  std::map<digest, std::vector<digest>> films;          // by programme: its frames, as they were approved
  std::map<digest, digest> pictures;                    // by programme: the decoded frame of its own file
  std::map<std::string, std::string> approved_notices;  // id to text
  std::vector<wire::signed_notice> notices_ever;
  std::int64_t version = 0;
  int files_made = 0, notices_made = 0;
  std::int64_t statement = 1, version_then = 0;

  void SetUp() override {
    s.gives(s.site.trust(1, 0, {s.site.hoa, s.site.nam}));
    s.go();
    for (int i = 0; i < 3; ++i) publish_truth();
    statement = 2;
    version_then = version;
    tell_the_truth();
    s.go();
  }

  std::size_t any(std::size_t n) { return static_cast<std::size_t>(chance() % n); }
  wire::site_trust true_statement() {
    return statement == 1 ? s.site.trust(1, 0, {s.site.hoa, s.site.nam})
                          : s.site.trust(statement, version_then, {s.site.hoa}, {s.site.nam});
  }
  // The next programme, with a file of its own, which the daemon has.
  playlists::programme::programme next_programme() {
    playlists::programme::programme p = core::small_programme(version + 1);
    p.issued = s.clock.reading.utc;
    p.expires = p.issued + days(90);
    const std::string bytes = poster(++files_made);
    p.media[2].files = {{sha256(bytes), std::ssize(bytes)}};
    s.daemon.files[sha256(bytes)] = bytes;
    return p;
  }
  void tell_the_truth() {
    s.daemon.on_programme = nullptr;
    s.daemon.on_trust = nullptr;
    s.daemon.on_fetch = nullptr;
    s.daemon.published = signed_ever.empty() ? std::nullopt : std::optional(signed_ever.back());
    s.gives(true_statement());
  }
  void approve(const playlists::programme::programme& p) {
    signed_ever.push_back(s.site.sign(p, s.site.hoa));
    const digest identity = sha256(signed_ever.back().bytes);
    approved.insert(identity);
    films[identity] = film(p, [this, originals = s.daemon.files](const playlists::programme::file_ref& f) {
      return originals.at(f.sha256);
    });
    const std::filesystem::path original = s.folder.path() / "original.png";
    ASSERT_TRUE(write_file(original, s.daemon.files.at(own_file(p).sha256)));
    pictures[identity] = decoded(original);
    version = p.version;
  }
  void publish_truth() {
    approve(next_programme());
    tell_the_truth();
    s.go();
    ASSERT_EQ(s.version(), version);
  }
  void pass(milliseconds d) {
    s.clock.reading.mono += d;
    s.clock.reading.utc += d;
  }

  // The frames of the first slots of the day after the approval, each a hash of what the stage would be
  // given: which item and page, and the content of the file that it would decode.
  using content_of = std::function<std::string(const playlists::programme::file_ref&)>;
  static std::vector<digest> film(const playlists::programme::programme& p, const content_of& content) {
    constexpr std::size_t slots_of_film = 30;
    std::vector<digest> frames;
    const playlists::programme::screen& lobby = *p.find_screen("lobby");
    for (const playlists::schedule::slot& slot :
         playlists::schedule::timeline(p, lobby, playlists::schedule::day_of(p, p.issued + days(1)))) {
      const playlists::programme::media_item& m = *p.find_media(media_in(p, slot));
      const std::size_t page = slot.page > 0 ? static_cast<std::size_t>(slot.page) - 1 : 0;
      frames.push_back(sha256(
          fmt::format("{} {} {} {}", to_unix_ms(slot.from), m.name, slot.page, content(m.files.at(page)))));
      if (frames.size() == slots_of_film) break;
    }
    return frames;
  }
  static std::string media_in(const playlists::programme::programme& p,
                              const playlists::schedule::slot& slot) {
    if (slot.campaign < 0) return p.slate;
    const playlists::programme::campaign& c = p.campaigns.at(static_cast<std::size_t>(slot.campaign));
    return p.find_playlist(c.playlist)->items.at(static_cast<std::size_t>(slot.item)).media;
  }
  // The file that each programme has for itself.
  static const playlists::programme::file_ref& own_file(const playlists::programme::programme& p) {
    return p.media[2].files.at(0);
  }
  // The first frame that the player's decoder makes of the file.
  digest decoded(const std::filesystem::path& f) {
    stage::picture_file picture;
    picture.file = f;
    stage::decoder source(decoders, picture, false);
    while (source.said().waiting.empty() && !source.failure()) source.listen();
    source.advance();
    const auto view = source.shown();
    EXPECT_TRUE(view) << f;
    if (!view) return {};
    const stage::image i = stage::painter().compose(*view, stage::rotation::none, view->size());
    return sha256(std::string_view(reinterpret_cast<const char*>(i.pixels.data()), i.pixels.size()));
  }
  // Whether what the decoder delivers now is the frame that was approved.
  void check_decoded(const std::string& what) {
    ASSERT_TRUE(s.on_show) << what;
    ASSERT_EQ(decoded(s.files.file_of(own_file(*s.on_show->value).sha256)),
              pictures.at(s.on_show->programme_digest))
        << what;
  }
  std::string content_here(const playlists::programme::file_ref& f) {
    const result<std::string> bytes = read_file(s.files.file_of(f.sha256), 100'000);
    return bytes ? *bytes : std::string();
  }

  // What the stage would decode now, byte for byte and frame by frame.
  void check_frames(const std::string& what) {
    ASSERT_TRUE(s.on_show) << what;
    ASSERT_TRUE(approved.contains(s.on_show->programme_digest)) << what;
    for (const playlists::programme::file_ref& f : files_for(*s.on_show->value, "lobby")) {
      ASSERT_TRUE(s.files.is_there(f)) << what;
      result<std::string> bytes = read_file(s.files.file_of(f.sha256), 100'000);
      ASSERT_TRUE(bytes) << what;
      ASSERT_EQ(sha256(*bytes), f.sha256) << what;
    }
    ASSERT_EQ(film(*s.on_show->value, [this](const auto& f) { return content_here(f); }),
              films.at(s.on_show->programme_digest))
        << what;
    for (const core::active_notice& n : s.notices->active(s.clock.reading)) {
      ASSERT_TRUE(approved_notices.contains(n.id)) << what;
      ASSERT_EQ(approved_notices[n.id], n.text) << what;
    }
  }

  // ---- lies about the programme

  struct false_programme {
    const char* what;
    std::function<result<std::optional<wire::signed_programme>>(a_screen_under_attack&)> made;
    names called;
  };
  static const std::vector<false_programme>& false_programmes();

  void lie_about_the_programme() {
    const false_programme& lie = false_programmes()[any(false_programmes().size())];
    auto answer = lie.made(*this);
    s.daemon.on_programme = [answer] { return answer; };
    const std::int64_t before = s.version();
    s.go();
    check_frames(lie.what);
    if (s.version() == before) {
      EXPECT_TRUE(lie.called.contains(s.named(problem_source::programme)))
          << lie.what << " is called " << wire::word_of(s.named(problem_source::programme));
    }
  }

  // ---- lies about files

  void lie_about_a_file() {
    const std::size_t kind = any(5);
    const playlists::programme::programme p = next_programme();
    const std::int64_t before = version;
    approve(p);
    tell_the_truth();
    s.daemon.on_fetch = [this, kind](const digest& d, std::int64_t from,
                                     const byte_sink& sink) -> result<void> {
      std::string good = s.daemon.files.at(d).substr(static_cast<std::size_t>(from));
      if (kind == 0) good[any(good.size())] ^= 1;
      if (kind == 1) std::fill(good.begin(), good.end(), '?');
      if (kind == 2) good += "more";
      for (bool taken = sink(good); kind == 3 && taken;) taken = sink(good);
      if (kind == 4) return error{errc::not_found, msg("no such file"), msg("look")};
      return {};
    };
    s.go();
    const std::string what = fmt::format("file lie {}", kind);
    check_frames(what);
    EXPECT_EQ(s.version(), before) << what;
    const names called = kind < 2   ? names{attack::altered}
                         : kind < 4 ? names{attack::endless_data}
                                    : names{attack::none};  // judge() calls it withheld
    EXPECT_TRUE(called.contains(s.named(problem_source::files))) << what;
  }

  // ---- lies about notices

  wire::notice next_notice() {
    pass(seconds(1));
    return s.flood(fmt::format("{:08x}", ++notices_made));
  }
  void raise_an_alarm() {
    const wire::notice n = next_notice();
    approved_notices[n.id] = n.text;
    notices_ever.push_back(s.site.sign(n, s.site.hoa));
    s.daemon.calls_to_make.push_back({{notices_ever.back()}, 0});
    ASSERT_TRUE(s.hear());
    ASSERT_THAT(s.active(), testing::Contains(n.id));
  }
  void lie_about_a_notice() {
    wire::notice n = next_notice();
    n.text = "Tin giả";
    wire::signed_notice lie = s.site.sign(n, s.site.hoa);
    const std::size_t kind = any(10);
    names called{attack::bad_notice};
    switch (kind) {
      case 0:
        lie.bytes = damaged(lie.bytes, chance);
        break;
      case 1:
        lie = wire::sign_notice(n, s.site.daemon, s.site.certified(s.site.hoa, s.site.root));
        break;
      case 2:
        lie = wire::sign_notice(n, stranger.key, s.site.certified(stranger, strange_root));
        break;
      case 3:
        lie = s.site.sign(n, s.site.nam);
        called = {attack::revoked_approver};
        break;
      case 4:
        if (notices_ever.empty()) raise_an_alarm();
        lie = notices_ever[any(notices_ever.size())];
        called = {attack::rollback};
        break;
      case 5:
        n.screens = {"market"};
        lie = s.site.sign(n, s.site.hoa);
        called = {attack::another_screen};
        break;
      case 8:
        lie = s.site.sign(n, s.site.hoa);
        lie.approver.text = damaged(lie.approver.text, chance);
        break;
      case 9:
        lie = wire::sign_notice(
            n, stranger.key,
            s.site.certified(stranger,
                             s.site.earlier_roots.empty() ? strange_root : s.site.earlier_roots.back()));
        break;
      case 6:
        n.number += 1'000'000'000'000;
        lie = s.site.sign(n, s.site.hoa);
        called = {attack::fast_forward};
        break;
      default:
        n.issued += days(2);
        n.expires = n.issued + hours(1);
        lie = s.site.sign(n, s.site.hoa);
        called = {attack::clock_attack};
    }
    s.daemon.calls_to_make.push_back({{lie}, 0});
    auto heard = s.hear();
    ASSERT_TRUE(heard);
    const std::string what = fmt::format("notice lie {}", kind);
    check_frames(what);
    ASSERT_TRUE(heard->attack) << what;
    EXPECT_TRUE(called.contains(heard->attack->kind))
        << what << " is called " << wire::word_of(heard->attack->kind);
  }

  // ---- lies about the site statement

  void lie_about_the_statement() {
    if (!s.site.earlier_roots.empty() && any(2) == 0) return lie_about_the_root();
    const std::size_t kind = any(4);
    const wire::site_trust wanted = s.site.trust(statement + 1, version, {s.site.hoa, s.site.nam});
    evidence::signed_text lie = evidence::sign_text(wire::to_text(wanted), s.site.daemon);
    names called{attack::altered};
    if (kind == 1) lie.text = damaged(s.site.signed_by_root(true_statement()).text, chance);
    if (kind == 2) lie = s.site.signed_by_root(s.site.trust(1, 0, {s.site.hoa, s.site.nam}));
    if (kind == 2) called = {attack::rollback};
    if (kind == 3) lie = s.site.signed_by_root(wanted);  // root never signs that; it would forget a key
    s.gives(lie, statement + 1);
    check_statement(fmt::format("statement lie {}", kind), called);
  }
  // With a programme that a revoked approver has signed.
  void check_statement(const std::string& what, const names& called) {
    s.daemon.on_programme = [stolen = s.site.sign(next_programme(), s.site.nam)] {
      return result<std::optional<wire::signed_programme>>(std::optional(stolen));
    };
    s.go();
    check_frames(what);
    EXPECT_TRUE(called.contains(s.named(problem_source::trust)))
        << what << " is called " << wire::word_of(s.named(problem_source::trust));
    EXPECT_EQ(s.named(problem_source::programme), attack::revoked_approver) << what;
    EXPECT_EQ(s.line->trust()->root(), s.site.root.public_part()) << what;
    EXPECT_EQ(s.line->trust()->current(), true_statement()) << what;
  }

  // ---- lies with the root key that the site had before

  void lie_about_the_root() {
    const std::size_t kind = any(5);
    two_approvers thief = s.site;
    thief.root = s.site.earlier_roots.back();
    thief.roots = {};
    const wire::site_trust wanted = s.site.trust(statement + 1, version, {stranger}, {s.site.nam});
    names called{attack::altered};
    wire::trust_document lie{thief.signed_by_root(wanted), s.site.roots};
    if (kind == 1) {
      lie.roots = {};
      called = {attack::rollback};
    }
    if (kind == 2) {
      thief.earlier_roots.clear();
      thief.succeed();
      lie = thief.document(wanted);
    }
    if (kind == 3) {
      lie = s.site.document(true_statement());
      lie.roots.certificates.push_back(thief.certified(stranger, thief.root));
    }
    s.daemon.on_trust = [lie] { return result<wire::trust_document>(lie); };
    if (kind == 4) {
      // Where the damage changes no meaning, it is the statement in force once more.
      called.insert(attack::none);
      const auto read =
          wire::trust_from_json(damaged(wire::trust_to_json(s.site.document(true_statement())), chance));
      s.daemon.on_trust = [read] { return read; };
    }
    s.daemon.trust_announced = statement + 1;
    check_statement(fmt::format("root lie {}", kind), called);
  }

  void withstand_a_campaign();
};

// The same adversary, who also has the root key that the site had before.
class a_screen_whose_old_root_is_stolen : public a_screen_under_attack {
 protected:
  void SetUp() override {
    a_screen_under_attack::SetUp();
    s.site.succeed();
    statement = 3;
    version_then = version;
    tell_the_truth();
    s.go();
    ASSERT_EQ(s.line->trust()->root(), s.site.root.public_part());
    check_frames("after the succession");
  }
};

const std::vector<a_screen_under_attack::false_programme>& a_screen_under_attack::false_programmes() {
  using w = a_screen_under_attack;
  using answer = std::optional<wire::signed_programme>;
  static const std::vector<false_programme> all{
      {"damaged",
       [](w& t) -> result<answer> {
         const std::string text =
             damaged(wire::to_json(t.s.site.sign(t.next_programme(), t.s.site.nam)), t.chance);
         auto read = wire::signed_programme_from_json(text);
         if (!read) return error{errc::invalid, read.error().what, read.error().remedy};
         return answer(std::move(*read));
       },
       {attack::altered, attack::revoked_approver}},
      {"an older version",
       [](w& t) -> result<answer> { return answer(t.signed_ever[t.any(t.signed_ever.size() - 1)]); },
       {attack::rollback}},
      {"another content of the same version",
       [](w& t) -> result<answer> {
         playlists::programme::programme p = t.next_programme();
         p.version = t.version;
         return answer(t.s.site.sign(p, t.s.site.hoa));
       },
       {attack::mix_and_match}},
      {"signed by a revoked approver",
       [](w& t) -> result<answer> { return answer(t.s.site.sign(t.next_programme(), t.s.site.nam)); },
       {attack::revoked_approver}},
      {"signed twice by one approver",
       [](w& t) -> result<answer> {
         return answer(t.s.site.sign(t.next_programme(), t.s.site.hoa, t.s.site.hoa));
       },
       {attack::altered}},
      {"whose second signature a revoked approver made",
       [](w& t) -> result<answer> {
         return answer(t.s.site.sign(t.next_programme(), t.s.site.hoa, t.s.site.nam));
       },
       {attack::revoked_approver}},
      {"whose second signature is damaged",
       [](w& t) -> result<answer> {
         auto p = t.s.site.sign(t.next_programme(), t.s.site.hoa, t.stranger);
         p.second->signature = p.signature;
         return answer(std::move(p));
       },
       {attack::altered}},
      {"signed by the daemon",
       [](w& t) -> result<answer> {
         return answer(wire::sign_programme(t.next_programme(), t.s.site.daemon,
                                            t.s.site.certified(t.s.site.hoa, t.s.site.root)));
       },
       {attack::altered}},
      {"of another site",
       [](w& t) -> result<answer> {
         return answer(wire::sign_programme(t.next_programme(), t.stranger.key,
                                            t.s.site.certified(t.stranger, t.strange_root)));
       },
       {attack::altered}},
      {"certified by a root key that is none any more",
       [](w& t) -> result<answer> {
         const std::vector<secret_key>& earlier = t.s.site.earlier_roots;
         return answer(wire::sign_programme(
             t.next_programme(), t.stranger.key,
             t.s.site.certified(t.stranger, earlier.empty() ? t.strange_root : earlier.back())));
       },
       {attack::altered}},
      {"a version far too high",
       [](w& t) -> result<answer> {
         playlists::programme::programme p = t.next_programme();
         p.version += max_version_jump + static_cast<std::int64_t>(t.any(1'000'000));
         return answer(t.s.site.sign(p, t.s.site.hoa));
       },
       {attack::fast_forward}},
      {"expired",
       [](w& t) -> result<answer> {
         playlists::programme::programme p = t.next_programme();
         p.issued -= days(30);
         p.expires = t.s.clock.reading.utc - minutes(static_cast<int>(t.any(1000)));
         return answer(t.s.site.sign(p, t.s.site.hoa));
       },
       {attack::freeze}},
      {"from the future",
       [](w& t) -> result<answer> {
         playlists::programme::programme p = t.next_programme();
         p.issued += days(2 + static_cast<int>(t.any(1000)));
         p.expires = p.issued + days(90);
         return answer(wire::sign_programme(
             p, t.s.site.hoa.key,
             evidence::sign_text(
                 wire::to_text(wire::approver_certificate{t.s.site.hoa.key.public_part(), "Hoa",
                                                          core::the_day, core::the_day + days(4000)}),
                 t.s.site.root)));
       },
       {attack::clock_attack}},
      {"signed after the certificate's end",
       [](w& t) -> result<answer> {
         const wire::approver_certificate over{t.s.site.hoa.key.public_part(), "Hoa",
                                               core::the_day - days(400), core::the_day - days(30)};
         return answer(wire::sign_programme(t.next_programme(), t.s.site.hoa.key,
                                            evidence::sign_text(wire::to_text(over), t.s.site.root)));
       },
       {attack::revoked_approver}},
      {"an answer without an end",
       [](w&) -> result<answer> {
         return error{errc::verification, msg("it does not end"), msg("look")};
       },
       {attack::endless_data}}};
  return all;
}

void a_screen_under_attack::withstand_a_campaign() {
  const std::int64_t attacks = number_from("BANGTIN_ATTACKS", 300);
  for (std::int64_t i = 0; i < attacks && !HasFailure(); ++i) {
    SCOPED_TRACE(fmt::format("attack {}", i));
    switch (any(4)) {
      case 0:
        lie_about_the_programme();
        break;
      case 1:
        lie_about_a_file();
        break;
      case 2:
        lie_about_a_notice();
        break;
      default:
        lie_about_the_statement();
    }
    if (any(10) == 0) s.start();  // it keeps all it knows
    check_frames("after a restart");
    if (i % 10 == 0 || i + 1 == attacks) check_decoded("after a lie");
    tell_the_truth();
    pass(minutes(11));
    s.go();
    check_frames("the truth");
    ASSERT_EQ(s.version(), version) << "the truth is believed again";
    EXPECT_EQ(s.named(problem_source::programme), attack::none);
    EXPECT_EQ(s.named(problem_source::files), attack::none);
    EXPECT_EQ(s.named(problem_source::trust), attack::none);
    if (any(5) == 0) raise_an_alarm();
    if (any(5) == 0) publish_truth();
  }
  std::set<digest> different;
  for (const auto& [programme, picture] : pictures) different.insert(picture);
  EXPECT_EQ(different.size(), pictures.size()) << "the decoder tells the files apart";
}

TEST_F(a_screen_under_attack, shows_nothing_that_nobody_approved_and_names_the_attack) {
  withstand_a_campaign();
}

TEST_F(a_screen_whose_old_root_is_stolen, shows_nothing_that_nobody_approved_and_names_the_attack) {
  withstand_a_campaign();
}

// ---- lies in the replies themselves: status, fields, lengths and bodies, over a real connection

class a_screen_that_hears_damaged_replies : public a_screen_under_attack {
 protected:
  std::string whole(const std::string& body) const {
    return fmt::format(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"{}\"\r\nBangtin-Trust: {}\r\n"
        "Content-Length: {}\r\n\r\n{}",
        sha256(body).hex(), statement, body.size(), body);
  }
  // Another status, a field damaged, left out or said twice, a false length, a damaged or cut body.
  std::string damaged_reply(const std::string& body) {
    std::string reply = whole(body);
    const std::size_t head = reply.find("\r\n\r\n");
    switch (any(7)) {
      case 0: {
        static constexpr std::array statuses{100, 204, 206, 301, 304, 401, 403,
                                             404, 409, 416, 429, 500, 503, 999};
        return reply.replace(9, 3, std::to_string(statuses[any(statuses.size())]));
      }
      case 1:
        return damaged(reply.substr(0, head), chance) + reply.substr(head);
      case 2: {
        const std::size_t from = reply.find("\r\n", any(head)), to = reply.find("\r\n", from + 2);
        return reply.erase(from, to - from);
      }
      case 3: {
        const std::size_t from = reply.find("\r\n", any(head)), to = reply.find("\r\n", from + 2);
        return reply.insert(from, reply.substr(from, to - from));
      }
      case 4: {
        const std::size_t at = reply.find("Content-Length: ") + 16;
        return reply.replace(at, reply.find("\r\n", at) - at, std::to_string(any(2 * body.size() + 2)));
      }
      case 5:
        return reply.substr(0, any(reply.size()));
      default:
        return whole(damaged(body, chance));
    }
  }
  template <class Ask>
  auto hears(const std::string& reply, Ask ask) {
    wire::scripted_server server({{reply}});
    return ask(*http_daemon(server.url(), "token", {}));
  }

  void hears_a_programme() {
    const std::string reply = damaged_reply(wire::to_json(signed_ever.back()));
    auto got = hears(reply, [](daemon_api& d) { return d.programme("lobby", std::nullopt, seconds(0)); });
    if (!got || !*got) return;
    auto judged =
        judge_offer(std::move(**got), s.site.root.public_part(), {}, true_statement(), s.clock.reading);
    if (const offer* o = std::get_if<offer>(&judged)) {
      EXPECT_TRUE(approved.contains(o->programme.programme_digest)) << reply;
    }
  }
  void hears_a_statement() {
    const wire::trust_document truth{s.site.signed_by_root(true_statement())};
    const std::string reply = damaged_reply(wire::trust_to_json(truth));
    auto got = hears(reply, [](daemon_api& d) { return d.trust("lobby"); });
    if (got && wire::verify_document(*got, s.site.root.public_part())) {
      EXPECT_EQ(got->statement.text, truth.statement.text) << reply;
    }
  }
  void hears_a_notice() {
    const wire::signed_notice truth = s.site.sign(next_notice(), s.site.hoa);
    const std::string reply = damaged_reply(wire::to_json(wire::screen_commands{{truth}, 0}));
    auto got = hears(reply, [](daemon_api& d) { return d.calls("lobby", 0, seconds(0)); });
    if (!got) return;
    for (const wire::signed_notice& n : got->notices) {
      if (wire::verify(n, s.site.root.public_part())) {
        EXPECT_EQ(n.bytes, truth.bytes) << reply;
      }
    }
  }
  void hears_a_file() {
    const std::string name = fmt::format("poster {}.png", ++files_made);
    const playlists::programme::file_ref f = core::file_named(name + " over the network");
    const std::string reply = damaged_reply(name + " over the network");
    result<void> got = hears(reply, [&](daemon_api& d) {
      return s.files.fetch(f, [&](const digest& hash, std::int64_t from, const byte_sink& sink) {
        return d.fetch(hash, from, sink);
      });
    });
    EXPECT_EQ(got.has_value(), s.files.is_there(f)) << reply;
    if (got) {
      EXPECT_EQ(sha256(content_here(f)), f.sha256) << reply;
    }
  }
};

TEST_F(a_screen_that_hears_damaged_replies, takes_nothing_from_them_that_was_not_signed) {
  const std::int64_t replies = number_from("BANGTIN_ATTACKS", 300);
  for (std::int64_t i = 0; i < replies && !HasFailure(); ++i) {
    SCOPED_TRACE(fmt::format("reply {}", i));
    switch (any(4)) {
      case 0:
        hears_a_programme();
        break;
      case 1:
        hears_a_statement();
        break;
      case 2:
        hears_a_notice();
        break;
      default:
        hears_a_file();
    }
  }
}

}  // namespace
}  // namespace bangtin::player::sync
