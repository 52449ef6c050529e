// One page: it is drawn with large letters first, and with smaller ones until it fits.
#include "evidence/report/shown_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.hpp"
#include "evidence/report/heads_text.hpp"
#include "evidence/report/pdf_finish.hpp"
#include "evidence/report/pdf_form.hpp"
#include "evidence/report/pdf_table.hpp"
#include "evidence/report/vietnamese.hpp"

namespace bangtin::evidence::report {

namespace {

constexpr double max_picture_width = mm(62), min_picture_width = mm(44);  // of its column
constexpr double max_picture_height = mm(3.5);                            // for each point of the letters
constexpr double picture_gap = mm(5);
constexpr double label_width = mm(30), signing_height = mm(20);
constexpr std::array<double, 9> sizes{12, 11.5, 11, 10.5, 10, 9.5, 9, 8.5, 8};  // of the letters, in points
constexpr std::size_t max_name_characters = 90, max_text_characters = 700;      // of a notice

std::string with_name(const std::string& title, const std::string& name) {
  std::string file = shortened(name, max_name_characters);
  return title.empty() || title == name ? file : shortened(title, max_title_characters) + " (" + file + ")";
}

// The evidence file of a month has every play of it, so the head of a play can be checked against that file.
bool has_heads(const shown_page& p) {
  return p.covering && std::any_of(p.records.begin(), p.records.end(),
                                   [](const cited_record& r) { return r.role == record_role::start; });
}

class page_writer {
 public:
  page_writer(pdf_flow& flow, const shown_page& page, double size)
      : flow_(flow), page_(page), size_(size), text_{.size = size, .spacing = 1.12} {}

  void draw() {
    draw_head();
    heading("I. CÂU HỎI VÀ TRẢ LỜI");
    flow_.paragraph(question(page_), text_);
    draw_answer();
    heading("II. CĂN CỨ");
    flow_.paragraph(basis(page_), text_);
    draw_item();
    heading("III. VỊ TRÍ TRONG CHUỖI BẢN GHI");
    draw_chain();
    heading("IV. ĐIỀU KHÔNG THỂ BIẾT");
    for (const std::string& unknown : unknowns(page_)) bullet(unknown);
    draw_signers();
  }

 private:
  struct fact {
    std::string label, value;
    bool hash = false;
  };
  struct laid_fact {
    text_block label, value;
    double lower = 0;  // smaller letters stand on the same line
    double height() const { return std::max(label.height(), value.height()) + 2; }
  };

  void draw_head() {
    monthly_report form;
    form.the_plan.report = page_.form;
    draw_form_head(flow_, form, "PHIẾU XÁC MINH", "Nội dung hiển thị trên màn hình điện tử tại một thời điểm",
                   false);
  }
  void heading(const std::string& text) {
    text_block block = flow_.canvas().lay_out(text, {.size = size_, .bold = true}, body_width);
    flow_.need(block.height() * 3);
    flow_.canvas().draw(block, body_left, flow_.y());
    flow_.space(block.height() + 3);
  }
  void bullet(const std::string& text) {
    constexpr double inset = mm(5);
    text_block block = flow_.canvas().lay_out(text, text_, body_width - inset, side::justified);
    flow_.need(block.height());
    flow_.canvas().draw(flow_.canvas().lay_out("–", text_, inset), body_left, flow_.y());
    flow_.canvas().draw(block, body_left + inset, flow_.y());
    flow_.space(block.height() + 1.5);
  }
  void framed(const std::string& text, const text_style& style, double grey) {
    constexpr double inset = mm(4);
    pdf_canvas& canvas = flow_.canvas();
    text_block block = canvas.lay_out_balanced(text, style, body_width - 2 * inset);
    double height = block.height() + mm(4);
    flow_.need(height);
    canvas.fill(body_left, flow_.y(), body_width, height, grey);
    canvas.frame(body_left, flow_.y(), body_width, height, 0.8);
    canvas.draw(block, body_left + inset, flow_.y() + mm(2));
    flow_.space(height + 7);
  }
  void draw_answer() { framed(headline(page_), {.size = size_ + 4, .bold = true, .spacing = 1.2}, 0.93); }

  // ---- the item with its picture

