// SPDX-License-Identifier: Apache-2.0
#include "database/Heartbeat.h"

#include "core/base/Error.h"
#include "core/base/Log.h"
#include "database/Database.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>

namespace seg::database {

namespace {

using Clock = std::chrono::steady_clock;
constexpr auto kLook = std::chrono::milliseconds(500);
constexpr auto kBeat = std::chrono::seconds(2);

/// Waits until the time is over or the thread should end.
void waitFor(const std::stop_token& stop, std::chrono::milliseconds time)
{
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    wake.wait_for(lock, stop, time, [] { return false; });
}

class Pulse {
public:
    Pulse(const std::filesystem::path& file, std::filesystem::path projectFolder, RunId run,
          std::function<void(StopRequest)> onStop)
        : m_database(file, Database::Mode::Open), m_runs(m_database, std::move(projectFolder)), m_run(run),
          m_onStop(std::move(onStop))
    {
    }

    void step()
    {
        if (Clock::now() - m_lastBeat >= kBeat) {
            m_runs.beat(m_run);
            m_lastBeat = Clock::now();
        }
        const StopRequest request = m_runs.stopRequest(m_run);
        if (request > m_seen) {
            m_seen = request;
            m_onStop(request);
        }
    }

private:
    Database m_database;
    RunRepository m_runs;
    RunId m_run;
    std::function<void(StopRequest)> m_onStop;
    StopRequest m_seen = StopRequest::None;
    Clock::time_point m_lastBeat = Clock::now() - kBeat;
};

} // namespace

Heartbeat::Heartbeat(std::filesystem::path databaseFile, std::filesystem::path projectFolder, RunId run,
                     std::function<void(StopRequest)> onStop)
    : m_thread([file = std::move(databaseFile), folder = std::move(projectFolder), run,
                onStop = std::move(onStop)](const std::stop_token& stop) {
          std::optional<Pulse> pulse;
          bool warned = false;
          while (!stop.stop_requested()) {
              try {
                  if (!pulse) {
                      pulse.emplace(file, folder, run, onStop);
                  }
                  pulse->step();
                  warned = false;
              } catch (const Error& error) { // the training goes on; the next beat tries again
                  if (!warned) {
                      log::warning("database",
                                   std::string("cannot record that the run is alive: ") + error.what());
                  }
                  warned = true;
              }
              waitFor(stop, kLook);
          }
      })
{
}

} // namespace seg::database
