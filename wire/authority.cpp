// The signature is checked before the text is read, as for every other signed text.
#include "wire/authority.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <boost/json/object.hpp>
#include <memory>

#include "base/json.hpp"
#include "evidence/note_text.hpp"

namespace bangtin::wire {

namespace {

constexpr std::string_view authority_kind = "bangtin-authority-1";
constexpr std::string_view no_authority = "none";

error not_an_authority() {
  return {errc::invalid, msg("this is not the certificate of an authority in PEM form"),
          msg("use the one of GET /v1/authority, or of the file tls-authority.pem in the daemon's folder")};
}

error not_from_the_daemon(message what) {
  return {errc::verification, std::move(what), msg("find out who answers at the daemon's address")};
}

}  // namespace

result<digest> authority_fingerprint(std::string_view pem) {
  if (pem.size() > max_authority_bytes) return not_an_authority();
  std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                          BIO_free);
  if (!bio) throw std::bad_alloc();
  std::unique_ptr<X509, void (*)(X509*)> certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr),
                                                     X509_free);
  ERR_clear_error();
  if (!certificate || !BIO_eof(bio.get()) || X509_check_ca(certificate.get()) != 1) return not_an_authority();
  unsigned char* der = nullptr;
  const int length = i2d_X509(certificate.get(), &der);
  if (length <= 0) return not_an_authority();
  const digest made =
      sha256(std::string_view(reinterpret_cast<const char*>(der), static_cast<std::size_t>(length)));
  OPENSSL_free(der);
  return made;
}

std::string to_text(const authority_statement& s) {
  return fmt::format("{}\n{}\n{}\n", authority_kind, s.number,
                     s.fingerprint ? s.fingerprint->hex() : std::string(no_authority));
}

result<authority_statement> authority_from_text(std::string_view text) {
  auto values = evidence::note_values(text, authority_kind, 2);
  if (!values) return evidence::not_a_note(authority_kind);
  const std::optional<std::int64_t> number = evidence::plain_integer((*values)[0]);
  if (!number || *number == 0) return evidence::not_a_note(authority_kind);
  authority_statement s{*number, {}};
  if ((*values)[1] != no_authority) {
    s.fingerprint = digest::from((*values)[1]);
    if (!s.fingerprint) return evidence::not_a_note(authority_kind);
  }
  if (to_text(s) != text) return evidence::not_a_note(authority_kind);
  return s;
}

result<authority_statement> verify_authority(const stated_authority& a, const public_key& daemon) {
  if (!evidence::verify(a.statement, daemon))
    return not_from_the_daemon(msg("the daemon's key did not sign this certificate authority"));
  result<authority_statement> s = authority_from_text(a.statement.text);
  if (!s) return not_from_the_daemon(msg("the statement about the certificate authority cannot be read"));
  std::optional<digest> named;
  if (!a.certificate.empty()) {
    result<digest> made = authority_fingerprint(a.certificate);
    if (!made) return not_from_the_daemon(made.error().what);
    named = *made;
  }
  if (named != s->fingerprint)
    return not_from_the_daemon(msg("the statement names another certificate authority than this one"));
  return s;
}

result<bool> follows(const authority_statement& before, const authority_statement& next) {
  if (next.fingerprint == before.fingerprint && next.number <= before.number) return false;
  if (next.number > before.number) return true;
  return not_from_the_daemon(msg("the certificate authority has number {}, and number {} is known already",
                                 next.number, before.number));
}

}  // namespace bangtin::wire
