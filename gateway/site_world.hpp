// What every page and method of a server may use.
#pragma once

#include "core/ports.hpp"
#include "gateway/method_table.hpp"

namespace actord::gateway {

struct site_world {
  rpc_world rpc;                // its backend answers on the gateway's thread
  core::own_log* log{nullptr};  // may be null; outlives the site
};

}  // namespace actord::gateway
