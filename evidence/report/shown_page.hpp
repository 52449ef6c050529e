// The answer to "was that us?" as one page for the file: question, answer, what it rests on, the records'
// place in the chain, and what evidence cannot know. In Vietnamese whatever the process language.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/signing.hpp"
#include "evidence/chain.hpp"
#include "evidence/record.hpp"
#include "evidence/report/plan.hpp"
#include "evidence/report/shown_at.hpp"
#include "playlists/programme/programme.hpp"

namespace bangtin::evidence::report {

// A picture of the item, made from the approved file.
struct page_picture {
  std::string jpeg;
  int width = 0, height = 0;  // in pixels
  bool operator==(const page_picture&) const = default;
};
// Why there is none.
enum class picture_lack {
  nothing_shown,  // no item was on the screen, or none is known
  not_kept,       // the daemon has the item no more
  not_made,       // it made no picture of it
  damaged         // the stored picture is not the one that it made
};

// What a cited record is for the answer: the play's own START and END, or the screen's nearest records before
// and after the instant.
enum class record_role { start, end, before, after };
struct cited_record {
  record_role role = record_role::before;
  evidence::head place;  // log, seq, and the chain's value after the record
  record_type type = record_type::boot;
  utc_ms at{};  // by the corrected clock
  bool operator==(const cited_record&) const = default;
};

// Texts that are not known are empty.
struct shown_page {
  report_head form;
  // The question.
  std::string screen, screen_title, venue, timezone;
  utc_ms at{};
  // The answer: see shown_answer.
  shown_verdict verdict = shown_verdict::unknown;
  std::string reason;
  bool near_a_change = false;
  milliseconds bound{};         // how far the play's clock could be off
  bool output_unknown = false;  // nobody knows whether a display was connected
  bool has_ticker = false;      // the programme runs a text along the screen's edge
  // The play or the notice, if one is known. `media` is its name in the programme; `file` its only file.
  std::string media, title, campaign;
  std::optional<playlists::programme::media_kind> kind;
  std::optional<digest> file;
  std::string notice, text;
  std::string approver, programme;  // the programme's digest in hexadecimal
  std::int64_t version = 0;
  std::optional<utc_ms> approved, began, ended;
  std::optional<bool> planned;
  std::optional<page_picture> picture;
  picture_lack lack = picture_lack::nothing_shown;
  // Its place in the chain: the records, and the first receipted head that covers the last of them.
  std::vector<cited_record> records;
  std::optional<evidence::head> covering;
  utc_ms received{};
  std::optional<public_key> root;
};

// The page as PDF. A play's page has its covering head as attachment, as a head sheet has, so that `plays
// verify --heads` checks evidence against a filed page. Letters become smaller until all fits on one page.
// The same page gives the same bytes. errc::unsupported without the typeface. Thread-safe.
result<std::string> to_pdf(const shown_page& page);

// ---- its sentences

constexpr std::size_t max_title_characters = 120;  // of an item; the rest is cut off
// The first characters, and "…" for the rest.
std::string shortened(const std::string& text, std::size_t max_characters);

std::string question(const shown_page& page);
std::string headline(const shown_page& page);    // the answer
std::string record_text(const cited_record& r);  // "Bản ghi liền sau: khởi động"
// What the answer rests on.
std::string basis(const shown_page& page);
// Why there is no picture; "" where there is one.
std::string picture_text(const shown_page& page);
// What evidence does not tell, by what applies to the answer; at least two.
std::vector<std::string> unknowns(const shown_page& page);

}  // namespace bangtin::evidence::report
