// Which sheets there are, and what stands in them.
#include "evidence/report/xlsx.hpp"

#include <fmt/format.h>
#include <sys/statvfs.h>

#include <cerrno>
#include <set>

#include "base/text.hpp"
#include "evidence/report/report_summary.hpp"
#include "evidence/report/xlsx_sheet.hpp"

namespace bangtin::evidence::report {

namespace {

using column = sheet_writer::column;
using std::chrono::sys_days;

constexpr std::uint64_t bytes_per_row = 4'000;  // of the detail, before it is compressed; at most

std::string month_text(std::chrono::year_month m) {
  return fmt::format("{:02}/{:04}", static_cast<unsigned>(m.month()), static_cast<int>(m.year()));
}

sys_days day_of(const std::string& text) {
  auto part = [&](std::size_t at, std::size_t n) {
    return static_cast<int>(parse_integer(std::string_view(text).substr(at, n), 0, 9999).value_or(0));
  };
  if (text.size() != 10) return {};
  return std::chrono::year(part(0, 4)) / part(5, 2) / part(8, 2);
}

// The airtime of each row as its line in the CSV has it, so that every sum is that of the CSV's column.
count_table in_whole_seconds(count_table rows) {
  for (auto& [key, values] : rows) values.airtime_ms = seconds_of(values) * 1000;
  return rows;
}

// Writes the sheets of one report.
class report_writer {
 public:
  report_writer(const monthly_report& r, workbook& book)
      : r_(r), rows_(in_whole_seconds(r.rows)), book_(book) {}

  void write() {
    summary();
    by_screen();
    by_day();
    by_media();
    not_counted();
    if (!r_.compliance.empty()) compliance();
    detail();
    notes();
  }

 private:
  std::string_view said(word w) const { return text_of(w, book_.about().headings); }

  std::string_view screen_title(const std::string& name) const {
    auto found = r_.screen_titles.find(name);
    return found == r_.screen_titles.end() ? std::string_view(name) : std::string_view(found->second);
  }

  static void figures(sheet_writer& s, const count_values& v) {
    s.number(v.plays);
    s.duration(milliseconds(v.airtime_ms));
    s.number(v.partial);
    s.number(v.failed);
    s.number(v.uncounted);
  }
  static std::vector<column> with_figures(std::vector<column> columns) {
    for (column c : {column{word::plays, cell_kind::number}, column{word::airtime, cell_kind::duration},
                     column{word::partial, cell_kind::number}, column{word::failed, cell_kind::number},
                     column{word::uncounted, cell_kind::number}}) {
      columns.push_back(c);
    }
    return columns;
  }

  void summary() {
    sheet_writer s(book_, word::summary,
                   with_figures({{word::task}, {word::task_title}, {word::theme}, {word::theme_title}}));
    for (const auto& [key, values] : group_by(rows_, {"task", "theme"})) {
      s.text(key.task);
      s.text(r_.the_plan.task_title(key.task));
      s.text(key.theme);
      s.text(r_.the_plan.theme_title(key.theme));
      figures(s, values);
      s.end_row();
    }
    s.finish(true);
  }

  void by_screen() {
    sheet_writer s(book_, word::by_screen,
                   with_figures({{word::screen}, {word::screen_title}, {word::venue}, {word::venue_title}}));
    for (const auto& [key, values] : group_by(rows_, {"screen", "venue"})) {
      s.text(key.screen);
      s.text(screen_title(key.screen));
      s.text(key.venue);
      s.text(r_.the_plan.venue_title(key.venue));
      figures(s, values);
      s.end_row();
    }
    s.finish(true);
  }

  // Every day of the month, also those without plays, so that the chart has no hidden gap.
  void by_day() {
    sheet_writer s(book_, word::by_day, with_figures({{word::day, cell_kind::date}}));
    std::map<sys_days, count_values> days;
    const sys_days first = r_.month / 1, end = (r_.month + std::chrono::months(1)) / 1;
    for (sys_days d = first; d < end; d += std::chrono::days(1)) days[d];
    for (const auto& [key, values] : group_by(rows_, {"day"})) days[day_of(key.day)].add(values);
    for (const auto& [day, values] : days) {
      s.date(day);
      figures(s, values);
      s.end_row();
    }
    s.finish(true);
    if (s.sheet() != nullptr) chart(s);
  }

  void chart(const sheet_writer& s) {
    lxw_chart* c = book_.add_column_chart();
    if (c == nullptr) return;
    const std::string name = sheet_name(word::by_day, book_.about().headings, 1);
    lxw_chart_series* series = chart_add_series(c, nullptr, nullptr);
    chart_series_set_categories(series, name.c_str(), 1, 0, s.rows(), 0);
    chart_series_set_values(series, name.c_str(), 1, 1, s.rows(), 1);
    chart_series_set_name(series, std::string(said(word::plays)).c_str());
    lxw_chart_fill dark{};
    dark.color = 0x1F4E79;
    chart_series_set_fill(series, &dark);
    chart_title_set_name(c, fmt::format("{}, {}", said(word::plays_per_day), month_text(r_.month)).c_str());
    chart_axis_set_num_format(c->x_axis, "dd");
    chart_axis_set_name(c->x_axis, std::string(said(word::day)).c_str());
    chart_axis_set_name(c->y_axis, std::string(said(word::plays)).c_str());
    chart_axis_set_num_format(c->y_axis, "#,##0");
    chart_axis_set_min(c->y_axis, 0);
    chart_legend_set_position(c, LXW_CHART_LEGEND_NONE);
    lxw_chart_options size{};
    size.x_scale = 1.6;
    size.y_scale = 1.4;
    worksheet_insert_chart_opt(s.sheet(), 1, 7, c, &size);
  }

