// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/planning/ConfigurationEdit.h"
#include "tests/support/PlanningFacts.h"

#include <QtTest>

#include <algorithm>

using namespace seg;
using namespace seg::planning;
using dataset::Severity;

namespace {

Plan smallPlan()
{
    return test::datasetFacts(200, {{36, 50, 35}}, {{1, 1, 1}}, {"MRI"}, 3).planned();
}

ConfigurationEdit patchOf(std::vector<std::int64_t> patch)
{
    ConfigurationEdit edit{"3d_fullres", {}, {}, {}, {}};
    edit.patchSize = std::move(patch);
    return edit;
}

ConfigurationEdit spacingOf(std::vector<double> spacing)
{
    ConfigurationEdit edit{"3d_fullres", {}, {}, {}, {}};
    edit.spacing = std::move(spacing);
    return edit;
}

EditFacts roomy()
{
    EditFacts facts;
    facts.channelNames = {"MRI"};
    facts.heads = 3;
    facts.caseCount = 200;
    return facts;
}

EditedConfiguration edited(const ConfigurationEdit& edit, const EditFacts& facts = roomy())
{
    return editConfiguration(smallPlan(), edit, facts);
}

/// The sentences about one field, each on a line.
QString textOf(const EditedConfiguration& result, EditField field, Severity severity)
{
    QStringList texts;
    for (const EditFinding& finding : result.findings) {
        if (finding.field == field && finding.severity == severity) {
            texts << QString::fromStdString(finding.text);
        }
    }
    return texts.join(u'\n');
}

using Patch = std::vector<std::int64_t>;

} // namespace

class TestConfigurationEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void nothingEditedIsAsPlanned();
    void aPatchThatCannotBeHalvedNamesTheNearest();
    void aPatchThatFitsIsTakenAndItsNetworkPlannedAnew();
    void aPatchTooSmallForANetworkIsRefused();
    void aThinAxisNeedNotKeepMoreVoxelsThanCasesHave();
    void aThinAxisNeedNotKeepMoreVoxelsThanPlanned();
    void aNetworkOfAnotherRuleIsKept();
    void spacingScalesTheMedianCaseAndPlansTheNetworkAnew();
    void spacingOfNothingIsRefusedPerAxis();
    void spacingThatLeavesNoVoxelIsRefused();
    void batchesAreCounted();
    void memoryBeyondTheDeviceIsAWarning();
    void aSchemeAgainstTheIntensitiesIsAWarning();
    void masksBelongToZScoresAlone();
    void listsOfAnotherLengthAreRefused();
    void theSuggestedPatchCanBeTrainedWith_data();
    void theSuggestedPatchCanBeTrainedWith();
    void onlyWhatDecidesArraysPreparesOtherwise();
};

void TestConfigurationEdit::nothingEditedIsAsPlanned()
{
    const Plan plan = smallPlan();
    const EditedConfiguration result = edited({"3d_fullres", {}, {}, {}, {}});
    QVERIFY(result.findings.empty());
    QVERIFY(result.isValid());
    QCOMPARE(result.configuration.patchSize, (Patch{40, 56, 40}));
    QCOMPARE(result.nearestPatch, result.configuration.patchSize);
    QVERIFY(result.configuration.architecture == plan.configuration("3d_fullres").architecture);
}

void TestConfigurationEdit::aPatchThatCannotBeHalvedNamesTheNearest()
{
    const EditedConfiguration result = edited(patchOf({40, 50, 40}));
    QVERIFY(!result.isValid());
    const QString text = textOf(result, EditField::Patch, Severity::Error);
    QVERIFY2(text.contains("Along y") && text.contains("3 times") && text.contains("multiple of 8") &&
                 text.contains("48 and 56"),
             qPrintable(text));
    QCOMPARE(result.nearestPatch, (Patch{40, 48, 40}));
    QCOMPARE(result.configuration.patchSize, (Patch{40, 56, 40})); // the planned one stays
}

void TestConfigurationEdit::aPatchThatFitsIsTakenAndItsNetworkPlannedAnew()
{
    const EditedConfiguration result = edited(patchOf({64, 64, 64}));
    QVERIFY(result.isValid());
    QCOMPARE(result.configuration.patchSize, (Patch{64, 64, 64}));
    QCOMPARE(result.configuration.architecture.stageCount(), 5);
    const QString network = textOf(result, EditField::Network, Severity::Note);
    QVERIFY2(network.contains("5 stages instead of 4"), qPrintable(network));
    QVERIFY2(textOf(result, EditField::Patch, Severity::Note).contains("padding"),
             qPrintable(textOf(result, EditField::Patch, Severity::Note)));
}

