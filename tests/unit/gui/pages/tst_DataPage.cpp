// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"
#include "core/imaging/io/ImageFile.h"
#include "gui/ProjectSession.h"
#include "gui/dialogs/LabelsDialog.h"
#include "gui/dialogs/SplitsDialog.h"
#include "gui/pages/DataPage.h"
#include "gui/theme/Theme.h"
#include "tests/support/TempProject.h"

#include <QAction>
#include <QApplication>
#include <QColorDialog>
#include <QComboBox>
#include <QDialog>
#include <QImage>
#include <QInputDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include <filesystem>
#include <utility>

using namespace seg;
using namespace seg::gui;

class TestDataPage final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void checksByItselfWhatWasNeverChecked();
    void leavesACheckedDatasetAlone();
    void drawsTheProjectsPicture_whereTheCommandLineImported();
    void leavesACancelledCheckToTheButton();
    void aFixIsMadeFromTheFinding_andCanBeUndone();
    void aStrayLabelValueBecomesTheLabelThatSomebodyNames();
    void theSplitsOfTheDatasetAreShown();
    void labelsTakeOtherColors_andThePicturesTakeThemAtOnce();
    void labelsAreThoseOfTheDatasetThatWasChosen();
    void theProjectsPictureIsOfTheFirstDataset();
    void ignoringAFindingKeepsTheNote();
    void filtersStandAtTheLeftMargin_beforeAndAfterTheCheck();
    void itsMenuFollowsItsButtons();
};

namespace {

constexpr int kSizeColumn = 1;

/// A page on screen with the dataset of `study`.
struct Shown {
    explicit Shown(test::TempProject& study)
        : session(database::Project::open(study.project().folder())),
          started(&session, &ProjectSession::jobStarted)
    {
        page.resize(1300, 800);
        page.setSession(&session);
        page.show();
    }
    ~Shown() { page.setSession(nullptr); }

    [[nodiscard]] QString sizeOfFirstCase() const
    {
        const auto* table = page.findChild<QTableView*>(QStringLiteral("caseTable"));
        return table->model()->index(0, kSizeColumn).data().toString();
    }
    [[nodiscard]] QPushButton* button(const char* name) const
    {
        return page.findChild<QPushButton*>(QLatin1String(name));
    }
    [[nodiscard]] bool isQuiet() const { return session.jobs().empty() && page.isSettled(); }

    ProjectSession session;
    QSignalSpy started;
    DataPage page; // goes before the session
};

/// Moves the label of the first case 5 mm away from its image, then checks.
void shiftFirstLabel(test::TempProject& study)
{
    const Case item = study.project().rawDataset(study.datasetId()).trainingCases.front();
    LabelMap labels = imaging::readLabelMap(*item.label);
    labels.geometry.origin[2] += 5.0;
    imaging::writeLabelMap(*item.label, labels);
    static_cast<void>(study.project().check(study.datasetId(), {}));
}

Point labelOrigin(test::TempProject& study)
{
    const Case item = study.project().rawDataset(study.datasetId()).trainingCases.front();
    return imaging::readImageInfo(*item.label).geometry.origin;
}

bool firstCaseHasErrors(test::TempProject& study)
{
    return study.project().lastCheck(study.datasetId())->cases.front().worst() == dataset::Severity::Error;
}

void chooseFirstCase(DataPage& page)
{
    page.findChild<QTableView*>(QStringLiteral("caseTable"))->selectRow(0);
}

/// The middle slice with its labels, as the dock shows it.
QImage previewOf(const DataPage& page)
{
    return page.findChild<QWidget*>(QStringLiteral("previewAxial"))->grab().toImage();
}

QImage pictureOf(test::TempProject& study)
{
    return QImage(QString::fromStdString((study.project().folder() / "thumbnail.png").string()));
}

/// A second dataset, which the page then shows first: its number is the higher one.
database::DatasetId addDataset(test::TempProject& study)
{
    dataset::PhantomOptions options = test::smallPhantom();
    options.seed = 7;
    const auto task = study.folder() / "Task100_Others";
    dataset::writePhantomTask(task, options);
    const auto id = study.project().importDataset(dataset::openMsdTask(task), {}, {}).id;
    static_cast<void>(study.project().check(id, {}));
    return id;
}

/// As somebody does who picks it from the list.
void chooseDataset(DataPage& page, int index)
{
    auto* datasets = page.findChild<QComboBox*>(QStringLiteral("datasetChoice"));
    datasets->setCurrentIndex(index);
    Q_EMIT datasets->activated(index);
}

bool isClearGreen(const QColor& pixel)
{
    constexpr int kClear = 60;
    return pixel.green() > pixel.red() + kClear && pixel.green() > pixel.blue() + kClear;
}

int greenPixels(const QImage& image)
{
    int count = 0;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            count += isClearGreen(image.pixelColor(x, y)) ? 1 : 0;
        }
    }
    return count;
}

