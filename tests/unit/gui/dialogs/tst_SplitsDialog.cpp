// SPDX-License-Identifier: Apache-2.0
#include "core/base/Files.h"
#include "database/RunRecorder.h"
#include "gui/dialogs/SplitsDialog.h"
#include "gui/theme/Theme.h"
#include "tests/support/TempProject.h"

#include <QApplication>
#include <QComboBox>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableWidget>
#include <QTest>

#include <filesystem>

using namespace seg;
using namespace seg::gui;

class TestSplitsDialog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsWhichFoldHoldsEachCaseBack();
    void aChosenFoldShowsItsCasesAlone();
    void casesMoveByHand_andTheProjectHasThemAfterUse();
    void leavingWithChangesAsks_andLeavesTheProjectAlone_data();
    void leavingWithChangesAsks_andLeavesTheProjectAlone();
    void leavingWithoutChangesAsksNothing();
    void lookingWritesNothing();
    void foldsThatWereNeverStoredAreStoredByUse();
    void takingBackGivesTheStoredFolds();
    void foldsAreMadeByRuleAndSeed();
    void byPatientAsksWhoTheyAre_thenKeepsThemTogether();
    void aFileIsTaken_andOneOfAnotherDatasetIsRefusedInWords();
    void runsThatHaveBegunAreTold_beforeTheFoldsAreReplaced();
    void damagedFoldsAreTold_andMadeAnew();
    void damagedFoldsAreReplacedByThoseOfAFile();
    void takingBackSaysAgainThatTheStoredFoldsAreDamaged();
    void whileTheFoldsAreWrittenTheDialogStays();
    void aFailedWriteIsTold_andTheDialogCanBeLeft();

private:
    static dataset::PhantomOptions tenCases()
    {
        dataset::PhantomOptions options = test::smallPhantom();
        options.cases = 10;
        return options;
    }
};

namespace {

/// The dialog over the folds of `study`, loaded.
struct Shown {
    explicit Shown(test::TempProject& study)
        : dialog(study.project().folder(), study.datasetId(), QStringLiteral("Phantom")),
          changed(&dialog, &SplitsDialog::splitsChanged)
    {
        dialog.show();
    }
    void chooseFile(const std::filesystem::path& file) const
    {
        press("importSplits");
        auto* files = dialog.findChild<QFileDialog*>(QStringLiteral("fileDialog"));
        QVERIFY(files != nullptr);
        Q_EMIT files->fileSelected(QString::fromStdString(file.string()));
        files->close();
        delete files;
    }
    [[nodiscard]] bool isLoaded() const { return dialog.isSettled() && cases()->rowCount() > 0; }
    template <typename Widget> [[nodiscard]] Widget* part(const char* name) const
    {
        return dialog.findChild<Widget*>(QLatin1String(name));
    }
    [[nodiscard]] QTableWidget* cases() const { return part<QTableWidget>("splitCases"); }
    [[nodiscard]] QTableWidget* folds() const { return part<QTableWidget>("splitFolds"); }
    [[nodiscard]] QPushButton* button(const char* name) const { return part<QPushButton>(name); }
    [[nodiscard]] QString text(const char* name) const { return part<QLabel>(name)->text(); }
    void press(const char* name) const { QTest::mouseClick(button(name), Qt::LeftButton); }
    /// Asked before changes are dropped; null when nothing is asked.
    [[nodiscard]] QMessageBox* question() const { return part<QMessageBox>("dropQuestion"); }
    void moveOne() const
    {
        cases()->selectRow(rowHeldIn(QStringLiteral("Fold 0")));
        part<QComboBox>("splitTarget")->setCurrentIndex(1);
        press("moveCases");
    }
    void chooseRule(const QString& rule) const
    {
        auto* box = part<QComboBox>("foldRule");
        box->setCurrentIndex(box->findText(rule));
        Q_EMIT box->activated(box->currentIndex());
    }
    /// Row of the case that a fold holds back first.
    [[nodiscard]] int rowHeldIn(const QString& fold) const
    {
        for (int row = 0; row < cases()->rowCount(); ++row) {
            if (cases()->item(row, 1)->text() == fold) {
                return row;
            }
        }
        return -1;
    }

