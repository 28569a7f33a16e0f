// SPDX-License-Identifier: Apache-2.0
#include "core/reporting/ReportHtml.h"

#include "core/reporting/Charts.h"
#include "core/reporting/HtmlText.h"
#include "core/reporting/LabelColors.h"
#include "core/reporting/ReportMethod.h"
#include "core/reporting/ReportStyle.h"

#include <fmt/format.h>

#include <cmath>

namespace seg::reporting {

namespace {

constexpr int kHalfWidth = 408; ///< of a chart; two stand side by side

std::string section(const std::string& title, const std::string& content)
{
    return content.empty() ? std::string()
                           : fmt::format("<section><h2>{}</h2>{}</section>\n", escaped(title), content);
}

std::string pageHeader(const ReportData& data, const ReportExtras& extras)
{
    const std::string report = extras.reportName.empty() ? "" : " · " + extras.reportName;
    return fmt::format("<header><div><h1>{} · evaluation</h1><div class=\"quiet\">{}</div></div>"
                       "<div class=\"when\">{}<br>Segwright {}{}</div></header>\n",
                       escaped(data.datasetName), escaped(subtitle(data)), escaped(extras.moment),
                       escaped(extras.version), escaped(report));
}

std::string card(const std::string& name, const std::string& value, const std::string& small)
{
    return fmt::format("<div class=\"card\"><div class=\"name\">{}</div><div class=\"big\">{}</div>"
                       "<div class=\"small\">{}</div></div>",
                       escaped(name), escaped(value), escaped(small));
}

std::string withUnit(double value, int decimals, const char* unit)
{
    return std::isfinite(value) ? number(value, decimals) + " " + unit : number(value, decimals);
}

std::string headlineCards(const ReportData& data)
{
    const Headline& numbers = data.headline;
    std::string out = card("Mean Dice", number(numbers.meanDice, 3),
                           fmt::format("95 % interval {}–{}", number(numbers.meanDiceInterval.low, 3),
                                       number(numbers.meanDiceInterval.high, 3)));
    if (data.hasSurfaces()) {
        out += card("HD95", withUnit(numbers.hd95Median, 1, "mm"),
                    "median; largest " + withUnit(numbers.hd95Largest, 1, "mm"));
    }
    if (data.hasVolumes()) {
        out += card("Volume difference", withUnit(numbers.volumeDifferenceMl, 2, "ml"),
                    fmt::format("limits of agreement {} … {}", number(numbers.volumeLimitsMl.low, 2),
                                number(numbers.volumeLimitsMl.high, 2)));
    }
    out += card("Failures", fmt::format("{} of {}", numbers.failures, data.cases.size()),
                "lowest case " + number(numbers.lowestCase, 3));
    return "<div class=\"cards\">" + out + "</div>\n";
}

std::string trainingCards(const ReportData& data)
{
    const training::EpochMetrics& last = data.epochs.back();
    return "<div class=\"cards\">" +
           card("Patch Dice", number(last.meanDice, 3), "training estimate, last epoch") +
           card("Smoothed", number(last.emaDice, 3), "moving average of patch Dice") +
           card("Epochs", fmt::format("{} of {}", data.epochs.size(), data.options.epochs),
                spanText(data.trainedSeconds())) +
           card("Validation", "–", "not done yet") + "</div>\n";
}

std::string swatch(int label, const ReportData& data)
{
    return fmt::format("<span class=\"swatch\" style=\"background:{}\"></span>",
                       colorText(labelColor(label, data.colors)));
}

std::string headerRow(const std::vector<std::string>& names)
{
    std::string out = "<thead><tr>";
    for (const std::string& name : names) {
        out += "<th>" + escaped(name) + "</th>";
    }
    return out + "</tr></thead>";
}

std::string tableRow(const std::vector<std::string>& cells)
{
    std::string out = "<tr>";
    for (const std::string& text : cells) {
        out += "<td>" + text + "</td>";
    }
    return out + "</tr>\n";
}

std::string labelTable(const ReportData& data)
{
    std::vector<std::string> names{"Label", "Dice (95 % interval)"};
    if (data.hasSurfaces()) {
        names.insert(names.end(), {"HD95 mm", fmt::format("NSD {:g} mm", data.toleranceMm)});
    }
    names.insert(names.end(), {"Sensitivity", "Precision"});
    if (data.hasVolumes()) {
        names.emplace_back("Volume Δ ml");
    }
    std::string rows;
    for (const LabelRow& row : data.labels) {
        std::vector<std::string> cells{
            swatch(row.color, data) + escaped(row.name),
            withInterval(row.dice, row.diceInterval.low, row.diceInterval.high, 3)};
        if (data.hasSurfaces()) {
            cells.insert(cells.end(), {number(row.hd95, 1), number(row.nsd, 3)});
        }
        cells.insert(cells.end(), {number(row.sensitivity, 3), number(row.precision, 3)});
        if (data.hasVolumes()) {
            cells.push_back(number(row.volumeDifferenceMl, 2));
        }
        rows += tableRow(cells);
    }
    return "<div class=\"wide\"><table>" + headerRow(names) + "<tbody>" + rows + "</tbody></table></div>";
}

std::string caseTable(const ReportData& data)
{
    std::vector<std::string> names{"Case", "Mean Dice"};
    for (const LabelRow& row : data.labels) {
        names.push_back("Dice " + row.name);
    }
    if (data.hasSurfaces()) {
        names.emplace_back("largest HD95 mm");
    }
    std::string rows;
    for (const CaseRow& row : data.cases) {
        std::vector<std::string> cells{escaped(row.name), number(row.meanDice, 3)};
        for (const CaseValue& value : row.values) {
            cells.push_back(number(value.dice, 3));
        }
        if (data.hasSurfaces()) {
            cells.push_back(number(row.worstHd95, 1));
        }
        rows += tableRow(cells);
    }
    return "<div class=\"wide\"><table>" + headerRow(names) + "<tbody>" + rows + "</tbody></table></div>";
}

std::string pair(const std::string& leftTitle, const std::string& left, const std::string& rightTitle,
                 const std::string& right)
{
    const auto half = [](const std::string& title, const std::string& content) {
        return content.empty() ? std::string()
                               : fmt::format("<div><h2>{}</h2>{}</div>", escaped(title), content);
    };
    const std::string halves = half(leftTitle, left) + half(rightTitle, right);
    return halves.empty() ? std::string() : "<div class=\"pair\">" + halves + "</div>\n";
}

std::string curveLegend(const ReportData& data)
{
    std::string out = "<div class=\"legend\"><span><b>mean</b></span>";
    for (const dataset::LabelEntry& entry : data.manifest.labels.foregroundClasses()) {
        out += "<span>" + swatch(entry.values.empty() ? 0 : entry.values.front(), data) +
               escaped(entry.name) + "</span>";
    }
    return out + "<span>- - smoothed</span><span>○ whole scans</span></div>";
}

std::string lossLegend()
{
    return "<div class=\"legend\"><span><span class=\"swatch\" "
           "style=\"background:#0b7285\"></span>training</span>"
           "<span><span class=\"swatch\" style=\"background:#8f6000\"></span>validation</span></div>";
}

std::string lowestCases(const ReportExtras& extras)
{
    std::string out;
    for (const LowCase& item : extras.lowest) {
        const std::string picture =
            item.pictureUrl.empty()
                ? std::string()
                : fmt::format("<img alt=\"{}\" src=\"{}\">", escaped(item.name), item.pictureUrl);
        out += fmt::format(
            "<div class=\"card\">{}<div><div class=\"name\">{}</div><div class=\"quiet\">Dice {}</div>"
            "<p>{}</p></div></div>",
            picture, escaped(item.name), number(item.dice, 3), escaped(item.finding));
    }
    return out.empty() ? out
                       : "<div class=\"lowest\">" + out +
                             "</div><p class=\"legend\">Prediction filled, reference as a white outline; the "
                             "slice in which "
                             "they differ most, patient right on the left.</p>";
}

std::string madeTable(const ReportData& data)
{
    std::string rows;
    for (const auto& [name, text] : factRows(data)) {
        rows += fmt::format("<tr><th>{}</th><td>{}</td></tr>\n", escaped(name), escaped(text));
    }
    for (const std::string& warning : data.warnings) {
        rows += fmt::format("<tr><th>Warning</th><td>{}</td></tr>\n", escaped(warning));
    }
    return "<table class=\"facts\"><tbody>" + rows + "</tbody></table>";
}

std::string provenanceTable(const ReportExtras& extras)
{
    std::string rows;
    for (const HashedFile& file : extras.files) {
        rows += fmt::format("<tr><th>{}</th><td>{}<br><span class=\"hash\">SHA-256 {}</span></td></tr>\n",
                            escaped(file.meaning), escaped(file.name), file.sha256);
    }
    return rows.empty() ? rows : "<table class=\"facts\"><tbody>" + rows + "</tbody></table>";
}

std::string titleOfLowest(std::size_t count)
{
    return count == 1 ? "The lowest" : fmt::format("The {} lowest", count == 2 ? "two" : "three");
}

std::string validationPart(const ReportData& data, const ReportExtras& extras)
{
    return section("By label", labelTable(data)) +
           pair("Dice of every case", diceBoxes(data, kHalfWidth), "Volume, predicted against true",
                volumeScatter(data, kHalfWidth)) +
           section(titleOfLowest(extras.lowest.size()), lowestCases(extras));
}

} // namespace

std::string reportHtml(const ReportData& data, const ReportExtras& extras)
{
    const bool isValidated = !data.cases.empty();
    std::string body = pageHeader(data, extras);
    body += isValidated ? headlineCards(data) : trainingCards(data);
    if (isValidated) {
        body += validationPart(data, extras);
    }
    if (!data.epochs.empty()) {
        body += pair("Patch Dice while training (estimate)", diceCurves(data, kHalfWidth) + curveLegend(data),
                     "Loss", lossCurves(data, kHalfWidth) + lossLegend());
    }
    body += section("How it was made", madeTable(data));
    body += section("Method", "<p class=\"method\">" + escaped(methodText(data)) + "</p>");
    if (isValidated) {
        body += section("Every case, lowest first", caseTable(data));
    }
    body += section("Provenance", provenanceTable(extras));
    return fmt::format("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
                       "'unsafe-inline'; "
                       "img-src data:\">\n<meta name=\"generator\" content=\"Segwright {}\">\n<title>{} · {} "
                       "· evaluation</title>\n"
                       "<style>{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
                       escaped(extras.version), escaped(data.datasetName), escaped(data.runName),
                       reportStyle(), body);
}

} // namespace seg::reporting
