// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/dataset/CrossValidationSplit.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QTest>

using seg::CaseId;
using seg::dataset::Split;

class TestCrossValidationSplit final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foldsEqualSklearns_data();
    void foldsEqualSklearns();
    void nvidiaFoldsEqualSklearns_data();
    void nvidiaFoldsEqualSklearns();
    void theOrderOfTheCases_doesNotMatter();
    void everyCaseIsHeldBackOnce();
    void beyondTheFolds_eightyPercentAreDrawn();
    void tooFewCases_areRefused();
    void filesSurviveARoundTrip();
    void brokenFiles_areNamed();
    void aCaseMovesToAnotherFold_andTheOthersStay();
    void aCaseIsTakenOutOfEveryFold();
};

namespace {

std::vector<CaseId> numbered(int count)
{
    std::vector<CaseId> ids;
    for (int i = 0; i < count; ++i) {
        ids.push_back({QString("case_%1").arg(i, 3, 10, QChar('0')).toStdString()});
    }
    return ids;
}

QList<int> numbersOf(const std::vector<CaseId>& ids)
{
    QList<int> numbers;
    for (const CaseId& id : ids) {
        numbers << std::stoi(id.name.substr(5));
    }
    return numbers;
}

} // namespace

void TestCrossValidationSplit::foldsEqualSklearns_data()
{
    using Folds = QList<QList<int>>;
    QTest::addColumn<int>("count");
    QTest::addColumn<Folds>("validation");
    QTest::newRow("10") << 10 << Folds{{0, 7}, {3, 9}, {4, 6}, {1, 8}, {2, 5}};
    QTest::newRow("20")
        << 20 << Folds{{3, 8, 13, 16}, {0, 10, 12, 15}, {6, 7, 11, 17}, {9, 14, 18, 19}, {1, 2, 4, 5}};
    QTest::newRow("23: the first folds are longer")
        << 23
        << Folds{{3, 8, 10, 17, 19}, {0, 7, 12, 15, 16}, {6, 11, 14, 18, 20}, {9, 13, 21, 22}, {1, 2, 4, 5}};
}

void TestCrossValidationSplit::foldsEqualSklearns()
{
    QFETCH(const int, count);
    QFETCH(const QList<QList<int>>, validation);
    const std::vector<Split> splits = seg::dataset::makeSplits(numbered(count));
    QCOMPARE(splits.size(), std::size_t{5});
    for (std::size_t fold = 0; fold < 5; ++fold) {
        QCOMPARE(numbersOf(splits[fold].validation), validation[static_cast<int>(fold)]);
    }
}

/// Made with scikit-learn 1.9.1 and numpy 2.4.6: KFold(5, shuffle=True, random_state=12345) over
/// sorted(f"case_{i}_x.npy" for i in 1..n); the hash (FNV-1a, 64 bits) covers every name of every list.
void TestCrossValidationSplit::nvidiaFoldsEqualSklearns_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<quint64>("hash");
    QTest::addColumn<QStringList>("first"); // held back in fold 0
    QTest::newRow("10: case_10 sorts before case_1")
        << 10 << quint64{0x80fde8f90fb01039} << QStringList{"case_10", "case_7"};
    QTest::newRow("20") << 20 << quint64{0x7c09a03e4cbea74f}
                        << QStringList{"case_13", "case_18", "case_3", "case_6"};
    QTest::newRow("388") << 388 << quint64{0x9f27586bb5c63204}
                         << QStringList{"case_10", "case_110", "case_117", "case_118"};
    QTest::newRow("484") << 484 << quint64{0x971f6462d994445d}
                         << QStringList{"case_109", "case_10", "case_110", "case_116"};
    QTest::newRow("1251") << 1251 << quint64{0x1c50d8579c39919a}
                          << QStringList{"case_1000", "case_1006", "case_100", "case_1016"};
}

void TestCrossValidationSplit::nvidiaFoldsEqualSklearns()
{
    QFETCH(const int, count);
    QFETCH(const quint64, hash);
    QFETCH(const QStringList, first);
    std::vector<CaseId> ids;
    for (int i = count; i > 0; --i) {
        ids.push_back({"case_" + std::to_string(i)});
    }
    const std::vector<Split> splits = seg::dataset::makeNvidiaSplits(ids);
    const auto text = [](const std::vector<CaseId>& list) {
        QStringList names;
        for (const CaseId& id : list) {
            names << QString::fromStdString(id.name);
        }
        return names.join(',');
    };
    QStringList folds;
    for (const Split& split : splits) {
        folds << text(split.training) + '|' + text(split.validation);
    }
    quint64 value = 0xcbf29ce484222325;
    for (const char byte : folds.join(';').toUtf8()) {
        value = (value ^ static_cast<quint8>(byte)) * 0x100000001b3;
    }
    QCOMPARE(text(splits[0].validation).split(',').mid(0, first.size()), first);
    QCOMPARE(value, hash);
}

