#include "admin-cli/views/transfer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/language.hpp"
#include "base/local_forms.hpp"

namespace bangtin::admin_cli::views {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds window{8000};
constexpr milliseconds step{200};
constexpr milliseconds min_span{500};

struct unit {
  std::uint64_t bytes;
  std::string_view name;
};
constexpr unit units[] = {{1'000'000'000, "GB"}, {1'000'000, "MB"}, {1000, "kB"}, {1, "B"}};

const unit& unit_for(std::uint64_t bytes) {
  return *std::find_if(std::begin(units), std::end(units) - 1,
                       [&](const unit& u) { return bytes >= u.bytes; });
}

// Rounded down, so that what is below a limit never looks like the limit.
std::string number_in(const unit& u, std::uint64_t bytes, int decimals) {
  std::uint64_t whole = bytes / u.bytes, scale = 1;
  for (int i = 0; i < decimals; ++i) scale *= 10;
  if (scale == 1 || u.bytes == 1) return fmt::format("{} {}", whole, u.name);
  std::uint64_t part = bytes % u.bytes * scale / u.bytes;
  return local_decimals(fmt::format("{}.{:0{}} {}", whole, part, decimals, u.name));
}

}  // namespace

std::string size_text(std::uint64_t bytes) {
  const unit& u = unit_for(bytes);
  return number_in(u, bytes, bytes / u.bytes < 10 ? 1 : 0);
}

std::pair<std::string, std::string> size_texts(std::uint64_t a, std::uint64_t b) {
  const unit& u = unit_for(std::max(a, b));
  constexpr int all_decimals = 9;
  for (int decimals = 1;; ++decimals) {
    std::pair<std::string, std::string> texts{number_in(u, a, decimals), number_in(u, b, decimals)};
    if (texts.first != texts.second || decimals == all_decimals) return texts;
  }
}

std::string clock_text(std::chrono::seconds s) {
  const auto n = std::max<std::int64_t>(s.count(), 0);
  if (n < 3600) return fmt::format("{}:{:02}", n / 60, n % 60);
  return fmt::format("{}:{:02}:{:02}", n / 3600, n / 60 % 60, n % 60);
}

void transfer_meter::add(milliseconds now, std::uint64_t done) {
  if (!samples_.empty() && (done < samples_.back().done || now < samples_.back().at)) samples_.clear();
  // The newest sample moves until it is a step away from the one before.
  if (samples_.size() > 1 && samples_.back().at - samples_[samples_.size() - 2].at < step)
    samples_.pop_back();
  samples_.push_back({now, done});
  while (samples_.size() > 2 && now - samples_[1].at >= window) samples_.pop_front();
}

std::optional<double> transfer_meter::per_second() const {
  if (samples_.empty() || samples_.back().at - samples_.front().at < min_span) return std::nullopt;
  const double grown = static_cast<double>(samples_.back().done - samples_.front().done);
  return grown * 1000.0 / static_cast<double>((samples_.back().at - samples_.front().at).count());
}

std::optional<std::chrono::seconds> transfer_meter::left(std::uint64_t total) const {
  constexpr double max_seconds = 359'999;  // 99:59:59
  const std::optional<double> rate = per_second();
  if (!rate || *rate <= 0 || total == 0) return std::nullopt;
  const double missing = static_cast<double>(total - std::min(samples_.back().done, total));
  return std::chrono::seconds(std::llround(std::min(missing / *rate, max_seconds)));
}

std::string transfer_meter::text(std::uint64_t total) const {
  const std::optional<double> rate = per_second();
  if (!rate) return {};
  const std::string speed = size_text(static_cast<std::uint64_t>(*rate)) + "/s";
  const std::optional<std::chrono::seconds> time = left(total);
  return time ? tr("{}, {} left", speed, clock_text(*time)) : speed;
}

}  // namespace bangtin::admin_cli::views
