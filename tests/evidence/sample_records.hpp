// Records for tests: one valid record of each type, and a generator of arbitrary valid records.
#pragma once

#include <rapidcheck.h>

#include <string>

#include "evidence/record.hpp"

namespace bangtin::evidence::sample {

inline const std::string log_name = "000102030405060708090a0b0c0d0e0f";

inline record of_type(record_type type, std::int64_t seq) {
  record r;
  r.log = log_name;
  r.seq = seq;
  r.type = type;
  r.boot = "b007";
  r.mono = milliseconds(5000 + seq);
  r.utc = utc_ms(milliseconds(1'791'590'400'000 + seq));
  r.clock = clock_trust::synced;
  return r;
}

inline record genesis() {
  record r = of_type(record_type::genesis, 1);
  r.screen = "lobby";
  return r;
}

inline record start(std::int64_t seq) {
  record r = of_type(record_type::start, seq);
  r.play = play_facts{seq,
                      sha256("a programme"),
                      "ngay-chuyen-doi-so",
                      "posters/vneid.png",
                      utc_ms(milliseconds(1'791'590'400'000)),
                      milliseconds(12'000)};
  return r;
}

inline record end(std::int64_t seq, std::int64_t play) {
  record r = of_type(record_type::end, seq);
  r.play = start(play).play;
  r.end = play_end{milliseconds(12'000), 1, 0, "connected", play_outcome::complete, ""};
  return r;
}

inline record boot(std::int64_t seq) {
  record r = of_type(record_type::boot, seq);
  r.reason = "start";
  return r;
}

// Text as people and programs write it: printable, Vietnamese, and characters that JSON has to escape.
inline rc::Gen<std::string> any_text(std::size_t most) {
  static const std::vector<std::string> letters{"a", "Z", "7", " ", "/", "\"", "\\", "\n", "\t", "ả",
                                                "ộ", "Đ", "€", "😀", ",", "{",  "}",  "=",  "-"};
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(letters)),
                      [most](const std::vector<std::string>& parts) {
                        std::string all;
                        for (const std::string& part : parts) {
                          if (all.size() + part.size() <= most) all += part;
                        }
                        return all;
                      });
}

inline rc::Gen<std::int64_t> any_number(std::int64_t least, std::int64_t most) {
  return rc::gen::weightedOneOf<std::int64_t>(
      {{1, rc::gen::element(least, most)}, {4, rc::gen::inRange<std::int64_t>(least, most)}});
}

inline play_facts any_play(std::int64_t play) {
  play_facts p;
  p.play = play;
  p.programme = sha256(*any_text(40));
  p.campaign = *any_text(200);
  p.media = "m" + *any_text(200);
  p.planned_start = utc_ms(milliseconds(*any_number(0, 253'402'300'799'999)));
  p.planned = milliseconds(*any_number(0, 1'000'000'000'000));
  return p;
}

// Draws a valid record. Call it inside a rapidcheck property.
inline record any_record() {
  constexpr std::int64_t most = 9'007'199'254'740'991;
  record r;
  r.log = sha256(*any_text(20)).hex().substr(0, 32);
  r.type = *rc::gen::element(record_type::genesis, record_type::boot, record_type::clock, record_type::start,
                             record_type::end, record_type::gap);
  r.seq = r.type == record_type::genesis ? 1 : *any_number(2, most);
  r.boot = *any_text(100);
  r.mono = milliseconds(*any_number(0, most));
  r.utc = utc_ms(milliseconds(*any_number(0, 253'402'300'799'999)));
  r.clock = *rc::gen::element(clock_trust::synced, clock_trust::estimated, clock_trust::unsynced);
  if (r.clock == clock_trust::estimated && *rc::gen::arbitrary<bool>()) {
    r.bound = milliseconds(*any_number(0, 1'000'000'000'000));
  }
  if (r.type == record_type::genesis) {
    r.screen = "s" + std::to_string(*any_number(0, 99));
    if (*rc::gen::arbitrary<bool>()) r.cites = sha256(*any_text(20)).hex();
  }
  if (r.type == record_type::boot || r.type == record_type::clock || r.type == record_type::gap) {
    r.reason = *any_text(100);
  }
  if (r.type == record_type::gap) r.lost = *any_number(0, most);
  if (r.type == record_type::clock && *rc::gen::arbitrary<bool>()) r.shift_ms = *any_number(-most, most);
  if (r.type == record_type::start) r.play = any_play(r.seq);
  if (r.type == record_type::end) {
    r.play = any_play(*any_number(1, r.seq - 1));
    r.end = play_end{milliseconds(*any_number(0, 1'000'000'000'000)),
                     *any_number(0, most),
                     *any_number(0, most),
                     *rc::gen::element<std::string>("connected", "disconnected", "unknown"),
                     *rc::gen::element(play_outcome::complete, play_outcome::partial, play_outcome::failed),
                     *any_text(100)};
  }
  return r;
}

}  // namespace bangtin::evidence::sample
