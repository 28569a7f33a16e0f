// SPDX-License-Identifier: Apache-2.0
#include "core/evaluation/Summary.h"
#include "database/Database.h"
#include "gui/ProjectSession.h"
#include "gui/models/TableRoles.h"
#include "gui/pages/ReportPage.h"
#include "gui/theme/Theme.h"
#include "tests/support/RecordedRun.h"
#include "tests/support/TempProject.h"

#include <QApplication>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestReportPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void sendsToTrainWhenThereIsNoRun();
    void makesAReportAndShowsItsNumbers();
    void otherLabelColorsAreTakenAtOnce();
    void sortsCasesByNumber();
    void saysWhyAReportCannotBeMade();
    void saysWhyTheRunOfAReportCannotBeRead();

private:
    void addRun();
    void showPage();
    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return m_page->findChild<QPushButton*>(QLatin1String(name));
    }
    std::unique_ptr<test::TempProject> m_study;
    std::filesystem::path m_runFolder;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<ReportPage> m_page;
};

void TestReportPage::init()
{
    m_study = std::make_unique<test::TempProject>();
}

void TestReportPage::cleanup()
{
    m_page->setSession(nullptr);
    m_session.reset();
    m_page.reset();
    m_study.reset();
}

/// A finished run whose masks are the truth, but for one that is another case's.
void TestReportPage::addRun()
{
    database::Project& project = m_study->project();
    static_cast<void>(project.fingerprint(m_study->datasetId(), {}));
    static_cast<void>(project.plan(m_study->datasetId(), {}, {}));
    test::RecordedRun run(project, m_study->datasetId(), {});
    run.play(12);
    m_runFolder = run.folder();
    const dataset::RawDataset raw = project.rawDataset(m_study->datasetId());
    const auto validation = run.folder() / "validation";
    createFolders(validation);
    for (std::size_t i = 0; i < 3; ++i) {
        const auto& source = *raw.trainingCases[i == 2 ? 0 : i].label;
        copyFile(source, validation / raw.trainingCases[i].label->filename());
    }
    const evaluation::Summary summary =
        evaluation::evaluateFolders(validation, raw.folder / "labelsTr", raw.manifest.labels, true, 1.0, {});
    writeJson(validation / "summary.json", evaluation::summaryToJson(summary), JsonKeys::Sorted);
    run.finish(summary.foregroundMean.dice);
}

void TestReportPage::showPage()
{
    m_session = std::make_unique<ProjectSession>(database::Project::open(m_study->project().folder()));
    m_page = std::make_unique<ReportPage>();
    m_page->resize(1300, 820);
    m_page->setSession(m_session.get());
    m_page->show();
    QTRY_VERIFY(m_page->isSettled());
}

void TestReportPage::sendsToTrainWhenThereIsNoRun()
{
    showPage();
    QVERIFY(!button("makeReportButton")->isVisible());
}

void TestReportPage::makesAReportAndShowsItsNumbers()
{
    addRun();
    showPage();
    QVERIFY(!button("openReportButton")->isVisible());
    QTest::mouseClick(button("makeReportButton"), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(button("openReportButton")->isVisible(), 30000);
    QTRY_VERIFY(m_page->isSettled());
    QVERIFY(std::filesystem::exists(m_page->model().report()->file));
    const auto* list = m_page->findChild<QListWidget*>(QStringLiteral("reportList"));
    QCOMPARE(list->count(), 1);
    const auto* mean = m_page->findChild<QLabel*>(QStringLiteral("reportMeanDice"));
    QTRY_VERIFY(mean->isVisible());
    QVERIFY(mean->text().startsWith(QStringLiteral("0.")));
    QCOMPARE(m_page->findChild<QTableWidget*>(QStringLiteral("reportLabels"))->rowCount(), 2);
}

void TestReportPage::otherLabelColorsAreTakenAtOnce()
{
    addRun();
    static_cast<void>(m_study->project().report(m_study->project().runs().front().id));
    showPage();
    const auto* labels = m_page->findChild<QTableWidget*>(QStringLiteral("reportLabels"));
    QTRY_COMPARE(labels->rowCount(), 2);
    m_study->project().setLabelColors(m_study->datasetId(), {{1, {10, 200, 30}}});
    Q_EMIT m_session->datasetsChanged();
    QTRY_COMPARE(labels->item(0, 0)->data(SwatchRole).value<QColor>(), QColor(10, 200, 30));
}

void TestReportPage::sortsCasesByNumber()
{
    addRun();
    static_cast<void>(m_study->project().report(m_study->project().runs().front().id));
    showPage();
    auto* cases = m_page->findChild<QTableWidget*>(QStringLiteral("reportCases"));
    QTRY_COMPARE(cases->rowCount(), 3);
    QVERIFY(cases->item(0, 1)->text() != QStringLiteral("1.000")); // lowest first
    cases->sortByColumn(1, Qt::DescendingOrder);
    QCOMPARE(cases->item(0, 1)->text(), QStringLiteral("1.000"));
    cases->sortByColumn(0, Qt::AscendingOrder);
    QVERIFY(cases->item(0, 0)->text() < cases->item(1, 0)->text());
}

void TestReportPage::saysWhyAReportCannotBeMade()
{
    addRun();
    showPage();
    std::filesystem::remove(m_runFolder / "plan.json");
    QTest::mouseClick(button("makeReportButton"), Qt::LeftButton);
    const auto* failure = m_page->findChild<QLabel*>(QStringLiteral("reportFailure"));
    QTRY_VERIFY_WITH_TIMEOUT(failure->isVisible(), 30000);
    QVERIFY(failure->text().contains(QStringLiteral("plan.json")));
}

void TestReportPage::saysWhyTheRunOfAReportCannotBeRead()
{
    addRun();
    static_cast<void>(m_study->project().report(m_study->project().runs().front().id));
    showPage();
    const auto* failure = m_page->findChild<QLabel*>(QStringLiteral("reportFailure"));
    QVERIFY(!failure->isVisible());
    database::Database file(m_session->folder() / "project.db", database::Database::Mode::Open);
    file.execute("UPDATE report SET run_id = NULL");
    Q_EMIT m_session->reportsChanged();
    Q_EMIT m_session->datasetsChanged(); // once ended the program
    QTRY_VERIFY(m_page->isSettled() && failure->isVisible());
    QVERIFY2(failure->text().contains(QStringLiteral("run")), qPrintable(failure->text()));
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestReportPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ReportPage.moc"
