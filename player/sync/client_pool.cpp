#include "player/sync/client_pool.hpp"

#include <utility>

#include "wire/problem.hpp"

namespace bangtin::player::sync {

std::unique_ptr<trusting_client> client_pool::take() {
  std::lock_guard lock(mutex_);
  if (idle_.empty()) return std::make_unique<trusting_client>(where_, token_, std::function<bool()>());
  std::unique_ptr<trusting_client> latest = std::move(idle_.back());
  idle_.pop_back();
  return latest;
}

void client_pool::give_back(std::unique_ptr<trusting_client> c) {
  c->set_stop({});
  std::unique_ptr<trusting_client> closed;  // without the lock
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(c));
  if (idle_.size() <= max_idle) return;
  closed = std::move(idle_.front());
  idle_.erase(idle_.begin());
}

result<wire::reply> pooled_client::send(const wire::request& r) {
  std::unique_ptr<trusting_client> c = pool_->take();
  c->set_stop(stop_);
  result<wire::reply> got = c->send(r);
  received_ = c->received();
  crawled_ = c->crawled();
  shown_authority_ = c->shown_authority();
  pool_->give_back(std::move(c));
  return got;
}

result<wire::reply> pooled_client::call(const wire::request& r) {
  result<wire::reply> got = send(r);
  if (got && got->status >= 400) return wire::from_problem(got->status, got->body);
  return got;
}

void pooled_client::authority_named(std::string_view text) {
  std::unique_ptr<trusting_client> c = pool_->take();
  c->set_stop(stop_);
  c->authority_named(text);
  pool_->give_back(std::move(c));
}

}  // namespace bangtin::player::sync
