// The approver whom a person means: by name, or by the first digits of the key.
#pragma once

#include <string>

#include "base/error.hpp"
#include "wire/site_trust.hpp"

namespace bangtin::admin_cli::commands {

// Marks and case of the name are forgiven where one fits. errc::not_found names those that there are;
// errc::conflict where several fit.
result<wire::trusted_approver> choose_approver(const std::string& typed, const wire::site_trust& t);

}  // namespace bangtin::admin_cli::commands
