// The code is the only secret that the screen shares with the person in front of it. The grant's tag proves
// that its maker knew the code, so the root key in the grant is the site's own.
#include "player/sync/pairing.hpp"

#include <spdlog/spdlog.h>
#include <unistd.h>

#include "base/files.hpp"
#include "base/json.hpp"
#include "wire/certificates.hpp"
#include "wire/pairing.hpp"

namespace bangtin::player::sync {

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds ask_again{10};

error damaged(const fs::path& file) {
  return {errc::invalid, msg("{} is damaged", file.string()), msg("delete it and pair the screen again")};
}

result<void> check_certificate(const identity& who, const public_key& screen) {
  result<wire::screen_certificate> c = wire::screen_from_text(who.certificate.text);
  if (!c) return c.error();
  if (evidence::verify(who.certificate, who.root) && c->key == screen && c->name == who.screen) return {};
  return error{
      errc::verification, msg("the certificate is not one of this screen"),
      msg("pair the screen again: stop the player, delete identity.json in its data folder, start it")};
}

std::string to_json_text(const identity& who) {
  json::object o;
  o["screen"] = who.screen;
  o["root"] = who.root.hex();
  o["daemon"] = who.daemon.hex();
  o["certificate"] = wire::to_value(who.certificate);
  return canonical(o) + "\n";
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
  if (f.finish() || !root || !daemon || !certificate) return damaged(file);
  who.root = *root;
  who.daemon = *daemon;
  who.certificate = *certificate;
  return std::optional(who);
}

}  // namespace

result<std::optional<identity>> load_identity(const fs::path& data, const public_key& screen) {
  result<std::optional<identity>> who = read_identity(data / "identity.json");
  if (!who || !*who) return who;
  result<std::string> token = read_file(data / "token", 4096);
  if (!token && token.error().code == errc::io) return token.error();
  (*who)->token = line_of(data / "token").value_or("");
  if ((*who)->token.size() != 64) return damaged(data / "token");
  result<void> checked = check_certificate(**who, screen);
  if (!checked) return checked.error();
  return who;
}

std::optional<identity> load_lost_identity(const fs::path& data) {
  result<std::optional<identity>> who = read_identity(data / "identity.json");
  return who ? std::move(*who) : std::nullopt;
}

result<pairing> pairing::begin(const fs::path& data, const public_key& screen) {
  pairing p(data, screen);
  std::optional<std::string> token = line_of(data / "token");
  if (token && token->size() == 64) {
    p.token_ = *token;
  } else {
    p.token_ = random_hex(32);
    result<void> written = write_file(data / "token", p.token_ + "\n", 0600);
    if (!written) return written.error();
  }
  std::optional<std::string> code = line_of(data / "pairing-code");
  result<std::string> again = code ? wire::normalise_pairing_code(*code) : std::string();
  if (code && again) {
    p.code_ = *again;
    spdlog::info("pairing code {}", p.code_);
    return p;
  }
  result<void> made = p.new_code();
  if (!made) return made.error();
  return p;
}

result<void> pairing::new_code() {
  code_ = wire::new_pairing_code();
  asked_.reset();
  result<void> written = write_file(data_ / "pairing-code", code_ + "\n", 0600);
  if (written) spdlog::info("pairing code {}", code_);
  return written;
}

result<std::optional<identity>> pairing::step(daemon_api& daemon, milliseconds mono) {
  if (!asked_ || mono - *asked_ >= ask_again) {
    wire::pairing_request r;
    r.screen_key = screen_;
    r.lookup = wire::pairing_lookup(code_);
    r.token_sha256 = sha256(token_);
    r.version = BANGTIN_VERSION;
    result<void> asked = daemon.ask_to_pair(r);
    if (!asked) return asked.error();
    asked_ = mono;
  }
  auto answer = daemon.pairing_answer(screen_);
  if (!answer && answer.error().code == errc::not_found) {
    asked_.reset();
    return std::optional<identity>();
  }
  if (!answer) return answer.error();
  if (!*answer) return std::optional<identity>();
  result<identity> who = accept(**answer);
  if (!who) {
    result<void> renewed = new_code();
    if (!renewed) return renewed.error();
    return who.error();
  }
  result<void> kept = write_file(data_ / "identity.json", to_json_text(*who), 0600);
  if (!kept) return kept.error();
  ::unlink((data_ / "pairing-code").c_str());
  spdlog::info("paired as {}", who->screen);
  return std::optional(std::move(*who));
}

result<identity> pairing::accept(const wire::pairing_grant& g) const {
  if (g.tag != wire::pairing_tag(code_, g.root, screen_, g.screen, g.daemon)) {
    return error{
        errc::verification, msg("the answer to the pairing was not made with this screen's code"),
        msg("enter the new code that the screen shows; if this happens again, somebody stands between "
            "this screen and the daemon")};
  }
  identity who{g.screen, g.root, g.daemon, g.certificate, token_};
  result<void> checked = check_certificate(who, screen_);
  if (!checked) return checked.error();
  return who;
}

}  // namespace bangtin::player::sync
