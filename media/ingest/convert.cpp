#include "media/ingest/convert.hpp"

#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

result<converted> convert_film(const job&, const film&, const conversion&, const loudness&,
                               const std::string&) {
  return damaged();  // films are not converted yet
}

}  // namespace bangtin::media::ingest
