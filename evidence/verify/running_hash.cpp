// Bytes are copied into blocks. A full block goes to the thread, which begins with the first one, so short
// data needs none. The caller waits while too many blocks do, which bounds the memory.
//
// OpenSSL's context can be copied; so the seal and the file need one pass together.
#include "evidence/verify/running_hash.hpp"

#include <openssl/evp.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>

namespace bangtin::evidence::checker {

namespace {

constexpr std::size_t block_bytes = 128 * 1024, max_waiting = 8;

void must(int done) {
  if (done != 1) throw std::runtime_error("OpenSSL cannot compute SHA-256");
}

}  // namespace

class running_hash::state {
 public:
  state() { must(EVP_DigestInit_ex(context_, EVP_sha256(), nullptr)); }
  ~state() {
    thread_.request_stop();
    if (thread_.joinable()) thread_.join();
    EVP_MD_CTX_free(context_);
  }

  void update(std::string_view bytes) {
    block_ += bytes;
    if (block_.size() < block_bytes) return;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return waiting_.size() < max_waiting; });
      waiting_.push_back(std::move(block_));
    }
    changed_.notify_all();
    block_ = {};
    block_.reserve(2 * block_bytes);
    if (!thread_.joinable()) thread_ = std::jthread([this](std::stop_token stop) { work(std::move(stop)); });
  }

  digest so_far() {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return waiting_.empty() && !hashing_; });
    }
    must(EVP_DigestUpdate(context_, block_.data(), block_.size()) == 1 && !failed_);
    block_.clear();
    const std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> copy(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    must(EVP_MD_CTX_copy_ex(copy.get(), context_));
    digest d;
    must(EVP_DigestFinal_ex(copy.get(), d.value.data(), nullptr));
    return d;
  }

 private:
  void work(std::stop_token stop) {
    std::unique_lock lock(mutex_);
    while (changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) {
      if (stop.stop_requested()) return;
      const std::string block = std::move(waiting_.front());
      waiting_.pop_front();
      hashing_ = true;
      lock.unlock();
      const bool done = EVP_DigestUpdate(context_, block.data(), block.size()) == 1;
      lock.lock();
      hashing_ = false;
      failed_ = failed_ || !done;
      changed_.notify_all();
    }
  }

  EVP_MD_CTX* context_ = EVP_MD_CTX_new();  // the thread's while `hashing_`
  std::string block_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::deque<std::string> waiting_;  // guarded by mutex_
  bool hashing_ = false;             // guarded by mutex_
  bool failed_ = false;              // guarded by mutex_
  std::jthread thread_;
};

running_hash::running_hash() : state_(std::make_unique<state>()) {}
running_hash::running_hash(running_hash&&) noexcept = default;
running_hash& running_hash::operator=(running_hash&&) noexcept = default;
running_hash::~running_hash() = default;

void running_hash::update(std::string_view bytes) {
  state_->update(bytes);
}

digest running_hash::so_far() {
  return state_->so_far();
}

}  // namespace bangtin::evidence::checker