  void draw_item() {
    if (!page_.text.empty()) {
      framed("“" + shortened(page_.text, max_text_characters) + "”", {.size = size_, .spacing = 1.15}, 1);
    }
    std::string lack = picture_text(page_);
    if (!lack.empty()) flow_.paragraph(lack, {.size = size_, .italic = true, .spacing = 1.12});
    double column = page_.picture ? column_width(*page_.picture) : 0;
    double left = page_.picture ? body_left + column + picture_gap : body_left;
    std::vector<laid_fact> beside = lay_out(facts(), left), below = lay_out(digests(), body_left);
    double height = std::max(height_of(beside), page_.picture ? max_picture_height * size_ + mm(10) : 0);
    flow_.need(height + height_of(below));
    double top = flow_.y(), end = top;
    if (page_.picture) end = draw_picture(*page_.picture, column, top);
    end = std::max(end, draw_facts(beside, left, top)) + 2;
    flow_.space(draw_facts(below, body_left, end) - top + 5);
  }
  double scale_of(const page_picture& picture) const {
    return std::min(max_picture_width / picture.width, max_picture_height * size_ / picture.height);
  }
  double column_width(const page_picture& picture) const {
    return std::max(min_picture_width, picture.width * scale_of(picture));
  }
  // Returns the y below it and its caption.
  double draw_picture(const page_picture& picture, double column, double top) {
    pdf_canvas& canvas = flow_.canvas();
    double width = picture.width * scale_of(picture), height = picture.height * scale_of(picture);
    double x = body_left + (column - width) / 2, y = top + 2;
    canvas.picture(picture.jpeg, picture.width, picture.height, x, y, width, height);
    canvas.frame(x, y, width, height, 0.5);
    text_block caption =
        canvas.lay_out("Ảnh máy chủ lập từ tệp tư liệu khi nạp vào kho, không phải ảnh chụp mặt màn hình.",
                       {.size = std::min(size_, 9.0), .italic = true, .spacing = 1.1}, column, side::centre);
    canvas.draw(caption, body_left, y + height + 3);
    return y + height + 3 + caption.height();
  }
  std::vector<laid_fact> lay_out(const std::vector<fact>& facts, double x) const {
    std::vector<laid_fact> all;
    for (const fact& f : facts) {
      text_style label{.size = size_, .bold = true, .spacing = text_.spacing}, value = text_;
      if (f.hash) value.size = size_ - 1.5;
      const pdf_canvas& canvas = flow_.canvas();
      all.push_back({canvas.lay_out(f.label, label, label_width),
                     canvas.lay_out(f.value, value, body_left + body_width - x - label_width),
                     f.hash ? 1.3 : 0.0});
    }
    return all;
  }
  static double height_of(const std::vector<laid_fact>& facts) {
    double height = 0;
    for (const laid_fact& f : facts) height += f.height();
    return height;
  }
  // Returns the y below them.
  double draw_facts(const std::vector<laid_fact>& facts, double x, double y) {
    for (const laid_fact& f : facts) {
      flow_.canvas().draw(f.label, x, y);
      flow_.canvas().draw(f.value, x + label_width, y + f.lower);
      y += f.height();
    }
    return y;
  }

  std::string time(utc_ms t) const { return second_text(t, page_.timezone); }

  std::vector<fact> facts() const {
    std::vector<fact> all;
    auto add = [&](const char* label, const std::string& value) {
      if (!value.empty()) all.push_back({label, value});
    };
    if (!page_.notice.empty()) add("Thông báo khẩn:", page_.notice);
    if (!page_.media.empty()) add("Tư liệu:", with_name(page_.title, page_.media));
    if (!page_.media.empty() && page_.notice.empty()) add("Chiến dịch:", page_.campaign);
    add(page_.notice.empty() ? "Người phê duyệt:" : "Người ký:", page_.approver);
    if (page_.approved) add(page_.notice.empty() ? "Phê duyệt lúc:" : "Ký lúc:", time(*page_.approved));
    if (page_.began) {
      add(page_.verdict == shown_verdict::ours ? "Trên màn hình:" : "Lượt phát:",
          "từ " + time(*page_.began) + "\n" +
              (page_.ended ? "đến " + time(*page_.ended) : std::string("không rõ lúc kết thúc")));
    }
    if (page_.planned && page_.notice.empty())
      add("Lịch phát:", *page_.planned ? "có lượt phát này" : "không có lượt phát này");
    return all;
  }

