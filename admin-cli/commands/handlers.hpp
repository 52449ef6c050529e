// The functions of the command table, by subject. Each reads its arguments, uses the daemon or files, prints
// one answer, and returns 0, or 1 if a part was rejected. A function that fails changes nothing more.
#pragma once

#include "admin-cli/commands/session.hpp"

namespace bangtin::admin_cli::commands {

// handle_keys.cpp
result<int> keys_init(session& s, const arguments& given);
result<int> keys_list(session& s, const arguments& given);
result<int> keys_sheet(session& s, const arguments& given);
// handle_keys_export.cpp
result<int> keys_export(session& s, const arguments& given);
// handle_keys_replace.cpp
result<int> keys_replace(session& s, const arguments& given);
// handle_keys_succeed.cpp
result<int> keys_succeed(session& s, const arguments& given);
// handle_keys_trust.cpp
result<int> keys_add(session& s, const arguments& given);
result<int> keys_revoke(session& s, const arguments& given);
// handle_keys_require.cpp
result<int> keys_require(session& s, const arguments& given);
// handle_keys_renew.cpp
result<int> keys_renew_daemon(session& s, const arguments& given);
// handle_media_add.cpp
result<int> media_add(session& s, const arguments& given);
// handle_media_list.cpp
result<int> media_list(session& s, const arguments& given);
result<int> media_show(session& s, const arguments& given);
// handle_media_items.cpp
result<int> media_edit(session& s, const arguments& given);
result<int> media_remove(session& s, const arguments& given);
result<int> media_sweep(session& s, const arguments& given);
result<int> media_restore(session& s, const arguments& given);
result<int> media_check(session& s, const arguments& given);
// handle_playlists.cpp
result<int> playlist_create(session& s, const arguments& given);
result<int> playlist_remove(session& s, const arguments& given);
result<int> playlist_list(session& s, const arguments& given);
result<int> playlist_show(session& s, const arguments& given);
// handle_playlist_items.cpp
result<int> playlist_add(session& s, const arguments& given);
result<int> playlist_move(session& s, const arguments& given);
result<int> playlist_edit(session& s, const arguments& given);
// handle_tickers.cpp
result<int> ticker_create(session& s, const arguments& given);
result<int> ticker_edit(session& s, const arguments& given);
result<int> ticker_list(session& s, const arguments& given);
result<int> ticker_show(session& s, const arguments& given);
result<int> ticker_remove(session& s, const arguments& given);
// handle_draft.cpp
result<int> draft_show(session& s, const arguments& given);
result<int> draft_export(session& s, const arguments& given);
result<int> draft_refresh(session& s, const arguments& given);
result<int> draft_reset(session& s, const arguments& given);
// handle_draft_history.cpp
result<int> draft_history(session& s, const arguments& given);
result<int> draft_undo(session& s, const arguments& given);
result<int> draft_redo(session& s, const arguments& given);
result<int> draft_restore(session& s, const arguments& given);
// handle_restore.cpp
result<int> playlist_restore(session& s, const arguments& given);
result<int> campaign_restore(session& s, const arguments& given);
result<int> ticker_restore(session& s, const arguments& given);
result<int> screen_restore(session& s, const arguments& given);
// handle_jobs.cpp
result<int> jobs_list(session& s, const arguments& given);
result<int> jobs_show(session& s, const arguments& given);
result<int> jobs_cancel(session& s, const arguments& given);
// handle_campaigns.cpp
result<int> campaign_create(session& s, const arguments& given);
result<int> campaign_edit(session& s, const arguments& given);
result<int> campaign_list(session& s, const arguments& given);
result<int> campaign_show(session& s, const arguments& given);
result<int> campaign_remove(session& s, const arguments& given);
// handle_programme.cpp
result<int> apply_programme(session& s, const arguments& given);
result<int> show_difference(session& s, const arguments& given);
result<int> approve_programme(session& s, const arguments& given);
result<int> show_history(session& s, const arguments& given);
// handle_revert.cpp
result<int> revert_programme(session& s, const arguments& given);
// handle_screens.cpp
result<int> screen_pair(session& s, const arguments& given);
result<int> screen_unpair(session& s, const arguments& given);
// handle_screen_edit.cpp
result<int> screen_create(session& s, const arguments& given);
result<int> screen_edit(session& s, const arguments& given);
result<int> screen_move(session& s, const arguments& given);
// handle_screen_remove.cpp
result<int> screen_remove(session& s, const arguments& given);
// handle_screen_list.cpp
result<int> screen_list(session& s, const arguments& given);
result<int> screen_show(session& s, const arguments& given);
// handle_site.cpp
result<int> site_show(session& s, const arguments& given);
result<int> site_edit(session& s, const arguments& given);
// handle_screenshot.cpp
result<int> screen_screenshot(session& s, const arguments& given);
// handle_preview.cpp
result<int> preview(session& s, const arguments& given);
// handle_explain.cpp
result<int> explain(session& s, const arguments& given);
// handle_check.cpp
result<int> check(session& s, const arguments& given);
// handle_emergency.cpp
result<int> emergency_start(session& s, const arguments& given);
result<int> emergency_stop(session& s, const arguments& given);
result<int> emergency_list(session& s, const arguments& given);
// handle_plays_count.cpp
result<int> plays_count(session& s, const arguments& given);
result<int> plays_recount(session& s, const arguments& given);
// handle_plays_compliance.cpp
result<int> plays_compliance(session& s, const arguments& given);
// handle_plays_at.cpp
result<int> plays_at(session& s, const arguments& given);
// handle_plays_export.cpp
result<int> plays_export(session& s, const arguments& given);
result<int> plays_heads(session& s, const arguments& given);
// handle_plays_verify.cpp
result<int> plays_verify(session& s, const arguments& given);
// handle_plan.cpp
result<int> plan_import(session& s, const arguments& given);
result<int> plan_show(session& s, const arguments& given);
// handle_users.cpp
result<int> user_add(session& s, const arguments& given);
result<int> user_list(session& s, const arguments& given);
result<int> user_edit(session& s, const arguments& given);
result<int> user_remove(session& s, const arguments& given);
result<int> user_token(session& s, const arguments& given);
result<int> user_password(session& s, const arguments& given);
// handle_bundle.cpp
result<int> bundle_export(session& s, const arguments& given);
result<int> bundle_import(session& s, const arguments& given);
// handle_share.cpp
result<int> bundle_share(session& s, const arguments& given);
result<int> bundle_take(session& s, const arguments& given);

// handle_audit.cpp
result<int> audit(session& s, const arguments& given);
// handle_doctor.cpp
result<int> doctor(session& s, const arguments& given);
// handle_next.cpp
result<int> show_next_steps(session& s, const arguments& given);
// handle_guide.cpp
result<int> guide(session& s, const arguments& given);
// handle_status.cpp
result<int> show_status(session& s, const arguments& given);

}  // namespace bangtin::admin_cli::commands
