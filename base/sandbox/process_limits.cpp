#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <cerrno>

#include "base/sandbox/sandbox.hpp"

namespace bangtin::sandbox {

namespace {

bool set_limit(const resource_limit& wanted) {
  auto resource = static_cast<__rlimit_resource_t>(wanted.resource);
  rlimit now{};
  if (::getrlimit(resource, &now) != 0) return false;
  rlim_t hard = std::min<rlim_t>(wanted.hard, now.rlim_max);
  rlimit value{std::min<rlim_t>(wanted.soft, hard), hard};
  return ::setrlimit(resource, &value) == 0;
}

}  // namespace

result<void> harden_process(std::initializer_list<resource_limit> limits) {
  bool done = set_limit({RLIMIT_CORE, 0, 0});
  for (const resource_limit& l : limits) done = done && set_limit(l);
  // Not dumpable: processes of the same user cannot trace this one, and root owns its /proc files.
  done = done && ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) == 0;
  if (!done) return system_error(msg("limit this process"), errno);
  return {};
}

}  // namespace bangtin::sandbox
