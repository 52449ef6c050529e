// To find the address with the most connections, all addresses are compared. There are at most as many as
// places, which takes microseconds: less than accepting a connection.
#include "scheduler/http/connection_table.hpp"

#include <algorithm>

namespace bangtin::scheduler::http {

connection_limits limits_of(std::size_t all) {
  connection_limits l;
  const std::size_t default_all = l.all();
  auto part = [&](std::size_t n) { return std::max<std::size_t>(n * all / default_all, 1); };
  l.newcomers = part(l.newcomers);
  l.newcomers_of_address = part(l.newcomers_of_address);
  l.known = all - std::min(l.newcomers, all - 1);
  return l;
}

connection_table::connection_table(const connection_limits& most) {
  newcomers_.max = std::max<std::size_t>(most.newcomers, 1);
  newcomers_.max_of_key = std::max<std::size_t>(most.newcomers_of_address, 1);
  known_.max = std::max<std::size_t>(most.known, 1);
  known_.max_of_key = std::max<std::size_t>(most.known_of_credential, 1);
}

std::optional<connection_table::number> connection_table::open(number c, const std::string& network) {
  connection& entry = connections_[c];
  entry.network = network;
  return add(newcomers_, network, c, entry);
}

std::optional<connection_table::number> connection_table::show(number c, const std::string& credential) {
  auto found = connections_.find(c);
  if (found == connections_.end() || found->second.credential == credential) return std::nullopt;
  connection& entry = found->second;
  remove(places_of(entry), entry.credential.empty() ? entry.network : entry.credential, entry);
  entry.credential = credential;
  return add(places_of(entry), credential.empty() ? entry.network : credential, c, entry);
}

void connection_table::close(number c) {
  auto found = connections_.find(c);
  if (found == connections_.end()) return;
  const connection& entry = found->second;
  remove(places_of(entry), entry.credential.empty() ? entry.network : entry.credential, entry);
  connections_.erase(found);
}

std::optional<connection_table::number> connection_table::add(places& to, const std::string& key, number c,
                                                              connection& entry) {
  std::optional<number> dropped;
  auto same = to.by_key.find(key);
  if (same != to.by_key.end() && same->second.size() >= to.max_of_key) {
    dropped = same->second.front();
  } else if (to.size >= to.max) {
    auto crowd = std::max_element(to.by_key.begin(), to.by_key.end(), [](const auto& a, const auto& b) {
      if (a.second.size() != b.second.size()) return a.second.size() < b.second.size();
      return a.second.front() > b.second.front();
    });
    dropped = crowd->second.front();
  }
  if (dropped) close(*dropped);
  std::list<number>& mine = to.by_key[key];
  entry.place = mine.insert(mine.end(), c);
  ++to.size;
  return dropped;
}

void connection_table::remove(places& from, const std::string& key, const connection& entry) {
  auto same = from.by_key.find(key);
  same->second.erase(entry.place);
  if (same->second.empty()) from.by_key.erase(same);
  --from.size;
}

}  // namespace bangtin::scheduler::http
