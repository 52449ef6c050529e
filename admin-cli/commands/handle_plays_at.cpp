// plays at: what evidence says that a screen showed at an instant, as sentences and as a page for the file.
#include "admin-cli/commands/arriving_file.hpp"
#include "admin-cli/commands/daemon.hpp"
#include "admin-cli/commands/handlers.hpp"
#include "admin-cli/commands/screen_choice.hpp"
#include "admin-cli/views/instants.hpp"
#include "admin-cli/views/times.hpp"
#include "base/language.hpp"
#include "base/text.hpp"
#include "evidence/report/shown_at.hpp"

namespace bangtin::admin_cli::commands {

namespace {

template <class T>
json::value or_null(const std::optional<T>& v) {
  return v ? json::value(*v) : json::value(nullptr);
}

json::object document_of(const admin::shown_record& a, const std::string& zone) {
  return json::object{{"screen", a.screen},
                      {"at", views::local_rfc3339(a.at, zone)},
                      {"verdict", a.verdict},
                      {"media", or_null(a.media)},
                      {"campaign", or_null(a.campaign)},
                      {"programme", or_null(a.programme)},
                      {"approver", or_null(a.approver)},
                      {"log", or_null(a.log)},
                      {"seq", or_null(a.seq)},
                      {"end_seq", or_null(a.end_seq)},
                      {"planned", or_null(a.planned)},
                      {"reason", a.reason}};
}

std::string headline(const admin::shown_record& a, const std::string& at) {
  if (a.verdict == "ours") return tr("At {} the screen \"{}\" showed this, and it was ours.", at, a.screen);
  if (a.verdict == "dark") return tr("At {} the screen \"{}\" was dark.", at, a.screen);
  if (a.verdict == "nothing") return tr("At {} the screen \"{}\" showed nothing of ours.", at, a.screen);
  return tr("What the screen \"{}\" showed at {} is not known.", a.screen, at);
}

class answer_text {
 public:
  answer_text(views::printer& out, const admin::shown_record& a, std::string zone)
      : out_(out), a_(a), zone_(std::move(zone)) {}

  void print() {
    out_.text(headline(a_, time(a_.at)));
    out_.text(tr("Reason: {}.", translate(evidence::report::shown_reason_text(a_.reason))));
    if (a_.notice) print_notice();
    if (a_.log) print_play();
    print_doubts();
  }

 private:
  std::string time(utc_ms t) const { return views::local_time(t, zone_); }

  // A notice has line ends, and keeps them.
  static std::string lines(const std::string& text) {
    std::string all;
    for (const std::string& line : split(text, '\n')) all += (all.empty() ? "" : "\n  ") + printable(line);
    return all;
  }
  void print_notice() {
    out_.text(tr("Emergency notice {}: {}", *a_.notice, lines(a_.text.value_or(""))));
    if (a_.approver && a_.approved) {
      out_.text(tr("It was signed by {} at {}.", printable(*a_.approver), time(*a_.approved)));
    }
  }
  void print_play() {
    std::string title = printable(a_.title.value_or(""));
    std::string media = printable(a_.media.value_or(""));
    out_.text(title.empty() ? tr("Media item: {}", media) : tr("Media item: {} ({})", title, media));
    if (a_.began && a_.ended) {
      bool sure = a_.verdict == "ours" || a_.verdict == "dark";
      out_.text(sure ? tr("On the screen: from {} to {}", time(*a_.began), time(*a_.ended))
                     : tr("What the record claims: from {} to {}", time(*a_.began), time(*a_.ended)));
    }
    out_.text(tr("Campaign: {}", printable(a_.campaign.value_or(""))));
    if (a_.approver && a_.approved && a_.version) {
      out_.text(tr("Approved by {} at {}, with version {} of the programme.", printable(*a_.approver),
                   time(*a_.approved), *a_.version));
    } else {
      out_.text(tr("No programme that was approved here has it on this screen at that time."));
    }
    if (a_.planned) {
      out_.text(*a_.planned ? tr("The programme planned it for this screen and this time.")
                            : tr("The programme did not plan it for this screen and this time."));
    }
    print_place();
  }
  void print_place() {
    if (a_.end_seq) {
      out_.text(tr("Records {} (START) and {} (END) of log {}", *a_.seq, *a_.end_seq, *a_.log));
    } else {
      out_.text(tr("Record {} (START) of log {}", *a_.seq, *a_.log));
    }
    if (a_.head_seq && a_.received) {
      out_.text(tr("Covered by the head at record {} (hash {}), receipted at {}.", *a_.head_seq,
                   a_.head_hash.value_or(""), time(*a_.received)));
    }
  }
  void print_doubts() {
    if (a_.near_a_change) {
      out_.text(tr("The screen's clock was uncertain: the item before or after is possible too."));
    } else if (a_.bound_ms) {
      out_.text(tr("The screen's clock could be off by up to {} s.", (*a_.bound_ms + 999) / 1000));
    }
    out_.text(
        tr("Not known: who or what else was connected to the display; evidence tells what our player sent."));
  }

