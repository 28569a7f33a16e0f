// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"
#include "gui/dialogs/ImportStorageStep.h"
#include "gui/dialogs/ProjectSteps.h"
#include "gui/theme/Theme.h"
#include "tests/support/SyntheticDataset.h"

#include <QApplication>
#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QTest>

using namespace seg;
using namespace seg::gui;

class TestImportStorageStep final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void foldsByPatientNeedAPattern_andFollowTheExcludedCases();
    void theChoiceGoesIntoTheProject_withTheColors();

private:
    template <typename Widget> [[nodiscard]] Widget* part(const char* name) const
    {
        return m_step->findChild<Widget*>(QLatin1String(name));
    }
    void chooseRule(const QString& rule) const
    {
        auto* box = part<QComboBox>("foldRule");
        box->setCurrentIndex(box->findText(rule));
        Q_EMIT box->activated(box->currentIndex());
    }
    [[nodiscard]] std::filesystem::path folder() const { return m_folder->path().toStdString(); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ImportViewModel> m_model;
    std::unique_ptr<ImportStorageStep> m_step;
};

void TestImportStorageStep::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const dataset::PhantomOptions options = test::smallPhantom(); // phantom_001 … phantom_006
    dataset::writePhantomTask(folder() / options.name, options);
    m_model = std::make_unique<ImportViewModel>(folder());
    m_model->setPath(QString::fromStdString((folder() / options.name).string()));
    QTRY_VERIFY(m_model->sourceState() == ImportViewModel::SourceState::Found);
    m_model->startCheck();
    QTRY_VERIFY(m_model->checkState() == ImportViewModel::CheckState::Done);
    m_step = std::make_unique<ImportStorageStep>(*m_model);
    m_step->resize(900, 700);
    m_step->enter();
    m_step->show();
}

void TestImportStorageStep::cleanup()
{
    m_step.reset();
    m_model.reset();
}

void TestImportStorageStep::foldsByPatientNeedAPattern_andFollowTheExcludedCases()
{
    QVERIFY(!part<QLineEdit>("foldPatients")->isVisible());
    chooseRule(QStringLiteral("By patient"));
    QVERIFY(
        m_model->blockedReason(ImportStep::Storage).startsWith(QStringLiteral("Say whose the cases are")));
    QTest::keyClicks(part<QLineEdit>("foldPatients"), QStringLiteral("phantom_{patient}"));
    QCOMPARE(m_model->folds().patientPattern, std::string("phantom_{patient}"));
    QCOMPARE(m_model->blockedReason(ImportStep::Storage), QString());
    dataset::Fix exclude;
    exclude.kind = dataset::FixKind::ExcludeCase;
    for (const std::size_t index : {std::size_t{0}, std::size_t{1}}) {
        exclude.caseId = m_model->source().trainingCases.at(index).id;
        m_model->decide(exclude);
    }
    QVERIFY(m_model->blockedReason(ImportStep::Storage).startsWith(QStringLiteral("4 cases are left")));
    m_model->takeBack(exclude.caseId);
    QCOMPARE(m_model->blockedReason(ImportStep::Storage), QString());
    part<QSpinBox>("foldCount")->setValue(3);
    QCOMPARE(m_model->folds().count, 3);
}

void TestImportStorageStep::theChoiceGoesIntoTheProject_withTheColors()
{
    chooseRule(QStringLiteral("NVIDIA's"));
    part<QSpinBox>("foldCount")->setValue(3);
    part<QSpinBox>("foldSeed")->setValue(4);
    LabelDraft labels = m_model->labels();
    labels.setColor(1, {1, 2, 3});
    m_model->setLabels(labels);
    m_model->setPlanAfterwards(false);
    ProjectSession session(database::Project::create(folder() / "P.segwright", "P"));
    startImport(session, m_model->request());
    QTRY_VERIFY_WITH_TIMEOUT(session.jobs().empty() && !session.project().datasets().empty(), 60000);
    const database::DatasetId id = session.project().dataset().id;
    QVERIFY(session.project().labelColors(id) == (dataset::LabelColors{{1, {1, 2, 3}}}));
    QVERIFY(session.project().splits(id) == dataset::makeNvidiaSplits(m_model->includedIds(), 3, 4));
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestImportStorageStep test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_ImportStorageStep.moc"
