// bangtind: parse, build, run, stop.
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdio>
#include <cstdlib>

#include "base/language.hpp"
#include "base/logging/logging.hpp"
#include "scheduler/app/daemon.hpp"
#include "scheduler/app/options.hpp"
#include "scheduler/app/restore_main.hpp"
#include "scheduler/app/service_manager.hpp"

namespace {

int refuse(const bangtin::error& e) {
  const std::string remedy = e.remedy.empty() ? "" : " — " + bangtin::translate(e.remedy);
  fmt::print(stderr, "bangtind: {}{}\n", bangtin::translate(e.what), remedy);
  return e.code == bangtin::errc::usage ? 2 : 1;
}

int run(int argc, char** argv) {
  namespace scheduler = bangtin::scheduler;
  bangtin::set_language(bangtin::language_of_environment());
  auto parsed = bangtin::scheduler::app::parse_options(argc, argv);
  if (!parsed) return refuse(parsed.error());
  if (const auto* text = std::get_if<std::string>(&*parsed)) {
    fmt::print("{}", *text);
    return 0;
  }
  auto& options = std::get<bangtin::scheduler::app::options>(*parsed);
  if (auto logging = bangtin::start_logging(options.log_level); !logging) return refuse(logging.error());

  if (!options.restore.file.empty()) {
    auto restored = scheduler::app::run_restore(options.restore, options.setup.data);
    if (restored) return *restored;
    const int code = refuse(restored.error());
    return restored.error().code == bangtin::errc::verification ? 4 : code;
  }
  // Of the alerts: nothing else that the daemon says later is translated.
  if (options.setup.alerts.speaks) bangtin::set_language(*options.setup.alerts.speaks);

  bangtin::system_clock_source clock;
  std::string socket = options.setup.socket.string();
  auto started = bangtin::scheduler::app::daemon::start(std::move(options.setup), clock);
  if (!started) return refuse(started.error());
  bangtin::scheduler::app::daemon& daemon = **started;
  bangtin::scheduler::app::serve_under_manager(daemon);
  fmt::print("listening on {}\nadmin socket {}\n", daemon.address(), socket);
  std::fflush(stdout);
  bool clean = daemon.run();
  spdlog::info("stopped");
  // A thread still runs: it waits for the ingest worker, which dies with this process, or for a hanging disk.
  // Everything that the daemon acknowledged is on the disk.
  if (!clean) std::_Exit(0);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const bangtin::error_exception& e) {
    return refuse(e.get());
  } catch (const std::exception& e) {
    return refuse({bangtin::errc::internal, bangtin::msg("the program failed unexpectedly: {}", e.what()),
                   bangtin::msg("try again; if it stays so, report it with the text above")});
  }
}
