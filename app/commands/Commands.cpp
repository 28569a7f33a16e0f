// SPDX-License-Identifier: Apache-2.0
#include "app/commands/Commands.h"

namespace seg::app {

void declareCommands(Verbs& verbs)
{
    declareRun(verbs);
    declareNew(verbs);
    declarePhantom(verbs);
    declareImport(verbs);
    declareVerify(verbs);
    declareFingerprint(verbs);
    declarePlan(verbs);
    declarePreprocess(verbs);
    declareSplits(verbs);
    declareExportRaw(verbs);
    declareTrain(verbs);
    declareStop(verbs);
    declareRuns(verbs);
    declarePredict(verbs);
    declareEvaluate(verbs);
    declareReport(verbs);
    declareInfo(verbs);
    declareDoctor(verbs);
    declareBenchmark(verbs);
    declareCompletion(verbs);
}

} // namespace seg::app
