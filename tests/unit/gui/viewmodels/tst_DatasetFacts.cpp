// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/DatasetFacts.h"

#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestDatasetFacts final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhenAllSpacingsAreEqual();
    void showsTheAxisThatVariesMost();
    void sumsLabelsToMilliliters();
    void warnsOfMixedOrientations();
    void doesWithoutACheck();
    void writesNumbersShortly();
};

namespace {

planning::Fingerprint fingerprint(const std::vector<double>& zSpacings)
{
    planning::Fingerprint made;
    for (const double z : zSpacings) {
        made.spacings.push_back({{z, 0.8, 0.8}});
        made.extentsAfterCrop.push_back({{static_cast<std::int64_t>(100 / z), 200, 210}});
    }
    made.intensities = {{100.0, 50.0, 48.0, 0.0, 5.0, 95.0, 10.0}};
    return made;
}

dataset::CaseCheck checkedCase(const std::string& name, std::int64_t voxels, bool isFlipped)
{
    dataset::CaseCheck item;
    item.id.name = name;
    item.image.geometry.spacing = {{2.0, 1.0, 1.0}};
    if (isFlipped) {
        item.image.geometry.direction = {{{-1, 0, 0}, {0, -1, 0}, {0, 0, 1}}};
    }
    item.labelVoxels = {{0, 100000}, {1, voxels / 2}, {2, voxels - voxels / 2}};
    return item;
}

} // namespace

void TestDatasetFacts::saysWhenAllSpacingsAreEqual()
{
    const DatasetFacts facts = datasetFacts(fingerprint({1.0, 1.0}), {}, {"CT"});
    QCOMPARE(facts.spacing.meaning, QStringLiteral("1 × 0.8 × 0.8 mm, all cases"));
    QCOMPARE(facts.channels.size(), std::size_t{1});
    QCOMPARE(facts.channels[0].name, QStringLiteral("CT"));
}

void TestDatasetFacts::showsTheAxisThatVariesMost()
{
    const DatasetFacts facts = datasetFacts(fingerprint({1.0, 2.5, 5.0}), {}, {"CT"});
    QVERIFY(facts.spacing.values == std::vector<double>({1.0, 2.5, 5.0}));
    QCOMPARE(facts.spacing.meaning, QStringLiteral("median 2.5 × 0.8 × 0.8 mm · along z"));
    QCOMPARE(facts.spacing.unit, QStringLiteral("mm"));
    QCOMPARE(facts.size.meaning, QStringLiteral("median 40 × 200 × 210 · along z"));
}

void TestDatasetFacts::sumsLabelsToMilliliters()
{
    dataset::DatasetCheck check;
    check.cases = {checkedCase("a", 4000, false), checkedCase("b", 5000, false),
                   checkedCase("c", 100, false)};
    const DatasetFacts facts = datasetFacts(fingerprint({1.0, 1.0, 1.0}), check, {"CT"});
    QVERIFY(facts.volumes.values == std::vector<double>({8.0, 10.0, 0.2}));
    QCOMPARE(facts.volumes.meaning, QStringLiteral("median 8.0 ml, 1 below 1 ml"));
}

void TestDatasetFacts::warnsOfMixedOrientations()
{
    dataset::DatasetCheck check;
    check.cases = {checkedCase("a", 10, false), checkedCase("b", 10, true), checkedCase("c", 10, false)};
    const DatasetFacts facts = datasetFacts(fingerprint({1.0}), check, {"CT"});
    QCOMPARE(facts.orientation.names, (QStringList{QStringLiteral("LPS"), QStringLiteral("RAS")}));
    QVERIFY(facts.orientation.counts == std::vector<int>({2, 1}));
    QVERIFY(facts.orientation.isWarning);
    QCOMPARE(facts.orientation.meaning, QStringLiteral("2 LPS · 1 RAS"));
    check.cases.erase(check.cases.begin() + 1);
    const DatasetFacts alike = datasetFacts(fingerprint({1.0}), check, {"CT"});
    QVERIFY(!alike.orientation.isWarning);
    QCOMPARE(alike.orientation.meaning, QStringLiteral("LPS, all cases"));
}

void TestDatasetFacts::doesWithoutACheck()
{
    const DatasetFacts facts = datasetFacts(fingerprint({1.0}), {}, {});
    QVERIFY(facts.volumes.values.empty());
    QVERIFY(facts.orientation.names.isEmpty());
    QCOMPARE(facts.volumes.title, QStringLiteral("Label volumes"));
    QCOMPARE(facts.channels[0].name, QStringLiteral("channel 0"));
}

void TestDatasetFacts::writesNumbersShortly()
{
    QCOMPARE(timesText({1.0, 0.75, 100.0}, 2), QStringLiteral("1 × 0.75 × 100"));
    QCOMPARE(timesText({40.0, 56.0}, 0), QStringLiteral("40 × 56"));
    QCOMPARE(timesText({}, 0), QString());
}

QTEST_APPLESS_MAIN(TestDatasetFacts)
#include "tst_DatasetFacts.moc"
