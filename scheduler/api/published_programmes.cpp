#include "scheduler/api/published_programmes.hpp"

#include <algorithm>

#include "scheduler/api/offered_programme.hpp"

namespace bangtin::scheduler::api {

using evidence::report::time_span;
using playlists::programme::programme;

const ledger::published_row* published_programmes::row_of(const digest& identity) const {
  auto found =
      std::find_if(rows_.begin(), rows_.end(), [&](const auto& r) { return r.programme_digest == identity; });
  return found == rows_.end() ? nullptr : &*found;
}

boost::asio::awaitable<result<std::shared_ptr<const programme>>> published_programmes::value_of(
    digest identity) {
  if (auto known = values_.find(identity); known != values_.end()) co_return known->second;
  std::shared_ptr<const programme> value;
  if (const ledger::published_row* row = row_of(identity)) {
    const std::int64_t version = row->version;
    auto text =
        co_await ledger_.ask([version](ledger::ledger& l) { return l.programmes().json_of(version); });
    if (!text) co_return text.error();
    const std::string json = text->value_or("");
    auto ready = co_await documents_.run([&json] { return prepare(json); });
    if (!ready) co_return ready.error();
    value = (*ready)->value;
  }
  values_.emplace(identity, value);
  co_return value;
}

std::vector<programme_change> published_programmes::issued_in(time_span when) const {
  std::vector<programme_change> all;
  for (auto row = rows_.rbegin(); row != rows_.rend(); ++row) {
    if (row->issued >= when.to) continue;
    if (row->issued <= when.from) all.clear();
    all.emplace_back(std::max(row->issued, when.from), row->programme_digest);
  }
  return all;
}

std::vector<published_programmes::named_span> published_programmes::named_spans(
    time_span range, std::optional<digest> first, std::vector<programme_change> changes) const {
  std::stable_sort(changes.begin(), changes.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<named_span> all;
  std::optional<digest> current = first;
  utc_ms from = range.from;
  for (const auto& [at, identity] : changes) {
    if (row_of(identity) == nullptr || at >= range.to) continue;
    if (at > from) all.push_back({{from, at}, current});
    from = std::max(from, at);
    current = identity;
  }
  if (from < range.to) all.push_back({{from, range.to}, current});
  return all;
}

boost::asio::awaitable<result<std::vector<programme_in_force>>> published_programmes::in_force(
    time_span range, std::optional<digest> first, std::vector<programme_change> changes) {
  std::vector<programme_in_force> all;
  const std::vector<named_span> spans = named_spans(range, first, std::move(changes));
  for (const auto& [when, identity] : spans) {
    time_span rest = when;
    if (identity) {
      // After its end a screen has no plan of its own.
      time_span valid{when.from, std::min(when.to, std::max(when.from, row_of(*identity)->expires))};
      rest.from = valid.to;
      auto p = co_await value_of(*identity);
      if (!p) co_return p.error();
      if (valid.from < valid.to) all.push_back({valid, *p});
    }
    if (rest.from >= rest.to) continue;
    const auto issued = issued_in(rest);
    for (std::size_t i = 0; i < issued.size(); ++i) {
      utc_ms end = i + 1 < issued.size() ? issued[i + 1].first : rest.to;
      auto p = co_await value_of(issued[i].second);
      if (!p) co_return p.error();
      if (issued[i].first < end) all.push_back({{issued[i].first, end}, *p});
    }
  }
  co_return all;
}

}  // namespace bangtin::scheduler::api
