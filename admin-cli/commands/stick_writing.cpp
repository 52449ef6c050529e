// The index comes last: until then a screen sees what was on the stick before.
#include <algorithm>
#include <set>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/stick.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "base/text.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/admin/codec.hpp"
#include "wire/bundle_logs.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::file_ref;

constexpr std::size_t max_stick_names = 200'000;
constexpr std::int64_t slack_bytes = 1 << 20;  // for folders and the ends of blocks

error changed_meanwhile() {
  return {errc::conflict, msg("another programme was published while the stick was written"),
          msg("call the command again")};
}

// The bundle as the daemon gives it, with all documents by their hash.
struct fetched_bundle {
  wire::admin::screen_bundle value;
  wire::bundle_index index;
  std::vector<std::string> documents;  // in the order of index.documents
};

result<fetched_bundle> fetch_bundle(session& s, const std::string& screen) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<json::value> got = s.daemon.call_json(
      send_request("POST", "/v1/screens/" + wire::percent_encoded(screen) + "/bundle", ""));
  if (!got) return got.error();
  result<wire::admin::screen_bundle> value = wire::admin::decode<wire::admin::screen_bundle>(*got);
  if (!value) return strange_answer(value.error());
  result<wire::bundle_index> index = wire::bundle_index_from_text(value->index.text);
  if (!index) return strange_answer(index.error());
  if (!evidence::verify(value->index, where->daemon_key))
    return strange_answer({errc::verification, msg("the daemon's key did not sign the index"), {}});
  fetched_bundle b{std::move(*value), std::move(*index), {}};
  for (const wire::bundle_document& d : b.index.documents) {
    std::string text = d.part == wire::bundle_part::trust     ? b.value.trust
                       : d.part == wire::bundle_part::notices ? b.value.notices
                                                              : b.value.receipt;
    if (d.part == wire::bundle_part::programme) {
      wire::request r = get_request(fmt::format("/v1/programmes/{}", b.index.version));
      r.max_reply_bytes = wire::max_bundle_document_bytes;
      result<wire::reply> reply = s.daemon.call(r);
      if (!reply) return reply.error();
      text = std::move(reply->body);
    }
    if (sha256(text) != d.sha256) return changed_meanwhile();
    b.documents.push_back(std::move(text));
  }
  return b;
}

