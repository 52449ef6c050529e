// Integers of several 64-bit words; the common case of one word has a short cut.
#include "playlists/schedule/virtual_time.hpp"

#include <algorithm>
#include <bit>
#include <numeric>

namespace bangtin::playlists::schedule {

namespace {

__extension__ using wide = unsigned __int128;
using big = std::vector<std::uint64_t>;  // least significant word first

constexpr int airtime_bits = 28;

std::uint64_t remainder(const big& n, std::uint64_t divisor) {
  wide rest = 0;
  for (std::size_t i = n.size(); i-- > 0;) rest = (rest << 64 | n[i]) % divisor;
  return static_cast<std::uint64_t>(rest);
}

void multiply(big& n, std::uint64_t factor) {
  wide carry = 0;
  for (std::uint64_t& word : n) {
    carry += wide(word) * factor;
    word = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
  if (carry != 0) n.push_back(static_cast<std::uint64_t>(carry));
}

big quotient(const big& n, std::uint64_t divisor) {
  big q(n.size());
  wide rest = 0;
  for (std::size_t i = n.size(); i-- > 0;) {
    rest = rest << 64 | n[i];
    q[i] = static_cast<std::uint64_t>(rest / divisor);
    rest %= divisor;
  }
  return q;
}

}  // namespace

share_scale::share_scale(std::span<const int> shares) : count_(shares.size()) {
  big multiple{1};
  for (int s : shares) {
    auto share = static_cast<std::uint64_t>(s);
    multiply(multiple, share / std::gcd(remainder(multiple, share), share));
  }
  std::size_t bits = 64 * (multiple.size() - 1) + static_cast<std::size_t>(std::bit_width(multiple.back()));
  words_ = (bits + airtime_bits + 63) / 64;
  weights_.resize(count_ * words_);
  for (std::size_t i = 0; i < count_; ++i) {
    big weight = quotient(multiple, static_cast<std::uint64_t>(shares[i]));
    std::copy(weight.begin(), weight.end(), weights_.begin() + static_cast<std::ptrdiff_t>(i * words_));
  }
}

virtual_times::virtual_times(const share_scale& scale)
    : scale_(&scale), words_(scale.words_), own_(scale.count_ * scale.words_), level_(scale.words_) {}

void virtual_times::join(std::size_t campaign) {
  if (compare(number(campaign), level_.data()) < 0) {
    std::copy(level_.begin(), level_.end(), own_.begin() + static_cast<std::ptrdiff_t>(campaign * words_));
  }
}

void virtual_times::begin(std::size_t campaign, milliseconds airtime) {
  std::uint64_t* own = own_.data() + campaign * words_;
  const std::uint64_t* weight = scale_->weights_.data() + campaign * words_;
  const auto factor = static_cast<std::uint64_t>(airtime.count());
  if (words_ == 1) {
    level_[0] = own[0];
    own[0] += factor * weight[0];
    return;
  }
  wide carry = 0;
  for (std::size_t i = 0; i < words_; ++i) {
    level_[i] = own[i];
    carry += wide(weight[i]) * factor + own[i];
    own[i] = static_cast<std::uint64_t>(carry);
    carry >>= 64;
  }
}

}  // namespace bangtin::playlists::schedule
