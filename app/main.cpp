// SPDX-License-Identifier: Apache-2.0
#include "app/CommandLine.h"
#include "core/kernels/TensorMemory.h"

int main(int argc, char** argv)
{
    seg::kernels::installTensorMemory(); // before the first tensor
    return seg::app::runCommandLine(argc, argv);
}
