// SPDX-License-Identifier: Apache-2.0
#include "gui/viewmodels/SplitsViewModel.h"

#include "core/base/Error.h"
#include "database/Project.h"
#include "gui/models/ValueText.h"

#include <QStringList>

#include <algorithm>
#include <filesystem>
#include <map>
#include <utility>

namespace seg::gui {

namespace {

constexpr std::size_t kRunsNamed = 3;

struct LoadedFolds {
    std::vector<CaseId> ids;
    std::vector<dataset::Split> folds;
    bool areStored = false;
    std::vector<dataset::Split> nnUNets;
    std::vector<database::RunId> begun;
    QString failure; // of reading the folds
};

/// What Project::splits() would make and keep on first use.
std::vector<dataset::Split> usualFolds(const std::vector<CaseId>& ids)
{
    FoldChoice choice;
    choice.count = std::min(choice.count, static_cast<int>(ids.size()));
    return makeFolds(ids, choice);
}

/// Damaged folds are no reason to show nothing: others can take their place.
void loadStored(database::Project& project, database::DatasetId dataset, LoadedFolds& loaded)
{
    try {
        loaded.areStored = std::filesystem::exists(project.preprocessedFolder(dataset) / "splits_final.json");
        loaded.folds = loaded.areStored ? project.splits(dataset) : usualFolds(loaded.ids);
    } catch (const Error& error) {
        loaded.failure = sentenceText(QString::fromStdString(error.what()));
    }
}

LoadedFolds loadFolds(const std::filesystem::path& folder, database::DatasetId dataset)
{
    database::Project project = database::Project::open(folder);
    LoadedFolds loaded;
    for (const Case& item : project.rawDataset(dataset).trainingCases) {
        loaded.ids.push_back(item.id);
    }
    std::sort(loaded.ids.begin(), loaded.ids.end());
    loadStored(project, dataset, loaded);
    if (loaded.ids.size() >= static_cast<std::size_t>(FoldChoice{}.count)) {
        loaded.nnUNets = makeFolds(loaded.ids, {});
    }
    for (const database::RunRecord& run : project.runs()) {
        if (run.dataset == dataset && run.startedAt != 0) {
            loaded.begun.insert(loaded.begun.begin(), run.id); // they come newest first
        }
    }
    return loaded;
}

} // namespace

SplitsViewModel::SplitsViewModel(std::filesystem::path project, database::DatasetId dataset, QObject* parent)
    : QObject(parent), m_project(std::move(project)), m_dataset(dataset)
{
    connect(&m_runner, &TaskRunner::succeeded, this, &SplitsViewModel::changed);
    connect(&m_runner, &TaskRunner::cancelled, this, [this] { takeFailure({}); });
    connect(&m_runner, &TaskRunner::failed, this,
            [this](ErrorCode, const QString& message) { takeFailure(message); });
}

void SplitsViewModel::takeFailure(const QString& message)
{
    m_isApplying = false;
    m_failure = sentenceText(message);
    Q_EMIT changed();
}

void SplitsViewModel::load()
{
    m_runner.start([this, folder = m_project, dataset = m_dataset](const TaskContext&) {
        LoadedFolds loaded = loadFolds(folder, dataset);
        return TaskRunner::Publish([this, loaded = std::move(loaded)] {
            m_rows.clear();
            for (const CaseId& id : loaded.ids) {
                m_rows.push_back({id, {}});
            }
            m_loaded = loaded.folds;
            m_areStored = loaded.areStored;
            m_nnUNets = loaded.nnUNets;
            m_begun = loaded.begun;
            m_storedFailure = loaded.failure;
            m_failure = loaded.failure;
            takeFolds(loaded.folds);
        });
    });
    Q_EMIT changed();
}

void SplitsViewModel::make(const FoldChoice& choice)
{
    m_failure.clear();
    m_runner.start([this, choice, ids = ids()](const TaskContext&) {
        std::vector<dataset::Split> folds = makeFolds(ids, choice);
        return TaskRunner::Publish([this, folds = std::move(folds)] { takeFolds(folds); });
    });
    Q_EMIT changed();
}

void SplitsViewModel::readFile(const QString& file)
{
    m_failure.clear();
    m_runner.start([this, file = std::filesystem::path(file.toStdString())](const TaskContext&) {
        std::vector<dataset::Split> folds = dataset::readSplits(file);
        return TaskRunner::Publish([this, folds = std::move(folds)] { takeFolds(folds); });
    });
    Q_EMIT changed();
}

void SplitsViewModel::move(const std::vector<CaseId>& ids, int fold)
{
    m_failure.clear();
    std::vector<dataset::Split> folds = m_folds;
    for (const CaseId& id : ids) {
        dataset::holdBack(folds, id, {fold});
    }
    takeFolds(std::move(folds));
    Q_EMIT changed();
}

void SplitsViewModel::takeBack()
{
    m_failure = m_storedFailure;
    takeFolds(m_loaded);
    Q_EMIT changed();
}

void SplitsViewModel::apply()
{
    m_failure.clear();
    m_isApplying = true;
    m_runner.start([this, folder = m_project, dataset = m_dataset, folds = m_folds](const TaskContext&) {
        database::Project::open(folder).setSplits(dataset, folds);
        return TaskRunner::Publish([this, folds] {
            m_isApplying = false;
            m_loaded = folds;
            m_areStored = true;
            m_storedFailure.clear();
            Q_EMIT applied();
        });
    });
    Q_EMIT changed();
}

std::vector<CaseId> SplitsViewModel::ids() const
{
    std::vector<CaseId> ids;
    for (const Row& row : m_rows) {
        ids.push_back(row.id);
    }
    return ids;
}

void SplitsViewModel::takeFolds(std::vector<dataset::Split> folds)
{
    m_folds = std::move(folds);
    std::map<CaseId, std::vector<int>> holding;
    for (std::size_t fold = 0; fold < m_folds.size(); ++fold) {
        for (const CaseId& id : m_folds[fold].validation) {
            holding[id].push_back(static_cast<int>(fold));
        }
    }
    for (Row& row : m_rows) {
        row.heldBackIn = holding[row.id];
    }
    QStringList problems;
    for (const std::string& problem : dataset::problemsOf(m_folds, ids())) {
        problems << QString::fromStdString(problem);
    }
    m_problem =
        problems.isEmpty()
            ? QString()
            : QStringLiteral("These folds cannot be used: %1.").arg(problems.join(QStringLiteral("; ")));
}

QString SplitsViewModel::summary() const
{
    if (m_folds.empty()) {
        return {};
    }
    const auto held = [this](auto isWanted) {
        return std::count_if(m_rows.begin(), m_rows.end(),
                             [&](const Row& row) { return isWanted(row.heldBackIn.size()); });
    };
    const QString text = QStringLiteral("%1 over %2")
                             .arg(countText(static_cast<qint64>(m_folds.size()), QStringLiteral("fold"),
                                            QStringLiteral("folds")),
                                  countText(static_cast<qint64>(m_rows.size()), QStringLiteral("case"),
                                            QStringLiteral("cases")));
    if (m_folds == m_nnUNets) {
        return text + QStringLiteral(", nnU-Net's own: each case is held back once.") + notStoredText();
    }
    const auto never = held([](std::size_t folds) { return folds == 0; });
    const auto often = held([](std::size_t folds) { return folds > 1; });
    if (never + often == 0) {
        return text + QStringLiteral("; each case is held back once.") + notStoredText();
    }
    QStringList odd;
    if (never > 0) {
        odd << countText(never, QStringLiteral("case is never held back"),
                         QStringLiteral("cases are never held back"));
    }
    if (often > 0) {
        odd << countText(often, QStringLiteral("case is held back more than once"),
                         QStringLiteral("cases are held back more than once"));
    }
    return text + QStringLiteral("; ") + odd.join(QStringLiteral(", ")) + u'.';
}

/// Of the folds that were made for showing alone.
QString SplitsViewModel::notStoredText() const
{
    return m_areStored || isChanged()
               ? QString()
               : QStringLiteral(" The project has none yet and makes these when they are first needed.");
}

QString SplitsViewModel::runsText() const
{
    if (m_begun.empty()) {
        return {};
    }
    QStringList names;
    for (std::size_t i = 0; i < std::min(kRunsNamed, m_begun.size()); ++i) {
        names << QString::number(static_cast<qint64>(m_begun[i]));
    }
    QString list = names.join(QStringLiteral(", "));
    if (m_begun.size() > kRunsNamed) {
        list += QStringLiteral(" and %1 more").arg(m_begun.size() - kRunsNamed);
    }
    const QString begun =
        m_begun.size() == 1
            ? QStringLiteral(
                  "Run %1 has begun and keeps the folds it began with: when resumed it learns from "
                  "the same cases and is measured on the same ones. ")
            : QStringLiteral("Runs %1 have begun and keep the folds they began with: when resumed they learn "
                             "from the same cases and are measured on the same ones. ");
    return begun.arg(list) + QStringLiteral("Runs that start from now on take the new folds, so that their "
                                            "Dice is measured on other cases.");
}

} // namespace seg::gui
