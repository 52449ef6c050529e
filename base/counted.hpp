// The form of a message that fits a number: counted(n, msg("{} page", n), msg("{} pages", n)). English has
// two forms, and both are messages with the number in them, so that they cross a network like every other
// one; Vietnamese says the same in both. Pure.
#pragma once

#include <utility>

#include "base/message.hpp"

namespace bangtin {

// `one` for 1, else `many`.
template <class Number>
message counted(const Number& n, message one, message many) {
  return n == 1 ? std::move(one) : std::move(many);
}

}  // namespace bangtin
