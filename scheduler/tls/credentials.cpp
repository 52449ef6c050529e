#include "scheduler/tls/credentials.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <ctime>
#include <stdexcept>

namespace bangtin::scheduler::tls {

namespace {

using bio_ptr = std::unique_ptr<BIO, int (*)(BIO*)>;

bio_ptr reading(std::string_view text) {
  bio_ptr bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), BIO_free);
  if (!bio) throw std::bad_alloc();
  return bio;
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(length)};
}

std::shared_ptr<X509> next_certificate(BIO* bio) {
  return {PEM_read_bio_X509(bio, nullptr, nullptr, nullptr), X509_free};
}

// No passphrase is ever asked for at a terminal.
int no_passphrase(char*, int, int, void*) {
  return 0;
}

}  // namespace

void openssl_failed(const char* what) {
  const unsigned long why = ERR_get_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(why);
  throw std::runtime_error(std::string(what) + " failed: " + (reason != nullptr ? reason : "unknown"));
}

utc_ms time_of(const ASN1_TIME* t) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(t, &parts) != 1) return {};
  return utc_ms(milliseconds(static_cast<std::int64_t>(::timegm(&parts)) * 1000));
}

std::string credentials::certificate_pem() const {
  bio_ptr bio(BIO_new(BIO_s_mem()), BIO_free);
  if (!bio || PEM_write_bio_X509(bio.get(), certificate.get()) != 1) openssl_failed("PEM_write_bio_X509");
  for (const std::shared_ptr<X509>& more : chain) {
    if (PEM_write_bio_X509(bio.get(), more.get()) != 1) openssl_failed("PEM_write_bio_X509");
  }
  return text_of(bio.get());
}

std::string credentials::key_pem() const {
  bio_ptr bio(BIO_new(BIO_s_mem()), BIO_free);
  if (!bio || PEM_write_bio_PKCS8PrivateKey(bio.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) != 1)
    openssl_failed("PEM_write_bio_PKCS8PrivateKey");
  return text_of(bio.get());
}

std::shared_ptr<SSL_CTX> server_context(const credentials& c) {
  std::shared_ptr<SSL_CTX> made(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (!made) openssl_failed("SSL_CTX_new");
  SSL_CTX* ctx = made.get();
  // Clients keep their connections, so nobody needs tickets: every connection shows its certificate.
  const bool ready = SSL_CTX_set_min_proto_version(ctx, TLS1_3_VERSION) == 1 &&
                     SSL_CTX_set_num_tickets(ctx, 0) == 1 &&
                     SSL_CTX_use_certificate(ctx, c.certificate.get()) == 1 &&
                     SSL_CTX_use_PrivateKey(ctx, c.key.get()) == 1 && SSL_CTX_check_private_key(ctx) == 1;
  if (!ready) openssl_failed("the TLS context");
  for (const std::shared_ptr<X509>& more : c.chain) {
    if (SSL_CTX_add1_chain_cert(ctx, more.get()) != 1) openssl_failed("SSL_CTX_add1_chain_cert");
  }
  SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_options(ctx, SSL_OP_NO_RENEGOTIATION);
  // An idle connection keeps no buffers. Without AUTO_RETRY a flood of records that carry no data goes
  // through the network's thread one by one, and keeps nobody else waiting.
  SSL_CTX_set_mode(
      ctx, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_clear_mode(ctx, SSL_MODE_AUTO_RETRY);
  return made;
}

result<credentials> credentials_from(std::string_view certificates, std::string_view key,
                                     const std::filesystem::path& certificate_file,
                                     const std::filesystem::path& key_file) {
  credentials c;
  bio_ptr bio = reading(certificates);
  c.certificate = next_certificate(bio.get());
  ERR_clear_error();
  if (!c.certificate) {
    return error{
        errc::invalid, msg("{} has no certificate in PEM form", certificate_file.string()),
        msg("give a file that begins with -----BEGIN CERTIFICATE-----, with those that signed it behind "
            "it (fullchain.pem)")};
  }
  while (std::shared_ptr<X509> more = next_certificate(bio.get())) c.chain.push_back(std::move(more));
  bio = reading(key);
  c.key = {PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr), EVP_PKEY_free};
  ERR_clear_error();
  if (!c.key) {
    return error{
        errc::invalid, msg("{} has no key in PEM form, or one with a passphrase", key_file.string()),
        msg("give a file that begins with -----BEGIN PRIVATE KEY-----; openssl pkey -in FILE takes a "
            "passphrase away")};
  }
  if (X509_check_private_key(c.certificate.get(), c.key.get()) != 1) {
    ERR_clear_error();
    return error{errc::invalid,
                 msg("the key in {} does not belong to the certificate in {}", key_file.string(),
                     certificate_file.string()),
                 msg("name the certificate and the key that were made together")};
  }
  c.not_before = time_of(X509_get0_notBefore(c.certificate.get()));
  c.not_after = time_of(X509_get0_notAfter(c.certificate.get()));
  return c;
}

}  // namespace bangtin::scheduler::tls
