#include "media/ingest/animation_writer.hpp"

#include "media/ingest/job.hpp"

namespace bangtin::media::ingest {

struct animation_writer::state {};

animation_writer::animation_writer(std::unique_ptr<state> s) : state_(std::move(s)) {}
animation_writer::animation_writer(animation_writer&&) noexcept = default;
animation_writer& animation_writer::operator=(animation_writer&&) noexcept = default;
animation_writer::~animation_writer() = default;

result<animation_writer> animation_writer::open(const job&, const std::string&, int, int) {
  return damaged();  // films are not converted yet
}

result<void> animation_writer::add(const image&, std::chrono::milliseconds) {
  return damaged();
}

result<converted> animation_writer::finish() {
  return damaged();
}

std::chrono::milliseconds animation_writer::duration() const {
  return {};
}

}  // namespace bangtin::media::ingest
