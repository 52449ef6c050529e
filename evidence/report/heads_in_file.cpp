// A signature program appends its update to the file, so whatever was signed is a beginning of it: the bytes
// up to the end of the signature's second range. The attachment there must be the one of the whole file,
// otherwise somebody has put other heads into a copy that still looks signed.
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>

#include <algorithm>

#include "evidence/report/heads_text.hpp"
#include "evidence/report/pdf_finish.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr std::size_t max_file_bytes = 64U << 20;
constexpr std::size_t max_attachment_bytes = 16U << 20;
constexpr std::size_t header_within = 1024;  // PDF readers look so far for "%PDF-"

struct too_long : std::runtime_error {
  too_long() : std::runtime_error("the attachment is longer than 16 MiB") {}
};

// Collects a stream's bytes up to the limit, whatever a packed stream would unfold to.
class bounded_text final : public Pipeline {
 public:
  bounded_text() : Pipeline("heads", nullptr) {}
  void write(const unsigned char* data, std::size_t size) override {
    too_long_ = too_long_ || text_.size() + size > max_attachment_bytes;
    if (too_long_) throw too_long();
    text_.append(reinterpret_cast<const char*>(data), size);
  }
  void finish() override {}
  // qpdf turns exceptions of a pipeline into warnings, so the limit is told again here.
  std::string take() {
    if (too_long_) throw too_long();
    return std::move(text_);
  }

 private:
  bool too_long_ = false;
  std::string text_;
};

class opened_pdf {
 public:
  // Throws std::exception for anything that is no PDF.
  explicit opened_pdf(std::string_view bytes) : size_(bytes.size()) {
    pdf_.setSuppressWarnings(true);
    pdf_.processMemoryFile("file", bytes.data(), bytes.size());
  }
  std::optional<std::string> heads() {
    auto file = QPDFEmbeddedFileDocumentHelper(pdf_).getEmbeddedFile(heads_attachment);
    if (!file) return std::nullopt;
    QPDFObjectHandle stream = file->getEmbeddedFileStream();
    if (!stream.isStream()) return std::nullopt;
    bounded_text text;
    bool whole = stream.pipeStreamData(&text, 0, qpdf_dl_generalized, true);
    std::string heads = text.take();
    if (!whole) return std::nullopt;
    return heads;
  }
  // Where the bytes end that the first signature covers; nothing without a signature.
  std::optional<std::size_t> first_signed() {
    std::optional<std::size_t> first;
    for (QPDFFormFieldObjectHelper& field : QPDFAcroFormDocumentHelper(pdf_).getFormFields()) {
      if (field.getFieldType() != "/Sig") continue;
      if (auto end = signed_end(field.getValue())) first = std::min(first.value_or(size_), *end);
    }
    return first;
  }

 private:
  std::optional<std::size_t> signed_end(QPDFObjectHandle signature) const {
    if (!signature.isDictionary()) return std::nullopt;
    QPDFObjectHandle range = signature.getKey("/ByteRange");
    if (!range.isArray() || range.getArrayNItems() != 4) return std::nullopt;
    QPDFObjectHandle from = range.getArrayItem(2), length = range.getArrayItem(3);
    if (!from.isInteger() || !length.isInteger()) return std::nullopt;
    auto limit = static_cast<long long>(size_);
    long long a = from.getIntValue(), b = length.getIntValue();
    if (a < 0 || b < 0 || a > limit || b > limit - a) return std::nullopt;
    return static_cast<std::size_t>(a + b);
  }

  QPDF pdf_;
  std::size_t size_;
};

error no_heads() {
  return {errc::invalid, msg("the PDF file has no attachment {}", heads_attachment),
          msg("give the monthly report or the head sheet as the program wrote it, or a signed copy of it")};
}

result<std::string> attachment_of(std::string_view file) {
  opened_pdf whole(file);
  std::optional<std::string> heads = whole.heads();
  if (!heads) return no_heads();
  std::optional<std::size_t> end = whole.first_signed();
  if (end && opened_pdf(file.substr(0, *end)).heads() != heads)
    return error{
        errc::verification,
        msg("the attachment {} was put into the PDF file after its first signature", heads_attachment),
        msg("do not rely on this copy; ask the office that signed it for the file as it was signed")};
  return std::move(*heads);
}

result<std::string> canonical(std::string_view text) {
  result<filed_heads> read = heads_from_text(text);
  if (!read) return read.error();
  return to_text(std::move(*read));
}

}  // namespace

result<std::string> heads_text_in(std::string_view file) {
  if (file.size() > max_file_bytes)
    return error{errc::limit, msg("the file with the heads is larger than 64 MiB"),
                 msg("give the head sheet, the signed report, or their attachment heads.txt")};
  if (file.substr(0, header_within).find("%PDF-") == std::string_view::npos) return canonical(file);
  try {
    result<std::string> heads = attachment_of(file);
    if (!heads) return heads.error();
    return canonical(*heads);
  } catch (const std::exception&) {
    return error{errc::invalid, msg("the PDF file cannot be read"),
                 msg("open it in a PDF reader; if that fails too, fetch the file again")};
  }
}

}  // namespace bangtin::evidence::report
