// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/FixedCase.h"

#include "core/base/Error.h"

#include <algorithm>
#include <string>

namespace seg::dataset {

namespace fs = std::filesystem;

namespace {

void take(const std::vector<FixedFile>& files, Case& item)
{
    for (const FixedFile& fixed : files) {
        if (!fixed.replacement) {
            continue;
        }
        std::replace(item.channels.begin(), item.channels.end(), fixed.file, *fixed.replacement);
        if (item.label == fixed.file) {
            item.label = fixed.replacement;
        }
    }
}

} // namespace

bool changesFiles(FixKind kind) noexcept
{
    return kind != FixKind::ExcludeCase && kind != FixKind::IgnoreFinding && kind != FixKind::CorrectCount;
}

Case fixedCase(const RawDataset& dataset, const CaseId& id, const std::vector<Fix>& fixes,
               const fs::path& workFolder, const TaskContext& context)
{
    RawDataset changed = dataset;
    const auto item = std::find_if(changed.trainingCases.begin(), changed.trainingCases.end(),
                                   [&id](const Case& other) { return other.id == id; });
    if (item == changed.trainingCases.end()) {
        throw Error(ErrorCode::NotFound, "cannot show " + id.name + " with its fixes: there is no such case");
    }
    for (std::size_t i = 0; i < fixes.size(); ++i) {
        if (changesFiles(fixes[i].kind)) {
            take(prepareFix(changed, fixes[i], workFolder / std::to_string(i), context).files, *item);
        }
    }
    return *item;
}

} // namespace seg::dataset
