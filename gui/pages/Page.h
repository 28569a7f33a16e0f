// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QVariant>
#include <QWidget>

namespace seg::gui {

class ProjectSession;

/// The workspaces of the rail, in its order. Only those that work are shown.
enum class PageId { Home, Data, Plan, Train, Segment, Review, Report };

/// One workspace. The main window owns it, hands it the open project and shows its dock and status text.
class Page : public QWidget {
    Q_OBJECT

public:
    using QWidget::QWidget;

    /// The project to show, or null when none is open. Outlives the call until the next setSession().
    virtual void setSession(ProjectSession* session) = 0;

    /// Something to show first, e.g. a run id or a list of dropped scans; meaning is the page's own.
    virtual void open(const QVariant& argument) { Q_UNUSED(argument); }

    /// What stands in the right dock while this page is in front; null for none. Owned by the page.
    virtual QWidget* dockContent() { return nullptr; }

    /// Whether tables are filled and panes rendered, so that a screenshot shows the page as a person sees it.
    [[nodiscard]] virtual bool isSettled() const { return true; }

Q_SIGNALS:
    void pageRequested(seg::gui::PageId page, const QVariant& argument); ///< go to another workspace
    void statusTextChanged(const QString& text);                         ///< left part of the status bar
    void newProjectRequested();
    void openProjectRequested(const QString& folder); ///< empty asks for one
    void importRequested(const QString& source);      ///< opens the wizard; empty asks for a source
    void dockContentChanged();                        ///< dockContent() has another answer now
};

} // namespace seg::gui

Q_DECLARE_METATYPE(seg::gui::PageId)
