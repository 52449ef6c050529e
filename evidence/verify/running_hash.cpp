// OpenSSL's context can be copied; so the seal and the file need one pass together.
#include "evidence/verify/running_hash.hpp"

#include <openssl/evp.h>

#include <stdexcept>

namespace bangtin::evidence::checker {

namespace {

void must(int done) {
  if (done != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

}  // namespace

struct running_hash::state {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
  ~state() { EVP_MD_CTX_free(context); }
};

running_hash::running_hash() : state_(std::make_unique<state>()) {
  must(EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr));
}
running_hash::~running_hash() = default;

void running_hash::update(std::string_view bytes) {
  must(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()));
}

digest running_hash::so_far() const {
  state copy;
  must(EVP_MD_CTX_copy_ex(copy.context, state_->context));
  digest d;
  must(EVP_DigestFinal_ex(copy.context, d.value.data(), nullptr));
  return d;
}

}  // namespace bangtin::evidence::checker
