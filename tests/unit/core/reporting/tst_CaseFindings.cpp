// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/CaseFindings.h"

#include <QTest>

using namespace seg;
using namespace seg::reporting;

class TestCaseFindings final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();
    void namesTheWorstClass();
    void judgesRegionsByTheirLabels();
};

namespace {

LabelMap withBox(const Box& box, std::int16_t label = 1)
{
    LabelMap map;
    map.geometry.extent = {{20, 10, 10}};
    map.values.assign(2000, 0);
    for (std::int64_t z = box.low[0]; z < box.high[0]; ++z) {
        for (std::int64_t y = box.low[1]; y < box.high[1]; ++y) {
            for (std::int64_t x = box.low[2]; x < box.high[2]; ++x) {
                map.values[static_cast<std::size_t>(map.geometry.extent.index(z, y, x))] = label;
            }
        }
    }
    return map;
}

const std::vector<dataset::LabelEntry> kOne{{"Spleen", {1}, false}};

} // namespace

void TestCaseFindings::saysWhatIsWrong_data()
{
    QTest::addColumn<LabelMap>("prediction");
    QTest::addColumn<LabelMap>("truth");
    QTest::addColumn<std::string>("sentence");
    const LabelMap truth = withBox({{4, 2, 2}, {14, 8, 8}});
    const LabelMap nothing = withBox({{0, 0, 0}, {0, 0, 0}});
    QTest::newRow("too short at the end")
        << withBox({{4, 2, 2}, {11, 8, 8}}) << truth << std::string("Spleen ends 3 slices early");
    QTest::newRow("too long at the end")
        << withBox({{4, 2, 2}, {18, 8, 8}}) << truth << std::string("Spleen ends 4 slices late");
    QTest::newRow("too short at the start")
        << withBox({{6, 2, 2}, {14, 8, 8}}) << truth << std::string("Spleen begins 2 slices late");
    QTest::newRow("too small") << withBox({{4, 2, 2}, {14, 8, 5}}) << truth
                               << std::string("Spleen is 50 % too small");
    QTest::newRow("missed") << nothing << truth << std::string("Spleen was missed entirely");
    QTest::newRow("invented") << truth << nothing
                              << std::string("Spleen was found, though the truth has none");
    QTest::newRow("elsewhere") << withBox({{4, 8, 8}, {14, 10, 10}}) << truth
                               << std::string("Spleen was found in another place");
    QTest::newRow("shifted a little") << withBox({{4, 2, 3}, {14, 8, 9}}) << truth
                                      << std::string("Spleen has another outline; extent and volume agree");
}

void TestCaseFindings::saysWhatIsWrong()
{
    QFETCH(LabelMap, prediction);
    QFETCH(LabelMap, truth);
    QFETCH(std::string, sentence);
    QCOMPARE(describeMistake(prediction, truth, kOne), sentence);
}

void TestCaseFindings::namesTheWorstClass()
{
    LabelMap truth = withBox({{4, 2, 2}, {14, 5, 8}});
    const LabelMap second = withBox({{4, 6, 2}, {14, 8, 8}}, 2);
    LabelMap prediction = truth;
    for (std::size_t i = 0; i < truth.values.size(); ++i) {
        truth.values[i] = static_cast<std::int16_t>(truth.values[i] + second.values[i]);
    }
    QCOMPARE(describeMistake(prediction, truth, {{"One", {1}, false}, {"Two", {2}, false}}),
             std::string("Two was missed entirely"));
}

void TestCaseFindings::judgesRegionsByTheirLabels()
{
    const LabelMap truth = withBox({{4, 2, 2}, {14, 8, 8}}, 2);
    const LabelMap prediction = withBox({{4, 2, 2}, {11, 8, 8}}, 3);
    QCOMPARE(describeMistake(prediction, truth, {{"Whole", {1, 2, 3}, true}}),
             std::string("Whole ends 3 slices early"));
}

QTEST_APPLESS_MAIN(TestCaseFindings)
#include "tst_CaseFindings.moc"
