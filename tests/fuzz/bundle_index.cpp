#include "fuzz/entries.hpp"
#include "wire/bundle.hpp"
#include "wire/bundle_logs.hpp"
#include "wire/carried_acknowledgements.hpp"

namespace bangtin::fuzz {

// The texts of a stick: an index, what a screen carried, and both as files.
void bundle_index(std::string_view bytes) {
  if (const result<wire::bundle_index> read = wire::bundle_index_from_text(bytes)) {
    promise(wire::to_text(*read) == bytes, "an index is written so that it reads back");
    for (const wire::bundle_document& d : read->documents)
      promise(d.bytes >= 0 && d.bytes <= wire::max_bundle_document_bytes, "a document has a bounded length");
  } else {
    promise(!describe(read.error()).empty(), "a rejected index has a message");
  }
  if (const result<wire::carried> read = wire::carried_from_text(bytes))
    promise(wire::to_text(*read) == bytes, "a statement is written so that it reads back");
  if (const result<evidence::signed_text> read = wire::bundle_index_from_json(bytes)) {
    const result<evidence::signed_text> again =
        wire::bundle_index_from_json(wire::bundle_index_to_json(*read));
    promise(again && *again == *read, "a file of an index reads back");
  }
  if (const result<wire::carried_status> read = wire::carried_status_from_json(bytes)) {
    const result<wire::carried_status> again = wire::carried_status_from_json(wire::to_json(*read));
    promise(again && *again == *read, "a file of a status reads back");
  }
  if (const result<std::vector<wire::known_log>> read = wire::known_logs_from_json(bytes)) {
    const auto again = wire::known_logs_from_json(wire::known_logs_to_json(*read));
    promise(again && *again == *read, "a list of logs reads back");
  }
  if (const result<wire::carried_acknowledgements> read = wire::carried_acknowledgements_from_json(bytes)) {
    const auto again = wire::carried_acknowledgements_from_json(wire::to_json(*read));
    promise(again && *again == *read, "a file about notices reads back");
  }
  if (const result<wire::acknowledged_by_stick> read = wire::acknowledged_by_stick_from_text(bytes))
    promise(wire::to_text(*read) == bytes, "a statement about notices is written so that it reads back");
  if (wire::is_bundle_batch_name(bytes))
    promise(bytes.find('/') == std::string_view::npos, "a name has no folder");
}

}  // namespace bangtin::fuzz
