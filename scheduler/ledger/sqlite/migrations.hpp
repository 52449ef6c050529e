// The schema of the daemon's database as a list of migration steps. Never change a step that was released;
// add a new one.
#pragma once

#include <span>

#include "base/sqlite/database.hpp"

namespace bangtin::scheduler::ledger::sqlite {

std::span<const bangtin::sqlite::migration> ledger_migrations();

}  // namespace bangtin::scheduler::ledger::sqlite
