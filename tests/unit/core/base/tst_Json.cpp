// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Json.h"

#include <QTest>

#include <cmath>

using seg::Json;

class TestJson final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void floatsAreWrittenAsPythonDoes_data();
    void floatsAreWrittenAsPythonDoes();
    void barePythonTokensSurviveARoundTrip();
    void tokensInsideStringsAreLeftAlone();
    void layoutIsFourSpacesAndOneElementALine();
    void keysKeepTheirOrder_unlessSortingIsAskedFor();
    void aSyntaxErrorNamesTheSource();
};

void TestJson::floatsAreWrittenAsPythonDoes_data()
{
    QTest::addColumn<double>("value");
    QTest::addColumn<QString>("text"); // what Python's repr gives
    QTest::newRow("whole") << 36.0 << "36.0";
    QTest::newRow("small") << 1e-05 << "1e-05";
    QTest::newRow("just above the exponent's bound") << 0.0001 << "0.0001";
    QTest::newRow("tenth") << 0.1 << "0.1";
    QTest::newRow("golden learning rate") << 0.009990999549834914 << "0.009990999549834914";
    QTest::newRow("tiny learning rate") << 1.995262314968881e-05 << "1.995262314968881e-05";
    QTest::newRow("large") << 1e16 << "1e+16";
    QTest::newRow("below the large bound") << 123456789012345.0 << "123456789012345.0";
    QTest::newRow("negative") << -0.5 << "-0.5";
    QTest::newRow("zero") << 0.0 << "0.0";
}

void TestJson::floatsAreWrittenAsPythonDoes()
{
    QFETCH(const double, value);
    QFETCH(const QString, text);
    QCOMPARE(QString::fromStdString(seg::jsonText(Json(value))), text);
}

void TestJson::barePythonTokensSurviveARoundTrip()
{
    const Json value = seg::parseJson(R"({"Dice": NaN, "hd": [Infinity, -Infinity, 1.5]})", "test");
    QVERIFY(std::isnan(value["Dice"].get<double>()));
    QCOMPARE(value["hd"][1].get<double>(), -std::numeric_limits<double>::infinity());
    QCOMPARE(seg::jsonLine(value), std::string(R"({"Dice": NaN, "hd": [Infinity, -Infinity, 1.5]})"));
}

void TestJson::tokensInsideStringsAreLeftAlone()
{
    const Json value = seg::parseJson(R"({"text": "NaN and \"Infinity\"", "n": NaN})", "test");
    QCOMPARE(value["text"].get<std::string>(), std::string("NaN and \"Infinity\""));
}

void TestJson::layoutIsFourSpacesAndOneElementALine()
{
    const Json value = {{"patch", {40, 56}}, {"empty", Json::array()}, {"name", "Größe"}};
    const std::string expected = "{\n    \"patch\": [\n        40,\n        56\n    ],\n    \"empty\": [],\n"
                                 "    \"name\": \"Gr\\u00f6\\u00dfe\"\n}";
    QCOMPARE(seg::jsonText(value), expected);
}

void TestJson::keysKeepTheirOrder_unlessSortingIsAskedFor()
{
    const Json value = seg::parseJson(R"({"b": 1, "a": {"d": 1, "c": 2}})", "test");
    QCOMPARE(seg::jsonLine(value), std::string(R"({"b": 1, "a": {"d": 1, "c": 2}})"));
    const std::string sorted = seg::jsonText(value, seg::JsonKeys::Sorted);
    QVERIFY(sorted.find("\"a\"") < sorted.find("\"b\""));
    QVERIFY(sorted.find("\"c\"") < sorted.find("\"d\""));
}

void TestJson::aSyntaxErrorNamesTheSource()
{
    try {
        static_cast<void>(seg::parseJson("{\"a\": ", "/data/dataset.json"));
        QFAIL("accepted half an object");
    } catch (const seg::Error& error) {
        QVERIFY(error.code() == seg::ErrorCode::BadInput);
        QVERIFY(std::string(error.what()).find("/data/dataset.json") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestJson)
#include "tst_Json.moc"
