// SPDX-License-Identifier: Apache-2.0
// Fixes of a dataset: what was there is kept, so that each can be undone.
#include "core/base/Error.h"
#include "core/base/Files.h"
#include "core/base/ScratchFolder.h"
#include "database/ProjectImpl.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace seg::database {

namespace fs = std::filesystem;

namespace {

bool isThere(const fs::path& file) // also a link that leads nowhere
{
    std::error_code error;
    return fs::exists(fs::symlink_status(file, error));
}

/// Puts the same content or the same link at another place of the project; costs no space where it can.
void cloneFile(const fs::path& from, const fs::path& to)
{
    createFolders(to.parent_path());
    std::error_code error;
    if (fs::is_symlink(fs::symlink_status(from))) {
        fs::copy_symlink(from, to, error);
        if (error) {
            throw ioError("keep", pathText(from), error.value());
        }
        return;
    }
    fs::create_hard_link(from, to, error);
    if (error) { // the file system knows no hard links
        copyFile(from, to);
    }
}

void moveOver(const fs::path& from, const fs::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0) {
        throw ioError("write", pathText(to), errno);
    }
    std::error_code ignored; // it is still there when both are one file, which rename() leaves alone
    fs::remove(from, ignored);
}

void keepOriginals(const fs::path& dataset, const std::vector<fs::path>& files, const fs::path& kept)
{
    std::error_code ignored; // there is rarely anything: what a fix that was never recorded left
    fs::remove_all(kept, ignored);
    for (const fs::path& file : files) {
        if (isThere(dataset / file)) {
            cloneFile(dataset / file, kept / file);
        }
    }
}

void restoreOriginals(const fs::path& dataset, const std::vector<fs::path>& files, const fs::path& kept)
{
    for (const fs::path& file : files) {
        const fs::path target = dataset / file;
        if (isThere(kept / file)) {
            const fs::path beside = target.parent_path() / (".restoring-" + pathText(target.filename()));
            std::error_code ignored; // of a restore that was killed
            fs::remove(beside, ignored);
            cloneFile(kept / file, beside);
            moveOver(beside, target);
        }
    }
}

void replaceFiles(const std::vector<dataset::FixedFile>& files)
{
    for (const dataset::FixedFile& fixed : files) {
        if (fixed.replacement) {
            moveOver(*fixed.replacement, fixed.file);
        } else if (isThere(fixed.file)) {
            std::error_code error;
            fs::remove(fixed.file, error);
            if (error) {
                throw ioError("remove", pathText(fixed.file), error.value());
            }
        }
    }
}

bool changesVoxels(dataset::FixKind kind)
{
    using dataset::FixKind;
    switch (kind) {
    case FixKind::CopyGeometry:
    case FixKind::UseSform:
    case FixKind::UseQform:
    case FixKind::StraightenAxes:
    case FixKind::CorrectCount:
    case FixKind::IgnoreFinding:
        return false;
    default:
        return true;
    }
}

bool shareAFile(const FixRecord& a, const FixRecord& b)
{
    return std::any_of(a.files.begin(), a.files.end(), [&](const fs::path& file) {
        return std::find(b.files.begin(), b.files.end(), file) != b.files.end();
    });
}

/// The folds that are stored; none before they were made.
std::vector<dataset::Split> storedSplits(const fs::path& file)
{
    return fs::exists(file) ? dataset::readSplits(file) : std::vector<dataset::Split>();
}

std::vector<fs::path> relativeFiles(const dataset::PreparedFix& prepared, const fs::path& dataset)
{
    std::vector<fs::path> files;
    for (const dataset::FixedFile& fixed : prepared.files) {
        files.push_back(fixed.file.lexically_relative(dataset));
    }
    return files;
}

} // namespace

FixRecord Project::applyFix(DatasetId id, const dataset::Fix& fix, const TaskContext& context)
{
    const dataset::RawDataset raw = rawDataset(id);
    const fs::path originals = m_impl->folder / "originals" / raw.name;
    const fs::path splitsFile = preprocessedFolder(id) / "splits_final.json";
    const ScratchFolder work(originals / fmt::format(".fixing-{}", ::getpid()));
    const dataset::PreparedFix prepared = dataset::prepareFix(raw, fix, work.path(), context);
    context.throwIfStopped(); // from here on it is a matter of renaming

    FixRecord record;
    record.dataset = id;
    record.fix = fix;
    record.text = prepared.text;
    record.files = relativeFiles(prepared, raw.folder);
    const bool excludes = fix.kind == dataset::FixKind::ExcludeCase;
    auto splits = excludes ? storedSplits(splitsFile) : std::vector<dataset::Split>();
    {
        Transaction transaction(m_impl->database);
        record.id = m_impl->fixes.add(record, dataset::foldsHolding(splits, fix.caseId));
        keepOriginals(raw.folder, record.files,
                      numberedFolder(originals, static_cast<std::int64_t>(record.id)));
        transaction.commit();
    }
    try {
        replaceFiles(prepared.files);
    } catch (const Error&) {
        const fs::path kept = numberedFolder(originals, static_cast<std::int64_t>(record.id));
        restoreOriginals(raw.folder, record.files, kept);
        m_impl->fixes.remove(record.id);
        std::error_code ignored; // the failure is already on its way to the user
        fs::remove_all(kept, ignored);
        throw;
    }
    if (!splits.empty()) {
        dataset::takeOut(splits, fix.caseId);
        dataset::writeSplits(splitsFile, splits);
    }
    if (fix.kind == dataset::FixKind::RenumberLabels) {
        m_impl->renumberColors(id, raw.manifest.labels, false);
    }
    m_impl->contentChanged(id, fix);
    return *m_impl->fixes.find(record.id);
}

