// SPDX-License-Identifier: Apache-2.0
#include "gui/dialogs/NewProjectDialog.h"

#include "core/base/Files.h"
#include "gui/tasks/Computer.h"
#include "gui/tasks/TimeText.h"
#include "gui/theme/Theme.h"
#include "gui/widgets/ChoosePath.h"
#include "gui/widgets/Words.h"

#include <QDir>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kNewProjectWidth = 520;

QString freeName(const QString& folder)
{
    const QDir dir(folder);
    QString name = QStringLiteral("New study");
    for (int i = 2; dir.exists(name + QStringLiteral(".segwright")); ++i) {
        name = QStringLiteral("New study %1").arg(i);
    }
    return name;
}

} // namespace

NewProjectDialog::NewProjectDialog(const QString& projectsFolder, QWidget* parent)
    : QDialog(parent), m_name(new QLineEdit), m_folder(new QLineEdit(projectsFolder)),
      m_path(words({}, "hint", true)), m_space(words({}, "hint", true)),
      m_create(new QPushButton(QStringLiteral("Create")))
{
    setObjectName(QStringLiteral("newProjectDialog"));
    setWindowTitle(QStringLiteral("New project"));
    setFixedWidth(kNewProjectWidth);
    m_name->setObjectName(QStringLiteral("projectName"));
    m_folder->setObjectName(QStringLiteral("projectFolder"));
    m_create->setObjectName(QStringLiteral("createProject"));
    m_create->setProperty("kind", "primary");
    m_create->setDefault(true);
    m_name->setText(freeName(projectsFolder));
    m_name->selectAll();

    auto* browseButton = new QPushButton(QStringLiteral("Browse…"));
    browseButton->setAutoDefault(false);
    auto* folderRow = new QHBoxLayout;
    folderRow->addWidget(m_folder, 1);
    folderRow->addWidget(browseButton);

    auto* cancel = new QPushButton(QStringLiteral("Cancel"));
    cancel->setAutoDefault(false);
    auto* buttons = new QHBoxLayout;
    buttons->addStretch();
    buttons->addWidget(cancel);
    buttons->addWidget(m_create);

    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 20, 24, 16);
    layout->setSpacing(4);
    layout->addWidget(words(QStringLiteral("New project"), "title"));
    layout->addWidget(
        words(QStringLiteral("A folder for one study: its scans, plans, training runs and results."),
              "secondary", true));
    layout->addSpacing(12);
    layout->addWidget(words(QStringLiteral("Name"), "secondary"));
    layout->addWidget(m_name);
    layout->addSpacing(8);
    layout->addWidget(words(QStringLiteral("Folder"), "secondary"));
    layout->addLayout(folderRow);
    layout->addSpacing(8);
    layout->addWidget(m_path);
    layout->addWidget(m_space);
    layout->addSpacing(12);
    layout->addLayout(buttons);

    connect(m_name, &QLineEdit::textChanged, this, &NewProjectDialog::update);
    connect(m_folder, &QLineEdit::textChanged, this, &NewProjectDialog::update);
    connect(browseButton, &QPushButton::clicked, this, &NewProjectDialog::browse);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_create, &QPushButton::clicked, this, &QDialog::accept);
    update();
}

QString NewProjectDialog::name() const
{
    return m_name->text().trimmed();
}

QString NewProjectDialog::parentFolder() const
{
    QString folder = m_folder->text().trimmed();
    if (folder == QLatin1String("~") || folder.startsWith(QLatin1String("~/"))) {
        folder = QDir::homePath() + folder.mid(1);
    }
    return QDir::cleanPath(folder);
}

QString NewProjectDialog::projectFolder() const
{
    return QDir(parentFolder()).filePath(name() + QStringLiteral(".segwright"));
}

QString NewProjectDialog::problem() const
{
    if (name().isEmpty()) {
        return QStringLiteral("Give the project a name.");
    }
    if (name().contains(QLatin1Char('/')) || name().startsWith(QLatin1Char('.'))) {
        return QStringLiteral("The name becomes a folder: it cannot hold a slash or begin with a dot.");
    }
    if (m_folder->text().trimmed().isEmpty() || !QDir::isAbsolutePath(parentFolder())) {
        return QStringLiteral("Choose the folder that the project is made in.");
    }
    if (QFileInfo::exists(projectFolder())) {
        return QStringLiteral("There is a %1 already: choose another name.").arg(shortPath(projectFolder()));
    }
    return {};
}

void NewProjectDialog::update()
{
    const QString reason = problem();
    m_create->setEnabled(reason.isEmpty());
    m_create->setToolTip(reason);
    m_path->setProperty("role", reason.isEmpty() ? "hint" : "warning");
    m_path->setText(reason.isEmpty() ? QStringLiteral("Makes %1").arg(shortPath(projectFolder())) : reason);
    restyle(m_path);
    const bool known = QDir::isAbsolutePath(parentFolder());
    m_space->setText(known ? QStringLiteral("%1 free there; a study of 200 scans needs about 20 GiB.")
                                 .arg(bytesText(static_cast<double>(freeSpace(parentFolder().toStdString()))))
                           : QString());
}

void NewProjectDialog::browse()
{
    chooseFolder(this, QStringLiteral("Folder for the project"), parentFolder(),
                 [this](const QString& folder) { m_folder->setText(folder); });
}

} // namespace seg::gui
