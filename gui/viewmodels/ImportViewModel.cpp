// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/ImportViewModel.h"

#include "core/base/Files.h"
#include "core/dataset/FixedCase.h"
#include "gui/models/ValueText.h"
#include "gui/tasks/TimeText.h"

#include <QFileInfo>

#include <algorithm>
#include <chrono>
#include <system_error>
#include <utility>

namespace seg::gui {

namespace {

std::int64_t bytesOf(const std::vector<Case>& cases)
{
    std::int64_t sum = 0;
    const auto add = [&sum](const std::filesystem::path& file) {
        std::error_code code;
        const auto bytes = std::filesystem::file_size(file, code);
        sum += code ? 0 : static_cast<std::int64_t>(bytes);
    };
    for (const Case& item : cases) {
        for (const auto& channel : item.channels) {
            add(channel);
        }
        if (item.label) {
            add(*item.label);
        }
    }
    return sum;
}

} // namespace

ImportViewModel::ImportViewModel(std::filesystem::path unpackFolder, QObject* parent)
    : QObject(parent), m_unpackFolder(std::move(unpackFolder))
{
    const auto casesChanged = [this] { m_foldsBlock.reset(); };
    connect(&m_cases, &CaseTableModel::modelReset, this, casesChanged);
    connect(&m_cases, &CaseTableModel::dataChanged, this, casesChanged); // one was excluded, or is in again
    connect(&m_looker, &TaskRunner::progressed, this, [this](double fraction, const QString& what) {
        m_sourceMessage = QStringLiteral("%1 (%2 %)").arg(what).arg(fraction * 100.0, 0, 'f', 0);
        Q_EMIT sourceChanged();
    });
    const auto ended = [this] {
        if (std::exchange(m_lookAgain, false)) {
            lookNow();
        }
    };
    connect(&m_looker, &TaskRunner::succeeded, this, ended);
    connect(&m_looker, &TaskRunner::cancelled, this, ended);
    connect(&m_looker, &TaskRunner::failed, this, [this, ended](ErrorCode, const QString& message) {
        if (!m_lookAgain) {
            m_sourceState = SourceState::Failed;
            m_sourceMessage = message;
            Q_EMIT sourceChanged();
        }
        ended();
    });

    connect(&m_checker, &TaskRunner::progressed, this, [this](double fraction, const QString& what) {
        m_checkFraction = fraction;
        m_checkMessage = what;
        Q_EMIT checkChanged();
    });
    const auto checkEnded = [this](CheckState state, const QString& message) {
        const bool stale = std::exchange(m_checkStale, false);
        m_checkState = stale ? CheckState::NotRun : state;
        m_checkMessage = stale ? QString() : message;
        if (std::exchange(m_checkAgain, false)) {
            startCheck();
        }
        Q_EMIT checkChanged();
    };
    connect(&m_checker, &TaskRunner::succeeded, this, [checkEnded] { checkEnded(CheckState::Done, {}); });
    connect(&m_checker, &TaskRunner::cancelled, this,
            [checkEnded] { checkEnded(CheckState::Cancelled, {}); });
    connect(&m_checker, &TaskRunner::failed, this,
            [checkEnded](ErrorCode, const QString& message) { checkEnded(CheckState::Failed, message); });
}

void ImportViewModel::setPath(const QString& path)
{
    const QString trimmed = path.trimmed();
    if (trimmed == m_path) {
        return;
    }
    m_path = trimmed;
    m_sourceOptions = {};
    lookAgain();
}

void ImportViewModel::setPattern(const dataset::FilePattern& pattern)
{
    m_sourceOptions.pattern = pattern;
    lookAgain();
}

bool ImportViewModel::canTakePattern() const
{
    if (m_sourceState == SourceState::Found) {
        return m_source.kind == dataset::SourceKind::PlainFolder;
    }
    return m_sourceState == SourceState::Failed && QFileInfo(m_path).isDir();
}

void ImportViewModel::lookAgain()
{
    m_folds = {}; // who the patients are was said of other cases
    forgetCheck();
    m_source = {};
    m_unpacked.reset();
    if (m_path.isEmpty()) {
        m_sourceState = SourceState::Empty;
        m_looker.cancel();
        Q_EMIT sourceChanged();
        return;
    }
    if (m_looker.isRunning()) {
        m_lookAgain = true;
        m_looker.cancel();
    } else {
        lookNow();
    }
}

void ImportViewModel::lookNow()
{
    if (m_path.isEmpty()) {
        return;
    }
    m_sourceState = SourceState::Looking;
    m_sourceMessage = QStringLiteral("Looking at the source…");
    Q_EMIT sourceChanged();
    m_looker.start([this, path = std::filesystem::path(m_path.toStdString()), options = m_sourceOptions,
                    folder = m_unpackFolder](const TaskContext& context) {
        Found found = look(path, options, folder, context);
        return TaskRunner::Publish([this, path, found = std::move(found)] {
            if (!m_lookAgain && path == std::filesystem::path(m_path.toStdString())) {
                takeSource(found);
            }
        });
    });
}

ImportViewModel::Found ImportViewModel::look(const std::filesystem::path& path,
                                             const dataset::SourceOptions& options,
                                             const std::filesystem::path& unpackFolder,
                                             const TaskContext& context)
{
    Found found;
    if (dataset::needsUnpacking(path)) {
        found.unpacked = std::make_shared<QTemporaryDir>(
            QString::fromStdString(pathText(unpackFolder / ".unpack-XXXXXX")));
        if (!found.unpacked->isValid()) {
            throw Error(ErrorCode::NoPermission, "cannot unpack " + pathText(path) + " into " +
                                                     pathText(unpackFolder) +
                                                     ": the folder cannot be written.");
        }
    }
    const std::string scratch = found.unpacked ? found.unpacked->path().toStdString() : std::string();
    found.source = dataset::openAnySource(path, scratch, options, context);
    found.bytes = bytesOf(found.source.trainingCases) + bytesOf(found.source.testCases);
    return found;
}

void ImportViewModel::takeSource(Found found)
{
    m_source = std::move(found.source);
    m_unpacked = std::move(found.unpacked);
    m_sourceBytes = found.bytes;
    m_sourceState = SourceState::Found;
    m_sourceMessage.clear();
    m_name = QString::fromStdString(m_source.name);
    m_number = m_source.number > 0 ? m_source.number : 1;
    while (isNumberTaken() && m_number < 999) {
        ++m_number; // the same task a second time gets the next free number
    }
    m_foundChannels = m_source.channelNames;
    m_labels = LabelDraft(m_source.labels);
    m_cases.setCases(m_source.trainingCases);
    Q_EMIT sourceChanged();
    Q_EMIT optionsChanged();
}

void ImportViewModel::forgetCheck()
{
    m_check = {};
    m_datasetFixes.clear();
    m_checkFraction = 0.0;
    m_checkAgain = false;
    if (m_checker.isRunning()) {
        m_checkStale = true;
        m_checker.cancel();
    }
    m_checkState = CheckState::NotRun;
    m_cases.setCases({});
    Q_EMIT checkChanged();
}

void ImportViewModel::startCheck()
{
    if (m_sourceState != SourceState::Found || m_checkState == CheckState::Running ||
        m_checkState == CheckState::Done) {
        return;
    }
    if (m_checker.isRunning()) {
        m_checkAgain = true; // the check of another source is about to end
        return;
    }
    m_checkState = CheckState::Running;
    m_checkFraction = 0.0;
    m_checkMessage = QStringLiteral("Reading the cases…");
    Q_EMIT checkChanged();
    m_checker.start([this, raw = dataset::asRawDataset(m_source)](const TaskContext& context) {
        const auto start = std::chrono::steady_clock::now();
        dataset::DatasetCheck check = dataset::checkDataset(raw, context);
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
        return TaskRunner::Publish([this, check = std::move(check), seconds = took.count()] {
            if (!m_checkStale) {
                m_check = check;
                m_checkSeconds = seconds;
                m_cases.setCheck(m_check, m_source.labels);
            }
        });
    });
}

void ImportViewModel::cancelCheck()
{
    m_checker.cancel();
}

const Case* ImportViewModel::caseOf(const CaseId& id) const
{
    for (const Case& item : m_source.trainingCases) {
        if (item.id == id) {
            return &item;
        }
    }
    return nullptr;
}

std::function<Case(const std::filesystem::path&, const TaskContext&)>
ImportViewModel::fixing(const CaseId& id) const
{
    const int row = m_cases.rowOf(id);
    if (row < 0 || std::ranges::none_of(m_cases.fixes(row), [](const dataset::Fix& fix) {
            return dataset::changesFiles(fix.kind);
        })) {
        return {};
    }
    dataset::RawDataset source;
    source.folder = m_source.folder;
    source.name = m_source.name;
    source.manifest.labels = labelScheme();
    source.trainingCases = m_source.trainingCases;
    return [source = std::move(source), id, fixes = m_cases.fixes(row)](const std::filesystem::path& folder,
                                                                        const TaskContext& context) {
        return dataset::fixedCase(source, id, fixes, folder, context);
    };
}

void ImportViewModel::decide(const dataset::Fix& fix)
{
    if (fix.caseId.name.empty()) {
        m_datasetFixes.push_back(fix);
    } else {
        m_cases.addFix(fix);
    }
    Q_EMIT decisionsChanged();
}

void ImportViewModel::takeBack(const CaseId& id)
{
    if (id.name.empty()) {
        m_datasetFixes.clear();
    } else {
        m_cases.removeFixes(id);
    }
    Q_EMIT decisionsChanged();
}

bool ImportViewModel::hasDecisions() const
{
    return m_sourceState == SourceState::Found &&
           (!m_datasetFixes.empty() || !m_cases.allFixes().empty() ||
            m_source.channelNames != m_foundChannels || m_labels != LabelDraft(m_source.labels) ||
            m_folds != FoldChoice{});
}

void ImportViewModel::setLabels(LabelDraft labels)
{
    m_labels = std::move(labels);
    Q_EMIT optionsChanged();
}

dataset::LabelScheme ImportViewModel::labelScheme() const
{
    try {
        return m_labels.scheme();
    } catch (const Error&) { // labelsBlock() says what is wrong with it
        return m_source.labels;
    }
}

void ImportViewModel::setChannelName(std::size_t channel, const QString& name)
{
    m_source.channelNames.at(channel) = name.trimmed().toStdString();
    Q_EMIT optionsChanged();
}

void ImportViewModel::setMode(dataset::ImportMode mode)
{
    if (mode != m_mode) {
        m_mode = mode;
        Q_EMIT optionsChanged();
    }
}

void ImportViewModel::setName(const QString& name)
{
    if (name.trimmed() != m_name) {
        m_name = name.trimmed();
        Q_EMIT optionsChanged();
    }
}

void ImportViewModel::setNumber(int number)
{
    if (number != m_number) {
        m_number = number;
        Q_EMIT optionsChanged();
    }
}

void ImportViewModel::setFolds(const FoldChoice& folds)
{
    if (!(folds == m_folds)) {
        m_folds = folds;
        m_foldsBlock.reset();
        Q_EMIT optionsChanged();
    }
}

void ImportViewModel::setPlanAfterwards(bool plan)
{
    if (plan != m_planAfterwards) {
        m_planAfterwards = plan;
        Q_EMIT optionsChanged();
    }
}

QString ImportViewModel::datasetName() const
{
    return QStringLiteral("Dataset%1_%2").arg(m_number, 3, 10, QLatin1Char('0')).arg(m_name);
}

std::vector<CaseId> ImportViewModel::includedIds() const
{
    std::vector<CaseId> ids;
    for (int row = 0; row < m_cases.rowCount(); ++row) {
        if (!m_cases.isExcluded(row)) {
            ids.push_back(m_cases.caseCheck(row).id);
        }
    }
    return ids;
}

int ImportViewModel::includedCases() const
{
    return static_cast<int>(includedIds().size());
}

QString ImportViewModel::checkBlock() const
{
    switch (m_checkState) {
    case CheckState::NotRun:
    case CheckState::Running:
        return QStringLiteral("The cases are being read; Next is free when that is done.");
    case CheckState::Cancelled:
        return QStringLiteral("The check was cancelled: check again to go on.");
    case CheckState::Failed:
        return QStringLiteral("The check could not be done: %1").arg(m_checkMessage);
    case CheckState::Done:
        break;
    }
    const int errors = m_cases.count(dataset::Severity::Error);
    if (errors == 1) {
        return QStringLiteral(
            "1 error is left: fix it, exclude the case, or ignore it with a note, to go on.");
    }
    if (errors > 1) {
        return QStringLiteral(
                   "%1 errors are left: fix them, exclude the cases, or ignore them with a note, to go on.")
            .arg(errors);
    }
    for (const dataset::Issue& issue : m_check.issues) {
        if (issue.severity == dataset::Severity::Error && !gui::isSettled(issue, m_datasetFixes)) {
            return QString::fromStdString(issue.text);
        }
    }
    return {};
}

QString ImportViewModel::labelsBlock() const
{
    for (const std::string& name : m_source.channelNames) {
        if (name.empty()) {
            return QStringLiteral("Every channel needs a name.");
        }
    }
    try {
        static_cast<void>(m_labels.scheme());
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

/// A number belongs to one dataset: nnU-Net finds datasets by it.
bool ImportViewModel::isNumberTaken() const
{
    const QString prefix = QStringLiteral("Dataset%1_").arg(m_number, 3, 10, QLatin1Char('0'));
    return std::any_of(m_takenNames.begin(), m_takenNames.end(),
                       [&prefix](const QString& name) { return name.startsWith(prefix); });
}

QString ImportViewModel::foldsBlock() const
{
    if (!m_foldsBlock) {
        m_foldsBlock = findFoldsBlock();
    }
    return *m_foldsBlock;
}

QString ImportViewModel::findFoldsBlock() const
{
    if (includedCases() < m_folds.count) {
        return QStringLiteral("%1 left, but %2 folds need at least as many.")
            .arg(countText(includedCases(), QStringLiteral("case is"), QStringLiteral("cases are")))
            .arg(m_folds.count);
    }
    if (m_folds.rule != FoldRule::ByPatient) {
        return {};
    }
    try {
        static_cast<void>(makeFolds(includedIds(), m_folds));
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

QString ImportViewModel::storageBlock() const
{
    if (m_name.isEmpty()) {
        return QStringLiteral("Give the dataset a name.");
    }
    for (const QChar letter : m_name) {
        if (!letter.isLetterOrNumber() && letter != QLatin1Char('_') && letter != QLatin1Char('-')) {
            return QStringLiteral("The name may have letters, digits, _ and -, not “%1”.").arg(letter);
        }
    }
    if (const QString folds = foldsBlock(); !folds.isEmpty()) {
        return folds;
    }
    if (isNumberTaken()) {
        return QStringLiteral("The project has a dataset %1 already: choose another number.").arg(m_number);
    }
    if (m_mode == dataset::ImportMode::Copy && m_freeBytes >= 0 && m_sourceBytes > m_freeBytes) {
        return QStringLiteral(
                   "The copy needs %1, but only %2 are free: reference the files or free some space.")
            .arg(bytesText(static_cast<double>(m_sourceBytes)), bytesText(static_cast<double>(m_freeBytes)));
    }
    return {};
}

QString ImportViewModel::blockedReason(ImportStep step) const
{
    switch (step) {
    case ImportStep::Source:
        switch (m_sourceState) {
        case SourceState::Empty:
            return QStringLiteral("Choose the folder or archive of a task to go on.");
        case SourceState::Looking:
        case SourceState::Failed:
            return m_sourceMessage;
        case SourceState::Found:
            return {};
        }
        return {};
    case ImportStep::Check:
        return checkBlock();
    case ImportStep::Labels:
        return labelsBlock();
    case ImportStep::Storage:
    case ImportStep::Summary:
        return storageBlock();
    }
    return {};
}

ImportRequest ImportViewModel::request() const
{
    ImportRequest request;
    request.source = m_source;
    request.source.labels = m_labels.scheme();
    request.options.id = m_number;
    request.options.name = m_name.toStdString();
    // What was unpacked or converted goes away after the import.
    request.options.mode = m_unpacked ? dataset::ImportMode::Copy : m_mode;
    request.folds = m_folds;
    request.labelColors = m_labels.colors();
    request.planAfterwards = m_planAfterwards;
    request.unpacked = m_unpacked;
    request.fixes = m_datasetFixes;
    for (const dataset::Fix& fix : m_cases.allFixes()) {
        if (fix.kind == dataset::FixKind::ExcludeCase) {
            request.options.exclude.insert(fix.caseId);
        } else {
            request.fixes.push_back(fix);
        }
    }
    return request;
}

bool ImportViewModel::isSettled() const
{
    return !m_looker.isRunning() && !m_checker.isRunning();
}

} // namespace seg::gui
