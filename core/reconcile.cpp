#include "core/reconcile.hpp"

namespace actord::core {

namespace {

// Nobody remembers anything: the host's word alone. What has ended stays down, for it may have been
// stopped by request.
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
  if (remembered.run.value == 0 && host.run.value != 0)
    return {facts_of(host, now), {in::resume{}}, false};

  takeover t{remembered, {in::resume{}}, false};
  if (host.run > remembered.run) {
    // The last report was lost on the way: the launch was asked for, the rest is news.
    t.now.state = proc_state::starting;
    t.now.run = host.run;
    t.now.pid = 0;
    t.now.started = now.mono;
    t.now.started_wall = now.wall;
    t.now.spawn_error.clear();
    t.now.want_up = false;
    t.now.held = false;
  }
  if (!awaits_the_host(t.now.state)) return t;
  if (host.run < t.now.run) {
    t.launch_again = true;
    return t;
  }
  if (host.spawn_error) {
    t.missed.push_back(in::spawn_failed{host.run, *host.spawn_error});
  } else {
    if (t.now.pid == 0 && host.pid != 0) t.missed.push_back(in::spawned{host.run, host.pid});
    if (host.ended) t.missed.push_back(in::exited{host.run, *host.ended});
  }
  return t;
}

}  // namespace actord::core
