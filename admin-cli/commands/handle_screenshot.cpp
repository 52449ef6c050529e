// screen shot: what a screen shows now, as a picture.
#include <charconv>

#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/views/times.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "media/screenshot.hpp"

namespace bangtin::admin_cli::commands {

namespace {

constexpr std::chrono::seconds timeout{10};  // maximum wait for a new screenshot

enum class form { png, jpeg };
result<form> form_from(const std::filesystem::path& file) {
  const std::string end = lower_case(file.extension().string());
  if (end == ".png") return form::png;
  if (end == ".jpg" || end == ".jpeg") return form::jpeg;
  return error{errc::usage, msg("{} is neither a .png nor a .jpg file", file.string()),
               msg("give a name like lobby.png")};
}

struct taken {
  std::string jpeg;
  utc_ms at{};
  bool fresh = false;
};
result<taken> get_screenshot(session& s, const std::string& screen) {
  wire::request r =
      get_request(fmt::format("/v1/screens/{}/shot?wait={}", wire::percent_encoded(screen), timeout.count()));
  r.timeout = timeout + std::chrono::seconds(20);
  r.stall = timeout + std::chrono::seconds(10);
  r.max_reply_bytes = bangtin::media::max_screenshot_bytes;
  result<wire::reply> got = s.daemon.call(r);
  if (!got) return got.error();
  const std::string& at = got->headers["bangtin-taken"];
  std::int64_t ms = 0;
  std::from_chars(at.data(), at.data() + at.size(), ms);
  return taken{std::move(got->body), from_unix_ms(ms), got->headers["bangtin-fresh"] == "yes"};
}

}  // namespace

result<int> screen_screenshot(session& s, const arguments& given) {
  std::filesystem::path file = given.text("--output");
  result<form> wanted = form_from(file);
  if (!wanted) return wanted.error();
  result<known_screen> chosen = choose_known_screen(s, given, "NAME");
  if (!chosen) return chosen.error();
  const std::string& screen = chosen->name;
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<taken> screenshot = get_screenshot(s, screen);
  if (!screenshot) return screenshot.error();
  // The picture comes from a screen and is untrusted, so check it even if it is stored unchanged.
  result<bangtin::media::image> picture = bangtin::media::read_screenshot(screenshot->jpeg);
  if (!picture) return picture.error();
  std::string bytes = std::move(screenshot->jpeg);
  if (*wanted == form::png) {
    result<std::string> png = bangtin::media::to_png(*picture);
    if (!png) return png.error();
    bytes = std::move(*png);
  }
  if (result<void> written = write_file(file, bytes); !written) return written.error();
  s.out.document(json::object{{"screen", screen},
                              {"file", file.string()},
                              {"taken", views::local_rfc3339(screenshot->at, where->timezone)},
                              {"fresh", screenshot->fresh},
                              {"width", picture->width},
                              {"height", picture->height},
                              {"bytes", bytes.size()}});
  if (!screenshot->fresh) {
    s.out.note(
        tr("The screen does not answer; this is its newest picture, {}.", views::ago(screenshot->at, s.now)));
  }
  s.out.done(tr("{}: what {} showed at {}", file.string(), screen,
                views::local_time(screenshot->at, where->timezone)));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
