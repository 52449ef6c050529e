// The check is one more outlet: it takes the frames from the same slots of the same memory as the stage
// would, and gives them back at once.
#include "player/decode/check.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>

#include "base/json.hpp"
#include "player/decode/confinement.hpp"
#include "player/decode/decoding.hpp"
#include "player/decode/small_picture.hpp"

namespace bangtin::player::decode {

static_assert(media::checked_file_fd == file_fd);

namespace {

// Keep the reports of a sanitizer visible.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool sanitized = true;
#else
constexpr bool sanitized = false;
#endif

constexpr int exit_answered = 0;
constexpr int exit_cannot_work = 3;

// A click that nobody hears.
constexpr std::int64_t max_sound_damage = 2;
// One sample may bring no picture.
constexpr std::int64_t max_lost = 1;

std::int64_t in_ms(microseconds t) {
  return std::chrono::floor<std::chrono::milliseconds>(t).count();
}

class check_outlet : public outlet {
 public:
  check_outlet(const decode_request& what, frame_pool& pool)
      : what_(what), pool_(pool), picker_(what.length) {}

  bool wait_for_room() override { return true; }
  bool hung_up() override { return false; }
  bool send(const reply& r) override {
    if (const auto* f = std::get_if<reply_format>(&r)) {
      format_ = f->format;
      layout_ = lay_out(f->format, f->padding, pool_.room()).value_or(frame_layout{});
    } else if (const auto* frame = std::get_if<reply_frame>(&r)) {
      take(*frame);
    }
    return true;
  }

  json::object pictures_and_size(microseconds sound_end);
  microseconds latest() const { return latest_; }
  void show_until(microseconds end) { end_ = std::max(end_, end); }

 private:
  void take(const reply_frame& frame);
  void report_progress();

  decode_request what_;
  frame_pool& pool_;
  picture_format format_;
  frame_layout layout_;
  picture_picker picker_;
  std::int64_t frames_ = 0;
  microseconds latest_{};    // when the latest frame is due
  microseconds distance_{};  // between the latest two
  microseconds end_{};       // when the latest frame ends
  std::int64_t told_ = 0;
};

void check_outlet::take(const reply_frame& frame) {
  if (frames_ > 0) distance_ = frame.pts - latest_;
  latest_ = frame.pts;
  end_ = latest_ + (frame.duration.count() > 0 ? frame.duration : distance_);
  ++frames_;
  if (picker_.wants(frame.pts)) {
    auto small = draw_small(format_, layout_, pool_.picture(frame.slot),
                            what_.video ? media::small_film : media::small_still);
    small.at = frame.pts;
    picker_.add(std::move(small));
  }
  pool_.release(frame.slot);
  report_progress();
}

// One line for each thousandth.
void check_outlet::report_progress() {
  if (what_.length.count() <= 0) return;
  std::int64_t permille = std::min<std::int64_t>(1000, latest_ * 1000 / what_.length);
  if (permille <= told_) return;
  told_ = permille;
  (void)write_all(STDOUT_FILENO, "{\"progress\":" + std::to_string(permille) + "}\n");
}

// Also writes the small pictures.
json::object check_outlet::pictures_and_size(microseconds sound_end) {
  json::array pictures;
  for (const small_picture& p : picker_.take()) {
    const auto* bytes = reinterpret_cast<const char*>(p.bgrx.data());
    if (!write_all(media::small_pictures_fd, {bytes, p.bgrx.size()})) break;
    pictures.push_back(json::object{{"at_ms", in_ms(p.at)}, {"height", p.height}, {"width", p.width}});
  }
  return {{"frames", frames_},
          {"height", format_.height},
          {"pictures", std::move(pictures)},
          {"shown_ms", what_.video ? in_ms(end_) : 0},
          {"sound_ms", in_ms(sound_end)},
          {"width", format_.width}};
}

std::string failure(const char* why, const reply_error& e, microseconds after) {
  json::object failed{{"after_ms", in_ms(std::max(after, microseconds(0)))},
                      {"text", e.text.substr(0, 500)},
                      {"why", why},
                      {"word", e.word}};
  return canonical(json::object{{"failed", std::move(failed)}});
}

bool is_cut_off() {
  std::optional<file_type> type = type_of_file(file_fd);
  return type && cut_off(file_fd, *type);
}

// The answer about a file that could be decoded.
std::string judge(check_outlet& out, const damage& found, const std::optional<reply_error>& sound_failure,
                  microseconds sound_end) {
  auto first = found.first.value_or(out.latest());
  if (found.broken > 0 || found.lost > max_lost) {
    return failure("damaged",
                   {"decoder-error", std::to_string(found.lost) + " pictures are missing and " +
                                         std::to_string(found.broken) + " damaged"},
                   first);
  }
  if (sound_failure) return failure("sound-damaged", *sound_failure, sound_end);
  if (found.sound > max_sound_damage) {
    return failure("sound-damaged",
                   {"decoder-error", std::to_string(found.sound) + " pieces of sound are damaged"}, first);
  }
  return canonical(json::object{{"ok", out.pictures_and_size(sound_end)}});
}

std::string check(const decode_request& what, frame_pool& pool, sound_writer& sound) {
  // The decoder of a still goes on with what lies behind the picture, and complains about that.
  std::optional<damage_watch> watch;
  if (what.video) watch.emplace();
  check_outlet out(what, pool);
  decoding d(what, out, pool, watch ? &*watch : nullptr);
  std::optional<reply_error> e = d.run(&sound);
  if (watch) out.show_until(watch->end());
  if (!e) return judge(out, watch ? watch->found() : damage{}, d.sound_failure(), sound.end());
  if (is_cut_off()) return failure("cut-off", *e, out.latest());
  return failure(out.latest().count() > 0 ? "damaged" : "not-shown", *e, out.latest());
}

int cannot_work(std::string_view why) {
  std::fprintf(stderr, "bangtin-decode: %.*s\n", static_cast<int>(why.size()), why.data());
  return exit_cannot_work;
}

}  // namespace

int run_check(const decode_request& what) {
  const frame_room& room = what.video ? video_room : image_room;
  auto frames_file = make_shared_file("bangtin-frames", room.slots * room.slot_bytes);
  if (!frames_file) return cannot_work(describe(frames_file.error()));
  auto frames = shared_memory::map(frames_file->get(), room.slots * room.slot_bytes);
  if (!frames) return cannot_work(describe(frames.error()));
  auto ring_file = make_shared_file("bangtin-sound", pcm_ring_bytes);
  if (!ring_file) return cannot_work(describe(ring_file.error()));
  auto ring = shared_memory::map(ring_file->get(), pcm_ring_bytes);
  if (!ring) return cannot_work(describe(ring.error()));
  unique_fd nowhere(::open("/dev/null", O_WRONLY | O_CLOEXEC));
  if (auto limited = limit_resources(cpu_limit(what)); !limited)
    return cannot_work(describe(limited.error()));
  if (auto e = pipeline::load(what.video)) return cannot_work(e->text);
  // The libraries print complaints about bad files; keep those out of the daemon's journal.
  if (nowhere && !sanitized) ::dup2(nowhere.get(), STDERR_FILENO);
  frame_pool pool(std::move(*frames), room);
  sound_writer sound(std::move(*ring));
  sound.discard();
  std::string answer = check(what, pool, sound);
  auto written = write_all(STDOUT_FILENO, answer);
  // _exit skips library destructors, which may hang after hostile input.
  ::_exit(written ? exit_answered : exit_cannot_work);
}

}  // namespace bangtin::player::decode
