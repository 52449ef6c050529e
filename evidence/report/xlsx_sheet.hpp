// A workbook and its sheets, row by row, over libxlsxwriter. Internal to the workbook's writer.
//
//   workbook book(file, {...});
//   sheet_writer s(book, word::by_day, {{word::day, cell_kind::date}, {word::plays, cell_kind::number}});
//   s.date(day); s.number(12); s.end_row();
//   s.finish(true);
//   result<void> done = book.close();
//
// Not thread-safe. The first failure is remembered; calls after it do nothing, and close() returns it.
#pragma once

#include <xlsxwriter.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/error.hpp"
#include "evidence/report/xlsx_text.hpp"

namespace bangtin::evidence::report {

enum class cell_kind { text, number, duration, date };

class workbook {
 public:
  struct properties {
    std::string title, author;
    std::chrono::sys_seconds created{};
    language headings = language::vietnamese;
    std::uint32_t max_rows = LXW_ROW_MAX;
  };
  workbook(const std::filesystem::path& file, properties p);
  ~workbook();
  workbook(const workbook&) = delete;
  workbook& operator=(const workbook&) = delete;

  // Writes the file. Nothing may be called afterwards.
  result<void> close();

  const properties& about() const { return properties_; }
  // A chart that belongs to the workbook; nullptr when the workbook has failed.
  lxw_chart* add_column_chart();

 private:
  friend class sheet_writer;
  lxw_worksheet* add_sheet(word name);
  void note(lxw_error e);

  properties properties_;
  std::string file_, folder_;
  lxw_workbook* book_ = nullptr;
  lxw_error failed_ = LXW_NO_ERROR;
  std::map<word, int> sheets_;                                 // how many there are of each kind
  lxw_format *heading_ = nullptr, *number_heading_ = nullptr;  // of texts, of what is aligned to the right
  std::array<lxw_format*, 4> cells_{}, totals_{};              // by cell_kind
};

class sheet_writer {
 public:
  struct column {
    word heading;
    cell_kind kind = cell_kind::text;
  };
  sheet_writer(workbook& book, word name, std::vector<column> columns);
  sheet_writer(const sheet_writer&) = delete;
  sheet_writer& operator=(const sheet_writer&) = delete;

  // The cells of a row, from left to right. Past Excel's last row a further sheet begins.
  void text(std::string_view value);
  void number(std::int64_t value);
  void duration(milliseconds value);
  void date(std::chrono::sys_days value);
  void end_row();
  // Ends the sheet: widths, filter, and with `totals` a row with the sums of numbers and durations.
  void finish(bool totals);

  lxw_worksheet* sheet() const { return sheet_; }
  // Rows of the current sheet below its heading.
  lxw_row_t rows() const { return row_ - 1; }

 private:
  void begin();
  void end_sheet();
  void add_totals();
  void widen(std::size_t columns_of_text);
  // Makes room for a text that breaks into lines in a column of that width.
  void heighten(std::size_t columns_of_text, std::size_t width);
  void set_height();
  lxw_format* format(cell_kind k) const { return book_.cells_[static_cast<std::size_t>(k)]; }

  workbook& book_;
  word name_;
  std::vector<column> columns_;
  std::vector<std::size_t> widths_;
  std::vector<double> sums_;
  lxw_worksheet* sheet_ = nullptr;
  lxw_row_t row_ = 0;
  lxw_col_t at_ = 0;
  std::size_t lines_ = 1;  // of the current row
  int sheets_ = 0;
};

}  // namespace bangtin::evidence::report
