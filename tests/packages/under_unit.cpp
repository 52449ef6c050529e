// under_unit UNIT PROGRAM ARGUMENTS...: runs a program under the rules of a systemd unit that a process can
// give itself: SystemCallFilter, SystemCallErrorNumber=EPERM, RestrictAddressFamilies, RestrictNamespaces,
// NoNewPrivileges, UMask and the limits of files and core dumps. systemd-analyze says which system calls are
// in a group. As root it also drops the capabilities that the unit takes away.
#include <fcntl.h>
#include <linux/capability.h>
#include <linux/sched.h>
#include <seccomp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

using names = std::set<std::string>;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

// Each key's values, in the order of the file.
std::multimap<std::string, std::string> read_unit(const char* file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(std::string("cannot read ") + file);
  std::multimap<std::string, std::string> values;
  for (std::string line; std::getline(in, line);) {
    std::size_t equals = line.find('=');
    if (line.empty() || line[0] == '#' || equals == std::string::npos) continue;
    values.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return values;
}

// The system calls of a name, which may be a group with other groups in it.
names calls_of(const std::string& name) {
  if (name[0] != '@') return {name};
  FILE* said = ::popen(("systemd-analyze syscall-filter " + name).c_str(), "r");
  if (said == nullptr) throw std::runtime_error("cannot run systemd-analyze");
  std::string text(1 << 16, '\0');
  text.resize(std::fread(text.data(), 1, text.size(), said));
  if (::pclose(said) != 0) throw std::runtime_error("systemd-analyze does not know " + name);
  names all;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    std::vector<std::string> words = words_of(line);
    if (words.size() == 1 && words[0] != name && words[0][0] != '#') all.merge(calls_of(words[0]));
  }
  return all;
}

names allowed_calls(const std::multimap<std::string, std::string>& unit) {
  names allowed;
  auto [first, last] = unit.equal_range("SystemCallFilter");
  for (auto filter = first; filter != last; ++filter) {
    const bool denies = filter->second.starts_with("~");
    for (const std::string& word : words_of(filter->second.substr(denies ? 1 : 0))) {
      for (const std::string& call : calls_of(word))
        denies ? (void)allowed.erase(call) : (void)allowed.insert(call);
    }
  }
  if (allowed.empty()) throw std::runtime_error("the unit allows no system calls");
  return allowed;
}

void check(int result, const char* what) {
  if (result < 0)
    throw std::runtime_error(std::string(what) + ": " + std::strerror(result == -1 ? errno : -result));
}

// What the kernel has and this library does not know is not in the filter either, as in systemd.
void load_filter(const names& allowed) {
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ERRNO(EPERM));
  for (const std::string& name : allowed) {
    const int call = ::seccomp_syscall_resolve_name(name.c_str());
    if (call != __NR_SCMP_ERROR) ::seccomp_rule_add(filter, SCMP_ACT_ALLOW, call, 0);
  }
  check(::seccomp_load(filter), "seccomp");
  ::seccomp_release(filter);
}

void load_denials(const std::multimap<std::string, std::string>& unit) {
  scmp_filter_ctx filter = ::seccomp_init(SCMP_ACT_ALLOW);
  std::set<int> families;
  for (const std::string& word : words_of(unit.find("RestrictAddressFamilies")->second)) {
    families.insert(word == "AF_UNIX"    ? AF_UNIX
                    : word == "AF_INET"  ? AF_INET
                    : word == "AF_INET6" ? AF_INET6
                                         : AF_NETLINK);
  }
  for (int family = 0; family < AF_MAX; ++family) {
    if (families.contains(family)) continue;
    check(::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EAFNOSUPPORT), SCMP_SYS(socket), 1,
                             SCMP_A0(SCMP_CMP_EQ, static_cast<scmp_datum_t>(family))),
          "socket");
  }
  for (unsigned flag : {CLONE_NEWCGROUP, CLONE_NEWIPC, CLONE_NEWNET, CLONE_NEWNS, CLONE_NEWPID, CLONE_NEWUSER,
                        CLONE_NEWUTS}) {
    for (int call : {SCMP_SYS(unshare), SCMP_SYS(clone)}) {
      check(
          ::seccomp_rule_add(filter, SCMP_ACT_ERRNO(EPERM), call, 1, SCMP_A0(SCMP_CMP_MASKED_EQ, flag, flag)),
          "namespaces");
    }
  }
  check(::seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0), "clone3");
  check(::seccomp_load(filter), "seccomp");
  ::seccomp_release(filter);
}

void limit(__rlimit_resource what, rlim_t to) {
  rlimit limits{to, to};
  check(::setrlimit(what, &limits), "setrlimit");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    if (argc < 3) throw std::runtime_error("usage: under_unit UNIT PROGRAM ARGUMENTS...");
    const std::multimap<std::string, std::string> unit = read_unit(argv[1]);
    const names allowed = allowed_calls(unit);
    ::umask(static_cast<mode_t>(std::stoul(unit.find("UMask")->second, nullptr, 8)));
    limit(RLIMIT_CORE, 0);
    for (int capability = 0; capability <= CAP_LAST_CAP; ++capability) ::prctl(PR_CAPBSET_DROP, capability);
    check(::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "no_new_privs");
    load_denials(unit);
    load_filter(allowed);
    ::execv(argv[2], argv + 2);
    std::perror(argv[2]);
  } catch (const std::exception& e) {
    std::cerr << "under_unit: " << e.what() << "\n";
  }
  return 1;
}
