// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/tasks/Computer.h"
#include "gui/tasks/TaskRunner.h"

#include <QComboBox>

#include <optional>
#include <string>

namespace seg::gui {

/// Where the network runs: as the program sees fit, on the CPU, or on the graphics card where there is one.
/// The card is looked for in the background; until then its entry is missing.
class DeviceChoice final : public QComboBox {
    Q_OBJECT

public:
    explicit DeviceChoice(QWidget* parent = nullptr);

    [[nodiscard]] std::string device() const; ///< "auto", "cpu" or "cuda"
    [[nodiscard]] bool isSettled() const { return !m_reader.isRunning(); }
    [[nodiscard]] const std::optional<GpuFacts>& gpu() const { return m_gpu; } ///< once it was looked for

Q_SIGNALS:
    void gpuRead();

private:
    void fill();

    std::optional<GpuFacts> m_gpu;

    TaskRunner m_reader; // last member
};

} // namespace seg::gui
