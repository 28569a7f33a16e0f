// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/LabelDraft.h"
#include "tests/support/Failure.h"

#include <QString>
#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestLabelDraft final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesTheSchemeBack_whenNothingWasChanged();
    void renamesALabel_butNotTheBackground();
    void ignoresTheHighestLabelOnly();
    void writesNestedRegions_largestFirst_withTheirOwnLabels();
    void keepsTheSourcesOrder_whenItsRegionsStay();
    void refusesRegionsThatLeaveALabelOut();
    void refusesNamesThatMeanSomethingElse();
    void findsLeftAndRight();
    void readsLabelValues_data();
    void readsLabelValues();
};

namespace {

dataset::LabelScheme tumor()
{
    return dataset::LabelScheme({{"background", {0}}, {"edema", {1}}, {"core", {2}}, {"enhancing", {3}}});
}

LabelDraft tumorRegions()
{
    LabelDraft draft(tumor());
    draft.addRegion({"enhancing tumor", {3}}); // declared smallest first on purpose
    draft.addRegion({"whole tumor", {1, 2, 3}});
    draft.addRegion({"tumor core", {2, 3}});
    return draft;
}

} // namespace

void TestLabelDraft::givesTheSchemeBack_whenNothingWasChanged()
{
    QVERIFY(LabelDraft(tumor()).scheme() == tumor());
    const dataset::LabelScheme ignoring({{"background", {0}}, {"liver", {1}}, {"ignore", {2}}});
    QVERIFY(LabelDraft(ignoring).scheme() == ignoring);
}

void TestLabelDraft::renamesALabel_butNotTheBackground()
{
    LabelDraft draft(tumor());
    draft.rename(1, "swelling");
    draft.rename(0, "nothing");
    QCOMPARE(draft.scheme().nameOf(1), std::string("swelling"));
    QCOMPARE(draft.scheme().entries().front().name, std::string("background"));
}

void TestLabelDraft::ignoresTheHighestLabelOnly()
{
    LabelDraft draft(tumor());
    QVERIFY(draft.canBeIgnored(3));
    QVERIFY(!draft.canBeIgnored(2));
    draft.setIgnored(true);
    QCOMPARE(draft.scheme().ignoreLabel(), std::optional<int>(3));
    QCOMPARE(draft.scheme().foregroundLabels(), (std::vector<int>{1, 2}));
    draft.setIgnored(false);
    QVERIFY(draft.scheme() == tumor());
}

void TestLabelDraft::writesNestedRegions_largestFirst_withTheirOwnLabels()
{
    const dataset::LabelScheme scheme = tumorRegions().scheme();
    QVERIFY(scheme.hasRegions());
    std::vector<std::string> names;
    for (const dataset::LabelEntry& entry : scheme.foregroundRegions()) {
        names.push_back(entry.name);
    }
    QCOMPARE(names, (std::vector<std::string>{"whole tumor", "tumor core", "enhancing tumor"}));
    QCOMPARE(scheme.regionsClassOrder(), (std::vector<int>{1, 2, 3}));
}

void TestLabelDraft::keepsTheSourcesOrder_whenItsRegionsStay()
{
    const dataset::LabelScheme scheme({{"background", {0}}, {"whole", {1, 2}, true}, {"core", {2}}}, {7, 2});
    LabelDraft draft(scheme);
    QCOMPARE(draft.scheme().regionsClassOrder(), (std::vector<int>{7, 2}));
    draft.setRegion(1, {"inside", {2}});
    QCOMPARE(draft.scheme().regionsClassOrder(), (std::vector<int>{1, 2}));
}

void TestLabelDraft::refusesRegionsThatLeaveALabelOut()
{
    LabelDraft draft(tumor());
    draft.addRegion({"tumor core", {2, 3}});
    QCOMPARE(test::errorTextOf([&] { static_cast<void>(draft.scheme()); }),
             std::string("edema (label 1) is in no region: add it to one, or remove the regions."));
    draft.setRegion(0, {"tumor", {1, 2, 4}});
    QCOMPARE(test::errorTextOf([&] { static_cast<void>(draft.scheme()); }),
             std::string("The region tumor cannot have the label 4: there is no such label."));
    draft.setIgnored(true);
    draft.setRegion(0, {"tumor", {1, 2, 3}});
    QCOMPARE(test::errorTextOf([&] { static_cast<void>(draft.scheme()); }),
             std::string("The region tumor cannot have the label 3: it is ignored."));
}

void TestLabelDraft::refusesNamesThatMeanSomethingElse()
{
    LabelDraft draft(tumor());
    draft.rename(2, "ignore");
    QCOMPARE(test::errorTextOf([&] { static_cast<void>(draft.scheme()); }),
             std::string("Label 2 cannot be called ignore: nnU-Net keeps that name for itself."));
    draft.rename(2, "");
    QCOMPARE(test::errorTextOf([&] { static_cast<void>(draft.scheme()); }),
             std::string("Label 2 needs a name."));
    draft.rename(2, "edema");
    QVERIFY(test::errorTextOf([&] { static_cast<void>(draft.scheme()); }).find("twice") != std::string::npos);
}

void TestLabelDraft::findsLeftAndRight()
{
    const std::vector<LabelDraft::Label> labels{
        {0, "background"}, {1, "kidney_left"}, {2, "Liver"}, {3, "Kidney_Right"}, {4, "lung left"}};
    const auto pairs = leftRightPairs(labels);
    QCOMPARE(pairs.size(), std::size_t{1});
    QCOMPARE(pairs.front().first, std::string("kidney_left"));
    QCOMPARE(pairs.front().second, std::string("Kidney_Right"));
}

void TestLabelDraft::readsLabelValues_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("values");
    QTest::newRow("commas") << QStringLiteral("1, 2,3") << QStringLiteral("1 2 3");
    QTest::newRow("plus and order") << QStringLiteral("3+1 + 3") << QStringLiteral("1 3");
    QTest::newRow("words") << QStringLiteral("1, edema") << QStringLiteral("none");
    QTest::newRow("negative") << QStringLiteral("-1") << QStringLiteral("none");
    QTest::newRow("empty") << QString() << QString();
}

void TestLabelDraft::readsLabelValues()
{
    QFETCH(QString, text);
    const auto values = labelValuesFromText(text.toStdString());
    QStringList words;
    for (const int value : values.value_or(std::vector<int>())) {
        words << QString::number(value);
    }
    QTEST(values ? words.join(u' ') : QStringLiteral("none"), "values");
}

QTEST_APPLESS_MAIN(TestLabelDraft)
#include "tst_LabelDraft.moc"