std::vector<FixRecord> Project::fixes(DatasetId id) const
{
    return m_impl->fixes.of(id);
}

void Project::undoFix(FixId id, const TaskContext& context)
{
    context.throwIfStopped();
    const auto number = static_cast<std::int64_t>(id);
    const auto record = m_impl->fixes.find(id);
    if (!record) {
        throw Error(ErrorCode::NotFound, fmt::format("cannot undo fix {}: there is none of this number in {}",
                                                     number, pathText(m_impl->folder)));
    }
    if (record->undoneAt != 0) {
        throw Error(ErrorCode::InvalidArgument,
                    fmt::format("cannot undo fix {}: it is undone already", number));
    }
    for (const FixRecord& other : m_impl->fixes.of(record->dataset)) {
        if (other.id > id && other.undoneAt == 0 && shareAFile(other, *record)) {
            throw Error(ErrorCode::InvalidArgument,
                        fmt::format("cannot undo fix {}: fix {} changed the same files later; undo that one "
                                    "first",
                                    number, static_cast<std::int64_t>(other.id)));
        }
    }
    const DatasetRecord dataset = m_impl->dataset(record->dataset);
    const fs::path kept = numberedFolder(m_impl->folder / "originals" / dataset.name, number);
    restoreOriginals(dataset.folder, record->files, kept);
    if (record->fix.kind == dataset::FixKind::ExcludeCase) {
        const fs::path splitsFile = preprocessedFolder(record->dataset) / "splits_final.json";
        auto splits = storedSplits(splitsFile);
        if (!splits.empty()) {
            dataset::holdBack(splits, record->fix.caseId, m_impl->fixes.heldBackIn(id));
            dataset::writeSplits(splitsFile, splits);
        }
    }
    if (record->fix.kind == dataset::FixKind::RenumberLabels) {
        m_impl->renumberColors(record->dataset, rawDataset(record->dataset).manifest.labels, true);
    }
    m_impl->contentChanged(record->dataset, record->fix);
    m_impl->fixes.markUndone(id);
    std::error_code ignored; // the files are in place again
    fs::remove_all(kept, ignored);
}

void Project::Impl::renumberColors(DatasetId id, const dataset::LabelScheme& gapped, bool undo)
{
    std::vector<int> values = gapped.allLabels();
    if (const auto ignored = gapped.ignoreLabel()) {
        values.push_back(*ignored);
    }
    const dataset::LabelColors colors = datasets.labelColors(id);
    dataset::LabelColors moved;
    for (std::size_t index = 0; index < values.size(); ++index) {
        const int number = static_cast<int>(index);
        const auto color = colors.find(undo ? number : values[index]);
        if (color != colors.end()) {
            moved[undo ? values[index] : number] = color->second;
        }
    }
    if (moved != colors) {
        datasets.setLabelColors(id, moved);
    }
}

void Project::Impl::contentChanged(DatasetId id, const dataset::Fix& fix)
{
    const DatasetRecord record = dataset(id);
    datasets.replaceContent(id, dataset::openRawDataset(record.folder));
    if (changesVoxels(fix.kind)) {
        datasets.forgetFingerprint(id);
        std::error_code ignored; // it is written anew with the next fingerprint
        fs::remove(folder / "preprocessed" / record.name / "dataset_fingerprint.json", ignored);
    }
}

void Project::Impl::noteIgnored(DatasetId id, dataset::DatasetCheck& check) const
{
    std::vector<std::vector<dataset::Issue>*> lists{&check.issues};
    for (dataset::CaseCheck& item : check.cases) {
        lists.push_back(&item.issues);
    }
    for (const FixRecord& record : fixes.of(id)) {
        if (record.fix.kind != dataset::FixKind::IgnoreFinding || record.undoneAt != 0) {
            continue;
        }
        for (std::vector<dataset::Issue>* list : lists) {
            for (dataset::Issue& issue : *list) {
                if (issue.caseId == record.fix.caseId && issue.kind == record.fix.finding) {
                    issue.severity = std::min(issue.severity, dataset::Severity::Note);
                    issue.text += record.fix.note.empty() ? " Ignored by decision."
                                                          : " Ignored by decision: " + record.fix.note;
                }
            }
        }
    }
}

} // namespace seg::database
