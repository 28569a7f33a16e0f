// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"
#include "core/imaging/io/ImageFile.h"
#include "gui/viewmodels/ImportViewModel.h"

#include <QDir>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>
#include <fstream>

using namespace seg;
using namespace seg::gui;
using SourceState = ImportViewModel::SourceState;
using CheckState = ImportViewModel::CheckState;

namespace {

constexpr int kCases = 6;

std::filesystem::path labelOf(const std::filesystem::path& task, int index)
{
    return dataset::openMsdTask(task).trainingCases.at(static_cast<std::size_t>(index)).label.value();
}

/// Moves the label of a case away from its image.
void shiftLabel(const std::filesystem::path& task, int index)
{
    const auto file = labelOf(task, index);
    LabelMap labels = imaging::readLabelMap(file);
    labels.geometry.origin[2] += 5.0;
    imaging::writeLabelMap(file, labels);
}

dataset::Fix fixOf(dataset::FixKind kind, const CaseId& id)
{
    dataset::Fix fix;
    fix.kind = kind;
    fix.caseId = id;
    return fix;
}

FoldChoice foldsOf(int count, std::uint32_t seed)
{
    FoldChoice folds;
    folds.count = count;
    folds.seed = seed;
    return folds;
}

} // namespace

class TestImportViewModel final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysWhatIsMissing_whenThePathIsEmpty();
    void namesAPathThatIsNoTask();
    void findsATask_andProposesItsNumberAndName();
    void takesTheNextNumber_whenTheNameIsTaken();
    void checksOnceFound_andFreesTheNextStep();
    void anErrorBlocks_untilItIsFixedOrExcluded();
    void fewerCasesThanFoldsBlock_untilThereAreFewerFolds();
    void casesOfOnePatientStayTogether_andTooFewPatientsBlock();
    void aNewPathForgetsTheOldCheck();
    void aCancelledCheckSaysSo_andCanBeDoneAgain();
    void refusesNamesThatAreNoFolders();
    void saysHowMuchSpaceIsMissing();
    void requestCarriesTheDecisions();
    void whatWasTakenBackIsNoDecision();
    void anotherSourceHasNoDecisions();

private:
    void findTask(ImportViewModel& model);
    void checkTask(ImportViewModel& model);
    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_task;
};

void TestImportViewModel::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_task = std::filesystem::path(m_folder->path().toStdString()) / "Größe 3 (Test)" / "Task07_Shapes";
    dataset::PhantomOptions options;
    options.cases = kCases;
    options.tests = 1;
    options.extent = {{16, 16, 16}};
    std::filesystem::create_directories(m_task.parent_path());
    dataset::writePhantomTask(m_task, options);
}

void TestImportViewModel::findTask(ImportViewModel& model)
{
    model.setPath(QString::fromStdString(m_task.string()));
    QTRY_COMPARE(model.sourceState(), SourceState::Found);
}

void TestImportViewModel::checkTask(ImportViewModel& model)
{
    findTask(model);
    model.startCheck();
    QTRY_COMPARE(model.checkState(), CheckState::Done);
}

void TestImportViewModel::saysWhatIsMissing_whenThePathIsEmpty()
{
    const ImportViewModel model(m_folder->path().toStdString());
    QVERIFY(model.blockedReason(ImportStep::Source).contains(QStringLiteral("Choose the folder")));
}

void TestImportViewModel::namesAPathThatIsNoTask()
{
    ImportViewModel model(m_folder->path().toStdString());
    model.setPath(m_folder->filePath(QStringLiteral("nothing here")));
    QTRY_COMPARE(model.sourceState(), SourceState::Failed);
    QVERIFY(model.blockedReason(ImportStep::Source).contains(QStringLiteral("nothing here")));
    const std::filesystem::path empty = std::filesystem::path(m_folder->path().toStdString()) / "empty";
    std::filesystem::create_directory(empty);
    model.setPath(QString::fromStdString(empty.string()));
    QTRY_COMPARE(model.sourceState(), SourceState::Failed);
    QVERIFY(model.canTakePattern());
    QVERIFY(model.sourceMessage().contains(QStringLiteral("dataset.json")));
}

void TestImportViewModel::findsATask_andProposesItsNumberAndName()
{
    ImportViewModel model(m_folder->path().toStdString());
    findTask(model);
    QCOMPARE(model.blockedReason(ImportStep::Source), QString());
    QCOMPARE(model.number(), 7);
    QCOMPARE(model.datasetName(), QStringLiteral("Dataset007_Shapes"));
    QCOMPARE(model.cases()->rowCount(), kCases);
    QVERIFY(model.sourceBytes() > 0);
}

