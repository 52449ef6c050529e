// Only the daemon knows how much has arrived. After every interruption the command asks it, and the next
// piece begins there. A try counts as failed only if nothing arrived since the previous one.
#include "admin-cli/commands/upload.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "admin-cli/commands/daemon.hpp"
#include "base/json.hpp"
#include "base/language.hpp"
#include "base/normalise.hpp"
#include "base/text.hpp"
#include "wire/admin/jobs.hpp"
#include "wire/problem.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::size_t read_bytes = 1024 * 1024;

result<std::string> read_piece(const local_file& file, std::uint64_t from, std::uint64_t length) {
  std::string piece(static_cast<std::size_t>(length), '\0');
  std::size_t have = 0;
  while (have < piece.size()) {
    ssize_t n =
        ::pread(file.fd.get(), piece.data() + have, piece.size() - have, static_cast<off_t>(from + have));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error(msg("read {}", file.path.string()), errno);
    if (n == 0) {
      return error{errc::conflict, msg("{} became shorter while it was read", file.path.string()),
                   msg("let whatever writes it finish, then try again")};
    }
    have += static_cast<std::size_t>(n);
  }
  return piece;
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

result<upload_state> ask_state(session& s, const local_file& file) {
  result<json::value> answer = s.daemon.call_json(get_request(upload_path(file)));
  if (!answer) return answer.error();
  return state_from(*answer, file);
}

// Sends one piece from `from` on. errc::unreachable for everything that a retry may fix.
result<upload_state> send_piece(session& s, const local_file& file, std::uint64_t from) {
  std::uint64_t length = std::min(upload_piece_bytes, file.bytes - from);
  result<std::string> piece = read_piece(file, from, length);
  if (!piece) return piece.error();
  std::string label = file.path.filename().string();
  wire::request r = send_request("PUT", upload_path(file), std::move(*piece));
  r.headers["Content-Range"] = fmt::format("bytes {}-{}/{}", from, from + length - 1, file.bytes);
  r.content_type = "application/octet-stream";
  r.timeout = std::chrono::milliseconds(0);
  r.sent = [&](std::uint64_t n) { s.person.progress(label, std::min(from + n, file.bytes - 1), file.bytes); };
  result<wire::reply> answer = s.daemon.send(r);
  if (!answer) return answer.error();
  if (answer->status == 200 || answer->status == 409) {
    result<json::value> body = parse_json(answer->body);
    if (body) {
      if (result<upload_state> state = state_from(*body, file)) return state;
    }
  }
  error refusal = wire::from_problem(answer->status, answer->body);
  // A retry may fix a 409 without `arrived` and any failure of the daemon, except a full disk (507).
  if ((answer->status >= 500 && answer->status != 507) || answer->status == 409)
    refusal.code = errc::unreachable;
  return refusal;
}

error stuck(const local_file& file) {
  return {errc::unreachable, msg("the upload of {} does not get on", file.path.string()),
          msg("look into the daemon's log, then try again")};
}

result<void> send_all(session& s, const local_file& file) {
  result<upload_state> first = ask_state(s, file);
  if (!first) return first.error();  // not retried: without a daemon, report that at once
  upload_state state = *first;
  int failures = 0;
  while (!state.complete) {
    if (state.arrived == file.bytes) {
      return error{errc::verification, msg("the daemon did not find {} whole", file.path.string()),
                   msg("the file changed while it was sent; try again")};
    }
    result<upload_state> next = send_piece(s, file, state.arrived);
    if (!next && next.error().code != errc::unreachable) return next.error();
    if (next && (next->complete || next->arrived > state.arrived)) {
      state = *next;
      failures = 0;
      continue;
    }
    if (++failures >= upload_tries) return next ? stuck(file) : next.error();
    s.person.progress("", 1, 1);
    s.out.note(tr("the upload of {} broke off; trying again", file.path.filename().string()));
    s.pause(std::chrono::milliseconds(500) * (1 << failures));
    result<upload_state> asked = ask_state(s, file);
    if (!asked && asked.error().code != errc::unreachable) return asked.error();
    if (asked && asked->arrived > state.arrived) failures = 0;
    if (asked) state = *asked;
  }
  return {};
}

// Waits until the job is final. Returns the media item that it made, or why there is none.
result<json::value> item_of_job(session& s, json::value job) {
  for (;;) {
    result<wire::admin::job> j = wire::admin::decode<wire::admin::job>(job);
    if (!j) return j.error();
    if (j->item) return wire::admin::encode(*j->item);
    if (j->failure) return error{errc_from(j->failure->code), j->failure->what, j->failure->remedy};
    if (j->state != "queued" && j->state != "running") {
      return error{errc::conflict, msg("somebody cancelled the job {}", j->id),
                   msg("load the file again if it is needed")};
    }
    result<json::value> next =
        s.daemon.call_json(get_request(fmt::format("/v1/jobs/{}?wait_ms=5000", j->id)));
    if (!next) return next;
    job = std::move(*next);
  }
}

}  // namespace

result<local_file> open_local(const std::filesystem::path& path, terminal& person) {
  local_file file;
  file.path = path;
  std::string name = printable(path.string());
  // Non-blocking, so that open does not block on a pipe; it has no effect on a regular file.
  file.fd = unique_fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.fd && errno == ELOOP) {
    return error{errc::invalid, msg("{} is a symbolic link, and links are not followed", name),
                 msg("give the file that it points to")};
  }
  if (!file.fd && errno == ENOENT) {
    return error{errc::not_found, msg("there is no file {}", name),
                 msg("check that the path is written correctly")};
  }
  if (!file.fd) return system_error(msg("open {}", name), errno);
  struct stat about {};
  if (::fstat(file.fd.get(), &about) != 0) return system_error(msg("look at {}", name), errno);
  if (!S_ISREG(about.st_mode)) {
    return error{errc::invalid, msg("{} is not a regular file", name),
                 msg("give a file, not a folder or a device")};
  }
  if (about.st_size == 0) {
    return error{errc::invalid, msg("{} is empty", name), msg("copy the file again from where it came")};
  }
  file.bytes = static_cast<std::uint64_t>(about.st_size);
  hasher hash;
  for (std::uint64_t at = 0; at < file.bytes;) {
    result<std::string> piece = read_piece(file, at, std::min<std::uint64_t>(read_bytes, file.bytes - at));
    if (!piece) return piece.error();
    hash.update(*piece);
    at += piece->size();
    if (file.bytes > 16 * read_bytes)
      person.progress(tr("reading {}", path.filename().string()), at, file.bytes);
  }
  file.sha256 = hash.finish();
  return file;
}

result<void> upload(session& s, const local_file& file) {
  result<void> done = send_all(s, file);
  s.person.progress("", 1, 1);
  return done;
}

result<json::value> ingest(session& s, const local_file& file, const media_texts& words) {
  wire::admin::media_order order{file.sha256.hex(),
                                 to_nfc(printable(file.path.filename().string())),
                                 words.title,
                                 words.theme,
                                 words.owner,
                                 words.link,
                                 {}};
  result<wire::reply> answer =
      s.daemon.call(send_request("POST", "/v1/media", canonical(wire::admin::encode(order))));
  if (!answer) return answer.error();
  result<json::value> body = parse_json(answer->body);
  if (!body || answer->status != 202) return body;
  return item_of_job(s, std::move(*body));
}

}  // namespace bangtin::admin_cli::commands
