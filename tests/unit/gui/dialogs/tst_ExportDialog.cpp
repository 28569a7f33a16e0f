// SPDX-License-Identifier: Apache-2.0
#include "core/imaging/io/ImageFile.h"
#include "gui/ProjectSession.h"
#include "gui/dialogs/ExportDialog.h"
#include "tests/support/TempProject.h"

#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace seg;
using namespace seg::gui;

namespace {

/// A scan on disk and a mask of it.
struct Example {
    Example()
    {
        const Volume scan = test::countedVolume(test::obliqueGeometry());
        imaging::writeVolume(folder / "scan.nii.gz", scan);
        item.title = QStringLiteral("scan");
        item.channels = {folder / "scan.nii.gz"};
        mask = std::make_shared<LabelMap>(
            test::nestedBoxes(imaging::readImageInfo(folder / "scan.nii.gz").geometry));
    }
    [[nodiscard]] QString path(const char* name) const
    {
        return QString::fromStdString((folder / name).string());
    }

    test::TempFolder folder;
    ReviewCase item;
    std::shared_ptr<LabelMap> mask;
};

} // namespace

class TestExportDialog final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void maskIsWrittenOnTheScansGrid_andReadBack();
    void oneClickSaves_andTheDialogSaysSo();
    void folderThatIsMissing_isNamed_andSaveIsOff();
    void existingFile_isReplacedOnlyUnderThatName();
    void failure_keepsTheDialogOpen_withTheSentence();
    void folder_isRememberedWithTheProject();
};

void TestExportDialog::maskIsWrittenOnTheScansGrid_andReadBack()
{
    const Example example;
    const ExportCheck check =
        exportMask(example.folder / "out.nii.gz", *example.mask, example.item.channels[0]);
    QCOMPARE(check.labels, 2);
    const LabelMap back = imaging::readLabelMap(example.folder / "out.nii.gz");
    QVERIFY(back.values == example.mask->values);
    QVERIFY(sameGrid(back.geometry, imaging::readImageInfo(example.item.channels[0]).geometry));
}

void TestExportDialog::oneClickSaves_andTheDialogSaysSo()
{
    const Example example;
    ExportDialog dialog(example.item, example.mask, nullptr);
    dialog.show();
    auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"));
    field->setText(example.path("mask")); // the ending is added
    QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("exportSave")), Qt::LeftButton);
    const auto* message = dialog.findChild<QLabel*>(QStringLiteral("exportMessage"));
    QTRY_VERIFY2(message->text().contains(QStringLiteral("Written and read back: 2 labels")),
                 qPrintable(message->text()));
    QVERIFY(QFile::exists(example.path("mask.nii.gz")));
}

void TestExportDialog::folderThatIsMissing_isNamed_andSaveIsOff()
{
    const Example example;
    ExportDialog dialog(example.item, example.mask, nullptr);
    dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(example.path("nowhere/mask.nii.gz"));
    QVERIFY(!dialog.findChild<QPushButton*>(QStringLiteral("exportSave"))->isEnabled());
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("exportMessage"))
                ->text()
                .contains(QStringLiteral("nowhere")));
}

void TestExportDialog::existingFile_isReplacedOnlyUnderThatName()
{
    const Example example;
    ExportDialog dialog(example.item, example.mask, nullptr);
    auto* field = dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"));
    const auto* save = dialog.findChild<QPushButton*>(QStringLiteral("exportSave"));
    field->setText(example.path("scan.nii.gz"));
    QCOMPARE(save->text(), QStringLiteral("Replace"));
    field->setText(example.path("other.nii.gz"));
    QCOMPARE(save->text(), QStringLiteral("Save"));
}

void TestExportDialog::failure_keepsTheDialogOpen_withTheSentence()
{
    Example example;
    example.mask->geometry.extent.voxels[0] += 1; // of another scan
    example.mask->values.resize(static_cast<std::size_t>(example.mask->geometry.extent.count()), 0);
    ExportDialog dialog(example.item, example.mask, nullptr);
    dialog.show();
    dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(example.path("mask.nii.gz"));
    auto* save = dialog.findChild<QPushButton*>(QStringLiteral("exportSave"));
    QTest::mouseClick(save, Qt::LeftButton);
    QTRY_VERIFY(save->isEnabled());
    QVERIFY(dialog.isVisible());
    QVERIFY(dialog.findChild<QLabel*>(QStringLiteral("exportMessage"))
                ->text()
                .contains(QStringLiteral("mask.nii.gz")));
    QVERIFY(!QFile::exists(example.path("mask.nii.gz")));
}

void TestExportDialog::folder_isRememberedWithTheProject()
{
    const Example example;
    test::TempProject temp;
    ProjectSession session(database::Project::open(temp.project().folder()));
    {
        ExportDialog dialog(example.item, example.mask, &session);
        dialog.show();
        dialog.findChild<QLineEdit*>(QStringLiteral("exportFile"))->setText(example.path("one.nii.gz"));
        QTest::mouseClick(dialog.findChild<QPushButton*>(QStringLiteral("exportSave")), Qt::LeftButton);
        QTRY_VERIFY(session.project().setting("export_folder").has_value());
    }
    const ExportDialog next(example.item, example.mask, &session);
    QCOMPARE(next.file(), example.path("scan_mask.nii.gz"));
}

QTEST_MAIN(TestExportDialog)
#include "tst_ExportDialog.moc"
