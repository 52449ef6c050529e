#include "base/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <cstdlib>

namespace bangtin {

result<void> start_logging(std::string_view level) {
  auto value = spdlog::level::from_str(std::string(level == "warning" ? "warn"
                                                   : level == "error" ? "err"
                                                                      : level));
  if (value == spdlog::level::off && level != "off") {
    return error{errc::usage, msg("there is no log level \"{}\"", level),
                 msg("use one of: trace, debug, info, warning, error, off")};
  }
  auto logger = spdlog::stderr_logger_mt("bangtin");
  logger->set_level(value);
  // The journal adds time and name, and takes the priority from "<N>" at the line's front (sd-daemon(3)).
  bool journal = std::getenv("JOURNAL_STREAM") != nullptr;
  logger->set_pattern(journal ? "%v" : "%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

}  // namespace bangtin
