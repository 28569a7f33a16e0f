// SPDX-License-Identifier: Apache-2.0
#include "gui/widgets/DeviceChoice.h"

#include <QSignalBlocker>

#include <algorithm>

namespace seg::gui {

DeviceChoice::DeviceChoice(QWidget* parent) : QComboBox(parent)
{
    fill();
    m_reader.start([this](const TaskContext&) {
        return TaskRunner::Publish([this, gpu = readGpu()] {
            m_gpu = gpu;
            fill();
            Q_EMIT gpuRead();
        });
    });
}

std::string DeviceChoice::device() const
{
    return currentData().toString().toStdString();
}

void DeviceChoice::fill()
{
    const QSignalBlocker quiet(this); // what was chosen stays chosen
    const QVariant chosen = currentData();
    const bool hasGpu = m_gpu && m_gpu->isPresent();
    clear();
    addItem(m_gpu ? tr("Automatic: %1").arg(hasGpu ? m_gpu->name : tr("CPU")) : tr("Automatic"),
            QStringLiteral("auto"));
    addItem(tr("CPU"), QStringLiteral("cpu"));
    if (hasGpu) {
        addItem(m_gpu->name, QStringLiteral("cuda"));
    }
    setToolTip(m_gpu ? m_gpu->absence : QString());
    setCurrentIndex(std::max(0, findData(chosen)));
}

} // namespace seg::gui
