// OpenSSL's own check is replaced as a whole, so no other authority of the system can slip in beside the one
// that is trusted.
#include "wire/tls_trust.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <memory>
#include <utility>

#include "wire/authority.hpp"

namespace bangtin::wire {

namespace {

using x509_ptr = std::unique_ptr<X509, void (*)(X509*)>;

x509_ptr read_certificate(const std::string& pem) {
  std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                          BIO_free);
  x509_ptr read(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr, X509_free);
  ERR_clear_error();
  return read;
}

std::string pem_of(X509* certificate) {
  std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
  if (!bio || PEM_write_bio_X509(bio.get(), certificate) != 1) return {};
  char* data = nullptr;
  const long length = BIO_get_mem_data(bio.get(), &data);
  return {data, static_cast<std::size_t>(length)};
}

// Whether the server's certificate stands under exactly this authority, whatever the date is.
bool stands_under(X509* authority, X509_STORE_CTX* shown) {
  std::unique_ptr<X509_STORE, void (*)(X509_STORE*)> store(X509_STORE_new(), X509_STORE_free);
  std::unique_ptr<X509_STORE_CTX, void (*)(X509_STORE_CTX*)> check(X509_STORE_CTX_new(), X509_STORE_CTX_free);
  if (!store || !check || X509_STORE_add_cert(store.get(), authority) != 1) return false;
  X509* server = X509_STORE_CTX_get0_cert(shown);
  if (X509_STORE_CTX_init(check.get(), store.get(), server, X509_STORE_CTX_get0_untrusted(shown)) != 1)
    return false;
  X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(check.get());
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
  X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_SERVER);
  const bool holds = X509_verify_cert(check.get()) == 1;
  ERR_clear_error();
  return holds;
}

// The last certificate of the chain that signs itself; null: there is none.
X509* shown_authority(X509_STORE_CTX* shown) {
  const STACK_OF(X509)* all = X509_STORE_CTX_get0_untrusted(shown);
  for (int i = sk_X509_num(all) - 1; i >= 0; --i) {
    X509* c = sk_X509_value(all, i);
    if (X509_check_ca(c) == 1 && X509_self_signed(c, 1) == 1) return c;
  }
  return nullptr;
}

}  // namespace

void tls_check::set(tls_trust trust) {
  trust_ = std::move(trust);
  shown_.clear();
}

bool tls_check::prepare(SSL_CTX* context) {
  shown_.clear();
  if (!leaves_it_to_the_system()) SSL_CTX_set_cert_verify_callback(context, &tls_check::on_certificate, this);
  return SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) == 1;
}

int tls_check::on_certificate(X509_STORE_CTX* chain, void* self) {
  bool accepted = false;
  try {
    accepted = static_cast<tls_check*>(self)->accepts(chain);
  } catch (...) {  // OpenSSL's C code called us; a check without memory is no success
  }
  X509_STORE_CTX_set_error(chain, accepted ? X509_V_OK : X509_V_ERR_CERT_UNTRUSTED);
  return accepted ? 1 : 0;
}

bool tls_check::accepts(X509_STORE_CTX* chain) {
  if (!trust_.authority.empty()) {
    x509_ptr own = read_certificate(trust_.authority);
    return own && stands_under(own.get(), chain);
  }
  X509* shown = shown_authority(chain);
  if (shown == nullptr || !stands_under(shown, chain)) return false;
  std::string pem = pem_of(shown);
  if (!authority_fingerprint(pem)) return false;  // larger than we keep
  shown_ = std::move(pem);
  return true;
}

}  // namespace bangtin::wire
