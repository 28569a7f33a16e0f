// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "gui/pages/Page.h"
#include "gui/viewmodels/HomeViewModel.h"

#include <array>

class QLabel;

namespace seg::gui {

class Card;
class Chip;
class RecentList;
class UserSettings;

/// The start: new project, open, the sample; recent projects; what this computer can do.
class HomePage final : public Page {
    Q_OBJECT

public:
    explicit HomePage(QWidget* parent = nullptr);

    void setSettings(UserSettings* settings); ///< outlives the page
    void setSession(ProjectSession* session) override;
    [[nodiscard]] bool isSettled() const override;

Q_SIGNALS:
    void sampleRequested();

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct FactCard {
        Card* card = nullptr;
        QLabel* name = nullptr;
        QLabel* words = nullptr;
        Chip* chip = nullptr;
    };
    QWidget* makeContent();
    QWidget* makeStartCards();
    QWidget* makeComputer();
    static FactCard makeFactCard();
    void refresh();
    void update();
    void updateComputer();
    void locate(const QString& missing);
    void takeLocated(const QString& missing, const QString& folder);

    UserSettings* m_settings = nullptr;
    HomeViewModel m_model;
    RecentList* m_recent = nullptr;
    std::array<FactCard, 3> m_facts{};
};

} // namespace seg::gui
