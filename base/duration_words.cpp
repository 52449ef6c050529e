#include "base/duration_words.hpp"

#include <optional>

#include "base/inner_message.hpp"

namespace bangtin {

message duration_message(std::chrono::milliseconds d) {
  using namespace std::chrono;
  std::optional<message> all;
  auto add = [&](std::int64_t n, const message& part) {
    if (n == 0) return;
    // Languages put the parts side by side, so this needs no translation.
    all = all ? message{"{} {}", {inner(*all), inner(part)}} : part;
  };
  const std::int64_t h = d / hours(1), m = d % hours(1) / minutes(1), s = d % minutes(1) / seconds(1),
                     ms = (d % seconds(1)).count();
  add(h, msg("{} h", h));
  add(m, msg("{} min", m));
  add(s, msg("{} s", s));
  add(ms, msg("{} ms", ms));
  return all ? *all : msg("{} s", 0);
}

}  // namespace bangtin
