// site show, site edit: what the draft says about the site as a whole.
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/option_values.hpp"
#include "admin-cli/commands/screen_fields.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_check.hpp"
#include "playlists/text/readable.hpp"
#include "playlists/text/timezone_names.hpp"

namespace bangtin::admin_cli::commands {

namespace {

using playlists::programme::programme;

// Names as people type them: "ho chi minh", "asia/ho chi minh".
result<std::string> parse_timezone(const std::string& typed) {
  std::string name(trimmed(typed));
  if (playlists::text::is_known_timezone(name)) return name;
  const std::optional<std::string> like = playlists::text::similar_timezone(name);
  return error{
      errc::usage, msg("the time zone \"{}\" is not known", printable(typed)),
      like ? msg("did you mean {}?", *like) : msg("write an IANA name such as \"Asia/Ho_Chi_Minh\"")};
}

result<std::string> parse_body(const std::string& typed) {
  result<std::string> body = line_of("--body", typed);
  if (!body) return body;
  if (auto bad = playlists::text::find_unreadable(*body)) return error{errc::usage, bad->what, bad->remedy};
  return body;
}

result<void> set_slate(session& s, programme& p, const std::string& typed) {
  if (trimmed(typed).empty()) {
    return error{errc::usage, msg("a programme cannot be without a slate"),
                 msg("name the picture that is shown when nothing else may be: --slate MEDIA")};
  }
  result<wire::admin::media_item> picture = find_picture(s, typed, false);
  if (!picture) return picture.error();
  result<std::vector<wire::admin::media_item>> all = get_media(s.daemon);
  if (!all) return all.error();
  p.slate = take_in(p, *picture, *all);
  return {};
}

json::object to_json(const programme& p) {
  return {{"timezone", p.timezone}, {"slate", p.slate}, {"body", p.body}};
}

}  // namespace

result<int> site_show(session& s, const arguments&) {
  result<open_draft> draft = look_at_draft(s);
  if (!draft) return draft.error();
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  if (draft->etag.empty() && !*published) {
    return error{errc::not_found, msg("there is no draft yet, and nothing is published"),
                 msg("\"bangtin screen create NAME\" begins one")};
  }
  const programme& p = draft->value;
  json::object answer = to_json(p);
  answer["published"] = *published ? json::value(to_json((*published)->value)) : json::value();
  s.out.document(answer);
  views::table t({"", tr("Draft"), tr("As published")});
  auto add = [&](const std::string& label, std::string programme::*field) {
    const std::string now = *published ? (*published)->value.*field : std::string();
    auto shown = [](const std::string& text) { return text.empty() ? std::string("–") : text; };
    t.add(
        {label, {shown(p.*field), p.*field == now ? views::tone::plain : views::tone::warning}, shown(now)});
  };
  add(tr("Time zone"), &programme::timezone);
  add(tr("Slate"), &programme::slate);
  add(tr("Institution"), &programme::body);
  s.out.show(t);
  return 0;
}

result<int> site_edit(session& s, const arguments& given) {
  std::optional<std::string> timezone = given.get("--timezone"), slate = given.get("--slate"),
                             body = given.get("--body");
  if (!timezone && !slate && !body) {
    return error{errc::usage, msg("nothing was given that could be changed"),
                 msg("add --timezone, --slate or --body; see \"bangtin site edit --help\"")};
  }
  if (timezone) {
    result<std::string> zone = parse_timezone(*timezone);
    if (!zone) return zone.error();
    timezone = std::move(*zone);
  }
  if (body) {
    result<std::string> line = parse_body(*body);
    if (!line) return line.error();
    body = std::move(*line);
  }
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  if (timezone) draft->value.timezone = *timezone;
  if (body) draft->value.body = *body;
  if (slate) {
    if (result<void> done = set_slate(s, draft->value, *slate); !done) return done.error();
  }
  return store_the_draft(s, std::move(*draft), tr("the site is changed in the draft"));
}

}  // namespace bangtin::admin_cli::commands
