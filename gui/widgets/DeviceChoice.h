// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/tasks/TaskRunner.h"

#include <QComboBox>

#include <string>

namespace seg::gui {

struct GpuFacts;

/// Where the network runs: as the program sees fit, on the CPU, or on the graphics card where there is one.
/// The card is looked for in the background; until then its entry is missing.
class DeviceChoice final : public QComboBox {
    Q_OBJECT

public:
    explicit DeviceChoice(QWidget* parent = nullptr);

    [[nodiscard]] std::string device() const; ///< "auto", "cpu" or "cuda"
    [[nodiscard]] bool isSettled() const { return !m_reader.isRunning(); }

private:
    void fill(const GpuFacts& gpu);

    TaskRunner m_reader;
};

} // namespace seg::gui
