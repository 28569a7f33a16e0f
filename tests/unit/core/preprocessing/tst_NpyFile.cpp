// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/preprocessing/NpyFile.h"

#include <QTemporaryDir>
#include <QtTest>

#include <cstring>

using namespace seg;
using namespace seg::preprocessing;
namespace fs = std::filesystem;

class TestNpyFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void survivesARoundTrip();
    void headerIsNumPys_data();
    void headerIsNumPys();
    void emptyArrayIsPossible();
    void mappingOutlivesTheFilesName();
    void cutOffFileIsBadInput();
    void otherContentIsBadInput_data();
    void otherContentIsBadInput();
    void missingFileIsNotFound();

private:
    [[nodiscard]] fs::path file() const { return fs::path(m_folder.path().toStdString()) / "a ü.npy"; }
    QTemporaryDir m_folder;
};

void TestNpyFile::survivesARoundTrip()
{
    const std::vector<float> values{1.5F, -2.0F, 3e-20F, 4.0F, 5.0F, 6.0F};
    writeNpy(file(), NpyType::Float32, {1, 2, 3}, std::as_bytes(std::span(values)));
    const NpyView view = mapNpy(file());
    QVERIFY(view.type == NpyType::Float32);
    QVERIFY((view.shape == std::vector<std::int64_t>{1, 2, 3}));
    QCOMPARE(std::memcmp(view.values.data(), values.data(), view.values.size()), 0);
    QCOMPARE(reinterpret_cast<std::uintptr_t>(view.values.data()) % 64, std::uintptr_t{0});
}

void TestNpyFile::headerIsNumPys_data()
{
    QTest::addColumn<QList<qint64>>("shape");
    QTest::addColumn<QString>("expected");
    QTest::newRow("three axes") << QList<qint64>{1, 1, 2}
                                << "{'descr': '<i2', 'fortran_order': False, 'shape': (1, 1, 2), }";
    QTest::newRow("one axis") << QList<qint64>{2}
                              << "{'descr': '<i2', 'fortran_order': False, 'shape': (2,), }";
}

void TestNpyFile::headerIsNumPys()
{
    QFETCH(QList<qint64>, shape);
    QFETCH(QString, expected);
    const std::vector<std::int16_t> values{1, 2};
    writeNpy(file(), NpyType::Int16, {shape.begin(), shape.end()}, std::as_bytes(std::span(values)));
    const QByteArray content = QByteArray::fromStdString(readText(file()));
    QVERIFY(content.startsWith(QByteArray("\x93NUMPY\x01\x00", 8)));
    const int length = static_cast<unsigned char>(content[8]) + 256 * static_cast<unsigned char>(content[9]);
    QCOMPARE((10 + length) % 64, 0);
    QCOMPARE(QString::fromLatin1(content.mid(10, length)).trimmed(), expected);
    QCOMPARE(content[10 + length - 1], '\n');
    QCOMPARE(content.size(), 10 + length + 4);
}

void TestNpyFile::emptyArrayIsPossible()
{
    writeNpy(file(), NpyType::Int32, {0, 3}, {});
    const NpyView view = mapNpy(file());
    QVERIFY(view.values.empty());
    QVERIFY((view.shape == std::vector<std::int64_t>{0, 3}));
}

void TestNpyFile::mappingOutlivesTheFilesName()
{
    const std::vector<std::int32_t> values{7, 8};
    writeNpy(file(), NpyType::Int32, {2}, std::as_bytes(std::span(values)));
    const NpyView view = mapNpy(file());
    fs::remove(file());
    QCOMPARE(std::memcmp(view.values.data(), values.data(), 8), 0);
}

void TestNpyFile::cutOffFileIsBadInput()
{
    const std::vector<float> values(100, 1.0F);
    writeNpy(file(), NpyType::Float32, {100}, std::as_bytes(std::span(values)));
    fs::resize_file(file(), fs::file_size(file()) - 40);
    try {
        static_cast<void>(mapNpy(file()));
        QFAIL("accepted a file that is cut off");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QVERIFY2(QString(error.what()).contains("360 bytes instead of 400"), error.what());
    }
}

void TestNpyFile::otherContentIsBadInput_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("text") << QByteArray("this is not an array at all");
    QTest::newRow("header cut off") << QByteArray("\x93NUMPY\x01\x00\x76\x00{'descr'", 18);
    QTest::newRow("other type") << QByteArray("\x93NUMPY\x01\x00\x3a\x00", 10) +
                                       QByteArray(
                                           "{'descr': '<f8', 'fortran_order': False, 'shape': (0,), }\n");
    QTest::newRow("other order") << QByteArray("\x93NUMPY\x01\x00\x39\x00", 10) +
                                        QByteArray(
                                            "{'descr': '<f4', 'fortran_order': True, 'shape': (0,), }\n");
}

void TestNpyFile::otherContentIsBadInput()
{
    QFETCH(QByteArray, content);
    writeText(file(), content.toStdString());
    try {
        static_cast<void>(mapNpy(file()));
        QFAIL("accepted it");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
    }
}

void TestNpyFile::missingFileIsNotFound()
{
    try {
        static_cast<void>(mapNpy(fs::path(m_folder.path().toStdString()) / "none.npy"));
        QFAIL("found it");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::NotFound);
    }
}

QTEST_APPLESS_MAIN(TestNpyFile)
#include "tst_NpyFile.moc"
