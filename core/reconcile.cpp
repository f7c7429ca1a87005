#include "core/reconcile.hpp"

namespace actord::core {

namespace {

// The host is ahead of the report (or there is no report): its word alone.
facts facts_of(const from_host::view& host, instant now) {
  facts f;
  f.run = host.run;
  f.pid = host.pid;
  f.started = now.mono;
  f.started_wall = now.wall;
  if (host.ended) {
    f.state = proc_state::exited;
    f.last_exit = *host.ended;
    f.exitstatus = host.ended->reported();
    f.stopped_wall = now.wall;
  } else if (host.spawn_error) {
    f.state = proc_state::fatal;
    f.spawn_error = *host.spawn_error;
  } else {
    f.state = host.pid != 0 ? proc_state::running : proc_state::starting;
  }
  return f;
}

bool awaits_the_host(proc_state s) {
  return s == proc_state::starting || s == proc_state::running || s == proc_state::stopping;
}

}  // namespace

takeover reconcile(const facts& remembered, const from_host::view& host, instant now) {
  if (host.run > remembered.run) return {facts_of(host, now), {in::resume{}}, false};

  takeover t{remembered, {in::resume{}}, false};
  if (!awaits_the_host(remembered.state)) return t;
  if (host.run < remembered.run) {
    t.launch_again = true;
    return t;
  }
  if (host.spawn_error) {
    t.missed.push_back(in::spawn_failed{host.run, *host.spawn_error});
  } else {
    if (remembered.pid == 0 && host.pid != 0) t.missed.push_back(in::spawned{host.run, host.pid});
    if (host.ended) t.missed.push_back(in::exited{host.run, *host.ended});
  }
  return t;
}

}  // namespace actord::core
