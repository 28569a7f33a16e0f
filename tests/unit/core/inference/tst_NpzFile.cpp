// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/inference/NpzFile.h"

#include <QTemporaryDir>
#include <QTest>

#include <archive.h>
#include <archive_entry.h>

#include <cstring>

using namespace seg;

class TestNpzFile final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void holdsOneNpyArrayUnderItsKey();
    void refusesAShapeThatDoesNotFit();
    void leavesNothingBehindWhereItCannotWrite();
};

void TestNpzFile::holdsOneNpyArrayUnderItsKey()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("ä scan.npz").toStdString();
    const std::vector<float> values{0.0F, 0.25F, 0.5F, 0.75F, 1.0F, -2.0F};
    inference::writeNpz(file, "probabilities", values, {2, 1, 3});

    archive* reader = archive_read_new();
    archive_read_support_format_zip(reader);
    QCOMPARE(archive_read_open_filename(reader, file.c_str(), 10240), ARCHIVE_OK);
    archive_entry* entry = nullptr;
    QCOMPARE(archive_read_next_header(reader, &entry), ARCHIVE_OK);
    QCOMPARE(std::string(archive_entry_pathname(entry)), std::string("probabilities.npy"));
    std::string content(4096, '\0');
    content.resize(static_cast<std::size_t>(archive_read_data(reader, content.data(), content.size())));
    archive_read_free(reader);

    const auto low = static_cast<unsigned char>(content[8]);
    const auto high = static_cast<unsigned char>(content[9]);
    const std::size_t start = 10U + low + 256U * high;
    QCOMPARE(content.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
    QCOMPARE(start % 64, std::size_t{0});
    const std::string header = content.substr(10, start - 10);
    QVERIFY(header.find("'descr': '<f4'") != std::string::npos);
    QVERIFY(header.find("'shape': (2, 1, 3, )") != std::string::npos);
    QCOMPARE(header.back(), '\n');
    QCOMPARE(content.size() - start, values.size() * sizeof(float));
    QVERIFY(std::memcmp(content.data() + start, values.data(), values.size() * sizeof(float)) == 0);
}

void TestNpzFile::refusesAShapeThatDoesNotFit()
{
    const QTemporaryDir folder;
    try {
        inference::writeNpz(folder.filePath("a.npz").toStdString(), "k", std::vector<float>(5), {2, 3});
        QFAIL("accepted five values for six");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::InvalidArgument);
    }
}

void TestNpzFile::leavesNothingBehindWhereItCannotWrite()
{
    const QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("not there/a.npz").toStdString();
    try {
        inference::writeNpz(file, "k", std::vector<float>(6), {6});
        QFAIL("wrote into a folder that does not exist");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound || error.code() == ErrorCode::Io);
    }
    QVERIFY(!std::filesystem::exists(file));
}

QTEST_APPLESS_MAIN(TestNpzFile)
#include "tst_NpzFile.moc"
