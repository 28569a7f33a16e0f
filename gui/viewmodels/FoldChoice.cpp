// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/FoldChoice.h"

namespace seg::gui {

std::vector<dataset::Split> makeFolds(const std::vector<CaseId>& ids, const FoldChoice& choice)
{
    if (!choice.patients.empty()) {
        return dataset::makeGroupedSplits(ids, choice.patients, choice.count, choice.seed);
    }
    if (!choice.patientPattern.empty()) {
        return dataset::makeGroupedSplits(ids, dataset::patientsByName(ids, choice.patientPattern),
                                          choice.count, choice.seed);
    }
    return dataset::makeSplits(ids, choice.count, choice.seed);
}

} // namespace seg::gui