    SplitsDialog dialog;
    QSignalSpy changed;
};

std::filesystem::path splitsFile(test::TempProject& study)
{
    return study.project().preprocessedFolder(study.datasetId()) / "splits_final.json";
}

/// nnU-Net's folds, as the first run would make them.
void storeFolds(test::TempProject& study)
{
    static_cast<void>(study.project().splits(study.datasetId()));
}

/// Leaves half a file where the folds are.
void damageFolds(test::TempProject& study)
{
    storeFolds(study);
    writeText(splitsFile(study), R"([{"train": ["phantom_001")");
}

std::vector<CaseId> idsOf(test::TempProject& study)
{
    std::vector<CaseId> ids;
    for (const Case& item : study.project().rawDataset(study.datasetId()).trainingCases) {
        ids.push_back(item.id);
    }
    return ids;
}

/// Chooses a file with four folds and uses them; the project has them afterwards.
void useFoldsOfAFile(test::TempProject& study, const Shown& shown)
{
    const auto own = dataset::makeSplits(idsOf(study), 4, 99);
    dataset::writeSplits(study.folder() / "mine.json", own);
    shown.chooseFile(study.folder() / "mine.json");
    QTRY_COMPARE(shown.folds()->rowCount(), 5);
    QTRY_VERIFY(shown.button("useSplits")->isEnabled());
    shown.press("useSplits");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(study.project().splits(study.datasetId()) == own);
}

} // namespace

void TestSplitsDialog::showsWhichFoldHoldsEachCaseBack()
{
    test::TempProject study(tenCases());
    storeFolds(study);
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    QCOMPARE(shown.text("splitSummary"),
             QStringLiteral("5 folds over 10 cases, nnU-Net's own: each case is held back once."));
    QCOMPARE(shown.folds()->rowCount(), 6); // with "All cases"
    const auto splits = study.project().splits(study.datasetId());
    for (int fold = 0; fold < 5; ++fold) {
        QCOMPARE(shown.folds()->item(fold + 1, 1)->text(), QStringLiteral("8"));
        QCOMPARE(shown.folds()->item(fold + 1, 2)->text(), QStringLiteral("2"));
    }
    for (int row = 0; row < 10; ++row) {
        const CaseId id{shown.cases()->item(row, 0)->text().toStdString()};
        const auto folds = dataset::foldsHolding(splits, id);
        QCOMPARE(shown.cases()->item(row, 1)->text(), QStringLiteral("Fold %1").arg(folds.at(0)));
    }
    QVERIFY(!shown.button("useSplits")->isEnabled());
    QVERIFY(!shown.button("moveCases")->isEnabled());
}

void TestSplitsDialog::aChosenFoldShowsItsCasesAlone()
{
    test::TempProject study(tenCases());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    shown.folds()->selectRow(3);
    QCOMPARE(shown.cases()->rowCount(), 2);
    QCOMPARE(shown.cases()->item(0, 1)->text(), QStringLiteral("Fold 2"));
    shown.folds()->selectRow(0);
    QCOMPARE(shown.cases()->rowCount(), 10);
}

