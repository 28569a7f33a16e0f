// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/LabelsDialog.h"
#include "gui/theme/Theme.h"
#include "gui/theme/Tokens.h"
#include "tests/support/TempProject.h"

#include <QApplication>
#include <QColorDialog>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableWidget>
#include <QTest>
#include <QToolButton>

#include <filesystem>

using namespace seg;
using namespace seg::gui;

class TestLabelsDialog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void valuesNamesAndColorsAreShown_namesToBeReadAlone();
    void regionsAreShownWithTheirLabels();
    void aColorIsTheProjectsAfterUse_andNotBefore();
    void theProgramsOwnColorIsNoChoice();
    void defaultColorsTakeEveryChoiceBack();
    void leavingWithChangesAsks_data();
    void leavingWithChangesAsks();
    void leavingWithoutChangesAsksNothing();
    void aFailedWriteIsTold_andTheColorsStay();
};

namespace {

const dataset::LabelColors kChosen{{1, {10, 200, 30}}};

/// The dialog over the labels of `study` with the colors that the project has.
struct Shown {
    explicit Shown(test::TempProject& study)
        : Shown(study, study.project().rawDataset(study.datasetId()).manifest.labels)
    {
    }
    Shown(test::TempProject& study, const dataset::LabelScheme& labels)
        : dialog(study.project().folder(), study.datasetId(), QStringLiteral("Phantom"),
                 withColors(labels, study.project().labelColors(study.datasetId()))),
          changed(&dialog, &LabelsDialog::colorsChanged)
    {
        dialog.show();
    }
    static LabelDraft withColors(const dataset::LabelScheme& labels, const dataset::LabelColors& colors)
    {
        LabelDraft draft(labels);
        for (const auto& [value, color] : colors) {
            draft.setColor(value, color);
        }
        return draft;
    }
    template <typename Widget> [[nodiscard]] Widget* part(const char* name) const
    {
        return dialog.findChild<Widget*>(QLatin1String(name));
    }
    [[nodiscard]] QPushButton* button(const char* name) const { return part<QPushButton>(name); }
    void press(const char* name) const { QTest::mouseClick(button(name), Qt::LeftButton); }
    /// Null where the label has none.
    [[nodiscard]] QToolButton* swatch(int value) const
    {
        const auto* table = part<QTableWidget>("datasetLabelTable");
        return qobject_cast<QToolButton*>(table->cellWidget(value, 2)); // values from 0 without gaps
    }
    void pick(int value, const QColor& color) const
    {
        QTest::mouseClick(swatch(value), Qt::LeftButton);
        auto* colors = part<QColorDialog>("colorDialog");
        QVERIFY(colors != nullptr);
        colors->setCurrentColor(color);
        colors->accept();
        delete colors;
    }
    [[nodiscard]] QColor colorOf(int value) const
    {
        const QImage icon = swatch(value)->icon().pixmap(swatch(value)->iconSize()).toImage();
        return icon.pixelColor(icon.width() / 2, icon.height() / 2);
    }

    LabelsDialog dialog;
    QSignalSpy changed;
};

} // namespace

void TestLabelsDialog::valuesNamesAndColorsAreShown_namesToBeReadAlone()
{
    test::TempProject study;
    study.project().setLabelColors(study.datasetId(), kChosen);
    const dataset::LabelScheme labels = study.project().rawDataset(study.datasetId()).manifest.labels;
    Shown shown(study);
    auto* table = shown.part<QTableWidget>("datasetLabelTable");
    QCOMPARE(table->rowCount(), 3);
    for (int value = 0; value < 3; ++value) {
        QCOMPARE(table->item(value, 0)->text(), QString::number(value));
        QCOMPARE(table->item(value, 1)->text(), QString::fromStdString(labels.nameOf(value)));
    }
    QCOMPARE(table->editTriggers(), QAbstractItemView::NoEditTriggers);
    QVERIFY(shown.swatch(0) == nullptr); // background
    QCOMPARE(shown.colorOf(1), QColor(10, 200, 30));
    QCOMPARE(shown.colorOf(2), labelColor(2));
    QVERIFY(!shown.part<QTableWidget>("datasetRegionTable")->isVisible());
    QVERIFY(!shown.button("useColors")->isEnabled());
}

