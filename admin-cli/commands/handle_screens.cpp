// screen pair, unpair.
#include "admin-cli/commands/approver.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_screen.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/keys_folder.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "admin-cli/commands/site_root.hpp"
#include "admin-cli/commands/stick.hpp"
#include "admin-cli/views/times.hpp"
#include "base/inner_message.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"
#include "wire/certificates.hpp"
#include "wire/messages.hpp"
#include "wire/pairing.hpp"

namespace bangtin::admin_cli::commands {

namespace {

// A player shows its code before it has registered with the daemon, so the person (or script) that enters the
// code may be faster.
constexpr int pairing_tries = 40;
constexpr std::chrono::milliseconds pairing_pause{500};
constexpr int confirmation_tries = 20;
constexpr std::chrono::days max_clock_error{10 * 365};

// The machine whose code begins like this one.
result<wire::admin::waiting_screen> find_request(session& s, const std::string& code) {
  std::string lookup = wire::pairing_lookup(code);
  result<std::vector<wire::admin::waiting_screen>> waiting = get_waiting_screens(s.daemon, lookup);
  for (int tries = 1; waiting && waiting->empty() && tries < pairing_tries; ++tries) {
    s.pause(pairing_pause);
    waiting = get_waiting_screens(s.daemon, lookup);
  }
  if (!waiting) return waiting.error();
  if (waiting->empty()) {
    return error{errc::not_found, msg("no screen waits with the code {}", code),
                 msg("read the code from the screen again; it changes every hour")};
  }
  if (waiting->size() > 1) {
    return error{errc::conflict, msg("several screens wait with a code that begins like {}", code),
                 msg("restart the player of this screen, so that it shows another code")};
  }
  return std::move(waiting->front());
}

// A new screen's name keeps the rules for new names; others have the name that a programme gave them.
result<void> check_name(const std::string& typed, bool is_new) {
  if (!is_new && playlists::text::is_good_screen_name(trimmed(typed))) return {};
  if (result<std::string> name = good_screen_name(typed); !name) return name.error();
  return {};
}

// The screen that the call names with --name. With --new it may be one that nobody has named yet.
result<known_screen> named_screen(const std::vector<known_screen>& all, const arguments& given) {
  std::string name = given.text("--name");
  if (const known_screen* known = find_screen(all, name)) return *known;
  if (!given.has("--new")) {
    error no = unknown_screen(all, name, msg("plan it first with \"bangtin screen create\""));
    no.remedy = msg("{}; for a screen that is to come, say --new", inner(no.remedy));
    return no;
  }
  known_screen fresh;
  result<std::string> good = good_screen_name(name);
  if (!good) return good.error();
  fresh.name = std::move(*good);
  return fresh;
}

// The screen that the waiting machine becomes.
result<known_screen> choose(session& s, const std::vector<known_screen>& all, const arguments& given,
                            const wire::admin::waiting_screen& machine) {
  if (given.has("--name")) return named_screen(all, given);
  if (std::optional<known_screen> only = only_unpaired(all, machine.screen)) return std::move(*only);
  return ask_which(s, all, machine.screen);
}

error of_another_site(const public_key& root) {
  return {errc::verification,
          msg("the screen belongs to the site with the root key {}", root.hex().substr(0, 16)),
          msg("name the folder of that site's keys with --keys; or give the screen to this site: stop its "
              "player, delete identity.json in its data folder, start it")};
}

// The root key, once it is sure that daemon and screen belong to its site.
result<secret_key> open_root(session& s, const wire::admin::site& where,
                             const wire::admin::waiting_screen& w) {
  std::filesystem::path key_file = s.set.keys / "root.pem";
  result<public_key> root = follow_site_root(s);
  if (!root) return root.error();
  if (w.root && *w.root != *root) return of_another_site(*w.root);
  result<secret_key> key = open_secret_key(s, key_file);
  if (!key) return key;
  if (where.root && *where.root != key->public_part()) {
    return error{errc::verification, msg("this daemon belongs to another root key"),
                 msg("name the folder of this site's keys with --keys or BANGTIN_KEYS")};
  }
  return key;
}

// The machine takes only a certificate that is newer than its own, which a clock that ran ahead may have
// dated.
utc_ms issue_time(const session& s, const wire::admin::waiting_screen& machine) {
  bool plausible = machine.certified && *machine.certified < s.now + max_clock_error;
  return plausible ? std::max(s.now, *machine.certified + std::chrono::milliseconds(1)) : s.now;
}

// Whether the name must be taken from a machine. Asks about another machine, unless it was chosen from a list
// that said so.
result<bool> agree_to_replace(session& s, const known_screen& chosen, const arguments& given,
                              const wire::admin::waiting_screen& machine) {
  if (chosen.pairing != wire::admin::pairing_kind::paired) return false;
  if (given.has("--replace") || !given.has("--name") || chosen.name == machine.screen) return true;
  std::string seen = chosen.last_seen ? views::ago(*chosen.last_seen, s.now) : tr("never");
  result<void> yes = agreed(
      s, tr("\"{}\" is paired with a machine (last seen: {}). Replace that machine?", chosen.name, seen));
  if (!yes) return yes.error();
  return true;
}

// The screen accepts the pairing only if the whole code was right, which the daemon cannot know. Waits for
// the screen's first report.
bool is_confirmed(session& s, const std::string& name) {
  for (int tries = 0; tries < confirmation_tries; ++tries) {
    s.pause(pairing_pause);
    result<std::vector<wire::admin::screen>> rows = get_screens(s.daemon);
    if (!rows) return false;
    for (const wire::admin::screen& r : *rows) {
      if (r.name == name && r.last_seen) return true;
    }
  }
  return false;
}

void report_new_screen(session& s, const std::string& name, const result<void>& added) {
  if (added) {
    return s.out.done(tr("the draft has the new screen \"{}\"; approve it when it is ready", name));
  }
  s.out.note(
      tr("The draft could not be changed: {}", views::sentence(added.error().what, added.error().remedy)));
  s.out.note(tr("Plan it with \"bangtin screen create\": it shows the slate until a programme names it."));
}

// The option's text; check_call has refused what is no good line.
std::optional<std::string> line_given(const arguments& given, std::string_view option) {
  if (!given.has(option)) return std::nullopt;
  return line_of(option, given.text(option)).value();
}

// What the call says by itself, before the daemon is asked for the code.
result<std::vector<known_screen>> check_call(session& s, const arguments& given) {
  bool named = given.has("--name");
  if (given.has("--new") && !named) {
    return error{errc::usage, msg("--new needs the new screen's name"), msg("add --name NAME")};
  }
  if (given.has("--open") && !given.has("--new")) {
    return error{errc::usage, msg("--open is for a new screen only"),
                 msg("change those of another screen with \"bangtin screen edit NAME --open HOURS\"")};
  }
  if (result<std::vector<playlists::programme::opening>> open = parse_openings(given.text("--open")); !open) {
    return open.error();
  }
  result<void> fine = named ? check_name(given.text("--name"), given.has("--new")) : result<void>();
  if (!fine) return fine.error();
  for (const char* option : {"--title", "--venue"}) {
    if (result<std::string> line = line_of(option, given.text(option)); !line) return line.error();
  }
  result<std::vector<known_screen>> all = get_known_screens(s);
  if (!all || !named) return all;
  result<known_screen> known = named_screen(*all, given);
  return known ? std::move(all) : result<std::vector<known_screen>>(known.error());
}

void report_pairing(session& s, const wire::admin::pairing_order& o, const std::string& code, bool carried) {
  bool confirmed = !carried && is_confirmed(s, o.name);
  s.out.document(json::object{{"name", o.name},
                              {"title", o.title},
                              {"venue", o.venue},
                              {"screen_key", o.screen_key.hex()},
                              {"replaced", o.replace},
                              {"confirmed", confirmed}});
  s.out.done(tr("the screen with the code {} is now \"{}\"", code, o.name));
  if (carried) {
    s.out.note(
        tr("The answer is on the stick. \"bangtin bundle export\" puts the programme onto it too; then "
           "plug it into the screen."));
  }
  if (confirmed || carried) return;
  s.out.note(
      tr("The screen has not confirmed it yet. If it shows another code, this one was mistyped: enter the "
         "other one."));
}

// The screen that a command means by NAME.
result<known_screen> listed_screen(session& s, const arguments& given) {
  result<std::vector<known_screen>> all = get_known_screens(s);
  if (!all) return all.error();
  std::string name = given.text("NAME");
  if (const known_screen* found = find_screen(*all, name)) return *found;
  return unknown_screen(*all, name, msg("look at \"bangtin screen list\""));
}

// The stick and the request on it, which the daemon knows from now on as if the screen had sent it.
struct carried_pairing {
  wire::bundle_folder stick;
  carried_request request;
};
result<std::optional<carried_pairing>> carried_by(session& s, const arguments& given,
                                                  const std::string& code) {
  using answer = std::optional<carried_pairing>;
  if (!given.has("--bundle")) return answer();
  result<wire::bundle_folder> stick = wire::bundle_folder::open(given.text("--bundle"));
  if (!stick) return stick.error();
  result<carried_request> request = find_carried_request(*stick, code);
  if (!request) return request.error();
  result<wire::reply> known =
      s.daemon.call(send_request("POST", "/v1/pairing-requests", wire::to_json(request->request)));
  if (!known) return known.error();
  return answer(carried_pairing{std::move(*stick), std::move(*request)});
}

std::string path_of(const std::string& screen) {
  return "/v1/screens/" + wire::percent_encoded(screen);
}

}  // namespace

result<int> screen_pair(session& s, const arguments& given) {
  result<std::string> code = wire::normalise_pairing_code(given.text("CODE"));
  if (!code) return code.error();
  result<std::vector<known_screen>> all = check_call(s, given);
  if (!all) return all.error();
  result<std::optional<carried_pairing>> carried = carried_by(s, given, *code);
  if (!carried) return carried.error();
  result<wire::admin::waiting_screen> machine = find_request(s, *code);
  if (!machine) return machine.error();
  result<known_screen> chosen = choose(s, *all, given, *machine);
  if (!chosen) return chosen.error();
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<bool> replace = agree_to_replace(s, *chosen, given, *machine);
  if (!replace) return replace.error();
  result<secret_key> root = open_root(s, *where, *machine);
  if (!root) return root.error();
  const std::string& name = chosen->name;
  const public_key& screen = machine->screen_key;
  wire::admin::pairing_order order{
      screen,
      name,
      line_given(given, "--title").value_or(chosen->title),
      line_given(given, "--venue").value_or(chosen->venue),
      root->public_part(),
      evidence::sign_text(wire::to_text(wire::screen_certificate{screen, name, issue_time(s, *machine)}),
                          *root),
      wire::pairing_tag(*code, root->public_part(), screen, name, where->daemon_key),
      *replace,
      {}};
  if (where->pairing >= 2) {
    order.tag_2 =
        wire::pairing_tag_2(*code, root->public_part(), screen, name, where->daemon_key, where->authority);
  }
  result<wire::reply> paired =
      s.daemon.call(send_request("POST", "/v1/screens", canonical(wire::admin::encode(order))));
  if (!paired) return paired.error();
  if (*carried) {
    if (result<void> written = write_answer(s, (*carried)->stick, (*carried)->request); !written)
      return written.error();
  }
  report_pairing(s, order, *code, carried->has_value());
  if (chosen->in_programme || chosen->in_draft) return 0;
  playlists::programme::screen fresh;
  fresh.name = name;
  fresh.title = order.title;
  fresh.venue = order.venue;
  fresh.open = parse_openings(given.text("--open")).value();
  report_new_screen(s, name, add_to_draft(s, fresh));
  return 0;
}

result<int> screen_unpair(session& s, const arguments& given) {
  result<known_screen> chosen = listed_screen(s, given);
  if (!chosen) return chosen.error();
  const std::string& name = chosen->name;
  if (chosen->pairing == wire::admin::pairing_kind::none) {
    return error{errc::conflict, msg("no player is paired as \"{}\"", printable(name)),
                 msg("look at \"bangtin screen list\"")};
  }
  if (result<void> yes = agreed(s, tr("Take the player of \"{}\" away?", name)); !yes) return yes.error();
  result<wire::reply> done = s.daemon.call(send_request("DELETE", path_of(name) + "/pairing", ""));
  if (!done) return done.error();
  s.out.document(json::object{{"name", name}, {"pairing", "unpaired"}});
  s.out.done(tr("\"{}\" is unpaired; its player plays on, and shows a code to pair it again", name));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