void TestSplitsDialog::casesMoveByHand_andTheProjectHasThemAfterUse()
{
    test::TempProject study(tenCases());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    const int row = shown.rowHeldIn(QStringLiteral("Fold 0"));
    const CaseId id{shown.cases()->item(row, 0)->text().toStdString()};
    shown.cases()->selectRow(row);
    shown.part<QComboBox>("splitTarget")->setCurrentIndex(3);
    shown.press("moveCases");
    QCOMPARE(shown.cases()->item(row, 1)->text(), QStringLiteral("Fold 3"));
    QCOMPARE(shown.folds()->item(4, 2)->text(), QStringLiteral("3"));
    QCOMPARE(shown.text("splitSummary"),
             QStringLiteral("5 folds over 10 cases; each case is held back once."));
    QVERIFY(dataset::foldsHolding(study.project().splits(study.datasetId()), id) == std::vector<int>{0});
    shown.press("useSplits");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(dataset::foldsHolding(study.project().splits(study.datasetId()), id) == std::vector<int>{3});
    QVERIFY(!shown.dialog.isVisible());
}

void TestSplitsDialog::leavingWithChangesAsks_andLeavesTheProjectAlone_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("Cancel") << false;
    QTest::newRow("Esc") << true;
}

void TestSplitsDialog::leavingWithChangesAsks_andLeavesTheProjectAlone()
{
    QFETCH(bool, byKey);
    test::TempProject study(tenCases());
    const auto before = study.project().splits(study.datasetId());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    shown.cases()->selectAll();
    shown.press("moveCases");
    QVERIFY2(shown.text("splitProblem").contains(QStringLiteral("has no case in \"train\"")),
             qPrintable(shown.text("splitProblem")));
    QVERIFY(!shown.button("useSplits")->isEnabled());
    const auto leave = [&] {
        if (byKey) {
            QTest::keyClick(&shown.dialog, Qt::Key_Escape);
        } else {
            shown.press("cancelSplits");
        }
    };
    leave();
    QVERIFY(shown.question() != nullptr);
    QVERIFY(shown.dialog.isVisible());
    shown.press("keepChanges");
    QTRY_VERIFY(shown.question() == nullptr);
    QVERIFY(shown.dialog.isVisible());
    QVERIFY(shown.button("takeSplitsBack")->isEnabled()); // what was moved is still there
    leave();
    shown.press("dropChanges");
    QVERIFY(!shown.dialog.isVisible());
    QCOMPARE(shown.dialog.result(), static_cast<int>(QDialog::Rejected));
    QVERIFY(study.project().splits(study.datasetId()) == before);
}

void TestSplitsDialog::leavingWithoutChangesAsksNothing()
{
    test::TempProject study(tenCases());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    shown.moveOne();
    shown.press("takeSplitsBack");
    QTest::keyClick(&shown.dialog, Qt::Key_Escape);
    QVERIFY(shown.question() == nullptr);
    QVERIFY(!shown.dialog.isVisible());
}

void TestSplitsDialog::lookingWritesNothing()
{
    test::TempProject study(tenCases());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    QCOMPARE(
        shown.text("splitSummary"),
        QStringLiteral("5 folds over 10 cases, nnU-Net's own: each case is held back once. The project has "
                       "none yet and makes these when they are first needed."));
    shown.folds()->selectRow(2);
    shown.press("cancelSplits");
    QVERIFY(!shown.dialog.isVisible());
    QVERIFY(!std::filesystem::exists(splitsFile(study)));
    QCOMPARE(shown.changed.count(), 0);
}

void TestSplitsDialog::foldsThatWereNeverStoredAreStoredByUse()
{
    test::TempProject study(tenCases());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    QVERIFY(shown.button("useSplits")->isEnabled());
    QVERIFY(!shown.button("takeSplitsBack")->isEnabled());
    shown.press("useSplits");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(dataset::readSplits(splitsFile(study)) == dataset::makeSplits(idsOf(study)));
}

void TestSplitsDialog::takingBackGivesTheStoredFolds()
{
    test::TempProject study(tenCases());
    storeFolds(study);
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    QVERIFY(!shown.button("takeSplitsBack")->isEnabled());
    shown.moveOne();
    QVERIFY(shown.button("useSplits")->isEnabled());
    shown.press("takeSplitsBack");
    QVERIFY(!shown.button("useSplits")->isEnabled());
    QCOMPARE(shown.folds()->item(2, 2)->text(), QStringLiteral("2"));
}