void TestLabelsDialog::regionsAreShownWithTheirLabels()
{
    test::TempProject study;
    Shown shown(study, dataset::LabelScheme({{"background", {0}}, {"whole", {1, 2}}, {"core", {2}}}, {1, 2}));
    const auto* regions = shown.part<QTableWidget>("datasetRegionTable");
    QVERIFY(regions->isVisible());
    QCOMPARE(regions->rowCount(), 2);
    QCOMPARE(regions->item(0, 0)->text(), QStringLiteral("whole"));
    QVERIFY2(regions->item(0, 1)->text().startsWith(QStringLiteral("1 ")),
             qPrintable(regions->item(0, 1)->text()));
    QCOMPARE(regions->item(1, 1)->text().left(2), QStringLiteral("2 "));
    QVERIFY(shown.swatch(1) != nullptr && shown.swatch(2) != nullptr);
}

void TestLabelsDialog::aColorIsTheProjectsAfterUse_andNotBefore()
{
    test::TempProject study;
    Shown shown(study);
    shown.pick(1, QColor(10, 200, 30));
    QTRY_COMPARE(shown.colorOf(1), QColor(10, 200, 30));
    QVERIFY(study.project().labelColors(study.datasetId()).empty());
    shown.press("useColors");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(!shown.dialog.isVisible());
    QCOMPARE(shown.dialog.result(), static_cast<int>(QDialog::Accepted));
    QVERIFY(study.project().labelColors(study.datasetId()) == kChosen);
}

void TestLabelsDialog::theProgramsOwnColorIsNoChoice()
{
    test::TempProject study;
    study.project().setLabelColors(study.datasetId(), kChosen);
    Shown shown(study);
    shown.pick(1, labelColor(1));
    QTRY_COMPARE(shown.colorOf(1), labelColor(1));
    shown.press("useColors");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(study.project().labelColors(study.datasetId()).empty());
}

void TestLabelsDialog::defaultColorsTakeEveryChoiceBack()
{
    test::TempProject study;
    study.project().setLabelColors(study.datasetId(), {{1, {10, 200, 30}}, {2, {1, 2, 3}}});
    Shown shown(study);
    shown.press("defaultColors");
    QCOMPARE(shown.colorOf(1), labelColor(1));
    QCOMPARE(shown.colorOf(2), labelColor(2));
    QVERIFY(!shown.button("defaultColors")->isEnabled());
    shown.press("useColors");
    QTRY_COMPARE(shown.changed.count(), 1);
    QVERIFY(study.project().labelColors(study.datasetId()).empty());
}

void TestLabelsDialog::leavingWithChangesAsks_data()
{
    QTest::addColumn<bool>("byKey");
    QTest::newRow("Cancel") << false;
    QTest::newRow("Esc") << true;
}

void TestLabelsDialog::leavingWithChangesAsks()
{
    QFETCH(bool, byKey);
    test::TempProject study;
    Shown shown(study);
    shown.pick(2, QColor(1, 2, 3));
    const auto leave = [&] {
        if (byKey) {
            QTest::keyClick(&shown.dialog, Qt::Key_Escape);
        } else {
            shown.press("cancelColors");
        }
    };
    leave();
    QVERIFY(shown.part<QMessageBox>("dropQuestion") != nullptr);
    shown.press("keepChanges");
    QTRY_VERIFY(shown.part<QMessageBox>("dropQuestion") == nullptr);
    QVERIFY(shown.dialog.isVisible());
    QCOMPARE(shown.colorOf(2), QColor(1, 2, 3));
    leave();
    shown.press("dropChanges");
    QVERIFY(!shown.dialog.isVisible());
    QVERIFY(study.project().labelColors(study.datasetId()).empty());
}

void TestLabelsDialog::leavingWithoutChangesAsksNothing()
{
    test::TempProject study;
    Shown shown(study);
    shown.pick(1, QColor(10, 200, 30));
    shown.pick(1, labelColor(1));
    QTest::keyClick(&shown.dialog, Qt::Key_Escape);
    QVERIFY(shown.part<QMessageBox>("dropQuestion") == nullptr);
    QVERIFY(!shown.dialog.isVisible());
}

void TestLabelsDialog::aFailedWriteIsTold_andTheColorsStay()
{
    test::TempProject study;
    Shown shown(study);
    shown.pick(1, QColor(10, 200, 30));
    const auto folder = study.project().folder();
    std::filesystem::rename(folder / "project.db", folder / "elsewhere.db");
    shown.press("useColors");
    QTRY_VERIFY(shown.dialog.isSettled());
    const auto* problem = shown.part<QLabel>("labelsProblem");
    QVERIFY2(problem->isVisible() && !problem->text().isEmpty(), qPrintable(problem->text()));
    QCOMPARE(shown.changed.count(), 0);
    QCOMPARE(shown.colorOf(1), QColor(10, 200, 30));
    QVERIFY(shown.button("useColors")->isEnabled()); // to try again
}

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    installTheme(ThemeKind::Dark);
    TestLabelsDialog test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_LabelsDialog.moc"
