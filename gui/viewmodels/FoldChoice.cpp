// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/FoldChoice.h"

#include "core/base/Error.h"

#include <fmt/format.h>

namespace seg::gui {

namespace {

std::vector<dataset::Split> foldsByPatient(const std::vector<CaseId>& ids, const FoldChoice& choice)
{
    if (!choice.patients.empty()) {
        return dataset::makeGroupedSplits(ids, choice.patients, choice.count, choice.seed);
    }
    if (choice.patientPattern.empty()) {
        throw Error(ErrorCode::InvalidArgument,
                    "Say whose the cases are: by a pattern of their names, e.g. {patient}_*, or by a table "
                    "\"case,patient\".");
    }
    return dataset::makeGroupedSplits(ids, dataset::patientsByName(ids, choice.patientPattern), choice.count,
                                      choice.seed);
}

std::string ruleMeaning(const FoldChoice& choice)
{
    if (choice.rule == FoldRule::ByPatient) {
        return "Cases of one patient are held back together.";
    }
    if (choice.rule == FoldRule::Nvidia) {
        return "NVIDIA's nnU-Net divides them so.";
    }
    return choice == FoldChoice{} ? "These are nnU-Net's own folds, so that results can be compared."
                                  : "nnU-Net itself takes 5 folds and seed 12345.";
}

} // namespace

std::vector<dataset::Split> makeFolds(const std::vector<CaseId>& ids, const FoldChoice& choice)
{
    switch (choice.rule) {
    case FoldRule::Nvidia:
        return dataset::makeNvidiaSplits(ids, choice.count, choice.seed);
    case FoldRule::ByPatient:
        return foldsByPatient(ids, choice);
    case FoldRule::NnUNet:
        break;
    }
    return dataset::makeSplits(ids, choice.count, choice.seed);
}

std::string foldText(const FoldChoice& choice, std::size_t cases)
{
    return fmt::format("{} folds over {} case{}, shuffled with seed {}: each case is held back once. {}",
                       choice.count, cases, cases == 1 ? "" : "s", choice.seed, ruleMeaning(choice));
}

} // namespace seg::gui
