// SPDX-License-Identifier: Apache-2.0
#include "app/desktop/GpuProbe.h"

#include "core/kernels/Device.h"

namespace seg::app {

namespace {

/// "No driver was found." of the engine's "no driver was found", which it sets into sentences of its own.
QString sentence(QString text)
{
    if (text.isEmpty()) {
        return text;
    }
    text[0] = text[0].toUpper();
    return text.endsWith(u'.') ? text : text + u'.';
}

} // namespace

gui::GpuFacts probeGpu()
{
    gui::GpuFacts facts;
    if (kernels::gpus().empty()) {
        facts.absence = sentence(QString::fromStdString(kernels::gpuAbsence()));
        return facts;
    }
    const kernels::GpuInfo& gpu = kernels::gpus().front();
    facts.name = QString::fromStdString(gpu.name);
    facts.memoryBytes = gpu.memoryBytes;
    return facts;
}

} // namespace seg::app