void TestImportViewModel::takesTheNextNumber_whenTheNameIsTaken()
{
    ImportViewModel model(m_folder->path().toStdString());
    model.setTakenNames({QStringLiteral("Dataset007_Shapes")});
    findTask(model);
    QCOMPARE(model.datasetName(), QStringLiteral("Dataset008_Shapes"));
    model.setNumber(7);
    QCOMPARE(model.blockedReason(ImportStep::Storage),
             QStringLiteral("The project has a dataset 7 already: choose another number."));
}

void TestImportViewModel::checksOnceFound_andFreesTheNextStep()
{
    ImportViewModel model(m_folder->path().toStdString());
    findTask(model);
    QVERIFY(!model.blockedReason(ImportStep::Check).isEmpty());
    QSignalSpy changed(&model, &ImportViewModel::checkChanged);
    model.startCheck();
    QCOMPARE(model.checkState(), CheckState::Running);
    QTRY_COMPARE(model.checkState(), CheckState::Done);
    QVERIFY(changed.size() >= 2);
    QCOMPARE(model.blockedReason(ImportStep::Check), QString());
    QCOMPARE(model.cases()->count(dataset::Severity::Fine), kCases);
}

void TestImportViewModel::anErrorBlocks_untilItIsFixedOrExcluded()
{
    shiftLabel(m_task, 2);
    ImportViewModel model(m_folder->path().toStdString());
    checkTask(model);
    const CaseId id = model.source().trainingCases.at(2).id;
    QCOMPARE(model.cases()->count(dataset::Severity::Error), 1);
    QVERIFY(model.blockedReason(ImportStep::Check).startsWith(QStringLiteral("1 error is left")));
    model.decide(fixOf(dataset::FixKind::CopyGeometry, id));
    QCOMPARE(model.blockedReason(ImportStep::Check), QString());
    model.takeBack(id);
    QVERIFY(!model.blockedReason(ImportStep::Check).isEmpty());
    model.decide(fixOf(dataset::FixKind::ExcludeCase, id));
    QCOMPARE(model.blockedReason(ImportStep::Check), QString());
    QCOMPARE(model.includedCases(), kCases - 1);
}

void TestImportViewModel::fewerCasesThanFoldsBlock_untilThereAreFewerFolds()
{
    ImportViewModel model(m_folder->path().toStdString());
    checkTask(model);
    for (int i = 0; i < 2; ++i) {
        model.decide(fixOf(dataset::FixKind::ExcludeCase,
                           model.source().trainingCases.at(static_cast<std::size_t>(i)).id));
    }
    QCOMPARE(model.blockedReason(ImportStep::Storage),
             QStringLiteral("4 cases are left, but 5 folds need at least as many."));
    const FoldChoice four = foldsOf(4, 7);
    model.setFolds(four);
    QCOMPARE(model.blockedReason(ImportStep::Storage), QString());
    QVERIFY(model.request().folds == four);
}

void TestImportViewModel::casesOfOnePatientStayTogether_andTooFewPatientsBlock()
{
    ImportViewModel model(m_folder->path().toStdString());
    checkTask(model);
    FoldChoice byName;
    byName.rule = FoldRule::ByPatient;
    byName.patientPattern = "{patient}_*"; // all are "phantom"
    model.setFolds(byName);
    QVERIFY2(model.blockedReason(ImportStep::Storage).contains(QStringLiteral("patient")),
             qPrintable(model.blockedReason(ImportStep::Storage)));
    FoldChoice folds = foldsOf(3, 12345);
    folds.rule = FoldRule::ByPatient;
    for (const CaseId& id : model.includedIds()) { // pairs
        folds.patients[id] = std::to_string(folds.patients.size() / 2);
    }
    model.setFolds(folds);
    QCOMPARE(model.blockedReason(ImportStep::Storage), QString());
    for (const dataset::Split& split : makeFolds(model.includedIds(), folds)) {
        QCOMPARE(split.validation.size(), std::size_t{2});
        QCOMPARE(folds.patients.at(split.validation.front()), folds.patients.at(split.validation.back()));
    }
}

void TestImportViewModel::aNewPathForgetsTheOldCheck()
{
    ImportViewModel model(m_folder->path().toStdString());
    checkTask(model);
    model.setPath({});
    QCOMPARE(model.sourceState(), SourceState::Empty);
    QCOMPARE(model.checkState(), CheckState::NotRun);
    QCOMPARE(model.cases()->rowCount(), 0);
}

