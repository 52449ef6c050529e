#include "media/films.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/process.hpp"

namespace bangtin::media::testing {

namespace fs = std::filesystem;

program_output run(std::vector<std::string> argv, bool standard_error) {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {};
  unique_fd from(ends[0]);
  unique_fd to(ends[1]);
  process_setup setup;
  setup.argv = std::move(argv);
  setup.descriptors = {{to.get(), standard_error ? 2 : 1}};
  setup.environment = {"PATH=/usr/bin:/bin"};
  auto started = start_process(setup);
  to.reset();
  program_output o;
  if (!started) return o;
  char piece[65536];
  for (ssize_t n = 0; (n = ::read(from.get(), piece, sizeof piece)) > 0;) {
    o.out.append(piece, static_cast<std::size_t>(n));
  }
  int status = started->wait();
  o.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return o;
}

std::string convert(const fs::path& film, const fs::path& folder, const std::string& what) {
  fs::remove_all(folder);
  fs::create_directory(folder);
  program_output o = run({BANGTIN_CONVERT_TOOL, film, folder, what});
  std::istringstream lines(o.out);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("ok") || line.starts_with("refused")) return line;
  }
  return fmt::format("ended with {}", o.status);
}

std::map<std::string, std::string> probe(const fs::path& film) {
  program_output o = run({"/usr/bin/ffprobe", "-v", "error", "-select_streams", "v:0", "-show_streams",
                          "-show_format", "-of", "flat=s=_", film});
  std::map<std::string, std::string> fields;
  std::istringstream lines(o.out);
  for (std::string line; std::getline(lines, line);) {
    std::size_t equals = line.find('=');
    if (equals == std::string::npos) continue;
    std::string key = line.substr(0, equals);
    std::string value = line.substr(equals + 1);
    if (value.starts_with('"')) value = value.substr(1, value.size() - 2);
    if (key.starts_with("streams_stream_0_")) key = key.substr(17);
    if (key.starts_with("format_")) key = "format." + key.substr(7);
    fields[key] = value;
  }
  return fields;
}

std::vector<std::string> boxes(const fs::path& mp4) {
  std::ifstream in(mp4, std::ios::binary);
  std::vector<std::string> names;
  unsigned char head[16];
  while (in.read(reinterpret_cast<char*>(head), 8)) {
    auto number = [&](int at, int n) {
      std::uint64_t v = 0;
      for (int i = 0; i < n; ++i) v = v << 8 | head[at + i];
      return v;
    };
    std::uint64_t length = number(0, 4);
    std::uint64_t read = 8;
    names.emplace_back(reinterpret_cast<char*>(head) + 4, 4);
    if (length == 1) {
      in.read(reinterpret_cast<char*>(head) + 8, 8);
      length = number(8, 8);
      read = 16;
    }
    if (length < read) break;
    in.seekg(static_cast<std::streamoff>(length - read), std::ios::cur);
  }
  return names;
}

double similarity(const fs::path& rendition, const fs::path& source, const std::string& filter) {
  program_output o = run(
      {"/usr/bin/ffmpeg", "-nostdin", "-i", rendition, "-i", source, "-lavfi",
       fmt::format(
           "[1:v]{},settb=1/25,setpts=N[reference];[0:v]settb=1/25,setpts=N[shown];[shown][reference]ssim",
           filter),
       "-f", "null", "-"},
      true);
  std::size_t at = o.out.rfind("All:");
  return at == std::string::npos ? 0 : std::atof(o.out.c_str() + at + 4);
}

std::vector<std::array<int, 3>> patches(const fs::path& film, int n, double second) {
  program_output o =
      run({"/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-ss", fmt::format("{}", second), "-i", film, "-vf",
           "crop=iw:ih/4,scale=iw:ih:flags=accurate_rnd+full_chroma_int+full_chroma_inp,format=rgb24",
           "-frames:v", "1", "-f", "rawvideo", "-"});
  auto p = probe(film);
  int width = std::atoi(p["width"].c_str());
  int height = width > 0 ? static_cast<int>(o.out.size()) / 3 / width : 0;
  std::vector<std::array<int, 3>> colours;
  for (int i = 0; i < n && height > 0; ++i) {
    std::size_t x = static_cast<std::size_t>(width * (2 * i + 1) / (2 * n));
    std::size_t at = (static_cast<std::size_t>(height / 2) * static_cast<std::size_t>(width) + x) * 3;
    auto value = [&](std::size_t c) { return static_cast<int>(static_cast<unsigned char>(o.out[at + c])); };
    colours.push_back({value(0), value(1), value(2)});
  }
  return colours;
}

std::string samples(const fs::path& film, const std::string& track) {
  return run({"/usr/bin/ffmpeg", "-nostdin", "-v", "error", "-i", film, "-map", "0:" + track, "-c", "copy",
              "-f", "streamhash", "-hash", "md5", "-"})
      .out;
}

}  // namespace bangtin::media::testing
