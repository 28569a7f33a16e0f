// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/evaluation/Summary.h"
#include "core/imaging/io/ImageFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

namespace fs = std::filesystem;
using namespace seg::evaluation;

class TestSummary final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void meansIgnoreCasesWithoutTheClass_butForegroundDoesNot();
    void jsonHasTheReferencesKeysAndLayout();
    void jsonSurvivesARoundTrip_withSurfaces();
    void foldersAreComparedByName();
    void aMissingTruth_isNamed();
};

static CaseMetrics caseWith(double dice1, double dice2)
{
    CaseMetrics item{"p.nii.gz", "r.nii.gz", {}, {}};
    item.metrics["1"].dice = dice1;
    item.metrics["1"].tp = 3;
    item.metrics["2"].dice = dice2;
    return item;
}

void TestSummary::meansIgnoreCasesWithoutTheClass_butForegroundDoesNot()
{
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Summary some = summarize({caseWith(0.8, nan), caseWith(0.6, 0.4)});
    QCOMPARE(some.mean.at("1").dice, 0.7);
    QCOMPARE(some.mean.at("2").dice, 0.4);
    QCOMPARE(some.foregroundMean.dice, 0.55);
    const Summary none = summarize({caseWith(0.8, nan)});
    QVERIFY(std::isnan(none.mean.at("2").dice));
    QVERIFY(std::isnan(none.foregroundMean.dice));
}

void TestSummary::jsonHasTheReferencesKeysAndLayout()
{
    const seg::Json json =
        summaryToJson(summarize({caseWith(0.5, std::numeric_limits<double>::quiet_NaN())}));
    const std::string text = seg::jsonText(json, seg::JsonKeys::Sorted);
    QVERIFY(text.starts_with("{\n    \"foreground_mean\": {\n        \"Dice\": NaN,\n        \"FN\": 0.0,"));
    QVERIFY(text.find("\"TP\": 3,") != std::string::npos);   // whole in a case
    QVERIFY(text.find("\"TP\": 3.0,") != std::string::npos); // a float in the mean
    const seg::Json& one = json["metric_per_case"][0];
    QCOMPARE(one["prediction_file"].get<std::string>(), std::string("p.nii.gz"));
    QCOMPARE(one["metrics"]["1"].size(), std::size_t{8});
}

void TestSummary::jsonSurvivesARoundTrip_withSurfaces()
{
    CaseMetrics item = caseWith(0.5, 0.25);
    item.surfaces["1"] = {2.5, 0.75};
    const Summary before = summarize({item});
    const Summary after = summaryFromJson(summaryToJson(before));
    QCOMPARE(after.cases.size(), std::size_t{1});
    QCOMPARE(after.cases[0].surfaces.at("1").hd95, 2.5);
    QCOMPARE(after.cases[0].metrics.at("2").dice, 0.25);
    QCOMPARE(after.foregroundMean.dice, before.foregroundMean.dice);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(summaryFromJson(seg::Json::object())), seg::Error);
}

static void writeMask(const fs::path& file, std::int16_t first)
{
    seg::LabelMap map;
    map.geometry.extent = {{2, 2, 2}};
    map.values = {first, 1, 0, 0, 0, 0, 0, 2};
    seg::imaging::writeLabelMap(file, map);
}

static seg::dataset::LabelScheme twoLabels()
{
    return seg::dataset::LabelScheme({{"background", {0}}, {"a", {1}}, {"b", {2}}});
}

void TestSummary::foldersAreComparedByName()
{
    const QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    for (const char* name : {"one.nii.gz", "two.nii.gz"}) {
        seg::createFolders(root / "truth");
        seg::createFolders(root / "masks");
        writeMask(root / "truth" / name, 1);
        writeMask(root / "masks" / name, name[0] == 'o' ? 1 : 0);
    }
    const Summary summary = evaluateFolders(root / "masks", root / "truth", twoLabels(), true, 1.0, {});
    QCOMPARE(summary.cases.size(), std::size_t{2});
    QVERIFY(summary.cases[0].predictionFile.ends_with("one.nii.gz"));
    QCOMPARE(summary.cases[0].metrics.at("1").dice, 1.0);
    QCOMPARE(summary.cases[1].metrics.at("1").dice, 2.0 / 3.0);
    QCOMPARE(summary.cases[1].surfaces.at("2").hd95, 0.0);
}

void TestSummary::aMissingTruth_isNamed()
{
    const QTemporaryDir dir;
    const fs::path root = dir.path().toStdString();
    seg::createFolders(root / "truth");
    seg::createFolders(root / "masks");
    writeMask(root / "masks" / "lonely.nii.gz", 1);
    try {
        static_cast<void>(evaluateFolders(root / "masks", root / "truth", twoLabels(), false, 1.0, {}));
        QFAIL("evaluated without a truth");
    } catch (const seg::Error& error) {
        QVERIFY(error.code() == seg::ErrorCode::NotFound);
        QVERIFY(QString(error.what()).contains("lonely.nii.gz"));
    }
}

QTEST_APPLESS_MAIN(TestSummary)
#include "tst_Summary.moc"
