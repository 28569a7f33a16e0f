// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "gui/ProjectSession.h"
#include "gui/pages/SegmentPage.h"
#include "gui/theme/Theme.h"
#include "tests/support/PlannedProject.h"
#include "tests/support/RecordedRun.h"

#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>

#include <fstream>
#include <optional>

using namespace seg;
using namespace seg::gui;

class TestSegmentPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void withoutAModel_thePageSaysWhatIsMissing();
    void fittingScan_isReady_onTheChosenDevice();
    void tooFewChannels_isSaidInTheList_andInASentence();
    void truncatedScan_isSaidInTheList_andTheOthersGoOn();
    void failedScan_isKeptWithItsSentence();

private:
    void showPage(bool withModel);
    [[nodiscard]] QString path(const char* name) const
    {
        return QString::fromStdString((m_temp->folder() / name).string());
    }
    void writeScan(const char* name, std::int64_t channels) const;
    [[nodiscard]] QString cell(int row, int column) const;
    [[nodiscard]] QString fitText() const;
    [[nodiscard]] QPushButton* segmentButton() const;

    std::unique_ptr<test::PlannedProject> m_temp;
    std::optional<test::RecordedRun> m_run;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<SegmentPage> m_page;
};

/// A project whose scans have two channels.
void TestSegmentPage::init()
{
    dataset::PhantomOptions options = test::smallPhantom();
    options.channels = 2;
    m_temp = std::make_unique<test::PlannedProject>(options);
}

void TestSegmentPage::cleanup()
{
    m_page.reset();
    m_session.reset();
    m_run.reset();
    m_temp.reset();
}

void TestSegmentPage::showPage(bool withModel)
{
    if (withModel) {
        m_run.emplace(m_temp->project(), m_temp->datasetId(), training::TrainingOptions{});
        m_run->play(2);
        m_run->checkpoint("final");
        m_run->finish(0.9);
    }
    m_session = std::make_unique<ProjectSession>(database::Project::open(m_temp->project().folder()));
    m_page = std::make_unique<SegmentPage>();
    m_page->resize(1200, 800);
    m_page->setSession(m_session.get());
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    QTRY_VERIFY(m_page->isSettled());
}

void TestSegmentPage::writeScan(const char* name, std::int64_t channels) const
{
    imaging::writeVolume(m_temp->folder() / name, test::countedVolume(test::obliqueGeometry(), channels));
}

QString TestSegmentPage::cell(int row, int column) const
{
    return m_page->findChild<QTableWidget*>(QStringLiteral("scanTable"))->item(row, column)->text();
}

QString TestSegmentPage::fitText() const
{
    return m_page->findChild<QLabel*>(QStringLiteral("fitText"))->text();
}

QPushButton* TestSegmentPage::segmentButton() const
{
    return m_page->findChild<QPushButton*>(QStringLiteral("segment"));
}

void TestSegmentPage::withoutAModel_thePageSaysWhatIsMissing()
{
    showPage(false);
    writeScan("two.nii.gz", 2);
    m_page->addScans({path("two.nii.gz")});
    QTRY_VERIFY(m_page->isSettled());
    QVERIFY(!segmentButton()->isEnabled());
    QVERIFY2(fitText().contains(QStringLiteral("no trained model")), qPrintable(fitText()));
}

void TestSegmentPage::fittingScan_isReady_onTheChosenDevice()
{
    showPage(true);
    writeScan("two.nii.gz", 2);
    m_page->addScans({path("two.nii.gz")});
    QTRY_VERIFY(m_page->isSettled());
    QVERIFY2(segmentButton()->isEnabled(), qPrintable(fitText()));
    QCOMPARE(segmentButton()->text(), QStringLiteral("Segment 1 scan"));
    const auto* device = m_page->findChild<QComboBox*>(QStringLiteral("segmentDevice"));
    QCOMPARE(device->currentData().toString(), QStringLiteral("auto"));
    QVERIFY(device->findData(QStringLiteral("cpu")) >= 0);
}

void TestSegmentPage::tooFewChannels_isSaidInTheList_andInASentence()
{
    showPage(true);
    writeScan("one.nii.gz", 1);
    m_page->addScans({path("one.nii.gz")});
    QTRY_VERIFY(m_page->isSettled());
    QCOMPARE(cell(0, 4), QStringLiteral("1 of 2 channels"));
    QVERIFY2(fitText().startsWith(QStringLiteral("The model needs 2 channels (")), qPrintable(fitText()));
    QVERIFY2(fitText().contains(QStringLiteral("this scan has 1.")), qPrintable(fitText()));
    QVERIFY(!segmentButton()->isEnabled());
    QCOMPARE(segmentButton()->toolTip(), QStringLiteral("None of the scans suits the model."));
}

void TestSegmentPage::truncatedScan_isSaidInTheList_andTheOthersGoOn()
{
    showPage(true);
    writeScan("two.nii.gz", 2);
    std::ofstream(m_temp->folder() / "broken.nii") << "not an image";
    m_page->addScans({path("broken.nii"), path("two.nii.gz")});
    QTRY_VERIFY(m_page->isSettled());
    QCOMPARE(cell(0, 4), QStringLiteral("unreadable"));
    QVERIFY2(fitText().contains(QStringLiteral("broken.nii")), qPrintable(fitText()));
    QCOMPARE(cell(1, 4), QStringLiteral("fits"));
    QCOMPARE(segmentButton()->text(), QStringLiteral("Segment 1 scan"));
}

void TestSegmentPage::failedScan_isKeptWithItsSentence()
{
    showPage(true); // its checkpoint holds no weights
    writeScan("two.nii.gz", 2);
    m_page->addScans({path("two.nii.gz")});
    QTRY_VERIFY(m_page->isSettled());
    QTest::mouseClick(segmentButton(), Qt::LeftButton);
    const auto* done = m_page->findChild<QTableWidget*>(QStringLiteral("doneTable"));
    QTRY_COMPARE(done->rowCount(), 1);
    QTRY_VERIFY(m_session->jobs().empty());
    QCOMPARE(done->item(0, 0)->text(), QStringLiteral("two.nii.gz"));
    QVERIFY2(done->item(0, 1)->text().contains(QStringLiteral("final.pt")),
             qPrintable(done->item(0, 1)->text()));
    QCOMPARE(done->item(0, 2)->text(), QStringLiteral("–"));
}

int main(int argc, char* argv[])
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestSegmentPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_SegmentPage.moc"
