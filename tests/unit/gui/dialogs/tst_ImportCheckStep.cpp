// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"
#include "core/imaging/io/ImageFile.h"
#include "gui/dialogs/ImportCheckStep.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/ImageThumb.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <filesystem>
#include <memory>
#include <string>

using namespace seg;
using namespace seg::gui;

class TestImportCheckStep final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void strayValuesBecomeTheLabelsThatTheImportWrites();
    void labelsThatCannotBeWrittenYetLeaveTheSourcesNames();
    void aDecidedFixIsSeenBeforeAndAfter();

private:
    /// Names label 1 as the next step does, comes back to this one and asks what value 7 of the first case
    /// may become.
    [[nodiscard]] QStringList offeredAfterRenaming(const std::string& name);

    std::unique_ptr<test::TempFolder> m_folder;
    std::unique_ptr<ImportViewModel> m_model;
    std::unique_ptr<ImportCheckStep> m_step;
};

void TestImportCheckStep::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    const dataset::PhantomOptions options = test::smallPhantom();
    const std::filesystem::path task = m_folder->path() / options.name;
    dataset::writePhantomTask(task, options);
    const std::filesystem::path file = task / "labelsTr" / "phantom_001.nii.gz";
    LabelMap labels = imaging::readLabelMap(file);
    labels.values[0] = 7;
    imaging::writeLabelMap(file, labels);
    const std::filesystem::path shifted = task / "labelsTr" / "phantom_002.nii.gz";
    LabelMap moved = imaging::readLabelMap(shifted);
    moved.geometry.origin[0] += 6.0;
    imaging::writeLabelMap(shifted, moved);
    m_model = std::make_unique<ImportViewModel>(m_folder->path());
    m_model->setPath(QString::fromStdString(task.string()));
    QTRY_VERIFY(m_model->sourceState() == ImportViewModel::SourceState::Found);
    m_step = std::make_unique<ImportCheckStep>(*m_model);
    m_step->resize(1100, 700);
    m_step->enter();
    m_step->show();
    QTRY_VERIFY(m_model->checkState() == ImportViewModel::CheckState::Done && m_step->isSettled());
}

void TestImportCheckStep::cleanup()
{
    m_step.reset();
    m_model.reset();
    m_folder.reset();
}

QStringList TestImportCheckStep::offeredAfterRenaming(const std::string& name)
{
    LabelDraft draft = m_model->labels();
    draft.rename(1, name);
    m_model->setLabels(draft);
    m_step->enter();
    m_step->findChild<QTableView*>(QStringLiteral("caseTable"))->selectRow(0);
    auto* replace = m_step->findChild<QPushButton*>(QStringLiteral("fix_remap_label"));
    if (replace == nullptr) {
        return {};
    }
    replace->click();
    auto* dialog = m_step->findChild<QDialog*>(QStringLiteral("replaceLabels"));
    auto* choice = dialog == nullptr ? nullptr : dialog->findChild<QComboBox*>(QStringLiteral("replace_7"));
    QStringList offered;
    for (int row = 0; choice != nullptr && row < choice->count(); ++row) {
        offered << choice->itemText(row);
    }
    delete dialog;
    return offered;
}

void TestImportCheckStep::strayValuesBecomeTheLabelsThatTheImportWrites()
{
    const QStringList offered = offeredAfterRenaming("Bark");
    QCOMPARE(offered.size(), qsizetype{3});
    QCOMPARE(offered.at(0), QStringLiteral("background"));
    QCOMPARE(offered.at(1), QStringLiteral("1 · Bark"));
}

void TestImportCheckStep::labelsThatCannotBeWrittenYetLeaveTheSourcesNames()
{
    const QString name = QString::fromStdString(m_model->source().labels.nameOf(1));
    const QStringList offered = offeredAfterRenaming({});
    QVERIFY(!m_model->blockedReason(ImportStep::Labels).isEmpty());
    QCOMPARE(offered.size(), qsizetype{3});
    QCOMPARE(offered.at(1), QStringLiteral("1 · ") + name);
}

void TestImportCheckStep::aDecidedFixIsSeenBeforeAndAfter()
{
    m_step->findChild<QTableView*>(QStringLiteral("caseTable"))->selectRow(1);
    const auto* thumb = m_step->findChild<ImageThumb*>(QStringLiteral("previewAxial"));
    const auto seen = [this, thumb] {
        return QTest::qWaitFor([this] { return m_step->isSettled(); }) ? thumb->picture().labels : QImage();
    };
    auto* before = m_step->findChild<QPushButton*>(QStringLiteral("previewBefore"));
    auto* after = m_step->findChild<QPushButton*>(QStringLiteral("previewAfter"));
    const QImage shifted = seen();
    QVERIFY(!shifted.isNull() && !before->isVisible());
    m_step->findChild<QPushButton*>(QStringLiteral("fix_copy_geometry"))->click();
    QVERIFY(before->isVisible() && after->isChecked());
    const QImage mended = seen();
    QVERIFY(mended != shifted);
    before->click();
    QCOMPARE(seen(), shifted);
    after->click();
    QCOMPARE(seen(), mended);
    m_model->takeBack(CaseId{"phantom_002"});
    QCOMPARE(seen(), shifted);
    QVERIFY(!before->isVisible());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestImportCheckStep test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_ImportCheckStep.moc"