// The files that are not on the stick in their length, and how many bytes of them are missing.
struct to_copy {
  std::vector<file_ref> files;
  std::int64_t missing = 0;
};
result<to_copy> find_missing(const wire::bundle_folder& stick, const wire::bundle_index& index) {
  to_copy found;
  for (const file_ref& f : index.files) {
    result<std::optional<std::int64_t>> size = stick.size_of(wire::bundle_file(f.sha256));
    if (!size) return size.error();
    if (*size == f.bytes) continue;
    if (f.bytes > stick.max_file_bytes()) {
      return error{errc::limit,
                   msg("the stick is formatted with FAT, which cannot hold the file {} of {} MB",
                       f.sha256.hex().substr(0, 12), tenths_text(f.bytes / 100'000)),
                   msg("format it with exFAT or ext4; or take a shorter video")};
    }
    result<std::optional<std::int64_t>> part = stick.size_of(wire::bundle_file(f.sha256) + ".part");
    found.files.push_back(f);
    found.missing += f.bytes - (part ? std::min(part->value_or(0), f.bytes) : 0);
  }
  return found;
}

result<void> check_room(const wire::bundle_folder& stick, std::int64_t needed) {
  const std::int64_t room = stick.free_bytes();
  if (needed + slack_bytes <= room) return {};
  return error{errc::limit,
               msg("the stick has room for {} MB, and {} MB are to be written", tenths_text(room / 100'000),
                   tenths_text(needed / 100'000)),
               msg("free {} MB on it, or take a larger one; nothing was written",
                   tenths_text((needed + slack_bytes - room) / 100'000))};
}

// What no index on the stick names any more. Nothing is removed while one of them cannot be read.
result<void> remove_leftovers(const wire::bundle_folder& stick) {
  std::set<std::string> needed;
  result<std::vector<std::string>> folders = screen_folders(stick);
  if (!folders) return folders.error();
  for (const std::string& folder : *folders) {
    result<std::string> text =
        stick.read(folder + "/" + std::string(wire::bundle_index_name), 2 * wire::max_bundle_index_bytes);
    if (!text && text.error().code == errc::not_found) continue;
    if (!text) return text.error();
    result<evidence::signed_text> note = wire::bundle_index_from_json(*text);
    result<wire::bundle_index> index = note ? wire::bundle_index_from_text(note->text) : note.error();
    if (!index) return index.error();
    for (const wire::bundle_document& d : index->documents) needed.insert(d.sha256.hex());
    for (const file_ref& f : index->files) needed.insert(f.sha256.hex());
  }
  result<std::vector<std::string>> names = stick.list("files", max_stick_names);
  if (!names) return names.error();
  for (const std::string& name : *names) {
    if (needed.contains(name)) continue;
    if (result<void> removed = stick.remove("files/" + name); !removed) return removed;
  }
  return {};
}

}  // namespace

result<void> copy_from_daemon(session& s, const wire::bundle_folder& to, const file_ref& f, work_bar& bar,
                              std::int64_t& done) {
  result<wire::bundle_folder::arriving> file = to.begin(wire::bundle_file(f.sha256), f.bytes);
  if (!file) return file.error();
  std::optional<error> failed;
  if (file->offset() < f.bytes) {
    wire::request r = get_request("/v1/media/" + f.sha256.hex());
    if (file->offset() > 0) r.headers["Range"] = fmt::format("bytes={}-", file->offset());
    r.timeout = std::chrono::milliseconds(0);
    r.sink = [&](std::string_view bytes) {
      result<void> written =
          file->offset() + std::ssize(bytes) <= f.bytes
              ? file->write(bytes)
              : result<void>(error{errc::verification, msg("the file is longer than it was signed"), {}});
      if (!written) failed = written.error();
      done += std::ssize(bytes);
      bar.at(static_cast<std::uint64_t>(done));
      return written.has_value();
    };
    result<wire::reply> got = s.daemon.call(r);
    if (failed) return *failed;
    if (!got) return got.error();
  }
  return file->finish(f.sha256);
}

result<written_bundle> write_bundle(session& s, const std::string& screen, const wire::bundle_folder& stick) {
  result<fetched_bundle> b = fetch_bundle(s, screen);
  if (!b) return b.error();
  result<to_copy> missing = find_missing(stick, b->index);
  if (!missing) return missing.error();
  std::int64_t documents = std::ssize(b->value.index.text) * 2 + std::ssize(b->value.logs);
  for (const std::string& d : b->documents) documents += std::ssize(d);
  if (result<void> room = check_room(stick, missing->missing + documents); !room) return room.error();
  written_bundle written{b->index, std::ssize(missing->files), missing->missing};
  {
    work_bar bar(s, tr("writing the stick"), static_cast<std::uint64_t>(missing->missing));
    std::int64_t done = 0;
    for (const file_ref& f : missing->files) {
      if (result<void> copied = copy_from_daemon(s, stick, f, bar, done); !copied) return copied.error();
    }
  }
  for (std::size_t i = 0; i < b->documents.size(); ++i) {
    const std::string name = wire::bundle_file(b->index.documents[i].sha256);
    if (result<void> done = stick.write(name, b->documents[i]); !done) return done.error();
  }
  const std::string folder = wire::bundle_screen_folder(b->index.screen_key);
  const std::string index = wire::bundle_index_to_json(b->value.index);
  if (!b->value.logs.empty()) {
    const std::string name = folder + "/" + std::string(wire::bundle_logs_name);
    if (result<void> done = stick.write(name, b->value.logs); !done) return done.error();
  }
  if (result<void> done = stick.write(folder + "/" + std::string(wire::bundle_index_name), index); !done)
    return done.error();
  if (result<void> removed = remove_leftovers(stick); !removed) {
    s.out.note(tr("What no screen needs any more could not be removed: {}", translate(removed.error().what)));
  }
  return written;
}

}  // namespace bangtin::admin_cli::commands
