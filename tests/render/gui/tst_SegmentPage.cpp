// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "gui/ProjectSession.h"
#include "gui/pages/SegmentPage.h"
#include "gui/theme/Theme.h"
#include "gui/theme/Tokens.h"
#include "gui/widgets/DropSheet.h"
#include "tests/support/DicomFolder.h"
#include "tests/support/PlannedProject.h"
#include "tests/support/RecordedRun.h"

#include <QApplication>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QLabel>
#include <QMimeData>
#include <QPushButton>
#include <QTableWidget>
#include <QTest>
#include <QUrl>

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
    void aDicomFolder_isOneScan();
    void aStudy_isListedBySeries_eachTickedOrNot();
    void theSameSeriesAgain_isNotAddedTwice();
    void theWholeSeries_joinsSomeOfItsSlices();
    void aSeriesThatIsNotTicked_staysUnsegmented_alsoAlone();
    void aDraggedStudy_isListedOnTheSheet();

private:
    void showPage(bool withModel);
    [[nodiscard]] QString path(const char* name) const
    {
        return QString::fromStdString((m_temp->folder() / name).string());
    }
    void writeScan(const char* name, std::int64_t channels) const;
    [[nodiscard]] QString cell(int row, int column) const;
    [[nodiscard]] QTableWidget* table() const
    {
        return m_page->findChild<QTableWidget*>(QStringLiteral("scanTable"));
    }
    [[nodiscard]] bool isTicked(int row) const { return table()->item(row, 0)->checkState() == Qt::Checked; }
    void clickBox(int row) const;
    void picture(const char* name) const; ///< for people; into the folder SEG_SCREENSHOTS
    void showPageOfOneChannel();
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
    return table()->item(row, column)->text();
}

void TestSegmentPage::clickBox(int row) const
{
    const QRect cellRect = table()->visualItemRect(table()->item(row, 0));
    QTest::mouseClick(table()->viewport(), Qt::LeftButton, {}, {cellRect.left() + 14, cellRect.center().y()});
}

void TestSegmentPage::picture(const char* name) const
{
    const QString folder = qEnvironmentVariable("SEG_SCREENSHOTS");
    if (!folder.isEmpty()) {
        QTest::qWait(300);
        m_page->grab().save(folder + QLatin1Char('/') + QLatin1String(name) + QStringLiteral(".png"));
    }
}

