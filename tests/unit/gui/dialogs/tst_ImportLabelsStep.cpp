// SPDX-License-Identifier: Apache-2.0
#include "core/dataset/Phantom.h"
#include "gui/dialogs/ImportLabelsStep.h"
#include "gui/theme/Theme.h"
#include "gui/theme/Tokens.h"
#include "tests/support/SyntheticDataset.h"

#include <QApplication>
#include <QCheckBox>
#include <QColorDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QTableWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace seg;
using namespace seg::gui;

class TestImportLabelsStep final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void aChannelsNewNameChangesItsNormalization();
    void aLabelsNewNameGoesIntoTheRequest();
    void aLabelsColorIsChosen_andGoesBackToTheProgramsOwn();
    void colorsOfThePersonsOwnStayInTheDialog();
    void theHighestLabelCanBeIgnored();
    void regionsAreAddedChangedAndRemoved();
    void anUnfinishedRegionKeepsTheStepInWords();

private:
    [[nodiscard]] QTableWidget* table(const char* name) const
    {
        return m_step->findChild<QTableWidget*>(QLatin1String(name));
    }
    /// As a person does it: double-click, type, Enter.
    void edit(QTableWidget& table, int row, int column, const QString& text) const
    {
        table.editItem(table.item(row, column));
        auto* editor = table.findChild<QLineEdit*>();
        QVERIFY(editor != nullptr);
        editor->selectAll();
        QTest::keyClicks(editor, text);
        QTest::keyClick(editor, Qt::Key_Return);
        QTRY_VERIFY(table.item(row, column) != nullptr && table.item(row, column)->text() == text);
        QCoreApplication::processEvents();
    }
    void pickColor(const QColor& color) const
    {
        auto* button = m_step->findChild<QToolButton*>(QStringLiteral("labelColor_1"));
        QVERIFY(button != nullptr);
        QTest::mouseClick(button, Qt::LeftButton);
        auto* dialog = m_step->findChild<QColorDialog*>(QStringLiteral("colorDialog"));
        QVERIFY(dialog != nullptr);
        dialog->setCurrentColor(color);
        dialog->accept();
        delete dialog;
    }
    [[nodiscard]] QColor shownColor() const
    {
        auto* button = m_step->findChild<QToolButton*>(QStringLiteral("labelColor_1"));
        const QImage icon = button->icon().pixmap(button->iconSize()).toImage();
        return icon.pixelColor(icon.width() / 2, icon.height() / 2);
    }
    void press(const char* name) const
    {
        QTest::mouseClick(m_step->findChild<QPushButton*>(QLatin1String(name)), Qt::LeftButton);
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<ImportViewModel> m_model;
    std::unique_ptr<ImportLabelsStep> m_step;
};

void TestImportLabelsStep::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    const std::filesystem::path folder = m_folder->path().toStdString();
    dataset::PhantomOptions options = test::smallPhantom();
    options.labels = 3;
    dataset::writePhantomTask(folder / options.name, options);
    m_model = std::make_unique<ImportViewModel>(folder);
    m_model->setPath(QString::fromStdString((folder / options.name).string()));
    QTRY_VERIFY(m_model->sourceState() == ImportViewModel::SourceState::Found);
    m_step = std::make_unique<ImportLabelsStep>(*m_model);
    m_step->resize(900, 700);
    m_step->enter();
    m_step->show();
}

void TestImportLabelsStep::cleanup()
{
    m_step.reset();
    m_model.reset();
}

void TestImportLabelsStep::aChannelsNewNameChangesItsNormalization()
{
    QTableWidget* channels = table("importChannels");
    QCOMPARE(channels->item(0, 2)->text(), QStringLiteral("z-score"));
    edit(*channels, 0, 1, QStringLiteral("CT"));
    QTRY_COMPARE(channels->item(0, 2)->text(), QStringLiteral("CT windowing"));
    QCOMPARE(m_model->request().source.channelNames, (std::vector<std::string>{"CT"}));
}

void TestImportLabelsStep::aLabelsNewNameGoesIntoTheRequest()
{
    edit(*table("importLabels"), 1, 1, QStringLiteral("Bark"));
    QCOMPARE(m_model->request().source.labels.nameOf(1), std::string("Bark"));
    QVERIFY(!(table("importLabels")->item(0, 1)->flags() & Qt::ItemIsEditable));
}

void TestImportLabelsStep::aLabelsColorIsChosen_andGoesBackToTheProgramsOwn()
{
    QCOMPARE(shownColor(), labelColor(1));
    QVERIFY(m_step->findChild<QToolButton*>(QStringLiteral("labelColor_0")) == nullptr);
    pickColor(QColor(10, 200, 30));
    QTRY_COMPARE(shownColor(), QColor(10, 200, 30));
    QVERIFY(m_model->request().labelColors == (dataset::LabelColors{{1, {10, 200, 30}}}));
    pickColor(labelColor(1));
    QTRY_COMPARE(shownColor(), labelColor(1));
    QVERIFY(m_model->request().labelColors.empty());
}

void TestImportLabelsStep::colorsOfThePersonsOwnStayInTheDialog()
{
    pickColor(QColor(10, 200, 30));
    const QColor offered = QColorDialog::customColor(1);
    QCOMPARE(offered, QColor(0x56, 0xb4, 0xe9)); // Okabe and Ito's sky blue
    const QColor before = QColorDialog::customColor(0);
    const QColor own(1, 2, 3);
    QColorDialog::setCustomColor(0, own);
    pickColor(QColor(20, 100, 30));
    const QColor kept = QColorDialog::customColor(0);
    QColorDialog::setCustomColor(0, before); // Qt keeps them for the user
    QCOMPARE(kept, own);
    QCOMPARE(QColorDialog::customColor(1), offered);
}

void TestImportLabelsStep::theHighestLabelCanBeIgnored()
{
    auto* box = m_step->findChild<QCheckBox*>(QStringLiteral("ignoreLabel"));
    QVERIFY(box != nullptr);
    box->click();
    QCOMPARE(m_model->request().source.labels.ignoreLabel(), std::optional<int>(3));
    QCOMPARE(m_model->blockedReason(ImportStep::Labels), QString());
}

void TestImportLabelsStep::regionsAreAddedChangedAndRemoved()
{
    QTableWidget* regions = table("importRegions");
    QVERIFY(regions->isHidden());
    press("addRegion");
    QCOMPARE(regions->item(0, 1)->text(), QStringLiteral("1, 2, 3"));
    press("addRegion");
    edit(*regions, 1, 0, QStringLiteral("inside"));
    edit(*regions, 1, 1, QStringLiteral("2, 3"));
    const dataset::LabelScheme scheme = m_model->request().source.labels;
    QVERIFY(scheme.hasRegions());
    QCOMPARE(scheme.regionsClassOrder(), (std::vector<int>{1, 2}));
    QCOMPARE(scheme.foregroundRegions().at(1).name, std::string("inside"));
    press("removeRegion");
    press("removeRegion");
    QVERIFY(regions->isHidden());
    QVERIFY(!m_model->request().source.labels.hasRegions());
}

void TestImportLabelsStep::anUnfinishedRegionKeepsTheStepInWords()
{
    press("addRegion");
    edit(*table("importRegions"), 0, 1, QStringLiteral("2, 3"));
    QVERIFY2(m_model->blockedReason(ImportStep::Labels).contains(QStringLiteral("is in no region")),
             qPrintable(m_model->blockedReason(ImportStep::Labels)));
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestImportLabelsStep test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_ImportLabelsStep.moc"
