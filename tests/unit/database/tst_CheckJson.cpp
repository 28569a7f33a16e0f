// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "database/CheckJson.h"

#include <QTest>

#include <cmath>
#include <limits>

using namespace seg;

class TestCheckJson final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void factsRoundTrip_throughText();
    void textOfAnotherForm_tellsToCheckAgain();
};

void TestCheckJson::factsRoundTrip_throughText()
{
    dataset::CaseCheck check;
    check.id = CaseId{"Größe_1"};
    check.image.geometry.extent = {{3, 40, 50}};
    check.image.geometry.spacing = {{5.0, 0.1, 1.0 / 3.0}};
    check.image.geometry.origin = {-1.5, 2.0, 1e-9};
    check.image.geometry.direction = {{{0, 1, 0}, {1, 0, 0}, {0, 0, -1}}};
    check.image.channels = 2;
    check.image.format = "NIfTI-1";
    check.image.voxelType = "int16";
    check.image.qformCode = 1;
    check.image.sformCode = 2;
    check.image.formsDisagree = true;
    check.image.note = "direction made orthonormal";
    check.minimum = -1024.0;
    check.maximum = std::numeric_limits<double>::quiet_NaN();
    check.labelVoxels = {{0, 5'000'000'000}, {7, 12}};
    const Json json = parseJson(jsonLine(database::caseFactsToJson(check)), "test");
    const dataset::CaseCheck read = database::caseFactsFromJson(check.id, json);
    QVERIFY(read.image.geometry == check.image.geometry);
    QCOMPARE(read.image.voxelType, check.image.voxelType);
    QCOMPARE(read.image.channels, check.image.channels);
    QVERIFY(read.image.formsDisagree);
    QCOMPARE(read.image.sformCode, 2);
    QCOMPARE(read.image.note, check.image.note);
    QCOMPARE(read.minimum, check.minimum);
    QVERIFY(std::isnan(read.maximum));
    QVERIFY(read.labelVoxels == check.labelVoxels);
}

void TestCheckJson::textOfAnotherForm_tellsToCheckAgain()
{
    try {
        static_cast<void>(database::caseFactsFromJson(CaseId{"a"}, Json{{"image", 3}}));
        QFAIL("read a stored check of another form");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::Database);
        QVERIFY(std::string(error.what()).find("check the dataset again") != std::string::npos);
    }
}

QTEST_APPLESS_MAIN(TestCheckJson)
#include "tst_CheckJson.moc"
