// The code is the only secret that the screen shares with the person in front of it. The grant's tag proves
// that its maker knew the code. But a code on a screen in a lobby is read by everybody, so for a screen that
// has a site the code is not enough: the site's root key must have signed a new certificate, too.
#include "player/sync/pairing.hpp"

#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>

#include "base/files.hpp"
#include "base/json.hpp"
#include "base/version.hpp"
#include "evidence/note_text.hpp"
#include "player/sync/kept_trust.hpp"
#include "wire/attacks.hpp"
#include "wire/certificates.hpp"
#include "wire/pairing.hpp"

namespace bangtin::player::sync {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds ask_again{10};
constexpr std::chrono::minutes code_overlap{2};  // the code before is good for this long
// A hostile daemon must not use up the numbers. This is in the year 2286, and far from their end.
constexpr std::int64_t max_told_number = 10'000'000'000'000;
constexpr std::chrono::minutes remark_for{3};  // why an answer was refused
constexpr int free_false_answers = 3;
constexpr int max_silence_doublings = 6;  // 1 to 64 minutes, of which at most 60 are used

error damaged(const fs::path& file) {
  return {errc::invalid, msg("{} is damaged", file.string()), msg("delete it and pair the screen again")};
}

result<void> check_certificate(const identity& who, const public_key& screen) {
  result<wire::screen_certificate> c = wire::screen_from_text(who.certificate.text);
  if (!c) return c.error();
  if (evidence::verify(who.certificate, who.root) && c->key == screen && c->name == who.screen) return {};
  return error{errc::verification, msg("the certificate is not one of this screen"),
               msg("pair the screen again")};
}

std::string to_json_text(const identity& who) {
  json::object o;
  o["screen"] = who.screen;
  o["root"] = who.root.hex();
  o["daemon"] = who.daemon.hex();
  o["certificate"] = wire::to_value(who.certificate);
  o["token"] = who.token;
  return canonical(o) + "\n";
}

// The second tag covers all that the first one does, and the authority.
result<void> check_tag(const wire::pairing_grant& g, const std::string& code, const public_key& screen) {
  const error not_ours{
      errc::verification, msg("the answer to the pairing was not made with this screen's code"),
      msg("enter the new code that the screen shows; if this happens again, somebody stands between "
          "this screen and the daemon")};
  if (!g.authority || !g.tag_2) {
    if (g.tag == wire::pairing_tag(code, g.root, screen, g.screen, g.daemon)) return {};
    return not_ours;
  }
  result<wire::authority_statement> stated = wire::verify_authority(*g.authority, g.daemon);
  if (!stated) return stated.error();
  if (*g.tag_2 == wire::pairing_tag_2(code, g.root, screen, g.screen, g.daemon, stated->fingerprint))
    return {};
  return not_ours;
}

// Whoever stands between screen and daemon shows an authority of their own, which the person with the code
// did not confirm.
result<void> check_authority(const wire::pairing_grant& g, const std::string& shown) {
  if (shown.empty()) return {};
  if (!g.authority) {
    return error{errc::verification,
                 msg("the answer to the pairing does not name the authority of the daemon's certificate"),
                 msg("pair the screen with a \"bangtin\" command of the daemon's version")};
  }
  result<digest> stands = wire::authority_fingerprint(shown);
  result<wire::authority_statement> stated = wire::authority_from_text(g.authority->statement.text);
  if (stands && stated && stated->fingerprint == *stands) return {};
  return error{errc::verification,
               msg("somebody stands between this screen and the daemon: the connection is under another "
                   "authority than the daemon's"),
               msg("find out what answers at the daemon's address, then enter the new code")};
}

std::optional<std::string> line_of(const fs::path& file) {
  result<std::string> text = read_file(file, 4096);
  if (!text) return std::nullopt;
  while (!text->empty() && text->back() == '\n') text->pop_back();
  return *text;
}

}  // namespace

namespace {

// Reads identity.json; the identity has no token yet, and its certificate is not checked.
result<std::optional<identity>> read_identity(const fs::path& file) {
  result<std::string> text = read_file(file, 64 * 1024);
  if (!text && text.error().code == errc::not_found) return std::optional<identity>();
  if (!text) return text.error();
  while (!text->empty() && text->back() == '\n') text->pop_back();
  result<json::value> v = parse_json(*text);
  if (!v) return damaged(file);
  json_reader f(*v);
  identity who;
  who.screen = f.text("screen");
  auto root = public_key::from(f.text("root"));
  auto daemon = public_key::from(f.text("daemon"));
  auto certificate = wire::note_from_value(f.any("certificate"));
  std::optional<std::string> token = f.optional_text("token", 256);
  if (f.finish() || !root || !daemon || !certificate) return damaged(file);
  who.token = token.value_or("");
  who.root = *root;
  who.daemon = *daemon;
  who.certificate = *certificate;
  return std::optional(who);
}

}  // namespace

