// libxlsxwriter keeps one row in memory and writes it to a temporary file, so rows come in order, and widths
// are set when all texts are known.
#include "evidence/report/xlsx_sheet.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr std::uint8_t paper_a4 = 9;
constexpr std::size_t min_width = 9, max_width = 60;  // in digits of the default font
constexpr double line_height = 15.0;                  // in points; of the default font
constexpr std::size_t max_lines = 27;                 // a row has at most 409 points
constexpr double ms_per_day = 86'400'000.0;
constexpr std::int64_t serial_of_1970 = 25'569;  // Excel's number of 1970-01-01
constexpr std::size_t max_heading_columns = 16;  // a longer heading breaks into lines
constexpr std::size_t max_header_letters = 60;   // of each part of the page header

// "&" begins a code in a page header.
std::string header_text(std::string_view text) {
  const std::string safe = printable(text);
  std::string all;
  for (char c : first_characters(safe, max_header_letters)) {
    if (c == '&') all += '&';
    all += c;
  }
  return all;
}

error refused(const std::string& file, lxw_error e) {
  return {errc::io, msg("cannot write {} (error {} of the library for workbooks)", file, static_cast<int>(e)),
          msg("look whether the disk is full or read-only, then try again")};
}

}  // namespace

workbook::workbook(const std::filesystem::path& file, properties p)
    : properties_(std::move(p)), file_(file.string()), folder_(file.parent_path().string()) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  options.tmpdir = folder_.empty() ? nullptr : folder_.data();
  options.use_zip64 = LXW_FALSE;
  book_ = workbook_new_opt(file_.c_str(), &options);
  if (book_ == nullptr) {
    failed_ = LXW_ERROR_MEMORY_MALLOC_FAILED;
    return;
  }
  lxw_doc_properties about{};
  about.title = properties_.title.data();
  about.author = properties_.author.data();
  about.created = properties_.created.time_since_epoch().count();
  note(workbook_set_properties(book_, &about));
  heading_ = workbook_add_format(book_);
  number_heading_ = workbook_add_format(book_);
  for (lxw_format* f : {heading_, number_heading_}) {
    format_set_bold(f);
    format_set_text_wrap(f);
    format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
    format_set_bottom(f, LXW_BORDER_THIN);
    format_set_bg_color(f, 0xE7E6E6);
  }
  format_set_align(number_heading_, LXW_ALIGN_RIGHT);
  constexpr std::array<const char*, 4> number_formats{"@", "#,##0", "[h]:mm:ss", "dd/mm/yyyy"};
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    for (lxw_format** f : {&cells_[i], &totals_[i]}) {
      *f = workbook_add_format(book_);
      format_set_num_format(*f, number_formats[i]);
      format_set_align(*f, LXW_ALIGN_VERTICAL_TOP);
    }
    format_set_bold(totals_[i]);
    format_set_top(totals_[i], LXW_BORDER_THIN);
  }
  format_set_text_wrap(cells_[0]);
}

workbook::~workbook() {
  if (book_ != nullptr) lxw_workbook_free(book_);
}

result<void> workbook::close() {
  // workbook_close frees the workbook, whatever it returns.
  if (lxw_workbook* book = std::exchange(book_, nullptr)) {
    if (failed_ == LXW_NO_ERROR) {
      failed_ = workbook_close(book);
    } else {
      lxw_workbook_free(book);
    }
  }
  if (failed_ != LXW_NO_ERROR) return refused(file_, failed_);
  return {};
}

lxw_worksheet* workbook::add_sheet(word name) {
  if (book_ == nullptr || failed_ != LXW_NO_ERROR) return nullptr;
  lxw_worksheet* sheet =
      workbook_add_worksheet(book_, sheet_name(name, properties_.headings, ++sheets_[name]).c_str());
  if (sheet == nullptr) {
    failed_ = LXW_ERROR_CREATING_TMPFILE;
    return nullptr;
  }
  worksheet_set_landscape(sheet);
  worksheet_set_paper(sheet, paper_a4);
  worksheet_fit_to_pages(sheet, 1, 0);
  note(worksheet_repeat_rows(sheet, 0, 0));
  note(worksheet_set_header(
      sheet,
      fmt::format("&L{}&R{}", header_text(properties_.author), header_text(properties_.title)).c_str()));
  note(worksheet_set_footer(sheet, "&L&A&R&P / &N"));
  return sheet;
}

lxw_chart* workbook::add_column_chart() {
  if (book_ == nullptr || failed_ != LXW_NO_ERROR) return nullptr;
  return workbook_add_chart(book_, LXW_CHART_COLUMN);
}

void workbook::note(lxw_error e) {
  if (failed_ == LXW_NO_ERROR) failed_ = e;
}

sheet_writer::sheet_writer(workbook& book, word name, std::vector<column> columns)
    : book_(book), name_(name), columns_(std::move(columns)), sums_(columns_.size(), 0.0) {
  begin();
}

