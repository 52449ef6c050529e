// keys succeed, and the folders of keys that follow a new root key.
#include <set>
#include <tuple>

#include "admin-cli/commands/keys_of_a_site.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

// Its daemon checks a change to a new root as the real one does. Hạnh has signed what is on show, Nam
// nothing.
class a_root_that_ends : public keys_of_a_site {
 public:
  wire::admin::site at_site;
  wire::admin::certificate_list stored;
  std::vector<wire::admin::root_order> taken;
  bool refuses = false;
  std::filesystem::path fresh = daemon.folder() / "new";

  void SetUp() override {
    keys_of_a_site::SetUp();
    shows(folder);
    at_site.root = read_keys(folder)->root;
    daemon.on("GET /v1/site", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(at_site))};
    });
    ASSERT_EQ(add_the_second().code, 0);
    const wire::screen_certificate lobby{secret_key::generate().public_part(), "lobby", now};
    stored.approvers = {read_certificate(folder / "approver.cert").value()};
    stored.screens = {evidence::sign_text(wire::to_text(lobby), root_in(folder))};
    daemon.on("GET /v1/certificates", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(stored))};
    });
    daemon.on("POST /v1/root", [this](const heard& h) {
      if (refuses) return answer{409, problem("conflict", "there is no {}", "power", "call again")};
      return takes(wire::admin::decode<wire::admin::root_order>(*parse_json(h.body)).value());
    });
  }
  static secret_key root_in(const std::filesystem::path& f) {
    return open_key(f / "root.pem", "long enough").value();
  }
  static std::set<std::string> texts_of(const std::vector<evidence::signed_text>& all) {
    std::set<std::string> texts;
    for (const evidence::signed_text& c : all) texts.insert(c.text);
    return texts;
  }
  answer takes(const wire::admin::root_order& o) {
    EXPECT_EQ(wire::follow(o.roots, *at_site.root).value(), o.root);
    EXPECT_TRUE(wire::check_continues(state.roots, o.roots));
    const auto next = wire::verify_trust(wire::signed_text{o.text, o.signature}, o.root);
    EXPECT_TRUE(next && wire::check_succession(in_force(), *next));
    for (const auto* all : {&o.roots.certificates, &o.screens}) {
      for (const evidence::signed_text& c : *all) EXPECT_TRUE(evidence::verify(c, o.root)) << c.text;
    }
    EXPECT_EQ(texts_of(o.screens), texts_of(stored.screens));
    EXPECT_THAT(texts_of(o.roots.certificates), testing::IsSupersetOf(texts_of(stored.approvers)));
    taken.push_back(o);
    at_site.root = o.root;
    state.text = o.text;
    state.signature = o.signature;
    state.roots = o.roots;
    state.screens[0].number = next->number;
    stored = {o.roots.certificates, o.screens};
    wire::recertify(*on_show, o.roots);
    return {204, ""};
  }
  spoken succeed(std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"keys", "succeed", "--to", fresh.string(), "--json"});
    return call(more);
  }
};

TEST_F(a_root_that_ends, is_followed_by_a_new_one_that_signs_from_then_on) {
  const public_key before = *at_site.root;
  const wire::approver_certificate own = read_keys(folder)->approver;
  spoken said = succeed();
  ASSERT_EQ(said.code, 0) << said.err;
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_NE(*at_site.root, before);
  for (const char* name : {"root.pem", "root.pub"}) EXPECT_EQ(mode(fresh / name), 0600U) << name;
  EXPECT_EQ(root_in(fresh).public_part(), *at_site.root);
  EXPECT_EQ(in_force().number, 2);
  EXPECT_EQ(said.document().at("number"), 2);
  EXPECT_EQ(said.document().at("behind"), json::value({"market"}));
  EXPECT_THAT(said.err, testing::AllOf(HasSubstr("market"), HasSubstr((folder / "root.pem").string())));
  result<key_facts> here = read_keys(folder);
  ASSERT_TRUE(here) << describe(here.error());
  EXPECT_EQ(here->root, *at_site.root);
  EXPECT_EQ(wire::to_text(here->approver), wire::to_text(own)) << "the same certificate, signed anew";
  EXPECT_EQ(call({"keys", "add", "--name", "Lan", "--to", daemon.folder() / "lan"}).code, 4)
      << "the old root signs nothing more";
  EXPECT_EQ(call({"keys", "add", "--name", "Lan", "--to", daemon.folder() / "lan", "--keys", fresh}).code, 0);
  EXPECT_EQ(in_force().number, 3);
}

