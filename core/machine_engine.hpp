// The machine with its table as an argument: for step(), and for the tests that mutate the table.
// Nobody else includes this.
#pragma once

#include "core/machine.hpp"
#include "core/machine_rows.hpp"

namespace actord::core {

step_result step_with(const transition_table& table, const facts& before, const policy& how,
                      const input& what, instant now);

}  // namespace actord::core
