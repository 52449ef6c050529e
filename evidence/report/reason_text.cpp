// One sentence per reason, so that reports, `plays count` and `plays compliance` say the same.
#include "evidence/report/monthly_report.hpp"

namespace bangtin::evidence::report {

message reason_text(std::string_view reason) {
  return msg("{}", std::string(reason));
}

}  // namespace bangtin::evidence::report