int leftIn(const QWidget& page, const QWidget& child)
{
    return child.mapTo(&page, QPoint()).x();
}

} // namespace

void TestDataPage::checksByItselfWhatWasNeverChecked()
{
    test::TempProject study;
    QVERIFY(!study.project().lastCheck(study.datasetId()).has_value());
    Shown shown(study);
    QTRY_COMPARE(shown.started.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QVERIFY(study.project().lastCheck(study.datasetId()).has_value());
    QVERIFY2(shown.sizeOfFirstCase().contains(u'×'), qPrintable(shown.sizeOfFirstCase()));
    QCOMPARE(shown.started.count(), 1);
}

void TestDataPage::leavesACheckedDatasetAlone()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled() && !shown.sizeOfFirstCase().isEmpty());
    QCOMPARE(shown.started.count(), 0);
    QCOMPARE(shown.button("checkAgain")->text(), QStringLiteral("Check again"));
}

void TestDataPage::drawsTheProjectsPicture_whereTheCommandLineImported()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    const auto picture = study.project().folder() / "thumbnail.png";
    QVERIFY(!std::filesystem::exists(picture));
    Shown shown(study);
    QTRY_VERIFY(std::filesystem::exists(picture));
    QTRY_VERIFY(!QImage(QString::fromStdString(picture.string())).isNull());
}

void TestDataPage::leavesACancelledCheckToTheButton()
{
    dataset::PhantomOptions large; // its check is still under way when the request to stop arrives
    large.cases = 30;
    test::TempProject study(large);
    Shown shown(study);
    bool isFirst = true;
    connect(&shown.session, &ProjectSession::jobStarted, &shown.page, [&isFirst](Job* job) {
        if (std::exchange(isFirst, false)) {
            job->runner().cancel();
        }
    });
    QTRY_COMPARE(shown.started.count(), 1);
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QVERIFY(!study.project().lastCheck(study.datasetId()).has_value());
    shown.page.hide();
    shown.page.show();
    QTest::qWait(100); // a second check would have begun by now
    QCOMPARE(shown.started.count(), 1);
    QCOMPARE(shown.button("checkAgain")->text(), QStringLiteral("Check"));
    QTest::mouseClick(shown.button("checkAgain"), Qt::LeftButton);
    QCOMPARE(shown.started.count(), 2);
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QVERIFY(study.project().lastCheck(study.datasetId()).has_value());
}

void TestDataPage::aFixIsMadeFromTheFinding_andCanBeUndone()
{
    test::TempProject study;
    shiftFirstLabel(study);
    const Point shifted = labelOrigin(study);
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled() && !shown.sizeOfFirstCase().isEmpty());
    QVERIFY(!shown.button("datasetFixes")->isVisible());
    chooseFirstCase(shown.page);
    QTRY_VERIFY(shown.button("fix_copy_geometry") != nullptr);
    shown.button("fix_copy_geometry")->click();
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet() && !firstCaseHasErrors(study), 60000);
    QVERIFY(labelOrigin(study) != shifted);

    QTRY_COMPARE(shown.button("datasetFixes")->text(), QStringLiteral("Fixes (1)…"));
    shown.button("datasetFixes")->click();
    auto* dialog = shown.page.findChild<QDialog*>(QStringLiteral("fixesDialog"));
    QVERIFY(dialog != nullptr);
    auto* undo = dialog->findChild<QPushButton*>(QStringLiteral("undoFix"));
    QVERIFY(!undo->isEnabled());
    dialog->findChild<QTableWidget*>(QStringLiteral("fixesTable"))->selectRow(0);
    undo->click();
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet() && firstCaseHasErrors(study), 60000);
    QCOMPARE(labelOrigin(study), shifted);
    QTRY_VERIFY(!undo->isEnabled());
}

