// apply, diff, approve, history: from the programme file to the draft, and from the draft to what screens
// show.
#include "admin-cli/commands/approval.hpp"
#include "admin-cli/commands/approve_elsewhere.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/draft_edit.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/local_media.hpp"
#include "admin-cli/commands/programme_file.hpp"
#include "admin-cli/commands/second_signature.hpp"
#include "admin-cli/views/change_words.hpp"
#include "admin-cli/views/json_texts.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "playlists/text/programme_bytes.hpp"
#include "playlists/text/programme_check.hpp"

namespace bangtin::admin_cli::commands {

namespace {

namespace fs = std::filesystem;

struct draft_and_published {
  playlists::programme::programme draft;
  std::optional<published_programme> published;
  std::vector<views::change> changes;

  playlists::programme::programme before() const {
    return published ? published->value : playlists::programme::programme{};
  }
};

// What changes, in words, and from when on which screen.
void print_changes(session& s, const draft_and_published& both) {
  views::print_changes(s.out, both.before(), both.draft);
  if (both.published) views::print_first_changes(s.out, both.published->value, both.draft, s.now);
}

result<draft_and_published> get_both(session& s) {
  result<std::optional<playlists::programme::programme>> draft = get_draft(s.daemon);
  if (!draft) return draft.error();
  if (!*draft) {
    return error{errc::not_found, msg("there is no draft yet"),
                 msg("begin with \"bangtin playlist create\", or with \"bangtin apply PROGRAMME.toml\"")};
  }
  result<std::optional<published_programme>> current = get_current(s.daemon);
  if (!current) return current.error();
  draft_and_published both{std::move(**draft), std::move(*current), {}};
  leave_out_empty_playlists(s, both.draft);
  both.changes = views::difference(both.before(), both.draft);
  return both;
}

}  // namespace

result<int> apply_programme(session& s, const arguments& given) {
  fs::path file = given.text("PROGRAMME.toml");
  bool dry_run = given.has("--dry-run");
  result<playlists::text::parsed_text> parsed =
      read_programme_text(s.out, file, playlists::text::media_facts::later);
  if (!parsed) return parsed.error();
  playlists::programme::programme* read = &parsed->value;
  result<local_media> media = fill_media(s, *read, file, parsed->places.media, dry_run);
  if (!media) return media.error();
  settle_media(*read);
  result<std::optional<stored_draft>> before = get_stored_draft(s.daemon);
  if (!before) return before.error();
  const playlists::programme::programme old = *before ? (*before)->value : playlists::programme::programme{};
  std::vector<views::change> changes = views::difference(old, *read);
  views::print_changes(s.out, old, *read);
  result<std::optional<published_programme>> published = get_current(s.daemon);
  if (!published) return published.error();
  if (*published) views::print_first_changes(s.out, (*published)->value, *read, s.now);
  json::object answer{
      {"changes", views::to_json(changes)}, {"uploaded", views::json_texts(media->sent)}, {"applied", false}};
  if (dry_run) {
    for (const std::string& name : media->sent) s.out.text(tr("would be uploaded: {}", name));
    s.out.text(tr("nothing was changed (--dry-run)"));
    s.out.document(answer);
    return 0;
  }
  if (*before && changes.empty()) {
    s.out.done(tr("the draft is like {} already", file.string()));
    s.out.document(answer);
    return 0;
  }
  if (result<void> yes = agreed(s, tr("Make the draft so?")); !yes) return yes.error();
  result<digest> put = put_draft(s.daemon, *read, *before ? (*before)->etag : std::string());
  if (!put) return put.error();
  answer["applied"] = true;
  answer["identity"] = put->hex();
  s.out.document(answer);
  s.out.done(tr("the draft is now {}; \"bangtin approve\" publishes it", file.string()));
  if (*before) s.out.done(tr("\"bangtin draft undo\" goes back to the draft before"));
  return 0;
}

result<int> show_difference(session& s, const arguments&) {
  result<draft_and_published> both = get_both(s);
  if (!both) return both.error();
  s.out.document(views::to_json(both->changes));
  if (!both->published) s.out.note(tr("Nothing is published yet."));
  print_changes(s, *both);
  note_waiting(s);
  return 0;
}

namespace {

result<int> withdraw(session& s) {
  if (result<void> yes = agreed(s, tr("Drop the version that waits for a second signature?")); !yes)
    return yes.error();
  result<wire::reply> answer = s.daemon.call(send_request("DELETE", "/v1/programmes/waiting", {}));
  if (!answer) return answer.error();
  s.out.document(json::object{{"withdrawn", true}});
  s.out.done(tr("no version waits for a second signature any more"));
  return 0;
}

// Each of these is another thing than to approve here and now.
std::optional<error> why_not_together(const arguments& given) {
  std::string_view first;
  for (std::string_view one : {"--withdraw", "--export", "--sign", "--signature"}) {
    if (!given.has(one)) continue;
    if (!first.empty()) {
      return error{errc::usage, msg("{} and {} exclude each other", first, one), msg("give one of them")};
    }
    first = one;
  }
  for (std::string_view part : {"--output", "--files"}) {
    if (!given.has(part) || given.has("--sign")) continue;
    return error{errc::usage, msg("{} only goes with {}", part, "--sign"),
                 msg("\"bangtin help approve\" shows how")};
  }
  return std::nullopt;
}

}  // namespace

result<int> approve_programme(session& s, const arguments& given) {
  if (std::optional<error> mixed = why_not_together(given)) return *mixed;
  if (given.has("--withdraw")) return withdraw(s);
  if (given.has("--sign")) return sign_draft_file(s, given);
  if (given.has("--signature")) return take_signature(s, given);
  if (result<std::int64_t> days = validity_days(given); !days) return days.error();
  result<draft_and_published> both = get_both(s);
  if (!both) return both.error();
  approval_order order{std::move(both->draft), std::move(both->published)};
  if (given.has("--export")) return export_draft(s, given, std::move(order));
  return publish(s, given, std::move(order));
}

result<int> show_history(session& s, const arguments&) {
  result<wire::admin::site> where = get_site(s.daemon);
  if (!where) return where.error();
  result<std::vector<wire::admin::published_version>> versions = get_history(s.daemon);
  if (!versions) return versions.error();
  json::array answers;
  using enum views::importance;
  views::table t({{tr(">Version"), high},
                  {tr("Published"), high, views::narrow::whole},
                  {tr("Approver"), usual},
                  {tr("Valid until"), usual, views::narrow::whole},
                  {tr("Identity"), low, views::narrow::whole}});
  for (const wire::admin::published_version& v : *versions) {
    auto iso = [&](utc_ms time) { return views::local_rfc3339(time, where->timezone); };
    answers.push_back(json::object{{"version", v.version},
                                   {"identity", v.programme_digest.hex()},
                                   {"approver", v.approver},
                                   {"issued", iso(v.issued)},
                                   {"expires", iso(v.expires)},
                                   {"published", iso(v.published)}});
    t.add({std::to_string(v.version),
           views::local_time(v.published, where->timezone),
           v.approver,
           {views::local_time(v.expires, where->timezone),
            v.expires <= s.now ? views::tone::bad : views::tone::plain},
           v.programme_digest.hex().substr(0, 12)});
  }
  s.out.document(answers);
  if (t.empty()) {
    s.out.text(tr("nothing has been published yet"));
  } else {
    s.out.show(t);
  }
  return 0;
}

}  // namespace bangtin::admin_cli::commands
