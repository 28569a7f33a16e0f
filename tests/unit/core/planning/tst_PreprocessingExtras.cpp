// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PreprocessingExtras.h"
#include "tests/support/Failure.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

using namespace seg;
using namespace seg::planning;

namespace {

Plan planBy(PlannerKind planner)
{
    return test::datasetFacts(131, {{432, 512, 512}}, {{1, 0.767578125, 0.767578125}}, {"CT"}, 3)
        .plannedBy(planner);
}

std::vector<std::string> fieldsOf(const Plan& plan, const std::string& configuration)
{
    std::vector<std::string> fields;
    for (const Reason& reason : plan.reasons) {
        if (reason.configuration == configuration && reason.because.starts_with("as asked for")) {
            fields.push_back(reason.field);
        }
    }
    return fields;
}

QString refusalOf(const std::function<void()>& call)
{
    const auto [code, text] = test::failureOf(call);
    return code == ErrorCode::InvalidArgument || code == ErrorCode::BadInput
               ? QString::fromStdString(text)
               : "other: " + QString::fromStdString(text);
}

} // namespace

class TestPreprocessingExtras : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesLeadBack();
    void aPlanKeepsThem_withTheirReasons();
    void whatIsNotAskedForIsNotWritten();
    void takenBack_theirReasonsGo();
    void otherRecipesKnowNone();
    void onlyFlatConfigurationsAreCut();
    void aFileOfAnotherRecipe_orWithAnotherName_isRefused();
};

void TestPreprocessingExtras::namesLeadBack()
{
    for (const std::string_view name : foregroundChannelNames()) {
        QCOMPARE(foregroundChannelName(foregroundChannelFromName(std::string(name))), name);
    }
    QCOMPARE(refusalOf([] { static_cast<void>(foregroundChannelFromName("brain")); }),
             QString("there is no foreground channel 'brain'; there are: none, nonzero, above-mean"));
}

void TestPreprocessingExtras::aPlanKeepsThem_withTheirReasons()
{
    Plan plan = planBy(PlannerKind::Nvidia);
    const PreprocessingExtras extras{ForegroundChannel::AboveMean, true, true};
    setPreprocessingExtras(plan, "2d", extras);
    setPreprocessingExtras(plan, "2d", extras); // once more changes nothing
    QCOMPARE(fieldsOf(plan, "2d"),
             (std::vector<std::string>{"foreground_channel", "label_closing", "slice_cutting"}));
    const Plan read = planFromJson(planToJson(plan), "plans.json");
    QVERIFY(read.configuration("2d").extras == extras);
    QVERIFY(read.configuration("3d_fullres").extras == PreprocessingExtras{});
    QCOMPARE(read.configuration("2d").inputChannels(), 2);
    QCOMPARE(read.configuration("3d_fullres").inputChannels(), 1);
}

void TestPreprocessingExtras::whatIsNotAskedForIsNotWritten()
{
    const Json json = planToJson(planBy(PlannerKind::Nvidia))["configurations"]["2d"];
    for (const char* key : {"foreground_channel", "label_closing", "slice_cutting"}) {
        QVERIFY2(!json.contains(key), key);
    }
}

void TestPreprocessingExtras::takenBack_theirReasonsGo()
{
    Plan plan = planBy(PlannerKind::Nvidia);
    const std::size_t before = plan.reasons.size();
    setPreprocessingExtras(plan, "3d_fullres", {ForegroundChannel::Nonzero, true, false});
    QCOMPARE(plan.reasons.size(), before + 2);
    setPreprocessingExtras(plan, "3d_fullres", {});
    QCOMPARE(plan.reasons.size(), before);
    QVERIFY(plan.configuration("3d_fullres").extras == PreprocessingExtras{});
}

void TestPreprocessingExtras::otherRecipesKnowNone()
{
    Plan plan = planBy(PlannerKind::Default);
    const QString said = refusalOf([&] {
        setPreprocessingExtras(plan, "2d", {ForegroundChannel::Nonzero, false, false});
    });
    QCOMPARE(said,
             QString("cannot change how 2d of plan nnUNetPlans is prepared: a foreground channel, closed "
                     "labels and cut slices belong to NVIDIA's recipe; plan with --planner nvidia first"));
    QVERIFY(plan.configuration("2d").extras == PreprocessingExtras{});
    setPreprocessingExtras(plan, "2d", {}); // none of them suits every recipe
}

void TestPreprocessingExtras::onlyFlatConfigurationsAreCut()
{
    Plan plan = planBy(PlannerKind::Nvidia);
    const QString said = refusalOf([&] {
        setPreprocessingExtras(plan, "3d_fullres", {ForegroundChannel::None, false, true});
    });
    QVERIFY2(said.endsWith("only the slices of a flat configuration are cut to the patch; choose 2d"),
             qPrintable(said));
}

void TestPreprocessingExtras::aFileOfAnotherRecipe_orWithAnotherName_isRefused()
{
    Json json = planToJson(planBy(PlannerKind::Default));
    json["configurations"]["2d"]["label_closing"] = true;
    QVERIFY(refusalOf([&] {
                static_cast<void>(planFromJson(json, "plans.json"));
            }).endsWith("belong to NvidiaPreprocessor alone"));
    json = planToJson(planBy(PlannerKind::Nvidia));
    json["configurations"]["2d"]["foreground_channel"] = "brain";
    QVERIFY(refusalOf([&] {
                static_cast<void>(planFromJson(json, "plans.json"));
            }).contains("there is no foreground channel 'brain'"));
}

QTEST_APPLESS_MAIN(TestPreprocessingExtras)
#include "tst_PreprocessingExtras.moc"