void sheet_writer::begin() {
  sheet_ = book_.add_sheet(name_);
  row_ = 0;
  at_ = 0;
  ++sheets_;
  widths_.assign(columns_.size(), min_width);
  for (const column& c : columns_) {
    const std::string heading = cell_text(text_of(c.heading, book_.about().headings));
    widen(std::min(bangtin::columns(heading), max_heading_columns));
    heighten(bangtin::columns(heading), max_heading_columns + 2);
    if (sheet_ != nullptr)
      book_.note(worksheet_write_string(sheet_, row_, at_, heading.c_str(),
                                        c.kind == cell_kind::text ? book_.heading_ : book_.number_heading_));
    ++at_;
  }
  set_height();
  ++row_;
  at_ = 0;
}

void sheet_writer::widen(std::size_t columns_of_text) {
  widths_[at_] = std::max(widths_[at_], std::min(columns_of_text + 2, max_width));
}

// Programs do not agree on whether they fit a row to its text on opening, so its height is in the file. A
// quarter more than the text needs: words do not fill lines, and a substitute for the font may be wider.
void sheet_writer::heighten(std::size_t columns_of_text, std::size_t width) {
  if (columns_of_text + 2 <= width) return;
  lines_ = std::max(lines_, std::min(columns_of_text * 5 / 4 / width + 1, max_lines));
}

void sheet_writer::set_height() {
  if (lines_ > 1 && sheet_ != nullptr) {
    book_.note(worksheet_set_row(sheet_, row_, static_cast<double>(lines_) * line_height, nullptr));
  }
  lines_ = 1;
}

void sheet_writer::text(std::string_view value) {
  if (!value.empty()) {
    const std::string shown = cell_text(value);
    const std::size_t width = bangtin::columns(shown);
    widen(width);
    heighten(width, max_width);
    if (sheet_ != nullptr) {
      book_.note(worksheet_write_string(sheet_, row_, at_, shown.c_str(), format(cell_kind::text)));
    }
  }
  ++at_;
}

void sheet_writer::number(std::int64_t value) {
  const double shown = static_cast<double>(value);
  sums_[at_] += shown;
  if (sheet_ != nullptr)
    book_.note(worksheet_write_number(sheet_, row_, at_, shown, format(cell_kind::number)));
  ++at_;
}

void sheet_writer::duration(milliseconds value) {
  const double shown = static_cast<double>(value.count());
  sums_[at_] += shown;  // in milliseconds, so that it is exact
  if (sheet_ != nullptr) {
    book_.note(worksheet_write_number(sheet_, row_, at_, shown / ms_per_day, format(cell_kind::duration)));
  }
  widen(10);
  ++at_;
}

void sheet_writer::date(std::chrono::sys_days value) {
  const double serial = static_cast<double>(value.time_since_epoch().count() + serial_of_1970);
  widen(10);
  if (sheet_ != nullptr)
    book_.note(worksheet_write_number(sheet_, row_, at_, serial, format(cell_kind::date)));
  ++at_;
}

void sheet_writer::end_row() {
  set_height();
  ++row_;
  at_ = 0;
  if (row_ < book_.about().max_rows) return;
  end_sheet();
  begin();
}

void sheet_writer::add_totals() {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const lxw_col_t at = static_cast<lxw_col_t>(i);
    const cell_kind kind = columns_[i].kind;
    lxw_format* bold = book_.totals_[static_cast<std::size_t>(kind)];
    if (kind == cell_kind::number || kind == cell_kind::duration) {
      std::array<char, LXW_MAX_CELL_RANGE_LENGTH> range{};
      lxw_rowcol_to_range(range.data(), 1, at, row_ - 1, at);
      // 109: the sum of the rows that the filter shows.
      book_.note(worksheet_write_formula_num(sheet_, row_, at,
                                             fmt::format("=SUBTOTAL(109,{})", range.data()).c_str(), bold,
                                             kind == cell_kind::number ? sums_[i] : sums_[i] / ms_per_day));
    } else {
      const std::string label(i == 0 ? text_of(word::total, book_.about().headings) : "");
      lxw_format* plain = book_.totals_[static_cast<std::size_t>(cell_kind::text)];
      book_.note(label.empty() ? worksheet_write_blank(sheet_, row_, at, plain)
                               : worksheet_write_string(sheet_, row_, at, label.c_str(), plain));
    }
  }
}

void sheet_writer::end_sheet() {
  if (sheet_ == nullptr) return;
  const lxw_col_t last = static_cast<lxw_col_t>(columns_.size() - 1);
  for (std::size_t i = 0; i < widths_.size(); ++i) {
    book_.note(worksheet_set_column(sheet_, static_cast<lxw_col_t>(i), static_cast<lxw_col_t>(i),
                                    static_cast<double>(widths_[i]), nullptr));
  }
  worksheet_freeze_panes(sheet_, 1, 0);
  if (row_ > 1) book_.note(worksheet_autofilter(sheet_, 0, 0, row_ - 1, last));
}

void sheet_writer::finish(bool totals) {
  end_sheet();
  // A sum over several sheets would not follow the filter of any of them.
  if (totals && sheet_ != nullptr && row_ > 1 && sheets_ == 1) add_totals();
}

}  // namespace bangtin::evidence::report
