// Everything that is not ours is encoded, so no name of a screen can begin a header of its own.
#include "scheduler/alerts/mail_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <algorithm>

#include "base/text.hpp"

namespace bangtin::scheduler::alerts {

namespace {

constexpr std::size_t max_addresses = 20, max_address_bytes = 254;
// With "Subject: " before it a line of an encoded word has at most 76 letters.
constexpr std::size_t word_bytes = 39;
constexpr std::size_t line_bytes = 57;  // 76 letters of base64

std::string base64(std::string_view bytes) {
  std::string out(4 * ((bytes.size() + 2) / 3) + 1, '\0');
  const int n =
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                      reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  out.resize(static_cast<std::size_t>(n));
  return out;
}

bool is_address(std::string_view a) {
  const std::size_t at = a.find('@');
  if (a.size() > max_address_bytes || at == std::string_view::npos || at == 0 || at + 1 == a.size())
    return false;
  if (a.starts_with('-') || a.find('@', at + 1) != std::string_view::npos) return false;
  return std::ranges::all_of(a, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("@.!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
  });
}

// A word ends between characters, as RFC 2047 asks.
std::string encoded_words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    std::string_view part = cut_at_character(text, word_bytes);
    if (part.empty()) part = text.substr(0, 1);
    words.push_back("=?UTF-8?B?" + base64(part) + "?=");
    text.remove_prefix(part.size());
  }
  return fmt::format("{}", fmt::join(words, "\n "));
}

}  // namespace

result<std::vector<std::string>> mail_addresses(std::string_view list) {
  std::vector<std::string> all;
  for (const std::string& one : split(list, ',')) {
    const std::string address(trimmed(one));
    if (!is_address(address)) {
      return error{errc::usage, msg("\"{}\" is no e-mail address", printable(address)),
                   msg("write addresses like mail = \"it@commune.vn, deputy@commune.vn\"")};
    }
    all.push_back(address);
  }
  if (all.size() > max_addresses) {
    return error{errc::usage, msg("more than {} e-mail addresses", max_addresses),
                 msg("name one address that the mail server hands on to all")};
  }
  return all;
}

std::string mail_text(const std::vector<std::string>& to, const std::string& from, std::string_view id,
                      std::string_view subject, std::string_view text) {
  std::string mail;
  if (!from.empty()) mail += "From: " + from + "\n";
  mail += fmt::format("To: {}\n", fmt::join(to, ",\n "));
  mail += "Subject: " + encoded_words(subject) + "\n";
  mail += fmt::format("Message-ID: <{}@bangtin.invalid>\n", id);
  mail +=
      "Auto-Submitted: auto-generated\nMIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\n"
      "Content-Transfer-Encoding: base64\n\n";
  std::string lines;  // base64 carries the line ends of mail
  for (char c : text) lines += c == '\n' ? std::string("\r\n") : std::string(1, c);
  for (std::size_t at = 0; at < lines.size(); at += line_bytes) {
    mail += base64(std::string_view(lines).substr(at, line_bytes)) + "\n";
  }
  return mail;
}

}  // namespace bangtin::scheduler::alerts
