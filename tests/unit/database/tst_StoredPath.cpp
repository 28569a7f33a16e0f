// SPDX-License-Identifier: Apache-2.0
#include "database/StoredPath.h"

#include <QTest>

using namespace seg;

class TestStoredPath final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void pathsBelowTheProject_areRelative_othersStay_data();
    void pathsBelowTheProject_areRelative_othersStay();
    void aMovedProject_findsItsFilesAgain();
    void emptyStaysEmpty();
};

void TestStoredPath::pathsBelowTheProject_areRelative_othersStay_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("stored");
    QTest::newRow("below") << "/p/A B.segwright/runs/0001"
                           << "runs/0001";
    QTest::newRow("below by a detour") << "/p/A B.segwright/runs/../datasets/D"
                                       << "datasets/D";
    QTest::newRow("beside, with the same beginning") << "/p/A B.segwright2/x"
                                                     << "/p/A B.segwright2/x";
    QTest::newRow("elsewhere") << "/data/scan.nii.gz"
                               << "/data/scan.nii.gz";
    QTest::newRow("relative already") << "runs/0001"
                                      << "runs/0001";
}

void TestStoredPath::pathsBelowTheProject_areRelative_othersStay()
{
    QFETCH(const QString, path);
    QFETCH(const QString, stored);
    QCOMPARE(QString::fromStdString(database::storedPath("/p/A B.segwright", path.toStdString())), stored);
}

void TestStoredPath::aMovedProject_findsItsFilesAgain()
{
    const std::string stored = database::storedPath("/old/P", "/old/P/runs/0001/log.txt");
    QCOMPARE(database::absolutePath("/new/Q", stored), std::filesystem::path("/new/Q/runs/0001/log.txt"));
    QCOMPARE(database::absolutePath("/new/Q", "/data/scan.nii"), std::filesystem::path("/data/scan.nii"));
}

void TestStoredPath::emptyStaysEmpty()
{
    QVERIFY(database::storedPath("/p", {}).empty());
    QVERIFY(database::absolutePath("/p", {}).empty());
}

QTEST_APPLESS_MAIN(TestStoredPath)
#include "tst_StoredPath.moc"
