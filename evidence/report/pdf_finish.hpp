// What makes a drawn PDF an official file: empty signature fields, the heads as an attachment, and metadata
// and ids that depend on the content alone.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bangtin::evidence::report {

// An empty signature field. `name` identifies it to signing software, `purpose` is shown to people. Points
// from the page's top left corner.
struct signature_field {
  std::string name, purpose;
  std::size_t page = 0;  // counts from 0
  double x = 0, y = 0, width = 0, height = 0;
};

struct pdf_finish {
  std::string title, author;
  std::string date;   // PDF's form: D:20261101000000Z
  std::string heads;  // content of the attachment heads.txt; empty: there is none
  std::vector<signature_field> fields;
};

constexpr const char* heads_attachment = "heads.txt";

// The same `drawn` and `f` give the same bytes. Cross-reference tables are plain, so that every signing
// program can append an incremental update. Throws std::exception when `drawn` is no PDF.
std::string finish_pdf(const std::string& drawn, const pdf_finish& f);

}  // namespace bangtin::evidence::report
