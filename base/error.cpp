// The names of the error codes, and the error for an errno with a remedy for the frequent ones.
#include "base/error.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include "base/errno_text.hpp"
#include "base/inner_message.hpp"
#include "base/language.hpp"

namespace bangtin {

namespace {
constexpr std::array<std::pair<errc, std::string_view>, 11> names{{{errc::usage, "usage"},
                                                                   {errc::invalid, "invalid"},
                                                                   {errc::not_found, "not_found"},
                                                                   {errc::conflict, "conflict"},
                                                                   {errc::forbidden, "forbidden"},
                                                                   {errc::limit, "limit"},
                                                                   {errc::verification, "verification"},
                                                                   {errc::unreachable, "unreachable"},
                                                                   {errc::io, "io"},
                                                                   {errc::unsupported, "unsupported"},
                                                                   {errc::internal, "internal"}}};
}  // namespace

std::string_view to_string(errc code) {
  for (const auto& [value, name] : names) {
    if (value == code) return name;
  }
  return "internal";
}

errc errc_from(std::string_view name) {
  for (const auto& [value, text] : names) {
    if (text == name) return value;
  }
  return errc::internal;
}

std::string describe(const error& e) {
  std::string text = in_english(e.what);
  if (!e.remedy.empty()) text += " — " + in_english(e.remedy);
  return text;
}

void throw_exception_from_error(const error& e, const boost::source_location&) {
  throw error_exception(e);
}

error system_error(message doing, int errno_value) {
  error e{errc::io, msg("cannot {}: {}", inner(doing), inner(errno_text(errno_value))), {}};
  switch (errno_value) {
    case ENOSPC:
    case EDQUOT:
      e.remedy = msg("free some space on the disk and try again");
      break;
    case EACCES:
    case EPERM:
      e.remedy = msg("run it as a user who may do this, or change the owner of the file");
      break;
    case EISDIR:
      e.remedy = msg("name a file instead");
      break;
    case ENOTDIR:
      e.remedy = msg("name a folder there; a part of the path is a file");
      break;
    case ENAMETOOLONG:
      e.remedy = msg("choose a shorter path");
      break;
    case EROFS:
      e.remedy = msg("choose another folder; this disk is read-only");
      break;
    case ENOENT:
      e.code = errc::not_found;
      e.remedy = msg("check that the path is written correctly");
      break;
    default:
      e.remedy = msg("check the disk and the cable, then try again");
      break;
  }
  return e;
}

}  // namespace bangtin
