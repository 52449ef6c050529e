// All sessions of the daemon: lets them in, drops those for which there is no room, slows those who ask too
// often, and ends them when the daemon stops. connection_table.hpp and request_rates.hpp decide.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>

#include "scheduler/http/connection_table.hpp"
#include "scheduler/http/handshake_rates.hpp"
#include "scheduler/http/http_types.hpp"
#include "scheduler/http/request_rates.hpp"

namespace bangtin::scheduler::http {

// A connection that is served, as the manager ends it.
class open_connection {
 public:
  virtual ~open_connection() = default;
  // Ends it: at once when it waits for a request, else after the current reply.
  virtual void finish_soon() = 0;
  // Closes it at once.
  virtual void abort() = 0;
};

// For /metrics.
struct connection_counts {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;  // closed at once
  std::uint64_t dropped = 0;  // closed for another connection
  std::uint64_t slowed = 0;   // requests that came too soon
  std::uint64_t handshakes_slowed = 0;
};

// Not thread-safe; use only on the network's thread. The admin socket has its own limit and no rate, so TCP
// load cannot lock staff out.
class connection_manager {
 public:
  connection_manager(const connection_limits& connections, const request_limits& requests,
                     const handshake_limits& handshakes = {});

  // Whether the connection gets a place. Sets `from.connection`, which names it from now on. May abort
  // another session.
  bool admit(peer& from);
  // The session of an admitted connection, until remove(). Aborts it if the connection was dropped meanwhile.
  void add(const peer& from, open_connection& s);
  void remove(const peer& from);

  // The first byte of a TLS handshake came from this address. Returns zero, or how long until it may be asked
  // for again.
  milliseconds handshake_came(const std::string& network);

  // A request came over the connection, with this credential (empty: none that is valid). Returns zero, or
  // how long its sender must wait. May abort another session.
  milliseconds request_came(const peer& from, const std::string& credential);

  bool empty() const { return sessions_.empty(); }
  void for_each(const std::function<void(open_connection&)>& f);
  const connection_counts& counted() const { return counted_; }
  std::size_t open_connections() const { return sessions_.size(); }
  std::size_t newcomers() const { return table_.newcomers(); }

 private:
  void drop(std::optional<connection_table::number> c);

  connection_limits limits_;
  connection_table table_;
  request_rates rates_;
  handshake_rates handshakes_;
  connection_counts counted_;
  std::map<connection_table::number, open_connection*> sessions_;
  connection_table::number latest_ = 0;
  std::size_t local_ = 0;
};

}  // namespace bangtin::scheduler::http
