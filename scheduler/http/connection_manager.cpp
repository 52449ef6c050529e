// A dropped session is in the table no longer, but stays here until its coroutine has ended: a handler that
// waits for a slow disk keeps it for a while. Such sessions are bounded too.
#include "scheduler/http/connection_manager.hpp"

namespace bangtin::scheduler::http {

namespace {

constexpr std::size_t max_local = 100;

milliseconds steady_now() {
  return std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now().time_since_epoch());
}

}  // namespace

connection_manager::connection_manager(const connection_limits& connections, const request_limits& requests,
                                       const handshake_limits& handshakes)
    : limits_(connections), table_(connections), rates_(requests), handshakes_(handshakes) {}

bool connection_manager::admit(peer& from) {
  const std::size_t over_tcp = sessions_.size() - local_;
  const bool full = from.admin ? local_ >= max_local : over_tcp >= limits_.all() + limits_.newcomers;
  if (full) {
    ++counted_.refused;
    return false;
  }
  ++counted_.accepted;
  from.connection = ++latest_;
  if (from.admin) {
    ++local_;
  } else {
    drop(table_.open(from.connection, from.network));
  }
  sessions_[from.connection] = nullptr;
  return true;
}

void connection_manager::add(const peer& from, open_connection& s) {
  sessions_[from.connection] = &s;
  if (!from.admin && !table_.contains(from.connection)) s.abort();
}

void connection_manager::remove(const peer& from) {
  sessions_.erase(from.connection);
  if (from.admin) --local_;
  table_.close(from.connection);
}

milliseconds connection_manager::handshake_came(const std::string& network) {
  const milliseconds wait = handshakes_.ask(network, steady_now());
  if (wait.count() > 0) ++counted_.handshakes_slowed;
  return wait;
}

milliseconds connection_manager::request_came(const peer& from, const std::string& credential) {
  if (from.admin) return milliseconds(0);
  drop(table_.show(from.connection, credential));
  if (from.tls && !credential.empty()) handshakes_.showed_credential(from.network);
  milliseconds wait = rates_.ask(credential.empty() ? from.network : credential, steady_now());
  if (wait.count() > 0) ++counted_.slowed;
  return wait;
}

void connection_manager::for_each(const std::function<void(open_connection&)>& f) {
  std::map<connection_table::number, open_connection*> all = sessions_;
  for (const auto& [number, session] : all) {
    if (session != nullptr) f(*session);
  }
}

void connection_manager::drop(std::optional<connection_table::number> c) {
  if (!c) return;
  ++counted_.dropped;
  auto found = sessions_.find(*c);
  if (found != sessions_.end() && found->second != nullptr) found->second->abort();
}

}  // namespace bangtin::scheduler::http