result<std::optional<identity>> load_identity(const fs::path& data, const public_key& screen) {
  result<std::optional<identity>> who = read_identity(data / "identity.json");
  if (!who || !*who) return who;
  if ((*who)->token.empty()) {
    result<std::string> token = read_file(data / "token", 4096);
    if (!token && token.error().code == errc::io) return token.error();
    (*who)->token = line_of(data / "token").value_or("");
  }
  if ((*who)->token.size() != 64) return damaged(data / "token");
  result<void> checked = check_certificate(**who, screen);
  if (!checked) return checked.error();
  return who;
}

std::optional<identity> load_lost_identity(const fs::path& data) {
  result<std::optional<identity>> who = read_identity(data / "identity.json");
  if (!who || !*who) return std::nullopt;
  (*who)->token.clear();
  return std::move(*who);
}

pairing pairing::begin(std::filesystem::path data, const secret_key& screen, const time_reading& now,
                       std::optional<identity> held, std::chrono::hours lifetime) {
  pairing p(std::move(data), screen, std::move(held));
  p.lifetime_ = lifetime;
  if (p.resume(now)) {
    spdlog::info("pairing code {}", p.code_);
  } else {
    p.renew(now);
  }
  return p;
}

// Takes over the number and, if it is not an hour old, the code of an earlier run. False: make a new code.
bool pairing::resume(const time_reading& now) {
  std::optional<std::string> text = line_of(data_ / "pairing.json");
  result<json::value> v = text ? parse_json(*text) : result<json::value>(json::value());
  if (!text || !v) return false;
  json_reader f(*v);
  std::string code = f.text("code", 16);
  std::string token = f.text("token", 64);
  std::int64_t number = f.integer("number", 0, evidence::largest_integer);
  utc_ms made = from_unix_ms(f.integer("made_ms", 0, evidence::largest_time_ms));
  if (f.finish()) return false;
  number_ = number;
  milliseconds age = now.utc - made;
  result<std::string> good = wire::normalise_pairing_code(code);
  if (!good || token.size() != 64 || age < milliseconds{} || age >= lifetime_) return false;
  code_ = *good;
  token_ = token;
  made_ = made;
  made_mono_ = now.mono - age;
  return true;
}

void pairing::renew(const time_reading& now) {
  code_ = wire::new_pairing_code();
  token_ = random_hex(32);
  // The wall clock keeps the number growing where the file with the last one is lost.
  number_ = std::max(number_ + 1, to_unix_ms(now.utc));
  made_ = now.utc;
  made_mono_ = now.mono;
  asked_.reset();
  keep();
  spdlog::info("pairing code {}", code_);
}

void pairing::keep() const {
  json::object o{{"code", code_}, {"made_ms", to_unix_ms(made_)}, {"number", number_}, {"token", token_}};
  result<void> kept = write_file(data_ / "pairing.json", canonical(o) + "\n", 0600);
  if (kept) kept = write_file(data_ / "pairing-code", code_ + "\n", 0600);
  if (!kept) spdlog::warn("the pairing code is not kept: {}", describe(kept.error()));
}

void pairing::answered_falsely(const error& why, const time_reading& now) {
  before_ = {};
  renew(now);
  remark_ = {why.what, why.remedy};
  remark_until_ = now.mono + remark_for;
  if (++false_answers_ <= free_false_answers) return;
  int doublings = std::min(false_answers_ - free_false_answers - 1, max_silence_doublings);
  milliseconds silence = std::min<milliseconds>(std::chrono::minutes(1) * (1 << doublings), code_lifetime);
  silent_until_ = remark_until_ = now.mono + silence;
  made_mono_ = silent_until_;  // the hour begins when the code can be answered
  remark_ = {msg("Somebody has answered falsely {} times. The screen can be paired again in {} minutes.",
                 false_answers_, std::chrono::ceil<std::chrono::minutes>(silence).count())};
}

// False: the daemon wants another request, and there is a new code for it.
result<bool> pairing::ask(daemon_api& daemon, const time_reading& now) {
  if (asked_ && now.mono - *asked_ < ask_again) return true;
  wire::pairing_request r;
  r.lookup = wire::pairing_lookup(code_);
  r.token_sha256 = sha256(token_);
  r.version = program_version;
  r.number = number_;
  if (held_) r.root = kept_trust(data_, held_->root).root();
  result<std::int64_t> asked = daemon.ask_to_pair(wire::signed_by(r, screen_));
  if (!asked) return asked.error();
  if (*asked == 0) {
    asked_ = now.mono;
    return true;
  }
  if (*asked <= max_told_number) number_ = std::max(number_, *asked);
  renew(now);
  return false;
}

