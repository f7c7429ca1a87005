// The bounds of the log thread: memory, work per turn, pauses. One place, each with its reason.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace actord::io::log_limits {

using std::chrono::milliseconds;
using std::chrono::seconds;

// ---- reading pipes
// One buffer for all pipes; as large as Supervisor's chunk.
inline constexpr std::size_t read_buffer = 128 * 1024;
// Reads of one pipe before the next one has its turn.
inline constexpr int reads_per_turn = 4;
// A pipe that was read to its end is left alone for a while, then read in one go: a hundred chatty
// writers would otherwise cost a wake-up per line.
inline constexpr milliseconds longest_rest{10};
// A pipe that was found nearly full is enlarged, as long as this many have not been: pipe memory is
// accounted per user, and the children may share the daemon's account (64 MiB unless configured).
inline constexpr int large_pipe = 1024 * 1024;
inline constexpr int most_large_pipes = 32;

// Pipes of ended children that hold what a slow target does not take yet; with more of them, the
// bytes go to its queue.
inline constexpr int most_lingering = 256;

// ---- targets that may refuse bytes (fifo, terminal, /dev/stdout)
// From here on the pipes that feed the target are not read: back-pressure reaches the child.
inline constexpr std::size_t queue_congested = 256 * 1024;
// What comes nevertheless (the rest of a child that ended) is kept up to here, then dropped.
inline constexpr std::size_t queue_full = queue_congested + large_pipe + read_buffer;

// ---- troubles
inline constexpr milliseconds first_retry{500};
inline constexpr milliseconds longest_retry{8000};
// How often a file in use is compared with what its path names (§11.3 #46).
inline constexpr milliseconds identity_check{500};

// ---- questions
inline constexpr std::size_t most_followers = 1024;
inline constexpr seconds longest_patience{60};
// Ended generations of a file that a follower may still be reading.
inline constexpr std::size_t remembered_generations = 64;

// ---- rotation by the clock, compression
// How often the clock is looked at while a log is to be rotated by it: it may be set.
inline constexpr seconds clock_check{60};
// Compressions that wait for their turn; what finds no room is tried again with the next rotation.
inline constexpr std::size_t most_packings = 16 * 1024;
// How long a backup that was compressed can still be read by those who follow the log.
inline constexpr seconds kept_for_followers{60};

// ---- commands
// Bytes handed to append() that are not yet written.
inline constexpr std::size_t queued_appends = 8 * 1024 * 1024;

// ---- output_seen notices
inline constexpr std::size_t shown_bytes = 8 * 1024;                // of one chunk
inline constexpr std::size_t shown_bytes_per_second = 1024 * 1024;  // of all

// ---- end
// How long stop() waits for targets that refuse bytes.
inline constexpr milliseconds stop_patience{1000};

}  // namespace actord::io::log_limits