TEST_F(a_root_that_ends, takes_nobodys_right_to_sign) {
  const public_key nam = read_keys(second)->approver.key;
  ASSERT_EQ(succeed().code, 0);
  spoken said = call({"keys", "list", "--keys", second});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("new root key"));
  result<key_facts> facts = read_keys(second);
  ASSERT_TRUE(facts) << describe(facts.error());
  EXPECT_EQ(facts->root, *at_site.root);
  EXPECT_EQ(facts->approver.key, nam) << "who had signed nothing that the daemon knows";
  EXPECT_EQ(facts->approver.name, "Nam");
  EXPECT_EQ(*read_file(second / "trust.json", 100'000), *read_file(fresh / "trust.json", 100'000));
  said = call({"keys", "list", "--keys", second});
  EXPECT_THAT(said.err, testing::Not(HasSubstr("new root key"))) << "it is said once";
}

TEST_F(a_root_that_ends, goes_on_with_the_same_new_key_after_an_interruption) {
  refuses = true;
  spoken said = succeed();
  EXPECT_EQ(said.code, 1);
  EXPECT_TRUE(taken.empty());
  const public_key made = root_in(fresh).public_part();
  EXPECT_EQ(read_keys(folder)->root, *at_site.root) << "nothing has changed yet";
  refuses = false;
  ASSERT_EQ(succeed().code, 0);
  EXPECT_EQ(*at_site.root, made);
  said = succeed();
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(taken.size(), 1U) << "the same call once more changes nothing";
  fresh = daemon.folder() / "third";
  EXPECT_EQ(succeed().code, 4) << "the folder's root key has ended";
  ASSERT_EQ(succeed({"--keys", daemon.folder() / "new"}).code, 0);
  EXPECT_EQ(state.roots.successions.size(), 2U);
  EXPECT_EQ(call({"keys", "list"}).code, 0);
  EXPECT_EQ(read_keys(folder)->root, root_in(fresh).public_part()) << "over two steps at once";
}

TEST_F(a_root_that_ends, is_handed_over_again_where_a_backup_from_before_was_restored) {
  const auto site_before = at_site;
  const auto state_before = state;
  const auto stored_before = stored;
  const auto shown_before = on_show;
  ASSERT_EQ(succeed().code, 0);
  ASSERT_EQ(call({"keys", "add", "--name", "Lan", "--to", daemon.folder() / "lan", "--keys", fresh}).code, 0);
  at_site = site_before;
  state = state_before;
  stored = stored_before;
  on_show = shown_before;
  std::filesystem::remove(folder / "root.pem");  // as the command said
  spoken said = succeed();
  ASSERT_EQ(said.code, 0) << said.err;
  ASSERT_EQ(taken.size(), 2U);
  EXPECT_EQ(taken[1].roots.successions, taken[0].roots.successions) << "screens take no other in its place";
  EXPECT_EQ(in_force().number, 4) << "above what screens keep";
  EXPECT_TRUE(in_force().trusts(read_keys(daemon.folder() / "lan")->approver.key));
}

