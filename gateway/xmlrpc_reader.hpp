// Reads XML-RPC calls (contract §6.1): pure bytes to values. Strict where a mistake could hide, and
// bounded in depth, tags and bytes before any tree is built. Document type declarations are
// refused, so no entity but XML's own five ever means anything.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.hpp"
#include "gateway/xmlrpc_value.hpp"

namespace actord::gateway::xmlrpc {

// A call needs a few hundred tags; a multicall of a thousand calls some 20,000.
inline constexpr std::size_t most_tags = 200'000;
inline constexpr std::size_t most_nesting = 48;  // values within values

enum class read_problem { unmarshallable, no_method_name };

// The names that Supervisor's log gives them.
std::string_view text_of(read_problem problem);

core::result<call, read_problem> read_call(std::string_view document);

}  // namespace actord::gateway::xmlrpc
