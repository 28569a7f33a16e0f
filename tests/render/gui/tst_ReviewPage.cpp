// SPDX-License-Identifier: Apache-2.0
#include "core/training/RunDirectory.h"
#include "gui/ProjectSession.h"
#include "gui/models/TableRoles.h"
#include "gui/pages/ReviewPage.h"
#include "gui/theme/Theme.h"
#include "tests/support/PlannedProject.h"
#include "viewers/slice/SliceView.h"
#include "viewers/volume/VolumeView.h"
#include "viewers/vtkbridge/VtkWidget.h"

#include <QApplication>
#include <QDir>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>

using namespace seg;
using namespace seg::gui;
using viewers::Layer;

class TestReviewPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void validationCase_isShownWithItsFigures();
    void keys_hideLayersAndTheCrosshair_andFillThePage();
    void arrows_walkThroughTheCases();
    void windowMenu_offersWhatSuitsTheScan();
    void pointer_readsOutInTheStatusBar();
    void label_isHidden_andClickedIntoView();
    void otherColors_areTakenAtOnce_hiddenLabelsStayHidden();
    void otherColors_areTakenByACaseOfTheDataset_onTheWayBack();
    void damagedScan_isExplained_andTheNextCaseIsShown();
    void caseOfTheDataset_isShownWithItsTruth();
    void realScans_areShownWithTheirTruth_data();
    void realScans_areShownWithTheirTruth();
    void withoutMasks_thePageSaysWhatBelongsHere();

private:
    void picture(const QString& name) const;
    std::unique_ptr<test::PlannedProject> m_temp;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<ReviewPage> m_page;
    database::RunRecord m_run;
    std::vector<Case> m_cases;
};

/// A project with a run whose validation folder holds the truth of two cases as their masks.
void TestReviewPage::init()
{
    m_temp = std::make_unique<test::PlannedProject>();
    m_run = m_temp->project().addRun(m_temp->datasetId(), {});
    m_cases = m_temp->project().rawDataset(m_temp->datasetId()).trainingCases;
    const auto folder = training::RunDirectory(m_run.folder).validation();
    std::filesystem::create_directories(folder);
    for (std::size_t index : {0U, 1U}) {
        std::filesystem::copy_file(*m_cases[index].label, folder / (m_cases[index].id.name + ".nii.gz"));
    }
    m_session = std::make_unique<ProjectSession>(database::Project::open(m_temp->project().folder()));
    m_page = std::make_unique<ReviewPage>();
    m_page->resize(900, 640);
    m_page->setSession(m_session.get());
    m_page->show();
    m_page->activateWindow(); // keys go to the active window
    QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    QTRY_VERIFY(m_page->isSettled());
}

void TestReviewPage::cleanup()
{
    m_page.reset();
    m_session.reset();
    m_temp.reset();
}

void TestReviewPage::validationCase_isShownWithItsFigures()
{
    m_page->open(reviewValidation(m_run.id, m_cases[1].id));
    QTRY_VERIFY(m_page->isSettled());
    QCOMPARE(m_page->findChild<QLabel*>(QStringLiteral("caseName"))->text(),
             QString::fromStdString(m_cases[1].id.name));
    QVERIFY(m_page->scene().mask(Layer::Prediction) && m_page->scene().mask(Layer::Truth));
    QVERIFY(m_page->dockContent() != nullptr);
    const auto* compare = m_page->dockContent()->findChild<QTableWidget*>(QStringLiteral("compareTable"));
    QTRY_COMPARE(compare->rowCount(), 2);
    QTRY_COMPARE(compare->item(0, 1)->text(), QStringLiteral("1.000"));
    QCOMPARE(compare->item(0, 2)->text(), QStringLiteral("0.0"));
    QTRY_COMPARE(m_page->findChild<viewers::VolumeView*>()->surfaceCount(), std::size_t{2});
}

void TestReviewPage::keys_hideLayersAndTheCrosshair_andFillThePage()
{
    auto* pane = m_page->findChild<viewers::SliceView*>(QStringLiteral("axialPane"));
    pane->canvas()->setFocus();
    QTest::keyClick(pane->canvas(), Qt::Key_S);
    QVERIFY(!m_page->scene().style(Layer::Prediction).visible);
    QTest::keyClick(pane->canvas(), Qt::Key_G);
    QVERIFY(!m_page->scene().style(Layer::Truth).visible);
    QTest::keyClick(pane->canvas(), Qt::Key_X);
    QVERIFY(!m_page->scene().isCrosshairVisible());
    QTest::keyClick(pane->canvas(), Qt::Key_F);
    QVERIFY(pane->isVisible());
    QVERIFY(!m_page->findChild<viewers::VolumeView*>()->isVisible());
    QTest::keyClick(pane->canvas(), Qt::Key_F);
    QVERIFY(m_page->findChild<viewers::VolumeView*>()->isVisible());
    const auto before = pane->slice();
    QTest::keyClick(pane->canvas(), Qt::Key_PageUp);
    QCOMPARE(pane->slice(), before + 1);
}