  views::printer& out_;
  const admin::shown_record& a_;
  std::string zone_;
};

// Of other times no evidence says anything. The daemon takes instants from 1970 on (UTC).
result<void> check_time(utc_ms at, const std::string& timezone, utc_ms now) {
  if (at > now) {
    return error{errc::usage, msg("{} has not come yet", views::local_time(at, timezone)),
                 msg("ask for a time that is past; \"bangtin explain\" tells what is planned")};
  }
  if (at <= utc_ms{}) {
    return error{errc::usage, msg("no evidence is as old as {}", views::local_time(at, timezone)),
                 msg("ask for a time at which this site had screens")};
  }
  return {};
}

// The name as the site has it; a screen that was removed is known to the daemon alone.
std::string name_of(const std::vector<known_screen>& all, const std::string& typed) {
  const known_screen* known = find_screen(all, typed);
  return known != nullptr ? known->name : typed;
}

result<void> check_name(const std::filesystem::path& file) {
  if (lower_case(file.extension().string()) == ".pdf") return {};
  return error{errc::usage, msg("{} is not a .pdf file", printable(file.string())),
               msg("the page is a PDF; give a name like lobby.pdf")};
}

result<std::uint64_t> save_page(session& s, const admin::shown_record& a, const std::filesystem::path& file) {
  result<arriving_file> page = arriving_file::make(file);
  if (!page) return page.error();
  result<wire::reply> got = page->fetch(s, shown_at_path(a.screen, a.at) + "&format=pdf");
  if (!got) return got.error();
  auto type = got->headers.find("content-type");
  if (type != got->headers.end() && type->second != "application/pdf") {
    return error{errc::unsupported, msg("the daemon is too old to make this page"),
                 msg("update bangtind, or leave --output out")};
  }
  if (result<void> done = page->commit(); !done) return done.error();
  return page->bytes();
}

}  // namespace

result<int> plays_at(session& s, const arguments& given) {
  std::optional<std::string> file = given.get("--output");
  if (file) {
    if (result<void> fits = check_name(*file); !fits) return fits.error();
  }
  result<admin::site> site = get_site(s.daemon);
  if (!site) return site.error();
  std::string written = given.text("--at");
  std::optional<utc_ms> at =
      views::parse_instant(written, site->timezone, site->now.value_or(s.now), views::tense::past);
  if (!at) return views::no_instant(written);
  if (result<void> known = check_time(*at, site->timezone, site->now.value_or(s.now)); !known) {
    return known.error();
  }
  result<std::vector<known_screen>> known = get_known_screens(s);
  if (!known) return known.error();
  std::string typed = given.text("--screen");
  if (!given.has("--screen")) {
    result<known_screen> chosen = choose_known_screen(s, given, "--screen");
    if (!chosen) return chosen.error();
    typed = chosen->name;
  }
  result<admin::shown_record> answer = get_shown_at(s.daemon, name_of(*known, typed), *at);
  if (!answer && answer.error().code == errc::not_found) {
    return unknown_screen(*known, typed, msg("see \"bangtin screen list\" for the screens"));
  }
  if (!answer) return answer.error();
  json::object document = document_of(*answer, site->timezone);
  if (file) {
    result<std::uint64_t> bytes = save_page(s, *answer, *file);
    if (!bytes) return bytes.error();
    document["file"] = printable(*file);
    document["bytes"] = *bytes;
  }
  s.out.document(document);
  if (!s.out.json()) answer_text(s.out, *answer, site->timezone).print();
  if (file) s.out.done(tr("this answer as a page: {}", printable(*file)));
  return 0;
}

}  // namespace bangtin::admin_cli::commands
