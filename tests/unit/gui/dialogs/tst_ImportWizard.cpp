// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"
#include "gui/ProjectSession.h"
#include "gui/dialogs/ImportWizard.h"
#include "gui/theme/Theme.h"
#include "tests/support/SyntheticDataset.h"
#include "tests/support/TempFolder.h"

#include <QApplication>
#include <QCheckBox>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace seg;
using namespace seg::gui;

class TestImportWizard final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void leavesAtOnceWhereNothingWasDecided();
    void asksWhereSomethingWasDecided();
    void asksBeforeAnotherSource();

private:
    void press(const char* name) const
    {
        QTest::mouseClick(m_wizard->findChild<QPushButton*>(QLatin1String(name)), Qt::LeftButton);
    }
    [[nodiscard]] bool isShown(const char* name) const
    {
        const auto* part = m_wizard->findChild<QWidget*>(QLatin1String(name));
        return part != nullptr && part->isVisible();
    }
    [[nodiscard]] bool isAsking() const
    {
        return m_wizard->findChild<QMessageBox*>(QStringLiteral("dropQuestion")) != nullptr;
    }

    std::unique_ptr<test::TempFolder> m_folder;
    std::unique_ptr<ProjectSession> m_session;
    std::unique_ptr<ImportWizard> m_wizard;
    std::unique_ptr<QSignalSpy> m_cancelled;
};

/// The wizard at its labels, over a phantom with three of them.
void TestImportWizard::init()
{
    m_folder = std::make_unique<test::TempFolder>();
    dataset::PhantomOptions options = test::smallPhantom();
    options.labels = 3;
    dataset::writePhantomTask(m_folder->path() / options.name, options);
    m_session = std::make_unique<ProjectSession>(
        database::Project::create(m_folder->path() / "Study.segwright", "Study"));
    m_wizard = std::make_unique<ImportWizard>(
        *m_session, QString::fromStdString((m_folder->path() / options.name).string()), QString());
    m_cancelled = std::make_unique<QSignalSpy>(m_wizard.get(), &ImportWizard::cancelled);
    m_wizard->resize(1200, 800);
    m_wizard->show();
    QTRY_VERIFY(isShown("caseTable") && m_wizard->isSettled()); // checked
    press("importNext");
    QVERIFY(isShown("importLabels"));
}

void TestImportWizard::cleanup()
{
    m_cancelled.reset();
    m_wizard.reset();
    m_session.reset();
    m_folder.reset();
}

void TestImportWizard::leavesAtOnceWhereNothingWasDecided()
{
    press("importNext"); // looking at folds decides nothing
    press("importCancel");
    QVERIFY(!isAsking());
    QCOMPARE(m_cancelled->count(), 1);
}

void TestImportWizard::asksWhereSomethingWasDecided()
{
    m_wizard->findChild<QCheckBox*>(QStringLiteral("ignoreLabel"))->click();
    QTest::keyClick(m_wizard.get(), Qt::Key_Escape);
    QVERIFY(isAsking());
    QCOMPARE(m_cancelled->count(), 0);
    press("keepChanges");
    QTRY_VERIFY(!isAsking());
    QVERIFY(isShown("importLabels"));
    press("importCancel");
    press("dropChanges");
    QCOMPARE(m_cancelled->count(), 1);
    QVERIFY(m_session->project().datasets().empty());
}

void TestImportWizard::asksBeforeAnotherSource()
{
    const dataset::PhantomOptions options = test::smallPhantom();
    const auto task = m_folder->path() / "Task98_Other";
    dataset::writePhantomTask(task, options);
    const QString other = QString::fromStdString(task.string());
    const QString before = m_wizard->model().path();
    m_wizard->findChild<QCheckBox*>(QStringLiteral("ignoreLabel"))->click();
    m_wizard->setSource(other);
    QVERIFY(isAsking());
    press("keepChanges");
    QTRY_VERIFY(!isAsking());
    QCOMPARE(m_wizard->model().path(), before);
    QVERIFY(m_wizard->model().hasDecisions() && isShown("importLabels"));
    m_wizard->setSource(other);
    press("dropChanges");
    QCOMPARE(m_wizard->model().path(), other);
    QTRY_VERIFY(isShown("caseTable") && m_wizard->isSettled());
    QTRY_VERIFY(!isAsking());
    m_wizard->setSource(before); // nothing is decided about the other
    QVERIFY(!isAsking());
    QCOMPARE(m_wizard->model().path(), before);
    QTRY_VERIFY(m_wizard->isSettled());
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestImportWizard test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_ImportWizard.moc"
