// Starts one child through Boost.Process v2 with our launcher, and hands it over as a pid and a
// pidfd. The only place of io/ that sees Boost.Process.
#pragma once

#include <boost/asio/io_context.hpp>
#include <string>
#include <vector>

#include "io/child_setup.hpp"
#include "io/spawner.hpp"

namespace actord::io {

// `words` is the whole argv. The pidfd may be missing: out of descriptors.
spawn_outcome start_child(boost::asio::io_context& io, spawner& how, const std::string& executable,
                          const std::vector<std::string>& words, const child_setup& setup);

}  // namespace actord::io
