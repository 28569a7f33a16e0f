// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "database/Database.h"

#include <QTemporaryDir>
#include <QTest>

#include <sqlite3.h>
#include <unistd.h>

#include <cmath>
#include <limits>
#include <thread>

using namespace seg;
using database::Database;
using database::Statement;
using database::Transaction;
namespace fs = std::filesystem;

class TestDatabase final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void opensInWalMode_withForeignKeysOn();
    void bindsAndReadsEveryKindOfValue();
    void aTransactionThatIsNotCommitted_leavesNothing();
    void aReaderSeesTheOldRows_whileAnotherConnectionWrites();
    void twoWriters_waitForEachOther();
    void openingAMissingFile_failsWithoutMakingOne();
    void aFileThatIsNoDatabase_isBadInput();
    void aFullDatabase_isNoSpace();
    void wrongSql_isADatabaseError();

private:
    [[nodiscard]] fs::path file() const
    {
        return fs::path(m_dir.path().toStdString()) / (std::string(QTest::currentTestFunction()) + ".db");
    }
    QTemporaryDir m_dir;
};

static ErrorCode codeOf(const std::function<void()>& call)
{
    try {
        call();
    } catch (const Error& error) {
        return error.code();
    }
    return ErrorCode::Internal;
}

static std::string one(Database& database, const std::string& sql)
{
    Statement row = database.prepare(sql);
    return row.step() ? row.text(0) : std::string("no row");
}

void TestDatabase::opensInWalMode_withForeignKeysOn()
{
    Database database(file(), Database::Mode::Create);
    QCOMPARE(one(database, "PRAGMA journal_mode"), std::string("wal"));
    QCOMPARE(one(database, "PRAGMA foreign_keys"), std::string("1"));
    QCOMPARE(one(database, "PRAGMA synchronous"), std::string("1")); // NORMAL
    QCOMPARE(one(database, "PRAGMA busy_timeout"), std::string("10000"));
}

void TestDatabase::bindsAndReadsEveryKindOfValue()
{
    enum class Id : std::int64_t {};
    Database database(file(), Database::Mode::Create);
    database.execute("CREATE TABLE t (a, b, c, d, e)");
    database.prepare("INSERT INTO t VALUES (?, ?, ?, ?, ?)")
        .run(Id{5'000'000'000}, 0.1, std::string("Größe\n"), std::numeric_limits<double>::quiet_NaN(),
             nullptr);
    Statement row = database.prepare("SELECT * FROM t WHERE a = ?");
    row.bind(std::int64_t{5'000'000'000});
    QVERIFY(row.step());
    QCOMPARE(row.integer(0), std::int64_t{5'000'000'000});
    QCOMPARE(row.real(1), 0.1);
    QCOMPARE(row.text(2), std::string("Größe\n"));
    QVERIFY(row.isNull(3) && std::isnan(row.real(3)));
    QVERIFY(row.isNull(4));
    QVERIFY(!row.step());
}

void TestDatabase::aTransactionThatIsNotCommitted_leavesNothing()
{
    Database database(file(), Database::Mode::Create);
    database.execute("CREATE TABLE t (a)");
    {
        Transaction transaction(database);
        database.execute("INSERT INTO t VALUES (1)");
    }
    QCOMPARE(one(database, "SELECT COUNT(*) FROM t"), std::string("0"));
    {
        Transaction transaction(database);
        database.execute("INSERT INTO t VALUES (1)");
        transaction.commit();
    }
    QCOMPARE(one(database, "SELECT COUNT(*) FROM t"), std::string("1"));
}

void TestDatabase::aReaderSeesTheOldRows_whileAnotherConnectionWrites()
{
    Database writer(file(), Database::Mode::Create);
    writer.execute("CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    Database reader(file(), Database::Mode::Open);
    Transaction transaction(writer);
    writer.execute("INSERT INTO t VALUES (2)");
    QCOMPARE(one(reader, "SELECT COUNT(*) FROM t"), std::string("1")); // at once, not after a wait
    transaction.commit();
    QCOMPARE(one(reader, "SELECT COUNT(*) FROM t"), std::string("2"));
}

void TestDatabase::twoWriters_waitForEachOther()
{
    Database first(file(), Database::Mode::Create);
    first.execute("CREATE TABLE t (a)");
    constexpr int kEach = 50;
    const auto write = [this] {
        Database connection(file(), Database::Mode::Open);
        for (int i = 0; i < kEach; ++i) {
            Transaction transaction(connection);
            connection.execute("INSERT INTO t SELECT COUNT(*) FROM t");
            transaction.commit();
        }
    };
    std::jthread one1(write);
    std::jthread two(write);
    one1.join();
    two.join();
    QCOMPARE(one(first, "SELECT COUNT(DISTINCT a) FROM t"), std::to_string(2 * kEach));
}

void TestDatabase::openingAMissingFile_failsWithoutMakingOne()
{
    QVERIFY(codeOf([this] { Database database(file(), Database::Mode::Open); }) == ErrorCode::NoPermission);
    QVERIFY(!fs::exists(file()));
}

void TestDatabase::aFileThatIsNoDatabase_isBadInput()
{
    writeText(file(), std::string(4096, 'x'));
    QVERIFY(codeOf([this] { Database database(file(), Database::Mode::Open); }) == ErrorCode::BadInput);
}

void TestDatabase::aFullDatabase_isNoSpace()
{
    Database database(file(), Database::Mode::Create);
    database.execute("CREATE TABLE t (a); PRAGMA max_page_count = 8");
    const auto fill = [&] {
        for (int i = 0; i < 100; ++i) {
            database.prepare("INSERT INTO t VALUES (?)").run(std::string(4096, 'x'));
        }
    };
    QVERIFY(codeOf(fill) == ErrorCode::NoSpace);
}

void TestDatabase::wrongSql_isADatabaseError()
{
    Database database(file(), Database::Mode::Create);
    QVERIFY(codeOf([&] { static_cast<void>(database.prepare("SELECT nothing FROM nowhere")); }) ==
            ErrorCode::Database);
    QVERIFY(codeOf([&] { database.execute("SELEKT"); }) == ErrorCode::Database);
}

QTEST_APPLESS_MAIN(TestDatabase)
#include "tst_Database.moc"