TEST_F(a_root_that_ends, signs_nothing_for_the_daemon_that_the_old_one_did_not_sign) {
  const secret_key thief = secret_key::generate();
  const wire::approver_certificate false_one{thief.public_part(), "Hạnh", now, now + std::chrono::hours(9)};
  stored.approvers.push_back(evidence::sign_text(wire::to_text(false_one), thief));
  spoken said = succeed();
  EXPECT_EQ(said.code, 4) << said.err;
  EXPECT_TRUE(taken.empty());
}

TEST_F(a_root_that_ends, is_kept_while_a_screen_could_not_follow) {
  screens =
      R"([{"name":"lobby","last_seen":1791590412000,"programme_format":5},)"
      R"({"name":"market","last_seen":1791590412000,"programme_format":4},{"name":"new","last_seen":null}])";
  spoken said = succeed();
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, testing::AllOf(HasSubstr("market"), testing::Not(HasSubstr("lobby")),
                                       HasSubstr("--leave-behind")));
  EXPECT_FALSE(std::filesystem::exists(fresh));
  EXPECT_EQ(succeed({"--leave-behind"}).code, 0);
}

TEST_F(a_root_that_ends, has_a_successor_in_a_folder_of_its_own) {
  fresh = folder;
  EXPECT_EQ(succeed().code, 1);
  EXPECT_TRUE(taken.empty());
  EXPECT_EQ(root_in(folder).public_part(), *at_site.root);
}

TEST_F(a_root_that_ends, is_not_left_for_one_that_it_did_not_name) {
  const public_key mine = *at_site.root;
  const std::string certificate = *read_file(folder / "approver.cert", 10'000);
  const secret_key thief = secret_key::generate();
  at_site.root = thief.public_part();
  const auto names_the_thief = [&](const secret_key& by) {
    state.roots.successions = {wire::sign_succession(1, now, by, thief)};
    const evidence::signed_text note =
        evidence::sign_text(wire::to_text(wire::site_trust{9, now, 0, in_force().approvers, {}}), thief);
    state.text = note.text;
    state.signature = note.signature;
  };
  names_the_thief(secret_key::generate());
  EXPECT_EQ(call({"keys", "list"}).code, 4);
  EXPECT_EQ(read_root(folder).value(), mine);
  EXPECT_EQ(*read_file(folder / "approver.cert", 10'000), certificate);
  state.roots.successions[0] = wire::sign_succession(1, now, root_in(folder), thief);
  state.roots.successions[0].by_old = thief.sign(state.roots.successions[0].text);
  EXPECT_EQ(call({"keys", "list"}).code, 4) << "the old root's signature is forged";
  EXPECT_EQ(read_root(folder).value(), mine);
  names_the_thief(root_in(folder));
  state.roots.certificates = {evidence::sign_text(wire::to_text(read_keys(folder)->approver), thief)};
  const evidence::signed_text old_one =
      evidence::sign_text(wire::to_text(wire::site_trust{1, now, 0, in_force().approvers, {}}), thief);
  const auto newer = std::pair(state.text, state.signature);
  state.text = old_one.text;
  state.signature = old_one.signature;
  EXPECT_EQ(call({"keys", "list"}).code, 4) << "a statement that goes back";
  EXPECT_EQ(read_root(folder).value(), mine);
  std::tie(state.text, state.signature) = newer;
  state.roots.certificates.clear();
  EXPECT_EQ(call({"keys", "list"}).code, 4) << "no certificate came along";
  EXPECT_EQ(read_root(folder).value(), mine);
}

TEST_F(a_root_that_ends, leaves_a_folder_of_a_root_alone_that_lists_and_prints) {
  ASSERT_EQ(succeed().code, 0);
  spoken said = call({"keys", "list", "--keys", fresh, "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(said.document().at("approver").is_null());
  EXPECT_EQ(said.document().at("root"), json::value(at_site.root->hex()));
  const std::filesystem::path sheet = daemon.folder() / "sheet.pdf";
  said = call({"keys", "sheet", "--keys", fresh, "-o", sheet});
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_TRUE(std::filesystem::exists(sheet));
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
