// SPDX-License-Identifier: Apache-2.0
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "database/Migrations.h"
#include "database/Project.h"

#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace seg;
using database::Database;
using database::Migration;
using database::Statement;
namespace fs = std::filesystem;

class TestMigrations final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void embeddedOnes_ascendFromOneWithoutGaps();
    void aNewFile_getsTheWholeSchema_withoutABackup();
    void anOlderFile_isBackedUpAndUpgraded_keepingItsRows();
    void aStepThatFails_leavesTheVersionBefore_andTheBackup();
    void migratingAgain_changesNothing();
    void aFileOfANewerProgram_isRefused();
    void everyTableThatTheProductNames_exists();
    void aStoredProjectOfVersionOne_opens();
    void aStoredProjectOfVersionTwo_keepsItsFixes_andTakesColors();

private:
    [[nodiscard]] fs::path file() const
    {
        return fs::path(m_dir.path().toStdString()) / (std::string(QTest::currentTestFunction()) + ".db");
    }
    QTemporaryDir m_dir;
};

static const std::vector<Migration>& twoSteps()
{
    static const std::vector<Migration> steps = {
        {1, "initial", "CREATE TABLE person (name TEXT)"},
        {2, "with_age", "ALTER TABLE person ADD COLUMN age INTEGER NOT NULL DEFAULT 7"},
    };
    return steps;
}

static std::span<const Migration> firstStep()
{
    return std::span(twoSteps()).first(1);
}

static fs::path backupOf(const fs::path& file)
{
    return fs::path(file.string() + ".v1.bak");
}

static std::string one(Database& database, const std::string& sql)
{
    Statement row = database.prepare(sql);
    return row.step() ? row.text(0) : std::string("no row");
}

void TestMigrations::embeddedOnes_ascendFromOneWithoutGaps()
{
    const auto& all = database::embeddedMigrations();
    QVERIFY(!all.empty());
    for (std::size_t i = 0; i < all.size(); ++i) {
        QCOMPARE(all[i].version, static_cast<int>(i) + 1);
        QVERIFY(!all[i].name.empty());
        QVERIFY(all[i].sql.find("CREATE") != std::string::npos ||
                all[i].sql.find("ALTER") != std::string::npos);
    }
}

void TestMigrations::aNewFile_getsTheWholeSchema_withoutABackup()
{
    Database database(file(), Database::Mode::Create);
    QCOMPARE(database::schemaVersion(database), 0);
    database::migrate(database);
    QCOMPARE(database::schemaVersion(database), database::embeddedMigrations().back().version);
    QVERIFY(!fs::exists(backupOf(file())));
}

void TestMigrations::anOlderFile_isBackedUpAndUpgraded_keepingItsRows()
{
    Database database(file(), Database::Mode::Create);
    database::migrate(database, firstStep());
    database.execute("INSERT INTO person VALUES ('Ada')"); // still in the write-ahead log
    database::migrate(database, twoSteps());
    QCOMPARE(database::schemaVersion(database), 2);
    QCOMPARE(one(database, "SELECT name || age FROM person"), std::string("Ada7"));
    Database backup(backupOf(file()), Database::Mode::Open);
    QCOMPARE(database::schemaVersion(backup), 1);
    QCOMPARE(one(backup, "SELECT name FROM person"), std::string("Ada"));
}

void TestMigrations::aStepThatFails_leavesTheVersionBefore_andTheBackup()
{
    Database database(file(), Database::Mode::Create);
    database::migrate(database, firstStep());
    std::vector<Migration> broken = twoSteps();
    broken[1].sql = "ALTER TABLE person ADD COLUMN age; INSERT INTO nowhere VALUES (1)";
    QVERIFY_EXCEPTION_THROWN(database::migrate(database, broken), Error);
    QCOMPARE(database::schemaVersion(database), 1);
    QCOMPARE(one(database, "SELECT COUNT(*) FROM pragma_table_info('person')"), std::string("1"));
    QVERIFY(fs::exists(backupOf(file())));
    database::migrate(database, twoSteps()); // the mended program goes on from there
    QCOMPARE(database::schemaVersion(database), 2);
}