void TestSplitsDialog::foldsAreMadeByRuleAndSeed()
{
    test::TempProject study(tenCases());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    shown.chooseRule(QStringLiteral("NVIDIA's"));
    shown.part<QSpinBox>("foldCount")->setValue(3);
    shown.part<QSpinBox>("foldSeed")->setValue(7);
    shown.press("makeFolds");
    QTRY_COMPARE(shown.folds()->rowCount(), 4);
    shown.press("useSplits");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(study.project().splits(study.datasetId()) == dataset::makeNvidiaSplits(idsOf(study), 3, 7));
}

void TestSplitsDialog::byPatientAsksWhoTheyAre_thenKeepsThemTogether()
{
    test::TempProject study(tenCases()); // phantom_001 … phantom_010
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    auto* pattern = shown.part<QLineEdit>("foldPatients");
    QVERIFY(!pattern->isVisible());
    shown.chooseRule(QStringLiteral("By patient"));
    QVERIFY(pattern->isVisible());
    shown.press("makeFolds");
    QTRY_VERIFY2(shown.text("splitProblem").startsWith(QStringLiteral("Say whose the cases are")),
                 qPrintable(shown.text("splitProblem")));
    shown.part<QSpinBox>("foldCount")->setValue(2);
    QTest::keyClicks(pattern, QStringLiteral("phantom_0{patient}*"));
    shown.press("makeFolds");
    QTRY_COMPARE(shown.folds()->rowCount(), 3);
    QVERIFY(shown.text("splitProblem").isEmpty());
    QCOMPARE(shown.folds()->item(1, 2)->text().toInt() + shown.folds()->item(2, 2)->text().toInt(), 10);
    QVERIFY(shown.button("useSplits")->isEnabled());
}

void TestSplitsDialog::aFileIsTaken_andOneOfAnotherDatasetIsRefusedInWords()
{
    test::TempProject study(tenCases());
    dataset::writeSplits(study.folder() / "other.json", {{{CaseId{"nobody"}}, {CaseId{"phantom_001"}}}});
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    shown.chooseFile(study.folder() / "other.json");
    QTRY_VERIFY2(shown.text("splitProblem").contains(QStringLiteral("fold 0 names case nobody")),
                 qPrintable(shown.text("splitProblem")));
    QVERIFY(!shown.button("useSplits")->isEnabled());
    shown.chooseFile(study.folder() / "missing.json");
    QTRY_VERIFY2(shown.text("splitProblem").contains(QStringLiteral("missing.json")),
                 qPrintable(shown.text("splitProblem")));
    useFoldsOfAFile(study, shown);
}

void TestSplitsDialog::runsThatHaveBegunAreTold_beforeTheFoldsAreReplaced()
{
    test::TempProject study(tenCases());
    const auto before = study.project().splits(study.datasetId());
    static_cast<void>(study.project().plan(study.datasetId(), {}, {}));
    const auto run = study.project().addRun(study.datasetId(), {});
    static_cast<void>(study.project().addRun(study.datasetId(), {})); // has not begun
    const auto folder = study.project().folder();
    database::RunRecorder(folder / "project.db", folder, run.id).started(0, 3);
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    QVERIFY(!shown.part<QLabel>("splitRuns")->isVisible());
    shown.moveOne();
    QVERIFY(shown.part<QLabel>("splitRuns")->isVisible());
    QVERIFY2(shown.text("splitRuns").startsWith(QStringLiteral("Run 1 has begun and keeps the folds")),
             qPrintable(shown.text("splitRuns")));
    shown.press("useSplits");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(dataset::readSplits(run.folder / "split.json").front() == before.front());
}