result<std::optional<identity>> pairing::step(daemon_api& daemon, const time_reading& now) {
  using none = std::optional<identity>;
  if (now.mono < silent_until_) return none();
  milliseconds age = now.mono - made_mono_;
  if (now.mono >= remark_until_) remark_.clear();
  if (age >= lifetime_) {
    before_ = {code_, token_};
    false_answers_ = 0;
    renew(now);
  } else if (age > code_overlap) {
    before_ = {};
  }
  result<bool> waits = ask(daemon, now);
  if (!waits) return waits.error();
  if (!*waits) return none();
  attempt current{code_, token_};
  for (const attempt& a : {current, before_}) {
    if (a.code.empty()) continue;
    auto answer = daemon.pairing_answer(screen_.public_part(), sha256(a.token));
    if (!answer && answer.error().code == errc::not_found) {
      if (a.code == code_) asked_.reset();
      continue;
    }
    if (!answer) return answer.error();
    if (!*answer) continue;
    result<identity> who = accept(**answer, a, daemon.shown_authority());
    if (!who) {
      answered_falsely(who.error(), now);
      return who.error();
    }
    result<void> kept = (*answer)->authority ? write_authority(data_, *(*answer)->authority) : result<void>();
    if (kept) kept = write_file(data_ / "identity.json", to_json_text(*who), 0600);
    if (!kept) {
      remark_ = {kept.error().what};
      remark_until_ = now.mono + remark_for;
      return kept.error();
    }
    code_.clear();
    token_.clear();
    keep();
    ::unlink((data_ / "pairing-code").c_str());
    spdlog::info("paired as {}", who->screen);
    return std::optional(std::move(*who));
  }
  return none();
}

result<identity> pairing::accept(const wire::pairing_grant& g, const attempt& with,
                                 const std::string& shown_authority) const {
  public_key key = screen_.public_part();
  if (result<void> made = check_tag(g, with.code, key); !made) return made.error();
  if (result<void> stands = check_authority(g, shown_authority); !stands) {
    spdlog::error("attack {}: {}", wire::word_of(wire::attack::altered), describe(stands.error()));
    return stands.error();
  }
  identity who{g.screen, g.root, g.daemon, g.certificate, with.token};
  result<void> checked = check_certificate(who, key);
  if (checked) checked = check_site(who);
  if (!checked) return checked.error();
  return who;
}

// Everybody who sees the code can make a right tag with a root key of their own. So a screen that has a site
// takes only what a root key of that site has signed, and a new signature at that: the certificate that it
// has was sent in clear once.
result<void> pairing::check_site(const identity& offered) const {
  if (!held_) return {};
  // An earlier root may have signed the certificate: somebody paired this screen while the root changed.
  const std::vector<public_key> roots = kept_trust(data_, held_->root).roots();
  if (std::find(roots.begin(), roots.end(), offered.root) == roots.end()) {
    return error{errc::verification, msg("this screen belongs to another site, and stays with it"),
                 msg("to give it to this site, stop its player, delete {}, and start it",
                     (data_ / "identity.json").string())};
  }
  result<wire::screen_certificate> now = wire::screen_from_text(offered.certificate.text);
  result<wire::screen_certificate> before = wire::screen_from_text(held_->certificate.text);
  if (!now || (before && now->issued <= before->issued)) {
    return error{errc::verification, msg("the certificate is not newer than the one which this screen has"),
                 msg("check the clock of the administrator's machine, and pair the screen again")};
  }
  return {};
}

std::vector<message> pairing_trouble(const error& e, const std::string& server, bool networked) {
  // What others say goes to the log: only the approver's words and our own stand on a screen.
  if (e.code == errc::limit) return {msg("Too many screens wait to be paired at {}.", server)};
  if (e.code != errc::unreachable) return {msg("The daemon {} refuses to pair this screen.", server)};
  if (server.empty()) return {msg("Plug in a USB stick that has a folder bangtin-bundle.")};
  bool local =
      server.find("://127.") != std::string::npos || server.find("://localhost") != std::string::npos;
  if (!networked && !local) return {msg("This machine has no network. Check its cable or its Wi-Fi.")};
  return {msg("The daemon {} cannot be reached.", server)};
}

bool has_network() {
  ifaddrs* all = nullptr;
  if (::getifaddrs(&all) != 0) return true;  // not known
  bool found = false;
  for (const ifaddrs* i = all; i != nullptr; i = i->ifa_next) {
    bool up = (i->ifa_flags & IFF_UP) != 0 && (i->ifa_flags & IFF_RUNNING) != 0;
    if (!up || (i->ifa_flags & IFF_LOOPBACK) != 0 || i->ifa_addr == nullptr) continue;
    if (i->ifa_addr->sa_family == AF_INET) {
      std::uint32_t address = ntohl(reinterpret_cast<const sockaddr_in*>(i->ifa_addr)->sin_addr.s_addr);
      found = found || address >> 16 != 0xA9FE;  // 169.254.0.0/16: nobody has given the machine an address
    } else if (i->ifa_addr->sa_family == AF_INET6) {
      const in6_addr& address = reinterpret_cast<const sockaddr_in6*>(i->ifa_addr)->sin6_addr;
      found = found || IN6_IS_ADDR_LINKLOCAL(&address) == 0;
    }
  }
  ::freeifaddrs(all);
  return found;
}

}  // namespace bangtin::player::sync
