# SPDX-License-Identifier: Apache-2.0
foreach(thing CaseFindings Charts HtmlText LabelColors PngWriter Report ReportData SlicePicture Statistics)
    seg_add_test(NAME core.reporting.${thing} SOURCE unit/core/reporting/tst_${thing}.cpp LABELS unit
        LINK seg::core_reporting ZLIB::ZLIB Qt6::Core)
endforeach()
