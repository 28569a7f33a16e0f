// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/DeviceChoice.h"

#include "gui/tasks/Computer.h"

#include <QSignalBlocker>

#include <algorithm>

namespace seg::gui {

DeviceChoice::DeviceChoice(QWidget* parent) : QComboBox(parent)
{
    fill({});
    m_reader.start(
        [this](const TaskContext&) { return TaskRunner::Publish([this, gpu = readGpu()] { fill(gpu); }); });
}

std::string DeviceChoice::device() const
{
    return currentData().toString().toStdString();
}

void DeviceChoice::fill(const GpuFacts& gpu)
{
    const QSignalBlocker quiet(this); // what was chosen stays chosen
    const QVariant chosen = currentData();
    clear();
    addItem(gpu.isPresent() ? tr("Automatic: %1").arg(gpu.name) : tr("Automatic: CPU"),
            QStringLiteral("auto"));
    addItem(tr("CPU"), QStringLiteral("cpu"));
    if (gpu.isPresent()) {
        addItem(gpu.name, QStringLiteral("cuda"));
    }
    setToolTip(gpu.absence);
    setCurrentIndex(std::max(0, findData(chosen)));
}

} // namespace seg::gui
