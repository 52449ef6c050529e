// What any program can do instead of its work, as lines for use_fake_worker.
#pragma once

#include <string>
#include <vector>

#include "base/error.hpp"

namespace bangtin::media::testing {

struct misbehaviour {
  const char* situation;
  std::string script;
  errc code;  // of run_ingest
};

// The worker and the decoder share the code that runs them, so both must stand these.
inline std::vector<misbehaviour> misbehaviours() {
  return {{"says nothing", "exit 0", errc::internal},
          {"says nonsense", "echo hello", errc::internal},
          {"says too much", "yes | head -c 200000", errc::invalid},
          {"crashes", "kill -SEGV $$", errc::invalid},
          {"uses up its time", "kill -XCPU $$", errc::limit},
          {"cannot work", "exit 3", errc::io},
          {"is killed, twice", "kill -9 $$", errc::io}};
}

}  // namespace bangtin::media::testing
