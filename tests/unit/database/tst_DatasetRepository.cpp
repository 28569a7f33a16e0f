// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "database/DatasetRepository.h"
#include "tests/support/ProjectRows.h"

#include <QTest>

using namespace seg;
using database::DatasetId;
using database::DatasetRepository;
using dataset::Severity;

class TestDatasetRepository final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void numbersAreReadFromNames_data();
    void numbersAreReadFromNames();
    void aDatasetReadsBack_withItsCounts();
    void datasetsComeByNumber();
    void theSameNumberTwice_isRefused_andLeavesNoRows();
    void casesAndLabels_areRows();
    void aCheckReadsBack_withEveryFinding();
    void aNewCheck_replacesTheOld();
    void beforeTheFirstCheck_thereIsNone_alsoForAnEmptyOne();
    void theFingerprintIsKept();
    void labelColorsReadBack_andAreReplacedWhole();
};

void TestDatasetRepository::numbersAreReadFromNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("number");
    QTest::newRow("three digits") << "Dataset004_Hippocampus" << 4;
    QTest::newRow("no underscore") << "Dataset120" << 120;
    QTest::newRow("another prefix") << "Task04_Hippocampus" << 0;
    QTest::newRow("no number") << "Dataset_X" << 0;
}

void TestDatasetRepository::numbersAreReadFromNames()
{
    QFETCH(const QString, name);
    QFETCH(const int, number);
    QCOMPARE(database::datasetNumber(name.toStdString()), number);
}

void TestDatasetRepository::aDatasetReadsBack_withItsCounts()
{
    test::ProjectRows rows;
    const DatasetRepository datasets(rows.database, rows.folder());
    const auto record = datasets.find(rows.addDataset(4));
    QCOMPARE(record->name, std::string("Dataset004_Shapes"));
    QCOMPARE(record->folder, rows.folder() / "datasets" / "Dataset004_Shapes");
    QCOMPARE(record->trainingCases, std::int64_t{2});
    QCOMPARE(record->testCases, std::int64_t{1});
    QCOMPARE(record->channelNames, (std::vector<std::string>{"FLAIR", "T1gd"}));
    QCOMPARE(record->source, std::string("/source/Task"));
    QVERIFY(record->importedAt > 0);
    QVERIFY(!datasets.find(DatasetId{99}).has_value());
}

void TestDatasetRepository::datasetsComeByNumber()
{
    test::ProjectRows rows;
    rows.addDataset(12);
    rows.addDataset(3);
    const auto all = DatasetRepository(rows.database, rows.folder()).all();
    QCOMPARE(all.size(), std::size_t{2});
    QCOMPARE(all[0].name, std::string("Dataset003_Shapes"));
}

void TestDatasetRepository::theSameNumberTwice_isRefused_andLeavesNoRows()
{
    test::ProjectRows rows;
    rows.addDataset(4);
    QVERIFY_EXCEPTION_THROWN(rows.addDataset(4), Error);
    database::Statement count = rows.database.prepare("SELECT COUNT(*) FROM \"case\"");
    QVERIFY(count.step());
    QCOMPARE(count.integer(0), std::int64_t{3});
}

void TestDatasetRepository::casesAndLabels_areRows()
{
    test::ProjectRows rows;
    const DatasetId id = rows.addDataset(4);
    database::Statement item = rows.database.prepare(
        "SELECT channels, label_file FROM \"case\" WHERE dataset_id = ? AND name = 'a'");
    item.bind(id);
    QVERIFY(item.step());
    QCOMPARE(item.text(0), std::string(R"(["datasets/Dataset004_Shapes/imagesTr/a"])"));
    QCOMPARE(item.text(1), std::string("datasets/Dataset004_Shapes/labelsTr/a"));
    database::Statement test =
        rows.database.prepare("SELECT channels, label_file FROM \"case\" WHERE is_test = 1");
    QVERIFY(test.step());
    QCOMPARE(test.text(0), std::string(R"(["/elsewhere/t.nii.gz"])"));
    QVERIFY(test.isNull(1));
    database::Statement label =
        rows.database.prepare("SELECT name, label_values FROM label WHERE position = 2");
    QVERIFY(label.step());
    QCOMPARE(label.text(0) + label.text(1), std::string("rim[2]"));
}

