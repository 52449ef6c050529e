#include "bench/publication.hpp"

#include <stdexcept>

#include "wire/certificates.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::bench {

void publish(scheduler::ledger::ledger& l, const playlists::programme::programme& p, const secret_key& root,
             const secret_key& approver) {
  const wire::approver_certificate c{approver.public_part(), "Trần Thị Mai", p.issued - std::chrono::hours(1),
                                     p.expires};
  const wire::signed_programme s =
      wire::sign_programme(p, approver, evidence::sign_text(wire::to_text(c), root));
  const scheduler::ledger::published_row row{p.version, sha256(s.bytes), c.name,
                                             p.issued,  p.expires,       p.issued};
  result<void> stored = l.programmes().publish(row, wire::to_json(s), root.public_part());
  if (!stored) throw std::runtime_error(describe(stored.error()));
}

}  // namespace bangtin::bench