void TestMigrations::migratingAgain_changesNothing()
{
    Database database(file(), Database::Mode::Create);
    database::migrate(database, twoSteps());
    database::migrate(database, twoSteps());
    QCOMPARE(one(database, "SELECT COUNT(*) FROM schema_version"), std::string("2"));
    QVERIFY(!fs::exists(backupOf(file())));
}

void TestMigrations::aFileOfANewerProgram_isRefused()
{
    Database database(file(), Database::Mode::Create);
    database::migrate(database, twoSteps());
    try {
        database::migrate(database, firstStep());
        QFAIL("opened a database of a newer program");
    } catch (const Error& error) {
        QVERIFY(error.code() == ErrorCode::BadInput);
        QVERIFY(std::string(error.what()).find("newer Segwright") != std::string::npos);
    }
}

void TestMigrations::everyTableThatTheProductNames_exists()
{
    Database database(file(), Database::Mode::Create);
    database::migrate(database);
    for (const char* table :
         {"project", "dataset",        "case",        "label",        "check_result", "fingerprint",
          "plan",    "configuration",  "run",         "epoch_metric", "iteration",    "checkpoint",
          "model",   "prediction",     "case_metric", "job",          "event",        "annotation",
          "setting", "schema_version", "report",      "label_color"}) {
        Statement row = database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?");
        row.bind(std::string(table));
        QVERIFY2(row.step(), table);
    }
}

void TestMigrations::aStoredProjectOfVersionOne_opens()
{
    // tests/golden/database/project_v1.sql is the dump of a project of schema 1 with a finished run.
    const fs::path folder = fs::path(m_dir.path().toStdString()) / "Old.segwright";
    createFolders(folder);
    {
        Database old(folder / "project.db", Database::Mode::Create);
        old.execute("PRAGMA foreign_keys = OFF");
        old.execute(readText(fs::path(SEG_SOURCE_DIR) / "tests" / "golden" / "database" / "project_v1.sql"));
        QCOMPARE(database::schemaVersion(old), 1);
    }
    const database::Project project = database::Project::open(folder);
    QCOMPARE(project.name(), std::string("Old study"));
    QCOMPARE(project.dataset("4").name, std::string("Dataset004_Shapes"));
    QCOMPARE(project.dataset().trainingCases, std::int64_t{2});
    const auto runs = project.runs();
    QCOMPARE(runs.size(), std::size_t{1});
    QVERIFY(runs[0].state == training::RunState::Finished);
    QCOMPARE(runs[0].validationDice, 0.8125);
    const auto epochs = project.epochMetrics(runs[0].id);
    QCOMPARE(epochs.size(), std::size_t{2});
    QCOMPARE(epochs[1].dice, (std::vector<double>{0.75, 0.5}));
    QCOMPARE(project.setting("layout").value_or(""), std::string("four-up"));
    QCOMPARE(fs::exists(folder / "project.db.v1.bak"), database::embeddedMigrations().back().version > 1);
}

void TestMigrations::aStoredProjectOfVersionTwo_keepsItsFixes_andTakesColors()
{
    const fs::path folder = fs::path(m_dir.path().toStdString()) / "Second.segwright";
    createFolders(folder);
    {
        Database old(folder / "project.db", Database::Mode::Create);
        old.execute("PRAGMA foreign_keys = OFF");
        old.execute(readText(fs::path(SEG_SOURCE_DIR) / "tests" / "golden" / "database" / "project_v2.sql"));
        QCOMPARE(database::schemaVersion(old), 2);
    }
    database::Project project = database::Project::open(folder);
    const database::DatasetId id = project.dataset().id;
    QCOMPARE(project.fixes(id).size(), std::size_t{1});
    QVERIFY(project.fixes(id).front().fix.kind == dataset::FixKind::CopyGeometry);
    QVERIFY(project.labelColors(id).empty());
    const dataset::LabelColors colors{{1, {0x12, 0xab, 0xff}}};
    project.setLabelColors(id, colors);
    QVERIFY(project.labelColors(id) == colors);
    QVERIFY(fs::exists(folder / "project.db.v2.bak"));
}

QTEST_APPLESS_MAIN(TestMigrations)
#include "tst_Migrations.moc"
