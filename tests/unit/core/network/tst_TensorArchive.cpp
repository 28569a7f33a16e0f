// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/network/TensorArchive.h"
#include "tests/support/FileSizeLimit.h"

#include <ATen/ATen.h>

#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace seg;

class TestTensorArchive final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void givesBackWhatWasWritten_bitForBit();
    void keepsTheOldFile_whenTheNewOneCannotBeWritten();
    void refusesADamagedFile_data();
    void refusesADamagedFile();
    void saysThatAFileIsMissing();

private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char* name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
};

namespace {

network::TensorArchive example()
{
    network::TensorArchive archive;
    archive.header = {{"format", "test"}, {"value", 0.1}};
    archive.groups["network_weights"] = {{"a.weight", at::randn({2, 3, 4})}, {"a.bias", at::zeros({0})}};
    archive.groups["momentum"] = {{"a.weight", at::randn({2, 3, 4})}};
    return archive;
}

} // namespace

void TestTensorArchive::givesBackWhatWasWritten_bitForBit()
{
    const auto written = example();
    network::writeTensorArchive(path("ä b.pt"), written);
    const auto read = network::readTensorArchive(path("ä b.pt"));
    QCOMPARE(jsonText(read.header), jsonText(written.header));
    QCOMPARE(read.groups.size(), std::size_t{2});
    for (const auto& [name, tensors] : written.groups) {
        const auto& other = read.groups.at(name);
        QCOMPARE(other.size(), tensors.size());
        for (std::size_t index = 0; index < tensors.size(); ++index) {
            QCOMPARE(other[index].name, tensors[index].name);
            QVERIFY(at::equal(other[index].tensor, tensors[index].tensor));
        }
    }
}

void TestTensorArchive::keepsTheOldFile_whenTheNewOneCannotBeWritten()
{
    const auto file = path("kept.pt");
    network::writeTensorArchive(file, example());
    const std::string before = readText(file);
    network::TensorArchive larger = example();
    larger.groups["more"] = {{"large", at::ones({1'000'000})}};
    {
        const test::FileSizeLimit full(1 << 20);
        QVERIFY_EXCEPTION_THROWN(network::writeTensorArchive(file, larger), Error);
    }
    QCOMPARE(readText(file), before);
    QCOMPARE(network::readTensorArchive(file).groups.size(), std::size_t{2});
    for (const auto& entry : std::filesystem::directory_iterator(path("."))) {
        QVERIFY2(!entry.path().filename().string().starts_with(".writing-"), entry.path().c_str());
    }
}

void TestTensorArchive::refusesADamagedFile_data()
{
    QTest::addColumn<bool>("truncated");
    QTest::newRow("cut off in the middle") << true;
    QTest::newRow("one byte of an array changed") << false;
}

void TestTensorArchive::refusesADamagedFile()
{
    QFETCH(const bool, truncated);
    const auto file = path("damaged.pt");
    network::TensorArchive archive = example();
    const at::Tensor marked = at::full({64}, 1.2345F);
    archive.groups["network_weights"].push_back({"marked", marked});
    network::writeTensorArchive(file, archive);
    std::string bytes = readText(file);
    if (truncated) {
        bytes.resize(bytes.size() / 2);
    } else {
        const std::string needle(static_cast<const char*>(marked.const_data_ptr()), 16);
        const std::size_t at = bytes.find(needle);
        QVERIFY(at != std::string::npos);
        bytes[at + 1] = static_cast<char>(bytes[at + 1] ^ 0x40);
    }
    writeText(file, bytes);
    try {
        static_cast<void>(network::readTensorArchive(file));
        QFAIL("read a damaged file");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::BadInput);
        QVERIFY(QString(error.what()).startsWith("cannot read checkpoint "));
    }
}

void TestTensorArchive::saysThatAFileIsMissing()
{
    try {
        static_cast<void>(network::readTensorArchive(path("none.pt")));
        QFAIL("read a file that is not there");
    } catch (const Error& error) {
        QCOMPARE(error.code(), ErrorCode::NotFound);
    }
}

QTEST_APPLESS_MAIN(TestTensorArchive)
#include "tst_TensorArchive.moc"
