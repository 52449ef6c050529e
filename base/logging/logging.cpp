// Compares stderr with JOURNAL_STREAM and then selects spdlog's systemd or stderr sink.
#include "base/logging/logging.hpp"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <memory>
#include <string>

namespace bangtin {

namespace {

bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat info {};
  return stream != nullptr && ::fstat(STDERR_FILENO, &info) == 0 &&
         is_journal_stream(stream, info.st_dev, info.st_ino);
}

// The journal has its own fields for time and level. The logger's name becomes the entry's identifier; for
// lines of stderr systemd uses the program's name instead.
std::shared_ptr<spdlog::logger> journal_logger() {
  return spdlog::systemd_logger_mt(program_invocation_short_name);
}

std::shared_ptr<spdlog::logger> stderr_logger() {
  auto logger = spdlog::stderr_logger_mt("bangtin");
  logger->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
  return logger;
}

}  // namespace

bool is_journal_stream(std::string_view journal_stream, std::uint64_t device, std::uint64_t inode) {
  return journal_stream == fmt::format("{}:{}", device, inode);
}

result<void> start_logging(std::string_view level) {
  auto value = spdlog::level::from_str(std::string(level == "warning" ? "warn"
                                                   : level == "error" ? "err"
                                                                      : level));
  if (value == spdlog::level::off && level != "off") {
    return error{errc::usage, msg("there is no log level \"{}\"", level),
                 msg("use one of: trace, debug, info, warning, error, off")};
  }
  auto logger = stderr_is_journal() ? journal_logger() : stderr_logger();
  logger->set_level(value);
  logger->flush_on(spdlog::level::trace);
  spdlog::set_default_logger(std::move(logger));
  return {};
}

}  // namespace bangtin
