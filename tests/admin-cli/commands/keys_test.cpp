#include "admin-cli/commands/keys_of_a_site.hpp"

namespace bangtin::admin_cli::commands {
namespace {

using ::testing::HasSubstr;

TEST_F(keys, init_makes_a_private_folder_that_verifies) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "mật khẩu dài\r\nsecond line\n");
  spoken said = call_without_daemon({"keys", "init", "--name", "Nguyễn Văn A", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(said.document().at("approver").at("name"), "Nguyễn Văn A");
  EXPECT_EQ(mode(folder), 0700U);
  for (const char* name : {"root.pem", "approver.pem", "approver.cert", "root.pub"})
    EXPECT_EQ(mode(folder / name), 0600U);
  result<key_facts> facts = read_keys(folder);
  ASSERT_TRUE(facts) << describe(facts.error());
  EXPECT_EQ(facts->approver.not_before, now);
  EXPECT_EQ(facts->approver.not_after, now + std::chrono::days(5 * 365));
  result<secret_key> root = open_key(folder / "root.pem", "mật khẩu dài");
  result<secret_key> approver = open_key(folder / "approver.pem", "mật khẩu dài");
  ASSERT_TRUE(root && approver);
  EXPECT_EQ(root->public_part(), facts->root);
  EXPECT_EQ(approver->public_part(), facts->approver.key);
  EXPECT_FALSE(open_key(folder / "root.pem", "wrong"));
  EXPECT_FALSE(open_key(folder / "root.pem", ""));
}

TEST_F(keys, init_makes_none_beside_a_daemon_unless_the_owner_says_so) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  std::filesystem::create_directories(user_data_folder() / "daemon");
  spoken said = call_without_daemon({"keys", "init"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, testing::AllOf(HasSubstr("daemon's data folder"), HasSubstr("--single-machine")));
  EXPECT_FALSE(std::filesystem::exists(folder));
  EXPECT_EQ(call_without_daemon({"keys", "init", "--single-machine"}).code, 0);
  EXPECT_TRUE(std::filesystem::exists(folder));
}

TEST_F(keys, init_never_overwrites) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  for (const char* present : {"root.pem", "approver.pem", "approver.cert", "root.pub"}) {
    std::filesystem::remove_all(folder);
    (void)file(std::string("keys/") + present, "mine");
    spoken said = call_without_daemon({"keys", "init"});
    EXPECT_EQ(said.code, 1) << present;
    std::size_t count =
        static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
    EXPECT_EQ(count, 1U) << present;
    EXPECT_EQ(*read_file(folder / present, 100), "mine");
  }
}

TEST_F(keys, the_approvers_name_is_one_line_that_people_can_see) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  for (const char* bad : {"", " ", "a\nb", "a\tb", "a\x1b[31m", "abc\u202Edef", "a\u200Bb", "a\u2028b"}) {
    spoken said = call_without_daemon({"keys", "init", "--name", bad});
    EXPECT_EQ(said.code, 2) << said.err;
    EXPECT_THAT(said.err, testing::HasSubstr("--name cannot be"));
  }
  EXPECT_EQ(call_without_daemon({"keys", "init", "--name", std::string(201, 'a')}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST_F(keys, the_passphrase_is_asked_twice_and_must_be_good) {
  person.there = true;
  person.secrets = {"long enough", "long enouhg"};
  EXPECT_EQ(call_without_daemon({"keys", "init"}).code, 2);
  EXPECT_FALSE(std::filesystem::exists(folder));
  person.secrets = {"short", "short"};
  EXPECT_THAT(call_without_daemon({"keys", "init"}).err, HasSubstr("too short"));
  person.secrets = {"short", "long enough", "long enouhg", "long enough", "long enough"};
  spoken said = call_without_daemon({"keys", "init"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err,
              HasSubstr("the two passphrases differ — type a passphrase, and the same one once more"));
  EXPECT_TRUE(person.secrets.empty());
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "\nsecond\n");
  EXPECT_THAT(call_without_daemon({"keys", "init", "--keys", daemon.folder() / "other"}).err,
              HasSubstr("is empty"));
}

TEST_F(keys, the_folder_is_remembered_and_can_be_named) {
  env.erase("BANGTIN_KEYS");
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  std::string other = daemon.folder() / "stick" / "keys";
  ASSERT_EQ(call_without_daemon({"keys", "init", "--keys", other}).code, 0);
  EXPECT_EQ(call_without_daemon({"keys", "list", "--json"}).document().at("folder"), json::value(other));
  env["BANGTIN_KEYS"] = daemon.folder() / "nowhere";
  EXPECT_EQ(call_without_daemon({"keys", "list"}).code, 1);
  EXPECT_EQ(call_without_daemon({"keys", "list", "--keys", other}).code, 0);
}

TEST_F(keys, a_forged_certificate_is_a_failed_verification) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  ASSERT_EQ(call_without_daemon({"keys", "init"}).code, 0);
  std::string mine = *read_file(folder / "root.pub", 1000);
  (void)file("keys/root.pub", secret_key::generate().public_part().pem());
  EXPECT_EQ(call_without_daemon({"keys", "list"}).code, 4);
  (void)file("keys/root.pub", "-----BEGIN PUBLIC KEY-----\nnonsense\n");
  EXPECT_EQ(call_without_daemon({"keys", "list"}).code, 1);
  (void)file("keys/root.pub", mine);
  (void)file("keys/approver.cert", "{");
  EXPECT_EQ(call_without_daemon({"keys", "list"}).code, 1);
}

TEST_F(keys, an_expired_certificate_is_pointed_at) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  ASSERT_EQ(call_without_daemon({"keys", "init"}).code, 0);
  now += std::chrono::days(5 * 365);
  EXPECT_THAT(call_without_daemon({"keys", "list"}).err, HasSubstr("has expired"));
}

TEST_F(keys, an_approver_name_of_two_lines_is_refused) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  EXPECT_EQ(call_without_daemon({"keys", "init", "--name", "a\nb"}).code, 2);
  EXPECT_EQ(call_without_daemon({"keys", "init", "--name", ""}).code, 2);
}