void TestReviewPage::arrows_walkThroughTheCases()
{
    const auto* name = m_page->findChild<QLabel*>(QStringLiteral("caseName"));
    auto* next = m_page->findChild<QPushButton*>(QStringLiteral("nextCase"));
    QCOMPARE(name->text(), QString::fromStdString(m_cases[0].id.name));
    QVERIFY(!m_page->findChild<QPushButton*>(QStringLiteral("previousCase"))->isEnabled());
    QTest::mouseClick(next, Qt::LeftButton);
    QCOMPARE(name->text(), QString::fromStdString(m_cases[1].id.name));
    QVERIFY(!next->isEnabled());
    QTRY_VERIFY(m_page->isSettled());
}

void TestReviewPage::windowMenu_offersWhatSuitsTheScan()
{
    auto* button = m_page->findChild<QPushButton*>(QStringLiteral("windowMenu"));
    Q_EMIT button->menu()->aboutToShow();
    const QList<QAction*> offered = button->menu()->actions();
    QVERIFY(offered.size() > 1);
    const QString before = button->text();
    offered.last()->trigger(); // the whole range
    QVERIFY(button->text() != before);
    QVERIFY2(offered.last()->text().endsWith(button->text()), qPrintable(offered.last()->text()));
}

void TestReviewPage::pointer_readsOutInTheStatusBar()
{
    QString status;
    connect(m_page.get(), &Page::statusTextChanged, this, [&status](const QString& text) { status = text; });
    auto* pane = m_page->findChild<viewers::SliceView*>(QStringLiteral("axialPane"));
    const auto cursor = m_page->scene().cursor(); // inside a label
    QTest::mouseMove(pane->canvas(), QPoint(2, 2));
    QTest::mouseMove(pane->canvas(), pane->pixelOf(cursor).toPoint());
    const QString index = QStringLiteral("[%1, %2, %3]").arg(cursor[2]).arg(cursor[1]).arg(cursor[0]);
    QTRY_VERIFY2(status.contains(index), qPrintable(status));
    QVERIFY2(status.contains(QStringLiteral("<b>Axial</b>")), qPrintable(status));
    QVERIFY2(status.contains(QStringLiteral("truth: ")), qPrintable(status));
}

void TestReviewPage::label_isHidden_andClickedIntoView()
{
    auto* table = m_page->dockContent()->findChild<QTableWidget*>(QStringLiteral("labelTable"));
    QTRY_COMPARE(table->rowCount(), 2);
    Q_EMIT table->cellClicked(1, 1);
    QCOMPARE(m_page->scene().labelAt(Layer::Prediction, m_page->scene().cursor()), 2);
    auto* eye = m_page->dockContent()->findChild<QAbstractButton*>(QStringLiteral("labelEye2"));
    eye->click();
    QVERIFY(!m_page->scene().colors().isVisible(2));
    QVERIFY(m_page->scene().colors().isVisible(1));
}

void TestReviewPage::otherColors_areTakenAtOnce_hiddenLabelsStayHidden()
{
    auto* table = m_page->dockContent()->findChild<QTableWidget*>(QStringLiteral("labelTable"));
    QTRY_COMPARE(table->rowCount(), 2);
    m_page->dockContent()->findChild<QAbstractButton*>(QStringLiteral("labelEye2"))->click();
    m_temp->project().setLabelColors(m_temp->datasetId(), {{1, {10, 200, 30}}, {2, {1, 2, 3}}});
    Q_EMIT m_session->datasetsChanged();
    QTRY_COMPARE(m_page->scene().colors().color(1), (viewers::Rgb{10, 200, 30}));
    QCOMPARE(m_page->scene().colors().color(2), (viewers::Rgb{1, 2, 3}));
    QVERIFY(!m_page->scene().colors().isVisible(2));
    QCOMPARE(table->item(0, 1)->data(SwatchRole).value<QColor>(), QColor(10, 200, 30));
    QTest::mouseClick(m_page->findChild<QPushButton*>(QStringLiteral("nextCase")), Qt::LeftButton);
    QTRY_VERIFY(m_page->isSettled());
    QCOMPARE(m_page->scene().colors().color(1), (viewers::Rgb{10, 200, 30}));
}

void TestReviewPage::otherColors_areTakenByACaseOfTheDataset_onTheWayBack()
{
    m_page->open(reviewDatasetCase(m_temp->datasetId(), m_cases[3].id));
    QTRY_VERIFY(m_page->isSettled());
    m_page->hide(); // the Data page is in front
    m_temp->project().setLabelColors(m_temp->datasetId(), {{2, {10, 200, 30}}});
    Q_EMIT m_session->datasetsChanged();
    m_page->show();
    QTRY_COMPARE(m_page->scene().colors().color(2), (viewers::Rgb{10, 200, 30}));
    QCOMPARE(m_page->findChild<QLabel*>(QStringLiteral("caseName"))->text(),
             QString::fromStdString(m_cases[3].id.name));
}

