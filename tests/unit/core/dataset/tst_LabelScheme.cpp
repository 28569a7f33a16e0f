// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/dataset/LabelScheme.h"
#include "tests/support/SyntheticDataset.h"

#include <QTest>

using seg::Json;
using seg::dataset::LabelEntry;
using seg::dataset::LabelScheme;

class TestLabelScheme final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void plainLabels_areLearntInAscendingOrder();
    void regions_keepTheirDeclarationOrder();
    void theIgnoreLabel_isNoClass();
    void keysAreThoseOfPython();
    void jsonKeepsOrderAndForm();
    void impossibleSchemes_areRefused_data();
    void impossibleSchemes_areRefused();
};

static LabelScheme fromText(const char* labels, const char* order = "null")
{
    return seg::dataset::labelSchemeFromJson(seg::parseJson(labels, "test"), seg::parseJson(order, "test"));
}

void TestLabelScheme::plainLabels_areLearntInAscendingOrder()
{
    const LabelScheme scheme = fromText(R"({"background": 0, "Posterior": 2, "Anterior": 1})");
    QVERIFY(!scheme.hasRegions());
    QCOMPARE(scheme.allLabels(), (std::vector<int>{0, 1, 2}));
    QCOMPARE(scheme.foregroundLabels(), (std::vector<int>{1, 2}));
    QCOMPARE(scheme.headCount(), 3);
    QVERIFY(scheme.foregroundRegions().empty());
    QCOMPARE(scheme.foregroundClasses(),
             (std::vector<LabelEntry>{{"Anterior", {1}, false}, {"Posterior", {2}, false}}));
    QCOMPARE(scheme.nameOf(2), std::string("Posterior"));
    QCOMPARE(scheme.nameOf(7), std::string("label 7"));
}

void TestLabelScheme::regions_keepTheirDeclarationOrder()
{
    const LabelScheme scheme =
        fromText(R"({"background": 0, "whole": [1, 2, 3], "core": [2, 3], "enhancing": 3})", "[1, 2, 3]");
    QVERIFY(scheme.hasRegions());
    QCOMPARE(scheme.headCount(), 3); // no head for the background
    QCOMPARE(scheme.allLabels(), (std::vector<int>{0, 1, 2, 3}));
    const auto classes = scheme.foregroundClasses();
    QCOMPARE(classes.size(), std::size_t{3});
    QCOMPARE(classes[0].name, std::string("whole"));
    QCOMPARE(classes[2].values, std::vector<int>{3});
    QCOMPARE(scheme.regionsClassOrder(), (std::vector<int>{1, 2, 3}));
}

void TestLabelScheme::theIgnoreLabel_isNoClass()
{
    const LabelScheme scheme = fromText(R"({"background": 0, "liver": 1, "ignore": 2})");
    QCOMPARE(scheme.ignoreLabel(), std::optional<int>(2));
    QCOMPARE(scheme.allLabels(), (std::vector<int>{0, 1}));
    QCOMPARE(scheme.headCount(), 2);
    QVERIFY(!fromText(R"({"background": 0, "liver": 1})").ignoreLabel());
}

void TestLabelScheme::keysAreThoseOfPython()
{
    QCOMPARE(seg::dataset::labelKey({"a", {3}, false}), std::string("3"));
    QCOMPARE(seg::dataset::labelKey({"a", {1, 2, 3}, true}), std::string("(1, 2, 3)"));
    QCOMPARE(seg::dataset::labelKey({"a", {3}, true}), std::string("(3,)"));
}

void TestLabelScheme::jsonKeepsOrderAndForm()
{
    const char* text = R"({"background": 0, "whole": [2, 1], "one": [2]})";
    const LabelScheme scheme = fromText(text, "[1, 2]");
    QVERIFY(seg::dataset::labelsToJson(scheme) == seg::parseJson(text, "test"));
}

void TestLabelScheme::impossibleSchemes_areRefused_data()
{
    QTest::addColumn<QString>("labels");
    QTest::addColumn<QString>("says");
    QTest::newRow("no background") << R"({"liver": 1})"
                                   << "there must be an entry \"background\"";
    QTest::newRow("background elsewhere") << R"({"background": 1})"
                                          << "with the value 0";
    QTest::newRow("background as list") << R"({"background": [0], "a": 1})"
                                        << "with the value 0";
    QTest::newRow("ignore is not the highest") << R"({"background": 0, "ignore": 1, "a": 2})"
                                               << "here 3";
    QTest::newRow("regions without order") << R"({"background": 0, "a": [1, 2], "b": 2})"
                                           << "\"regions_class_order\" with 2 numbers";
    QTest::newRow("text as value") << R"({"background": 0, "a": "1"})"
                                   << "not a whole number";
    QTest::newRow("fraction") << R"({"background": 0, "a": 1.5})"
                              << "not a whole number";
    QTest::newRow("too large") << R"({"background": 0, "a": 40000})"
                               << "from 0 to 32767";
    QTest::newRow("no value") << R"({"background": 0, "a": []})"
                              << "has no value";
    QTest::newRow("no object") << "[0, 1]"
                               << "must be an object";
}

void TestLabelScheme::impossibleSchemes_areRefused()
{
    QFETCH(const QString, labels);
    QFETCH(const QString, says);
    const std::string text =
        seg::test::errorTextOf([&] { static_cast<void>(fromText(labels.toUtf8().constData())); });
    QVERIFY2(text.find(says.toStdString()) != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(TestLabelScheme)
#include "tst_LabelScheme.moc"
