// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/ExportDialog.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/imaging/io/ImageFile.h"
#include "gui/ProjectSession.h"
#include "gui/models/ValueText.h"
#include "gui/theme/Theme.h"
#include "gui/viewmodels/ScanEntry.h"
#include "gui/widgets/Words.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QStandardPaths>
#include <QVBoxLayout>

#include <algorithm>
#include <set>

namespace seg::gui {

namespace {

constexpr int kExportWidth = 560;
constexpr int kMargin = 20;
constexpr auto kFolderSetting = "export_folder";

void say(QLabel& label, const QString& text, const char* role)
{
    label.setProperty("role", role);
    restyle(&label);
    label.setText(text);
}

} // namespace

ExportCheck exportMask(const std::filesystem::path& file, const LabelMap& mask,
                       const std::filesystem::path& scan)
{
    imaging::writeLabelMap(file, mask, scan);
    const LabelMap back = imaging::readLabelMap(file);
    if (back.values != mask.values || !sameGrid(back.geometry, mask.geometry)) {
        throw Error(ErrorCode::Io,
                    "wrote " + pathText(file) +
                        ", but reading it back gave other voxels or another position. Do not use this file; "
                        "check the disk and export again.");
    }
    std::set<std::int16_t> labels(back.values.begin(), back.values.end());
    labels.erase(0);
    return {
        std::count_if(back.values.begin(), back.values.end(), [](std::int16_t value) { return value > 0; }),
        static_cast<int>(labels.size())};
}

ExportDialog::ExportDialog(const ReviewCase& item, std::shared_ptr<const LabelMap> mask,
                           ProjectSession* session, QWidget* parent)
    : QDialog(parent), m_case(item), m_mask(std::move(mask)), m_session(session)
{
    setObjectName(QStringLiteral("exportDialog"));
    setWindowTitle(tr("Export mask"));
    setMinimumWidth(kExportWidth);
    build();
    m_file->setText(QDir::toNativeSeparators(proposedFile()));
    m_file->selectAll();
    check();
}

void ExportDialog::build()
{
    m_file = new QLineEdit;
    m_file->setObjectName(QStringLiteral("exportFile"));
    m_browse = new QPushButton(tr("Browse…"));
    m_browse->setAutoDefault(false);
    m_message = words({}, "secondary", true);
    m_message->setObjectName(QStringLiteral("exportMessage"));
    m_save = new QPushButton(tr("Save"));
    m_save->setObjectName(QStringLiteral("exportSave"));
    m_save->setProperty("kind", "primary");
    m_save->setDefault(true);
    m_close = new QPushButton(tr("Cancel"));
    m_close->setObjectName(QStringLiteral("exportClose"));
    m_close->setAutoDefault(false);

    auto* target = new QHBoxLayout;
    target->setSpacing(8);
    target->addWidget(m_file, 1);
    target->addWidget(m_browse);
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(10);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    form->addRow(words(tr("What"), "secondary"), words(tr("The prediction, every label"), ""));
    form->addRow(words(tr("Format"), "secondary"), words(tr("NIfTI, one whole number per voxel"), ""));
    form->addRow(words(tr("Grid"), "secondary"),
                 words(tr("The scan's own: %1 voxels of %2 mm")
                           .arg(extentText(m_mask->geometry.extent), spacingText(m_mask->geometry.spacing)),
                       ""));
    form->addRow(words(tr("File"), "secondary"), target);
    auto* buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addStretch();
    buttons->addWidget(m_close);
    buttons->addWidget(m_save);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kMargin, kMargin, kMargin, kMargin);
    layout->setSpacing(14);
    layout->addWidget(words(tr("Export the mask of %1").arg(m_case.title), "section"));
    layout->addLayout(form);
    layout->addWidget(m_message);
    layout->addStretch();
    layout->addLayout(buttons);

    connect(m_file, &QLineEdit::textChanged, this, &ExportDialog::check);
    connect(m_browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(m_save, &QPushButton::clicked, this, &ExportDialog::save);
    connect(m_close, &QPushButton::clicked, this, &QDialog::reject);
    connect(&m_runner, &TaskRunner::failed, this,
            [this](ErrorCode, const QString& message) { showError(message); });
}

QString ExportDialog::proposedFile() const
{
    QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    if (m_session != nullptr) {
        folder = textOf(m_session->folder().parent_path());
        if (const auto remembered = m_session->project().setting(kFolderSetting)) {
            const QString text = QString::fromStdString(*remembered);
            folder = QFileInfo(text).isDir() ? text : folder;
        }
    }
    return QDir(folder).filePath(m_case.title + QStringLiteral("_mask.nii.gz"));
}

QString ExportDialog::file() const
{
    const QString text = QDir::fromNativeSeparators(m_file->text().trimmed());
    const bool named = text.isEmpty() || imaging::isImageFile(pathOf(text));
    return named ? text : text + QStringLiteral(".nii.gz");
}

void ExportDialog::browse()
{
    const QString chosen =
        QFileDialog::getSaveFileName(this, tr("Export mask"), file(), tr("NIfTI (*.nii.gz *.nii)"), nullptr,
                                     QFileDialog::DontConfirmOverwrite);
    if (!chosen.isEmpty()) {
        m_file->setText(QDir::toNativeSeparators(chosen));
    }
}

void ExportDialog::check()
{
    const QFileInfo target(file());
    QString reason;
    if (m_file->text().trimmed().isEmpty()) {
        reason = tr("Say where the file goes.");
    } else if (!target.dir().exists()) {
        reason = tr("There is no folder %1.").arg(QDir::toNativeSeparators(target.path()));
    } else if (target.isDir()) {
        reason = tr("This is a folder; add a file name.");
    }
    m_save->setEnabled(reason.isEmpty());
    m_save->setText(target.exists() && reason.isEmpty() ? tr("Replace") : tr("Save"));
    if (!reason.isEmpty()) {
        say(*m_message, reason, "warning");
    } else if (target.exists()) {
        say(*m_message, tr("There is a file of this name; saving replaces it."), "warning");
    } else {
        say(*m_message, tr("The file is read back and compared after writing."), "secondary");
    }
}

void ExportDialog::save()
{
    if (m_runner.isRunning()) {
        return;
    }
    m_save->setEnabled(false);
    m_file->setEnabled(false);
    m_browse->setEnabled(false);
    say(*m_message, tr("Writing …"), "secondary");
    const auto target = pathOf(file());
    m_runner.start([this, target, mask = m_mask, scan = m_case.channels.front()](const TaskContext&) {
        const ExportCheck result = exportMask(target, *mask, scan);
        return TaskRunner::Publish([this, result] { showResult(result); });
    });
}

void ExportDialog::showResult(const ExportCheck& result)
{
    if (m_session != nullptr) {
        m_session->project().setSetting(kFolderSetting, QFileInfo(file()).absolutePath().toStdString());
    }
    say(*m_message,
        tr("✓ Written and read back: %1, %2, on the scan's grid.")
            .arg(countText(result.labels, tr("label"), tr("labels")),
                 countText(result.labeledVoxels, tr("labeled voxel"), tr("labeled voxels"))),
        "ok");
    m_save->hide();
    m_close->setText(tr("Close"));
    m_close->setDefault(true);
    m_close->setFocus();
}

void ExportDialog::showError(const QString& message)
{
    m_file->setEnabled(true);
    m_browse->setEnabled(true);
    m_save->setEnabled(true);
    say(*m_message, message, "error");
}

} // namespace seg::gui
