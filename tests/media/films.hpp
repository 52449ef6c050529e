// Films that ffmpeg makes while a test runs, and what ffmpeg and ffprobe say about the result.
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace bangtin::media::testing {

struct program_output {
  int status = -1;
  std::string out;  // standard output, or standard error if asked for
};
program_output run(std::vector<std::string> argv, bool standard_error = false);

// Runs the worker's conversion in its sandbox (convert_tool.cpp): "ok ..." or "refused ...".
std::string convert(const std::filesystem::path& film, const std::filesystem::path& folder,
                    const std::string& what = "picture");

// ffprobe's fields of the picture ("pix_fmt") and of the file ("format.duration").
std::map<std::string, std::string> probe(const std::filesystem::path& film);
// Names of the outermost boxes, in order.
std::vector<std::string> boxes(const std::filesystem::path& mp4);
// Structural similarity, picture by picture, to the source after `filter`, which gives it the rendition's
// form.
double similarity(const std::filesystem::path& rendition, const std::filesystem::path& source,
                  const std::string& filter);
// The colour (red, green, blue) in the middle of each of `n` equally wide patches of the picture at `second`.
std::vector<std::array<int, 3>> patches(const std::filesystem::path& film, int n, double second = 0.2);
// MD5 of the coded samples of a track ("v:0").
std::string samples(const std::filesystem::path& film, const std::string& track);

}  // namespace bangtin::media::testing
