// media list, media show.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/views/media_facts.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/programme/notation.hpp"

namespace bangtin::admin_cli::commands {

namespace {

json::object to_json(const wire::admin::media_item& m, const std::string& timezone) {
  json::array files;
  for (const wire::admin::media_file& f : m.files) {
    files.push_back(json::object{{"sha256", f.sha256.hex()}, {"bytes", f.bytes}});
  }
  return {{"id", m.id},
          {"sha256", m.sha256.hex()},
          {"file", m.file},
          {"kind", playlists::programme::to_string(m.kind)},
          {"width", m.width},
          {"height", m.height},
          {"duration_ms", m.duration.count()},
          {"pages", m.pages},
          {"title", m.title},
          {"theme", m.theme},
          {"owner", m.owner},
          {"link", m.link},
          {"added", views::local_rfc3339(m.added, timezone)},
          {"files", std::move(files)}};
}

}  // namespace

result<int> media_list(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<wire::admin::media_item>> all = get_media(s.daemon);
  if (!all) return all.error();
  json::array answers;
  views::table t(
      {tr("ID"), tr("File"), tr("Kind"), tr("Size"), tr("Length"), tr("Theme"), tr("Title"), tr("Added")});
  for (const wire::admin::media_item& m : *all) {
    answers.push_back(to_json(m, where->timezone));
    t.add({m.id, m.file, views::kind_text(m.kind), views::size_text(m), views::length_text(m), m.theme,
           m.title, views::local_time(m.added, where->timezone)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("no media items yet; \"bangtin media add FILE\" loads one"));
  } else {
    s.out.show(t);
  }
  return 0;
}

result<int> media_show(session& s, const arguments& given) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<wire::admin::media_item> m = get_media_item(s.daemon, given.text("ID"));
  if (!m) return m.error();
  s.out.document(to_json(*m, where->timezone));
  views::table t({});
  auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) t.add({{name, views::tone::faint}, value});
  };
  add(tr("ID"), m->id);
  add(tr("File"), m->file);
  add(tr("Kind"), views::kind_text(m->kind));
  add(tr("Size"), views::size_text(*m));
  add(tr("Length"), views::length_text(*m));
  add(tr("Title"), m->title);
  add(tr("Theme"), m->theme);
  add(tr("Owner"), m->owner);
  add(tr("Link"), m->link);
  add(tr("Added"), views::local_time(m->added, where->timezone));
  add("SHA-256", m->sha256.hex());
  std::int64_t bytes = 0;
  for (const wire::admin::media_file& f : m->files) bytes += f.bytes;
  add(tr("Fetched by screens"), tr("{} files, {} bytes", m->files.size(), bytes));
  s.out.show(t);
  return 0;
}

}  // namespace bangtin::admin_cli::commands