void TestCrossValidationSplit::theOrderOfTheCases_doesNotMatter()
{
    std::vector<CaseId> ids = numbered(12);
    const auto expected = seg::dataset::makeSplits(ids);
    std::reverse(ids.begin(), ids.end());
    QCOMPARE(seg::dataset::makeSplits(ids), expected);
}

void TestCrossValidationSplit::everyCaseIsHeldBackOnce()
{
    const auto splits = seg::dataset::makeSplits(numbered(17), 4, 99);
    QList<int> held;
    for (const Split& split : splits) {
        QCOMPARE(split.training.size() + split.validation.size(), std::size_t{17});
        QVERIFY(std::is_sorted(split.training.begin(), split.training.end()));
        held << numbersOf(split.validation);
    }
    std::sort(held.begin(), held.end());
    QCOMPARE(held, numbersOf(numbered(17)));
}

void TestCrossValidationSplit::beyondTheFolds_eightyPercentAreDrawn()
{
    const Split split = seg::dataset::randomSplit(numbered(10), 5);
    QCOMPARE(numbersOf(split.training), (QList<int>{0, 8, 4, 5, 3, 9, 7, 6})); // in drawn order
    QCOMPARE(numbersOf(split.validation), (QList<int>{1, 2}));
}

void TestCrossValidationSplit::tooFewCases_areRefused()
{
    try {
        static_cast<void>(seg::dataset::makeSplits(numbered(4)));
        QFAIL("made five folds of four cases");
    } catch (const seg::Error& error) {
        QVERIFY(error.code() == seg::ErrorCode::InvalidArgument);
        QVERIFY(QString(error.what()).startsWith("cannot make 5 folds of 4 cases"));
    }
}

void TestCrossValidationSplit::filesSurviveARoundTrip()
{
    const seg::test::TempFolder folder;
    const auto splits = seg::dataset::makeSplits(numbered(11));
    seg::dataset::writeSplits(folder / "splits_final.json", splits);
    QCOMPARE(seg::dataset::readSplits(folder / "splits_final.json"), splits);
}

void TestCrossValidationSplit::brokenFiles_areNamed()
{
    const seg::test::TempFolder folder;
    for (const char* text : {"{}", "[]", R"([{"train": ["a"]}])", R"([{"train": [1], "val": []}])"}) {
        seg::writeText(folder / "splits.json", text);
        const std::string said = seg::test::errorTextOf(
            [&] { static_cast<void>(seg::dataset::readSplits(folder / "splits.json")); });
        QVERIFY2(said.starts_with("cannot use ") && said.find("splits.json") != std::string::npos,
                 said.c_str());
    }
}

void TestCrossValidationSplit::aCaseMovesToAnotherFold_andTheOthersStay()
{
    const std::vector<Split> before = seg::dataset::makeSplits(numbered(10));
    const CaseId moved{"case_007"};
    QCOMPARE(seg::dataset::foldsHolding(before, moved), (std::vector<int>{0}));
    std::vector<Split> after = before;
    seg::dataset::holdBack(after, moved, {3});
    QCOMPARE(seg::dataset::foldsHolding(after, moved), (std::vector<int>{3}));
    QCOMPARE(numbersOf(after[3].validation), (QList<int>{1, 7, 8}));
    QCOMPARE(numbersOf(after[0].training), (QList<int>{1, 2, 3, 4, 5, 6, 7, 8, 9}));
    QVERIFY(after[1] == before[1]);
    QVERIFY(seg::dataset::problemsOf(after, numbered(10)).empty());
    seg::dataset::holdBack(after, moved, {0});
    QVERIFY(after == before);
}

void TestCrossValidationSplit::aCaseIsTakenOutOfEveryFold()
{
    std::vector<Split> splits = seg::dataset::makeSplits(numbered(10));
    const CaseId gone{"case_007"};
    seg::dataset::takeOut(splits, gone);
    QVERIFY(seg::dataset::foldsHolding(splits, gone).empty());
    for (const Split& split : splits) {
        QCOMPARE(split.training.size() + split.validation.size(), std::size_t{9});
    }
}

QTEST_APPLESS_MAIN(TestCrossValidationSplit)
#include "tst_CrossValidationSplit.moc"