void TestSegmentPage::showPageOfOneChannel()
{
    m_temp = std::make_unique<test::PlannedProject>(test::smallPhantom());
    showPage(true);
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

void TestSegmentPage::aDicomFolder_isOneScan()
{
    showPageOfOneChannel();
    test::writeDicomSeries(m_temp->folder() / "Patient 7", {"1.2.3", "T1 post", 8, 16, 16});
    m_page->addScans({path("Patient 7")});
    QTRY_VERIFY(m_page->isSettled() && table()->rowCount() == 1);
    QCOMPARE(cell(0, 0), QStringLiteral("Patient 7"));
    QCOMPARE(cell(0, 1), QStringLiteral("DICOM MR"));
    QCOMPARE(cell(0, 2), QStringLiteral("16 × 16 × 8"));
    QVERIFY(table()->item(0, 0)->toolTip().startsWith(QStringLiteral("T1 post (DICOM): 8 slices")));
    QVERIFY2(segmentButton()->isEnabled(), qPrintable(fitText()));
    QCOMPARE(segmentButton()->text(), QStringLiteral("Segment 1 scan"));
}

void TestSegmentPage::aStudy_isListedBySeries_eachTickedOrNot()
{
    showPageOfOneChannel();
    test::writeDicomStudy(m_temp->folder() / "study");
    m_page->addScans({path("study")});
    QTRY_VERIFY(m_page->isSettled() && table()->rowCount() == 3);
    QCOMPARE(cell(0, 0), QStringLiteral("Localizer"));
    QCOMPARE(cell(0, 4), QStringLiteral("unreadable"));
    QCOMPARE(cell(1, 0), QStringLiteral("Scout"));
    QCOMPARE(cell(2, 0), QStringLiteral("T1_post"));
    QCOMPARE(cell(2, 4), QStringLiteral("check")); // a slice is missing
    QVERIFY(!isTicked(1) && isTicked(2));
    QCOMPARE(segmentButton()->text(), QStringLiteral("Segment 1 scan"));
    clickBox(1);
    QVERIFY(isTicked(1));
    QCOMPARE(segmentButton()->text(), QStringLiteral("Segment 2 scans"));
    clickBox(1);
    clickBox(2);
    QVERIFY(!segmentButton()->isEnabled());
    QCOMPARE(segmentButton()->toolTip(), QStringLiteral("None of the scans that suit the model is ticked."));
    table()->selectRow(2);
    QVERIFY2(fitText().contains(QStringLiteral("1 slice seems to be missing")), qPrintable(fitText()));
    QTRY_VERIFY(m_page->isSettled()); // and the series is shown
    picture("segment-study");
}

void TestSegmentPage::theSameSeriesAgain_isNotAddedTwice()
{
    showPageOfOneChannel();
    test::writeDicomStudy(m_temp->folder() / "study");
    m_page->addScans({path("study")});
    QTRY_VERIFY(m_page->isSettled() && table()->rowCount() == 3);
    m_page->addScans({path("study")});
    QTRY_VERIFY(m_page->isSettled());
    QCOMPARE(table()->rowCount(), 3);
}

void TestSegmentPage::theWholeSeries_joinsSomeOfItsSlices()
{
    showPageOfOneChannel();
    const auto folder = m_temp->folder() / "Patient 7";
    test::writeDicomSeries(folder, {"1.2.3", "T1 post", 8, 16, 16});
    QStringList some;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        some << QString::fromStdString(entry.path().string());
    }
    some.sort();
    m_page->addScans(some.mid(0, 3));
    QTRY_VERIFY(m_page->isSettled() && table()->rowCount() == 1);
    m_page->addScans({path("Patient 7")});
    QTRY_VERIFY(m_page->isSettled() && table()->rowCount() == 2);
    QCOMPARE(cell(1, 2), QStringLiteral("16 × 16 × 8"));
}

void TestSegmentPage::aSeriesThatIsNotTicked_staysUnsegmented_alsoAlone()
{
    showPageOfOneChannel();
    test::writeDicomStudy(m_temp->folder() / "study");
    m_page->addScans({path("study")});
    QTRY_VERIFY(m_page->isSettled() && table()->rowCount() == 3);
    auto* remove = m_page->findChild<QPushButton*>(QStringLiteral("removeScan"));
    for (const int row : {2, 0}) {
        table()->selectRow(row);
        QTest::mouseClick(remove, Qt::LeftButton);
    }
    QCOMPARE(table()->rowCount(), 1);
    QCOMPARE(cell(0, 0), QStringLiteral("Scout"));
    QVERIFY(!isTicked(0));
    QVERIFY(!segmentButton()->isEnabled());
    table()->item(0, 0)->setCheckState(Qt::Checked);
    QVERIFY2(segmentButton()->isEnabled(), qPrintable(fitText()));
}

void TestSegmentPage::aDraggedStudy_isListedOnTheSheet()
{
    showPageOfOneChannel();
    test::writeDicomStudy(m_temp->folder() / "study");
    DropSheet sheet(m_page.get());
    QMimeData files;
    files.setUrls({QUrl::fromLocalFile(path("study"))});
    QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_page.get(), &enter);
    QVERIFY(sheet.isVisible());
    QTRY_COMPARE(sheet.items().size(), std::size_t{3});
    const QImage shown = sheet.grab().toImage();
    int warnings = 0; // pixels of the words that warn
    for (int y = 0; y < shown.height(); ++y) {
        for (int x = 0; x < shown.width(); ++x) {
            warnings += shown.pixelColor(x, y) == tokens().warning ? 1 : 0;
        }
    }
    QVERIFY2(warnings > 50, qPrintable(QString::number(warnings)));
    picture("drop-study");
}

int main(int argc, char* argv[])
{
    QApplication application(argc, argv);
    installTheme(qEnvironmentVariable("SEG_THEME") == QLatin1String("light") ? ThemeKind::Light
                                                                             : ThemeKind::Dark);
    TestSegmentPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_SegmentPage.moc"
