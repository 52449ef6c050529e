#include "media/small_jpeg.hpp"
#include "scheduler/api/handlers.hpp"

namespace bangtin::scheduler {

namespace {

template <class Subject>
std::function<handled(request&)> to(Subject& s, handled (Subject::*what)(request&)) {
  return [&s, what](request& r) { return (s.*what)(r); };
}

constexpr std::uint64_t small = 64 * 1024;
constexpr std::uint64_t batch = 4 * 1024 * 1024;
constexpr std::uint64_t notice = 2 * wire::most_notice_bytes + small;
constexpr std::uint64_t shot = media::most_shot_bytes;
constexpr std::uint64_t programme = 16 * 1024 * 1024;
// A programme inside JSON has its quotes escaped.
constexpr std::uint64_t signed_programme = 2 * programme + small;

}  // namespace

std::vector<endpoint> endpoints_of(media_handlers& m, programme_handlers& p, screen_handlers& s,
                                   notice_handlers& n, shot_handlers& h, plays_handlers& y,
                                   site_handlers& t) {
  using enum access;
  using enum body_use;
  // clang-format off
  return {
      {"GET",  "/healthz",                            open,   none,  0,     "whether the daemon and its database answer", to(t, &site_handlers::health)},
      {"GET",  "/metrics",                            open,   none,  0,     "figures for Prometheus", to(t, &site_handlers::metrics)},
      {"GET",  "/v1/openapi.json",                    open,   none,  0,     "this document", to(t, &site_handlers::get_openapi)},
      {"GET",  "/v1/site",                            admin,  none,  0,     "keys and versions of the site", to(t, &site_handlers::site)},

      {"POST", "/v1/pairing-requests",                open,   body_use::whole, small, "a player asks to be paired", to(s, &screen_handlers::ask_pairing)},
      {"GET",  "/v1/pairing-requests",                admin,  none,  0,     "the requests of a pairing code", to(s, &screen_handlers::lookup_pairing)},
      {"GET",  "/v1/pairing-requests/{screen-key}",   open,   none,  0,     "what became of a request", to(s, &screen_handlers::get_grant)},
      {"POST", "/v1/screens",                         admin,  body_use::whole, small, "pair a screen", to(s, &screen_handlers::pair)},
      {"GET",  "/v1/screens",                         admin,  none,  0,     "the screens and how they are", to(s, &screen_handlers::list)},
      {"POST", "/v1/screens/{name}/status",           screen, body_use::whole, small, "what a screen tells of itself", to(s, &screen_handlers::post_status)},

      {"POST", "/v1/notices",                         admin,  body_use::whole, notice, "start or stop an emergency notice, signed by an approver", to(n, &notice_handlers::post)},
      {"GET",  "/v1/notices",                         admin,  none,  0,     "the emergency notices, newest first, and what screens said about them", to(n, &notice_handlers::list)},
      {"GET",  "/v1/screens/{name}/calls",            screen, none,  0,     "notices after number N and wishes for screenshots; wait=S holds the answer until there is one", to(n, &notice_handlers::get_calls)},
      {"POST", "/v1/screens/{name}/acknowledgements", screen, body_use::whole, small, "that a notice is shown, over or not taken", to(n, &notice_handlers::acknowledge)},
      {"POST", "/v1/screens/{name}/shot",             screen, body_use::whole, shot,  "a screenshot: a small JPEG; wish=N is the wish that it answers", to(h, &shot_handlers::post)},
      {"GET",  "/v1/screens/{name}/shot",             admin,  none,  0,     "the newest screenshot; wait=S asks the screen for a fresh one and waits so long", to(h, &shot_handlers::get)},

      {"GET",  "/v1/screens/{name}/programme",        screen, none,  0,     "the published programme; wait=S holds the answer until it changes", to(p, &programme_handlers::get_for_screen)},
      {"GET",  "/v1/draft",                           admin,  none,  0,     "the draft", to(p, &programme_handlers::get_draft)},
      {"PUT",  "/v1/draft",                           admin,  body_use::whole, programme, "replace the draft", to(p, &programme_handlers::put_draft)},
      {"GET",  "/v1/programmes",                      admin,  none,  0,     "the published versions, newest first", to(p, &programme_handlers::history)},
      {"GET",  "/v1/programmes/{version}",            admin,  none,  0,     "one published version, or \"current\"", to(p, &programme_handlers::get_version)},
      {"POST", "/v1/programmes",                      admin,  body_use::whole, signed_programme, "publish a signed programme", to(p, &programme_handlers::publish)},

      {"GET",  "/v1/media/{sha256}",                  open,   none,  0,     "the bytes of a file", to(m, &media_handlers::get_object)},
      {"GET",  "/v1/uploads/{sha256}",                admin,  none,  0,     "how much of an upload has arrived", to(m, &media_handlers::get_upload)},
      {"PUT",  "/v1/uploads/{sha256}",                admin,  streamed, m.limits.bytes, "bytes of an upload, with Content-Range", to(m, &media_handlers::put_upload)},
      {"POST", "/v1/media",                           admin,  body_use::whole, small, "ingest a complete upload", to(m, &media_handlers::post_media)},
      {"GET",  "/v1/media",                           admin,  none,  0,     "the media items", to(m, &media_handlers::list_media)},
      {"GET",  "/v1/media/items/{id}",                admin,  none,  0,     "one media item", to(m, &media_handlers::get_media)},

      {"POST", "/v1/screens/{name}/plays",            screen, body_use::whole, batch, "play records; answers the receipt", to(y, &plays_handlers::post_plays)},
      {"GET",  "/v1/plays/count",                     admin,  none,  0,     "plays of a month, grouped", to(y, &plays_handlers::count)},
      {"GET",  "/v1/plays/export",                    admin,  none,  0,     "the monthly report", to(y, &plays_handlers::export_csv)},
  };
  // clang-format on
}

}  // namespace bangtin::scheduler
