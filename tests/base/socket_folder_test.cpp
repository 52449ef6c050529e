#include "base/socket_folder.hpp"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/files.hpp"
#include "support/temporary_folder.hpp"

namespace bangtin {
namespace {

TEST(the_folder_of_a_socket, is_trusted_by_owner_and_mode) {
  constexpr uid_t me = 1000, another = 1001, daemon = 120;
  constexpr mode_t folder = S_IFDIR;
  struct row {
    const char* situation;
    folder_facts facts;
    folder_fault fault;
  };
  for (const row& r : std::vector<row>{
           {"the session's own", {folder | 0700, me, folder | 0755, 0}, folder_fault::none},
           {"the system's, owned by the daemon's user",
            {folder | 0750, daemon, folder | 0755, 0},
            folder_fault::none},
           {"root's", {folder | 0755, 0, folder | 0755, 0}, folder_fault::none},
           {"my own in /tmp", {folder | 0700, me, folder | 01777, 0}, folder_fault::none},
           {"another's in /tmp", {folder | 0700, another, folder | 01777, 0}, folder_fault::of_another},
           {"another's in /tmp, open to me",
            {folder | 0777, another, folder | 01777, 0},
            folder_fault::of_another},
           {"another's in another's",
            {folder | 0755, another, folder | 0755, another},
            folder_fault::of_another},
           {"/tmp itself", {folder | 01777, 0, folder | 0755, 0}, folder_fault::open_to_others},
           {"my own, open to all", {folder | 0757, me, folder | 0755, me}, folder_fault::open_to_others},
           {"my own, where all may move it",
            {folder | 0700, me, folder | 0777, me},
            folder_fault::open_to_others},
           {"my own, shared with a group", {folder | 0775, me, folder | 0775, me}, folder_fault::none},
           {"a link of another", {S_IFLNK | 0777, another, folder | 01777, 0}, folder_fault::no_folder},
           {"a link of mine", {S_IFLNK | 0777, me, folder | 01777, 0}, folder_fault::no_folder},
           {"a file", {S_IFREG | 0600, me, folder | 01777, 0}, folder_fault::no_folder}}) {
    EXPECT_EQ(fault_of(r.facts, me), r.fault) << r.situation;
  }
}

TEST(the_folder_of_a_socket, is_looked_at) {
  fakes::temporary_folder folder;
  const std::filesystem::path own = folder / "own";
  ASSERT_EQ(::mkdir(own.c_str(), 0700), 0);
  EXPECT_TRUE(check_socket_folder(own / "admin.sock"));
  EXPECT_TRUE(check_socket_folder(folder / "missing" / "admin.sock")) << "connecting tells that";
  ASSERT_EQ(::symlink(own.c_str(), (folder / "link").c_str()), 0);
  EXPECT_EQ(check_socket_folder(folder / "link" / "admin.sock").error().code, errc::forbidden);
  ASSERT_EQ(::chmod(own.c_str(), 0707), 0);
  result<void> open = check_socket_folder(own / "admin.sock");
  ASSERT_FALSE(open);
  EXPECT_NE(describe(open.error()).find("--socket"), std::string::npos) << "it says what to do";
}

TEST(the_folder_of_a_socket, of_another_user_is_refused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give a folder away";
  fakes::temporary_folder folder;
  ASSERT_EQ(::chmod(folder.path().c_str(), 01777), 0);
  const std::filesystem::path own = folder / "bangtin-0";
  ASSERT_EQ(::mkdir(own.c_str(), 0700), 0);
  ASSERT_EQ(::chown(own.c_str(), 65534, 65534), 0);
  EXPECT_EQ(check_socket_folder(own / "admin.sock").error().code, errc::forbidden);
}

TEST(who_answers_at_a_socket, is_root_oneself_or_the_folders_owner) {
  fakes::temporary_folder folder;
  int ends[2];
  ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends), 0);
  unique_fd mine(ends[0]), other(ends[1]);
  EXPECT_TRUE(check_socket_peer(mine.get(), folder / "admin.sock"));
  EXPECT_FALSE(check_socket_peer(-1, folder / "admin.sock"));
}

}  // namespace
}  // namespace bangtin
