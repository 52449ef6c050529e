// screen pair, screen list.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/views/screen_rows.hpp"
#include "admin-cli/views/words.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "wire/certificates.hpp"
#include "wire/messages.hpp"
#include "wire/pairing.hpp"

namespace bangtin::admin_cli::commands {

namespace {

// A player shows its code before it has registered with the daemon, so the person (or script) that enters the
// code may be faster.
constexpr int pairing_tries = 40;
constexpr std::chrono::milliseconds pairing_pause{500};

// The key of the screen whose code begins with these characters.
result<public_key> find_request(session& s, const std::string& code) {
  std::string lookup = wire::pairing_lookup(code);
  result<std::vector<wire::admin::waiting_screen>> waiting = get_waiting_screens(s.daemon, lookup);
  for (int tries = 1; waiting && waiting->empty() && tries < pairing_tries; ++tries) {
    s.pause(pairing_pause);
    waiting = get_waiting_screens(s.daemon, lookup);
  }
  if (!waiting) return waiting.error();
  if (waiting->empty()) {
    return error{errc::not_found, msg("no screen waits with the code {}", code),
                 msg("read the code from the screen again; it changes when the player starts anew")};
  }
  if (waiting->size() > 1) {
    return error{errc::conflict, msg("several screens wait with a code that begins like {}", code),
                 msg("restart the player of this screen, so that it shows another code")};
  }
  return waiting->front().screen_key;
}

result<void> check_name(const std::string& name) {
  bool fine = !name.empty() && name.size() <= 64 && is_clean_utf8(name) &&
              name.find_first_of("/\n\t @,") == std::string::npos;
  if (fine) return {};
  return error{errc::usage, msg("\"{}\" cannot be the name of a screen", printable(name)),
               msg("give the name which the programme file has for it, like \"lobby\"")};
}

// Title and venue from the published programme or the draft, if the call does not state them.
struct screen_texts {
  std::string title, venue;
};
result<screen_texts> find_texts(session& s, const arguments& given, const std::string& name) {
  screen_texts words{given.text("--title"), given.text("--venue")};
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  const playlists::programme::screen* known = *draft ? (*draft)->find_screen(name) : nullptr;
  if (known != nullptr && !given.has("--title")) words.title = known->title;
  if (known != nullptr && !given.has("--venue")) words.venue = known->venue;
  return words;
}

}  // namespace

result<int> screen_pair(session& s, const arguments& given) {
  result<std::string> code = wire::normalise_pairing_code(given.text("CODE"));
  if (!code) return code.error();
  std::string name = given.text("--name");
  if (result<void> fine = check_name(name); !fine) return fine.error();
  result<public_key> screen = find_request(s, *code);
  if (!screen) return screen.error();
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<screen_texts> words = find_texts(s, given, name);
  if (!words) return words.error();
  std::filesystem::path key_file = s.set.keys / "root.pem";
  if (result<public_key> there = read_root(s.set.keys); !there) return there.error();
  result<std::string> phrase = get_passphrase(s, tr("The passphrase of {}:", key_file.string()), false);
  if (!phrase) return phrase.error();
  result<secret_key> root = open_key(key_file, *phrase);
  if (!root) return root.error();
  if (where->root && *where->root != root->public_part()) {
    return error{errc::verification, msg("this daemon belongs to another root key"),
                 msg("name the folder of this site's keys with --keys or BANGTIN_KEYS")};
  }
  evidence::signed_text certificate =
      evidence::sign_text(wire::to_text(wire::screen_certificate{*screen, name, s.now}), *root);
  digest tag = wire::pairing_tag(*code, root->public_part(), *screen, name, where->daemon_key);
  wire::admin::pairing_order order{
      *screen,     name, words->title,          words->venue, root->public_part(),
      certificate, tag,  given.has("--replace")};
  std::string body = canonical(wire::admin::encode(order));
  result<wire::reply> paired = s.daemon.call(send_request("POST", "/v1/screens", std::move(body)));
  if (!paired) return paired.error();
  s.out.document(json::object{
      {"name", name}, {"title", words->title}, {"venue", words->venue}, {"screen_key", screen->hex()}});
  s.out.done(tr("the screen with the code {} is now \"{}\"", *code, name));
  return 0;
}

result<int> screen_list(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
  if (!rows) return rows.error();
  json::array answers;
  views::table t({tr("Name"), tr("Title"), tr("Venue"), tr("Last seen"), tr("Plays now")});
  for (const wire::admin::screen& r : *rows) {
    answers.push_back(views::to_json(r, where->timezone));
    t.add({r.name, r.title, r.venue, views::seen_cell(r, s.now), views::shown_word(r.now_playing)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("no screen is paired yet; \"bangtin screen pair CODE --name NAME\" pairs one"));
  } else {
    s.out.show(t);
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
