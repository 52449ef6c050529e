// Failures as values. A foreseeable failure (a bad file, a refused request, a full disk) is returned as an
// `error` inside a `result`. Any other failure (a broken invariant, no memory) throws and is caught once per
// HTTP session or program.
//
// An error holds untranslated messages, not finished sentences. The daemon serves readers of two languages at
// once, so it passes the message on, and the program in front of the reader translates it (see
// base/language.hpp).
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "base/message.hpp"

namespace bangtin {

// What a caller can do about a failure. The admin command derives its exit code from it.
enum class errc {
  usage,         // wrong command line (exit 2)
  invalid,       // the input is not acceptable: bad file, bad programme, bad request (exit 1)
  not_found,     // no such thing (exit 1)
  conflict,      // the object is in another state than the caller assumed (exit 1)
  forbidden,     // not allowed, or the caller did not prove who it is (exit 1)
  limit,         // larger, longer or more than is allowed (exit 1)
  verification,  // a signature, hash or chain is wrong (exit 4)
  unreachable,   // the other side does not answer; a later retry may help (exit 3)
  io,            // a disk, memory or device of this machine failed (exit 1)
  unsupported,   // understood, but not available (exit 1)
  internal       // a defect of this program (exit 1)
};

// The stable lower-case name used in JSON, e.g. "not_found".
std::string_view to_string(errc code);
// The inverse; `internal` for an unknown name.
errc errc_from(std::string_view name);

// What went wrong and why, and what the reader can do about it.
struct error {
  errc code = errc::internal;
  message what;
  message remedy;

  bool operator==(const error&) const = default;
};

// In English, for logs and for tests: "what — remedy".
std::string describe(const error& e);

// The value or the error. Usage: `if (!r) return r.error();`.
template <class T>
using result = boost::system::result<T, error>;

// Thrown by `result::value()` on an error, and where an error must cross a layer that only passes exceptions.
class error_exception : public std::exception {
 public:
  explicit error_exception(error e) : error_(std::move(e)), text_(describe(error_)) {}
  const char* what() const noexcept override { return text_.c_str(); }
  const error& get() const { return error_; }

 private:
  error error_;
  std::string text_;
};

[[noreturn]] void throw_exception_from_error(const error& e, const boost::source_location& where);

// The error for a failed system call: `doing` names the action ("write {}"), errno_value gives the cause.
// errc::not_found for ENOENT, errc::io for all others.
error system_error(message doing, int errno_value);

}  // namespace bangtin
