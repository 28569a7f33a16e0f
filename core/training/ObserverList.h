// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/Error.h"
#include "core/training/TrainingObserver.h"

#include <exception>
#include <memory>
#include <utility>
#include <vector>

namespace seg::training {

/// Hands every event to several observers, in order. What ends a run reaches all of them, also when one fails
/// (the disk that stopped the training may refuse the database as well); its error is thrown afterwards.
class ObserverList final : public TrainingObserver {
public:
    /// \param observers  outlive the list.
    explicit ObserverList(std::vector<TrainingObserver*> observers) : m_observers(std::move(observers)) {}
    void add(std::unique_ptr<TrainingObserver> observer)
    {
        m_observers.push_back(observer.get());
        m_owned.push_back(std::move(observer));
    }

    void started(int firstEpoch, int epochs) override
    {
        each(&TrainingObserver::started, firstEpoch, epochs);
    }
    void stateChanged(RunState state, const std::string& reason) override
    {
        all(&TrainingObserver::stateChanged, state, reason);
    }
    void iterationDone(const IterationMetrics& metrics) override
    {
        each(&TrainingObserver::iterationDone, metrics);
    }
    void epochDone(const EpochMetrics& metrics) override { each(&TrainingObserver::epochDone, metrics); }
    void checkpointWritten(const std::string& kind, int epoch, const std::string& file) override
    {
        each(&TrainingObserver::checkpointWritten, kind, epoch, file);
    }
    void validationCaseDone(const ValidationCaseMetrics& metrics) override
    {
        each(&TrainingObserver::validationCaseDone, metrics);
    }
    void finished(double validationDice) override { each(&TrainingObserver::finished, validationDice); }
    void warned(const std::string& text) override { each(&TrainingObserver::warned, text); }
    void failed(const std::string& text) override { all(&TrainingObserver::failed, text); }

private:
    template <typename Method, typename... Values> void each(Method method, const Values&... values)
    {
        for (TrainingObserver* observer : m_observers) {
            (observer->*method)(values...);
        }
    }

    template <typename Method, typename... Values> void all(Method method, const Values&... values)
    {
        std::exception_ptr first;
        for (TrainingObserver* observer : m_observers) {
            try {
                (observer->*method)(values...);
            } catch (const Error&) {
                first = first == nullptr ? std::current_exception() : first;
            }
        }
        if (first != nullptr) {
            std::rethrow_exception(first);
        }
    }

    std::vector<TrainingObserver*> m_observers;
    std::vector<std::unique_ptr<TrainingObserver>> m_owned; // of those, the ones that live here
};

} // namespace seg::training
