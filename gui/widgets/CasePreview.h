// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dataset/Case.h"
#include "gui/tasks/TaskRunner.h"
#include "gui/widgets/SlicePicture.h"

#include <QWidget>

#include <filesystem>
#include <functional>
#include <optional>
#include <vector>

class QBoxLayout;
class QLabel;
class QPushButton;

namespace seg::gui {

class ImageThumb;

/// Three slices of a case with its labels, read in the background; the latest request wins. A case that will
/// be fixed is shown with its fixes or, at a press, as it is.
class CasePreview final : public QWidget {
    Q_OBJECT

public:
    explicit CasePreview(Qt::Orientation orientation = Qt::Horizontal, QWidget* parent = nullptr);

    /// Makes a case as its fixes leave it, in a folder for new files; for a worker.
    using Fixing = std::function<Case(const std::filesystem::path& folder, const TaskContext& context)>;

    /// \param colors  chosen for the labels of its dataset. \param fixing  empty when nothing will be fixed.
    void showCase(const Case& item, const dataset::LabelColors& colors = {}, const Fixing& fixing = {});
    void clear();
    [[nodiscard]] bool isLoading() const { return m_runner.isRunning() || m_next.has_value(); }

Q_SIGNALS:
    void loaded(); ///< the case asked for last is on screen, or cannot be read

private:
    struct Wish {
        Case item;
        dataset::LabelColors colors;
        Fixing fixing;
    };
    QWidget* makeChoice();
    void show(const Wish& wish);
    void start(const Wish& wish);
    void startNext();
    void showPictures(const std::vector<SlicePicture>& pictures);

    std::vector<ImageThumb*> m_thumbs;
    QLabel* m_note = nullptr;
    QWidget* m_choice = nullptr; // between before and after
    QPushButton* m_after = nullptr;
    std::optional<Wish> m_shown; // the case asked for last
    std::optional<Wish> m_next;  // asked for while another was being read
    TaskRunner m_runner;         // last member
};

} // namespace seg::gui
