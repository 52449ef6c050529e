// Makes films with ffmpeg, gives them the house's sound, and measures the result with ffmpeg.
#pragma once

#include <gst/gst.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "media/folder.hpp"
#include "media/ingest/film.hpp"

namespace bangtin::media::testing {

// Runs `ffmpeg -i … arguments` and returns what it writes to standard error; fails the test if it fails.
std::string ffmpeg(const std::string& arguments);

// The container by the file's ending, the first sound track, and this length.
ingest::film film_of(const std::filesystem::path& file, std::chrono::milliseconds length);

result<ingest::loudness> measure(const std::filesystem::path& file, const ingest::film& f);

// Measures the sound, and writes it as house sound into an MP4 file beside the picture, which is copied if it
// is H.264.
result<ingest::loudness> give_house_sound(const std::filesystem::path& file, const ingest::film& f,
                                          const std::filesystem::path& to);

struct meter_reading {
  double lufs = 0;
  double peak_dbtp = 0;
};
meter_reading read_meter(const std::filesystem::path& file);

// The decoded sound of the file, one vector for each channel, at 48 kHz; edit lists hold.
std::vector<std::vector<float>> decoded(const std::filesystem::path& file, int channels = 2);

}  // namespace bangtin::media::testing
