// ECDSA on P-256, because every TLS library that meets the daemon knows it: libcurl on the screens, browsers,
// Prometheus.
#include "scheduler/tls/authority.hpp"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <spdlog/spdlog.h>

#include <array>

#include "base/files.hpp"
#include "wire/authority.hpp"

namespace bangtin::scheduler::tls {

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t max_file_bytes = 64 * 1024;
constexpr std::chrono::days backdated{1};  // for clocks that are behind

fs::path key_file(const fs::path& data, const std::string& suffix = "") {
  return data / ("tls-authority" + suffix + ".key");
}
fs::path certificate_file(const fs::path& data) {
  return data / "tls-authority.pem";
}

void require(bool done, const char* what) {
  if (!done) openssl_failed(what);
}

std::shared_ptr<EVP_PKEY> new_key() {
  std::shared_ptr<EVP_PKEY> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
  require(key != nullptr, "EVP_EC_gen");
  return key;
}

void set_time(ASN1_TIME* into, utc_ms at) {
  require(ASN1_TIME_set(into, static_cast<std::time_t>(to_unix_ms(at) / 1000)) != nullptr, "ASN1_TIME_set");
}

// A certificate without its names and its signature.
std::shared_ptr<X509> blank(EVP_PKEY* key, const std::string& title, utc_ms now, std::chrono::days lifetime) {
  std::shared_ptr<X509> c(X509_new(), X509_free);
  require(c != nullptr && X509_set_version(c.get(), 2) == 1, "X509_new");
  std::array<std::uint8_t, 16> serial{};
  random_bytes(serial);
  serial[0] = static_cast<std::uint8_t>((serial[0] & 0x7f) | 0x40);  // positive, and always as long
  std::unique_ptr<BIGNUM, void (*)(BIGNUM*)> number(
      BN_bin2bn(serial.data(), static_cast<int>(serial.size()), nullptr), BN_free);
  require(number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(c.get())) != nullptr,
          "the serial");
  set_time(X509_getm_notBefore(c.get()), now - backdated);
  set_time(X509_getm_notAfter(c.get()), now + lifetime);
  require(X509_set_pubkey(c.get(), key) == 1, "X509_set_pubkey");
  X509_NAME* name = X509_get_subject_name(c.get());
  const auto* bytes = reinterpret_cast<const unsigned char*>(title.data());
  require(X509_NAME_add_entry_by_NID(name, NID_commonName, MBSTRING_UTF8, bytes,
                                     static_cast<int>(title.size()), -1, 0) == 1,
          "X509_NAME_add_entry");
  return c;
}

void extend(X509* c, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, issuer, c, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, void (*)(X509_EXTENSION*)> e(
      X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()), X509_EXTENSION_free);
  require(e && X509_add_ext(c, e.get(), -1) == 1, "X509_add_ext");
}

std::string alternative_names(const machine_names& m) {
  std::string all;
  for (const std::string& n : m.names) all += (all.empty() ? "DNS:" : ",DNS:") + n;
  for (const std::string& a : m.addresses) all += (all.empty() ? "IP:" : ",IP:") + a;
  return all;
}

credentials dated(std::shared_ptr<EVP_PKEY> key, std::shared_ptr<X509> certificate) {
  credentials c{std::move(key), std::move(certificate), {}, {}, {}};
  c.not_before = time_of(X509_get0_notBefore(c.certificate.get()));
  c.not_after = time_of(X509_get0_notAfter(c.certificate.get()));
  return c;
}

error damaged(const fs::path& file, message what) {
  return {errc::invalid, std::move(what),
          msg("put {} back from a backup; or take it away: the daemon then makes another authority, screens "
              "learn "
              "of it by themselves, and people need new token files",
              file.string())};
}

bool is_there(const fs::path& file) {
  std::error_code ec;
  return fs::exists(fs::symlink_status(file, ec));
}

}  // namespace

authority::authority(credentials own) : own_(std::move(own)), pem_(own_.certificate_pem()) {
  result<digest> named = wire::authority_fingerprint(pem_);
  if (!named) openssl_failed("the authority's certificate");
  fingerprint_ = *named;
}

authority authority::make(utc_ms now) {
  std::shared_ptr<EVP_PKEY> key = new_key();
  // The title tells authorities apart in a list, for people.
  std::shared_ptr<X509> c = blank(key.get(), "Bang tin " + random_hex(4), now, authority_lifetime);
  require(X509_set_issuer_name(c.get(), X509_get_subject_name(c.get())) == 1, "X509_set_issuer_name");
  extend(c.get(), c.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(c.get(), c.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  extend(c.get(), c.get(), NID_subject_key_identifier, "hash");
  require(X509_sign(c.get(), key.get(), EVP_sha256()) > 0, "X509_sign");
  return authority(dated(std::move(key), std::move(c)));
}

credentials authority::issue(const machine_names& names, utc_ms now) const {
  std::shared_ptr<EVP_PKEY> key = new_key();
  std::shared_ptr<X509> c = blank(key.get(), "bangtind", now, certificate_lifetime);
  X509* issuer = own_.certificate.get();
  require(X509_set_issuer_name(c.get(), X509_get_subject_name(issuer)) == 1, "X509_set_issuer_name");
  extend(c.get(), issuer, NID_basic_constraints, "critical,CA:FALSE");
  extend(c.get(), issuer, NID_key_usage, "critical,digitalSignature");
  extend(c.get(), issuer, NID_ext_key_usage, "serverAuth");
  extend(c.get(), issuer, NID_subject_key_identifier, "hash");
  extend(c.get(), issuer, NID_authority_key_identifier, "keyid");
  extend(c.get(), issuer, NID_subject_alt_name, alternative_names(names));
  require(X509_sign(c.get(), own_.key.get(), EVP_sha256()) > 0, "X509_sign");
  credentials made = dated(std::move(key), std::move(c));
  made.chain = {own_.certificate};
  return made;
}

result<authority> authority::load_or_make(const fs::path& data, utc_ms now) {
  const fs::path file = key_file(data);
  if (is_there(file)) {
    result<std::string> text = read_file(file, max_file_bytes);
    if (!text) return text.error();
    result<credentials> own = credentials_from(*text, *text, file, file);
    if (!own) return damaged(file, own.error().what);
    if (X509_check_ca(own->certificate.get()) != 1)
      return damaged(file, msg("the certificate in {} is not one of an authority", file.string()));
    if (own->not_after - authority_renewal > now) return authority(std::move(*own)).with_copy(data);
    spdlog::warn("the certificate authority ends soon: the daemon makes another one");
    std::error_code ec;
    fs::rename(file, key_file(data, fmt::format("-{}", to_unix_ms(now))), ec);
    if (ec) return system_error(msg("rename {}", file.string()), ec.value());
  }
  authority made = make(now);
  result<void> stored = write_file(file, made.own_.key_pem() + made.pem_, 0600);
  if (!stored) return stored.error();
  spdlog::info("made a certificate authority: {}", made.fingerprint().hex());
  return made.with_copy(data);
}

result<authority> authority::with_copy(const fs::path& data) const {
  const fs::path copy = certificate_file(data);
  if (result<std::string> there = read_file(copy, max_file_bytes); there && *there == pem_) return *this;
  if (result<void> written = write_file(copy, pem_, 0644); !written) return written.error();
  return *this;
}

}  // namespace bangtin::scheduler::tls
