// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/training/TrainingOptions.h"

#include <QTest>

#include <functional>
#include <limits>
#include <set>

using namespace seg;
using training::TrainingOptions;

class TestTrainingOptions final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void batchSizeZero_takesThePlans();
    void defaultsAreTheReferences();
    void theTableNamesEveryKeyOnce_withASentence();
    void jsonRoundTrips_allFields();
    void missingKeys_keepTheirDefaults();
    void anUnknownKey_namesTheNearest_data();
    void anUnknownKey_namesTheNearest();
    void typedValues_areParsedByTheTypeOfTheOption_data();
    void typedValues_areParsedByTheTypeOfTheOption();
    void aWrongValue_isRefusedByName_andChangesNothing_data();
    void aWrongValue_isRefusedByName_andChangesNothing();
    void jsonOfTheWrongType_isRefused();
    void validate_namesTheFirstFieldOutOfRange();
    void theQuickSchedule_isShortAndValid();
};

static std::string refusalOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code() == ErrorCode::InvalidArgument ? error.what() : std::string("another code");
    }
    return "accepted";
}

void TestTrainingOptions::defaultsAreTheReferences()
{
    const TrainingOptions options;
    options.validate();
    QCOMPARE(options.epochs, 1000);
    QCOMPARE(options.iterationsPerEpoch, 250);
    QCOMPARE(options.validationIterations, 50);
    QCOMPARE(options.learningRate, 0.01);
    QCOMPARE(options.momentum, 0.99);
    QCOMPARE(options.weightDecay, 3e-5);
    QCOMPARE(options.foregroundFraction, 0.33);
}

void TestTrainingOptions::theTableNamesEveryKeyOnce_withASentence()
{
    std::set<std::string> keys;
    for (const training::OptionDescriptor& option : training::trainingOptionTable()) {
        QVERIFY2(keys.insert(option.key).second, option.key.c_str());
        QVERIFY2(option.text.ends_with('.') || option.text.ends_with("…"), option.text.c_str());
        QVERIFY(!option.label.empty());
    }
    const Json json = training::optionsToJson({});
    QCOMPARE(json.size(), keys.size());
    for (const auto& [key, value] : json.items()) {
        QVERIFY2(keys.contains(key), key.c_str());
    }
}

void TestTrainingOptions::jsonRoundTrips_allFields()
{
    TrainingOptions options;
    options.configuration = "2d";
    options.fold = -1;
    options.epochs = 7;
    options.learningRate = 1.0 / 3.0;
    options.deepSupervision = false;
    options.seed = std::numeric_limits<std::uint64_t>::max();
    options.device = "cuda:3";
    const std::string text = jsonText(training::optionsToJson(options));
    QVERIFY(training::optionsFromJson(parseJson(text, "test")) == options);
}

void TestTrainingOptions::missingKeys_keepTheirDefaults()
{
    const TrainingOptions options =
        training::optionsFromJson(parseJson(R"({"epochs": 12, "learning_rate": 1})", "test"));
    QCOMPARE(options.epochs, 12);
    QCOMPARE(options.learningRate, 1.0); // a whole number is a number
    QCOMPARE(options.iterationsPerEpoch, 250);
}

void TestTrainingOptions::anUnknownKey_namesTheNearest_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("one letter") << "epoch"
                                << "'epochs'";
    QTest::newRow("another spelling") << "learning-rate"
                                      << "'learning_rate'";
    QTest::newRow("swapped letters") << "sede"
                                     << "'seed'";
    QTest::newRow("capital") << "Momentum"
                             << "'momentum'";
}

void TestTrainingOptions::anUnknownKey_namesTheNearest()
{
    QFETCH(const QString, key);
    QFETCH(const QString, nearest);
    TrainingOptions options;
    const std::string text = refusalOf([&] { training::setOption(options, key.toStdString(), "1"); });
    QVERIFY2(text.find(nearest.toStdString()) != std::string::npos, text.c_str());
    const Json json = {{key.toStdString(), 1}};
    QVERIFY(refusalOf([&] {
                static_cast<void>(training::optionsFromJson(json));
            }).find(nearest.toStdString()) != std::string::npos);
}

