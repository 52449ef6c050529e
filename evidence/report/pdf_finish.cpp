// qpdf copies what cairo drew and adds the rest. It derives the file's id from the content, and no object
// holds a time of the machine.
#include "evidence/report/pdf_finish.hpp"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFEFStreamObjectHelper.hh>
#include <qpdf/QPDFEmbeddedFileDocumentHelper.hh>
#include <qpdf/QPDFFileSpecObjectHelper.hh>
#include <qpdf/QPDFPageDocumentHelper.hh>
#include <qpdf/QPDFWriter.hh>

#include "base/error.hpp"

namespace bangtin::evidence::report {

namespace {

using object = QPDFObjectHandle;

constexpr int printed = 4;  // the annotation's flag

void set_metadata(QPDF& pdf, const pdf_finish& f) {
  object info = object::newDictionary();
  info.replaceKey("/Title", object::newUnicodeString(f.title));
  if (!f.author.empty()) info.replaceKey("/Author", object::newUnicodeString(f.author));
  info.replaceKey("/Creator", object::newUnicodeString("Bảng tin"));
  info.replaceKey("/CreationDate", object::newString(f.date));
  info.replaceKey("/ModDate", object::newString(f.date));
  pdf.getTrailer().replaceKey("/Info", pdf.makeIndirectObject(info));
  pdf.getRoot().replaceKey("/Lang", object::newString("vi-VN"));
  object shown = object::newDictionary();
  shown.replaceKey("/DisplayDocTitle", object::newBool(true));
  pdf.getRoot().replaceKey("/ViewerPreferences", shown);
}

object new_field(const signature_field& f, object page) {
  double page_height = page.getKey("/MediaBox").getArrayItem(3).getNumericValue();
  object field = object::newDictionary();
  field.replaceKey("/Type", object::newName("/Annot"));
  field.replaceKey("/Subtype", object::newName("/Widget"));
  field.replaceKey("/FT", object::newName("/Sig"));
  field.replaceKey("/T", object::newUnicodeString(f.name));
  field.replaceKey("/TU", object::newUnicodeString(f.purpose));
  field.replaceKey("/F", object::newInteger(printed));
  field.replaceKey("/P", page);
  field.replaceKey("/Rect", object::newArray(object::Rectangle(f.x, page_height - f.y - f.height,
                                                               f.x + f.width, page_height - f.y)));
  return field;
}

void add_fields(QPDF& pdf, const std::vector<signature_field>& fields) {
  if (fields.empty()) return;
  std::vector<QPDFPageObjectHelper> pages = QPDFPageDocumentHelper(pdf).getAllPages();
  object all = object::newArray();
  for (const signature_field& f : fields) {
    object page = pages.at(f.page).getObjectHandle();
    object field = pdf.makeIndirectObject(new_field(f, page));
    all.appendItem(field);
    object annotations = page.getKey("/Annots");
    if (!annotations.isArray()) annotations = object::newArray();
    annotations.appendItem(field);
    page.replaceKey("/Annots", annotations);
  }
  object form = object::newDictionary();
  form.replaceKey("/Fields", all);
  pdf.getRoot().replaceKey("/AcroForm", pdf.makeIndirectObject(form));
}

void attach_heads(QPDF& pdf, const pdf_finish& f) {
  QPDFEFStreamObjectHelper stream = QPDFEFStreamObjectHelper::createEFStream(pdf, f.heads);
  stream.setSubtype("text/plain").setCreationDate(f.date).setModDate(f.date);
  QPDFFileSpecObjectHelper file = QPDFFileSpecObjectHelper::createFileSpec(pdf, heads_attachment, stream);
  file.setDescription("Dấu xác nhận dữ liệu của các màn hình (docs/head-sheet.md)");
  file.getObjectHandle().replaceKey("/AFRelationship", object::newName("/Data"));
  QPDFEmbeddedFileDocumentHelper(pdf).replaceEmbeddedFile(heads_attachment, file);
  object associated = object::newArray();
  associated.appendItem(file.getObjectHandle());
  pdf.getRoot().replaceKey("/AF", associated);
}

}  // namespace

std::string finish_pdf(const std::string& drawn, const pdf_finish& f) {
  QPDF pdf;
  pdf.setSuppressWarnings(true);
  pdf.processMemoryFile("report", drawn.data(), drawn.size());
  set_metadata(pdf, f);
  if (!f.heads.empty()) attach_heads(pdf, f);
  add_fields(pdf, f.fields);
  QPDFWriter writer(pdf);
  writer.setOutputMemory();
  writer.setDeterministicID(true);
  writer.setMinimumPDFVersion("1.7");
  writer.setObjectStreamMode(qpdf_o_disable);
  writer.write();
  std::shared_ptr<Buffer> bytes = writer.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(bytes->getBuffer()), bytes->getSize()};
}

}  // namespace bangtin::evidence::report