void TestSplitsDialog::damagedFoldsAreTold_andMadeAnew()
{
    test::TempProject study(tenCases());
    damageFolds(study);
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    QVERIFY2(shown.text("splitProblem").contains(QStringLiteral("splits_final.json")),
             qPrintable(shown.text("splitProblem")));
    QVERIFY(shown.part<QLabel>("splitProblem")->isVisible());
    QVERIFY2(shown.text("splitSummary").isEmpty(), qPrintable(shown.text("splitSummary")));
    QCOMPARE(shown.cases()->rowCount(), 10);
    QVERIFY(!shown.button("useSplits")->isEnabled());
    shown.cases()->selectRow(0);
    QVERIFY(!shown.button("moveCases")->isEnabled()); // there is no fold to move it to
    shown.press("makeFolds");
    QTRY_COMPARE(shown.folds()->rowCount(), 6);
    QVERIFY2(shown.text("splitProblem").isEmpty(), qPrintable(shown.text("splitProblem")));
    shown.press("useSplits");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(study.project().splits(study.datasetId()) == dataset::makeSplits(idsOf(study)));
}

void TestSplitsDialog::damagedFoldsAreReplacedByThoseOfAFile()
{
    test::TempProject study(tenCases());
    damageFolds(study);
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    useFoldsOfAFile(study, shown);
}

void TestSplitsDialog::takingBackSaysAgainThatTheStoredFoldsAreDamaged()
{
    test::TempProject study(tenCases());
    damageFolds(study);
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    const QString problem = shown.text("splitProblem");
    shown.press("makeFolds");
    QTRY_COMPARE(shown.folds()->rowCount(), 6);
    shown.press("takeSplitsBack");
    QCOMPARE(shown.folds()->rowCount(), 1); // "All cases"
    QCOMPARE(shown.text("splitProblem"), problem);
    QVERIFY(!shown.button("useSplits")->isEnabled());
}

void TestSplitsDialog::whileTheFoldsAreWrittenTheDialogStays()
{
    test::TempProject study(tenCases());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    shown.part<QSpinBox>("foldCount")->setValue(3);
    shown.press("makeFolds");
    QTRY_VERIFY(shown.button("useSplits")->isEnabled());
    shown.press("useSplits"); // its end arrives by the event loop, which does not turn until below
    QVERIFY(!shown.dialog.isSettled());
    QVERIFY(!shown.button("cancelSplits")->isEnabled());
    QTest::keyClick(&shown.dialog, Qt::Key_Escape);
    QVERIFY(shown.dialog.isVisible());
    QVERIFY(!shown.dialog.close());
    QVERIFY(shown.dialog.isVisible());
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(!shown.dialog.isVisible());
    QCOMPARE(shown.dialog.result(), static_cast<int>(QDialog::Accepted));
    QVERIFY(study.project().splits(study.datasetId()) == dataset::makeSplits(idsOf(study), 3));
}

void TestSplitsDialog::aFailedWriteIsTold_andTheDialogCanBeLeft()
{
    test::TempProject study(tenCases());
    Shown shown(study);
    QTRY_VERIFY(shown.isLoaded());
    shown.part<QSpinBox>("foldCount")->setValue(3);
    shown.press("makeFolds");
    QTRY_VERIFY(shown.button("useSplits")->isEnabled());
    std::filesystem::remove(splitsFile(study));
    std::filesystem::create_directories(splitsFile(study) / "in the way");
    shown.press("useSplits");
    QTRY_VERIFY(shown.dialog.isSettled());
    QVERIFY2(shown.text("splitProblem").contains(QStringLiteral("splits_final.json")),
             qPrintable(shown.text("splitProblem")));
    QCOMPARE(shown.changed.count(), 0);
    QVERIFY(shown.button("useSplits")->isEnabled());
    shown.press("cancelSplits");
    shown.press("dropChanges");
    QVERIFY(!shown.dialog.isVisible());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestSplitsDialog test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_SplitsDialog.moc"
