// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/planning/Fingerprint.h"

#include <QtTest>

using namespace seg;
using planning::Fingerprint;

namespace {

Fingerprint example()
{
    Fingerprint fingerprint;
    fingerprint.intensities.resize(11);
    fingerprint.intensities[0] = {500.0, 100.5, 98.0, 0.0, 12.0, 260.0, 40.25};
    fingerprint.intensities[10].mean = 7.0;
    fingerprint.medianRelativeSizeAfterCropping = 0.875;
    fingerprint.extentsAfterCrop = {{{35, 51, 35}}, {{36, 49, 37}}};
    fingerprint.spacings = {{{1, 1, 1}}, {{1.5, 0.7, 0.7}}};
    return fingerprint;
}

} // namespace

class TestFingerprint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesARoundTrip();
    void keysAreSorted_channelsByNumber();
    void unequalLengthsAreBadInput();
    void anEntryOfTwoAxesIsBadInput();
    void aMissingKeyIsNamed();
};

void TestFingerprint::survivesARoundTrip()
{
    const Json json = planning::fingerprintToJson(example());
    QVERIFY(planning::fingerprintFromJson(parseJson(jsonText(json), "f.json"), "f.json") == example());
}

void TestFingerprint::keysAreSorted_channelsByNumber()
{
    const Json json = planning::fingerprintToJson(example());
    QStringList keys;
    for (const auto& [key, value] : json.items()) {
        keys << QString::fromStdString(key);
    }
    QCOMPARE(keys, (QStringList{"foreground_intensity_properties_per_channel",
                                "median_relative_size_after_cropping", "shapes_after_crop", "spacings"}));
    std::string last;
    for (const auto& [key, value] : json["foreground_intensity_properties_per_channel"].items()) {
        last = key;
    }
    QCOMPARE(last, std::string("10"));
    QVERIFY(json["shapes_after_crop"][0][0].is_number_integer());
    QVERIFY(json["spacings"][0][0].is_number_float());
}

void TestFingerprint::unequalLengthsAreBadInput()
{
    Json json = planning::fingerprintToJson(example());
    json["spacings"].erase(0);
    try {
        static_cast<void>(planning::fingerprintFromJson(json, "f.json"));
        QFAIL("accepted 1 spacing for 2 shapes");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QVERIFY(QString(error.what()).contains("1 spacings but 2 shapes"));
    }
}

void TestFingerprint::anEntryOfTwoAxesIsBadInput()
{
    Json json = planning::fingerprintToJson(example());
    json["shapes_after_crop"][1].erase(0);
    QVERIFY_EXCEPTION_THROWN(static_cast<void>(planning::fingerprintFromJson(json, "f.json")), Error);
}

void TestFingerprint::aMissingKeyIsNamed()
{
    Json json = planning::fingerprintToJson(example());
    json["foreground_intensity_properties_per_channel"]["0"].erase("mean");
    try {
        static_cast<void>(planning::fingerprintFromJson(json, "f.json"));
        QFAIL("accepted statistics without a mean");
    } catch (const Error& error) {
        QVERIFY(QString(error.what()).contains("channel 0: the key \"mean\" is missing"));
    }
}

QTEST_APPLESS_MAIN(TestFingerprint)
#include "tst_Fingerprint.moc"
