// What the endpoints do, by subject. Each subject holds what it needs and no more; a handler is one coroutine
// on the network's thread, and leaves what blocks to the ledger's thread, the disk's or the ingest worker's.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/clock.hpp"
#include "evidence/counts.hpp"
#include "media/asset.hpp"
#include "media/store.hpp"
#include "scheduler/api/screen_directory.hpp"
#include "scheduler/events/command_hub.hpp"
#include "scheduler/events/pairing_requests.hpp"
#include "scheduler/events/programme_hub.hpp"
#include "scheduler/http/http_session.hpp"
#include "scheduler/http/http_types.hpp"
#include "scheduler/ledger/ledger_thread.hpp"

namespace bangtin::scheduler {

using handled = asio::awaitable<reply>;

// The prepared form of what the ledger holds. errc::invalid when it cannot be read any more.
result<std::shared_ptr<const published_programme>> prepare(const std::string& signed_json);

// What probes and converts a file: media::run_ingest, or a test's stand-in.
using ingest_job = std::function<result<media::ingested>(const std::filesystem::path& file,
                                                         const std::filesystem::path& output,
                                                         const media::ingest_limits& limits)>;

struct media_handlers {
  ledger_thread& ledger;
  media::store& store;
  asio::thread_pool& disk;
  asio::thread_pool& worker;  // one thread: one file at a time
  const clock_source& clock;
  std::filesystem::path scratch;
  media::ingest_limits limits;
  ingest_job ingest;

  handled get_object(request& r);  // GET, HEAD /v1/media/{sha256}
  handled get_upload(request& r);  // GET /v1/uploads/{sha256}
  handled put_upload(request& r);  // PUT /v1/uploads/{sha256}
  handled post_media(request& r);  // POST /v1/media
  handled list_media(request& r);  // GET /v1/media
  handled get_media(request& r);   // GET /v1/media/items/{id}

 private:
  asio::awaitable<reply> reject(request& r, const digest& d, const std::string& file, const error& why);
};

struct programme_handlers {
  ledger_thread& ledger;
  media::store& store;
  programme_board& board;
  const clock_source& clock;
  std::size_t most_long_polls;

  handled get_for_screen(request& r);  // GET /v1/screens/{name}/programme
  handled get_draft(request& r);       // GET /v1/draft
  handled put_draft(request& r);       // PUT /v1/draft
  handled history(request& r);         // GET /v1/programmes
  handled get_version(request& r);     // GET /v1/programmes/{version}
  handled publish(request& r);         // POST /v1/programmes
};

struct screen_handlers {
  ledger_thread& ledger;
  screen_directory& directory;
  pairing_board& board;
  public_key daemon;
  const clock_source& clock;

  handled ask_pairing(request& r);     // POST /v1/pairing-requests
  handled get_grant(request& r);       // GET /v1/pairing-requests/{screen-key}
  handled lookup_pairing(request& r);  // GET /v1/pairing-requests
  handled pair(request& r);            // POST /v1/screens
  handled list(request& r);            // GET /v1/screens
  handled post_status(request& r);     // POST /v1/screens/{name}/status
};

struct notice_handlers {
  ledger_thread& ledger;
  media::store& store;
  screen_directory& directory;
  call_board& calls;
  const clock_source& clock;
  std::size_t most_long_polls;

  handled post(request& r);         // POST /v1/notices
  handled list(request& r);         // GET /v1/notices
  handled get_calls(request& r);    // GET /v1/screens/{name}/calls
  handled acknowledge(request& r);  // POST /v1/screens/{name}/acknowledgements

 private:
  std::optional<error> refuses(const wire::notice& n, utc_ms now) const;
};

struct shot_handlers {
  ledger_thread& ledger;
  screen_directory& directory;
  call_board& calls;
  asio::thread_pool& disk;
  const clock_source& clock;

  handled post(request& r);  // POST /v1/screens/{name}/shot
  handled get(request& r);   // GET /v1/screens/{name}/shot
};

struct plays_handlers {
  ledger_thread& ledger;
  screen_directory& directory;
  programme_board& board;
  asio::thread_pool& disk;
  secret_key daemon;
  const clock_source& clock;
  std::uint64_t& records_stored;

  handled post_plays(request& r);  // POST /v1/screens/{name}/plays
  handled count(request& r);       // GET /v1/plays/count
  handled export_csv(request& r);  // GET /v1/plays/export

 private:
  // The table of the month that the request names.
  asio::awaitable<result<evidence::count_table>> table(request& r);
};

struct site_handlers {
  ledger_thread& ledger;
  programme_board& board;
  call_board& calls;
  screen_directory& directory;
  public_key daemon;
  const traffic& counted;
  const std::uint64_t& records_stored;
  const std::string* openapi = nullptr;  // set once the table stands

  handled health(request& r);       // GET /healthz
  handled metrics(request& r);      // GET /metrics
  handled get_openapi(request& r);  // GET /v1/openapi.json
  handled site(request& r);         // GET /v1/site
};

// The table of docs/http.md. The handlers outlive it.
std::vector<endpoint> endpoints_of(media_handlers& m, programme_handlers& p, screen_handlers& s,
                                   notice_handlers& n, shot_handlers& h, plays_handlers& y, site_handlers& t);

}  // namespace bangtin::scheduler
