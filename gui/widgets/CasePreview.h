// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"
#include "gui/tasks/TaskRunner.h"
#include "gui/widgets/SlicePicture.h"

#include <QWidget>

#include <optional>
#include <vector>

class QBoxLayout;
class QLabel;

namespace seg::gui {

class ImageThumb;

/// Three slices of a case with its labels, read in the background; the latest request wins.
class CasePreview final : public QWidget {
    Q_OBJECT

public:
    explicit CasePreview(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);

    /// \param colors  chosen for the labels of its dataset.
    void showCase(const Case& item, const dataset::LabelColors& colors = {});
    void clear();
    [[nodiscard]] bool isLoading() const { return m_runner.isRunning() || m_next.has_value(); }

Q_SIGNALS:
    void loaded(); ///< the case asked for last is on screen, or cannot be read

private:
    struct Wish {
        Case item;
        dataset::LabelColors colors;
    };
    void start(const Wish& wish);
    void startNext();
    void showPictures(const std::vector<SlicePicture>& pictures);

    std::vector<ImageThumb*> m_thumbs;
    QLabel* m_note = nullptr;
    std::optional<Wish> m_next; // asked for while another was being read
    bool m_wanted = false;
    TaskRunner m_runner; // last member
};

} // namespace seg::gui