  void by_media() {
    sheet_writer s(book_, word::by_media,
                   with_figures({{word::media}, {word::title}, {word::theme}, {word::theme_title}}));
    for (const auto& [key, values] : group_by(rows_, {"media", "title", "theme"})) {
      s.text(key.media);
      s.text(key.title);
      s.text(key.theme);
      s.text(r_.the_plan.theme_title(key.theme));
      figures(s, values);
      s.end_row();
    }
    s.finish(true);
  }

  void not_counted() {
    sheet_writer s(book_, word::not_counted,
                   {{word::reason},
                    {word::partial, cell_kind::number},
                    {word::failed, cell_kind::number},
                    {word::uncounted, cell_kind::number}});
    for (const shortfall_row& row : r_.shortfalls) {
      s.text(reason_in(row.reason, book_.about().headings));
      s.number(row.partial);
      s.number(row.failed);
      s.number(row.uncounted);
      s.end_row();
    }
    s.finish(true);
  }

  void compliance() {
    std::vector<column> columns{{word::screen}, {word::screen_title}, {word::campaign}};
    for (word w : {word::planned, word::shown, word::partial, word::failed, word::off, word::offline,
                   word::interrupted, word::unknown}) {
      columns.push_back({w, cell_kind::duration});
    }
    columns.push_back({word::cause});
    sheet_writer s(book_, word::compliance, columns);
    for (const compliance_row& row : r_.compliance) {
      s.text(row.screen);
      s.text(screen_title(row.screen));
      s.text(row.campaign.empty() ? said(word::slate) : std::string_view(row.campaign));
      for (milliseconds d : {row.planned, row.shown, row.partial, row.failed, row.off, row.offline,
                             row.interrupted, row.unknown}) {
        s.duration(d);
      }
      s.text(row.cause.empty() ? "" : reason_in(row.cause, book_.about().headings));
      s.end_row();
    }
    s.finish(true);
  }

  void detail() {
    std::vector<column> columns{{word::day, cell_kind::date}};
    for (word w :
         {word::screen, word::screen_title, word::venue, word::venue_title, word::task, word::task_title,
          word::theme, word::theme_title, word::campaign, word::media, word::title}) {
      columns.push_back({w});
    }
    columns = with_figures(std::move(columns));
    columns.push_back({word::uncertain_clock, cell_kind::number});
    sheet_writer s(book_, word::detail, columns);
    for (const auto& [key, values] : rows_) {
      s.date(day_of(key.day));
      s.text(key.screen);
      s.text(screen_title(key.screen));
      s.text(key.venue);
      s.text(r_.the_plan.venue_title(key.venue));
      s.text(key.task);
      s.text(r_.the_plan.task_title(key.task));
      s.text(key.theme);
      s.text(r_.the_plan.theme_title(key.theme));
      s.text(key.campaign);
      s.text(key.media);
      s.text(key.title);
      figures(s, values);
      s.number(values.uncertain_clock);
      s.end_row();
    }
    s.finish(false);
  }

  void notes() {
    sheet_writer s(book_, word::notes, {{word::note}, {word::value}});
    auto line = [&](std::string_view name, std::string_view value) {
      if (value.empty()) return;
      s.text(name);
      s.text(value);
      s.end_row();
    };
    const report_head& head = r_.the_plan.report;
    line(said(word::month), month_text(r_.month));
    line(said(word::timezone), r_.timezone);
    line(said(word::issuer), head.body);
    if (!r_.number.empty()) {
      line(said(word::document), head.symbol.empty() ? r_.number : r_.number + "/" + head.symbol);
    }
    line(said(word::revision),
         r_.revision == 0 ? std::string(said(word::not_ended)) : std::to_string(r_.revision));
    for (const late_row& late : r_.late) {
      line(said(word::revision),
           fmt::format(
               fmt::runtime(said(late.plays == 0 && late.others == 0 ? word::late_figures : word::late)),
               late.revision, screen_title(late.screen), late.plays, late.others));
    }
    line(said(word::plays), said(word::plays_about));
    line(said(word::airtime), said(word::airtime_about));
    line(said(word::partial), said(word::partial_about));
    line(said(word::failed), said(word::failed_about));
    line(said(word::uncounted), said(word::uncounted_about));
    s.finish(false);
  }

  const monthly_report& r_;
  const count_table rows_;
  workbook& book_;
};

// libxlsxwriter does not notice when its temporary files hit a full disk, so the space must be there before.
result<void> look_for_space(const std::filesystem::path& file, std::size_t rows) {
  struct statvfs disk {};
  const std::string folder = file.has_parent_path() ? file.parent_path().string() : ".";
  if (::statvfs(folder.c_str(), &disk) != 0) return system_error(msg("write {}", file.string()), errno);
  if (std::uint64_t{disk.f_bavail} * disk.f_frsize >= (rows + 1'000) * bytes_per_row) return {};
  return system_error(msg("write {}", file.string()), ENOSPC);
}

}  // namespace

result<void> write_xlsx(const monthly_report& report, language headings, const std::filesystem::path& file,
                        std::uint32_t max_rows) {
  if (result<void> space = look_for_space(file, report.rows.size()); !space) return space;
  workbook book(file,
                {.title = fmt::format("{} {}", text_of(word::report, headings), month_text(report.month)),
                 .author = report.the_plan.report.body,
                 .created = sys_days((report.month + std::chrono::months(1)) / 1),
                 .headings = headings,
                 .max_rows = max_rows});
  report_writer(report, book).write();
  return book.close();
}

}  // namespace bangtin::evidence::report
