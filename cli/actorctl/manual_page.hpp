// actorctl(1), made from the verb table, the options and the exit statuses.
#pragma once

#include <string>

namespace actord::cli {

std::string manual_page();

}  // namespace actord::cli