void TestReviewPage::damagedScan_isExplained_andTheNextCaseIsShown()
{
    std::filesystem::resize_file(m_cases[1].channels[0], 200);
    m_page->open(reviewValidation(m_run.id, m_cases[1].id));
    const auto* note = m_page->findChild<QLabel*>(QStringLiteral("reviewNote"));
    QTRY_VERIFY(note->isVisible());
    QVERIFY2(note->text().contains(QString::fromStdString(m_cases[1].id.name)), qPrintable(note->text()));
    QVERIFY(!m_page->findChild<QPushButton*>(QStringLiteral("exportMask"))->isEnabled());
    m_page->open(reviewValidation(m_run.id, m_cases[0].id));
    QTRY_VERIFY(m_page->isSettled());
    QVERIFY(!note->isVisible());
    QVERIFY(m_page->scene().scan() != nullptr);
}

void TestReviewPage::caseOfTheDataset_isShownWithItsTruth()
{
    m_page->open(reviewDatasetCase(m_temp->datasetId(), m_cases[3].id));
    QTRY_VERIFY(m_page->isSettled());
    QCOMPARE(m_page->findChild<QLabel*>(QStringLiteral("caseName"))->text(),
             QString::fromStdString(m_cases[3].id.name));
    QVERIFY(m_page->scene().mask(Layer::Prediction) == nullptr);
    QVERIFY(m_page->scene().mask(Layer::Truth) != nullptr);
    const auto* labels = m_page->dockContent()->findChild<QTableWidget*>(QStringLiteral("labelTable"));
    QCOMPARE(labels->rowCount(), 2);
    QVERIFY(labels->isColumnHidden(2) && !labels->isColumnHidden(3)); // the truth's volumes alone
    QVERIFY(labels->item(0, 3)->text().toDouble() > 0.0);
    QVERIFY(!m_page->findChild<QPushButton*>(QStringLiteral("exportMask"))->isEnabled());
    QVERIFY(m_page->findChild<viewers::VolumeView*>()->surfaceCount() > 0);
}

void TestReviewPage::realScans_areShownWithTheirTruth_data()
{
    QTest::addColumn<QString>("task");
    QTest::addColumn<int>("channels");
    QTest::addColumn<int>("labels");
    QTest::newRow("brain tumours, two channels") << QStringLiteral("Task01_BrainTumourExcerpt") << 2 << 3;
    QTest::newRow("hippocampus") << QStringLiteral("Task04_Hippocampus") << 1 << 2;
}

void TestReviewPage::realScans_areShownWithTheirTruth()
{
    QFETCH(const QString, task);
    QFETCH(const int, channels);
    QFETCH(const int, labels);
    const auto source = std::filesystem::path(SEG_SHARED_DATA) / "data" / task.toStdString();
    if (!std::filesystem::exists(source / "dataset.json")) {
        QSKIP("the real scans are not at hand");
    }
    database::Project& project = m_temp->project();
    dataset::ImportOptions options;
    options.mode = dataset::ImportMode::Reference;
    const dataset::DatasetSource real = dataset::openMsdTask(source);
    for (std::size_t index = 1; index < real.trainingCases.size(); ++index) {
        options.exclude.insert(real.trainingCases[index].id);
    }
    const auto id = project.importDataset(real, options, {}).id;
    const Case item = project.rawDataset(id).trainingCases.front();
    m_page->resize(1092, 838);
    m_page->open(reviewDatasetCase(id, item.id));
    QTRY_VERIFY_WITH_TIMEOUT(
        m_page->isSettled() && m_page->scene().scan() && m_page->scene().scan()->channels == channels, 60000);
    const auto* table = m_page->dockContent()->findChild<QTableWidget*>(QStringLiteral("labelTable"));
    QCOMPARE(table->rowCount(), labels);
    QVERIFY(m_page->scene().labelAt(Layer::Truth, m_page->scene().cursor()) > 0); // something is seen at once
    QCOMPARE(m_page->findChild<viewers::VolumeView*>()->surfaceCount(), static_cast<std::size_t>(labels));
    picture(task);
}

/// Left in the folder of SEG_SCREENSHOTS, to be looked at.
void TestReviewPage::picture(const QString& name) const
{
    const QString folder = qEnvironmentVariable("SEG_SCREENSHOTS");
    if (!folder.isEmpty()) {
        QDir().mkpath(folder);
        m_page->grab().save(QDir(folder).filePath(QStringLiteral("review-%1.png").arg(name)));
        m_page->dockContent()->resize(348, 700);
        m_page->dockContent()->grab().save(QDir(folder).filePath(QStringLiteral("dock-%1.png").arg(name)));
    }
}

void TestReviewPage::withoutMasks_thePageSaysWhatBelongsHere()
{
    test::TempProject empty;
    ProjectSession session(database::Project::open(empty.project().folder()));
    ReviewPage page;
    page.setSession(&session);
    page.show();
    QTRY_VERIFY(page.isSettled());
    QVERIFY(page.dockContent() == nullptr);
    page.setSession(nullptr);
}

int main(int argc, char* argv[])
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestReviewPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ReviewPage.moc"
