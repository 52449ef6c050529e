// Failures as values. Whatever can be foreseen (a bad file, a refused request, a full disk) is returned as an
// `error` inside a `result`; what cannot (a broken invariant, no memory) throws and is caught once per
// conversation.
//
// An error is made of messages, not of finished sentences: the daemon, which speaks to people of two
// languages at once, passes the message on, and the program that has the reader before it translates (see
// base/language.hpp).
#pragma once

#include <boost/system/result.hpp>
#include <string>
#include <string_view>

#include "base/message.hpp"

namespace bangtin {

// What a caller can do about a failure. The admin command's exit codes follow from it.
enum class errc {
  usage,         // the call's words are off (exit 2)
  invalid,       // the given thing is not acceptable: bad file, bad programme, bad request (exit 1)
  not_found,     // no such thing (exit 1)
  conflict,      // the thing is in another state than the call supposed (exit 1)
  forbidden,     // not allowed, or no proof of who is asking (exit 1)
  limit,         // larger, longer or more than is allowed (exit 1)
  verification,  // a signature, hash or chain does not hold (exit 4)
  unreachable,   // the other side does not answer; trying again later may help (exit 3)
  io,            // this machine's disk, memory or device failed (exit 1)
  unsupported,   // understood, and not available (exit 1)
  internal       // a defect of this program (exit 1)
};

// The stable lower-case name used in JSON, e.g. "not_found".
std::string_view to_string(errc code);
// The inverse; `internal` for a name that is not known.
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

// The value or the error. Use `if (!r) return r.error();`.
template <class T>
using result = boost::system::result<T, error>;

// Thrown by `result::value()` on an error, and where an error has to cross a layer that knows exceptions
// only.
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

// The error for a failed system call: `doing` says what was tried ("write {}"), errno_value why.
error system_error(message doing, int errno_value);

}  // namespace bangtin
