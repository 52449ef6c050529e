// plays export.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/month.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

// Writes to a temporary file first, so that a file with the final name is complete.
result<std::uint64_t> fetch_to(session& s, const std::string& path, const fs::path& target) {
  struct stat there {};
  if (::stat(target.c_str(), &there) == 0 && !S_ISREG(there.st_mode)) {
    return error{errc::invalid, msg("{} is not a regular file", printable(target.string())),
                 msg("give the name of a file to write, not a folder or a device")};
  }
  std::string temporary = target.string() + ".XXXXXX";
  unique_fd fd(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!fd) return system_error(msg("write {}", target.string()), errno);
  std::uint64_t bytes = 0;
  result<void> written;
  wire::request r = get_request(path);
  r.timeout = std::chrono::minutes(10);
  r.stall = std::chrono::minutes(5);
  r.sink = [&](std::string_view piece) {
    written = write_all(fd.get(), piece);
    bytes += piece.size();
    return written.has_value();
  };
  result<wire::reply> got = s.daemon.call(r);
  result<void> done = !written ? written : !got ? result<void>(got.error()) : result<void>();
  if (done && ::fchmod(fd.get(), 0644) != 0) done = system_error(msg("write {}", target.string()), errno);
  if (done) done = commit_file(fd.get(), temporary, target);
  if (!done) {
    ::unlink(temporary.c_str());
    return done.error();
  }
  return bytes;
}

}  // namespace

result<int> plays_export(session& s, const arguments& given) {
  result<std::string> month = parse_month(given.text("--month"));
  if (!month) return month.error();
  std::string format = given.get("--format").value_or("csv");
  if (format != "csv" && format != "xlsx" && format != "pdf" && format != "json") {
    return error{errc::usage, msg("there is no format \"{}\"", printable(format)), msg("use --format csv")};
  }
  if (format != "csv") {
    return error{errc::unsupported, msg("the format \"{}\" is not available", printable(format)),
                 msg("use --format csv")};
  }
  fs::path target = given.text("--output");
  result<std::uint64_t> bytes = fetch_to(s, "/v1/plays/export?month=" + *month + "&format=csv", target);
  if (!bytes) return bytes.error();
  s.out.document(json::object{
      {"file", printable(target.string())}, {"format", "csv"}, {"month", *month}, {"bytes", *bytes}});
  s.out.done(tr("the plays of {} are in {}", *month, printable(target.string())));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
