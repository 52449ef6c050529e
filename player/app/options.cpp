// CLI11 reads the command line and the file; the command line wins.
#include "player/app/options.hpp"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <charconv>
#include <map>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::player::app {

namespace {

constexpr const char* system_data = "/var/lib/bangtin-player";

std::filesystem::path default_data() {
  if (::access(system_data, W_OK) == 0 || ::geteuid() == 0) return system_data;
  return user_data_folder() / "player";
}

// Reads "1280x720", each side from 160 to 16384 pixels. Returns what is wrong, or an empty string.
std::string read_size(const std::string& text, int& width, int& height) {
  const char* end = text.data() + text.size();
  auto [cross, bad_width] = std::from_chars(text.data(), end, width);
  bool good = bad_width == std::errc{} && cross != end && *cross == 'x';
  if (good) {
    auto [rest, bad_height] = std::from_chars(cross + 1, end, height);
    good = bad_height == std::errc{} && rest == end;
  }
  auto in_range = [](int side) { return side >= 160 && side <= 16384; };
  return good && in_range(width) && in_range(height) ? "" : "a size is written like 1280x720";
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

sync::fetch_rules read_rules(const std::string& rate, const std::string& hours) {
  sync::fetch_rules rules;
  if (!rate.empty()) {
    std::optional<std::int64_t> read = read_rate(rate);
    if (!read) throw CLI::ValidationError("--fetch-rate", tr("write it like \"2 MB/s\", at least 8 kB/s"));
    rules.max_bytes_per_s = *read;
  }
  if (!hours.empty()) {
    rules.hours = playlists::programme::parse_hours(hours);
    if (!rules.hours) throw CLI::ValidationError("--fetch-hours", tr("write them like \"18:00-06:00\""));
  }
  return rules;
}

// What CLI11 itself says in its help.
void in_readers_language(CLI::App& app) {
  app.get_formatter()->label("Usage", tr("Usage"));
  app.get_formatter()->label("OPTIONS", tr("OPTIONS"));
  app.get_formatter()->label("Needs", tr("only with"));
  app.set_help_flag("-h,--help", tr("show this help and exit"))->group(tr("Options"));
  app.option_defaults()->group(tr("Options"));
}

}  // namespace

std::optional<int> parse(int argc, char** argv, options& o) {
  CLI::App app(
      tr("Shows one screen of Bảng tin: what was approved for it, when it was planned, with or without "
         "network."),
      "bangtin-player");
  std::string data, windowed, screenshots, programme, output_file, fetch_rate, fetch_hours, reserve;
  in_readers_language(app);
  app.add_option("--data", data, tr("folder for its key, programme, media and evidence"))->option_text("DIR");
  app.add_option("--server", o.server, tr("address of the daemon"))
      ->option_text("URL=" + o.server)
      ->capture_default_str();
  app.add_option("--rotate", o.rotate, tr("turn the picture by so many degrees, clockwise"))
      ->option_text("0|90|180|270")
      ->check(CLI::IsMember({0, 90, 180, 270}));
  app.add_option("--windowed", windowed, tr("a window of this size instead of the whole screen"))
      ->option_text("WIDTHxHEIGHT");
  app.add_option("--output", o.output,
                 tr("count plays although nobody can tell whether a display is connected"))
      ->option_text("assumed")
      ->check(CLI::IsMember({"assumed"}));
  app.add_option("--fetch-rate", fetch_rate, tr("fetch files at most this fast"))->option_text("\"2 MB/s\"");
  app.add_option("--fetch-hours", fetch_hours,
                 tr("fetch files in these hours, unless the screen would be late"))
      ->option_text("HH:MM-HH:MM");
  app.add_option("--evidence-reserve", reserve,
                 tr("keep acknowledged play records in so much of the disk; 0: keep none"))
      ->option_text("\"2 GiB\"");
  app.add_option("--log-level", o.log_level, tr("trace, debug, info, warning, error or off"))
      ->option_text("LEVEL")
      ->capture_default_str();
  app.add_option("--screenshots", screenshots, "save a picture of every item into this folder")->group("");
  CLI::Option* shot =
      app.add_option("--shot", o.shot,
                     tr("draw this item of a programme file with its layers, without a screen"))
          ->option_text("ITEM")
          ->configurable(false);
  auto of_shot = [&](const char* name, auto& value, const char* form, const std::string& help) {
    return app.add_option(name, value, help)->option_text(form)->needs(shot)->configurable(false);
  };
  CLI::Option* file = of_shot("--programme", programme, "FILE", tr("with --shot: the programme file"));
  CLI::Option* output = of_shot("-o", output_file, "FILE.png", tr("with --shot: the PNG file to write"));
  of_shot("--screen", o.screen, "NAME", tr("with --shot: as this screen of the programme"));
  of_shot("--at", o.at, "TIME", tr("with --shot: at this time, 09:30 or 2026-10-05T09:30"));
  shot->needs(file)->needs(output);
  app.set_config("--config", "/etc/bangtin/bangtin-player.toml", tr("read options from this file"))
      ->option_text("FILE");
  app.allow_config_extras(CLI::config_extras_mode::error);
  app.set_version_flag("--version", "bangtin-player " BANGTIN_VERSION, tr("show the version and exit"));
  try {
    app.parse(argc, argv);
    std::string wrong = windowed.empty() ? "" : read_size(windowed, o.width, o.height);
    o.fetch = read_rules(fetch_rate, fetch_hours);
    if (!reserve.empty() && !(o.evidence_reserve_bytes = read_bytes(reserve))) {
      throw CLI::ValidationError("--evidence-reserve", tr("write it like \"2 GiB\", at least 10 MB, or 0"));
    }
    if (!wrong.empty()) throw CLI::ValidationError("--windowed", wrong);
  } catch (const CLI::ParseError& e) {
    return app.exit(e) == 0 ? 0 : 2;
  }
  o.data = data.empty() ? default_data() : std::filesystem::path(data);
  o.screenshots = screenshots;
  o.programme = programme;
  o.shot_file = output_file;
  return std::nullopt;
}

}  // namespace bangtin::player::app
