// The schemas of described values come from their codecs; this file writes only the few others by hand.
#include "wire/admin/schemas.hpp"

#include "base/message_json.hpp"
#include "wire/admin/backup.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/admin/jobs.hpp"
#include "wire/admin/media.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/people.hpp"
#include "wire/admin/plan.hpp"
#include "wire/admin/plays.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/schedule.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"
#include "wire/admin/trust.hpp"
#include "wire/messages.hpp"
#include "wire/notice.hpp"

namespace bangtin::wire::admin {

namespace {

template <class... Values>
void add(json::object& all) {
  ((all[codec<Values>::name()] = codec<Values>::schema()), ...);
}

json::object schema_ref(std::string_view name) {
  return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

json::object text_schema(std::string_view about) {
  return {{"type", "string"}, {"description", about}};
}

json::object object_schema(std::string_view about, json::object properties, json::array required) {
  return {{"type", "object"},
          {"description", about},
          {"properties", std::move(properties)},
          {"required", std::move(required)}};
}

json::object signature_schema() {
  return {{"type", "string"}, {"pattern", "^[0-9a-f]{128}$"}};
}

json::object number_schema(std::string_view about) {
  return {{"type", "integer"}, {"format", "int64"}, {"minimum", 0}, {"description", about}};
}

json::object signed_schema(std::string_view about) {
  return object_schema(about,
                       {{"approver", schema_ref("signed_note")},
                        {"bytes", text_schema("canonical JSON")},
                        {"signature", signature_schema()}},
                       {"approver", "bytes", "signature"});
}

// A programme may have the signature of a second approver.
json::object signed_programme_schema() {
  json::object schema = signed_schema("A programme's canonical bytes and its approver's signature.");
  schema["properties"].as_object()["second"] =
      object_schema("A second approver's signature.",
                    {{"approver", schema_ref("signed_note")}, {"signature", signature_schema()}},
                    {"approver", "signature"});
  return schema;
}

json::object receipt_or_null(std::string_view about) {
  return {{"anyOf", json::array{schema_ref("signed_note"), json::object{{"type", "null"}}}},
          {"description", about}};
}

json::object any_of(std::initializer_list<json::object> schemas) {
  json::array all;
  for (const json::object& one : schemas) all.push_back(one);
  return {{"anyOf", std::move(all)}};
}

// With at most `depth` messages within one another as its values.
json::object message_schema(int depth) {
  const json::object text{{"type", "string"}};
  json::object value = depth > 0 ? any_of({text, message_schema(depth - 1)}) : text;
  return object_schema(
      "A sentence with its values apart, so that the reader's program can translate. A value is a sentence "
      "itself only for readers that announce it (Bangtin-Message-Format: 2).",
      {{"id", text_schema("English, with {} for each value")},
       {"args", {{"type", "array"}, {"items", std::move(value)}}}},
      {"id", "args"});
}

json::object problem_schema() {
  json::array codes;
  for (int code = 0; code <= static_cast<int>(errc::internal); ++code) {
    codes.emplace_back(to_string(static_cast<errc>(code)));
  }
  return object_schema(
      "A problem document (RFC 9457) with our messages.",
      {{"type", text_schema("about:blank")},
       {"title", text_schema("the status in words")},
       {"status", {{"type", "integer"}, {"minimum", 400}, {"maximum", 599}}},
       {"detail", text_schema("in English")},
       {"code", {{"type", "string"}, {"enum", std::move(codes)}}},
       {"what", schema_ref("message")},
       {"remedy", schema_ref("message")},
       {"expected_seq", number_schema("where records are missing: the number of the next one")},
       {"fork",
        {{"type", "boolean"}, {"description", "the records contradict earlier ones: begin a new log"}}},
       {"receipt", receipt_or_null("of a fork: the newest receipt of its log")},
       {"arrived", number_schema("where an upload goes on: the bytes that have arrived")},
       {"number", number_schema("where a pairing request is too old: the greatest number of its key")},
       {"complete", {{"type", "boolean"}}}},
      {"type", "title", "status", "detail", "code", "what", "remedy"});
}

json::object all_schemas() {
  json::object all;
  add<site, health, upload_state, media_limits, media_order, media_edit, media_file, media_item, found_media,
      media_uses, media_check, sweep_order, swept_media, job_failure, job, stored_draft, kept_draft,
      published_version, publication, draft_export, exported_draft, offered_signature, signed_draft,
      scheduled_slot, screen_schedule, pairing_state, waiting_screen, pairing_order, paired_screen,
      reported_problem, screen, notice_order, accepted_notice, notice_screen, notice, notice_list, play_count,
      play_shortfall, play_shortfalls, play_difference, play_recount, play_compliance, missing_hour,
      shown_record, report_head, planned_task, named_code, plan, trust_order, trust_screen, trust_state,
      signed_succession, root_chain, certificate_list, root_order, waiting_programme, daemon_key_pair,
      user_token, user, user_order, user_edit, token_order, new_token, password_order, own_password_order,
      session_order, session, audit_line, backup_order, backup_object, kept_key, backup_facts,
      prepared_backup, site_numbers, screen_bundle, carried_order, carried_report,
      carried_acknowledgements_order, share_order, shared_media>(all);
  add<pairing_request, pairing_grant, screen_status, screen_commands, acknowledgement>(all);
  all["message"] = message_schema(max_message_depth);
  all["signed_note"] = object_schema(
      "A text and its Ed25519 signature.",
      {{"signature", signature_schema()}, {"text", text_schema("as it was signed")}}, {"signature", "text"});
  all["receipt"] = object_schema("The daemon's signature on the head of a batch.",
                                 {{"receipt", schema_ref("signed_note")}}, {"receipt"});
  all["newest_receipt"] = object_schema(
      "How far a log has come at the daemon.",
      {{"log", text_schema("the log that this screen began last here; empty: none")},
       {"receipt", receipt_or_null("the newest one of the log in the question; null: nothing of it is here")},
       {"tip", number_schema("of the log in the question: its newest record here")}},
      {"log", "receipt", "tip"});
  all["signed_time"] = object_schema("The daemon's time and the nonce of the question, signed by the daemon.",
                                     {{"time", schema_ref("signed_note")}}, {"time"});
  all["stated_authority"] =
      object_schema("The authority of the daemon's TLS certificates.",
                    {{"certificate", text_schema("PEM; empty: the daemon uses a given certificate")},
                     {"statement", schema_ref("signed_note")}},
                    {"certificate", "statement"});
  all["signed_authority"] =
      object_schema("The authority of the daemon's TLS certificates, in a statement of the daemon's key.",
                    {{"authority", schema_ref("stated_authority")}}, {"authority"});
  all["signed_trust"] =
      object_schema("A site statement, signed by root.",
                    {{"roots", schema_ref("root_chain")}, {"trust", schema_ref("signed_note")}}, {"trust"});
  all["signed_programme"] = signed_programme_schema();
  all["signed_notice"] = signed_schema("A notice's canonical bytes and its approver's signature.");
  all["programme"] = {{"type", "object"},
                      {"description", "A programme's canonical JSON, as docs/formats.md has it."}};
  all["problem"] = problem_schema();
  return all;
}

}  // namespace

const json::object& component_schemas() {
  static const json::object all = all_schemas();
  return all;
}

}  // namespace bangtin::wire::admin
