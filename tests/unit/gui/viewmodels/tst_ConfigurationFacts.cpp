// SPDX-License-Identifier: Apache-2.0
#include "core/planning/PreprocessingExtras.h"
#include "gui/viewmodels/ConfigurationFacts.h"

#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestConfigurationFacts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPlannedNumberHasItsReason();
    void aPlanFromElsewhereShowsItsNumbersWithoutReasons();
    void whatPreprocessingDoesOnDemandIsShown_withAndWithoutReasons();
    void stagesHalveThePatch();
    void recommendsFullResolution();
    void leavesSecondStagesOut();
    void preparedMeansAllCases();
};

namespace {

planning::Configuration configuration(const std::string& name, bool twoD = false)
{
    planning::Configuration made;
    made.name = name;
    made.batchSize = 9;
    made.patchSize = twoD ? std::vector<std::int64_t>{64, 64} : std::vector<std::int64_t>{40, 56, 40};
    made.spacing = twoD ? std::vector<double>{1.0, 1.0} : std::vector<double>{1.0, 1.0, 1.0};
    made.medianExtent = made.spacing;
    const std::vector<int> one(made.patchSize.size(), 1);
    const std::vector<int> two(made.patchSize.size(), 2);
    const std::vector<int> three(made.patchSize.size(), 3);
    made.architecture.features = {32, 64, 128};
    made.architecture.strides = {one, two, two};
    made.architecture.kernelSizes = {three, three, three};
    made.architecture.blocksPerStage = {2, 2, 2};
    made.architecture.decoderConvolutions = {2, 2};
    return made;
}

planning::Plan plan()
{
    planning::Plan made;
    made.configurations = {configuration("2d", true), configuration("3d_fullres"),
                           configuration("3d_lowres")};
    made.configurations.push_back(configuration("3d_cascade_fullres"));
    made.configurations.back().previousStage = "3d_lowres";
    made.reasons = {{"3d_fullres", "patch_size", "40 × 56 × 40", "one whole case of median size"},
                    {"2d", "patch_size", "64 × 64", "one whole slice"}};
    return made;
}

const PlannedNumber* numberOf(const ConfigurationFacts& facts, const QString& name)
{
    for (const PlannedNumber& number : facts.numbers) {
        if (number.name == name) {
            return &number;
        }
    }
    return nullptr;
}

ConfigurationFacts factsOf(const std::string& name)
{
    const planning::Plan made = plan();
    return configurationFacts(made, made.configuration(name), 1, 3);
}

} // namespace

void TestConfigurationFacts::everyPlannedNumberHasItsReason()
{
    const ConfigurationFacts facts = factsOf("3d_fullres");
    const PlannedNumber* patch = numberOf(facts, QStringLiteral("Patch"));
    QVERIFY(patch != nullptr);
    QCOMPARE(patch->value, QStringLiteral("40 × 56 × 40"));
    QCOMPARE(patch->because, QStringLiteral("one whole case of median size"));
    QVERIFY(facts.trainingBytes > 0.0);
}

void TestConfigurationFacts::aPlanFromElsewhereShowsItsNumbersWithoutReasons()
{
    const ConfigurationFacts facts = factsOf("3d_lowres");
    QCOMPARE(numberOf(facts, QStringLiteral("Batch"))->value, QStringLiteral("9"));
    QCOMPARE(numberOf(facts, QStringLiteral("Target spacing"))->value, QStringLiteral("1 × 1 × 1 mm"));
    QVERIFY(numberOf(facts, QStringLiteral("Batch"))->because.isEmpty());
    QVERIFY(numberOf(facts, QStringLiteral("Normalization")) == nullptr);
}

void TestConfigurationFacts::whatPreprocessingDoesOnDemandIsShown_withAndWithoutReasons()
{
    const QStringList names{QStringLiteral("Foreground channel"), QStringLiteral("Closed labels"),
                            QStringLiteral("Cut slices")};
    for (const QString& name : names) {
        QVERIFY2(numberOf(factsOf("2d"), name) == nullptr, qPrintable(name));
    }
    planning::Plan made = plan();
    made.configurations.front().recipe = planning::PreprocessingRecipe::Nvidia;
    planning::setPreprocessingExtras(made, "2d", {planning::ForegroundChannel::AboveMean, true, true});
    const ConfigurationFacts facts = configurationFacts(made, made.configuration("2d"), 1, 3);
    for (const QString& name : names) {
        const PlannedNumber* number = numberOf(facts, name);
        QVERIFY2(number != nullptr, qPrintable(name));
        QVERIFY2(number->because.startsWith(QStringLiteral("as asked for")), qPrintable(number->because));
        QVERIFY2(!number->isDetail, qPrintable(name));
    }
    QCOMPARE(numberOf(facts, names.front())->value, QStringLiteral("above-mean"));
    made.reasons.clear();
    const ConfigurationFacts bare = configurationFacts(made, made.configuration("2d"), 1, 3);
    QCOMPARE(numberOf(bare, names.at(0))->value, QStringLiteral("above-mean"));
    QCOMPARE(numberOf(bare, names.at(1))->value, QStringLiteral("yes"));
    QCOMPARE(numberOf(bare, names.at(2))->value, QStringLiteral("yes"));
}

void TestConfigurationFacts::stagesHalveThePatch()
{
    QCOMPARE(factsOf("3d_fullres").stageSizes,
             (QStringList{QStringLiteral("40 × 56 × 40"), QStringLiteral("20 × 28 × 20"),
                          QStringLiteral("10 × 14 × 10")}));
    QCOMPARE(factsOf("2d").stageSizes.first(), QStringLiteral("64²"));
    QCOMPARE(factsOf("2d").outputs, 2);
    QVERIFY(factsOf("3d_fullres").networkMeaning.contains(QStringLiteral("3 stages · batch 9")));
}

void TestConfigurationFacts::recommendsFullResolution()
{
    QVERIFY(factsOf("3d_fullres").isRecommended);
    QVERIFY(!factsOf("2d").isRecommended);
    planning::Plan flat = plan();
    flat.configurations = {configuration("2d", true)};
    QVERIFY(configurationFacts(flat, flat.configurations[0], 1, 3).isRecommended);
}

void TestConfigurationFacts::leavesSecondStagesOut()
{
    QVERIFY(trainableConfigurations(plan()) == std::vector<std::string>({"3d_fullres", "2d", "3d_lowres"}));
}

void TestConfigurationFacts::preparedMeansAllCases()
{
    ConfigurationFacts facts;
    QVERIFY(!facts.isPrepared());
    facts.cases = 10;
    facts.preparedCases = 9;
    QVERIFY(!facts.isPrepared());
    facts.preparedCases = 10;
    QVERIFY(facts.isPrepared());
}

QTEST_APPLESS_MAIN(TestConfigurationFacts)
#include "tst_ConfigurationFacts.moc"
