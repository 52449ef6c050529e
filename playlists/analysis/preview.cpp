// Writes straight into a string and hands it on in pieces. What repeats from slot to slot (escaped names) is
// prepared once per campaign and per item.
#include "playlists/analysis/preview.hpp"

#include <algorithm>
#include <unordered_map>

#include "base/json.hpp"
#include "playlists/programme/notation.hpp"
#include "playlists/programme/rfc3339.hpp"
#include "playlists/schedule/calendar.hpp"
#include "playlists/text/programme_bytes.hpp"

namespace bangtin::playlists::analysis {

namespace {

constexpr std::size_t piece_bytes = 200'000;

std::string in_json(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

class previewer {
 public:
  previewer(const programme::programme& p, const programme::screen& on)
      : p_(p), on_(on), planner_(p, on), times_(schedule::calendar(p.timezone).offsets()) {
    std::unordered_map<std::string_view, std::vector<std::string>> lists;
    for (const programme::playlist& l : p.playlists) {
      auto& items = lists[l.name];
      for (const programme::playlist_item& item : l.items) {
        items.push_back(",\"media\":" + in_json(item.media) + ",\"item\":" + std::to_string(items.size()) +
                        ",\"page\":");
      }
    }
    lists_ = std::move(lists);
    for (const programme::campaign& c : p.campaigns) {
      campaigns_.push_back({",\"campaign\":" + in_json(c.name) + ",\"level\":" + in_json(to_string(c.level)),
                            &lists_.at(c.playlist)});
    }
    slate_ = ",\"campaign\":null,\"level\":null,\"media\":" + in_json(p.slate) +
             ",\"item\":null,\"page\":null,\"reason\":\"slate\"}";
  }

  void write(programme::local_day first, int days, const text_sink& sink) {
    out_ = "{\"screen\":" + in_json(on_.name) + ",\"timezone\":" + in_json(p_.timezone) +
           ",\"programme\":\"" + text::programme_digest(p_).hex() + "\",\"days\":[";
    for (int i = 0; i < days; ++i) {
      if (i != 0) out_ += ',';
      write_day(first + std::chrono::days(i), sink);
    }
    out_ += "]}";
    sink(out_);
  }

 private:
  struct campaign_text {
    std::string head;
    const std::vector<std::string>* items;
  };

  void write_day(programme::local_day d, const text_sink& sink) {
    out_ += "{\"date\":\"" + programme::to_date_text(d) + "\",\"slots\":[";
    bool first = true;
    planner_.day(d, slots_);
    end_at_expiry(p_, slots_);
    for (const schedule::slot& s : slots_) {
      out_ += first ? "{\"start\":\"" : ",{\"start\":\"";
      first = false;
      times_.append(out_, s.from);
      out_ += "\",\"end\":\"";
      times_.append(out_, s.to);
      out_ += '"';
      write_subject(s);
      if (out_.size() >= piece_bytes) {
        sink(out_);
        out_.clear();
      }
    }
    out_ += "]}";
  }

  void write_subject(const schedule::slot& s) {
    if (s.campaign < 0) {
      out_ += slate_;
      return;
    }
    const campaign_text& c = campaigns_[static_cast<std::size_t>(s.campaign)];
    out_ += c.head;
    out_ += (*c.items)[static_cast<std::size_t>(s.item)];
    out_ += s.page == 0 ? "null" : std::to_string(s.page);
    out_ += s.reason == schedule::slot_reason::every ? ",\"reason\":\"every\"}" : ",\"reason\":\"share\"}";
  }

  const programme::programme& p_;
  const programme::screen& on_;
  schedule::planner planner_;
  programme::rfc3339_writer times_;
  std::unordered_map<std::string_view, std::vector<std::string>> lists_;
  std::vector<campaign_text> campaigns_;
  std::string slate_;
  std::vector<schedule::slot> slots_;
  std::string out_;
};

}  // namespace

void end_at_expiry(const programme::programme& p, std::vector<schedule::slot>& slots) {
  if (p.version == 0 || slots.empty() || slots.back().to <= p.expires) return;
  std::vector<schedule::slot> shown;
  for (const schedule::slot& s : slots) {
    if (s.from < p.expires) {
      shown.push_back(s);
      shown.back().to = std::min(s.to, p.expires);
    }
    if (s.to <= p.expires) continue;
    const utc_ms from = std::max(s.from, p.expires);
    const bool goes_on = !shown.empty() && shown.back().campaign < 0 && shown.back().to == from;
    if (goes_on) {
      shown.back().to = s.to;
    } else {
      shown.push_back({from, s.to});
    }
  }
  slots = std::move(shown);
}

void preview_json(const programme::programme& p, const programme::screen& on, programme::local_day first,
                  int days, const text_sink& out) {
  previewer(p, on).write(first, days, out);
}

}  // namespace bangtin::playlists::analysis
