// The values are applied in this order: defaults (of a service or of a user), the configuration file, the
// command line. Each step overrides the one before.
#include "scheduler/app/options.hpp"

#include <pwd.h>
#include <unistd.h>

#include <cstdio>

#include "base/language.hpp"
#include "base/placeholder.hpp"
#include "base/program_options/program_options.hpp"
#include "base/text.hpp"
#include "playlists/text/config_text.hpp"
#include "scheduler/alerts/mail_text.hpp"

namespace bangtin::scheduler::app {

namespace {

constexpr std::uint64_t max_config_bytes = 1 << 20;
constexpr const char* site_config = "/etc/bangtin/bangtind.toml";
constexpr const char* page_folder = BANGTIN_PAGE_FOLDER;  // where the package has the files of the page

// On Debian, user ids below 1000 belong to the system: to root or to a service.
bool runs_as_service() {
  return ::geteuid() < 1000;
}

using playlists::text::config_key;
using playlists::text::config_type;
using playlists::text::config_value;
using playlists::text::config_values;

constexpr config_key keys[] = {{"data", "\"/var/lib/bangtin\""},
                               {"listen", "\"127.0.0.1:8470\""},
                               {"socket", "\"/run/bangtin/admin.sock\""},
                               {"tls", "true", config_type::truth},
                               {"plain-http", "true", config_type::truth},
                               {"tls-cert", "\"/etc/bangtin/tls/fullchain.pem\""},
                               {"tls-key", "\"/etc/bangtin/tls/privkey.pem\""},
                               {"log-level", "\"info\""},
                               {"web", "\"/usr/share/bangtin/page\""},
                               {"backup.folder", "\"/mnt/backup\""},
                               {"backup.time", "\"02:00\""},
                               {"backup.daily", "7", config_type::number, 1, 366},
                               {"backup.weekly", "4", config_type::number, 0, 520},
                               {"backup.monthly", "12", config_type::number, 0, 1200},
                               {"http.connections", "5000", config_type::number, 16, 100'000},
                               {"http.requests", "50", config_type::number, 0, 1'000'000},
                               {"media.bytes", "4294967296", config_type::number},
                               {"media.duration", "\"2h\""},
                               {"media.pages", "200", config_type::number, 1, 1'000'000},
                               {"media.pixels", "100000000", config_type::number},
                               {"media.cpu", "\"90s\""},
                               {"media.film_cpu", "10", config_type::number, 1, 100'000},
                               {"media.memory", "1073741824", config_type::number},
                               {"media.quota", "500000000000", config_type::number},
                               {"alerts.command", "\"/usr/local/bin/bangtin-alert\""},
                               {"alerts.mail", "\"it@commune.vn\""},
                               {"alerts.from", "\"bangtin@commune.vn\""},
                               {"alerts.language", "\"vi\""},
                               {"alerts.dark", "\"10m\""},
                               {"alerts.late", "\"2h\""},
                               {"alerts.full", "\"1h\""},
                               {"alerts.hot", "\"15m\""},
                               {"alerts.celsius", "80", config_type::number, 30, 150},
                               {"alerts.remind", "\"24h\""},
                               {"alerts.per_hour", "6", config_type::number, 1, 60}};

// Puts the values of a file where they belong.
class config_values_reader {
 public:
  config_values_reader(const config_values& values, const std::string& file) : values_(values), file_(file) {}

  template <class Text>
  void text(std::string_view key, Text& out) {
    if (const config_value* v = find(key)) out = v->text;
  }
  template <class Number>
  void number(std::string_view key, Number& out) {
    if (const config_value* v = find(key)) out = static_cast<Number>(v->number);
  }
  // Remembers the first text that is no duration.
  template <class Duration>
  void duration(std::string_view key, Duration& out) {
    const config_value* v = find(key);
    if (v == nullptr) return;
    if (std::optional<milliseconds> d = parse_duration(v->text)) {
      out = std::chrono::duration_cast<Duration>(*d);
    } else if (!error_) {
      error_ = playlists::text::config_error(file_, v->at,
                                             msg("the duration \"{}\" is not understood", printable(v->text)),
                                             msg("write it as 500ms, 12s, 1m30s or 2h, at most 30 days"));
    }
  }
  bool truth(std::string_view key) const {
    const config_value* v = find(key);
    return v != nullptr && v->number == 1;
  }
  // Remembers the first text that is no time like 02:30.
  void time_of_day(std::string_view key, milliseconds& out) {
    const config_value* v = find(key);
    if (v == nullptr) return;
    int hours = 0, minutes = 0, used = 0;
    const bool read = std::sscanf(v->text.c_str(), "%2d:%2d%n", &hours, &minutes, &used) == 2;
    if (read && used == std::ssize(v->text) && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60) {
      out = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    } else if (!error_) {
      error_ = playlists::text::config_error(file_, v->at,
                                             msg("the time \"{}\" is not understood", printable(v->text)),
                                             msg("write it as 02:30, from 00:00 to 23:59"));
    }
  }
  // Remembers the first error of `use`, which gets the text.
  template <class Use>
  void judged(std::string_view key, Use use) {
    const config_value* v = find(key);
    if (v == nullptr) return;
    const result<void> done = use(v->text);
    if (!done && !error_)
      error_ = playlists::text::config_error(file_, v->at, done.error().what, done.error().remedy);
  }
  const std::optional<error>& first_error() const { return error_; }

 private:
  const config_value* find(std::string_view key) const {
    auto it = values_.find(key);
    return it == values_.end() ? nullptr : &it->second;
  }

  const config_values& values_;
  const std::string& file_;
  std::optional<error> error_;
};

// One of the two; both together say nothing.
result<void> choose_transport(daemon_setup& setup, bool tls, bool plain_http) {
  if (tls && plain_http) {
    return error{errc::usage, msg("TLS and plain HTTP are both asked for"),
                 msg("leave out one of tls and plain-http")};
  }
  if (tls) setup.speaks = transport::tls;
  if (plain_http) setup.speaks = transport::plain_http;
  return {};
}

// A certificate needs its key, and plain HTTP needs neither.
result<void> check_certificate(const daemon_setup& setup) {
  const tls::given_files& given = setup.certificate;
  if (given.certificate.empty() != given.key.empty()) {
    return error{errc::usage, msg("a TLS certificate and its key belong together"),
                 msg("give both --tls-cert FILE and --tls-key FILE")};
  }
  if (setup.speaks == transport::plain_http && !given.certificate.empty()) {
    return error{errc::usage, msg("a TLS certificate is given, and plain HTTP is asked for"),
                 msg("leave out plain-http, or tls-cert and tls-key")};
  }
  return {};
}

result<void> set_hook(alerts::alert_setup& into, const std::string& text) {
  into.command = text;
  if (text.empty() || into.command.is_absolute()) return {};
  return error{
      errc::usage, msg("\"{}\" is no whole path of a program", printable(text)),
      msg("write it like command = \"/usr/local/bin/bangtin-alert\"; arguments belong into a script")};
}

result<void> set_addresses(std::vector<std::string>& into, const std::string& text) {
  if (text.empty()) return {};
  result<std::vector<std::string>> all = alerts::mail_addresses(text);
  if (!all) return all.error();
  into = std::move(*all);
  return {};
}

result<void> set_language_of(alerts::alert_setup& into, const std::string& text) {
  if (text != "vi" && text != "en") {
    return error{errc::usage, msg("\"{}\" is no language of this program", printable(text)),
                 msg("write language = \"vi\" or language = \"en\"")};
  }
  into.speaks = language_from(text);
  return {};
}

result<void> set_reminder(alerts::alert_setup& into, const std::string& text) {
  const std::optional<milliseconds> after = text == "never" ? milliseconds(0) : parse_duration(text);
  if (!after) {
    return error{errc::usage, msg("the duration \"{}\" is not understood", printable(text)),
                 msg("write remind = \"24h\" or remind = \"never\"")};
  }
  into.rules.remind = *after;
  return {};
}

void read_alerts(config_values_reader& r, alerts::alert_setup& into) {
  r.judged("alerts.command", [&](const std::string& text) { return set_hook(into, text); });
  r.judged("alerts.mail", [&](const std::string& text) { return set_addresses(into.mail, text); });
  r.judged("alerts.from", [&](const std::string& text) -> result<void> {
    std::vector<std::string> one;
    if (result<void> done = set_addresses(one, text); !done) return done;
    into.from = one.empty() ? "" : one.front();
    return {};
  });
  r.judged("alerts.language", [&](const std::string& text) { return set_language_of(into, text); });
  for (alerts::alert_kind k : alerts::all_kinds) {
    r.duration(fmt::format("alerts.{}", to_string(k)), into.rules.after[static_cast<std::size_t>(k)]);
  }
  r.number("alerts.celsius", into.hot_c);
  r.judged("alerts.remind", [&](const std::string& text) { return set_reminder(into, text); });
  r.number("alerts.per_hour", into.rules.per_hour);
}

void set_defaults(options& o) {
  bool service = runs_as_service();
  o.setup.data = service ? std::filesystem::path("/var/lib/bangtin") : user_data_folder() / "daemon";
  o.setup.page = page_folder;
  o.setup.socket =
      service ? std::filesystem::path("/run/bangtin/admin.sock") : user_runtime_folder() / "admin.sock";
}

// Applies the named file; without a name, the default file if it exists.
result<void> apply_file(options& o, const std::string& named) {
  std::filesystem::path file = named;
  if (named.empty())
    file = runs_as_service() ? std::filesystem::path(site_config) : user_config_folder() / "bangtind.toml";
  result<std::string> text = read_file(file, max_config_bytes);
  if (!text && named.empty() && text.error().code == errc::not_found) return {};
  if (!text) {
    error e = text.error();
    e.code = errc::usage;
    return e;
  }
  std::error_code ignored;
  o.setup.configuration = std::filesystem::absolute(file, ignored);
  return apply_config(o, *text, file.string());
}

}  // namespace

result<void> apply_config(options& into, const std::string& text, const std::string& file_name) {
  result<config_values> values = playlists::text::read_config_text(text, file_name, keys);
  if (!values) return values.error();
  config_values_reader r(*values, file_name);
  daemon_setup& setup = into.setup;
  r.text("data", setup.data);
  r.text("listen", setup.listen);
  r.text("socket", setup.socket);
  r.text("log-level", into.log_level);
  r.text("web", setup.page);
  if (setup.page == "off") setup.page.clear();
  r.text("tls-cert", setup.certificate.certificate);
  r.text("tls-key", setup.certificate.key);
  if (result<void> chosen = choose_transport(setup, r.truth("tls"), r.truth("plain-http")); !chosen)
    return chosen;
  std::size_t connections = setup.connections.all();
  r.number("http.connections", connections);
  setup.connections = http::limits_of(connections);
  r.number("http.requests", setup.requests.per_s);
  setup.handshakes.known.per_s = setup.requests.per_s;
  media::ingest_limits& l = setup.media;
  r.number("media.bytes", l.bytes);
  r.duration("media.duration", l.duration);
  r.number("media.pages", l.pages);
  r.number("media.pixels", l.pixels);
  r.duration("media.cpu", l.cpu);
  r.number("media.film_cpu", l.film_cpu);
  r.number("media.memory", l.memory);
  r.number("media.quota", setup.media_quota_bytes);
  backup::nightly_setup& nightly = setup.nightly;
  r.text("backup.folder", nightly.folder);
  r.time_of_day("backup.time", nightly.plan.at);
  r.number("backup.daily", nightly.plan.daily);
  r.number("backup.weekly", nightly.plan.weekly);
  r.number("backup.monthly", nightly.plan.monthly);
  read_alerts(r, setup.alerts);
  if (r.first_error()) return *r.first_error();
  return {};
}

result<std::variant<options, std::string>> parse_options(int argc, const char* const* argv) {
  std::string config, data, listen, socket, level, tls_cert, tls_key;
  bool new_site = false, tls = false, plain_http = false;
  restore_options restore;
  CLI::App app(tr("The daemon of Bảng tin: hands out the signed programme and takes in play records."),
               "bangtind");
  use_process_language(app);
  app.add_option("--config", config, tr("configuration file (TOML)"))->type_name(placeholder("FILE"));
  app.add_option("--data", data, tr("folder of database, media and key"))->type_name(placeholder("DIR"));
  app.add_option("--listen", listen, tr("address for screens"))->type_name(placeholder("ADDRESS:PORT"));
  app.add_option("--socket", socket, tr("Unix socket for the admin command"))->type_name(placeholder("PATH"));
  app.add_flag("--new-site", new_site,
               tr("move what is left of an old site in the folder aside, and begin a new one"));
  app.add_option("--restore", restore.file,
                 tr("make the site again from a backup, and end (see \"bangtin help restore\")"))
      ->type_name(placeholder("FILE"));
  app.add_option("--restore-key", restore.key, tr("the daemon's private key, where the backup has none"))
      ->type_name(placeholder("FILE"));
  app.add_flag("--set-aside", restore.set_aside, tr("with --restore: move what is in the folder aside"));
  app.add_flag("--restore-json", restore.json)->group("");
  app.add_option("--log-level", level, tr("trace, debug, info, warning, error or off"))
      ->type_name(placeholder("LEVEL"));
  app.add_option("--tls-cert", tls_cert, tr("certificate for TLS, with those that signed it, in PEM form"))
      ->type_name(placeholder("FILE"));
  app.add_option("--tls-key", tls_key, tr("key of that certificate"))->type_name(placeholder("FILE"));
  app.add_flag("--tls", tls, tr("speak TLS on a loopback address too"));
  app.add_flag("--plain-http", plain_http,
               tr("speak plain HTTP although others on the way can read what travels, tokens too"));
  app.footer(tr("Examples:") +
             "\n  bangtind --data /var/lib/bangtin --listen 0.0.0.0:8470"
             "\n  bangtind --config /etc/bangtin/bangtind.toml --log-level debug\n");
  result<std::optional<std::string>> read = read_command_line(app, argc, argv);
  if (!read) return read.error();
  if (*read) return std::move(**read);
  options o;
  set_defaults(o);
  if (result<void> done = apply_file(o, config); !done) return done.error();
  if (!data.empty()) o.setup.data = data;
  if (!listen.empty()) o.setup.listen = listen;
  if (!socket.empty()) o.setup.socket = socket;
  if (!level.empty()) o.log_level = level;
  o.setup.new_site = new_site;
  if (!tls_cert.empty()) o.setup.certificate.certificate = tls_cert;
  if (!tls_key.empty()) o.setup.certificate.key = tls_key;
  if (result<void> chosen = choose_transport(o.setup, tls, plain_http); !chosen) return chosen.error();
  if (result<void> fits = check_certificate(o.setup); !fits) return fits.error();
  o.restore = restore;
  std::error_code ignored;
  o.setup.data = std::filesystem::absolute(o.setup.data, ignored);
  o.setup.socket = std::filesystem::absolute(o.setup.socket, ignored);
  return o;
}

}  // namespace bangtin::scheduler::app
