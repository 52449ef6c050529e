// draft export, show, refresh, reset.
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/draft_file.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/second_signature.hpp"
#include "admin-cli/views/difference.hpp"
#include "admin-cli/views/shell_words.hpp"
#include "base/files.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"

#include <filesystem>

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;
using playlists::programme::programme;

error nothing_yet() {
  return {errc::not_found, msg("there is no draft yet, and nothing is published"),
          msg("begin with \"bangtin playlist create\", or with \"bangtin apply PROGRAMME.toml\"")};
}

result<draft_view> view_something(session& s) {
  result<draft_view> v = view_draft(s);
  if (v && !v->stored && !v->published) return nothing_yet();
  return v;
}

// A file is replaced only if somebody said so: with --yes or at the terminal.
result<void> agreed_to_replace(session& s, const fs::path& file) {
  std::error_code code;
  const fs::file_status is = fs::status(file, code);
  if (!fs::exists(is)) return {};
  if (!fs::is_regular_file(is)) {
    return error{errc::usage, msg("{} is no file that can be written", printable(file.string())),
                 msg("name a file, like programme.toml")};
  }
  if (!s.set.yes && !s.person.can_ask()) {
    return error{errc::conflict, msg("{} exists already", printable(file.string())),
                 msg("name another file, or say --yes to replace it")};
  }
  return agreed(s, tr("{} exists already. Replace it?", file.string()));
}

result<int> write_draft(session& s, const fs::path& path, const draft_file& file) {
  if (result<void> yes = agreed_to_replace(s, path); !yes) return yes.error();
  if (result<void> written = write_file(path, file.text); !written) return written.error();
  s.out.document(json::object{{"file", path.string()}, {"bytes", file.text.size()}});
  const std::string command = views::shell_line("apply", {{"FILE", path.string()}});
  s.out.done(file.notes.empty()
                 ? tr("{} is the draft; \"{}\" makes the draft equal to it again", path.string(), command)
                 : tr("{} is the draft; \"{}\" makes the draft equal to it again, but for what is said below",
                      path.string(), command));
  return 0;
}

std::string state_words(const draft_view& v, std::size_t changes) {
  if (!v.stored) return tr("there is no draft; version {} is published", v.version);
  if (!v.published) return tr("there is a draft, and nothing is published yet");
  return changes == 0 ? tr("the draft is as version {}, which is published", v.version)
                      : tr("the draft differs from version {}, which is published (changes: {}); \"bangtin "
                           "diff\" shows how",
                           v.version, changes);
}

}  // namespace

result<int> draft_export(session& s, const arguments& given) {
  result<draft_view> v = view_something(s);
  if (!v) return v.error();
  result<std::vector<wire::admin::media_item>> loaded = get_media(s.daemon);
  if (!loaded) return loaded.error();
  const draft_file file = to_file(v->value, *loaded);
  const std::string path = given.get("FILE").value_or("-");
  if (path != "-") {
    result<int> done = write_draft(s, path, file);
    if (!done) return done;
  } else if (s.out.json()) {
    s.out.document(json::object{{"file", nullptr}, {"text", file.text}});
  } else {
    s.out.raw(file.text);
  }
  for (const message& note : file.notes) s.out.note(translate(note));
  if (!v->stored) note_which(s, *v);
  return 0;
}

result<int> draft_show(session& s, const arguments&) {
  result<draft_view> v = view_something(s);
  if (!v) return v.error();
  const programme& p = v->value;
  std::vector<views::change> changes = views::difference(v->published ? *v->published : programme{}, p);
  s.out.document(json::object{{"stored", v->stored},
                              {"identity", playlists::text::programme_digest(p).hex()},
                              {"published", v->version},
                              {"changes", v->published ? changes.size() : std::size_t{0}},
                              {"timezone", p.timezone},
                              {"slate", p.slate},
                              {"screens", p.screens.size()},
                              {"playlists", p.playlists.size()},
                              {"campaigns", p.campaigns.size()},
                              {"tickers", p.tickers.size()},
                              {"media", p.media.size()}});
  s.out.text(state_words(*v, changes.size()));
  views::table t({});
  auto add = [&](const std::string& what, std::size_t count) {
    t.add({{what, views::tone::faint}, std::to_string(count)});
  };
  add(tr("screens"), p.screens.size());
  add(tr("playlists"), p.playlists.size());
  add(tr("campaigns"), p.campaigns.size());
  add(tr("tickers"), p.tickers.size());
  add(tr("media items"), p.media.size());
  t.add({{tr("time zone"), views::tone::faint}, p.timezone});
  t.add({{tr("slate"), views::tone::faint}, p.slate});
  s.out.show(t);
  note_waiting(s);
  return 0;
}

result<int> draft_refresh(session& s, const arguments&) {
  result<std::vector<wire::admin::media_item>> loaded = get_media(s.daemon);
  if (!loaded) return loaded.error();
  result<draft_view> v = view_something(s);
  if (!v) return v.error();
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  refresh_media(draft->value, *loaded);
  return store_the_draft(s, std::move(*draft),
                         tr("the draft has what is written about its media items by now"));
}

result<int> draft_reset(session& s, const arguments&) {
  result<draft_view> v = view_draft(s);
  if (!v) return v.error();
  if (!v->published) {
    return error{errc::conflict, msg("nothing is published yet, so there is nothing to go back to"),
                 msg("change the draft, or apply another programme file")};
  }
  result<open_draft> draft = open_the_draft(s);
  if (!draft) return draft.error();
  draft->value = *v->published;
  return store_the_draft(s, std::move(*draft),
                         tr("the draft is as version {}, which is published; \"bangtin draft undo\" takes "
                            "that back",
                            v->version),
                         tr("Make the draft so?"));
}

}  // namespace bangtin::admin_cli::commands
