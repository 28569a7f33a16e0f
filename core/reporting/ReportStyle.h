// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace seg::reporting {

/// The style sheet inside the report: the light tokens, Roboto with what else there may be, screen and A4.
[[nodiscard]] std::string_view reportStyle() noexcept;

} // namespace seg::reporting