static dataset::DatasetCheck someCheck()
{
    dataset::DatasetCheck check;
    for (const char* name : {"b", "a"}) {
        dataset::CaseCheck item;
        item.id = CaseId{name};
        item.maximum = 3.5;
        item.labelVoxels = {{0, 10}, {1, 2}};
        check.cases.push_back(item);
    }
    check.cases[1].issues = {{Severity::Warning, "geometry_differs", CaseId{"a"}, "geometry differs",
                              "They differ.", "copy_geometry"},
                             {Severity::Error, "nan", CaseId{"a"}, "NaN", "It has NaN.", ""}};
    check.issues = {{Severity::Note, "few", CaseId{}, "few cases", "There are few.", ""}};
    return check;
}

void TestDatasetRepository::aCheckReadsBack_withEveryFinding()
{
    test::ProjectRows rows;
    DatasetRepository datasets(rows.database, rows.folder());
    const DatasetId id = rows.addDataset();
    datasets.storeCheck(id, someCheck());
    const auto read = datasets.lastCheck(id);
    QVERIFY(read.has_value());
    QCOMPARE(read->cases.size(), std::size_t{2});
    QCOMPARE(read->cases[0].id.name, std::string("b")); // in the order of the check
    QVERIFY(read->cases[0].issues.empty());
    QCOMPARE(read->cases[1].maximum, 3.5);
    QVERIFY(read->cases[1].labelVoxels == someCheck().cases[1].labelVoxels);
    QCOMPARE(read->cases[1].issues.size(), std::size_t{2});
    const dataset::Issue& issue = read->cases[1].issues[0];
    QVERIFY(issue.severity == Severity::Warning);
    QCOMPARE(issue.kind + issue.summary + issue.text + issue.fix,
             std::string("geometry_differsgeometry differsThey differ.copy_geometry"));
    QCOMPARE(issue.caseId.name, std::string("a"));
    QCOMPARE(read->issues.size(), std::size_t{1});
    QCOMPARE(read->issues[0].text, std::string("There are few."));
}

void TestDatasetRepository::aNewCheck_replacesTheOld()
{
    test::ProjectRows rows;
    DatasetRepository datasets(rows.database, rows.folder());
    const DatasetId id = rows.addDataset();
    datasets.storeCheck(id, someCheck());
    dataset::DatasetCheck clean = someCheck();
    clean.issues.clear();
    clean.cases.pop_back();
    datasets.storeCheck(id, clean);
    QCOMPARE(datasets.lastCheck(id)->cases.size(), std::size_t{1});
    QVERIFY(datasets.lastCheck(id)->issues.empty());
}

void TestDatasetRepository::beforeTheFirstCheck_thereIsNone_alsoForAnEmptyOne()
{
    test::ProjectRows rows;
    DatasetRepository datasets(rows.database, rows.folder());
    const DatasetId id = rows.addDataset();
    QVERIFY(!datasets.lastCheck(id).has_value());
    datasets.storeCheck(id, {});
    QVERIFY(datasets.lastCheck(id).has_value());
}

void TestDatasetRepository::theFingerprintIsKept()
{
    test::ProjectRows rows;
    DatasetRepository datasets(rows.database, rows.folder());
    const DatasetId id = rows.addDataset();
    QVERIFY(!datasets.fingerprint(id).has_value());
    datasets.storeFingerprint(id, "{}");
    datasets.storeFingerprint(id, "{\"a\": 1}");
    QCOMPARE(datasets.fingerprint(id).value(), std::string("{\"a\": 1}"));
}

void TestDatasetRepository::labelColorsReadBack_andAreReplacedWhole()
{
    test::ProjectRows rows;
    DatasetRepository datasets(rows.database, rows.folder());
    const DatasetId id = rows.addDataset();
    QVERIFY(datasets.labelColors(id).empty());
    const dataset::LabelColors colors{{1, {0, 9, 255}}, {255, {16, 32, 48}}};
    datasets.setLabelColors(id, colors);
    QVERIFY(datasets.labelColors(id) == colors);
    datasets.setLabelColors(id, {{2, {1, 2, 3}}});
    QVERIFY(datasets.labelColors(id) == (dataset::LabelColors{{2, {1, 2, 3}}}));
}

QTEST_APPLESS_MAIN(TestDatasetRepository)
#include "tst_DatasetRepository.moc"
