// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace seg::gui {

/// A duration as a person says it: "8 s", "3 min", "1 h 12 min", "2 d 4 h".
[[nodiscard]] QString durationText(double seconds);

/// A moment (UTC seconds since 1970) as a list shows it: "today, 10:12", "yesterday", "3 days ago", "2 weeks
/// ago", then the date. Empty for 0.
[[nodiscard]] QString whenText(qint64 epochSeconds, qint64 nowSeconds);
[[nodiscard]] QString whenText(qint64 epochSeconds); ///< seen from now

/// "412 GiB", "18.4 GiB", "38 MiB", "512 B".
[[nodiscard]] QString bytesText(double bytes);

} // namespace seg::gui
