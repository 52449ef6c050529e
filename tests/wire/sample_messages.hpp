// One valid message of each kind; every field has a different value.
#pragma once

#include "evidence/sample_records.hpp"
#include "evidence/verify_chain.hpp"
#include "wire/messages.hpp"
#include "wire/sample_site.hpp"

namespace bangtin::wire::sample {

inline pairing_request a_pairing_request() {
  pairing_request r{{}, "7K2M", sha256("token"), "0.1.0", 1'791'000'000'000, site().root.public_part(), {}};
  return signed_by(r, site().screen);
}

inline pairing_grant a_pairing_grant() {
  site s;
  screen_certificate c{s.screen.public_part(), "lobby", at(1'791'000'000'000)};
  return {"lobby", s.root.public_part(), s.daemon.public_part(), evidence::sign_text(to_text(c), s.root),
          sha256("tag")};
}

inline screen_status a_screen_status() {
  screen_status s;
  s.version = "0.1.0";
  s.programme_version = 7;
  s.now_playing = "posters/a.png";
  s.campaign = "ngày hội";
  s.problem = "the file x is damaged";
  s.problem_what = msg("the file {} is damaged", "x");
  s.problem_remedy = msg("load it again");
  s.unsent_records = 1;
  s.disk_free_bytes = 2;
  s.frames_dropped = 3;
  s.clock = clock_trust::estimated;
  s.clock_bound_ms = 250;
  s.utc_ms_now = 1'791'590'400'000;
  s.disk_total_bytes = 4;
  s.output = "connected";
  s.temperature_mc = 47'850;
  s.programme_format = 2;
  s.next_version = 8;
  s.fetch_bytes = 12'000'000;
  s.fetch_missing_bytes = 9'000'000;
  s.fetch_bytes_per_s = 20'000;
  s.supply = "slow";
  s.changeover_version = 9;
  s.changeover_ms = 1'791'590'412'000;
  return s;
}

inline evidence::batch a_batch() {
  namespace records = evidence::sample;
  secret_key key = secret_key::generate();
  evidence::batch b{records::log_name,
                    1,
                    {evidence::to_line(records::genesis()), evidence::to_line(records::boot(2)),
                     evidence::to_line(records::start(3)), evidence::to_line(records::end(4, 3))},
                    {}};
  evidence::head tip = evidence::extend(evidence::beginning(b.log, key.public_part()), b.lines)->tip;
  b.head = evidence::sign_text(evidence::to_text(tip), key);
  return b;
}

}  // namespace bangtin::wire::sample