void TestImportViewModel::aCancelledCheckSaysSo_andCanBeDoneAgain()
{
    ImportViewModel model(m_folder->path().toStdString());
    findTask(model);
    model.startCheck();
    model.cancelCheck();
    QTRY_VERIFY(model.isSettled());
    if (model.checkState() == CheckState::Cancelled) { // six tiny cases may be done before the wish arrives
        QVERIFY(model.blockedReason(ImportStep::Check).contains(QStringLiteral("cancelled")));
        model.startCheck();
    }
    QTRY_COMPARE(model.checkState(), CheckState::Done);
}

void TestImportViewModel::refusesNamesThatAreNoFolders()
{
    ImportViewModel model(m_folder->path().toStdString());
    findTask(model);
    model.setName(QStringLiteral("a/b"));
    QVERIFY(model.blockedReason(ImportStep::Storage).contains(QStringLiteral("“/”")));
    model.setName({});
    QVERIFY(!model.blockedReason(ImportStep::Summary).isEmpty());
    model.setName(QStringLiteral("Shapes_2"));
    QCOMPARE(model.blockedReason(ImportStep::Summary), QString());
}

void TestImportViewModel::saysHowMuchSpaceIsMissing()
{
    ImportViewModel model(m_folder->path().toStdString());
    findTask(model);
    model.setFreeBytes(10);
    QVERIFY(model.blockedReason(ImportStep::Storage).contains(QStringLiteral("10 B")));
    model.setMode(dataset::ImportMode::Reference);
    QCOMPARE(model.blockedReason(ImportStep::Storage), QString());
}

void TestImportViewModel::requestCarriesTheDecisions()
{
    shiftLabel(m_task, 1);
    ImportViewModel model(m_folder->path().toStdString());
    checkTask(model);
    const auto& cases = model.source().trainingCases;
    model.decide(fixOf(dataset::FixKind::CopyGeometry, cases.at(1).id));
    model.decide(fixOf(dataset::FixKind::ExcludeCase, cases.at(3).id));
    const ImportRequest request = model.request();
    QVERIFY(request.fixes ==
            std::vector<dataset::Fix>{fixOf(dataset::FixKind::CopyGeometry, cases.at(1).id)});
    QCOMPARE(request.options.exclude, std::set<CaseId>{cases.at(3).id});
    QCOMPARE(request.options.id, 7);
}

void TestImportViewModel::whatWasTakenBackIsNoDecision()
{
    shiftLabel(m_task, 1);
    ImportViewModel model(m_folder->path().toStdString());
    checkTask(model);
    const CaseId id = model.source().trainingCases.at(1).id;
    const std::string channel = model.source().channelNames.front();
    const LabelDraft labels = model.labels();
    QVERIFY(!model.hasDecisions());
    model.decide(fixOf(dataset::FixKind::CopyGeometry, id));
    QVERIFY(model.hasDecisions());
    model.takeBack(id);
    QVERIFY(!model.hasDecisions());
    model.setChannelName(0, QStringLiteral("another"));
    QVERIFY(model.hasDecisions());
    model.setChannelName(0, QString::fromStdString(channel));
    LabelDraft colored = labels;
    colored.setColor(1, {10, 200, 30});
    model.setLabels(colored);
    QVERIFY(model.hasDecisions());
    model.setLabels(labels);
    model.setFolds(foldsOf(3, 12345));
    QVERIFY(model.hasDecisions());
    model.setFolds({});
    QVERIFY(!model.hasDecisions());
}

void TestImportViewModel::anotherSourceHasNoDecisions()
{
    const auto other = m_task.parent_path() / "Task08_Others";
    dataset::PhantomOptions options;
    options.cases = kCases;
    options.extent = {{16, 16, 16}};
    dataset::writePhantomTask(other, options);
    ImportViewModel model(m_folder->path().toStdString());
    checkTask(model);
    model.decide(fixOf(dataset::FixKind::ExcludeCase, model.source().trainingCases.front().id));
    model.setFolds(foldsOf(3, 12345));
    model.setPath(QString::fromStdString(other.string()));
    QTRY_COMPARE(model.sourceState(), SourceState::Found);
    QCOMPARE(model.number(), 8);
    QVERIFY(!model.hasDecisions());
    QVERIFY(model.folds() == FoldChoice{});
}

QTEST_GUILESS_MAIN(TestImportViewModel)
#include "tst_ImportViewModel.moc"
