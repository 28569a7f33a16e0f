// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/viewmodels/ImportViewModel.h"

#include <QWidget>

#include <array>
#include <functional>
#include <memory>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace seg::gui {

class ImportCheckStep;
class ImportSourceStep;
class ImportStepPage;
class ProjectSession;
class StepList;

/// The import of a dataset as a page over the Data workspace: Source, Check, Channels and labels, Storage and
/// folds, Summary. Writes nothing before Import on the last step; from there a background job does the work.
class ImportWizard final : public QWidget {
    Q_OBJECT

public:
    /// \param session  the open project; outlives this.
    /// \param source   where to look at first; may be empty. One that was dropped goes on to the check by
    /// itself.
    ImportWizard(ProjectSession& session, const QString& source, const QString& browseFolder,
                 QWidget* parent = nullptr);
    ~ImportWizard() override;

    [[nodiscard]] ImportViewModel& model() noexcept { return *m_model; }
    [[nodiscard]] bool isSettled() const;
    void setSource(const QString& source); ///< asks first where something was decided about the one before
    /// Calls `drop`; where something was decided, as soon as the person says that it may go.
    void askToLeave(std::function<void()> drop);
    void goTo(ImportStep step);

Q_SIGNALS:
    void finished(const QString& sourceFolder); ///< the import runs as a job
    void cancelled();

protected:
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    void buildFrame(const QString& browseFolder, const QString& source);
    QWidget* buildSide();
    QWidget* buildFooter();
    void advanceWhenFound();
    void next();
    void back();
    void leave();
    void takeSource(const QString& source);
    void finish();
    void update();
    [[nodiscard]] ImportStep current() const;

    ProjectSession& m_session;
    std::unique_ptr<ImportViewModel> m_model;
    std::array<ImportStepPage*, kImportSteps> m_pages{};
    ImportSourceStep* m_source = nullptr;
    ImportCheckStep* m_check = nullptr;
    StepList* m_steps = nullptr;
    QStackedWidget* m_stack = nullptr;
    QLabel* m_reason = nullptr;
    QPushButton* m_back = nullptr;
    QPushButton* m_next = nullptr;
    bool m_advance = false; // the source was given: go on once it is found
};

} // namespace seg::gui
