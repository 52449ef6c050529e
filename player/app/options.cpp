// The command line wins over the file.
#include "player/app/options.hpp"

#include <unistd.h>

#include <charconv>
#include <map>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/placeholder.hpp"
#include "base/program_options/program_options.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/text/config_text.hpp"

namespace bangtin::player::app {

namespace {

using playlists::text::config_key;
using playlists::text::config_type;

constexpr std::uint64_t max_config_bytes = 64 * 1024;
constexpr const char* system_config = "/etc/bangtin/bangtin-player.toml";
constexpr const char* system_data = "/var/lib/bangtin-player";

std::filesystem::path default_data() {
  if (::access(system_data, W_OK) == 0 || ::geteuid() == 0) return system_data;
  return user_data_folder() / "player";
}

// Reads "1280x720", each side from 160 to 16384 pixels.
bool read_size(const std::string& text, int& width, int& height) {
  const char* end = text.data() + text.size();
  auto [cross, bad_width] = std::from_chars(text.data(), end, width);
  bool good = bad_width == std::errc{} && cross != end && *cross == 'x';
  if (good) {
    auto [rest, bad_height] = std::from_chars(cross + 1, end, height);
    good = bad_height == std::errc{} && rest == end;
  }
  auto in_range = [](int side) { return side >= 160 && side <= 16384; };
  return good && in_range(width) && in_range(height);
}

constexpr std::int64_t min_rate = 8'000;  // below it every transfer would count as one that crawls

// Reads "2 MB/s", "500kB/s" or "250000": decimal units, from 8 kB/s on. Nothing for any other text.
std::optional<std::int64_t> read_rate(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  auto [rest, bad] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  std::string unit(trimmed(std::string_view(rest, static_cast<std::size_t>(end - rest))));
  if (unit.ends_with("/s")) unit.resize(unit.size() - 2);
  unit = lower_case(unit);
  const double times = unit.empty() || unit == "b" ? 1 : unit == "kb" ? 1e3 : unit == "mb" ? 1e6 : 0;
  const double rate = number * times;
  if (bad != std::errc{} || rate < static_cast<double>(min_rate) || rate > 1e12) return std::nullopt;
  return static_cast<std::int64_t>(rate);
}

// Reads "2 GB", "500MiB" or "0". Nothing for any other text.
std::optional<std::uint64_t> read_bytes(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  auto [rest, bad] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  const std::string unit = lower_case(trimmed(std::string_view(rest, static_cast<std::size_t>(end - rest))));
  static const std::map<std::string, double, std::less<>> units{
      {"", 1}, {"b", 1}, {"mb", 1e6}, {"gb", 1e9}, {"mib", 1048576.0}, {"gib", 1073741824.0}};
  auto times = units.find(unit);
  if (bad != std::errc{} || times == units.end() || number < 0) return std::nullopt;
  const double bytes = number * times->second;
  // Less than a month's file would hold next to nothing; that is more likely a forgotten unit.
  if (bytes > 1e15 || (bytes > 0 && bytes < 10e6)) return std::nullopt;
  return static_cast<std::uint64_t>(bytes);
}

error wrong(const char* option, message remedy) {
  return {errc::usage, msg("this is no value of the option {}", option), std::move(remedy)};
}

// The options that are texts until all sources are read.
struct raw_options {
  std::string data, windowed, screenshots, programme, output_file, fetch_rate, fetch_hours, reserve, config,
      bundles;
};

std::optional<error> understand(const raw_options& raw, options& o) {
  if (!raw.windowed.empty() && !read_size(raw.windowed, o.width, o.height)) {
    return wrong("--windowed", msg("write it like {} {}", "--windowed", "1280x720"));
  }
  if (o.rotate != 0 && o.rotate != 90 && o.rotate != 180 && o.rotate != 270) {
    return wrong("--rotate", msg("write it like {} {}", "--rotate", "0|90|180|270"));
  }
  if (!o.output.empty() && o.output != "assumed") {
    return wrong("--output", msg("write it like {} {}", "--output", "assumed"));
  }
  if (!o.authority.empty() && o.authority != "system") {
    return wrong("--authority", msg("write it like {} {}", "--authority", "system"));
  }
  if (!raw.fetch_rate.empty()) {
    std::optional<std::int64_t> rate = read_rate(raw.fetch_rate);
    if (!rate) return wrong("--fetch-rate", msg("write it like \"2 MB/s\", at least 8 kB/s"));
    o.fetch.max_bytes_per_s = *rate;
  }
  if (!raw.fetch_hours.empty()) {
    o.fetch.hours = playlists::programme::parse_hours(raw.fetch_hours);
    if (!o.fetch.hours) return wrong("--fetch-hours", msg("write them like \"18:00-06:00\""));
  }
  if (!raw.reserve.empty() && !(o.evidence_reserve_bytes = read_bytes(raw.reserve))) {
    return wrong("--evidence-reserve", msg("write it like \"2 GiB\", at least 10 MB, or 0"));
  }
  o.bundles = raw.bundles;
  o.data = raw.data.empty() ? default_data() : std::filesystem::path(raw.data);
  o.screenshots = raw.screenshots;
  o.programme = raw.programme;
  o.shot_file = raw.output_file;
  return std::nullopt;
}

void declare(CLI::App& app, raw_options& raw, options& o) {
  use_process_language(app);
  app.add_option("--data", raw.data, tr("folder for its key, programme, media and evidence"))
      ->option_text(placeholder("DIR"));
  app.add_option("--server", o.server, tr("address of the daemon"))->option_text("URL=" + o.server);
  app.add_option(
         "--bundles", raw.bundles,
         tr("read bundles from USB sticks that are mounted here; without --server no network is used"))
      ->option_text(placeholder("DIR"));
  app.add_option("--rotate", o.rotate, tr("turn the picture by so many degrees, clockwise"))
      ->option_text("0|90|180|270");
  app.add_option("--windowed", raw.windowed, tr("a window of this size instead of the whole screen"))
      ->option_text(placeholder("WIDTHxHEIGHT"));
  app.add_option("--output", o.output,
                 tr("count plays although nobody can tell whether a display is connected"))
      ->option_text("assumed");
  app.add_option("--authority", o.authority,
                 tr("who vouches for the daemon's certificate: the system, as behind a proxy with TLS"))
      ->option_text("system");
  app.add_option("--fetch-rate", raw.fetch_rate, tr("fetch files at most this fast"))
      ->option_text("\"2 MB/s\"");
  app.add_option("--fetch-hours", raw.fetch_hours,
                 tr("fetch files in these hours, unless the screen would be late"))
      ->option_text(placeholder("HH:MM-HH:MM"));
  app.add_option("--evidence-reserve", raw.reserve,
                 tr("keep acknowledged play records in so much of the disk; 0: keep none"))
      ->option_text("\"2 GiB\"");
  app.add_option("--log-level", o.log_level, tr("trace, debug, info, warning, error or off"))
      ->option_text(placeholder("LEVEL"));
  app.add_option("--screenshots", raw.screenshots, "save a picture of every item into this folder")
      ->group("");
  app.add_option("--config", raw.config, tr("read options from this file"))->option_text(placeholder("FILE"));
  CLI::Option* shot =
      app.add_option("--shot", o.shot,
                     tr("draw this item of a programme file with its layers, without a screen"))
          ->option_text(placeholder("ITEM"));
  auto of_shot = [&](const char* name, auto& value, const char* form, const std::string& help) {
    return app.add_option(name, value, help)->option_text(placeholder(form))->needs(shot);
  };
  CLI::Option* file = of_shot("--programme", raw.programme, "FILE", tr("with --shot: the programme file"));
  CLI::Option* output = of_shot("-o", raw.output_file, "FILE.png", tr("with --shot: the PNG file to write"));
  of_shot("--screen", o.screen, "NAME", tr("with --shot: as this screen of the programme"));
  of_shot("--at", o.at, "TIME", tr("with --shot: at this time, 09:30 or 2026-10-05T09:30"));
  app.footer(tr("Examples:") +
             "\n  bangtin-player --server https://10.0.0.5:8470 --rotate 90"
             "\n  bangtin-player --shot ap-phich.png --programme programme.toml -o man-hinh.png\n");
  shot->needs(file)->needs(output);
}

constexpr config_key keys[] = {{"data", "\"/var/lib/bangtin-player\""},
                               {"server", "\"https://10.0.0.5:8470\""},
                               {"authority", "\"system\""},
                               {"bundles", "\"/media/bangtin\""},
                               {"rotate", "90", config_type::number, 0, 270},
                               {"windowed", "\"1280x720\""},
                               {"output", "\"assumed\""},
                               {"fetch-rate", "\"2 MB/s\""},
                               {"fetch-hours", "\"18:00-06:00\""},
                               {"evidence-reserve", "\"2 GiB\""},
                               {"log-level", "\"info\""},
                               {"screenshots", "\"/tmp/shots\""}};

// Puts the values of the file into the options that the command line does not have.
result<void> apply_file(const CLI::App& app, const std::string& named, raw_options& raw, options& o) {
  const std::string file = named.empty() ? system_config : named;
  result<std::string> text = read_file(file, max_config_bytes);
  if (!text && named.empty() && text.error().code == errc::not_found) return {};
  if (!text) return text.error();
  result<playlists::text::config_values> values = playlists::text::read_config_text(*text, file, keys);
  if (!values) return values.error();
  const std::map<std::string_view, std::string*> texts{{"data", &raw.data},
                                                       {"server", &o.server},
                                                       {"bundles", &raw.bundles},
                                                       {"windowed", &raw.windowed},
                                                       {"output", &o.output},
                                                       {"authority", &o.authority},
                                                       {"fetch-rate", &raw.fetch_rate},
                                                       {"fetch-hours", &raw.fetch_hours},
                                                       {"evidence-reserve", &raw.reserve},
                                                       {"log-level", &o.log_level},
                                                       {"screenshots", &raw.screenshots}};
  for (const auto& [name, value] : *values) {
    if (app.count("--" + name) > 0) continue;
    if (name == "rotate") {
      o.rotate = static_cast<int>(value.number);
    } else {
      *texts.at(name) = value.text;
    }
    // All that came before was right, so a mistake is in this value.
    options judged = o;
    if (std::optional<error> bad = understand(raw, judged)) {
      return playlists::text::config_error(file, value.at, bad->what, bad->remedy);
    }
  }
  return {};
}

}  // namespace

result<std::optional<std::string>> parse_options(int argc, const char* const* argv, options& o) {
  CLI::App app(
      tr("Shows one screen of Bảng tin: what was approved for it, when it was planned, with or without "
         "network."),
      "bangtin-player");
  raw_options raw;
  declare(app, raw, o);
  result<std::optional<std::string>> read = read_command_line(app, argc, argv);
  if (!read || *read) return read;
  if (std::optional<error> bad = understand(raw, o)) return *bad;
  if (result<void> done = apply_file(app, raw.config, raw, o); !done) return done.error();
  if (std::optional<error> bad = understand(raw, o)) return *bad;
  const bool no_address = app.count("--server") == 0 && o.server == options().server;
  if (!o.bundles.empty() && no_address) o.server.clear();
  return std::optional<std::string>();
}

}  // namespace bangtin::player::app
