// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace seg::app {

class Verbs;

// Each verb is declared in the file of its name, e.g. commands/PlanCommand.cpp.
void declareNew(Verbs& verbs);
void declarePhantom(Verbs& verbs);
void declareImport(Verbs& verbs);
void declareVerify(Verbs& verbs);
void declareFingerprint(Verbs& verbs);
void declarePlan(Verbs& verbs);
void declarePreprocess(Verbs& verbs);
void declareSplits(Verbs& verbs);
void declareExportRaw(Verbs& verbs);
void declareTrain(Verbs& verbs); ///< train and resume
void declareStop(Verbs& verbs);
void declareRuns(Verbs& verbs);
void declarePredict(Verbs& verbs);
void declareEvaluate(Verbs& verbs);
void declareReport(Verbs& verbs);
void declareRun(Verbs& verbs);
void declareInfo(Verbs& verbs);
void declareDoctor(Verbs& verbs);
void declareBenchmark(Verbs& verbs);
void declareCompletion(Verbs& verbs);

/// All of the above, in the order of the road.
void declareCommands(Verbs& verbs);

} // namespace seg::app
