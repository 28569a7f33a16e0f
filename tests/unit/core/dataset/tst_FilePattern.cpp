// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/dataset/FilePattern.h"
#include "tests/support/Failure.h"

#include <QTest>

using namespace seg::dataset;

class TestFilePattern final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aPatternFindsCaseAndChannel_data();
    void aPatternFindsCaseAndChannel();
    void aPatternWithoutCase_isRefused();
    void thePatternIsGuessed_data();
    void thePatternIsGuessed();
    void scansWithoutLabels_giveNoPattern_data();
    void scansWithoutLabels_giveNoPattern();
};

void TestFilePattern::aPatternFindsCaseAndChannel_data()
{
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("stem");
    QTest::addColumn<QString>("found"); // case|channel, empty: no match
    QTest::newRow("case alone") << "images/{case}"
                                << "images/p 1_ä"
                                << "p 1_ä|";
    QTest::newRow("other folder") << "images/{case}"
                                  << "labels/p1"
                                  << "";
    QTest::newRow("channel behind the last underscore") << "{case}_{channel}"
                                                        << "p_1_0003"
                                                        << "p_1|0003";
    QTest::newRow("case twice, equal") << "{case}/{case}_{channel}"
                                       << "b7/b7_flair"
                                       << "b7|flair";
    QTest::newRow("case twice, unequal") << "{case}/{case}_{channel}"
                                         << "b7/b8_flair"
                                         << "";
    QTest::newRow("a case is no path") << "{case}_seg"
                                       << "deep/p_seg"
                                       << "";
    QTest::newRow("a channel has no separator") << "x{channel}{case}"
                                                << "xT1-a"
                                                << "-a|T1";
    QTest::newRow("text behind") << "{case}_ct"
                                 << "p1_ct_ct"
                                 << "p1_ct|";
    QTest::newRow("an empty case is none") << "images/{case}"
                                           << "images/"
                                           << "";
}

void TestFilePattern::aPatternFindsCaseAndChannel()
{
    QFETCH(const QString, pattern);
    QFETCH(const QString, stem);
    QFETCH(const QString, found);
    const auto match = matchPattern(pattern.toStdString(), stem.toStdString());
    QCOMPARE(match ? QString::fromStdString(match->caseName + "|" + match->channel) : QString(), found);
}

void TestFilePattern::aPatternWithoutCase_isRefused()
{
    const auto said = [](const char* pattern) {
        return seg::test::failureOf([&] { static_cast<void>(matchPattern(pattern, "x")); });
    };
    QVERIFY(said("images/x").first == seg::ErrorCode::InvalidArgument);
    QCOMPARE(said("images/x").second, std::string("the name pattern \"images/x\" cannot be used: it lacks "
                                                  "{case}, which stands for the name of the case"));
    QCOMPARE(
        said("{case}_{modality}").second,
        std::string("the name pattern \"{case}_{modality}\" cannot be used: the only words in braces are "
                    "{case} and {channel}"));
}

void TestFilePattern::thePatternIsGuessed_data()
{
    QTest::addColumn<QStringList>("stems");
    QTest::addColumn<QString>("pattern");
    QTest::newRow("two folders") << QStringList{"images/a", "images/b", "labels/a", "labels/b"}
                                 << "images/{case}, labels/{case}";
    QTest::newRow("two folders, numbered names")
        << QStringList{"img/case_001", "img/case_002", "masks/case_001", "masks/case_002"}
        << "img/{case}, masks/{case}";
    QTest::newRow("channels") << QStringList{"imgs/a_0000", "imgs/a_0001",     "imgs/b_0000",
                                             "imgs/b_0001", "segmentations/a", "segmentations/b"}
                              << "imgs/{case}_{channel}, segmentations/{case}";
    QTest::newRow("one folder") << QStringList{"p1", "p1_seg", "p2", "p2_seg"} << "{case}, {case}_seg";
    QTest::newRow("one folder, both with a word")
        << QStringList{"p1_image", "p1_mask", "p2_image", "p2_mask"} << "{case}_image, {case}_mask";
    QTest::newRow("words before") << QStringList{"volume-0", "volume-1", "segmentation-0", "segmentation-1"}
                                  << "volume-{case}, segmentation-{case}";
    QTest::newRow("a folder per case")
        << QStringList{"b1/b1_flair", "b1/b1_t1", "b1/b1_seg", "b2/b2_flair", "b2/b2_t1", "b2/b2_seg"}
        << "{case}/{case}_{channel}, {case}/{case}_seg";
    QTest::newRow("a folder per case, fixed names")
        << QStringList{"p1/ct", "p1/label", "p2/ct", "p2/label"} << "{case}/ct, {case}/label";
    QTest::newRow("deeper") << QStringList{"train/images/a", "train/labels/a", "train/images/b",
                                           "train/labels/b"}
                            << "train/images/{case}, train/labels/{case}";
    QTest::newRow("label word in the label folder too")
        << QStringList{"imagesTr/a", "imagesTr/b", "labelsTr/a_seg", "labelsTr/b_seg"}
        << "imagesTr/{case}, labelsTr/{case}_seg";
}

void TestFilePattern::thePatternIsGuessed()
{
    QFETCH(const QStringList, stems);
    QFETCH(const QString, pattern);
    std::vector<std::string> names;
    for (const QString& stem : stems) {
        names.push_back(stem.toStdString());
    }
    const auto guessed = guessPattern(names);
    QVERIFY(guessed.has_value());
    QCOMPARE(QString::fromStdString(patternText(*guessed)), pattern);
}

void TestFilePattern::scansWithoutLabels_giveNoPattern_data()
{
    QTest::addColumn<QStringList>("stems");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("scans") << QStringList{"a", "b", "c"};
    QTest::newRow("scans with channels") << QStringList{"a_0000", "a_0001", "b_0000", "b_0001"};
    QTest::newRow("two folders of scans") << QStringList{"ct/a", "ct/b", "mr/a", "mr/b"};
    QTest::newRow("labels of others") << QStringList{"images/a", "labels/b"};
}

void TestFilePattern::scansWithoutLabels_giveNoPattern()
{
    QFETCH(const QStringList, stems);
    std::vector<std::string> names;
    for (const QString& stem : stems) {
        names.push_back(stem.toStdString());
    }
    const auto guessed = guessPattern(names);
    QVERIFY2(!guessed, guessed ? patternText(*guessed).c_str() : "");
}

QTEST_APPLESS_MAIN(TestFilePattern)
#include "tst_FilePattern.moc"