void TestDataPage::aStrayLabelValueBecomesTheLabelThatSomebodyNames()
{
    test::TempProject study;
    const Case first = study.project().rawDataset(study.datasetId()).trainingCases.front();
    LabelMap labels = imaging::readLabelMap(*first.label);
    labels.values[0] = 7;
    imaging::writeLabelMap(*first.label, labels);
    static_cast<void>(study.project().check(study.datasetId(), {}));
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled() && !shown.sizeOfFirstCase().isEmpty());
    chooseFirstCase(shown.page);
    QTRY_VERIFY(shown.button("fix_remap_label") != nullptr);
    QVERIFY(shown.button("fix_drop_label") != nullptr);
    shown.button("fix_remap_label")->click();
    auto* dialog = shown.page.findChild<QDialog*>(QStringLiteral("replaceLabels"));
    QVERIFY(dialog != nullptr);
    auto* choice = dialog->findChild<QComboBox*>(QStringLiteral("replace_7"));
    QVERIFY(choice != nullptr);
    choice->setCurrentIndex(choice->findData(2));
    dialog->findChild<QPushButton*>(QStringLiteral("replaceValues"))->click();
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet() && !firstCaseHasErrors(study), 60000);
    QCOMPARE(imaging::readLabelMap(*first.label).values[0], std::int16_t{2});
    QCOMPARE(study.project().fixes(study.datasetId()).front().fix.values, (std::map<int, int>{{7, 2}}));
}

void TestDataPage::theSplitsOfTheDatasetAreShown()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    Shown shown(study);
    QSignalSpy planChanged(&shown.session, &ProjectSession::planChanged);
    QTRY_VERIFY(shown.page.isSettled() && shown.button("datasetSplits")->isVisible());
    shown.button("datasetSplits")->click();
    auto* dialog = shown.page.findChild<SplitsDialog*>(QStringLiteral("splitsDialog"));
    QVERIFY(dialog != nullptr);
    QTRY_VERIFY(dialog->isSettled());
    dialog->findChild<QSpinBox*>(QStringLiteral("foldCount"))->setValue(2);
    dialog->findChild<QPushButton*>(QStringLiteral("makeFolds"))->click();
    auto* use = dialog->findChild<QPushButton*>(QStringLiteral("useSplits"));
    QTRY_VERIFY(use->isEnabled());
    use->click();
    QTRY_COMPARE(planChanged.count(), 1);
    QCOMPARE(study.project().splits(study.datasetId()).size(), std::size_t{2});
}

void TestDataPage::labelsTakeOtherColors_andThePicturesTakeThemAtOnce()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    Shown shown(study);
    QSignalSpy datasetsChanged(&shown.session, &ProjectSession::datasetsChanged);
    QTRY_VERIFY(shown.page.isSettled() && shown.button("datasetLabels")->isVisible());
    auto* table = shown.page.findChild<QTableView*>(QStringLiteral("caseTable"));
    table->selectRow(2);
    QTRY_VERIFY(shown.page.isSettled() && !pictureOf(study).isNull());
    const QImage preview = previewOf(shown.page);
    const QImage picture = pictureOf(study);
    shown.button("datasetLabels")->click();
    auto* dialog = shown.page.findChild<LabelsDialog*>(QStringLiteral("labelsDialog"));
    QVERIFY(dialog != nullptr);
    dialog->findChild<QToolButton*>(QStringLiteral("labelColor_1"))->click();
    auto* colors = dialog->findChild<QColorDialog*>(QStringLiteral("colorDialog"));
    QVERIFY(colors != nullptr);
    colors->setCurrentColor(QColor(10, 200, 30));
    colors->accept();
    dialog->findChild<QPushButton*>(QStringLiteral("useColors"))->click();
    QTRY_COMPARE(datasetsChanged.count(), 1);
    QVERIFY(study.project().labelColors(study.datasetId()) == (dataset::LabelColors{{1, {10, 200, 30}}}));
    QTRY_VERIFY(shown.page.isSettled() && previewOf(shown.page) != preview);
    QTRY_VERIFY(!pictureOf(study).isNull() && pictureOf(study) != picture);
    QCOMPARE(table->currentIndex().row(), 2);
}

