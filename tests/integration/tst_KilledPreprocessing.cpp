// SPDX-License-Identifier: Apache-2.0
#include "tests/support/CliProcess.h"
#include "tests/support/FolderState.h"
#include "tests/support/TempFolder.h"

#include <QDir>
#include <QProcess>
#include <QTest>

using seg::test::CliResult;
using seg::test::differences;
using seg::test::filesBelow;
using seg::test::runCli;

/// kill -9 of a real `segwright-cli preprocess`: the next call completes what is missing, and every file is
/// byte for byte that of a run that nobody disturbed.
class TestKilledPreprocessing final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatAKillLeaves_isCompletedByteForByte_data();
    void whatAKillLeaves_isCompletedByteForByte();
    void killedAgainAndAgain_itEndsAllTheSame();

private:
    [[nodiscard]] QStringList command() const
    {
        return {"preprocess", "-c", "3d_fullres", "--threads", "1", "--project", m_project};
    }
    void killWhenThereAre(int files) const;
    void completes() const;

    seg::test::TempFolder m_folder;
    QString m_project;
    QString m_store;
    QMap<QString, QByteArray> m_undisturbed;
};

void TestKilledPreprocessing::initTestCase()
{
    const QString root = QString::fromStdString(m_folder.path().string());
    m_project = root + "/Study.segwright";
    const QString task = root + "/Task91_Killed";
    EXPECT_CODE(runCli({"phantom", task, "--cases", "10", "--size", "64,60,56", "--tests", "0"}), 0);
    EXPECT_CODE(runCli({"new", m_project}), 0);
    EXPECT_CODE(runCli({"import", task, "--project", m_project}), 0);
    EXPECT_CODE(runCli({"plan", "--project", m_project}), 0);
    EXPECT_CODE(runCli(command()), 0);
    m_store = m_project + "/preprocessed/Dataset091_Killed/nnUNetPlans/3d_fullres";
    m_undisturbed = filesBelow(m_store);
    QCOMPARE(m_undisturbed.size(), 4 * 10 + 1);
}

/// Starts the command and kills it as soon as the store has that many files, half-written ones included.
void TestKilledPreprocessing::killWhenThereAre(int files) const
{
    QProcess process;
    process.start(SEG_CLI, command());
    QVERIFY(process.waitForStarted());
    const auto count = [&] {
        return QDir(m_store).entryList(QDir::Files | QDir::Hidden | QDir::NoDotAndDotDot).size();
    };
    while (process.state() == QProcess::Running && count() < files) {
        process.waitForFinished(1);
    }
    process.kill();
    process.waitForFinished();
}

void TestKilledPreprocessing::completes() const
{
    EXPECT_CODE(runCli(command()), 0);
    QCOMPARE(differences(m_undisturbed, filesBelow(m_store)), QStringList());
}

void TestKilledPreprocessing::whatAKillLeaves_isCompletedByteForByte_data()
{
    QTest::addColumn<int>("files");
    for (const int files : {1, 2, 5, 18, 31, 40}) {
        QTest::addRow("killed with %d files there", files) << files;
    }
}

void TestKilledPreprocessing::whatAKillLeaves_isCompletedByteForByte()
{
    QFETCH(int, files);
    QVERIFY(QDir(m_store).removeRecursively());
    killWhenThereAre(files);
    completes();
}

void TestKilledPreprocessing::killedAgainAndAgain_itEndsAllTheSame()
{
    QVERIFY(QDir(m_store).removeRecursively());
    for (const int files : {4, 12, 25, 37}) {
        killWhenThereAre(files);
    }
    completes();
}

QTEST_GUILESS_MAIN(TestKilledPreprocessing)
#include "tst_KilledPreprocessing.moc"
