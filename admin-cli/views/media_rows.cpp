#include "admin-cli/views/media_rows.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "admin-cli/views/media_facts.hpp"
#include "admin-cli/views/times.hpp"
#include "base/counted.hpp"
#include "base/language.hpp"
#include "base/local_forms.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::views {

namespace {

json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}
json::value hex_or_null(const std::optional<digest>& d) {
  return d ? json::value(d->hex()) : json::value(nullptr);
}

}  // namespace

json::object media_json(const wire::admin::media_item& m, const std::string& timezone) {
  json::array files, warnings;
  for (const wire::admin::media_file& f : m.files) {
    files.push_back(json::object{{"sha256", f.sha256.hex()}, {"bytes", f.bytes}});
  }
  for (const message& w : m.warnings) warnings.emplace_back(translate(w));
  return {{"id", m.id},
          {"sha256", m.sha256.hex()},
          {"file", m.file},
          {"kind", playlists::programme::to_string(m.kind)},
          {"width", m.width},
          {"height", m.height},
          {"duration_ms", m.duration.count()},
          {"pages", m.pages},
          {"sound", m.sound},
          {"title", m.title},
          {"theme", m.theme},
          {"audience", m.audience},
          {"owner", m.owner},
          {"link", m.link},
          {"call", m.call},
          {"language", m.language},
          {"licence", m.licence},
          {"origin", m.origin},
          {"subtitles", text_or_null(m.subtitles)},
          {"review", text_or_null(m.review)},
          {"warnings", std::move(warnings)},
          {"thumbnail", hex_or_null(m.thumbnail)},
          {"sheet", hex_or_null(m.sheet)},
          {"added", local_rfc3339(m.added, timezone)},
          {"removed", m.removed ? json::value(local_rfc3339(*m.removed, timezone)) : json::value(nullptr)},
          {"files", std::move(files)}};
}

table media_facts_table(const wire::admin::media_item& m, const std::string& timezone) {
  table t({});
  auto add = [&](const std::string& name, const std::string& value, tone colour = tone::plain) {
    if (!value.empty()) t.add({{name, tone::faint}, {value, colour}});
  };
  add(tr("ID"), m.id);
  add(tr("File"), m.file);
  add(tr("Kind"), kind_text(m.kind));
  add(tr("Size"), size_text(m));
  if (m.kind != playlists::programme::media_kind::image) add(tr("Length"), length_text(m));
  add(tr("Shown for"), shown_for_text(m));
  add(tr("Title"), m.title);
  add(tr("Theme"), m.theme);
  add(tr("Audience"), m.audience);
  add(tr("Owner"), m.owner);
  add(tr("Link"), m.link);
  add(tr("Call"), m.call);
  add(tr("Subtitles"), m.subtitles);
  add(tr("Language"), m.language);
  add(tr("Licence"), m.licence);
  add(tr("Shared by"), m.origin);
  add(tr("Review on"), local_dates(m.review));
  add(tr("Added"), local_time(m.added, timezone));
  if (m.removed) add(tr("Removed"), local_time(*m.removed, timezone), tone::warning);
  add("SHA-256", m.sha256.hex());
  std::int64_t bytes = 0;
  for (const wire::admin::media_file& f : m.files) bytes += f.bytes;
  add(tr("Fetched by screens"),
      translate(counted(m.files.size(), msg("{} file, {} bytes", m.files.size(), bytes),
                        msg("{} files, {} bytes", m.files.size(), bytes))));
  for (const message& w : m.warnings) add(tr("Warning"), translate(w), tone::warning);
  return t;
}

}  // namespace bangtin::admin_cli::views
