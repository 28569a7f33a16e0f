// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/CrossValidationSplit.h"
#include "tests/support/Failure.h"
#include "tests/support/TempFolder.h"

#include <QTest>

#include <algorithm>
#include <set>

using namespace seg::dataset;
using seg::CaseId;
using seg::ErrorCode;
using seg::test::failureOf;
using seg::test::TempFolder;

class TestGroupedSplit final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void noPatient_isOnBothSides();
    void foldsAreEvenAndTheSameEachTime();
    void casesWithoutPatient_areNamed();
    void tooFewPatients_areRefused();
    void patientsComeFromATable_data();
    void patientsComeFromATable();
    void brokenTables_areNamed();
    void patientsComeFromNames();
    void foldsComeFromATable();
    void problemsAreAllNamed();

private:
    static std::vector<CaseId> someCases()
    {
        std::vector<CaseId> ids;
        for (int patient = 0; patient < 11; ++patient) {
            for (int visit = 0; visit <= patient % 3; ++visit) {
                ids.push_back({"p" + std::to_string(patient) + "_v" + std::to_string(visit)});
            }
        }
        return ids;
    }
};

void TestGroupedSplit::noPatient_isOnBothSides()
{
    const auto ids = someCases();
    const auto patients = patientsByName(ids, "{patient}_*");
    const auto splits = makeGroupedSplits(ids, patients);
    QCOMPARE(splits.size(), std::size_t{5});
    std::multiset<std::string> heldBack;
    for (const Split& split : splits) {
        std::set<std::string> learned;
        for (const CaseId& id : split.training) {
            learned.insert(patients.at(id));
        }
        for (const CaseId& id : split.validation) {
            QVERIFY2(!learned.contains(patients.at(id)), id.name.c_str());
            heldBack.insert(id.name);
        }
        QCOMPARE(split.training.size() + split.validation.size(), ids.size());
        QVERIFY(problemsOf(splits, ids).empty());
    }
    QCOMPARE(heldBack.size(), ids.size()); // each case once
}

void TestGroupedSplit::foldsAreEvenAndTheSameEachTime()
{
    auto ids = someCases(); // 21 cases
    const auto patients = patientsByName(ids, "{patient}_*");
    const auto splits = makeGroupedSplits(ids, patients, 4, 7);
    for (const Split& split : splits) {
        QVERIFY(split.validation.size() >= 5 && split.validation.size() <= 6);
    }
    std::reverse(ids.begin(), ids.end());
    QVERIFY(makeGroupedSplits(ids, patients, 4, 7) == splits);
    QVERIFY(makeGroupedSplits(ids, patients, 4, 8) != splits);
}

void TestGroupedSplit::casesWithoutPatient_areNamed()
{
    const auto failure = failureOf([] {
        static_cast<void>(makeGroupedSplits({{"a"}, {"b"}}, {{{"a"}, "1"}}, 2));
    });
    QVERIFY(failure.first == ErrorCode::BadInput);
    QCOMPARE(failure.second,
             std::string("cannot make folds by patient: it is not said whose case b is; name its patient"));
}

void TestGroupedSplit::tooFewPatients_areRefused()
{
    const auto failure = failureOf([] {
        static_cast<void>(
            makeGroupedSplits({{"a"}, {"b"}, {"c"}}, {{{"a"}, "1"}, {{"b"}, "1"}, {{"c"}, "2"}}, 3));
    });
    QVERIFY(failure.first == ErrorCode::InvalidArgument);
    QVERIFY2(failure.second.starts_with("cannot make 3 folds of 2 patients"), failure.second.c_str());
}

void TestGroupedSplit::patientsComeFromATable_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("with headings") << QByteArray("case,patient\na,1\nb,2\n");
    QTest::newRow("without, spaces, empty lines") << QByteArray("a , 1\n\nb,2");
    QTest::newRow("as a spreadsheet writes it")
        << QByteArray("\xEF\xBB\xBF\"case\";\"patient\"\r\n\"a\";1\r\nb;2\r\n");
}

