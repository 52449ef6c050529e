// bangtin-ingest: examines one untrusted file and reports what it is. The daemon starts it; people do not run
// it by hand. The answer goes to standard output (docs/media.md).
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <map>
#include <new>

#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "base/version.hpp"
#include "media/ingest/confinement.hpp"
#include "media/ingest/job.hpp"
#include "media/ingest/sniff.hpp"

namespace {

using namespace bangtin;
using namespace bangtin::media;
using namespace bangtin::media::ingest;

constexpr int exit_answered = 0;
constexpr int exit_usage = 2;
constexpr int exit_not_started = media::exit_worker_cannot_work;

// For a person who calls the worker by hand. Its answers are English: the daemon passes them on as messages.
std::string usage() {
  set_language(language_of_environment());
  return tr("Usage: {}",
            "bangtin-ingest --fd N --output DIR [--bytes N] [--duration-ms N] [--pages N] [--pixels N]\n"
            "       [--cpu S] [--film-cpu N] [--memory N]") +
         "\n" +
         tr("Judges the file open as descriptor N, writes renditions into DIR and the answer, as JSON, to "
            "standard output.") +
         "\n";
}

// Each page adds a file name to the answer, whose length is limited.
constexpr std::int64_t max_pages = 2000;

// Every option takes a value.
bool read_options(int argc, char** argv, media::ingest::job& j) {
  auto number = [](std::int64_t min, std::int64_t max, std::function<void(std::int64_t)> keep) {
    return [min, max, keep](std::string_view v) {
      std::optional<std::int64_t> n = parse_integer(v, min, max);
      if (n) keep(*n);
      return n.has_value();
    };
  };
  constexpr std::int64_t any = INT64_MAX;
  std::map<std::string_view, std::function<bool(std::string_view)>> options{
      {"--fd", number(3, 1'000'000, [&](std::int64_t n) { j.fd = static_cast<int>(n); })},
      {"--output", [&](std::string_view v) { return (j.output = v).is_absolute(); }},
      {"--bytes", number(1, any, [&](std::int64_t n) { j.limits.bytes = static_cast<std::uint64_t>(n); })},
      {"--duration-ms",
       number(1, any, [&](std::int64_t n) { j.limits.duration = std::chrono::milliseconds(n); })},
      {"--pages",
       number(1, any, [&](std::int64_t n) { j.limits.pages = static_cast<int>(std::min(n, max_pages)); })},
      {"--pixels", number(1, 400'000'000, [&](std::int64_t n) { j.limits.pixels = n; })},
      {"--cpu", number(1, 1'000'000, [&](std::int64_t n) { j.limits.cpu = std::chrono::seconds(n); })},
      {"--film-cpu", number(1, 100'000, [&](std::int64_t n) { j.limits.film_cpu = static_cast<int>(n); })},
      {"--memory", number(1, any, [&](std::int64_t n) { j.limits.memory = static_cast<std::uint64_t>(n); })}};
  for (int i = 1; i < argc; i += 2) {
    auto option = options.find(argv[i]);
    if (option == options.end() || i + 1 == argc || !option->second(argv[i + 1])) return false;
  }
  return j.fd >= 3 && !j.output.empty();
}

// Keep the reports of a sanitizer visible.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

result<media::ingested> judge(media::ingest::job& j) {
  struct stat s {};
  if (::fstat(j.fd, &s) != 0 || !S_ISREG(s.st_mode)) {
    return error{errc::invalid, msg("this is not a file with content"),
                 msg("choose a picture, a video or a PDF")};
  }
  j.bytes = s.st_size;
  if (static_cast<std::uint64_t>(j.bytes) > j.limits.bytes) {
    return error{errc::limit,
                 msg("this file has {} MB; at most {} MB are allowed", media::ingest::size_mb(j.bytes),
                     media::ingest::limit_mb(j.limits.bytes)),
                 msg("make it shorter or compress it more, then load it again")};
  }
  media::ingest::job beginning = j;
  beginning.bytes = std::min<std::int64_t>(j.bytes, media::ingest::sniffed_bytes);
  auto head = media::ingest::whole_file(beginning, media::ingest::sniffed_bytes);
  if (!head) return head.error();
  auto kind = media::ingest::sniff(*head);
  if (!kind) return kind.error();
  switch (*kind) {
    case media::ingest::file_kind::video:
      return media::ingest::take_video(j, *media::ingest::film_container(*head));
    case media::ingest::file_kind::jpeg:
      return media::ingest::take_jpeg(j);
    case media::ingest::file_kind::png:
      return media::ingest::take_png(j);
    case media::ingest::file_kind::webp:
      return media::ingest::take_webp(j);
    case media::ingest::file_kind::heif:
    case media::ingest::file_kind::avif:
      return media::ingest::take_heif(j);
    case media::ingest::file_kind::tiff:
      return media::ingest::take_tiff(j);
    case media::ingest::file_kind::gif:
      return media::ingest::take_gif(j);
    case media::ingest::file_kind::svg:
      return media::ingest::take_svg(j);
    case media::ingest::file_kind::pdf:
      return media::ingest::take_pdf(j);
    case media::ingest::file_kind::subtitles:
      return media::ingest::take_subtitles(j);
  }
  return media::ingest::damaged();
}

result<media::ingested> judge_within_memory(media::ingest::job& j) {
  try {
    return judge(j);
  } catch (const std::bad_alloc&) {
    return error{errc::limit, msg("this file needs more memory than is allowed"),
                 msg("save it smaller or simpler, then load it again")};
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::string_view first = argc == 2 ? argv[1] : "";
  if (first == "--help" || first == "--version") {
    fmt::print("{}", first == "--help" ? usage() : fmt::format("bangtin-ingest {}\n", program_version));
    return exit_answered;
  }
  media::ingest::job j;
  if (!read_options(argc, argv, j)) {
    fmt::print(stderr, "{}", usage());
    return exit_usage;
  }
  unique_fd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (auto walled = media::ingest::enter_sandbox(j.fd, j.output, j.limits); !walled) {
    fmt::print(stderr, "bangtin-ingest: {}\n", describe(walled.error()));
    return exit_not_started;
  }
  // The libraries print complaints about bad files; keep those out of the journal.
  if (nowhere && !sanitized) ::dup2(nowhere.get(), STDERR_FILENO);
  auto answer = judge_within_memory(j);
  auto written =
      write_all(STDOUT_FILENO, answer ? media::to_json(*answer) : media::rejection_to_json(answer.error()));
  // _exit skips library destructors, which may hang or crash after hostile input; nothing depends on them.
  ::_exit(written ? exit_answered : exit_not_started);
}
