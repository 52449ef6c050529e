// Only the daemon knows how much has arrived. After every interruption the command asks it, and goes on from
// there with one request for all that is left. A try counts as failed only if nothing arrived since the
// previous one.
#include "admin-cli/commands/upload.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/views/typed_hours.hpp"
#include "base/json.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"
#include "wire/problem.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t read_bytes = 1024 * 1024;
constexpr std::uint64_t long_file_bytes = 16 * read_bytes;  // from this length on reading has a bar
// The daemon may first have to hash what arrived before its restart, and at the end it syncs its disk.
constexpr std::chrono::seconds upload_stall{120};

error became_shorter(const local_file& file) {
  return {errc::conflict, msg("{} became shorter while it was read", printable(file.path.string())),
          msg("let whatever writes it finish, then try again")};
}

error changed(const local_file& file) {
  return {errc::conflict, msg("{} was changed while it was sent", printable(file.path.string())),
          msg("let whatever writes it finish, then try again")};
}

std::int64_t changed_ns(const struct stat& s) {
  return static_cast<std::int64_t>(s.st_mtim.tv_sec) * 1'000'000'000 + s.st_mtim.tv_nsec;
}

bool is_as_it_was(const local_file& file) {
  struct stat now {};
  return ::fstat(file.fd.get(), &now) == 0 && static_cast<std::uint64_t>(now.st_size) == file.bytes &&
         changed_ns(now) == file.changed_ns;
}

// Reads at least one byte.
result<std::size_t> read_at(const local_file& file, std::uint64_t at, std::span<char> into) {
  for (;;) {
    ssize_t n = ::pread(file.fd.get(), into.data(), into.size(), static_cast<off_t>(at));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(msg("read {}", printable(file.path.string())), errno);
    if (n == 0) return became_shorter(file);
    return static_cast<std::size_t>(n);
  }
}

// Unsigned, like the file's length.
struct upload_state {
  std::uint64_t arrived = 0;
  bool complete = false;
};

result<upload_state> state_from(const json::value& v, const local_file& file) {
  result<wire::admin::upload_state> said = wire::admin::decode<wire::admin::upload_state>(v);
  if (!said || static_cast<std::uint64_t>(said->arrived) > file.bytes) {
    return error{errc::invalid, msg("the daemon's answer about the upload makes no sense"),
                 msg("check that daemon and command are of the same version")};
  }
  return upload_state{static_cast<std::uint64_t>(said->arrived), said->complete};
}

std::string upload_path(const local_file& file) {
  return "/v1/uploads/" + file.sha256.hex();
}

result<upload_state> ask_state(const transfer& t, const local_file& file) {
  result<json::value> answer = t.daemon.call_json(get_request(upload_path(file)));
  if (!answer) return answer.error();
  return state_from(*answer, file);
}

// The request with all bytes from `from` on. Where none are left, it asks the daemon to finish the upload.
wire::request rest_request(const transfer& t, const local_file& file, std::uint64_t from) {
  wire::request r = send_request("PUT", upload_path(file), "");
  r.content_type = "application/octet-stream";
  r.timeout = std::chrono::milliseconds(0);
  r.stall = upload_stall;
  r.cancelled = t.must_stop;
  r.sent = [&t, from](std::uint64_t n) { t.at(from + n); };
  if (from == file.bytes) {
    r.headers["Content-Range"] = fmt::format("bytes */{}", file.bytes);
    return r;
  }
  r.headers["Content-Range"] = fmt::format("bytes {}-{}/{}", from, file.bytes - 1, file.bytes);
  r.source_bytes = file.bytes - from;
  r.source = [&file, from](std::uint64_t at, std::span<char> into) { return read_at(file, from + at, into); };
  return r;
}

// Another request holds the upload: somebody sends the same file, or a connection broke and the daemon has
// not noticed yet. A retry helps.
error busy(const local_file& file) {
  return {errc::unreachable,
          msg("{} is being sent by somebody else just now", printable(file.path.filename().string())),
          msg("wait until that is done, then try again")};
}

// Sends all bytes from `from` on. errc::unreachable for everything that a retry may fix.
result<upload_state> send_rest(const transfer& t, const local_file& file, std::uint64_t from) {
  result<wire::reply> answer = t.daemon.send(rest_request(t, file, from));
  if (!answer) return answer.error();
  if (answer->status == 200 || answer->status == 409) {
    result<json::value> body = parse_json(answer->body);
    if (body) {
      if (result<upload_state> state = state_from(*body, file)) return state;
    }
  }
  error refusal = wire::from_problem(answer->status, answer->body);
  if (answer->status == 409) return busy(file);
  // A retry may fix any failure of the daemon, except a full disk (507).
  if (answer->status >= 500 && answer->status != 507) refusal.code = errc::unreachable;
  return refusal;
}

error stuck(const local_file& file) {
  return {errc::unreachable, msg("the upload of {} does not get on", printable(file.path.string())),
          msg("look into the daemon's log, then try again")};
}

// A link in a loop of links, or in the middle of the path.
error bad_link(const std::filesystem::path& path, const std::string& name) {
  struct stat about {};
  if (::lstat(path.c_str(), &about) == 0) {
    return {errc::invalid, msg("{} is a symbolic link, and links are not followed", name),
            msg("give the file that it points to")};
  }
  return {errc::invalid, msg("the path {} goes round in a circle of symbolic links", name),
          msg("give the path of the file itself")};
}

error not_regular(const std::string& name, mode_t mode) {
  if (S_ISDIR(mode))
    return {errc::invalid, msg("{} is a folder", name), msg("give the path of a file in it")};
  return {errc::invalid, msg("{} is no file but a pipe, a socket or a device", name),
          msg("give a file, or a folder with files")};
}

