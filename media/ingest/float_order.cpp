#include "media/ingest/float_order.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

namespace bangtin::media::ingest {

namespace {

// Sound lies between -1 and 1, and is seldom mixed to more than some times that. In the wrong order, the low
// bits of the fraction become the exponent, so every value is as likely as any other.
bool plausible(double x) {
  return x == 0 || (std::abs(x) < 64 && std::abs(x) > 1e-12);
}

template <class Float>
double value_of(std::span<const std::byte> bytes, bool big_endian) {
  std::array<std::byte, sizeof(Float)> copy;
  std::copy(bytes.begin(), bytes.end(), copy.begin());
  if (big_endian == (std::endian::native == std::endian::little)) std::reverse(copy.begin(), copy.end());
  return static_cast<double>(std::bit_cast<Float>(copy));
}

template <class Float>
std::size_t plausible_samples(std::span<const std::byte> samples, bool big_endian) {
  std::size_t count = 0;
  for (; samples.size() >= sizeof(Float); samples = samples.subspan(sizeof(Float))) {
    count += plausible(value_of<Float>(samples.first(sizeof(Float)), big_endian)) ? 1 : 0;
  }
  return count;
}

}  // namespace

bool other_order_fits(std::span<const std::byte> samples, std::size_t bytes_each, bool big_endian) {
  auto count = bytes_each == sizeof(double) ? plausible_samples<double> : plausible_samples<float>;
  return count(samples, !big_endian) > count(samples, big_endian);
}

void swap_floats(std::span<std::byte> samples, std::size_t bytes_each) {
  for (std::size_t at = 0; at + bytes_each <= samples.size(); at += bytes_each) {
    auto sample = samples.subspan(at, bytes_each);
    std::reverse(sample.begin(), sample.end());
  }
}

}  // namespace bangtin::media::ingest
