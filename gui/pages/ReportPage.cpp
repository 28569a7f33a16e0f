// SPDX-License-Identifier: Apache-2.0
#include "gui/pages/ReportPage.h"

#include "core/base/Error.h"
#include "core/base/Files.h"
#include "gui/ProjectSession.h"
#include "gui/pages/ReportDetails.h"
#include "gui/tasks/TimeText.h"
#include "gui/theme/Theme.h"
#include "gui/viewmodels/RunText.h"
#include "gui/widgets/EmptyState.h"
#include "gui/widgets/Words.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace seg::gui {

namespace {

constexpr int kListWidth = 240;

QString pathOf(const std::filesystem::path& path)
{
    return QString::fromStdString(path.string());
}

QString reportName(const database::ReportRecord& report)
{
    return QStringLiteral("Report %1 · run %2")
        .arg(static_cast<qlonglong>(report.id))
        .arg(static_cast<qlonglong>(report.run));
}

void setKind(QPushButton& button, const char* kind)
{
    if (button.property("kind").toByteArray() != kind) {
        button.setProperty("kind", kind);
        restyle(&button);
    }
}

} // namespace

ReportPage::ReportPage(QWidget* parent) : Page(parent), m_stack(new QStackedWidget)
{
    setObjectName(QStringLiteral("reportPage"));
    m_noProject = new EmptyState(QStringLiteral("report"), QStringLiteral("No project is open"),
                                 QStringLiteral("Reports belong to a project and its runs."),
                                 QStringLiteral("New project…"));
    m_noRun = new EmptyState(
        QStringLiteral("report"), QStringLiteral("Nothing to report yet"),
        QStringLiteral("A report tells how well a trained run does on cases that it has not seen. Train one "
                       "first."),
        QStringLiteral("Go to Train"));
    m_content = makeContent();
    for (QWidget* page : {static_cast<QWidget*>(m_noProject), static_cast<QWidget*>(m_noRun), m_content}) {
        m_stack->addWidget(page);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    connect(m_noProject->button(), &QPushButton::clicked, this, &ReportPage::newProjectRequested);
    connect(m_noRun->button(), &QPushButton::clicked, this,
            [this] { Q_EMIT pageRequested(PageId::Train, {}); });
    connect(&m_model, &ReportViewModel::changed, this, &ReportPage::update);
    update();
}

QWidget* ReportPage::makeHeader()
{
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(words(QStringLiteral("Report"), "title"));
    names->addWidget(words(QStringLiteral("One page per report, complete in itself: to read, print or send."),
                           "secondary"));
    m_runs = new QComboBox;
    m_runs->setObjectName(QStringLiteral("reportRunCombo"));
    m_runs->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_make = new QPushButton(QStringLiteral("Make report"));
    m_make->setObjectName(QStringLiteral("makeReportButton"));
    m_make->setProperty("kind", "primary");
    auto* header = new QWidget;
    auto* layout = new QHBoxLayout(header);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(10);
    layout->addLayout(names, 1);
    layout->addWidget(m_runs);
    layout->addWidget(m_make);
    connect(m_make, &QPushButton::clicked, this,
            [this] { m_model.make(database::RunId{m_runs->currentData().toLongLong()}); });
    return header;
}

QWidget* ReportPage::makeReport()
{
    m_reportTitle = words({}, "section");
    m_reportLine = words({}, "secondary");
    m_reportLine->setMinimumWidth(1);
    auto* names = new QVBoxLayout;
    names->setSpacing(2);
    names->addWidget(m_reportTitle);
    names->addWidget(m_reportLine);
    m_open = new QPushButton(QStringLiteral("Open in browser"));
    m_open->setObjectName(QStringLiteral("openReportButton"));
    auto* folder = new QPushButton(QStringLiteral("Open folder"));
    folder->setObjectName(QStringLiteral("openReportFolderButton"));
    auto* save = new QPushButton(QStringLiteral("Save as…"));
    save->setObjectName(QStringLiteral("saveReportButton"));
    auto* head = new QHBoxLayout;
    head->setSpacing(8);
    head->addLayout(names, 1);
    for (QPushButton* part : {save, folder, m_open}) {
        head->addWidget(part);
    }
    m_details = new ReportDetails;
    m_report = new QWidget;
    auto* layout = new QVBoxLayout(m_report);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(size::kCardGap);
    layout->addLayout(head);
    layout->addWidget(m_details, 1);
    connect(m_open, &QPushButton::clicked, this, &ReportPage::openInBrowser);
    connect(folder, &QPushButton::clicked, this, &ReportPage::openFolder);
    connect(save, &QPushButton::clicked, this, &ReportPage::saveAs);
    return m_report;
}

QWidget* ReportPage::makeContent()
{
    m_failure = words({}, "error", true);
    m_failure->setObjectName(QStringLiteral("reportFailure"));
    m_list = new QListWidget;
    m_list->setObjectName(QStringLiteral("reportList"));
    m_list->setProperty("framed", true);
    m_list->setFixedWidth(kListWidth);
    m_none = words(QStringLiteral("No report was made yet. Choose a run above and press Make report."),
                   "secondary", true);
    m_none->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_none->setContentsMargins(0, 80, 0, 0);
    auto* right = new QVBoxLayout;
    right->addWidget(m_none, 1);
    right->addWidget(makeReport(), 1);
    auto* columns = new QHBoxLayout;
    columns->setSpacing(20);
    columns->addWidget(m_list);
    columns->addLayout(right, 1);
    auto* page = new QWidget;
    page->setProperty("role", "page");
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(size::kPageMarginX, size::kPageMarginY, size::kPageMarginX,
                               size::kPageMarginY);
    layout->setSpacing(16);
    layout->addWidget(makeHeader());
    layout->addWidget(m_failure);
    layout->addLayout(columns, 1);
    connect(m_list, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0) {
            m_model.select(database::ReportId{m_list->item(row)->data(Qt::UserRole).toLongLong()});
        }
    });
    auto* scroll = new QScrollArea;
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidget(page);
    return scroll;
}

