// Lists of texts in answers for programs. Pure.
#pragma once

#include <boost/json/array.hpp>

#include "base/json.hpp"

namespace bangtin::admin_cli::views {

// Of any range of std::string, in its order.
template <class List>
json::array json_texts(const List& all) {
  return json::array(all.begin(), all.end());
}

}  // namespace bangtin::admin_cli::views
