// The values are applied in this order: defaults (of a service or of a user), the configuration file, the
// command line. Each step overrides the one before.
#include "scheduler/app/options.hpp"

#include <pwd.h>
#include <toml++/toml.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <limits>

#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::scheduler::app {

namespace {

constexpr std::uint64_t max_config_bytes = 1 << 20;
constexpr const char* site_config = "/etc/bangtin/bangtind.toml";

// On Debian, user ids below 1000 belong to the system: to root or to a service.
bool runs_as_service() {
  return ::geteuid() < 1000;
}

error at_line(const std::string& file, const toml::source_region& where, message what) {
  return {errc::usage, msg("{}:{}:{}: {}", file, where.begin.line, where.begin.column, translate(what)),
          msg("see docs/daemon.md for the keys")};
}

// Reads single values of a table into `out`. It remembers the first wrong type or size as an error.
class config_reader {
 public:
  explicit config_reader(const std::string& file) : file_(file) {}

  void text(const toml::node& n, std::string& out) {
    if (auto v = n.value_exact<std::string>()) {
      out = *v;
    } else {
      fail(n, msg("a text is expected here"));
    }
  }
  template <class Number>
  void number(const toml::node& n, Number& out) {
    auto v = n.value_exact<std::int64_t>();
    if (v && *v >= 1 &&
        static_cast<std::uint64_t>(*v) <= static_cast<std::uint64_t>(std::numeric_limits<Number>::max())) {
      out = static_cast<Number>(*v);
    } else {
      fail(n, msg("a whole number from 1 is expected here"));
    }
  }
  template <class Duration>
  void duration(const toml::node& n, Duration& out) {
    auto v = n.value_exact<std::string>();
    auto d = v ? parse_duration(*v) : std::nullopt;
    if (d) {
      out = std::chrono::duration_cast<Duration>(*d);
    } else {
      fail(n, msg("a duration such as \"90s\" or \"2h\" is expected here"));
    }
  }
  void fail(const toml::node& n, message what) {
    if (!error_) error_ = at_line(file_, n.source(), std::move(what));
  }
  const std::optional<error>& first_error() const { return error_; }

 private:
  const std::string& file_;
  std::optional<error> error_;
};

void read_media(config_reader& r, const toml::node& n, daemon_setup& setup) {
  media::ingest_limits& l = setup.media;
  const toml::table* t = n.as_table();
  if (t == nullptr) return r.fail(n, msg("a table is expected here"));
  for (const auto& [key, value] : *t) {
    if (key == "bytes") {
      r.number(value, l.bytes);
    } else if (key == "duration") {
      r.duration(value, l.duration);
    } else if (key == "pages") {
      r.number(value, l.pages);
    } else if (key == "pixels") {
      r.number(value, l.pixels);
    } else if (key == "cpu") {
      r.duration(value, l.cpu);
    } else if (key == "film_cpu") {
      r.number(value, l.film_cpu);
    } else if (key == "memory") {
      r.number(value, l.memory);
    } else if (key == "quota") {
      r.number(value, setup.media_quota_bytes);
    } else {
      r.fail(value, msg("the key \"{}\" is not known", std::string_view(key.str())));
    }
  }
}

void set_defaults(options& o) {
  bool service = runs_as_service();
  o.setup.data = service ? std::filesystem::path("/var/lib/bangtin") : user_data_folder() / "daemon";
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
  return apply_config(o, *text, file.string());
}

}  // namespace

result<void> apply_config(options& into, const std::string& text, const std::string& file_name) {
  toml::table t;
  try {
    t = toml::parse(text, file_name);
  } catch (const toml::parse_error& e) {
    return at_line(file_name, e.source(), msg("this is not TOML: {}", e.description()));
  }
  config_reader r(file_name);
  std::string path;
  for (const auto& [key, value] : t) {
    if (key == "data") {
      r.text(value, path);
      into.setup.data = path;
    } else if (key == "listen") {
      r.text(value, into.setup.listen);
    } else if (key == "socket") {
      r.text(value, path);
      into.setup.socket = path;
    } else if (key == "log-level") {
      r.text(value, into.log_level);
    } else if (key == "media") {
      read_media(r, value, into.setup);
    } else {
      r.fail(value, msg("the key \"{}\" is not known", std::string_view(key.str())));
    }
  }
  if (r.first_error()) return *r.first_error();
  return {};
}

result<std::variant<options, std::string>> parse_options(int argc, const char* const* argv) {
  std::string config, data, listen, socket, level, tls_cert, tls_key;
  bool new_site = false;
  CLI::App app(tr("The daemon of Bảng tin: hands out the signed programme and takes in play records."),
               "bangtind");
  // What CLI11 itself says in its help.
  app.get_formatter()->label("Usage", tr("Usage"));
  app.get_formatter()->label("OPTIONS", tr("OPTIONS"));
  app.set_help_flag("-h,--help", tr("show this help and exit"))->group(tr("Options"));
  app.option_defaults()->group(tr("Options"));
  app.set_version_flag("--version", std::string("bangtind ") + BANGTIN_VERSION,
                       tr("show the version and exit"));
  app.add_option("--config", config, tr("configuration file (TOML)"))->type_name("FILE");
  app.add_option("--data", data, tr("folder of database, media and key"))->type_name("DIR");
  app.add_option("--listen", listen, tr("address for screens"))->type_name("ADDRESS:PORT");
  app.add_option("--socket", socket, tr("Unix socket for the admin command"))->type_name("PATH");
  app.add_flag("--new-site", new_site,
               tr("move what is left of an old site in the folder aside, and begin a new one"));
  app.add_option("--log-level", level, tr("trace, debug, info, warning, error or off"))->type_name("LEVEL");
  app.add_option("--tls-cert", tls_cert, tr("certificate for TLS (not available yet)"))->type_name("FILE");
  app.add_option("--tls-key", tls_key, tr("key for TLS (not available yet)"))->type_name("FILE");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return app.help();
  } catch (const CLI::CallForVersion&) {
    return std::string("bangtind ") + BANGTIN_VERSION + "\n";
  } catch (const CLI::ParseError& e) {
    return error{errc::usage, msg("the command line is not understood: {}", e.what()),
                 msg("see bangtind --help")};
  }
  if (!tls_cert.empty() || !tls_key.empty()) {
    return error{
        errc::unsupported, msg("TLS is not available yet"),
        msg("leave out --tls-cert and --tls-key, and put a reverse proxy that speaks TLS before the daemon")};
  }
  options o;
  set_defaults(o);
  if (result<void> done = apply_file(o, config); !done) return done.error();
  if (!data.empty()) o.setup.data = data;
  if (!listen.empty()) o.setup.listen = listen;
  if (!socket.empty()) o.setup.socket = socket;
  if (!level.empty()) o.log_level = level;
  o.setup.new_site = new_site;
  std::error_code ignored;
  o.setup.data = std::filesystem::absolute(o.setup.data, ignored);
  o.setup.socket = std::filesystem::absolute(o.setup.socket, ignored);
  return o;
}

}  // namespace bangtin::scheduler::app
