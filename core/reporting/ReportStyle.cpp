// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/ReportStyle.h"

namespace seg::reporting {

namespace {

constexpr std::string_view kStyle = R"(
:root { --text: #1b1e22; --text2: #565d66; --text3: #666d77; --line: #d5d9de; --grid: #e6e9ec; --accent: #0b7285; --warning: #8f6000; }
* { box-sizing: border-box; }
html { background: #f4f5f7; }
body { margin: 0 auto; max-width: 960px; padding: 40px 48px 56px; background: #ffffff; color: var(--text);
  font: 13px/18px Roboto, "Segoe UI", "Helvetica Neue", Arial, sans-serif; font-variant-numeric: tabular-nums; }
header { display: flex; justify-content: space-between; gap: 24px; margin-bottom: 28px; }
h1 { font-size: 26px; line-height: 32px; font-weight: 500; margin: 0; }
h2 { font-size: 15px; line-height: 20px; font-weight: 500; margin: 28px 0 10px; }
.quiet { color: var(--text2); }
.when { color: var(--text2); text-align: right; font-size: 12px; white-space: nowrap; }
.cards { display: grid; grid-template-columns: repeat(4, 1fr); gap: 14px; }
.card { border: 1px solid var(--line); border-radius: 8px; padding: 14px 16px; break-inside: avoid; }
.card .name { color: var(--text2); }
.card .big { font-size: 28px; line-height: 34px; }
.card .small { color: var(--text2); font-size: 12px; }
.note { border: 1px solid var(--line); border-left: 3px solid var(--warning); border-radius: 4px; padding: 8px 12px; margin: 0 0 14px; }
table { width: 100%; border-collapse: collapse; }
th { font-size: 11.5px; font-weight: 500; color: var(--text3); text-align: right; padding: 5px 8px; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { text-align: right; padding: 4px 8px; border-bottom: 1px solid var(--grid); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
.wide { overflow-x: auto; }
.swatch { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 7px; vertical-align: -1px; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }
.pair > div { min-width: 0; break-inside: avoid; }
.legend { color: var(--text2); font-size: 12px; }
.legend span { margin-right: 12px; white-space: nowrap; }
svg { display: block; max-width: 100%; height: auto; font-size: 11px; font-family: inherit; }
.lowest { display: grid; grid-template-columns: repeat(3, 1fr); gap: 16px; }
.lowest .card { padding: 10px; display: flex; gap: 12px; }
.lowest img { width: auto; max-width: 55%; height: 150px; object-fit: contain; background: #000000; }
.lowest .name { color: var(--text); font-weight: 500; overflow-wrap: anywhere; }
.lowest p { margin: 6px 0 0; color: var(--text2); }
.facts th { width: 150px; text-align: left; font-size: 13px; font-weight: 400; color: var(--text2); border-bottom: 1px solid var(--grid); padding-left: 0; vertical-align: top; }
.facts td { text-align: left; white-space: normal; overflow-wrap: anywhere; }
.hash { font-family: "Roboto Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace; font-size: 11px; }
.method { margin: 0; max-width: 76ch; }
@page { size: A4; margin: 14mm; }
@media print {
  html { background: #ffffff; }
  body { max-width: none; padding: 0; font-size: 10pt; -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h2 { break-after: avoid; }
  tr { break-inside: avoid; }
  thead { display: table-header-group; }
}
@media (max-width: 720px) {
  body { padding: 20px 16px; }
  .cards, .pair, .lowest { grid-template-columns: 1fr; }
}
)";

} // namespace

std::string_view reportStyle() noexcept
{
    return kStyle;
}

} // namespace seg::reporting
