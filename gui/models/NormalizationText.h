// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include <string>

namespace seg::gui {

/// How a channel's intensities will be normalized, and why, in words.
struct NormalizationText {
    QString name;
    QString because;
};

/// What nnU-Net's rule gives a channel by its name (nnunet-v2 §3.4).
[[nodiscard]] NormalizationText normalizationText(const std::string& channelName);

} // namespace seg::gui