void TestTrainingOptions::typedValues_areParsedByTheTypeOfTheOption_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("stored");
    QTest::newRow("whole number") << "epochs"
                                  << "30"
                                  << "30";
    QTest::newRow("negative fold: all") << "fold"
                                        << "-1"
                                        << "-1";
    QTest::newRow("number") << "learning_rate"
                            << "5e-3"
                            << "0.005";
    QTest::newRow("whole number for a number") << "gradient_clip"
                                               << "1"
                                               << "1.0";
    QTest::newRow("true") << "mirroring"
                          << "true"
                          << "true";
    QTest::newRow("off") << "mirroring"
                         << "off"
                         << "false";
    QTest::newRow("text") << "configuration"
                          << "2d"
                          << "\"2d\"";
}

void TestTrainingOptions::typedValues_areParsedByTheTypeOfTheOption()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    QFETCH(const QString, stored);
    TrainingOptions options;
    training::setOption(options, key.toStdString(), value.toStdString());
    QCOMPARE(QString::fromStdString(jsonLine(training::optionsToJson(options)[key.toStdString()])), stored);
}

void TestTrainingOptions::aWrongValue_isRefusedByName_andChangesNothing_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("value");
    QTest::newRow("no number") << "epochs"
                               << "many";
    QTest::newRow("a fraction") << "epochs"
                                << "1.5";
    QTest::newRow("rest behind the number") << "learning_rate"
                                            << "0.01x";
    QTest::newRow("empty") << "momentum"
                           << "";
    QTest::newRow("below the range") << "epochs"
                                     << "0";
    QTest::newRow("above the range") << "momentum"
                                     << "1";
    QTest::newRow("no truth value") << "mirroring"
                                    << "maybe";
    QTest::newRow("negative seed") << "seed"
                                   << "-1";
    QTest::newRow("unknown device") << "device"
                                    << "tpu";
    QTest::newRow("device without index") << "device"
                                          << "cuda:";
    QTest::newRow("unknown precision") << "precision"
                                       << "float7";
    QTest::newRow("not a number") << "learning_rate"
                                  << "nan";
}

void TestTrainingOptions::aWrongValue_isRefusedByName_andChangesNothing()
{
    QFETCH(const QString, key);
    QFETCH(const QString, value);
    TrainingOptions options;
    const std::string text =
        refusalOf([&] { training::setOption(options, key.toStdString(), value.toStdString()); });
    QVERIFY2(text.find("'" + key.toStdString() + "'") != std::string::npos, text.c_str());
    QVERIFY(options == TrainingOptions());
}

void TestTrainingOptions::jsonOfTheWrongType_isRefused()
{
    for (const char* text : {R"({"epochs": "12"})", R"({"epochs": 1.5})", R"({"mirroring": 1})",
                             R"({"device": 0})", R"({"seed": -4})", R"({"epochs": 99999999999})", R"([])"}) {
        const std::string refusal =
            refusalOf([&] { static_cast<void>(training::optionsFromJson(parseJson(text, "test"))); });
        QVERIFY2(refusal.starts_with("cannot "), (std::string(text) + ": " + refusal).c_str());
    }
}

void TestTrainingOptions::validate_namesTheFirstFieldOutOfRange()
{
    TrainingOptions options;
    options.epochs = -5;
    options.momentum = 2.0;
    const std::string text = refusalOf([&] { options.validate(); });
    QVERIFY2(text.find("'epochs'") != std::string::npos, text.c_str());
    QVERIFY(text.find("between 1 and") != std::string::npos);
}

void TestTrainingOptions::theQuickSchedule_isShortAndValid()
{
    TrainingOptions options;
    training::applyQuickSchedule(options);
    options.validate();
    QVERIFY(options.epochs * options.iterationsPerEpoch <= 200);
    QVERIFY(options.epochs * options.validationIterations <= 40);
    QCOMPARE(options.configuration, TrainingOptions().configuration);
}

void TestTrainingOptions::batchSizeZero_takesThePlans()
{
    training::TrainingOptions options;
    QCOMPARE(options.batchSizeFor(7), 7);
    training::setOption(options, "batch_size", "2");
    QCOMPARE(options.batchSizeFor(7), 2);
}

QTEST_APPLESS_MAIN(TestTrainingOptions)
#include "tst_TrainingOptions.moc"
