// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/DatasetManifest.h"
#include "tests/support/SyntheticDataset.h"

#include <QTest>

using seg::dataset::DatasetManifest;
using seg::dataset::manifestFromJson;

class TestDatasetManifest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsNnUnetsFields_andKeepsTheOthers();
    void theOldNameOfChannels_isTaken();
    void channelsComeInNumericOrder();
    void jsonRoundTrip_losesNothing();
    void missingOrWrongKeys_areNamed_data();
    void missingOrWrongKeys_areNamed();
};

static const char* const kText = R"({"name": "Prostate", "channel_names": {"0": "T2", "1": "ADC"},
    "labels": {"background": 0, "PZ": 1, "TZ": 2}, "numTraining": 32, "file_ending": ".nii.gz", "licence": "CC-BY"})";

static DatasetManifest fromText(const std::string& text)
{
    return manifestFromJson(seg::parseJson(text, "dataset.json"), "dataset.json");
}

void TestDatasetManifest::readsNnUnetsFields_andKeepsTheOthers()
{
    const DatasetManifest manifest = fromText(kText);
    QCOMPARE(manifest.channelNames, (std::vector<std::string>{"T2", "ADC"}));
    QCOMPARE(manifest.labels.foregroundLabels(), (std::vector<int>{1, 2}));
    QCOMPARE(manifest.trainingCount, std::int64_t{32});
    QCOMPARE(manifest.fileEnding, std::string(".nii.gz"));
    QCOMPARE(manifest.other.size(), std::size_t{2});
    QCOMPARE(manifest.other["licence"].get<std::string>(), std::string("CC-BY"));
}

void TestDatasetManifest::theOldNameOfChannels_isTaken()
{
    const DatasetManifest manifest = fromText(
        R"({"modality": {"0": "CT"}, "labels": {"background": 0, "a": 1}, "numTraining": 1, "file_ending": ".nii.gz"})");
    QCOMPARE(manifest.channelNames, std::vector<std::string>{"CT"});
    QVERIFY(seg::dataset::manifestToJson(manifest).contains("channel_names"));
}

void TestDatasetManifest::channelsComeInNumericOrder()
{
    seg::Json json = seg::parseJson(kText, "test");
    json["channel_names"] = seg::Json::object();
    for (int i = 11; i >= 0; --i) {
        json["channel_names"][std::to_string(i)] = "c" + std::to_string(i);
    }
    const DatasetManifest manifest = manifestFromJson(json, "test");
    QCOMPARE(manifest.channelNames[2], std::string("c2"));
    QCOMPARE(manifest.channelNames[10], std::string("c10"));
}

void TestDatasetManifest::jsonRoundTrip_losesNothing()
{
    const DatasetManifest before = fromText(kText);
    const DatasetManifest after = manifestFromJson(seg::dataset::manifestToJson(before), "again");
    QCOMPARE(after.channelNames, before.channelNames);
    QCOMPARE(after.labels, before.labels);
    QCOMPARE(after.trainingCount, before.trainingCount);
    QVERIFY(after.other == before.other);
}

void TestDatasetManifest::missingOrWrongKeys_areNamed_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value"); // empty removes the key
    QTest::addColumn<QString>("says");
    QTest::newRow("no channels") << "channel_names"
                                 << ""
                                 << "\"channel_names\" is missing";
    QTest::newRow("no labels") << "labels"
                               << ""
                               << "\"labels\" is missing";
    QTest::newRow("no count") << "numTraining"
                              << ""
                              << "\"numTraining\" is missing";
    QTest::newRow("no ending") << "file_ending"
                               << ""
                               << "\"file_ending\" is missing";
    QTest::newRow("a gap in the channels") << "channel_names"
                                           << R"({"0": "a", "2": "b"})"
                                           << "lacks the name of channel \"1\"";
    QTest::newRow("count as text") << "numTraining"
                                   << "\"3\""
                                   << "not a whole number";
    QTest::newRow("ending without dot") << "file_ending"
                                        << "\"nii\""
                                        << "not an ending";
    QTest::newRow("labels wrong") << "labels"
                                  << "{}"
                                  << "there must be an entry \"background\"";
}

void TestDatasetManifest::missingOrWrongKeys_areNamed()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    QFETCH(const QString, says);
    seg::Json json = seg::parseJson(kText, "test");
    if (value.isEmpty()) {
        json.erase(key.toStdString());
    } else {
        json[key.toStdString()] = seg::parseJson(value.toStdString(), "test");
    }
    const std::string text =
        seg::test::errorTextOf([&] { static_cast<void>(manifestFromJson(json, "dataset.json")); });
    QVERIFY2(text.starts_with("cannot use dataset.json: "), text.c_str());
    QVERIFY2(text.find(says.toStdString()) != std::string::npos, text.c_str());
}

QTEST_APPLESS_MAIN(TestDatasetManifest)
#include "tst_DatasetManifest.moc"
