// Decides which connections over TCP may stay. A crowd that shows no credential must not keep out those that
// have one, and nobody can tell them apart before the first request. So a new connection always gets in: when
// there is no room, an older one is dropped for it.
//
//   table.open(7, "192.0.2.1")            a newcomer; returns the connection that is dropped for it
//   table.show(7, "screen lobby")         its request had a valid credential: it leaves the newcomers' places
//   table.close(7)
//
// Newcomers and holders of a credential have separate places, so a crowd fills at most the newcomers'. Of
// those that could be dropped, the oldest of the address (or the credential) with the most connections is:
// a crowd at one address drops its own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>

namespace bangtin::scheduler::http {

struct connection_limits {
  std::size_t newcomers = 1'000;           // that have shown no valid credential
  std::size_t newcomers_of_address = 200;  // of these from one address (an IPv6 network /64)
  std::size_t known = 4'000;               // that have shown one
  std::size_t known_of_credential = 16;    // of these with the same one

  std::size_t all() const { return newcomers + known; }
  bool operator==(const connection_limits&) const = default;
};

// The limits for `all` connections together, in the proportions of the defaults.
connection_limits limits_of(std::size_t all);

// Does no I/O. Not thread-safe.
class connection_table {
 public:
  using number = std::uint64_t;  // names a connection; greater for later ones

  explicit connection_table(const connection_limits& most);

  // Adds a connection that has shown no credential. Returns the one that the caller must now close; it is in
  // the table no longer. Never `c` itself.
  std::optional<number> open(number c, const std::string& network);
  // The newest request of `c` had this credential, or (empty) none that is valid. Returns as open() does.
  // Does nothing for a connection that is not in the table.
  std::optional<number> show(number c, const std::string& credential);
  void close(number c);

  bool contains(number c) const { return connections_.count(c) > 0; }
  std::size_t newcomers() const { return newcomers_.size; }
  std::size_t known() const { return known_.size; }

 private:
  // The connections of one kind, by address or by credential.
  struct places {
    std::size_t max = 0, max_of_key = 0;
    std::size_t size = 0;
    std::map<std::string, std::list<number>> by_key;  // oldest first; no list is empty
  };
  struct connection {
    std::string network, credential;
    std::list<number>::iterator place;
  };

  std::optional<number> add(places& to, const std::string& key, number c, connection& entry);
  void remove(places& from, const std::string& key, const connection& entry);
  places& places_of(const connection& c) { return c.credential.empty() ? newcomers_ : known_; }

  places newcomers_, known_;
  std::unordered_map<number, connection> connections_;  // our own numbers: nobody can choose them
};

}  // namespace bangtin::scheduler::http
