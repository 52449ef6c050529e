// Threads take the files in the order of the calls. Everything that they share is under one mutex; while a
// file is read or sent they hold it only for a moment, to tell how far they are.
#include "admin-cli/commands/send_pool.hpp"

#include <algorithm>

#include "admin-cli/views/transfer.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "wire/admin/media_room.hpp"

namespace bangtin::admin_cli::commands {

namespace {

std::string name_of(const local_file& file) {
  return printable(file.path.filename().string());
}

error too_long(const local_file& file, std::uint64_t most) {
  const auto& [has, allowed] = views::size_texts(file.bytes, most);
  return {errc::limit, msg("{} has {}, and at most {} are allowed", name_of(file), has, allowed),
          msg("cut it or save it in a smaller form, or let the limit media.bytes of the daemon be raised")};
}

// Whether a loaded item, or one that was removed, has the file's name: then these may be the same bytes, for
// which no room is needed.
bool may_be_loaded(const transfer& t, const local_file& file) {
  const std::string name = file_name_for_order(file);
  for (const char* list : {"/v1/media", "/v1/media?removed=true"}) {
    result<json::value> answer = t.daemon.call_json(get_request(list));
    if (!answer) continue;
    auto items = wire::admin::decode_list<wire::admin::media_item>(*answer);
    if (items && std::any_of(items->begin(), items->end(), [&](const auto& m) { return m.file == name; }))
      return true;
  }
  return false;
}

// What the daemon's limits say before the first byte is read.
std::optional<error> refused_beforehand(const transfer& t, const local_file& file) {
  result<wire::admin::media_limits> limits = get_media_limits(t.daemon);
  if (!limits && limits.error().code == errc::not_found) return std::nullopt;  // an older daemon
  if (!limits) return limits.error();
  const auto most = static_cast<std::uint64_t>(limits->bytes);
  if (file.bytes > most) return too_long(file, most);
  std::optional<error> full = wire::admin::no_room_for(*limits, file.bytes);
  if (full && may_be_loaded(t, file)) return std::nullopt;
  return full;
}

struct known_item {
  bool there = false;
  bool lacks_sheet = false;
};

result<known_item> find_item(const transfer& t, const digest& sha256) {
  result<wire::admin::media_item> item = get_media_item(t.daemon, sha256.hex());
  if (!item && item.error().code == errc::not_found) return known_item{};
  if (!item) return item.error();
  return known_item{true, !item->sheet && item->kind != playlists::programme::media_kind::subtitles};
}

}  // namespace

send_pool::~send_pool() {
  stop();
  {
    std::lock_guard lock(mutex_);
    closing_ = true;
  }
  work_there_.notify_all();
  for (std::thread& t : threads_) t.join();
}

void send_pool::add(file_to_send f) {
  std::lock_guard lock(mutex_);
  waiting_.push_back(std::move(f));
  if (threads_.size() < std::min(max_threads, waiting_.size() + in_work_.size()))
    threads_.emplace_back([this] { serve(); });
  work_there_.notify_one();
}

bool send_pool::busy() const {
  std::lock_guard lock(mutex_);
  return !waiting_.empty() || !in_work_.empty() || !done_.empty();
}

std::vector<sent_file> send_pool::wait(std::chrono::milliseconds max) {
  std::unique_lock lock(mutex_);
  news_there_.wait_for(lock, max,
                       [this] { return !done_.empty() || (waiting_.empty() && in_work_.empty()); });
  return std::exchange(done_, {});
}

void send_pool::stop() {
  std::lock_guard lock(mutex_);
  stopping_ = true;
  for (file_to_send& f : waiting_) done_.push_back({.index = f.index, .problem = stopped()});
  waiting_.clear();
}

std::vector<std::string> send_pool::take_notes() {
  std::lock_guard lock(mutex_);
  return std::exchange(notes_, {});
}

sending_state send_pool::state() const {
  std::lock_guard lock(mutex_);
  sending_state s;
  s.sent_bytes = s.sent_total = sent_bytes_;
  for (const file_to_send& f : waiting_) s.sent_total += f.bytes;
  for (const work* w : in_work_) {
    s.sent_total += w->file.bytes;
    s.name = printable(w->file.path.filename().string());
    if (w->is == work::phase::sending) {
      ++s.sending;
      s.sent_bytes += std::min(w->done, w->file.bytes);
    } else if (w->is == work::phase::reading) {
      ++s.reading;
      s.read_bytes += w->done;
      s.read_total += w->file.bytes;
    }
  }
  return s;
}

void send_pool::serve() {
  // A connection of its own: a client serves one thread.
  wire::http_client daemon = client_for(s_.set);
  for (;;) {
    work w;
    {
      std::unique_lock lock(mutex_);
      work_there_.wait(lock, [this] { return closing_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      w.file = std::move(waiting_.front());
      waiting_.pop_front();
      in_work_.push_back(&w);
    }
    finish(w, send(daemon, w));
  }
}

void send_pool::finish(work& w, sent_file result) {
  std::lock_guard lock(mutex_);
  std::erase(in_work_, &w);
  if (w.is == work::phase::sending) sent_bytes_ += std::min(w.done, w.file.bytes);
  // Another file with these bytes may be readable where this one was not.
  if (result.problem && result.sha256) {
    auto owner = owners_.find(result.sha256->hex());
    if (owner != owners_.end() && owner->second == result.index) owners_.erase(owner);
  }
  done_.push_back(std::move(result));
  news_there_.notify_one();
}

void send_pool::enter(work& w, work::phase p, std::uint64_t bytes) {
  std::lock_guard lock(mutex_);
  w.is = p;
  w.done = 0;
  w.file.bytes = bytes;
}

sent_file send_pool::send(wire::http_client& daemon, work& w) {
  sent_file result{.index = w.file.index};
  auto must_stop = [this] {
    if (s_.must_stop()) return true;
    std::lock_guard lock(mutex_);
    return stopping_;
  };
  auto at = [this, &w](std::uint64_t n) {
    std::lock_guard lock(mutex_);
    w.done = n;
  };
  auto note = [this](std::string text) {
    std::lock_guard lock(mutex_);
    notes_.push_back(std::move(text));
    news_there_.notify_one();
  };
  try {
    result.problem = try_to_send({daemon, must_stop, s_.pause, at, note}, w, result);
  } catch (const std::exception& e) {
    // Nobody above this thread would report it.
    result.problem = error{errc::internal, msg("the program failed unexpectedly: {}", e.what()),
                           msg("try again; if it stays so, report it with the text above")};
  }
  return result;
}

std::optional<error> send_pool::try_to_send(const transfer& t, work& w, sent_file& result) {
  auto opened = open_unread(w.file.path);
  if (!opened) return opened.error();
  local_file file = std::move(*opened);
  if (std::optional<error> why = refused_beforehand(t, file)) return why;
  enter(w, work::phase::reading, file.bytes);
  auto read = hash_file(file, [&](std::uint64_t n) {
    t.at(n);
    return !t.must_stop();
  });
  if (!read) return read.error();
  result.sha256 = file.sha256;
  {
    std::lock_guard lock(mutex_);
    auto [owner, mine] = owners_.emplace(file.sha256.hex(), w.file.index);
    if (!mine && owner->second != w.file.index) {
      result.twin_of = owner->second;
      return std::nullopt;
    }
  }
  auto known = find_item(t, file.sha256);
  if (!known) return known.error();
  auto order = [&]() -> std::optional<error> {
    auto made = order_ingest(t, file, w.file.words, known->lacks_sheet);
    if (!made) return made.error();
    result.order = std::move(*made);
    return std::nullopt;
  };
  if (known->there) {
    // The daemon decides: an item whose files are whole is a duplicate, one with damaged files is made again,
    // for which the original may be needed once more.
    std::optional<error> refused = order();
    if (!refused || refused->code != errc::conflict) return refused;
  }
  enter(w, work::phase::sending, file.bytes);
  if (auto sent = upload(t, file); !sent) return sent.error();
  return order();
}

}  // namespace bangtin::admin_cli::commands
