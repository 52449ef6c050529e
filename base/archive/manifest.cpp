#include "base/archive/manifest.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace bangtin::archive {

namespace {

constexpr std::size_t max_name_bytes = 200;
constexpr std::size_t hash_digits = 64;

error no_manifest(std::size_t line) {
  return {errc::verification, msg("line {} of the list MANIFEST cannot be read", line),
          msg("use another backup; this one was damaged or altered")};
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
         c == '-';
}

}  // namespace

bool is_member_name(std::string_view name) {
  if (name.empty() || name.size() > max_name_bytes) return false;
  const auto parts = split(std::string(name), '/');
  return std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
    return !part.empty() && part != "." && part != ".." &&
           std::all_of(part.begin(), part.end(), is_name_character);
  });
}

std::string to_text(const manifest& m) {
  std::string text;
  for (const auto& [name, hash] : m) text += hash.hex() + "  " + name + '\n';
  return text;
}

result<manifest> manifest_from_text(std::string_view text) {
  manifest m;
  std::size_t number = 1;
  for (; !text.empty(); ++number) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos || end < hash_digits + 3) return no_manifest(number);
    const std::string_view line = text.substr(0, end);
    const std::string_view name = line.substr(hash_digits + 2);
    const std::optional<digest> hash = digest::from(line.substr(0, hash_digits));
    if (!hash || line.substr(hash_digits, 2) != "  " || !is_member_name(name) || name == manifest_name ||
        !m.emplace(name, *hash).second) {
      return no_manifest(number);
    }
    text.remove_prefix(end + 1);
  }
  return m;
}

}  // namespace bangtin::archive
