// Independent readers of our PDF files (poppler, qpdf), and a signing program as small as one can be: it
// appends an incremental update, as token software does.
#pragma once

#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <array>
#include <cstdio>
#include <map>
#include <memory>
#include <qpdf/QPDF.hh>
#include <qpdf/QPDFAcroFormDocumentHelper.hh>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/files.hpp"
#include "base/hash.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin::fakes {

// What a command prints, both channels.
inline std::string output_of(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> out(::popen((command + " 2>&1").c_str(), "r"), ::pclose);
  std::string text;
  std::array<char, 65536> piece;
  for (std::size_t n; out && (n = std::fread(piece.data(), 1, piece.size(), out.get())) > 0;)
    text.append(piece.data(), n);
  return text;
}

// A PDF in a folder that lives as long as this object.
class pdf_on_disk {
 public:
  explicit pdf_on_disk(const std::string& bytes) : path_(folder_ / "file.pdf") {
    write_file(path_, bytes).value();
  }
  std::string path() const { return path_.string(); }
  std::filesystem::path folder() const { return folder_.path(); }
  std::string read_with(const std::string& tool) const { return output_of(tool + " '" + path() + "'"); }
  // Page by page, as people see it.
  std::vector<std::string> pages() const {
    std::vector<std::string> all;
    std::string text = output_of("pdftotext -layout '" + path() + "' -");
    for (std::size_t from = 0, end; (end = text.find('\f', from)) != std::string::npos; from = end + 1)
      all.push_back(text.substr(from, end - from));
    return all;
  }

 private:
  temporary_folder folder_;
  std::filesystem::path path_;
};

// The file with objects replaced or added by an incremental update.
inline std::string updated(const std::string& pdf, const std::map<int, std::string>& objects) {
  QPDF before;
  before.processMemoryFile("before", pdf.data(), pdf.size());
  QPDFObjectHandle trailer = before.getTrailer();
  std::string out = pdf + "\n", table = "xref\n";
  int size = static_cast<int>(trailer.getKey("/Size").getIntValue());
  for (const auto& [number, content] : objects) {
    std::array<char, 32> entry;
    std::snprintf(entry.data(), entry.size(), "%010zu 00000 n \n", out.size());
    table += std::to_string(number) + " 1\n" + entry.data();
    out += std::to_string(number) + " 0 obj\n" + content + "\nendobj\n";
    size = std::max(size, number + 1);
  }
  std::size_t last = pdf.rfind("startxref") + 10;
  std::string previous = pdf.substr(last, pdf.find('\n', last) - last);
  std::string start = std::to_string(out.size());
  return out + table + "trailer\n<< /Size " + std::to_string(size) + " /Root " +
         trailer.getKey("/Root").unparse() + " /ID " + trailer.getKey("/ID").unparse() + " /Prev " +
         previous + " >>\nstartxref\n" + start + "\n%%EOF\n";
}

// An office's token: a key and its certificate.
class token {
 public:
  explicit token(const char* name)
      : key_(EVP_EC_gen("P-256"), EVP_PKEY_free), certificate_(X509_new(), X509_free) {
    X509* c = certificate_.get();
    X509_set_version(c, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(c), 1);
    X509_gmtime_adj(X509_getm_notBefore(c), -3600);
    X509_gmtime_adj(X509_getm_notAfter(c), 86400);
    X509_set_pubkey(c, key_.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN", MBSTRING_UTF8,
                               reinterpret_cast<const unsigned char*>(name), -1, -1, 0);
    X509_set_issuer_name(c, X509_get_subject_name(c));
    X509_sign(c, key_.get(), EVP_sha256());
  }
  // A detached CMS signature in hexadecimal.
  std::string sign(const std::string& bytes) const {
    std::unique_ptr<BIO, int (*)(BIO*)> in(BIO_new_mem_buf(bytes.data(), static_cast<int>(bytes.size())),
                                           BIO_free);
    std::unique_ptr<CMS_ContentInfo, void (*)(CMS_ContentInfo*)> cms(
        CMS_sign(certificate_.get(), key_.get(), nullptr, in.get(), CMS_DETACHED | CMS_BINARY),
        CMS_ContentInfo_free);
    unsigned char* der = nullptr;
    int size = i2d_CMS_ContentInfo(cms.get(), &der);
    std::unique_ptr<unsigned char, void (*)(unsigned char*)> owner(der,
                                                                   [](unsigned char* p) { OPENSSL_free(p); });
    return to_hex(bytes_view(der, static_cast<std::size_t>(size)));
  }

 private:
  std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key_;
  std::unique_ptr<X509, void (*)(X509*)> certificate_;
};

inline QPDFObjectHandle field_named(QPDF& pdf, const std::string& name) {
  for (QPDFFormFieldObjectHelper& f : QPDFAcroFormDocumentHelper(pdf).getFormFields())
    if (f.getFullyQualifiedName() == name) return f.getObjectHandle();
  throw std::runtime_error("no field " + name);
}

// The file with this empty field signed.
inline std::string signed_copy(const std::string& pdf, const std::string& field, const token& t) {
  QPDF before;
  before.processMemoryFile("before", pdf.data(), pdf.size());
  QPDFObjectHandle widget = field_named(before, field), form = before.getRoot().getKey("/AcroForm");
  int value = static_cast<int>(before.getTrailer().getKey("/Size").getIntValue());
  std::string dictionary = widget.unparseResolved(), form_text = form.unparseResolved();
  dictionary.insert(2, " /V " + std::to_string(value) + " 0 R");
  if (form_text.find("/SigFlags") == std::string::npos) form_text.insert(2, " /SigFlags 3");
  const std::string range = "/ByteRange [0 1111111111 2222222222 3333333333]", room(16384, '0');
  std::string out =
      updated(pdf, {{widget.getObjectID(), dictionary},
                    {form.getObjectID(), form_text},
                    {value, "<< /Type /Sig /Filter /Adobe.PPKLite /SubFilter /adbe.pkcs7.detached " + range +
                                " /Contents <" + room + "> >>"}});
  std::size_t first = out.find("<" + room, pdf.size()), second = first + room.size() + 2;
  std::array<char, 64> numbers;
  std::snprintf(numbers.data(), numbers.size(), "[0 %010zu %010zu %010zu]", first, second,
                out.size() - second);
  out.replace(out.find(range, pdf.size()) + 11, range.size() - 11, numbers.data());
  std::string signature = t.sign(out.substr(0, first) + out.substr(second));
  return out.replace(first + 1, signature.size(), signature);
}

// The file with another attachment, put in by an incremental update.
inline std::string with_attachment(const std::string& pdf, const std::string& text) {
  QPDF before;
  before.processMemoryFile("before", pdf.data(), pdf.size());
  for (QPDFObjectHandle object : before.getAllObjects())
    if (object.isStream() && object.getDict().isDictionaryOfType("/EmbeddedFile"))
      return updated(pdf,
                     {{object.getObjectID(), "<< /Type /EmbeddedFile /Length " + std::to_string(text.size()) +
                                                 " >>\nstream\n" + text + "\nendstream"}});
  throw std::runtime_error("no attachment");
}

}  // namespace bangtin::fakes