void TestDataPage::labelsAreThoseOfTheDatasetThatWasChosen()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    const auto second = addDataset(study);
    study.project().setLabelColors(second, {{1, {10, 200, 30}}});
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled() && shown.button("datasetLabels")->isEnabled());
    chooseDataset(shown.page, 0);
    for (const char* name : {"datasetLabels", "datasetSplits", "datasetFixes"}) {
        QVERIFY2(!shown.button(name)->isEnabled(), name); // the other one is still shown
    }
    QAction* labels = shown.page.actions().at(2);
    QVERIFY(!labels->isEnabled());
    QTRY_VERIFY(shown.page.isSettled() && labels->isEnabled() && shown.button("datasetFixes")->isEnabled());
    labels->trigger();
    auto* dialog = shown.page.findChild<LabelsDialog*>(QStringLiteral("labelsDialog"));
    QVERIFY(dialog != nullptr);
    dialog->findChild<QToolButton*>(QStringLiteral("labelColor_2"))->click();
    auto* colors = dialog->findChild<QColorDialog*>(QStringLiteral("colorDialog"));
    colors->setCurrentColor(QColor(1, 2, 200));
    colors->accept();
    dialog->findChild<QPushButton*>(QStringLiteral("useColors"))->click();
    QTRY_VERIFY(!study.project().labelColors(study.datasetId()).empty());
    QVERIFY(study.project().labelColors(study.datasetId()) == (dataset::LabelColors{{2, {1, 2, 200}}}));
    QVERIFY(study.project().labelColors(second) == (dataset::LabelColors{{1, {10, 200, 30}}}));
    QTRY_VERIFY(shown.page.isSettled());
}

void TestDataPage::theProjectsPictureIsOfTheFirstDataset()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    static_cast<void>(addDataset(study));
    study.project().setLabelColors(study.datasetId(), {{1, {0, 255, 0}}, {2, {0, 255, 0}}});
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled() && !pictureOf(study).isNull());
    QVERIFY(greenPixels(pictureOf(study)) > 0);
}

void TestDataPage::ignoringAFindingKeepsTheNote()
{
    test::TempProject study;
    shiftFirstLabel(study);
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled() && !shown.sizeOfFirstCase().isEmpty());
    chooseFirstCase(shown.page);
    QTRY_VERIFY(shown.button("ignoreFinding") != nullptr);
    shown.button("ignoreFinding")->click();
    auto* dialog = shown.page.findChild<QInputDialog*>(QStringLiteral("ignoreNote"));
    QVERIFY(dialog != nullptr);
    dialog->setTextValue(QStringLiteral("moved by the scanner"));
    dialog->accept();
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet() && !firstCaseHasErrors(study), 60000);
    const auto fixes = study.project().fixes(study.datasetId());
    QVERIFY(!fixes.empty());
    QCOMPARE(fixes.front().fix.note, std::string("moved by the scanner"));
}

void TestDataPage::filtersStandAtTheLeftMargin_beforeAndAfterTheCheck()
{
    test::TempProject study;
    Shown shown(study);
    auto* table = shown.page.findChild<QTableView*>(QStringLiteral("caseTable"));
    auto* all = shown.button("filterAll");
    QTRY_VERIFY(all->isVisible());
    QCOMPARE(leftIn(shown.page, *all), leftIn(shown.page, *table));
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QTRY_VERIFY(shown.button("filterErrors")->isVisible());
    QCOMPARE(leftIn(shown.page, *all), leftIn(shown.page, *table));
    auto* text = shown.page.findChild<QLineEdit*>(QStringLiteral("filterText"));
    QVERIFY(leftIn(shown.page, *text) >
            leftIn(shown.page, *shown.button("filterErrors")) + shown.button("filterErrors")->width());
}

void TestDataPage::itsMenuFollowsItsButtons()
{
    test::TempProject study;
    static_cast<void>(study.project().check(study.datasetId(), {}));
    Shown shown(study);
    QTRY_VERIFY(shown.page.isSettled());
    QTRY_VERIFY(shown.button("checkAgain")->isVisible() && shown.button("checkAgain")->isEnabled());
    QStringList names;
    for (const QAction* action : shown.page.actions()) {
        names << action->text().remove(u'&');
        QVERIFY2(action->isEnabled(), qPrintable(action->text()));
    }
    QCOMPARE(names, (QStringList{QStringLiteral("Import a dataset…"), QStringLiteral("Check again"),
                                 QStringLiteral("Labels…"), QStringLiteral("Splits…"),
                                 QStringLiteral("Open the case in Review")}));
    shown.page.actions().at(1)->trigger();
    QCOMPARE(shown.started.count(), 1);
    QVERIFY(!shown.page.actions().at(1)->isEnabled());
    QTRY_VERIFY_WITH_TIMEOUT(shown.isQuiet(), 60000);
    QTRY_VERIFY(shown.page.actions().at(1)->isEnabled());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestDataPage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_DataPage.moc"
