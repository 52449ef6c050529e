// Thin wrappers of OpenSSL's EVP and PEM functions.
#include "base/signing.hpp"
#include "base/key_passphrase.hpp"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include <filesystem>
#include <stdexcept>

#include "base/files.hpp"

namespace bangtin {

namespace {

struct free_key {
  void operator()(EVP_PKEY* k) const { EVP_PKEY_free(k); }
};
struct free_bio {
  void operator()(BIO* b) const { BIO_free(b); }
};
struct free_context {
  void operator()(EVP_MD_CTX* c) const { EVP_MD_CTX_free(c); }
};
using key_ptr = std::unique_ptr<EVP_PKEY, free_key>;
using bio_ptr = std::unique_ptr<BIO, free_bio>;
using context_ptr = std::unique_ptr<EVP_MD_CTX, free_context>;

void require(bool ok, const char* what) {
  if (!ok) throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  long length = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(length)};
}

// OpenSSL asks for a passphrase at the terminal unless a callback answers, and a daemon must never wait
// there.
int give_passphrase(char* out, int size, int, void* user) {
  const auto& phrase = *static_cast<const std::string_view*>(user);
  if (phrase.size() > static_cast<std::size_t>(size)) return -1;
  phrase.copy(out, phrase.size());
  return static_cast<int>(phrase.size());
}

}  // namespace

std::optional<signature> signature::from(std::string_view hex_text) {
  signature s;
  if (!from_hex(hex_text, s.value)) return std::nullopt;
  return s;
}

std::optional<public_key> public_key::from(std::string_view hex_text) {
  public_key k;
  if (!from_hex(hex_text, k.value)) return std::nullopt;
  return k;
}

std::string public_key::pem() const {
  key_ptr key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, value.data(), value.size()));
  require(key != nullptr, "EVP_PKEY_new_raw_public_key");
  bio_ptr bio(BIO_new(BIO_s_mem()));
  require(PEM_write_bio_PUBKEY(bio.get(), key.get()) == 1, "PEM_write_bio_PUBKEY");
  return text_of(bio.get());
}

result<public_key> public_key::from_pem(std::string_view pem) {
  bio_ptr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  key_ptr key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
  public_key k;
  std::size_t length = k.value.size();
  bool ok = key && EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_ED25519 &&
            EVP_PKEY_get_raw_public_key(key.get(), k.value.data(), &length) == 1;
  ERR_clear_error();
  if (ok) return k;
  return error{errc::invalid, msg("this is not a public Ed25519 key in PEM form"),
               msg("use a key file which \"bangtin keys init\" made")};
}

bool public_key::verifies(std::string_view text, const signature& s) const {
  key_ptr key(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, value.data(), value.size()));
  if (!key) return false;
  context_ptr context(EVP_MD_CTX_new());
  bool ok = EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
            EVP_DigestVerify(context.get(), s.value.data(), s.value.size(), as_bytes(text).data(),
                             text.size()) == 1;
  ERR_clear_error();
  return ok;
}

namespace {

// PKCS#8, encrypted unless the passphrase is empty.
std::string pem_of(EVP_PKEY* key, std::string_view passphrase) {
  bio_ptr bio(BIO_new(BIO_s_mem()));
  if (passphrase.empty()) {
    require(PEM_write_bio_PKCS8PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1,
            "PEM_write_bio_PKCS8PrivateKey");
    return text_of(bio.get());
  }
  // PBES2 with scrypt (RFC 7914) at OpenSSL's own default cost, so that all of its functions can read the
  // file.
  std::array<std::uint8_t, 16> salt{};
  random_bytes(salt);
  X509_ALGOR* pbe = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), salt.data(), salt.size(), nullptr, 16384, 8, 1);
  require(pbe != nullptr, "PKCS5_pbe2_set_scrypt");
  PKCS8_PRIV_KEY_INFO* plain = EVP_PKEY2PKCS8(key);
  X509_SIG* sealed = plain == nullptr
                         ? nullptr
                         : PKCS8_set0_pbe(passphrase.data(), static_cast<int>(passphrase.size()), plain, pbe);
  PKCS8_PRIV_KEY_INFO_free(plain);
  require(sealed != nullptr, "PKCS8_set0_pbe");
  int written = PEM_write_bio_PKCS8(bio.get(), sealed);
  X509_SIG_free(sealed);
  require(written == 1, "PEM_write_bio_PKCS8");
  return text_of(bio.get());
}

}  // namespace

struct secret_key::key {
  key_ptr pkey;
};

secret_key secret_key::generate() {
  auto k = std::make_shared<key>();
  k->pkey.reset(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519"));
  require(k->pkey != nullptr, "EVP_PKEY_Q_keygen");
  return secret_key(std::move(k));
}

result<secret_key> secret_key::from_pem(std::string_view pem, std::string_view passphrase) {
  bio_ptr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  auto k = std::make_shared<key>();
  k->pkey.reset(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_passphrase, &passphrase));
  if (!k->pkey) {
    bool encrypted = pem.find("ENCRYPTED PRIVATE KEY") != std::string_view::npos;
    ERR_clear_error();
    if (encrypted) {
      return error{errc::verification, msg("the passphrase does not open this key"),
                   msg("type the passphrase again; without it the key cannot be used")};
    }
    return error{errc::invalid, msg("this is not a secret key in PEM form"),
                 msg("use a key file which \"bangtin keys init\" made")};
  }
  if (EVP_PKEY_get_base_id(k->pkey.get()) != EVP_PKEY_ED25519) {
    return error{errc::invalid, msg("this key is not an Ed25519 key"),
                 msg("use a key file which \"bangtin keys init\" made")};
  }
  return secret_key(std::move(k));
}

std::string secret_key::pem(std::string_view passphrase) const {
  return pem_of(key_->pkey.get(), passphrase);
}

public_key secret_key::public_part() const {
  public_key p;
  std::size_t length = p.value.size();
  require(EVP_PKEY_get_raw_public_key(key_->pkey.get(), p.value.data(), &length) == 1,
          "EVP_PKEY_get_raw_public_key");
  return p;
}

signature secret_key::sign(std::string_view text) const {
  signature s;
  std::size_t length = s.value.size();
  context_ptr context(EVP_MD_CTX_new());
  require(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key_->pkey.get()) == 1,
          "EVP_DigestSignInit");
  require(EVP_DigestSign(context.get(), s.value.data(), &length, as_bytes(text).data(), text.size()) == 1,
          "EVP_DigestSign");
  return s;
}

result<std::string> under_passphrase(std::string_view pem, std::string_view passphrase,
                                     std::string_view next) {
  bio_ptr bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  key_ptr key(PEM_read_bio_PrivateKey(bio.get(), nullptr, give_passphrase, &passphrase));
  if (key) return pem_of(key.get(), next);
  ERR_clear_error();
  if (pem.find("ENCRYPTED PRIVATE KEY") != std::string_view::npos) {
    return error{errc::verification, msg("the passphrase does not open this key"),
                 msg("type the passphrase again; without it the key cannot be used")};
  }
  return error{errc::invalid, msg("this is not a secret key in PEM form"), msg("give the file of a key")};
}

result<secret_key> load_or_create_key(const std::string& path) {
  if (std::filesystem::exists(path)) {
    result<std::string> pem = read_file(path, 64 * 1024);
    if (!pem) return pem.error();
    return secret_key::from_pem(*pem);
  }
  secret_key made = secret_key::generate();
  result<void> written = write_file(path, made.pem(), 0600);
  if (!written) return written.error();
  return made;
}

}  // namespace bangtin