TEST_F(keys, the_sheet_has_each_file_as_a_code_and_keeps_the_secrets_encrypted) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  ASSERT_EQ(call_without_daemon({"keys", "init", "--name", "Nguyễn Văn A"}).code, 0);
  const std::filesystem::path pdf = daemon.folder() / "sheet.pdf";
  spoken said = call_without_daemon({"keys", "sheet", "-o", pdf, "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(mode(pdf), 0600U);
  EXPECT_THAT(read_file(pdf, 10'000'000).value(), testing::StartsWith("%PDF-"));
  EXPECT_EQ(call_without_daemon({"keys", "sheet"}).code, 2);
  EXPECT_EQ(call_without_daemon({"keys", "sheet", "-o", daemon.folder() / "no" / "such" / "sheet.pdf"}).code,
            1);
  std::filesystem::remove(folder / "root.pem");
  EXPECT_EQ(call_without_daemon({"keys", "sheet", "-o", pdf}).code, 1);
}

TEST_F(keys, the_copy_for_a_browser_is_private_and_never_written_over_another_file) {
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "long enough\n");
  ASSERT_EQ(call_without_daemon({"keys", "init", "--name", "Nguyễn Văn A"}).code, 0);
  const std::filesystem::path copy = daemon.folder() / "duyet.key";
  spoken said = call_without_daemon({"keys", "export", "--web", copy, "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(mode(copy), 0600U);
  const json::value content = parse_json(*read_file(copy, 10'000)).value();
  EXPECT_EQ(content.at("format"), "bangtin-web-key-1");
  EXPECT_EQ(content.at("root"), json::value(read_keys(folder)->root.hex()));
  EXPECT_EQ(content.at("certificate").at("text"),
            json::value(read_certificate(folder / "approver.cert")->text));
  const std::string before = *read_file(copy, 10'000);
  EXPECT_THAT(call_without_daemon({"keys", "export", "--web", copy}).err, HasSubstr("exists already"));
  EXPECT_EQ(*read_file(copy, 10'000), before);
  env["BANGTIN_PASSPHRASE_FILE"] = file("pass", "not the one\n");
  EXPECT_EQ(call_without_daemon({"keys", "export", "--web", daemon.folder() / "other.key"}).code, 4);
  EXPECT_FALSE(std::filesystem::exists(daemon.folder() / "other.key"));
  EXPECT_EQ(call_without_daemon({"keys", "export"}).code, 2);
}

// ---- who may sign

TEST_F(keys_of_a_site, add_makes_a_key_and_tells_the_screens_that_it_counts) {
  shows(folder);
  spoken said = add_the_second();
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(mode(second), 0700U);
  EXPECT_FALSE(std::filesystem::exists(second / "root.pem"));
  result<key_facts> facts = read_keys(second);
  ASSERT_TRUE(facts) << describe(facts.error());
  EXPECT_EQ(facts->root, read_keys(folder)->root);
  EXPECT_EQ(facts->approver.name, "Nam");
  const wire::site_trust now_in_force = in_force();
  EXPECT_EQ(now_in_force.number, 1);
  EXPECT_EQ(now_in_force.programme_version, 7);
  EXPECT_EQ(now_in_force.approvers.size(), 2U);
  EXPECT_TRUE(now_in_force.trusts(facts->approver.key));
  EXPECT_TRUE(now_in_force.trusts(read_keys(folder)->approver.key));
  EXPECT_EQ(said.document().at("behind"), json::value({"market"}));
  EXPECT_EQ(call({"keys", "add", "--name", "Nam", "--to", second}).code, 1) << "nothing is overwritten";
  EXPECT_EQ(in_force().number, 1);
}

TEST_F(keys_of_a_site, add_leaves_no_key_behind_that_nobody_trusts) {
  daemon.on("POST /v1/trust", [](const heard&) {
    return answer{409, problem("conflict", "another programme is on {}", "show", "again")};
  });
  EXPECT_EQ(add_the_second().code, 1);
  EXPECT_FALSE(std::filesystem::exists(second));
}

TEST_F(keys_of_a_site, revoke_takes_a_key_away_for_good_and_names_who_has_not_heard) {
  shows(folder);
  ASSERT_EQ(add_the_second().code, 0);
  const public_key nam = read_keys(second)->approver.key;
  spoken said = call({"keys", "revoke", "nam"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("market"));
  EXPECT_THAT(said.err, testing::Not(HasSubstr("lobby")));
  EXPECT_EQ(in_force().number, 2);
  EXPECT_FALSE(in_force().trusts(nam));
  EXPECT_TRUE(in_force().has_revoked(nam));
  EXPECT_THAT(call({"keys", "list"}).out, testing::AllOf(HasSubstr("Nam"), HasSubstr("revoked")));
  const std::string told = call({"keys", "list"}).out;
  const std::string mine = read_keys(folder)->approver.key.hex().substr(0, 8);
  EXPECT_EQ(told.find(mine), told.rfind(mine)) << "one row for the key in the folder:\n" << told;
  // A daemon that gives the statement before does not make root forget the key.
  state.text.clear();
  state.signature.reset();
  ASSERT_EQ(call({"keys", "add", "--name", "Lan", "--to", daemon.folder() / "lan"}).code, 0);
  EXPECT_EQ(in_force().number, 3);
  EXPECT_TRUE(in_force().has_revoked(nam));
}

TEST_F(keys_of_a_site, revoke_names_the_approver_by_name_or_key) {
  ASSERT_EQ(add_the_second().code, 0);
  const std::string key = read_keys(second)->approver.key.hex();
  for (const std::string& nobody : {std::string("Lan"), key.substr(0, 7), std::string(64, '0')}) {
    spoken said = call({"keys", "revoke", nobody});
    EXPECT_EQ(said.code, 1) << nobody;
    EXPECT_THAT(said.err, testing::AllOf(HasSubstr("Hạnh"), HasSubstr("Nam"))) << nobody;
  }
  EXPECT_EQ(call({"keys", "revoke", key.substr(0, 8)}).code, 0);
  EXPECT_EQ(in_force().approvers.size(), 1U);
}

TEST_F(keys_of_a_site, revoke_is_refused_while_screens_would_be_left_with_what_nobody_trusted_signed) {
  shows(folder);
  EXPECT_THAT(call({"keys", "revoke", "Hạnh"}).err, HasSubstr("the only approver"));
  ASSERT_EQ(add_the_second().code, 0);
  spoken said = call({"keys", "revoke", "Hạnh"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, testing::AllOf(HasSubstr("version 7"), HasSubstr("approve --key")));
  EXPECT_EQ(in_force().number, 1);
  shows(second);
  EXPECT_EQ(call({"keys", "revoke", "Hạnh"}).code, 0);
  EXPECT_EQ(in_force().number, 2);
}

TEST_F(keys_of_a_site, require_two_needs_two_approvers_and_their_signatures_on_what_is_on_show) {
  screens = "[]";
  EXPECT_THAT(call({"keys", "require", "2"}).err, HasSubstr("one approver, and two would have to sign"));
  ASSERT_EQ(add_the_second().code, 0);
  shows(folder);
  EXPECT_THAT(call({"keys", "require", "2"}).err, HasSubstr("approve --two"));
  EXPECT_EQ(in_force().approvals, 1);
  wire::add_second(*on_show, wire::programme_kind(), open_key(second / "approver.pem", "long enough").value(),
                   read_certificate(second / "approver.cert").value());
  spoken said = call({"keys", "require", "2", "--json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(in_force().approvals, 2);
  EXPECT_EQ(in_force().number, 2);
  EXPECT_EQ(said.document().at("approvals"), 2);
  EXPECT_THAT(call({"keys", "list"}).out, HasSubstr("Two approvers must sign"));
  EXPECT_EQ(call({"keys", "require", "2"}).code, 0);
  EXPECT_EQ(in_force().number, 2) << "it was so already";
  for (const char* who : {"Nam", "Hạnh"})
    EXPECT_THAT(call({"keys", "revoke", who}).err, HasSubstr("two approvers must sign at this site")) << who;
  EXPECT_EQ(call({"keys", "require", "1"}).code, 0);
  EXPECT_EQ(in_force().approvals, 1);
  EXPECT_THAT(call({"keys", "revoke", "Nam"}).err, HasSubstr("was signed by Nam")) << "as the second";
}

TEST_F(keys_of_a_site, require_two_names_screens_that_read_one_signature) {
  ASSERT_EQ(add_the_second().code, 0);
  screens =
      R"([{"name":"lobby","last_seen":1791590412000,"programme_format":4},)"
      R"({"name":"market","last_seen":1791590412000,"programme_format":3},{"name":"new","last_seen":null}])";
  spoken said = call({"keys", "require", "2"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, testing::AllOf(HasSubstr("market"), HasSubstr("--leave-behind")));
  EXPECT_THAT(said.err, testing::Not(HasSubstr("lobby")));
  EXPECT_EQ(in_force().approvals, 1);
  said = call({"keys", "require", "2", "--leave-behind"});
  EXPECT_EQ(said.code, 0);
  EXPECT_THAT(said.err, HasSubstr("market"));
  EXPECT_EQ(in_force().approvals, 2);
}

TEST_F(keys_of_a_site, renew_daemon_has_root_name_the_next_key_beside_all_before) {
  const public_key one = secret_key::generate().public_part(), two = secret_key::generate().public_part(),
                   three = secret_key::generate().public_part();
  wire::admin::daemon_key_pair keys{one, two};
  daemon.on("POST /v1/daemon-key", [&](const heard&) {
    return answer{200, canonical(wire::admin::encode(keys))};
  });
  spoken said = call({"keys", "renew-daemon"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_THAT(said.err, HasSubstr("Restart the daemon"));
  EXPECT_EQ(wire::daemon_keys(in_force(), one), (std::vector{two, one}));
  said = call({"keys", "renew-daemon"});
  EXPECT_EQ(said.code, 1);
  EXPECT_THAT(said.err, HasSubstr("has not taken the key yet"));
  keys = {two, three};
  now += std::chrono::hours(1);
  ASSERT_EQ(call({"keys", "renew-daemon"}).code, 0);
  EXPECT_EQ(wire::daemon_keys(in_force(), one), (std::vector{three, two, one}));
  EXPECT_EQ(in_force().number, 2);
}

TEST_F(keys_of_a_site, revoke_asks_first_and_needs_the_roots_passphrase) {
  ASSERT_EQ(add_the_second().code, 0);
  env.erase("BANGTIN_PASSPHRASE_FILE");
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(call({"keys", "revoke", "Nam"}).code, 1);
  EXPECT_EQ(person.asked.size(), 1U);
  person.consents = {true};
  person.secrets = {"wrong"};
  EXPECT_EQ(call({"keys", "revoke", "Nam"}).code, 4);
  EXPECT_EQ(in_force().number, 1);
  person.consents = {true};
  person.secrets = {"long enough"};
  EXPECT_EQ(call({"keys", "revoke", "Nam"}).code, 0);
  EXPECT_EQ(in_force().number, 2);
}

TEST_F(keys_of_a_site, a_statement_that_another_root_signed_is_not_gone_on_from) {
  const secret_key stranger = secret_key::generate();
  state.text = wire::to_text(wire::site_trust{5, now, 0, {{stranger.public_part(), "X"}}, {}});
  state.signature = evidence::sign_text(state.text, stranger).signature;
  EXPECT_EQ(add_the_second().code, 4);
  EXPECT_TRUE(posted.empty());
  EXPECT_THAT(call({"keys", "list"}).err, HasSubstr("did not sign"));
}

TEST_F(keys_of_a_site, an_older_daemon_is_named_as_the_obstacle) {
  daemon.on("GET /v1/trust", [](const heard&) { return answer{404, problem("not_found", "{}", "x", "y")}; });
  EXPECT_THAT(add_the_second().err, HasSubstr("too old"));
  EXPECT_EQ(call({"keys", "list"}).code, 0);
}

// ---- from one key to the next

// Hạnh's key signed what is on show. Each kind of change that the daemon is asked for can be made to fail.
class an_office_that_changes : public keys_of_a_site {
 public:
  std::vector<std::string> changes;  // in order: "statement 1", "version 8", "waits 8"
  std::string fails;                 // the change that is refused
  wire::admin::site at_site;

  void SetUp() override {
    keys_of_a_site::SetUp();
    shows(folder);
    at_site.root = read_keys(folder)->root;
    daemon.on("GET /v1/site", [this](const heard&) {
      return answer{200, canonical(wire::admin::encode(at_site))};
    });
    daemon.on("POST /v1/trust", [this](const heard& h) {
      const auto order = wire::admin::decode<wire::admin::trust_order>(*parse_json(h.body)).value();
      const auto next =
          wire::verify_trust(wire::signed_text{order.text, order.signature}, order.root).value();
      return change(fmt::format("statement {}", next.number), [&] {
        EXPECT_FALSE(wire::why_not_approved(next, *on_show)) << "what is on show must stay approved";
        state.text = order.text;
        state.signature = order.signature;
        return told();
      });
    });
    daemon.on("POST /v1/programmes", [this](const heard& h) { return takes(h, "version"); });
    daemon.on("PUT /v1/programmes/waiting", [this](const heard& h) { return takes(h, "waits"); });
  }
  answer change(const std::string& what, const std::function<answer()>& done) {
    changes.push_back(what);
    if (what == fails) return {409, problem("conflict", "there is no {}", "power", "call again")};
    return done();
  }
  answer takes(const heard& h, const std::string& word) {
    const auto p = wire::admin::decode<wire::admin::publication>(*parse_json(h.body)).value();
    const auto v = wire::verify(p.programme, p.root, 1).value();
    return change(fmt::format("{} {}", word, v.value.version), [&] {
      if (word == "version") on_show = p.programme;
      return answer{200, "{\"version\":1}"};
    });
  }
  spoken replace(std::vector<std::string> more = {"--name", "Nam"}) {
    more.insert(more.begin(), {"keys", "replace", "Hạnh", "--to", second.string(), "--json"});
    return call(more);
  }
  const std::vector<std::string> whole{"statement 1", "version 8", "statement 2"};
};

TEST_F(an_office_that_changes, has_the_new_key_sign_before_the_old_one_goes) {
  const public_key old = read_keys(folder)->approver.key;
  spoken said = replace();
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(changes, whole);
  const public_key fresh = read_keys(second)->approver.key;
  EXPECT_EQ(read_keys(second)->approver.name, "Nam");
  EXPECT_TRUE(in_force().trusts(fresh));
  EXPECT_TRUE(in_force().has_revoked(old));
  EXPECT_EQ(in_force().programme_version, 8);
  EXPECT_EQ(wire::signers_of(*on_show).first, fresh);
  EXPECT_EQ(said.document().at("number"), 2);
  said = replace();
  EXPECT_EQ(said.code, 0) << said.err;
  EXPECT_EQ(changes, whole) << "the same call once more changes nothing";
}

TEST_F(an_office_that_changes, goes_on_after_an_interruption_at_any_step) {
  for (const std::string& step : whole) {
    fails = step;
    spoken said = replace();
    EXPECT_EQ(said.code, 1) << step;
    EXPECT_TRUE(in_force().revoked.empty()) << step;
  }
  const public_key fresh = read_keys(second)->approver.key;
  fails.clear();
  ASSERT_EQ(replace().code, 0);
  EXPECT_EQ(read_keys(second)->approver.key, fresh) << "one key was made";
  EXPECT_EQ(changes, (std::vector<std::string>{"statement 1", "statement 1", "version 8", "version 8",
                                               "statement 2", "statement 2"}));
}

TEST_F(an_office_that_changes, makes_a_key_again_whose_files_are_not_all_there) {
  fails = "statement 1";
  ASSERT_EQ(replace().code, 1);
  const public_key half = read_keys(second)->approver.key;
  for (const char* missing : {"root.pub", "approver.cert", "approver.pem"}) {
    std::filesystem::remove(second / missing);
    ASSERT_EQ(replace().code, 1) << missing;
    ASSERT_TRUE(read_keys(second)) << missing;
  }
  fails.clear();
  ASSERT_EQ(replace().code, 0);
  EXPECT_FALSE(in_force().trusts(half));
  EXPECT_FALSE(in_force().has_revoked(half));
}

TEST_F(an_office_that_changes, keeps_the_name_of_an_approver_who_gets_another_key) {
  const public_key old = read_keys(folder)->approver.key;
  fails = "statement 2";
  ASSERT_EQ(replace({}).code, 1);
  fails.clear();
  spoken said = replace({});
  ASSERT_EQ(said.code, 0) << said.err << "two approvers have this name meanwhile, and the old one is meant";
  EXPECT_EQ(read_keys(second)->approver.name, "Hạnh");
  EXPECT_TRUE(in_force().has_revoked(old));
}

TEST_F(an_office_that_changes, waits_for_the_other_approver_where_two_must_sign) {
  at_site.approvals = 2;
  ASSERT_EQ(replace().code, 0);
  EXPECT_EQ(changes, (std::vector<std::string>{"statement 1", "waits 8"}));
  EXPECT_TRUE(in_force().revoked.empty());
  on_show = wire::sign_programme(playlists::text::from_bytes(on_show->bytes).value(),
                                 open_key(second / "approver.pem", "long enough").value(),
                                 read_certificate(second / "approver.cert").value());
  ASSERT_EQ(replace().code, 0);
  EXPECT_EQ(changes, (std::vector<std::string>{"statement 1", "waits 8", "statement 2"}));
}

TEST_F(an_office_that_changes, touches_no_other_key) {
  EXPECT_EQ(call({"keys", "replace", "Hạnh", "--to", folder.string()}).code, 1) << "the root's folder";
  ASSERT_TRUE(read_keys(folder));
  EXPECT_EQ(call({"keys", "replace", "Nobody", "--to", second.string()}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(second));
  ASSERT_EQ(add_the_second().code, 0);
  EXPECT_EQ(replace({"--name", "Lan"}).code, 1) << "the folder has the key of Nam";
  EXPECT_EQ(call({"keys", "replace", "Nam", "--to", second.string()}).code, 1) << "the old key itself";
  person.there = true;
  person.consents = {false};
  EXPECT_EQ(call({"keys", "replace", "Hạnh", "--to", daemon.folder() / "lan"}).code, 1);
  EXPECT_FALSE(std::filesystem::exists(daemon.folder() / "lan"));
  EXPECT_EQ(changes, std::vector<std::string>{"statement 1"});
}

}  // namespace
}  // namespace bangtin::admin_cli::commands
