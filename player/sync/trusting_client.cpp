#include "player/sync/trusting_client.hpp"

#include <utility>

#include "base/text.hpp"
#include "evidence/note_text.hpp"
#include "wire/authority.hpp"
#include "wire/problem.hpp"

namespace bangtin::player::sync {

// Another thread may have learnt of another authority since the last call.
void trusting_client::follow_trust() {
  if (where_.system_authorities || !where_.authority) return;
  client_.set_trust(where_.authority->trust());
}

// Whether somebody else may be trusted now than a moment ago.
bool trusting_client::learn() {
  if (where_.system_authorities) return false;
  if (where_.authority) return where_.authority->ask(where_.server, true, stop_);
  if (std::exchange(first_contact_, true)) return false;
  client_.set_trust({.first_contact = true});
  return true;
}

void trusting_client::heard(const wire::reply& got) {
  if (!where_.authority) return;
  where_.authority->stood();
  auto announced = got.headers.find(lower_case(wire::authority_header));
  if (announced == got.headers.end()) return;
  const std::int64_t number = parse_integer(announced->second, 1, evidence::largest_integer).value_or(0);
  if (number > where_.authority->number()) where_.authority->ask(where_.server, false, stop_);
}

result<wire::reply> trusting_client::send(const wire::request& r) {
  follow_trust();
  result<wire::reply> got = client_.send(r);
  if (!got && client_.distrusted() && learn()) {
    follow_trust();
    got = client_.send(r);
  }
  if (!got && client_.distrusted()) return error{errc::unreachable, got.error().what, got.error().remedy};
  if (got) heard(*got);
  return got;
}

result<wire::reply> trusting_client::call(const wire::request& r) {
  result<wire::reply> got = send(r);
  if (got && got->status >= 400) return wire::from_problem(got->status, got->body);
  return got;
}

}  // namespace bangtin::player::sync
