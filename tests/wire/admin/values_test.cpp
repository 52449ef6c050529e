// For every value of wire/admin with any content: its schema, encoder and decoder agree.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>
#include <algorithm>

#include <functional>

#include "base/message_json.hpp"
#include "support/json_schema.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/admin/jobs.hpp"
#include "wire/admin/media.hpp"
#include "wire/admin/notices.hpp"
#include "wire/admin/people.hpp"
#include "wire/admin/plays.hpp"
#include "wire/admin/programmes.hpp"
#include "wire/admin/schedule.hpp"
#include "wire/admin/schemas.hpp"
#include "wire/admin/screens.hpp"
#include "wire/admin/site.hpp"
#include "wire/admin/trust.hpp"

namespace bangtin::wire::admin {
namespace {

using test::any_object;
using test::violation;

// Whether what was written is what was given. A member that has its default may be left out.
bool agrees(const json::value& written, const json::value& given) {
  if (written.is_array() && given.is_array())
    return std::ranges::equal(written.get_array(), given.get_array(), agrees);
  if (!written.is_object() || !given.is_object()) return written == given;
  const json::object& all = given.get_object();
  return std::ranges::all_of(written.get_object(), [&](const auto& pair) {
    return !all.contains(pair.key()) || agrees(pair.value(), all.at(pair.key()));
  });
}

template <class T>
class admin_values : public ::testing::Test {};
using all_values = ::testing::Types<
    site, health, upload_state, media_limits, media_order, media_edit, media_file, media_item, found_media,
    media_uses, media_check, sweep_order, swept_media, job_failure, job, stored_draft, kept_draft,
    published_version, publication, scheduled_slot, screen_schedule, pairing_state, waiting_screen,
    pairing_order, paired_screen, reported_problem, screen, notice_order, accepted_notice, notice_screen,
    notice, notice_list, play_count, play_shortfall, play_shortfalls, play_difference, play_recount,
    user_token, user, user_order, user_edit, token_order, new_token, password_order, own_password_order,
    session_order, session, audit_line, trust_order, trust_screen, trust_state, signed_succession, root_chain,
    certificate_list, root_order, waiting_programme, daemon_key_pair, draft_export, exported_draft,
    offered_signature, signed_draft, screen_bundle, carried_order, carried_report,
    carried_acknowledgements_order, share_order, shared_media>;
TYPED_TEST_SUITE(admin_values, all_values);

TYPED_TEST(admin_values, that_the_schema_allows_are_read_and_written_the_same) {
  const json::object schema = codec<TypeParam>::schema();
  EXPECT_EQ(component_schemas().at(codec<TypeParam>::name()), json::value(schema));
  bool held = rc::check("round trip", [&] {
    json::object given = any_object(schema, component_schemas());
    result<TypeParam> value = decode<TypeParam>(given);
    if (!value) RC_FAIL(describe(value.error()) + ": " + canonical(given));
    json::value written = encode(*value);
    RC_ASSERT(violation(written, schema, component_schemas()) == std::nullopt);
    RC_ASSERT(agrees(written, given));
    result<TypeParam> again = decode_request<TypeParam>(canonical(written));
    RC_ASSERT(again.has_value());
    RC_ASSERT(*again == *value);
  });
  EXPECT_TRUE(held);
}

// Damages `v` at a random place: removes a field, or replaces a value by another one.
void damage(json::value& v) {
  if (v.is_object() && !v.get_object().empty() && *rc::gen::inRange(0, 4) > 0) {
    json::object& o = v.get_object();
    auto chosen =
        std::next(o.begin(), *rc::gen::inRange<std::ptrdiff_t>(0, static_cast<std::ptrdiff_t>(o.size())));
    if (*rc::gen::inRange(0, 4) == 0) {
      o.erase(chosen);
    } else {
      damage(chosen->value());
    }
    return;
  }
  if (v.is_array() && !v.get_array().empty() && *rc::gen::arbitrary<bool>())
    return damage(v.get_array().front());
  static const json::array odd{nullptr,
                               true,
                               -1,
                               1.5,
                               std::uint64_t{1} << 63,
                               "",
                               "x",
                               json::string(std::string(5000, 'x')),
                               json::array{1, "a"},
                               json::object{{"a", 1}}};
  v = odd[*rc::gen::inRange<std::size_t>(0, odd.size())];
}

TYPED_TEST(admin_values, that_are_damaged_are_refused_or_mean_something_valid) {
  const json::object schema = codec<TypeParam>::schema();
  bool held = rc::check("damage", [&] {
    json::value given = any_object(schema, component_schemas());
    for (int times = *rc::gen::inRange(1, 4); times > 0; --times) damage(given);
    result<TypeParam> value = decode<TypeParam>(given);
    if (!value) {
      RC_ASSERT(value.error().code == errc::invalid);
    } else {
      std::optional<std::string> bad = violation(encode(*value), schema, component_schemas());
      if (bad) RC_FAIL(*bad);
    }
  });
  EXPECT_TRUE(held);
}

TYPED_TEST(admin_values, are_objects) {
  for (const char* text : {"[]", "null", "7", "\"x\""}) {
    EXPECT_FALSE(decode<TypeParam>(*parse_json(text))) << text;
  }
}

TYPED_TEST(admin_values, keep_out_unknown_fields_in_requests_and_pass_them_in_answers) {
  bool held = rc::check("unknown", [&] {
    json::object given = any_object(codec<TypeParam>::schema(), component_schemas());
    given["newer_field"] = 1;
    RC_ASSERT(decode<TypeParam>(given).has_value());
    RC_ASSERT(!decode_request<TypeParam>(canonical(given)).has_value());
  });
  EXPECT_TRUE(held);
}

// How many objects may be within one another below this message.
int depth_of(const json::object& schema) {
  const json::object& value = schema.at("properties").at("args").at("items").as_object();
  const json::value* forms = value.if_contains("anyOf");
  return forms == nullptr ? 0 : 1 + depth_of(forms->as_array().at(1).as_object());
}

TEST(admin_schemas, describe_messages_as_deep_as_they_are_written_and_read) {
  EXPECT_EQ(depth_of(component_schemas().at("message").as_object()), max_message_depth);
}

TEST(admin_schemas, refer_only_to_one_another) {
  std::function<void(const json::value&)> walk = [&](const json::value& v) {
    if (const json::array* list = v.if_array()) {
      for (const json::value& entry : *list) walk(entry);
    }
    const json::object* o = v.if_object();
    if (o == nullptr) return;
    if (const json::value* ref = o->if_contains("$ref"); ref != nullptr && ref->is_string()) {
      std::string name(ref->as_string());
      EXPECT_TRUE(name.starts_with("#/components/schemas/") && component_schemas().contains(name.substr(21)))
          << name;
    }
    for (const auto& pair : *o) walk(pair.value());
  };
  walk(component_schemas());
}

}  // namespace
}  // namespace bangtin::wire::admin
