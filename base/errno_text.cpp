// The C library translates its words only where its own catalogues are installed, and into the language of
// this process. So the frequent ones stand in our catalogue.
#include "base/errno_text.hpp"

#include <cerrno>
#include <cstring>

namespace bangtin {

message errno_text(int errno_value) {
  switch (errno_value) {
    case EPERM:
      return msg("Operation not permitted");
    case ENOENT:
      return msg("No such file or directory");
    case EIO:
      return msg("Input/output error");
    case ENOMEM:
      return msg("Cannot allocate memory");
    case EACCES:
      return msg("Permission denied");
    case EBUSY:
      return msg("Device or resource busy");
    case EEXIST:
      return msg("File exists");
    case ENOTDIR:
      return msg("Not a directory");
    case EISDIR:
      return msg("Is a directory");
    case EINVAL:
      return msg("Invalid argument");
    case EMFILE:
    case ENFILE:
      return msg("Too many open files");
    case EFBIG:
      return msg("File too large");
    case ENOSPC:
      return msg("No space left on device");
    case EDQUOT:
      return msg("Disk quota exceeded");
    case EROFS:
      return msg("Read-only file system");
    case ENAMETOOLONG:
      return msg("File name too long");
    case ELOOP:
      return msg("Too many levels of symbolic links");
    case ENOTEMPTY:
      return msg("Directory not empty");
    case EXDEV:
      return msg("Invalid cross-device link");
    case ENXIO:
    case ENODEV:
      return msg("No such device");
    case ESTALE:
      return msg("Stale file handle");
    case EADDRINUSE:
      return msg("Address already in use");
    case EADDRNOTAVAIL:
      return msg("Cannot assign requested address");
    case ECONNREFUSED:
      return msg("Connection refused");
    case ETIMEDOUT:
      return msg("Connection timed out");
    default:
      break;
  }
  const char* words = ::strerrordesc_np(errno_value);
  return words != nullptr ? message{words, {}} : msg("error {} of the system", errno_value);
}

}  // namespace bangtin
