#include "io/log_desk.hpp"

#include <sys/epoll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "io/log_automatic.hpp"
#include "io/log_file.hpp"
#include "io/log_reading.hpp"
#include "io/syscalls.hpp"

namespace actord::io {

namespace {

// The daemon's stdout and stderr may be one pipe or terminal: then they are one target, or lines
// that go to both would be mixed. Files are told apart by their descriptors all the same.
std::string name_of_descriptor(const std::string& path) {
  const int number = descriptor_named_by(path);
  struct ::stat facts {};
  if (number < 0 || ::fstat(number, &facts) != 0 || S_ISREG(facts.st_mode)) return {};
  return "descriptor " + std::to_string(facts.st_dev) + ":" + std::to_string(facts.st_ino);
}

// One file, one name: /run/x.log and /var/run/x.log are the same target. The last component stays,
// for it is what rotation renames.
std::string canonical(const std::string& path) {
  if (auto shared = name_of_descriptor(path); !shared.empty()) return shared;
  const std::filesystem::path given{path};
  std::error_code error;
  const auto folder = std::filesystem::canonical(given.parent_path(), error);
  return error ? path : (folder / given.filename()).string();
}

std::string full_name(const core::process_spec& spec) {
  return spec.group.empty() || spec.group == spec.name ? spec.name : spec.group + ":" + spec.name;
}

bool same_log(const core::log_spec& a, const core::log_spec& b) {
  return a.kind == b.kind && a.path == b.path;
}

}  // namespace

log_desk::log_desk(log_world& world, log_options options)
    : world_{world},
      options_{std::move(options)},
      followers_{world},
      syslog_{world, options_.syslog_ident, options_.syslog_socket},
      pump_{world, [this](child_pipe& from, std::string_view bytes, bool at_end) {
              consume(from, bytes, at_end);
            }} {}

// ---- who is known

int log_desk::define_main(const main_log_spec& spec) {
  const auto hold = [](const target_ptr& target, log_hold& held) {
    held = {};
    const int error = target ? target->hold() : 0;
    if (target && error == 0) held = log_hold{target};
    return error;
  };
  echo_ = spec.echo ? target_of("/dev/stdout") : nullptr;
  main_ = spec.path.empty() ? nullptr : target_of(spec.path);
  if (main_)
    main_->configure(
        {{spec.max_bytes, spec.backups, spec.rotate_every}, spec.compress, ::mode_t{0666}});
  main_syslog_as_ = spec.syslog_as;
  main_syslog_lines_.reset();
  if (spec.syslog) main_syslog_lines_.emplace();
  (void)hold(echo_, echo_hold_);  // tried again with every line
  const int error = hold(main_, main_hold_);
  chores_at_ = world_.now;
  forget_unused_targets();
  return error;
}

void log_desk::define(core::process_key key, std::shared_ptr<const core::process_spec> spec,
                      const std::function<void(std::string, std::string)>& done) {
  auto* before = known(key);
  slot out = make_slot(*spec, core::stream_kind::out, before);
  slot err = make_slot(*spec, core::stream_kind::err, before);
  if (before != nullptr) {
    release_slot(before->out, before->spec->name, out);
    release_slot(before->err, before->spec->name, err);
    forget_unused_targets();
  }
  auto& entry = processes_[key.value];
  entry.spec = std::move(spec);
  entry.out = std::move(out);
  entry.err = std::move(err);
  const auto path = [](const slot& of) { return of.target ? of.target->path() : std::string{}; };
  done(path(entry.out), path(entry.err));
}

void log_desk::forget(core::process_key key) {
  auto* entry = known(key);
  if (entry == nullptr) return;
  for (const auto& run : entry->runs)
    for (const auto pipe : run.pipes)
      pump_.finish(pipe);
  release_slot(entry->out, entry->spec->name, {});
  release_slot(entry->err, entry->spec->name, {});
  processes_.erase(key.value);
  forget_unused_targets();
}

log_desk::slot log_desk::make_slot(const core::process_spec& spec, core::stream_kind stream,
                                   const process* before) {
  const bool is_out = stream == core::stream_kind::out;
  if (!is_out && spec.redirect_stderr) return {};
  const auto& log = is_out ? spec.out : spec.err;
  if (log.kind == core::log_spec::target::none) return {};
  slot made;
  made.automatic = log.kind == core::log_spec::target::automatic;
  const auto* old = before == nullptr ? nullptr : is_out ? &before->out : &before->err;
  const bool keep = old != nullptr && old->target && before->spec->name == spec.name &&
                    same_log(is_out ? before->spec->out : before->spec->err, log);
  if (keep) {
    made.target = old->target;
  } else if (made.automatic) {
    const auto file = make_automatic_log(options_.childlogdir, spec.name,
                                         is_out ? "stdout" : "stderr", options_.identifier);
    made.target = target_of(file.path);
    if (file.error != 0)
      world_.trouble(core::log_level::error,
                     "cannot create log '" + file.path + "': " + error_text(file.error));
  } else {
    made.target = target_of(log.path);
  }
  made.target->configure({{log.max_bytes, log.backups, log.rotate_every},
                          log.compress,
                          made.automatic ? ::mode_t{0600} : ::mode_t{0666}});
  made.target->add_source(spec.name);
  return made;
}

void log_desk::release_slot(slot& gone, const std::string& name, const slot& successor) {
  if (!gone.target) return;
  gone.target->remove_source(name);
  gone.prepared = {};
  if (gone.automatic && gone.target != successor.target) remove_automatic_log(gone.target->path());
  gone.target.reset();
}

log_desk::target_ptr log_desk::target_of(const std::string& path) {
  auto& entry = targets_[canonical(path)];
  if (auto existing = entry.lock()) return existing;
  auto made = std::make_shared<log_target>(world_, path, ++last_token_);
  entry = made;
  targets_by_token_[made->token()] = made;
  return made;
}

void log_desk::forget_unused_targets() {
  std::erase_if(targets_, [](const auto& entry) { return entry.second.expired(); });
  std::erase_if(targets_by_token_, [](const auto& entry) { return entry.second.expired(); });
}

log_desk::process* log_desk::known(core::process_key key) {
  const auto found = processes_.find(key.value);
  return found == processes_.end() ? nullptr : &found->second;
}

log_desk::target_ptr log_desk::find(core::log_address log) const {
  if (log.key.value == 0) return main_;
  const auto found = processes_.find(log.key.value);
  if (found == processes_.end()) return nullptr;
  const auto& entry = found->second;
  return log.stream == core::stream_kind::out ? entry.out.target : entry.err.target;
}

// ---- runs

int log_desk::prepare(core::process_key key) {
  auto* entry = known(key);
  if (entry == nullptr) return 0;
  for (auto* wanted : {&entry->out, &entry->err}) {
    if (!wanted->target || wanted->prepared.target() != nullptr) continue;
    if (const int error = wanted->target->hold()) {
      entry->out.prepared = {};
      entry->err.prepared = {};
      return error;
    }
    wanted->prepared = log_hold{wanted->target};
  }
  if (entry->spec->out.rotate_every.count() > 0 || entry->spec->err.rotate_every.count() > 0)
    chores_at_ = world_.now;
  return 0;
}

void log_desk::attach(core::process_key key, core::run_id run, fd out, fd err, std::int32_t pid) {
  auto* entry = known(key);
  if (entry == nullptr) return;  // the pipes close; the child will notice
  auto& pipes = entry->runs.emplace_back(run_pipes{run, {}});
  attach_stream(key, pipes, core::stream_kind::out, entry->out, std::move(out), pid);
  attach_stream(key, pipes, core::stream_kind::err, entry->err, std::move(err), pid);
}

void log_desk::attach_stream(core::process_key key, run_pipes& run, core::stream_kind stream,
                             slot& from, fd end, std::int32_t pid) {
  log_hold hold = std::move(from.prepared);
  from.prepared = {};
  if (!end) return;
  if (hold.target() == nullptr && from.target && from.target->hold() == 0)
    hold = log_hold{from.target};
  (void)make_non_blocking(end.number());  // is already; a blocking one would stop every log
  run.pipes.push_back(++last_token_);
  pump_.add(run.pipes.back(),
            make_pipe(key, run.run, stream, std::move(hold), std::move(end), pid));
}

child_pipe log_desk::make_pipe(core::process_key key, core::run_id run, core::stream_kind stream,
                               log_hold hold, fd end, std::int32_t pid) {
  const auto& spec = *known(key)->spec;
  const bool is_out = stream == core::stream_kind::out;
  const auto& log = is_out ? spec.out : spec.err;
  child_pipe pipe;
  pipe.key = key;
  pipe.run = run;
  pipe.stream = stream;
  pipe.end = std::move(end);
  pipe.log = std::move(hold);
  pipe.name = spec.name;
  pipe.syslog_as = log.syslog_as;
  if (options_.strip_ansi) pipe.stripper = std::make_unique<core::ansi_stripper>();
  if (log.syslog) pipe.syslog_lines = std::make_unique<core::line_splitter>();
  if (log.format == core::log_format::json || !log.prefix.empty())
    pipe.dresser = std::make_unique<core::line_dresser>(
        core::line_dress{.format = log.format,
                         .prefix = log.prefix,
                         .program = full_name(spec),
                         .stream = is_out ? "stdout" : "stderr",
                         .pid = pid});
  if (log.overflow == core::log_overflow::drop) pipe.gap = std::make_unique<log_gap>();
  return pipe;
}

void log_desk::drain(core::process_key key, core::run_id run) {
  auto* entry = known(key);
  if (entry == nullptr) return;
  const auto found = std::find_if(entry->runs.begin(), entry->runs.end(),
                                  [&](const run_pipes& pipes) { return pipes.run == run; });
  if (found == entry->runs.end()) {  // it never began: give back what was prepared for it
    entry->out.prepared = {};
    entry->err.prepared = {};
    return;
  }
  for (const auto pipe : found->pipes)
    pump_.finish(pipe);
  entry->runs.erase(found);
}

// ---- questions

void log_desk::read(const core::to_host::read_log& question) {
  if (const auto target = find(question.log))
    return world_.notices(read_log_file(*target, question));
  core::from_host::log_read answer;
  answer.reply_to = question.reply_to;
  answer.problem.code = core::fault_code::no_file;
  world_.notices(std::move(answer));
}

void log_desk::follow(core::to_host::follow_log question) {
  if (auto target = find(question.log))
    return followers_.ask(std::move(target), std::move(question));
  core::from_host::log_followed answer;
  answer.reply_to = question.reply_to;
  answer.problem.code = core::fault_code::no_file;
  world_.notices(std::move(answer));
}

void log_desk::clear(const core::to_host::clear_logs& question) {
  core::from_host::logs_cleared answer{question.reply_to, {}};
  if (question.key.value == 0) {
    answer.problem = clear_main();
  } else if (auto* entry = known(question.key)) {
    for (const auto* each : {&entry->out, &entry->err}) {
      if (!each->target) continue;
      const auto problem = each->target->clear();
      if (answer.problem.code == core::fault_code::success) answer.problem = problem;
    }
  }
  if (question.reply_to != 0) world_.notices(std::move(answer));
}

void log_desk::rotate(const core::to_host::rotate_logs& question) {
  core::from_host::logs_rotated answer{question.reply_to, {}};
  const auto one = [&](const target_ptr& target) {
    if (!target) return;
    const auto problem = target->rotate_on_demand();
    if (answer.problem.code == core::fault_code::success) answer.problem = problem;
  };
  if (question.key.value == 0) {
    one(main_);
  } else if (auto* entry = known(question.key)) {
    one(entry->out.target);
    one(entry->err.target);
  }
  chores_at_ = world_.now;
  if (question.reply_to != 0) world_.notices(std::move(answer));
}

// Unlike a process's log, the daemon's own must be there (§6.3).
core::fault log_desk::clear_main() {
  struct ::stat facts {};
  if (!main_ || ::stat(main_->path().c_str(), &facts) != 0) return {core::fault_code::no_file, {}};
  return main_->clear();
}

void log_desk::reopen() {
  for (const auto& [path, target] : targets_)
    if (const auto live = target.lock()) live->reopen();
}

// ---- the loop's side

void log_desk::wake(log_poller::token who) {
  if (who == packer_token_) return collect_packed();
  const auto found = targets_by_token_.find(who);
  if (found == targets_by_token_.end()) return pump_.wake(who);
  if (const auto target = found->second.lock()) target->send_queue();
}

void log_desk::turn(const std::function<bool()>& interrupt) {
  pump_.turn(interrupt);
  followers_.turn();
  if (chores_at_ && *chores_at_ <= world_.now) do_chores();
  if (packer_token_ == 0 && world_.packer.number() >= 0) watch_packer();
}

// Rotation by the clock, and what rotations leave to do. Costs nothing while nobody has any.
void log_desk::do_chores() {
  chores_at_.reset();
  for (const auto& [path, target] : targets_) {
    const auto live = target.lock();
    const auto next = live ? live->do_chores() : std::nullopt;
    if (next && (!chores_at_ || *next < *chores_at_)) chores_at_ = next;
  }
}

void log_desk::watch_packer() {
  const auto token = ++last_token_;
  if (world_.poller.add(world_.packer.number(), EPOLLIN, token) == 0) packer_token_ = token;
}

void log_desk::collect_packed() {
  for (const auto& result : world_.packer.collect()) {
    const auto found = targets_by_token_.find(result.who);
    const auto target = found == targets_by_token_.end() ? nullptr : found->second.lock();
    if (target)
      target->packed(result);
    else if (result.error == 0)
      (void)::unlink(result.temporary.c_str());  // the log is not ours any more
  }
  chores_at_ = world_.now;
}

std::optional<core::steady_time> log_desk::next_turn() {
  auto soonest = pump_.next_turn();
  for (const auto& other : {followers_.next_deadline(), chores_at_})
    if (other && (!soonest || *other < *soonest)) soonest = other;
  return soonest;
}

void log_desk::finish() {
  for (auto& [key, entry] : processes_) {
    for (const auto& run : entry.runs)
      for (const auto pipe : run.pipes)
        pump_.finish(pipe);
    entry.runs.clear();
  }
  followers_.dismiss();
  world_.packer.stop();
  if (world_.packer.number() >= 0) collect_packed();
}

bool log_desk::all_written() const {
  return !pump_.lingers() && std::none_of(targets_.begin(), targets_.end(), [](const auto& entry) {
    const auto target = entry.second.lock();
    return target && target->has_queue();
  });
}

}  // namespace actord::io
