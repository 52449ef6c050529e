// Material that one body hands to another (docs/formats.md, "Shared material"): a list of media items with
// what people need to know of them, signed by the daemon of the body that shares. The signature says where
// the material comes from; it approves nothing. Pure; any thread may call these functions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"

namespace bangtin::wire {

// One item, by its original file.
struct shared_item {
  digest sha256;
  std::int64_t bytes = 0;
  std::string file;  // its name
  std::string kind;  // "video", "image", "pages" or "subtitles"
  std::string title, theme, audience, owner, link, call, language, licence;
  std::string subtitles;  // SHA-256 of the item of this list with its subtitles, in hexadecimal, or empty
  std::int64_t duration_ms = 0;  // of a picture or of each page; 0: not said
  bool operator==(const shared_item&) const = default;
};

struct share_list {
  std::string site;  // the name of the body that shares; may be empty
  utc_ms made{};
  std::vector<shared_item> items;  // at least one, at most 1000; subtitles before the items that use them
  bool operator==(const share_list&) const = default;
};
// One document of canonical JSON, and its inverse. errc::invalid for any other text, errc::limit above 4 MiB.
std::string to_json(const share_list& l);
result<share_list> share_list_from_json(std::string_view text);

// What the daemon signs.
struct share_statement {
  std::string site;  // or "-" where it has no name
  public_key daemon;
  utc_ms made{};
  digest list_sha256;
  bool operator==(const share_statement&) const = default;
};
std::string to_text(const share_statement& s);
result<share_statement> share_from_text(std::string_view text);

// The file of it, {"share":TEXT}.
std::string share_to_json(const evidence::signed_text& s);
result<evidence::signed_text> share_from_json(std::string_view text);

// The list, if the key that the statement names signed exactly this. errc::verification otherwise.
struct verified_share {
  share_statement statement;
  share_list list;
};
result<verified_share> verify_share(const evidence::signed_text& s, std::string_view list);

inline constexpr std::string_view share_folder_name = "bangtin-share";
inline constexpr std::string_view share_list_name = "index.json";
inline constexpr std::string_view share_statement_name = "signature.json";
inline constexpr std::string_view share_readme_name = "README.txt";
constexpr std::size_t max_share_list_bytes = 4 * 1024 * 1024;

}  // namespace bangtin::wire