void TestConfigurationEdit::aPatchTooSmallForANetworkIsRefused()
{
    QVERIFY(textOf(edited(patchOf({4, 4, 4})), EditField::Patch, Severity::Error).contains("no U-Net"));
    const QString text = textOf(edited(patchOf({40, 56, 2})), EditField::Patch, Severity::Error);
    QVERIFY2(text.contains("Along x") && text.contains("must keep 4 voxels"), qPrintable(text));
    QVERIFY(!edited(patchOf({0, 56, 40})).isValid());
}

void TestConfigurationEdit::aThinAxisNeedNotKeepMoreVoxelsThanCasesHave()
{
    const Plan plan = test::datasetFacts(20, {{3, 256, 256}}, {{5, 1, 1}}, {"MRI"}, 3).planned();
    const Patch planned = plan.configuration("3d_fullres").patchSize;
    QCOMPARE(planned[0], std::int64_t{3});
    const EditedConfiguration result = editConfiguration(plan, patchOf({3, 128, 128}), roomy());
    QVERIFY2(result.isValid(), result.findings.empty() ? "" : result.findings.front().text.c_str());
}

void TestConfigurationEdit::aThinAxisNeedNotKeepMoreVoxelsThanPlanned()
{
    const Plan plan = test::datasetFacts(20, {{5, 2048, 2048}}, {{30, 1, 1}}, {"MRI"}, 3).planned();
    const Patch planned = plan.configuration("3d_fullres").patchSize;
    QVERIFY2(planned[0] > 1 && planned[0] < 4, qPrintable(QString::number(planned[0])));
    const EditedConfiguration result = editConfiguration(plan, patchOf({planned[0], 128, 128}), roomy());
    QVERIFY2(result.isValid(), result.findings.empty() ? "" : result.findings.front().text.c_str());
    const EditedConfiguration odd = editConfiguration(plan, patchOf({planned[0], 129, 128}), roomy());
    QCOMPARE(odd.nearestPatch, (Patch{planned[0], 128, 128}));
    QVERIFY(!editConfiguration(plan, patchOf({planned[0] - 1, 128, 128}), roomy()).isValid());
}

void TestConfigurationEdit::aNetworkOfAnotherRuleIsKept()
{
    Plan plan = smallPlan();
    for (Configuration& configuration : plan.configurations) {
        configuration.architecture.features.front() = 24; // as no planner would
    }
    const EditedConfiguration wider = editConfiguration(plan, patchOf({64, 64, 64}), roomy());
    QVERIFY(wider.isValid());
    QVERIFY(wider.configuration.architecture == plan.configuration("3d_fullres").architecture);
    const EditedConfiguration odd = editConfiguration(plan, patchOf({44, 64, 64}), roomy());
    const QString text = textOf(odd, EditField::Patch, Severity::Error);
    QVERIFY2(text.contains("multiple of 8") && text.contains("40 and 48"), qPrintable(text));
}

void TestConfigurationEdit::spacingScalesTheMedianCaseAndPlansTheNetworkAnew()
{
    const EditedConfiguration result = edited(spacingOf({2, 1, 1}));
    QVERIFY(result.isValid());
    QCOMPARE(result.configuration.medianExtent, (std::vector<double>{18, 50, 35}));
    QCOMPARE(result.configuration.architecture.strides[1], (std::vector<int>{1, 2, 2}));
    QVERIFY(textOf(result, EditField::Network, Severity::Note).contains("4 stages as before"));
    QVERIFY(textOf(result, EditField::Spacing, Severity::Note).contains("18 × 50 × 35 voxels, 50 % of them"));
}

void TestConfigurationEdit::spacingOfNothingIsRefusedPerAxis()
{
    const EditedConfiguration result = edited(spacingOf({0, 1, -1}));
    const QString text = textOf(result, EditField::Spacing, Severity::Error);
    QVERIFY2(text.contains("along z must be above 0 mm") && text.contains("along x"), qPrintable(text));
    QCOMPARE(result.configuration.spacing, (std::vector<double>{1, 1, 1}));
}

void TestConfigurationEdit::spacingThatLeavesNoVoxelIsRefused()
{
    const QString text = textOf(edited(spacingOf({100, 1, 1})), EditField::Spacing, Severity::Error);
    QVERIFY2(text.contains("At 100 mm no voxel"), qPrintable(text));
}