void ReportPage::setSession(ProjectSession* session)
{
    m_hasSession = session != nullptr;
    m_model.setSession(session);
}

void ReportPage::open(const QVariant& argument)
{
    m_model.refresh();
    const int index = m_runs->findData(argument.toLongLong());
    if (index >= 0) {
        m_runs->setCurrentIndex(index);
    }
}

bool ReportPage::isSettled() const
{
    return m_model.isLoaded() && !m_model.isMaking();
}

void ReportPage::update()
{
    if (!m_hasSession) {
        m_stack->setCurrentWidget(m_noProject);
    } else if (m_model.runs().empty() && m_model.reports().empty()) {
        m_stack->setCurrentWidget(m_noRun);
    } else {
        m_stack->setCurrentWidget(m_content);
    }
    updateHeader();
    updateList();
    updateReport();
}

void ReportPage::updateHeader()
{
    const QVariant chosen = m_runs->currentData();
    m_runs->clear();
    for (const database::RunRecord& run : m_model.runs()) {
        m_runs->addItem(runSummary(run), static_cast<qlonglong>(run.id));
    }
    m_runs->setCurrentIndex(std::max(0, m_runs->findData(chosen)));
    const bool canMake = !m_model.isMaking() && m_runs->count() > 0;
    m_make->setEnabled(canMake);
    m_make->setText(m_model.isMaking() ? QStringLiteral("Making it…") : QStringLiteral("Make report"));
    m_make->setToolTip(m_runs->count() > 0 ? QString() : QStringLiteral("No run has finished an epoch yet."));
    setKind(*m_make, m_model.reports().empty() ? "primary" : "plain");
    setKind(*m_open, m_model.reports().empty() ? "plain" : "primary");
    m_failure->setText(m_model.failure());
    m_failure->setVisible(!m_model.failure().isEmpty());
}

void ReportPage::updateList()
{
    const QSignalBlocker blocked(m_list);
    m_list->clear();
    for (const database::ReportRecord& report : m_model.reports()) {
        auto* item =
            new QListWidgetItem(reportName(report) + QStringLiteral("\n") + whenText(report.createdAt));
        item->setData(Qt::UserRole, static_cast<qlonglong>(report.id));
        item->setSizeHint(QSize(kListWidth - 8, 2 * size::kTableRow - 6));
        m_list->addItem(item);
        if (m_model.report() != nullptr && m_model.report()->id == report.id) {
            m_list->setCurrentItem(item);
        }
    }
    m_list->setVisible(m_list->count() > 0);
}

void ReportPage::updateReport()
{
    const database::ReportRecord* report = m_model.report();
    m_report->setVisible(report != nullptr);
    m_none->setVisible(report == nullptr);
    if (report == nullptr) {
        return;
    }
    const reporting::ReportData* numbers = m_model.data();
    m_reportTitle->setText(numbers == nullptr ? reportName(*report)
                                              : QString::fromStdString(numbers->datasetName) +
                                                    QStringLiteral(" · evaluation"));
    m_reportLine->setText(numbers == nullptr
                              ? QString()
                              : QStringLiteral("%1 · %2 · %3 · %4")
                                    .arg(QString::fromStdString(numbers->runName),
                                         QString::fromStdString(numbers->options.configuration),
                                         numbers->options.fold < 0
                                             ? QStringLiteral("all cases")
                                             : QStringLiteral("fold %1").arg(numbers->options.fold),
                                         whenText(report->createdAt)));
    m_details->showData(numbers);
}

void ReportPage::openInBrowser()
{
    if (const database::ReportRecord* report = m_model.report()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(pathOf(report->file)));
    }
}

void ReportPage::openFolder()
{
    if (const database::ReportRecord* report = m_model.report()) {
        QDesktopServices::openUrl(QUrl::fromLocalFile(pathOf(report->file.parent_path())));
    }
}

void ReportPage::saveAs()
{
    const database::ReportRecord* report = m_model.report();
    if (report == nullptr) {
        return;
    }
    const QString name = QStringLiteral("report-run-%1.html").arg(static_cast<qlonglong>(report->run));
    const QString target = QFileDialog::getSaveFileName(this, QStringLiteral("Save the report"), name,
                                                        QStringLiteral("HTML pages (*.html)"));
    if (target.isEmpty()) {
        return;
    }
    try {
        copyFile(report->file, target.toStdString());
        m_failure->hide();
    } catch (const Error& error) {
        m_failure->setText(QString::fromStdString(error.what()));
        m_failure->show();
    }
}

} // namespace seg::gui