// One upload with its retries.
class sender {
 public:
  sender(const transfer& t, const local_file& file) : t_(t), file_(file) {}

  result<void> run() {
    result<upload_state> first = ask_state(t_, file_);
    if (!first) return first.error();  // not retried: without a daemon, report that at once
    state_ = *first;
    while (!state_.complete) {
      if (t_.must_stop()) return stopped();
      t_.at(state_.arrived);
      if (result<void> done = step(); !done) return done;
    }
    return {};
  }

 private:
  // One try, and what follows from its failure.
  result<void> step() {
    result<upload_state> next = send_rest(t_, file_, state_.arrived);
    if (t_.must_stop()) return stopped();
    if (!next && next.error().code == errc::verification) return begin_afresh(next.error());
    if (!next && next.error().code != errc::unreachable) return next.error();
    if (next && (next->complete || next->arrived > state_.arrived)) {
      state_ = *next;
      failures_ = 0;
      return {};
    }
    if (++failures_ >= upload_tries) return next ? stuck(file_) : next.error();
    if (next || next.error() != busy(file_)) {
      t_.note(tr("the upload of {} broke off; trying again", printable(file_.path.filename().string())));
    } else if (failures_ == 1) {
      t_.note(tr("{}; waiting for the end of that", translate(next.error().what)));
    }
    wait_a_while(t_.pause, t_.must_stop, std::chrono::milliseconds(500) * (1 << failures_));
    result<upload_state> asked = ask_state(t_, file_);
    if (!asked && asked.error().code != errc::unreachable) return asked.error();
    if (asked && asked->arrived > state_.arrived) failures_ = 0;
    if (asked) state_ = *asked;
    return {};
  }

  // The daemon has other bytes than were announced, and has deleted them. After a power cut at the daemon the
  // bytes of an earlier try may be damaged: then a second upload mends it.
  result<void> begin_afresh(const error& why) {
    if (!is_as_it_was(file_)) return changed(file_);
    if (std::exchange(begun_afresh_, true)) return why;
    state_ = {};
    return {};
  }

  const transfer& t_;
  const local_file& file_;
  upload_state state_;
  int failures_ = 0;
  bool begun_afresh_ = false;
};

}  // namespace

result<local_file> open_unread(const std::filesystem::path& path) {
  local_file file;
  file.path = path;
  std::string name = printable(path.string());
  // Looked at before it is opened, because opening a device may do something. Non-blocking, in case the name
  // is a pipe's a moment later; it has no effect on a regular file.
  struct stat about {};
  if (::lstat(path.c_str(), &about) == 0 && !S_ISREG(about.st_mode) && !S_ISLNK(about.st_mode))
    return not_regular(name, about.st_mode);
  file.fd = unique_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.fd && errno == ELOOP) return bad_link(path, name);
  if (!file.fd && errno == ENOENT) {
    return error{errc::not_found, msg("there is no file {}", name),
                 msg("check that the path is written correctly")};
  }
  if (!file.fd) return system_error(msg("open {}", name), errno);
  if (::fstat(file.fd.get(), &about) != 0) return system_error(msg("look at {}", name), errno);
  if (!S_ISREG(about.st_mode)) return not_regular(name, about.st_mode);
  if (about.st_size == 0) {
    return error{errc::invalid, msg("{} is empty", name), msg("copy the file again from where it came")};
  }
  file.bytes = static_cast<std::uint64_t>(about.st_size);
  file.changed_ns = changed_ns(about);
  return file;
}

result<void> hash_file(local_file& file, const std::function<bool(std::uint64_t)>& go_on) {
  hasher hash;
  std::vector<char> buffer(read_bytes);
  for (std::uint64_t at = 0; at < file.bytes;) {
    if (!go_on(at)) return stopped();
    std::size_t most = static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), file.bytes - at));
    result<std::size_t> n = read_at(file, at, std::span(buffer).first(most));
    if (!n) return n.error();
    hash.update(std::string_view(buffer.data(), *n));
    at += *n;
  }
  if (!is_as_it_was(file)) return changed(file);
  file.sha256 = hash.finish();
  return {};
}

result<local_file> open_local(const std::filesystem::path& path, terminal& person) {
  result<local_file> file = open_unread(path);
  if (!file) return file;
  const std::string label = tr("reading {}", printable(path.filename().string()));
  result<void> done = hash_file(*file, [&](std::uint64_t at) {
    if (file->bytes > long_file_bytes) person.progress(label, at, file->bytes);
    return true;
  });
  if (!done) return done.error();
  return file;
}

transfer transfer_of(session& s) {
  return {s.daemon, [&s] { return s.must_stop(); }, s.pause, [](std::uint64_t) {},
          [&s](const std::string& text) {
            s.person.progress("", 1, 1);
            s.out.note(text);
          }};
}

result<void> upload(const transfer& t, const local_file& file) {
  return sender(t, file).run();
}

result<void> upload(session& s, const local_file& file) {
  work_bar bar(s, printable(file.path.filename().string()), file.bytes);
  transfer t = transfer_of(s);
  t.at = [&bar](std::uint64_t n) { bar.at(n); };
  return upload(t, file);
}

result<std::chrono::milliseconds> duration_from(const std::string& typed) {
  using namespace playlists::text;
  if (trimmed(typed).empty()) return std::chrono::milliseconds(0);
  auto d = views::parse_typed_duration(typed);
  if (d && *d >= min_item && *d <= max_duration) return *d;
  return wrong_value("--duration", typed, msg("write it like 12s or 1m30s, from 100 ms to 30 days"));
}

error stopped() {
  return {errc::conflict, msg("it was stopped with Ctrl-C"),
          msg("the same command again goes on where it was")};
}

bool is_stopped(const error& e) {
  return e == stopped();
}

}  // namespace bangtin::admin_cli::commands