void TestConfigurationEdit::batchesAreCounted()
{
    ConfigurationEdit edit{"3d_fullres", {}, {}, 0, {}};
    QVERIFY(!edited(edit).isValid());
    edit.batchSize = 1;
    QVERIFY(edited(edit).isValid());
    QVERIFY(textOf(edited(edit), EditField::Batch, Severity::Warning).contains("noisy"));
    edit.batchSize = 4;
    QVERIFY(edited(edit).findings.empty());
    QCOMPARE(edited(edit).configuration.batchSize, 4);
}

void TestConfigurationEdit::memoryBeyondTheDeviceIsAWarning()
{
    EditFacts facts = roomy();
    facts.availableBytes = 2.0 * 1024 * 1024 * 1024;
    facts.memoryPlace = "on this GPU";
    const EditedConfiguration result = edited(patchOf({128, 128, 128}), facts);
    QVERIFY(result.isValid()); // it may be trained elsewhere
    const QString text = textOf(result, EditField::Memory, Severity::Warning);
    QVERIFY2(text.contains("2 GiB on this GPU"), qPrintable(text));
    QVERIFY(textOf(edited(patchOf({40, 40, 40}), facts), EditField::Memory, Severity::Warning).isEmpty());
}

void TestConfigurationEdit::aSchemeAgainstTheIntensitiesIsAWarning()
{
    Plan plan = smallPlan();
    plan.intensities.at(0).maximum = 4095.0;
    ConfigurationEdit edit{"3d_fullres", {}, {}, {}, {}};
    edit.normalization = {{NormalizationScheme::RgbTo01, false}};
    const EditedConfiguration result = editConfiguration(plan, edit, roomy());
    QVERIFY(result.isValid());
    QVERIFY(textOf(result, EditField::Normalization, Severity::Warning).contains("MRI run from 0 to 4095"));
    QVERIFY(textOf(result, EditField::Normalization, Severity::Note).contains("prepared anew"));
    QVERIFY(result.configuration.normalization.front() == NormalizationScheme::RgbTo01);
}

void TestConfigurationEdit::masksBelongToZScoresAlone()
{
    ConfigurationEdit edit{"3d_fullres", {}, {}, {}, {}};
    edit.normalization = {{NormalizationScheme::NoNormalization, true}};
    QVERIFY(!edited(edit).configuration.useMaskForNormalization.front());
    edit.normalization = {{NormalizationScheme::ZScore, true}};
    QVERIFY(edited(edit).configuration.useMaskForNormalization.front());
}

void TestConfigurationEdit::listsOfAnotherLengthAreRefused()
{
    for (const ConfigurationEdit& edit : {patchOf({64, 64}), spacingOf({1, 1})}) {
        try {
            static_cast<void>(edited(edit));
            QFAIL("accepted two values for three axes");
        } catch (const Error& error) {
            QVERIFY(error.code() == ErrorCode::InvalidArgument);
        }
    }
}

void TestConfigurationEdit::theSuggestedPatchCanBeTrainedWith_data()
{
    QTest::addColumn<int>("z");
    QTest::addColumn<int>("y");
    QTest::addColumn<int>("x");
    QTest::newRow("odd") << 41 << 57 << 39;
    QTest::newRow("nothing") << 0 << 56 << 40;
    QTest::newRow("one axis short") << 40 << 56 << 1;
    QTest::newRow("large") << 130 << 255 << 99;
    QTest::newRow("flat") << 4 << 13 << 9;
}

void TestConfigurationEdit::theSuggestedPatchCanBeTrainedWith()
{
    QFETCH(int, z);
    QFETCH(int, y);
    QFETCH(int, x);
    const EditedConfiguration odd = edited(patchOf({z, y, x}));
    QVERIFY(!odd.isValid());
    const EditedConfiguration result = edited(patchOf(odd.nearestPatch));
    QVERIFY2(result.isValid(), result.findings.empty() ? "" : result.findings.front().text.c_str());
}

void TestConfigurationEdit::onlyWhatDecidesArraysPreparesOtherwise()
{
    const Configuration planned = smallPlan().configuration("3d_fullres");
    QVERIFY(prepareAlike(planned, edited(patchOf({64, 64, 64})).configuration));
    QVERIFY(!prepareAlike(planned, edited(spacingOf({2, 1, 1})).configuration));
    Configuration nvidia = planned;
    nvidia.recipe = PreprocessingRecipe::Nvidia;
    Configuration larger = nvidia;
    larger.patchSize = {64, 64, 64}; // its cases are padded up to it
    QVERIFY(!prepareAlike(nvidia, larger));
}

QTEST_APPLESS_MAIN(TestConfigurationEdit)
#include "tst_ConfigurationEdit.moc"
