// Material for another body over real sockets: what the daemon signs, and what it does not share.
#include <gmock/gmock.h>

#include "scheduler/site.hpp"
#include "wire/admin/bundles.hpp"
#include "wire/share.hpp"

namespace bangtin::scheduler::test {
namespace {

using testing::HasSubstr;

class shared_material : public site {
 protected:
  answer share(const std::vector<std::string>& ids) {
    return admin("POST", "/v1/media/share", canonical(wire::admin::encode(wire::admin::share_order{ids})));
  }
};

TEST_F(shared_material, that_is_not_here_is_not_shared) {
  start();
  EXPECT_EQ(share({"0123456789ab"}).status, 404);
  EXPECT_EQ(share({}).status, 422);
  EXPECT_THAT(admin("GET", "/v1/audit").body, testing::Not(HasSubstr("for another body")));
}

}  // namespace
}  // namespace bangtin::scheduler::test