void TestGroupedSplit::patientsComeFromATable()
{
    QFETCH(const QByteArray, content);
    const TempFolder folder;
    seg::writeText(folder / "p.csv", content.toStdString());
    QVERIFY(readPatients(folder / "p.csv") == (std::map<CaseId, std::string>{{{"a"}, "1"}, {{"b"}, "2"}}));
}

void TestGroupedSplit::brokenTables_areNamed()
{
    const TempFolder folder;
    const auto said = [&](const char* content) {
        seg::writeText(folder / "p.csv", content);
        return failureOf([&] { static_cast<void>(readPatients(folder / "p.csv")); }).second;
    };
    QVERIFY(said("a,1\nb\n").ends_with("line 2 is not of the form \"case,patient\""));
    QVERIFY(said("a,1\na,2\n").ends_with("line 2 names case a a second time"));
    QVERIFY(said("case,patient\n").ends_with("it has no line of the form \"case,patient\""));
}

void TestGroupedSplit::patientsComeFromNames()
{
    const std::vector<CaseId> ids{{"study_07_a_1"}, {"study_08_b"}};
    const auto patients = patientsByName(ids, "study_{patient}_*");
    QCOMPARE(patients.at(ids[0]), std::string("07"));
    QCOMPARE(patients.at(ids[1]), std::string("08"));
    QCOMPARE(patientsByName(ids, "*_{patient}").at(ids[1]), std::string("08_b"));
    QCOMPARE(failureOf([&] { static_cast<void>(patientsByName(ids, "{patient}_x")); }).second,
             std::string("the pattern \"{patient}_x\" does not fit case study_07_a_1; give a table "
                         "\"case,patient\" instead"));
    QVERIFY(failureOf([&] { static_cast<void>(patientsByName(ids, "study_*")); }).first ==
            ErrorCode::InvalidArgument);
}

void TestGroupedSplit::foldsComeFromATable()
{
    const TempFolder folder;
    seg::writeText(folder / "f.csv", "case,fold\nc,1\na,0\nb,1\n");
    const auto splits = readSplits(folder / "f.csv");
    QCOMPARE(splits.size(), std::size_t{2});
    QVERIFY(splits[1].validation == (std::vector<CaseId>{{"b"}, {"c"}}));
    QVERIFY(splits[1].training == (std::vector<CaseId>{{"a"}}));
    const auto said = [&](const char* content) {
        seg::writeText(folder / "f.csv", content);
        return failureOf([&] { static_cast<void>(readSplits(folder / "f.csv")); }).second;
    };
    QVERIFY(said("a,0\nb,2\n").ends_with("fold 1 holds back no case; number the folds 0, 1, 2, …"));
    QVERIFY(said("a,0\nb,x\n").ends_with("line 2 names the fold \"x\", which is no number"));
    QVERIFY(said("a,0\na,1\n").ends_with("case a is named twice"));
}

void TestGroupedSplit::problemsAreAllNamed()
{
    const std::vector<CaseId> ids{{"a"}, {"b"}, {"c"}};
    QVERIFY(problemsOf({{{{"a"}, {"b"}}, {{"c"}}}}, ids).empty());
    std::vector<Split> splits(2);
    splits[0].training = {{"a"}, {"b"}, {"b"}};
    splits[0].validation = {CaseId{"a"}, CaseId{"x"}};
    splits[1].validation = {CaseId{"c"}};
    QCOMPARE(
        problemsOf(splits, ids),
        (std::vector<std::string>{"fold 0 names case x, which the dataset does not have",
                                  "fold 0 both learns from and holds back a",
                                  "fold 0 names b twice in \"train\"", "fold 1 has no case in \"train\""}));
    QCOMPARE(problemsOf({}, ids), std::vector<std::string>{"there is no fold in them"});
}

QTEST_APPLESS_MAIN(TestGroupedSplit)
#include "tst_GroupedSplit.moc"