  // What identifies the file and the programme that were approved: too long for the place beside a picture.
  std::vector<fact> digests() const {
    std::vector<fact> all;
    if (page_.file) all.push_back({"Tệp (SHA-256):", grouped_text(page_.file->hex()), true});
    if (page_.programme.empty()) return all;
    std::string version = page_.version > 0 ? "phiên bản " + number_text(page_.version) + ", SHA-256 " : "";
    all.push_back({"Chương trình:", version + grouped_text(page_.programme), true});
    return all;
  }

  // ---- the chain

  void draw_chain() {
    if (page_.records.empty()) {
      flow_.paragraph("Máy chủ chưa có bản ghi nào để nêu.", text_);
      return;
    }
    table t;
    t.size = std::min(size_ - 1.5, 9.5);
    t.columns = {{"Bản ghi (sổ ghi)", mm(60)},
                 {"Số", mm(17), side::right},
                 {"Thời điểm", mm(25), side::centre},
                 {"Giá trị băm của chuỗi (SHA-256)", mm(63)}};
    auto add = [&](const std::string& what, const evidence::head& h, utc_ms at) {
      std::string when = time(at), hash = h.hash.hex();
      when[when.find(' ')] = '\n';
      t.add({what + "\n" + h.log, number_text(h.seq), when,
             grouped_text(hash.substr(0, 32)) + "\n" + grouped_text(hash.substr(32))});
    };
    for (const cited_record& r : page_.records) add(record_text(r), r.place, r.at);
    if (page_.covering) add("Đầu chuỗi màn hình đã ký; máy chủ nhận", *page_.covering, page_.received);
    draw_table(flow_, t);
    flow_.paragraph(check_text(), {.size = size_ - 1, .italic = true, .spacing = 1.1}, side::justified, 0);
  }
  std::string check_text() const {
    std::chrono::year_month_day day = local_day(page_.at, page_.timezone);
    return fmt::format("Kiểm tra lại: xuất bằng chứng bằng lệnh bangtin plays export --month {:04}-{:02}",
                       static_cast<int>(day.year()), static_cast<unsigned>(day.month())) +
           " --format json, kiểm tra tệp bằng lệnh bangtin plays verify" +
           (has_heads(page_) ? " (--heads với tệp PDF của phiếu này)" : "") +
           ", rồi tìm bản ghi theo sổ ghi và số nêu trên.";
  }

  void draw_signers() {
    flow_.need(signing_height);
    pdf_canvas& canvas = flow_.canvas();
    flow_.space(std::clamp(flow_.remaining() - signing_height, 0.0, mm(5)));
    auto draw = [&](const std::string& who, double x) {
      text_block name = canvas.lay_out(who, {.size = size_, .bold = true}, body_width / 2, side::centre);
      canvas.draw(name, x, flow_.y());
      canvas.draw(canvas.lay_out("(ký, ghi rõ họ tên)", {.size = size_ - 1, .italic = true}, body_width / 2,
                                 side::centre),
                  x, flow_.y() + name.height());
    };
    draw("Người lập phiếu", body_left);
    draw("Người có thẩm quyền", body_left + body_width / 2);
    flow_.space(signing_height);
  }

  pdf_flow& flow_;
  const shown_page& page_;
  double size_;
  text_style text_;
};

std::string heads_of(const shown_page& p) {
  if (!has_heads(p)) return "";
  std::chrono::year_month_day day = local_day(p.at, p.timezone);
  return to_text(filed_heads{day.year() / day.month(), std::nullopt, p.root, {{p.screen, *p.covering}}});
}

// The instant that the page is about: the page has no other time, so it stays the same whenever it is made.
std::string metadata_time(utc_ms t) {
  std::string text = second_text(t, "UTC");  // 10/10/2026 00:00:05
  return "D:" + text.substr(6, 4) + text.substr(3, 2) + text.substr(0, 2) + text.substr(11, 2) +
         text.substr(14, 2) + text.substr(17, 2) + "Z";
}

}  // namespace

result<std::string> to_pdf(const shown_page& page) {
  for (std::size_t i = 0;; ++i) {
    result<pdf_canvas> canvas = pdf_canvas::open();
    if (!canvas) return canvas.error();
    pdf_flow flow(*canvas);
    page_writer(flow, page, sizes[i]).draw();
    if (canvas->page() > 0 && i + 1 < sizes.size()) continue;
    pdf_finish finish{"Phiếu xác minh: " + page.screen + ", " + second_text(page.at, page.timezone),
                      page.form.body,
                      metadata_time(page.at),
                      heads_of(page),
                      {}};
    return finish_pdf(canvas->finish(), finish);
  }
}

}  // namespace bangtin::evidence::report
