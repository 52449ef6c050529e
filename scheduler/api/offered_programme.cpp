// The daemon checks a signed programme as strictly as a screen does, so that it never offers one that screens
// would refuse. It prepares the bytes for screens once per publication.
#include "scheduler/api/offered_programme.hpp"

#include "base/memory_file.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "wire/programme_statement.hpp"

namespace bangtin::scheduler::api {

namespace {

// From here on the kernel sends a programme from a file (docs/performance.md, "Polls against nginx").
constexpr std::size_t min_file_bytes = 16 * 1024;

std::shared_ptr<const events::published_programme> made_ready(std::string signed_json, const digest& identity,
                                                              playlists::programme::programme value) {
  events::published_programme made;
  made.version = value.version;
  made.programme_digest = identity;
  made.etag = '"' + identity.hex() + '"';
  made.json = std::make_shared<const std::string>(std::move(signed_json));
  if (made.json->size() >= min_file_bytes) {
    if (unique_fd file = memory_file("programme", *made.json))
      made.in_memory = std::make_shared<const unique_fd>(std::move(file));
  }
  made.value = std::make_shared<const playlists::programme::programme>(std::move(value));
  return std::make_shared<const events::published_programme>(std::move(made));
}

}  // namespace

// Every file is there, in the length that was signed.
std::optional<error> missing_file(const media::store& store, const playlists::programme::programme& p) {
  for (const playlists::programme::media_item& m : p.media) {
    if (m.files.empty()) {
      return error{errc::invalid, msg("the media item {} has no file", printable(m.name)),
                   msg("load it with \"bangtin media add\"")};
    }
    for (const playlists::programme::file_ref& f : m.files) {
      result<std::int64_t> size = store.size_of(f.sha256);
      if (!size || *size != f.bytes) {
        return error{errc::invalid,
                     msg("a file of the media item {} is not here ({})", printable(m.name), f.sha256.hex()),
                     msg("load it with \"bangtin media add\" and try again")};
      }
    }
  }
  return std::nullopt;
}

// Blocking: parses and verifies up to 16 MiB, and looks up every file.
result<verified_offer> verify_offer(std::string_view body, const media::store& store) {
  result<wire::admin::publication> o =
      wire::admin::decode_request<wire::admin::publication>(body, {.max_depth = 4, .max_values = 24});
  if (!o) return o.error();
  return verify_offer(std::move(*o), store);
}

result<verified_offer> verify_offer(wire::admin::publication o, const media::store& store) {
  result<wire::verified_programme> v = wire::verify(o.programme, o.root, 1);
  if (!v) return v.error();
  if (std::optional<error> bad = missing_file(store, v->value)) return *bad;
  auto ready = made_ready(wire::to_json(o.programme), v->programme_digest, std::move(v->value));
  o.programme.bytes.clear();
  const std::string names =
      v->second_approver.empty() ? v->approver : fmt::format("{}, {}", v->approver, v->second_approver);
  return verified_offer{o.root, std::move(o.programme), names, std::move(ready)};
}

result<std::shared_ptr<const events::published_programme>> prepare(const std::string& signed_json) {
  result<wire::signed_programme> s = wire::signed_programme_from_json(signed_json);
  if (!s) return s.error();
  result<playlists::programme::programme> p = playlists::text::from_bytes(s->bytes);
  if (!p) return p.error();
  return made_ready(signed_json, sha256(s->bytes), std::move(*p));
}

result<std::shared_ptr<const events::published_programme>> prepare_verified(const std::string& signed_json,
                                                                            const public_key& root,
                                                                            std::int64_t version) {
  result<wire::signed_programme> s = wire::signed_programme_from_json(signed_json);
  if (!s) return s.error();
  result<wire::verified_programme> v = wire::verify(*s, root, version);
  if (!v) return v.error();
  if (v->value.version != version) {
    return error{errc::verification, msg("the programme is version {}, not {}", v->value.version, version),
                 msg("restore a backup with \"bangtin restore FILE --set-aside\"")};
  }
  return made_ready(signed_json, v->programme_digest, std::move(v->value));
}

}  // namespace bangtin::scheduler::api
