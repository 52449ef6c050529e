// Decides whether an upload may begin: there must be room for it on the disk and within the quota
// (`media.quota` in bangtind.toml), beside those that are running, whose missing bytes are reserved. When
// room is short, it deletes uploads that somebody abandoned.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "media/store.hpp"

namespace bangtin::scheduler::api {

// An upload that nobody touched for so long is abandoned as soon as another one needs its room. Who breaks
// off in the evening can go on the next morning.
constexpr std::chrono::hours abandoned_when_full{24};

// Thread-safe. The store must outlive it, and it must outlive its places.
class upload_room {
 public:
  struct setup {
    const media::store& store;
    const clock_source& clock;
    std::uint64_t quota_bytes = 0;  // of the whole store; 0: none
    // The free bytes of the store's disk; nothing if the disk does not say.
    std::function<std::optional<std::uint64_t>()> free_bytes;
  };
  explicit upload_room(setup s) : setup_(std::move(s)) {}

  // The room of one running upload; the destructor gives back what is not filled.
  class place {
   public:
    place() = default;
    place(place&& other) noexcept;
    place& operator=(place&& other) noexcept;
    ~place();
    void filled(std::uint64_t bytes);

   private:
    friend class upload_room;
    place(upload_room& room, const digest& d) : room_(&room), upload_(d) {}
    upload_room* room_ = nullptr;
    digest upload_;
  };
  // Reserves room for the bytes that are missing of this upload. errc::io when the disk is full, errc::limit
  // when the quota is used up. A second request for a running upload reserves nothing. Blocking: with a quota
  // it looks at every file of the store.
  result<place> take(const digest& d, std::uint64_t bytes);

  // What uploads may still fill. Uploads that nobody is sending count as free: they can go on, or be deleted.
  // Blocking, as above.
  struct left {
    std::optional<std::uint64_t> disk;   // nothing if the disk does not say
    std::optional<std::uint64_t> quota;  // nothing if there is none
  };
  left now() const;
  std::uint64_t quota_bytes() const { return setup_.quota_bytes; }

 private:
  left without_reserved() const;
  std::uint64_t reserved() const;
  std::optional<error> refusal(std::uint64_t bytes) const;

  setup setup_;
  std::mutex admission_;      // one upload is measured at a time
  mutable std::mutex mutex_;  // guards what follows; never held while the disk is asked
  std::map<digest, std::uint64_t> missing_;
};

// The free bytes of the disk on which the folder is; nothing if the disk does not say. Blocking.
std::optional<std::uint64_t> free_bytes_of(const std::filesystem::path& folder);

}  // namespace bangtin::scheduler::api
