// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/ProjectSession.h"
#include "gui/pages/Page.h"

#include <QObject>
#include <QTemporaryDir>

#include <memory>

namespace seg::gui {

/// "Try the sample": the whole road as background jobs in a project of its own. A synthetic task is written,
/// imported, checked, planned and preprocessed; the schedule that ends in minutes on a CPU is trained; a scan
/// that was not learnt from is segmented and a report written. Each step starts when the one before has
/// succeeded; ending one ends the road.
class SampleRun final : public QObject {
    Q_OBJECT

public:
    static constexpr const char* kConfiguration = "3d_fullres";

    /// \param session  the parent; an empty project.
    explicit SampleRun(ProjectSession& session);

    void start();

Q_SIGNALS:
    void pageRequested(seg::gui::PageId page, const QVariant& argument);

private:
    void import(const std::shared_ptr<QTemporaryDir>& folder);
    void prepare(database::DatasetId dataset);
    void train(database::RunId run);
    void segment(database::RunId run);
    ProjectSession& m_session;
};

} // namespace seg::gui
