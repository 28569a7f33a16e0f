// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/GpuProbe.h"

#include "core/kernels/Device.h"
#include "gui/models/ValueText.h"

namespace seg::app {

gui::GpuFacts probeGpu()
{
    gui::GpuFacts facts;
    if (kernels::gpus().empty()) {
        facts.absence = gui::sentenceText(QString::fromStdString(kernels::gpuAbsence()));
        return facts;
    }
    const kernels::GpuInfo& gpu = kernels::gpus().front();
    facts.name = QString::fromStdString(gpu.name);
    facts.memoryBytes = gpu.memoryBytes;
    return facts;
}

} // namespace seg::app
